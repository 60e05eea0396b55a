"""turnout show: what a plan holds for one branch, member, supervisor, venue or day, as tables on the terminal."""

from __future__ import annotations

from collections.abc import Mapping

from turnout.commands.layout import fitted
from turnout.commands.status import Status, WrongUseError
from turnout.commands.terminal import Terminal
from turnout.instances.glance import glance as glance_at_instance
from turnout.models.text import Text
from turnout.plans.glance import glance as glance_at_plan
from turnout.reports.agenda import INSTANCE_COLUMNS, PLAN_TABLES, Ledger
from turnout.reports.answers import NOTHING, Answer, LookUpError, answer

ONE_OF = Text(
    "name one of --branch, --member, --supervisor, --venue, --day",
    "请指定 --branch、--member、--supervisor、--venue、--day 之一",
)


def run(
    terminal: Terminal, *, plan: str, instance: str, branch: str | None, member: str | None, supervisor: str | None,
    venue: str | None, day: str | None, encoding: str | None, as_json: bool,
) -> int:  # fmt: skip
    """Print the answer. Raises WrongUseError, InstanceError, PlanError, OSError."""
    asked = {"branch": branch, "member": member, "supervisor": supervisor, "venue": venue, "day": day}
    subject, value = one_of(asked)
    try:
        ledger = glanced(plan, instance, encoding) or loaded(plan, instance, encoding)
        found = answer(ledger, subject, value, terminal.lang)
    except LookUpError as error:
        raise WrongUseError(error.words) from None
    if as_json:
        sections = [{"title": s.title, "headings": s.headings, "rows": s.rows} for s in found.sections]
        terminal.say_json({"title": found.title, "sections": sections})
    else:
        terminal.say(*lines(found, terminal))
    return Status.DONE


def glanced(plan: str, instance: str, encoding: str | None) -> Ledger | None:
    """What answers need, read in a fraction of a second; None where anything in it is in doubt."""
    told = glance_at_plan(plan, PLAN_TABLES)
    names = told and glance_at_instance(instance, INSTANCE_COLUMNS, encoding=encoding)
    if not told or not names:
        return None
    tables, settings = told
    year = 0
    if names["visits_done"]["branch_id"]:  # nothing else needs it, and settings take their time
        from pydantic import ValidationError

        from turnout.models.settings import Settings

        try:
            year = Settings.model_validate(settings).year
        except ValidationError:
            return None
    return Ledger(tables, names, year)


def loaded(plan: str, instance: str, encoding: str | None) -> Ledger:
    """The same from the whole plan and instance, which says what is wrong with them."""
    from turnout.instances import load
    from turnout.plans import read
    from turnout.reports.answers import ledger_of

    return ledger_of(read(plan), load(instance, encoding=encoding))


def one_of(asked: Mapping[str, str | None]) -> tuple[str, str]:
    """The one subject that was named, with its value. Raises WrongUseError."""
    named = [(subject, value) for subject, value in asked.items() if value is not None]
    if len(named) != 1:
        raise WrongUseError(ONE_OF)
    return named[0]


def lines(answer: Answer, terminal: Terminal) -> list[str]:
    """The answer as aligned tables no wider than the terminal; columns in which nothing stands are left out."""
    said = [terminal.paint("heading", answer.title)]
    for section in answer.sections:
        said += ["", section.title]
        if section.rows:
            filled = [i for i in range(len(section.headings)) if any(row[i] for row in section.rows)]
            rows = [[row[i] for i in filled] for row in (section.headings, *section.rows)]
            said += fitted(rows, terminal.columns)
        else:
            said.append("  " + NOTHING.of(terminal.lang))
    return said
