"""A CSV file as a raw table: delimiter, headings, fields counted row by row."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO, StringIO
from itertools import islice

import numpy as np

from turnout.instances.decoding import decode
from turnout.instances.findings import Findings, Where
from turnout.instances.headings import column_of, column_words, nearest
from turnout.instances.raw import Cells, Part, Positions, RawTable
from turnout.models.tables import Table
from turnout.models.text import Text

BLOCK = 5_000
MOST_COLUMNS = 16_384
DELIMITERS = (",", ";", "\t", "|")
FULL_WIDTH = "，；"

ADVICE_QUOTES = Text(
    'Close the quotes, and write a quote inside a quoted field twice ("").',
    '请补全引号；带引号的字段中，引号本身要写两次（""）。',
)


def delimiter_of(line: str, table: Table) -> str:
    """The delimiter under which the heading line shows the most columns of the table; a comma where none does."""
    known = {d: sum(column_of(table, word.strip('"')) is not None for word in line.split(d)) for d in DELIMITERS}
    best = max(DELIMITERS, key=lambda d: known[d])
    return best if known[best] > known[","] else ","


def read_csv(
    table: Table, name: str, data: bytes, encoding: str | None, findings: Findings, *, at_once: bool = True
) -> RawTable | None:
    """The rows of one CSV file, None where it cannot be understood at all (errors are noted).

    Rows with more or fewer fields than the heading are errors; rows without any text are passed over.
    at_once: read with pandas where the text is plain, faster for all but small files, once pandas is there.
    """

    def proves(text: str) -> bool:
        line = _first_line(text)
        return any(column_of(table, word.strip('" \r')) is not None for word in line.split(delimiter_of(line, table)))

    text = decode(data, name, findings, encoding, proves)
    if text is None:
        return None
    first_line = _first_line(text)
    delimiter = delimiter_of(first_line.rstrip("\r"), table)
    if delimiter == "," and "," not in first_line and any(c in first_line for c in FULL_WIDTH):
        findings.error(
            "delimiter",
            Text("the fields are separated by full-width commas", "字段之间使用了全角逗号"),
            Text("Separate them by plain commas.", "请改用半角逗号分隔。"),
            Where(name, row=1),
        )
        return None
    plain = at_once and _is_plain(text)
    heading = _next(_records(text[: len(first_line) + 1] if plain else text, delimiter), name, 1, findings)
    if heading is None:
        return None
    columns = recognise(table, heading, Where(name, row=1), findings)
    if columns is None:
        return None
    raw = _plain_rows(table, name, text, heading, columns, delimiter) if plain else None
    if raw is None:
        records = _records(text, delimiter)
        next(records)
        raw = _rows(table, name, records, heading, columns, delimiter, findings)
    return raw


def _first_line(text: str) -> str:
    """All up to the first line feed."""
    end = text.find("\n")
    return text if end < 0 else text[:end]


def _is_plain(text: str) -> bool:
    """Whether every line feed ends a record, and every delimiter a field: a text without quotes."""
    return not ('"' in text or "\0" in text) and text.count("\r") == text.count("\r\n")


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    """The records of a text, one by one."""
    return csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _next(reader: Iterator[list[str]], name: str, row: int, findings: Findings) -> list[str] | None:
    try:
        record = next(reader, None)
    except csv.Error as problem:
        _broken(problem, name, row, findings)
        return None
    if record is None or not any(record):
        findings.error(
            "no-heading",
            Text(
                "the file is empty" if record is None else "the first line is empty",
                "文件是空的" if record is None else "首行是空的",
            ),
            Text("The first line must name the columns.", "首行应为各列的名称。"),
            Where(name),
        )
        return None
    return record


def _broken(problem: csv.Error, name: str, row: int, findings: Findings) -> None:
    words = str(problem)
    if "field limit" in words:
        text = Text("a field is longer than 32,767 characters", "字段超过 32,767 个字符")
        findings.error("cell-too-long", text, Text("A quote may be missing.", "可能缺少引号。"), Where(name, row=row))
    elif "end of data" in words:
        text = Text("a quoted field that begins in or before this row never ends", "从本行或更早开始的引号字段没有结束")
        findings.error("unclosed-quote", text, ADVICE_QUOTES, Where(name, row=row))
    else:
        text = Text("text stands after a closing quote", "右引号之后还有文字")
        findings.error("unclosed-quote", text, ADVICE_QUOTES, Where(name, row=row))


def recognise(table: Table, heading: Sequence[str], where: Where, findings: Findings) -> dict[str, int] | None:
    """Column name -> index of its heading. Unknown, doubled and missing headings are noted; None where columns are
    doubled or more than a sheet can hold, so that no row could be trusted."""
    if len(heading) > MOST_COLUMNS:
        findings.error(
            "too-many-columns",
            Text("{n} columns", "共有 {n} 列").fill(n=len(heading)),
            Text("Delete the columns that no table has.", "请删除多余的列。"),
            where,
        )
        return None
    columns: dict[str, int] = {}
    unknown: list[str] = []
    sound = True
    for index, word in enumerate(heading):
        name = column_of(table, word)
        if name is None:
            if word.strip():
                unknown.append(word)
        elif name in columns:
            sound = False
            findings.error(
                "double-column",
                Text(
                    "two headings mean the column {name}: {first} and {second}",
                    "两个表头都表示 {name} 列：{first} 和 {second}",
                ).fill(name=name, first=heading[columns[name]].strip(), second=word.strip()),
                Text("Keep one of them.", "请只保留一个。"),
                where,
                word,
            )
        else:
            columns[name] = index
    for word in unknown:
        unknown_column(table, word, columns, where, findings)
    for column in table.columns:
        if column.required and column.name not in columns:
            sound = False
            findings.error(
                "missing-column",
                Text("the column {name} ({words}) is missing", "缺少必填列 {name}（{words}）").fill(
                    name=column.name, words=column.heading
                ),
                Text("Add it; docs/data.md lists all columns.", "请补上该列；各列说明见 docs/data.md。"),
                where,
            )
    return columns if sound else None


def unknown_column(table: Table, word: str, known: Mapping[str, int], where: Where, findings: Findings) -> None:
    """A heading that the table does not have. Where it is probably a slip for a column that is not there, its data
    would be lost: an error; anything else is told and not read."""
    near = nearest(word, column_words(table.name))
    text = Text("the table {table} has no such column", "{table}表没有这一列")
    if near and near not in known:
        advice = Text("Perhaps {name} ({words}) is meant.", "是否应为 {name}（{words}）？")
        advice = advice.fill(name=near, words=table.column(near).heading)
        findings.error("unknown-column", text.fill(table=Text(table.name, table.title.zh)), advice, where, word.strip())
        return
    text = Text("the table {table} has no such column; it was not read", "{table}表没有这一列，其内容未读取")
    advice = Text("Delete it or name it rightly.", "请删除该列，或更正表头。")
    findings.warn("unread-column", text.fill(table=Text(table.name, table.title.zh)), advice, where, word.strip())


def _plain_rows(
    table: Table, name: str, text: str, heading: list[str], columns: dict[str, int], delimiter: str
) -> RawTable | None:
    """All records of a plain text in which every line has as many fields as the heading.

    None for any other, which is then read record by record.
    """
    data = text[text.find("\n") + 1 :].encode() if "\n" in text else b""
    if not data or not all(word.strip() for word in heading):
        return None
    characters = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(characters == ord("\n"))
    if data[-1:] != b"\n":
        ends = np.append(ends, len(data))
    fields = np.diff(np.searchsorted(np.flatnonzero(characters == ord(delimiter)), ends), prepend=0) + 1
    if len(heading) < 2 or (fields != len(heading)).any():
        return None
    import pandas as pd

    frame = pd.read_csv(
        BytesIO(data), sep=delimiter, header=None, dtype=object, na_filter=False, quoting=csv.QUOTE_NONE,
        skip_blank_lines=False, engine="c", encoding="utf-8",
    )  # fmt: skip
    if frame.shape != (len(ends), len(heading)):
        return None
    filled = np.zeros(len(frame), dtype=bool)
    for index in range(len(heading)):
        filled |= frame[index].to_numpy() != ""
    rows = np.arange(2, len(frame) + 2)[filled]
    cells = {column: frame[index].to_numpy()[filled] for column, index in columns.items()}
    return RawTable(table, (_part(name, heading, columns),), cells, rows, np.zeros(len(rows), dtype=np.int64))


def _part(name: str, heading: list[str], columns: dict[str, int]) -> Part:
    return Part(name, "", {c: (heading[i].strip(), i) for c, i in columns.items()})


def _rows(
    table: Table,
    name: str,
    reader: Iterator[list[str]],
    heading: list[str],
    columns: dict[str, int],
    delimiter: str,
    findings: Findings,
) -> RawTable:
    """All records after the heading as columns; repeated texts are held once."""
    width, row = len(heading), 2
    unnamed = [i for i, word in enumerate(heading) if not word.strip()]
    blocks: dict[str, list[Cells]] = {column: [] for column in columns}
    held: dict[str, dict[str, str]] = {column: {} for column in columns}
    numbers: list[Positions] = []
    while True:
        records: list[list[str]] = []
        try:
            records.extend(islice(reader, BLOCK))
        except csv.Error as problem:
            _broken(problem, name, row + len(records), findings)
        if not records:
            break
        counts = np.fromiter(map(len, records), dtype=np.int64, count=len(records))
        keep = _regular(records, counts, width, np.arange(row, row + len(records)), name, findings)
        swallowed = _swallowing(records, delimiter, width)
        if swallowed is not None:
            findings.error(
                "unclosed-quote",
                Text("a quoted field holds whole further rows", "一个带引号的字段吞并了后面的整行"),
                ADVICE_QUOTES,
                Where(name, row=row + swallowed),
            )
        taken = records if len(keep) == len(records) else [records[i - row] for i in keep]
        for index in unnamed:
            _check_unnamed(taken, index, keep, name, findings)
        for column, index in columns.items():
            cells = np.empty(len(taken), dtype=object)
            texts = [record[index] for record in taken]
            cells[:] = list(map(held[column].setdefault, texts, texts))
            blocks[column].append(cells)
        numbers.append(keep)
        row += len(records)
        if len(records) < BLOCK:
            break
    none = np.zeros(0, dtype=np.int64)
    cells_of = {c: np.concatenate(found) if found else np.zeros(0, dtype=object) for c, found in blocks.items()}
    rows = np.concatenate(numbers) if numbers else none
    return RawTable(table, (_part(name, heading, columns),), cells_of, rows, np.zeros(len(rows), dtype=np.int64))


def _regular(
    records: list[list[str]],
    counts: Positions,
    width: int,
    keep: Positions,
    name: str,
    findings: Findings,
) -> Positions:
    """Row numbers of the records that have as many fields as the heading; the others are errors unless blank."""
    blank = ~np.fromiter(map(any, records), dtype=bool, count=len(records))
    wrong = np.flatnonzero((counts != width) & ~blank)
    if len(wrong):
        findings.errors_at(
            "field-count",
            lambda i: Text(
                "{found} fields where the heading has {width}", "有 {found} 个字段，而表头有 {width} 个"
            ).fill(found=int(counts[wrong[i]]), width=width),
            Text(
                "A comma may be missing, or stand unquoted inside a text.", "可能缺少逗号，或文字中的逗号没有加引号。"
            ),
            (Where(name, row=int(keep[i])) for i in wrong),
            total=len(wrong),
        )
    kept: Positions = keep[(counts == width) & ~blank]
    return kept


def _swallowing(records: list[list[str]], delimiter: str, width: int) -> int | None:
    """The first record with a field that holds a line break and, after it, as many delimiters as a row."""
    if width < 2:
        return None
    for i, record in enumerate(records):
        for field in record:
            if "\n" in field and field.count(delimiter) >= width - 1:
                return i
    return None


def _check_unnamed(
    records: list[list[str]],
    index: int,
    rows: Positions,
    name: str,
    findings: Findings,
) -> None:
    """A column without a heading must be empty."""
    filled = [int(row) for row, record in zip(rows, records, strict=True) if record[index].strip()]
    if filled:
        findings.errors_at(
            "no-heading",
            Text("a value stands in a column without a heading", "该列没有表头，却有内容"),
            Text("Name the column or delete its cells.", "请填写表头或删除该列内容。"),
            (Where(name, row=row) for row in filled),
            total=len(filled),
        )
