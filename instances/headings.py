"""Which column a heading means, and which table a file or sheet name means, in either language."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache

from turnout.models.tables import TABLES, Column, Table

INVISIBLE = re.compile(r"[\s_*\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")


def plain(text: str) -> str:
    """A word without what people vary: case, width, spaces, line breaks, underscores, stars of required columns."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _levels(name: str, heading_en: str, heading_zh: str, synonyms: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return (name,), (heading_en, heading_zh), tuple(synonyms)


def _aliases(items: Mapping[str, tuple[tuple[str, ...], ...]]) -> dict[str, str]:
    """Word -> name.

    A word at a higher level (name, heading, synonym) goes before the same word at a lower one; a word that two items
    have at the same level means neither.
    """
    found: dict[str, str] = {}
    for level in range(3):
        here: dict[str, set[str]] = {}
        for name, levels in items.items():
            for word in levels[level]:
                here.setdefault(plain(word), set()).add(name)
        for word, names in here.items():
            if word not in found and len(names) == 1:
                found[word] = next(iter(names))
    return found


@cache
def column_words(table_name: str) -> dict[str, str]:
    """Plain word -> column name of one table."""
    columns: tuple[Column, ...] = TABLES[table_name].columns
    return _aliases({c.name: _levels(c.name, c.heading.en, c.heading.zh, c.synonyms) for c in columns})


@lru_cache(maxsize=1)
def table_words() -> dict[str, str]:
    """Plain word -> table name, `settings` included."""
    tables: dict[str, tuple[tuple[str, ...], ...]] = {
        t.name: _levels(t.name, t.title.en, t.title.zh, (*t.synonyms, *_singular(t.title.en, *t.synonyms)))
        for t in TABLES.values()
    }
    tables["settings"] = (("settings",), ("settings", "设置"), ("参数", "参数设置"))
    return _aliases(tables)


def _singular(*words: str) -> Iterator[str]:
    """`member` for `members`, `Party branch` for `Party branches`."""
    for word in words:
        if word.isascii() and word.endswith("s"):
            yield word.removesuffix("es" if word.endswith("ches") else "s")


def column_of(table: Table, heading: str) -> str | None:
    """The column that a heading means, None where it means none."""
    return column_words(table.name).get(plain(heading))


def nearest(word: str, words: Mapping[str, str]) -> str:
    """The name whose words come nearest to a misspelt one, "" where none is near."""
    close = difflib.get_close_matches(plain(word), list(words), n=1, cutoff=0.6)
    return words[close[0]] if close else ""
