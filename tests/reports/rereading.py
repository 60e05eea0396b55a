"""Reports read back, as their readers' programs see them."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
from icalendar import Calendar


def sheets(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every sheet's rows of values."""
    book = openpyxl.load_workbook(path)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def records(path: Path, sheet: str) -> list[dict[str, Any]]:
    """A sheet's rows by their headings; blanks as ""."""
    head, *rows = sheets(path)[sheet]
    return [{str(k): "" if v is None else v for k, v in zip(head, row, strict=True)} for row in rows]


def events(path: Path) -> list[Any]:
    """The events of a calendar file, read by a standard parser."""
    return list(Calendar.from_ical(path.read_bytes()).walk("VEVENT"))


def every_byte(folder: Path) -> dict[str, bytes]:
    """All files under a folder by name, archives unpacked, names themselves included."""
    found = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = str(path.relative_to(folder))
        found[name] = name.encode() + b"\0" + path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for part in archive.namelist():
                    found[f"{name}/{part}"] = part.encode() + b"\0" + archive.read(part)
    return found
