"""The command line: help, wrong use and words in both languages, held for every command there is."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from turnout import cli
from turnout.commands.language import spoken
from turnout.commands.terminal import Terminal

NAMES = [entry.name for entry in cli.COMMANDS]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call the command line: status, standard output, standard error."""
    for name in ("TURNOUT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: object) -> tuple[int, str, str]:
        status = cli.status([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return status, out, err

    return call


def test_the_help_names_every_command(run: Run) -> None:
    for lang in ("en", "zh"):
        status, out, _ = run("--lang", lang, "--help")
        assert status == 0
        assert [name for name in NAMES if f"  {name} " not in out] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_help_in_both_languages(run: Run, name: str) -> None:
    entry = next(entry for entry in cli.COMMANDS if entry.name == name)
    status, english, _ = run(name, "--help")
    assert status == 0
    assert not CHINESE.search(english.replace("计划.xlsx", ""))  # a file's name
    assert english.startswith(f"Usage: turnout {name}")
    status, chinese, _ = run(name, "--lang", "zh", "--help")
    assert status == 0
    assert run("--lang", "zh", name, "--help") == (0, chinese, "")
    assert chinese.startswith(f"用法：turnout {name}")
    for text in (entry.brief, *(thing.words for thing in entry.takes)):
        assert CHINESE.search(text.zh)
        assert text.en.split()[0] in english
        assert text.zh[:6] in chinese
    for word in ("Options", "Arguments", "Usage", "Show this"):
        assert word not in chinese


@pytest.mark.parametrize("name", [*NAMES, ""])
def test_every_commands_help_stands_in_the_docs(
    run: Run, repository: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Word for word, as `COLUMNS=100 turnout … --help` prints it."""
    monkeypatch.setenv("COLUMNS", "100")
    page = (repository / "docs" / "commands.md").read_text(encoding="utf-8")
    _, text, _ = run(*([name] if name else []), "--help")
    assert text in page
    assert f"## turnout {name}\n" in page or not name


def test_every_command_stands_in_the_readme(repository: Path) -> None:
    text = (repository / "README.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if f"turnout {name}" not in text] == []


@pytest.mark.parametrize(
    ("arguments", "english", "chinese"),
    [
        (["foo"], "there is no command 'foo'", "没有 'foo' 这个命令"),
        (["check"], "INSTANCE is missing", "缺少 INSTANCE"),
        (["plan", "x"], "--output is missing", "缺少 --output"),
        (["plan", "x", "-o"], "-o needs a value", "-o 缺少取值"),
        (["check", "x", "y"], "too many arguments: y", "多余的参数：y"),
        (["check", "x", "--jsom"], "did you mean --json?", "是否想用 --json？"),
        (["check", "x", "--zzz"], "there is no option --zzz", "没有 --zzz 这个选项"),
        (["check", "x", "--json=1"], "--json takes no value", "--json 不需要填值"),
        (["plan", "x", "-o", "y", "--only", "all"], "'all' is none of timetable", "可选值为 timetable、sit-ins"),
        (["plan", "x", "-o", "y", "--workers", "0"], "'0' is not a whole number", "'0' 不是 1 到 4096 之间的整数"),
        (["plan", "x", "-o", "y", "--workers", "2.5"], "'2.5' is not a whole number", "'2.5' 不是"),
        (["plan", "x", "-o", "y", "--seed", "-1"], "'-1' is not a whole number", "'-1' 不是"),
        (["plan", "x", "-o", "y", "--effort", "max"], "none of quick", "可选值为 quick"),
        (["check", "x", "--encoding", "klingon"], "no encoding 'klingon'", "没有 'klingon' 这种编码"),
        (["check", ""], "INSTANCE: the name is blank", "INSTANCE：名称为空"),
        (["plan", "x", "-o", " "], "--output: the name is blank", "--output：名称为空"),
        (["--lang", "fr", "check", "x"], "'fr' is none of en, zh", "可选值为 en、zh"),
        (["check", "x", "--lang", "fr"], "'fr' is none of en, zh", "可选值为 en、zh"),
    ],
)
def test_wrong_use_is_said_in_both_languages(
    run: Run, monkeypatch: pytest.MonkeyPatch, arguments: list[str], english: str, chinese: str
) -> None:
    for lang, words in (("en", english), ("zh", chinese)):
        monkeypatch.setenv("TURNOUT_LANG", lang)
        status, out, err = run(*arguments)
        assert (status, out) == (2, "")
        assert words in err
        assert bool(CHINESE.search(err)) == (lang == "zh")


@pytest.mark.parametrize(
    ("arguments", "environment", "lang"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ([], {"LANG": "de_DE", "TURNOUT_LANG": "zh"}, "zh"),
        (["check", "--lang", "en", "x"], {"LANG": "zh_CN"}, "en"),
        (["--lang=zh", "check", "x"], {"LANG": "en_US"}, "zh"),
        (["--lang=en", "check", "--lang", "zh"], {}, "zh"),
        (["check", "--", "--lang", "zh"], {}, "en"),
        (["--lang"], {}, "en"),
    ],
)
def test_the_language_spoken(arguments: list[str], environment: dict[str, str], lang: str) -> None:
    assert spoken(arguments, environment) == lang


def test_without_a_command_the_help_is_shown(run: Run) -> None:
    assert run()[:2] == run("--help")[:2]


def test_the_version_is_told(run: Run) -> None:
    status, out, _ = run("--version")
    assert status == 0
    assert out.startswith("turnout ")


def test_check_says_what_was_read(run: Run, repository: Path) -> None:
    tiny = repository / "instances" / "ready" / "tiny"
    status, out, err = run("check", tiny, "--lang", "zh")
    assert (status, err) == (0, "")
    assert re.search(r"党员 +14\n", out)
    data = json.loads(run("check", tiny, "--json")[1])
    assert data["rows"]["members"] == 14
    assert data["warnings"] == []


def test_check_lists_all_errors(run: Run, repository: Path, tmp_path: Path) -> None:
    for path in (repository / "instances" / "ready" / "tiny").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    venues = (tmp_path / "venues.csv").read_text(encoding="utf-8").replace(",8,", ",many,")
    (tmp_path / "venues.csv").write_text(venues, encoding="utf-8")
    with (tmp_path / "members.csv").open("a", encoding="utf-8") as file:
        file.write("P999,某某,nowhere,\n")
    for lang, total in (("en", "2 errors"), ("zh", "共 2 处错误")):
        status, out, err = run("check", tmp_path, "--lang", lang)
        assert (status, out) == (3, "")
        assert "many" in err
        assert "nowhere" in err
        assert total in err
    status, out, _ = run("check", tmp_path, "--json")
    data = json.loads(out)
    assert (status, data["total"]) == (3, 2)
    assert {(error["file"], error["column"], error["value"]) for error in data["errors"]} == {
        ("venues.csv", "capacity", "many"), ("members.csv", "branch_id", "nowhere"),
    }  # fmt: skip


def test_fault_125_a_thousand_errors_are_listed_and_the_rest_counted(
    run: Run, repository: Path, tmp_path: Path
) -> None:
    for path in (repository / "instances" / "ready" / "tiny").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with (tmp_path / "members.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"X{i},某某,nowhere,\n" for i in range(2500))
    status, out, err = run("check", tmp_path)
    assert (status, out) == (3, "")
    assert len(err.splitlines()) < 1020
    assert "… and 1,500 more; 2,500 errors in all" in err
    assert re.search(r"\n +2,500  [a-z-]+\n", err)


@pytest.mark.parametrize("name", ["sessions.csv", "plan.json", ""])
def test_verify_without_all_files_of_a_plan(run: Run, repository: Path, tmp_path: Path, name: str) -> None:
    from turnout.plans import write
    from turnout.tests.plans.conftest import small_plan

    if name:
        write(small_plan(), tmp_path / "plan")
        (tmp_path / "plan" / name).unlink()
    status, out, err = run("verify", repository / "instances" / "ready" / "tiny", tmp_path / "plan")
    assert (status, out) == (7, "")
    assert str(tmp_path / "plan" / name) in err


def test_verify_lists_violations_in_words(run: Run, repository: Path, tmp_path: Path) -> None:
    from turnout.plans import write
    from turnout.tests.plans.conftest import small_plan

    write(small_plan(), tmp_path / "plan")
    for lang in ("en", "zh"):
        status, out, err = run("verify", repository / "instances" / "ready" / "tiny", tmp_path / "plan", "--lang", lang)
        assert (status, err) == (4, "")
        assert "H2" in out
        assert "S1" in out
        assert ("计划不成立" if lang == "zh" else "does not stand") in out.splitlines()[-1]
    data = json.loads(run("verify", repository / "instances" / "ready" / "tiny", tmp_path / "plan", "--json")[1])
    assert data["ok"] is False
    assert data["total"] == len(data["violations"]) > 0


def test_the_command_runs_as_a_module() -> None:
    done = subprocess.run([sys.executable, "-m", "turnout.cli", "--help"], capture_output=True, check=True, text=True,
                          env={**os.environ, "LC_ALL": "C.UTF-8"})  # fmt: skip
    assert done.stdout.startswith("Usage: turnout")


def test_the_help_needs_neither_solver_nor_planner() -> None:
    code = "import sys; from turnout import cli; cli.status(['--help']); print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    loaded = done.stdout.split()
    needless = ("ortools", "pandas", "numpy", "pydantic", "rich", "turnout.scheduler", "holidays")
    assert [name for name in needless if name in loaded] == []


def test_a_closed_stream_swallows_what_is_written(tmp_path: Path) -> None:
    file = (tmp_path / "out").open("w", encoding="utf-8")
    terminal = Terminal("en", file, file)
    file.close()
    terminal.say("nobody listens")
    terminal.note("nobody listens")


def test_json_is_plain_ascii_where_the_console_is_not_utf8(tmp_path: Path) -> None:
    with (tmp_path / "out").open("w", encoding="gbk") as file:
        Terminal("zh", file, file).say_json({"name": "㐀 𠀀 é"})
    assert json.loads((tmp_path / "out").read_text(encoding="gbk")) == {"name": "㐀 𠀀 é"}


def test_the_help_comes_at_once() -> None:
    began = time.monotonic()
    subprocess.run([sys.executable, "-m", "turnout.cli", "--help"], capture_output=True, check=True)
    assert time.monotonic() - began < 10
