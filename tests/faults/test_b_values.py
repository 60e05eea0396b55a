"""B. Numbers, dates, time (24–52): what a cell may hold, and how time is counted."""

import datetime as dt
import time

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from turnout.tests.faults.scene import Accepted, Change, Refused, Scene, hold_accepted, hold_refused, name_of, two_days

M, V, W, A = "members.csv", "venues.csv", "windows.csv", "absences.csv"
TOML = "settings.toml"
BOOK = "book.xlsx"


def cell(sheet: str, place: str, value: object, number_format: str = "General") -> Change:
    """A change of one cell of the workbook."""

    def change(scene: Scene) -> None:
        target = scene.book[sheet][place]
        target.value, target.number_format = value, number_format

    return change


def absent(scene: Scene, start: str, end: str = "2026-03-20") -> None:
    scene.world.put("absences", f"person_id,start,end\n002,{start},{end}")


def venue(scene: Scene, capacity: str) -> None:
    scene.world.add("venues", f"V3,Shed,S1,{capacity}")


def settings(scene: Scene, toml: str) -> None:
    scene.world.settings(toml)


def no_date(number: int, title: str, written: str, code: str, en: str, zh: str, found: str = "") -> Refused:
    """A date of an absence that is none."""
    return Refused(number, title, lambda s: absent(s, written), code, (A, 2, "start"), found or written, en, zh)


def no_number(number: int, title: str, written: str, code: str, en: str, zh: str, found: str = "") -> Refused:
    """A capacity that is none."""
    return Refused(number, title, lambda s: venue(s, written), code, (V, 4, "capacity"), found or written.strip('"'),
                   en, zh)  # fmt: skip


def wrong_setting(number: int, title: str, toml: str, path: str, found: str, en: str, zh: str) -> Refused:
    """A setting that is refused, told by its path."""
    return Refused(number, title, lambda s: settings(s, toml), "setting", (TOML, None, path), found, en, zh)


