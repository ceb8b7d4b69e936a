"""What hands notice: a held key, the next article, keys while quotes are saved: `python benchmarks/speed_hands.py`.

All in a real pseudo-terminal of 120 x 40 cells on invented articles. Printed for each row is the time from
a key to the first and to the last byte of its answer in milliseconds (p50, p95, longest), the CPU that the
interface's own thread and the whole process had for a key, and how many keys were not answered before the next
one was sent.

edge 4 KB   `next edge` on gold of 4 KB and of 1 MB with about 5,900 quotes, in turns: the same picture in both,
edge 1 MB   so that the length of the article is all that differs
held        `next block` thirty times a second on 1 MB with gold of about 5,900 quotes
edit        a word of an edge on the same article, and taken back
moves       `next edge` at the same pace on an article of about 200 quotes, without an edit
saving      the same with an edit at every second key: each is saved at once in the background
next        Space on Closing until the next article is on the screen
"""

from __future__ import annotations

import argparse
import compileall
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.speed import Program  # noqa: E402  (found from here)
from benchmarks.speed_material import article, write_article  # noqa: E402  (found from here)

PACE = 1 / 30
"""Seconds from key to key of a held one."""


CLOSING = b"people"
"""Words of the closing stage that no other shows."""


@dataclass
class Row:
    """What was measured; times in milliseconds."""

    name: str
    first: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)
    unanswered: int = 0
    cpu: float = 0.0
    own: float = 0.0

    def line(self) -> str:
        """The row as it is printed."""

        def three(times: Sequence[float]) -> str:
            found = sorted(times) or [0.0]
            p95 = found[min(len(found) - 1, int(len(found) * 0.95))]
            return f"{statistics.median(found):>8.1f}{p95:>8.1f}{found[-1]:>8.1f}"

        times = three(self.first) + three(self.last)
        return f"{self.name:<10}{times}{self.own:>8.1f}{self.cpu:>8.1f}{self.unanswered:>6} of {len(self.last)}"


def play(program: Program, name: str, keys: Sequence[str], pace: float = PACE) -> Row:
    """Send the keys at that pace, whatever the program does; when each was answered."""
    row = Row(name)
    before, own = program.cpu(), program.own()
    due = time.perf_counter()
    for key in keys:
        due += pace
        os.write(program.descriptor, key.encode())
        sent = time.perf_counter()
        first = last = 0.0
        while (left := due - time.perf_counter()) > 0:
            if program.read(left):
                last = time.perf_counter()
                first = first or last
        row.unanswered += not first
        row.first.append((first - sent) * 1000 if first else pace * 1000)
        row.last.append((last - sent) * 1000 if first else pace * 1000)
    row.cpu = (program.cpu() - before) * 1000 / max(1, len(keys))
    row.own = (program.own() - own) * 1000 / max(1, len(keys))
    return row


def started(folder: Path, home: Path, words: str) -> Program:
    """The program on a folder, in the reading stage, with nothing going on in the background."""
    home.mkdir()
    program = Program((sys.executable, "-m", "annotator", str(folder)), str(home))
    program.until(words)
    program.idle()
    for key in "g2":
        program.key(key)
    program.idle()
    return program


def turns(folder: Path) -> list[Row]:
    """The same keys on a short and on a long article, one in the one, one in the other."""
    rows, programs = [], []
    for name, characters in (("edge 4 KB", 4_000), ("edge 1 MB", 1_000_000)):
        home = folder / name
        home.mkdir()
        write_article(home / "corpus", characters, gold=True)
        programs.append(started(home / "corpus", home / "home", "words"))
        rows.append(Row(name))
    for _ in range(100):
        for row, program in zip(rows, programs, strict=True):
            before, own = program.cpu(), program.own()
            taken, size = program.key("\t")
            row.first.append(taken)
            row.last.append(taken)
            row.cpu += (program.cpu() - before) * 10
            row.own += (program.own() - own) * 10
            row.unanswered += not size
    for program in programs:
        program.end("gq")
    return rows


def large(folder: Path, home: Path) -> list[Row]:
    """1 MB with thousands of quotes."""
    print(f"gold of {write_article(folder, 1_000_000, gold=True):,} quotes")
    program = started(folder, home, "words")
    rows = [play(program, "held", ["\x1b[B"] * 150)]
    play(program, "first", ["l", "u"])
    program.idle()  # the first save of an article goes through all of it
    rows.append(play(program, "edit", ["l", "u"] * 20, pace=0.25))
    program.end("gq")
    return rows


def middle(folder: Path, home: Path) -> list[Row]:
    """About 200 quotes: moves alone, then an edit at every second key."""
    print(f"gold of {write_article(folder, 34_000, gold=True):,} quotes")
    program = started(folder, home, "words")
    rows = [play(program, "moves", ["\t"] * 200)]
    program.idle()
    rows.append(play(program, "saving", ["f", "\t"] * 200))
    program.end("gq")
    return rows


def following(folder: Path, home: Path, rounds: int) -> Row:
    """Articles of 4 KB, finished one after the other."""
    folder.mkdir()
    for number in range(rounds + 1):
        text = article(4_000).replace("Night Boats", f"Night Boats {number}")
        (folder / f"{number:02d}.txt").write_text(text, encoding="utf-8")
    program = started(folder, home, "Night Boats")
    row = Row("next")
    for number in range(rounds):
        for _ in range(60):  # from stop to stop
            program.key(" ")
            if CLOSING in program.output:
                break
        program.idle()
        program.output = b""
        before, own = program.cpu(), program.own()
        os.write(program.descriptor, b" ")
        sent = time.perf_counter()
        wanted = f"Boats {number + 1}".encode()
        while wanted not in program.output and time.perf_counter() - sent < 10:
            program.read(0.5)
        row.first.append((time.perf_counter() - sent) * 1000)
        while program.read(0.04):
            pass
        row.last.append((time.perf_counter() - sent) * 1000 - 40)
        row.own += (program.own() - own) * 1000 / rounds
        row.cpu += (program.cpu() - before) * 1000 / rounds
        row.unanswered += wanted not in program.output
        program.idle()  # the article after it is pre-filled now
        program.output = b""
    program.end("gq")
    return row


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=6, help="articles finished for `next` (default: 6)")
    options = parser.parse_args()
    compileall.compile_dir(ROOT / "annotator", quiet=1)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        rows = [
            *turns(folder),
            *large(folder / "large", folder / "h1"),
            *middle(folder / "middle", folder / "h2"),
            following(folder / "small", folder / "h3", options.rounds),
        ]
    print(f"{'':<10}{'first byte, ms':^24}{'last byte, ms':^24}{'own ms':>8}{'CPU ms':>8}{'  unanswered'}")
    print(f"{'':<10}{'p50':>8}{'p95':>8}{'max':>8}{'p50':>8}{'p95':>8}{'max':>8}")
    for row in rows:
        print(row.line())
    return 0


if __name__ == "__main__":
    sys.exit(main())
