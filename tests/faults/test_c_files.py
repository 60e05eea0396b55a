"""C. Files (53–78): what is opened, how it is decoded, how rows are told apart."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from turnout.tests.faults import files
from turnout.tests.faults.files import WORKBOOK, zipped
from turnout.tests.faults.scene import (
    Accepted,
    Change,
    Refused,
    Scene,
    hold_accepted,
    hold_refused,
    name_of,
)
from turnout.tests.instances import messes

M, V, TOML, BOOK = "members.csv", "venues.csv", "settings.toml", "book.xlsx"
HIDDEN = "sheet_state"


def is_book(data: bytes) -> Change:
    """A change: the instance is a file of these bytes, named as a workbook."""

    def change(scene: Scene) -> None:
        scene.instance = scene.folder / BOOK
        scene.instance.write_bytes(data)
        scene.book_is_written()

    return change


def no_book(number: int, title: str, data: bytes, code: str, en: str, zh: str) -> Refused:
    return Refused(number, title, is_book(data), code, (BOOK, None, ""), "", en, zh)


def mess(change: messes.Change) -> Change:
    """A change of the workbook."""
    return lambda scene: change(scene.book)


def rewritten(change: Callable[[Path], object], *before: messes.Change) -> Change:
    """A change of the workbook's file, after some of its cells."""

    def do(scene: Scene) -> None:
        for one in before:
            one(scene.book)
        change(scene.book.save())

    return do


def raw(name: str, data: bytes) -> Change:
    """A change: a file of these bytes."""
    return lambda scene: scene.world.raw(name, data)


def text_of(scene: Scene, table: str) -> str:
    return scene.world.texts[f"{table}.csv"]


CHINESE = "工号,姓名,所在党支部,班组\n001,王伟,B1,\n002,李娜,B1,\n003,赵强,B2,G1\n004,孙丽,B2,G2\n"
MIXED = CHINESE.encode() + "005,赵\n".encode("gb18030") + b"\xff\xff\n"
GARBLED = [name.encode().decode("gb18030", "ignore") for name in ("王伟民", "李娜英", "赵强国", "孙丽华")]

