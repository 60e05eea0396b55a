"""What shells complete: the protocol of each shell, and the shells themselves where they are installed."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from turnout import cli

NAMES = [entry.name for entry in cli.COMMANDS]
SHELLS = ("bash", "zsh", "fish", "powershell")


def answer(instruction: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "turnout.cli"]
    variables = {**os.environ, "TURNOUT_LANG": "en", "_TURNOUT_COMPLETE": instruction, **environment}
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=variables, timeout=60)


def completed(shell: str, *words: str) -> dict[str, str]:
    """What a shell gets for a line whose last word is being typed: values (files and folders by type) with words."""
    line = " ".join(("turnout", *words))
    done = answer(f"{shell}_complete", COMP_WORDS=line, COMP_CWORD=words[-1] if shell == "fish" else str(len(words)))
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines() if done.stdout.strip() else []
    if shell in ("zsh", "powershell"):
        entries = list(zip(lines[::3], lines[1::3], lines[2::3], strict=True))
    elif shell == "fish":
        entries = [(kind, *rest.partition("\t")[::2]) for kind, _, rest in (line.partition(",") for line in lines)]
    else:
        entries = [(kind, value, "") for kind, _, value in (line.partition(",") for line in lines)]
    return {value if kind == "plain" else kind: words for kind, value, words in entries}


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_completes_commands_options_values_and_files(shell: str) -> None:
    assert list(completed(shell, "")) == NAMES
    assert list(completed(shell, "pl")) == ["plan"]
    assert "--output" in completed(shell, "plan", "--o")
    assert list(completed(shell, "plan", "--effort", "")) == ["quick", "normal", "thorough"]
    assert list(completed(shell, "plan", "--effort", "th")) == ["thorough"]
    assert list(completed(shell, "plan", "x")) == ["file"]
    assert list(completed(shell, "verify", "instance", "x")) == ["dir"]
    assert list(completed(shell, "plan", "x", "--seed", "")) == []


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_for_every_shell(shell: str) -> None:
    done = answer(f"{shell}_source")
    assert (done.returncode, done.stderr) == (0, "")
    assert "_TURNOUT_COMPLETE" in done.stdout


def test_shells_that_show_words_get_them_in_the_users_language() -> None:
    assert completed("zsh", "pl") == {"plan": "Plan a quarter, verify the plan and write it."}
    done = answer("zsh_complete", COMP_WORDS="turnout plan --stri", COMP_CWORD="2", TURNOUT_LANG="zh")
    assert done.stdout.splitlines()[1:] == ["--strict", "有人未安排或有目标未达到时，以状态码 6 退出。"]


@pytest.mark.parametrize("line", ["nonsense x", "plan --help ", "plan --seed no --o", "--lang xx plan --o", "show 'x"])
def test_a_wrong_line_says_nothing_into_the_users_prompt(line: str) -> None:
    done = answer("bash_complete", COMP_WORDS=f"turnout {line}", COMP_CWORD=str(len(line.split(" "))))
    assert (done.returncode, done.stderr) == (0, "")
    assert "Usage" not in done.stdout


@pytest.fixture
def path_with_turnout(tmp_path: Path) -> str:
    """A PATH on which there is the command."""
    script = tmp_path / "turnout"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m turnout.cli "$@"\n', encoding="utf-8")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return f"{tmp_path}{os.pathsep}{os.environ['PATH']}"


ASKED = {
    "bash": 'eval "$(_TURNOUT_COMPLETE=bash_source turnout)"; '
    "COMP_WORDS=(turnout pl); COMP_CWORD=1; _turnout_completion turnout pl turnout; echo ${COMPREPLY[@]}",
    "zsh": "autoload -Uz compinit; compinit -D -u; source <(_TURNOUT_COMPLETE=zsh_source turnout); "
    "whence -w _turnout_completion; words=(turnout pl); CURRENT=2; "
    "_describe() { print -l ${(P)3} }; _turnout_completion",
    "fish": 'env _TURNOUT_COMPLETE=fish_source turnout | source; complete -C "turnout pl"',
}


@pytest.mark.parametrize("shell", ASKED)
def test_the_scripts_work_in_their_shells(shell: str, path_with_turnout: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    done = subprocess.run(
        [shell, "-c", ASKED[shell]], capture_output=True, encoding="utf-8", timeout=60,
        env={**os.environ, "PATH": path_with_turnout, "TURNOUT_LANG": "en", "HOME": str(tmp_path)},
    )  # fmt: skip
    assert "plan" in done.stdout.replace(":", " ").split(), done
    assert "generate" not in done.stdout
