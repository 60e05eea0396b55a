"""A small harbour with every post type, and a plan of it that keeps every rule; its figures were worked out by hand.

Three weeks from Monday 2026-03-30, the second quarter, with the holidays of 4 to 6 April. Town (A) and port (B) are 30
minutes apart; the island (C) is 90 minutes from both, and there is no way to the wreck (D).
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from turnout.models.instance import Instance
from turnout.models.plan import Plan
from turnout.models.tables import TABLES
from turnout.tests.reference.raw import Raw
from turnout.tests.verifier.stated import attendance, plan_of, restated, table

TABLES_AS_TEXT = {
    "sites": "site_id|name\nA|town\nB|port\nC|island\nD|wreck",
    "travel": "from_site|to_site|minutes\nA|B|30\nA|C|90\nB|C|90",
    "committees": """
        committee_id|name|parent_id|site_id|kind
        DW|harbour||A|committee
        DZ|ships|DW|A|general_branch
        EW|port works|DW|B|committee
        """,
    "branches": """
        branch_id|name|committee_id|site_id|theme_day
        Z1|office|DW|A|Fri
        Z2|control room|DZ|A|
        Z3|quay building|EW|B|15
        Z4|pilots|EW|B|
        Z5|customs|EW|B|
        """,
    "groups": """
        group_id|name|post_type|cycle|cycle_start|lead_branch_id|max_away
        G1|watch|shift|D D N N - -|2026-03-30||4
        G2|builders|site||||
        G3|pilots|mobile||||
        G4|quay and customs|cross_unit|||Z3|
        """,
    "shifts": "code|start|end\nD|08:00|16:00\nN|20:00|32:00",
    "windows": """
        group_id|date|weekday|from|until|start|end|burden
        G3|2026-04-01||||14:00|16:00|2
        G3||Sat|2026-04-11|2026-04-18|09:00|12:00|3
        """,
    "members": """
        person_id|name|branch_id|group_id
        a1|An|Z1|
        a2|Bai|Z1|
        a3|Cao|Z1|
        a4|Deng|Z1|
        a5|Fang|Z1|
        b1|Gao|Z2|G1
        b2|He|Z2|G1
        b3|Jia|Z2|G1
        b4|Kong|Z2|G1
        c1|Lin|Z3|G2
        c2|Ma|Z3|G2
        c3|Nie|Z3|G2
        c4|Ouyang|Z3|G2
        c5|Pan|Z3|G4
        d1|Qin|Z4|G3
        d2|Ren|Z4|G3
        d3|Shen|Z4|G3
        e1|Tang|Z5|
        e2|Wu|Z5|
        e3|Xu|Z5|
        e4|Yan|Z5|G4
        e5|Zhao|Z5|G4
        """,
    "absences": """
        person_id|start|end
        a5|2026-03-01|2026-04-30
        e1|2026-04-02 15:30|2026-04-02 18:00
        P1|2026-04-14|2026-04-14
        """,
    "venues": """
        venue_id|name|site_id|capacity|committee_id|open|close
        V1|town hall|A|5||08:00|20:00
        V2|canteen|B|4|EW|09:00|
        V3|quay house|B|10||08:00|20:00
        V4|lighthouse|C|50|||
        """,
    "closures": "venue_id|start|end\nV1|2026-04-09 18:00|2026-04-09 21:00",
    "lecturers": "person_id|name|committee_id|site_id|max_sessions\nL1|Li|DW|A|\nL2|Lu|EW|B|4",
    "lecturer_windows": """
        person_id|date|weekday|start|end
        L2||Tue|17:00|20:00
        L2|2026-04-01||13:00|17:00
        L2||Thu|08:00|16:00
        """,
    "supervisors": """
        person_id|name|committee_id|site_id|max_visits|max_visits_per_day
        P1|Pei|DW|A|2|1
        a1|An|DW|A|1|1
        Q1|Qiu|EW|B|2|1
        """,
    "topics": """
        scope_id|kind|title
        DW|study|the year's plan
        DW|discussion|safety
        EW|discussion|the new quay
        Z4|discussion|fog
        """,
    "visits_done": "branch_id|committee_id|person_id|date\nZ5|EW|Q1|2026-02-10\nZ4|DW|P1|2025-12-01",
}
SETTINGS = {"quarter": "2026Q2", "start_date": "2026-03-30", "end_date": "2026-04-19"}

SESSIONS = """
    s01|study|committee|DW|2026-03-30|08:30|10:30|V1|L1|4||planned
    s02|study|branch|Z2|2026-04-01|09:00|11:00|V1|L1|4||planned
    s03|study|branch|Z3|2026-03-31|18:00|20:00|V3|L2|4||planned
    s04|study|branch|Z4|2026-04-01|14:00|16:00|V2|L2|3||planned
    s05|study|committee|EW|2026-04-02|13:30|15:30|V2|L2|3||planned
    s06|study|group|G4|2026-04-02|08:30|10:30|V3|L2|3||planned
    s07|discussion|branch|Z1|2026-04-10|08:30|10:30|V1||4||planned
    s08|discussion|branch|Z2|2026-04-09|16:00|18:00|V1||4||planned
    s09|discussion|branch|Z3|2026-04-15|18:00|20:00|V3||4||planned
    s10|discussion|branch|Z4|2026-04-11|09:00|11:00|V2||3||planned
    s11|discussion|branch|Z5|2026-04-13|14:00|16:00|V1||3||planned
    s12|discussion|group|G4|2026-04-13|08:30|10:30|V3||3||planned
    """
ATTENDANCE = """
    s01: a1 a2 a3 a4
    s02: b1 b2 b3 b4
    s03: c1 c2 c3 c4
    s04: d1 d2 d3
    s05: e1 e2 e3
    s06: c5 e4 e5
    s07: a1 a2 a3 a4
    s08: b1 b2 b3 b4
    s09: c1 c2 c3 c4
    s10: d1 d2 d3
    s11: e1 e2 e3
    s12: c5 e4 e5
    """
VISITS = """
    s07|P1|DW|Z1|fallback
    s08|a1|DW|Z2|fallback
    s09|P1|DW|Z3|quota
    s10|Q1|EW|Z4|fallback
    s12|Q1|EW|Z3|quota
    """


def raw() -> Raw:
    """The harbour's tables and settings, to be changed."""
    found = Raw(settings={**SETTINGS})
    for name, text in TABLES_AS_TEXT.items():
        heading, *lines = [line.strip() for line in text.strip().splitlines()]
        for line in lines:
            found[name].append(dict(zip(heading.split("|"), line.split("|"), strict=True)))
    return found


