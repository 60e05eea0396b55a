"""Small random instances, one for each seed, of every flavour that the timetable's rules know.

Up to 40 members, 3 branches and three weeks; venues, lecturers and crews are short more often than in life, so that
the rules collide. What would make the exact model too large to prove is coarsened until it fits.
"""

from __future__ import annotations

import datetime as dt
import random

from turnout.models.tables import WEEKDAYS
from turnout.tests.reference.candidates import KINDS, candidates
from turnout.tests.reference.raw import Raw
from turnout.tests.reference.world import World

STARTS = ("2026-03-02", "2026-01-29", "2026-03-26", "2026-04-27", "2026-09-15", "2026-06-08", "2026-12-20",
          "2026-02-09")
"""First dates: plain weeks, the turn of a month, a year's end, and weeks with holidays and make-up workdays."""
ROTAS = ("D D N N - -", "D N - -", "D D D D - - -", "N N - - D D", "D M N -", "D - N - -")
SHIFTS = (("D", "8:00", "20:00"), ("N", "20:00", "32:00"), ("M", "16:00", "24:00"), ("L", "25:00", "33:00"))
MINUTES = (0, 5, 20, 30, 31, 60, 61, 200, 900)
POSTS = ("shift", "mobile", "site", "cross_unit", "other")
LARGEST = 240
"""Most pairs of a session and a set of members alike: beyond, proofs take too long."""


def small(seed: int, largest: int = LARGEST) -> Raw:
    """The instance of one seed, as text. In nine of ten, half of the members could attend something of each kind."""
    for attempt in range(1000):
        raw = _Maker(random.Random(f"{seed}/{attempt}")).make()
        world = World(raw.instance())
        if seed % 10 == 0 or _half_could_attend(world):
            break
    while (size := _size(world, 3 * largest)) > largest:
        _coarsen(raw, size > 3 * largest)
        world = World(raw.instance())
    return raw


def _half_could_attend(world: World) -> bool:
    """Whether half of the members could attend something of each kind."""
    can: dict[str, set[int]] = {kind: set() for kind in KINDS}
    for candidate in candidates(world):
        can[candidate.kind].update(candidate.attend)
        if 2 * min(len(people) for people in can.values()) >= len(world.members):
            return True
    return False


def _size(world: World, most: int) -> int:
    """Pairs of a session and a set of members alike; where there are more than `most`, not all are counted."""
    size = 0
    for candidate in candidates(world):
        size += len({world.first_alike[member] for member in candidate.attend})
        if size > most:
            break
    return size


def _coarsen(raw: Raw, much: bool) -> None:
    """Fewer starts: a coarser grid, then a shorter day, then a shorter plan."""
    session = raw.settings["session"]
    if session["grid_minutes"] < 120:
        session["grid_minutes"] = min(120, session["grid_minutes"] * 2)
    elif len(session["office_hours"]) > 1:
        session["office_hours"] = session["office_hours"][1:]
    else:
        first, last = (dt.date.fromisoformat(raw.settings[k]) for k in ("start_date", "end_date"))
        raw.settings["end_date"] = str(max(first, last - dt.timedelta(days=3 if much else 1)))
        if last == first:
            raw["members"].pop()
            known = {row["person_id"] for table in ("members", "lecturers") for row in raw[table]}
            raw.tables["absences"] = [row for row in raw["absences"] if row["person_id"] in known]


