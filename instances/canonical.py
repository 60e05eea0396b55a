"""Raw tables to canonical frames: kinds, limits, defaults, doubled rows, order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from turnout.instances.cell_words import CELL_WORDS
from turnout.instances.cells import BLANK
from turnout.instances.columns import Parsed, parse, to_series
from turnout.instances.decoding import decoded_wrongly
from turnout.instances.findings import Findings, Where, examples
from turnout.instances.raw import Cells, Positions, RawTable
from turnout.models.settings import Settings
from turnout.models.tables import Column, Kind
from turnout.models.text import Text

Mask = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Checked:
    """A canonical frame, and where its rows came from.

    origin: position in the raw table for each row of the frame. bad: by column, the rows whose cell could not be read,
    where there are any; checks that compare cells of a row pass over those.
    """

    frame: pd.DataFrame
    raw: RawTable
    origin: Positions
    bad: dict[str, Mask]

    def sound(self, *columns: str) -> Mask:
        """(rows,) bool: whether these cells of the row could be read; all cells where none is named."""
        result = np.ones(len(self.origin), dtype=bool)
        for column in columns or self.bad:
            if column in self.bad:
                result &= ~self.bad[column]
        return result

    def take(self, rows: Mask | Positions) -> Checked:
        """Some of the rows, in this order."""
        bad = {column: mask[rows] for column, mask in self.bad.items()}
        return Checked(self.frame.iloc[rows].reset_index(drop=True), self.raw, self.origin[rows], bad)

    def where(self, row: int, column: str = "") -> Where:
        """The place of a row of the frame, or of its cell."""
        return self.raw.where(int(self.origin[row]), column)

    def places(self, rows: Positions, column: str = "") -> Iterator[Where]:
        """The places of rows in the order of the file, no more than are ever shown."""
        return self.raw.places(self.origin[rows].tolist(), column)

    def in_file_order(self, rows: Mask | Positions) -> Positions:
        """Rows of the frame as positions, in the order of the file."""
        positions: Positions = np.flatnonzero(rows) if rows.dtype == bool else rows.astype(np.int64)
        return positions[np.argsort(self.origin[positions], kind="stable")]

    def value(self, row: int, column: str) -> object:
        """A cell as it was found."""
        return self.raw.cell(int(self.origin[row]), column)


def canonical(raw: RawTable, settings: Settings, findings: Findings, epoch: dt.date) -> Checked:
    """The canonical frame of a raw table; everything wrong with single cells and doubled rows is noted.

    epoch: of serial dates in workbooks.
    """
    table, n = raw.table, len(raw)
    bad: dict[str, Mask] = {}
    columns: dict[str, pd.Series] = {}
    for column in table.columns:
        cells = raw.cells.get(column.name)
        if cells is None:
            cells = np.full(n, "", dtype=object)
        parsed = parse(column, cells, epoch)
        _note_bad_cells(raw, column, parsed, bad, findings)
        note_wrong_decoding(raw, column, cells, findings)
        _note_changed_texts(raw, column, cells, parsed, findings)
        columns[column.name] = to_series(column, parsed, _default(column, settings))
    frame = pd.DataFrame(columns)
    checked = Checked(frame, raw, np.arange(n), bad)
    return _sorted(_without_doubles(checked, findings))


def _default(column: Column, settings: Settings) -> Any:
    if not column.default_from:
        return column.default
    value: Any = settings
    for name in column.default_from.split("."):
        value = getattr(value, name)
    return value


def _note_bad_cells(
    raw: RawTable, column: Column, parsed: Parsed, bad: dict[str, Mask], findings: Findings
) -> None:
    """Cells that cannot be read, and blank cells of a required column, are errors."""
    unread = np.zeros(len(raw), dtype=bool)
    for fault, positions in parsed.bad:
        unread[positions] = True
        text, advice = CELL_WORDS[fault.code]
        findings.errors_at(
            fault.code,
            text.fill(**fault.values),
            advice,
            raw.places(positions.tolist(), column.name),
            lambda i, at=positions: raw.cell(int(at[i]), column.name),  # type: ignore[misc]
            len(positions),
        )
    if column.required and parsed.blank.any():
        positions = np.flatnonzero(parsed.blank)
        unread[positions] = True
        text, advice = CELL_WORDS["missing-value"]
        findings.errors_at(
            "missing-value",
            text,
            advice,
            raw.places(positions.tolist(), column.name),
            lambda i: raw.cell(int(positions[i]), column.name),
            len(positions),
        )
    if unread.any():
        bad[column.name] = unread


def _note_changed_texts(raw: RawTable, column: Column, cells: Cells, parsed: Parsed, findings: Findings) -> None:
    """Texts in which something unseen was replaced are told once a column."""
    if column.kind is not Kind.TEXT or parsed.values is cells:
        return
    changed = [
        i
        for i, (cell, value) in enumerate(zip(cells, parsed.values, strict=True))
        if isinstance(cell, str) and value is not BLANK and value != cell and len(value) and _replaced(value)
    ]
    if changed:
        findings.warn(
            "unseen-characters",
            Text(
                "{n} texts held line breaks, control or direction characters, which were replaced by visible signs",
                "有 {n} 处文字含换行、控制符或方向符，已替换为可见符号",
            ).fill(n=len(changed)),
            Text("Clean them at the source.", "请在原表中清理。"),
            raw.where(changed[0], column.name),
            cells[changed[0]],
        )


def note_wrong_decoding(raw: RawTable, column: Column, cells: Cells, findings: Findings) -> None:
    """A column of texts that were decoded wrongly before is an error: nobody could read the names."""
    if column.kind is not Kind.TEXT:
        return
    strange = decoded_wrongly(cells)
    if strange is not None:
        text, advice = CELL_WORDS["mojibake"]
        findings.error("mojibake", text, advice, raw.where(strange, column.name), cells[strange])


def _replaced(value: str) -> bool:
    return any("\u2400" <= c <= "\u2426" for c in value)


def _without_doubles(checked: Checked, findings: Findings) -> Checked:
    """Rows equal in every cell are merged and counted; rows with one key and different data are errors, both named."""
    frame, table = checked.frame, checked.raw.table
    keys = list(table.key) or list(frame.columns)
    if len(keys) == 1 and _ascending(frame[keys[0]]):
        return checked
    candidates = frame[keys].duplicated(keep=False).to_numpy() & checked.sound()
    if not candidates.any():
        return checked
    rows = np.flatnonzero(candidates)
    if len(table.key) == 1:
        rows = _note_collisions(checked, rows, table.key[0], findings)
    some = frame.iloc[rows]
    groups = some.groupby(keys, sort=False, dropna=False).ngroup().to_numpy()
    first_of_key = pd.Series(rows).groupby(groups).transform("first").to_numpy(dtype=np.int64)
    same = some.duplicated(keep="first").to_numpy()
    different = ~same & (first_of_key != rows)
    _note_contradictions(checked, rows[different], first_of_key[different], findings)
    merged = rows[same]
    if len(merged):
        findings.warn(
            "rows-merged",
            Text(
                "{n} rows of {table} are equal to an earlier row in every cell and were merged with it (rows {rows})",
                "{table}表有 {n} 行与前面的行完全相同，已合并（第 {rows} 行）",
            ).fill(n=len(merged), table=Text(table.name, table.title.zh), rows=examples(checked.raw.rows[merged])),
            Text("Nothing need be done.", "无需处理。"),
            checked.where(int(merged[0])),
        )
    keep = np.ones(len(frame), dtype=bool)
    keep[merged] = False
    return checked.take(keep)


def _ascending(values: pd.Series) -> bool:
    """Whether each value is larger than the one before, which is quicker to see than that none comes twice."""
    index = pd.Index(values)
    return bool(index.is_monotonic_increasing and index.is_unique)


def _note_collisions(checked: Checked, rows: Positions, key: str, findings: Findings) -> Positions:
    """Ids written differently that become the same (width, spaces, unseen characters) are errors.

    Returns the other rows.
    """
    written = np.array([str(checked.value(int(row), key)) for row in rows], dtype=object)
    ids = checked.frame[key].iloc[rows].to_numpy()
    first: dict[str, int] = {}
    colliding: list[tuple[int, int]] = []
    others: list[int] = []
    for i, name in enumerate(ids):
        begin = first.setdefault(name, i)
        if written[begin] != written[i]:
            colliding.append((int(rows[i]), int(rows[begin])))
        else:
            others.append(int(rows[i]))
    if colliding:
        findings.errors_at(
            "ids-collide",
            lambda i: Text(
                "written differently, this id means the same as the one in row {row} ('{other}')",
                "此编码与第 {row} 行的“{other}”写法不同，但实为同一编码",
            ).fill(
                row=int(checked.raw.rows[checked.origin[colliding[i][1]]]),
                other=_seen(checked.value(colliding[i][1], key)),
            ),
            Text("Write both alike, or give different ids.", "请统一写法，或改用不同的编码。"),
            checked.places(np.array([c[0] for c in colliding]), key),
            lambda i: checked.value(colliding[i][0], key),
            len(colliding),
        )
    return np.array(others, dtype=np.int64)


def _seen(value: object) -> str:
    return str(value).encode("unicode_escape").decode("ascii") if not str(value).isprintable() else str(value)


def _note_contradictions(checked: Checked, rows: Positions, firsts: Positions, findings: Findings) -> None:
    if not len(rows):
        return
    table, frame = checked.raw.table, checked.frame
    titles = Text(" + ".join(table.key), "、".join(table.column(k).heading.zh for k in table.key))

    def words(i: int) -> Text:
        row, first = int(rows[i]), int(firsts[i])
        differing = [c for c in frame.columns if not _same(frame.at[row, c], frame.at[first, c])]
        return Text(
            "the same {key} as row {first}, but another {columns}", "与第 {first} 行的{key}相同，但{columns}不同"
        ).fill(
            key=titles,
            first=int(checked.raw.rows[checked.origin[first]]),
            columns=Text(", ".join(differing), "、".join(table.column(c).heading.zh for c in differing)),
        )

    findings.errors_at(
        "double-key",
        words,
        Text("Delete one of the two rows, or correct its id.", "请删除其中一行，或更正编码。"),
        checked.places(rows, table.key[0]),
        lambda i: checked.value(int(rows[i]), table.key[0]),
        len(rows),
    )


def _same(a: Any, b: Any) -> bool:
    return bool(pd.isna(a) and pd.isna(b)) or bool(not pd.isna(a) and not pd.isna(b) and a == b)


def _sorted(checked: Checked) -> Checked:
    """Rows in the order of the key, of all columns where there is none."""
    frame = checked.frame
    by: Iterable[str] = checked.raw.table.key or frame.columns
    order = _order(frame, list(by))
    if order is None:
        return checked
    return checked.take(order)


def _order(frame: pd.DataFrame, by: list[str]) -> Positions | None:
    """Positions of the rows in sorted order, None where they are sorted already."""
    if len(by) == 1:
        values = frame[by[0]]
        if values.is_monotonic_increasing:
            return None
        listed = values.tolist()
        return np.array(sorted(range(len(listed)), key=listed.__getitem__), dtype=np.int64)
    index: Positions = (
        frame[by].reset_index(drop=True).sort_values(by, kind="stable", na_position="last").index.to_numpy()
    )
    return index
