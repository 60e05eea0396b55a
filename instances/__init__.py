"""Instances in: reading and checking tables, and the ready-made ones.

`load` is imported when it is first used: whoever needs a few names of an instance need not wait for pandas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from turnout.models.lazy import lazily

if TYPE_CHECKING:
    from turnout.instances.loading import load

__all__ = ["load"]

if not TYPE_CHECKING:  # a type checker would take every name for one that exists
    __getattr__, __dir__ = lazily(globals(), {"load": "loading"})
