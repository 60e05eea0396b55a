"""The readers, each as a function of bytes: whatever the bytes are, they are read or refused in words.

A target raises where a reader lets any other exception escape, where a refusal has no words in one of the languages,
or where something is read that cannot be true.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from turnout.instances import load
from turnout.instances.canonical import canonical
from turnout.instances.cells import EPOCH_1900, EPOCH_1904
from turnout.instances.csv_reading import read_csv
from turnout.instances.decoding import decode
from turnout.instances.findings import Findings
from turnout.instances.settings_reading import leaf_values, read_settings
from turnout.instances.workbook_reading import read_workbook
from turnout.models import InstanceError, Notice, Text
from turnout.models.notice import SHOWN_AT_MOST, FileError
from turnout.models.plan import PLAN_COLUMNS
from turnout.models.settings import Settings
from turnout.models.tables import TABLES
from turnout.plans import OWN_FILES, PlanError, read, write
from turnout.tests.fuzz.parts import split, zipped
from turnout.tests.instances.world import World
from turnout.tests.verifier.harbour import whole
from turnout.verifier import verify


def said(text: Text) -> None:
    """A text is whole in both languages and can be shown on one line."""
    assert text.en.strip(), text
    assert any("\u4e00" <= c <= "\u9fff" for c in text.zh), text
    for words in (text.en, text.zh):
        assert "\n" not in words, text
        words.encode("utf-8")


def noted(notice: Notice) -> None:
    """An error or warning says what and, where it says what to do, in both languages."""
    said(notice.text)
    if notice.advice.en or notice.advice.zh:
        said(notice.advice)
    assert notice.code
    for lang in ("en", "zh"):
        line = notice.line(lang)
        assert "\n" not in line, line
        line.encode("utf-8")


def found(findings: Findings) -> bool:
    """Whether nothing is wrong; what is noted is whole."""
    for notice in (*findings.errors, *findings.warnings):
        noted(notice)
    assert bool(findings.errors) == bool(sum(findings.counts.values()))
    return not findings.errors


def listed(problem: InstanceError) -> None:
    """All errors of an instance are counted, and the listed ones are whole."""
    assert 0 < len(problem.notices) <= min(problem.total, SHOWN_AT_MOST)
    assert sum(problem.counts.values()) == problem.total
    for notice in problem.notices:
        noted(notice)


def csv(data: bytes) -> None:
    """The first byte chooses a table, the rest is its file."""
    if not data:
        return
    table = list(TABLES.values())[data[0] % len(TABLES)]
    findings, settings = Findings(), Settings()
    raw = read_csv(table, f"{table.name}.csv", data[1:], None, findings)
    if raw is not None:
        checked = canonical(raw, settings, findings, EPOCH_1900)
        assert len(checked.frame) == len(checked.origin)
        assert list(checked.frame.columns) == [column.name for column in table.columns]
    assert found(findings) == (raw is not None and not findings.errors)


def toml(data: bytes) -> None:
    """The settings' file."""
    findings = Findings()
    text = decode(data, "settings.toml", findings, None)
    settings = Settings() if text is None else read_settings(text, "settings.toml", findings)
    if found(findings):
        assert settings.start <= settings.end
        assert Settings.model_validate(settings.model_dump(mode="json")) == settings
        assert list(leaf_values(settings))


def workbook(data: bytes) -> None:
    """A workbook as it lies on the disk."""
    findings = Findings()
    raws, settings, epoch_1904 = read_workbook(data, "book.xlsx", findings)
    assert set(raws) == set(TABLES)
    for raw in filter(len, raws.values()):
        canonical(raw, settings or Settings(), findings, EPOCH_1904 if epoch_1904 else EPOCH_1900)
    found(findings)


def sheets(data: bytes) -> None:
    """The parts within a workbook; packing and checksums are right."""
    parts = split(data)
    if parts:
        workbook(zipped(parts))


def instance(data: bytes) -> None:
    """A folder of tables and settings, through all checks; tables that are left out are those of a small valid one."""
    folder = scratch("instance")
    for old in folder.iterdir():
        old.unlink()
    known = {f"{name}.csv" for name in TABLES} | {"settings.toml"}
    files = {name: text.encode() for name, text in World(folder).texts.items()}
    files |= {name: content for name, content in split(data).items() if name in known}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    try:
        warnings = load(folder).warnings
    except InstanceError as problem:
        listed(problem)
    except FileError as problem:
        said(problem.text)
    else:
        for notice in warnings:
            noted(notice)


def plan(data: bytes) -> None:
    """A plan's files, as commands read them that show it; files that are left out are those of a small valid plan."""
    try:
        result = read(plan_folder(data))
    except PlanError as problem:
        said(problem.text)
    except FileError as problem:
        said(problem.text)
    else:
        for name, frame in result.tables().items():
            assert list(frame.columns) == list(PLAN_COLUMNS[name])


def verdict(data: bytes) -> None:
    """A plan's files, held against every rule."""
    result = verify(whole()[0], plan_folder(data))
    assert result.ok == (result.total == 0)
    assert len(result.violations) <= result.total
    for violation in (*result.violations, *result.inherited):
        said(violation.text)
    for note in result.notes:
        said(note)


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (csv, toml, workbook, sheets, instance, plan, verdict)
}


@cache
def scratch(name: str) -> Path:
    """A folder of this process, in memory where the system has such a place."""
    memory = Path("/dev/shm")
    parent = Path(tempfile.mkdtemp(prefix="turnout-fuzz-", dir=memory if memory.is_dir() else None))
    atexit.register(shutil.rmtree, parent, ignore_errors=True)
    (parent / name).mkdir()
    return parent / name


@cache
def valid_plan() -> dict[str, bytes]:
    """The files of a small plan without a fault."""
    folder = scratch("valid")
    write(whole()[1], folder)
    return {name: (folder / name).read_bytes() for name in OWN_FILES}


def plan_folder(data: bytes) -> Path:
    """The plan's files in a folder, with those of `data` in place of the valid ones."""
    folder = scratch("plan")
    given = split(data)
    for name, content in valid_plan().items():
        (folder / name).write_bytes(given.get(name, content))
    return folder
