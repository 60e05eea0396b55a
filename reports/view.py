"""A plan joined with its instance: names in place of ids, cut to what one committee sees, restricted branches covered.

Every report is made from a `View` and from nothing else, so that what is left out here stands nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import ValidationError

from turnout.models import Instance, Lang, Manifest, Plan, Settings
from turnout.models.scope import subtree
from turnout.reports.masking import Mask, no_mask, public_mask
from turnout.reports.tree import tree_order


@dataclass(frozen=True)
class View:
    """Frames for display; rows refer to each other by row number, so that no id is needed where ids are left out.

    committees: committee_id, name, parent_id, level, kind, site_id, order (the tree read from the top), inside.
    branches: branch_id, name, committee_id, committee, order, members (int), secret, inside.
    people: person_id, name, branch (row of `branches`, -1: none), group, post_type, secret, inside.
    sessions: session_id, kind, audience_type, audience, host (row of `branches`, -1: a committee's), committee_id,
    date (datetime64), start, end (HH:MM), venue, venue_key, site_id, site, capacity (-1: unknown), lecturer (row of
    `people`, -1: none), size, topic, status, number and count (batch of its audience and kind), secret, identity (a
    name that outlives a new plan).
    presence: session, person (row numbers), by session, then person id. visits: session, person, committee_id, role.
    unplaced: person (row), kind, reason, detail. coverage: as in the plan.
    `secret` rows are covered already: their names are replaced, their ids blank. memo: frames made once and used by
    several reports.
    """

    lang: Lang
    instance: Instance
    manifest: Manifest
    settings: Settings
    mask: Mask
    under: str
    committees: pd.DataFrame
    branches: pd.DataFrame
    people: pd.DataFrame
    sessions: pd.DataFrame
    presence: pd.DataFrame
    visits: pd.DataFrame
    unplaced: pd.DataFrame
    coverage: pd.DataFrame
    memo: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False)

    @property
    def whole(self) -> bool:
        """Whether the view shows the whole plan."""
        return not self.under

    @property
    def public(self) -> bool:
        """Whether restricted branches are covered."""
        return self.mask.active

    @cached_property
    def under_name(self) -> str:
        """The name of the committee whose part is shown, blank for the whole."""
        names = self.committees.loc[self.committees["committee_id"] == self.under, "name"]
        return str(names.iloc[0]) if len(names) else ""

    @cached_property
    def committee_names(self) -> dict[str, str]:
        """Names of all committees by id."""
        return dict(zip(self.committees["committee_id"], self.committees["name"], strict=True))

    @cached_property
    def supervisor_of(self) -> npt.NDArray[np.int64]:
        """Row of `people` of the supervisor who sits in on each session, -1: none; shape (sessions,)."""
        result: npt.NDArray[np.int64] = np.full(len(self.sessions), -1, dtype=np.int64)
        result[self.visits["session"].to_numpy()] = self.visits["person"].to_numpy()
        return np.asarray(result, dtype=np.int64)

    def person_names(self, rows: npt.ArrayLike) -> npt.NDArray[np.object_]:
        """Names by row of `people`, "" for -1."""
        return _taken(self.people["name"], rows)

    def person_ids(self, rows: npt.ArrayLike) -> npt.NDArray[np.object_]:
        """Ids by row of `people`, "" for -1."""
        return _taken(self.people["person_id"], rows)

    def branch_names(self, rows: npt.ArrayLike) -> npt.NDArray[np.object_]:
        """Names by row of `branches`, "" for -1."""
        return _taken(self.branches["name"], rows)


def _taken(texts: pd.Series, rows: npt.ArrayLike) -> npt.NDArray[np.object_]:
    """The texts at some rows, "" at -1."""
    values: npt.NDArray[np.object_] = np.append(texts.to_numpy(dtype=object), "")
    taken: npt.NDArray[np.object_] = values[np.asarray(rows)]
    return taken


def rows_of(ids: pd.Series, known: pd.Series) -> npt.NDArray[np.int64]:
    """Row numbers of ids in a column of unique ids, -1 where not found; shape (n,)."""
    found = pd.Index(known.to_numpy(dtype=object)).get_indexer(pd.Index(ids.to_numpy(dtype=object)))
    return np.asarray(found, dtype=np.int64)


def named(ids: pd.Series, known: pd.Series, names: pd.Series) -> pd.Series:
    """The names of ids; an id that is not known stands for itself."""
    at = rows_of(ids, known)
    values = np.append(names.to_numpy(dtype=object), "")[at]
    return pd.Series(np.where(at >= 0, values, ids.to_numpy(dtype=object)), index=ids.index, dtype="str")


def plan_settings(instance: Instance, manifest: Manifest) -> Settings:
    """The settings that the plan was made with; the instance's own where plan.json has none that can be read."""
    try:
        return Settings.model_validate(manifest.settings) if manifest.settings else instance.settings
    except ValidationError:
        return instance.settings


def view_of(plan: Plan, instance: Instance, lang: Lang = "zh", under: str = "", public: bool = False) -> View:
    """Join a plan with its instance.

    under: a committee id: only what its level sees, that is, its branches' members and sessions, sit-ins there, its
    targets and those of committees below; of a session led elsewhere only the own members. public: cover
    restricted branches.
    Raises KeyError (with the id) where the committee is unknown.
    """
    mask = public_mask(instance, lang) if public else no_mask(lang)
    settings = plan_settings(instance, plan.manifest)
    committees = _committees(instance, under, mask)
    branches = _branches(instance, committees, mask)
    people = _people(plan, instance, branches, mask)
    sessions = _sessions(plan, instance, settings, committees, branches, people, mask)
    visits, unplaced = _visits(plan, sessions, people, branches), _unplaced(plan, people)
    presence = pd.DataFrame(
        {
            "session": rows_of(plan.attendance["session_id"], plan.sessions["session_id"]),
            "person": rows_of(plan.attendance["person_id"], people.pop("key")),
        }
    )
    presence = presence.loc[presence["session"] >= 0]
    if under:
        sessions, presence, visits = _cut(sessions, presence, visits, people, committees)
        unplaced = unplaced.loc[people["inside"].to_numpy()[unplaced["person"]]]
    coverage = plan.coverage.loc[plan.coverage["scope_id"].isin(committees.loc[committees["inside"], "committee_id"])]
    return View(
        lang, instance, plan.manifest, settings, mask, under, committees, branches, people,
        _covered(sessions, mask), presence.reset_index(drop=True), visits.reset_index(drop=True),
        unplaced.reset_index(drop=True), coverage.reset_index(drop=True),
    )  # fmt: skip


def _committees(instance: Instance, under: str, mask: Mask) -> pd.DataFrame:
    table = instance["committees"]
    if under and under not in set(table["committee_id"]):
        raise KeyError(under)
    places = tree_order(table["committee_id"].tolist(), table["parent_id"].tolist())
    inside = subtree(table, {under}) if under else set(table["committee_id"])
    return pd.DataFrame(
        {
            "committee_id": table["committee_id"],
            "name": mask.scrub(table["name"]),
            "parent_id": table["parent_id"],
            "level": [places.get(c, (0, 1))[1] for c in table["committee_id"]],
            "kind": table["kind"],
            "site_id": table["site_id"],
            "order": [places.get(c, (len(places), 1))[0] for c in table["committee_id"]],
            "inside": table["committee_id"].isin(inside),
        }
    )


def _branches(instance: Instance, committees: pd.DataFrame, mask: Mask) -> pd.DataFrame:
    table = instance["branches"]
    secret = table["branch_id"].isin(mask.branches)
    parent = rows_of(table["committee_id"], committees["committee_id"])
    counts = instance["members"]["branch_id"].value_counts()
    frame = pd.DataFrame(
        {
            "key": table["branch_id"],
            "branch_id": table["branch_id"].where(~secret, ""),
            "name": mask.cover(table["name"], secret, mask.branch_word),
            "committee_id": table["committee_id"],
            "committee": named(table["committee_id"], committees["committee_id"], committees["name"]),
            "members": table["branch_id"].map(counts).fillna(0).astype("int64"),
            "secret": secret,
            "inside": np.append(committees["inside"].to_numpy(), False)[parent],
        }
    )
    ranks = np.lexsort(
        (table["branch_id"].to_numpy(dtype=object), np.append(committees["order"].to_numpy(), 0)[parent])
    )
    frame["order"] = np.argsort(ranks)
    return frame


def _people(plan: Plan, instance: Instance, branches: pd.DataFrame, mask: Mask) -> pd.DataFrame:
    """Members first, then lecturers and supervisors who are not members, then ids that only the plan knows."""
    members = instance["members"][["person_id", "name", "branch_id", "group_id"]]
    others = pd.concat([instance["lecturers"][["person_id", "name"]], instance["supervisors"][["person_id", "name"]]])
    used = pd.concat(
        [plan.attendance["person_id"], plan.visits["person_id"], plan.unplaced["person_id"]]
    ).drop_duplicates()
    strange = pd.DataFrame({"person_id": used, "name": used})
    everyone = pd.concat([members, others, strange], ignore_index=True).drop_duplicates("person_id", ignore_index=True)
    everyone[["branch_id", "group_id"]] = everyone[["branch_id", "group_id"]].fillna("")
    at = rows_of(everyone["branch_id"], branches["key"])
    secret = everyone["person_id"].isin(mask.people)
    groups = instance["groups"]
    grouped = everyone["group_id"] != ""
    post = named(everyone["group_id"], groups["group_id"], groups["post_type"]).where(grouped, "other")
    return pd.DataFrame(
        {
            "key": everyone["person_id"],
            "person_id": everyone["person_id"].where(~secret, ""),
            "name": mask.cover(everyone["name"], secret),
            "branch": at,
            "group": mask.cover(named(everyone["group_id"], groups["group_id"], groups["name"]), secret),
            "post_type": post,
            "secret": secret,
            "inside": np.append(branches["inside"].to_numpy(), False)[at],
        }
    )


def _sessions(
    plan: Plan,
    instance: Instance,
    settings: Settings,
    committees: pd.DataFrame,
    branches: pd.DataFrame,
    people: pd.DataFrame,
    mask: Mask,
) -> pd.DataFrame:
    table, groups, venues, sites = plan.sessions, instance["groups"], instance["venues"], instance["sites"]
    kind, ids = table["audience_type"], table["audience_id"]
    lead = named(ids, groups["group_id"], groups["lead_branch_id"])
    host = np.where(kind == "committee", -1, rows_of(ids.where(kind == "branch", lead), branches["key"]))
    audience = named(ids, branches["key"], branches["name"])
    audience = audience.where(kind != "group", named(ids, groups["group_id"], groups["name"]))
    audience = audience.where(kind != "committee", named(ids, committees["committee_id"], committees["name"]))
    venue = rows_of(table["venue_id"], venues["venue_id"])
    site = pd.Series(np.append(venues["site_id"].to_numpy(dtype=object), "")[venue], dtype="str")
    frame = table[["session_id", "kind", "audience_type", "start", "end", "size", "status"]].assign(
        audience=audience,
        host=host,
        committee_id=np.where(host >= 0, np.append(branches["committee_id"].to_numpy(dtype=object), "")[host], ids),
        date=pd.to_datetime(table["date"], format="%Y-%m-%d", errors="coerce"),
        venue=named(table["venue_id"], venues["venue_id"], venues["name"]),
        venue_key=table["venue_id"],
        site_id=site,
        site=named(site, sites["site_id"], sites["name"]),
        capacity=np.append(venues["capacity"].to_numpy(), -1)[venue],
        lecturer=rows_of(table["lecturer_id"], people["key"]),
        topic=table["topic"],
        secret=np.append(branches["secret"].to_numpy(dtype=bool), False)[host],
    )
    order = np.lexsort(tuple(table[c].to_numpy(dtype=object) for c in ("session_id", "start", "date")))
    batches = table.iloc[order].groupby(["audience_type", "audience_id", "kind"], sort=False)
    frame["number"] = batches.cumcount().sort_index() + 1
    frame["count"] = table.groupby(["audience_type", "audience_id", "kind"])["session_id"].transform("size")
    quarter = f"{settings.year}Q{settings.quarter_number}"
    frame["identity"] = quarter + "|" + kind + "|" + ids + "|" + table["kind"] + "|" + frame["number"].astype("str")
    return frame


def _covered(sessions: pd.DataFrame, mask: Mask) -> pd.DataFrame:
    """Sessions of restricted branches without anything that names them; other texts scrubbed."""
    if not mask.active:
        return sessions.reset_index(drop=True)
    secret = sessions["secret"]
    covered = {c: mask.cover(sessions[c], secret) for c in ("venue", "site", "topic")}
    covered["audience"] = mask.cover(sessions["audience"], secret, mask.branch_word)
    covered |= {c: sessions[c].where(~secret, "") for c in ("session_id", "venue_key", "site_id", "identity")}
    lecturer = sessions["lecturer"].where(~secret, -1)
    return sessions.assign(**covered, lecturer=lecturer).reset_index(drop=True)


def _visits(plan: Plan, sessions: pd.DataFrame, people: pd.DataFrame, branches: pd.DataFrame) -> pd.DataFrame:
    table = plan.visits
    frame = pd.DataFrame(
        {
            "session": rows_of(table["session_id"], sessions["session_id"]),
            "person": rows_of(table["person_id"], people["key"]),
            "committee_id": table["committee_id"],
            "branch": rows_of(table["branch_id"], branches["key"]),
            "role": table["role"],
        }
    )
    return frame.loc[frame["session"] >= 0]


def _unplaced(plan: Plan, people: pd.DataFrame) -> pd.DataFrame:
    table = plan.unplaced
    return table[["kind", "reason", "detail"]].assign(person=rows_of(table["person_id"], people["key"]))


def _cut(
    sessions: pd.DataFrame, presence: pd.DataFrame, visits: pd.DataFrame, people: pd.DataFrame, committees: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """What one committee's level sees: sessions at or under it whole, others as far as its own members attend them."""
    inside = set(committees.loc[committees["inside"], "committee_id"])
    own = sessions["committee_id"].isin(inside).to_numpy()
    belongs = people["inside"].to_numpy()
    presence = presence.loc[own[presence["session"]] | belongs[presence["person"]]]
    seen = own.copy()
    seen[presence["session"].unique()] = True
    renumbered = np.cumsum(seen) - 1
    visits = visits.loc[seen[visits["session"]]]
    return (
        sessions.loc[seen],
        presence.assign(session=renumbered[presence["session"]]),
        visits.assign(session=renumbered[visits["session"]]),
    )
