"""The canonical form: the same whatever the order, form and file of the rows."""

import datetime as dt
import random
import string
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from turnout.instances import load
from turnout.instances.canonical import canonical
from turnout.instances.cells import BLANK, EPOCH_1900, Bad, read_id, read_text, reader_of
from turnout.instances.columns import dtype_of, parse
from turnout.instances.csv_reading import read_csv
from turnout.instances.findings import Findings, shown
from turnout.instances.raw import column_letters
from turnout.models import Settings
from turnout.models.settings import clock
from turnout.models.tables import TABLES, WEEKDAYS, Column, Kind, Table
from turnout.tests.examples import examples
from turnout.tests.instances.world import World

IDS = st.text(string.ascii_letters + string.digits + "_.中文编码", min_size=1, max_size=12).filter(
    lambda s: read_id(s) == s
)
TEXTS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12).filter(
    lambda s: read_text(s) == s
)
MOMENTS = st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2190, 1, 1)).map(
    lambda m: m.replace(second=0, microsecond=0)
)


def written(column: Column) -> st.SearchStrategy[tuple[str, Any]]:
    """A cell as CSV text and the canonical value that it has."""
    match column.kind:
        case Kind.ID:
            return IDS.map(lambda s: (s, s))
        case Kind.TEXT:
            return TEXTS.map(lambda s: (s, s))
        case Kind.WHOLE:
            whole = st.integers(int(column.low or 0), int(min(column.high or 10, 10**9)))
            return st.tuples(whole, st.sampled_from(["{}", "{}.0", " {} "])).map(lambda p: (p[1].format(p[0]), p[0]))
        case Kind.DECIMAL:
            return st.floats(-80, 80).map(lambda f: (repr(f), f))
        case Kind.DATE:
            forms = st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"])
            return st.tuples(MOMENTS, forms).map(lambda p: (p[0].strftime(p[1]), pd.Timestamp(p[0].date())))
        case Kind.START | Kind.END:
            return MOMENTS.map(lambda m: (m.strftime("%Y-%m-%d %H:%M"), pd.Timestamp(m)))
        case Kind.TIME:
            return st.integers(0, 2880).map(lambda m: (clock(m), m))
        case Kind.CHOICE:
            choices = column.choices or {}
            return st.sampled_from([(w, n) for n, t in choices.items() for w in (n, t.en, t.zh)])
        case Kind.WEEKDAY:
            return st.integers(0, 6).map(lambda d: (WEEKDAYS[d], d))
        case Kind.CODES:
            return st.lists(st.sampled_from("DN-"), min_size=1).map(lambda c: ("  ".join(c), " ".join(c)))
        case Kind.THEME_DAY:
            return st.sampled_from([*WEEKDAYS, *map(str, range(1, 32))]).map(lambda d: (d, d))


@st.composite
def tables(draw: st.DrawFn) -> tuple[Table, list[list[str]], list[dict[str, Any]]]:
    """A table, its rows as text, and what they mean; keys are different."""
    table = draw(st.sampled_from(list(TABLES.values())))
    rows = draw(st.lists(st.tuples(*(written(c) for c in table.columns)), max_size=8))
    cells = [[cell for cell, _ in row] for row in rows]
    values = [dict(zip([c.name for c in table.columns], [v for _, v in row], strict=True)) for row in rows]
    seen: set[Any] = set()
    kept = []
    for number, value in enumerate(values):
        key = tuple(value[k] for k in table.key) or tuple(value.values())
        if key not in seen:
            seen.add(key)
            kept.append(number)
    return table, [cells[i] for i in kept], [values[i] for i in kept]


def read(table: Table, rows: list[list[str]]) -> tuple[pd.DataFrame, Findings]:
    import csv
    import io

    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([c.name for c in table.columns])
    writer.writerows(rows)
    findings = Findings()
    raw = read_csv(table, f"{table.name}.csv", stream.getvalue().encode(), None, findings)
    assert raw is not None
    return canonical(raw, Settings(), findings, EPOCH_1900).frame, findings


