"""What holds for every test: the same examples on every run, and a note on which turnout is being tested."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Examples come from the test's own text, not from chance: a red run is red again. `make test-long` widens the search.
settings.register_profile("steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_report_header() -> str:
    """Say where `turnout` is imported from: an installed copy would hide the changes of this tree."""
    import turnout

    return f"turnout: {next(iter(turnout.__path__))}"


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the source tree, which is the package `turnout`."""
    return Path(__file__).resolve().parent.parent
