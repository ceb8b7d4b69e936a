"""The speed of the program beside others, in a real pseudo-terminal: `python benchmarks/speed.py`.

    python benchmarks/speed.py [--rounds 3] [--slate PATH/TO/slate] [--corpus]

The program, SLATE (from `pip install slate-nlp`; left out when it is not there), a bare Textual
application and `less` run in turns on invented articles of 4 KB and 1 MB, and the program also on both
with gold, at 1 MB of 5,900 quotes. Printed are, as medians over the rounds: seconds and CPU seconds until
the first readable screen and until the first key is answered, peak memory, then for groups of keys the
latency (p50, p95), CPU milliseconds and bytes a key. Only ratios within one run mean something on
another machine; on a busy one trust CPU times. `--corpus` adds a folder of 100,000 articles. Linux only.

Every program runs from compiled bytecode, as after an installation, and in a folder of its own.
"""

from __future__ import annotations

import argparse
import compileall
import fcntl
import os
import pty
import re
import select
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.corpus_scan import make  # noqa: E402  (found from here)
from benchmarks.speed_material import write_article  # noqa: E402  (found from here)

TITLE = "Ines Calloway"
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("first picture")
    def on_key(self, event):
        if event.key == "q":
            self.exit()
Bare().run()
"""
UP, DOWN, PAGE_DOWN = "\x1b[A", "\x1b[B", "\x1b[6~"
# The first four are pressed where every article begins, so that the pictures of a short and a long one are the same.
KEYS = {
    "next edge": (("\t",), 20),
    "block to and fro": ((DOWN, DOWN, DOWN, UP, UP, UP), 24),
    "word of an edge": (("l", "h"), 10),
    "picker and away": (("e", "\x7f"), 16),
    "next block": ((DOWN,), 30),
    "page down": ((PAGE_DOWN,), 10),
}
# Curses switches the arrow keys to their application form; `\x1b[B` would leave the article.
SLATE_KEYS = {"next item": (("\x1bOC",), 30), "next block": (("\x1bOB",), 30), "page down": ((PAGE_DOWN,), 10)}
LESS_KEYS = {"next block": (("j",), 30), "page down": ((" ",), 10)}
ANSWERS = ((rb"\x1b\[\?2026\$p", b"\x1b[?2026;2$y"),)


Group = tuple[tuple[str, ...], int]
"""Keys pressed in turn, and how often one is."""

IDLE = 0.004
"""CPU seconds in 0.4 seconds that are no work: the clock of the header ticks once a second."""


@dataclass
class Figures:
    """What one run of one program took; CPU in seconds, latencies in milliseconds."""

    first: float = 0.0
    first_cpu: float = 0.0
    live: float = 0.0
    live_cpu: float = 0.0
    memory: float = 0.0
    keys: dict[str, tuple[list[float], float, float]] = field(default_factory=dict)


class Program:
    """A program in a pseudo-terminal of 120 x 40 cells; output is kept, never drawn."""

    def __init__(self, command: Sequence[str], home: str) -> None:
        self.descriptor, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "PYTHONPATH": str(ROOT),
            "ANNOTATOR_HOME": home,
            "HOME": home,
        }
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True, cwd=home
        )
        os.close(slave)
        self.output = b""

    def read(self, seconds: float) -> bytes:
        """What comes within that time, b"" for nothing."""
        if not select.select([self.descriptor], [], [], seconds)[0]:
            return b""
        try:
            data = os.read(self.descriptor, 1 << 16)
        except OSError:
            return b""
        for pattern, answer in ANSWERS:
            if re.search(pattern, data):
                os.write(self.descriptor, answer)
        self.output += data
        return data

    def until(self, words: str, limit: float = 60.0) -> float:
        """Seconds from the start until the words were sent."""
        end = self.started + limit
        while words.encode() not in self.output and time.perf_counter() < end:
            if not self.read(0.2) and self.process.poll() is not None:
                break
        if words.encode() not in self.output:
            raise RuntimeError(f"{words!r} was not drawn: {self.output[-300:]!r}")
        return time.perf_counter() - self.started

    def quiet(self, seconds: float = 0.15) -> None:
        """Wait until nothing comes any more."""
        while self.read(seconds):
            pass

    def idle(self, limit: float = 30.0) -> None:
        """Wait until nothing is drawn and nothing is worked on in the background."""
        end = time.perf_counter() + limit
        before = -1.0
        while (now := self.cpu()) - before > IDLE and time.perf_counter() < end:
            before = now
            self.quiet(0.4)

    def cpu(self) -> float:
        """CPU seconds of the program so far, all threads."""
        return time.clock_gettime((~self.process.pid << 3) | 2)  # clock_getcpuclockid(3)

    def own(self) -> float:
        """CPU seconds that the interface's thread has had so far."""
        pid = self.process.pid
        return int(Path(f"/proc/{pid}/task/{pid}/schedstat").read_text().split()[0]) / 1e9

    def memory(self) -> float:
        """The largest resident size so far, in megabytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        match = re.search(r"VmHWM:\s*(\d+)", status)
        return int(match.group(1)) / 1024 if match else 0.0

    def key(self, keys: str, gap: float = 0.04) -> tuple[float, int]:
        """Milliseconds to the last byte of the answer to one key, and its bytes."""
        os.write(self.descriptor, keys.encode())
        sent = time.perf_counter()
        last, size = sent, 0
        wait = 0.5
        while data := self.read(wait):
            last, size, wait = time.perf_counter(), size + len(data), gap
        return (last - sent) * 1000, size

    def end(self, keys: str) -> None:
        """Leave; by force if the keys do not do it."""
        os.write(self.descriptor, keys.encode())
        end = time.perf_counter() + 3
        while self.process.poll() is None and time.perf_counter() < end:
            self.read(0.05)
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(5)
        os.close(self.descriptor)


def run(command: Sequence[str], words: str, live: str, setup: str, keys: Mapping[str, Group], leave: str) -> Figures:
    """One run: the start, the first key (one that changes the screen), then each group of keys."""
    figures = Figures()
    with tempfile.TemporaryDirectory() as home:
        program = Program(command, home)
        figures.first = program.until(words)
        figures.first_cpu = program.cpu()
        if live:
            # Typed at once: it waits in the terminal until the program listens, and must not be lost.
            program.output = b""
            os.write(program.descriptor, live.encode())
            figures.live = program.until(LIVE if live == "?" else "\x1b")
        else:
            program.quiet()
            figures.live = figures.first
        figures.live_cpu = program.cpu()
        program.idle()
        for key in ("\x1b" if live else "") + setup:
            program.key(key)
        program.idle()
        for name, (group, count) in keys.items():
            before = program.cpu()
            answers = [program.key(group[number % len(group)]) for number in range(count)]
            spent = (program.cpu() - before) * 1000 / count
            times = [milliseconds for milliseconds, size in answers if size]
            figures.keys[name] = (times, spent, statistics.mean(size for _, size in answers))
        figures.memory = program.memory()
        program.end(leave)
    return figures


LIVE = "any key"
"""Words of the help screen, which `?` opens in every stage."""


@dataclass(frozen=True)
class Other:
    """A program to run: its command, what its first screen shows, and its keys."""

    command: tuple[str, ...]
    words: str = TITLE
    live: str = ""
    setup: str = ""
    keys: Mapping[str, Group] = field(default_factory=dict)
    leave: str = "q"


def programs(folder: Path, slate: str | None) -> dict[str, Other]:
    """All programs on the material in the folder."""
    found = {"bare Textual": Other((sys.executable, "-c", BARE), "first picture")}
    for size in ("4 KB", "1 MB"):
        article = str(folder / size.replace(" ", "") / "boats.txt")
        found[f"annotator, {size}"] = Other(
            (sys.executable, "-m", "annotator", str(folder / size.replace(" ", ""))),
            live="?",
            setup=" g2",
            keys=KEYS,
            leave="gq",
        )
        if slate:
            found[f"SLATE, {size}"] = Other((slate, article), keys=SLATE_KEYS)
        if shutil.which("less"):
            found[f"less, {size}"] = Other(("less", article), keys=LESS_KEYS)
    for size, name in (("4 KB", "gold4KB"), ("1 MB", "gold")):
        found[f"annotator, {size} with gold"] = Other(
            (sys.executable, "-m", "annotator", str(folder / name)), live="?", setup=" g2", keys=KEYS, leave="gq",
            words="words",
        )  # fmt: skip
    return found


MATERIAL = (
    ("4KB", 4_000, False), ("1MB", 1_000_000, False), ("gold4KB", 4_000, True), ("gold", 1_000_000, True),
)  # fmt: skip
"""Folders with their article's length, and whether it has gold."""


