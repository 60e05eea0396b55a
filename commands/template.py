"""turnout template: a workbook to fill in, or one that holds an instance."""

from __future__ import annotations

from pathlib import Path

from turnout.commands.notices import warning_lines
from turnout.commands.status import Status
from turnout.commands.terminal import Terminal
from turnout.commands.values import workbook
from turnout.instances import load
from turnout.instances.workbook_template import write_template
from turnout.models import Text
from turnout.models.notice import FileError

EMPTY = Text(
    "{file}: a workbook to fill in, with examples. Its first sheet says how. Then: turnout check {file}",
    "已生成模板 {file}，其中各表有示例行。请按第一张工作表的说明填写，填好后运行：turnout check {file}",
)
FILLED = Text("{file}: a workbook with all of {source}", "已将 {source} 的全部数据写入工作簿 {file}")

TAKEN = Text("{file} is there already; --force overwrites it", "{file} 已存在；确认可以覆盖时请加 --force")


def run(terminal: Terminal, *, file: str, source: str | None, force: bool, encoding: str | None) -> int:
    """Write the workbook and say what comes next. Raises WrongUseError, InstanceError, FileError, OSError."""
    path = Path(workbook("FILE.xlsx", file))
    if not force and path.is_file() and path.stat().st_size:  # it may hold days of somebody's work
        raise FileError(TAKEN.fill(file=file))
    given = None if source is None else load(source, encoding=encoding)
    write_template(path, terminal.lang, given, replace=force)
    if given is not None:
        terminal.note(*warning_lines(given.warnings, terminal.lang))
    shown = f'"{file}"' if " " in file else file
    terminal.say(EMPTY.fill(file=shown) if given is None else FILLED.fill(file=file, source=source))
    return Status.DONE
