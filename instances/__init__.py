"""Instances in: reading and checking tables, and the ready-made ones."""

from turnout.instances.loading import load

__all__ = ["load"]
