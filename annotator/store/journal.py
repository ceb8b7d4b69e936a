"""What could not be saved, kept in the user's state folder until it is: one flushed line per state.

Each line holds the whole gold file as it should be, so that recovery is reading the last good line. A
line cut short by a crash or a full disk fails its checksum and the one before it counts.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from annotator.lazy import pattern
from annotator.store.opening import Fingerprint, OpenError, load
from annotator.store.places import key_of, make_folder
from annotator.values import dataclass

LIMIT = 32 * 2**20
"""Bytes after which a journal is started anew with its newest line alone."""
_READ_LIMIT = 16 * LIMIT
_NAME = pattern(r"[0-9a-f]{24}\.jsonl")
_TIME = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


@dataclass(frozen=True)
class Entry:
    """A state of a gold file that had not been saved.

    `path` is the gold file, `number` the edit's number in its session, `time` when it was written down
    (`YYYY-MM-DDTHH:MM:SSZ`), `data` the file's bytes, `seen` the digest of the file it was to replace
    (None: there was none).
    """

    path: Path
    number: int
    time: str
    data: bytes
    seen: str | None

    @property
    def replaces(self) -> Fingerprint | None:
        """The state it was to replace, of which only the contents are known."""
        return None if self.seen is None else Fingerprint(0, 0, 0, 0, self.seen)


class Journal:
    """The journals of all gold files, one file each."""

    def __init__(self, state: Path) -> None:
        """`state` is the user's state folder."""
        self._folder = state / "journal"

    def _file(self, path: Path) -> Path:
        return self._folder / f"{key_of(path)}.jsonl"

    def write(self, path: Path, number: int, time: str, data: bytes, seen: Fingerprint | None) -> None:
        """Append a state, flushed to the disk; raises OSError when that fails, too."""
        line = _line(Entry(path, number, time, data, seen.sha256 if seen else None))
        make_folder(self._folder)
        file = self._file(path)
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            end = os.lseek(descriptor, 0, os.SEEK_END)
            if end > LIMIT:
                _replace(file, line)
                return
            # A line that was cut short gets its end, so that this one begins on its own.
            if end and os.pread(descriptor, 1, end - 1) != b"\n":
                line = b"\n" + line
            view = memoryview(line)
            while view:
                view = view[os.write(descriptor, view) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if not end:
            _flush(self._folder)

    def newest(self, path: Path) -> Entry | None:
        """The last whole state of a gold file in its journal, None when there is none."""
        return _newest(self._file(path))

    def offer(self, path: Path, current: bytes | None) -> Entry | None:
        """What a person opening the file should be asked about, None when there is nothing.

        `current` are the file's bytes, None when there is no file. A state that did reach the file (the
        program died before it could drop the journal) is dropped here.
        """
        entry = self.newest(path)
        if entry is not None and entry.data == current:
            self.remove(path)
            return None
        return entry

    def pending(self, folder: Path | None = None) -> tuple[Entry, ...]:
        """The newest state of every journal, by path; with `folder`, only of files below it."""
        try:
            files = sorted(file for file in self._folder.iterdir() if _NAME.fullmatch(file.name))
        except OSError:
            return ()
        found = [entry for file in files if (entry := _newest(file)) is not None]
        if folder is not None:
            real = Path(os.path.realpath(folder))
            found = [entry for entry in found if Path(os.path.realpath(entry.path)).is_relative_to(real)]
        return tuple(sorted(found, key=lambda entry: entry.path))

    def remove(self, path: Path) -> None:
        """Drop the journal of a gold file: it was saved, or its person does not want it. Never raises."""
        try:
            self._file(path).unlink(missing_ok=True)
        except OSError:
            return


def _line(entry: Entry) -> bytes:
    """One line: a checksum of the rest, a blank, the rest as JSON."""
    content = {
        "path": os.fspath(entry.path.absolute()),
        "number": entry.number,
        "time": entry.time,
        "seen": entry.seen,
        # Gold files are UTF-8; anything else survives as escaped surrogates all the same.
        "data": entry.data.decode("utf-8", "surrogateescape"),
    }
    body = json.dumps(content).encode("ascii")
    return hashlib.sha256(body).hexdigest().encode() + b" " + body + b"\n"


def _parsed(line: bytes) -> Entry | None:
    """The entry of a line, None when the line is not whole."""
    digest, _, body = line.partition(b" ")
    if hashlib.sha256(body).hexdigest().encode() != digest:
        return None
    try:
        content = json.loads(body)
        if not _TIME.fullmatch(content["time"]):
            return None
        seen = content["seen"]
        if seen is not None and not isinstance(seen, str):
            return None
        return Entry(
            Path(content["path"]),
            int(content["number"]),
            content["time"],
            content["data"].encode("utf-8", "surrogateescape"),
            seen,
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _newest(file: Path) -> Entry | None:
    try:
        lines = load(file, limit=_READ_LIMIT).data.splitlines()
    except OpenError:
        return None
    return next((entry for line in reversed(lines) if (entry := _parsed(line)) is not None), None)


def _replace(file: Path, line: bytes) -> None:
    """Start the journal anew with one line, whole at every instant."""
    temporary = file.with_suffix(".new")
    try:
        with temporary.open("wb") as stream:
            temporary.chmod(0o600)
            stream.write(line)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(file)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    _flush(file.parent)


def _flush(folder: Path) -> None:
    """Make a new name in the folder durable where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
