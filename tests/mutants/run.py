"""Mutation testing of the verifier: every small fault in its code must turn some test of tests/verifier red.

`python -m turnout.tests.mutants.run [MODULE …]` collects the tests once and notes which lines each of them runs (kept
in build/ while neither verifier nor tests change), then makes one fault at a time in a forked process and asks there
only the tests that run its line, those first that found the last faults, until one fails. Left out are those that
change nothing, named in `equivalent.py`. Needs POSIX: where there is no fork, the run says so.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import hashlib
import json
import os
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import coverage
import pytest

from turnout.tests.mutants.changes import Change, changed, changes
from turnout.tests.mutants.equivalent import EQUIVALENT
from turnout.tests.verifier.harbour import whole

ROOT = Path(__file__).resolve().parents[2]
TESTS, CODE = ROOT / "tests" / "verifier", ROOT / "verifier"
SECONDS = 60
"""A fault that makes a single test last longer than this counts as found; it is told, as the machine may be busy."""
MEMORY = 6 * 2**30
FOUND, SURVIVED, TOO_LONG = "found", "survived", "takes too long"
KEPT = ("__name__", "__file__", "__builtins__", "__annotations__")
"""What Python itself puts into a module."""
FIRST = {
    "session_rules": ("session_rules",), "venue_rules": ("session_rules",), "visit_rules": ("visit_rules",),
    "time_rules": ("people_rules",), "member_rules": ("people_rules",), "lecturer_rules": ("people_rules",),
    "free_time": ("people_rules", "costs"), "windows": ("people_rules",), "base_rules": ("base_plan",),
    "coverage": ("coverage",), "costs": ("costs", "claims"), "claims": ("claims",), "reasons": ("reasons",),
    "candidates": ("reasons",), "reading": ("malformed",), "written": ("malformed",), "findings": ("malformed",),
}  # fmt: skip
"""The test files that are asked first about a module; the others follow."""

Lines = dict[str, dict[str, list[str]]]
"""Module and line: the tests that run it."""


class Trial:
    """A pytest plugin: first the tests as they are, then the faults."""

    def __init__(self, modules: list[Path], share: int, first: int, most: int) -> None:
        self.modules, self.share, self.first, self.most = modules, share, first, most
        self.seconds: dict[str, float] = {}
        self.failed: list[str] = []
        self.outcomes: list[tuple[Path, Change, str]] = []
        self.finders: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the time of each test and which failed."""
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration
        if report.failed:
            self.failed.append(report.nodeid)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """All tests as they are, unless that is known; then, if none failed, one fault after the other."""
        digest = hashlib.sha256(b"".join(p.read_bytes() for d in (CODE, TESTS) for p in sorted(d.glob("*.py"))))
        kept = ROOT / "build" / f"lines-{digest.hexdigest()[:16]}.json"
        if kept.exists():
            self.seconds, lines = json.loads(kept.read_text(encoding="utf-8"))
            whole()  # what tests share is made before any fault
        else:
            lines = self._watched(session)
            kept.parent.mkdir(exist_ok=True)
            kept.write_text(json.dumps([self.seconds, lines]), encoding="utf-8")
        for module in self.modules:
            self._module(module, lines.get(module.name, {}), {item.nodeid: item for item in session.items})
        return True

    def _watched(self, session: pytest.Session) -> Lines:
        """Run every test and note the lines of the verifier that it runs."""
        cov = coverage.Coverage(data_file=None, config_file=False, include=[str(CODE / "*")])
        cov.start()
        for item in session.items:
            cov.switch_context(item.nodeid)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        cov.stop()
        if self.failed:
            raise pytest.UsageError(f"fail without any fault: {self.failed}")
        data = cov.get_data()
        return {
            Path(path).name: {str(line): names for line, names in data.contexts_by_lineno(path).items()}
            for path in data.measured_files()
        }

    def _module(self, path: Path, lines: dict[str, list[str]], items: dict[str, pytest.Item]) -> None:
        """Try every fault of one module."""
        source = path.read_text(encoding="utf-8")
        module = sys.modules["turnout.verifier" if path.stem == "__init__" else f"turnout.verifier.{path.stem}"]
        spans, texts = list(_functions(ast.parse(source))), source.splitlines()
        self.finders.clear()
        for change in changes(source)[self.first :: self.share]:
            if (path.stem, texts[change.line - 1].strip(), change.what) in EQUIVALENT:
                continue
            inside = any(low <= change.line <= high for low, high in spans)
            names = [name for name in _asked(lines, change.line, inside) or items if name in items]
            first = FIRST.get(path.stem, ())
            names.sort(key=lambda name: (-self.finders[name], not any(f in name for f in first), self.seconds[name]))
            outcome = self._try(module, source, change, [items[n] for n in names[: self.most]], inside)
            self.outcomes.append((path, change, outcome))
            if outcome != FOUND:
                say(f"{outcome}: {path.relative_to(ROOT)}:{change.line} {change.what}")

    def _try(self, module: ModuleType, source: str, change: Change, tests: list[pytest.Item], inside: bool) -> str:
        answer, tell = os.pipe()
        child = os.fork()
        if not child:
            os.close(answer)
            os._exit(self._with_fault(module, source, change, tests, inside, tell))
        os.close(tell)
        with os.fdopen(answer) as pipe:
            self.finders.update(pipe.read().splitlines())
        _, status = os.waitpid(child, 0)
        return {0: SURVIVED, -signal.SIGALRM: TOO_LONG}.get(os.waitstatus_to_exitcode(status), FOUND)

    def _with_fault(
        self, module: ModuleType, source: str, change: Change, tests: list[pytest.Item], inside: bool, tell: int
    ) -> int:
        """Put the fault in place and ask the tests; 0 if all of them are green."""
        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
        import resource  # only where there is fork

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        self.failed.clear()
        try:
            _plant(module, changed(source, change), inside)
            for test in tests:
                signal.alarm(SECONDS)
                test.config.hook.pytest_runtest_protocol(item=test, nextitem=None)
                if self.failed:
                    os.write(tell, self.failed[0].encode())
                    return 1
        except BaseException:
            return 2
        return 0


