"""Results of tasks as bytes and back: equal in every byte and type, and nothing but data of known classes."""

from __future__ import annotations

import pickle
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest

from turnout.models.plan import TimetableCost
from turnout.scheduler.codec import CodecError, classes_of, decode, encode
from turnout.scheduler.sit_ins.planning import solve_part
from turnout.scheduler.timetable.block_plan import plan_block, replan_block
from turnout.scheduler.timetable.slices import bound_slice


@dataclass(frozen=True)
class Inner:
    numbers: np.ndarray[Any, Any]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Outer:
    inner: dict[tuple[str, int], Inner]
    cost: TimetableCost
    table: pd.DataFrame
    rest: Any = None


def task() -> list[Outer]:
    raise NotImplementedError


CLASSES = classes_of(task)
TABLE = pd.DataFrame({"who": pd.Series(["a", "党员\n,", "a"], dtype="str"), "size": pd.Series([1, 2, 3])})


def again(value: Any) -> Any:
    return decode(encode(value, CLASSES), CLASSES)


def test_every_task_that_workers_are_given_declares_what_it_returns() -> None:
    for each in (bound_slice, plan_block, replan_block, solve_part):
        assert classes_of(each)


def test_a_result_comes_back_as_it_was() -> None:
    numbers = np.arange(6, dtype=np.int32).reshape(2, 3)
    given = Outer({("x", 1): Inner(numbers, ("y",)), ("z", 2): Inner(numbers, ())}, TimetableCost(total=7), TABLE)
    back = again(given)
    assert type(back) is Outer
    assert list(back.inner) == [("x", 1), ("z", 2)]
    assert back.inner["x", 1].names == ("y",)
    assert back.inner["z", 2].numbers.dtype == np.int32
    assert (back.inner["z", 2].numbers == numbers).all()
    assert back.cost == given.cost
    pd.testing.assert_frame_equal(back.table, TABLE)


@pytest.mark.parametrize(
    "value",
    [None, True, 2**70, -0.5, "党\u0000", (), [1, (2, [])], {1: "a", ("b",): {}}, frozenset({"b", "a"}), {3, 1}],
)
def test_plain_values(value: object) -> None:
    back = again(value)
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize("value", [np.int64(-3), np.float64(0.1), np.bool_(True)])
def test_single_numbers_keep_their_type(value: Any) -> None:
    back = again(value)
    assert back == value
    assert back.dtype == value.dtype


def test_an_empty_table_keeps_its_types() -> None:
    pd.testing.assert_frame_equal(again(TABLE.iloc[:0]), TABLE.iloc[:0])


@dataclass(frozen=True)
class Stranger:
    number: int


@pytest.mark.parametrize(
    "value",
    [Stranger(1), np.array([object()]), max, float("nan"), TABLE.set_index("who"), pd.DataFrame({"x": [None, "a"]})],
)
def test_what_is_no_plain_data_is_not_written(value: Any) -> None:
    with pytest.raises(CodecError):
        encode(value, CLASSES)


@pytest.mark.parametrize(
    "tree",
    [b'["c","Stranger",{"number":1}]', b'["c","Path",{}]', b'["m","Inner",{}]', b'["c","Inner",{"numbers":1}]',
     b'["q"]', b'["a",9]', b"[]", b"{", b'["p",3,["size","int64",0]]'],
)  # fmt: skip
def test_other_trees_make_nothing(tree: bytes) -> None:
    with pytest.raises(CodecError):
        decode(zlib.compress(len(tree).to_bytes(8, "big") + tree), CLASSES)


def test_fault_078_pickles_and_torn_bytes_are_no_results() -> None:
    whole = encode(TABLE, CLASSES)
    for content in (pickle.dumps(TABLE), whole[:-1], whole[: len(whole) // 2], b"", whole + b"x"):
        with pytest.raises(CodecError):
            decode(content, CLASSES)
