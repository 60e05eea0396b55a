"""Reason codes of a plan as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from turnout.models.text import Lang, Text

if TYPE_CHECKING:
    import pandas as pd

UNPLACED = {
    "LOCKED": Text(
        "Locked or held sessions of the earlier plan leave no room.", "受原计划中已锁定或已召开场次的限制，无法再安排。"
    ),
    "NO_FREE_TIME": Text(
        "Has no free time long enough for this session in the plan's dates.", "计划期内本人没有足够长的空闲时间。"
    ),
    "NO_VENUE": Text(
        "No venue that can be used is reachable and open in the person's free time.",
        "在本人空闲时间内，没有可使用、可到达且开放的场地。",
    ),
    "NO_LECTURER": Text(
        "No lecturer is available in the person's free time.", "在本人空闲时间内，没有可授课的主讲人。"
    ),
    "TOO_FEW": Text(
        "Too few people can come together at the same time for a batch.", "能同时集中的人数不足一批的最少人数。"
    ),
    "NO_STUDY": Text("Without a study there can be no discussion.", "未能安排集中学习，因此不能安排研讨。"),
    "NO_GAP": Text("No discussion lies far enough after the study.", "集中学习之后没有满足间隔天数要求的研讨时间。"),
    "CONTENTION": Text(
        "Possible alone, but venues, lecturers or seats went to others.",
        "单独可以安排，但场地、主讲人或名额已被其他人员占用。",
    ),
}
"""Why a person could not be placed, by code."""

SHORTFALL = {
    "NO_SUPERVISOR": Text("The committee has no supervisor who sits in.", "该党委没有可列席的领导。"),
    "NO_CAPACITY": Text("The supervisors' permitted number of visits is used up.", "列席领导的列席次数已达上限。"),
    "NO_DISCUSSION": Text("Too few branches hold a discussion.", "召开研讨的党支部数量不足。"),
    "CLASH": Text("Discussions fall at times when no supervisor is free.", "研讨时间与列席领导的时间冲突。"),
    "UNREACHABLE": Text("No supervisor can reach the venue in time.", "列席领导无法按时到达研讨地点。"),
    "OWN_BRANCH": Text(
        "The supervisors who could come belong to the branch themselves.",
        "可列席的领导均属于该党支部，不能列席本支部。",
    ),
}
"""Why a target is not met, by code."""

DETAILS = {
    "needed": Text("needed", "需要"),
    "minutes": Text("minutes needed", "所需分钟"),
    "longest": Text("longest free minutes", "最长空闲分钟"),
    "min_batch": Text("fewest in a batch", "每批最少人数"),
    "free": Text("people free together", "可同时集中人数"),
    "people": Text("people", "人数"),
    "gap_days": Text("days apart", "间隔天数"),
    "study": Text("study on", "集中学习日期"),
    "venue": Text("venue", "地点"),
    "venues": Text("venues", "地点"),
    "lecturer": Text("lecturer", "主讲人"),
    "seats": Text("seats", "座位数"),
    "group": Text("crew or group", "班组"),
    "branch": Text("branch", "党支部"),
    "session": Text("session", "场次"),
    "date": Text("date", "日期"),
    "starts": Text("possible starts", "可选开始时间数"),
    "site": Text("site", "所在地"),
}
"""Keys of the details that have a name for people; others are shown as they are."""


def details(text: str, lang: Lang) -> str:
    """The `key=value` words of a detail as a list for people."""
    parts = []
    for word in text.split():
        key, equals, value = word.partition("=")
        label = DETAILS[key].of(lang) if key in DETAILS else key
        parts.append((f"{label}：{value}" if lang == "zh" else f"{label}: {value}") if equals else word)
    return ("；" if lang == "zh" else "; ").join(parts)


def sentences(codes: pd.Series, words: Mapping[str, Text], lang: Lang) -> pd.Series:
    """Each code's sentence; a code without one is shown as it is."""
    known = {code: text.of(lang) for code, text in words.items()}
    return codes.map(lambda code: known.get(code, code)).astype("str")


def detail_texts(column: pd.Series, lang: Lang) -> pd.Series:
    """Each distinct detail put into words once."""
    known = {text: details(text, lang) for text in column.unique()}
    return column.map(known).astype("str")
