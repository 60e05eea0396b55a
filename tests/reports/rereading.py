"""Reports read back, as their readers' programs see them."""

from __future__ import annotations

import html
import re
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
from icalendar import Calendar

ESCAPED = re.compile(r"(?:\\u|_x)([0-9a-fA-F]{4})_?")


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
    """All files under a folder by name: their names, their bytes, archives unpacked, and everything once more as
    readers put it together (folded lines unfolded, escapes and entities undone)."""
    found = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = str(path.relative_to(folder))
        found[name] = name.encode() + b"\0" + _as_read(path.read_bytes())
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for part in archive.namelist():
                    found[f"{name}/{part}"] = part.encode() + b"\0" + _as_read(archive.read(part))
    return found


def _as_read(data: bytes) -> bytes:
    """The bytes, and behind them what they mean."""
    unfolded = data.replace(b"\r\n ", b"").replace(b"\r\n\t", b"")
    text = unfolded.decode("utf-8", "replace")
    plain = html.unescape(ESCAPED.sub(lambda match: chr(int(match[1], 16)), unquote(text)))
    return data + b"\0" + unfolded + b"\0" + plain.encode("utf-8", "surrogatepass")
