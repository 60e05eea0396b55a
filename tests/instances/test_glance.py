"""Names of an instance read at a glance: the same as a whole reading finds, or nothing."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from turnout.instances import load
from turnout.instances.glance import glance
from turnout.models import Instance
from turnout.models.notice import FileError
from turnout.reports.agenda import INSTANCE_COLUMNS
from turnout.tests.instances.book import Book
from turnout.tests.instances.messes import (
    all_of,
    empty_rows,
    english,
    further_sheet,
    headings,
    serial_dates,
    title,
)
from turnout.tests.instances.world import World


def same(found: Mapping[str, Mapping[str, Sequence[Any]]] | None, instance: Instance) -> bool:
    """Whether the columns are those of the instance; blanks of numbers are equal to each other."""
    assert found is not None
    for table, columns in found.items():
        for name, cells in columns.items():
            frame = instance[table][name].tolist()
            if not all(a == b or (a != a and b != b) for a, b in zip(cells, frame, strict=True)):
                return False
    return True


@pytest.mark.parametrize("name", ["tiny", "refinery", "construction", "airline"])
def test_a_glance_finds_what_a_whole_reading_finds(repository: Path, name: str) -> None:
    folder = repository / "instances" / "ready" / name
    assert same(glance(folder, INSTANCE_COLUMNS), load(folder))


def test_a_glance_at_a_messy_workbook(tmp_path: Path, world: World) -> None:
    book = Book(tmp_path / "计划.xlsx", world)
    change = all_of(further_sheet("党员 (2)"), headings(工号="员工编号", 所在党支部="所属党支部"), title, empty_rows)
    change(book)
    book.save()
    assert same(glance(book.path, INSTANCE_COLUMNS), load(book.path))


def test_dates_count_from_the_workbooks_own_epoch(tmp_path: Path, world: World) -> None:
    book = Book(tmp_path / "plan.xlsx", world)
    serial_dates(book)
    english(book)
    book.save()
    assert same(glance(book.path, INSTANCE_COLUMNS), load(book.path))


def test_text_in_another_encoding_is_known_by_its_headings(repository: Path, tmp_path: Path) -> None:
    for path in (repository / "instances" / "ready" / "tiny").iterdir():
        (tmp_path / path.name).write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    assert same(glance(tmp_path, INSTANCE_COLUMNS), load(tmp_path))


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("members", "009,Wu,NOWHERE,"),
        ("members", "009,,B1,"),
        ("members", "009,Wu,B1,,"),
        ("members", "004,Wu,B1,"),
        ("venues", "V9,Room,S1,many"),
        ("sites", ",Nowhere,,"),
    ],
)
def test_where_anything_is_in_doubt_a_glance_finds_nothing(world: World, table: str, row: str) -> None:
    assert glance(world.write(), INSTANCE_COLUMNS)
    assert glance(world.add(table, row).write(), INSTANCE_COLUMNS) is None


def test_a_table_that_nobody_knows_is_a_doubt(world: World) -> None:
    assert glance(world.raw("member.csv", b"a\n").write(), INSTANCE_COLUMNS) is None


def test_what_is_not_asked_for_is_not_looked_at(world: World) -> None:
    world.change("windows", "Mon", "Someday").settings("quarter = 7")
    assert world.codes() == ["not-a-weekday", "setting"]
    assert glance(world.folder, INSTANCE_COLUMNS)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        glance(tmp_path / "nothing", INSTANCE_COLUMNS)