def say(line: str) -> None:
    """One line for whoever watches, past pytest's capture."""
    sys.__stdout__.write(f"{line}\n")  # type: ignore[union-attr]
    sys.__stdout__.flush()  # type: ignore[union-attr]


def _asked(lines: dict[str, list[str]], line: int, inside: bool) -> list[str]:
    """The tests that run a line; of a statement that spans several, the nearest of its lines above."""
    for near in range(line, max(line - 40, 0), -1) if inside else ():
        if names := lines.get(str(near)):
            return names
    return []


def _functions(tree: ast.Module) -> Iterator[tuple[int, int]]:
    """First and last line of every function's body."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield node.body[0].lineno, node.end_lineno or node.lineno


def _plant(module: ModuleType, tree: ast.Module, inside: bool) -> None:
    """Put a fault into a module that others have imported already: the code of its functions is replaced in place,
    a changed constant wherever it was imported under its name."""
    code = compile(tree, module.__file__ or "", "exec", dont_inherit=True)
    if inside:
        bodies = {c.co_qualname: c for c in _codes(code)}
        for function in _functions_of(module, module.__name__):
            if function.__qualname__ in bodies:
                function.__code__ = bodies[function.__qualname__]
        return
    before = dict(module.__dict__)
    fresh: dict[str, Any] = {"__name__": module.__name__, "__file__": module.__file__}
    exec(code, fresh)
    for name, value in fresh.items():
        if name in KEPT or isinstance(value, FunctionType | ModuleType | type):
            continue
        for other in list(sys.modules.values()):
            ours = getattr(other, "__name__", "").startswith("turnout.") and name in other.__dict__
            if ours and other.__dict__[name] is before.get(name):
                other.__dict__[name] = value


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def _functions_of(owner: Any, module: str) -> Iterator[FunctionType]:
    """Functions of a module and of its classes, those behind properties and static methods included."""
    for thing in vars(owner).values():
        function = getattr(thing, "func", None) or getattr(thing, "fget", None) or getattr(thing, "__func__", thing)
        if isinstance(function, FunctionType) and function.__module__ == module:
            yield function
        elif isinstance(thing, type) and thing.__module__ == module:
            yield from _functions_of(thing, module)


def main() -> int:
    """Tell what survived and the share that was found; write both where asked."""
    parser = argparse.ArgumentParser(description="Faults in the verifier's code: which of them do its tests find?")
    parser.add_argument("modules", nargs="*", help="modules of verifier/ by name; all where none is given")
    parser.add_argument("--share", type=int, default=1, help="try only every n-th fault")
    parser.add_argument("--first", type=int, default=0, help="begin with this fault, counted from 0: another sample")
    parser.add_argument("--most", type=int, default=10**6, help="ask at most so many tests about each fault")
    parser.add_argument("--write", type=Path, help="a file for the figures, as JSON")
    asked = parser.parse_args()
    if not 0 <= asked.first < asked.share:
        parser.error("--first must be at least 0 and below --share")
    if not hasattr(os, "fork"):
        say("needs fork, which this system does not have")
        return 2
    found = {path.stem: path for path in sorted(CODE.glob("*.py"))}
    named = [found[name] for name in asked.modules]
    trial = Trial(named or list(found.values()), asked.share, asked.first, asked.most)
    began = time.monotonic()
    options = ["-q", "-s", "--no-header", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not long", str(TESTS)]
    with contextlib.chdir(ROOT):
        pytest.main(options, plugins=[trial])
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for path, _, outcome in trial.outcomes:
        counts[path.stem][outcome] += 1
    counts["all"] = sum(counts.values(), Counter[str]())
    for name, of in counts.items():
        found_of = of.total() - of[SURVIVED]
        say(f"{name:18} {found_of:5} of {of.total():5} found, {100 * found_of / max(of.total(), 1):5.1f} %")
    say(f"{time.monotonic() - began:.0f} s")
    if asked.write:
        rows = [[p.stem, c.line, c.what, outcome] for p, c, outcome in trial.outcomes if outcome != FOUND]
        asked.write.write_text(json.dumps({"counts": counts, "left": rows}, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
