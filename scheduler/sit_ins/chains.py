"""Days of visits of teams that have too many to list: what the best of them come to at given prices, by dynamic
programming."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from turnout.scheduler.sit_ins.needs import Credits, Needs, credits_of
from turnout.scheduler.sit_ins.part import BoolArray, IntArray, Part
from turnout.scheduler.sit_ins.trips import Arcs, Classes, Trips, arcs_of, trips_of
from turnout.scheduler.travel import UNREACHABLE

NEVER = np.iinfo(np.int64).max // 4


@dataclass(frozen=True)
class Worth:
    """What a team's days come to at given prices. visit: (rows of the team,) of each visit; length: (longest,) of a day
    of 1, 2, … visits; load: of each visit by the class of the supervisor; minute: of travel."""

    visit: IntArray
    length: IntArray
    load: IntArray
    minute: int


class Chains:
    """The visits of some teams and the ways between them.

    Looser than trips, so that what it says holds for all of them: a host may come twice; for each visit somebody of the
    class must be free, not one for all; and what visits add to needs is summed up, which is no less than what they add
    together. teams: bool, which ones. visits: what each row of the part adds by itself.
    """

    def __init__(self, part: Part, classes: Classes, needs: Needs, teams: BoolArray) -> None:
        self.teams, self._part, self._classes = teams, part, classes
        arcs = arcs_of(part)
        ours = teams[part.row_team()[arcs.first]]
        order = np.lexsort((arcs.first[ours], arcs.second[ours]))
        self._arcs = Arcs(arcs.first[ours][order], arcs.second[ours][order], arcs.minutes[ours][order])
        self.visits: Credits = credits_of(part, needs, np.arange(part.rows).reshape(-1, 1))
        self.longest = self._longest()

    def _longest(self) -> int:
        """The most visits of a chain."""
        first, second = self._arcs.first, self._arcs.second
        starts = np.flatnonzero(np.concatenate([np.ones(min(len(second), 1), bool), second[1:] != second[:-1]]))
        most = int(self._classes.daily.max(initial=1))
        number = np.ones(self._part.rows, dtype=np.int64)
        for length in range(2, most + 1):
            longer = np.zeros(0, bool) if not len(starts) else np.maximum.reduceat(number[first], starts) == length - 1
            if not longer.any():
                return length - 1
            number[second[starts[longer]]] = length
        return most

    def least(self, team: int, worth: Worth) -> int:
        """The least that all days of a team come to: in each class and day, the best chain for each supervisor."""
        low, high = int(self._part.team_row[team]), int(self._part.team_row[team + 1])
        day = self._part.row_day[low:high]
        first = np.flatnonzero(np.concatenate([np.ones(min(len(day), 1), bool), day[1:] != day[:-1]]))
        total = 0
        for cls in np.flatnonzero(self._classes.team == team).tolist():
            ending, _ = self._ending(team, cls, worth)
            best = np.minimum.reduceat(ending.min(axis=0), first) if len(first) else day
            total += int(np.minimum(best, 0).sum()) * int(self._classes.count[cls])
        return total

    def below(self, team: int, worth: Worth, most: int) -> Trips:
        """Trips among the chains that come to less than `most`: the best of each length and last visit."""
        low, longest = int(self._part.team_row[team]), len(worth.length)
        paths: list[list[IntArray]] = [[] for _ in range(longest)]
        for cls in np.flatnonzero(self._classes.team == team).tolist():
            ending, before = self._ending(team, cls, worth)
            for k in range(len(ending)):
                rows = [np.flatnonzero(ending[k] < most)]
                for step in range(k, 0, -1):
                    rows.insert(0, before[step][rows[0]])
                paths[k].append(np.stack(rows, axis=1) + low)
        distinct = [
            np.unique(np.concatenate(p), axis=0) if p else np.zeros((0, k + 1), np.int64) for k, p in enumerate(paths)
        ]
        return trips_of(self._part, self._classes, [p[self._no_host_twice(p)] for p in distinct])

    def _no_host_twice(self, paths: IntArray) -> BoolArray:
        keys = np.sort(self._part.row_key[paths], axis=1)
        distinct: BoolArray = np.all(keys[:, 1:] != keys[:, :-1], axis=1)
        return distinct

    def _ending(self, team: int, cls: int, worth: Worth) -> tuple[IntArray, IntArray]:
        """(lengths, rows): the least that a chain of so many visits ending with each row comes to, `NEVER` where there
        is none; and the row before its last."""
        part, classes = self._part, self._classes
        low, high = int(part.team_row[team]), int(part.team_row[team + 1])
        a, b = np.searchsorted(self._arcs.second, [low, high])
        first, second = self._arcs.first[a:b] - low, self._arcs.second[a:b] - low
        ways = self._arcs.minutes[a:b] * worth.minute
        starts = np.flatnonzero(np.concatenate([np.ones(min(len(second), 1), bool), second[1:] != second[:-1]]))
        site, home = part.row_site[low:high], np.full(high - low, classes.site[cls])
        out, back = part.travel.minutes(home, site), part.travel.minutes(site, home)
        members = np.flatnonzero(classes.of_sup[part.team_sup[team] : part.team_sup[team + 1]] == cls)
        able: BoolArray = np.any(part.team_free(team)[members], axis=0)
        now = np.where(able & (out < UNREACHABLE), out * worth.minute + worth.visit, NEVER)
        ending, before = [], [np.full(high - low, -1, dtype=np.int64)]
        lengths = worth.length + worth.load[cls] * np.arange(1, len(worth.length) + 1)
        for length in lengths[: int(classes.daily[cls])].tolist():
            whole = np.where((now < NEVER) & (back < UNREACHABLE), now + back * worth.minute + length, NEVER)
            ending.append(whole)
            candidates = np.minimum(now[first] + ways, NEVER)
            now, last = np.full(high - low, NEVER), np.full(high - low, -1, dtype=np.int64)
            if len(starts):
                best = np.minimum.reduceat(candidates, starts)
                at = np.flatnonzero(candidates == np.repeat(best, np.diff(np.append(starts, len(second)))))
                last[second[at[::-1]]] = first[at[::-1]]
                reached = second[starts]
                now[reached] = np.where((best < NEVER) & able[reached], best + worth.visit[reached], NEVER)
            before.append(last)
        return np.array(ending), np.array(before)