REFUSED = [
    Refused(24, "a_number_shown_with_zeros_that_it_does_not_have", cell("党员", "A3", 2, "000"),
            "id-number-format", (BOOK, "党员", "A3"), "2", "leading zeros", "前导零"),
    Refused(25, "an_id_in_scientific_writing", lambda s: s.world.add("members", "1.23E+17,Qian,B1,"),
            "id-number-lost", (M, 6, "person_id"), "1.23E+17", "digits of it are lost", "位数已经丢失"),
    Refused(25, "an_id_of_18_digits_kept_as_a_number", cell("党员", "A3", 123456789012345678),
            "id-number-lost", (BOOK, "党员", "A3"), "", "digits of it are lost", "位数已经丢失"),
    Refused(26, "two_forms_of_one_id", lambda s: s.world.add("members", "123,Qian,B1,", "'123,Qian,B1,"),
            "ids-collide", (M, 7, "person_id"), "'123", "row 6", "第 6 行"),
    Refused(27, "an_error_of_the_spreadsheet", lambda s: s.world.add("members", "005,#REF!,B1,"),
            "error-value", (M, 6, "name"), "#REF!", "an error of the spreadsheet", "错误值"),
    Refused(27, "an_error_in_a_workbook", cell("党员", "D3", "#N/A"),
            "error-value", (BOOK, "党员", "D3"), "#N/A", "an error of the spreadsheet", "错误值"),
    Refused(27, "a_dash_where_something_is_required", lambda s: s.world.add("venues", "V3,Room,-,10"),
            "missing-value", (V, 4, "site_id"), "-", "blank", "不能为空"),
    Refused(27, "nan_where_something_is_required", lambda s: s.world.add("members", "005,NaN,B1,"),
            "missing-value", (M, 6, "name"), "NaN", "blank", "不能为空"),
    no_number(29, "a_fraction", "3.5", "not-whole", "not a whole number", "不是整数"),
    no_number(29, "a_negative_number", "-1", "out-of-range", "between 0 and", "不在 0 至"),
    no_number(29, "an_exponent", "1e9", "not-whole", "not a whole number", "不是整数"),
    no_number(29, "infinity", "inf", "not-whole", "not a whole number", "不是整数"),
    no_number(29, "not_a_number", "NaN", "not-whole", "not a whole number", "不是整数"),
    no_number(29, "a_number_in_words", "三", "not-whole", "not a whole number", "不是整数"),
    no_number(30, "a_per_cent_sign", "50%", "number-with-unit", "30 for 30人", "30人写 30"),
    no_number(30, "thousands_separators", '"1,200"', "number-with-unit", "1200 for 1,200", "1,200 写 1200"),
    no_number(30, "a_unit", "30人", "number-with-unit", "30 for 30人", "30人写 30"),
    no_number(32, "a_negative_capacity", "-5", "out-of-range", "between 0 and", "不在 0 至"),
    no_number(32, "a_huge_capacity", "1000000000000", "out-of-range", "between 0 and", "不在 0 至"),
    no_number(32, "a_capacity_that_overflows", "2147483647", "out-of-range", "between 0 and", "不在 0 至"),
    wrong_setting(33, "a_weight_beyond_reason", "[cost]\nsession = 1_000_001", "cost.session", "1000001",
                  "more than 1000000", "大于 1000000"),
    wrong_setting(35, "a_batch_smaller_than_the_smallest", "[session]\nmin_batch = 21", "", "",
                  "post_types.shift.max_batch is below", "post_types.shift.max_batch 小于"),
    wrong_setting(35, "a_day_that_ends_before_it_begins", '[session]\nday_start = "22:00"', "session", "",
                  "day_end does not lie after day_start", "day_end 不晚于 day_start"),
    wrong_setting(35, "a_negative_weight", "[cost]\nsession = -1", "cost.session", "-1", "less than 0", "小于 0"),
    wrong_setting(35, "a_session_longer_than_the_day", "[session]\nstudy_minutes = 900", "session", "",
                  "study_minutes is longer than the day", "study_minutes 长于"),
    no_date(36, "30_february", "2026-02-30", "no-such-date", "no such date", "没有这一天"),
    no_date(36, "a_leap_day_of_another_year", "29 Feb 2026", "no-such-date", "no such date", "没有这一天"),
    no_date(37, "day_and_month_cannot_be_told_apart", "01/02/2026", "date-ambiguous", "cannot be told apart",
            "分不清哪个是日"),
    no_date(38, "a_serial_number_as_text", "46023", "serial-as-text", "a number instead of a date", "是数字而不是日期"),
    Refused(39, "the_29_february_1900_that_never_was", cell("可集中时段", "D2", 60),
            "bad-serial", (BOOK, "可集中时段", "D2"), "60.0", "stands for no date", "不对应任何日期"),
    Refused(40, "a_time_where_a_date_is_expected",
            lambda s: s.world.put("roster", "group_id,date,code\nG1,2026-01-06 08:00,D"),
            "time-in-date", ("roster.csv", 2, "date"), "2026-01-06 08:00", "without a time of day", "不应带时间"),
    no_date(41, "a_year_of_two_digits", "26-03-05", "year-two-digits", "only two digits", "年份只有两位"),
    no_date(42, "a_year_far_ahead", "2206-01-05", "year-out-of-range", "the year is not between", "年份不在"),
    no_date(42, "a_year_long_ago", "1026-01-05", "year-out-of-range", "the year is not between", "年份不在"),
    no_date(43, "a_time_zone", "2026-03-05T08:00+08:00", "time-zone", "has a time zone", "时间带有时区"),
    Refused(44, "a_window_that_ends_as_it_begins", lambda s: s.world.add("windows", "G2,2026-01-05,,,,10:00,10:00,"),
            "end-before-start", (W, 3, "end"), "10:00", "end does not lie after start", "结束时间不晚于"),
    Refused(44, "a_room_that_closes_before_it_opens",
            lambda s: s.world.put("venues", "venue_id,name,site_id,capacity,open,close\nV1,Hall,S1,40,12:00,8:00"),
            "end-before-start", (V, 2, "close"), "8:00", "close does not lie after open", "关闭时间不晚于开放时间"),
    Refused(46, "an_absence_that_ends_as_it_begins", lambda s: absent(s, "2026-03-05 10:00", "2026-03-05 10:00"),
            "end-before-start", (A, 2, "end"), "2026-03-05 10:00", "end does not lie after start",
            "结束时间不晚于开始时间"),
    Refused(46, "an_absence_that_ends_before_it_begins", lambda s: absent(s, "2026-03-05 10:00", "2026-03-05 9:00"),
            "end-before-start", (A, 2, "end"), "2026-03-05 9:00", "end does not lie after start",
            "结束时间不晚于开始时间"),
    Refused(46, "a_shift_without_the_hours_past_midnight", lambda s: s.world.add("shifts", "E,20:00,08:00"),
            "end-before-start", ("shifts.csv", 4, "end"), "08:00", "end does not lie after start", "不晚于"),
]  # fmt: skip


