"""Runs that are killed, disks that are full, folders that cannot be written (98–101, 111, 112): the old plan or the new
one, whole, and nothing that blocks the next run.

Ctrl-C and SIGTERM, once and twice, stand in `tests/commands/test_interruption.py`; every single file operation of the
writing is broken off in `tests/plans/test_folder.py`.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from turnout.plans import OWN_FILES, read
from turnout.tests.faults.scene import ONE_IS_A_BATCH, Scene
from turnout.tests.instances.world import World
from turnout.tests.plans.conftest import snapshot

PARTS = 10


def instance(folder: Path, topic: str) -> Path:
    folder.mkdir(parents=True)
    world = World(folder)
    world.texts["settings.toml"] += ONE_IS_A_BATCH
    return world.put("topics", f"scope_id,kind,title\nC1,discussion,{topic}").write()


def kill(folder: Path, times: int, seed: int, where: str) -> dict[str, object]:
    """Kill so many runs; what was seen."""
    (folder / "out").mkdir()
    instances = [instance(folder / name, name) for name in ("one", "other")]
    command = [sys.executable, "-m", "turnout.tests.faults.killing", *map(str, instances), str(folder / "out" / "plan")]
    done = subprocess.run([*command, str(times), str(seed), where], capture_output=True, text=True, timeout=1500)
    assert done.returncode == 0, done.stderr[-3000:]
    seen: dict[str, object] = json.loads(done.stdout)
    return seen


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")
@pytest.mark.parametrize("where", ["beside", "inside"])
def test_fault_100_killed_at_a_few_random_moments(tmp_path: Path, where: str) -> None:
    """inside: the command stands in the folder itself, so that files are replaced one by one."""
    seen = kill(tmp_path, 6, 1, where)
    assert seen["stands"] is True
    assert seen["left"] == sorted([*OWN_FILES, "plan"])


@pytest.mark.long
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")
@pytest.mark.parametrize("where", ["beside", "inside"])
@pytest.mark.parametrize("part", range(PARTS))
def test_fault_100_killed_at_two_hundred_random_moments(tmp_path: Path, where: str, part: int) -> None:
    seen = kill(tmp_path, 200 // PARTS, 100 + part, where)
    assert seen["stands"] is True
    assert seen["left"] == sorted([*OWN_FILES, "plan"])
    assert int(str(seen["killed"])) > 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 512 kilobytes, where the test may have one."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", place], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("no right to mount a small disk")
    yield place
    subprocess.run(["mount", "-o", "remount,rw", place], capture_output=True, check=False)
    subprocess.run(["umount", "-l", place], capture_output=True, check=False)


@pytest.mark.skipif(sys.platform != "linux", reason="mounts as Linux does")
def test_fault_111_a_disk_with_less_and_less_room(scene: Scene, small_disk: Path) -> None:
    """With 0 to 200 kilobytes left, a run ends in status 7 and leaves the old plan, or in a new plan."""
    scene.plan = small_disk / "plan"
    scene.write()
    before = scene.with_older_plan()
    filler = small_disk / "filler"
    ends = set()
    for left in (0, 4, 8, 64, 72, 80, 88, 96, 112, 200):
        filler.unlink(missing_ok=True)
        free = os.statvfs(small_disk)
        filler.write_bytes(bytes(max(free.f_bavail * free.f_frsize - left * 1024, 0)))
        said = scene.planned("--lang", "zh")
        ends.add(said.status)
        if said.status:
            assert said.status == 7
            assert "磁盘空间已满" in said.err
            assert snapshot(scene.plan) == before
            assert sorted(path.name for path in small_disk.iterdir()) == ["filler", "plan"]
        else:
            before = snapshot(scene.plan)
            assert scene.run("verify", scene.instance, scene.plan).status == 0
    assert ends == {0, 7}


@pytest.mark.skipif(sys.platform != "linux", reason="mounts as Linux does")
def test_fault_112_a_read_only_disk_is_found_before_planning(
    scene: Scene, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.plan = small_disk / "plan"
    scene.write()
    before = scene.with_older_plan()
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    monkeypatch.setattr("turnout.scheduler.plan", lambda *a, **b: pytest.fail("planned for nothing"))
    for lang, words in (("en", "the file system is read-only"), ("zh", "文件系统为只读")):
        said = scene.planned("--lang", lang)
        assert (said.status, said.out) == (7, "")
        assert words in said.err
        assert str(scene.plan) in said.err
    assert snapshot(scene.plan) == before
    assert read(scene.plan).sessions["topic"].iloc[0] == "旧"