REFUSED = [
    no_book(53, "an_empty_file", b"", "not-a-workbook", "the file is empty", "文件是空的"),
    no_book(53, "a_csv_file_renamed", b"person_id,name\n001,Wang\n", "not-a-workbook", "a text file", "文本文件"),
    no_book(53, "a_web_page_renamed", b"<html><table><tr><td>1</td></tr></table></html>",
            "not-a-workbook", "a web page", "网页"),
    no_book(53, "a_zip_archive", zipped({"a.txt": b"x"}), "not-a-workbook", "a zip archive", "压缩包"),
    no_book(53, "a_workbook_of_the_old_kind", files.OLD_KIND + bytes(600), "not-a-workbook", "old kind", "旧格式"),
    no_book(53, "a_binary_workbook", zipped({"[Content_Types].xml": b"", "xl/workbook.bin": b""}),
            "not-a-workbook", "binary workbook", "二进制工作簿"),
    no_book(53, "an_open_document", zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
            "not-a-workbook", "OpenDocument", "OpenDocument"),
    no_book(53, "a_workbook_with_a_password", files.OLD_KIND + "EncryptedPackage".encode("utf-16-le"),
            "password", "protected by a password", "打开密码"),
    Refused(53, "a_workbook_cut_off", rewritten(lambda path: path.write_bytes(path.read_bytes()[:-300])),
            "broken-workbook", (BOOK, None, ""), "", "damaged or cut off", "损坏或不完整"),
    no_book(54, "more_parts_than_any_workbook", zipped({**WORKBOOK, **{f"xl/{i}": b"" for i in range(2_000)}}),
            "zip-bomb", "2002 parts", "2002 个部分"),
    no_book(54, "a_promise_of_600_megabytes", files.promising(600 * 2**20), "zip-bomb", "629145", "629145"),
    no_book(55, "a_directory_that_lies", files.lying(), "lying-archive", "contradicts its contents", "与实际内容不符"),
    no_book(55, "parts_that_overlap", files.overlapping(), "lying-archive", "contradicts", "不符"),
    no_book(55, "an_archive_within", zipped({**WORKBOOK, "xl/media/a.png": zipped({"x": b"x"})}),
            "nested-archive", "another archive", "其他压缩包"),
    no_book(55, "a_part_that_is_there_twice", files.twice(), "double-part", "the same name", "重名"),
    no_book(55, "a_part_that_climbs_out", zipped({**WORKBOOK, "../../x.xml": b"x"}), "unsafe-name", "leads out",
            "越界"),
    no_book(56, "a_billion_laughs", zipped({**WORKBOOK, "xl/worksheets/sheet1.xml": files.LAUGHS}),
            "xml-entities", "XML entities", "XML 实体"),
    no_book(56, "an_entity_from_outside", zipped({**WORKBOOK, "xl/worksheets/sheet1.xml": files.OUTSIDE}),
            "xml-entities", "XML entities", "XML 实体"),
    no_book(56, "a_document_type", zipped({**WORKBOOK, "xl/worksheets/sheet1.xml": files.DECLARED}),
            "xml-entities", "XML entities", "XML 实体"),
    Refused(60, "16_385_columns", lambda s: s.world.put("members", "x" + "," * 16_384 + "\n"),
            "too-many-columns", (M, 1, ""), "", "16385 columns", "16385 列"),
    Refused(62, "merged_cells_among_the_data", mess(lambda book: book["党员"].merge_cells("C2:C3")),
            "merged-cells", (BOOK, "党员", "C2"), "", "cells are merged", "合并单元格"),
    Refused(63, "a_formula_without_a_stored_value", mess(messes.words("场地", "D2", "=20+20")),
            "formula-without-value", (BOOK, "场地", "D2"), "", "no stored value", "没有保存计算结果"),
    Refused(64, "a_required_column_is_missing", lambda s: s.world.put("topics", "scope_id,kind\nC1,study"),
            "missing-column", ("topics.csv", 1, ""), "", "title", "研讨主题"),
    Refused(64, "a_heading_nearly_right", lambda s: s.world.change("members", "group_id", "grup_id"),
            "unknown-column", (M, 1, ""), "grup_id", "group_id", "班组"),
    Refused(64, "two_headings_that_mean_one_column", lambda s: s.world.change("members", "group_id", "姓名"),
            "double-column", (M, 1, ""), "姓名", "two headings mean", "两个表头都表示"),
    Refused(66, "a_row_with_a_field_less", lambda s: s.world.add("members", "005,Qian,B1"),
            "field-count", (M, 6, ""), "", "3 fields where the heading has 4", "有 3 个字段，而表头有 4 个"),
    Refused(66, "a_row_with_a_field_more", lambda s: s.world.add("members", "005,Qian,B1,,"),
            "field-count", (M, 6, ""), "", "5 fields where the heading has 4", "有 5 个字段，而表头有 4 个"),
    Refused(67, "two_encodings_in_one_file", raw(M, MIXED), "encoding", (M, None, ""), "", "line 6", "第 6 行"),
    Refused(67, "a_declared_encoding_that_does_not_fit", raw(M, CHINESE.encode("gb18030")),
            "encoding", (M, None, ""), "", "not valid UTF-8", "UTF-8", encoding="utf-8"),
    Refused(67, "names_lost_in_conversion", lambda s: s.world.add("members", "005,锟斤拷,B1,"),
            "mojibake", (M, 6, "name"), "锟斤拷", "characters were lost", "乱码"),
    Refused(67, "a_column_decoded_wrongly_before",
            lambda s: s.world.add("members", *(f"9{i},{name},B1," for i, name in enumerate(GARBLED))),
            "mojibake", (M, 6, "name"), GARBLED[0], "characters were lost", "乱码"),
    Refused(68, "a_control_character_in_an_id", lambda s: s.world.add("members", "00\x075,Qian,B1,"),
            "id-unseen", (M, 6, "person_id"), r"00\x075", "cannot be seen", "不可见字符"),
    Refused(68, "a_nul_in_an_id", lambda s: s.world.add("members", "00\x005,Qian,B1,"),
            "id-unseen", (M, 6, "person_id"), r"00\x005", "cannot be seen", "不可见字符"),
    Refused(68, "turned_direction_in_an_id", lambda s: s.world.add("members", "00\u202e5,Qian,B1,"),
            "id-unseen", (M, 6, "person_id"), r"00\u202e5", "cannot be seen", "不可见字符"),
    Refused(69, "a_cell_of_five_megabytes", lambda s: s.world.add("members", f"005,{'x' * 5_000_000},B1,"),
            "cell-too-long", (M, 6, "name"), "x" * 60 + "…", "32,767 characters", "32,767 个字符"),
    Refused(70, "a_quote_that_swallows_rows", lambda s: s.world.add("members", '005,"Qian,B1,', "006,Zhou,B1,"),
            "unclosed-quote", (M, 6, ""), "", "quoted field", "引号"),
    Refused(71, "full_width_commas", lambda s: s.world.put("members", text_of(s, "members").replace(",", "，")),
            "delimiter", (M, 1, ""), "", "full-width commas", "全角逗号"),
    Refused(75, "an_unknown_setting", lambda s: s.world.settings("[session]\nstudy_minuts = 90"),
            "setting", (TOML, None, "session.study_minuts"), "90", "no such setting", "没有这项设置"),
    Refused(75, "a_setting_of_another_type", lambda s: s.world.settings("[session]\nstudy_minutes = '90'"),
            "setting", (TOML, None, "session.study_minutes"), "90", "not a whole number", "不是整数"),
    Refused(75, "a_setting_that_stands_twice", lambda s: s.world.settings("[session]\nmin_batch = 3\nmin_batch = 3"),
            "settings-toml", (TOML, 3, ""), "min_batch = 3", "session.min_batch stands twice",
            "session.min_batch 重复"),
    Refused(75, "a_setting_out_of_range", lambda s: s.world.settings("[session]\ngap_days = 0"),
            "setting", (TOML, None, "session.gap_days"), "0", "less than 1", "小于 1"),
    Refused(75, "a_setting_out_of_range_in_a_workbook", mess(lambda b: b["设置"].append(["session.gap_days", 0])),
            "setting", (BOOK, "设置", "B4"), "0", "less than 1", "小于 1"),
    Refused(76, "a_table_of_another_version", raw("secretaries.csv", b"person_id\n001\n"),
            "unknown-table", ("secretaries.csv", None, ""), "", "no table has this name", "没有叫这个名字的表"),
    Refused(78, "a_pickle_as_a_workbook", is_book(b"\x80\x04\x95\x17\x00\x00\x00\x00\x00\x00\x00."),
            "not-a-workbook", (BOOK, None, ""), "", "not a workbook", "不是工作簿"),
]  # fmt: skip


