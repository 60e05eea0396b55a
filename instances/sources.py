"""The raw tables of what the user names: a folder of CSV files, or a workbook."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from turnout.instances.csv_reading import read_csv
from turnout.instances.files import LARGEST_CSV, LARGEST_WORKBOOK, FileReader, refusal
from turnout.instances.findings import Findings, Where
from turnout.instances.headings import nearest
from turnout.instances.raw import RawTable, empty_raw
from turnout.models.tables import TABLES
from turnout.models.text import Text

if TYPE_CHECKING:
    from turnout.models.settings import Settings


def names_in(folder: Path) -> list[str]:
    """The names of everything in a folder, sorted. Raises FileError."""
    try:
        return sorted(entry.name for entry in folder.iterdir())
    except OSError as problem:
        raise refusal(str(folder), problem) from problem


def read_folder(
    folder: Path, names: Collection[str], encoding: str | None, reader: FileReader, findings: Findings,
    wanted: Collection[str] = frozenset(TABLES), *, at_once: bool = True,
) -> dict[str, RawTable]:  # fmt: skip
    """The raw tables of a folder of CSV files, those that are wanted; the others without rows.

    names: what stands in the folder. at_once: as of `read_csv`.
    """
    raws: dict[str, RawTable] = {}
    for table in TABLES.values():
        name = f"{table.name}.csv"
        raw = None
        if table.name not in wanted:
            pass
        elif name in names:
            data = reader.read(folder / name, LARGEST_CSV)
            raw = read_csv(table, name, data, encoding, findings, at_once=at_once)
        elif table.required:
            findings.error(
                "missing-table",
                Text("the table is missing", "缺少这张表"),
                Text("Add the file; docs/data.md describes it.", "请补上该文件；说明见 docs/data.md。"),
                Where(name),
            )
        raws[table.name] = raw if raw is not None else empty_raw(table, unread=table.required or name in names)
    _note_unknown_files(names, findings)
    return raws


def read_book(
    path: Path, reader: FileReader, findings: Findings, wanted: Collection[str] | None = None
) -> tuple[dict[str, RawTable], Settings | None, bool]:
    """What `read_workbook` finds in a workbook; everything where `wanted` is None."""
    from turnout.instances.workbook_reading import EVERYTHING, read_workbook

    data = reader.read(path, LARGEST_WORKBOOK)
    if path.name.startswith("~$"):
        findings.error(
            "lock-file",
            Text(
                "this is the lock file of an open workbook, not the workbook",
                "这是已打开工作簿的锁定文件，不是工作簿本身",
            ),
            Text("Name {name} instead.", "请改为指定 {name}。").fill(name=path.name.removeprefix("~$")),
            Where(path.name),
        )
        findings.stop_if_wrong()
    return read_workbook(data, path.name, findings, EVERYTHING if wanted is None else wanted)


def _note_unknown_files(names: Collection[str], findings: Findings) -> None:
    """A CSV file that is no table is an error: its data would be lost without a word. Other files are not looked at."""
    words = {f"{name}.csv": f"{name}.csv" for name in TABLES}
    for name in names:
        if name.lower().endswith(".csv") and name not in words and not name.startswith((".", "~$")):
            near = nearest(name, words)
            advice = (
                Text("Perhaps {name} is meant.", "是否应为 {name}？").fill(name=near)
                if near
                else Text("Delete or rename it.", "请删除或改名。")
            )
            findings.error("unknown-table", Text("no table has this name", "没有叫这个名字的表"), advice, Where(name))
