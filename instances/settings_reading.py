"""settings.toml to Settings, with every error told by the key's path."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from turnout.instances.findings import Findings, Where
from turnout.models.settings import Settings
from turnout.models.text import Text


def read_settings(text: str, name: str, findings: Findings) -> Settings:
    """The settings of a TOML text; the defaults (with errors noted) where it is wrong."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        findings.error(
            "settings-toml",
            Text("not valid TOML: {problem}", "不是有效的 TOML：{problem}").fill(problem=problem),
            Text("Each key may stand once; texts are quoted.", "每个键只能出现一次；文字须加引号。"),
            Where(name),
        )
        return Settings()
    return settings_of(given, name, "", findings)


def settings_of(given: Mapping[str, Any], name: str, sheet: str, findings: Findings) -> Settings:
    """The settings of nested keys and values; the defaults (with errors noted) where they are wrong."""
    try:
        return Settings.model_validate(given)
    except ValidationError as problem:
        for error in problem.errors():
            path = ".".join(str(part) for part in error["loc"])
            findings.error(
                "setting",
                Text(error["msg"], error["msg"]),
                Text("", ""),
                Where(name, sheet, None, path),
                error.get("input", ""),
            )
        return Settings()