def named(names: list[str]) -> Change:
    """A change: a member for each of these names."""
    return lambda s: s.world.add("members", *(f"9{i:02d},{name},B1," for i, name in enumerate(names)))


NAMES = ["NA", "Null", "None", "True", "1E5", "=张", "nan", "00123", "3.0"]


def all_placed(scene: Scene) -> bool:
    return len(scene.result().unplaced) == 0


def mobile_on(*dates: str) -> Change:
    """A change: the crew on the move meets on these dates alone."""

    def change(scene: Scene) -> None:
        rows = "\n".join(f"G2,{date},,,,08:00,12:00," for date in dates)
        scene.world.put("windows", f"group_id,date,weekday,from,until,start,end,burden\n{rows}")

    return change


def from_to(scene: Scene, start: str, end: str) -> None:
    """A change: short plans, in which the second session may follow on the next day. Office staff alone."""
    scene.world.settings(f"start_date = {start}\nend_date = {end}\n[session]\nmin_batch = 1\ngap_days = 1\n")


def serial_dates_from_1904(scene: Scene) -> None:
    scene.book.book.epoch = CALENDAR_MAC_1904
    for place, serial in (("D2", 46023 - 1462), ("E2", 46112 - 1462)):
        cell("可集中时段", place, serial)(scene)


def one_more_in_zeros(scene: Scene) -> None:
    scene.book["党员"].append([123, "Qian", "B1"])
    cell("党员", "A6", 123, "000")(scene)


def next_year(scene: Scene) -> None:
    scene.world.change("windows", "2026-01-01,2026-03-31", ",")
    settings(scene, 'quarter = "2027Q1"\n[session]\nmin_batch = 1')


def leap_quarter(scene: Scene) -> None:
    mobile_on("2028-01-01", "2028-03-31")(scene)
    settings(scene, 'quarter = "2028Q1"\n[session]\nmin_batch = 1')


ACCEPTED = [
    Accepted(24, "ids_keep_their_leading_zeros", lambda s: s.world.add("members", "00123,Qian,B1,"),
             then=lambda s: s.attended("00123") == 2 and s.attended("123") == 0),
    Accepted(24, "a_number_as_wide_as_its_format_is_an_id",
             one_more_in_zeros,
             then=lambda s: s.attended("123") == 2),
    Accepted(26, "ids_written_as_numbers_have_one_form",
             lambda s: s.world.add("members", "'123,Qian,B1,", "124.0,Wu,B1,"),
             then=lambda s: s.attended("123") == 2 and s.attended("124") == 2),
    Accepted(27, "a_blank_that_is_not_required_is_missing", lambda s: s.world.add("members", "005,Qian,B1,-"),
             then=lambda s: s.attended("005") == 2),
    Accepted(28, "names_are_kept_as_they_are", named(NAMES),
             then=lambda s: s.attended("900") == 2 and all(
                 name in s.run("show", s.plan, s.instance, "--member", f"9{i:02d}").out
                 for i, name in enumerate(NAMES))),
    Accepted(29, "whole_numbers_in_other_clothes", lambda s: s.world.add("venues", "V3,A,S1,3.0", "V4,B,S1,３"),
             then=all_placed),
    Accepted(31, "a_room_without_seats_is_not_used", lambda s: venue(s, "0"), "no-seats", "V3", "容纳人数为 0",
             lambda s: "V3" not in set(s.result().sessions["venue_id"])),
    Accepted(31, "no_seat_anywhere_is_said_before_planning",
             lambda s: s.world.put("venues", "venue_id,name,site_id,capacity\nV1,Hall,S1,0"),
             "no-seats", "so nobody can be placed", "无法安排任何人",
             lambda s: set(s.result().unplaced["reason"]) == {"NO_VENUE"}),
    Accepted(36, "a_leap_day", leap_quarter, "provisional", "2028", "2028", all_placed),
    Accepted(38, "a_serial_number_in_a_date_cell", cell("可集中时段", "D2", 46023), then=all_placed),
    Accepted(38, "a_workbook_that_counts_from_1904", serial_dates_from_1904, then=all_placed),
    Accepted(40, "midnight_is_a_date",
             lambda s: s.world.put("roster", "group_id,date,code\nG1,2026-01-06 00:00:00,D"), then=all_placed),
    Accepted(45, "24_00_is_the_next_day", lambda s: absent(s, "2026-03-05 24:00", "2026-03-06T24:00"), then=all_placed),
    Accepted(47, "a_shift_over_the_end_of_the_plan_blocks_the_last_day",
             lambda s: two_days(s, "2026-03-24", "G1,2026-03-31,N", hours="13:00,18:00"),
             then=lambda s: s.attended("003") == 1),
    Accepted(47, "a_shift_after_the_end_of_the_plan_does_not",
             lambda s: two_days(s, "2026-03-24", "G1,2026-04-01,N", hours="13:00,18:00"),
             then=lambda s: s.attended("003") == 2),
    Accepted(49, "the_first_and_the_last_day_can_be_used", mobile_on("2026-01-01", "2026-03-31"),
             then=lambda s: s.attended("004") == 2),
    Accepted(49, "the_day_after_cannot", mobile_on("2026-01-01", "2026-04-01"),
             then=lambda s: s.attended("004") == 1),
    Accepted(49, "a_leap_years_first_quarter_has_91_days", leap_quarter, "provisional", "2028", "2028",
             lambda s: s.attended("004") == 2),
    Accepted(50, "a_weekend_worked_instead_is_a_workday", lambda s: from_to(s, "2026-02-27", "2026-02-28"),
             then=lambda s: s.attended("001") == 2),
    Accepted(50, "a_moved_holiday_is_none", lambda s: from_to(s, "2026-01-02", "2026-01-04"),
             then=lambda s: s.attended("001") == 1),
    Accepted(50, "a_year_that_is_not_published_is_provisional", next_year, "provisional", "2027", "尚未公布",
             lambda s: s.result().manifest.provisional),
]  # fmt: skip


