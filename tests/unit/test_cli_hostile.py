"""Commands over a folder of names and files nobody wants: a line each, no hang, nothing raw on the terminal."""

from __future__ import annotations

import os
import re
import socket
import sys
from pathlib import Path

import pytest

from annotator.cli import main

TEXT = "Ferry Talks Resume\n\nHAVEN: “We will sail,” said harbour chief Ida Lund.\n".encode()
NAMES = (
    b"a-plain.txt", b"two\nlines.txt", b"\x1b]0;pwn\x07\x1b[31mred.txt", b"bad\xff\xfe.txt", b"tab\there.txt",
    b"-rf.txt", "rtl-\u202etxt.exe.txt".encode(), "c1-\u009b31m.txt".encode(), "zero\u200bwidth.txt".encode(),
    b"cr\rback.txt", b"x" * 251 + b".txt", b"100%s{name}.txt",
)  # fmt: skip
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name in NAMES:
        (folder / os.fsdecode(name)).write_bytes(TEXT)
    (folder / "nul.txt").write_bytes(b"abc\0")
    (folder / "latin.txt").write_bytes("Fähre".encode("latin-1"))
    (folder / "empty.txt").touch()
    for fifo in ("fifo.txt", "a-plain.txt.gold.yaml", "-rf.txt.ines.gold.yaml"):
        os.mkfifo(folder / fifo)
    monkeypatch.chdir(folder)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.txt")
    for link, target in (("loop", "."), ("up", ".."), ("self.txt", "self.txt"), ("zero.txt", "/dev/zero")):
        (folder / link).symlink_to(target)
    inner = folder / "dir\nwith\x1b[2Jcontrol"
    inner.mkdir()
    (inner / "e.txt").write_bytes(TEXT)
    (folder / "empty.txt.gold.yaml").write_bytes(b"\x1b[2J: \xff")
    with (folder / "sparse.txt").open("wb") as stream:
        stream.truncate(1 << 40)
    return folder


@pytest.mark.parametrize(
    "command",
    ["status", "status --json", "check", "check --json", "stats", "export --to jsonl -o -", "evaluate --detector",
     "detect", "detect --refresh", "simulate"],
)  # fmt: skip
def test_a_command_goes_through_all_of_it(command: str, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    words = command.split()
    code = main([words[0], str(folder), *words[1:]])
    assert code in (0, 1, 2), "70 is an error of the program's own"
    sys.stdout.flush()
    shown = capfd.readouterr()
    assert not RAW.search(shown.out + shown.err), ascii(shown.out + shown.err)
    assert "Traceback" not in shown.err


def test_check_names_every_file_that_cannot_be_used(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(folder)]) == 1
    shown = capfd.readouterr()
    for name, why in (
        ("nul.txt", "NUL"), ("latin.txt", "not UTF-8"), ("sparse.txt", "bytes"), ("a-plain.txt.gold.yaml", "FIFO"),
        ("fifo.txt", "FIFO"), ("socket.txt", "socket"), ("self.txt", "back to itself"),
        ("zero.txt", "leaves the corpus"), ("loop", "link to a folder"), ("up", "link to a folder"),
    ):  # fmt: skip
        line = next(line for line in (shown.out + shown.err).splitlines() if name in line.split(": ")[0])
        assert why in line
