"""What a command says, and where: results to standard output, everything else to standard error."""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from turnout.models.text import Lang, Text


class Stream:
    """A stream that neither a closed pipe nor an unencodable character can break."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self.encoding: str = getattr(stream, "encoding", None) or "utf-8"

    def write(self, text: str) -> int:
        """Write as much of the text as the stream can take; characters that it does not know become question marks."""
        if self._stream is not None:
            try:
                self._stream.write(text.encode(self.encoding, "replace").decode(self.encoding, "replace"))
            except (OSError, ValueError):  # the reader has gone, as `head` does; the work goes on
                self._give_up()
        return len(text)

    def flush(self) -> None:
        """Hand everything to the system."""
        if self._stream is not None:
            try:
                self._stream.flush()
            except (OSError, ValueError):
                self._give_up()

    def isatty(self) -> bool:
        """Whether somebody sits in front of it."""
        try:
            return self._stream is not None and self._stream.isatty()
        except ValueError:
            return False

    def fileno(self) -> int:
        """The descriptor below. Raises OSError where there is none."""
        if self._stream is None:
            raise OSError("no stream")
        return self._stream.fileno()

    def _give_up(self) -> None:
        """Write nothing more, and let the interpreter's own last flush go nowhere instead of failing."""
        stream, self._stream = self._stream, None
        try:
            descriptor = stream.fileno() if stream is not None else -1
            if descriptor in (1, 2):
                with open(os.devnull, "w") as nowhere:
                    os.dup2(nowhere.fileno(), descriptor)
        except (OSError, ValueError):
            pass


_STYLES = {"heading": "1", "loud": "1;31"}


class Terminal:
    """The two streams of a command and the language spoken on them."""

    def __init__(self, lang: Lang, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self.lang = lang
        self.out = Stream(sys.stdout if out is None else out)
        self.err = Stream(sys.stderr if err is None else err)

    def say(self, *lines: str | Text) -> None:
        """Lines of the result."""
        self._write(self.out, lines)

    def note(self, *lines: str | Text) -> None:
        """Lines beside the result: errors, warnings, progress."""
        self._write(self.err, lines)

    def say_json(self, value: Any) -> None:
        """The result as one JSON document."""
        self._write(self.out, [json.dumps(value, ensure_ascii=self.out.encoding.lower() != "utf-8", indent=2)])

    @property
    def columns(self) -> int:
        """How many columns the result may take; 0 for any number, as in a file or pipe."""
        return shutil.get_terminal_size().columns if self.out.isatty() else 0

    def paint(self, style: str, text: str) -> str:
        """The text bold (`heading`) or red (`loud`), where the result is read on a terminal that shows colours."""
        if not self.out.isatty() or "NO_COLOR" in os.environ or (os.name == "nt" and "WT_SESSION" not in os.environ):
            return text
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m"

    def _write(self, stream: Stream, lines: tuple[str | Text, ...] | list[str]) -> None:
        for line in lines:
            stream.write((line if isinstance(line, str) else line.of(self.lang)) + "\n")
        stream.flush()
