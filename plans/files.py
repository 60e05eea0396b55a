"""The files of a plan: five CSV tables and plan.json, the same bytes for the same plan on every system.

UTF-8 without BOM, lines end with a line feed, quotes only where a cell needs them.
"""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Collection
from pathlib import Path
from typing import TextIO

import pandas as pd
from pydantic import ValidationError

from turnout.models.plan import FORMAT, PLAN_COLUMNS, Manifest, Plan, empty_table
from turnout.models.text import Text
from turnout.plans.cell_reading import not_utf8
from turnout.plans.errors import PlanError
from turnout.plans.places import MANIFEST, current
from turnout.plans.regular import check_regular, read_regular
from turnout.plans.soundness import check_sound
from turnout.plans.table_reading import read_table

_ROWS_AT_ONCE = 100_000
_HALF = re.compile("[\ud800-\udfff]")


def write_files(plan: Plan, folder: Path) -> None:
    """Write all files of a plan into an existing folder, and have the disk confirm each. Raises OSError."""
    for name, frame in plan.tables().items():
        _write_table(frame, name, folder / f"{name}.csv")
    write_manifest(plan.manifest, folder)
    sync_folder(folder)


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write plan.json, keys sorted. Raises OSError."""
    text = json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False)
    with (folder / MANIFEST).open("w", encoding="utf-8", newline="\n") as file:
        file.write(text + "\n")
        _confirm(file)


def _write_table(frame: pd.DataFrame, name: str, path: Path) -> None:
    columns = PLAN_COLUMNS[name]
    with path.open("w", encoding="utf-8", newline="") as file:
        # The csv module is as fast as pandas here, and has the same line ends on every system.
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for first in range(0, len(frame), _ROWS_AT_ONCE):
            part = frame.iloc[first : first + _ROWS_AT_ONCE]
            rows = list(zip(*(part[column].tolist() for column in columns), strict=True))
            plain = _plain(rows, len(columns))
            if plain is None:
                writer.writerows(rows)
            else:
                file.write(plain)
        _confirm(file)


def _plain(rows: list[tuple[object, ...]], columns: int) -> str | None:
    """Rows of texts that need no quotes as CSV, twice as fast as the csv module; None for any others."""
    try:
        text = "\n".join(map(",".join, rows)) + "\n"  # type: ignore[arg-type]
    except TypeError:
        return None
    odd = text.count(",") != (columns - 1) * len(rows) or text.count("\n") != len(rows)
    return None if odd or any(sign in text for sign in '"\r') else text


def _confirm(file: TextIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Have the disk confirm a folder's entries, where the system can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:  # some network file systems cannot; the files themselves are confirmed
        pass
    finally:
        os.close(descriptor)


def read(folder: str | os.PathLike[str], tables: Collection[str] = tuple(PLAN_COLUMNS)) -> Plan:
    """Read a plan folder.

    tables: those that are asked for, sessions and attendance among them; the others are there, but not opened, and
    stay empty. The frames are as `turnout.models.Plan` describes them. Where a run was stopped while its finished
    files replaced the old ones, the new ones are read, all of them. Raises OSError where a file is missing or cannot
    be read, PlanError where it cannot be understood or contradicts itself.
    """
    path = Path(folder)
    try:
        files = {name: current(path, f"{name}.csv") for name in PLAN_COLUMNS}
        for name, file in files.items():
            if name not in tables:
                check_regular(file)
        frames = {n: read_table(files[n], n) if n in tables else empty_table(n) for n in PLAN_COLUMNS}
        plan = Plan(**frames, manifest=_read_manifest(current(path, MANIFEST)))
        check_sound({name: {c: frame[c].tolist() for c in PLAN_COLUMNS[name]} for name, frame in frames.items()})
    except PlanError as error:
        raise PlanError(Text("{folder}: {text}", "{folder}：{text}").fill(folder=path, text=error.text)) from None
    return plan


def _refuse_odd_values(value: object, file: str) -> None:
    """Numbers are finite and of 64 bits, texts are of whole characters: reports can write nothing else.

    Raises PlanError.
    """
    if isinstance(value, dict | list):
        for inner in (*value, *value.values()) if isinstance(value, dict) else value:
            _refuse_odd_values(inner, file)
        return
    odd = None
    if isinstance(value, int | float) and not abs(value) < 2**63:
        odd = Text("a number is not finite or too large", "有数字不是有限值或过大")
    elif isinstance(value, str) and _HALF.search(value):
        odd = Text("a text holds half a character", "有文字含不完整的字符")
    if odd is not None:
        raise PlanError(Text("{file}: {odd}", "{file}：{odd}").fill(file=file, odd=odd))


def _read_manifest(path: Path) -> Manifest:
    try:
        content = json.loads(read_regular(path).decode("utf-8-sig"))
        _refuse_odd_values(content, path.name)
        manifest = Manifest.model_validate(content)
    except PlanError:
        raise
    except UnicodeDecodeError:
        raise not_utf8(path) from None
    except ValidationError as error:
        key = ".".join(str(part) for part in error.errors(include_url=False)[0]["loc"]) or "plan.json"
        words = Text("{file}: {key} is not as turnout writes it", "{file}：{key} 的内容与 turnout 的格式不符")
        raise PlanError(words.fill(file=path.name, key=key)) from None
    except json.JSONDecodeError as error:
        words = Text(
            "{file} is not JSON: wrong at line {line}, column {column}",
            "{file} 不是有效的 JSON：第 {line} 行第 {column} 列有误",
        )
        raise PlanError(words.fill(file=path.name, line=error.lineno, column=error.colno)) from None
    except (ValueError, RecursionError):
        words = Text(
            "{file} is not JSON: nested too deeply, or a number is too long",
            "{file} 不是有效的 JSON：嵌套过深，或数字过长",
        )
        raise PlanError(words.fill(file=path.name)) from None
    if manifest.format != FORMAT:
        raise PlanError(
            Text(
                "{file}: format is {found}, this version reads {known}",
                "{file}：格式为 {found}，本版本只能读取 {known}",
            ).fill(file=path.name, found=repr(manifest.format[:40]), known=FORMAT)
        )
    return manifest
