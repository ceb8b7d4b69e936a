"""What a start and a key cost in a real pseudo-terminal: `python benchmarks/tui.py [--large] [--rounds N]`.

Prints, for the program and for a bare Textual application in turns: seconds and CPU seconds until the
first picture, then for groups of keys the latency (p50, p95), CPU milliseconds and bytes a key. Only the
ratios of one run mean something on another machine. Linux only (reads /proc).
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import re
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
SENTENCES = (
    "The harbour board of Port Marrow said on Tuesday that the night boats would run until spring.",
    "“We did not ask for this,” warden Lea Quist told the crews. “We asked for lamps on the pier.”",
    "She added that the bakers had called the plan “a walk into the fog” in private talks.",
    "The square has had no lamps since the flood, and the stalls close at four.",
    "Two weavers hinted that they might leave unless the rents were posted by June.",
    "According to the Marrow Courier, the council hopes to reopen the mill next year.",
)
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
KEYS = {
    "look at the next edge": ("\x1b[C", 30),
    "next block": ("\x1b[B", 30),
    "page down": ("\x1b[6~", 10),
    "word of an edge": ("l", 20),
    "picker opened and left": ("e\x1b", 10),
}
ANSWERS = ((rb"\x1b\[\?2026\$p", b"\x1b[?2026;2$y"),)
TICK = os.sysconf("SC_CLK_TCK")


def article(characters: int) -> str:
    """An invented article of about that length."""
    parts = ["Night Boats ‘Too Dark’, Says Warden", "By Ines Calloway"]
    size = place = 0
    while size < characters:
        words = " ".join(SENTENCES[(place + step) % len(SENTENCES)] for step in range(1 + place % 3))
        parts.append(words)
        size += len(words) + 2
        place += 1
    return "\n\n".join(parts) + "\n"


@dataclass
class Figures:
    """What one run of one program took; CPU in seconds, latencies in milliseconds."""

    first: float = 0.0
    first_cpu: float = 0.0
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
        }
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True
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

    def cpu(self) -> float:
        """CPU seconds of the program so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

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


def run(command: Sequence[str], words: str, setup: str, keys: dict[str, tuple[str, int]], leave: str) -> Figures:
    """One run: the start, then each group of keys."""
    figures = Figures()
    with tempfile.TemporaryDirectory() as home:
        program = Program(command, home)
        figures.first = program.until(words)
        figures.first_cpu = program.cpu()
        program.quiet()
        if setup:
            program.key(setup)
            program.quiet()
        for name, (key, count) in keys.items():
            before = program.cpu()
            answers = [program.key(key) for _ in range(count)]
            spent = (program.cpu() - before) * 1000 / count
            times = [milliseconds for milliseconds, size in answers if size]
            figures.keys[name] = (times, spent, statistics.mean(size for _, size in answers))
        figures.memory = program.memory()
        program.end(leave)
    return figures


def main() -> int:
    """Run the programs in turns and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", action="store_true", help="an article of 1 MB as well")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each program (default: 3)")
    options = parser.parse_args()
    sizes = {"4 KB": 4_000, **({"1 MB": 1_000_000} if options.large else {})}
    with tempfile.TemporaryDirectory() as folder:
        runs: dict[str, list[Figures]] = {}
        for _ in range(options.rounds):
            bare = run([sys.executable, "-c", BARE], "first picture", "", {}, "q")
            runs.setdefault("bare Textual", []).append(bare)
            for name, characters in sizes.items():
                corpus = Path(folder) / name.replace(" ", "")
                corpus.mkdir(exist_ok=True)
                (corpus / "boats.txt").write_text(article(characters), encoding="utf-8")
                for gold in corpus.glob("*.yaml"):
                    gold.unlink()
                command = [sys.executable, "-m", "annotator", str(corpus)]
                runs.setdefault(f"annotator, {name}", []).append(run(command, "Night Boats", " ", KEYS, "gq"))
    report(runs)
    return 0


def report(runs: dict[str, list[Figures]]) -> None:
    """The table: medians over the rounds."""
    middle = statistics.median
    base = middle(figures.first for figures in runs["bare Textual"])
    print(f"{'first picture':<22} {'s':>7} {'ratio':>6} {'CPU s':>7} {'peak MB':>8}")
    for name, found in runs.items():
        first = middle(figures.first for figures in found)
        cpu = middle(figures.first_cpu for figures in found)
        memory = middle(figures.memory for figures in found)
        print(f"{name:<22} {first:>7.3f} {first / base:>6.2f} {cpu:>7.2f} {memory:>8.1f}")
    print(f"\n{'key':<46} {'p50 ms':>7} {'p95 ms':>7} {'CPU ms':>7} {'bytes':>7}")
    for name, found in runs.items():
        for key in found[0].keys:
            times = sorted(time for figures in found for time in figures.keys[key][0])
            if not times:
                continue
            p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
            cpu = middle(figures.keys[key][1] for figures in found)
            size = middle(figures.keys[key][2] for figures in found)
            print(f"{name + ': ' + key:<46} {middle(times):>7.1f} {p95:>7.1f} {cpu:>7.1f} {size:>7.0f}")


if __name__ == "__main__":
    sys.exit(main())
