"""The settings of a plan, with their defaults and limits."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, field_validator, model_validator
from pydantic_core import PydanticCustomError

DAY = 24 * 60
FIRST_YEAR, LAST_YEAR = 1980, 2199
"""Dates outside these years are slips of the pen."""
POST_TYPES = ("shift", "mobile", "site", "cross_unit", "other")


def parse_clock(text: str, latest: int = DAY) -> int:
    """Minutes from 00:00 of `H:MM` or `HH:MM`, at most `latest`. Raises PydanticCustomError, a ValueError."""
    match = re.fullmatch(r"(\d{1,2}):([0-5]\d)", text.strip())
    if match is None:
        raise PydanticCustomError("not_a_clock", "not a time H:MM")
    minutes = int(match[1]) * 60 + int(match[2])
    if minutes > latest:
        raise PydanticCustomError("clock_too_late", "later than {latest}", {"latest": clock(latest)})
    return minutes


def clock(minutes: int) -> str:
    """`HH:MM` of minutes from 00:00; hours may exceed 24."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _minutes(value: Any) -> Any:
    """A time is a text: whoever writes 7 means seven o'clock, not seven minutes past midnight."""
    if not isinstance(value, str):
        raise PydanticCustomError("not_a_clock", "not a time H:MM")
    return parse_clock(value)


def _hours(value: Any) -> Any:
    """A range of times is a text, too; a pair of numbers could lie outside the day."""
    begin, dash, end = value.partition("-") if isinstance(value, str) else ("", "", "")
    if not dash:
        raise PydanticCustomError("not_a_range", "not a range of times H:MM-H:MM")
    return (parse_clock(begin), parse_clock(end))


