"""Faults that are none: the code with them does the same, so no test can find them. Each with the reason.

A fault is named by its module, the line's text and what is done to it; `test_changes.py` holds that it still exists.
"""

from __future__ import annotations

OF_ONE_LENGTH = "what is read side by side is always of one length"
KEPT = "how much is kept to be asked again is no answer"
OWN_NAME = "any name that no other mask has does"
BELOW_ALL = "whichever number below 0 stands for none"
ABOVE_ALL = "any number above all that are compared with it does"
OTHER_ROWS = "what these rows hold is never looked at"

BECAUSE: dict[str, list[tuple[str, str, str]]] = {
    KEPT: [
        ("candidates", "KEPT_MASKS = 20_000", "constant 20000 20001"),
        ("candidates", "KEPT_MASKS = 20_000", "constant 20000 19999"),
        ("candidates", "if len(self._masks) >= KEPT_MASKS:", "compare 0 GtE Gt"),
        ("candidates", "self._masks.clear()", "call left out"),
        ("findings", "if len(listed) < LISTED_AT_MOST:", "compare 0 Lt LtE"),
    ],
    "what is too much is cut or left out afterwards": [
        (
            "findings",
            'text = "".join(c if c.isprintable() else "\\N{REPLACEMENT CHARACTER}" for c in str(value)[: most + 1])',
            "constant 1 2",
        ),
        ("claims", 'of_committee = [""] * (len(given.tree.ids) + 1)', "constant 1 2"),
    ],
    "what belongs to two groups is as far apart": [
        ("free_time", "return group * NOT_FREE + day  # days are far fewer", "operator Add Sub"),
        ("time_rules", "keys = groups[order][over] * len(s) + from_planned[over]", "operator Add Sub"),
    ],
    OWN_NAME: [
        ("candidates", 'key = ("free", alike, kind, τ)', "another text"),
        ("candidates", 'key = ("gathers", audience, kind, site)', "another text"),
        ("candidates", 'given, starts, key = self._given, self.starts[kind], ("open", venue, kind)', "another text"),
        (
            "candidates",
            'given, starts, key = self._given, self.starts[kind], ("lecturer", scope, kind)',
            "another text",
        ),
        ("candidates", 'starts, key = self.starts[kind], ("lectures", lecturer, kind)', "another text"),
        ("candidates", 'starts, key = self.starts[kind], ("present", absence, kind, τ)', "another text"),
    ],
    "longer than any heading, longer than any message of these readers": [
        *(("reading", "heading = _text(content)[:10_000]", f"constant 10000 {other}") for other in (10001, 9999)),
        *(("reading", "why = shown(str(error).strip(), 160)", f"constant 160 {other}") for other in (161, 159)),
    ],
    "rows of more cells than the heading, of which pandas would warn, are refused before": [
        ("reading", 'warnings.simplefilter("error", pd.errors.ParserWarning)', "call left out"),
    ],
    "any name that no other column has does": [
        (
            "visit_rules",
            'pd.DataFrame({"c": committee, "h": host, "y": year}).duplicated().to_numpy(dtype=bool)',
            "another text",
        ),
    ],
    "columns go by their order": [
        ("reasons", f'"{name}": {column},', "another text")
        for name, column in (
            ("kind", "kinds[rows]"),
            ("branch", "given.member_branch[who]"),
            ("group", "given.member_group[who]"),
            ("absence", "candidates.member_absence[who]"),
        )
    ],
    "looking further changes no answer": [
        (
            "windows",
            "self._first_day = first_day - 1  # a window of the day before may reach past midnight",
            "constant 1 2",
        ),
        (
            "free_time",
            "back = int(self._blocks_to.max() + (day * DAY - start).max(initial=0)) // DAY",
            "constant 0 1",
        ),
        ("free_time", "for step in range(-back, ahead + 1):", "constant 1 2"),
        ("given", "for step in range(int((last - first).max())):", "operator Sub Add"),
        ("windows", "for step in range(int((last - first).max(initial=0))):", "operator Sub Add"),
        ("windows", "for step in range(int((last - first).max(initial=0))):", "constant 0 1"),
        ("reasons", "break", "goes on"),
        (
            "reasons",
            "waiting = [case for case in waiting if not _left(matter, candidates, kind, case, enough).any()]",
            "all for any",
        ),
    ],
    OF_ONE_LENGTH: [
        (module, line, "constant True False")
        for module, line in (
            ("candidates", "places = sorted(set(zip(τ.tolist(), site.tolist(), strict=True)))"),
            ("candidates", "for (_, group, absence, number), minutes in zip(rows, ways, strict=True):"),
            ("claims", 'titles = dict(zip(of_kind["scope_id"], of_kind["title"], strict=True))'),
            (
                "coverage",
                'for visitor, branch in zip(year["committee"].tolist(), year["branch"].tolist(), strict=True):',
            ),
            ("coverage", "return zip(*(table[column].tolist() for column in KEY), strict=True)"),
            ("reasons", "for p, i, there in zip(person.tolist(), session.tolist(), attends.tolist(), strict=True):"),
            ("reasons", "for p, kind in zip(at.get_indexer(pd.Index(who)).tolist(), kinds.tolist(), strict=True)"),
            ("reasons", "yield from zip(alike.values(), reasons, strict=True)"),
            (
                "shortfalls",
                "for i, (target, level, reason) in enumerate("
                'zip(rows["target"], rows["level"], rows["reason"], strict=True))',
            ),
            ("shortfalls", 'for committee, branch in zip(year["committee"], year["branch"], strict=True)'),
            ("shortfalls", "for i, b in zip(session[counted].tolist(), branch[counted].tolist(), strict=True):"),
            ("shortfalls", "strict=True))  # fmt: skip"),
            ("shortfalls", "talk, person = (np.array(x, dtype=np.int64) for x in zip(*pairs, strict=True))"),
        )
    ],
    BELOW_ALL: [
        ("member_rules", "first = np.full(people, -1, np.int64)", "constant 1 2"),
        ("coverage", "visit = np.full(len(self._matter.sessions), -1, np.int64)", "constant 1 2"),
    ],
    ABOVE_ALL: [
        *(("travel", "UNREACHABLE = 10**12", f"constant {change}") for change in ("10 11", "10 9", "12 13", "12 11")),
        *(("windows", "NOT_FREE = 2**40", f"constant {change}") for change in ("2 3", "40 41", "40 39")),
        ("claims", "MOST_DIGITS = 9", "constant 9 10"),
        ("matter", "many = len(given.group_ids) + 1", "constant 1 2"),
        ("coverage", "known, many = self._matter.known, max(len(given.branch_ids), 1)", "constant 1 2"),
        (
            "time_rules",
            "limited = np.flatnonzero(np.append(given.max_away < NO_LIMIT, False)[group])",
            "compare 0 Lt LtE",
        ),
    ],
    OTHER_ROWS: [
        ("free_time", "self._starts = np.append(0, a)", "constant 0 1"),
        (
            "free_time",
            "self._blocks_from, self._blocks_to = np.append(0, a - before), np.append(0, b + after)",
            "constant 0 1",
        ),
        ("venue_rules", "anyone = np.append(given.venue_anyone, True)[v]", "constant True False"),
        *(
            ("windows", 'weekday = table["weekday"].astype("Int64").fillna(-1).to_numpy(dtype=np.int64)', change)
            for change in ("without USub", "constant 1 2")
        ),
    ],
    "numbers of keys may begin anywhere": [
        ("matter", "number = np.cumsum(np.append(True, key[1:] != key[:-1]))", "constant True False")
    ],
    "step is 1 or -1, and a whole number of numpy divided by 0 is 0": [
        ("time_rules", "planned = np.cumsum((step * new)[order])", "operator Mult FloorDiv")
    ],
}
EQUIVALENT = {fault: reason for reason, faults in BECAUSE.items() for fault in faults}
