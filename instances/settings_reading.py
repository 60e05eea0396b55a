"""Settings from TOML or from keys and values, with every error told by the key's path."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from turnout.instances.findings import NOTHING, Findings, Where
from turnout.instances.headings import nearest
from turnout.models.settings import Settings
from turnout.models.text import Text

MOST_KEYS = 1000
TOO_LONG = re.compile(r"(?:[0-9]_?){4300}")
"""A number with more digits than Python reads."""
PLACE = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)
SECTION = re.compile(r"\s*\[+([^\]]+)\]+")

# By how the words of Python's reader begin.
TOML_WORDS = {
    "Invalid statement": "应为 键 = 值",
    "Expected newline or end of document": "值之后还有多余的内容",
    "Expected '=' after a key": "键之后缺少等号",
    "Expected ']": "节名缺少右方括号",
    "Found invalid character": "含有不允许的字符",
    "Illegal character": "含有不允许的字符",
    "Invalid initial character for a key": "键名不能这样开头",
    "Unclosed array": "缺少右方括号",
    "Unclosed inline table": "缺少右花括号",
    "Unescaped": "文字中的反斜杠须连写两个",
    "Invalid hex value": "反斜杠之后的十六进制数有误",
    "Escaped character is not": "反斜杠之后的数不代表任何字符",
    "Unterminated string": "文字缺少结尾的引号",
    "Expected ": "文字缺少结尾的引号",
    "Invalid date": "日期或时间有误",
    "Invalid value": "值有误，文字须加引号",
    "Duplicate inline table key": "花括号中有重复的键",
    "Cannot redefine": "节名重复",
    "nested too deeply": "嵌套过深",
    "a number is too long": "数字过长",
}

# Words by the kinds of errors that models/settings.py and pydantic raise; placeholders are the errors' own values.
SETTING_WORDS: dict[str, Text] = {
    "bool_type": Text("not true or false", "应为 true 或 false"),
    "int_type": Text("not a whole number", "不是整数"),
    "string_type": Text("not a text", "不是文字"),
    "string_pattern_mismatch": Text('not a quarter such as "2026Q1"', '不是季度（应写作 "2026Q1"）'),
    "greater_than_equal": Text("less than {ge}", "小于 {ge}"),
    "less_than_equal": Text("more than {le}", "大于 {le}"),
    "literal_error": Text("not one of {expected}", "不是下列之一：{expected}"),
    "model_type": Text("a section with keys is expected, not a value", "此处应为含有键的小节，而不是一个值"),
    "tuple_type": Text("not a list of texts", "不是文字列表"),
    "date_type": Text("not a date YYYY-MM-DD", "不是日期 YYYY-MM-DD"),
    "not_a_date": Text("not a date YYYY-MM-DD", "不是日期 YYYY-MM-DD"),
    "not_a_clock": Text('not a time such as "8:30"', '不是时间（应写作 "8:30"）'),
    "clock_too_late": Text("later than {latest}", "晚于 {latest}"),
    "not_a_range": Text('not a range of times such as "8:30-12:00"', '不是时间范围（应写作 "8:30-12:00"）'),
    "range_backward": Text("a range ends before it begins", "时间范围的结束早于开始"),
    "day_backward": Text("day_end does not lie after day_start", "day_end 不晚于 day_start"),
    "session_too_long": Text(
        "{name} is longer than the day from day_start to day_end", "{name} 长于 day_start 至 day_end 的一天"
    ),
    "dates_backward": Text("the plan ends before it begins", "计划的结束日期早于开始日期"),
    "plan_too_long": Text("the plan spans more than 400 days", "计划超过 400 天"),
    "year_out_of_range": Text("the year {year} cannot be meant", "年份 {year} 显然有误"),
    "batch_too_small": Text(
        "post_types.{name}.max_batch is below session.min_batch", "post_types.{name}.max_batch 小于 session.min_batch"
    ),
}


def read_settings(text: str, name: str, findings: Findings) -> Settings:
    """The settings of a TOML text; the defaults (with errors noted) where it is wrong."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        _note_bad_toml(text, str(problem), name, findings)
        return Settings()
    except RecursionError:
        _note_bad_toml(text, "nested too deeply", name, findings)
        return Settings()
    except ValueError:
        found = TOO_LONG.search(text)
        line = text.count("\n", 0, found.start()) + 1 if found else 1
        _note_bad_toml(text, f"a number is too long, at line {line}", name, findings)
        return Settings()
    return settings_of(given, lambda path: Where(name, column=path), findings)


