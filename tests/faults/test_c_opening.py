"""C. Files (72–77), continued: what is opened at all, what changes under the reader, what somebody edited."""

import ast
import os
import pickle
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from turnout.instances.files import FileReader
from turnout.instances.findings import Findings
from turnout.tests.faults.scene import QUICK, Scene
from turnout.tests.plans.conftest import snapshot

M = "members.csv"


def test_fault_072_the_lock_file_itself_is_no_instance(scene: Scene) -> None:
    lock = scene.folder / "~$plan.xlsx"
    lock.write_bytes(b"\x05user")
    for lang, words in (("en", "plan.xlsx"), ("zh", "plan.xlsx")):
        said = scene.run("check", lock, "--lang", lang)
        assert said.status == 3
        assert "[lock-file]" in said.err
        assert words in said.err


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_fault_073_a_file_that_changes_while_it_is_read(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    honest = FileReader.check_unchanged

    def after_a_change(self: FileReader, findings: Findings) -> None:
        with open(scene.instance / M, "ab") as file:
            file.write(b"005,Qian,B1,\n")
        honest(self, findings)

    monkeypatch.setattr(FileReader, "check_unchanged", after_a_change)
    scene.write()
    before = scene.with_older_plan()
    said = scene.planned("--lang", lang)
    assert said.status == 3
    assert {"en": "members.csv: the file changed while it was read", "zh": "members.csv：文件在读取过程中发生了变化"}[
        lang
    ] in said.err
    assert snapshot(scene.plan) == before


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_link_to_zeros(path: Path) -> None:
    path.symlink_to("/dev/zero")


def a_link_elsewhere(path: Path) -> None:
    (path.parent.parent / "elsewhere").write_text("person_id,name,branch_id\n")
    path.symlink_to(path.parent.parent / "elsewhere")


KINDS: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "a_pipe": (a_pipe, "pipe", "管道"),
    "a_link_to_a_device": (a_link_to_zeros, "symbolic link", "符号链接"),
    "a_link_elsewhere": (a_link_elsewhere, "symbolic link", "符号链接"),
    "a_folder": (Path.mkdir, "folder", "文件夹"),
}


@pytest.mark.skipif(os.name == "nt", reason="pipes and links need a POSIX system")
@pytest.mark.parametrize("kind", KINDS)
def test_fault_074_only_regular_files_are_read(scene: Scene, kind: str) -> None:
    make, en, zh = KINDS[kind]
    scene.write()
    (scene.instance / M).unlink()
    make(scene.instance / M)
    before = scene.with_older_plan()
    for lang, words in (("en", en), ("zh", zh)):
        said = scene.planned("--lang", lang)
        assert said.status == 7
        assert "members.csv" in said.err
        assert words in said.err
    assert snapshot(scene.plan) == before


@pytest.mark.skipif(os.name == "nt", reason="pipes and links need a POSIX system")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("command", ["verify", "report", "show", "base"])
def test_fault_074_only_regular_files_of_a_plan_are_read(scene: Scene, kind: str, command: str) -> None:
    make, en, zh = KINDS[kind]
    scene.write().with_older_plan()
    (scene.plan / "visits.csv").unlink()
    make(scene.plan / "visits.csv")
    asked: dict[str, list[object]] = {
        "verify": ["verify", scene.instance, scene.plan],
        "report": ["report", scene.plan, scene.instance, "-o", scene.folder / "out"],
        "show": ["show", scene.plan, scene.instance, "--day", "2026-01-12"],
        "base": ["plan", scene.instance, "-o", scene.folder / "new", "--base", scene.plan, *QUICK],
    }
    for lang, words in (("en", en), ("zh", zh)):
        said = scene.run(*asked[command], "--lang", lang)
        assert (said.status, said.out) == (7, ""), said
        assert "visits.csv" in said.err
        assert words in said.err
    assert not (scene.folder / "new").exists()


