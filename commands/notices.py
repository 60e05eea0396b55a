"""Warnings about an instance, as lines and as data."""

from __future__ import annotations

from collections.abc import Sequence

from turnout.models import Lang, Notice, Text

LISTED = 20


def warning_lines(warnings: Sequence[Notice], lang: Lang) -> list[str]:
    """A line for each warning; beyond a screenful only how many more there are."""
    head = Text("warning: ", "警告：").of(lang)
    lines = [head + notice.line(lang) for notice in warnings[:LISTED]]
    if len(warnings) > LISTED:
        more = Text("… and {count} more warnings (all with --json)", "……还有 {count} 条警告（用 --json 查看全部）")
        lines.append(more.fill(count=len(warnings) - LISTED).of(lang))
    return lines


def listed(warnings: Sequence[Notice]) -> list[dict[str, str]]:
    """All warnings with code and words in both languages."""
    return [{"code": notice.code, "en": notice.line("en"), "zh": notice.line("zh")} for notice in warnings]
