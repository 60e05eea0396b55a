"""How far a run has come: one line that renews itself on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any

from turnout.commands.terminal import Terminal
from turnout.models import Lang, Progress, Text

if TYPE_CHECKING:
    from rich.live import Live

STAGES = {
    "read": Text("reading the instance", "读取实例"),
    "bounds": Text("working out bounds", "计算下界"),
    "timetable": Text("planning the timetable", "编排集中学习与研讨"),
    "improve": Text("improving the timetable", "优化排程"),
    "sit_ins": Text("planning the sit-ins", "安排列席"),
    "verify": Text("verifying the plan", "核验计划"),
    "write": Text("writing the plan", "写出计划"),
}
_PAUSE = 10.0  # seconds between two plain lines of the same stage


class ProgressLine:
    """Shows progress on standard error while entered; nothing where it is to be quiet."""

    def __init__(self, terminal: Terminal, *, quiet: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._terminal, self._quiet, self._clock = terminal, quiet, clock
        self._began = clock()
        self._latest = Progress("read", 0.0)
        self._came = self._began
        self._told: tuple[str, float] = ("", 0.0)
        self._live: Live | None = None

    def __enter__(self) -> ProgressLine:
        if not self._quiet and self._terminal.err.isatty():
            from rich.console import Console
            from rich.live import Live

            console = Console(file=self._terminal.err, force_terminal=True, highlight=False)  # type: ignore[arg-type]
            self._live = Live(get_renderable=self._drawn, console=console, refresh_per_second=5, transient=True)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Take the line away."""
        live, self._live = self._live, None
        if live is not None:
            live.stop()
        self._quiet = True

    def stage(self, name: str) -> None:
        """A new stage begins."""
        self.report(Progress(name, self._clock() - self._began))

    def report(self, progress: Progress) -> None:
        """What the planner tells; may come from any thread."""
        self._latest, self._came = progress, self._clock()
        if self._quiet or self._live is not None:
            return
        stage, told = self._told
        now = self._clock()
        if progress.stage != stage or now - told >= _PAUSE:
            self._told = (progress.stage, now)
            self._terminal.note(self._line())

    def say(self, text: Text) -> None:
        """A line that stays, above the one that renews itself."""
        if self._quiet:
            return
        if self._live is not None:
            self._live.console.print("\n" + text.of(self._terminal.lang), soft_wrap=True, markup=False)
        else:
            self._terminal.note(text)

    def _line(self) -> str:
        now, latest = self._clock(), self._latest
        left = None if latest.left is None else max(0.0, latest.left - (now - self._came))
        return line(replace(latest, left=left), now - self._began, self._terminal.lang)

    def _drawn(self) -> Any:
        from rich.text import Text as Drawn

        return Drawn("⏳ " + self._line() if self._terminal.err.encoding.lower().startswith("utf") else self._line(),
                     no_wrap=True, overflow="ellipsis")  # fmt: skip


def line(progress: Progress, elapsed: float, lang: Lang) -> str:
    """One report in words: time, stage, parts, the best plan so far, the bound, and the time that the stage still
    takes."""
    stage = STAGES[progress.stage].of(lang) if progress.stage in STAGES else progress.stage
    parts = [_clock(int(elapsed)), stage]
    if progress.total > 1:
        parts.append(Text("part {done} of {total}", "已完成 {done}/{total} 部分").fill(
            done=progress.done, total=progress.total).of(lang))  # fmt: skip
    if progress.unplaced is not None:
        parts.append(Text("unplaced {n}", "未安排 {n} 人次").fill(n=f"{progress.unplaced:,}").of(lang))
    if progress.cost is not None:
        parts.append(Text("cost {n}", "成本 {n}").fill(n=f"{progress.cost:,}").of(lang))
    if progress.bound is not None:
        parts.append(Text("bound {n}", "下界 {n}").fill(n=f"{progress.bound:,}").of(lang))
    if progress.gap is not None and progress.cost:
        parts.append(Text("gap {share:.1%}", "差距 {share:.1%}").fill(share=progress.gap).of(lang))
    if progress.left is not None and progress.done < progress.total:
        parts.append(Text("about {time} left", "约剩 {time}").fill(time=_clock(max(1, round(progress.left)))).of(lang))
    return "  ".join(parts)


def _clock(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"
