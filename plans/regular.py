"""Opening the files of a plan: regular files only, so that nothing waits for a pipe or follows a link elsewhere."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from turnout.models.notice import FileError
from turnout.models.text import Text

LARGEST = 4 * 2**30

_KINDS = (
    (stat.S_ISLNK, Text("symbolic link", "符号链接")),
    (stat.S_ISDIR, Text("folder", "文件夹")),
    (stat.S_ISFIFO, Text("pipe", "管道")),
    (stat.S_ISSOCK, Text("socket", "套接字")),
)
_DEVICE = Text("device", "设备")


def check_regular(path: Path) -> None:
    """Raise FileError where a file is none to read, other OSErrors where it is not there or out of reach."""
    _check(path, os.lstat(path))


def read_regular(path: Path) -> bytes:
    """All bytes of a regular file. Raises FileError where it is none or too large, other OSErrors as the system has
    them."""
    check_regular(path)
    # Without waiting and without following: the name may have come to mean something else since.
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    with open(os.open(path, flags), "rb") as file:
        _check(path, os.fstat(file.fileno()))
        return file.read()


def _check(path: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        kind = next((words for test, words in _KINDS if test(found.st_mode)), _DEVICE)
        raise FileError(
            Text(
                "{path} is not a regular file (it is a {kind}); only regular files are read",
                "{path} 不是普通文件（而是{kind}）；只读取普通文件",
            ).fill(path=path, kind=kind)
        )
    if found.st_size > LARGEST:
        raise FileError(
            Text(
                "{path} has {size} bytes, more than the {most} that are read",
                "{path} 有 {size} 字节，超过可读取的 {most} 字节",
            ).fill(path=path, size=found.st_size, most=LARGEST)
        )
