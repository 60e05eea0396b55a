"""Plan files that are broken, hostile or foolish: words and never an exception."""

import json
import os
import random
import subprocess
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from turnout.models.plan import PLAN_COLUMNS
from turnout.tests.verifier.harbour import harbour, whole
from turnout.tests.verifier.stated import rules
from turnout.verifier import verify
from turnout.verifier.findings import LISTED_AT_MOST


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The harbour's plan in its files."""
    plan = whole()[1]
    for name, frame in plan.tables().items():
        frame.to_csv(tmp_path / f"{name}.csv", index=False, lineterminator="\n")
    (tmp_path / "plan.json").write_text(plan.manifest.model_dump_json(), encoding="utf-8")
    return tmp_path


def found(folder: Path) -> set[str]:
    return rules(verify(whole()[0], folder))


def replaced(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_files_as_they_should_be(folder: Path) -> None:
    assert found(folder) == set()
    assert rules(verify(whole()[0], str(folder))) == set()


@pytest.mark.parametrize("file", [*(f"{name}.csv" for name in PLAN_COLUMNS), "plan.json"])
@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"\xff\xfe\x00"),
        lambda path: path.write_bytes("计划".encode("gb18030") * 50),
        lambda path: path.write_bytes(b"\x00" * 10_000),
        lambda path: path.write_bytes(b"PK\x03\x04" + os.urandom(100)),
        lambda path: path.write_text("{}{"),
        lambda path: path.write_text("\n\n\n"),
        lambda path: path.write_text('"'),
        lambda path: path.write_text("a" * 300_000),
        lambda path: path.write_text("[" * 100_000),
        lambda path: (path.unlink(), path.mkdir()),
        lambda path: (path.rename(path.with_suffix(".moved")), path.symlink_to("/dev/zero")),
        lambda path: (path.unlink(), subprocess.run(["mkfifo", path], check=True)),
        lambda path: path.write_bytes(path.read_bytes() + b"\xc3\x28"),
        lambda path: path.write_bytes(path.read_bytes().replace(b"\n", b"\n\x00\n", 1) + b"\x00"),
    ],
)
def test_a_file_that_is_none(folder: Path, file: str, harm: Callable[[Path], object]) -> None:
    harm(folder / file)
    verdict = verify(whole()[0], folder)
    assert rules(verdict) == {"FORMAT"}
    assert file in verdict.violations[0].text.en
    assert file in verdict.violations[0].text.zh


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"seed": 1,, }', "计划，plan.json：不是有效的 JSON：第 1 行第 12 列有误"),
        ('{"seed": NaN}', "计划，plan.json：不是有效的 JSON：NaN 不是数字"),
        ('{"seed": 1, "seed": 2}', "计划，plan.json：不是有效的 JSON：同一个键出现两次"),
        ('{"seed": ' + "[" * 5000, "计划，plan.json：不是有效的 JSON：嵌套过深，或数字过长"),
        ('{"seed": ' + "[" * 200 + "]" * 200 + "}", "计划，plan.json：不是计划清单：嵌套过深"),
        ("[]", "计划，plan.json：不是计划清单：不是由键和值组成的对象"),
        ('{"seed": 1e999}', "计划，plan.json：不是计划清单：有数字不是有限值"),
        ('{"seed": "x", "instance_hash": 5}', "计划，plan.json：不是计划清单：instance_hash、seed 缺失或有误"),
    ],
)
def test_what_is_wrong_with_a_manifest_is_said_in_chinese(folder: Path, content: str, words: str) -> None:
    (folder / "plan.json").write_text(content, encoding="utf-8")
    assert [v.text.zh for v in verify(whole()[0], folder).violations] == [words]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"start_date":"2026-03-30"', '"start_date":null', "设置 start_date 为 未填，实例中为 2026-03-30"),
        ('"after_work":"18:00"', '"after_work":"17:00"', "session.after_work 为 17:00，实例中为 18:00"),
        ('["08:30-12:00"', '["08:00-12:00"', "实例中为 ['08:30-12:00', '13:30-17:30']"),
        ('"lecturer_required":true', '"lecturer_required":false', "session.lecturer_required 为 false，实例中为 true"),
    ],
)
def test_settings_are_called_as_they_are_written(folder: Path, old: str, new: str, words: str) -> None:
    replaced(folder, "plan.json", old, new)
    (violation,) = verify(whole()[0], folder).violations
    assert words in violation.text.zh


