"""What was measured, as rows of words; the terminal and the page lay them out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from turnout.benchmarks.growth import FROM_BRANCHES, TO_SIZE, fitted
from turnout.benchmarks.limits import Held, held
from turnout.benchmarks.records import BaselineFigures, Record
from turnout.benchmarks.sizes import STAGES, rank

Rows = list[tuple[str, ...]]
TIMETABLE = ("size", "branches", "members", "unplaced", "minimum", "cost", "bound", "gap")
SIT_INS = ("size", "visits", "cost", "bound", "gap", "T1 missed", "minimum", "T2 missed", "minimum")
USED = ("size", "wall", "CPU", "peak memory", "reading", "timetable", "sit-ins", "writing", "verifying", "generating")
STEPS = ("read", "timetable", "sit_ins", "write", "verify")
PROMISED = ("size", "wall", "memory", "unplaced above minimum", "gap", "visits' gap", "verifying / planning")
COMPARED = ("size", "method", "unplaced", "cost", "wall", "CPU", "peak memory", "rules broken", "note")


def title(size: str) -> str:
    """A size as people call it."""
    return f"stage {size[-1]}" if size in STAGES else f"{int(size):,}"


def timetable_rows(records: Sequence[Record]) -> Rows:
    """Timetables and their bounds."""
    return [
        (title(r.size), f"{p.branches:,}", f"{p.members:,}", f"{p.unplaced:,}", f"{p.unplaced_bound:,}", f"{p.cost:,}",
         f"{p.cost_bound:,}", _percent(p.gap)) if not p.status else _failed(r, len(TIMETABLE))
        for r in records for p in (r.plan,)
    ]  # fmt: skip


def sit_in_rows(records: Sequence[Record]) -> Rows:
    """Sit-ins and their bounds."""
    return [
        (title(r.size), f"{p.visits:,}", f"{p.visits_cost:,}", f"{p.visits_bound:,}", _percent(p.visits_gap),
         f"{p.t1:,}", f"{p.t1_bound:,}", f"{p.t2:,}", f"{p.t2_bound:,}") if not p.status else _failed(r, len(SIT_INS))
        for r in records for p in (r.plan,)
    ]  # fmt: skip


def used_rows(records: Sequence[Record]) -> Rows:
    """Time and memory."""
    return [
        (title(r.size), seconds(p.wall), seconds(p.cpu), _megabytes(p.peak_mb),
         *(seconds(p.stages[stage]) if stage in p.stages else "" for stage in STEPS), seconds(r.generating))
        for r in records for p in (r.plan,)
    ]  # fmt: skip


def promised_rows(records: Sequence[Record]) -> Rows:
    """What was found and what is allowed, at the sizes for which something is promised."""
    rows: Rows = []
    for record in records:
        found = held(record.size, record.plan)
        if found:
            rows.append((title(record.size), *(_promise(h, _unit(h.name)) for h in found)))
    return rows


def _unit(name: str) -> Callable[[float], str]:
    return {"wall": seconds, "peak memory": _megabytes}.get(name, _finely if name == "unplaced" else _percent)


def _promise(figure: Held, unit: Callable[[float], str]) -> str:
    if figure.allowed is None:
        return unit(figure.found)
    return f"{unit(figure.found)} of {unit(figure.allowed)}" + ("" if figure.kept else " MISSED")


def compared_rows(records: Sequence[Record]) -> Rows:
    """The methods of comparison, turnout beside them."""
    rows: Rows = []
    for record in records:
        if record.baselines:
            plan = record.plan
            used = (plan.wall, plan.cpu, plan.peak_mb)
            own = BaselineFigures("turnout", plan.status, *used, plan.unplaced, plan.cost, note="with its sit-ins")
            rows.append(_compared(record.size, own))
        rows += [_compared(record.size, baseline) for baseline in record.baselines]
    return rows


def _compared(size: str, b: BaselineFigures) -> tuple[str, ...]:
    used = (seconds(b.wall), seconds(b.cpu), _megabytes(b.peak_mb))
    if b.status:
        return (title(size), b.method, "", "", *used, "", f"exit status {b.status}: {b.note}".rstrip(": "))
    broken = ", ".join(f"{rule}: {count:,}" for rule, count in b.broken.items()) or "none"
    return (title(size), b.method, f"{b.unplaced:,}", f"{b.cost:,}", *used, broken, b.note)


def growth(records: Sequence[Record]) -> tuple[float, float] | None:
    """(exponent, factor) of wall-clock seconds over branches, from 96 branches to stage 2."""
    return fitted([(r.plan.branches, r.plan.wall) for r in fitted_records(records)])


def fitted_records(records: Sequence[Record]) -> list[Record]:
    """The records that the exponent is taken from."""
    return [
        r for r in records
        if not r.plan.status and r.plan.branches >= FROM_BRANCHES and rank(r.size) <= rank(TO_SIZE) and r.plan.wall > 0
    ]  # fmt: skip


def growth_words(records: Sequence[Record]) -> str:
    """The exponent in a sentence."""
    found, used = growth(records), fitted_records(records)
    if found is None:
        return f"The growth from {FROM_BRANCHES} branches to {title(TO_SIZE)} needs two sizes or more between them."
    first, last = min(used, key=lambda r: r.plan.branches), max(used, key=lambda r: r.plan.branches)
    return (
        f"From {first.plan.branches:,} branches to {last.plan.branches:,} the wall-clock time grows with "
        f"the number of branches to the power {found[0]:.2f} (least squares on the logarithms, {len(used)} sizes)."
    )


def seconds(value: float) -> str:
    """Seconds as people read them."""
    return f"{value:,.0f} s" if value >= 100 else f"{value:.1f} s"


def _percent(value: float) -> str:
    return f"{100 * value:.2f} %"


def _finely(value: float) -> str:
    return f"{100 * value:.3f} %"


def _megabytes(value: float) -> str:
    return f"{value:,.0f} MB"


def _failed(record: Record, width: int) -> tuple[str, ...]:
    return (title(record.size), f"exit status {record.plan.status}", *[""] * (width - 2))


def aligned(head: Sequence[str], rows: Rows) -> list[str]:
    """Lines for the terminal, columns of equal width, numbers to the right."""
    widths = [max(len(row[i]) for row in (tuple(head), *rows)) for i in range(len(head))]
    to_the_right = _of_numbers(rows, len(head))
    return [
        "  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in zip(row, widths, to_the_right, strict=True)).rstrip()
        for row in (tuple(head), *rows)
    ]


def _of_numbers(rows: Rows, width: int) -> list[bool]:
    """Whether a column holds numbers, which stand to the right; the first one names the row."""
    columns: list[tuple[str, ...]] = list(zip(*rows, strict=True)) or [()] * width
    return [i > 0 and all(cell[:1].isdecimal() for cell in column if cell) for i, column in enumerate(columns)]


def markdown(head: Sequence[str], rows: Rows) -> list[str]:
    """A Markdown table, numbers to the right."""
    rule = ["---:" if right else "---" for right in _of_numbers(rows, len(head))]
    return [f"| {' | '.join(row)} |" for row in (tuple(head), tuple(rule), *rows)]