Clock = Annotated[
    int, BeforeValidator(_minutes), Field(ge=0, le=DAY, strict=True), PlainSerializer(clock, return_type=str)
]
Hours = Annotated[
    tuple[int, int],
    BeforeValidator(_hours),
    PlainSerializer(lambda pair: f"{clock(pair[0])}-{clock(pair[1])}", return_type=str),
]
Whole = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]
Cost = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SessionSettings(_Strict):
    """Rules of sessions; times and durations in minutes unless the name says otherwise."""

    study_minutes: Annotated[int, Field(ge=1, le=DAY, strict=True)] = 120
    discussion_minutes: Annotated[int, Field(ge=1, le=DAY, strict=True)] = 120
    grid_minutes: Annotated[int, Field(ge=1, le=DAY, strict=True)] = 30
    day_start: Clock = 7 * 60
    day_end: Clock = 21 * 60 + 30
    office_hours: tuple[Hours, ...] = ((510, 720), (810, 1050))
    after_work: Clock = 18 * 60
    min_batch: Annotated[int, Field(ge=1, le=1_000_000, strict=True)] = 3
    gap_days: Annotated[int, Field(ge=1, le=1_000, strict=True)] = 7
    clearance_minutes: Annotated[int, Field(ge=0, le=DAY, strict=True)] = 15
    rest_after_night: Annotated[int, Field(ge=0, le=48, strict=True)] = 8
    rest_before_night: Annotated[int, Field(ge=0, le=48, strict=True)] = 8
    max_attendee_travel: Annotated[int, Field(ge=0, le=7 * DAY, strict=True)] = 60
    lecturer_required: Annotated[bool, Field(strict=True)] = True

    @field_validator("office_hours")
    @classmethod
    def _ranges_forward(cls, value: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        for begin, end in value:
            if end <= begin:
                raise PydanticCustomError("range_backward", "a range ends before it begins")
        return value

    @model_validator(mode="after")
    def _fits_the_day(self) -> SessionSettings:
        if self.day_end <= self.day_start:
            raise PydanticCustomError("day_backward", "day_end does not lie after day_start")
        for name in ("study_minutes", "discussion_minutes"):
            if getattr(self, name) > self.day_end - self.day_start:
                raise PydanticCustomError(
                    "session_too_long", "{name} is longer than the day from day_start to day_end", {"name": name}
                )
        return self


class PostTypeSettings(_Strict):
    """Rules of one post type."""

    max_batch: Annotated[int, Field(ge=1, le=1_000_000, strict=True)] = 20
    study_scope: Literal["branch", "committee"] = "branch"


def _post(max_batch: int, scope: Literal["branch", "committee"] = "branch") -> Any:
    return Field(default_factory=lambda: PostTypeSettings(max_batch=max_batch, study_scope=scope))


class PostTypes(_Strict):
    """Rules by post type."""

    shift: PostTypeSettings = _post(20)
    mobile: PostTypeSettings = _post(20)
    site: PostTypeSettings = _post(30)
    cross_unit: PostTypeSettings = _post(40)
    other: PostTypeSettings = _post(50, "committee")

    def of(self, post_type: str) -> PostTypeSettings:
        """The rules of one post type by its name."""
        result: PostTypeSettings = getattr(self, post_type)
        return result


class CostSettings(_Strict):
    """Weights of the timetable's cost (section "what is best")."""

    session: Cost = 30
    duty_day: Cost = 1
    rest_day: Cost = 4
    after_work: Cost = 1
    travel_half_hour: Cost = 1
    off_theme_day: Cost = 3


class SitInSettings(_Strict):
    """Quota, pace and weights of the visits' cost."""

    quota: Whole = 100
    quota_scope: Literal["level", "committee"] = "level"
    pace: Literal["even", "year_end"] = "even"
    visit: Cost = 60
    day: Cost = 120
    travel_minute: Cost = 1
    imbalance: Cost = 30


class Settings(_Strict):
    """All settings of a plan. `start_date` and `end_date`, where given, replace the quarter's ends."""

    quarter: Annotated[str, Field(pattern=r"^[12]\d{3}Q[1-4]$")] = "2026Q1"
    start_date: dt.date | None = None
    end_date: dt.date | None = None
    seed: Annotated[int, Field(ge=0, le=2**31 - 1, strict=True)] = 1
    session: SessionSettings = Field(default_factory=SessionSettings)
    post_types: PostTypes = Field(default_factory=PostTypes)
    cost: CostSettings = Field(default_factory=CostSettings)
    sit_in: SitInSettings = Field(default_factory=SitInSettings)

    @field_validator("post_types", mode="before")
    @classmethod
    def _keep_defaults_of_type(cls, value: Any) -> Any:
        """A post type given in part keeps its own defaults for the rest."""
        if not isinstance(value, dict):
            return value
        defaults = PostTypes()
        merged: dict[str, Any] = {}
        for name, given in value.items():
            if isinstance(given, dict) and name in POST_TYPES:
                merged[name] = {**defaults.of(name).model_dump(), **given}
            else:
                merged[name] = given
        return merged

    @field_validator("start_date", "end_date", mode="before")
    @classmethod
    def _plain_date(cls, value: Any) -> Any:
        if isinstance(value, dt.datetime):
            raise PydanticCustomError("not_a_date", "not a date YYYY-MM-DD")
        if isinstance(value, str):
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
                raise PydanticCustomError("not_a_date", "not a date YYYY-MM-DD")
            try:
                return dt.date.fromisoformat(value)
            except ValueError:
                raise PydanticCustomError("not_a_date", "not a date YYYY-MM-DD") from None
        if value is not None and not isinstance(value, dt.date):
            raise PydanticCustomError("not_a_date", "not a date YYYY-MM-DD")
        return value

    @model_validator(mode="after")
    def _consistent(self) -> Settings:
        for date in (self.start, self.end):
            if not FIRST_YEAR <= date.year <= LAST_YEAR:
                raise PydanticCustomError("year_out_of_range", "the year {year} cannot be meant", {"year": date.year})
        if self.end < self.start:
            raise PydanticCustomError("dates_backward", "the plan ends before it begins")
        if (self.end - self.start).days > 400:
            raise PydanticCustomError("plan_too_long", "the plan spans more than 400 days")
        for name in POST_TYPES:
            if self.post_types.of(name).max_batch < self.session.min_batch:
                raise PydanticCustomError(
                    "batch_too_small", "post_types.{name}.max_batch is below session.min_batch", {"name": name}
                )
        return self

    @property
    def start(self) -> dt.date:
        """First date of the plan."""
        return self.start_date or dt.date(int(self.quarter[:4]), 3 * int(self.quarter[5]) - 2, 1)

    @property
    def end(self) -> dt.date:
        """Last date of the plan, included."""
        if self.end_date:
            return self.end_date
        year, month = int(self.quarter[:4]), 3 * int(self.quarter[5])
        return dt.date(year, month, calendar.monthrange(year, month)[1])

    @property
    def year(self) -> int:
        """The calendar year whose sit-ins are counted: that of the plan's end date."""
        return self.end.year

    @property
    def quarter_number(self) -> int:
        """q of the targets, 1 to 4: the quarter of the plan's end date."""
        return (self.end.month + 2) // 3
