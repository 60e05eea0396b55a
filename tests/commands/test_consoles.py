"""Consoles that know few characters, readers that go away early, and answers that come at once."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from turnout.plans import write
from turnout.tests.plans.conftest import small_plan

TURNOUT = [sys.executable, "-m", "turnout.cli"]
ENCODINGS = ("gbk", "ascii")


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [*TURNOUT, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, env={**os.environ, **environment}, timeout=120)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small plan of the instance `tiny`."""
    folder = tmp_path_factory.mktemp("made") / "计划 é"
    write(small_plan(), folder)
    return folder


ONE_AFTER_THE_OTHER = """
import json, sys
from turnout import cli
for arguments in json.load(sys.stdin):
    try:
        cli.main(arguments)
    except SystemExit as end:
        print(f"\\nended with {end.code}", flush=True)
"""


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_command_speaks_chinese_on_any_console(
    encoding: str, plan: Path, repository: Path, tmp_path: Path
) -> None:
    """A name that the console lacks turns into question marks; everything else is there, and nothing fails."""
    tiny = repository / "instances" / "ready" / "tiny"
    asked: list[tuple[list[object], int, str]] = [
        (["--help"], 0, "命令"),
        (["check", tiny], 0, "检查通过"),
        (["check", tmp_path / "无此文件夹 é𠀀"], 7, "错误"),
        (["verify", tiny, plan], 4, "计划不成立"),
        (["show", plan, tiny, "--day", "2026-04-01"], 0, "按日安排"),
        (["plan", tiny, "-o", tmp_path / "计划", "--time-limit", "-1"], 2, "不是有效的时长"),
    ]
    commands = json.dumps([[*map(str, arguments), "--lang", "zh"] for arguments, _, _ in asked])
    done = subprocess.run(
        [sys.executable, "-c", ONE_AFTER_THE_OTHER], input=commands.encode(), stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, env={**os.environ, "PYTHONIOENCODING": encoding}, timeout=120, check=True,
    )  # fmt: skip
    *answers, rest = re.split(r"\nended with (\d+)\r?\n", done.stdout.decode(encoding))
    assert [(int(status)) for status in answers[1::2]] == [status for _, status, _ in asked], answers
    assert rest == ""
    assert "Traceback" not in "".join(answers)
    for said, (_, _, words) in zip(answers[::2], asked, strict=True):
        assert words in said or encoding == "ascii"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_json_is_json_on_any_console(encoding: str, repository: Path) -> None:
    tiny = repository / "instances" / "ready" / "tiny"
    done = run("check", tiny, "--json", PYTHONIOENCODING=encoding)
    assert json.loads(done.stdout.decode(encoding))["rows"]["members"] == 14


@pytest.mark.parametrize("command", ["check", "verify", "show", "help"])
def test_a_reader_that_goes_away_early_is_no_error(command: str, plan: Path, repository: Path) -> None:
    """As with `turnout … | head -1`; the exit status stays what it would have been."""
    tiny = repository / "instances" / "ready" / "tiny"
    asked: dict[str, tuple[list[object], int]] = {
        "check": (["check", tiny], 0),
        "verify": (["verify", tiny, plan], 4),
        "show": (["show", plan, tiny, "--venue", "H1"], 0),
        "help": (["--help"], 0),
    }
    arguments, status = asked[command]
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        done = subprocess.run(
            [*TURNOUT, *map(str, arguments)], stdout=gone, stderr=subprocess.PIPE, timeout=120, check=False
        )
    assert (done.returncode, done.stderr) == (status, b"")


def test_an_answer_waits_for_nothing_that_it_does_not_need(plan: Path, repository: Path) -> None:
    """Imports are what takes longest."""
    code = (
        "import sys; from turnout import cli; cli.status(sys.argv[1:]); print(*sorted(sys.modules), file=sys.stderr)"
    )
    tiny = repository / "instances" / "ready" / "tiny"
    done = subprocess.run(
        [sys.executable, "-c", code, "show", plan, tiny, "--day", "2026-04-01"], capture_output=True, check=True
    )
    loaded = set(done.stderr.decode().split())
    needless = {"ortools", "xlsxwriter", "openpyxl", "icalendar", "jinja2", "rich", "holidays", "turnout.scheduler"}
    assert needless & loaded == set()
