"""Instances in: reading and checking tables, and the ready-made ones."""
