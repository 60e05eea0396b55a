"""F. Output and environment (111–127): hostile names through planning and every report, and the way back in.

Full disks, read-only places, locks and consoles stand in `test_interruptions.py`, `tests/commands` and `tests/plans`.
"""

import re
from pathlib import Path

import openpyxl
import pytest

from turnout.tests.faults.scene import Scene
from turnout.tests.plans.conftest import snapshot

NAMES = {
    "branches": ("Office", '=HYPERLINK("http://x")/../../etc:[]*?'),
    "committees": ("Group", "</script><script>alert(1)</script>{{7*7}}"),
    "members": ("Wang", '@SUM(A1)" onmouseover="x'),
    "venues": ("Hall", "会议室；BEGIN:VEVENT, 长" + "长" * 60),
    "topics": ("Safety", "javascript:alert(1)"),
}


@pytest.fixture
def hostile(scene: Scene) -> Scene:
    """A plan of an instance in which every name means harm, and all its reports in `out`."""
    for table, (old, new) in NAMES.items():
        text = scene.world.texts[f"{table}.csv"]
        cell = '"' + new.replace('"', '""') + '"'
        scene.world.texts[f"{table}.csv"] = re.sub(rf"(?<=,){old}(?=[,\n])", cell, text)
    scene.world.put("supervisors", "person_id,name,committee_id,site_id\nU1,=1+1,C1,S1")
    assert scene.write().planned().status == 0
    said = scene.run("report", scene.plan, scene.instance, "-o", scene.folder / "out", "--members-ics")
    assert said.status == 0, said.err
    return scene


def written(scene: Scene, ending: str) -> list[Path]:
    found = sorted((scene.folder / "out").rglob(f"*{ending}"))
    assert found
    return found


@pytest.mark.parametrize("what", ["115", "117", "118", "119", "120"])
def test_fault_115_117_118_119_120_names_that_mean_harm_stay_names(hostile: Scene, what: str) -> None:
    """115: files stay in the folder. 117: no formula. 118: no markup. 119: no event of their own. 120: sheets open."""
    out = hostile.folder / "out"
    if what == "115":
        assert {path.name for path in hostile.folder.iterdir()} == {"instance", "plan", "out"}
        assert all(out in path.resolve().parents and len(path.name) < 120 for path in out.rglob("*"))
        return
    if what in ("117", "120"):
        cells = [
            cell
            for path in written(hostile, ".xlsx")
            for sheet in openpyxl.load_workbook(path).worksheets
            for row in sheet.iter_rows()
            for cell in row
        ]
        assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)
        assert any("HYPERLINK" in str(cell.value) for cell in cells)
        return
    if what == "118":
        for path in written(hostile, ".html"):
            text = path.read_text(encoding="utf-8")
            assert "<script>alert" not in text
            assert 'onmouseover="x' not in text
            assert not re.search(r"""href\s*=\s*["']?javascript:""", text)
            assert "{{7*7}}" in text or "{{7*7}}" in text.replace("\\u007b", "{").replace("\\u007d", "}")
        return
    for path in written(hostile, ".ics"):
        data = path.read_bytes()
        assert all(len(line) <= 75 for line in data.split(b"\r\n"))
        text = data.decode("utf-8").replace("\r\n ", "")
        begins = text.count("\r\nBEGIN:VEVENT\r\n")
        assert text.count("\r\nUID:") == text.count("\r\nEND:VEVENT") == begins


def test_fault_122_an_exported_workbook_gives_the_same_plan(scene: Scene) -> None:
    assert scene.write().planned().status == 0
    before = {name: data for name, data in snapshot(scene.plan).items() if name.endswith(".csv")}
    for lang in ("en", "zh"):
        book = scene.folder / f"{lang}.xlsx"
        assert scene.run("template", book, "--from", scene.instance, "--lang", lang).status == 0
        assert scene.run("plan", book, "-o", scene.plan, "--effort", "quick", "--workers", "1").status == 0
        assert {name: data for name, data in snapshot(scene.plan).items() if name.endswith(".csv")} == before


def test_fault_116_report_does_not_follow_a_link_out_of_its_folder(hostile: Scene) -> None:
    out, mine = hostile.folder / "out", hostile.folder / "mine"
    mine.write_text("mine", encoding="utf-8")
    page = written(hostile, ".html")[0]
    page.unlink()
    page.symlink_to(mine)
    said = hostile.run("report", hostile.plan, hostile.instance, "-o", out)
    assert said.status == 7
    assert mine.read_text(encoding="utf-8") == "mine"
