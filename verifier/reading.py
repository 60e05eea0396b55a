"""Plan folders as they are found: whatever stands in the files becomes tables of text or words about what is wrong."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import stat
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import ValidationError

from turnout.models.plan import PLAN_COLUMNS, Manifest, Plan
from turnout.models.text import Text
from turnout.verifier.findings import Findings, shown

Ints = NDArray[np.int64]

LARGEST_TABLE = 2**30
LARGEST_MANIFEST = 8 * 2**20
DEEPEST = 100
LARGEST_NUMBER = 2**63


@dataclass
class Raw:
    """A plan before anything in it is trusted: five tables whose cells are all str, and the manifest."""

    tables: dict[str, pd.DataFrame]
    manifest: Manifest


class UnreadableError(Exception):
    """A file that cannot be taken as what it should be; says why."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


def read(plan: Plan | str | os.PathLike[str], findings: Findings, whose: Text, most: int) -> Raw | None:
    """The plan's tables and manifest; None if any of the files is unreadable, after a FORMAT violation for each of
    those.

    plan: a plan, or the folder of one. whose: what the plan is, for messages. most: rows that a table may have.
    """
    tables: dict[str, pd.DataFrame] = {}
    manifest: Manifest | None = None
    for name in (*PLAN_COLUMNS, "plan"):
        file = f"{name}.csv" if name in PLAN_COLUMNS else "plan.json"
        try:
            if name == "plan":
                manifest = _manifest_of(plan) if isinstance(plan, Plan) else _read_manifest(Path(plan) / file)
            else:
                tables[name] = (
                    _table_of(plan, name, most)
                    if isinstance(plan, Plan)
                    else _read_table(Path(plan) / file, name, most)
                )
        except UnreadableError as wrong:
            findings.one(
                "FORMAT",
                Text("{whose}, {file}: {what}", "{whose}，{file}：{what}"),
                (file,),
                whose=whose,
                file=file,
                what=wrong.text,
            )
    return Raw(tables, manifest) if manifest is not None and len(tables) == len(PLAN_COLUMNS) else None


def _bytes(path: Path, most: int) -> bytes:
    """The content of a regular file of at most `most` bytes; links, pipes, devices and folders are refused."""
    try:
        found = os.lstat(path)
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableError(Text("not a regular file", "不是普通文件"))
        if found.st_size > most:
            raise UnreadableError(Text("larger than {most} bytes", "超过 {most} 字节").fill(most=most))
        with path.open("rb") as file:
            return file.read(found.st_size)
    except FileNotFoundError:
        raise UnreadableError(Text("the file is missing", "缺少该文件")) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise UnreadableError(Text("cannot be read ({why})", "无法读取（{why}）").fill(why=shown(why))) from None


