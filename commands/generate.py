"""turnout generate: write a seeded instance that looks like the real thing."""

from __future__ import annotations

from pathlib import Path

from turnout.commands.layout import table
from turnout.commands.status import Status, WrongUseError
from turnout.commands.terminal import Terminal
from turnout.instances.generating import SizeError, Tightness, make, write
from turnout.models import Text
from turnout.models.notice import FileError
from turnout.models.tables import TABLES


def run(
    terminal: Terminal, *, folder: str, stage: str | None, enterprises: int | None, branches: int | None,
    members: int | None, tightness: Tightness, seed: int, quarter: str,
) -> int:
    """Make the instance, write it, print its size. Raises WrongUseError, FileError, OSError."""
    target = Path(folder)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise FileError(
            Text(
                "{folder} holds files already; give a new or an empty folder",
                "{folder} 中已有文件，请指定新的或空的文件夹",
            ).fill(folder=folder)
        )
    try:
        tables = make(
            stage=int(stage) if stage else None, enterprises=enterprises, branches=branches, members=members,
            tightness=tightness, seed=seed, quarter=quarter,
        )  # fmt: skip
    except SizeError as error:
        raise WrongUseError(error.text) from None
    write(target, tables, quarter=quarter, seed=seed)
    lang = terminal.lang
    said = Text("{folder}: an instance of {quarter} was written", "{folder}：{quarter} 的实例已写出")
    terminal.say(said.fill(folder=folder, quarter=quarter))
    rows = [(TABLES[name].title.of(lang), f"{len(frame):,}") for name, frame in tables.items()]
    terminal.say(*table(rows, numbers=[1]))
    return Status.DONE
