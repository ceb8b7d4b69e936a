"""How long until a failed save is on the screen (test R5): `python benchmarks/failure_seen.py ARTICLE [--rounds N]`.

Needs strace, and Linux. Each round opens the article in a pseudo-terminal, types edits, and from a random save on
lets one system call fail with one error, six times or every time. Measured are the seconds from the failing call (as
strace noted it) to the moment at which the words NOT SAVED stand in the header of a terminal that was drawn to its
last byte; tracing and the terminal emulator are part of it. Goal: one second. The exit code is 1 if it is missed.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "tui")]

GOAL = 1.0
"""Seconds."""
FAULTS = tuple((call, error) for call in ("fsync", "rename") for error in ("EIO", "ENOSPC", "EROFS", "EDQUOT"))
_FAILED = re.compile(r"^\d+ +(\d+\.\d+) .*/corpus\b.*\(INJECTED\)", re.MULTILINE)
"""A failed call on the corpus; the program's own cache may fail, too, and that is nothing to tell."""
PATIENCE = 20.0


def one(call: str, error: str, article: Path, folder: Path, dice: random.Random) -> float:
    """Seconds from the failing call to the words on the screen."""
    from terminal import terminal

    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    shutil.copyfile(article, corpus / article.name)
    trace = folder / "trace"
    first = dice.randint(1, 12)
    # A save flushes twice, file and folder: either may be the one that fails.
    fault = f"inject={call}:error={error}:when={first}{dice.choice((f'..{first + 5}', '+'))}"
    command = ["strace", "-f", "-qq", "-ttt", "-y", "--seccomp-bpf", "-o", str(trace)]
    command += ["-e", f"trace={call}", "-e", fault, "--"]
    program = [sys.executable, "-m", "annotator", str(corpus)]
    with terminal([*command, *program], 120, 40, ANNOTATOR_HOME=str(folder / "home")) as played:
        played.expect("sections")
        played.send("g2")
        end = time.monotonic() + PATIENCE
        typed = 0.0
        while time.monotonic() < end:
            if time.monotonic() > typed and not _FAILED.search(trace.read_text()):
                played.send("F1\r")
                typed = time.monotonic() + dice.uniform(0.03, 0.2)
            played.read(0.01)
            if "NOT SAVED" in played.screen.display[0]:
                seen = time.time()
                failed = _FAILED.search(trace.read_text())
                if failed is None:
                    raise RuntimeError(f"{call} {error}: NOT SAVED without a failed call")
                os.killpg(played.process.pid, signal.SIGKILL)
                return seen - float(failed[1])
    raise RuntimeError(f"{call} {error} from call {first} on: NOT SAVED never came")


def _figures(times: list[float]) -> str:
    return f"{len(times):>4} rounds  median {statistics.median(times):.3f} s  max {max(times):.3f} s"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print median and longest time of each fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("article", type=Path)
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each of the faults (default: 3)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    if shutil.which("strace") is None:
        print("skipped: no strace on this system")
        return 0
    everything: list[float] = []
    for call, error in FAULTS:
        times = []
        for number in range(options.rounds):
            with tempfile.TemporaryDirectory() as folder:
                dice = random.Random(f"{options.seed} {call} {error} {number}")
                times.append(one(call, error, options.article, Path(folder), dice))
        everything += times
        print(f"{call:<8}{error:<8}{_figures(times)}", flush=True)
    print(f"{'all':<16}{_figures(everything)}")
    return 1 if max(everything) > GOAL else 0


if __name__ == "__main__":
    sys.exit(main())
