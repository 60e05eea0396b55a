"""`python -m turnout.tests.fuzz TARGET… [--seconds N] [--folder DIR]`: change bytes at random, led by what they reach.

Needs atheris (Linux). Each target has N seconds, in processes of its own; what newly reached something is kept in
DIR/TARGET, what a reader did not survive in DIR/found-TARGET-…: copy that into tests/fuzz/corpus/TARGET once it is
mended. Exit status 1 where there was a finding.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

HERE = Path(__file__).resolve().parent
NAMES = ("csv", "toml", "workbook", "sheets", "instance", "plan", "verdict")
READERS = ["turnout.instances", "turnout.plans", "turnout.verifier", "turnout.models"]
LONGEST_INPUT, LONGEST_WORKBOOK = 20_000, 60_000
LONGEST_SECONDS = 30
MOST_MEGABYTES = 3000
LIFE_SECONDS = 100
"""A process's: atheris never lets go of the arrays whose comparisons it watches, some megabytes a second."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m turnout.tests.fuzz", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"any of: {', '.join(NAMES)}; all if not given")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--folder", type=Path, default=Path("build/fuzz"))
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    wishes = parser.parse_args()
    if set(wishes.targets) - set(NAMES):
        parser.error(f"the targets are: {', '.join(NAMES)}")
    wishes.folder.mkdir(parents=True, exist_ok=True)
    if wishes.here:
        fuzz(wishes.targets[0], wishes.seconds, wishes.folder)
    found = [
        target
        for target in wishes.targets or NAMES
        if not all(survived(target, seconds, wishes.folder) for seconds in lives(wishes.seconds))
    ]
    said = f"findings in: {', '.join(found)}; see {wishes.folder}/found-*" if found else "no findings"
    sys.stdout.write(f"fuzzing, {wishes.seconds} s for each target: {said}\n")
    return 1 if found else 0


def lives(seconds: int) -> list[int]:
    """Seconds of each process that a target gets, one after the other."""
    return [min(LIFE_SECONDS, seconds - begun) for begun in range(0, seconds, LIFE_SECONDS)]


def survived(target: str, seconds: int, folder: Path) -> bool:
    """Whether so many seconds brought no finding."""
    command = [sys.executable, "-m", "turnout.tests.fuzz", target, "--here"]
    return not subprocess.run([*command, "--seconds", str(seconds), "--folder", str(folder)], check=False).returncode


def fuzz(target: str, seconds: int, folder: Path) -> NoReturn:
    """Run one target in this process, which atheris ends by itself."""
    import atheris

    with atheris.instrument_imports(include=READERS):
        from turnout.tests.fuzz.seeds import seeds
        from turnout.tests.fuzz.targets import TARGETS
    kept = folder / target
    kept.mkdir(exist_ok=True)
    for seed in seeds(target):
        (kept / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    known = HERE / "corpus" / target
    longest = LONGEST_WORKBOOK if target == "workbook" else LONGEST_INPUT
    atheris.Setup(
        [
            target, f"-max_total_time={seconds}", f"-max_len={longest}", f"-timeout={LONGEST_SECONDS}",
            f"-rss_limit_mb={MOST_MEGABYTES}", "-print_final_stats=1", "-verbosity=0",
            f"-artifact_prefix={folder}/found-{target}-", str(kept), *([str(known)] if known.is_dir() else []),
        ],
        TARGETS[target],
    )  # fmt: skip
    atheris.Fuzz()
    raise AssertionError("atheris does not return")


if __name__ == "__main__":
    sys.exit(main())
