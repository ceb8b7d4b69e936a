"""Saving off the interface's thread: after every edit, coalesced, repeated until it succeeds.

One thread serves all files. It never dies: whatever a save or a callback raises becomes a sentence. What
cannot be saved is written to the journal, tried again by timer and at the next edit, and asked about
before the program ends.
"""

from __future__ import annotations

import threading
import time as system_time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from annotator.shown import shown
from annotator.store.history import History
from annotator.store.journal import Entry, Journal
from annotator.store.opening import Fingerprint, Loaded
from annotator.store.save import ConflictError, SaveError, save
from annotator.values import dataclass

MakeBytes = Callable[[], bytes]
"""Makes the bytes of a gold file from a frozen value; called on the saver's thread."""

RETRY = 5.0
"""Seconds until a failed save is tried again."""


class Write(Protocol):
    """How bytes get into a file: `save.save`, or a stand-in for tests."""

    def __call__(self, path: Path, data: bytes, seen: Fingerprint | None, *, own: frozenset[str]) -> Fingerprint: ...


class Listener(Protocol):
    """Who is told how saving goes. All calls come from the saver's thread and must not wait for it."""

    def on_saved(self, path: Path, number: int, time: str) -> None:
        """Edit `number` and all before it are on the disk; `time` is `YYYY-MM-DDTHH:MM:SSZ`."""

    def on_failed(self, path: Path, number: int, sentence: str) -> None:
        """Edit `number` is not saved; `sentence` says why. It will be tried again."""

    def on_conflict(self, path: Path, number: int, conflict: ConflictError) -> None:
        """Somebody else changed the file. Nothing is tried again before `Saver.resolve`."""


@dataclass
class _File:
    """What the saver knows of one gold file."""

    seen: Fingerprint | None
    opened: bytes | None = None
    number: int = 0
    make: MakeBytes | None = None
    """The newest state that is not on the disk, None when all is saved."""
    own: frozenset[str] = frozenset()
    """Digests of attempts that failed, one of which may have reached the file."""
    due: float = 0.0
    conflict: bool = False
    held: bool = False
    """Whether a person has to answer first; until then edits go to the journal only."""
    tried: int = -1
    """The flush round in which it was last tried."""
    journalled: int = -1
    """The number of the last edit that was written to the journal."""
    stale: bool = True
    """Whether there may be a journal of an earlier run, which a good save turns into an earlier version."""


def timestamp(seconds: float) -> str:
    """Seconds since 1970 as `YYYY-MM-DDTHH:MM:SSZ`."""
    return system_time.strftime("%Y-%m-%dT%H:%M:%SZ", system_time.gmtime(seconds))


