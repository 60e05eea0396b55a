"""A small plan written by hand, for tests of reports.

| branch | members | what it shows |
| --- | --- | --- |
| B1 炼化一车间 | M01–M05 | one study, two batches of discussion |
| B2 机关 | M06–M08 | a joint study of its committee, its own discussion |
| TC03 特种材料室 (restricted) | T009–T012 | its own study and discussion; T012 also lectures |
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from turnout.models import Instance, Manifest, Plan, Settings
from turnout.models.plan import PLAN_COLUMNS, WHOLE_COLUMNS, empty_table
from turnout.models.tables import TABLES, Kind

BLANKS: dict[Kind, Any] = {Kind.WHOLE: pd.NA, Kind.TIME: pd.NA, Kind.WEEKDAY: pd.NA, Kind.DECIMAL: float("nan")}
MOMENTS = {Kind.DATE, Kind.START, Kind.END}


def table(name: str, heads: str = "", *rows: tuple[Any, ...]) -> pd.DataFrame:
    """A canonical instance table from rows of the columns named in `heads`; other columns take their defaults."""
    given = pd.DataFrame(list(rows), columns=heads.split())
    columns: dict[str, pd.Series] = {}
    for column in TABLES[name].columns:
        if column.name in given:
            values: pd.Series = given[column.name]
        else:
            blank = BLANKS.get(column.kind, "") if column.default is None else column.default
            values = pd.Series([blank] * len(given))
        if column.kind in MOMENTS:
            columns[column.name] = pd.to_datetime(values).astype("datetime64[s]")
        elif column.kind in (Kind.WHOLE, Kind.TIME, Kind.WEEKDAY):
            columns[column.name] = values.astype("Int64" if values.isna().any() or column.nullable else "int64")
        else:
            columns[column.name] = values.astype("float64" if column.kind is Kind.DECIMAL else "str")
    return pd.DataFrame(columns)


def plan_table(name: str, *rows: tuple[Any, ...]) -> pd.DataFrame:
    """A plan's table from full rows."""
    if not rows:
        return empty_table(name)
    frame = pd.DataFrame(list(rows), columns=list(PLAN_COLUMNS[name]))
    return frame.astype({c: "int64" if c in WHOLE_COLUMNS else "str" for c in frame.columns})


def instance() -> Instance:
    """The instance behind `plan`."""
    tables = {name: table(name) for name in TABLES}
    tables |= {
        "sites": table("sites", "site_id name longitude latitude",
                       ("S1", "总部大院", 121.60, 29.90), ("S2", "一厂区", 121.70, 29.95),
                       ("S3", "研究院", 121.50, 29.80)),
        "committees": table("committees", "committee_id name parent_id site_id kind",
                            ("C0", "东海集团党委", "", "S1", "committee"), ("C1", "一厂党委", "C0", "S2", "committee"),
                            ("C2", "研究院党委", "C0", "S3", "committee")),
        "branches": table("branches", "branch_id name committee_id site_id disclosure",
                          ("B1", "炼化一车间党支部", "C1", "S2", "normal"),
                          ("B2", "一厂机关党支部", "C1", "S2", "normal"),
                          ("TC03", "特种材料室党支部", "C2", "S3", "restricted")),
        "groups": table("groups", "group_id name post_type", ("G1", "炼化甲班", "other"),
                        ("G3", "特材试制组", "other")),
        "members": table("members", "person_id name branch_id group_id",
                         ("M01", "赵一鸣", "B1", "G1"), ("M02", "钱多多", "B1", "G1"), ("M03", "孙小圣", "B1", "G1"),
                         ("M04", "李思远", "B1", ""), ("M05", "周正", "B1", ""), ("M06", "吴桐", "B2", ""),
                         ("M07", "郑重", "B2", ""), ("M08", "王敏", "B2", ""), ("T009", "冯隐秋", "TC03", "G3"),
                         ("T010", "陈默之", "TC03", "G3"), ("T011", "褚藏锋", "TC03", "G3"),
                         ("T012", "卫不言", "TC03", "")),
        "venues": table("venues", "venue_id name site_id capacity",
                        ("V1", "一厂会议室", "S2", 30), ("V2", "总部礼堂", "S1", 200),
                        ("V3", "特材室地下会议室", "S3", 20)),
        "lecturers": table("lecturers", "person_id name committee_id site_id",
                           ("L1", "何教授", "C0", "S1"), ("T012", "卫不言", "C0", "S3")),
        "supervisors": table("supervisors", "person_id name committee_id site_id",
                             ("P1", "吕书记", "C0", "S1"), ("P2", "施副书记", "C1", "S2"),
                             ("T009", "冯隐秋", "C2", "S3")),
        "travel": table("travel", "from_site to_site minutes", ("S1", "S2", 40)),
        "visits_done": table("visits_done", "branch_id committee_id person_id date", ("B2", "C1", "P2", "2026-01-15")),
    }  # fmt: skip
    return Instance(tables, Settings(quarter="2026Q2"))