@lru_cache(maxsize=64)
def harbour(*changes: str) -> Instance:
    """The harbour with changes, one a line: `table key column=value …` of the row whose first cell is the key,
    `table + cell|cell|…` for a new row, `table - key` without the rows of that key, `setting path value`."""
    found = raw()
    for change in changes:
        what, key, *cells = change.split(" ", 2)
        rest = cells[0] if cells else ""
        if what == "setting":
            _set(found.settings, key.split("."), rest)
        elif key == "+":
            columns = [column.name for column in TABLES[what].columns]
            found[what].append(dict(zip(columns, rest.split("|"), strict=False)))
        elif key == "-":
            found.tables[what] = [row for row in found[what] if next(iter(row.values())) != rest]
        else:
            rows = [row for row in found[what] if next(iter(row.values())) == key]
            assert rows, change
            for row in rows:
                row.update(dict(cell.split("=", 1) for cell in rest.split(", ")))
    return found.instance()


def _set(settings: dict[str, Any], path: list[str], value: str) -> None:
    for name in path[:-1]:
        settings = settings.setdefault(name, {})
    settings[path[-1]] = int(value) if value.isdecimal() else value == "true" if value in ("true", "false") else value


def bare_plan() -> Plan:
    """The harbour's plan without its claims."""
    return plan_of(table("sessions", SESSIONS), attendance(ATTENDANCE), table("visits", VISITS))


@cache
def whole() -> tuple[Instance, Plan]:
    """The harbour and its plan with all claims; neither may be changed."""
    instance = harbour()
    return instance, restated(instance, bare_plan())