@examples(80, many=3000)
@given(tables(), st.randoms(use_true_random=False))
def test_what_is_written_is_what_is_read(
    case: tuple[Table, list[list[str]], list[dict[str, Any]]], chance: random.Random
) -> None:
    table, rows, values = case
    frame, findings = read(table, rows)
    assert findings.errors == []
    assert list(frame.columns) == [c.name for c in table.columns]
    assert {c: str(t) for c, t in frame.dtypes.items()} == {c.name: dtype_of(c) for c in table.columns}
    assert list(frame.index) == list(range(len(rows)))
    names = list(table.key) or list(frame.columns)
    expected = pd.DataFrame(values, columns=list(frame.columns)).astype(frame.dtypes.to_dict())
    expected = expected.sort_values(names, kind="stable").reset_index(drop=True)
    pd.testing.assert_frame_equal(frame, expected)
    chance.shuffle(rows)
    pd.testing.assert_frame_equal(read(table, rows)[0], frame)


@examples(300, many=10000)
@given(st.text(max_size=80))
def test_reading_an_id_or_a_text_again_changes_nothing(cell: str) -> None:
    for reader in (read_id, read_text):
        once = reader(cell)
        if isinstance(once, str):
            assert reader(once) == once


CELLS = st.one_of(
    st.text(max_size=40), st.floats(), st.integers(-(10**20), 10**20), st.booleans(), st.dates(), st.datetimes(),
    st.times(), st.timedeltas(), st.from_regex(r"[\d:/年月日.\-TZ +eE%]{1,20}", fullmatch=True),
)  # fmt: skip


@examples(400, many=26000)
@given(CELLS, st.sampled_from([c for t in TABLES.values() for c in t.columns]))
def test_no_cell_brings_a_reader_down(cell: Any, column: Column) -> None:
    result = reader_of(column, EPOCH_1900)(cell)
    assert isinstance(result, Bad | str | int | float | dt.datetime) or result is BLANK


@examples(200, many=10000)
@given(st.lists(st.text(max_size=12), max_size=8), st.sampled_from(["person_id", "name"]))
def test_the_fast_look_at_a_column_says_what_the_slow_one_says(cells: list[str], name: str) -> None:
    column = TABLES["members"].column(name)
    values = np.empty(len(cells), dtype=object)
    values[:] = cells
    parsed = parse(column, values, EPOCH_1900)
    slow = [reader_of(column, EPOCH_1900)(cell) for cell in cells]
    bad = {int(i) for _, places in parsed.bad for i in places}
    for i, expected in enumerate(slow):
        assert (i in bad) == isinstance(expected, Bad)
        assert bool(parsed.blank[i]) == (expected is BLANK)
        if isinstance(expected, str):
            assert parsed.values[i] == expected


@examples(60, many=5000)
@given(st.binary(max_size=400), st.sampled_from(list(TABLES)))
def test_no_bytes_bring_the_reader_down(data: bytes, name: str) -> None:
    table = TABLES[name]
    heading = ",".join(c.name for c in table.columns).encode()
    for content in (data, heading + b"\n" + data):
        findings = Findings()
        raw = read_csv(table, f"{name}.csv", content, None, findings)
        if raw is None:
            assert findings.errors
        else:
            canonical(raw, Settings(), findings, EPOCH_1900)


@examples(100, many=3000)
@given(st.text(max_size=300))
def test_a_value_in_a_message_stands_on_one_line(value: str) -> None:
    text = shown(value)
    assert "\n" not in text
    assert len(text) <= 700
    text.encode("utf-8")


def test_empty_tables_have_their_columns_and_dtypes(world: World) -> None:
    instance = world.load()
    for name, table in TABLES.items():
        frame = instance[name]
        assert {c: str(t) for c, t in frame.dtypes.items()} == {c.name: dtype_of(c) for c in table.columns}


def test_column_letters() -> None:
    assert [column_letters(i) for i in (0, 25, 26, 701, 702, 16_383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


def test_the_order_of_rows_and_files_does_not_matter(world: World, tmp_path: Path) -> None:
    first = world.load().content_hash
    for name in list(world.texts):
        if name.endswith(".csv"):
            heading, *rows = world.texts[name].splitlines()
            world.texts[name] = "\r\n".join([heading, *reversed(rows)])
    assert load(world.write()).content_hash == first
