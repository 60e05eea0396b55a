"""The language to speak to the user in."""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from turnout.models.text import Lang

VARIABLES = ("TURNOUT_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def spoken(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> Lang:
    """The language of `--lang`, wherever it stands among the arguments; else that of the environment; else English."""
    return _asked(arguments) or _of_environment(environment)


def _asked(arguments: Sequence[str]) -> Lang | None:
    found = None
    for here, following in zip(arguments, [*arguments[1:], ""], strict=False):
        if here == "--":
            break
        value = following if here == "--lang" else here.removeprefix("--lang=") if here.startswith("--lang=") else ""
        if value in ("en", "zh"):
            found = value
    return found  # type: ignore[return-value]


def _of_environment(environment: Mapping[str, str]) -> Lang:
    for name in VARIABLES:
        if value := environment.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    if sys.platform == "win32":  # sets none of them
        name = locale.getlocale()[0] or ""
        return "zh" if name.lower().startswith(("zh", "chinese")) else "en"
    return "en"
