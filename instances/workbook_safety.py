"""Whether a file is a workbook that may be opened, told from its first bytes and the zip archive's own directory.

Nothing is written to disk, and nothing is decompressed before the directory has shown that it is small enough.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from turnout.models.text import Text

MOST_MEMBERS = 2_000
MOST_BYTES = 512 * 2**20
MOST_RATIO = 100
RATIO_COUNTS_FROM = 2**20
"""Members smaller than this, unpacked, may be packed as tightly as they like."""

SAVE_AS_XLSX = Text("Save it as an Excel workbook (.xlsx).", "请另存为 Excel 工作簿（.xlsx）。")
MAKE_ANEW = Text(
    "Open it in a spreadsheet program and save it anew as .xlsx.", "请用电子表格软件打开后重新另存为 .xlsx。"
)
MAY_HARM = Text("Do not open it unless you trust its sender.", "请勿打开，除非确信来源可靠。")


class WorkbookError(ValueError):
    """The file is no workbook that may be read. Holds a code, what is wrong and what to do."""

    def __init__(self, code: str, text: Text, advice: Text) -> None:
        self.code, self.text, self.advice = code, text, advice
        super().__init__(text.en)


def broken() -> WorkbookError:
    """The refusal of a workbook whose parts do not fit together."""
    return WorkbookError("broken-workbook", Text("the file is damaged or cut off", "文件已损坏或不完整"), MAKE_ANEW)


@dataclass(frozen=True)
class Archive:
    """The members of a checked archive.

    strange: names of members that are never followed: macros, embedded objects, links to other files.
    """

    data: bytes
    members: dict[str, zipfile.ZipInfo]
    strange: tuple[str, ...]

    def read(self, name: str) -> bytes:
        """A member unpacked; exactly as long as the directory says. Raises WorkbookError."""
        return unpack(self.data, self.members[name])


def open_archive(data: bytes) -> Archive:
    """Check a file's first bytes and the archive's directory. Raises WorkbookError."""
    _check_first_bytes(data)
    try:
        infos = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, struct.error, NotImplementedError, OSError) as problem:
        raise broken() from problem
    _check_sizes(infos)
    _check_names(infos)
    _check_places(data, infos)
    members = {info.filename: info for info in infos}
    _check_is_xlsx(members)
    strange = tuple(sorted(name for name in members if STRANGE.match(name)))
    archive = Archive(data, members, strange)
    _check_contents(archive)
    return archive


def _check_first_bytes(data: bytes) -> None:
    """A workbook is a zip archive; other files are named for what they are."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data.startswith(b"PK\x03\x04"):
        return
    if not data:
        what = Text("the file is empty", "文件是空的")
    elif data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise WorkbookError(
                "password",
                Text("the workbook is protected by a password", "工作簿设有打开密码"),
                Text("Remove the password and save it again.", "请取消打开密码后重新保存。"),
            )
        what = Text("this is a workbook of an old kind (.xls)", "这是旧格式的工作簿（.xls）")
    elif head.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")) or b"<html" in head:
        what = Text("this is a web page, not a workbook", "这是网页文件，不是工作簿")
    elif head.startswith(b"<?xml"):
        what = Text("this is an XML file, not a workbook", "这是 XML 文件，不是工作簿")
    elif b"\0" not in data[:4096]:
        raise WorkbookError(
            "not-a-workbook",
            Text("this is a text file, not a workbook", "这是文本文件，不是工作簿"),
            Text(
                "CSV files are read as a folder: name the folder that holds them.",
                "CSV 文件按文件夹读取：请指定其所在文件夹。",
            ),
        )
    else:
        what = Text("this is not a workbook", "这不是工作簿")
    raise WorkbookError("not-a-workbook", what, SAVE_AS_XLSX)


def _check_sizes(infos: list[zipfile.ZipInfo]) -> None:
    """Zip bombs are refused from the directory alone."""
    total = sum(info.file_size for info in infos)
    tight = [i for i in infos if i.file_size > RATIO_COUNTS_FROM and i.file_size > MOST_RATIO * max(i.compress_size, 1)]
    if len(infos) > MOST_MEMBERS or total > MOST_BYTES or tight:
        raise WorkbookError(
            "zip-bomb",
            Text(
                "unpacked, the file would hold {n} parts of {size} bytes in all, from {packed} bytes",
                "文件解压后有 {n} 个部分、共 {size} 字节，而压缩时仅 {packed} 字节",
            ).fill(n=len(infos), size=total, packed=sum(info.compress_size for info in infos)),
            MAY_HARM,
        )


STRANGE = re.compile(r"xl/(externalLinks|embeddings|activeX|ctrlProps)/|xl/vba|.*oleObject", re.IGNORECASE)
PACKED = re.compile(r".*\.(zip|xlsx|xlsm|docx|pptx|7z|rar|gz|jar|exe|dll)$", re.IGNORECASE)