@pytest.mark.parametrize("case", REFUSED, ids=name_of)
def test_refused(scene: Scene, case: Refused) -> None:
    hold_refused(scene, case)


@pytest.mark.parametrize("case", ACCEPTED, ids=name_of)
def test_accepted(scene: Scene, case: Accepted) -> None:
    hold_accepted(scene, case)


def test_fault_034_quotas_beyond_what_can_be_are_told_and_nothing_is_dropped(scene: Scene) -> None:
    """C2 has nobody who sits in, and C1 only a member of the branch in question: what is short stands in the summary
    and, with the reason, in coverage.csv."""
    scene.world.settings("[session]\nmin_batch = 1\n[sit_in]\npace = 'even'\n")
    said = scene.write().planned()
    assert said.status == 0
    assert "TARGETS NOT MET" in said.out
    short = scene.result().coverage.query("shortfall > 0")
    assert set(short["reason"]) == {"NO_SUPERVISOR", "OWN_BRANCH"}
    assert scene.planned("--strict", "--lang", "zh").status == 6
    assert scene.run("verify", scene.instance, scene.plan).status == 0


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the system cannot change its time zone")
@pytest.mark.parametrize("number", ["048", "052"])
def test_fault_048_052_time_zones_of_the_machine_change_nothing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    """048: an absence begins in the hour that New York leaves out on 8 March. 052: in the hour of midnight."""
    absent(scene, "2026-03-08 02:30" if number == "048" else "2026-03-05 23:30", "2026-03-09 00:30")
    scene.write()
    found = set()
    for zone in ("UTC", "Asia/Shanghai", "America/New_York"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        assert scene.planned().status == 0
        files = [(scene.plan / f"{name}.csv").read_bytes() for name in scene.result().tables()]
        found.add((scene.checked()["instance_hash"], *files))
    monkeypatch.undo()
    time.tzset()
    assert len(found) == 1


@pytest.mark.parametrize("step", [dt.timedelta(hours=1), dt.timedelta(hours=-1)], ids=["forward", "back"])
def test_fault_051_a_clock_that_is_set_during_the_run(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, step: dt.timedelta
) -> None:
    """Limits go by the clock that nobody sets: the run neither ends at once nor lasts an hour longer."""
    asked: list[float] = []
    right = time.time

    def jumping() -> float:
        asked.append(right() + step.total_seconds() * (len(asked) % 2))
        return asked[-1]

    scene.write()
    assert scene.planned().status == 0
    before = scene.result().tables()
    monkeypatch.setattr(time, "time", jumping)
    began = time.monotonic()
    assert scene.planned("--time-limit", "120").status == 0
    assert time.monotonic() - began < 60
    assert not scene.result().manifest.partial
    assert all(frame.equals(before[name]) for name, frame in scene.result().tables().items())
