"""A Dask cluster as the place where parts are planned."""

from __future__ import annotations

import contextlib
import importlib.metadata
import logging
import platform
import time
import uuid
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

from turnout.commands.status import WrongUseError
from turnout.models.notice import FileError
from turnout.models.text import Text

PATIENCE = 5
"""Seconds that the scheduler and its first worker have to answer."""
LOOK = 1.0
"""Seconds between two questions of a task whether it is to stop; each goes over the network."""
PULSE = 5.0
"""Seconds between two questions whether the cluster still has workers."""
ALIKE = ("turnout", "ortools", "numpy", "pandas")
"""Packages whose versions must be the same everywhere, or the plan could depend on where its parts were made."""


@dataclass(frozen=True)
class Cluster:
    """A cluster that answers. count: threads of its workers, so tasks that run at once. alive: whether it still does,
    and has workers."""

    executor: Executor
    count: int
    flag: ClusterFlag
    alive: Callable[[], bool]


class ClusterFlag:
    """The wish to stop, as an event that the cluster's scheduler keeps."""

    def __init__(self, name: str, client: Any = None) -> None:
        self._name, self._client = name, client
        self._asked, self._known = 0.0, False

    def __reduce__(self) -> tuple[type[ClusterFlag], tuple[str]]:
        return ClusterFlag, (self._name,)

    def set(self) -> None:
        """Say so, if the cluster still listens."""
        if self._client is None or self._client.status == "running":
            with contextlib.suppress(Exception):
                self._event().set()

    def is_set(self) -> bool:
        """Whether it was said; looked up now and then."""
        if not self._known and time.monotonic() - self._asked >= LOOK:
            self._asked = time.monotonic()
            with contextlib.suppress(Exception):
                self._known = bool(self._event().is_set())
        return self._known

    def _event(self) -> Any:
        from distributed import Event

        return Event(self._name, client=self._client)  # type: ignore[no-untyped-call]


class Pulse:
    """Whether a cluster can be reached and has workers: without either, its tasks would be waited for without end."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._asked, self._known = time.monotonic(), True

    def __call__(self) -> bool:
        """Yes or no; asked over the network now and then."""
        if self._client.status != "running":
            return False
        if time.monotonic() - self._asked >= PULSE:
            self._known = False
            with contextlib.suppress(Exception):
                self._known = bool(self._client.sync(self._client.scheduler.ncores, callback_timeout=PATIENCE))
            self._asked = time.monotonic()
        return self._known


@contextlib.contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """The cluster whose scheduler has this address, while entered.

    TLS and everything else about the connection is as Dask's own configuration has it. Raises WrongUseError where the
    extra is not installed, the address is none, or the workers have other versions; FileError where nobody answers.
    """
    try:
        import distributed
    except ImportError:
        raise WrongUseError(
            Text(
                "--cluster needs Dask, which is not installed: pip install 'turnout[cluster]'",
                "--cluster 需要 Dask，但尚未安装：请运行 pip install 'turnout[cluster]'",
            )
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", module=r"distributed\..*")
    client = _client(distributed, address)
    try:
        _check_versions(client, address)
        threads = sum(client.nthreads().values())
        executor = client.get_executor(pure=False, retries=3)
        flag = ClusterFlag(f"turnout-stop-{uuid.uuid4().hex}", client)
        yield Cluster(executor, max(1, threads), flag, Pulse(client))
    finally:
        with contextlib.suppress(Exception):
            client.close(timeout=PATIENCE)


def _client(distributed: Any, address: str) -> Any:
    """A client of the scheduler, which has a worker at least."""
    _check_address(address)
    try:
        client = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except OSError as error:
        raise _silent(address, error) from None
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except Exception:
        client.close(timeout=PATIENCE)
        raise FileError(
            Text("the cluster at {address} has no workers: start some", "集群 {address} 没有工作进程，请先启动").fill(
                address=address
            )
        ) from None
    return client


def _check_address(address: str) -> None:
    """Raises WrongUseError where no connection can have this address, or TLS lacks its files."""
    from distributed.comm.addressing import parse_address, parse_host_port
    from distributed.comm.registry import get_backend
    from distributed.security import Security

    try:
        scheme, _ = parse_address(address)
        get_backend(scheme)
        if scheme in ("tcp", "tls") and not 0 < parse_host_port(address)[1] < 65536:
            raise ValueError("no port has this number")
        security = Security()  # type: ignore[no-untyped-call]
        if scheme == "tls" and security.get_connection_args("client")["ssl_context"] is None:  # type: ignore[no-untyped-call]
            raise ValueError("no certificates are configured")
    except (ValueError, TypeError, OSError) as error:  # ssl.SSLError is an OSError
        raise WrongUseError(
            Text(
                "--cluster: Dask cannot connect to {address}: {why}. Addresses look like tcp://host:8786; tls:// needs "
                "the certificates that Dask's configuration names, see docs/cluster.md",
                "--cluster：Dask 无法连接 {address}：{why}。地址形如 tcp://主机:8786；"
                "tls:// 需先在 Dask 配置中指定证书文件，见 docs/cluster.md",
            ).fill(address=address, why=error)
        ) from None


def _silent(address: str, error: OSError) -> FileError:
    why = str(error).splitlines()[0] if str(error) else type(error).__name__
    return FileError(
        Text(
            "no Dask scheduler answers at {address} ({why}): is it running, and is the address right?",
            "{address} 处没有 Dask 调度器应答（{why}）：请确认其已启动且地址无误",
        ).fill(address=address, why=why)
    )


def _check_versions(client: Any, address: str) -> None:
    """Raises WrongUseError where a worker lacks turnout, or has another version of what the plan depends on."""
    own = platform.python_version().rsplit(".", 1)[0]
    for worker, version in client.run(platform.python_version).items():
        if version.rsplit(".", 1)[0] != own:
            raise _different(worker, "Python", version, platform.python_version())
    for package in ALIKE:
        found = client.run(importlib.metadata.version, package, on_error="return")
        here = _version(package)
        for worker, version in found.items():
            if version != here:
                raise _different(worker, package, version if isinstance(version, str) else "–", here)


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "–"


def _different(worker: str, package: str, there: str, here: str) -> WrongUseError:
    return WrongUseError(
        Text(
            "--cluster: the worker {worker} has {package} {there}, this machine {here}; the same is needed everywhere, "
            "or the plan would depend on where it is made",
            "--cluster：工作进程 {worker} 的 {package} 版本为 {there}，本机为 {here}；"
            "各处版本必须一致，否则结果会因机器而异",
        ).fill(worker=worker, package=package, there=there, here=here)
    )
