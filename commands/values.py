"""What may stand behind an option: numbers, words, names of encodings; anything else is refused in both languages."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from turnout.commands.status import WrongUseError
from turnout.models.text import Text


def seconds(option: str, value: str) -> float:
    """A number of seconds (or of other units of time), not negative. Raises WrongUseError."""
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        raise WrongUseError(
            Text(
                "{option}: {value} is not a length of time; give a number such as 600, without a unit",
                "{option}：{value} 不是有效的时长，请填写不带单位的数字，例如 600",
            ).fill(option=option, value=repr(value))
        )
    return number


_UNITS = {"K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}


def size(option: str, value: str) -> int:
    """Bytes from a number with a unit, such as 6GB, 512M or 1.5 GiB, each a power of 1,024. Raises WrongUseError."""
    found = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)\s*([KMGT])(?:I?B)?", value.strip().upper(), re.ASCII)
    if found and float(found[1]) > 0:
        return max(1, int(float(found[1]) * _UNITS[found[2]]))
    raise WrongUseError(
        Text(
            "{option}: {value} is not an amount of memory; give a number with a unit, such as 6GB or 512MB",
            "{option}：{value} 不是有效的内存大小，请填写带单位的数字，例如 6GB、512MB",
        ).fill(option=option, value=repr(value))
    )


def whole(low: int, high: int) -> Callable[[str, str], int]:
    """A reader of whole numbers between limits."""

    def read(option: str, value: str) -> int:
        if value.isascii() and value.isdecimal() and len(value) < 20 and low <= int(value) <= high:
            return int(value)
        raise WrongUseError(
            Text(
                "{option}: {value} is not a whole number from {low} to {high}",
                "{option}：{value} 不是 {low} 到 {high} 之间的整数",
            ).fill(option=option, value=repr(value), low=low, high=high)
        )

    return read


def one_of(*words: str) -> Callable[[str, str], str]:
    """A reader of one of a few words."""

    def read(option: str, value: str) -> str:
        if value in words:
            return value
        raise WrongUseError(
            Text("{option}: {value} is none of {words}", "{option}：{value} 不可用，可选值为 {words}").fill(
                option=option, value=repr(value), words=Text(", ".join(words), "、".join(words))
            )
        )

    return read


def encoding(option: str, value: str) -> str:
    """The name of a text encoding. Raises WrongUseError."""
    try:
        "".encode(value)
    except (LookupError, ValueError):
        raise WrongUseError(
            Text(
                "{option}: there is no encoding {value}; utf-8, gb18030 and utf-16 are the usual ones",
                "{option}：没有 {value} 这种编码，常用的有 utf-8、gb18030、utf-16",
            ).fill(option=option, value=repr(value))
        ) from None
    return value


def named(option: str, value: str) -> str:
    """The name of a file, folder or thing; blank, it would mean the current folder. Raises WrongUseError."""
    if not value.strip():
        raise WrongUseError(Text("{option}: the name is blank", "{option}：名称为空").fill(option=option))
    return value


def workbook(option: str, value: str) -> str:
    """The name of a workbook to write. Raises WrongUseError."""
    if named(option, value).lower().endswith(".xlsx"):
        return value
    raise WrongUseError(
        Text("{option}: {value} does not end in .xlsx", "{option}：{value} 不是以 .xlsx 结尾的文件名").fill(
            option=option, value=repr(value)
        )
    )


def plain(option: str, value: str) -> str:
    """Any text, as it is."""
    return value
