"""Ids that must be found in other tables, and shift codes."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

import numpy as np
import pandas as pd

from turnout.instances.canonical import Checked, Mask
from turnout.instances.findings import Findings, examples
from turnout.models.tables import TABLES, Column
from turnout.models.text import Text

OFF = "-"
SEARCHED_AT_MOST = 20_000
SUGGESTED_AT_MOST = 20

Tables = Mapping[str, Checked]


def check_references(tables: Tables, findings: Findings) -> None:
    """Every id that refers to a row of another table must be found there."""
    for name, table in TABLES.items():
        for column in table.columns:
            unread = any(tables[n].raw.unread for n in column.refers)
            if column.refers and len(tables[name].frame) and not unread:
                _check_column(tables, name, column, findings)
    _check_roster_codes(tables, findings)
    _check_cycle_codes(tables, findings)


def _ids(tables: Tables, names: tuple[str, ...]) -> pd.Index:
    columns = [tables[n].frame[TABLES[n].columns[0].name].to_numpy(dtype=object) for n in names]
    ids: pd.Index = pd.Index(np.concatenate(columns))
    return ids


def _check_column(tables: Tables, name: str, column: Column, findings: Findings) -> None:
    checked, known = tables[name], _ids(tables, column.refers)
    unknown = (checked.frame[column.name] != "").to_numpy() & ~checked.frame[column.name].isin(known).to_numpy()
    target = Text(" or ".join(column.refers), "、".join(TABLES[n].title.zh for n in column.refers))
    _note_unknown(
        checked,
        column.name,
        unknown,
        known,
        Text("no row of {target} has this id", "{target}表中没有此编码").fill(target=target),
        Text("Add the row to {target}, or correct the id.", "请在{target}表中补上该行，或更正此编码。").fill(
            target=target
        ),
        findings,
    )


def _note_unknown(
    checked: Checked, column: str, unknown: Mask, known: pd.Index, text: Text, advice: Text, findings: Findings
) -> None:
    """Ids that are not known are errors, the first ones with the nearest known id."""
    if not unknown.any():
        return
    rows = checked.in_file_order(unknown)
    ids = checked.frame[column].to_numpy()
    candidates = [str(k) for k in known] if len(known) <= SEARCHED_AT_MOST else []

    def words(i: int) -> Text:
        near = difflib.get_close_matches(ids[rows[i]], candidates, n=1, cutoff=0.75) if i < SUGGESTED_AT_MOST else []
        if not near:
            return text
        return Text("{text}; the nearest is {near}", "{text}；最接近的是 {near}").fill(text=text, near=near[0])

    findings.errors_at(
        "unknown-id",
        words,
        advice,
        checked.places(rows, column),
        lambda i: checked.value(int(rows[i]), column),
        len(rows),
    )


def _check_roster_codes(tables: Tables, findings: Findings) -> None:
    """A roster's code must be a shift, or - for off."""
    if tables["shifts"].raw.unread:
        return
    checked, known = tables["roster"], _ids(tables, ("shifts",))
    codes = checked.frame["code"]
    unknown = (codes != "").to_numpy() & (codes != OFF).to_numpy() & ~codes.isin(known).to_numpy()
    text = Text("no row of shifts has this code, and it is not - (off)", "班次表中没有此代码，也不是 -（休）")
    _note_unknown(checked, "code", unknown, known, text, Text("Correct it.", "请更正。"), findings)


def _check_cycle_codes(tables: Tables, findings: Findings) -> None:
    """Every code of a cycle must be a shift, or - for off."""
    if tables["shifts"].raw.unread:
        return
    checked = tables["groups"]
    known = set(_ids(tables, ("shifts",))) | {OFF}
    missing = {c: sorted(set(c.split()) - known) for c in checked.frame["cycle"].unique()}
    wrong = checked.in_file_order(checked.frame["cycle"].map(lambda c: bool(missing[c])).to_numpy(dtype=bool))
    cycles = checked.frame["cycle"].to_numpy()
    findings.errors_at(
        "unknown-code",
        lambda i: Text("no row of shifts has the codes {codes}", "班次表中没有这些代码：{codes}").fill(
            codes=examples(missing[cycles[wrong[i]]])
        ),
        Text("Add them to shifts, or write - for off.", "请在班次表中补上；休息用 - 表示。"),
        checked.places(wrong, "cycle"),
        lambda i: checked.value(int(wrong[i]), "cycle"),
        len(wrong),
    )


def with_off_written_out(codes: pd.Series, shifts: pd.Series) -> pd.Series:
    """Codes of a roster or cycles in which 休 and off, unless they are shifts of their own, are written -."""
    known = set(shifts)
    words = {word for word in ("休", "休息", "off", "OFF", "Off") if word not in known}

    def written(text: str) -> str:
        return " ".join(OFF if code in words else code for code in text.split(" "))

    changed = {c: written(c) for c in codes.unique()}
    return codes.map(changed).astype("str")
