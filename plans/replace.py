"""Finished new files replace the old ones one by one, so that an interruption at any point can be completed."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

from turnout.plans.files import sync_folder
from turnout.plans.places import NEW_INSIDE, OWN_FILES, SWAP_MARK

_TRIES = 5
_PAUSE = 0.3  # seconds; virus scanners and indexers let go of a file within a second or two


def replace_files(folder: Path) -> None:
    """Move the files of `.turnout-new` over the old ones.

    From the moment `.turnout-swap` exists, the new plan is the valid one. It holds the old files until all are
    replaced: where one resists, they all go back. Raises OSError then, PermissionError where one is open in another
    program, with the new files in `.turnout-new` still. Where `.turnout-swap` is left, they are the valid ones.
    """
    old, new = folder / SWAP_MARK, folder / NEW_INSIDE
    old.mkdir()
    sync_folder(folder)
    try:
        for name in OWN_FILES:
            _patiently(folder / name, old / name)
            _patiently(new / name, folder / name)
    except OSError:
        _go_back(folder)
        raise
    sync_folder(folder)
    shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(new, ignore_errors=True)


def finish_replacing(folder: Path) -> None:
    """Complete what an interrupted run had begun to replace. Raises OSError where a file resists."""
    old, new = folder / SWAP_MARK, folder / NEW_INSIDE
    if not old.is_dir():
        return
    for name in OWN_FILES:
        if (new / name).is_file():
            _patiently(new / name, folder / name)
    sync_folder(folder)
    shutil.rmtree(old)
    shutil.rmtree(new, ignore_errors=True)


def _go_back(folder: Path) -> None:
    old, new = folder / SWAP_MARK, folder / NEW_INSIDE
    for name in OWN_FILES:
        if not (new / name).exists():
            _patiently(folder / name, new / name)
        _patiently(old / name, folder / name)
    shutil.rmtree(old)


def _patiently(source: Path, target: Path) -> None:
    """Move a file, trying again for a while where another program holds it."""
    for left in reversed(range(_TRIES)):
        try:
            if source.exists():
                os.replace(source, target)
            return
        except PermissionError:
            if not left:
                raise
            time.sleep(_PAUSE)
