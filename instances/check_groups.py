"""Groups: what each post type needs, and rotas that contradict themselves."""

from __future__ import annotations

from itertools import product

import pandas as pd

from turnout.instances.canonical import Checked
from turnout.instances.check_references import Tables
from turnout.instances.findings import Findings, examples
from turnout.models.text import Text

DAY = 24 * 60


def check_groups(tables: Tables, findings: Findings) -> None:
    """All checks of groups."""
    groups = tables["groups"]
    frame = groups.frame
    kind, ids = frame["post_type"], frame["group_id"]
    in_windows = ids.isin(tables["windows"].frame["group_id"]) | tables["windows"].raw.unread
    in_roster = ids.isin(tables["roster"].frame["group_id"]) | tables["roster"].raw.unread
    has_cycle = frame["cycle"] != ""
    _note(
        groups,
        (kind == "shift") & ~has_cycle & ~in_roster & ~in_windows,
        "cycle",
        "shift-without-rota",
        Text("a shift group needs a cycle, roster rows or windows", "轮班制班组需要倒班方式、排班表或可集中时段"),
        findings,
    )
    _note(
        groups,
        (kind == "mobile") & ~in_windows,
        "group_id",
        "mobile-without-windows",
        Text("a mobile group needs windows, the times at which it meets", "流动固定班组需要可集中时段（固定见面时间）"),
        findings,
    )
    _note(
        groups,
        has_cycle & frame["cycle_start"].isna(),
        "cycle_start",
        "cycle-without-start",
        Text("a cycle needs a date on which its first code falls", "填写了倒班方式，就需要循环的起始日期"),
        findings,
    )
    _note(
        groups,
        (kind == "cross_unit") & (frame["lead_branch_id"] == ""),
        "lead_branch_id",
        "no-lead-branch",
        Text("a cross-unit group needs a lead branch", "跨单位协同班组需要牵头支部"),
        findings,
    )
    known, used = tables["branches"].frame["branch_id"], tables["members"].frame["branch_id"]
    lead = frame["lead_branch_id"]
    _note(
        groups,
        (kind == "cross_unit") & lead.isin(known) & (lead != "") & ~(lead.isin(used) | tables["members"].raw.unread),
        "lead_branch_id",
        "lead-branch-empty",
        Text("the lead branch has no members", "牵头支部没有党员"),
        findings,
    )
    _warn_of_overlaps(tables, findings)


def _note(groups: Checked, wrong: pd.Series, column: str, code: str, text: Text, findings: Findings) -> None:
    rows = groups.in_file_order(wrong.to_numpy(dtype=bool) & groups.sound("post_type", column))
    ids = groups.frame["group_id"].to_numpy()
    findings.errors_at(
        code,
        text,
        Text("Fill it in, or correct the post type.", "请补充，或更正岗位类别。"),
        groups.places(rows, column),
        lambda i: ids[rows[i]],
        len(rows),
    )


def _warn_of_overlaps(tables: Tables, findings: Findings) -> None:
    """Shifts of a cycle that overlap each other both block; the slip is told once for all groups."""
    shifts = tables["shifts"].frame
    hours = {c: (int(a), int(b)) for c, a, b in zip(shifts["code"], shifts["start"], shifts["end"], strict=True)}
    groups = tables["groups"]
    overlapping = {c for c in groups.frame["cycle"].unique() if _overlaps(c.split(), hours)}
    rows = groups.in_file_order(groups.frame["cycle"].isin(overlapping).to_numpy())
    if len(rows):
        findings.warn(
            "shifts-overlap",
            Text(
                "in the cycles of {n} groups shifts overlap each other; both are kept free of sessions ({groups})",
                "{n} 个班组的倒班方式中班次相互重叠，重叠的班次都按占用处理（{groups}）",
            ).fill(n=len(rows), groups=examples(groups.frame["group_id"].iloc[rows])),
            Text("Check the hours of the shifts.", "请核对班次的起止时间。"),
            groups.where(int(rows[0]), "cycle"),
            groups.frame["cycle"].iloc[int(rows[0])],
        )


def _overlaps(codes: list[str], hours: dict[str, tuple[int, int]]) -> bool:
    """Whether a shift of the endless repetition overlaps one of the two days after it; none ends after 48:00."""
    for i, later in product(range(len(codes)), (1, 2)):
        first, second = hours.get(codes[i]), hours.get(codes[(i + later) % len(codes)])
        if first and second and first[1] > second[0] + later * DAY and second[1] + later * DAY > first[0]:
            return True
    return False
