"""The overview sheet: figures of the plan with charts of the weeks, the targets and the cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from turnout.models.text import Text
from turnout.reports import reasons, words
from turnout.reports.sheets import Styles, clean, page_setup
from turnout.reports.view import View

Row = tuple[Any, ...]

HEADS = {
    "figures": (Text("figure", "项目"), Text("number", "数量")),
    "posts": (Text("post type", "岗位类别"), Text("members", "党员"), Text("study placed", "已安排学习"),
              Text("discussion placed", "已安排研讨")),
    "reasons": (Text("not placed because", "未安排原因"), Text("study", "集中学习"), Text("discussion", "研讨")),
    "targets": (Text("target and level", "指标与层级"), Text("required", "应达到"), Text("achieved", "已达到"),
                Text("shortfall", "差额")),
    "weeks": (Text("week from", "周（起始日）"), Text("study", "集中学习"), Text("discussion", "研讨"),
              Text("people", "参加人次")),
    "cost": (Text("cost", "成本"), Text("points", "分值")),
}  # fmt: skip
FIGURES = {
    "branches": Text("Party branches with members", "有党员的党支部"),
    "members": Text("members", "党员"),
    "study": Text("studies", "集中学习场次"),
    "discussion": Text("discussions", "研讨场次"),
    "placed": Text("places given (member and kind)", "已安排人次"),
    "unplaced": Text("not placed (member and kind)", "未安排人次"),
    "unplaced_bound": Text("of these proven unavoidable", "其中已证明无法避免"),
    "visits": Text("sit-ins", "列席次数"),
    "t1": Text("coverage shortfall", "覆盖差额"),
    "t2": Text("quota shortfall", "指标差额"),
}
COSTS = {
    "session": Text("sessions", "场次"),
    "burden": Text("burden of attendees", "参加人员负担"),
    "travel": Text("attendees' travel", "参加人员路程"),
    "off_theme_day": Text("off the theme Party day", "非主题党日召开"),
    "visit": Text("visits", "列席次数"),
    "day": Text("supervisors' days", "列席领导出行日"),
    "travel_minute": Text("supervisors' travel minutes", "列席领导路程（分钟）"),
    "imbalance": Text("uneven load", "列席负担不均"),
    "timetable": Text("timetable, total", "排期合计"),
    "timetable_bound": Text("timetable, lower bound", "排期下界"),
    "timetable_gap": Text("timetable, gap", "排期与下界差距"),
    "sit_ins": Text("sit-ins, total", "列席合计"),
    "sit_ins_bound": Text("sit-ins, lower bound", "列席下界"),
    "sit_ins_gap": Text("sit-ins, gap", "列席与下界差距"),
}
COST_TERMS = 8
CHARTS = {
    "weeks": Text("Sessions by week", "每周场次"),
    "targets": Text("Targets by level", "各级指标完成情况"),
    "cost": Text("Cost by term", "成本构成"),
}
COVERAGE_OF_ALL = Text("branches covered", "覆盖支部数")
QUOTA_OF_LEVEL = Text("quota, level {level}", "列席指标·第{level}级")
PARTIAL = Text(
    "This plan was cut short by a limit or an interruption; it can be improved.",
    "本计划因时限或中断而提前结束，仍可改进。",
)
PROVISIONAL = Text(
    "The official calendar of a year in this plan is not published yet: provisional.",
    "计划涉及的年度放假安排尚未公布，日期为暂定。",
)
TITLE = Text("Study and discussion plan {quarter}", "{quarter}集中学习与研讨计划")
NOTES = Text("notes", "备注")


@dataclass(frozen=True)
class Block:
    """One small table of the overview. A float in a row is a share, shown in per cent."""

    key: str
    rows: tuple[Row, ...]


def blocks(view: View) -> list[Block]:
    """All small tables of the overview, in the view's language."""
    made = [_figures(view), _posts(view), _reasons(view), _targets(view), _weeks(view)]
    return made + ([_cost(view)] if view.whole else [])


def _figures(view: View) -> Block:
    s, b = view.sessions, view.branches
    inside = b["inside"] & (b["members"] > 0)
    own = view.people["inside"].to_numpy()[view.presence["person"]].sum()
    kinds = s["kind"].value_counts()
    rows: list[Row] = [
        ("branches", int(inside.sum())),
        ("members", int(b.loc[inside, "members"].sum())),
        ("study", int(kinds.get("study", 0))),
        ("discussion", int(kinds.get("discussion", 0))),
        ("placed", int(own)),
        ("unplaced", len(view.unplaced)),
    ]
    if view.whole:
        rows.append(("unplaced_bound", view.manifest.bound.unplaced))
    shortfall = view.coverage.groupby("target")["shortfall"].sum()
    rows += [
        ("visits", len(view.visits)),
        ("t1", int(shortfall.get("coverage", 0))),
        ("t2", int(shortfall.get("quota", 0))),
    ]
    return Block("figures", tuple((FIGURES[key].of(view.lang), value) for key, value in rows))


