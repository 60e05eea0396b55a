"""Single cells and rows that cannot be understood: told by table, row and column."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from turnout.models.plan import Plan
from turnout.models.text import Text
from turnout.tests.verifier.harbour import bare_plan, harbour, whole
from turnout.tests.verifier.stated import edited, restated
from turnout.verifier import verify
from turnout.verifier.findings import Findings, shown
from turnout.verifier.reading import read


def written(plan: Plan, folder: Path) -> None:
    """Write a plan's files."""
    for name, frame in plan.tables().items():
        frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    (folder / "plan.json").write_text(plan.manifest.model_dump_json(), encoding="utf-8")


def told(plan: Plan) -> list[str]:
    """What is said of the form of a plan's files."""
    return [violation.text.en for violation in verify(whole()[0], plan).violations if violation.rule == "FORMAT"]


@pytest.mark.parametrize(
    ("name", "column"),
    [
        *(("sessions", column) for column in ("session_id", "audience_id", "venue_id")),
        *(("attendance", column) for column in ("session_id", "person_id")),
        *(("visits", column) for column in ("session_id", "person_id", "committee_id", "branch_id")),
        ("unplaced", "person_id"),
        ("coverage", "scope_id"),
    ],
)
def test_a_blank_is_told(name: str, column: str) -> None:
    plan = whole()[1]
    frame = getattr(plan, name).copy()
    frame.loc[0, column] = " "
    assert f"{name}.csv, row 2, {column}: ' ' is blank" in told(replace(plan, **{name: frame}))


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        ("visits + s99|P1|DW|Z1|quota", "visits.csv: session 's99' of 'P1' does not stand in sessions.csv"),
        ("attendance + s99|a1", "attendance.csv: session 's99' of 'a1' does not stand in sessions.csv"),
        ("attendance + s12|e5", "attendance.csv, row 44: 'e5' of session 's12' stands there twice"),
        (
            "sessions + s12|study|branch|Z1|2026-03-31|08:30|10:30|V1|L1|3||planned",
            "sessions.csv, row 14: 's12' of session 's12' stands there twice",
        ),
    ],
)
def test_a_row_that_cannot_be_is_told_and_left_out(edit: str, words: str) -> None:
    instance, plan = whole()
    assert [violation.text.en for violation in verify(instance, edited(plan, edit)).violations] == [words]


@pytest.mark.parametrize("sign", [1, -1])
def test_numbers_of_a_manifest_have_64_bits(sign: int) -> None:
    plan = whole()[1]
    for number, form in ((2**63, []), (2**63 + 1, ["plan, plan.json: not a plan's manifest: a number is too large"])):
        manifest = plan.manifest.model_copy(update={"counts": {"more": sign * number}})
        assert told(replace(plan, manifest=manifest)) == form


@pytest.mark.parametrize(("more", "words"), [(0, []), (1, ["plan, plan.json: larger than 8388608 bytes"])])
def test_a_manifest_has_eight_mebibytes(tmp_path: Path, more: int, words: list[str]) -> None:
    instance, plan = whole()
    written(plan, tmp_path)
    (tmp_path / "plan.json").write_text(plan.manifest.model_dump_json().ljust(8 * 2**20 + more))
    assert [violation.text.en for violation in verify(instance, tmp_path).violations] == words


def test_a_table_has_a_gibibyte(tmp_path: Path) -> None:
    """Of a file that is larger nothing is read; this one is a hole but for its beginning."""
    instance, plan = whole()
    written(plan, tmp_path)
    with (tmp_path / "attendance.csv").open("r+b") as file:
        file.truncate(2**30 + 1)
    words = "plan, attendance.csv: larger than 1073741824 bytes"
    assert [violation.text.en for violation in verify(instance, tmp_path).violations] == [words]


@pytest.mark.parametrize("more", [10, 11, 20])
def test_of_a_manifests_wrong_entries_ten_are_named(tmp_path: Path, more: int) -> None:
    written(whole()[1], tmp_path)
    (tmp_path / "plan.json").write_text("{" + ",".join(f'"x{n}":0' for n in range(more)) + "}")
    words = "plan, plan.json: not a plan's manifest: x0, x1, x2, x3, x4, x5, x6, x7, x8, x9 missing or wrong"
    assert [violation.text.en for violation in verify(whole()[0], tmp_path).violations] == [words]


