"""Names of a package whose modules are imported when they are first used."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any


def lazily(
    package: dict[str, Any], modules: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """`__getattr__` and `__dir__` of a package (PEP 562). package: its globals. modules: by name, the module that has
    it."""

    def getter(name: str) -> object:
        """What has this name. Raises AttributeError."""
        if name not in modules:
            raise AttributeError(f"module {package['__name__']!r} has no attribute {name!r}")
        found = getattr(importlib.import_module(f"{package['__name__']}.{modules[name]}"), name)
        package[name] = found
        return found

    def names() -> list[str]:
        return sorted({*package, *modules})

    return getter, names
