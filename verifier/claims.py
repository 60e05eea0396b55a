"""What the plan says of itself: sizes, topics, order of rows, and plan.json."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from turnout.models.instance import Instance
from turnout.models.plan import FORMAT, KIND_ORDER, PLAN_COLUMNS, Manifest
from turnout.models.settings import Settings
from turnout.models.text import Text
from turnout.verifier.findings import Findings, shown
from turnout.verifier.given import Objects, objects
from turnout.verifier.matter import Matter
from turnout.verifier.reading import Raw

GAP_TOLERANCE = 1e-6
MOST_DIGITS = 9
"""No whole number in a plan has more."""
ORDER = {
    "sessions": ("session_id",),
    "attendance": ("session_id", "person_id"),
    "visits": ("session_id",),
    "unplaced": ("person_id", "kind"),
    "coverage": ("target", "scope_id", "level"),
}


def rows_in_order(raw: Raw, findings: Findings) -> None:
    """FORMAT: rows are sorted: sessions by id, attendance by session and person, and so on; study before discussion."""
    for name in PLAN_COLUMNS:
        table = raw.tables[name]
        before = np.zeros(max(len(table) - 1, 0), dtype=bool)
        equal = ~before
        for column in ORDER[name]:
            cells = _sort_values(column, objects(table[column]))
            before |= equal & (cells[1:] < cells[:-1]).astype(bool)
            equal &= (cells[1:] == cells[:-1]).astype(bool)
        if before.any():
            row = int(np.argmax(before)) + 3
            findings.one(
                "FORMAT",
                Text(
                    "{file}.csv is not sorted: row {row} comes before the row above it",
                    "{file}.csv 未按规定排序：第 {row} 行应排在上一行之前",
                ),
                (name,),
                file=name,
                row=row,
            )


def _sort_values(column: str, cells: Objects) -> Objects:
    """What is compared instead of the cells; where a cell of these two columns stands that cannot be understood is all
    the same."""
    if column == "kind":
        return np.array([cell == "discussion" for cell in cells], dtype=object)
    if column == "level":
        return np.array([cell.zfill(MOST_DIGITS) for cell in cells], dtype=object)
    return cells


def sizes(matter: Matter) -> None:
    """SIZE: a session's size is the number of its rows in attendance.csv."""
    s = matter.sessions
    at = np.flatnonzero(s.size != matter.size)
    matter.findings.rows(
        "SIZE",
        Text(
            "session {session} says it has {said} attendees; it has {size}",
            "场次 {session} 称有 {said} 人，实际为 {size} 人",
        ),
        ("session",),
        {"session": s.ids[at], "said": s.size[at], "size": matter.size[at]},
        s.base[at],
    )


def topics(matter: Matter) -> None:
    """TOPIC: a session's topic is that of the nearest scope upwards from its audience, of a group from its lead
    branch."""
    s, right = matter.sessions, right_topics(matter)
    at = np.flatnonzero((s.topic != right) & (s.scope >= 0))
    matter.findings.rows(
        "TOPIC",
        Text(
            "session {session}: its topic is '{right}', not '{said}'", "场次 {session}：主题应为“{right}”，而非“{said}”"
        ),
        ("session",),
        {"session": s.ids[at], "right": right[at], "said": s.topic[at]},
        s.base[at],
    )


def right_topics(matter: Matter) -> Objects:
    """The topic that each session should have, "" where none is fixed."""
    given, s, table = matter.given, matter.sessions, matter.given.instance["topics"]
    right = np.empty(len(s), dtype=object)
    for number, kind in enumerate(KIND_ORDER):
        of_kind = table.loc[table["kind"] == kind]
        titles = dict(zip(of_kind["scope_id"], of_kind["title"], strict=True))
        of_committee = [""] * (len(given.tree.ids) + 1)
        for c in given.tree.order:
            of_committee[c] = titles.get(given.tree.names[c], "") or of_committee[int(given.tree.parent[c])]
        own = np.array([titles.get(b, "") for b in given.branch_ids] + [""], dtype=object)
        found, above = own[s.host], np.array(of_committee, dtype=object)[s.scope]
        right = np.where(s.kind == number, np.where(found != "", found, above), right)
    return right


def manifest_is_of_this(manifest: Manifest, instance: Instance, findings: Findings) -> None:
    """MANIFEST: plan.json is of a known format, of this instance, and made with its settings and seed."""

    def wrong(text: Text, **values: object) -> None:
        findings.one("MANIFEST", text, ("plan.json",), **values)

    if manifest.format != FORMAT:
        wrong(
            Text("plan.json: the format is '{found}', not '{wanted}'", "plan.json：格式为“{found}”，应为“{wanted}”"),
            found=manifest.format,
            wanted=FORMAT,
        )
    if manifest.instance_hash != instance.content_hash:
        wrong(
            Text(
                "plan.json: instance_hash is not that of this instance; the plan was made from other data",
                "plan.json：instance_hash 与本实例不符，计划依据的是其他数据",
            )
        )
    try:
        made_with = Settings.model_validate(manifest.settings)
    except (ValueError, TypeError, RecursionError):
        wrong(Text("plan.json: the settings are not valid", "plan.json：设置无效"))
        return
    if made_with.seed != manifest.seed:
        wrong(
            Text(
                "plan.json: seed {seed} is not that of its settings, {other}",
                "plan.json：seed {seed} 与其设置中的 {other} 不一致",
            ),
            seed=manifest.seed,
            other=made_with.seed,
        )
    ours, theirs = (_flat(x.model_dump(mode="json", exclude={"seed"})) for x in (instance.settings, made_with))
    for key in ours:
        if ours[key] != theirs.get(key):
            wrong(
                Text(
                    "plan.json: setting {key} is {theirs}; the instance's is {ours}",
                    "plan.json：设置 {key} 为 {theirs}，实例中为 {ours}",
                ),
                key=key,
                theirs=_setting(theirs.get(key)),
                ours=_setting(ours[key]),
            )


