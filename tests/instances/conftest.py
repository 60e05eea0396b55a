"""The world of the reading tests."""

from pathlib import Path

import pytest

from turnout.tests.instances.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    folder = tmp_path / "instance"
    folder.mkdir()
    return World(folder)
