"""What each command does, behind the thin cli.py."""
