"""The sheet of settings: dotted keys and values as spreadsheets keep them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from turnout.instances.cells import BLANK, EPOCH_1900, Bad, read_text
from turnout.instances.findings import Findings, Where
from turnout.instances.headings import plain
from turnout.instances.moments import read_date, read_time
from turnout.instances.raw import column_letters
from turnout.instances.settings_reading import settings_of
from turnout.models.settings import Settings, clock
from turnout.models.text import Text

KEYS = frozenset({"key", "setting", "键", "设置项", "项目", "参数"})
VALUES = frozenset({"value", "值", "取值", "数值"})
CLOCKS = frozenset({"session.day_start", "session.day_end", "session.after_work"})
DATES = frozenset({"start_date", "end_date"})
LISTS = frozenset({"session.office_hours"})
TEXTS = frozenset({"quarter", "sit_in.quota_scope", "sit_in.pace"})
TRUE, FALSE = frozenset({"true", "yes", "是"}), frozenset({"false", "no", "否"})


def read_settings_sheet(rows: Sequence[Sequence[Any]], name: str, sheet: str, findings: Findings) -> Settings:
    """The settings of a sheet with the columns key and value; blank values stand for the defaults."""
    found = _columns(rows)
    if found is None:
        if any(any(cell != "" for cell in row) for row in rows):
            findings.error(
                "no-heading",
                Text("no row with the headings key and value was found", "没有找到“设置项”和“值”两列表头"),
                Text("Name the two columns.", "请写明这两列的表头。"),
                Where(name, sheet),
            )
        return Settings()
    top, key_at, value_at = found
    places: dict[str, Where] = {}
    given: dict[str, Any] = {}
    for index in range(top + 1, len(rows)):
        key = str(rows[index][key_at]).strip()
        value = rows[index][value_at]
        if not key:
            continue
        place = Where(name, sheet, index + 1, key, f"{column_letters(value_at)}{index + 1}")
        if read_text(value) is BLANK:
            continue
        if key in places:
            findings.error(
                "double-setting",
                Text("the key {path} stands twice", "{path} 重复设置").fill(path=key),
                Text("Keep one of them.", "请只保留一个。"),
                place,
                value,
            )
            continue
        places[key] = place
        _put(given, key, setting_value(key, value), place, findings)

    def where(path: str) -> Where:
        while path not in places and "." in path:
            path = path.rpartition(".")[0]
        below = (place for key, place in places.items() if key.startswith(f"{path}."))
        return places.get(path) or next(below, Where(name, sheet, column=path))

    return settings_of(given, where, findings)


def _columns(rows: Sequence[Sequence[Any]]) -> tuple[int, int, int] | None:
    """Index of the heading row and of the columns key and value."""
    for index, row in enumerate(rows[:20]):
        words = [plain(cell) if isinstance(cell, str) else "" for cell in row]
        keys = [i for i, word in enumerate(words) if word in KEYS]
        values = [i for i, word in enumerate(words) if word in VALUES]
        if keys and values:
            return index, keys[0], values[0]
    return None


def _put(given: dict[str, Any], key: str, value: Any, place: Where, findings: Findings) -> None:
    """Set a dotted key in nested sections."""
    section = given
    *parents, last = key.split(".")
    for parent in parents:
        below = section.setdefault(parent, {})
        if not isinstance(below, dict):
            findings.error(
                "setting",
                Text("{key} is both a value and a section", "{key} 既是值又是小节").fill(key=parent),
                Text("Correct the key.", "请更正。"),
                place,
            )
            return
        section = below
    section[last] = value


def setting_value(key: str, value: Any) -> Any:
    """A cell as the value that TOML would hold; what does not fit is left for the settings themselves to refuse."""
    if key in CLOCKS:
        minutes = read_time(value)
        return value if isinstance(minutes, Bad) or minutes is BLANK else clock(minutes)
    if key in DATES:
        date = read_date(value, EPOCH_1900)
        return date.date() if isinstance(date, dt.datetime) else value
    if key in LISTS and isinstance(value, str):
        parts = re.split(r"[,，;；、\n]+", re.sub(r"\s*[–—~～至]\s*", "-", value).strip("[]"))
        return [re.sub(r"\s+", "", part).strip("\"'").replace("：", ":") for part in parts if part.strip()]
    if isinstance(value, bool) or key in TEXTS:
        return value.strip() if isinstance(value, str) else value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str):
        word = value.strip()
        if word.lower() in TRUE | FALSE:
            return word.lower() in TRUE
        if re.fullmatch(r"-?\d{1,12}(\.0+)?", word):
            return int(word.partition(".")[0])
        return word
    return value
