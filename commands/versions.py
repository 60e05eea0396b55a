"""Whether the solver is the one that turnout was made and tested with."""

from __future__ import annotations

import importlib.metadata

from turnout.models import Text

ORTOOLS = (9, 15)
"""Minor version of ortools whose plans and model formats turnout knows."""


def foreign_solver() -> Text | None:
    """A warning where another minor version of ortools is installed, as when somebody has forced it."""
    installed = importlib.metadata.version("ortools")
    if tuple(installed.split(".")[:2]) == tuple(str(part) for part in ORTOOLS):
        return None
    return Text(
        "ortools {installed} is installed, turnout was tested with {wanted}: plans may differ or fail",
        "已安装 ortools {installed}，而 turnout 是用 {wanted} 测试的：计划可能不同，也可能无法排出",
    ).fill(installed=installed, wanted=".".join(str(part) for part in ORTOOLS))
