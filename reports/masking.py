"""What public outputs leave out (内外有别): restricted branches' names, places and topics, and their members' names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from turnout.models import Instance
from turnout.models.text import Lang
from turnout.reports.words import WITHHELD, WITHHELD_BRANCH

SHORTEST_PART = 2
SHORTEST_ASCII_PART = 4


@dataclass(frozen=True)
class Mask:
    """Which names must not appear. Without `active`, nothing is changed.

    branches: ids of restricted branches. people: ids of their members. names: names of both and of groups of theirs
    alone, which are also struck out where they stand inside other texts (a topic that names a branch, a person of the
    same name elsewhere).
    """

    active: bool
    lang: Lang
    branches: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    lengths: tuple[int, ...] = ()

    @property
    def word(self) -> str:
        """What stands in place of a person, venue or topic."""
        return WITHHELD.of(self.lang)

    @property
    def branch_word(self) -> str:
        """What stands in place of a branch."""
        return WITHHELD_BRANCH.of(self.lang)

    @property
    def digest(self) -> str:
        """Changes when other branches, people or names must not appear; too short to try guesses against."""
        if not self.active:
            return ""
        listed = "\0".join(sorted((*self.branches, *self.people, *self.names)))
        return hashlib.sha256(listed.encode("utf-8", "surrogatepass")).hexdigest()[:4]

    def scrub(self, texts: pd.Series) -> pd.Series:
        """The texts with every protected name struck out; each distinct text is looked at once."""
        if not self.active or not self.names or texts.empty:
            return texts
        found = {text: self.text(text) for text in texts.unique()}
        return texts.map(found).astype("str")

    def text(self, text: str) -> str:
        """One text with every protected name struck out, longest first from the left."""
        if not self.active or not self.names:
            return text
        if text in self.names:
            return self.word
        at, kept = 0, []
        while at < len(text):
            for length in self.lengths:
                if text[at : at + length] in self.names and at + length <= len(text):
                    kept.append(self.word)
                    at += length
                    break
            else:
                kept.append(text[at])
                at += 1
        return "".join(kept)

    def cover(self, texts: pd.Series, secret: pd.Series, word: str | None = None) -> pd.Series:
        """The texts, those of `secret` rows replaced by `word`, the others scrubbed."""
        if not self.active:
            return texts
        return self.scrub(texts).where(~secret, self.word if word is None else word)


def _long_enough(names: Iterable[str]) -> frozenset[str]:
    """Names that can be looked for inside other texts without striking out half of every sentence."""
    return frozenset(n for n in names if len(n) >= (SHORTEST_ASCII_PART if n.isascii() else SHORTEST_PART))


def no_mask(lang: Lang) -> Mask:
    """Nothing is left out."""
    return Mask(False, lang)


def _groups_of_none_else(instance: Instance, branches: frozenset[str], people: frozenset[str]) -> set[str]:
    """Names of groups that a restricted branch leads or whose members all belong to such branches."""
    groups, members = instance["groups"], instance["members"]
    outside = members.loc[~members["person_id"].isin(people), "group_id"]
    inside = members.loc[members["person_id"].isin(people), "group_id"]
    own = groups["lead_branch_id"].isin(branches) | (
        groups["group_id"].isin(inside) & ~groups["group_id"].isin(outside)
    )
    return set(groups.loc[own, "name"])


def public_mask(instance: Instance, lang: Lang) -> Mask:
    """What the public must not see of an instance."""
    branches = instance["branches"]
    closed = branches.loc[branches["disclosure"] == "restricted"]
    members = instance["members"]
    inside = members.loc[members["branch_id"].isin(closed["branch_id"])]
    people = frozenset(inside["person_id"])
    names = set(inside["name"]) | set(closed["name"])
    for table in ("lecturers", "supervisors"):
        own = instance[table]
        names |= set(own.loc[own["person_id"].isin(people), "name"])
    names |= _groups_of_none_else(instance, frozenset(closed["branch_id"]), people)
    kept = _long_enough(names)
    lengths = tuple(sorted({len(n) for n in kept}, reverse=True))
    return Mask(True, lang, frozenset(closed["branch_id"]), people, kept, lengths)
