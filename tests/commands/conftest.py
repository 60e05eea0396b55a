"""Running the command line inside the test's process, with a planner that needs no time."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from turnout import cli
from turnout.tests.commands import fake


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    status: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call the command line; English unless told otherwise."""
    for name in ("TURNOUT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: object) -> Said:
        status = cli.status([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Said(status, out, err)

    return call


@pytest.fixture(scope="session")
def tiny(repository: Path) -> Path:
    """The smallest ready-made instance."""
    return repository / "instances" / "ready" / "tiny"


@pytest.fixture
def planner(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], fake.Planner]:
    """Put a planner in place that behaves as named in `fake.Planner`."""

    def install(behaviour: str) -> fake.Planner:
        made = fake.Planner(behaviour)
        made.install(monkeypatch.setattr)
        return made

    return install
