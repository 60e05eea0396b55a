"""Warnings about a plan that had to be made with less than was asked for."""

from __future__ import annotations

from collections.abc import Sequence

from turnout.models import Notice, Severity, Text

SHOWN = 3
"""Committees of a part that are named."""
ADVICE = Text(
    "Plan again with fewer --workers, or on a machine with more memory",
    "请减少 --workers 或换用内存更大的机器后重新排程",
)


def degraded(what: Text, committees: Sequence[str]) -> Notice:
    """A part whose workers died as often as it was begun. what: timetable or visits. committees: ids."""
    names = list(dict.fromkeys(committees))
    more = Text(", …", "等") if len(names) > SHOWN else Text("", "")
    shown = Text(", ".join(names[:SHOWN]), "、".join(names[:SHOWN]))
    return Notice(
        "part-degraded",
        Text(
            "the processes that planned the {what} of one part ({committees}{more}) ended again and again, perhaps for "
            "want of memory; what stands for it is simpler than it could be, or nothing",
            "负责其中一部分（{committees}{more}）{what}的进程多次意外结束，可能是内存不足；该部分只有较简单的安排，或没有安排",
        ).fill(what=what, committees=shown, more=more),
        ADVICE,
        Severity.WARNING,
    )


def executor_failed() -> Notice:
    """The executor, or the cluster behind it, failed half-way."""
    return Notice(
        "cluster-lost",
        Text(
            "the cluster could not be worked with to the end; processes of this machine finished the work. The plan is "
            "the same",
            "集群中途无法继续使用，其余部分改由本机进程完成，结果不受影响",
        ),
        severity=Severity.WARNING,
    )