def version_cost(rounds: int) -> None:
    """`annotator --version` over `python -c pass`: best of many, in turns."""
    commands = {"python -c pass": ("-c", "pass"), "annotator --version": ("-m", "annotator", "--version")}
    best = dict.fromkeys(commands, 9.0)
    for _ in range(10 * rounds):
        for name, rest in commands.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, *rest], check=True, capture_output=True, cwd=ROOT)
            best[name] = min(best[name], time.perf_counter() - start)
    base, ours = best.values()
    print(f"annotator --version: {ours * 1000:.0f} ms, {1000 * (ours - base):.0f} ms over python -c pass\n")


def corpus_cost(folder: Path) -> None:
    """A folder of 100,000 articles, 2,000 with gold: first screen, list, filter, memory."""
    if not folder.exists():
        make(folder, 100_000, 2_000, 100)
    with tempfile.TemporaryDirectory() as home:
        program = Program((sys.executable, "-m", "annotator", str(folder)), home)
        first = program.until("Resume")
        first_cpu = program.cpu()
        program.quiet(3.0)
        print(f"100,000 articles: first screen {first:.2f} s, {first_cpu:.2f} s of CPU")
        for key in "ga":
            program.key(key)
        program.quiet(2.0)
        for name, keys in {"row": ["\x1b[B"] * 20, "page": ["\x1b[6~"] * 10, "filter": list("harbour-77")}.items():
            before = program.cpu()
            times = sorted(program.key(key)[0] for key in keys)
            spent = (program.cpu() - before) * 1000 / len(keys)
            print(f"  {name:<8} p50 {statistics.median(times):6.1f} ms  max {times[-1]:6.1f} ms  CPU {spent:5.1f} ms")
        print(f"  memory   {program.memory():.0f} MB peak")
        program.end("\x1bgq")


