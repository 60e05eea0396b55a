"""Text laid out in columns for a terminal, on which a Chinese character is two columns wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

_CLOSING = "，。、；：！？）》”’….,;:!?)"


def width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """The text filled up with spaces, behind it or, for numbers, before it."""
    space = " " * max(0, columns - width(text))
    return space + text if right else text + space


def shorten(text: str, columns: int) -> str:
    """The text, cut with … if it is wider."""
    if width(text) <= columns:
        return text
    kept, used = "", 1
    for character in text:
        used += _width(character)
        if used > columns:
            break
        kept += character
    return kept + "…"


def wrap(text: str, columns: int) -> list[str]:
    """Lines no wider than that; broken at spaces and between Chinese characters, never before closing punctuation."""
    lines, line, used = [], "", 0
    for piece in _pieces(text):
        if line and used + width(piece.rstrip()) > columns:
            lines.append(line.rstrip())
            line, used = "", 0
            piece = piece.lstrip()
        line += piece
        used += width(piece)
    if line.strip() or not lines:
        lines.append(line.rstrip())
    return lines


def _pieces(text: str) -> Iterable[str]:
    """What must stay together: words with the spaces behind them, Chinese characters with their punctuation."""
    piece = ""
    for here, following in pairwise(text + "\0"):
        piece += here
        wide = _width(here) == 2 or _width(following) == 2
        if (here == " " and following != " ") or (wide and following not in _CLOSING and here not in "（《“‘"):
            yield piece
            piece = ""
    if piece:
        yield piece


def table(rows: Sequence[Sequence[str]], numbers: Iterable[int] = (), indent: str = "  ") -> list[str]:
    """Rows of equal length as lines with aligned columns; columns at the positions in `numbers` to the right."""
    if not rows:
        return []
    right = set(numbers)
    widths = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ("  ".join(pad(cell, widths[i], right=i in right) for i, cell in enumerate(row)) for row in rows)
    return [(indent + line).rstrip() for line in lines]


NARROWEST = 8
"""Columns that a wrapped cell keeps at least."""


def fitted(rows: Sequence[Sequence[str]], columns: int, indent: str = "  ") -> list[str]:
    """The table with the texts of its widest columns broken over several lines, where it would be wider than that.

    columns: of the terminal, 0 for as many as it takes.
    """
    if not rows:
        return []
    widths = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]
    room = columns - len(indent) - 2 * (len(widths) - 1)
    most = max(widths)
    while columns and most > NARROWEST and sum(min(w, most) for w in widths) > room:
        most -= 1
    if not columns or most >= max(widths):
        return table(rows, indent=indent)
    broken: list[list[str]] = []
    for row in rows:
        cells = [wrap(cell, most) for cell in row]
        broken += ([cell[i] if i < len(cell) else "" for cell in cells] for i in range(max(map(len, cells))))
    return table(broken, indent=indent)