def _check_names(infos: list[zipfile.ZipInfo]) -> None:
    """Doubled names, names that lead out of the archive and archives within the archive are refused."""
    names = [info.filename for info in infos]
    for name in names:
        parts = re.split(r"[/\\]", name)
        if ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0] or "\0" in name:
            raise WorkbookError(
                "unsafe-name",
                Text("a part of the file has a name that leads out of it", "文件内部含有越界路径"),
                MAY_HARM,
            )
        if PACKED.match(name) and not STRANGE.match(name):
            raise WorkbookError(
                "nested-archive", Text("the file holds another archive", "文件内部嵌套了其他压缩包"), MAY_HARM
            )
    if len({name.lower() for name in names}) != len(names):
        raise WorkbookError(
            "double-part", Text("two parts of the file have the same name", "文件内部有重名的部分"), MAY_HARM
        )


def _check_places(data: bytes, infos: list[zipfile.ZipInfo]) -> None:
    """Each member lies where the directory says, says the same of itself, and overlaps no other."""
    lie = WorkbookError(
        "lying-archive", Text("the directory of the file contradicts its contents", "文件目录与实际内容不符"), MAY_HARM
    )
    end = 0
    for info in sorted(infos, key=lambda i: i.header_offset):
        if info.header_offset < end:
            raise lie
        header = data[info.header_offset : info.header_offset + 30]
        if len(header) < 30 or header[:4] != b"PK\x03\x04":
            raise lie
        flags, method = struct.unpack_from("<HH", header, 6)
        packed, size, name_length, extra_length = struct.unpack_from("<LLHH", header, 18)
        begin = info.header_offset + 30
        name = data[begin : begin + name_length]
        if flags & 1 or info.flag_bits & 1:
            raise WorkbookError(
                "password",
                Text("the workbook is protected by a password", "工作簿设有打开密码"),
                Text("Remove the password and save it again.", "请取消打开密码后重新保存。"),
            )
        if method != info.compress_type or method not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise lie
        told = info.orig_filename.encode("utf-8" if flags & 0x800 else "cp437", "replace")
        if name.replace(b"\\", b"/") != told.replace(b"\\", b"/"):
            raise lie
        # With bit 3 the sizes follow the data; a zip64 header holds them in its extra field.
        told_later = flags & 8 or 0xFFFFFFFF in (packed, size)
        if not told_later and (packed, size) != (info.compress_size, info.file_size):
            raise lie
        end = begin + name_length + extra_length + info.compress_size
        if end > len(data):
            raise lie


def _check_is_xlsx(members: dict[str, zipfile.ZipInfo]) -> None:
    """Only Office Open XML workbooks are read."""
    if "xl/workbook.xml" in members and "[Content_Types].xml" in members:
        return
    if "xl/workbook.bin" in members:
        what = Text("this is a binary workbook (.xlsb)", "这是二进制工作簿（.xlsb）")
    elif "mimetype" in members or "content.xml" in members:
        what = Text("this is an OpenDocument file (.ods)", "这是 OpenDocument 文件（.ods）")
    elif any(name.startswith(("word/", "ppt/")) for name in members):
        what = Text("this is an Office document, but no workbook", "这是 Office 文档，但不是工作簿")
    else:
        what = Text("this is a zip archive, not a workbook", "这是压缩包，不是工作簿")
    raise WorkbookError("not-a-workbook", what, SAVE_AS_XLSX)


def unpack(data: bytes, info: zipfile.ZipInfo) -> bytes:
    """A member unpacked: neither more nor less than the directory says, with its checksum. Raises WorkbookError."""
    name_length, extra_length = struct.unpack_from("<HH", data, info.header_offset + 26)
    begin = info.header_offset + 30 + name_length + extra_length
    packed = data[begin : begin + info.compress_size]
    try:
        if info.compress_type == zipfile.ZIP_STORED:
            content, whole = packed, True
        else:
            stream = zlib.decompressobj(-zlib.MAX_WBITS)
            content = stream.decompress(packed, info.file_size + 1)
            whole = stream.eof and not stream.unused_data
    except zlib.error:
        content, whole = b"", False
    if not whole or len(content) != info.file_size or zlib.crc32(content) != info.CRC:
        raise WorkbookError(
            "lying-archive",
            Text("the directory of the file contradicts its contents", "文件目录与实际内容不符"),
            MAY_HARM,
        )
    return content


def _check_contents(archive: Archive) -> None:
    """Every part unpacks to what the directory says; none is an archive; no XML declares a document type."""
    for name, content in _contents(archive):
        if name.lower().endswith((".xml", ".rels", ".vml")):
            wide = b"\0" in content[:4] or content[:2] in (b"\xff\xfe", b"\xfe\xff")
            codes = WIDE_ENCODINGS if wide else ("utf-8",)
            if any(word.encode(code) in content for word in ("<!DOCTYPE", "<!ENTITY") for code in codes):
                raise WorkbookError(
                    "xml-entities",
                    Text(
                        "the file declares XML entities, which workbooks never need",
                        "文件声明了 XML 实体，正常的工作簿不需要",
                    ),
                    MAY_HARM,
                )
        elif content.startswith(b"PK\x03\x04") and not STRANGE.match(name):
            raise WorkbookError(
                "nested-archive", Text("the file holds another archive", "文件内部嵌套了其他压缩包"), MAY_HARM
            )


WIDE_ENCODINGS = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


def _contents(archive: Archive) -> Iterator[tuple[str, bytes]]:
    for name in archive.members:
        yield name, archive.read(name)
