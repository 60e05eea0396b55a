"""The scene, and the command line within the test's process."""

from pathlib import Path

import pytest

from turnout.tests.commands.conftest import Run, planner, run, tiny
from turnout.tests.faults.scene import Scene

__all__ = ["planner", "run", "scene", "tiny"]


@pytest.fixture
def scene(tmp_path: Path, run: Run) -> Scene:
    return Scene(tmp_path, run)
