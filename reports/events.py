"""Calendar events: what a session or sit-in says in a calendar, and under which name it is known to the calendar."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import cache

import icalendar
from icalendar.prop import vText

from turnout.models.text import Text
from turnout.reports.sheets import CONTROL
from turnout.reports.tables import session_rows
from turnout.reports.view import View

ZONE = "Asia/Shanghai"
LONGEST_LINE = 75
"""Octets of one line, as RFC 5545 has it."""
NAME_PLACE = b"X-WR-CALNAME:NAME\r\n"
UID_PLACE = "0" * 32 + "@turnout"
LINES = {
    "topic": Text("Topic: {value}", "主题：{value}"),
    "lecturer": Text("Lecturer: {value}", "主讲人：{value}"),
    "supervisor": Text("Sitting in: {value}", "列席领导：{value}"),
    "size": Text("Expected: {value}", "应到人数：{value}"),
    "session_id": Text("Session: {value}", "场次编码：{value}"),
}
SUMMARY = Text("{kind}: {audience}", "{kind}：{audience}")
SIT_IN = Text("Sit-in: {host}", "列席研讨：{host}")
CALENDAR_NAME = Text("{name} {quarter}", "{name} {quarter}学习研讨")


@dataclass(frozen=True)
class Event:
    """What an event says. start, end: local time, ISO. All texts as people read them."""

    start: str
    end: str
    summary: str
    place: str = ""
    text: str = ""
    kind: str = ""

    @property
    def digest(self) -> str:
        """Changes whenever anything that people see changes."""
        parts = "\0".join((self.start, self.end, self.summary, self.place, self.text))
        return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def uid_of(identity: str) -> str:
    """A name for an event that is made of what it is, not of when or where it is planned."""
    return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:32] + "@turnout"


def _plain(text: str) -> str:
    """Text without control characters; a line break stays one."""
    return CONTROL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def session_events(view: View) -> list[Event]:
    """The event of each session, in the order of `view.sessions`."""
    rows = session_rows(view)
    alone = (rows["site"] == "") | (rows["site"] == rows["venue"])
    place = rows["venue"].where(alone, rows["venue"] + "，" + rows["site"])
    day = rows["date"].dt.strftime("%Y-%m-%d").fillna("").astype("str")
    begin, end = day + "T" + view.sessions["start"], day + "T" + view.sessions["end"]
    fixed = zip(begin, end, rows["kind"], rows["audience"], place, strict=True)
    values = zip(*(rows[c].astype("str") for c in LINES), strict=True)
    events = []
    for (start, stop, kind, audience, where), said in zip(fixed, values, strict=True):
        text = "\n".join(line.fill(value=v).of(view.lang) for line, v in zip(LINES.values(), said, strict=True) if v)
        summary = SUMMARY.fill(kind=kind, audience=audience).of(view.lang)
        events.append(Event(start, stop, summary, where, text, kind))
    return events


def render(event: Event) -> bytes:
    """The event as bytes, escaped, folded at 75 octets between characters; places for what `known_as` puts in."""
    start, end = _stamp(event.start), _stamp(event.end)
    lines = [
        "BEGIN:VEVENT",
        f"UID:{UID_PLACE}",
        f"DTSTART;TZID={ZONE}:{start}",
        f"DTEND;TZID={ZONE}:{end}",
        _text_line("SUMMARY", event.summary),
    ]
    others = (("LOCATION", event.place), ("DESCRIPTION", event.text), ("CATEGORIES", event.kind))
    lines += [_text_line(name, text) for name, text in others if text]
    return b"".join(map(folded, lines)) + b"END:VEVENT\r\n"


def _stamp(moment: str) -> str:
    """A moment as calendars have it: they know no 24:00, which is the beginning of the next day."""
    day, _, clock = moment.partition("T")
    if clock == "24:00":
        day, clock = (dt.date.fromisoformat(day) + dt.timedelta(days=1)).isoformat(), "00:00"
    return f"{day}T{clock}00".replace("-", "").replace(":", "")


def _text_line(name: str, text: str) -> str:
    return f"{name}:{vText(_plain(text)).to_ical().decode()}"


def folded(line: str) -> bytes:
    """A line with its end, broken where it has more than 75 octets, never within a character."""
    rest, pieces, room = line.encode("utf-8", "replace"), [], LONGEST_LINE
    while len(rest) > room:
        cut = room
        while rest[cut] & 0xC0 == 0x80:  # inside a character
            cut -= 1
        pieces.append(rest[:cut])
        rest, room = rest[cut:], LONGEST_LINE - 1
    return b"\r\n ".join([*pieces, rest]) + b"\r\n"


def known_as(rendered: bytes, uid: str, sequence: int, stamp: dt.date, cancelled: bool) -> bytes:
    """A rendered event under its name and version.

    stamp: a date of the plan; DTSTAMP is made of it and of the sequence, never of the clock.
    """
    moment = dt.datetime(stamp.year, stamp.month, stamp.day) + dt.timedelta(minutes=sequence)
    status = "CANCELLED" if cancelled else "CONFIRMED"
    lines = f"\r\nUID:{uid}\r\nDTSTAMP:{moment:%Y%m%dT%H%M%S}Z\r\nSEQUENCE:{sequence}\r\nSTATUS:{status}\r\n"
    # No text can hold a line of its own: line breaks in it are escaped, and folded lines begin with a space.
    return rendered.replace(f"\r\nUID:{UID_PLACE}\r\n".encode(), lines.encode(), 1)


def calendar_parts(name: str, year: int) -> tuple[bytes, bytes]:
    """What stands before and after the events of a calendar: its name, version and time zone."""
    head, tail = _frame(year)
    return head.replace(NAME_PLACE, folded(_text_line("X-WR-CALNAME", name)), 1), tail


@cache
def _frame(year: int) -> tuple[bytes, bytes]:
    """The parts that are the same in all calendars of a year."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//turnout//turnout//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "NAME")
    calendar.add("x-wr-timezone", ZONE)
    calendar.add_component(_zone(year))
    whole = bytes(calendar.to_ical())
    closing = b"END:VCALENDAR\r\n"
    return whole[: -len(closing)], closing


def _zone(year: int) -> icalendar.Timezone:
    """China's time: eight hours east, the same all year."""
    zone = icalendar.Timezone()
    zone.add("tzid", ZONE)
    standard = icalendar.TimezoneStandard()
    standard.add("dtstart", dt.datetime(year - 1, 1, 1))
    standard.add("tzname", "CST")
    standard.add("tzoffsetfrom", dt.timedelta(hours=8))
    standard.add("tzoffsetto", dt.timedelta(hours=8))
    zone.add_component(standard)
    return zone
