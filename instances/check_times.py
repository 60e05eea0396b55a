"""Dates and times of one row that must fit each other."""

from __future__ import annotations

import numpy as np
import pandas as pd

from turnout.instances.canonical import Checked, Mask
from turnout.instances.check_references import OFF, Tables
from turnout.instances.findings import Findings
from turnout.models.settings import Settings
from turnout.models.tables import TABLES
from turnout.models.text import Text

FAR = 366
"""Days from the plan beyond which a dated row is probably a slip of the year."""


def check_times(tables: Tables, settings: Settings, findings: Findings) -> None:
    """All checks of dates and times."""
    _check_order(tables["shifts"], "start", "end", findings)
    _check_order(tables["windows"], "start", "end", findings)
    _check_order(tables["lecturer_windows"], "start", "end", findings)
    _check_order(tables["venues"], "open", "close", findings)
    _check_order(tables["absences"], "start", "end", findings)
    _check_order(tables["closures"], "start", "end", findings)
    _check_order(tables["windows"], "from", "until", findings, equal=True)
    _check_date_or_weekday(tables["windows"], findings)
    _check_date_or_weekday(tables["lecturer_windows"], findings)
    _check_bounds(tables["windows"], findings)
    _check_shift_codes(tables["shifts"], findings)
    for name in ("roster", "windows", "lecturer_windows", "calendar"):
        _warn_of_far_dates(tables[name], settings, findings)


def _check_order(checked: Checked, first: str, last: str, findings: Findings, equal: bool = False) -> None:
    """What ends lies after its beginning. equal: whether both may be the same."""
    begin, end = checked.frame[first], checked.frame[last]
    wrong = (end < begin) if equal else (end <= begin)
    rows = checked.in_file_order(wrong.fillna(False).to_numpy(dtype=bool) & checked.sound(first, last))
    table = checked.raw.table
    findings.errors_at(
        "end-before-start",
        Text("{last} does not lie after {first}", "{last}不晚于{first}").fill(
            last=Text(last, table.column(last).heading.zh), first=Text(first, table.column(first).heading.zh)
        )
        if not equal
        else Text("{last} lies before {first}", "{last}早于{first}").fill(
            last=Text(last, table.column(last).heading.zh), first=Text(first, table.column(first).heading.zh)
        ),
        Text(
            "What runs past midnight ends after 24:00, as in 20:00 to 32:00.",
            "跨夜的结束时间写到 24:00 以后，如 20:00 至 32:00。",
        )
        if table.column(last).high
        else Text("Correct one of them.", "请更正其中之一。"),
        checked.places(rows, last),
        lambda i: checked.value(int(rows[i]), last),
        len(rows),
    )


def _check_date_or_weekday(checked: Checked, findings: Findings) -> None:
    """A window has exactly one of date and weekday."""
    frame = checked.frame
    date, weekday = frame["date"].notna().to_numpy(), frame["weekday"].notna().to_numpy()
    rows = checked.in_file_order((date == weekday) & checked.sound("date", "weekday"))
    findings.errors_at(
        "date-or-weekday",
        lambda i: (
            Text("both a date and a weekday are given", "日期与星期不能同时填写")
            if date[rows[i]]
            else Text("neither a date nor a weekday is given", "日期与星期都没有填写")
        ),
        Text("Give exactly one of the two.", "两者只填一个。"),
        checked.places(rows, "weekday"),
        total=len(rows),
    )


def _check_bounds(checked: Checked, findings: Findings) -> None:
    """from and until bound weekday rows only."""
    frame = checked.frame
    bounded = (frame["from"].notna() | frame["until"].notna()).to_numpy()
    dated = frame["date"].notna().to_numpy() & frame["weekday"].isna().to_numpy()
    rows = checked.in_file_order(bounded & dated & checked.sound("date", "weekday"))
    findings.errors_at(
        "bounds-of-a-date",
        Text(
            "from and until belong to a row with a weekday, not with a date",
            "首日、末日只用于按星期给出的行，不用于按日期给出的行",
        ),
        Text("Delete them, or give a weekday instead of the date.", "请删除首日和末日，或将日期改为星期。"),
        checked.places(rows, "from"),
        total=len(rows),
    )


def _check_shift_codes(checked: Checked, findings: Findings) -> None:
    """A shift's code is one word and not -, which means off."""
    codes = checked.frame["code"]
    rows = checked.in_file_order(codes.map(lambda c: c == OFF or " " in c).to_numpy(dtype=bool))
    findings.errors_at(
        "shift-code",
        Text("a shift's code is one word, and not -", "班次代码不能含空格，也不能是 -"),
        Text("Give another code.", "请改用其他代码。"),
        checked.places(rows, "code"),
        lambda i: codes.iloc[int(rows[i])],
        len(rows),
    )


def _warn_of_far_dates(checked: Checked, settings: Settings, findings: Findings) -> None:
    """Dated rows far from the plan are probably slips of the year; they are told once a table."""
    dates = checked.frame["date"]
    early = dates < pd.Timestamp(settings.start) - pd.Timedelta(days=FAR)
    late = dates > pd.Timestamp(settings.end) + pd.Timedelta(days=FAR)
    far: Mask = np.asarray(early | late, dtype=bool)
    rows = checked.in_file_order(far)
    if len(rows):
        findings.warn(
            "far-date",
            Text(
                "{n} rows of {table} lie more than a year from the plan", "{table}表有 {n} 行的日期与本计划相距一年以上"
            ).fill(n=len(rows), table=Text(checked.raw.table.name, TABLES[checked.raw.table.name].title.zh)),
            Text("The year may be mistyped.", "年份可能有误。"),
            checked.where(int(rows[0]), "date"),
            checked.value(int(rows[0]), "date"),
        )
