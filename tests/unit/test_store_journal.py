"""The journal: the last whole line is what comes back, however the writing ended."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from annotator.store import journal as module
from annotator.store.journal import Journal
from annotator.store.opening import Fingerprint

TIME = "2026-11-22T09:00:00Z"
SEEN = Fingerprint(1, 2, 3, 4, "ab" * 32)


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return tmp_path / "corpus" / "ferry.txt.gold.yaml"


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "state")


def file_of(tmp_path: Path) -> Path:
    (file,) = (tmp_path / "state" / "journal").iterdir()
    return file


def test_the_newest_state_comes_back_with_what_it_was_to_replace(journal: Journal, gold: Path) -> None:
    assert journal.newest(gold) is None
    journal.write(gold, 1, TIME, "first: “ü”\n".encode(), None)
    journal.write(gold, 2, TIME, b"second: \xff\r\n", SEEN)
    entry = journal.newest(gold)
    assert entry is not None
    assert (entry.path, entry.number, entry.time) == (gold, 2, TIME)
    assert (entry.data, entry.seen) == (b"second: \xff\r\n", SEEN.sha256)


def test_a_line_cut_short_anywhere_gives_the_one_before(journal: Journal, gold: Path, tmp_path: Path) -> None:
    journal.write(gold, 1, TIME, b"first\n", None)
    whole = file_of(tmp_path).read_bytes()
    journal.write(gold, 2, TIME, b"second\n", None)
    both = file_of(tmp_path).read_bytes()
    for end in range(len(whole), len(both)):
        file_of(tmp_path).write_bytes(both[:end])
        entry = journal.newest(gold)
        assert entry is not None
        assert entry.number == (2 if end == len(both) - 1 else 1), end
    file_of(tmp_path).write_bytes(both[:-10])
    journal.write(gold, 3, TIME, b"third\n", None)
    entry = journal.newest(gold)
    assert entry is not None
    assert entry.data == b"third\n"


def test_damage_is_never_taken_for_a_state(journal: Journal, gold: Path, tmp_path: Path) -> None:
    journal.write(gold, 1, TIME, b"first\n", None)
    whole = file_of(tmp_path).read_bytes()
    for place in range(0, len(whole) - 1, 7):
        damaged = bytearray(whole)
        damaged[place] ^= 1
        file_of(tmp_path).write_bytes(damaged)
        assert journal.newest(gold) is None, place


def test_it_stays_small(journal: Journal, gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LIMIT", 2000)
    for number in range(100):
        journal.write(gold, number, TIME, b"x" * 100, None)
        assert file_of(tmp_path).stat().st_size < 3000
    entry = journal.newest(gold)
    assert entry is not None
    assert entry.number == 99


def test_removed_after_a_save(journal: Journal, gold: Path) -> None:
    journal.write(gold, 1, TIME, b"first\n", None)
    journal.remove(gold)
    journal.remove(gold)
    assert journal.newest(gold) is None
    assert journal.pending() == ()


def test_what_reached_the_file_is_not_offered(journal: Journal, gold: Path) -> None:
    journal.write(gold, 1, TIME, b"first\n", None)
    offered = journal.offer(gold, b"older\n")
    assert offered is not None
    assert offered.data == b"first\n"
    assert journal.offer(gold, None) is not None
    assert journal.offer(gold, b"first\n") is None
    assert journal.newest(gold) is None


def test_pending_by_corpus(journal: Journal, gold: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere" / "pier.txt.gold.yaml"
    journal.write(other, 1, TIME, b"pier\n", None)
    journal.write(gold, 1, TIME, b"ferry\n", None)
    assert [entry.path for entry in journal.pending()] == [gold, other]
    assert [entry.path for entry in journal.pending(gold.parent)] == [gold]


def test_for_the_user_alone_and_flushed(
    journal: Journal, gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[int] = []
    monkeypatch.setattr(os, "fsync", flushed.append)
    journal.write(gold, 1, TIME, b"first\n", None)
    assert len(flushed) == 2
    assert file_of(tmp_path).stat().st_mode & 0o077 == 0
    assert file_of(tmp_path).parent.stat().st_mode & 0o077 == 0


def test_a_full_disk_is_told(journal: Journal, gold: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space"):
        journal.write(gold, 1, TIME, b"first\n", None)