def _setting(value: object) -> Text | str:
    """A setting as it stands in settings.toml."""
    if value is None:
        return Text("not given", "未填")
    return str(value).lower() if isinstance(value, bool) else shown(value)


def _flat(settings: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for key, value in settings.items():
        flat.update(_flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value})
    return flat


def manifest_is_plausible(manifest: Manifest, provisional: bool, findings: Findings) -> None:
    """MANIFEST: provisional is so, warnings are in both languages, and what was measured is not negative."""
    if manifest.provisional != provisional:
        findings.one(
            "MANIFEST",
            Text("plan.json: provisional should be {right}", "plan.json：provisional 应为 {right}"),
            ("plan.json",),
            right=str(provisional).lower(),
        )
    for number, warning in enumerate(manifest.warnings, start=1):
        if not all(isinstance(warning.get(k), str) for k in ("code", "en", "zh")):
            findings.one(
                "MANIFEST",
                Text(
                    "plan.json: warning {number} lacks code, en or zh",
                    "plan.json：第 {number} 条警告缺少 code、en 或 zh",
                ),
                ("plan.json",),
                number=number,
            )
    measured = [manifest.peak_memory_mb, *(v for stage in manifest.seconds.values() for v in stage.values())]
    if min(measured) < 0:
        findings.one(
            "MANIFEST", Text("plan.json: a time or memory is negative", "plan.json：用时或内存为负数"), ("plan.json",)
        )
    if manifest.partial:
        findings.note(
            Text(
                "the plan is partial: it was cut by a limit or an interruption",
                "该计划为部分结果：因限时或中断而提前结束",
            )
        )


def numbers(manifest: Manifest, figures: Mapping[str, object], findings: Findings) -> None:
    """COST, MANIFEST: objective, costs by term and counts in plan.json are what the tables give.

    A count may be left out; one of another name cannot be judged and is told.
    """
    said = _flat(
        {"objective": manifest.objective.model_dump(), "cost": manifest.cost.model_dump(), "counts": manifest.counts}
    )
    right = _flat(figures)
    unknown = sorted(said.keys() - right.keys())
    if unknown:
        findings.note(
            Text("plan.json: not known and not checked: {keys}", "plan.json：以下数字含义不明，未核对：{keys}").fill(
                keys=shown(", ".join(unknown))
            )
        )
    for key, value in said.items():
        if key in right and (isinstance(value, bool) or value != right[key]):
            findings.one(
                "MANIFEST" if key.startswith("counts.") else "COST",
                Text("plan.json: {key} is {right}, not {said}", "plan.json：{key} 应为 {right}，而非 {said}"),
                ("plan.json", key),
                key=key,
                right=shown(right[key]),
                said=shown(value),
            )


def bounds(manifest: Manifest, figures: Mapping[str, object], findings: Findings) -> None:
    """BOUND: no bound is above the value that this plan has, and each gap is (cost − bound)/cost, 0 where the cost
    is 0."""
    right = _flat(figures)
    values = {
        "unplaced": right["objective.unplaced"],
        "timetable": right["cost.timetable.total"],
        "t1_shortfall": right["objective.t1_shortfall"],
        "t2_shortfall": right["objective.t2_shortfall"],
        "sit_ins": right["cost.sit_ins.total"],
    }
    for key, bound in manifest.bound.model_dump().items():
        if bound > values[key]:
            findings.one(
                "BOUND",
                Text(
                    "plan.json: bound.{key} is {bound}, above this plan's own {value}",
                    "plan.json：bound.{key} 为 {bound}，高于本计划的实际值 {value}",
                ),
                ("plan.json", key),
                key=key,
                bound=bound,
                value=values[key],
            )
    for key in ("timetable", "sit_ins"):
        cost, bound = getattr(manifest.cost, key).total, getattr(manifest.bound, key)
        gap, wanted = getattr(manifest.gap, key), (cost - bound) / cost if cost else 0.0
        if abs(gap - wanted) > GAP_TOLERANCE:
            findings.one(
                "BOUND",
                Text(
                    "plan.json: gap.{key} is {gap}; cost and bound give {wanted}",
                    "plan.json：gap.{key} 为 {gap}，按成本与下界应为 {wanted}",
                ),
                ("plan.json", key),
                key=key,
                gap=gap,
                wanted=round(wanted, 9),
            )


def counts(matter: Matter) -> dict[str, int]:
    """Counts by the names that plan.json may use."""
    given, s, plan = matter.given, matter.sessions, matter.plan
    studies = int((s.kind == 0).sum())
    placed = int(matter.attends.sum())
    return {
        "members": len(given.member_ids),
        "branches": int((given.branch_size > 0).sum()),
        "pairs": 2 * len(given.member_ids),
        "sessions": len(s),
        "studies": studies,
        "discussions": len(s) - studies,
        "attendance": len(plan.attended),
        "placed": placed,
        "unplaced": 2 * len(given.member_ids) - placed,
        "visits": len(plan.visited),
    }
