"""Tasks that workers are given, apart from the tests, so that workers have little to load."""

import os
import signal
import time
from pathlib import Path

from turnout.scheduler.deadline import Stop


def square(number: int, stop: Stop) -> int:
    return number * number


def marked(folder: str, number: int) -> int:
    """How often this task was begun before; one more from now on."""
    before = len(list(Path(folder).glob(f"{number}-*")))
    (Path(folder) / f"{number}-{before}-{os.getpid()}").touch()
    return before


def die_once(number: int, folder: str, stop: Stop) -> int:
    """Ends its own process the first time that it is given 3."""
    if number == 3 and not marked(folder, number):
        os._exit(1)
    return number * number


def fall_silent_once(number: int, folder: str, stop: Stop) -> int:
    """Stands still the first time that it is given 3."""
    if number == 3 and not marked(folder, number):
        time.sleep(3600)
    return number * number


def die_unless_quick(number: int, folder: str, stop: Stop) -> int:
    """Ends its process when given 3, until it may leave out what is costly; gives −1 then."""
    if number == 3:
        marked(folder, number)
        if not stop.bounding():
            os.kill(os.getpid(), signal.SIGSEGV)
        return -1
    return number * number


def die_unless_late(number: int, parent: int, stop: Stop) -> int:
    """Ends its process when given 3, wherever it is not its parent; leaves it undone there."""
    if number != 3:
        return number * number
    if os.getpid() != parent:
        os._exit(9)
    assert stop.late(), "what has killed four workers is not begun in this process"
    return -1


def die_elsewhere(parent: int, stop: Stop) -> int:
    """Ends its process, if that is not its parent; the id of that."""
    if os.getpid() != parent:
        os._exit(9)
    return parent


def out_of_memory(number: int, parent: int, stop: Stop) -> int:
    """Finds no memory until it need do next to nothing."""
    if number == 3 and not stop.late():
        raise MemoryError
    return -1 if number == 3 else number * number


def fail(number: int, stop: Stop) -> int:
    """Fails by itself."""
    if number == 3:
        raise ValueError("three")
    return number


def once_there(number: int, path: str, result: str, stop: Stop) -> str:
    """Comes to a result once there is a file; at once without a path."""
    while path and not Path(path).exists():
        time.sleep(0.01)
    return result


def cut(number: int, stop: Stop) -> bool:
    """Whether it was told to stop."""
    return stop()


def until_told(number: int, stop: Stop) -> float:
    """Improves until it is told to stop; the seconds that took."""
    stop.first_stands()
    began = time.monotonic()
    while not stop() and time.monotonic() - began < 60:
        time.sleep(0.01)
    return time.monotonic() - began


def deaf(number: int, parent: int, stop: Stop) -> int:
    """Asks nothing, and goes on; in its parent it does nothing."""
    if os.getpid() != parent:
        time.sleep(3600)
    assert stop.late()
    return -number


def process(number: int, stop: Stop) -> int:
    """The id of the process that does it."""
    time.sleep(0.3)
    return os.getpid()


def grow(number: int, megabytes: int, folder: str, stop: Stop) -> int:
    """Holds so much memory for a while, once two have begun."""
    marked(folder, number)
    last = time.monotonic() + 30
    while len(list(Path(folder).iterdir())) < 2 and time.monotonic() < last:
        time.sleep(0.01)
    held = bytearray(os.urandom(1)) * (megabytes * 2**20)
    time.sleep(1.5)
    return number * number if held else -1
