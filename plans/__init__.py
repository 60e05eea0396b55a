"""Plan folders: written whole or not at all, read back as typed tables."""

from turnout.plans.errors import FolderError, PlanError
from turnout.plans.files import OWN_FILES, read
from turnout.plans.folder import PlanFolder, Written, write

__all__ = ["OWN_FILES", "FolderError", "PlanError", "PlanFolder", "Written", "read", "write"]
