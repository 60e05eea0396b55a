"""What went wrong, in words, with the exit status: nobody ever sees a traceback."""

from __future__ import annotations

import errno
import platform
import tempfile
import traceback
from typing import TYPE_CHECKING

from turnout.commands.declare import version_of
from turnout.commands.status import Status, WrongUseError
from turnout.models.text import Text

if TYPE_CHECKING:
    from turnout.commands.terminal import Terminal
    from turnout.models.notice import InstanceError

_SYSTEM = {
    errno.ENOENT: Text("no such file or folder", "文件或文件夹不存在"),
    errno.EACCES: Text("no permission", "没有权限"),
    errno.EPERM: Text("not permitted", "操作不被允许"),
    errno.ENOSPC: Text("the disk is full", "磁盘空间已满"),
    errno.EDQUOT: Text("the disk quota is used up", "磁盘配额已用完"),
    errno.EROFS: Text("the file system is read-only", "文件系统为只读"),
    errno.EISDIR: Text("is a folder, not a file", "是文件夹而不是文件"),
    errno.EEXIST: Text("is there already, and is no folder", "已存在，且不是文件夹"),
    errno.ELOOP: Text("the links lead in a circle", "链接循环，无法到达"),
    errno.ENOTDIR: Text("is a file, not a folder", "是文件而不是文件夹"),
    errno.ENAMETOOLONG: Text("the name is too long", "名称过长"),
    errno.EIO: Text("the device reported an error", "设备读写出错"),
}
_PACKAGES = ("turnout", "ortools", "numpy", "pandas", "pydantic")


def explain(error: BaseException, terminal: Terminal) -> Status:
    """Say what an exception means to the user; the exit status for it."""
    from turnout.models.notice import FileError, InstanceError
    from turnout.plans import PlanError

    if isinstance(error, WrongUseError):
        terminal.note(_headed(error.text))
        return Status.WRONG_USE
    if isinstance(error, InstanceError):
        return _explain_instance(error, terminal)
    if isinstance(error, FileError | PlanError):
        terminal.note(_headed(error.text))
        return Status.FILES
    if isinstance(error, OSError):
        terminal.note(_headed(_of_system(error)))
        return Status.FILES
    return _explain_own(error, terminal)


def _headed(text: Text) -> Text:
    return Text("error: {text}", "错误：{text}").fill(text=text)


def _explain_instance(error: InstanceError, terminal: Terminal) -> Status:
    from turnout.commands.marking import MarkedInstanceError

    terminal.note(*(notice.line(terminal.lang) for notice in error.notices))
    listed = len(error.notices)
    if error.total > listed:
        terminal.note(*(f"  {count:>9,}  {code}" for code, count in error.counts.items()))
        terminal.note(
            Text("… and {more} more; {total} errors in all", "……还有 {more} 处；共 {total} 处错误").fill(
                more=f"{error.total - listed:,}", total=f"{error.total:,}"
            )
        )
    else:
        one = Text("1 error: nothing was planned", "共 1 处错误，未进行排程")
        many = Text("{total} errors: nothing was planned", "共 {total} 处错误，未进行排程").fill(total=error.total)
        terminal.note(one if error.total == 1 else many)
    if isinstance(error, MarkedInstanceError):
        terminal.note(error.marked)
    return Status.WRONG_INSTANCE


def _of_system(error: OSError) -> Text:
    known = _SYSTEM.get(error.errno or 0)
    plain = error.strerror or str(error) or type(error).__name__
    text = known or Text(plain, f"系统报告：{plain}")
    if error.filename is None:
        return text
    return Text("{path}: {text}", "{path}：{text}").fill(path=error.filename, text=text)


def _explain_own(error: BaseException, terminal: Terminal) -> Status:
    """Turnout's own error: a line for the user, and a report that names places in the program but nobody's data."""
    if isinstance(error, MemoryError):
        text = Text("there is not enough memory for this instance", "内存不足，无法处理该实例")
    else:
        said = str(error) if type(error).__module__.startswith("turnout.scheduler") else type(error).__name__
        text = Text(
            "turnout caught an error of its own ({said}); older results are untouched",
            "turnout 内部出错（{said}），已有结果未受影响",
        ).fill(said=said)
    terminal.note(_headed(text))
    report = _report(error)
    if report:
        terminal.note(
            Text(
                "please send this report, which holds no data of yours, to whoever looks after turnout: {report}",
                "请将此报告（不含任何业务数据）发给 turnout 的维护人员：{report}",
            ).fill(report=report)
        )
    return Status.OWN_ERROR


def _report(error: BaseException) -> str:
    """Write the report; its path, or "" where nothing can be written."""
    lines = [f"{name} {version_of(name)}" for name in _PACKAGES]
    lines += [f"Python {platform.python_version()} on {platform.system()} {platform.machine()}", ""]
    cause: BaseException | None = error
    while cause is not None:
        # Places only: messages and values could hold names of people.
        lines.append(f"{type(cause).__module__}.{type(cause).__qualname__}")
        frames = traceback.extract_tb(cause.__traceback__)
        lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="turnout-report-", suffix=".txt", delete=False, encoding="utf-8"
        ) as file:
            file.write("\n".join(lines) + "\n")
        return file.name
    except OSError:
        return ""


