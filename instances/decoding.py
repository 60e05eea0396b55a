"""Bytes to text, strictly: byte-order mark, UTF-8, then GB18030 where the headings prove it."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from turnout.instances.findings import NOTHING, Findings, Where
from turnout.models.text import Text

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAVE_AS_UTF8 = Text(
    "Save the file as UTF-8, or name its encoding with --encoding.", "请将文件另存为 UTF-8，或用 --encoding 指定编码。"
)


def decode(
    data: bytes, name: str, findings: Findings, encoding: str | None, proves: Callable[[str], bool] = lambda text: True
) -> str | None:
    """The text of a file, None (with an error noted) where no encoding fits.

    encoding: as declared by the user; a byte-order mark goes before it. proves: whether a text decoded as GB18030, in
    which almost any bytes are valid, reads like a file of its kind.
    """
    for mark, marked in MARKS:
        if data.startswith(mark):
            return _strict(data, marked, name, findings)
    if encoding is not None:
        return _strict(data, encoding, name, findings)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as problem:
        place = data.count(b"\n", 0, problem.start) + 1
    try:
        text = data.decode("gb18030")
        if proves(text):
            return text
    except UnicodeDecodeError:
        pass
    findings.error(
        "encoding",
        Text(
            "the text is neither UTF-8 nor recognisably GB18030; the first byte that is not UTF-8 is on line {line}",
            "文本既不是 UTF-8，也无法确认为 GB18030；第 {line} 行出现首个非 UTF-8 字节",
        ).fill(line=place),
        Text(
            "Two encodings may be mixed in the file. Save it as UTF-8, or name its encoding with --encoding.",
            "文件中可能混用了两种编码。请另存为 UTF-8，或用 --encoding 指定编码。",
        ),
        Where(name),
    )
    return None


def _strict(data: bytes, encoding: str, name: str, findings: Findings) -> str | None:
    """The text in the encoding that was named. Half a character, which some encodings can hold, is no text."""
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
        text.encode()
        return text
    except UnicodeDecodeError as problem:
        at = Text(", at byte {byte}", "（第 {byte} 字节）").fill(byte=problem.start + 1)
    except UnicodeError:  # encodings that are more than a table of characters say no more
        at = NOTHING
    words = Text("the text is not valid {encoding}{at}", "文本不是有效的 {encoding}{at}")
    words = words.fill(encoding=encoding.removesuffix("-sig").upper(), at=at)
    findings.error("encoding", words, SAVE_AS_UTF8, Where(name))
    return None


WRONG = ("gb18030", "cp1252", "latin-1")
SAMPLED, ENOUGH = 200, 3


def decoded_wrongly(cells: Sequence[object] | np.ndarray[Any, np.dtype[np.object_]]) -> int | None:
    """Position of the first text of a column whose texts are UTF-8 that was taken for another encoding; None where not.

    Told from the first texts beyond ASCII: most of them, taken back, must read as Chinese. No real text does.
    """
    tried, found, first = 0, 0, -1
    for position, cell in enumerate(cells):
        if isinstance(cell, str) and not cell.isascii():
            tried += 1
            if _taken_back(cell):
                found += 1
                first = position if first < 0 else first
            if tried == SAMPLED:
                break
    return first if found >= ENOUGH and 2 * found > tried else None


def _taken_back(text: str) -> bool:
    for wrong in WRONG:
        try:
            # The last character may have lost a byte, which an unfinished decoder passes over.
            meant = codecs.getincrementaldecoder("utf-8")().decode(text.encode(wrong))
        except UnicodeError:
            continue
        beyond = [c for c in meant if not c.isascii()]
        if beyond and all("\u4e00" <= c <= "\u9fff" for c in beyond):
            return True
    return False


def check_encoding_name(encoding: str | None) -> None:
    """Raises ValueError where the declared encoding is not known or is no text encoding."""
    if encoding is None:
        return
    try:
        "".encode(encoding)
    except (LookupError, ValueError) as problem:
        raise ValueError(f"unknown encoding: {encoding}") from problem
