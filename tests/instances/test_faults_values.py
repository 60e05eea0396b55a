"""Numbers, dates and times: what a cell may hold. Tests are numbered as the list of faults is."""

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from turnout.instances.cell_words import CELL_WORDS
from turnout.instances.cells import (
    BLANK,
    Bad,
    Padded,
    read_choice,
    read_codes,
    read_decimal,
    read_id,
    read_text,
    read_whole,
)
from turnout.instances.moments import read_date, read_end, read_start, read_time
from turnout.tests.instances.world import World, place


def code(value: Any) -> Any:
    """The code of a bad cell, the value of a good one."""
    if isinstance(value, Bad):
        text, _ = CELL_WORDS[value.code]
        text.fill(**value.values)
        return value.code
    return None if value is BLANK else value


def day(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def test_fault_024_ids_keep_their_leading_zeros(world: World) -> None:
    assert world.load()["members"]["person_id"].iloc[0] == "001"


def test_fault_024_a_number_shown_with_zeros_is_no_id() -> None:
    assert code(read_id(Padded(123))) == "id-number-format"


@pytest.mark.parametrize("cell", ["1.23E+17", "1.23e+17", 1.23e17, 123456789012345678, float("nan"), float("inf"), 1.5])
def test_fault_025_ids_that_lost_digits_are_refused(cell: Any) -> None:
    assert code(read_id(cell)) == "id-number-lost"


@pytest.mark.parametrize("cell", ["123", "'123", "123.0", 123, 123.0])
def test_fault_026_ids_written_as_numbers_have_one_form(cell: Any) -> None:
    assert read_id(cell) == "123"


def test_fault_026_two_forms_of_one_id_collide(world: World) -> None:
    assert world.add("members", "123,Qian,B1,", "'123,Qian,B1,", "123.0,Qian,B1,").codes() == ["ids-collide"] * 2


@pytest.mark.parametrize("cell", ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"])
def test_fault_027_error_values_are_always_refused(cell: str) -> None:
    for read in (read_id, read_text, read_whole, read_decimal, read_codes, read_date, read_start, read_end, read_time):
        assert code(read(cell)) == "error-value", read


def test_fault_027_blanks_are_missing_where_something_is_required(world: World) -> None:
    world.add("members", "005,NaN,B1,", "006,-,B1,", "007,,B1,").add("venues", "V3,Room,-,10")
    assert world.codes() == ["missing-value"] * 4
    assert code(read_whole("-")) is None
    assert code(read_date(" ")) is None


@pytest.mark.parametrize("name", ["NA", "Null", "None", "True", "1E5", "=张", "N/A", "nan", "inf", "00123", "3.0"])
def test_fault_028_names_are_kept_as_they_are(world: World, name: str) -> None:
    instance = world.add("members", f"005,{name},B1,").load()
    assert instance["members"]["name"].iloc[-1] == name
    assert instance.warnings == ()


@pytest.mark.parametrize("cell", ["3", "3.0", "３", " 3 ", 3, 3.0, "3.", "03"])
def test_fault_029_whole_numbers_are_understood(cell: Any) -> None:
    assert read_whole(cell) == 3


@pytest.mark.parametrize(
    "cell",
    [
        "3.5",
        "1e9",
        "1E9",
        "inf",
        "NaN",
        "三",
        "3,5",
        "0x10",
        "½",
        "--1",
        3.5,
        float("nan"),
        float("inf"),
        True,
        "1_000",
    ],
)
def test_fault_029_other_numbers_are_refused(cell: Any) -> None:
    assert code(read_whole(cell)) in ("not-whole", "number-with-unit")


@pytest.mark.parametrize("cell", ["-1", -1, -1.0])
def test_fault_029_negative_numbers_are_refused(cell: Any) -> None:
    assert code(read_whole(cell)) == "out-of-range"


@pytest.mark.parametrize("cell", ["50%", "1,200", "30人", "30 seats", "１，２００", "45分钟"])
def test_fault_030_units_and_separators_are_refused_with_a_hint(cell: str) -> None:
    assert code(read_whole(cell)) == "number-with-unit"


def test_fault_031_venues_without_seats_are_told(world: World) -> None:
    assert world.add("venues", "V3,Shed,S1,0").warnings() == ["no-seats"]
    world.put("venues", "venue_id,name,site_id,capacity\nV1,Hall,S1,0")
    (warning,) = world.load().warnings
    assert "no venue has any seat" in warning.text.en


@pytest.mark.parametrize("capacity", ["-5", "1000000000000", "2147483647"])
def test_fault_032_capacities_beyond_reason_are_refused(world: World, capacity: str) -> None:
    (error,) = world.add("venues", f"V3,Shed,S1,{capacity}").errors()
    assert error.code == "out-of-range"
    assert place(error) == ("venues.csv", 4, "capacity", capacity)


def test_fault_033_weights_are_bounded(world: World) -> None:
    assert world.settings("[cost]\nsession = 1_000_001\n").codes() == ["setting"]
    assert world.settings("[cost]\nsession = 1_000_000\n").codes() == []


@pytest.mark.parametrize(
    ("toml", "path"),
    [
        ("[session]\nmin_batch = 21", ""),
        ("[post_types.shift]\nmax_batch = 2", ""),
        ('[session]\nday_start = "22:00"', "session"),
        ("[cost]\nsession = -1", "cost.session"),
        ("[sit_in]\nvisit = -1", "sit_in.visit"),
        ("[session]\nstudy_minutes = 900", "session"),
        ("[session]\ngap_days = 0", "session.gap_days"),
        ('[session]\noffice_hours = ["12:00-8:30"]', "session.office_hours"),
    ],
)
def test_fault_035_settings_that_contradict_each_other_are_refused(world: World, toml: str, path: str) -> None:
    (error,) = world.settings(toml).errors()
    assert (error.code, error.column) == ("setting", path)


@pytest.mark.parametrize(
    ("cell", "result"),
    [
        ("116.39", 116.39), ("-0.5", -0.5), ("３.５", 3.5), (7, 7.0), ("1e-5", 1e-5), ("", None),
        ("116,39", "not-decimal"), ("E116", "not-decimal"), ("116°", "not-decimal"), ("inf", "not-decimal"),
        ("NaN", "not-decimal"), ("200", "out-of-range"), (True, "not-decimal"), (float("inf"), "not-decimal"),
    ],
)  # fmt: skip
def test_coordinates_are_numbers(cell: Any, result: Any) -> None:
    assert code(read_decimal(cell, -180, 180)) == result


def test_a_place_has_both_coordinates_or_none(world: World) -> None:
    (error,) = world.add("sites", "S3,Camp,116.4,", "S4,Ship,,").errors()
    assert (error.code, error.row) == ("half-a-coordinate", 4)


def test_choices_in_both_languages(world: World) -> None:
    rows = {
        "轮班制": "shift",
        "倒班": "shift",
        "Shift": "shift",
        "跨单位协同": "cross_unit",
        "cross-unit": "cross_unit",
        "其他": "other",
    }
    for number, word in enumerate(rows):
        world.add("groups", f"H{number},x,{word},D -,2026-01-01,B1,")
    assert world.load()["groups"]["post_type"].tolist()[2:] == list(rows.values())


def test_a_wrong_choice_lists_the_right_ones(world: World) -> None:
    (error,) = world.add("committees", "C7,x,C1,S1,branch").errors()
    assert error.code == "not-a-choice"
    assert "committee, general_branch" in error.text.en
    assert "党总支" in error.text.zh
    assert code(read_choice("x", {}, {})) == "not-a-choice"


@pytest.mark.parametrize("code_", ["-", "D D", "休 班"])
def test_a_shift_code_is_one_word(world: World, code_: str) -> None:
    assert world.add("shifts", f"{code_},09:00,10:00").codes() == ["missing-value" if code_ == "-" else "shift-code"]


def test_defaults_fill_blank_cells(world: World) -> None:
    world.settings('quarter = "2026Q1"\n[session]\nday_start = "06:30"')
    world.put("venues", "venue_id,name,site_id,capacity,open\nV1,Hall,S1,40,\nV2,Room,S2,20,9:00")
    instance = world.load()
    assert instance["venues"]["open"].tolist() == [390, 540]
    assert instance["venues"]["close"].tolist() == [1290, 1290]
    assert instance["venues"]["open"].dtype == "int64"
    assert instance["supervisors"]["max_visits"].tolist() == [12]
    assert instance["committees"]["kind"].tolist() == ["committee", "committee", "general_branch"]
    assert instance["groups"]["max_away"].tolist() == [2, pd.NA]
