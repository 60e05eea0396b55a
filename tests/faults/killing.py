"""`turnout plan` killed at random moments, many times over: run as a process of its own.

Everything is imported once; each run is a fork of that, killed after a random share of the time that a run takes. After
each, what the folder holds is compared with the two plans that it may hold.
`python -m turnout.tests.faults.killing ONE OTHER FOLDER TIMES SEED inside|beside` prints what was seen, as JSON.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from turnout import cli
from turnout.plans import OWN_FILES, read

TABLES = [name for name in OWN_FILES if name.endswith(".csv")]


def plan(instance: str, folder: Path) -> int:
    """Run the command quietly in this process."""
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
        return cli.status(["plan", instance, "-o", str(folder), "--workers", "1", "--effort", "quick", "--quiet"])


def killed(instance: str, folder: Path, after: float, stand: Path) -> tuple[bool, int]:
    """Whether the run was killed in time, and its status where it was not. stand: its current folder."""
    child = os.fork()
    if not child:
        os.chdir(stand)
        os._exit(plan(instance, folder))
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status), os.waitstatus_to_exitcode(status)


def held(folder: Path) -> tuple[str, ...]:
    """The tables that the folder holds, as whoever reads it next gets them; a broken one raises."""
    return tuple(frame.to_csv() for frame in read(folder).tables().values())


def main(one: str, other: str, folder: Path, times: int, seed: int, inside: bool) -> dict[str, object]:
    """Kill `times` runs, which plan the two instances in turn."""
    known = {}
    for instance in (one, other):
        assert plan(instance, folder) == 0
        known[held(folder)] = instance
    assert len(known) == 2
    began = time.monotonic()
    assert plan(one, folder) == 0
    usual = time.monotonic() - began
    chance = random.Random(seed)
    seen = {"killed": 0, "ended": 0, "old": 0, "new": 0}
    stood = one
    for number in range(times):
        instance = (other, one)[number % 2]
        in_time, status = killed(instance, folder, chance.uniform(0, 1.1 * usual), folder if inside else folder.parent)
        assert in_time or status == 0, f"run {number} ended with {status}"
        now = known[held(folder)]
        assert in_time or now == instance, "a run that ended has put its plan in place"
        seen["killed" if in_time else "ended"] += 1
        seen["new" if now == instance else "old"] += now != stood or in_time
        stood = now
    assert plan(one, folder) == 0, "nothing blocks the next run"
    left = sorted(path.name for path in (*folder.parent.iterdir(), *folder.iterdir()))
    return {**seen, "usual_seconds": round(usual, 3), "left": left, "stands": known[held(folder)] == one}


if __name__ == "__main__":
    one_, other_, folder_, times_, seed_, where_ = sys.argv[1:]
    sys.stdout.write(json.dumps(main(one_, other_, Path(folder_), int(times_), int(seed_), where_ == "inside")))
