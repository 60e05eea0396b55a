"""What calendars said when they were written last, so that newer ones update them instead of doubling events."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from turnout.reports.events import Event

FORMAT = "turnout-calendars/1"
MOST_VERSIONS = 1_000_000
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}")


@dataclass(frozen=True)
class Told:
    """One event as it was written. event: without its text where it comes from a file."""

    sequence: int
    cancelled: bool
    digest: str
    event: Event


@dataclass
class Memory:
    """By key of a calendar its name, and by UID what was told of each event."""

    names: dict[str, str] = field(default_factory=dict)
    told: dict[str, dict[str, Told]] = field(default_factory=dict)

    def next(self, key: str, events: Mapping[str, Event]) -> dict[str, Told]:
        """What to tell now: changed events one version up, those no longer planned cancelled, the rest as before."""
        before = self.told.get(key, {})
        now = {}
        for uid, event in events.items():
            old, digest = before.get(uid), event.digest
            same = old is not None and not old.cancelled and old.digest == digest
            now[uid] = Told(0 if old is None else old.sequence + (not same), False, digest, event)
        for uid, old in before.items():
            if uid not in events:
                now[uid] = old if old.cancelled else Told(old.sequence + 1, True, old.digest, old.event)
        return now

    def dump(self, profile: str) -> bytes:
        """As JSON, for `recall`."""
        calendars = {
            key: {
                "name": self.names[key],
                "events": {
                    uid: [t.sequence, t.cancelled, t.digest, t.event.start, t.event.end, t.event.summary, t.event.place]
                    for uid, t in told.items()
                },
            }
            for key, told in self.told.items()
        }
        whole = {"format": FORMAT, "profile": profile, "calendars": calendars}
        return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "replace")


def recall(path: Path, profile: str) -> Memory | None:
    """What was written before; None where nothing usable stands there, or where it was for other readers."""
    try:
        whole = json.loads(path.read_text(encoding="utf-8"))
        if whole["format"] != FORMAT or whole["profile"] != profile:
            return None
        memory = Memory()
        for key, calendar in whole["calendars"].items():
            memory.names[key] = str(calendar["name"])
            memory.told[key] = {uid.encode().decode(): _told(*said) for uid, said in calendar["events"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return None
    return memory


def _told(number: object, cancelled: object, digest: object, start: object, end: object, *said: object) -> Told:
    """One event as it was kept. Raises ValueError where nothing of ours would have kept it so."""
    if not isinstance(number, int) or not 0 <= number <= MOST_VERSIONS:
        raise ValueError("no version of an event")
    if not (MOMENT.fullmatch(str(start)) and MOMENT.fullmatch(str(end))):
        raise ValueError("no moment of an event")
    return Told(number, bool(cancelled), str(digest), Event(str(start), str(end), *map(str, said)))
