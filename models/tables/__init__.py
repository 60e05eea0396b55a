"""The tables of an instance, one declaration each.

Reading, checking, the data guide and the workbook template all follow from these declarations.
"""

from __future__ import annotations

from turnout.models.tables.declare import LARGEST, LATEST, WEEKDAYS, Column, Kind, Table
from turnout.models.tables.organisation import (
    BRANCHES,
    COMMITTEE_KINDS,
    COMMITTEES,
    DISCLOSURES,
    MEMBERS,
    SESSION_KINDS,
    TOPICS,
)
from turnout.models.tables.people import ABSENCES, LECTURER_WINDOWS, LECTURERS, SUPERVISORS, VISITS_DONE
from turnout.models.tables.places import CLOSURES, SITES, TRAVEL, VENUES
from turnout.models.tables.rotas import CALENDAR, DAY_KINDS, GROUPS, POST_TYPE_WORDS, ROSTER, SHIFTS, WINDOWS

__all__ = [
    "COMMITTEE_KINDS",
    "DAY_KINDS",
    "DISCLOSURES",
    "LARGEST",
    "LATEST",
    "POST_TYPE_WORDS",
    "SESSION_KINDS",
    "TABLES",
    "WEEKDAYS",
    "Column",
    "Kind",
    "Table",
]

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        SITES,
        COMMITTEES,
        BRANCHES,
        GROUPS,
        SHIFTS,
        ROSTER,
        WINDOWS,
        MEMBERS,
        ABSENCES,
        VENUES,
        CLOSURES,
        LECTURERS,
        LECTURER_WINDOWS,
        SUPERVISORS,
        TRAVEL,
        CALENDAR,
        TOPICS,
        VISITS_DONE,
    )
}
"""Every table of an instance, in the order in which a reader would fill them in."""
