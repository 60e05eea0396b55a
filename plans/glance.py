"""A plan read at a glance: the columns of its tables, without pandas and without waiting."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from turnout.models.plan_columns import FORMAT
from turnout.models.text import Text
from turnout.plans.cell_reading import read_columns
from turnout.plans.errors import PlanError
from turnout.plans.places import MANIFEST, current
from turnout.plans.regular import read_regular
from turnout.plans.soundness import check_sound

Columns = dict[str, list[Any]]


def glance(
    folder: str | os.PathLike[str], wanted: Iterable[str]
) -> tuple[dict[str, Columns], dict[str, Any]] | None:
    """Some tables of a plan folder, as `read` has them but as plain lists, and the settings of its plan.json.

    wanted: names of tables, sessions and attendance among them. None where plan.json is not as turnout writes it;
    `read` finds out why. Raises OSError where a file is missing or cannot be read, PlanError where a table cannot be
    understood or contradicts another.
    """
    path = Path(folder)
    try:
        tables = {name: read_columns(current(path, f"{name}.csv"), name) for name in wanted}
        check_sound(tables)
    except PlanError as error:
        raise PlanError(Text("{folder}: {text}", "{folder}：{text}").fill(folder=path, text=error.text)) from None
    try:
        told = json.loads(read_regular(current(path, MANIFEST)).decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or told.get("format") != FORMAT or not isinstance(told.get("settings"), dict):
        return None
    return tables, told["settings"]
