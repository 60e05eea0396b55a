"""The workbook to fill in, and the workbook handed back with its errors marked."""

from pathlib import Path

import openpyxl
import pytest

from turnout.instances import load
from turnout.instances.loading import example_instance
from turnout.instances.settings_reading import leaf_values
from turnout.instances.workbook_annotate import annotate
from turnout.instances.workbook_template import write_template
from turnout.models import InstanceError, Settings
from turnout.models.notice import FileError
from turnout.models.tables import TABLES
from turnout.models.text import Lang
from turnout.tests.instances.book import Book
from turnout.tests.instances.world import World

LANGS: tuple[Lang, Lang] = ("en", "zh")


@pytest.mark.parametrize("lang", LANGS)
def test_a_new_template_is_a_valid_instance_with_rows_in_every_table(tmp_path: Path, lang: Lang) -> None:
    write_template(tmp_path / "t.xlsx", lang)
    instance = load(tmp_path / "t.xlsx")
    assert instance.content_hash == example_instance(lang).content_hash
    assert all(len(instance[name]) for name in TABLES)
    assert instance.warnings == ()


@pytest.mark.parametrize("lang", LANGS)
def test_an_instance_comes_back_as_it_was(tmp_path: Path, world: World, lang: Lang) -> None:
    world.put("absences", "person_id,start,end\n002,2026-03-05,2026-03-06\n003,2026-03-05 8:30,2026-03-06 24:00")
    world.put("roster", "group_id,date,code\nG1,2026-01-05,-")
    world.settings('start_date = 2026-02-01\n[session]\noffice_hours = ["8:00-12:00"]\nlecturer_required = false\n')
    before = world.load()
    write_template(tmp_path / "t.xlsx", lang, before)
    after = load(tmp_path / "t.xlsx")
    assert after.content_hash == before.content_hash
    assert after.settings == before.settings


@pytest.mark.parametrize("name", ["refinery", "construction", "airline", "tiny"])
def test_the_ready_made_instances_come_back(tmp_path: Path, repository: Path, name: str) -> None:
    before = load(repository / "instances" / "ready" / name)
    write_template(tmp_path / "t.xlsx", "zh", before)
    assert load(tmp_path / "t.xlsx").content_hash == before.content_hash


@pytest.mark.parametrize("lang", LANGS)
def test_a_template_is_made_to_be_filled_in(tmp_path: Path, lang: Lang) -> None:
    write_template(tmp_path / "t.xlsx", lang)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames[0] == {"en": "readme", "zh": "说明"}[lang]
    for table in TABLES.values():
        sheet = book[table.title.of(lang)]
        assert sheet.freeze_panes == "B2"
        for column, cell in zip(table.columns, sheet[1], strict=True):
            assert cell.value == column.heading.of(lang) + ("*" if column.required else "")
            assert cell.comment is not None
            assert sheet.column_dimensions[cell.column_letter].width >= 10
    groups = book[TABLES["groups"].title.of(lang)]
    lists = [rule.formula1 for rule in groups.data_validations.dataValidation]
    assert any({"en": "cross-unit", "zh": "跨单位协同"}[lang] in rule for rule in lists)
    assert any(TABLES["branches"].title.of(lang) in rule for rule in lists)
    members = book[TABLES["members"].title.of(lang)]
    assert members["A2"].number_format == "@"
    assert members["A2"].value == "00101"
    settings = book[{"en": "settings", "zh": "设置"}[lang]]
    keys = [row[0] for row in settings.iter_rows(min_row=2, values_only=True)]
    assert keys == [path for path, _ in leaf_values(Settings())]
    choices = {str(rule.sqref): rule.formula1 for rule in settings.data_validations.dataValidation}
    asked = {key: choices.get(f"B{row}") for row, key in enumerate(keys, 2)}
    assert asked["sit_in.pace"] == '"even,year_end"'
    assert asked["post_types.site.study_scope"] == '"branch,committee"'
    assert asked["session.lecturer_required"] == '"TRUE,FALSE"'


def test_a_large_table_goes_over_several_sheets(tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("turnout.instances.workbook_template.ROWS_PER_SHEET", 3)
    before = world.load()
    write_template(tmp_path / "t.xlsx", "zh", before)
    assert "党员_2" in openpyxl.load_workbook(tmp_path / "t.xlsx").sheetnames
    assert load(tmp_path / "t.xlsx").content_hash == before.content_hash


def test_a_filled_workbook_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"somebody's work")
    with pytest.raises(FileError, match="there already") as caught:
        write_template(path, "zh")
    assert "已存在" in caught.value.text.zh
    assert path.read_bytes() == b"somebody's work"
    write_template(path, "zh", replace=True)
    assert load(path).warnings == ()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file or folder"):
        write_template(tmp_path / "nowhere" / "t.xlsx", "zh")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_users_workbook_comes_back_with_its_errors_marked(tmp_path: Path, world: World, lang: Lang) -> None:
    book = Book(tmp_path / "计划.xlsx", world)
    book["党员"]["C3"] = "B9"
    book["党员"]["A4"] = "=1+1"
    book["场地"].append(["V3", "=cmd|x", "S1", "很多"])
    book["场地"].merge_cells("A4:B4")
    book["主题"].append(["C1", "discussion", "Another"])
    path = book.save()
    with pytest.raises(InstanceError) as caught:
        load(path)
    notices = caught.value.notices
    annotate(path, notices, tmp_path / "out.xlsx", lang)
    marked = openpyxl.load_workbook(tmp_path / "out.xlsx")
    for notice in notices:
        if notice.cell:
            merged = (notice.sheet, notice.cell) == ("场地", "B4")
            cell = marked[notice.sheet]["A4" if merged else notice.cell]
            assert notice.text.of(lang) in cell.comment.text
            assert cell.fill.fgColor.rgb == "FFFF9999"
    listed = marked.worksheets[0]
    assert listed.title == {"en": "errors", "zh": "错误清单"}[lang]
    assert listed.max_row == len(notices) + 1
    assert all(cell.data_type != "f" for row in listed.iter_rows() for cell in row)
    assert marked["党员"]["B2"].value == "Wang"


def test_a_marked_workbook_may_be_corrected_and_read_again(tmp_path: Path, world: World) -> None:
    book = Book(tmp_path / "a.xlsx", world)
    book["党员"]["C3"] = "B9"
    with pytest.raises(InstanceError) as caught:
        load(book.save())
    annotate(book.path, caught.value.notices, tmp_path / "b.xlsx")
    again = openpyxl.load_workbook(tmp_path / "b.xlsx")
    again["党员"]["C3"] = "B1"
    again.save(tmp_path / "c.xlsx")
    assert load(tmp_path / "c.xlsx").content_hash == world.load().content_hash
