"""What things are: tables, settings, instance, plan, notices, violations. Knows no solver, no files, no terminal.

A type's module is imported when the type is first used: texts alone must not cost the time of loading pandas, which
would come before every line of help.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from turnout.models.lazy import lazily

if TYPE_CHECKING:
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

_MODULES = {
    "Instance": "instance",
    "InstanceError": "notice",
    "Lang": "text",
    "Manifest": "plan",
    "Notice": "notice",
    "Plan": "plan",
    "Progress": "progress",
    "Settings": "settings",
    "Severity": "notice",
    "Text": "text",
    "Verdict": "violation",
    "Violation": "violation",
}

if not TYPE_CHECKING:  # a type checker would take every name for one that exists
    __getattr__, __dir__ = lazily(globals(), _MODULES)
