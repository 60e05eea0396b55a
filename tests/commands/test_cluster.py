"""A Dask cluster: the same plan byte for byte, whatever dies on the way, and words where there is none."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from turnout.commands import cluster
from turnout.instances import load
from turnout.instances.generating import generate
from turnout.models import Instance, Plan, Progress
from turnout.scheduler import Workers, executors, plan
from turnout.tests.commands.conftest import Run
from turnout.tests.scheduler import tasks

distributed = pytest.importorskip("distributed")
dask_config = pytest.importorskip("dask.config")
NUMBERS = [(n,) for n in range(6)]


@pytest.fixture(scope="module")
def enterprises(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    """Four small enterprises, so that there are parts that share nothing."""
    folder = tmp_path_factory.mktemp("many") / "instance"
    generate(folder, enterprises=4, branches=32, members=500, seed=3)
    return load(folder)


def tables(made: Plan) -> dict[str, str]:
    """The tables as they are written."""
    return {name: frame.to_csv(index=False) for name, frame in made.tables().items()}


@contextmanager
def working(there: cluster.Cluster) -> Iterator[Workers]:
    with Workers(there.count, there.executor, flag=there.flag, alive=there.alive) as far:
        yield far


@contextmanager
def dask(workers: int, processes: bool, protocol: str = "tcp://") -> Iterator[Any]:
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with distributed.LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=processes,
        dashboard_address=":0",
        protocol=protocol,
    ) as made:
        yield made


def test_tasks_run_on_a_cluster_and_see_the_wish_to_stop() -> None:
    with dask(1, processes=False) as made, cluster.connected(made.scheduler_address) as there:
        assert there.count == 1
        with working(there) as far:
            assert far.run(tasks.square, NUMBERS) == [0, 1, 4, 9, 16, 25]
        there.flag.set()
        assert there.executor.submit(there.flag.is_set).result(20)


def test_any_executor_gives_the_same_plan(enterprises: Instance) -> None:
    here = plan(enterprises, effort="quick")
    with ThreadPoolExecutor(2) as threads:
        assert tables(plan(enterprises, effort="quick", executor=threads)) == tables(here)


@pytest.mark.long
def test_one_worker_two_or_a_cluster_of_three_with_one_killed_give_the_same_bytes(enterprises: Instance) -> None:
    alone = tables(plan(enterprises))
    with Workers(1, apart=True) as one, Workers(2) as two:
        assert tables(plan(enterprises, workers=one)) == alone
        assert tables(plan(enterprises, workers=two)) == alone
    with dask(3, processes=True) as made, cluster.connected(made.scheduler_address) as there:
        with working(there) as far:
            whole = plan(enterprises, workers=far)
        assert tables(whole) == alone
        assert not whole.manifest.partial
        with working(there) as far:
            killed: list[int] = []

            def kill_one(progress: Progress) -> None:
                if progress.stage == "timetable" and progress.done and not killed:
                    killed.append(made.workers[0].pid)
                    psutil.Process(killed[0]).kill()

            maimed = plan(enterprises, workers=far, progress=kill_one)
        assert killed
        assert tables(maimed) == alone
        assert not maimed.manifest.partial


@pytest.mark.long
def test_a_cluster_that_ends_half_way_is_replaced_by_this_machine(
    enterprises: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executors, "GONE", 1.0)
    alone = tables(plan(enterprises))
    ended: list[str] = []
    with (
        dask(2, processes=True) as made,
        cluster.connected(made.scheduler_address) as there,
        working(there) as far,
    ):

        def end(progress: Progress) -> None:
            if progress.stage == "timetable" and progress.done and not ended:
                ended.append("ended")
                made.close(timeout=20)

        made_here = plan(enterprises, workers=far, progress=end)
        assert far.failed
    assert tables(made_here) == alone
    assert "cluster-lost" in {warning["code"] for warning in made_here.manifest.warnings}


@pytest.mark.parametrize(
    ("address", "status", "word"),
    [
        ("tcp://127.0.0.1:9", 7, "answers"),
        ("nowhere://x", 2, "connect"),
        ("10.0.0.5", 2, "port"),
        ("tcp://10.0.0.5:x", 2, "connect"),
        ("tcp://10.0.0.5:99999", 2, "port"),
        ("tls://127.0.0.1:9", 2, "certificates"),
    ],
)
def test_where_no_cluster_answers(
    run: Run, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, status: int, word: str
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    said = run("plan", tiny, "-o", tmp_path / "plan", "--cluster", address)
    assert said.status == status
    assert word in said.err
    assert not (tmp_path / "plan").exists()


@pytest.mark.long
@pytest.mark.skipif(shutil.which("openssl") is None, reason="certificates are made with openssl")
def test_a_cluster_that_speaks_tls(run: Run, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With certificates on both sides, as docs/cluster.md says; without them nothing is planned."""
    own = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=turnout"]
    subprocess.run([*own, "-keyout", tmp_path / "key.pem", "-out", tmp_path / "cert.pem"], check=True)
    pair = {"cert": str(tmp_path / "cert.pem"), "key": str(tmp_path / "key.pem")}
    sides = {f"{side}.{what}": file for side in ("scheduler", "worker", "client") for what, file in pair.items()}
    tls = {f"distributed.comm.tls.{name}": file for name, file in {"ca-file": pair["cert"], **sides}.items()}
    with (
        dask_config.set({"distributed.comm.require-encryption": True, **tls}),
        dask(1, processes=False, protocol="tls") as made,
    ):
        address = made.scheduler_address
        assert address.startswith("tls://")
        assert run("plan", tiny, "-o", tmp_path / "there", "--cluster", address).status == 0
    assert run("plan", tiny, "-o", tmp_path / "here").status == 0
    for path in (tmp_path / "here").glob("*.csv"):
        assert path.read_bytes() == (tmp_path / "there" / path.name).read_bytes()


def test_where_the_extra_is_not_installed(
    run: Run, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    said = run("plan", tiny, "-o", tmp_path / "plan", "--cluster", "tcp://127.0.0.1:9")
    assert said.status == 2
    assert "pip install 'turnout[cluster]'" in said.err
    said = run("plan", tiny, "-o", tmp_path / "plan", "--cluster", "tcp://127.0.0.1:9", "--lang", "zh")
    assert "尚未安装" in said.err
