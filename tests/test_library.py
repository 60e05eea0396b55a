"""turnout as a library: the guide's examples, threads, and a host application with packages of the same names."""

import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from turnout.instances import load
from turnout.scheduler import plan
from turnout.verifier import verify


@pytest.fixture
def beside_tiny(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in that holds the ready-made instance `tiny` where the guide has it."""
    shutil.copytree(repository / "instances" / "ready" / "tiny", tmp_path / "instances" / "ready" / "tiny")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def examples(page: Path) -> str:
    """All Python examples of a page as one program, on the lines they have there."""
    lines, inside = [], False
    for line in page.read_text(encoding="utf-8").splitlines():
        fence = line.startswith("```")
        lines.append(line if inside and not fence else "")
        inside = line.startswith("```python") if fence else inside
    return "\n".join(lines)


def test_the_guides_examples_run(
    repository: Path, beside_tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = repository / "docs" / "library.md"
    program = examples(page)
    assert program.count("import") > 5
    exec(compile(program, str(page), "exec"), {"__name__": "__main__"})
    promised = re.search(r"That prints `([^`]+)`", page.read_text(encoding="utf-8"))
    assert promised is not None
    assert capsys.readouterr().out.splitlines()[0] == promised[1]
    assert (beside_tiny / "plan" / "sessions.csv").is_file()


def test_the_readmes_example_runs(repository: Path, beside_tiny: Path) -> None:
    program = examples(repository / "README.md")
    assert "from turnout" in program
    exec(compile(program, "README.md", "exec"), {"__name__": "__main__"})


def test_planning_prints_nothing(beside_tiny: Path, capfd: pytest.CaptureFixture[str]) -> None:
    instance = load("instances/ready/tiny")
    assert verify(instance, plan(instance)).ok
    assert capfd.readouterr() == ("", "")


def test_threads_do_not_disturb_each_other(beside_tiny: Path) -> None:
    instance = load("instances/ready/tiny")
    with ThreadPoolExecutor(3) as pool:
        plans = list(pool.map(lambda _: plan(instance), range(3)))
    assert all(verify(instance, each).ok for each in plans)
    for each in plans[1:]:
        for name, frame in plans[0].tables().items():
            assert frame.equals(each.tables()[name])


def test_no_signal_handler_is_installed(beside_tiny: Path) -> None:
    code = (
        "import signal\n"
        "before = [signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM)]\n"
        "from turnout.instances import load\nfrom turnout.scheduler import plan\nfrom turnout.verifier import verify\n"
        "instance = load('instances/ready/tiny')\nverify(instance, plan(instance))\n"
        "assert [signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM)] == before\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


HOST = """
import models, plans, tests, commands
assert models.NAME == plans.NAME == tests.NAME == commands.NAME == "the host's own"
from turnout.instances import load
from turnout.scheduler import plan
from turnout.verifier import verify
instance = load("instances/ready/tiny")
assert verify(instance, plan(instance)).ok
import models as again
assert again.NAME == "the host's own"
"""


def test_it_works_inside_an_application_with_its_own_models(beside_tiny: Path) -> None:
    for name in ("models", "plans", "tests", "commands"):
        (beside_tiny / name).mkdir()
        (beside_tiny / name / "__init__.py").write_text('NAME = "the host\'s own"\n', encoding="utf-8")
    (beside_tiny / "host.py").write_text(HOST, encoding="utf-8")
    subprocess.run([sys.executable, "host.py"], cwd=beside_tiny, check=True)
