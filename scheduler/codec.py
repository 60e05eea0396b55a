"""Results of tasks as bytes and back, without pickle: what is read can only be data of the classes that are expected.

The bytes are JSON, which says how things hang together, and arrays, which it refers to by number.
"""

from __future__ import annotations

import dataclasses
import io
import json
import typing
import zlib
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd
from pydantic import BaseModel

LARGEST = 2**30
"""Bytes that a result may have once it is unpacked."""
_TEXT_DTYPES = ("str", "object")


class CodecError(ValueError):
    """A value that cannot be written like this, or bytes that are none of ours."""


def classes_of(task: Callable[..., Any]) -> dict[str, type]:
    """By name, the data classes and models that a task's declared result may hold; only these are ever made of
    bytes."""
    found: dict[str, type] = {}
    _reach(typing.get_type_hints(task)["return"], found)
    return found


def _reach(hint: Any, found: dict[str, type]) -> None:
    for part in typing.get_args(hint):
        _reach(part, found)
    kind = typing.get_origin(hint) or hint
    if not isinstance(kind, type) or found.get(kind.__qualname__) is kind:
        return
    if issubclass(kind, BaseModel):
        found[kind.__qualname__] = kind
    elif dataclasses.is_dataclass(kind):
        if kind.__qualname__ in found:
            raise CodecError(f"two classes are called {kind.__qualname__}")
        found[kind.__qualname__] = kind
        for each in typing.get_type_hints(kind).values():
            _reach(each, found)


def encode(value: Any, classes: dict[str, type]) -> bytes:
    """A value as bytes. Raises CodecError where some of it is of no known class."""
    writer = _Writer(classes)
    try:
        tree = json.dumps(writer.tree(value), ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode()
    except (ValueError, TypeError, RecursionError) as error:  # no number, things that cannot be sorted, no end
        raise CodecError(str(error)) from error
    out = io.BytesIO()
    out.write(len(tree).to_bytes(8, "big"))
    out.write(tree)
    for array in writer.arrays:
        np.lib.format.write_array(out, array, allow_pickle=False)
    return zlib.compress(out.getbuffer(), 1)


def decode(content: bytes, classes: dict[str, type]) -> Any:
    """The value again. Raises CodecError where the bytes are not those of such a value."""
    try:
        unpacker = zlib.decompressobj()
        plain = unpacker.decompress(content, LARGEST)
        if not unpacker.eof or unpacker.unused_data:
            raise CodecError("too long, or cut off")
        size = int.from_bytes(plain[:8], "big")
        tree = json.loads(plain[8 : 8 + size])
        source, arrays = io.BytesIO(plain[8 + size :]), []
        while source.tell() < len(plain) - 8 - size:
            arrays.append(np.lib.format.read_array(source, allow_pickle=False))
        return _Reader(classes, arrays).value(tree)
    except (zlib.error, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise CodecError(str(error)) from error


class _Writer:
    """Turns a value into a tree for JSON; arrays are put aside, each once."""

    def __init__(self, classes: dict[str, type]) -> None:
        self.arrays: list[np.ndarray[Any, Any]] = []
        self._classes = classes
        self._known: dict[int, int] = {}

    def tree(self, value: Any) -> Any:
        """Plain values stand for themselves; all others are a list that begins with a letter for their kind."""
        if value is None or type(value) in (bool, int, str, float):
            return value
        if isinstance(value, np.ndarray):
            return ["a", self._array(value)]
        if isinstance(value, np.generic):
            return ["n", self._array(np.asarray(value))]
        if isinstance(value, pd.DataFrame):
            return self._frame(value)
        if isinstance(value, BaseModel) and self._classes.get(type(value).__qualname__) is type(value):
            return ["m", type(value).__qualname__, value.model_dump(mode="json")]
        if dataclasses.is_dataclass(value) and self._classes.get(type(value).__qualname__) is type(value):
            fields = {f.name: self.tree(getattr(value, f.name)) for f in dataclasses.fields(value)}
            return ["c", type(value).__qualname__, fields]
        return self._collection(value)

    def _collection(self, value: Any) -> Any:
        if type(value) is tuple:
            return ["t", *map(self.tree, value)]
        if type(value) is list:
            return ["l", *map(self.tree, value)]
        if type(value) is dict:
            return ["d", *([self.tree(k), self.tree(v)] for k, v in value.items())]
        if type(value) in (set, frozenset):
            return ["f" if type(value) is frozenset else "s", *map(self.tree, sorted(value))]
        raise CodecError(f"a {type(value).__qualname__} cannot be kept")

    def _array(self, array: np.ndarray[Any, Any]) -> int:
        if array.dtype.hasobject:
            raise CodecError("an array of objects cannot be kept")
        if id(array) not in self._known:
            self._known[id(array)] = len(self.arrays)
            self.arrays.append(array)
        return self._known[id(array)]

    def _frame(self, frame: pd.DataFrame) -> Any:
        if not frame.index.equals(pd.RangeIndex(len(frame))):
            raise CodecError("only tables counted from 0 are kept")
        return ["p", len(frame), *([str(name), *self._column(frame[name])] for name in frame.columns)]

    def _column(self, column: pd.Series) -> tuple[Any, ...]:
        kind = str(column.dtype)
        if kind not in _TEXT_DTYPES:
            values = column.to_numpy()
            self.arrays.append(values)
            if values.dtype.hasobject:
                raise CodecError(f"a column of {kind} cannot be kept")
            return kind, len(self.arrays) - 1
        codes, texts = pd.factorize(column)
        if (codes < 0).any() or not all(type(text) is str for text in texts):
            raise CodecError("a column of text has gaps")
        self.arrays.append(codes.astype(np.int32))
        return kind, len(self.arrays) - 1, list(texts)


class _Reader:
    """Makes a value of a tree and its arrays."""

    def __init__(self, classes: dict[str, type], arrays: list[np.ndarray[Any, Any]]) -> None:
        self._classes, self._arrays = classes, arrays

    def value(self, tree: Any) -> Any:
        """The value that a tree stands for."""
        if not isinstance(tree, list):
            return tree
        kind, *rest = tree
        if kind == "a":
            return self._arrays[rest[0]]
        if kind == "n":
            return self._arrays[rest[0]][()]
        if kind == "p":
            return self._frame(rest[0], rest[1:])
        if kind == "m":
            return self._of(rest[0], BaseModel).model_validate(rest[1])
        if kind == "c":
            return self._of(rest[0], object)(**{name: self.value(part) for name, part in rest[1].items()})
        return self._collection(kind, rest)

    def _collection(self, kind: str, rest: Iterable[Any]) -> Any:
        if kind == "d":
            return {self.value(key): self.value(part) for key, part in rest}
        makers: dict[str, Callable[[Iterable[Any]], Any]] = {"t": tuple, "l": list, "f": frozenset, "s": set}
        return makers[kind](map(self.value, rest))

    def _of(self, name: str, base: type) -> Any:
        found = self._classes[name]
        if not issubclass(found, base):
            raise CodecError(f"{name} is another kind of thing")
        return found

    def _frame(self, rows: int, columns: Iterable[Any]) -> pd.DataFrame:
        made: dict[str, Any] = {}
        for name, kind, number, *texts in columns:
            values: Any = self._arrays[number]
            if texts:
                values = np.array(texts[0], dtype=object)[values] if len(values) else np.zeros(0, dtype=object)
            if len(values) != rows:
                raise CodecError("columns of different length")
            made[name] = pd.Series(values, dtype=kind)
        return pd.DataFrame(made, index=pd.RangeIndex(rows))


__all__ = ["CodecError", "classes_of", "decode", "encode"]
