"""Packages whose names are imported when they are first used."""

from __future__ import annotations

import importlib

import pytest


@pytest.mark.parametrize("package", ["instances", "models", "plans", "scheduler"])
def test_every_name_is_there_and_no_other(package: str) -> None:
    module = importlib.import_module(f"turnout.{package}")
    assert set(module.__all__) <= set(dir(module))
    for name in module.__all__:
        assert getattr(module, name) is vars(module)[name], "found once, it is a name like any other"
    with pytest.raises(AttributeError, match=f"module 'turnout.{package}' has no attribute 'nothing'"):
        module.nothing  # noqa: B018
