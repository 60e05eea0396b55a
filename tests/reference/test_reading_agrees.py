"""The tests' own conversion of text into tables and the reader of instances come to the same instance."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from turnout.instances import load
from turnout.models.tables import TABLES
from turnout.tests.reference.small import small


@pytest.mark.parametrize("seed", range(20))
def test_a_folder_is_read_as_it_was_meant(seed: int, tmp_path: Path) -> None:
    raw = small(seed, largest=160)
    read, meant = load(raw.write(tmp_path / "instance")), raw.instance()
    for name in TABLES:
        pd.testing.assert_frame_equal(read[name], meant[name], obj=name)
    assert read.settings == meant.settings
    assert read.content_hash == meant.content_hash
