"""Plan folders: written whole or not at all, read back as typed tables.

A name's module is imported when it is first used: whoever needs a few columns of a plan need not wait for pandas.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from turnout.models.lazy import lazily

if TYPE_CHECKING:
    from turnout.plans.checkpoints import Checkpoints
    from turnout.plans.errors import FolderError, PlanError
    from turnout.plans.files import read
    from turnout.plans.folder import PlanFolder, Written, write
    from turnout.plans.places import OWN_FILES

__all__ = ["OWN_FILES", "Checkpoints", "FolderError", "PlanError", "PlanFolder", "Written", "read", "write"]

_MODULES = {
    "OWN_FILES": "places",
    "Checkpoints": "checkpoints",
    "FolderError": "errors",
    "PlanError": "errors",
    "PlanFolder": "folder",
    "Written": "folder",
    "read": "files",
    "write": "folder",
}

if not TYPE_CHECKING:  # a type checker would take every name for one that exists
    __getattr__, __dir__ = lazily(globals(), _MODULES)
