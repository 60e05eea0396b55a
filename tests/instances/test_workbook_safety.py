"""Files that are no workbooks, or that would harm: refused before anything is opened."""

import io
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from turnout.instances import load
from turnout.instances.workbook_safety import MOST_MEMBERS, WorkbookError, open_archive
from turnout.tests.instances.book import Book, errors_of, rezip
from turnout.tests.instances.world import World


@pytest.fixture
def book(tmp_path: Path, world: World) -> Book:
    return Book(tmp_path / "plan.xlsx", world)


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


WORKBOOK = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}

NO_WORKBOOKS = {
    "empty": (b"", "not-a-workbook", "empty"),
    "csv": (b"person_id,name\n001,Wang\n", "not-a-workbook", "text file"),
    "html": (b"<html><table><tr><td>1</td></tr></table></html>", "not-a-workbook", "web page"),
    "html table": (b"  <table><tr><td>1</td></tr></table>", "not-a-workbook", "web page"),
    "html after a mark": (b"\xef\xbb\xbf<!DOCTYPE html><html></html>", "not-a-workbook", "web page"),
    "xml": (b'<?xml version="1.0"?><Workbook/>', "not-a-workbook", "XML"),
    "old": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "not-a-workbook", "old kind"),
    "password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password", "password"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not-a-workbook", "not a workbook"),
    "zip": (zipped({"a.txt": b"x"}), "not-a-workbook", "zip archive"),
    "ods": (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "not-a-workbook", "OpenDocument"),
    "xlsb": (zipped({"[Content_Types].xml": b"", "xl/workbook.bin": b""}), "not-a-workbook", "binary workbook"),
    "docx": (zipped({"[Content_Types].xml": b"", "word/document.xml": b""}), "not-a-workbook", "no workbook"),
    "hollow": (zipped(WORKBOOK), "broken-workbook", "damaged"),
}


@pytest.mark.parametrize("kind", NO_WORKBOOKS)
def test_fault_053_what_is_no_workbook_is_named_for_what_it_is(tmp_path: Path, kind: str) -> None:
    data, code, words = NO_WORKBOOKS[kind]
    path = tmp_path / "plan.xlsx"
    path.write_bytes(data)
    (error,) = errors_of(path)
    assert error.code == code
    assert words in error.text.en


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_fault_053_a_workbook_cut_off_is_refused(book: Book, part: float) -> None:
    data = book.save().read_bytes()
    book.path.write_bytes(data[: int(len(data) * part)])
    assert [e.code for e in errors_of(book.path)] == ["broken-workbook"]


def refused(data: bytes) -> str:
    """The code with which an archive is refused."""
    with pytest.raises(WorkbookError) as caught:
        open_archive(data)
    return caught.value.code


def test_fault_054_a_zip_bomb_is_refused_at_once() -> None:
    bomb = zipped({**WORKBOOK, "xl/worksheets/sheet1.xml": bytes(200 * 2**20)})
    began = time.monotonic()
    assert refused(bomb) == "zip-bomb"
    assert time.monotonic() - began < 1


def test_fault_054_too_many_parts_are_refused() -> None:
    assert refused(zipped({**WORKBOOK, **{f"xl/{i}": b"" for i in range(MOST_MEMBERS)}})) == "zip-bomb"


def test_fault_054_a_directory_that_promises_too_much_is_refused() -> None:
    data = bytearray(zipped({**WORKBOOK, "xl/a.xml": b"x"}))
    entry = data.rfind(b"PK\x01\x02")
    struct.pack_into("<L", data, entry + 24, 600 * 2**20)
    assert refused(bytes(data)) == "zip-bomb"


def test_fault_055_a_directory_that_promises_too_little_is_refused() -> None:
    """The part unpacks to a megabyte, while directory and header say ten bytes, with their checksum."""
    content = bytes(2**20)
    data = bytearray(zipped({**WORKBOOK, "xl/a.xml": content}))
    header, entry = data.rfind(b"PK\x03\x04"), data.rfind(b"PK\x01\x02")
    for place, offset in ((header + 14, 8), (entry + 16, 8)):
        struct.pack_into("<L", data, place, zlib.crc32(content[:10]))
        struct.pack_into("<L", data, place + offset, 10)
    assert refused(bytes(data)) == "lying-archive"


@pytest.mark.parametrize(("offset", "size"), [(8, "<H"), (14, "<L"), (18, "<L"), (22, "<L"), (30, "<B")])
def test_fault_055_a_header_that_contradicts_the_directory_is_refused(offset: int, size: str) -> None:
    data = bytearray(zipped({**WORKBOOK, "xl/a.xml": b"hello" * 10}))
    header, entry = data.rfind(b"PK\x03\x04"), data.rfind(b"PK\x01\x02")
    place = entry + 16 if offset == 14 else header + offset
    (old,) = struct.unpack_from(size, data, place)
    struct.pack_into(size, data, place, old + 1)
    assert refused(bytes(data)) in ("lying-archive", "broken-workbook")


