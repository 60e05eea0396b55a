"""Finished parts of a plan on disk, beside its folder, until the plan stands: for a run that goes on with them.

One file for each part, with a checksum over it, its name and the run that it belongs to; `run.json` says which run that
is. Nothing is unpickled. A part that is damaged, half written or another run's is thrown away. Their volume is limited,
and they leave room on the disk for the plan.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from turnout.models.text import Text
from turnout.plans.regular import read_regular

MOST = 2 * 2**30
"""Bytes that all parts of a run may take."""
RESERVE = 512 * 2**20
"""Bytes that stay free on the disk, or no part is kept: they never take the room of the plan itself."""
_MAGIC = b"turnout-part/1\n"
_RUN = "run.json"

_DIFFERENT = {
    "settings": Text("the settings are different", "设置不同"),
    "instance": Text("the instance is different", "实例不同"),
    "seed": Text("the seed is different", "随机种子不同"),
    "version": Text("it was another version or another kind of machine", "当时的版本或机器类型不同"),
    "scope": Text("another part of the instance was planned", "当时的排程范围不同"),
    "effort": Text("another effort was asked for", "当时的优化力度不同"),
    "base": Text("the base plan is different", "原计划不同"),
}
_OTHER = Text("something else was asked for", "当时的要求不同")


class Checkpoints:
    """The kept parts of one plan folder's run. resume: whether to go on with those that an earlier run left.

    told: told in words what becomes of the parts of an earlier run. Parts are written from one thread.
    """

    def __init__(
        self, folder: Path, *, resume: bool = False, told: Callable[[Text], None] = lambda text: None
    ) -> None:
        self._folder, self._resume, self._told = folder, resume, told
        self._identity = ""
        self._key = b""
        self._kept: set[str] = set()
        self._size = 0
        self._full = self._made = False

    @staticmethod
    def beside(folder: Path) -> Path:
        """Where the parts of a plan folder are kept: beside it, or in it where nobody may write beside it."""
        here = os.access(folder.parent, os.W_OK | os.X_OK)
        return folder.parent / f".{folder.name}.turnout-parts" if here else folder / ".turnout-parts"

    def open(self, identity: Mapping[str, str]) -> None:
        """Take up the parts of an earlier run if they are of this one; throw them away if not."""
        self._identity = json.dumps(identity, sort_keys=True)
        self._key = hashlib.sha256(self._identity.encode()).digest()
        before = self._before()
        if self._resume and before == identity:
            self._made = True
            self._kept = {path.name for path in self._folder.iterdir() if path.suffix == ".part"}
            self._size = sum((self._folder / name).lstat().st_size for name in self._kept)
            self._told(
                Text(
                    "going on with {count} finished parts of the run before", "沿用上次运行已完成的{count}个部分"
                ).fill(count=len(self._kept))
            )
            return
        if self._resume and before is None:
            self._told(
                Text("nothing is left of an earlier run: planning from the start", "没有可继续的中断运行，从头开始")
            )
        elif self._resume:
            changed = [name for name in (*_DIFFERENT, *identity) if (before or {}).get(name) != identity.get(name)]
            self._told(
                Text(
                    "what the earlier run left is of no use, since {why}: planning from the start",
                    "上次运行留下的部分不能沿用（{why}），从头开始",
                ).fill(why=_DIFFERENT.get(changed[0], _OTHER))
            )
        self.remove()

    def read(self, name: str) -> bytes | None:
        """A part that an earlier run has finished; None where there is none that is whole."""
        file = f"{name}.part"
        if file not in self._kept:
            return None
        path = self._folder / file
        try:
            content = read_regular(path)
        except OSError:
            content = b""
        head, payload = content[: len(_MAGIC) + 32], content[len(_MAGIC) + 32 :]
        if head == _MAGIC + self._sum(name, payload):
            return payload
        self._told(
            Text(
                "a damaged part of the run before was thrown away: {name}", "上次运行的一个部分已损坏，已弃用：{name}"
            ).fill(name=file)
        )
        self._forget(file)
        return None

    def write(self, name: str, content: bytes) -> None:
        """Keep a finished part, unless there is no room for it."""
        file = f"{name}.part"
        if self._full or file in self._kept:
            return
        try:
            self._make()
            size = len(content) + len(_MAGIC) + 32
            if self._size + size > MOST or shutil.disk_usage(self._folder).free < RESERVE + size:
                self._full = True
                return
            unfinished = self._folder / f"{name}.unfinished"
            unfinished.write_bytes(_MAGIC + self._sum(name, content) + content)
            os.replace(unfinished, self._folder / file)
        except OSError:  # nothing depends on it
            self._full = True
            return
        self._kept.add(file)
        self._size += size

    def __bool__(self) -> bool:
        """Whether any part is kept."""
        return bool(self._kept)

    def remove(self) -> None:
        """Throw all parts away."""
        if not self._folder.is_symlink():
            shutil.rmtree(self._folder, ignore_errors=True)
        self._kept.clear()
        self._size, self._made = 0, False

    def _before(self) -> dict[str, str] | None:
        """The identity of the run that left parts, None without any."""
        if self._folder.is_symlink():
            return None
        try:
            found = json.loads(read_regular(self._folder / _RUN))
        except (OSError, ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else None

    def _make(self) -> None:
        if not self._made:
            self._folder.mkdir(mode=0o700)
            (self._folder / _RUN).write_text(self._identity, encoding="utf-8")
            self._made = True

    def _sum(self, name: str, payload: bytes) -> bytes:
        return hashlib.sha256(self._key + name.encode() + b"\n" + payload).digest()

    def _forget(self, file: str) -> None:
        self._kept.discard(file)
        with contextlib.suppress(OSError):
            (self._folder / file).unlink()
