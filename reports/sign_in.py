"""Sign-in sheets (签到表) to print: a page for each session, a row for each person, room for ideas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count as count_from
from pathlib import Path

import numpy as np
import pandas as pd

from turnout.models.text import Lang, Text
from turnout.reports import words
from turnout.reports.files import Staging
from turnout.reports.sheets import (
    MOST_BREAKS,
    StreamedSheet,
    column_cells,
    page_setup,
    sheet_names,
    text_cell,
    width_of,
)
from turnout.reports.sign_in_form import Form, Looks, Sheet, again_form, head_form, ideas_form, looks_of
from turnout.reports.sign_in_paging import LABEL, PERSON, TITLE, paged
from turnout.reports.tables import session_rows
from turnout.reports.view import View
from turnout.reports.workbook import open_workbook

MOST_SHEETS = 80
MOST_ROWS = 100_000
PAGE_ROWS = 25
COLUMNS = (6, 14, 14, 34, 20, 18)
TOPIC_WIDTH = 80

NAMED = Text("{audience}: sign-in, {kind}", "{audience}{kind}签到表")
PAGE_OF = Text("{title} (page {page} of {pages})", "{title}（第{page}页，共{pages}页）")


@dataclass(frozen=True)
class Pages:
    """Everything that sign-in pages are made of, rendered beforehand.

    titles, kinds: by session. heads: what differs in each session's heading. bounds: where each session's people begin
    in `people`. people: cells of each attendee. layouts: by session, people on each page and lines to write on. head,
    again: tops of a session's first and further pages. ideas: the form under the list, by kind and lines.
    """

    lang: Lang
    looks: Looks
    titles: list[str]
    heads: list[dict[str, str]]
    kinds: list[str]
    bounds: np.ndarray
    people: list[tuple[str, ...]]
    layouts: list[tuple[list[int], int]]
    head: Form
    again: Form
    ideas: dict[tuple[str, int], Form]

    def put(self, sheet: Sheet, session: int) -> None:
        """Put one session's pages into a sheet."""
        counts, lines = self.layouts[session]
        at, number = int(self.bounds[session]), 0
        for page, count in enumerate(counts, 1):
            if sheet.row:
                sheet.breaks.append(sheet.row)
            values = self.heads[session]
            if len(counts) > 1:
                text = PAGE_OF.fill(title=self.titles[session], page=page, pages=len(counts)).of(self.lang)
                values = values | {"title": text_cell(text, self.looks.title, self.lang)}
            (self.head if page == 1 else self.again).fill(sheet, values)
            self._list(sheet, at, count, number)
            at, number = at + count, number + count
        key = self.kinds[session], lines
        if key not in self.ideas:
            self.ideas[key] = ideas_form(self.looks, self.lang, *key)
        self.ideas[key].fill(sheet, {})

    def _list(self, sheet: Sheet, begin: int, count: int, before: int) -> None:
        """A numbered row for each of some people. before: how many stand on earlier pages."""
        style = self.looks.plain
        d = f'" s="{style}"/>'
        first, shown = sheet.row + 1, self.people[begin : begin + count]
        sheet.pieces += [
            f'<row r="{at}" ht="{PERSON}" customHeight="1"><c r="A{at}" s="{style}"><v>{number}</v></c>'
            f'<c r="B{at}{a}<c r="C{at}{b}<c r="D{at}{c}<c r="E{at}{d}<c r="F{at}{d}</row>'
            for at, number, (a, b, c) in zip(count_from(first), count_from(before + 1), shown, strict=False)
        ]
        sheet.row += count


def _titles(view: View) -> list[str]:
    s = session_rows(view)
    return [NAMED.fill(audience=a, kind=k).of(view.lang) for a, k in zip(s["name"], s["kind"], strict=True)]