class Saver:
    """Saves gold files in the background.

    Usage: `open` a file, `submit` every edit, `flush` before leaving, `close` at the end. Methods may be
    called from any thread, also from a signal handler that Python runs in the main thread.
    """

    def __init__(
        self,
        listener: Listener,
        *,
        journal: Journal | None = None,
        history: History | None = None,
        write: Write = save,
        clock: Callable[[], float] = system_time.time,
        retry: float = RETRY,
    ) -> None:
        """`clock` gives seconds since 1970 for what is shown; `retry` is in seconds."""
        self._listener = listener
        self._journal = journal
        self._history = history
        self._write = write
        self._clock = clock
        self._retry = retry
        self._files: dict[Path, _File] = {}
        self._changed = threading.Condition(threading.RLock())
        self._busy: Path | None = None
        self._round = 0
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="saver", daemon=True)
        self._thread.start()

    # For the session ---------------------------------------------------------------------------

    def open(self, path: Path, loaded: Loaded | None, *, recovered: Entry | None = None) -> None:
        """Begin with a gold file as it was loaded, None when there is none. Writes nothing.

        The loaded state is what is kept in the history when the file is first saved in this run. That
        save also ends the journal of an earlier run: its state goes into the history, whether it was
        recovered or not. Ignored while edits of the file wait.
        `recovered` is the journal's entry if what is submitted next stems from it: when the file is no
        longer what that entry was to replace, the save is a conflict and the person is asked.
        """
        with self._changed:
            known = self._files.get(path)
            if known is not None and known.make is not None:
                return
            fingerprint, data = (loaded.fingerprint, loaded.data) if loaded else (None, None)
            if recovered is not None:
                fingerprint = recovered.replaces
            # What another copy writes into the journal from now on is not of an earlier run: it stays there.
            earlier = self._journal is not None and self._journal.newest(path) is not None
            self._files[path] = _File(fingerprint, data, stale=earlier)

    def submit(self, path: Path, number: int, make: MakeBytes) -> None:
        """Save the state after edit `number` soon; a state of the same file that still waits is dropped.

        Numbers grow. Returns at once; `make` runs later, on the saver's thread.
        """
        with self._changed:
            file = self._files.setdefault(path, _File(None))
            file.number, file.make, file.due, file.tried = number, make, 0.0, -1
            self._changed.notify_all()

    def resolve(self, path: Path, seen: Fingerprint | None) -> None:
        """After a conflict: the person has seen the state `seen` (None: gone) and ours may replace it."""
        with self._changed:
            file = self._files.get(path)
            if file is None:
                return
            file.seen, file.conflict, file.due = seen, False, 0.0
            self._changed.notify_all()

    def hold(self, path: Path) -> None:
        """Until `release`, edits of the file go to the journal and not into the file: a person is asked first."""
        with self._changed:
            self._files.setdefault(path, _File(None)).held = True

    def release(self, path: Path) -> None:
        """The person has answered: what waits is saved."""
        with self._changed:
            file = self._files.get(path)
            if file is None or not file.held:
                return
            file.held, file.due = False, 0.0
            self._changed.notify_all()

    def drop(self, path: Path) -> None:
        """Forget the file and what waits for it, with its journal: the person wants theirs, not ours."""
        with self._changed:
            self._changed.wait_for(lambda: self._busy != path)
            self._files.pop(path, None)
        if self._journal is not None:
            self._journal.remove(path)

    def seen(self, path: Path) -> Fingerprint | None:
        """What the file was when it was last loaded or saved by us."""
        with self._changed:
            file = self._files.get(path)
            return file.seen if file else None

    def unsaved(self) -> tuple[Path, ...]:
        """The files with edits that are not on the disk."""
        with self._changed:
            return tuple(path for path, file in self._files.items() if file.make is not None)

    def flush(self, timeout: float) -> bool:
        """Try everything that waits at once, and wait until each was saved or failed.

        True when everything is on the disk; False when something failed, stands in conflict, or
        `timeout` (seconds) passed.
        """
        with self._changed:
            self._round += 1
            for file in self._files.values():
                file.due = 0.0
            self._changed.notify_all()
            self._changed.wait_for(self._settled, timeout)
            return not self.unsaved()

    def close(self, timeout: float) -> bool:
        """`flush`, then end the thread; the saver cannot be used afterwards."""
        saved = self.flush(timeout)
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join(timeout)
        return saved

    # The thread --------------------------------------------------------------------------------

    def _waits(self, file: _File) -> bool:
        """Whether there is something to do: to save, or while a person is asked to keep in the journal."""
        if file.make is None:
            return False
        return not (file.conflict or file.held) or (self._journal is not None and file.journalled != file.number)

    def _settled(self) -> bool:
        """Whether nothing is being saved and all that waits was tried in this round."""
        return self._busy is None and all(
            not self._waits(file) or file.tried >= self._round for file in self._files.values()
        )

    def _next(self) -> tuple[Path | None, float | None]:
        """The file to save now, or None and the seconds to wait (None: until notified)."""
        waiting = [(file.due, path) for path, file in self._files.items() if self._waits(file)]
        if not waiting:
            return None, None
        due, path = min(waiting, key=lambda item: item[0])
        left = due - system_time.monotonic()
        return (path, None) if left <= 0 else (None, left)

    def _run(self) -> None:
        while True:
            with self._changed:
                path, wait = self._next()
                while path is None and not self._closing:
                    self._changed.wait(wait)
                    path, wait = self._next()
                if path is None or self._closing:
                    return
                file = self._files[path]
                number, make, this_round = file.number, file.make, self._round
                self._busy = path
            report: Callable[[], None] | None = None
            try:
                assert make is not None
                report = self._try(path, file, number, make)
            finally:
                with self._changed:
                    self._busy = None
                    file.tried = this_round
                    self._changed.notify_all()
            try:
                report()
            except Exception:  # a listener's mistake must not end saving
                continue

    def _try(self, path: Path, file: _File, number: int, make: MakeBytes) -> Callable[[], None]:
        """Save one state; returns the call that tells the listener."""
        data: bytes | None = None
        try:
            data = make()
            if file.conflict or file.held:
                self._failed(path, file, number, data)
                return _nothing
            if self._history is not None and file.opened is not None:
                self._keep(path, file.opened)
            saved = self._write(path, data, file.seen, own=file.own)
        except ConflictError as conflict:
            self._failed(path, file, number, data)
            found = conflict
            with self._changed:
                file.conflict = True
            return lambda: self._listener.on_conflict(path, number, found)
        except Exception as error:  # everything becomes a sentence: the thread must not die
            sha256 = error.sha256 if isinstance(error, SaveError) else ""
            with self._changed:
                file.own |= {sha256} - {""}
            sentence = str(error) if isinstance(error, SaveError) else _sentence(path, error)
            sentence += self._failed(path, file, number, data)
            return lambda: self._listener.on_failed(path, number, sentence)
        with self._changed:
            file.seen, file.own, file.opened = saved, frozenset(), None
            if file.number == number:
                file.make = None
        self._end_journal(path, file)
        time = timestamp(self._clock())
        return lambda: self._listener.on_saved(path, number, time)

    def _end_journal(self, path: Path, file: _File) -> None:
        """After a good save: ours is pointless now, that of an earlier run becomes an earlier version."""
        if self._journal is None:
            return
        self._set_aside(path, file, self._journal)
        if file.journalled >= 0:
            self._journal.remove(path)
            file.journalled = -1

    def _set_aside(self, path: Path, file: _File, journal: Journal) -> None:
        """Move what an earlier run could not save from the journal into the history, once."""
        if not file.stale:
            return
        entry = journal.newest(path)
        try:
            if entry is not None and self._history is not None:
                self._history.add(path, entry.data, entry.time)
                journal.remove(path)
        except OSError:
            return
        file.stale = False

    def _keep(self, path: Path, opened: bytes) -> None:
        """The copy of the state at opening; without room for it the edit itself still comes first."""
        try:
            assert self._history is not None
            self._history.keep(path, opened, timestamp(self._clock()))
        except OSError:
            return

    def _failed(self, path: Path, file: _File, number: int, data: bytes | None) -> str:
        """Note a failure: the next try, and the journal. Returns what to add to the sentence."""
        with self._changed:
            if file.number == number:
                file.due = system_time.monotonic() + self._retry
        if data is None or self._journal is None or file.journalled == number:
            return ""
        self._set_aside(path, file, self._journal)
        try:
            self._journal.write(path, number, timestamp(self._clock()), data, file.seen)
        except OSError:
            return "; it cannot be kept in the journal either, so leave the program open"
        file.journalled = number
        return ""


def _nothing() -> None:
    """What the listener is told of an edit made while a person is asked: it knows already."""


def _sentence(path: Path, error: Exception) -> str:
    """What a failure that is no SaveError says: a refusal to encode, or a bug."""
    text = " ".join(shown(str(error)).split()) or type(error).__name__
    return f"{shown(path.name)}: not saved, {text}"