class _Maker:
    """Draws one instance, table by table."""

    def __init__(self, rng: random.Random) -> None:
        self.rng, self.raw = rng, Raw()
        self.first = dt.date.fromisoformat(rng.choice(STARTS))
        self.length = rng.choice((5, 8, 10, 12, 14, 17, 21))
        self.least = rng.choice((2, 2, 3, 3, 4))

    def make(self) -> Raw:
        """All tables in order."""
        self._settings()
        self._sites()
        self._organisation()
        self._groups()
        self._members()
        self._venues()
        self._lecturers()
        self._absences()
        self._calendar()
        return self.raw

    def _chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def _date(self) -> dt.date:
        return self.first + dt.timedelta(days=self.rng.randrange(self.length))

    def _dates(self, *numbers: int) -> list[dt.date]:
        """Different dates of the plan, about as many as one of the numbers says."""
        return sorted({self._date() for _ in range(self.rng.choice(numbers))})

    def _settings(self) -> None:
        pick = self.rng.choice
        plain = self._chance(0.25)
        self.raw.settings = {
            "start_date": str(self.first),
            "end_date": str(self.first + dt.timedelta(days=self.length - 1)),
            "session": {
                "study_minutes": pick((60, 90, 120, 120, 150)),
                "discussion_minutes": pick((60, 90, 120, 120)),
                "grid_minutes": pick((30, 60, 60, 90, 120)),
                "day_start": pick(("07:00", "07:30", "08:00")),
                "day_end": pick(("20:00", "21:00", "21:30", "22:00")),
                "office_hours": pick((["08:30-12:00", "13:30-17:30"], ["08:00-12:00", "12:00-17:00"], ["14:00-17:30"])),
                "after_work": pick(("17:30", "18:00")),
                "min_batch": self.least,
                "gap_days": pick((1, 1, 2, 3, 5, 7)),
                "clearance_minutes": pick((0, 15, 30)),
                "rest_after_night": pick((0, 4, 8, 8)),
                "rest_before_night": pick((0, 4, 8, 8)),
                "max_attendee_travel": pick((45, 60, 60, 90)),
                "lecturer_required": self._chance(0.8),
            },
            "post_types": {
                post: {
                    "max_batch": pick((20, 20, self.least, self.least + 1, self.least + 3)),
                    "study_scope": "committee" if self._chance(0.6 if post == "other" else 0.12) else "branch",
                }
                for post in POSTS
            },
            "cost": {
                "session": 30 if plain else pick((0, 7, 30, 30)),
                "duty_day": 1 if plain else pick((0, 1, 5)),
                "rest_day": 4 if plain else pick((0, 2, 4)),
                "after_work": 1 if plain else pick((0, 1, 6)),
                "travel_half_hour": 1 if plain else pick((0, 1, 3)),
                "off_theme_day": 3 if plain else pick((0, 3, 40)),
            },
        }

    def _sites(self) -> None:
        self.sites = [f"P{i}" for i in range(self.rng.choice((1, 2, 2, 3, 4)))]
        for i, site in enumerate(self.sites):
            far = i == 3 or (i and self._chance(0.2))
            place = {} if i and self._chance(0.15) else {
                "longitude": round(116.0 + self.rng.random() * (1.5 if far else 0.3), 4),
                "latitude": round(39.0 + self.rng.random() * 0.2, 4),
            }
            self.raw.add("sites", site_id=site, name=f"site {i}", **place)
        pairs = [(a, b) for a in self.sites for b in self.sites if a != b]
        for a, b in pairs:
            if self._chance(0.25):
                self.raw.add("travel", from_site=a, to_site=b, minutes=self.rng.choice(MINUTES))

    def _organisation(self) -> None:
        rng = self.rng
        self.committees = ["E"]
        self.raw.add("committees", committee_id="E", name="enterprise", site_id=rng.choice(self.sites))
        for i in range(rng.choice((0, 1, 2))):
            kind = rng.choice(("committee", "committee", "general_branch"))
            self.raw.add("committees", committee_id=f"C{i}", name=f"part {i}", parent_id=rng.choice(self.committees),
                         site_id=rng.choice(self.sites), kind=kind)
            self.committees.append(f"C{i}")
        self.branches = [f"B{i}" for i in range(rng.choice((1, 2, 2, 3, 3)))]
        for i, branch in enumerate(self.branches):
            day = rng.choice(("", "", str(self._date().day), rng.choice(WEEKDAYS), "31"))
            self.raw.add("branches", branch_id=branch, name=f"branch {i}", committee_id=rng.choice(self.committees),
                         site_id=rng.choice(self.sites), theme_day=day)

    def _groups(self) -> None:
        rng = self.rng
        for code, start, end in SHIFTS:
            self.raw.add("shifts", code=code, start=start, end=end)
        self.groups = []
        for i in range(rng.choice((0, 1, 2, 2, 3, 4))):
            post = rng.choice(POSTS)
            cells: dict[str, object] = {"group_id": f"G{i}", "name": f"group {i}", "post_type": post}
            windows = {"shift": 0.25, "mobile": 1.0, "site": 0.4}.get(post, 0.4)
            has_windows = self._chance(windows)
            if post == "shift" and not (has_windows and self._chance(0.5)):
                begin = self.first - dt.timedelta(days=rng.randrange(9))
                cells |= {"cycle": rng.choice(ROTAS), "cycle_start": begin}
                for date in self._dates(0, 0, 1, 3):
                    self.raw.add("roster", group_id=f"G{i}", date=date, code=rng.choice(("D", "N", "L", "-")))
            if post == "cross_unit":
                cells["lead_branch_id"] = rng.choice(self.branches)
            if self._chance(0.3):
                cells["max_away"] = rng.choice((0, self.least - 1, self.least, self.least + 1, 5))
            if has_windows:
                self._windows(f"G{i}")
            self.raw.add("groups", **cells)
            self.groups.append((f"G{i}", post))

    def _windows(self, group: str) -> None:
        rng = self.rng
        for _ in range(rng.choice((1, 2, 3, 4))):
            start = rng.choice((7, 8, 9, 13, 14, 17, 19, 22, 30))
            cells: dict[str, object] = {
                "start": f"{start}:{rng.choice(('00', '00', '30'))}",
                "end": f"{start + rng.choice((2, 3, 4, 6, 12))}:00",
                "burden": rng.choice((0, 0, 2, 9)),
            }
            if self._chance(0.5):
                cells["date"] = self._date()
            else:
                cells["weekday"] = rng.choice(WEEKDAYS)
                span = sorted((self._date(), self._date()))
                cells |= {name: date for name, date in zip(("from_", "until"), span, strict=True) if self._chance(0.3)}
            self.raw.add("windows", group_id=group, **cells)

    def _members(self) -> None:
        rng = self.rng
        free_posts = [("", "other"), *self.groups]
        crews = {branch: rng.sample(free_posts, rng.randint(1, len(free_posts))) for branch in self.branches}
        for i in range(rng.choice((2, 5, 8, 10, 12, 15, 18, 24, 30, 40))):
            branch = rng.choice(self.branches)
            self.raw.add("members", person_id=f"M{i:02d}", name=f"member {i}", branch_id=branch,
                         group_id=rng.choice(crews[branch])[0])
        peopled = sorted({row["branch_id"] for row in self.raw["members"]})
        for row in self.raw["groups"]:
            if row.get("lead_branch_id") and row["lead_branch_id"] not in peopled:
                row["lead_branch_id"] = rng.choice(peopled)

    def _venues(self) -> None:
        rng = self.rng
        for i in range(rng.choice((1, 1, 2, 2, 3))):
            cells: dict[str, object] = {"capacity": rng.choice((self.least, self.least + 1, 5, 8, 12, 50))}
            if self._chance(0.25):
                cells["committee_id"] = rng.choice(self.committees)
            if self._chance(0.3):
                cells["open"] = rng.choice(("6:00", "8:00", "9:00", "13:00"))
            if self._chance(0.3):
                closing = ("12:00", "17:30", "20:00", "24:00")
                cells["close"] = rng.choice(closing[1:] if cells.get("open") == "13:00" else closing)
            self.raw.add("venues", venue_id=f"V{i}", name=f"room {i}", site_id=rng.choice(self.sites), **cells)
            for _ in range(rng.choice((0, 0, 0, 1, 2))):
                day = self._date()
                span = rng.choice(((day, day), (f"{day} 08:00", f"{day}T12:30"), (day, f"{day} 14:00")))
                self.raw.add("closures", venue_id=f"V{i}", start=span[0], end=span[1])

    def _lecturers(self) -> None:
        rng = self.rng
        strangers = [f"L{i}" for i in range(rng.choice((0, 0, 1, 1, 2)))]
        insiders = [row["person_id"] for row in rng.sample(self.raw["members"], 1)] if self._chance(0.3) else []
        for person in strangers + insiders:
            cells: dict[str, object] = {"max_sessions": rng.choice((1, 2, 3, 5))} if self._chance(0.6) else {}
            committee = "E" if self._chance(0.7) else rng.choice(self.committees)
            self.raw.add("lecturers", person_id=person, name=f"lecturer {person}", committee_id=committee, **cells)
            for _ in range(rng.choice((0, 1, 2, 4))):
                hour = rng.choice((7, 8, 9, 13, 14, 18, 32))
                cells = {"date": self._date()} if self._chance(0.4) else {"weekday": rng.choice(WEEKDAYS)}
                self.raw.add("lecturer_windows", person_id=person, start=f"{hour}:00",
                             end=f"{hour + rng.choice((2, 4, 6, 9))}:00", **cells)

    def _absences(self) -> None:
        rng = self.rng
        people = [row["person_id"] for table in ("members", "lecturers") for row in self.raw[table]]
        for person in rng.choices(people, k=rng.choice((0, 1, 2, 5))):
            day = self._date()
            until = day + dt.timedelta(days=rng.choice((0, 0, 2, 6)))
            span = rng.choice(((day, until), (f"{day} 13:00", f"{until} 18:00"), (f"{day}T09:00", until)))
            self.raw.add("absences", person_id=person, start=span[0], end=span[1])

    def _calendar(self) -> None:
        for date in self._dates(0, 0, 1, 3):
            self.raw.add("calendar", date=date, kind=self.rng.choice(("workday", "rest", "holiday")))