def same_as_the_folder(scene: Scene) -> bool:
    """The workbook says the same as the folder of tables."""
    of_book = scene.checked()["instance_hash"]
    folder = scene.folder / "instance"
    scene.world.settings('quarter = "2026Q1"\n[session]\nmin_batch = 1\n').write()
    found = scene.run("check", folder, "--json").out
    return f'"{of_book}"' in found


def names_are_whole(scene: Scene) -> bool:
    return "王伟" in scene.run("show", scene.plan, scene.instance, "--member", "001").out


ACCEPTED = [
    Accepted(57, "macros_objects_and_links_are_told_and_never_followed",
             rewritten(lambda path: files.added(path, {"xl/vbaProject.bin": b"x", "xl/embeddings/a.bin": b"x",
                                                       "xl/externalLinks/externalLink1.xml": b"<x/>"})),
             "strange-parts", "not followed", "均不予执行", same_as_the_folder),
    Accepted(58, "blank_formatted_rows_to_the_last", rewritten(files.formatted_to_the_end), then=same_as_the_folder),
    Accepted(58, "a_wrong_extent_loses_no_row", rewritten(files.wrong_dimension), then=same_as_the_folder),
    Accepted(61, "a_hidden_sheet_is_not_read", mess(lambda b: setattr(b["主题"], HIDDEN, "hidden")),
             "hidden-sheet", "the sheet is hidden", "处于隐藏状态"),
    Accepted(61, "hidden_rows_are_read_and_counted",
             mess(lambda b: setattr(b["党员"].row_dimensions[3], "hidden", True)),
             "hidden-rows", "1 rows and 0 columns", "有 1 行、0 列", same_as_the_folder),
    Accepted(61, "hidden_columns_are_read_and_counted",
             mess(lambda b: setattr(b["党员"].column_dimensions["B"], "hidden", True)),
             "hidden-rows", "0 rows and 1 columns", "有 0 行、1 列", same_as_the_folder),
    Accepted(63, "a_formula_counts_with_its_stored_value",
             rewritten(files.with_values, messes.words("场地", "D2", "=20+20")),
             "formulas", "1 cells hold formulas", "1 个单元格是公式", same_as_the_folder),
    Accepted(64, "two_rows_of_headings", mess(messes.second_heading), then=same_as_the_folder),
    Accepted(64, "headings_in_another_language", mess(messes.english), then=same_as_the_folder),
    Accepted(64, "a_column_more_is_told", lambda s: s.world.change("sites", "latitude", "latitude,telephone").change(
             "sites", "116.4,39.9", "116.4,39.9,1").change("sites", "117.7,39.0", "117.7,39.0,"),
             "unread-column", "no such column", "没有这一列"),
    Accepted(65, "headings_with_spaces_marks_and_line_breaks",
             lambda s: s.world.change("members", "person_id,name", '\ufeff person_id ,"na\nme"')),
    Accepted(67, "utf_8_with_a_mark", raw(M, CHINESE.encode("utf-8-sig")), "person-with-two-names", "001", "001",
             names_are_whole),
    Accepted(67, "utf_16_with_a_mark", raw(M, CHINESE.encode("utf-16")), "person-with-two-names", "001", "001",
             names_are_whole),
    Accepted(67, "gb18030_proven_by_the_headings", raw(M, CHINESE.encode("gb18030")),
             "person-with-two-names", "001", "001", names_are_whole),
    Accepted(68, "control_characters_in_a_name_are_shown", lambda s: s.world.add("members", "005,Qi\x00an\u202e,B1,"),
             "unseen-characters", "replaced by visible signs", "已替换为可见符号",
             lambda s: s.run("report", s.plan, s.instance, "-o", s.folder / "out").status == 0),
    Accepted(71, "semicolons", lambda s: s.world.put("members", text_of(s, "members").replace(",", ";"))),
    Accepted(71, "tabs", lambda s: s.world.put("members", text_of(s, "members").replace(",", "\t"))),
    Accepted(72, "lock_files_of_spreadsheet_programs_are_ignored", raw("~$members.csv", b"\x05lock")),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("case", REFUSED, ids=name_of)
def test_refused(scene: Scene, case: Refused) -> None:
    hold_refused(scene, case)


@pytest.mark.parametrize("case", ACCEPTED, ids=name_of)
def test_accepted(scene: Scene, case: Accepted) -> None:
    hold_accepted(scene, case)


def test_fault_054_a_zip_bomb_is_refused_at_once(scene: Scene) -> None:
    is_book(zipped({**WORKBOOK, "xl/worksheets/sheet1.xml": bytes(200 * 2**20)}))(scene)
    began = time.monotonic()
    said = scene.planned()
    assert time.monotonic() - began < 1
    assert said.status == 3
    assert "[zip-bomb]" in said.err


@pytest.mark.long
def test_fault_059_more_rows_than_a_sheet_holds(scene: Scene) -> None:
    rows = 1_048_577
    scene.world.raw(M, b"person_id,name,branch_id\n" + b"".join(b"%07d,Wang,B1\n" % i for i in range(rows)))
    scene.world.put("supervisors", "person_id,name,committee_id,site_id")
    assert scene.checked()["rows"]["members"] == rows
    said = scene.run("template", scene.folder / "all.xlsx", "--from", scene.instance)
    assert said.status == 0
    assert scene.run("check", scene.folder / "all.xlsx", "--json").out.count(f'"members": {rows}') == 1
