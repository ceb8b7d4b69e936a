"""Kill the real program while somebody types: `python benchmarks/crash.py ARTICLE [--modes …] [--rounds N] [--seed S]`.

Each round copies the article into a folder of its own, opens it in a pseudo-terminal, types one edit after
the other (one more character in a note each) and at a random moment does one of

kill   SIGKILL        term   SIGTERM        hup    SIGHUP        close  the terminal goes away
stop   SIGTSTP, then SIGCONT, further edits, and SIGKILL

`lost` counts rounds in which less is on the disk than the screen said was saved, `broken` those with a gold
file that is not whole or not valid, `litter` files left behind where nothing was killed, `stuck` programs
that did not end, or did not go on, within five seconds. The exit code is 1 if there is any. What is not played is said.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "tui")]

if TYPE_CHECKING:
    from terminal import Terminal

MODES = ("kill", "term", "hup", "close", "stop")
GRACE = 5.0
"""Seconds a program may take to leave."""
_SAVED = re.compile(r"saved (\d+)")


class Round:
    """One round: the program in its terminal, how many edits were typed and how many were acknowledged."""

    def __init__(self, program: Terminal, dice: random.Random) -> None:
        self.program = program
        self.dice = dice
        self.acknowledged = 0

    def look(self, seconds: float = 0.02) -> None:
        """Take what was sent; remember the highest number that the header showed."""
        self.program.read(seconds)
        for number in _SAVED.findall(self.program.screen.display[0]):
            self.acknowledged = max(self.acknowledged, int(number))

    def type(self, seconds: float) -> None:
        """Edit after edit for so long."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.program.process.poll() is None:
            self.program.send("F1\r")
            self.look(self.dice.uniform(0.005, 0.06))

    def ends(self) -> bool:
        """Whether it ends by itself in time."""
        end = time.monotonic() + GRACE
        while self.program.process.poll() is None and time.monotonic() < end:
            if self.program.gone:
                time.sleep(0.02)
            else:
                self.look()
        return self.program.process.poll() is not None


def one(mode: str, article: Path, folder: Path, dice: random.Random) -> str:
    """Play a round; its outcome in a word."""
    from terminal import terminal

    from benchmarks.crash_verify import verdict

    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    shutil.copyfile(article, corpus / article.name)
    command = [sys.executable, "-m", "annotator", str(corpus)]
    with terminal(command, 120, 40, ANNOTATOR_HOME=str(folder / "home"), ANNOTATOR_ACK="1") as program:
        program.expect("sections")
        played = Round(program, dice)
        program.send("g2")
        played.type(dice.uniform(0.3, 2.5))
        group = program.process.pid
        if mode == "stop":
            os.killpg(group, signal.SIGTSTP)
            time.sleep(dice.uniform(0.05, 0.4))
            os.killpg(group, signal.SIGCONT)
            before, end = played.acknowledged, time.monotonic() + GRACE
            while played.acknowledged == before and time.monotonic() < end:
                played.type(0.2)
            if played.acknowledged == before:
                return "stuck"
            played.type(dice.uniform(0.2, 1.0))
        if mode in ("kill", "stop"):
            played.look()
            os.killpg(group, signal.SIGKILL)
        elif mode == "close":
            program.hang_up()
        else:
            os.killpg(group, signal.SIGTERM if mode == "term" else signal.SIGHUP)
        if not played.ends():
            return "stuck"
    code, _ = verdict(corpus, played.acknowledged, litter=mode in ("kill", "stop"))
    return {0: "survived", 1: "lost", 2: "broken"}.get(code, "litter")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table of outcomes by mode."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("article", type=Path)
    parser.add_argument("--modes", default=",".join(MODES))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    if sys.platform == "win32":
        print("skipped: no pseudo-terminals and no signals on this system")
        return 0
    found: dict[str, Counter[str]] = {}
    for mode in options.modes.split(","):
        for number in range(options.rounds):
            with tempfile.TemporaryDirectory() as folder:
                dice = random.Random(f"{options.seed} {mode} {number}")
                found.setdefault(mode, Counter())[one(mode, options.article, Path(folder), dice)] += 1
        print(mode, *(f"{word} {count}" for word, count in sorted(found[mode].items())), flush=True)
    print("not played here: faults of single system calls (tests/unit/test_store_save.py does), full disks, power cuts")
    return 1 if any(set(counts) - {"survived"} for counts in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