def _posts(view: View) -> Block:
    people = view.people
    members = people["inside"] & (people["branch"] >= 0)
    kinds = view.sessions["kind"].to_numpy(dtype=object)[view.presence["session"]]
    counts = people.loc[members, "post_type"].value_counts()
    person = view.presence["person"].to_numpy()
    keep = members.to_numpy()[person]
    seen = pd.DataFrame(
        {"post": people["post_type"].to_numpy(dtype=object)[person[keep]], "kind": kinds[keep]}
    ).value_counts()
    rows = tuple(
        (text.of(view.lang), int(counts[post]), *(int(seen.get((post, kind), 0)) for kind in words.KINDS))
        for post, text in words.POST_TYPES.items() if post in counts
    )  # fmt: skip
    return Block("posts", rows)


def _reasons(view: View) -> Block:
    counts = view.unplaced[["reason", "kind"]].value_counts()
    present = [r for r in reasons.UNPLACED if r in set(view.unplaced["reason"])]
    rows = tuple(
        (reasons.UNPLACED[r].of(view.lang), int(counts.get((r, "study"), 0)), int(counts.get((r, "discussion"), 0)))
        for r in present
    )
    return Block("reasons", rows)


def _targets(view: View) -> Block:
    c = view.coverage
    sums = ["required", "achieved", "shortfall"]
    rows: list[Row] = []
    covered = c.loc[c["target"] == "coverage", sums].sum()
    if (c["target"] == "coverage").any():
        rows.append((COVERAGE_OF_ALL.of(view.lang), *(int(covered[k]) for k in sums)))
    for level, part in c.loc[c["target"] == "quota"].groupby("level"):
        total = part[sums].sum()
        rows.append((QUOTA_OF_LEVEL.fill(level=level).of(view.lang), *(int(total[k]) for k in sums)))
    return Block("targets", tuple(rows))


def _weeks(view: View) -> Block:
    s = view.sessions.loc[view.sessions["date"].notna()]
    if s.empty:
        return Block("weeks", ())
    monday = (s["date"] - pd.to_timedelta(s["date"].dt.day_of_week, unit="D")).dt.normalize()
    counts = pd.crosstab(monday, s["kind"])
    people = s["size"].groupby(monday).sum()
    every = pd.date_range(monday.min(), monday.max(), freq="7D")
    counts = counts.reindex(index=every, columns=["study", "discussion"], fill_value=0)
    people = people.reindex(every, fill_value=0)
    rows = zip(every, counts["study"], counts["discussion"], people, strict=True)
    return Block("weeks", tuple((str(d.date()), int(a), int(b), int(n)) for d, a, b, n in rows))


def _cost(view: View) -> Block:
    cost, bound, gap = view.manifest.cost, view.manifest.bound, view.manifest.gap
    values: dict[str, int | float] = {
        k: getattr(cost.timetable, k) for k in ("session", "burden", "travel", "off_theme_day")
    }
    values |= {
        "timetable": cost.timetable.total,
        "timetable_bound": bound.timetable,
        "timetable_gap": float(gap.timetable),
    }
    values |= {k: getattr(cost.sit_ins, k) for k in ("visit", "day", "travel_minute", "imbalance")}
    values |= {"sit_ins": cost.sit_ins.total, "sit_ins_bound": bound.sit_ins, "sit_ins_gap": float(gap.sit_ins)}
    return Block("cost", tuple((COSTS[k].of(view.lang), values[k]) for k in COSTS))


def remarks(view: View, notes: Sequence[Text]) -> list[str]:
    """What the reader should know: cut, provisional, partial, warnings, sheets that were split."""
    lang = view.lang
    texts = []
    if view.under:
        texts += [words.PART_ONLY.fill(name=view.under_name).of(lang), words.WHOLE_PLAN_FIGURES.of(lang)]
    if view.public:
        texts.append(words.PUBLIC_NOTE.of(lang))
    texts += [
        t.of(lang) for t, holds in ((PARTIAL, view.manifest.partial), (PROVISIONAL, view.manifest.provisional)) if holds
    ]
    texts += [note.of(lang) for note in notes]
    if view.whole and not view.public:
        texts += [str(w.get(lang) or w.get("code", "")) for w in view.manifest.warnings[:100]]
    return texts


