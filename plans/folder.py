"""A plan folder while a plan is being written into it: the old plan or the new one, whole, at every moment.

The files are written and confirmed in a folder of their own. Then the two folders change places in one step; what
else stood in the old folder (notes, reports) moves over. Where folders cannot change places (Windows, mount
points, somebody else's folder), the finished files replace the old ones one by one; `.turnout-swap` marks that
time, and readers and the next run complete what was begun.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from turnout.models.plan import Manifest, Plan
from turnout.models.text import Text
from turnout.plans.errors import FolderError
from turnout.plans.exchange import exchange
from turnout.plans.files import sync_folder, write_files, write_manifest
from turnout.plans.lock import FolderLock, lock_file
from turnout.plans.places import NEW_INSIDE, OWN_FILES, SWAP_MARK, interrupted
from turnout.plans.replace import finish_replacing, replace_files

_PROBE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Written:
    """Where a plan stands. beside: not in the folder asked for, because a file there was open elsewhere."""

    folder: Path
    beside: bool = False


def write(plan: Plan, folder: str | os.PathLike[str]) -> Written:
    """Write a plan into a folder in place of the one there. Raises OSError; the old plan then stands as it was."""
    with PlanFolder(folder) as place:
        place.stage(plan)
        return place.commit()


class PlanFolder:
    """A folder that is going to take a plan: found writable and locked on entering, given back on leaving.

    Raises FolderError on entering where another run holds it, where it is no folder, or where one of the plan's
    names in it is a link; other OSErrors where it cannot be written. Leaving without `commit` leaves everything
    as it was.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.path = Path(os.path.realpath(folder))
        self._made: list[Path] = []
        self._lock: FolderLock | None = None
        self._held = False  # whether what stands in and beside the folder for a plan is this run's
        self._staging = self.path / NEW_INSIDE

    def __enter__(self) -> PlanFolder:
        try:
            self._make(self.path.parent)
            self._take_lock()
            self._make(self.path)
            self._hold_folder()
            self._refuse_links()
            self._recover()
            self._choose_staging()
            self._probe()
        except BaseException as error:
            self._leave()
            if isinstance(error, OSError) and error.filename is not None:
                # Files that people never see say nothing to them; the folder does.
                raise OSError(error.errno, error.strerror, str(self.path)) from error
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def stage(self, plan: Plan) -> Path:
        """Write the plan's files beside the old ones; their folder. Raises OSError, and leaves nothing then."""
        try:
            self._fresh_staging()
            write_files(plan, self._staging)
        except BaseException:
            self._remove(self._staging)
            raise
        return self._staging

    def restate(self, manifest: Manifest) -> None:
        """Write plan.json of the staged plan anew. Raises OSError."""
        write_manifest(manifest, self._staging)

    def commit(self) -> Written:
        """Put the staged plan in place of the old one. Raises OSError; the old plan then stands as it was."""
        if self._staging.parent != self.path and self._change_places():
            return Written(self.path)
        self._move_inside()
        self._made.clear()
        try:
            replace_files(self.path)
        except PermissionError:
            if interrupted(self.path):  # not even the old files could go back: the next run completes the new plan
                raise
            return Written(self._save_beside(), beside=True)
        return Written(self.path)

    def reject(self) -> Path:
        """Keep the staged plan aside, for finding out what is wrong with it; the folder that holds it now."""
        aside = self._free_name(self._staging.parent, f"{self.path.name}-rejected", exact=True)
        os.rename(self._staging, aside)
        return aside

    def _make(self, folder: Path) -> None:
        """Make a folder and what is missing above it, remembering what is to be removed if nothing is written."""
        missing = []
        while not folder.exists():
            missing.append(folder)
            folder = folder.parent
        if not folder.is_dir():
            raise FolderError(
                Text(
                    "{path} is a file, not a folder: name another folder",
                    "{path} 是文件而不是文件夹，请换一个输出文件夹",
                ).fill(path=folder)
            )
        for path in reversed(missing):
            path.mkdir(exist_ok=True)
            self._made.append(path)

    def _take_lock(self) -> None:
        """Lock by a file beside the folder, which stays where it is when folders change places."""
        lock = FolderLock(lock_file(self.path), self.path)
        try:
            lock.acquire()
        except FolderError:
            raise
        except OSError:  # nobody may write there, or the name is too long
            self._make(self.path)
            lock = FolderLock(self.path / ".turnout-lock", self.path)
            lock.acquire()
        self._lock = lock

    def _hold_folder(self) -> None:
        if self._lock is not None:
            self._lock.hold_folder()
        self._held = True

    def _refuse_links(self) -> None:
        for name in (*OWN_FILES, NEW_INSIDE, SWAP_MARK):
            entry = self.path / name
            if entry.is_symlink() or (name in OWN_FILES and entry.exists() and not entry.is_file()):
                raise FolderError(
                    Text(
                        "{path} is a link or a folder, not a plain file; turnout does not write through it: "
                        "remove it, or name another folder",
                        "{path} 是链接或文件夹而不是普通文件，turnout 不会写入其中：请删除它，或换一个输出文件夹",
                    ).fill(path=entry)
                )

    def _recover(self) -> None:
        """Complete or clear away what an interrupted run left."""
        finish_replacing(self.path)
        self._remove(self.path / NEW_INSIDE)
        left = self._beside()
        if left.is_dir() and not left.is_symlink():
            self._carry(left)

    def _beside(self) -> Path:
        return self.path.parent / f".{self.path.name}.turnout-new"

    def _choose_staging(self) -> None:
        """Beside the folder if the two can change places unnoticed, else inside it."""
        here = self.path.stat()
        inside = (
            self._lock is None
            or self._lock.path.parent == self.path
            or os.path.ismount(self.path)
            or here.st_dev != self.path.parent.stat().st_dev
            or self._stood_in()
            or (hasattr(os, "getuid") and here.st_uid != os.getuid())
        )
        self._staging = self.path / NEW_INSIDE if inside else self._beside()

    def _stood_in(self) -> bool:
        """Whether this process, and so the shell that called it, stands in the folder and would lose it."""
        try:
            here = Path.cwd()
        except OSError:
            return False
        return self.path in (here, *here.parents)

    def _fresh_staging(self) -> None:
        self._remove(self._staging)
        self._staging.mkdir()
        if self._staging.parent != self.path:
            shutil.copystat(self.path, self._staging)
            group = self.path.stat().st_gid
            if hasattr(os, "chown") and self._staging.stat().st_gid != group:
                try:
                    os.chown(self._staging, -1, group)
                except OSError:  # others of that group would lose the folder: replace the files one by one
                    self._remove(self._staging)
                    self._staging = self.path / NEW_INSIDE
                    self._staging.mkdir(exist_ok=True)

    def _probe(self) -> None:
        """Write and remove a file where the plan will be written, and one in the folder itself."""
        try:
            self._fresh_staging()
            for folder in {self._staging, self.path}:
                probe = folder / ".turnout-probe"
                try:
                    probe.write_bytes(bytes(_PROBE))
                finally:
                    probe.unlink(missing_ok=True)
        finally:
            self._remove(self._staging)

    def _change_places(self) -> bool:
        """Let the folders change places, and bring over what is not ours; False, with all as it was, where that cannot
        be: something in the folder is a mount point, or somebody else's folder."""
        staged = self._staging
        if not exchange(staged, self.path):
            return False
        self._staging = self.path / NEW_INSIDE  # what stands aside is not ours alone now: it is not removed on leaving
        sync_folder(self.path.parent)
        self._made.clear()
        try:
            self._carry(staged)
        except OSError:
            if not exchange(staged, self.path):  # the next run brings over what is left
                raise
            self._bring(staged, self.path)
            self._staging = staged
            return False
        return True

    def _carry(self, old: Path) -> None:
        """Move what is not ours from the old folder into the new one, then remove the old one."""
        self._bring(old, self.path)
        self._remove(old)

    def _bring(self, source: Path, target: Path) -> None:
        """Move what is not ours from one folder into another."""
        for entry in sorted(source.iterdir()):
            if entry.name not in OWN_FILES and not entry.name.startswith(".turnout-"):
                os.rename(entry, self._free_name(target, entry.stem, entry.suffix, exact=True))

    def _move_inside(self) -> None:
        """Bring the staged files to where they can replace the old ones one by one."""
        inside = self.path / NEW_INSIDE
        if self._staging != inside:
            self._remove(inside)
            inside.mkdir()
            for name in OWN_FILES:
                shutil.move(self._staging / name, inside / name)
            sync_folder(inside)  # before a mark says that they are whole
            self._remove(self._staging)
            self._staging = inside

    def _save_beside(self) -> Path:
        for parent in (self.path.parent, self.path):
            try:
                target = self._free_name(parent, self.path.name)
                os.rename(self._staging, target)
            except OSError:
                continue
            return target
        raise FolderError(
            Text(
                "the files in {path} are open in another program: close it and run again",
                "{path} 中的文件正被其他程序打开，请关闭后重新运行",
            ).fill(path=self.path)
        )

    @staticmethod
    def _free_name(parent: Path, stem: str, suffix: str = "", *, exact: bool = False) -> Path:
        """A path that is not taken: `stem-2`, `stem-3`, …; with `exact`, `stem` itself if free."""
        if exact and not os.path.lexists(parent / f"{stem}{suffix}"):
            return parent / f"{stem}{suffix}"
        number = 2
        while os.path.lexists(parent / f"{stem}-{number}{suffix}"):
            number += 1
        return parent / f"{stem}-{number}{suffix}"

    @staticmethod
    def _remove(folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)  # what resists is removed by the next run

    def _leave(self) -> None:
        if self._lock is not None:
            # Not what another run is writing; nor new files that are the valid ones, which the next run completes.
            if self._held and not interrupted(self.path):
                self._remove(self._staging)
                self._remove(self.path / NEW_INSIDE)
            self._lock.release()
            self._lock, self._held = None, False
        for folder in reversed(self._made):
            try:
                folder.rmdir()
            except OSError:  # somebody has put something there
                break
