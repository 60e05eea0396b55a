"""The columns of a plan's tables, and the words that may stand in them."""

from __future__ import annotations

FORMAT = "turnout-plan/1"

PLAN_COLUMNS: dict[str, tuple[str, ...]] = {
    "sessions": ("session_id", "kind", "audience_type", "audience_id", "date", "start", "end", "venue_id",
    "lecturer_id",
                 "size", "topic", "status"),
    "attendance": ("session_id", "person_id"),
    "visits": ("session_id", "person_id", "committee_id", "branch_id", "role"),
    "unplaced": ("person_id", "kind", "reason", "detail"),
    "coverage": ("target", "scope_id", "level", "branches", "required", "achieved", "shortfall", "reason"),
}
"""Columns of the plan's CSV files, in order."""

WHOLE_COLUMNS = frozenset({"size", "level", "branches", "required", "achieved", "shortfall"})
"""Columns that hold whole numbers (int64); every other column holds str."""

KIND_ORDER = ("study", "discussion")
UNPLACED_REASONS = ("LOCKED", "NO_FREE_TIME", "NO_VENUE", "NO_LECTURER", "TOO_FEW", "NO_STUDY", "NO_GAP", "CONTENTION")
SHORTFALL_REASONS = ("NO_SUPERVISOR", "NO_CAPACITY", "NO_DISCUSSION", "CLASH", "UNREACHABLE", "OWN_BRANCH")
