"""How far a sheet reaches, whatever way its cells are written: the reading library would end the process otherwise."""

import pytest

from turnout.instances.workbook_extent import MOST_CELLS, check_extent
from turnout.instances.workbook_safety import WorkbookError

VALUE = "<v>1</v></c>"


def sheet(rows: str) -> bytes:
    return f'<worksheet xmlns="m" xmlns:x="m"><sheetData>{rows}</sheetData></worksheet>'.encode()


def refused(xml: bytes) -> str:
    """The code of the refusal, "" where the sheet may be read."""
    try:
        check_extent(xml)
    except WorkbookError as problem:
        return problem.code
    return ""


@pytest.mark.parametrize(
    "rows",
    [
        f'<row r="1"><c r="A1">{VALUE}</row><row r="1048576"><c r="Z2">{VALUE}</row>',
        f"<row r='1'><c r='B1'>{VALUE}</row>",
        f'<row><c>{VALUE}<c r="C1"/><c s="1">{VALUE}</row>',
        '<x:row r="2"><x:c r = "B2"><x:v>1</x:v></x:c></x:row>',
        '<row r="1048576"><c r="XFD1048576" s="1"/></row>',
        '<row r="1"><c r="XFE1" s="1"></c><c r="A1" t="inlineStr"><is><t>r = 5 r="x" &lt;c r=</t></is></c></row>',
        "",
    ],
)  # fmt: skip
def test_a_sheet_within_the_limits_may_be_read(rows: str) -> None:
    assert refused(sheet(rows)) == ""


@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize(
    "address", ["XFE1", "A1048577", "ZZ1000000", "AAAA1", "a1", "borderC1", "A", "1A", "$A$1", "A12345678", "", "A-1"]
)
def test_addresses_too_far_away_and_addresses_that_are_none(quote: str, address: str) -> None:
    """A cell at `borderC1` would stand in column five thousand million."""
    rows = f'<row r="1"><c r="A1">{VALUE}<c r={quote}{address}{quote}>{VALUE}</row>'
    assert refused(sheet(rows)) == ("too-many-cells" if address[:2] in ("XF", "A1", "ZZ") and address != "A12345678"
                                    else "broken-workbook")  # fmt: skip


@pytest.mark.parametrize(
    "rows",
    [
        f'<row r="1"><c t="n"r="B1">{VALUE}</row>',
        f'<row r="1"><c r="A1" r="XFZ9">{VALUE}</row>',
        f'<row r="x"><c>{VALUE}</row>',
        f'<row r="1"><c r=B1>{VALUE}</row>',
    ],
)
def test_what_is_no_sound_xml_is_refused_as_damaged(rows: str) -> None:
    assert refused(sheet(rows)) == "broken-workbook"


def test_cells_without_addresses_count_on_from_the_last() -> None:
    wide = f'<row r="1048576"><c r="XFC1048576" s="1"/><c/><c/><c>{VALUE}</row>'
    assert refused(sheet(wide)) == "too-many-cells"
    tall = "<row/>" * 1_048_576
    assert refused(sheet(f"{tall}<row><c>{VALUE}</row>")) == "too-many-cells"


def test_an_address_on_the_border_of_two_windows_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("turnout.instances.workbook_extent._WINDOW", 64)
    far, near = (f'<c r="{address}">{VALUE}' for address in ("XFE1", "XFD1"))
    for blanks in range(64):
        assert refused(sheet(f'<row r="1"><c r="A1">{VALUE}{" " * blanks}{far}</row>')) == "too-many-cells"
        assert refused(sheet(f'<row r="1"><c r="A1">{VALUE}{" " * blanks}{near}</row>')) == ""


def test_other_encodings_are_refused() -> None:
    assert refused(sheet(f'<row r="1"><c r="A1">{VALUE}</row>').decode().encode("utf-16")) == "broken-workbook"


def test_the_limit_of_cells_is_what_memory_holds() -> None:
    rows = MOST_CELLS // 16_384
    assert refused(sheet(f'<row r="{rows}"><c r="XFD{rows}">{VALUE}</row>')) == ""
    assert refused(sheet(f'<row r="{rows + 1}"><c r="XFD{rows + 1}">{VALUE}</row>')) == "too-many-cells"
