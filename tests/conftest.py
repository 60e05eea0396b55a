"""What holds for every test: the same examples on every run, and a note on which turnout is being tested."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

SLOW_IS_NO_FAULT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], report_multiple_bugs=False)
FOUND_AS_IT_IS = (Phase.explicit, Phase.reuse, Phase.generate, Phase.target)

# steady: examples come from the test's own text, not from chance: a red run is red again. It is red soon, too: what
# is found is shown as it was found, for making it smaller may take longer than all other tests together.
# smaller: the same examples, and what is found is made smaller. search: new ones on every run.
settings.register_profile("steady", SLOW_IS_NO_FAULT, derandomize=True, phases=FOUND_AS_IT_IS)
settings.register_profile("smaller", SLOW_IS_NO_FAULT, derandomize=True)
settings.register_profile("search", SLOW_IS_NO_FAULT, phases=FOUND_AS_IT_IS, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_report_header() -> str:
    """Say where `turnout` is imported from: an installed copy would hide the changes of this tree."""
    import turnout

    return f"turnout: {next(iter(turnout.__path__))}"


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the source tree, which is the package `turnout`."""
    return Path(__file__).resolve().parent.parent
