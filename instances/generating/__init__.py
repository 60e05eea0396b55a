"""Seeded instances of any size that look like the real thing."""

from turnout.instances.generating.making import Tightness, make
from turnout.instances.generating.sizes import SizeError
from turnout.instances.generating.writing import generate, write

__all__ = ["SizeError", "Tightness", "generate", "make", "write"]
