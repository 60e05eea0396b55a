"""What the process may use: processors and memory of the machine, less what a container or a service leaves of it."""

from __future__ import annotations

import os
from pathlib import Path

import psutil
import pytest

from turnout.commands import cgroups, machine
from turnout.commands.status import WrongUseError
from turnout.commands.values import size


@pytest.fixture
def groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for /sys/fs/cgroup; eight processors and no other limit."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(8)), raising=False)
    monkeypatch.setattr(cgroups, "ROOT", tmp_path)
    monkeypatch.setattr(cgroups, "SELF", tmp_path / "self")
    monkeypatch.setattr(machine, "_address_space", lambda: None)
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize(
    ("text", "cores"),
    [("max 100000", 8), ("50000 100000", 1), ("350000 100000", 3), ("nonsense", 8), ("1000000 100000", 8)],
)
def test_fault_105_workers_by_affinity_and_the_containers_quota(groups: Path, text: str, cores: int) -> None:
    assert machine.usable() == 8
    write(groups / "cpu.max", text)
    assert machine.usable() == cores


@pytest.mark.parametrize(("text", "cores"), [("-1", 8), ("250000", 2)])
def test_fault_105_quotas_of_the_older_groups(groups: Path, text: str, cores: int) -> None:
    write(groups / "cpu" / "cpu.cfs_quota_us", text)
    write(groups / "cpu" / "cpu.cfs_period_us", "100000")
    assert machine.usable() == cores


def test_fault_105_the_tightest_group_counts_up_to_the_root(groups: Path) -> None:
    write(groups / "self", "0::/system.slice/turnout.service\n")
    write(groups / "system.slice" / "turnout.service" / "cpu.max", "max 100000")
    write(groups / "system.slice" / "cpu.max", "200000 100000")
    write(groups / "system.slice" / "turnout.service" / "memory.max", "3000000")
    write(groups / "system.slice" / "memory.max", "max")
    assert machine.usable() == 2
    assert machine.usable_memory() == 3_000_000


def test_memory_is_that_of_the_machine_or_of_its_container(groups: Path) -> None:
    assert machine.usable_memory() == psutil.virtual_memory().total
    write(groups / "memory" / "memory.limit_in_bytes", str(2**63 - 4096))
    assert machine.usable_memory() == psutil.virtual_memory().total
    write(groups / "memory" / "memory.limit_in_bytes", "1000000")
    assert machine.usable_memory() == 1_000_000


@pytest.mark.parametrize(
    ("text", "amount"),
    [("6GB", 6 * 2**30), ("512m", 512 * 2**20), ("1.5 GiB", 3 * 2**29), ("2T", 2**41), ("10 KB", 10240)],
)
def test_amounts_of_memory(text: str, amount: int) -> None:
    assert size("--memory", text) == amount


@pytest.mark.parametrize("text", ["6", "GB", "-1GB", "0GB", "nan GB", "80%", "1e3GB", "６GB", "", "9" * 20 + "G"])
def test_no_amounts_of_memory(text: str) -> None:
    with pytest.raises(WrongUseError, match="--memory") as raised:
        size("--memory", text)
    assert "--memory" in raised.value.text.zh
