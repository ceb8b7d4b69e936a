"""The saver: coalesced, in the background, never giving up, never dying."""

from __future__ import annotations

import errno
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotator.store.history import History
from annotator.store.journal import Journal
from annotator.store.opening import Fingerprint, load_gold
from annotator.store.save import ConflictError, SaveError, save
from annotator.store.saver import Saver, timestamp

NOON = 1_795_262_400.0
WAIT = 5.0


def says(data: bytes) -> Callable[[], bytes]:
    return lambda: data


class Heard:
    """A listener that notes what it was told."""

    def __init__(self) -> None:
        self.events: list[tuple[str, str, int]] = []
        self.sentences: list[str] = []
        self.conflicts: list[ConflictError] = []
        self.told = threading.Condition()
        self.broken = False

    def _note(self, event: str, path: Path, number: int) -> None:
        with self.told:
            self.events.append((event, path.name, number))
            self.told.notify_all()

    def on_saved(self, path: Path, number: int, time: str) -> None:
        assert time == timestamp(NOON)
        if self.broken:
            raise RuntimeError("the screen is gone")
        self._note("saved", path, number)

    def on_failed(self, path: Path, number: int, sentence: str) -> None:
        self.sentences.append(sentence)
        self._note("failed", path, number)

    def on_conflict(self, path: Path, number: int, conflict: ConflictError) -> None:
        self.conflicts.append(conflict)
        self._note("conflict", path, number)

    def wait(self, event: str, number: int) -> None:
        with self.told:
            assert self.told.wait_for(lambda: (event, "ferry.yaml", number) in self.events, WAIT), self.events


