"""Warnings about an instance, as lines and as data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from turnout.models import InstanceError, Lang, Notice, Text

LISTED = 20


def warning_lines(warnings: Sequence[Notice], lang: Lang) -> list[str]:
    """A line for each warning; beyond a screenful only how many more there are."""
    head = Text("warning: ", "警告：").of(lang)
    lines = [head + notice.line(lang) for notice in warnings[:LISTED]]
    if len(warnings) > LISTED:
        more = Text("… and {count} more warnings (all with --json)", "……还有 {count} 条警告（用 --json 查看全部）")
        lines.append(more.fill(count=len(warnings) - LISTED).of(lang))
    return lines


def listed(notices: Sequence[Notice]) -> list[dict[str, Any]]:
    """Notices as data: where and what, and the whole in words of both languages."""
    return [
        {
            "code": notice.code, "file": notice.file, "sheet": notice.sheet, "row": notice.row, "column": notice.column,
            "cell": notice.cell, "value": notice.value, "en": notice.line("en"), "zh": notice.line("zh"),
        }
        for notice in notices
    ]  # fmt: skip


def errors(error: InstanceError) -> dict[str, Any]:
    """What is wrong with an instance, as data."""
    return {"errors": listed(error.notices), "total": error.total, "counts": dict(error.counts)}
