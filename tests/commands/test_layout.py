"""Columns on a terminal, where a Chinese character is two wide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turnout.commands.layout import fitted, pad, shorten, table, width, wrap
from turnout.tests.examples import examples

TEXTS = st.text(alphabet="ab 党员，。（）é\u0301-", max_size=60)


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("党员", 4), ("，", 2), ("e\u0301", 1), ("", 0)])
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


def test_a_table_has_straight_columns() -> None:
    lines = table([["", "人次"], ["轮班制", "1,234"], ["a", "5"]], numbers=[1])
    assert lines == ["           人次", "  轮班制  1,234", "  a           5"]
    assert {width(line) for line in lines} == {15}


def test_no_rows_no_lines() -> None:
    assert table([]) == []


@examples(100, many=5000)
@given(TEXTS, st.integers(4, 30))
def test_a_shortened_text_fits_and_begins_alike(text: str, columns: int) -> None:
    short = shorten(text, columns)
    assert width(short) <= columns
    assert text.startswith(short.removesuffix("…"))


@examples(100, many=5000)
@given(TEXTS, st.integers(0, 30))
def test_a_padded_text_fills_its_columns(text: str, columns: int) -> None:
    assert width(pad(text, columns)) == max(columns, width(text))
    assert pad(text, columns, right=True).endswith(text)


@examples(100, many=5000)
@given(TEXTS, st.integers(10, 40))
def test_wrapping_loses_nothing_but_spaces(text: str, columns: int) -> None:
    assert "".join(wrap(text, columns)).replace(" ", "") == text.replace(" ", "")


def test_wrapped_lines_fit_and_do_not_begin_with_closing_punctuation() -> None:
    text = "为无法同时到齐的党员排定集中学习、研讨，并安排领导列席。The result is verified（核验）。"
    for columns in range(12, 60):
        lines = wrap(text, columns)
        assert all(width(line) <= columns for line in lines)
        assert not any(line[0] in "，。、）" for line in lines)


ROWS = [
    ["日期", "参加范围", "topic"],
    ["2026-04-01", "东海能源化工集团有限公司党委", "How we do our part on the night shift"],
    ["2026-04-02", "机关", "x"],
]


def test_a_table_wider_than_the_terminal_breaks_its_widest_columns() -> None:
    assert fitted(ROWS, 0) == fitted(ROWS, 200) == table(ROWS)
    assert fitted(ROWS, 50) == [
        "  日期        参加范围          topic",
        "  2026-04-01  东海能源化工集团  How we do our",
        "              有限公司党委      part on the night",
        "                                shift",
        "  2026-04-02  机关              x",
    ]


@given(st.integers(30, 120))
def test_a_fitted_table_fits_and_loses_nothing(columns: int) -> None:
    lines = fitted(ROWS, columns)
    assert max(map(width, lines)) <= max(columns, 2 + 3 * 10 + 4)
    said = "".join("".join(lines).split())
    assert all(said.count(c) == "".join(map("".join, ROWS)).count(c) for c in set(said))
