"""The fixed parts of a sign-in page: its labels, rows and looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from turnout.models.text import Lang, Text
from turnout.reports.sheets import Styles, text_cell
from turnout.reports.sign_in_paging import LABEL, LINE, TITLE, TITLE_AGAIN

PAIRS = (
    ("date", "batch"),
    ("venue", "expected"),
    ("chair", "present"),
    ("lecturer", "recorder"),
    ("supervisor", "session"),
)
FILLED = frozenset({"date", "batch", "venue", "expected", "lecturer", "supervisor", "session"})
LABELS = {
    "date": Text("date and time", "日期时间"), "batch": Text("batch", "批次"), "venue": Text("venue", "地点"),
    "expected": Text("expected present", "应到人数"), "chair": Text("chair", "主持人"),
    "present": Text("present", "实到人数"), "lecturer": Text("lecturer", "主讲人"),
    "recorder": Text("recorder", "记录人"), "supervisor": Text("sitting in", "列席领导"),
    "session": Text("session", "场次编码"), "topic": Text("topic", "主题"),
    "branch": Text("Party branch · crew", "党支部·班组"),
}  # fmt: skip
COLUMN_HEADS = (
    Text("no.", "序号"), Text("name", "姓名"), Text("person id", "工号"), LABELS["branch"], Text("signature", "签名"),
    Text("absence reason", "缺席原因"),
)  # fmt: skip
IDEAS = {
    "study": Text("Notes on the study", "学习记录"),
    "discussion": Text("Ideas and advice collected in the discussion", "研讨中收集的意见建议"),
}


@dataclass
class Sheet:
    """Rows of one sheet being filled: pieces of XML, page breaks and merged ranges, rows counted from 0."""

    row: int = 0
    pieces: list[str] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Form:
    """The fixed rows of a page as one text with places for what differs; merges: row, first and last column."""

    rows: int
    text: str
    merges: tuple[tuple[int, str, str], ...]

    def fill(self, sheet: Sheet, values: dict[str, str]) -> None:
        """Put the rows into a sheet. values: cells and heights by the form's names."""
        first = sheet.row + 1
        sheet.pieces.append(self.text.format(*range(first, first + self.rows), **values))
        sheet.merges += [f"{left}{first + row}:{right}{first + row}" for row, left, right in self.merges]
        sheet.row += self.rows


def _form(rows: Sequence[tuple[str, Sequence[str]]], merges: Sequence[tuple[int, str, str]]) -> Form:
    """A form of rows, each a height and six cells (XML after the address, or the `{name}` of one)."""
    lines = []
    for i, (height, cells) in enumerate(rows):
        inner = "".join(f'<c r="{letter}{{{i}}}{cell}' for letter, cell in zip("ABCDEF", cells, strict=True))
        lines.append(f'<row r="{{{i}}}" ht="{height}" customHeight="1">{inner}</row>')
    return Form(len(rows), "".join(lines), tuple(merges))


@dataclass(frozen=True)
class Looks:
    """Style numbers, asked for in one order so that they are the same in every workbook."""

    title: int
    plain: int
    label: int
    left: int
    middle: int
    right: int


def looks_of(styles: Styles) -> Looks:
    """The styles of a page."""
    return Looks(
        styles.index(bold=True, font_size=16, align="center", text_wrap=True),
        styles.index(border=1, text_wrap=True, align="center", font_size=11),
        styles.index(border=1, bold=True, align="center", text_wrap=True, bg_color="#F2F2F2", font_size=11),
        styles.index(left=1, bottom=1, font_size=11),
        styles.index(bottom=1, font_size=11),
        styles.index(right=1, bottom=1, font_size=11),
    )


def head_form(looks: Looks, lang: Lang) -> Form:
    """Title, five rows of labels and values, topic, headings of the list."""
    blank, empty_label = text_cell("", looks.plain), text_cell("", looks.label)

    def label(key: str) -> str:
        return text_cell(LABELS[key].of(lang), looks.label)

    rows: list[tuple[str, list[str]]] = [(str(TITLE), ["{title}", *[text_cell("", looks.title)] * 5])]
    merges = [(0, "A", "F")]
    for left, right in PAIRS:
        values = [f"{{{key}}}" if key in FILLED else blank for key in (left, right)]
        rows.append(
            (
                f"{{height_{left}}}" if left == "venue" else str(LABEL),
                [label(left), empty_label, values[0], blank, label(right), values[1]],
            )
        )
        merges += [(len(rows) - 1, "A", "B"), (len(rows) - 1, "C", "D")]
    rows.append(("{height_topic}", [label("topic"), empty_label, "{topic}", blank, blank, blank]))
    merges += [(len(rows) - 1, "A", "B"), (len(rows) - 1, "C", "F")]
    rows.append((str(LABEL), _list_heads(looks, lang)))
    return _form(rows, merges)


def _list_heads(looks: Looks, lang: Lang) -> list[str]:
    return [text_cell(head.of(lang), looks.label) for head in COLUMN_HEADS]


def again_form(looks: Looks, lang: Lang) -> Form:
    """The top of a further page: the title and the headings of the list."""
    title = ["{title}", *[text_cell("", looks.title)] * 5]
    return _form([(str(TITLE_AGAIN), title), (str(LABEL), _list_heads(looks, lang))], [(0, "A", "F")])


def ideas_form(looks: Looks, lang: Lang, kind: str, lines: int) -> Form:
    """A label and empty lines to write on."""
    words = IDEAS.get(kind, IDEAS["study"])
    label = [text_cell(words.of(lang), looks.label), *[text_cell("", looks.label)] * 5]
    line = [text_cell("", style) for style in (looks.left, *[looks.middle] * 4, looks.right)]
    return _form([(str(LABEL), label), *[(str(LINE), line)] * lines], [(0, "A", "F")])
