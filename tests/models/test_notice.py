"""Errors for people: where, what, and what to do."""

import pickle

import pytest

from turnout.models import InstanceError, Notice
from turnout.models.notice import SHOWN_AT_MOST, FileError
from turnout.models.text import Text
from turnout.plans import PlanError

WORDS = Text("not a number", "不是数字")
ADVICE = Text("Write digits.", "请只写数字。")


@pytest.mark.parametrize(
    ("notice", "en", "zh"),
    [
        (
            Notice("c", WORDS, ADVICE, file="a.csv", row=3, column="capacity", value="x"),
            "a.csv, row 3, column capacity: not a number (found 'x'). Write digits. [c]",
            "a.csv，第 3 行，“capacity”列：不是数字（值为“x”）。请只写数字。 [c]",
        ),
        (
            Notice("c", WORDS, file="a.xlsx", sheet="场地", row=3, column="容纳人数", cell="D3"),
            "a.xlsx, 场地!D3, column 容纳人数: not a number. [c]",
            "a.xlsx，场地!D3，“容纳人数”列：不是数字。 [c]",
        ),
        (
            Notice("c", WORDS, file="settings.toml", column="cost.session"),
            "settings.toml, setting cost.session: not a number. [c]",
            "settings.toml，设置项 cost.session：不是数字。 [c]",
        ),
        (Notice("c", WORDS), "not a number. [c]", "不是数字。 [c]"),
    ],
)
def test_a_notice_says_where_what_and_what_to_do(notice: Notice, en: str, zh: str) -> None:
    assert notice.line("en") == en
    assert notice.line("zh") == zh


def test_an_instance_error_shows_the_first_and_counts_all() -> None:
    error = InstanceError([Notice("a", WORDS)] * 1500, 7000, {"a": 7000})
    assert len(error.notices) == SHOWN_AT_MOST
    assert (error.total, error.counts) == (7000, {"a": 7000})
    assert isinstance(error, ValueError)
    assert InstanceError([Notice("a", WORDS), Notice("b", WORDS)]).counts == {"a": 1, "b": 1}


def test_a_file_error_is_one_of_the_systems_kind_and_speaks_both_languages() -> None:
    error = FileError(Text("no", "无法读取"))
    assert isinstance(error, OSError)
    assert (str(error), error.text.zh) == ("no", "无法读取")


def test_errors_keep_both_languages_on_the_way_from_another_process() -> None:
    for error in (FileError(WORDS), PlanError(WORDS)):
        came = pickle.loads(pickle.dumps(error))
        assert (type(came), came.text, str(came)) == (type(error), WORDS, WORDS.en)
    wrong = InstanceError([Notice("a", WORDS, file="a.csv", row=3)] * 1500, 7000, {"a": 7000})
    came = pickle.loads(pickle.dumps(wrong))
    assert (came.notices, came.total, came.counts, str(came)) == (wrong.notices, 7000, {"a": 7000}, str(wrong))
