"""Where a plan is made: in processes of this machine, or on a cluster, within its memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from turnout.commands.machine import SHARE, usable, usable_memory
from turnout.scheduler import Workers


@contextmanager
def workplace(workers: int | None, memory: int | None, cluster: str | None) -> Iterator[Workers]:
    """Workers as asked for, or as many as the machine lets us have; with a cluster, those that go on where it fails.

    Raises what `connected` raises.
    """
    count = workers or usable()
    limit = memory or int(SHARE * usable_memory())
    if cluster is None:
        with Workers(count, apart=True, memory=limit) as own:
            yield own
        return
    from turnout.commands.cluster import connected

    with (
        connected(cluster) as there,
        Workers(there.count, there.executor, flag=there.flag, alive=there.alive, own=count, memory=limit) as far,
    ):
        yield far
