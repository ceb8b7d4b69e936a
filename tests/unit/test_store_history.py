"""Earlier versions, and the alarm on a large drop."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.store import history as module
from annotator.store.history import History, large_drop


def test_one_copy_per_file_and_run(tmp_path: Path) -> None:
    gold = tmp_path / "ferry.txt.gold.yaml"
    run = History(tmp_path / "state")
    assert run.backups(gold) == ()
    run.keep(gold, b"monday\n", "2026-11-23T09:00:00Z")
    run.keep(gold, b"monday later\n", "2026-11-23T10:00:00Z")
    History(tmp_path / "state").keep(gold, b"tuesday\n", "2026-11-24T09:00:00Z")
    copies = run.backups(gold)
    assert [copy.time for copy in copies] == ["2026-11-24T09:00:00Z", "2026-11-23T09:00:00Z"]
    assert [copy.read() for copy in copies] == [b"tuesday\n", b"monday\n"]
    assert copies[0].size == len(b"tuesday\n")
    assert run.backups(tmp_path / "pier.txt.gold.yaml") == ()


def test_the_same_state_is_not_kept_twice_in_a_row(tmp_path: Path) -> None:
    gold = tmp_path / "ferry.txt.gold.yaml"
    for day in (1, 2, 3):
        History(tmp_path / "state").keep(gold, b"same\n", f"2026-11-0{day}T09:00:00Z")
    assert [copy.time for copy in History(tmp_path / "state").backups(gold)] == ["2026-11-01T09:00:00Z"]


def test_states_of_one_second_are_all_kept(tmp_path: Path) -> None:
    gold = tmp_path / "ferry.txt.gold.yaml"
    run = History(tmp_path / "state")
    for data in (b"a", b"b", b"c"):
        run.add(gold, data, "2026-11-01T09:00:00Z")
    assert sorted(copy.read() for copy in run.backups(gold)) == [b"a", b"b", b"c"]


def test_the_oldest_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", 3)
    gold = tmp_path / "ferry.txt.gold.yaml"
    run = History(tmp_path / "state")
    for day in range(10, 20):
        run.add(gold, b"%d" % day, f"2026-11-{day}T09:00:00Z")
    assert [copy.read() for copy in run.backups(gold)] == [b"19", b"18", b"17"]


def test_large_drops() -> None:
    assert large_drop(40, 10)
    assert large_drop(3, 0)
    assert not large_drop(2, 0)
    assert not large_drop(40, 20)
    assert not large_drop(12, 4)
    assert not large_drop(10, 12)
