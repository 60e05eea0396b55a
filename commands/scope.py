"""A part of an instance, as `--stage` and `--under` name it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from turnout.commands.declare import Option
from turnout.commands.status import WrongUseError
from turnout.commands.values import named
from turnout.models.text import Text

if TYPE_CHECKING:
    from turnout.models import Instance
    from turnout.models.plan import Scope


def scope_options(stage: Text, under: Text) -> list[Option]:
    """The two options, with what they are for."""
    return [
        Option(("--stage",), stage, "S", named),
        Option(("--under",), under, "COMMITTEE", named, multiple=True),
    ]


def check_scope(instance: Instance, scope: Scope) -> None:
    """Raises WrongUseError where a committee or stage that was named does not exist."""
    committees = instance["committees"]
    for committee in scope.under:
        if not (committees["committee_id"] == committee).any():
            raise WrongUseError(
                Text("--under: there is no committee {id}", "--under：没有编码为 {id} 的党组织").fill(id=committee)
            )
    stages = sorted(set(committees.loc[committees["parent_id"] == "", "stage"]) - {""})
    if scope.stage is not None and scope.stage not in stages:
        raise WrongUseError(
            Text(
                "--stage: no enterprise has stage {stage}; there are {all}",
                "--stage：没有处于阶段 {stage} 的企业，现有阶段：{all}",
            ).fill(stage=scope.stage, all=Text(", ".join(stages) or "none", "、".join(stages) or "无"))
        )
