"""What things are: tables, settings, instance, plan, notices, violations. Knows no solver, no files, no terminal."""

from turnout.models.instance import Instance
from turnout.models.notice import InstanceError, Notice, Severity
from turnout.models.plan import Manifest, Plan
from turnout.models.progress import Progress
from turnout.models.settings import Settings
from turnout.models.text import Lang, Text
from turnout.models.violation import Verdict, Violation

__all__ = [
    "Instance",
    "InstanceError",
    "Lang",
    "Manifest",
    "Notice",
    "Plan",
    "Progress",
    "Settings",
    "Severity",
    "Text",
    "Verdict",
    "Violation",
]