def test_no_folder_at_all(tmp_path: Path) -> None:
    assert found(tmp_path / "nothing") == {"FORMAT"}
    (tmp_path / "file").write_text("x")
    verdict = verify(whole()[0], tmp_path / "file")
    assert rules(verdict) == {"FORMAT"}
    assert all(violation.text.en.endswith("cannot be read (Not a directory)") for violation in verdict.violations)
    assert verify(whole()[0], "a\0b").violations[0].text.en.endswith("cannot be read (ValueError)")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("sessions.csv", "session_id,kind", "kind,session_id"),
        ("sessions.csv", ",status", ""),
        ("sessions.csv", ",status", ",status,more"),
        ("sessions.csv", "session_id", "id"),
        ("sessions.csv", "2026-04-01", "2026-04-31"),
        ("sessions.csv", "2026-04-01", "2026/04/01"),
        ("sessions.csv", "2026-04-01", "２０２６-04-01"),
        ("sessions.csv", "2026-04-01", "99999-01-01"),
        ("sessions.csv", "2026-04-01", ""),
        ("sessions.csv", "09:00", "9:00"),
        ("sessions.csv", "09:00", "24:01"),
        ("sessions.csv", "09:00", "09:60"),
        ("sessions.csv", "09:00", "nan"),
        ("sessions.csv", "11:00", "11:60"),
        ("sessions.csv", ",4,", ",4.0,"),
        ("sessions.csv", ",4,", ",99999999999999999999,"),
        ("sessions.csv", ",4,", ",,"),
        ("sessions.csv", ",4,", ",many,"),
        ("sessions.csv", "study", "Study"),
        ("sessions.csv", "committee", "everybody"),
        ("sessions.csv", "planned", ""),
        ("sessions.csv", "s02,", "s01,"),
        ("sessions.csv", "s02,", ","),
        ("sessions.csv", "planned\ns02", "planned,x\ns02"),
        ("sessions.csv", ",planned\ns02", "\ns02"),
        ("sessions.csv", "s02", '"s02'),
        ("attendance.csv", "s01,a2", "s01,a1"),
        ("attendance.csv", "s01,a2", "s99,a2"),
        ("attendance.csv", "s01,a2", "s01"),
        ("attendance.csv", "s01,a2", "s01,a2,a3"),
        ("attendance.csv", "s01,a2", ""),
        ("visits.csv", "quota", "chance"),
        ("visits.csv", "s07,P1", "s99,P1"),
        ("visits.csv", "s07,P1", "s07,"),
        ("unplaced.csv", "study", "lecture"),
        ("unplaced.csv", "NO_FREE_TIME", "LAZY"),
        ("unplaced.csv", "NO_FREE_TIME,", "NO_FREE_TIME"),
        ("coverage.csv", "quota", "share"),
        ("coverage.csv", ",2,", ",two,"),
        ("coverage.csv", "DW", ""),
        ("plan.json", '"bound":{', '"bound":{"t1_shortfall":-' + "9" * 4000 + ',"x":0,'),
        ("plan.json", '"peak_memory_mb":0.0', '"peak_memory_mb":' + "9" * 4000),
        ("plan.json", '"counts":{', '"counts":{"more":' + "9" * 4000 + ","),
        ("plan.json", '"seed":1,"v', '"seed":NaN,"v'),
        ("plan.json", '"seed":1,"v', '"seed":1,"seed":1,"v'),
        ("plan.json", '"seed":1,"v', '"seed":"1","v'),
        ("plan.json", '"seed":1,"v', '"seed":true,"v'),
        ("plan.json", '"seed":1,"v', '"seed":1.0,"v'),
        ("plan.json", '"seed":1,"v', '"seed":null,"v'),
        ("plan.json", '"seed":1,"v', '"seed":1,"more":2,"v'),
        ("plan.json", '"peak_memory_mb":0.0', '"peak_memory_mb":1e999'),
        ("plan.json", '"peak_memory_mb":0.0', '"peak_memory_mb":-Infinity'),
        ("plan.json", '"partial":false', '"partial":"no"'),
        ("plan.json", '"warnings":[]', '"warnings":[1]'),
        ("plan.json", '"warnings":[]', '"warnings":' + "[" * 5000 + "]" * 5000),
        ("plan.json", '"seed":1,"v', '"seed":' + "9" * 5000 + ',"v'),
        ("plan.json", "{", "[{"),
    ],
)
def test_cells_that_cannot_be_understood(folder: Path, file: str, old: str, new: str) -> None:
    replaced(folder, file, old, new)
    assert "FORMAT" in found(folder)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("2026-04-01", "9999-12-31", "H1"),
        ("2026-04-01", "0001-01-01", "H1"),
        (",4,", ",-4,", "SIZE"),
        ("11:00", "24:00", "H1"),
        ("11:00", "00:00", "H1"),
        ("11:00", "09:00", "H1"),
    ],
)
def test_cells_that_are_absurd(folder: Path, old: str, new: str, rule: str) -> None:
    replaced(folder, "sessions.csv", old, new)
    assert rule in found(folder)


def test_what_hides_in_texts_is_shown_harmlessly(folder: Path) -> None:
    replaced(folder, "sessions.csv", "s01,study", "s01,\x1b[31mstudy" + "!" * 500)
    verdict = verify(whole()[0], folder)
    text = verdict.violations[0].text
    assert verdict.violations[0].rule == "FORMAT"
    assert text.en.isprintable()
    assert len(text.en) < 300
    assert text.zh.isprintable()


def test_braces_in_texts_are_no_placeholders(folder: Path) -> None:
    replaced(folder, "sessions.csv", "the year's plan", "{time} {0} %s")
    assert found(folder) == {"TOPIC"}


