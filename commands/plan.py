"""turnout plan: plan a quarter, verify the plan, and only then put it in place."""

from __future__ import annotations

import dataclasses
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from turnout import scheduler
from turnout.commands import summary, verify
from turnout.commands.base_plan import begin_reading
from turnout.commands.figures import figures, unmet
from turnout.commands.interruption import Interruption, Work
from turnout.commands.marking import read_marking
from turnout.commands.notices import warning_lines
from turnout.commands.progress import ProgressLine
from turnout.commands.scope import check_scope
from turnout.commands.status import Status, WrongUseError
from turnout.commands.terminal import Terminal
from turnout.commands.versions import foreign_solver
from turnout.commands.workplace import workplace
from turnout.models import Instance, Plan, Text, Verdict
from turnout.models.plan import Scope
from turnout.plans import Checkpoints, PlanFolder, Written, read
from turnout.scheduler import Workers
from turnout.scheduler.memory import MB
from turnout.scheduler.planning import Effort, Only
from turnout.verifier import verify as verdict_on

T = TypeVar("T")
STOPPING = Text(
    "Stopping: the best plan so far will be verified and kept. Once more ends at once, without it.",
    "正在停止：将核验并保存目前最好的计划。再按一次则立即退出，不保存。",
)

NEXT = Text(
    "Sign-in sheets, calendars and more: turnout report {plan} {instance} -o OUT",
    "签到表、日历等用此命令输出：turnout report {plan} {instance} -o 报表文件夹",
)
READ_TOO_LONG = Text(
    "reading the instance alone took longer than --time-limit: what can be planned at once is planned",
    "仅读取实例就已超过 --time-limit，只做可立即完成的安排",
)
GO_ON = Text(
    "To go on where this run stood: the same command with --resume.", "如需从中断处继续，请在同一命令后加 --resume。"
)
TIMETABLE_RULES = frozenset({"FORMAT", *(f"H{number}" for number in range(1, 11)), "SIZE", "TOPIC", "UNPLACED"})


@dataclass(frozen=True)
class Wishes:
    """What `turnout plan` was asked for."""

    instance: str
    output: str
    base: str | None
    only: Only | None
    stage: str | None
    under: tuple[str, ...]
    workers: int | None
    cluster: str | None
    memory: int | None
    resume: bool
    effort: Effort
    seed: int | None
    time_limit: float | None
    deterministic_limit: float | None
    encoding: str | None
    strict: bool
    quiet: bool
    as_json: bool
    annotate: str | None = None

    @property
    def scope(self) -> Scope:
        """The part of the instance that is meant."""
        return Scope(stage=self.stage, under=list(self.under))


def run(terminal: Terminal, **given: object) -> int:
    """Plan, verify, write and sum up. Raises WrongUseError, InstanceError, PlanError, OSError, Interrupted."""
    wishes = Wishes(**given)  # type: ignore[arg-type]
    if os.path.realpath(wishes.instance) == os.path.realpath(wishes.output):
        raise WrongUseError(
            Text("-o names the instance itself: name another folder", "-o 指向了实例本身，请换一个输出文件夹")
        )
    foreign = foreign_solver()
    if foreign and wishes.strict:
        raise WrongUseError(Text("--strict: {text}", "--strict：{text}").fill(text=foreign))
    return _Run(terminal, wishes, foreign).done()


