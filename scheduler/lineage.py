"""Which instances led to a plan: data older than a base plan are not planned upon it."""

from __future__ import annotations

from turnout.models import Instance, InstanceError, Notice, Plan, Text

MOST = 100
"""Hashes that are kept, the latest ones."""


def earlier_instances(instance: Instance, base: Plan) -> list[str]:
    """Hashes of the instances that a base plan and those before it were made from, the oldest first.

    Raises InstanceError where this instance is older than the base plan: one that the plan before it was made from. No
    clock is asked for that.
    """
    own, of_base = instance.content_hash, base.manifest.instance_hash
    if own != of_base and own in base.manifest.earlier_instances:
        raise InstanceError([_older()])
    known = [h for h in (*base.manifest.earlier_instances, of_base) if h and h != own]
    return list(dict.fromkeys(known))[-MOST:]


def _older() -> Notice:
    return Notice(
        "older-instance",
        Text(
            "the instance is older than the base plan: that one was made from later data, this from data before them",
            "实例比原计划旧：原计划依据的是更新后的数据，而本实例是更新之前的数据",
        ),
        Text(
            "Plan with the later data. If a change was taken back on purpose, empty earlier_instances in the base "
            "plan's plan.json.",
            "请改用更新后的数据。如确为有意撤销更改，请清空原计划 plan.json 中的 earlier_instances。",
        ),
    )