@pytest.mark.parametrize(("lists", "words"), [(98, []), (99, ["nested too deeply"])])
def test_a_manifest_is_nested_a_hundred_times(lists: int, words: list[str]) -> None:
    plan, nested = whole()[1], 0
    for _ in range(lists):
        nested = [nested]  # type: ignore[assignment]
    deep = replace(plan, manifest=plan.manifest.model_copy(update={"counts": {"more": nested}}))
    assert told(deep) == [f"plan, plan.json: not a plan's manifest: {why}" for why in words]


@pytest.mark.parametrize(("most", "words"), [(42, []), (41, ["42 rows; no plan of this instance has more than 41"])])
def test_a_table_has_no_more_rows_than_a_plan_can_have(tmp_path: Path, most: int, words: list[str]) -> None:
    plan = whole()[1]
    windows, others = tmp_path / "windows", tmp_path / "others"
    for folder in (windows, others):
        folder.mkdir()
        written(plan, folder)
    for file in windows.glob("*.csv"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    for given in (plan, windows, others):
        findings = Findings()
        read(given, findings, Text("plan", "计划"), most)
        assert [v.text.en for v in findings.violations()] == [f"plan, attendance.csv: {why}" for why in words]


def test_a_row_of_too_few_cells_is_told_by_number(tmp_path: Path) -> None:
    written(whole()[1], tmp_path)
    text = (tmp_path / "attendance.csv").read_text()
    (tmp_path / "attendance.csv").write_text(text.replace("s01,a2", "s01").replace("s01,a3", "s01,a3,a2"))
    (violation,) = verify(whole()[0], tmp_path).violations
    assert violation.text.en == "plan, attendance.csv: row 3 has 1 cells instead of 2"


def test_a_comma_in_quotes_parts_no_cells(tmp_path: Path) -> None:
    instance = harbour("topics DW title=year,plan")
    written(restated(instance, bare_plan()), tmp_path)
    assert verify(instance, tmp_path).ok


def test_how_rows_of_a_table_in_memory_are_named_is_all_the_same() -> None:
    """As their first column, some of them alike."""
    instance, plan = whole()
    named = {name: frame.set_axis(pd.Index(frame.iloc[:, 0]), axis=0) for name, frame in plan.tables().items()}
    assert verify(instance, Plan(**named, manifest=plan.manifest)).ok


def test_other_columns_are_told(tmp_path: Path) -> None:
    plan = whole()[1]
    words = "plan, attendance.csv: its columns must be session_id,person_id; found "
    assert told(replace(plan, attendance=plan.attendance[["person_id", "session_id"]])) == [
        f"{words}person_id,session_id"
    ]
    written(plan, tmp_path)
    (tmp_path / "attendance.csv").write_text("")
    assert [violation.text.en for violation in verify(whole()[0], tmp_path).violations] == [f"{words}-"]


@pytest.mark.parametrize(("long", "shows"), [(200, "x" * 200), (201, "x" * 199 + "…")])
def test_of_a_heading_two_hundred_characters_are_shown(tmp_path: Path, long: int, shows: str) -> None:
    written(whole()[1], tmp_path)
    (tmp_path / "attendance.csv").write_text("x" * long + "\n")
    (violation,) = verify(whole()[0], tmp_path).violations
    assert violation.text.en == f"plan, attendance.csv: its columns must be session_id,person_id; found {shows}"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("x" * 80, "x" * 80),
        ("x" * 81, "x" * 79 + "…"),
        ("x" * 500, "x" * 79 + "…"),
        ("a\nb", "a\N{REPLACEMENT CHARACTER}b"),
    ],
)
def test_values_are_shown_harmless_and_short(value: str, words: str) -> None:
    assert shown(value) == words


def test_each_violation_counts_once() -> None:
    instance, plan = whole()
    assert verify(instance, replace(plan, manifest=plan.manifest.model_copy(update={"format": "x"}))).total == 1


def test_a_million_rows_and_ten_for_each_member_are_as_many_as_a_plan_can_have() -> None:
    plan = whole()[1]
    many = plan.attendance.loc[plan.attendance.index.repeat(24_000)]
    words = "1008000 rows; no plan of this instance has more than 1000220"
    assert told(replace(plan, attendance=many)) == [f"plan, attendance.csv: {words}"]
