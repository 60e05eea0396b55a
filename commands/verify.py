"""turnout verify: hold a plan against every rule."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from turnout.commands.scope import check_scope
from turnout.commands.status import Status
from turnout.commands.terminal import Terminal
from turnout.instances import load
from turnout.models import Lang, Plan, Text, Verdict, Violation
from turnout.models.plan import Scope
from turnout.plans import OWN_FILES, read
from turnout.plans.places import current, interrupted
from turnout.plans.regular import check_regular
from turnout.verifier import verify


def run(
    terminal: Terminal, *, instance: str, plan: str, base: str | None, stage: str | None, under: tuple[str, ...],
    encoding: str | None, as_json: bool,
) -> int:  # fmt: skip
    """Print every violation in words. Raises InstanceError, OSError, WrongUseError, and PlanError for a base plan that
    is none."""
    given = load(instance, encoding=encoding)
    scope = Scope(stage=stage, under=list(under)) if stage is not None or under else None
    if scope is not None:
        check_scope(given, scope)
    verdict = verify(given, readable(plan), base=None if base is None else readable(base), scope=scope)
    if as_json:
        terminal.say_json(_data(verdict))
    else:
        terminal.say(*lines(verdict, terminal.lang))
    return Status.DONE if verdict.ok else Status.BROKEN_RULE


def readable(folder: str) -> Path | Plan:
    """The folder for the verifier to read by itself; read here only while an interrupted run's files are in two places.

    Raises OSError where a file of the plan is missing or cannot be opened.
    """
    for name in OWN_FILES:
        check_regular(current(Path(folder), name))
    return read(folder) if interrupted(Path(folder)) else Path(folder)


def lines(verdict: Verdict, lang: Lang) -> list[str]:
    """The verdict in words: violations, inherited breaches, notes, and the sentence."""
    out = [_line(violation, lang) for violation in verdict.violations]
    if verdict.total > len(verdict.violations):
        more = Text("… and {count} more", "……还有 {count} 处").fill(count=verdict.total - len(verdict.violations))
        out.append(more.of(lang))
    out += inherited_lines(verdict, lang)
    out += [Text("note: {note}", "说明：{note}").fill(note=note).of(lang) for note in verdict.notes]
    if verdict.ok:
        sentence = Text(
            "The plan keeps every rule, and everything it claims is true.", "计划符合全部规则，所列数据均属实。"
        )
    elif verdict.total == 1:
        sentence = Text("The plan does not stand: 1 violation.", "计划不成立：共 1 处违规。")
    else:
        sentence = Text("The plan does not stand: {n} violations.", "计划不成立：共 {n} 处违规。").fill(n=verdict.total)
    return [*out, sentence.of(lang)]


def inherited_lines(verdict: Verdict, lang: Lang) -> list[str]:
    """Breaches among locked and held sessions of the base plan, which stand all the same; nothing where there are
    none."""
    if not verdict.inherited:
        return []
    head = Text("Inherited from the base plan:", "由原计划沿用而来：").of(lang)
    return [head, *("  " + _line(violation, lang) for violation in verdict.inherited)]


def _line(violation: Violation, lang: Lang) -> str:
    return f"{violation.rule}{'：' if lang == 'zh' else ': '}{violation.text.of(lang)}"


def _data(verdict: Verdict) -> dict[str, Any]:
    def each(violations: tuple[Violation, ...]) -> list[dict[str, Any]]:
        return [{"rule": v.rule, "en": v.text.en, "zh": v.text.zh, "ids": list(v.ids)} for v in violations]

    return {
        "ok": verdict.ok,
        "total": verdict.total,
        "violations": each(verdict.violations),
        "inherited": each(verdict.inherited),
        "notes": [{"en": note.en, "zh": note.zh} for note in verdict.notes],
        "figures": dict(verdict.figures),
    }
