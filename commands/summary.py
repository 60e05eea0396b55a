"""The summary of a plan in the words of those who schedule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from turnout.commands.figures import MIXED
from turnout.commands.layout import shorten, table
from turnout.models import Lang, Text
from turnout.models.plan import KIND_ORDER
from turnout.models.tables import POST_TYPE_WORDS, SESSION_KINDS
from turnout.reports.reasons import SHORTFALL, UNPLACED

WARNINGS_SHOWN = 10
_WIDEST_NAME = 28

Paint = Callable[[str, str], str]


def plain(style: str, text: str) -> str:
    """Text as it is."""
    return text



TYPES = {**POST_TYPE_WORDS, MIXED: Text("several post types together", "多类岗位合开"), "all": Text("all", "合计")}
TARGETS = {"coverage": Text("coverage", "覆盖"), "quota": Text("quota", "指标")}
TIMETABLE_TERMS = {
    "session": Text("sessions", "场次"),
    "burden": Text("burden on attendees", "参加人员负担"),
    "travel": Text("travel of attendees", "参加人员路程"),
    "off_theme_day": Text("off the theme Party day", "非主题党日召开"),
}
SIT_IN_TERMS = {
    "visit": Text("visits", "列席次数"),
    "day": Text("days out", "列席领导出行日"),
    "travel_minute": Text("travel", "列席领导路程（分钟）"),
    "imbalance": Text("uneven shares", "列席负担不均"),
}
PROVISIONAL = Text(
    "PROVISIONAL: the holidays of a year in this plan are not announced yet; plan again when they are.",
    "暂定计划：计划所涉年度的放假安排尚未公布，公布后请重新排程。",
)
PARTIAL = Text(
    "PARTIAL: stopped by a limit or an interruption; this is the best plan found until then, and it keeps every rule.",
    "未完成的计划：因到达时限或被中断而提前结束；这是截至当时的最好结果，符合全部规则。",
)


def lines(data: Mapping[str, Any], lang: Lang, paint: Paint = plain) -> list[str]:
    """The summary of the figures of `turnout.commands.figures`, a blank line between its parts.

    paint: how headings and what must not be overlooked are made to stand out.
    """
    parts = [
        _head(data, lang, paint),
        _people(data, lang, paint),
        _sessions(data, lang),
        _cost(data, lang),
        _visits(data, lang),
        _targets(data, lang),
        _shortfalls(data, lang, paint),
        _warnings(data, lang),
        _effort(data, lang),
    ]
    out: list[str] = []
    for part in parts:
        if part:
            out += [paint("heading", part[0]), *part[1:], ""]
    return out[:-1]


def _head(data: Mapping[str, Any], lang: Lang, paint: Paint) -> list[str]:
    text = Text(
        "Plan from {start} to {end}: {branches} branches, {members} members",
        "计划 {start} 至 {end}：{branches} 个党支部，{members} 名党员",
    )
    out = [
        text.fill(
            start=data["start"], end=data["end"], branches=_n(data["branches"]), members=_n(data["people"]["members"])
        ).of(lang)
    ]
    notices = (("partial", PARTIAL), ("provisional", PROVISIONAL))
    return out + [paint("loud", "  " + notice.of(lang)) for key, notice in notices if data[key]]


def _people(data: Mapping[str, Any], lang: Lang, paint: Paint) -> list[str]:
    people = data["people"]
    lost = people["pairs"] - sum(people["placed"].values())
    out = [Text("People", "人员").of(lang)]
    for kind in KIND_ORDER:
        text = Text("  {kind}: {placed} of {all} members placed", "  {kind}：{all} 名党员中已安排 {placed} 名")
        placed, members = _n(people["placed"][kind]), _n(people["members"])
        out.append(text.fill(kind=SESSION_KINDS[kind], placed=placed, all=members).of(lang))
    if not lost:
        return [*out, Text("  Everybody has a study and a discussion.", "  人人都有集中学习和研讨安排。").of(lang)]
    proven = data["bound"]["unplaced"] == data["objective"]["unplaced"]
    text = (
        Text(
            "  NOT PLACED: {pairs} (of {people} people); fewer is proven to be impossible",
            "  未安排：{pairs} 人次（涉及 {people} 人）；已证明不可能更少",
        )
        if proven
        else Text(
            "  NOT PLACED: {pairs} (of {people} people); at least {bound} is proven unavoidable",
            "  未安排：{pairs} 人次（涉及 {people} 人）；已证明至少有 {bound} 人次无法安排",
        )
    )
    filled = text.fill(pairs=_n(lost), people=_n(people["unplaced_people"]), bound=_n(data["bound"]["unplaced"]))
    out.append(paint("loud", filled.of(lang)))
    rows = [["", *(SESSION_KINDS[kind].of(lang) for kind in KIND_ORDER), ""]]
    for reason, counts in people["unplaced"].items():
        rows.append([reason, *(_n(counts[kind]) for kind in KIND_ORDER), UNPLACED[reason].of(lang)])
    return out + table(rows, numbers=[1, 2], indent="    ")


def _sessions(data: Mapping[str, Any], lang: Lang) -> list[str]:
    sessions = data["sessions"]
    headings = (
        Text("studies", "集中学习"), Text("attendees", "人次"), Text("discussions", "研讨"), Text("attendees", "人次"),
    )  # fmt: skip
    rows = [["", *(text.of(lang) for text in headings)]]
    empty = {"sessions": 0, "attendees": 0}
    for post_type, words in TYPES.items():
        if post_type == "all" or any(post_type in sessions[kind] for kind in KIND_ORDER):
            of_type = [sessions[kind].get(post_type, empty) for kind in KIND_ORDER]
            cells = [part[key] for part in of_type for key in ("sessions", "attendees")]
            rows.append([words.of(lang), *(_n(cell) for cell in cells)])
    return [Text("Sessions", "场次").of(lang), *table(rows, numbers=range(1, 5))]


def _cost(data: Mapping[str, Any], lang: Lang) -> list[str]:
    cost, bound, gap = data["cost"], data["bound"], data["gap"]
    total, least, between = Text("total", "合计"), Text("proven bound", "已证明的下界"), Text("gap", "与下界差距")
    out = [Text("Cost", "成本").of(lang)]
    parts = (
        (Text("timetable", "排期"), "timetable", TIMETABLE_TERMS),
        (Text("sit-ins", "列席"), "sit_ins", SIT_IN_TERMS),
    )
    rows = []
    for title, key, terms in parts:
        for term, words in terms.items():
            rows.append([title.of(lang) if term == next(iter(terms)) else "", words.of(lang), _n(cost[key][term])])
        rows.append(["", total.of(lang), _n(cost[key]["total"])])
        rows.append(["", least.of(lang), _n(bound[key])])
        rows.append(["", between.of(lang), _percent(gap[key])])
    return out + table(rows, numbers=[2])


def _visits(data: Mapping[str, Any], lang: Lang) -> list[str]:
    visits = data["visits"]
    text = Text(
        "Sit-ins: visits {visits} (for quotas {quota}, as fallback {fallback}), branches {branches}, "
        "supervisors {supervisors}, days out {days}",
        "列席：共 {visits} 次（指标列席 {quota} 次，兜底列席 {fallback} 次），覆盖 {branches} 个党支部，"
        "由 {supervisors} 名领导在 {days} 个出行日完成",
    )
    return [text.fill(**{key: _n(value) for key, value in visits.items()}).of(lang)]


def _targets(data: Mapping[str, Any], lang: Lang) -> list[str]:
    headings = (
        Text("target", "目标"), Text("level", "层级"), Text("committees", "党组织"), Text("branches", "支部数"),
        Text("required", "应达到"), Text("achieved", "已达到"), Text("short", "差额"),
    )  # fmt: skip
    rows = [[text.of(lang) for text in headings]]
    for row in data["targets"]:
        cells = [_n(row[key]) for key in ("level", "scopes", "branches", "required", "achieved", "shortfall")]
        rows.append([TARGETS[row["target"]].of(lang), *cells])
    if len(rows) == 1:
        return []
    return [Text("Coverage and quota by level", "各层级覆盖与指标").of(lang), *table(rows, numbers=range(1, 7))]


def _shortfalls(data: Mapping[str, Any], lang: Lang, paint: Paint) -> list[str]:
    shown = data["shortfalls"]
    if not shown:
        return []
    rows = []
    for row in shown:
        level = Text("level {n}", "第 {n} 层").fill(n=row["level"]).of(lang)
        short = Text("{got} of {want}", "{got}/{want}").fill(got=_n(row["achieved"]), want=_n(row["required"])).of(lang)
        reason = SHORTFALL[row["reason"]].of(lang) if row["reason"] in SHORTFALL else ""
        name = shorten(row["name"] or row["scope_id"], _WIDEST_NAME)
        rows.append([TARGETS[row["target"]].of(lang), row["scope_id"], name, level, short, reason])
    out = [paint("loud", Text("TARGETS NOT MET", "未达到的目标").of(lang)), *table(rows, numbers=[4])]
    if data["shortfall_rows"] > len(shown):
        more = Text("  … and {count} more, in coverage.csv", "  ……还有 {count} 项，见 coverage.csv")
        out.append(more.fill(count=_n(data["shortfall_rows"] - len(shown))).of(lang))
    return out


def _warnings(data: Mapping[str, Any], lang: Lang) -> list[str]:
    warnings = data["warnings"]
    if not warnings:
        return []
    out = [Text("Warnings ({count})", "警告（{count} 条）").fill(count=len(warnings)).of(lang)]
    out += ["  " + str(warning.get(lang, warning.get("en", ""))) for warning in warnings[:WARNINGS_SHOWN]]
    if len(warnings) > WARNINGS_SHOWN:
        out.append(
            Text("  … and {count} more, in plan.json", "  ……还有 {count} 条，见 plan.json")
            .fill(count=len(warnings) - WARNINGS_SHOWN).of(lang)
        )  # fmt: skip
    return out


def _effort(data: Mapping[str, Any], lang: Lang) -> list[str]:
    seconds = {stage: used["wall"] for stage, used in data["seconds"].items()}
    if not seconds:
        return []
    text = Text("Took {seconds} s; most memory {memory} MB", "用时 {seconds} 秒；内存峰值 {memory} MB")
    memory = f"{data['peak_memory_mb']:,.0f}"
    return [text.fill(seconds=f"{sum(seconds.values()):,.1f}", memory=memory).of(lang)]


def _n(number: int) -> str:
    return f"{number:,}"


def _percent(share: float) -> str:
    """A gap so that only a gap of nothing reads as 0 %."""
    if share == 0:
        return "0 %"
    return f"{share:.2%}".replace("%", " %") if share >= 0.0001 else "< 0.01 %"
