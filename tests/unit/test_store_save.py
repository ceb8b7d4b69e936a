"""Saving: whole at every instant, durable when it returns, nothing overwritten unseen."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator.store import lock
from annotator.store import save as module
from annotator.store.opening import Fingerprint, load_gold
from annotator.store.save import ConflictError, SaveError, clean, is_leftover, save

OLD, NEW = b"schema: annotator/1\nold: 1\n", b"schema: annotator/1\nnew: 2\n"


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return tmp_path / "ferry.txt.gold.yaml"


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def seen(gold: Path) -> Fingerprint:
    loaded = load_gold(gold)
    assert loaded is not None
    return loaded.fingerprint


def test_a_new_file_and_its_next_state(gold: Path) -> None:
    first = save(gold, OLD, None)
    assert gold.read_bytes() == OLD
    assert first == seen(gold)
    second = save(gold, NEW, first)
    assert gold.read_bytes() == NEW
    assert second == seen(gold)
    assert names(gold.parent) == [gold.name]


def test_mode_is_kept_and_a_new_file_follows_the_mask(gold: Path) -> None:
    before = os.umask(0o027)
    try:
        first = save(gold, OLD, None)
    finally:
        os.umask(before)
    assert stat.S_IMODE(gold.stat().st_mode) == 0o640
    gold.chmod(0o604)
    save(gold, NEW, first)
    assert stat.S_IMODE(gold.stat().st_mode) == 0o604


def outcome(action: Callable[[], object]) -> SaveError:
    with pytest.raises(SaveError) as caught:
        action()
    assert "\n" not in str(caught.value)
    assert "ferry.txt.gold.yaml" in str(caught.value)
    return caught.value


def test_others_changes_are_never_overwritten(gold: Path) -> None:
    gold.write_bytes(OLD)
    conflict = outcome(lambda: save(gold, NEW, None))
    assert isinstance(conflict, ConflictError)
    assert conflict.theirs == seen(gold)
    loaded = seen(gold)
    gold.write_bytes(b"theirs")
    conflict = outcome(lambda: save(gold, NEW, loaded))
    assert isinstance(conflict, ConflictError)
    assert gold.read_bytes() == b"theirs"
    gold.unlink()
    conflict = outcome(lambda: save(gold, NEW, loaded))
    assert isinstance(conflict, ConflictError)
    assert conflict.theirs is None
    assert names(gold.parent) == []


def test_an_edit_in_place_within_one_clock_tick_is_seen(gold: Path) -> None:
    gold.write_bytes(OLD)
    loaded = seen(gold)
    gold.write_bytes(OLD.replace(b"old", b"odd"))
    os.utime(gold, ns=(loaded.mtime_ns, loaded.mtime_ns))
    assert seen(gold).mtime_ns == loaded.mtime_ns
    assert isinstance(outcome(lambda: save(gold, NEW, loaded)), ConflictError)


def test_the_same_contents_are_no_conflict(gold: Path) -> None:
    gold.write_bytes(OLD)
    loaded = seen(gold)
    gold.unlink()
    gold.write_bytes(OLD)  # as a checkout of the same version does
    os.utime(gold, ns=(1, 1))
    save(gold, NEW, loaded)
    assert gold.read_bytes() == NEW
    # We died, or were told of an error, after the new bytes had reached the file.
    save(gold, NEW, loaded)
    gold.write_bytes(b"attempt")
    attempt = seen(gold).sha256
    save(gold, NEW, loaded, own=[attempt])
    assert gold.read_bytes() == NEW


def test_links_folders_and_protected_files_are_refused(gold: Path) -> None:
    other = gold.with_name("other.yaml")
    other.write_bytes(b"other")
    gold.symlink_to(other)
    assert "link" in outcome(lambda: save(gold, NEW, None)).why
    assert other.read_bytes() == b"other"
    assert gold.is_symlink()
    gold.unlink()
    gold.symlink_to("nowhere.yaml")
    assert "link" in outcome(lambda: save(gold, NEW, None)).why
    gold.unlink()
    gold.mkdir()
    assert "not a file" in outcome(lambda: save(gold, NEW, None)).why
    gold.rmdir()
    os.mkfifo(gold)
    assert "not a file" in outcome(lambda: save(gold, NEW, None)).why
    gold.unlink()
    gold.write_bytes(OLD)
    loaded = seen(gold)
    gold.chmod(0o444)
    assert "write-protected" in outcome(lambda: save(gold, NEW, loaded)).why
    assert gold.read_bytes() == OLD
    assert names(gold.parent) == [gold.name, other.name]


def test_what_could_not_be_opened_again_is_not_written(gold: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GOLD_LIMIT", 10)
    assert "opened again" in outcome(lambda: save(gold, NEW, None)).why
    assert not gold.exists()


STEPS = ["open", "write", "fchmod", "fsync", "lstat", "replace"]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES, errno.EDQUOT])
@pytest.mark.parametrize("step", STEPS)
def test_a_fault_at_any_step_leaves_the_old_file_and_nothing_else(
    gold: Path, monkeypatch: pytest.MonkeyPatch, step: str, code: int
) -> None:
    gold.write_bytes(OLD)
    loaded = seen(gold)
    calls = 0

    def broken(*_: Any, **__: Any) -> Any:
        nonlocal calls
        calls += 1
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(os, step, broken)
        error = outcome(lambda: save(gold, NEW, loaded))
    assert calls
    assert not isinstance(error, ConflictError)
    assert gold.read_bytes() == OLD
    assert names(gold.parent) == [gold.name]
    assert save(gold, NEW, loaded, own=[error.sha256]) == seen(gold)


def test_a_fault_after_a_part_was_written(gold: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gold.write_bytes(OLD)
    loaded = seen(gold)
    real = os.write
    written: list[int] = []

    def partly(descriptor: int, data: bytes) -> int:
        if written:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(real(descriptor, bytes(data[:5])))
        return written[0]

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", partly)
        error = outcome(lambda: save(gold, NEW, loaded))
    assert error.why == "the disk is full"
    assert gold.read_bytes() == OLD
    assert names(gold.parent) == [gold.name]


def test_short_writes_are_continued(gold: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, bytes(data[:3])))
    save(gold, NEW, None)
    assert gold.read_bytes() == NEW


def test_a_folder_that_cannot_be_flushed_is_an_error_but_no_conflict_with_ourselves(
    gold: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gold.write_bytes(OLD)
    loaded = seen(gold)
    real = os.fsync
    with monkeypatch.context() as patch:

        def folder_fails(descriptor: int) -> None:
            if stat.S_ISDIR(os.fstat(descriptor).st_mode):
                raise OSError(errno.EIO, "Input/output error")
            real(descriptor)

        patch.setattr(os, "fsync", folder_fails)
        error = outcome(lambda: save(gold, NEW, loaded))
    assert gold.read_bytes() == NEW
    third = b"third: 3\n"
    save(gold, third, loaded, own=[error.sha256])
    assert gold.read_bytes() == third


def test_an_interrupt_leaves_no_temporary_file(gold: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        save(gold, NEW, None)
    assert names(gold.parent) == []


def test_everything_is_flushed_before_it_takes_the_name(gold: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order = []
    real = {name: getattr(os, name) for name in ("fsync", "replace", "write")}

    def noting(name: str) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            folder = name == "fsync" and stat.S_ISDIR(os.fstat(args[0]).st_mode)
            order.append("folder" if folder else name)
            return real[name](*args)

        return call

    for name in real:
        monkeypatch.setattr(os, name, noting(name))
    save(gold, NEW, None)
    assert order == ["write", "fsync", "replace", "folder"]


def test_the_folder_is_gone(tmp_path: Path) -> None:
    with pytest.raises(SaveError, match="folder is gone"):
        save(tmp_path / "gone" / "ferry.txt.gold.yaml", NEW, None)


def test_a_name_too_long_for_gold_says_so(tmp_path: Path) -> None:
    with pytest.raises(SaveError, match="too long"):
        save(tmp_path / ("x" * 250 + ".txt.gold.yaml"), NEW, None)
    assert names(tmp_path) == []


def test_leftovers_of_the_dead_are_cleaned_and_of_the_living_kept(gold: Path) -> None:
    dead = gold.with_name(".annotator-0123456789ab.tmp")
    dead.write_bytes(b"half")
    foreign = gold.with_name(".other.tmp")
    foreign.write_bytes(b"x")
    living, descriptor = module._create(gold, None)
    assert clean([*gold.parent.iterdir(), gold.with_name(".annotator-gone.tmp")]) == 1
    assert not dead.exists()
    assert living.exists()
    os.close(descriptor)
    assert clean(gold.parent.iterdir()) == 1
    assert foreign.exists()


def test_a_start_that_cleans_up_just_now_does_not_cost_a_save(gold: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, cleaned = lock.hold, list[int]()

    def hold(descriptor: int) -> bool | None:
        if not cleaned:  # between the making of the file and its holding
            monkeypatch.setattr(module, "hold", real)
            cleaned.append(clean(gold.parent.glob(".annotator-*.tmp")))
        return real(descriptor)

    monkeypatch.setattr(module, "hold", hold)
    save(gold, NEW, None)
    assert cleaned == [1]
    assert gold.read_bytes() == NEW
    assert list(gold.parent.glob(".annotator-*")) == []


def test_leftover_names() -> None:
    assert is_leftover(".annotator-0123456789ab.tmp")
    assert not is_leftover("ferry.txt")
    assert not is_leftover(".annotator-notes.txt")
