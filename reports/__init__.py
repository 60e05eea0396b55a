"""What people read of a plan. One report, one function."""
