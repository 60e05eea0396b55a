"""What is allowed but probably not meant: told in one warning each, with a count and examples."""

from __future__ import annotations

import unicodedata
from collections import Counter

import numpy as np
import pandas as pd

from turnout.instances.canonical import Checked
from turnout.instances.check_references import Tables
from turnout.instances.check_tree import levels
from turnout.instances.findings import Findings, Where, examples
from turnout.models.calendar import announced
from turnout.models.settings import Settings
from turnout.models.tables import TABLES, Kind
from turnout.models.text import Text


def check_plausible(tables: Tables, settings: Settings, findings: Findings) -> None:
    """All warnings that compare tables."""
    _check_coordinates(tables["sites"], findings)
    _warn_of_empty_branches(tables, findings)
    _warn_of_seatless_venues(tables["venues"], findings)
    _warn_of_missing_topics(tables, findings)
    _warn_of_names(tables, findings)
    _warn_of_ids(tables, findings)
    _warn_of_unpublished_years(tables["calendar"], settings, findings)


def _check_coordinates(sites: Checked, findings: Findings) -> None:
    """A place has both coordinates or neither."""
    half = sites.frame["longitude"].isna() != sites.frame["latitude"].isna()
    rows = sites.in_file_order(half.to_numpy() & sites.sound("longitude", "latitude"))
    findings.errors_at(
        "half-a-coordinate",
        Text("only one of longitude and latitude is given", "经度和纬度只填了一个"),
        Text("Give both or neither.", "请两个都填，或都留空。"),
        sites.places(rows, "latitude"),
        total=len(rows),
    )


def _warn_of_empty_branches(tables: Tables, findings: Findings) -> None:
    """A branch without members takes no part."""
    branches = tables["branches"]
    ids = branches.frame["branch_id"]
    rows = branches.in_file_order(~ids.isin(tables["members"].frame["branch_id"]).to_numpy())
    if len(rows):
        findings.warn(
            "branch-without-members",
            Text(
                "{n} branches have no members; they need no session and no sit-in ({ids})",
                "{n} 个党支部没有党员，不安排集中学习和研讨，也不需要列席（{ids}）",
            ).fill(n=len(rows), ids=examples(ids.iloc[rows])),
            Text("Check whether members are missing.", "请核对是否漏填党员。"),
            branches.where(int(rows[0]), "branch_id"),
        )


def _warn_of_seatless_venues(venues: Checked, findings: Findings) -> None:
    """A venue without seats is not used."""
    frame = venues.frame
    rows = venues.in_file_order((frame["capacity"] == 0).to_numpy() & venues.sound("capacity"))
    if not len(rows):
        return
    every = len(rows) == len(frame)
    findings.warn(
        "no-seats",
        Text("no venue has any seat, so nobody can be placed", "所有场地的容纳人数都是 0，无法安排任何人")
        if every
        else Text(
            "{n} venues have no seats and are not used ({ids})", "{n} 个场地的容纳人数为 0，不予使用（{ids}）"
        ).fill(n=len(rows), ids=examples(frame["venue_id"].iloc[rows])),
        Text("Enter how many people they hold.", "请填写可容纳的人数。"),
        venues.where(int(rows[0]), "capacity"),
    )


def _warn_of_missing_topics(tables: Tables, findings: Findings) -> None:
    """P3: a discussion has a topic fixed beforehand by its branch or a committee above."""
    committees, branches = tables["committees"].frame, tables["branches"].frame
    topics = tables["topics"].frame
    given = topics.loc[topics["kind"] == "discussion", "scope_id"]
    has = committees["committee_id"].isin(given).to_numpy(dtype=bool).copy()
    index = pd.Index(committees["committee_id"])
    if not index.is_unique:
        return
    parent = index.get_indexer(pd.Index(committees["parent_id"]))
    depth = levels(committees)
    for level in range(2, int(depth.max(initial=0)) + 1):
        here = np.flatnonzero(depth == level)
        has[here] |= has[parent[here]]
    above = index.get_indexer(pd.Index(branches["committee_id"]))
    covered = branches["branch_id"].isin(given).to_numpy() | np.where(
        above >= 0, has[above] if len(has) else False, True
    )
    missing = ~covered & branches["branch_id"].isin(tables["members"].frame["branch_id"]).to_numpy()
    if missing.any():
        findings.warn(
            "no-topic",
            Text(
                "{n} branches have no topic for their discussion, neither of their own nor from above ({ids}) [P3]",
                "{n} 个党支部的研讨没有事先确定主题，上级也没有（{ids}）[P3]",
            ).fill(n=int(missing.sum()), ids=examples(branches["branch_id"].to_numpy()[missing])),
            Text(
                "Add rows to topics; one at a committee serves all branches under it.",
                "请在主题表中补充；填在上级党委的主题对其下所有支部有效。",
            ),
            Where(
                f"{tables['topics'].raw.table.name}"
                if not tables["topics"].raw.parts
                else tables["topics"].raw.parts[0].file
            ),
        )


