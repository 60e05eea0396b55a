"""How one session's sign-in page is cut where it has more people than a sheet of A4 takes.

Everything is in points before printing shrinks the form to the width of the paper. Spreadsheet programs do not measure
alike, so a twentieth of the page stays free.
"""

from __future__ import annotations

PRINTED_WIDTH = 0.928
"""The form is so much narrower on paper: 106 characters of 7 pixels on 190 mm."""
PAGE = int(0.95 * (842 - 2 * 36) / PRINTED_WIDTH)
PERSON, LABEL, LINE = 22, 24, 26
TITLE, TITLE_AGAIN = 36, 30
LEAST_LINES = {"study": 2, "discussion": 5}
MOST_LINES = {"study": 8, "discussion": 16}


def paged(people: int, head: int, kind: str) -> tuple[list[int], int]:
    """People on each page of a session, and how many lines to write on follow them on the last.

    head: height of the first page's heading; later pages repeat the title and the headings of the list.
    """
    least = LABEL + LINE * LEAST_LINES.get(kind, LEAST_LINES["study"])
    counts: list[int] = []
    room = PAGE - head
    while people * PERSON + least > room:
        counts.append(min(people, max(room // PERSON, 1)))
        people -= counts[-1]
        room = PAGE - TITLE_AGAIN - LABEL
    lines = (room - people * PERSON - LABEL) // LINE
    return [*counts, people], min(lines, MOST_LINES.get(kind, MOST_LINES["study"]))
