"""What is installed is what was tested."""

import re
from pathlib import Path

import pytest

LOCKS = ("requirements.lock", "requirements-uv.lock", "requirements-fuzz.lock", "requirements-audit.lock")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_lock_names_versions_with_hashes(repository: Path, lock: str) -> None:
    """pip and uv refuse whatever has another hash; no index is named, so that any mirror may serve the files."""
    text = (repository / lock).read_text(encoding="utf-8").replace("\\\n", "")
    lines = [line for line in text.splitlines() if line.strip()]
    assert lines
    for line in lines:
        assert re.match(r"[a-z0-9.-]+==[\w.+!]+ ", line), line
        assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", line)) >= 1, line


def test_no_other_lock_is_left_unheld(repository: Path) -> None:
    assert sorted(path.name for path in repository.glob("requirements*.lock")) == sorted(LOCKS)