def write_overview(book: Any, sheet: Any, styles: Styles, view: View, notes: Sequence[Text]) -> None:
    """Write the sheet: tables below one another on the left, charts on the right."""
    lang = view.lang
    title = TITLE.fill(quarter=_quarter(view)).of(lang)
    sheet.set_default_row(18)
    sheet.set_column(0, 0, 56)
    sheet.set_column(1, 3, 16)
    sheet.set_column(4, 4, 3)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, clean(title, lang), styles.format(bold=True, font_size=18, font_color="#B22222"))
    under = f" · {view.under_name}" if view.under else ""
    sheet.write_string(
        1, 0, clean(f"{view.settings.start} – {view.settings.end}{under}", lang), styles.format(font_color="#595959")
    )
    row, places = 3, dict[str, tuple[int, int]]()
    for block in blocks(view):
        if block.rows:
            places[block.key] = (row + 1, row + len(block.rows))
            row = _write_block(sheet, styles, block, row, lang) + 1
    texts = remarks(view, notes)
    if texts:
        sheet.write_string(row, 0, NOTES.of(lang), styles.heading())
        for text in texts:
            row += 1
            sheet.write_string(row, 0, clean(text, lang), styles.format())
    _charts(book, sheet, view, places)
    page_setup(sheet, "", "", landscape=False)
    sheet.fit_to_pages(1, 1)  # figures and charts stand beside each other: cut in two, neither can be read
    sheet.hide_gridlines(2)


def _quarter(view: View) -> str:
    year, number = view.settings.year, view.settings.quarter_number
    return f"{year}年第{'一二三四'[number - 1]}季度" if view.lang == "zh" else f"{year} Q{number}"


def _write_block(sheet: Any, styles: Styles, block: Block, row: int, lang: Any) -> int:
    for column, head in enumerate(HEADS[block.key]):
        sheet.write_string(row, column, head.of(lang), styles.heading())
    line: dict[str, Any] = {"border": 1, "border_color": "#BFBFBF"}
    for cells in block.rows:
        row += 1
        for column, value in enumerate(cells):
            if isinstance(value, str):
                align = "left" if column == 0 else "right"
                sheet.write_string(
                    row, column, clean(value, lang), styles.format(**line, align=align, text_wrap=column == 0)
                )
            else:
                form = "0.00%" if isinstance(value, float | np.floating) else "#,##0"
                sheet.write_number(row, column, value, styles.format(**line, num_format=form))
    return row + 1


def _charts(book: Any, sheet: Any, view: View, places: dict[str, tuple[int, int]]) -> None:
    """Native charts that follow the cells: weeks, targets, cost."""
    name, at = sheet.get_name(), 3
    plans = (
        ("weeks", "column", "stacked", ((1, "#B22222"), (2, "#E0A030"))),
        ("targets", "bar", "", ((1, "#BFBFBF"), (2, "#B22222"))),
        ("cost", "bar", "", ((1, "#B22222"),)),
    )
    for key, kind, subtype, series in plans:
        if key not in places:
            continue
        first, last = places[key]
        chart = book.add_chart({"type": kind, "subtype": subtype} if subtype else {"type": kind})
        last = first + COST_TERMS - 1 if key == "cost" else last
        for column, colour in series:
            chart.add_series(
                {
                    "name": [name, first - 1, column],
                    "categories": [name, first, 0, last, 0],
                    "values": [name, first, column, last, column],
                    "fill": {"color": colour},
                    "gap": 60,
                }
            )
        chart.set_title({"name": CHARTS[key].of(view.lang), "name_font": {"size": 12}})
        chart.set_legend({"none": True} if key == "cost" else {"position": "bottom"})
        light = {"visible": True, "line": {"color": "#E5E5E5"}}
        chart.set_x_axis({"major_gridlines": light} if kind == "bar" else {})
        # From top to bottom as in the table, every name shown, and the figures below all the same.
        names = {"reverse": True, "crossing": "max", "interval_unit": 1, "num_font": {"size": 9}}
        chart.set_y_axis(names if kind == "bar" else {"major_gridlines": light})
        chart.set_size({"width": 560, "height": 380 if key == "cost" else 280})
        sheet.insert_chart(at, 5, chart)
        at += 13