def _text(content: bytes) -> str:
    """The text of a file. Raises UnreadableError where it is not UTF-8 or holds NUL characters."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(
            Text("not UTF-8 at byte {at}", "第 {at} 字节处不是 UTF-8 编码").fill(at=error.start)
        ) from None
    if "\0" in text:
        raise UnreadableError(Text("contains NUL characters", "含有空字符（NUL）"))
    return text


def _read_table(path: Path, name: str, most: int) -> pd.DataFrame:
    """One CSV file: exactly the columns of `PLAN_COLUMNS`, every row complete, at most so many rows."""
    content = _bytes(path, LARGEST_TABLE)
    heading = _text(content)[:10_000]
    try:
        _check_columns(next(csv.reader(io.StringIO(heading)), []), list(PLAN_COLUMNS[name]))
        _check_rows(content, name, most)
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            return pd.read_csv(
                io.BytesIO(content),
                dtype=str,
                na_filter=False,
                index_col=False,
            )
    except (pd.errors.ParserError, pd.errors.ParserWarning, csv.Error) as error:
        why = shown(str(error).strip(), 160)
        raise UnreadableError(
            Text("not a table of {n} columns ({why})", "不是 {n} 列的表（{why}）").fill(
                n=len(PLAN_COLUMNS[name]), why=why
            )
        ) from None


def _check_rows(content: bytes, name: str, most: int) -> None:
    """No more rows than a plan can have, and every one of as many cells as there are columns: asked before memory is
    taken for them."""
    wanted = len(PLAN_COLUMNS[name])
    lines = content.count(b"\n") + content.count(b"\r") - content.count(b"\r\n")
    lines += not content.endswith((b"\n", b"\r"))
    if lines - 1 > most:
        raise UnreadableError(_too_many(lines - 1, most))
    if b'"' not in content and b"\r" not in content:
        if content.count(b",") != (wanted - 1) * lines:
            raise UnreadableError(Text("not every row has {n} cells", "并非每行都有 {n} 个单元格").fill(n=wanted))
        found = _cells(content)
    else:
        text = io.TextIOWrapper(io.BytesIO(content), "utf-8-sig", newline="")
        found = np.fromiter((len(cells) for cells in csv.reader(text)), np.int64)
    wrong = np.flatnonzero(found != wanted)
    if len(wrong):
        row = int(wrong[0])
        raise UnreadableError(
            Text("row {row} has {found} cells instead of {n}", "第 {row} 行有 {found} 个单元格，应为 {n} 个").fill(
                row=row + 1, found=int(found[row]), n=wanted
            )
        )


def _cells(content: bytes) -> Ints:
    """int64 (lines,): cells of each line of a file without quotes."""
    characters = np.frombuffer(content, np.uint8)
    ends = np.append(np.flatnonzero(characters == ord("\n")), len(characters))
    if content.endswith(b"\n"):
        ends = ends[:-1]
    commas = np.searchsorted(np.flatnonzero(characters == ord(",")), ends)
    return np.diff(commas, prepend=0) + 1


def _too_many(rows: int, most: int) -> Text:
    return Text(
        "{rows} rows; no plan of this instance has more than {most}", "共 {rows} 行，本实例的计划不会超过 {most} 行"
    ).fill(rows=rows, most=most)


def _check_columns(found: list[str], wanted: list[str]) -> None:
    if found != wanted:
        raise UnreadableError(
            Text("its columns must be {wanted}; found {found}", "列应为 {wanted}，实际为 {found}").fill(
                wanted=",".join(wanted), found=shown(",".join(found), 200) or "-"
            )
        )


def _table_of(plan: Plan, name: str, most: int) -> pd.DataFrame:
    """One table of a plan in memory, its cells as text, as the file would hold them."""
    frame = getattr(plan, name, None)
    if not isinstance(frame, pd.DataFrame):
        raise UnreadableError(Text("the table is missing", "缺少该表"))
    _check_columns([str(c) for c in frame.columns], list(PLAN_COLUMNS[name]))
    if len(frame) > most:
        raise UnreadableError(_too_many(len(frame), most))
    if frame.isna().any(axis=None):
        raise UnreadableError(Text("holds missing values", "含有缺失值"))
    return frame.astype(str).reset_index(drop=True)


def _read_manifest(path: Path) -> Manifest:
    text = _text(_bytes(path, LARGEST_MANIFEST))
    try:
        content = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_refuse_twins)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(Text("not JSON: {why}", "不是有效的 JSON：{why}").fill(why=_why(error))) from None
    return _checked(content)


def _manifest_of(plan: Plan) -> Manifest:
    try:
        return _checked(plan.manifest.model_dump(mode="python"))
    except (AttributeError, TypeError) as error:
        raise UnreadableError(Text("no manifest ({why})", "没有清单（{why}）").fill(why=type(error).__name__)) from None


def _checked(content: Any) -> Manifest:
    """The manifest, every number of it finite and of its type."""
    try:
        _refuse_infinite(content)
        return Manifest.model_validate(content, strict=True)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(
            Text("not a plan's manifest: {why}", "不是计划清单：{why}").fill(why=_why(error))
        ) from None


class _RefusedError(ValueError):
    """Something that JSON allows, or its reader, and a manifest does not."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def _why(error: Exception) -> Text:
    """What is wrong with a manifest: where it is no JSON, or which entries are wrong."""
    if isinstance(error, _RefusedError):
        return error.text
    if isinstance(error, json.JSONDecodeError):
        where = {"line": error.lineno, "column": error.colno}
        return Text("wrong at line {line}, column {column}", "第 {line} 行第 {column} 列有误").fill(**where)
    if isinstance(error, ValidationError):
        found = error.errors(include_url=False)
        keys = list(dict.fromkeys(shown(".".join(map(str, one["loc"]))) for one in found))[:10]
        if keys == [""]:
            return Text("not an object of keys and values", "不是由键和值组成的对象")
        return Text("{keys} missing or wrong", "{keys} 缺失或有误").fill(keys=Text(", ".join(keys), "、".join(keys)))
    return Text("nested too deeply or a number too long", "嵌套过深，或数字过长")


def _refuse_constant(name: str) -> float:
    raise _RefusedError(Text("{name} is no number", "{name} 不是数字").fill(name=name))


def _refuse_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if len(set(keys)) < len(keys):
        raise _RefusedError(Text("a key stands twice", "同一个键出现两次"))
    return dict(pairs)


def _refuse_infinite(value: Any, depth: int = 0) -> None:
    """No number is infinite or beyond 64 bits, and nothing is nested beyond reason."""
    if depth > DEEPEST:
        raise _RefusedError(Text("nested too deeply", "嵌套过深"))
    if isinstance(value, float) and not math.isfinite(value):
        raise _RefusedError(Text("a number is not finite", "有数字不是有限值"))
    if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
        raise _RefusedError(Text("a number is too large", "有数字过大"))
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        _refuse_infinite(inner, depth + 1)
