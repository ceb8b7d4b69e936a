"""Earlier versions: the gold file as it was when it was opened, one copy per file and run.

Older history is git's. Copies live in the user's state folder; getting one back is an ordinary save of
its bytes, so that it is as safe as any other and can be taken back, too.
"""

from __future__ import annotations

import os
from pathlib import Path

from annotator.lazy import pattern
from annotator.store.opening import GOLD_LIMIT, read_file
from annotator.store.places import key_of, make_folder
from annotator.values import dataclass

KEPT = 20
"""Copies kept of one file; the oldest go first."""

_NAME = pattern(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}-[0-9]{2}-[0-9]{2}Z)(?:-[0-9]+)?\.yaml")


@dataclass(frozen=True)
class Backup:
    """A kept copy: `time` is when the file was opened (`YYYY-MM-DDTHH:MM:SSZ`), `size` in bytes."""

    file: Path
    time: str
    size: int

    def read(self) -> bytes:
        """The bytes of the copy; raises OpenError."""
        return read_file(self.file, limit=GOLD_LIMIT)


class History:
    """The copies of all gold files; one `History` is one run of the program."""

    def __init__(self, state: Path) -> None:
        """`state` is the user's state folder."""
        self._folder = state / "history"
        self._done: set[str] = set()

    def keep(self, path: Path, data: bytes, time: str) -> None:
        """Keep the state of `path` at opening, the first time in this run; raises OSError.

        `time` as in `Backup`. Nothing is written when the newest copy holds the same bytes.
        """
        key = key_of(path)
        if key not in self._done:
            self.add(path, data, time)
            self._done.add(key)

    def add(self, path: Path, data: bytes, time: str) -> None:
        """Keep a state of `path` that is about to be replaced, such as the other side of a conflict.

        As `keep`, but every time.
        """
        folder = make_folder(self._folder / key_of(path))
        copies = self.backups(path)
        if not copies or copies[0].size != len(data) or copies[0].file.read_bytes() != data:
            _write_new(folder, time.replace(":", "-"), data)
            for old in copies[KEPT - 1 :]:
                old.file.unlink(missing_ok=True)

    def backups(self, path: Path) -> tuple[Backup, ...]:
        """The kept copies of a gold file, newest first."""
        found = []
        try:
            with os.scandir(self._folder / key_of(path)) as entries:
                for entry in entries:
                    match = _NAME.fullmatch(entry.name)
                    if match and entry.is_file(follow_symlinks=False):
                        date, _, clock = match.group(1).partition("T")
                        time = f"{date}T{clock.replace('-', ':')}"
                        found.append(Backup(Path(entry.path), time, entry.stat().st_size))
        except OSError:
            return ()
        return tuple(sorted(found, key=lambda backup: (backup.time, backup.file.name), reverse=True))


def _write_new(folder: Path, name: str, data: bytes) -> None:
    """A new file with these bytes, under the first free name."""
    for number in range(1000):
        file = folder / (f"{name}-{number}.yaml" if number else f"{name}.yaml")
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
        except OSError:
            file.unlink(missing_ok=True)
            raise
        return


def large_drop(before: int, after: int) -> bool:
    """Whether going from `before` to `after` annotations should be asked about first (promise P10).

    Count quotes, rejected items and sections together: rejecting and merging then drop little. Asked
    when at least ten are gone and more than half, or when everything is gone of three or more.
    """
    gone = before - after
    return (gone >= 10 and 2 * after < before) or (after == 0 and before >= 3)
