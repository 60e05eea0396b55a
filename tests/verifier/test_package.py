"""What the package offers to those who import all of it."""

from turnout.verifier import verify


def test_all_of_it_is_verify() -> None:
    offered: dict[str, object] = {}
    exec("from turnout.verifier import *", offered)
    assert {name for name in offered if not name.startswith("__")} == {"verify"}
    assert offered["verify"] is verify
