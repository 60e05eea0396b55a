"""What the fuzzer starts from, what it ever found and what a little chance makes of it is read or refused in words.

The search itself is `make fuzz`; see `turnout.tests.fuzz.__main__`.
"""

import random
from pathlib import Path

import pytest

from turnout.tests.fuzz.__main__ import NAMES
from turnout.tests.fuzz.seeds import seeds
from turnout.tests.fuzz.targets import TARGETS

CORPUS = Path(__file__).resolve().parent / "corpus"
KEPT = sorted(path.relative_to(CORPUS).as_posix() for path in CORPUS.glob("*/*"))
CHANGES = {"csv": 30, "toml": 200, "workbook": 4, "sheets": 20, "instance": 1, "plan": 20, "verdict": 3}
"""How many changed seeds of each target are tried here: a second or so together."""


def test_the_names_are_the_targets() -> None:
    assert tuple(TARGETS) == NAMES


@pytest.mark.parametrize("path", KEPT)
def test_what_was_found_is_mended(path: str) -> None:
    TARGETS[path.partition("/")[0]]((CORPUS / path).read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_seeds_and_what_chance_makes_of_them(target: str) -> None:
    chance = random.Random(target)
    known = list(seeds(target))
    assert known
    TARGETS[target](known[0])
    for _ in range(CHANGES[target]):
        TARGETS[target](changed(chance, chance.choice(known), chance.choice(known)))


def changed(chance: random.Random, data: bytes, other: bytes) -> bytes:
    """Some bytes changed, removed, doubled or taken from another seed."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(found) + 1)
        match chance.randrange(5):
            case 0:
                found[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del found[at : at + chance.randint(1, 30)]
            case 2:
                found[at:at] = found[at : at + chance.randint(1, 30)]
            case 3:
                begin = chance.randrange(len(other))
                found[at:at] = other[begin : begin + chance.randint(1, 60)]
            case _:
                found[at:at] = chance.choice([b'"', b",", b"\n", b"\r", b"\0", b"\xff\xfe", b"=", "\u202e".encode()])
    return bytes(found)
