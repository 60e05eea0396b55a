"""What is shown while a plan is made."""

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from turnout.commands.progress import STAGES, ProgressLine, line
from turnout.commands.terminal import Terminal
from turnout.models import Lang, Progress


class Clock:
    """Time that stands still until it is set."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_line_tells_stage_time_parts_and_the_best_so_far() -> None:
    progress = Progress("improve", 0.0, done=3, total=24, unplaced=4, cost=2415, bound=2398)
    assert line(progress, 75, "en") == (
        "1:15  improving the timetable  part 3 of 24  unplaced 4  cost 2,415  bound 2,398  gap 0.7%"
    )
    assert line(progress, 75, "zh") == (
        "1:15  优化排程  已完成 3/24 部分  未安排 4 人次  成本 2,415  下界 2,398  差距 0.7%"
    )


def test_the_time_left_is_told_while_there_are_parts_to_come() -> None:
    assert line(Progress("bounds", 0.0, done=1, total=4, left=95.4), 32, "en").endswith("part 1 of 4  about 1:35 left")
    assert line(Progress("bounds", 0.0, done=1, total=4, left=7300), 32, "zh").endswith("约剩 2:01:40")
    assert "left" not in line(Progress("bounds", 0.0, done=4, total=4, left=0.0), 32, "en")


def test_between_two_reports_the_time_left_runs_down() -> None:
    clock, err = Clock(), io.StringIO()
    with ProgressLine(Terminal("en", io.StringIO(), err), quiet=False, clock=clock) as shown:
        shown.report(Progress("timetable", 0.0, 1, 9, left=60.0))
        clock.now += 20
        assert shown._line() == "0:20  planning the timetable  part 1 of 9  about 0:40 left"


def test_what_is_not_known_yet_is_left_out() -> None:
    assert line(Progress("read", 0.0), 0, "en") == "0:00  reading the instance"


def test_every_stage_has_words_in_both_languages() -> None:
    assert STAGES.keys() == {"read", "bounds", "timetable", "improve", "sit_ins", "verify", "write"}
    assert all(len({text.of(lang) for lang in get_args(Lang)}) == 2 for text in STAGES.values())


def test_plain_lines_come_with_each_stage_and_now_and_then() -> None:
    clock, err = Clock(), io.StringIO()
    with ProgressLine(Terminal("en", io.StringIO(), err), quiet=False, clock=clock) as shown:
        shown.stage("read")
        shown.report(Progress("timetable", 0.0, 1, 9))
        clock.now += 5
        shown.report(Progress("timetable", 0.0, 2, 9))
        clock.now += 6
        shown.report(Progress("timetable", 0.0, 3, 9))
    assert err.getvalue().splitlines() == [
        "0:00  reading the instance",
        "0:00  planning the timetable  part 1 of 9",
        "0:11  planning the timetable  part 3 of 9",
    ]


def test_quiet_shows_nothing() -> None:
    err = io.StringIO()
    with ProgressLine(Terminal("en", io.StringIO(), err), quiet=True) as shown:
        shown.stage("read")
    assert err.getvalue() == ""


@pytest.fixture
def pseudo_terminal() -> Iterator[tuple[int, io.TextIOWrapper]]:
    pty = pytest.importorskip("pty")
    master, slave = pty.openpty()
    stream = os.fdopen(slave, "w", encoding="utf-8")
    yield master, stream
    os.close(master)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_on_a_terminal_one_line_renews_itself(pseudo_terminal: tuple[int, io.TextIOWrapper], tmp_path: Path) -> None:
    master, stream = pseudo_terminal
    terminal = Terminal("zh", io.StringIO(), stream)
    with ProgressLine(terminal, quiet=False) as shown:
        shown.report(Progress("improve", 0.0, unplaced=4))
    stream.close()
    seen = b""
    while True:
        try:
            part = os.read(master, 4096)
        except OSError:
            break
        if not part:
            break
        seen += part
    text = seen.decode("utf-8")
    assert "优化排程  未安排 4 人次" in text
    assert text.rstrip().endswith(("\x1b[2K", "\x1b[?25h")), "the line is taken away in the end"