class _Run:
    """One run of the command, step by step."""

    def __init__(self, terminal: Terminal, wishes: Wishes, foreign: Text | None) -> None:
        self.terminal, self.wishes, self.foreign = terminal, wishes, foreign
        self.began = time.monotonic()
        self.seconds: dict[str, dict[str, float]] = {}
        self.line = ProgressLine(terminal, quiet=wishes.quiet)
        self.interruption = Interruption(self._stopping)
        self.cut_short = 0  # the signal that came before the plan was finished

    def done(self) -> int:
        """All steps; the exit status."""
        wishes = self.wishes
        with (
            self.interruption, PlanFolder(wishes.output) as folder, self.line,
            workplace(wishes.workers, wishes.memory, wishes.cluster) as workers,
        ):  # fmt: skip
            self.line.stage("read")
            instance, base = self._timed("read", lambda: self._read(workers))
            standing = read(folder.path) if self.wishes.only == "sit-ins" else None
            check_scope(instance, self.wishes.scope)
            self._warn(instance)
            if standing is not None and (broken := timetable_breaches(instance, folder.path, base)):
                return self._refused(folder, broken)
            parts = Checkpoints(Checkpoints.beside(folder.path), resume=wishes.resume, told=self.line.say)
            self.interruption.defer()
            try:
                plan = Work(lambda: self._planned(instance, base, standing, workers, parts)).done()
            except scheduler.Stopped:
                return self._stopped()
            workers.rest()
            plan, verdict = self._staged(folder, plan, instance, base, workers)
            if not verdict.ok:
                parts.remove()
                return self._rejected(folder, verdict)
            written = folder.commit()
            self.line.close()
            self._sum_up(plan, instance, written)
            if not self.cut_short:
                parts.remove()
            elif parts:
                self.terminal.note(GO_ON)
            self.terminal.note(*verify.inherited_lines(verdict, self.terminal.lang))
        return self._status(plan, written)

    def _read(self, workers: Workers) -> tuple[Instance, Plan | None]:
        """The instance, a workbook's marked copy where that was asked for, and the base plan."""
        wishes = self.wishes
        base = None if wishes.base is None else begin_reading(wishes.base, workers)
        given, marked = read_marking(wishes.instance, wishes.encoding, wishes.annotate, self.terminal.lang)
        self.terminal.note(*marked)
        return given, None if base is None else base()

    def _warn(self, instance: Instance) -> None:
        """Warnings come before the work, so that somebody can stop it; the summary says them again."""
        if not self.wishes.quiet:
            self.terminal.note(*warning_lines(instance.warnings, self.terminal.lang))

    def _planned(
        self, instance: Instance, base: Plan | None, standing: Plan | None, workers: Workers, parts: Checkpoints
    ) -> Plan:
        wishes = self.wishes
        limit = wishes.time_limit
        if limit and time.monotonic() - self.began > limit:
            self.line.say(READ_TOO_LONG)
        return scheduler.plan(
            instance, base=base, timetable=standing, only=wishes.only, scope=wishes.scope,
            workers=workers, effort=wishes.effort, seed=wishes.seed,
            time_limit=None if limit is None else max(0.0, limit - (time.monotonic() - self.began)),
            deterministic_limit=wishes.deterministic_limit, progress=self.line.report, cancel=self.interruption.cancel,
            checkpoints=parts,
        )  # fmt: skip

    def _staged(
        self, folder: PlanFolder, plan: Plan, instance: Instance, base: Plan | None, workers: Workers
    ) -> tuple[Plan, Verdict]:
        """Write the files beside the old ones, and hold against the rules what was written."""
        self.line.stage("write")
        staged = self._timed("write", lambda: Work(lambda: folder.stage(plan)).done())
        self.line.stage("verify")
        verdict = self._timed("verify", lambda: Work(lambda: verdict_on(instance, staged, base=base)).done())
        self.cut_short = self.interruption.signal
        own = [{"code": "foreign-solver", "en": self.foreign.en, "zh": self.foreign.zh}] if self.foreign else []
        changes = {
            "warnings": plan.manifest.warnings + own,
            "seconds": {**plan.manifest.seconds, **self.seconds},
            "partial": plan.manifest.partial or bool(self.cut_short),
            "peak_memory_mb": round(workers.peak_memory / MB, 1),
        }
        plan = dataclasses.replace(plan, manifest=plan.manifest.model_copy(update=changes))
        folder.restate(plan.manifest)
        return plan, verdict

    def _rejected(self, folder: PlanFolder, verdict: Verdict) -> int:
        words = verify.lines(verdict, self.terminal.lang)
        aside = folder.reject()
        (aside / "violations.txt").write_text("\n".join(words) + "\n", encoding="utf-8", newline="\n")
        self.line.close()
        self.terminal.note(
            *words[:20],
            Text(
                "error: turnout's own check rejected the plan it made; the result in {folder} was not touched. "
                "The rejected plan is kept for finding the cause: {aside}",
                "错误：turnout 排出的计划未通过自身核验，{folder} 中的结果未改动。未通过的计划已另存备查：{aside}",
            ).fill(folder=folder.path, aside=aside),
        )
        return Status.OWN_ERROR

    def _refused(self, folder: PlanFolder, broken: Verdict) -> int:
        """The timetable that is to get its sit-ins breaks rules: it was edited, or the instance is another now."""
        self.line.close()
        self.terminal.note(
            *verify.lines(broken, self.terminal.lang)[:20],
            Text(
                "error: the timetable in {folder} does not stand for this instance; plan it anew, without --only",
                "错误：{folder} 中的排程对该实例不成立；请去掉 --only 重新排程",
            ).fill(folder=folder.path),
        )
        return Status.BROKEN_RULE

    def _stopped(self) -> int:
        self.line.close()
        self.terminal.note(
            Text(
                "Stopped before there was any plan; nothing was written.",
                "在得到任何计划之前已停止，未写出任何文件。",
            )
        )
        return 128 + self.interruption.signal if self.interruption.signal else Status.STOPPED

    def _sum_up(self, plan: Plan, instance: Instance, written: Written) -> None:
        terminal = self.terminal
        data = {"plan": str(written.folder), "beside": written.beside, **figures(plan, instance)}
        if self.wishes.as_json:
            terminal.say_json(data)
        else:
            terminal.say(*summary.lines(data, terminal.lang, terminal.paint), "")
            terminal.say(Text("Plan: {folder}", "计划文件夹：{folder}").fill(folder=written.folder))
            names = [f'"{name}"' if " " in name else name for name in (str(written.folder), self.wishes.instance)]
            terminal.say(NEXT.fill(plan=names[0], instance=names[1]))
        if written.beside:
            terminal.note(
                Text(
                    "error: a file in {asked} is open in another program; the new plan was saved beside it: {folder}",
                    "错误：{asked} 中有文件正被其他程序打开，新计划已另存到 {folder}",
                ).fill(asked=self.wishes.output, folder=written.folder)
            )

    def _status(self, plan: Plan, written: Written) -> int:
        if self.cut_short:
            return 128 + self.cut_short
        if written.beside:
            return Status.FILES
        return Status.UNMET if self.wishes.strict and unmet(plan) else Status.DONE

    def _timed(self, stage: str, work: Callable[[], T]) -> T:
        """Do a step, and note its seconds for plan.json."""
        wall, cpu = time.monotonic(), time.process_time()
        result = work()
        used = {"wall": round(time.monotonic() - wall, 3), "cpu": round(time.process_time() - cpu, 3)}
        self.seconds[stage] = used
        return result

    def _stopping(self) -> None:
        self.line.say(STOPPING)


def timetable_breaches(instance: Instance, folder: Path, base: Plan | None) -> Verdict | None:
    """What breaks the rules of sessions in a plan that somebody may have edited, None where nothing does.

    What the plan says of its sit-ins and of its bounds is not looked at: that is about to be made anew.
    """
    verdict = verdict_on(instance, verify.readable(str(folder)), base=base)
    broken = tuple(v for v in verdict.violations if v.rule in TIMETABLE_RULES)
    return Verdict(broken, total=len(broken)) if broken else None
