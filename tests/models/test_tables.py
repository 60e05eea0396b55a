"""The declarations of tables: whole, unambiguous, and in both languages."""

from itertools import combinations

import pytest

from turnout.instances.cells import choice_words
from turnout.instances.headings import column_of, column_words, plain, table_words
from turnout.models.tables import TABLES, Kind, Table
from turnout.models.text import Text


def chinese(text: str) -> bool:
    return any("\u4e00" <= c <= "\u9fff" for c in text)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.name)
def test_every_word_is_there_in_both_languages(table: Table) -> None:
    texts = [table.title, table.explain]
    texts += [text for c in table.columns for text in (c.heading, c.explain, *(c.choices or {}).values())]
    for text in texts:
        assert text.en.isascii() or "…" in text.en or "–" in text.en, text
        assert chinese(text.zh), text


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.name)
def test_every_heading_of_a_column_means_that_column(table: Table) -> None:
    for column in table.columns:
        for word in (column.name, column.heading.en, column.heading.zh, *column.synonyms):
            assert column_of(table, word) == column.name, word


def test_every_title_of_a_table_means_that_table() -> None:
    words = table_words()
    for table in TABLES.values():
        for word in (table.name, table.title.en, table.title.zh, *table.synonyms):
            assert words[plain(word)] == table.name, word


def test_titles_fit_a_sheet_and_are_different() -> None:
    titles = [t.title.en for t in TABLES.values()] + [t.title.zh for t in TABLES.values()]
    assert len(set(titles)) == len(titles)
    assert all(len(title) <= 28 for title in titles)


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda t: t.name)
def test_keys_and_references_name_what_exists(table: Table) -> None:
    for key in table.key:
        assert table.column(key).required
    for column in table.columns:
        for name in column.refers:
            assert TABLES[name].columns[0].kind is Kind.ID
        assert (column.choices is not None) == (column.kind is Kind.CHOICE)
        if column.choices is not None:
            assert column.default is None or column.default in column.choices
    with pytest.raises(KeyError):
        table.column("no such column")


def test_no_two_choices_share_a_word() -> None:
    for table in TABLES.values():
        for column in table.columns:
            words = choice_words(column)
            for (a, x), (b, y) in combinations((column.choices or {}).items(), 2):
                assert {plain(x.en), plain(x.zh)}.isdisjoint({plain(y.en), plain(y.zh)})
                assert words[plain(x.zh)] == a
                assert words[plain(y.en)] == b


# What the organisation's own lists call things, and what is understood besides.
TERMS = {
    ("members", "person_id"): "工号 员工编号 人员编码 员工号",
    ("members", "branch_id"): "所在党支部 所属党支部 党支部名称 支部 党支部编码 支部编码",
    ("members", "group_id"): "班组 班次组 值别 值 小组",
    ("committees", "parent_id"): "上一级党委 直属上级党委 上级组织",
    ("committees", "sit_in_quota"): "列席指标",
    ("groups", "post_type"): "岗位类别 岗位类型",
    ("groups", "cycle"): "倒班方式",
    ("groups", "cycle_start"): "起始日期",
    ("roster", "code"): "班次 班次名称",
    ("shifts", "start"): "上班时间",
    ("shifts", "end"): "下班时间",
    ("venues", "name"): "地点 场地 场所 会议地点",
    ("venues", "capacity"): "容纳人数 座位数",
    ("topics", "title"): "研讨主题 议题 会议名称",
    ("lecturers", "name"): "主讲人 授课人 主讲",
    ("supervisors", "name"): "列席领导 列席人员",
    ("windows", "start"): "开始时间 起始时间",
    ("travel", "minutes"): "路程(分钟) 路程（分钟）",
    ("branches", "theme_day"): "主题党日",
    ("branches", "disclosure"): "内外有别",
    ("committees", "industry"): "行业",
    ("venues", "site_id"): "所在地 驻地",
}


@pytest.mark.parametrize(("place", "words"), TERMS.items(), ids=lambda v: ".".join(v) if isinstance(v, tuple) else "")
def test_the_organisations_own_words_are_understood(place: tuple[str, str], words: str) -> None:
    table, column = place
    for word in words.split():
        assert column_words(table)[plain(word)] == column


def test_a_text_is_filled_in_both_languages() -> None:
    text = Text("{n} of {what}", "{what}中的 {n} 个").fill(n=3, what=Text("rooms", "会议室"))
    assert text == Text("3 of rooms", "会议室中的 3 个")
    assert (text.of("en"), text.of("zh")) == (text.en, text.zh)
