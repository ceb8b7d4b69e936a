"""How edits get onto the disk, what holds them back, and how that is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from annotator.editor import Editor
from annotator.goldfile import encode
from annotator.model import Annotation
from annotator.session.base import Saved
from annotator.shown import shown
from annotator.store.corpus import Corpus
from annotator.store.history import History, large_drop
from annotator.store.journal import Journal
from annotator.store.lock import Lock, LockedError
from annotator.store.opening import shown_name
from annotator.store.places import Places
from annotator.store.save import ConflictError
from annotator.store.saver import Saver

CALM = 0.3
"""Seconds a save may last before the header says so: a word that came and went at every key would flicker."""


class Saving:
    """The saver, the journal and the locks of a corpus's gold files.

    What must not be written yet is held: it goes to the journal only. `tell` is called from the saver's thread
    when the state changed. `acknowledge`: the header counts the saved edits, for a harness that watches it.
    """

    def __init__(self, corpus: Corpus, places: Places, tell: Callable[[], None], *, acknowledge: bool = False) -> None:
        self.journal = Journal(places.state)
        self.saver = Saver(self, journal=self.journal, history=History(places.state))
        self.conflicts: list[tuple[Path, ConflictError]] = []
        """Files that somebody else changed, each until the person has answered."""
        self.drop: str | None = None
        """The article whose annotations became so few that the person has to say that it was meant."""
        self._corpus = corpus
        self._state_folder = places.state
        self._tell = tell
        self._acknowledge = acknowledge
        self._guard = threading.Lock()
        self._state = Saved("no file yet")
        self._since: float | None = None
        """Since when (monotonic seconds) something waits to be saved."""
        self._written: set[Path] = set()
        self._locks: dict[str, Lock] = {}
        self._owners: dict[str, str] = {}
        """Why an article cannot be locked, by its name."""
        self._sizes: dict[str, int] = {}
        """How much an article held at most."""
        self._article = ""

    # --- what the session does -----------------------------------------------------------------

    def show(self, name: str, annotation: Annotation) -> None:
        """An article is on the screen: say how its file stands, unless there is something to say already."""
        self._article = name
        if not self._state.alarm and self._corpus.gold(name) not in self._written:
            self._state = Saved("loaded" if annotation.review.status != "new" else "no file yet")

    def lock(self, name: str) -> str:
        """Take the lock of an article's gold; "", or a sentence when another copy has it or there is none.

        Where another copy has it, edits go to the journal only.
        """
        if name in self._locks:
            return ""
        try:
            self._locks[name] = Lock.take(self._corpus.gold(name), self._state_folder)
            self._owners.pop(name, None)
        except LockedError as error:
            why = self._owners[name] = f"open in another annotator ({error.owner})"
            return f"changes here are not saved: {shown(name)} is {why}"
        except OSError as error:
            return f"no lock could be taken: {shown(str(error.strerror))}"
        return ""

    def expect(self, name: str, annotation: Annotation) -> None:
        """An article holds so much now; becoming much less will be asked about."""
        self._sizes[name] = size_of(annotation)

    def expects(self, name: str) -> bool:
        """Whether it is known how much an article holds."""
        return name in self._sizes

    def submit(self, name: str, editor: Editor, held: str = "") -> None:
        """Save the state of an article soon; `held` is why it must not be written yet, "" when it may be."""
        annotation, article = editor.annotation, editor.article
        gold = self._corpus.gold(name)
        if name in self._owners:
            self.lock(name)  # the other copy may have ended
        held = self._owners.get(name, held)
        size = size_of(annotation)
        before = self._sizes.get(name, size)
        if not held and large_drop(before, size):
            # A slip or a bug must not empty a file: the person is asked before it is saved (promise P10).
            self.drop = name
            held = f"{before} annotations became {size}"
        elif not held:
            self._sizes[name] = max(size, before)
            self.drop = None if self.drop == name else self.drop
        if held:
            self.saver.hold(gold)
            self._state = Saved(f"NOT SAVED: {held}", True)
        else:
            self.saver.release(gold)
            with self._guard:
                self._since = self._since or time.monotonic()
        self.saver.submit(gold, editor.number, lambda: encode(annotation, article))

    def answered(self) -> None:
        """The person has answered what held a file back."""
        with self._guard:
            self._state = Saved("saving")

    def state(self) -> Saved:
        """How saving stands."""
        with self._guard:
            if self._state.alarm or self._since is None or time.monotonic() - self._since < CALM:
                return self._state
            return Saved("saving")

    def waiting(self) -> list[str]:
        """The articles with edits that wait because another copy has their lock."""
        unsaved = self.saver.unsaved()
        return [name for name in self._owners if self._corpus.gold(name) in unsaved]

    def close(self, timeout: float) -> bool:
        """Save what waits and give the locks back; whether all is on the disk."""
        saved = self.saver.close(timeout)
        for lock in self._locks.values():
            lock.release()
        self._locks.clear()
        return saved

    # --- what the saver tells, from its thread --------------------------------------------------

    def on_saved(self, path: Path, number: int, time: str) -> None:
        """The edit is on the disk."""
        with self._guard:
            self._written.add(path)
            text = f"saved {_local_time(time)}"
            if self._acknowledge:
                # Shifted by one cell each time: only changed cells are sent, and a harness wants the whole word.
                text = f"saved {number}{'. ' if number % 2 else ','}"
            if all(one == path for one in self.saver.unsaved()):
                self._state, self._since = Saved(text), None
        self._tell()

    def on_failed(self, path: Path, number: int, sentence: str) -> None:
        """The edit is not on the disk."""
        self._alarm(path, sentence)

    def on_conflict(self, path: Path, number: int, conflict: ConflictError) -> None:
        """Somebody else changed the file."""
        self.conflicts.append((path, conflict))
        self._alarm(path, str(conflict))

    def _alarm(self, path: Path, sentence: str) -> None:
        """Something is not saved; for the article on the screen the reason alone says it."""
        why = sentence.removeprefix(f"{shown_name(path)}: ").removeprefix("not saved, ")
        if path != self._corpus.gold(self._article):
            why = f"{shown(path.name)}: {why}"
        with self._guard:
            self._state = Saved(f"NOT SAVED: {why}", True)
        self._tell()


def size_of(annotation: Annotation) -> int:
    """How much an annotation holds: quotes, rejected items and sections."""
    return len(annotation.quotes) + len(annotation.rejected) + len(annotation.sections)


def _local_time(time: str) -> str:
    from datetime import datetime

    return datetime.fromisoformat(time.replace("Z", "+00:00")).astimezone().strftime("%H:%M")
