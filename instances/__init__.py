"""Instances in: reading and checking tables, and the ready-made ones.

`load` is imported when it is first used: whoever needs a few names of an instance need not wait for pandas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from turnout.instances.loading import load

__all__ = ["load"]

if not TYPE_CHECKING:  # a type checker would take every name for one that exists

    def __getattr__(name: str) -> object:
        """`load`. Raises AttributeError for any other name."""
        if name != "load":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from turnout.instances.loading import load

        globals()[name] = load
        return load
