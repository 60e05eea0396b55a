"""docs/data.md, written from the declarations of tables and settings.

`python -m turnout.instances.guide` writes it anew; a test holds it equal to what the declarations say.
"""

from __future__ import annotations

from pathlib import Path

from turnout.instances.column_words import accepted, default_words
from turnout.instances.settings_reading import leaf_values
from turnout.models.setting_words import SETTING_EXPLAIN
from turnout.models.settings import Settings
from turnout.models.tables import TABLES, Column, Table

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "data.md"

INTRODUCTION = """\
# The data of an instance · 数据说明

<!-- Written by `python -m turnout.instances.guide` from the declarations in models/tables and models/settings.py. -->

An instance is a folder with one CSV file per table (`members.csv`, …) and `settings.toml`, or one workbook (.xlsx) with
one sheet per table and a sheet `settings` with the columns key and value. `turnout template FILE.xlsx` writes such a
workbook to fill in, with headings in Chinese or English; `--from INSTANCE` fills it with an instance.

一套数据是一个文件夹（每张表一个 CSV 文件，另有 `settings.toml`），
或一个 Excel 工作簿（每张表一张工作表，另有“设置”表）。
`turnout template FILE.xlsx` 生成可填写的工作簿，`--from` 可带入已有数据。

* Tables and columns marked * are required. Other columns may be left out; blank cells then have the default.
* Headings, choices and days of the week may be written in English or Chinese; the words are listed below. Case, width
  and spaces do not matter there. A column that the table does not have is told and not read; in a CSV file it is an
  error where it is probably a slip for one that is missing.
* Ids are text: `00123` keeps its zeros. They are trimmed, full-width characters become half-width, unseen ones are
  dropped; capital and small letters differ. Two ids that become the same are an error. At most 64 characters.
* One id names one person wherever it stands. A branch and a committee never share an id.
* Rows equal in every cell are merged, with a warning. Two rows with the same key and different data are an error.
* Dates: `2026-03-05`, `2026/3/5`, `2026年3月5日`, `5 Mar 2026`, `20260305`, with the day of the week behind if it is
  the right one; real dates and date numbers in workbooks. Refused: years of two digits, `01/02/2026`, time zones. Years
  lie between 1980 and 2199.
* Times: `8:30`, `08:30`, `08:30:00`, `8点半`, `8时30分`, and fractions of a day in workbooks, where a bare 1 or 2 is
  refused (one o'clock or a whole day?). `24:00` is the end of the day; shifts and windows that run past midnight end as
  late as `48:00`. All times are local; clocks are never put forward or back.
* Numbers are digits alone: no units, per cent signs, thousands separators or exponents. `3.0` and `３` are 3.
* `-` and blank mean that nothing is given. In a roster and a cycle `-` (also `休`, `off`) means off. Error values of
  spreadsheets are refused.
* Files are UTF-8 (with or without a byte-order mark), UTF-16 with one, or GB18030; `--encoding` declares any other.
  Fields are separated by commas, semicolons or tabs. Symbolic links, pipes and devices are not read.
* In workbooks, title rows above the headings and empty rows are passed over, a table may go on in a further sheet
  (`members_2`), formulas count with their stored values, hidden sheets are not read. Headings may take two rows, carry
  remarks (`工号（必填）`) and stand once more on every pasted page. Merged cells among the data are refused, and so is
  a whole row above the headings, as where a table was sorted together with them.

"""

SETTINGS_INTRODUCTION = """\
## Settings · 设置

In `settings.toml` the part before the last dot is the section: `session.study_minutes` is `study_minutes` under
`[session]`. Unknown keys are errors.

| key | default | meaning | 含义 |
| --- | --- | --- | --- |
"""


def guide() -> str:
    """The whole text of docs/data.md."""
    parts = [INTRODUCTION, "## Tables · 表\n\n| table | 表 | |\n| --- | --- | --- |\n"]
    for table in TABLES.values():
        star = "*" if table.required else ""
        parts.append(f"| [`{table.name}`](#{table.name}){star} | {table.title.zh} | {table.explain.en} |\n")
    parts.extend(_table(table) for table in TABLES.values())
    parts.append("\n" + SETTINGS_INTRODUCTION)
    defaults = dict(leaf_values(Settings()))
    for path, text in SETTING_EXPLAIN.items():
        parts.append(f"| `{path}` | {_value(defaults[path])} | {text.en} | {text.zh} |\n")
    return "".join(parts)


def _value(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, list):
        return "`[" + ", ".join(f'"{v}"' for v in value) + "]`"
    return f"`{value}`" if isinstance(value, int) else f'`"{value}"`'


def _table(table: Table) -> str:
    star = "*" if table.required else ""
    key = f"Key: {', '.join(f'`{k}`' for k in table.key)}. " if table.key else ""
    names = "、".join((table.title.zh, *table.synonyms))
    words = f"{table.explain.en} {table.explain.zh}"
    head = f"\n### {table.name}\n\n{words}\n\n{key}Sheet{star}: {table.title.en}, {names}\n\n"
    rows = "| column | blank means | content | meaning | headings · 表头 |\n| --- | --- | --- | --- | --- |\n"
    return head + rows + "".join(_column(column) for column in table.columns)


def _column(column: Column) -> str:
    star = "*" if column.required else ""
    words = dict.fromkeys((column.heading.en, column.heading.zh, *column.synonyms))
    headings = ", ".join(words)
    meaning = f"{column.explain.en} {column.explain.zh}"
    return f"| `{column.name}`{star} | {default_words(column).en} | {accepted(column).en} | {meaning} | {headings} |\n"


def main() -> None:
    """Write docs/data.md."""
    GUIDE.write_text(guide(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
