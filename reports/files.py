"""Where report files go: safe names, never outside the output folder, all or nothing, open files survived."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import tempfile
import time
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from turnout.models.notice import FileError
from turnout.models.text import Text

RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])$")
SLUG_LENGTH = 40
UNFINISHED = ".turnout-report-"
"""How the hidden folder's name begins in which files wait until all are complete."""
RETRIES = 5
RETRY_SECONDS = 0.2
LEAVES_FOLDER = Text(
    "{path} leads out of the output folder through a symbolic link; remove the link or choose another folder",
    "“{path}”是指向输出文件夹之外的符号链接；请删除该链接或另选输出文件夹",
)
SAVED_BESIDE = Text(
    "{name} is open in another program; the new one was saved beside it as {beside}",
    "“{name}”正被其他程序打开，新文件已另存为“{beside}”",
)


class OutputError(FileError):
    """An output cannot be written where it should be."""


def slug(text: str) -> str:
    """A piece of a file name that every system takes: letters, digits, `-`, `_`; at most 40 characters, maybe none."""
    plain = unicodedata.normalize("NFKC", text)
    kept = "".join(c if c.isalnum() or c in "-_" else "_" for c in plain)
    return re.sub(r"_+", "_", kept)[:SLUG_LENGTH].strip("_-")


def safe_name(name: str, identity: str, ending: str) -> str:
    """A file name for people that no two identities share, not even where capitals do not count.

    name: what people read, may hold anything. identity: the id that it stands for. ending: with its dot.
    """
    mark = hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    stem = f"{slug(name)}-{mark}" if slug(name) else mark
    return f"_{stem}{ending}" if RESERVED.match(stem) else f"{stem}{ending}"


@dataclass
class Staging:
    """Files are written into a hidden folder inside `root`, and moved to their places together once all are complete.

    root: the output folder; made where it is missing. notes: what the user should know afterwards. written: final
    paths, filled by `commit`.
    Raises OutputError where a place leads out of the folder, OSError where it cannot be written.
    """

    root: Path
    notes: list[Text] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)

    def __enter__(self) -> Staging:
        self.root.mkdir(parents=True, exist_ok=True)
        self.root = self.root.resolve(strict=True)
        self._folder = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=self.root))
        self._planned: dict[str, Path] = {}
        self._sound: set[Path] = set()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def scratch(self) -> str:
        """A folder for temporary files, removed at the end."""
        return str(self._folder)

    @property
    def placed(self) -> list[str]:
        """The files placed so far, below `root`; `written` will list them in this order."""
        return list(self._planned)

    def place(self, *parts: str) -> Path:
        """Where to write the file that will stand at `root/parts`."""
        relative = Path(*parts)
        self._check(relative)
        path = self._folder / f"{len(self._planned)}.tmp"
        self._planned[relative.as_posix()] = path
        return path

    def write(self, data: bytes, *parts: str) -> None:
        """One small file at once."""
        self.place(*parts).write_bytes(data)

    def put(self, data: bytes, name: str) -> Path:
        """One more small file, straight to its place; where it is now. Whoever puts it for the last time lists it."""
        self._check(Path(name))
        path = self._folder / "last.tmp"
        path.write_bytes(data)
        return self._move(path, self.root / name)

    def _check(self, relative: Path) -> None:
        """Nothing on the way to the file, nor the file, may be a symbolic link that leads out of the folder."""
        if relative.is_absolute() or ".." in relative.parts:
            raise OutputError(LEAVES_FOLDER.fill(path=relative))
        folder = relative.parent
        if folder not in self._sound:
            if not self._stays(self.root / folder):
                raise OutputError(LEAVES_FOLDER.fill(path=self.root / folder))
            self._sound.add(folder)
        target = self.root / relative
        if target.is_symlink() and not self._stays(target):
            raise OutputError(LEAVES_FOLDER.fill(path=target))

    def _stays(self, path: Path) -> bool:
        """Whether a path stays in the folder once its links are followed; links that go in a circle lead nowhere."""
        try:
            os.stat(path)
        except OSError as problem:
            if problem.errno == errno.ELOOP:
                return False
        return Path(os.path.realpath(path)).is_relative_to(self.root)

    def commit(self) -> None:
        """Move everything to its place. A file held open by another program is saved beside, and noted."""
        self._sound.clear()  # looked at again, now that everything else is done
        for name, source in self._planned.items():
            target = self.root / name
            if Path(name).parent not in self._sound:
                target.parent.mkdir(parents=True, exist_ok=True)
            self._check(Path(name))
            self.written.append(self._move(source, target))

    def _move(self, source: Path, target: Path) -> Path:
        for attempt in range(RETRIES):
            try:
                os.replace(source, target)
                return target
            except PermissionError:
                if not target.is_file():
                    raise
                if attempt + 1 < RETRIES:
                    time.sleep(RETRY_SECONDS)
        for number in range(2, 1000):
            beside = target.with_name(f"{target.stem} ({number}){target.suffix}")
            try:
                os.replace(source, beside)
            except PermissionError:
                continue
            self.notes.append(SAVED_BESIDE.fill(name=target.name, beside=beside.name))
            return beside
        raise PermissionError(f"cannot write {target.name}")