def _warn_of_names(tables: Tables, findings: Findings) -> None:
    """One id is one person: other names under the same id in members, lecturers and supervisors are probably a slip."""
    people = [tables[name] for name in ("members", "lecturers", "supervisors")]
    few = pd.concat([p.frame[["person_id", "name"]] for p in people[1:]], ignore_index=True)
    if not len(few):
        return
    members = people[0].frame
    among = members.loc[members["person_id"].isin(few["person_id"]), ["person_id", "name"]]
    both = pd.concat([among, few], ignore_index=True)
    both = both[(both["person_id"] != "") & (both["name"] != "")]
    names = both.drop_duplicates()
    different = names[names["person_id"].duplicated(keep=False)].groupby("person_id")["name"].agg(list)
    if len(different):
        shown = (f"{person}: {' / '.join(found)}" for person, found in different.items())
        findings.warn(
            "person-with-two-names",
            Text(
                "{n} person ids stand under different names ({examples})",
                "{n} 个人员编号对应了不同的姓名（{examples}）",
            ).fill(n=len(different), examples=examples(shown)),
            Text("The same id always means the same person; check them.", "同一编号即同一人，请核对。"),
        )


def _warn_of_ids(tables: Tables, findings: Findings) -> None:
    """Ids that mix scripts that look alike, or that differ only in case, are probably slips."""
    mixed: list[str] = []
    cased: list[str] = []
    for name, table in TABLES.items():
        if len(table.key) != 1 or table.columns[0].kind is not Kind.ID:
            continue
        ids = tables[name].frame[table.key[0]].tolist()
        joined = "".join(ids)
        if not joined.isascii():
            mixed.extend(i for i in ids if not i.isascii() and _mixes_scripts(i))
        if joined != joined.upper() and joined != joined.lower():
            times = Counter(map(str.casefold, ids))
            cased.extend(i for i in ids if times[i.casefold()] > 1)
    if mixed:
        findings.warn(
            "mixed-scripts",
            Text(
                "{n} ids mix Latin letters with letters of other scripts that look the same ({ids})",
                "{n} 个编码混用了拉丁字母与外形相似的其他字母（{ids}）",
            ).fill(n=len(mixed), ids=", ".join(i.encode("unicode_escape").decode() for i in mixed[:3])),
            Text("Type them anew.", "请重新录入。"),
        )
    if cased:
        findings.warn(
            "ids-differ-in-case",
            Text("{n} ids differ only in upper and lower case ({ids})", "{n} 个编码仅大小写不同（{ids}）").fill(
                n=len(cased), ids=examples(cased)
            ),
            Text("They are taken as different.", "它们按不同编码处理，请核对。"),
        )


def _mixes_scripts(text: str) -> bool:
    scripts = {unicodedata.name(c, "").split(" ")[0] for c in text if c.isalpha()}
    return "LATIN" in scripts and bool(scripts & {"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})


def _warn_of_unpublished_years(calendar: Checked, settings: Settings, findings: Findings) -> None:
    """Days of a year whose official notice is not out make the plan provisional."""
    dates = pd.date_range(settings.start, settings.end)
    own = dates.isin(calendar.frame["date"])
    years = sorted({d.year for d in dates[~own] if not announced(d.year)})
    if years:
        findings.warn(
            "provisional",
            Text(
                "the official holidays of {years} are not published yet; the plan is provisional",
                "{years} 年的放假安排尚未公布，本计划为暂定",
            ).fill(years=", ".join(map(str, years))),
            Text(
                "Add days to the calendar table, or plan again once the notice is out.",
                "可在日历表中补充日期，或待放假通知公布后重新编制。",
            ),
        )
