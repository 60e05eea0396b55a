"""Settings: every error told by its path. Tests are numbered as the list of faults is."""

import re

import pytest

from turnout.tests.instances.world import World


@pytest.mark.parametrize(
    ("toml", "path", "value"),
    [
        ("sesion = 1", "sesion", "1"),
        ("[session]\nstudy_minuts = 90", "session.study_minuts", "90"),
        ("[session]\nstudy_minutes = '90'", "session.study_minutes", "90"),
        ("[session]\nstudy_minutes = 90.5", "session.study_minutes", "90.5"),
        ("[session]\nmax_attendee_travel = 10081", "session.max_attendee_travel", "10081"),
        ("[session]\nlecturer_required = 1", "session.lecturer_required", "1"),
        ("[session]\nday_start = '7'", "session.day_start", "7"),
        ("[session]\nday_start = '25:00'", "session.day_start", "25:00"),
        ("[session]\nday_start = 7", "session.day_start", "7"),
        ("[session]\nday_start = 07:30:00", "session.day_start", "07:30:00"),
        ("[session]\noffice_hours = ['8-9']", "session.office_hours.0", "8-9"),
        ("[session]\noffice_hours = [[0, 999999999]]", "session.office_hours.0", "[0, 999999999]"),
        ("[session]\noffice_hours = '8:00-9:00'", "session.office_hours", "8:00-9:00"),
        ("[post_types.night]\nmax_batch = 3", "post_types.night", ""),
        ("[post_types.shift]\nmax_batch = 0", "post_types.shift.max_batch", "0"),
        ("[post_types.shift]\nstudy_scope = 'unit'", "post_types.shift.study_scope", "unit"),
        ("quarter = '2026q1'", "quarter", "2026q1"),
        ("quarter = 20261", "quarter", "20261"),
        ("start_date = '2026-02-30'", "start_date", "2026-02-30"),
        ("start_date = 2026-02-01T08:00:00", "start_date", "2026-02-01 08:00:00"),
        ("session = 3", "session", "3"),
        ("[sit_in]\npace = 'slow'", "sit_in.pace", "slow"),
        ("seed = -1", "seed", "-1"),
        ("seed = 0x" + "f" * 5000, "seed", "…"),
    ],
)
def test_fault_075_wrong_settings_are_told_by_their_path(world: World, toml: str, path: str, value: str) -> None:
    (error,) = world.settings(toml).errors()
    assert (error.code, error.file, error.column, error.value) == ("setting", "settings.toml", path, value)


@pytest.mark.parametrize(
    ("toml", "row", "words"),
    [
        ("seed = 1\nseed = 2\n", 2, "the key seed stands twice"),
        ("[session]\nmin_batch = 3\nmin_batch = 3\n", 3, "the key session.min_batch stands twice"),
        ("[session]\n[cost]\n[session]\n", 3, "the key session stands twice"),
        ("seed = \n", 1, "not valid TOML"),
        ("a = " + "[" * 5000, 1, "not valid TOML"),
        ("a = 1\nseed = " + "9" * 5000, 2, "a number is too long"),
    ],
)
def test_fault_075_what_is_no_toml_is_told_by_its_line(world: World, toml: str, row: int, words: str) -> None:
    (error,) = world.settings(toml).errors()
    assert (error.code, error.row) == ("settings-toml", row)
    assert words in error.text.en


@pytest.mark.parametrize(
    ("toml", "chinese"),
    [
        ("= 1", "应为 键 = 值，第 1 行第 1 列"), ("x", "键之后缺少等号，位于文件末尾"), ("a = 1 b", "多余的内容"),
        ("[a", "节名缺少右方括号"), ("[[a]", "节名缺少右方括号"), ("a = 'x\n'", "含有不允许的字符"),
        ('a = "\x01"', "含有不允许的字符"), ("a. = 1", "键名不能这样开头"), ("a = [1", "缺少右方括号"),
        ("a = {b = 1", "缺少右花括号"), ('a = "\\q"', "文字中的反斜杠须连写两个"), ('a = "\\uxyzw"', "十六进制数有误"),
        ('a = "\\ud800"', "不代表任何字符"), ('a = "x', "缺少结尾的引号"), ("a = 'x", "缺少结尾的引号"),
        ("a = 2026-02-30", "日期或时间有误"), ("a = 丙", "值有误，文字须加引号"), ("a = {b = 1, b = 2}", "重复的键"),
        ("[a.b]\n[a]\nb.c = 1", "节名重复"), ("a = " + "[" * 5000, "嵌套过深"), ("a = " + "9" * 5000, "数字过长"),
    ],
)  # fmt: skip
def test_fault_075_the_reason_is_chinese_in_a_chinese_message(world: World, toml: str, chinese: str) -> None:
    (error,) = world.settings(toml).errors()
    assert error.code == "settings-toml"
    assert chinese in error.text.zh
    assert not re.search("[A-Za-z]", error.text.zh.replace("TOML", ""))


def test_fault_075_all_wrong_settings_are_told_at_once(world: World) -> None:
    assert len(world.settings("a = 1\nb = 2\n[cost]\nsession = -1\n").errors()) == 3


def test_settings_may_be_left_out(world: World) -> None:
    instance = world.drop("settings.toml").load()
    assert instance.settings.quarter == "2026Q1"
    assert [w.code for w in instance.warnings] == ["no-settings"]
