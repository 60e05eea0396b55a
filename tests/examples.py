"""How many examples a property test tries: few in every run, many in the long one."""

from __future__ import annotations

import os

from hypothesis import settings

LONG = bool(os.environ.get("TURNOUT_LONG"))
"""Whether this is the long run; `make test-long` sets it."""


def examples(few: int, many: int) -> settings:
    """The number of examples of a test. few: in `make test`. many: in `make test-long`, which runs it again."""
    return settings(max_examples=many if LONG else few)
