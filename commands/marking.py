"""Reading an instance and, on request, handing the user's workbook back with its faulty cells marked."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from turnout.commands.status import WrongUseError
from turnout.instances import load
from turnout.instances.workbook_annotate import annotate, is_annotated
from turnout.instances.workbook_safety import WorkbookError
from turnout.models import Instance, InstanceError, Lang, Notice, Text
from turnout.models.notice import FileError

WRITTEN = Text("A copy with the cells marked was written: {copy}", "已另存标注副本，请打开查看：{copy}")
NOT_WRITTEN = Text("No marked copy was written: {reason}", "标注副本未写出：{reason}")
NOTHING = Text("Nothing to mark: {copy} was not written.", "没有需要标注的内容，未生成 {copy}。")


class MarkedInstanceError(InstanceError):
    """The instance is wrong, and a copy of its workbook was to be marked. marked: what became of that."""

    def __init__(self, error: InstanceError, marked: Text) -> None:
        super().__init__(error.notices, error.total, error.counts)
        self.marked = marked


def read_marking(path: str, encoding: str | None, copy: str | None, lang: Lang) -> tuple[Instance, list[Text]]:
    """The instance, and what to say about its marked copy; without `copy`, nothing.

    Raises InstanceError (MarkedInstanceError where a copy was asked for), OSError, and WrongUseError where there is no
    workbook or the copy would overwrite something else.
    """
    if copy is None:
        return load(path, encoding=encoding), []
    _check_names(Path(path), Path(copy))
    try:
        given = load(path, encoding=encoding)
    except InstanceError as error:
        raise MarkedInstanceError(error, _marked(path, error.notices, copy, lang)) from error
    if not given.warnings:
        return given, [NOTHING.fill(copy=copy)]
    return given, [_marked(path, given.warnings, copy, lang)]


def _marked(path: str, notices: Sequence[Notice], copy: str, lang: Lang) -> Text:
    """Write the copy. What hinders that is told, but must not hide what is wrong with the instance."""
    try:
        annotate(path, notices, copy, lang)
    except (FileError, WorkbookError) as error:
        return NOT_WRITTEN.fill(reason=error.text)
    return WRITTEN.fill(copy=copy)


def _check_names(path: Path, copy: Path) -> None:
    """Only a workbook can be marked, and nothing but an earlier marked copy is overwritten. Raises WrongUseError."""
    if path.is_dir():
        raise WrongUseError(
            Text(
                "--annotate: {path} is a folder; only a workbook can be marked",
                "--annotate：{path} 是文件夹，只有工作簿才能标注",
            ).fill(path=path)
        )
    if os.path.realpath(path) == os.path.realpath(copy):
        raise WrongUseError(
            Text(
                "--annotate: {copy} is the instance itself; give another name",
                "--annotate：{copy} 就是实例本身，请换一个文件名",
            ).fill(copy=copy)
        )
    if copy.exists() and not is_annotated(copy):
        raise WrongUseError(
            Text(
                "--annotate: {copy} is there already and is no marked copy; give another name",
                "--annotate：{copy} 已存在且不是标注副本，请换一个文件名",
            ).fill(copy=copy)
        )