SESSIONS = (
    ("S001", "study", "branch", "B1", "2026-04-08", "09:00", "11:00", "V1", "L1", 5, "学习党的创新理论", "held"),
    ("S002", "discussion", "branch", "B1", "2026-04-20", "09:00", "11:00", "V1", "", 3, "安全生产大讨论", "planned"),
    ("S003", "discussion", "branch", "B1", "2026-04-20", "14:30", "16:30", "V1", "", 2, "安全生产大讨论", "planned"),
    (
        "S004",
        "study",
        "committee",
        "C1",
        "2026-04-09",
        "08:30",
        "10:30",
        "V2",
        "T012",
        3,
        "学习党的创新理论",
        "planned",
    ),
    ("S005", "discussion", "branch", "B2", "2026-04-21", "08:30", "10:30", "V1", "", 3, "机关作风怎么改", "planned"),
    ("S006", "study", "branch", "TC03", "2026-04-10", "08:30", "10:30", "V3", "L1", 4, "保密条例", "planned"),
    ("S007", "discussion", "branch", "TC03", "2026-04-22", "08:30", "10:30", "V3", "", 3, "保密怎么做", "planned"),
)
SEATS = {
    "S001": "M01 M02 M03 M04 M05", "S002": "M01 M02 M03", "S003": "M04 M05", "S004": "M06 M07 M08",
    "S005": "M06 M07 M08", "S006": "T009 T010 T011 T012", "S007": "T009 T010 T011",
}  # fmt: skip


def plan() -> Plan:
    """Seven sessions, three visits, one person without a discussion."""
    return Plan(
        sessions=plan_table("sessions", *SESSIONS),
        attendance=plan_table("attendance", *((s, p) for s, people in SEATS.items() for p in people.split())),
        visits=plan_table("visits", ("S002", "P1", "C0", "B1", "quota"), ("S003", "P2", "C1", "B1", "quota"),
                          ("S005", "P1", "C0", "B2", "quota"), ("S007", "P1", "C0", "TC03", "quota")),
        unplaced=plan_table("unplaced", ("T012", "discussion", "NO_FREE_TIME", "longest=90 needed=120")),
        coverage=plan_table("coverage", ("coverage", "C1", 2, 2, 1, 2, 0, ""), ("coverage", "C2", 2, 1, 1, 1, 0, ""),
                            ("quota", "C0", 1, 3, 2, 3, 0, ""), ("quota", "C0", 2, 3, 2, 1, 1, "NO_CAPACITY")),
        manifest=Manifest.model_validate({
            "counts": {"members": 12}, "objective": {"unplaced": 1, "t2_shortfall": 1},
            "cost": {"timetable": {"session": 210, "burden": 23, "total": 233},
                     "sit_ins": {"visit": 240, "day": 480, "total": 720}},
            "bound": {"unplaced": 1, "timetable": 230, "sit_ins": 700}, "gap": {"timetable": 0.0129, "sit_ins": 0.0278},
            "warnings": [{"code": "no-topic", "en": "No topic for 特种材料室党支部", "zh": "特种材料室党支部没有主题"}],
        }),
    )  # fmt: skip


def with_sessions(base: Plan, **changes: dict[str, Any]) -> Plan:
    """The plan with cells of sessions changed: session_id -> {column: value}."""
    sessions = base.sessions.copy()
    for session, cells in changes.items():
        for column, value in cells.items():
            sessions.loc[sessions["session_id"] == session, column] = value
    return replace(base, sessions=sessions)


def renamed(base: Instance, name: str, column: str, texts: dict[str, str]) -> Instance:
    """The instance with texts of one table's column changed, by the table's first column."""
    changed = base[name].copy()
    changed[column] = [texts.get(i, old) for i, old in zip(changed.iloc[:, 0], changed[column], strict=True)]
    return base.with_tables({name: changed})


def tiled(times: int) -> tuple[Plan, Instance]:
    """The plan and instance repeated `times` times side by side, ids made unique; for measuring."""
    base_plan, base = plan(), instance()
    ids = {"session_id", "person_id", "branch_id", "committee_id", "audience_id", "group_id", "venue_id", "site_id",
           "parent_id", "lecturer_id", "scope_id", "lead_branch_id", "from_site", "to_site"}  # fmt: skip

    def many(frame: pd.DataFrame) -> pd.DataFrame:
        copies = pd.concat([frame] * times, ignore_index=True)
        tail = pd.Series([f".{i:05d}" for i in range(times) for _ in range(len(frame))], dtype="str")
        for column in ids & set(frame.columns):
            copies[column] = (copies[column] + tail).where(copies[column] != "", "").astype("str")
        return copies

    tables = {name: many(frame) for name, frame in base.tables.items()}
    large = {name: many(frame) for name, frame in base_plan.tables().items()}
    return Plan(manifest=base_plan.manifest, **large), base.with_tables(tables)