def main() -> int:
    """Run the programs in turns and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="runs of each program (default: 3)")
    parser.add_argument("--slate", default=shutil.which("slate"), help="the `slate` command of slate-nlp")
    parser.add_argument("--corpus", action="store_true", help="a folder of 100,000 articles as well")
    parser.add_argument("--in", dest="folder", type=Path, help="keep the material here and use it again")
    options = parser.parse_args()
    compileall.compile_dir(ROOT / "annotator", quiet=1)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        for name, characters, gold in MATERIAL:
            if not (folder / name).exists():
                quotes = write_article(folder / name, characters, gold=gold)
                if gold:
                    print(f"gold of {quotes:,} quotes")
        version_cost(options.rounds)
        runs: dict[str, list[Figures]] = {}
        for _ in range(options.rounds):
            for name, one in programs(folder, options.slate).items():
                for extra in (folder / "4KB", folder / "1MB"):
                    for left in (*extra.glob("*.yaml"), *extra.glob("*.annotations*")):
                        left.unlink()
                made = run(one.command, one.words, one.live, one.setup, one.keys, one.leave)
                runs.setdefault(name, []).append(made)
        report(runs)
        if options.corpus:
            corpus_cost(folder / "corpus")
    return 0


def report(runs: dict[str, list[Figures]]) -> None:
    """The tables: medians over the rounds, ratios to the bare application."""
    middle = statistics.median
    base = middle(figures.first for figures in runs["bare Textual"])
    base_cpu = middle(figures.first_cpu for figures in runs["bare Textual"])
    print(f"{'':<28}{'first screen':^28}{'first key answered':^28}")
    group = f"{'s':>7}{'ratio':>7}{'CPU s':>7}{'ratio':>7}"
    print(f"{'':<28}{group}{group}{'peak MB':>9}")
    for name, found in runs.items():
        first, first_cpu = middle(f.first for f in found), middle(f.first_cpu for f in found)
        live, live_cpu = middle(f.live for f in found), middle(f.live_cpu for f in found)
        print(
            f"{name:<28}{first:>7.2f}{first / base:>7.2f}{first_cpu:>7.2f}{first_cpu / base_cpu:>7.2f}"
            f"{live:>7.2f}{live / base:>7.2f}{live_cpu:>7.2f}{live_cpu / base_cpu:>7.2f}"
            f"{middle(f.memory for f in found):>9.1f}"
        )
    print(f"\n{'key':<46}{'p50 ms':>8}{'p95 ms':>8}{'CPU ms':>8}{'bytes':>8}")
    for name, found in runs.items():
        for key in found[0].keys:
            times = sorted(time for figures in found for time in figures.keys[key][0])
            if not times:
                continue
            p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
            cpu = middle(figures.keys[key][1] for figures in found)
            size = middle(figures.keys[key][2] for figures in found)
            print(f"{name + ': ' + key:<46}{middle(times):>8.1f}{p95:>8.1f}{cpu:>8.1f}{size:>8.0f}")


if __name__ == "__main__":
    sys.exit(main())
