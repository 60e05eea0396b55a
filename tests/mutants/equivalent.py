"""Faults that are none: the code with them does the same, so no test can find them. Each with the reason.

A fault is named by its module, the line's text and what is done to it; `test_changes.py` holds that it still exists.
"""

from __future__ import annotations

NO_LIMIT_AWAY = 'self.max_away = table["max_away"].astype("Int64").fillna(2**31).to_numpy(dtype=np.int64)'
NO_LIMIT_OF_SESSIONS = (
    'self.lecturer_most = lecturers["max_sessions"].astype("Int64").fillna(2**31).to_numpy(dtype=np.int64)'
)
EQUIVALENT: dict[tuple[str, str, str], str] = {
    ("candidates", "KEPT_MASKS = 20_000", "constant 20000 20001"): "how much is kept to be asked again is no answer",
    ("candidates", "KEPT_MASKS = 20_000", "constant 20000 19999"): "how much is kept to be asked again is no answer",
    ("given", NO_LIMIT_AWAY, "constant 2 3"): "the number stands for no limit",
    ("given", NO_LIMIT_AWAY, "constant 31 32"): "the number stands for no limit",
    ("given", NO_LIMIT_OF_SESSIONS, "constant 2 3"): "the number stands for no limit",
    ("given", NO_LIMIT_OF_SESSIONS, "constant 31 32"): "the number stands for no limit",
    (
        "time_rules",
        "planned = np.cumsum((step * new)[order])",
        "operator Mult FloorDiv",
    ): "step is 1 or -1, and a whole number of numpy divided by 0 is 0",
}
