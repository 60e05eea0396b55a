"""The lay-out of the source tree: who may import whom, how long a file may grow, what is listed for packaging."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ARROWS = {
    "models": {"models"},
    "instances": {"instances", "models"},
    "scheduler": {"scheduler", "models"},
    "verifier": {"verifier", "models"},
    "plans": {"plans", "models"},
    "reports": {"reports", "models"},
}
FOREIGN_TO_MODELS = {"ortools", "click", "rich"}
LONGEST_FILE = 350
LONGEST_FUNCTION = 60
NOT_SHIPPED = {"tests", "benchmarks", "docs"}
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc"}


@cache
def python_files() -> list[Path]:
    """Every Python file of the work tree, committed or not yet, but none that git ignores."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT, check=True, capture_output=True, encoding="utf-8",
    ).stdout  # fmt: skip
    return sorted(path for name in set(listed.split("\0")) - {""} if (path := ROOT / name).is_file())


def files_of(package: str) -> list[Path]:
    return [path for path in python_files() if path.relative_to(ROOT).parts[0] == package]


def imports(source: str) -> Iterator[tuple[int, str]]:
    """Line and absolute module name of every import, also inside functions; a relative one is named with its dots."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            if module == "turnout":
                for alias in node.names:
                    yield node.lineno, f"turnout.{alias.name}"
            else:
                yield node.lineno, module


def forbidden_imports(package: str, source: str) -> list[str]:
    """The imports of one file of `package` that go against the arrows, as `line N: module`."""
    found = []
    for line, module in imports(source):
        top, _, rest = module.partition(".")
        against_arrow = top == "turnout" and rest.split(".")[0] not in ARROWS[package]
        if against_arrow or module.startswith(".") or (package == "models" and top in FOREIGN_TO_MODELS):
            found.append(f"line {line}: {module}")
    return found


@pytest.mark.parametrize("package", ARROWS)
def test_imports_follow_the_arrows(package: str) -> None:
    files = files_of(package)
    assert files, f"no file found in {package}/"
    breaches = {
        str(path.relative_to(ROOT)): found
        for path in files
        if (found := forbidden_imports(package, path.read_text(encoding="utf-8")))
    }
    assert breaches == {}


@pytest.mark.parametrize(
    ("package", "line"),
    [
        ("verifier", "from turnout.scheduler.cohorts import Cohort"),
        ("verifier", "def f():\n    import turnout.scheduler"),
        ("verifier", "from turnout import scheduler"),
        ("scheduler", "from turnout.instances import load"),
        ("instances", "from ..models import text"),
        ("models", "from ortools.sat.python import cp_model"),
        ("models", "import click"),
    ],
)
def test_an_import_against_an_arrow_is_found(package: str, line: str) -> None:
    assert len(forbidden_imports(package, line)) == 1


@pytest.mark.parametrize("line", ["from turnout.models import text", "from turnout import models", "import json"])
def test_an_import_along_an_arrow_is_allowed(line: str) -> None:
    assert forbidden_imports("verifier", line) == []


def test_files_stay_short() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}
    too_long = {str(path.relative_to(ROOT)): lines for path, lines in lengths.items() if lines > LONGEST_FILE}
    assert too_long == {}


def test_functions_stay_short() -> None:
    """Counted without the docstring, which may explain as much as it needs to."""
    too_long = {}
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = length_without_docstring(node)
                if lines > LONGEST_FUNCTION:
                    too_long[f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"] = lines
    assert too_long == {}


def length_without_docstring(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function) is None:
        return lines
    docstring = function.body[0]
    return lines - ((docstring.end_lineno or docstring.lineno) - docstring.lineno + 1)


def test_every_package_folder_is_listed() -> None:
    """A folder missing from the list works in the source tree and is missing once installed."""
    folders = {path.parent.relative_to(ROOT) for path in python_files()}
    shipped = {folder for folder in folders if not folder.parts or folder.parts[0] not in NOT_SHIPPED}
    present = {".".join(("turnout", *folder.parts)) for folder in shipped} | {"turnout"}
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    assert sorted(present) == listed


def test_every_shipped_package_folder_has_an_init() -> None:
    folders = {path.parent for path in python_files()} - {ROOT}
    missing = [
        str(folder.relative_to(ROOT))
        for folder in sorted(folders)
        if folder.relative_to(ROOT).parts[0] not in NOT_SHIPPED and not (folder / "__init__.py").is_file()
    ]
    assert missing == []


def test_the_root_has_no_init() -> None:
    """With one, every tool would take the folder's own name, whatever it is, for the package's."""
    assert not (ROOT / "__init__.py").exists()


def test_modules_have_names_that_say_something() -> None:
    named = [path.relative_to(ROOT) for path in python_files()]
    assert [str(path) for path in named if {path.stem, *path.parts} & NAMES_THAT_SAY_NOTHING] == []
