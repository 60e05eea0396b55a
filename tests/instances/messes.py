"""Ways in which people change a workbook."""

from collections.abc import Callable

from openpyxl.styles import PatternFill

from turnout.tests.instances.book import Book

Change = Callable[[Book], None]


def headings(**words: str) -> Change:
    def change(book: Book) -> None:
        for cell in book["党员"][1]:
            cell.value = words.get(str(cell.value), str(cell.value))

    return change


def members(*cells: object) -> Change:
    """Append a member that the base world does not have."""

    def change(book: Book) -> None:
        book["党员"].append(list(cells))

    return change


def title(book: Book) -> None:
    book["党员"].insert_rows(1, 2)
    book["党员"]["A1"] = "某某公司党员名册"
    book["党员"].merge_cells("A1:D1")


def second_heading(book: Book) -> None:
    book["党员"].insert_rows(2)
    for column, word in enumerate(["person id", "name", "branch", "crew or group"], 1):
        book["党员"].cell(2, column, word)


def empty_rows(book: Book) -> None:
    book["党员"].insert_rows(3, 4)
    book["党员"].cell(40, 3, "  ")


def blank_formatted_rows(book: Book) -> None:
    for row in range(100, 1200):
        book["党员"].cell(row, 1).fill = PatternFill("solid", fgColor="FFFF0000")


def empty_columns(book: Book) -> None:
    book["党员"].insert_cols(2, 2)
    book["场地"].insert_cols(1)


def further_sheet(name: str) -> Change:
    def change(book: Book) -> None:
        sheet = book["党员"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        sheet.delete_rows(4, 10)
        more = book.book.create_sheet(name)
        more.append(["姓名", "人员编号", "党支部", "班组"])
        for person, called, branch, group in rows[3:]:
            more.append([called, person, branch, group])

    return change


def english(book: Book) -> None:
    book["党员"].title = "Members"
    for cell, word in zip(book["Members"][1], ["Person ID", "Name", "Branch ", "crew or group"], strict=True):
        cell.value = word
    book["党支部"].title = "branches"


def text_dates(*written: str | int) -> Change:
    def change(book: Book) -> None:
        sheet = book["可集中时段"]
        sheet["D2"].value, sheet["E2"].value = written

    return change


def serial_dates(book: Book) -> None:
    sheet = book["可集中时段"]
    for cell, serial in ((sheet["D2"], 46023), (sheet["E2"], 46112.0)):
        cell.value, cell.number_format = serial, "General"


def times(start: object, end: object, form: str = "General") -> Change:
    def change(book: Book) -> None:
        for cell, value in zip((book["可集中时段"]["F2"], book["可集中时段"]["G2"]), (start, end), strict=True):
            cell.value = value
            cell.number_format = form

    return change


def reordered(book: Book) -> None:
    sheet = book["场地"]
    rows = [[cell.value for cell in row][::-1] for row in sheet.iter_rows()]
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column, value)


def words(sheet: str, cell: str, value: object) -> Change:
    def change(book: Book) -> None:
        book[sheet][cell].value = value

    return change


def sorted_with_headings(book: Book) -> None:
    """Sorted together with its headings, which now stand below two members."""
    sheet = book["党员"]
    head, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    for number, row in enumerate([*rows[:2], head, *rows[2:]], 1):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column, value)


def half_a_row_above(book: Book) -> None:
    """Who filled it in, and when: too little for a row of the table."""
    book["党员"].insert_rows(1)
    book["党员"]["A1"], book["党员"]["C1"] = "某厂", "2026-01-05"


def headings_on_every_page(*titles: str) -> Change:
    """The headings pasted once more before the third row of data."""

    def change(book: Book) -> None:
        for title in titles:
            sheet = book[title]
            head = [cell.value for cell in sheet[1]]
            sheet.insert_rows(3)
            for column, word in enumerate(head, 1):
                sheet.cell(3, column, word)

    return change


def headings_over_two_rows(book: Book) -> None:
    """One heading spans two columns, the others two rows."""
    sheet = book["党员"]
    sheet.insert_rows(1)
    for column, word in enumerate(["工号", "姓名", "组织关系", None], 1):
        sheet.cell(1, column, word)
    for cell in ("A2", "B2"):
        sheet[cell] = None
    for merged in ("A1:A2", "B1:B2", "C1:D1"):
        sheet.merge_cells(merged)


def numbered_rows(count: int) -> Change:
    """A column that numbers more rows than are filled in."""

    def change(book: Book) -> None:
        book["党员"].insert_cols(1)
        book["党员"].cell(1, 1, "序号")
        for row in range(2, count + 2):
            book["党员"].cell(row, 1, row - 1)

    return change


def remark_column(value: str, merged: str = "") -> Change:
    """A column that no table has."""

    def change(book: Book) -> None:
        book["党员"]["F1"], book["党员"]["F2"] = "备注", value
        if merged:
            book["党员"].merge_cells(merged)

    return change


def all_of(*changes: Change) -> Change:
    def change(book: Book) -> None:
        for one in changes:
            one(book)

    return change