def test_fault_074_files_larger_than_any_are_not_read(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("turnout.instances.sources.LARGEST_CSV", 40)
    said = scene.write().planned()
    assert said.status == 7
    assert "more than the 40 that are read" in said.err


def test_fault_076_a_plan_of_another_format_is_not_read(scene: Scene) -> None:
    scene.write().with_older_plan()
    text = (scene.plan / "plan.json").read_text(encoding="utf-8")
    (scene.plan / "plan.json").write_text(text.replace('"format": "', '"format": "9'), encoding="utf-8")
    for lang, words in (("en", "this version reads"), ("zh", "本版本只能读取")):
        said = scene.run("show", scene.plan, scene.instance, "--day", "2026-01-12", "--lang", lang)
        assert said.status == 7
        assert words in said.err


def test_fault_077_a_plan_edited_by_hand_is_not_trusted(scene: Scene) -> None:
    """Somebody takes one attendee off the list."""
    assert scene.write().planned().status == 0
    attendance = scene.plan / "attendance.csv"
    lines = attendance.read_text(encoding="utf-8").splitlines(keepends=True)
    attendance.write_text("".join(lines[:-1]), encoding="utf-8")
    said = scene.run("verify", scene.instance, scene.plan)
    assert said.status == 4
    assert "SIZE" in said.out
    before = snapshot(scene.plan)
    for lang, words in (("en", "not the number of rows in attendance.csv"), ("zh", "与 attendance.csv 中的行数不符")):
        said = scene.planned("--only", "sit-ins", "--lang", lang)
        assert (said.status, said.out) == (7, "")
        assert words in said.err
        assert snapshot(scene.plan) == before


def test_fault_077_a_timetable_that_breaks_rules_gets_no_sit_ins(scene: Scene) -> None:
    """Somebody moves a session to the night: the files fit together, but the session may not be then."""
    assert scene.write().planned().status == 0
    sessions = scene.plan / "sessions.csv"
    text = sessions.read_text(encoding="utf-8")
    sessions.write_text(re.sub(r",\d\d:\d\d,\d\d:\d\d,", ",02:30,04:30,", text, count=1), encoding="utf-8")
    before = snapshot(scene.plan)
    for lang, words in (("en", "does not stand for this instance"), ("zh", "对该实例不成立")):
        said = scene.planned("--only", "sit-ins", "--lang", lang)
        assert (said.status, said.out) == (4, "")
        assert "H1" in said.err
        assert words in said.err
        assert snapshot(scene.plan) == before


UNPICKLING = {"pickle", "_pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "yaml"}
RUNNING = {"eval", "exec", "read_pickle", "__import__", "literal_eval"}
READING = ("instances", "models", "plans", "verifier", "reports", "commands", "cli.py")


def test_fault_078_nothing_that_is_read_can_run_or_unpickle_anything(repository: Path) -> None:
    """Own worker processes hand each other objects; nothing that reads files or asks a network does."""
    found = set()
    for part in READING:
        for path in [repository / part] if part.endswith(".py") else sorted((repository / part).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    names = [alias.name for alias in node.names] + [getattr(node, "module", None) or ""]
                    found |= {(path.name, name) for name in names if name.split(".")[0] in UNPICKLING}
                elif isinstance(node, ast.Call):
                    called = getattr(node.func, "id", getattr(node.func, "attr", ""))
                    found |= {(path.name, called)} if called in RUNNING else set()
    assert found == set()


def test_fault_078_a_pickle_among_a_plans_files_is_no_table(scene: Scene, tmp_path: Path) -> None:
    """One that would write a file when it is loaded: nothing is written, and the plan is refused in words."""

    class Harm:
        def __reduce__(self) -> tuple[object, ...]:
            return Path.touch, (tmp_path / "harm",)

    scene.write().with_older_plan()
    (scene.plan / "sessions.csv").write_bytes(pickle.dumps(Harm()))
    said = scene.run("verify", scene.instance, scene.plan)
    assert said.status == 4
    assert "FORMAT" in said.out
    assert scene.run("show", scene.plan, scene.instance, "--day", "2026-01-12").status == 7
    assert not (tmp_path / "harm").exists()
