"""What `turnout generate` takes; apart from what it does, so that help needs no tables."""

from __future__ import annotations

import re

from turnout.commands.declare import Argument, Option
from turnout.commands.status import WrongUseError
from turnout.commands.values import one_of, whole
from turnout.models.text import Text

MOST_ENTERPRISES, MOST_BRANCHES, MOST_MEMBERS = 999, 1_000_000, 20_000_000


def quarter(option: str, value: str) -> str:
    """A quarter such as 2026Q2, of a year that an instance may have. Raises WrongUseError."""
    from turnout.models.settings import FIRST_YEAR, LAST_YEAR  # takes a while, and help needs none

    if re.fullmatch(r"[12][0-9]{3}Q[1-4]", value):
        if FIRST_YEAR <= int(value[:4]) <= LAST_YEAR:
            return value
        raise WrongUseError(
            Text(
                "{option}: the year of {value} is not between {first} and {last}",
                "{option}：{value} 的年份不在 {first} 至 {last} 之间",
            ).fill(option=option, value=value, first=FIRST_YEAR, last=LAST_YEAR)
        )
    raise WrongUseError(
        Text("{option}: {value} is not a quarter such as 2026Q2", "{option}：{value} 不是 2026Q2 这样的季度").fill(
            option=option, value=repr(value)
        )
    )


TAKES = (
    Argument("folder", "DIR", Text("A new or empty folder for the tables.", "写出数据表的文件夹，须是新的或空的。")),
    Option(
        ("--stage",),
        Text("Of the roll-out: 1 (12 enterprises), 2 (28 enterprises, 1,290,000 members), 3 (all 98 enterprises).",
             "推开阶段：1 为 12 家企业，2 为 28 家企业、129 万名党员，3 为全部 98 家企业。"),
        "1|2|3", one_of("1", "2", "3"),
    ),
    Option(
        ("--enterprises",), Text("How many enterprises; 1 if not given.", "企业数，默认 1 家。"),
        "N", whole(1, MOST_ENTERPRISES),
    ),
    Option(
        ("--branches",),
        Text("How many branches; 24 an enterprise if not given.", "党支部数，默认每家企业 24 个。"),
        "N", whole(1, MOST_BRANCHES),
    ),
    Option(
        ("--members",), Text("How many members; some 22 a branch if not given.", "党员数，默认平均每支部约 22 名。"),
        "N", whole(3, MOST_MEMBERS),
    ),
    Option(
        ("--tightness",),
        Text("How scarce venues and lecturers are; normal if not given. With tight, some people cannot be placed.",
             "场地和主讲人的紧张程度：loose 宽松、normal 一般（默认）、tight 紧张；紧张时会有人排不上。"),
        "loose|normal|tight", one_of("loose", "normal", "tight"), default="normal",
    ),
    Option(
        ("--seed",),
        Text("Another seed, another instance; 1 if not given.", "随机种子，默认 1；种子不同，实例不同。"),
        "N", whole(0, 2**31 - 1), default="1",
    ),
    Option(
        ("--quarter",), Text("The quarter to plan; 2026Q1 if not given.", "要排的季度，默认 2026Q1。"),
        "2026Q2", quarter, default="2026Q1",
    ),
)  # fmt: skip
