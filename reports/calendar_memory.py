"""What calendars said when they were written last, so that newer ones update them instead of doubling events."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from turnout.reports.events import Event

FORMAT = "turnout-calendars/1"


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
            memory.told[key] = {
                str(uid): Told(int(number), bool(cancelled), str(digest), Event(*map(str, said)))
                for uid, (number, cancelled, digest, *said) in calendar["events"].items()
            }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return memory
