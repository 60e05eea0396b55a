"""Workbooks through the command line: made, filled in, planned, and handed back with what is wrong."""

import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from turnout.instances import load
from turnout.plans import OWN_FILES
from turnout.tests.commands.conftest import Run

TABLES = [name for name in OWN_FILES if name.endswith(".csv")]


@pytest.fixture
def book(run: Run, tiny: Path, tmp_path: Path) -> Path:
    """The instance `tiny` as a Chinese workbook."""
    path = tmp_path / "数据.xlsx"
    assert run("template", path, "--from", tiny, "--lang", "zh").status == 0
    return path


@pytest.fixture
def wrong(book: Path) -> Path:
    """The same with a branch that does not exist in 党员!C10."""
    change(book, "党员", "C10", "没有的支部")
    return book


def change(path: Path, sheet: str, cell: str, value: str) -> None:
    opened = openpyxl.load_workbook(path)
    opened[sheet][cell] = value
    opened.save(path)


@pytest.mark.parametrize(
    ("lang", "sheet", "heading", "words"),
    [("zh", "党员", "工号*", "turnout check"), ("en", "members", "person id*", "Its first sheet says how")],
)
def test_a_template_holds_a_valid_example_and_says_what_comes_next(
    run: Run, tmp_path: Path, lang: str, sheet: str, heading: str, words: str
) -> None:
    path = tmp_path / "my template.xlsx"
    said = run("template", path, "--lang", lang)
    assert (said.status, said.err) == (0, "")
    assert words in said.out
    assert openpyxl.load_workbook(path)[sheet]["A1"].value == heading
    assert run("check", path).status == 0


def test_a_file_that_is_there_is_overwritten_only_with_force(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "f.xlsx"
    path.write_bytes(b"days of work")
    said = run("template", path)
    assert said.status == 7
    assert "--force" in said.err
    assert path.read_bytes() == b"days of work"
    assert run("template", path, "--force").status == 0
    assert run("check", path).status == 0


def test_what_template_refuses(run: Run, tiny: Path, tmp_path: Path) -> None:
    assert "does not end in .xlsx" in run("template", tmp_path / "t.xls").err
    assert run("template", tmp_path / "t.xls").status == 2
    assert run("template", tmp_path / "t.xlsx", "--from", tmp_path / "none").status == 7
    assert run("template", tmp_path / "nowhere" / "t.xlsx").status == 7
    (tmp_path / "branches.csv").write_text("branch_id\n", encoding="utf-8")
    assert run("template", tmp_path / "t.xlsx", "--from", tmp_path).status == 3
    assert not (tmp_path / "t.xlsx").exists()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["refinery", "construction", "airline", "tiny"])
def test_a_workbook_made_from_an_instance_is_that_instance(
    run: Run, repository: Path, tmp_path: Path, name: str, lang: str
) -> None:
    """Equal tables and settings, so that every command does the same; from a workbook another can be made as well."""
    folder = repository / "instances" / "ready" / name
    assert run("template", tmp_path / "1.xlsx", "--from", folder, "--lang", lang).status == 0
    assert run("template", tmp_path / "2.xlsx", "--from", tmp_path / "1.xlsx", "--lang", "en").status == 0
    wanted = load(folder).content_hash
    assert [load(tmp_path / file).content_hash for file in ("1.xlsx", "2.xlsx")] == [wanted, wanted]


@pytest.mark.parametrize("name", ["tiny", "construction"])
def test_a_workbook_and_its_folder_give_the_same_plan(run: Run, repository: Path, tmp_path: Path, name: str) -> None:
    """Byte for byte; and verify, report and show take the workbook, too."""
    folder, book = repository / "instances" / "ready" / name, tmp_path / "数据.xlsx"
    assert run("template", book, "--from", folder, "--lang", "zh").status == 0
    for source, plan in ((folder, "a"), (book, "b")):
        command = [sys.executable, "-m", "turnout.cli", "plan", str(source), "-o", str(tmp_path / plan)]
        subprocess.run([*command, "--quiet", "--effort", "quick"], check=True, capture_output=True)
    for table in TABLES:
        assert (tmp_path / "a" / table).read_bytes() == (tmp_path / "b" / table).read_bytes(), table
    hashes = {json.loads((tmp_path / plan / "plan.json").read_text("utf-8"))["instance_hash"] for plan in "ab"}
    assert len(hashes) == 1
    assert run("verify", book, tmp_path / "a").status == 0
    assert run("report", tmp_path / "a", book, "-o", tmp_path / "out", "--what", "workbook").status == 0
    branch = load(book)["branches"]["branch_id"].iloc[0]
    assert run("show", tmp_path / "a", book, "--branch", branch).out == run(
        "show", tmp_path / "a", folder, "--branch", branch
    ).out


