"""Part of an instance: some enterprises or committees, as if the rest did not exist."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from turnout.models.instance import Instance


def subtree(committees: pd.DataFrame, tops: set[str]) -> set[str]:
    """Ids of the committees at or under any of `tops`."""
    children: dict[str, list[str]] = {}
    for child, parent in zip(committees["committee_id"], committees["parent_id"], strict=True):
        children.setdefault(parent, []).append(child)
    inside: set[str] = set()
    stack = sorted(tops)
    while stack:
        committee = stack.pop()
        if committee not in inside:
            inside.add(committee)
            stack.extend(children.get(committee, ()))
    return inside


def restrict(instance: Instance, stage: str | None, under: Sequence[str]) -> Instance:
    """The instance cut down to the enterprises of one stage and to committees, each with everything at or under it.

    stage: of the roots; None: all. under: committee ids; empty: all. A committee given in `under` becomes a root. Rows
    that speak of what is left out go with it: venues, lecturers and supervisors of committees above, joint groups led
    from outside and their members. Only a topic fixed above stays: it is information, and the new root hands it on.
    Raises KeyError (with the id) where a committee or stage is unknown.
    """
    if stage is None and not under:
        return instance
    committees = instance["committees"]
    known = set(committees["committee_id"])
    for committee in under:
        if committee not in known:
            raise KeyError(committee)
    inside = known
    if stage is not None:
        roots = set(committees.loc[(committees["parent_id"] == "") & (committees["stage"] == stage), "committee_id"])
        if not roots:
            raise KeyError(stage)
        inside = subtree(committees, roots)
    if under:
        inside &= subtree(committees, set(under))
    return instance.with_tables(_cut(instance, inside))


def _cut(instance: Instance, inside: set[str]) -> dict[str, pd.DataFrame]:
    def keep(table: str, mask: pd.Series) -> pd.DataFrame:
        return instance[table].loc[mask].reset_index(drop=True)

    tables: dict[str, pd.DataFrame] = {}
    committees = keep("committees", instance["committees"]["committee_id"].isin(inside))
    committees["parent_id"] = committees["parent_id"].where(committees["parent_id"].isin(inside), "")
    tables["committees"] = committees
    tables["branches"] = branches = keep("branches", instance["branches"]["committee_id"].isin(inside))
    groups = instance["groups"]
    led_outside = (groups["post_type"] == "cross_unit") & ~groups["lead_branch_id"].isin(branches["branch_id"])
    members = instance["members"]
    tables["members"] = kept = keep(
        "members",
        members["branch_id"].isin(branches["branch_id"])
        & ~members["group_id"].isin(groups.loc[led_outside, "group_id"]),
    )
    tables["groups"] = groups = keep("groups", ~led_outside & (groups["group_id"].isin(kept["group_id"])))
    for table in ("roster", "windows"):
        tables[table] = keep(table, instance[table]["group_id"].isin(groups["group_id"]))
    for table in ("venues", "lecturers"):
        tables[table] = keep(table, instance[table]["committee_id"].isin(inside | {""}))
    tables["supervisors"] = keep("supervisors", instance["supervisors"]["committee_id"].isin(inside))
    tables["closures"] = keep("closures", instance["closures"]["venue_id"].isin(tables["venues"]["venue_id"]))
    tables["lecturer_windows"] = keep(
        "lecturer_windows", instance["lecturer_windows"]["person_id"].isin(tables["lecturers"]["person_id"])
    )
    people = pd.concat([tables[t]["person_id"] for t in ("members", "lecturers", "supervisors")])
    tables["absences"] = keep("absences", instance["absences"]["person_id"].isin(people))
    tables["topics"] = _topics(instance, inside, set(branches["branch_id"]))
    done = instance["visits_done"]
    tables["visits_done"] = keep(
        "visits_done", done["branch_id"].isin(branches["branch_id"]) & done["committee_id"].isin(inside)
    )
    return tables


def _topics(instance: Instance, inside: set[str], branches: set[str]) -> pd.DataFrame:
    """Topics of the part; a new root without one of its own takes the nearest from above."""
    committees = instance["committees"]
    parent = dict(zip(committees["committee_id"], committees["parent_id"], strict=True))
    topics = instance["topics"]
    titles = {(s, k): t for s, k, t in zip(topics["scope_id"], topics["kind"], topics["title"], strict=True)}
    rows = {key: title for key, title in titles.items() if key[0] in inside or key[0] in branches}
    for root in sorted(c for c in inside if parent[c] and parent[c] not in inside):
        for kind in ("study", "discussion"):
            above = root
            while above and (above, kind) not in titles:
                above = parent[above]
            if above:
                rows.setdefault((root, kind), titles[above, kind])
    keys = sorted(rows)
    return pd.DataFrame(
        {"scope_id": [k[0] for k in keys], "kind": [k[1] for k in keys], "title": [rows[k] for k in keys]}
    ).astype(topics.dtypes.to_dict())
