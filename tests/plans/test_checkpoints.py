"""Finished parts on disk: taken up by a run of the same kind, thrown away by any other, and never trusted when torn."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from turnout.models import Text
from turnout.plans import Checkpoints

RUN = {"instance": "a", "settings": "b", "seed": "1", "version": "1.0", "only": "None"}


class Heard(list[Text]):
    """What was said, in both languages."""

    @property
    def en(self) -> str:
        return "\n".join(text.en for text in self)


def kept(folder: Path, **parts: bytes) -> None:
    shelf = Checkpoints(folder)
    shelf.open(RUN)
    for name, content in parts.items():
        shelf.write(name, content)


def again(folder: Path, heard: Heard, **changed: str) -> Checkpoints:
    shelf = Checkpoints(folder, resume=True, told=heard.append)
    shelf.open(RUN | changed)
    return shelf


def test_parts_are_found_again(tmp_path: Path) -> None:
    kept(tmp_path / "parts", one=b"1", two=b"")
    heard = Heard()
    shelf = again(tmp_path / "parts", heard)
    assert (shelf.read("one"), shelf.read("two"), shelf.read("three")) == (b"1", b"", None)
    assert "2 finished parts" in heard.en
    shelf.write("three", b"3")
    assert again(tmp_path / "parts", heard).read("three") == b"3"
    shelf.remove()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "word"), [("instance", "instance"), ("settings", "settings"), ("seed", "seed"), ("version", "version"),
                       ("only", "something else")],
)  # fmt: skip
def test_parts_of_another_run_are_not_used(tmp_path: Path, name: str, word: str) -> None:
    kept(tmp_path / "parts", one=b"1")
    heard = Heard()
    assert again(tmp_path / "parts", heard, **{name: "other"}).read("one") is None
    assert word in heard.en
    assert all("从头开始" in text.zh for text in heard)
    assert list(tmp_path.iterdir()) == []


def test_without_resume_older_parts_go(tmp_path: Path) -> None:
    kept(tmp_path / "parts", one=b"1")
    shelf = Checkpoints(tmp_path / "parts")
    shelf.open(RUN)
    assert shelf.read("one") is None
    assert list(tmp_path.iterdir()) == []


def test_where_nothing_is_left_that_is_said(tmp_path: Path) -> None:
    heard = Heard()
    assert again(tmp_path / "parts", heard).read("one") is None
    assert "nothing is left" in heard.en


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def test_fault_077_damaged_parts_are_thrown_away_and_told(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    kept(folder, flipped=b"11", torn=b"22", empty=b"33", swapped=b"44", other=b"55", whole=b"66")
    flip(folder / "flipped.part")
    (folder / "torn.part").write_bytes((folder / "torn.part").read_bytes()[:-1])
    (folder / "empty.part").write_bytes(b"")
    os.replace(folder / "other.part", folder / "swapped.part")
    (folder / "late.unfinished").write_bytes(b"1")
    heard = Heard()
    shelf = again(folder, heard)
    for name in ("flipped", "torn", "empty", "swapped", "late"):
        assert shelf.read(name) is None
    assert shelf.read("whole") == b"66"
    assert heard.en.count("damaged") == 4
    assert not (folder / "torn.part").exists()


def test_fault_077_parts_cannot_be_passed_off_as_another_runs(tmp_path: Path) -> None:
    """The checksum covers the run, too: to write its name into run.json is not enough."""
    folder = tmp_path / "parts"
    kept(folder, one=b"1")
    run = folder / "run.json"
    run.write_text(run.read_text().replace('"seed": "1"', '"seed": "2"'))
    assert again(folder, Heard(), seed="2").read("one") is None


def test_fault_110_parts_never_take_more_than_their_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("turnout.plans.checkpoints.MOST", 1000)
    folder = tmp_path / "parts"
    kept(folder, **{f"part{n}": bytes(200) for n in range(9)})
    assert 0 < sum(path.stat().st_size for path in folder.glob("*.part")) <= 1000


def test_fault_111_parts_leave_the_room_of_the_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("turnout.plans.checkpoints.RESERVE", 2**62)
    kept(tmp_path / "parts", one=b"1")
    assert not (tmp_path / "parts" / "one.part").exists()


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "mine").touch()
    (tmp_path / "parts").symlink_to(tmp_path / "elsewhere")
    kept(tmp_path / "parts", one=b"1")
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == ["mine"]