def test_faults_are_told_by_their_cells(run: Run, wrong: Path, tmp_path: Path) -> None:
    change(wrong, "场地", "D3", "很多")
    for command in (["check", wrong], ["plan", wrong, "-o", tmp_path / "plan"], ["verify", wrong, tmp_path]):
        said = run(*command, "--lang", "zh")
        assert (said.status, said.out) == (3, "")
        assert "党员!C10" in said.err
        assert "没有的支部" in said.err
        assert "场地!D3" in said.err
        assert "共 2 处错误" in said.err
    assert not (tmp_path / "plan").exists()
    cells = {error["cell"] for error in json.loads(run("check", wrong, "--json").out)["errors"]}
    assert cells == {"C10", "D3"}


@pytest.mark.parametrize("command", ["check", "plan"])
def test_a_marked_copy_on_request(run: Run, wrong: Path, tmp_path: Path, command: str) -> None:
    copy, before = tmp_path / "标注.xlsx", wrong.read_bytes()
    output = ["-o", tmp_path / "plan"] if command == "plan" else []
    said = run(command, wrong, *output, "--annotate", copy, "--lang", "zh")
    assert said.status == 3
    assert said.err.splitlines()[-1] == f"已另存标注副本，请打开查看：{copy}"
    assert wrong.read_bytes() == before
    marked = openpyxl.load_workbook(copy)
    assert marked.sheetnames[0] == "错误清单"
    assert "党员!C10" in marked["错误清单"]["A2"].value
    assert marked["党员"]["C10"].fill.fgColor.rgb == "FFFF9999"
    assert "此编码" in marked["党员"]["C10"].comment.text
    assert marked["党员"]["C11"].comment is None


def test_who_mends_the_marked_copy_can_go_on_with_it(run: Run, wrong: Path, tiny: Path, tmp_path: Path) -> None:
    copy, later = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    run("check", wrong, "--annotate", copy, "--lang", "zh")
    change(copy, "党员", "C10", load(tiny)["branches"]["branch_id"].iloc[0])
    change(copy, "党员", "C9", "也没有")
    said = run("check", copy, "--annotate", later, "--lang", "zh")
    assert (said.status, "党员!C9" in said.err, "党员!C10" in said.err) == (3, True, False)
    sheet = openpyxl.load_workbook(later)["党员"]
    assert sheet["C10"].comment is None
    assert sheet["C10"].fill.fill_type is None
    assert sheet["C9"].comment is not None
    change(later, "党员", "C9", load(tiny)["branches"]["branch_id"].iloc[0])
    assert run("check", later).status == 0


def test_an_older_marked_copy_is_replaced_and_nothing_else(run: Run, wrong: Path, tiny: Path, tmp_path: Path) -> None:
    copy, other = tmp_path / "copy.xlsx", tmp_path / "other.xlsx"
    assert run("check", wrong, "--annotate", copy).status == 3
    assert run("check", wrong, "--annotate", copy).status == 3
    run("template", other)
    before = other.read_bytes()
    for target, words in ((other, "no marked copy"), (wrong, "the instance itself"), (tmp_path / "x.csv", ".xlsx")):
        said = run("check", wrong, "--annotate", target)
        assert (said.status, words in said.err) == (2, True)
    assert other.read_bytes() == before
    assert "is a folder" in run("check", tiny, "--annotate", tmp_path / "new.xlsx").err


def test_where_nothing_is_wrong_no_copy_is_made(run: Run, book: Path, tmp_path: Path) -> None:
    said = run("check", book, "--annotate", tmp_path / "copy.xlsx")
    assert said.status == 0
    assert "Nothing to mark" in said.err
    assert not (tmp_path / "copy.xlsx").exists()


def test_a_copy_that_cannot_be_written_hides_no_error(run: Run, wrong: Path, tmp_path: Path) -> None:
    said = run("check", wrong, "--annotate", tmp_path / "nowhere" / "copy.xlsx", "--lang", "zh")
    assert said.status == 3
    assert "党员!C10" in said.err
    assert "标注副本未写出" in said.err
    junk = tmp_path / "junk.xlsx"
    junk.write_bytes(os.urandom(100))
    said = run("check", junk, "--annotate", tmp_path / "copy.xlsx")
    assert (said.status, "No marked copy was written" in said.err) == (3, True)