def test_fault_055_parts_that_overlap_are_refused() -> None:
    data = bytearray(zipped({**WORKBOOK, "xl/a.xml": b"hello" * 10, "xl/b.xml": b"hello" * 10}))
    entry = data.rfind(b"PK\x01\x02")
    before = data.rfind(b"PK\x01\x02", 0, entry)
    data[entry + 42 : entry + 46] = data[before + 42 : before + 46]
    assert refused(bytes(data)) == "lying-archive"


@pytest.mark.parametrize("name", ["../../x.xml", "/etc/passwd", "xl/../../x", "C:/x.xml", "..\\x.xml"])
def test_fault_055_names_that_lead_out_are_refused(name: str) -> None:
    assert refused(zipped({**WORKBOOK, name: b"x"})) == "unsafe-name"


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["xl/workbook.xml", "XL/Workbook.xml"])
def test_fault_055_names_that_stand_twice_are_refused(name: str) -> None:
    stream = io.BytesIO(zipped(WORKBOOK))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(name, b"<other/>")
    assert refused(stream.getvalue()) == "double-part"


@pytest.mark.parametrize(("name", "data"), [("xl/inner.zip", b"x"), ("xl/media/a.png", zipped({"x": b"x"}))])
def test_fault_055_archives_within_are_refused(name: str, data: bytes) -> None:
    assert refused(zipped({**WORKBOOK, name: data})) == "nested-archive"


LAUGHS = b'<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]>'


@pytest.mark.parametrize(
    "data",
    [
        LAUGHS + b"<worksheet>&lol2;</worksheet>",
        b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://example.com/x.dtd"><worksheet/>',
        b"\xff\xfe" + (LAUGHS.decode() + "<worksheet/>").encode("utf-16-le"),
        b"\xfe\xff" + (LAUGHS.decode() + "<worksheet/>").encode("utf-16-be"),
    ],
)
@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels", "docProps/core.xml"])
def test_fault_056_entities_are_refused(name: str, data: bytes) -> None:
    assert refused(zipped({**WORKBOOK, name: data})) == "xml-entities"


@pytest.mark.parametrize(
    "name", ["xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml", "xl/embeddings/oleObject1.bin"]
)
def test_fault_057_macros_links_and_objects_are_told_and_not_followed(book: Book, world: World, name: str) -> None:
    path = rezip(book.save(), lambda parts: {**parts, name: b"<x/>"})
    instance = load(path)
    assert instance.content_hash == world.load().content_hash
    assert [w.code for w in instance.warnings] == ["strange-parts"]


def test_a_long_text_in_many_cells_does_not_fill_the_memory(tmp_path: Path) -> None:
    """A text of 750 kilobytes stands once in the file and in ten thousand cells."""
    path = tmp_path / "plan.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("党员")
    for row in range(10_000):
        sheet.write_string(row, 0, "x")
    book.close()
    long = "".join(chr(0x4E00 + (i * i) % 20_000) for i in range(2**18)).encode()
    swollen = rezip(path, lambda parts: {n: d.replace(b"<t>x</t>", b"<t>" + long + b"</t>") for n, d in parts.items()})
    assert [e.code for e in errors_of(swollen)] == ["too-much-text"]


def scramble(step: int) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        damaged = bytearray(data)
        for place in range(step, len(damaged), step):
            damaged[place] ^= 0x55
        return bytes(damaged)

    return change


@pytest.mark.parametrize("step", [7, 101, 997, 3001])
def test_a_damaged_workbook_is_refused_in_words(book: Book, step: int) -> None:
    data = scramble(step)(book.save().read_bytes())
    book.path.write_bytes(b"PK\x03\x04" + data[4:])
    assert errors_of(book.path)


@pytest.mark.parametrize("problem", ["PanicException", "CalamineError"])
def test_a_fault_within_the_reading_library_is_told_in_words(
    book: Book, monkeypatch: pytest.MonkeyPatch, problem: str
) -> None:
    from python_calamine import CalamineError

    fault = CalamineError if problem == "CalamineError" else type(problem, (BaseException,), {})

    def fail(*_: object) -> None:
        raise fault("thread panicked")

    monkeypatch.setattr("turnout.instances.workbook_reading._read_sheets", fail)
    assert [e.code for e in errors_of(book.save())] == ["broken-workbook"]


def test_an_interruption_is_not_taken_for_a_damaged_file(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("turnout.instances.workbook_reading._read_sheets", fail)
    with pytest.raises(KeyboardInterrupt):
        load(book.save())
