"""Locks: one editor per gold file; the dead hold nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.store import lock as module
from annotator.store.lock import Lock, LockedError

HOLDER = """
import sys, time
from pathlib import Path
from annotator.store.lock import Lock
lock = Lock.take(Path(sys.argv[1]), Path(sys.argv[2]))
print("held", flush=True)
time.sleep(60)
"""


def test_one_at_a_time_and_free_again(tmp_path: Path) -> None:
    gold, state = tmp_path / "ferry.txt.gold.yaml", tmp_path / "state"
    lock = Lock.take(gold, state)
    assert lock.sure
    with pytest.raises(LockedError, match=rf"process {os.getpid()}") as caught:
        Lock.take(gold, state)
    assert caught.value.owner == module.this_process()
    other = Lock.take(tmp_path / "pier.txt.gold.yaml", state)
    lock.release()
    lock.release()
    again = Lock.take(gold, state)
    again.release()
    other.release()
    assert list((state / "locks").iterdir()) == []
    assert not gold.exists()


def test_a_killed_owner_holds_nothing(tmp_path: Path) -> None:
    gold, state = tmp_path / "ferry.txt.gold.yaml", tmp_path / "state"
    command = [sys.executable, "-c", HOLDER, str(gold), str(state)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(LockedError, match=f"process {process.pid} on ") as caught:
            Lock.take(gold, state)
        assert caught.value.owner.pid == process.pid
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    assert len(list((state / "locks").iterdir())) == 1
    Lock.take(gold, state).release()


def test_a_lock_file_removed_between_opening_and_locking_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gold, state = tmp_path / "ferry.txt.gold.yaml", tmp_path / "state"
    real = module.hold
    removed: list[Path] = []

    def slow(descriptor: int) -> bool | None:
        if not removed:
            removed.extend((state / "locks").iterdir())
            removed[0].unlink()
        return real(descriptor)

    monkeypatch.setattr(module, "hold", slow)
    lock = Lock.take(gold, state)
    assert removed
    with pytest.raises(LockedError):
        Lock.take(gold, state)
    lock.release()


def test_an_unreadable_owner_is_another_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gold, state = tmp_path / "ferry.txt.gold.yaml", tmp_path / "state"
    lock = Lock.take(gold, state)
    (file,) = (state / "locks").iterdir()
    file.write_bytes(b"\x00nonsense")
    with pytest.raises(LockedError, match="another process"):
        Lock.take(gold, state)
    lock.release()


def test_a_system_without_locks_says_it_is_not_sure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gold, state = tmp_path / "ferry.txt.gold.yaml", tmp_path / "state"
    monkeypatch.setattr(module, "hold", lambda _: None)
    first, second = Lock.take(gold, state), Lock.take(gold, state)
    assert not first.sure
    assert not second.sure
    first.release()
    second.release()
