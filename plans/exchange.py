"""Two folders change places in one step of the file system, where the system can do that."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

_AT_FDCWD = -100
_SWAP = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS


def exchange(one: Path, other: Path) -> bool:
    """Let two entries of one file system change places, in one step that nobody can see half done.

    False where the system or the file system cannot; both are then as they were.
    """
    library = _library()
    if library is None:
        return False
    first, second = os.fsencode(one), os.fsencode(other)
    if hasattr(library, "renameat2"):
        return bool(library.renameat2(_AT_FDCWD, first, _AT_FDCWD, second, ctypes.c_uint(_SWAP)) == 0)
    if hasattr(library, "renamex_np"):
        return bool(library.renamex_np(first, second, ctypes.c_uint(_SWAP)) == 0)
    return False


def _library() -> ctypes.CDLL | None:
    if sys.platform == "win32":
        return None
    try:
        return ctypes.CDLL(None, use_errno=True)
    except OSError:
        return None