class Disk:
    """`save`, slow or broken on demand."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.free = threading.Event()
        self.free.set()
        self.entered = threading.Event()
        self.calls = 0

    def __call__(self, path: Path, data: bytes, seen: Fingerprint | None, *, own: frozenset[str]) -> Fingerprint:
        self.calls += 1
        self.entered.set()
        self.free.wait(WAIT)
        if self.error is not None:
            raise self.error
        return save(path, data, seen, own=own)


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return tmp_path / "ferry.yaml"


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "state")


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "state")


@pytest.fixture
def saver(heard: Heard, disk: Disk, journal: Journal, history: History) -> Iterator[Saver]:
    saver = Saver(heard, journal=journal, history=history, write=disk, clock=lambda: NOON, retry=0.02)
    yield saver
    disk.free.set()
    saver.close(WAIT)


def test_every_edit_is_on_the_disk_after_flush(saver: Saver, gold: Path, heard: Heard) -> None:
    saver.open(gold, None)
    for number in range(1, 50):
        saver.submit(gold, number, says(b"edit %d\n" % number))
    assert saver.flush(WAIT)
    assert gold.read_bytes() == b"edit 49\n"
    assert saver.unsaved() == ()
    heard.wait("saved", 49)
    loaded = load_gold(gold)
    assert loaded is not None
    assert saver.seen(gold) == loaded.fingerprint


def test_states_that_still_wait_are_dropped_for_the_newest(saver: Saver, gold: Path, heard: Heard, disk: Disk) -> None:
    made: list[int] = []

    def make(number: int) -> Callable[[], bytes]:
        def call() -> bytes:
            made.append(number)
            return b"%d" % number

        return call

    saver.open(gold, None)
    disk.free.clear()
    saver.submit(gold, 1, lambda: b"1")
    assert disk.entered.wait(WAIT)
    for number in range(2, 100):
        saver.submit(gold, number, make(number))
    disk.free.set()
    assert saver.flush(WAIT)
    assert made == [99]
    assert disk.calls == 2
    assert [event for event in heard.events if event[0] == "saved"][:1] == [("saved", "ferry.yaml", 1)]


def test_submitting_never_waits_for_the_disk(saver: Saver, gold: Path, disk: Disk) -> None:
    saver.open(gold, None)
    disk.free.clear()
    saver.submit(gold, 1, lambda: b"1")
    assert disk.entered.wait(WAIT)
    start = time.monotonic()
    for number in range(2, 200):
        saver.submit(gold, number, lambda: b"x")
    assert time.monotonic() - start < 1
    assert not saver.flush(0.01)
    assert saver.unsaved() == (gold,)


def test_a_failed_save_is_kept_told_and_repeated_by_itself(
    saver: Saver, gold: Path, heard: Heard, disk: Disk, journal: Journal
) -> None:
    gold.write_bytes(b"old\n")
    saver.open(gold, load_gold(gold))
    disk.error = SaveError(gold, "the disk is full")
    saver.submit(gold, 1, lambda: b"new\n")
    heard.wait("failed", 1)
    assert heard.sentences[0].endswith("ferry.yaml: not saved, the disk is full")
    assert not saver.flush(WAIT)
    entry = journal.newest(gold)
    assert entry is not None
    assert (entry.data, entry.number, entry.time) == (b"new\n", 1, timestamp(NOON))
    assert gold.read_bytes() == b"old\n"
    disk.error = None
    heard.wait("saved", 1)
    assert gold.read_bytes() == b"new\n"
    saver.flush(WAIT)
    assert journal.newest(gold) is None


def test_the_journal_holds_the_newest_unsaved_state(
    saver: Saver, gold: Path, heard: Heard, disk: Disk, journal: Journal
) -> None:
    saver.open(gold, None)
    disk.error = OSError(errno.EIO, "Input/output error")
    for number in (1, 2, 3):
        saver.submit(gold, number, says(b"%d" % number))
        heard.wait("failed", number)
    entry = journal.newest(gold)
    assert entry is not None
    assert (entry.number, entry.data, entry.seen) == (3, b"3", None)


def test_without_room_for_the_journal_the_sentence_says_so(
    saver: Saver, gold: Path, heard: Heard, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    saver.open(gold, None)
    disk.error = SaveError(gold, "the disk is full")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Journal, "write", full)
    saver.submit(gold, 1, lambda: b"new\n")
    heard.wait("failed", 1)
    assert "leave the program open" in heard.sentences[0]
    disk.error = None
    heard.wait("saved", 1)


def test_an_annotation_that_cannot_be_written_is_a_sentence(saver: Saver, gold: Path, heard: Heard) -> None:
    def refuses() -> bytes:
        raise ValueError("q01: \x1b[31mcontent\nis empty")

    saver.open(gold, None)
    saver.submit(gold, 1, refuses)
    heard.wait("failed", 1)
    assert heard.sentences[0] == "ferry.yaml: not saved, q01: ␛[31mcontent␊is empty"
    saver.submit(gold, 2, lambda: b"2")
    heard.wait("saved", 2)


def test_a_listener_that_raises_does_not_end_saving(saver: Saver, gold: Path, heard: Heard) -> None:
    heard.broken = True
    saver.open(gold, None)
    saver.submit(gold, 1, lambda: b"1")
    assert saver.flush(WAIT)
    heard.broken = False
    saver.submit(gold, 2, lambda: b"2")
    heard.wait("saved", 2)


def test_a_conflict_waits_for_the_person_and_keeps_both(
    saver: Saver, gold: Path, heard: Heard, disk: Disk, journal: Journal
) -> None:
    gold.write_bytes(b"old\n")
    saver.open(gold, load_gold(gold))
    gold.write_bytes(b"theirs\n")
    saver.submit(gold, 1, lambda: b"mine 1\n")
    heard.wait("conflict", 1)
    saver.submit(gold, 2, lambda: b"mine 2\n")
    assert not saver.flush(WAIT)
    calls = disk.calls
    time.sleep(0.06)
    assert disk.calls == calls
    assert gold.read_bytes() == b"theirs\n"
    entry = journal.newest(gold)
    assert entry is not None
    assert entry.data == b"mine 2\n"
    (conflict,) = heard.conflicts
    saver.resolve(gold, conflict.theirs)
    assert saver.flush(WAIT)
    assert gold.read_bytes() == b"mine 2\n"
    assert journal.newest(gold) is None


def test_taking_theirs_forgets_ours(saver: Saver, gold: Path, heard: Heard, journal: Journal) -> None:
    saver.open(gold, None)
    gold.write_bytes(b"theirs\n")
    saver.submit(gold, 1, lambda: b"mine\n")
    heard.wait("conflict", 1)
    saver.drop(gold)
    assert saver.flush(WAIT)
    assert journal.newest(gold) is None
    saver.open(gold, load_gold(gold))
    saver.submit(gold, 2, lambda: b"next\n")
    heard.wait("saved", 2)


def test_a_change_between_failures_is_still_a_conflict(
    saver: Saver, gold: Path, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder's flush fails after the file got its name: our own bytes are no conflict, others are."""
    saver.open(gold, None)
    real = os.fsync
    broken = True

    def fsync(descriptor: int) -> None:
        if broken and os.path.samestat(os.fstat(descriptor), gold.parent.stat()):
            raise OSError(errno.EIO, "Input/output error")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    saver.submit(gold, 1, lambda: b"1\n")
    heard.wait("failed", 1)
    assert gold.read_bytes() == b"1\n"
    saver.submit(gold, 2, lambda: b"2\n")
    heard.wait("failed", 2)
    assert heard.conflicts == []
    gold.write_bytes(b"theirs\n")
    broken = False
    saver.submit(gold, 3, lambda: b"3\n")
    heard.wait("conflict", 3)
    assert gold.read_bytes() == b"theirs\n"


