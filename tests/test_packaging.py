"""What an installation puts on a machine: the one name `turnout`, the command, and all the data it needs."""

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from configparser import ConfigParser
from pathlib import Path

import pytest

BUILD = "import sys; from setuptools import build_meta; getattr(build_meta, sys.argv[1])(sys.argv[2])"
ROOT = Path(__file__).resolve().parent.parent
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
DIST_INFO = f"turnout-{VERSION}.dist-info"
DATA_SUFFIXES = {".csv", ".toml", ".md", ".json"}


def git_files(repository: Path) -> list[Path]:
    """Paths, relative to the root, of all files that are committed or would be."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=repository, check=True, capture_output=True, encoding="utf-8").stdout
    return sorted(Path(name) for name in set(listed.split("\0")) - {""} if (repository / name).is_file())


def build(source: Path, hook: str, into: Path) -> Path:
    """Run one PEP 517 hook of the build backend on `source`; the wheel it made."""
    into.mkdir()
    subprocess.run([sys.executable, "-c", BUILD, hook, str(into)], cwd=source, check=True, capture_output=True)
    (wheel,) = into.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree: a build leaves folders behind, and takes over what an older one left."""
    copy = tmp_path_factory.mktemp("source")
    for path in git_files(ROOT):
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, copy / path, follow_symlinks=False)
    return copy


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(source, "build_wheel", tmp_path_factory.mktemp("wheel") / "dist")


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as site-packages is after `pip install .`: for a pure wheel, that is the unpacked wheel."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run_installed(installed: Path, code: str, cwd: Path, *more_paths: Path) -> str:
    paths = os.pathsep.join(str(path) for path in (installed, *more_paths))
    environment = {**os.environ, "PYTHONPATH": paths}
    command = [sys.executable, "-P", "-c", code]
    return subprocess.run(
        command, cwd=cwd, env=environment, check=True, capture_output=True, encoding="utf-8"
    ).stdout.strip()


def test_only_turnout_stands_at_the_top_of_site_packages(installed: Path) -> None:
    assert {path.name for path in installed.iterdir()} == {"turnout", DIST_INFO}


def test_an_editable_install_adds_only_its_finder(source: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(build(source, "build_editable", tmp_path / "dist")) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
    assert tops == {
        f"__editable__.turnout-{VERSION}.pth",
        f"__editable___turnout_{VERSION.replace('.', '_')}_finder.py",
        DIST_INFO,
    }


def test_neither_tests_nor_docs_are_installed(installed: Path) -> None:
    present = {path.name for path in (installed / "turnout").iterdir()}
    assert present & {"tests", "docs", "benchmarks", "build", "Makefile", "pyproject.toml"} == set()


def test_every_module_and_data_file_is_installed(installed: Path, repository: Path) -> None:
    """The ready-made instances and packaged tables must be there for someone who never sees the source tree."""
    shipped = {
        path
        for path in git_files(repository)
        if (path.suffix == ".py" and path.parts[0] not in {"tests", "docs", "benchmarks"})
        or (path.parts[0] == "instances" and path.suffix in DATA_SUFFIXES)
        or (path.parts[:2] in {("reports", "templates"), ("reports", "assets")})
    }
    assert [str(path) for path in sorted(shipped) if not (installed / "turnout" / path).is_file()] == []


def test_the_command_is_called_turnout(installed: Path, tmp_path: Path) -> None:
    entry_points = ConfigParser()
    entry_points.read(installed / DIST_INFO / "entry_points.txt", encoding="utf-8")
    assert dict(entry_points["console_scripts"]) == {"turnout": "turnout.cli:main"}
    assert "verify" in run_installed(installed, "from turnout.cli import main; main(['--help'])", tmp_path)


def test_the_package_says_that_it_is_typed(installed: Path) -> None:
    for package in ("", "models", "instances", "scheduler", "verifier"):
        assert (installed / "turnout" / package / "py.typed").is_file(), package


def test_it_lives_beside_a_host_application_with_its_own_models(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "__init__.py").write_text("NAME = 'the host application'\n", encoding="utf-8")
    code = "import models, turnout.models; print(models.NAME); print(turnout.models.__file__)"
    host, ours = run_installed(installed, code, tmp_path, tmp_path).splitlines()
    assert host == "the host application"
    assert Path(ours).is_relative_to(installed)
