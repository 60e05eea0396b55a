"""Opening what the user names: regular files only, capped in size, the same after reading as before."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from turnout.instances.findings import Findings, Where
from turnout.models.notice import FileError
from turnout.models.text import Text

LARGEST_CSV = 4 * 2**30
LARGEST_SETTINGS = 2**20
LARGEST_WORKBOOK = 512 * 2**20

NOT_A_FILE = Text(
    "{name} is not a regular file (it is a {what}); only regular files are read",
    "{name} 不是普通文件（而是{what}）；只读取普通文件",
)
TOO_LARGE = Text(
    "{name} has {size} bytes, more than the {most} that are read", "{name} 有 {size} 字节，超过可读取的 {most} 字节"
)
UNREADABLE = Text("{name} cannot be read: {reason}", "无法读取 {name}：{reason}")

REASONS = {
    errno.ENOENT: Text("there is no such file or folder", "没有这个文件或文件夹"),
    errno.EACCES: Text(
        "no permission, or another program (such as a spreadsheet) holds it open; close it there and try again",
        "没有权限，或文件正被其他程序（如电子表格软件）占用；请关闭后重试",
    ),
    errno.EPERM: Text("the system does not permit it", "系统不允许"),
    errno.EIO: Text("the disk or network drive does not answer", "磁盘或网络驱动器没有响应"),
}
UNWRITABLE = Text("{name} cannot be written: {reason}", "无法写入 {name}：{reason}")
KINDS = (
    (stat.S_ISLNK, Text("symbolic link", "符号链接")),
    (stat.S_ISDIR, Text("folder", "文件夹")),
    (stat.S_ISFIFO, Text("pipe", "管道")),
    (stat.S_ISSOCK, Text("socket", "套接字")),
    (stat.S_ISCHR, Text("device", "设备")),
    (stat.S_ISBLK, Text("device", "设备")),
)


def refusal(name: str, problem: OSError) -> FileError:
    """The error of the system in words."""
    reason = REASONS.get(problem.errno or 0, Text(problem.strerror or str(problem), problem.strerror or str(problem)))
    return FileError(UNREADABLE.fill(name=name, reason=reason))


def what_it_is(mode: int) -> Text:
    """The kind of a file that is none to read, in words."""
    return next((words for test, words in KINDS if test(mode)), Text("special file", "特殊文件"))


@dataclass
class FileReader:
    """Reads whole files and remembers them, to tell at the end whether one changed meanwhile."""

    seen: dict[Path, bytes] = field(default_factory=dict)

    def read(self, path: Path, most: int) -> bytes:
        """All bytes of a regular file of at most `most` bytes. Raises FileError."""
        try:
            mode = path.lstat().st_mode
            if not stat.S_ISREG(mode):
                raise FileError(NOT_A_FILE.fill(name=path.name, what=what_it_is(mode)))
            # Without waiting and without following: the name may have come to mean something else since.
            flags = (
                os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
            )
            with open(os.open(path, flags), "rb") as file:
                status = os.fstat(file.fileno())
                if not stat.S_ISREG(status.st_mode):
                    raise FileError(NOT_A_FILE.fill(name=path.name, what=what_it_is(status.st_mode)))
                if status.st_size > most:
                    raise FileError(TOO_LARGE.fill(name=path.name, size=status.st_size, most=most))
                data = file.read(most + 1)
        except FileError:
            raise
        except OSError as problem:
            raise refusal(path.name, problem) from problem
        if len(data) > most:
            raise FileError(TOO_LARGE.fill(name=path.name, size=len(data), most=most))
        self.seen[path] = hashlib.sha256(data).digest()
        return data

    def check_unchanged(self, findings: Findings) -> None:
        """Files that changed while they were read are errors: the tables may not fit together."""
        for path, before in list(self.seen.items()):
            try:
                with open(path, "rb") as file:
                    after = hashlib.file_digest(file, "sha256").digest()
            except OSError:
                after = b""
            if after != before:
                findings.error(
                    "file-changed",
                    Text("the file changed while it was read", "文件在读取过程中发生了变化"),
                    Text(
                        "Let the program that writes it finish, then start again.",
                        "请等写入该文件的程序结束后重新运行。",
                    ),
                    Where(path.name),
                )


def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file beside its place and move it there: nobody ever sees half of it, and a failure leaves the old one.

    write: writes the file at the path that it is given. Raises FileError.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        try:
            write(aside)
            os.replace(aside, path)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as problem:
        reason = REASONS.get(
            problem.errno or 0, Text(problem.strerror or str(problem), problem.strerror or str(problem))
        )
        raise FileError(UNWRITABLE.fill(name=path.name, reason=reason)) from problem


def check_free(path: Path) -> None:
    """Raise FileError where a file with content is in the way."""
    try:
        taken = path.is_dir() or path.stat().st_size > 0
    except OSError:
        return
    if taken:
        reason = Text("it is there already; delete it or give another name", "该文件已存在；请先删除或换个名称")
        raise FileError(UNWRITABLE.fill(name=path.name, reason=reason))
