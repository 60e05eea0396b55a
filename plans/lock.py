"""One run at a time on a plan folder.

The lock belongs to the operating system: it ends with the process that holds it, however that ends, so a file
left behind never blocks. What the file says (who holds it, since when) is only for the message to whoever comes
second.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import json
import os
import platform
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from turnout.models.text import Text
from turnout.plans.errors import FolderError

_BYTE = 1 << 30  # far behind the text: Windows refuses to read a byte that another process has locked
_BUSY = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}

# The system's locks belong to the process, so two threads of one process would not shut each other out; and a thread
# that as much as read the lock's file would give it back for all. So what the file says is kept here, too.
_held_here: dict[str, dict[str, object]] = {}
_guard = threading.Lock()


class FolderLock:
    """A lock file that one process holds at a time."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.path = path
        self._folder = folder
        self._descriptor = self._itself = -1

    def acquire(self) -> None:
        """Take the lock, or raise FolderError naming its holder. Raises OSError where the file cannot be made."""
        note = {"pid": os.getpid(), "host": platform.node(), "since": dt.datetime.now().isoformat(" ", "seconds")}
        with _guard:
            if str(self.path) in _held_here:
                raise self._busy(_held_here[str(self.path)])
            while self._descriptor < 0:
                self._try()
            _held_here[str(self.path)] = note
        with contextlib.suppress(OSError):  # on a full disk the lock holds all the same
            os.ftruncate(self._descriptor, 0)
            os.write(self._descriptor, json.dumps(note).encode())

    def _try(self) -> None:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        descriptor = os.open(self.path, flags, 0o666)
        try:
            _lock(descriptor)
        except OSError as error:
            if error.errno in _BUSY:
                os.close(descriptor)
                raise self._busy(_note(self.path)) from None
            # This file system knows no locks. Plans are still written whole; only two runs at once are not told apart.
        try:
            same = os.path.samestat(os.fstat(descriptor), os.stat(self.path))
        except FileNotFoundError:
            same = False
        if same:
            self._descriptor = descriptor
        else:  # its last holder removed the file between our opening and our locking it
            os.close(descriptor)

    def hold_folder(self) -> None:
        """Take the folder itself, too, where the system can: so those are shut out who come to it by another path, or
        may not open the file that others lock. Raises FolderError where somebody has it."""
        with contextlib.suppress(OSError):  # a folder that may be written but not read
            self._itself = os.open(self._folder, os.O_RDONLY) if os.name != "nt" else -1
        if self._itself >= 0 and not _lock_folder(self._itself):
            raise self._busy({} if self.path.parent != self._folder else _note(lock_file(self._folder)))

    def release(self) -> None:
        """Give the lock back and remove its file."""
        if self._itself >= 0:
            _unlock_folder(self._itself)
            os.close(self._itself)
            self._itself = -1
        if self._descriptor < 0:
            return
        if os.name != "nt":  # while it is held, so that nobody removes another one's
            with contextlib.suppress(OSError):  # somebody else's may have to stay; it blocks nobody
                self.path.unlink()
        os.close(self._descriptor)
        self._descriptor = -1
        if os.name == "nt":
            with contextlib.suppress(OSError):  # somebody has it already
                self.path.unlink(missing_ok=True)
        with _guard:
            _held_here.pop(str(self.path), None)

    def _busy(self, note: Mapping[str, object]) -> FolderError:
        holder = {key: str(note.get(key, "?"))[:100] for key in ("pid", "host", "since")}
        return FolderError(
            Text(
                "another run is writing to {folder}: process {pid} on {host}, since {since}. "
                "Wait for it, or name another folder",
                "另一个进程正在写入 {folder}：进程号 {pid}，主机 {host}，开始于 {since}。"
                "请等它结束，或换一个输出文件夹",
            ).fill(folder=self._folder, **holder)
        )


def lock_file(folder: Path) -> Path:
    """The lock file of a folder, which stays where it is when folders change places."""
    return folder.parent / f".{folder.name}.turnout-lock"


def _note(path: Path) -> Mapping[str, object]:
    """What a lock file of another process says; nothing where it says nothing that can be read."""
    try:
        note = json.loads(path.read_text(encoding="utf-8")[:1000])
    except (OSError, ValueError, RecursionError):
        return {}
    return note if isinstance(note, dict) else {}


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, _BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)

    def _lock_folder(descriptor: int) -> bool:
        return True

    def _unlock_folder(descriptor: int) -> None:
        pass

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        # Not flock: its locks live on in forked children, so an orphaned worker would block the next run.
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _lock_folder(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # the other kind needs a file that can be written
        except OSError as error:
            return error.errno not in _BUSY
        return True

    def _unlock_folder(descriptor: int) -> None:
        with contextlib.suppress(OSError):  # not by closing alone: a forked child may have the descriptor, too
            fcntl.flock(descriptor, fcntl.LOCK_UN)
