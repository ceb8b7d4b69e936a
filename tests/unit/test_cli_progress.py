"""The count on the terminal while a command goes through many articles."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from annotator.cli import main
from annotator.cli.progress import Progress, say
from annotator.cli.reading import complain


def on_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both streams are a terminal, and each step takes 0.2 seconds."""
    for stream in (sys.stdout, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    ticks = iter(range(100_000))
    monkeypatch.setattr("annotator.cli.progress.time.monotonic", lambda: next(ticks) * 0.2)


def test_no_count_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    count = Progress("read", 3)
    for _ in range(3):
        count.step()
    count.end()
    assert capsys.readouterr() == ("", "")


def test_lines_are_printed_on_lines_of_their_own(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    on_terminal(monkeypatch)
    count = Progress("read", 1000)
    for _ in range(2):
        count.step()
    assert capsys.readouterr().err == "\rread 2/1,000"
    complain("ferry.txt: is gone")
    assert capsys.readouterr().err == f"\r{' ' * 12}\rannotator: ferry.txt: is gone\n"
    count.step()
    assert capsys.readouterr().err == "\rread 3/1,000"
    say("pier.txt: E11")
    assert capsys.readouterr() == ("pier.txt: E11\n", f"\r{' ' * 12}\r")
    count.step()
    count.end()
    count.end()
    assert capsys.readouterr().err == f"\rread 4/1,000\r{' ' * 12}\r"


def test_an_interrupted_command_says_so_on_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text("Boats left at nine.\n")
    calls = iter(range(4))

    def interrupted(*_: object) -> object:
        if next(calls) == 3:
            raise KeyboardInterrupt
        return None

    monkeypatch.setattr("annotator.cli.checking.load_gold", interrupted)
    on_terminal(monkeypatch)
    assert main(["check", str(tmp_path)]) == 130
    shown = capsys.readouterr().err
    assert shown.startswith("\rchecked 2/5\rchecked 3/5")
    assert shown.endswith(f"\r{' ' * 11}\r\rannotator: interrupted\n")