def _heads(view: View, looks: Looks, titles: list[str]) -> list[dict[str, str]]:
    """Cells and heights of each session's heading."""
    s, lang = session_rows(view), view.lang
    day = s["date"].dt.strftime("%Y-%m-%d").fillna("").astype("str")
    inside = (s["site"] != "") & (s["site"] != s["venue"])
    texts = pd.DataFrame(
        {
            "title": titles,
            "date": day + " " + s["weekday"] + " " + s["time"],
            "batch": s["batch"],
            "venue": s["venue"].where(~inside, s["venue"] + "（" + s["site"] + "）"),
            "expected": s["size"].astype("str"),
            "lecturer": s["lecturer"],
            "supervisor": s["supervisor"],
            "session": s["session_id"],
            "topic": s["topic"],
        }
    )
    cells = {
        c: column_cells(texts[c], "text", looks.title if c == "title" else looks.plain, lang) for c in texts.columns
    }
    cells["height_venue"] = [_height(text, 46) for text in texts["venue"]]
    cells["height_topic"] = [_height(text, TOPIC_WIDTH) for text in texts["topic"]]
    return [dict(zip(cells, row, strict=True)) for row in zip(*cells.values(), strict=True)]


def _height(text: str, width: int) -> str:
    """Height in points of a row whose text breaks over lines of so many characters."""
    return str(LABEL + 15 * min(max(-(-width_of(text) // width) - 1, 0), 8))


def pages_of(view: View, looks: Looks) -> Pages:
    """Everything rendered; people by session, and within it by branch and person id."""
    p, people = view.presence, view.people
    order_of_branch = np.append(view.branches["order"].to_numpy(), len(view.branches))
    branch = people["branch"].to_numpy()[p["person"]]
    order = np.lexsort((p["person"], order_of_branch[branch], p["session"]))
    rows = p["person"].to_numpy()[order]
    place = pd.Series(view.branch_names(branch[order]), dtype="str")
    crew = people["group"].iloc[rows].reset_index(drop=True)
    texts = (view.person_names(rows), view.person_ids(rows), place.where(crew == "", place + " · " + crew))
    columns = [column_cells(pd.Series(t, dtype="str"), "text", looks.plain, view.lang) for t in texts]
    bounds = np.searchsorted(p["session"].to_numpy()[order], np.arange(len(view.sessions) + 1))
    titles = _titles(view)
    heads, kinds = _heads(view, looks, titles), view.sessions["kind"].tolist()
    tall = [TITLE + 5 * LABEL + int(head["height_venue"]) + int(head["height_topic"]) for head in heads]
    counts = np.diff(bounds).tolist()
    layouts = [paged(count, height, kind) for count, height, kind in zip(counts, tall, kinds, strict=True)]
    people_cells = list(zip(*columns, strict=True))
    return Pages(
        view.lang, looks, titles, heads, kinds, bounds, people_cells, layouts,
        head_form(looks, view.lang), again_form(looks, view.lang), {},
    )  # fmt: skip


def _groups(view: View) -> list[tuple[str, str, list[int]]]:
    """Committee id, audience and rows of its sessions by time, in order of the tree; covered sessions left out."""
    s = view.sessions
    order = dict(zip(view.committees["committee_id"], view.committees["order"], strict=True))
    at = np.append(view.branches["order"].to_numpy(), -1)[s["host"]]
    frame = pd.DataFrame(
        {
            "row": np.arange(len(s)),
            "committee": s["committee_id"],
            "place": s["committee_id"].map(order),
            "branch": at,
            "audience": s["audience"],
            "date": s["date"],
            "start": s["start"],
        }
    )
    frame = frame.loc[~s["secret"]].sort_values(["place", "branch", "audience", "date", "start", "row"], kind="stable")
    groups: list[tuple[str, str, list[int]]] = []
    last = None
    for key in zip(frame["committee"], frame["branch"], frame["audience"], frame["row"], strict=True):
        if key[:3] != last:
            last = key[:3]
            groups.append((key[0], key[2], []))
        groups[-1][2].append(key[3])
    return groups


def write_sign_in(
    view: View, staging: Staging, most_sheets: int = MOST_SHEETS, most_rows: int = MOST_ROWS
) -> list[Text]:
    """One workbook with a sheet for each audience, or, where that is too much, several with a sheet for each committee.

    most_sheets, most_rows: what one workbook may hold. Returns what the reader should know.
    """
    groups, name = _groups(view), words.SIGN_IN_FILE.of(view.lang)
    if len(groups) <= most_sheets and len(view.presence) + PAGE_ROWS * len(view.sessions) <= most_rows:
        books, places = [[(audience, rows) for _, audience, rows in groups]], [staging.place(f"{name}.xlsx")]
    else:
        sizes = np.bincount(view.presence["session"], minlength=len(view.sessions))
        books = _packed(view, groups, sizes, most_sheets, most_rows)
        digits = len(str(len(books)))
        places = [staging.place(name, f"{name}-{n + 1:0{digits}d}.xlsx") for n in range(len(books))]
    pages: Pages | None = None
    for place, sheets in zip(places, books, strict=True):
        pages = _write_book(view, place, staging, sheets, pages)
    return [words.SIGN_IN_PARTS.fill(count=len(books), folder=name)] if len(books) > 1 else []


def _packed(
    view: View, groups: list[tuple[str, str, list[int]]], sizes: np.ndarray, most_sheets: int, most_rows: int
) -> list[list[tuple[str, list[int]]]]:
    """Committees, a sheet each, put into as few workbooks as hold them, in order of the tree."""
    by_committee: dict[str, list[int]] = {}
    for committee, _, rows in groups:
        by_committee.setdefault(committee, []).extend(rows)
    books: list[list[tuple[str, list[int]]]] = []
    filled = 0
    for committee, rows in by_committee.items():
        height = int(sizes[rows].sum()) + PAGE_ROWS * len(rows)
        if not books or len(books[-1]) >= most_sheets or filled + height > most_rows:
            books.append([])
            filled = 0
        books[-1].append((view.committee_names.get(committee, committee), rows))
        filled += height
    return books


def _write_book(
    view: View, path: Path, staging: Staging, sheets: Sequence[tuple[str, Sequence[int]]], earlier: Pages | None
) -> Pages:
    """One workbook. earlier: pages rendered for a workbook before, which fit this one as their style numbers do."""
    scratch = Path(staging.scratch)
    book, styles = open_workbook(path, scratch, view, words.SIGN_IN_FILE)
    looks = looks_of(styles)
    pages = pages_of(view, looks) if earlier is None or earlier.looks != looks else earlier
    names: list[str] = []
    for title, rows in sheets or [("-", [])]:
        for part in _cut(rows, pages):
            names += sheet_names([title], names)
            _write_sheet(book.add_worksheet(names[-1], StreamedSheet), pages, part, scratch)
    book.close()
    return pages


def _cut(rows: Sequence[int], pages: Pages) -> Iterator[Sequence[int]]:
    """Sessions of one title, cut where a sheet would need more page breaks than Excel takes."""
    part: list[int] = []
    printed = 0
    for row in rows:
        needed = len(pages.layouts[row][0])
        if part and printed + needed > MOST_BREAKS:
            yield part
            part, printed = [], 0
        part.append(row)
        printed += needed
    if part or not rows:
        yield part


def _write_sheet(sheet: StreamedSheet, pages: Pages, rows: Sequence[int], scratch: Path) -> None:
    content = Sheet()
    for row in rows:
        pages.put(content, row)
    for column, width in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
    sheet.stream(content.pieces, 0, 6, content.row, scratch)
    sheet.merge_refs = content.merges
    sheet.set_h_pagebreaks(content.breaks)
    sheet.ignore_errors({"number_stored_as_text": "A1:F1048576"})
    page_setup(sheet, "", "", landscape=False, loose=True)