def test_many_violations_are_counted_and_the_first_listed(folder: Path) -> None:
    rows = "".join(f"x{n:05d},study,NO_FREE_TIME,\n" for n in range(3 * LISTED_AT_MOST))
    (folder / "unplaced.csv").write_text("person_id,kind,reason,detail\n" + rows)
    replaced(folder, "sessions.csv", "09:00,11:00", "09:00,11:30")
    verdict = verify(whole()[0], folder)
    assert verdict.total > 3 * LISTED_AT_MOST
    assert len(verdict.violations) == LISTED_AT_MOST == 1000
    assert {"H1", "UNPLACED"} <= rules(verdict)


ATTENDANCE_HEADING, SESSIONS_HEADING = (",".join(PLAN_COLUMNS[name]) for name in ("attendance", "sessions"))
HUGE: dict[str, tuple[str, Callable[[], str]]] = {
    "blank lines": ("attendance.csv", lambda: ATTENDANCE_HEADING + "\n" + "\n" * 900_000),
    "too many rows": ("attendance.csv", lambda: ATTENDANCE_HEADING + "\n" + "s01,a1\n" * 1_100_000),
    "too many rows of another kind": ("attendance.csv", lambda: ATTENDANCE_HEADING + "\n" + ",\r" * 1_100_000),
    "ends of another kind": ("attendance.csv", lambda: ATTENDANCE_HEADING + "\r\n" + "\r" * 900_000),
    "blank lines in quotes": ("attendance.csv", lambda: ATTENDANCE_HEADING + '\n"' + "\n" * 900_000 + '",x\n'),
    "blank lines of many cells": ("sessions.csv", lambda: SESSIONS_HEADING + "\n" * 900_000),
    "one row of commas": ("sessions.csv", lambda: SESSIONS_HEADING + "\n" + "," * 3_000_000 + "\n" * 200_000),
    "many warnings": ("plan.json", lambda: '{"warnings":[' + "{}," * 50_000 + "{}]}"),
    "large": ("plan.json", lambda: '{"warnings":[' + "{}," * 6_000_000 + "{}]}"),
    "deep": ("plan.json", lambda: "[" * 900_000 + "]" * 900_000),
}


@pytest.mark.parametrize("name", HUGE)
def test_a_huge_file_is_refused_before_it_takes_memory(folder: Path, name: str) -> None:
    """Never more than a few times the file's size."""
    file, content = HUGE[name]
    (folder / file).write_text(content(), encoding="utf-8", newline="")
    tracemalloc.start()
    verdict = verify(whole()[0], folder)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert verdict.total
    assert most < 40 * 2**20 + 60 * (folder / file).stat().st_size


def test_one_person_everywhere_is_answered_quickly(folder: Path) -> None:
    """One watchman attends, lectures and sits in on thousands of sessions at once: every comparison of each with each
    would take minutes and gigabytes."""
    many = 20_000
    cells = "discussion,branch,Z2,2026-04-09,16:00,18:00,V1,b1,1,safety,planned"
    tables = {
        "sessions": "".join(f"x{n:05d},{cells}\n" for n in range(many)),
        "attendance": "".join(f"x{n:05d},b1\n" for n in range(many)),
        "visits": "".join(f"x{n:05d},b1,DW,Z2,quota\n" for n in range(many)),
    }
    for name, rows in tables.items():
        (folder / f"{name}.csv").write_text(",".join(PLAN_COLUMNS[name]) + "\n" + rows)
    instance = harbour("supervisors + b1|Gao|DW|A|9|9")
    began = time.process_time()
    assert {"H4", "H6", "H9", "V3", "V4", "V7"} <= rules(verify(instance, folder))
    assert time.process_time() - began < 10


def test_a_manifest_with_numbers_of_any_size(folder: Path) -> None:
    content = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    content["bound"]["timetable"] = -(10**300)
    content["cost"]["sit_ins"]["total"] = 10**400
    (folder / "plan.json").write_text(json.dumps(content), encoding="utf-8")
    assert found(folder) & {"FORMAT", "COST"}


@pytest.mark.parametrize("seed", range(60))
def test_random_harm_never_raises(folder: Path, seed: int) -> None:
    """Bytes changed, taken out, doubled or cut off anywhere: a verdict comes back every time."""
    chance = random.Random(seed)
    file = folder / chance.choice([*(f"{name}.csv" for name in PLAN_COLUMNS), "plan.json"])
    content = bytearray(file.read_bytes())
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(content))
        harm = chance.choice(["change", "remove", "double", "cut"])
        if harm == "change":
            content[at] = chance.choice([chance.randrange(256), *b',"\n0-:{}'])
        elif harm == "remove":
            del content[at : at + chance.randint(1, 20)]
        elif harm == "double":
            content[at:at] = content[at : at + chance.randint(1, 200)]
        else:
            del content[max(at, 1) :]
    file.write_bytes(bytes(content))
    verdict = verify(whole()[0], folder)
    assert verdict.ok == (verdict.total == 0)
    assert all(v.text.en and v.text.zh for v in verdict.violations)