def _note_bad_toml(text: str, problem: str, name: str, findings: Findings) -> None:
    """Tell the line that is no TOML, and the path of a key that stands twice."""
    lines = text.splitlines() or [""]
    found = re.search(r"line (\d+)", problem)
    row = min(int(found[1]), len(lines)) if found else len(lines)
    key = lines[row - 1].partition("=")[0].strip()
    if problem.startswith(("Cannot overwrite", "Cannot declare", "Cannot mutate")):
        section = (
            "" if key.startswith("[") else next((s[1] for s in map(SECTION.match, reversed(lines[:row])) if s), "")
        )
        path = ".".join(part for part in (section, key.strip("[] ")) if part)
        words = Text("the key {path} stands twice", "{path} 重复设置").fill(path=path)
        advice = Text("Keep one of them.", "请只保留一个。")
    else:
        words = Text("this line is not valid TOML ({problem})", "这一行不符合 TOML 语法（{problem}）").fill(
            problem=_in_both_languages(problem)
        )
        advice = Text(
            "Write key = value; texts stand in quotes; docs/data.md shows an example.",
            "请写成 键 = 值，文字须加引号；示例见 docs/data.md。",
        )
    findings.error("settings-toml", words, advice, Where(name, row=row), lines[row - 1].strip())


def _in_both_languages(problem: str) -> Text:
    """What is wrong with TOML, given in the words of Python's reader."""
    placed = PLACE.fullmatch(problem)
    said = placed[1] if placed else problem
    chinese = next((words for begin, words in TOML_WORDS.items() if said.startswith(begin)), "写法有误")
    if placed:
        chinese += f"，第 {placed[2]} 行第 {placed[3]} 列" if placed[2] else "，位于文件末尾"
    return Text(problem, chinese)


def warn_of_missing_settings(name: str, findings: Findings) -> None:
    """Without settings the defaults hold, which may not be the quarter that is meant."""
    findings.warn(
        "no-settings",
        Text(
            "there are no settings; the defaults hold, for the quarter {quarter}",
            "没有设置，全部采用默认值，季度为 {quarter}",
        ).fill(quarter=Settings().quarter),
        Text("Add them with at least the quarter.", "请至少写明季度。"),
        Where(name),
    )


def settings_of(given: Mapping[str, Any], where: Any, findings: Findings) -> Settings:
    """The settings of nested keys and values; the defaults (with errors noted) where they are wrong.

    where: the place of a key by its dotted path.
    """
    try:
        return Settings.model_validate(given)
    except ValidationError as problem:
        known = {path: path for path in paths(Settings)}
        for error in problem.errors()[:MOST_KEYS]:
            path = ".".join(str(part) for part in error["loc"])
            text, advice = _words(error, path, known)
            value = error.get("input", "")
            findings.error(
                "setting", text, advice, where(path), value if not isinstance(value, BaseModel | dict) else ""
            )
        return Settings()


def _words(error: ErrorDetails, path: str, known: Mapping[str, str]) -> tuple[Text, Text]:
    if error["type"] == "extra_forbidden":
        near = nearest(path, known)
        advice = Text("Perhaps {near} is meant.", "是否应为 {near}？").fill(near=near) if near else NOTHING
        return Text("there is no such setting", "没有这项设置"), advice
    text = SETTING_WORDS.get(error["type"], Text("the value does not fit", "该值不合要求"))
    return text.fill(**error.get("ctx", {})), Text(
        "Correct it; docs/data.md lists the settings.", "请更正；各项设置见 docs/data.md。"
    )


def paths(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """The dotted paths of all settings, sections before their keys."""
    for name, field in model.model_fields.items():
        yield prefix + name
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from paths(field.annotation, f"{prefix}{name}.")


def leaf_values(settings: Settings) -> Iterator[tuple[str, Any]]:
    """Dotted path and value of every setting as it is written: int, bool, text, list of texts, or None where blank."""

    def walk(values: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
        for name, value in values.items():
            if isinstance(value, dict):
                yield from walk(value, f"{prefix}{name}.")
            else:
                yield prefix + name, value

    return walk(settings.model_dump(mode="json"), "")


def setting_choices(model: type[BaseModel], prefix: str = "") -> dict[str, list[str]]:
    """The values of those settings that take one of a few words, by dotted path."""
    found: dict[str, list[str]] = {}
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            found |= setting_choices(field.annotation, f"{prefix}{name}.")
        elif get_origin(field.annotation) is Literal:
            found[prefix + name] = list(get_args(field.annotation))
    return found
