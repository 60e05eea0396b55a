"""Files of other kinds, and workbooks that lie, for the tests of what is refused."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl

from turnout.tests.instances.book import rezip

WORKBOOK = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
OLD_KIND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><worksheet>&c;</worksheet>'
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>&e;</worksheet>'
DECLARED = b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://example.com/x.dtd"><worksheet/>'

Bytes = bytes
Change = Callable[[dict[str, bytes]], Mapping[str, bytes]]


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip archive, packed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def lying() -> bytes:
    """A part that unpacks to a megabyte, of which directory and header say ten bytes, with their checksum."""
    content = bytes(2**20)
    data = bytearray(zipped({**WORKBOOK, "xl/a.xml": content}))
    header, entry = data.rfind(b"PK\x03\x04"), data.rfind(b"PK\x01\x02")
    for place, offset in ((header + 14, 8), (entry + 16, 8)):
        struct.pack_into("<L", data, place, zlib.crc32(content[:10]))
        struct.pack_into("<L", data, place + offset, 10)
    return bytes(data)


def overlapping() -> bytes:
    """Two entries of the directory that point at the same part."""
    data = bytearray(zipped({**WORKBOOK, "xl/a.xml": b"hello" * 10, "xl/b.xml": b"hello" * 10}))
    entry = data.rfind(b"PK\x01\x02")
    before = data.rfind(b"PK\x01\x02", 0, entry)
    data[entry + 42 : entry + 46] = data[before + 42 : before + 46]
    return bytes(data)


def promising(size: int) -> bytes:
    """A part of one byte, of which the directory says that it has so many."""
    data = bytearray(zipped({**WORKBOOK, "xl/a.xml": b"x"}))
    struct.pack_into("<L", data, data.rfind(b"PK\x01\x02") + 24, size)
    return bytes(data)


def twice() -> bytes:
    """A part that is there twice, in other capitals."""
    return zipped({**WORKBOOK, "XL/Workbook.xml": b"<other/>"})


def with_values(path: Path) -> None:
    """Store 40 as the value of every formula without one, as a spreadsheet program does."""

    def store(parts: dict[str, bytes]) -> dict[str, bytes]:
        for blank in (b"<v></v>", b"<v />", b"<v/>"):
            parts = {name: data.replace(blank, b"<v>40</v>") for name, data in parts.items()}
        return parts

    rezip(path, store)


def formatted_to_the_end(path: Path) -> None:
    """The sheet says that it has all rows there are, and the last ones are blank cells with a colour."""

    def stretch(parts: dict[str, bytes]) -> dict[str, bytes]:
        blank = b"".join(b'<row r="%d"><c r="XFD%d" s="0"/></row>' % (row, row) for row in range(1_048_000, 1_048_577))
        return {
            name: data.replace(b"</sheetData>", blank + b"</sheetData>") if name.endswith("/sheet1.xml") else data
            for name, data in parts.items()
        }

    rezip(path, stretch)


def wrong_dimension(path: Path) -> None:
    """Every sheet says that it holds one cell."""
    book = openpyxl.load_workbook(path)
    areas = {sheet.dimensions.encode() for sheet in book.worksheets}

    def lie(parts: dict[str, bytes]) -> dict[str, bytes]:
        for area in areas:
            parts = {n: d.replace(b'<dimension ref="%s"' % area, b'<dimension ref="A1"') for n, d in parts.items()}
        return parts

    rezip(path, lie)


def added(path: Path, parts: Mapping[str, bytes]) -> None:
    """A workbook with further parts."""
    rezip(path, lambda old: {**old, **parts})
