"""The guides say what is: their commands run one after the other, and their lesson is true."""

import re
from pathlib import Path

import openpyxl
import pytest

from turnout.models.text import Lang
from turnout.plans import read
from turnout.tests.commands.conftest import Run

BOOKS = {"zh": ("数据.xlsx", "主讲人时段", "周一", "计划"), "en": ("data.xlsx", "lecturer windows", "Mon", "plan")}


def guide(repository: Path, lang: str) -> str:
    return (repository / "docs" / f"guide.{lang}.md").read_text(encoding="utf-8")


def commands(text: str) -> list[list[str]]:
    """The arguments of every command that stands on a line of its own."""
    lines = re.findall(r"^turnout (.*)$", text, re.MULTILINE)
    return [[quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|(\S+)', line)] for line in lines]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_command_of_the_guide_runs(
    run: Run, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: Lang
) -> None:
    monkeypatch.chdir(tmp_path)
    asked = commands(guide(repository, lang))
    assert [arguments[0] for arguments in asked] == [
        "template", "check", "plan", "plan", "report", "show", "show", "show",
    ]  # fmt: skip
    for arguments in asked:
        quick = ["--effort", "quick", "--quiet"] if arguments[0] == "plan" else []
        said = run(*arguments, *quick, "--lang", lang)
        assert said.status == 0, said
        assert "error" not in said.err


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_lesson_of_the_guide_is_true(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: Lang
) -> None:
    """Three people have no lecturer; with him there on Monday mornings everybody is placed."""
    monkeypatch.chdir(tmp_path)
    book, sheet, monday, folder = BOOKS[lang]
    planning = ["plan", book, "-o", folder, "--effort", "quick", "--quiet", "--lang", lang]
    run("template", book, "--lang", lang)
    assert run(*planning).status == 0
    lost = read(folder).unplaced
    assert lost["person_id"].nunique() == 3
    assert set(lost["reason"]) == {"NO_LECTURER", "NO_STUDY"}
    opened = openpyxl.load_workbook(book)
    opened[sheet].append(["00901", None, monday, "8:00", "12:00"])
    opened.save(book)
    assert run(*planning).status == 0
    assert read(folder).unplaced.empty


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_picture_is_there_and_shown(repository: Path, lang: str) -> None:
    shown = set(re.findall(rf"\(pictures/{lang}/(.*?)\)", guide(repository, lang)))
    files = list((repository / "docs" / "pictures" / lang).iterdir())
    assert shown == {file.name for file in files}
    assert all(file.read_bytes().startswith(b"\x89PNG") for file in files)
    assert sum(file.stat().st_size for file in files) < 1_000_000


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_link_of_the_guide_leads_somewhere(repository: Path, lang: str) -> None:
    links = re.findall(r"\]\(([^):]+)\)", guide(repository, lang))
    assert [link for link in links if not (repository / "docs" / link).exists()] == []