def test_the_state_at_opening_is_kept_once(saver: Saver, gold: Path, history: History) -> None:
    gold.write_bytes(b"as opened\n")
    saver.open(gold, load_gold(gold))
    assert history.backups(gold) == ()
    for number in (1, 2):
        saver.submit(gold, number, says(b"%d\n" % number))
        assert saver.flush(WAIT)
    assert [copy.read() for copy in history.backups(gold)] == [b"as opened\n"]


def test_a_journal_of_an_earlier_run_becomes_an_earlier_version(
    saver: Saver, gold: Path, journal: Journal, history: History
) -> None:
    journal.write(gold, 7, timestamp(NOON), b"from the crash\n", None)
    saver.open(gold, None)
    assert saver.flush(WAIT)
    assert journal.newest(gold) is not None
    saver.submit(gold, 1, lambda: b"1\n")
    assert saver.flush(WAIT)
    assert journal.newest(gold) is None
    assert [copy.read() for copy in history.backups(gold)] == [b"from the crash\n"]


def test_what_is_recovered_does_not_replace_what_others_wrote_since(
    saver: Saver, gold: Path, journal: Journal, heard: Heard
) -> None:
    gold.write_bytes(b"as opened\n")
    loaded = load_gold(gold)
    assert loaded is not None
    journal.write(gold, 7, timestamp(NOON), b"from the crash\n", loaded.fingerprint)
    entry = journal.newest(gold)
    assert entry is not None
    saver.open(gold, loaded, recovered=entry)
    saver.submit(gold, 1, says(entry.data))
    heard.wait("saved", 1)
    journal.write(gold, 8, timestamp(NOON), b"from the next crash\n", saver.seen(gold))
    gold.write_bytes(b"theirs\n")
    entry = journal.newest(gold)
    assert entry is not None
    saver.open(gold, load_gold(gold), recovered=entry)
    saver.submit(gold, 2, lambda: b"from the next crash\n")
    heard.wait("conflict", 2)
    assert gold.read_bytes() == b"theirs\n"
    journal.write(gold.with_name("new.yaml"), 1, timestamp(NOON), b"new\n", None)
    entry = journal.newest(gold.with_name("new.yaml"))
    assert entry is not None
    assert entry.replaces is None


def test_a_failed_save_does_not_lose_the_journal_of_an_earlier_run(
    saver: Saver, gold: Path, journal: Journal, history: History, heard: Heard, disk: Disk
) -> None:
    journal.write(gold, 7, timestamp(NOON), b"from the crash\n", None)
    saver.open(gold, None)
    disk.error = SaveError(gold, "the disk is full")
    saver.submit(gold, 1, lambda: b"1\n")
    heard.wait("failed", 1)
    entry = journal.newest(gold)
    assert entry is not None
    assert entry.data == b"1\n"
    disk.error = None
    assert saver.flush(WAIT)
    assert journal.newest(gold) is None
    assert [copy.read() for copy in history.backups(gold)] == [b"from the crash\n"]


def test_flush_tries_what_waits_for_its_timer(heard: Heard, gold: Path, disk: Disk) -> None:
    saver = Saver(heard, write=disk, clock=lambda: NOON, retry=3600)
    disk.error = SaveError(gold, "the disk is read-only")
    saver.submit(gold, 1, lambda: b"1")
    heard.wait("failed", 1)
    assert not saver.flush(WAIT)
    assert disk.calls == 2
    disk.error = None
    assert saver.flush(WAIT)
    assert gold.read_bytes() == b"1"
    assert saver.close(WAIT)


def test_closing_saves_what_waits_and_ends_the_thread(heard: Heard, gold: Path) -> None:
    before = set(threading.enumerate())
    saver = Saver(heard, clock=lambda: NOON)
    saver.submit(gold, 1, lambda: b"1")
    assert saver.close(WAIT)
    assert gold.read_bytes() == b"1"
    assert not [thread for thread in threading.enumerate() if thread.name == "saver" and thread not in before]


def test_many_files_at_once(saver: Saver, tmp_path: Path, heard: Heard) -> None:
    files = [tmp_path / f"{number}.yaml" for number in range(30)]
    for file in files:
        saver.open(file, None)
        saver.submit(file, 1, says(file.name.encode()))
    assert saver.flush(WAIT)
    assert [file.read_bytes() for file in files] == [file.name.encode() for file in files]
