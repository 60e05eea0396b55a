"""The hash of an instance is that of its content, however it is worked out."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pytest

from turnout.models import instance as instance_module
from turnout.models.tables import TABLES
from turnout.tests.reference.small import small


@pytest.mark.parametrize("sample", [0, 5, 1000])
@pytest.mark.parametrize("seed", range(5))
def test_repeated_cells_and_others_are_hashed_alike(seed: int, sample: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing what repeats once is quicker, and no more: the digest is the one of every cell by itself."""
    monkeypatch.setattr(instance_module, "SAMPLE", sample)
    instance = small(seed).instance()
    digest = hashlib.sha256()
    for name in TABLES:
        digest.update(f"{name}:{len(instance[name])}\n".encode())
        for column in instance[name].columns:
            hashes = pd.util.hash_pandas_object(instance[name][column], index=False, categorize=False).to_numpy()
            digest.update(column.encode() + np.ascontiguousarray(hashes).tobytes())
    digest.update(instance.settings.model_copy(update={"seed": 0}).model_dump_json().encode())
    assert instance.content_hash == digest.hexdigest()
