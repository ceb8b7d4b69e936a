"""Articles at the edge (test R16): `python benchmarks/extremes.py [--only NAME]`, in a real pseudo-terminal.

A line of 10 MB and 1,000,000 lines must open within five seconds or be refused in one line; the largest articles
that are not refused, and 10,000 quotes, must open, and no key may wait over 100 ms. Everything is invented.

Each key is pressed several times, the first time in each stage included, from the first second on, while long
articles are still pre-filled in the background. `ms` is from the key to the last byte of its answer, `CPU` what the
interface's thread had of a processor for it: on a machine with other work only that says something, and only that
is judged. `leave` is Esc, which is held back for 50 ms to see whether a longer sequence follows (not in
terminals with the newer keyboard protocol). Linux only. Ends with 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from annotator.article import LONGEST_LINE, MOST_LINES, MOST_TEXT
from benchmarks.speed import Program
from benchmarks.speed_material import article, write_article

OPENS, ANSWERS = 5.0, 100.0
"""Goals: seconds until the first key is answered, milliseconds a key."""
DOWN, PAGE_DOWN, PAGE_UP, ESC = "\x1b[B", "\x1b[6~", "\x1b[5~", "\x1b"
PLAIN = ("g2", DOWN, PAGE_DOWN, PAGE_UP, "\t", "n", ESC, "/the\r", ESC, "?", ESC, "g3", DOWN, "g1", DOWN)
QUOTES = (*PLAIN, "g2", "a", "x", "u", "l", "h", "s", ESC, "i", ESC, " ")
NAMES = {
    DOWN: "down",
    PAGE_DOWN: "page down",
    PAGE_UP: "page up",
    "\t": "next edge",
    ESC: "leave",
    " ": "vouch for a block",
    "g1": "sections",
    "g2": "reading",
    "g3": "closing",
    "n": "missed quote",
    "/the\r": "search",
    "?": "help",
    "a": "accept",
    "x": "reject",
    "u": "undo",
    "l": "edge right",
    "h": "edge left",
    "s": "source",
    "i": "item",
}


def materials(folder: Path) -> dict[str, tuple[Path, bool]]:
    """Folders with one article each, and whether it is to be refused."""
    text = article(10_000_000)
    words = text.split()
    lines = " ".join(words)
    wide = MOST_TEXT // MOST_LINES - 1
    made = {
        "a line of 10 MB": (text.replace("\n", " ")[:10_000_000], True),
        "1,000,000 lines": ("\n".join(words[place % len(words)] for place in range(1_000_000)), True),
        f"{MOST_LINES:,} lines": ("\n".join(lines[i : i + wide] for i in range(0, (wide) * MOST_LINES, wide)), False),
        f"lines of {LONGEST_LINE:,}": (
            "\n".join(lines[i : i + LONGEST_LINE] for i in range(0, MOST_TEXT - 2 * LONGEST_LINE, LONGEST_LINE)),
            False,
        ),
    }
    found = {}
    for number, (name, (content, refused)) in enumerate(made.items()):
        place = folder / str(number)
        place.mkdir(parents=True, exist_ok=True)
        (place / "boats.txt").write_text(content, encoding="utf-8")
        found[name] = (place, refused)
    if not (folder / "quotes" / "boats.txt.gold.yaml").exists():
        print(f"gold of {write_article(folder / 'quotes', 1_720_000, gold=True):,} quotes")
    found["10,000 quotes"] = (folder / "quotes", False)
    return found


def press(program: Program, key: str) -> tuple[float, float]:
    """Milliseconds to the last byte of the answer, and milliseconds of CPU of the interface's thread."""
    before = program.own()
    taken, _ = program.key(key, 0.12)
    return taken, (program.own() - before) * 1000


def refused(folder: Path) -> tuple[float, str]:
    """Seconds until the program ended, and what it said."""
    with tempfile.TemporaryDirectory() as home:
        program = Program((sys.executable, "-m", "annotator", str(folder)), home)
        while program.process.poll() is None and time.perf_counter() - program.started < 30:
            program.read(0.05)
        taken = time.perf_counter() - program.started
        program.quiet(0.05)
        said = program.output.decode("utf-8", "replace")
        program.end("")
    return taken, next((line for line in said.splitlines() if "cannot be annotated" in line), "")


def opened(
    folder: Path, keys: tuple[str, ...], times: int
) -> tuple[float, float, float, dict[str, list[tuple[float, float]]]]:
    """Seconds and CPU seconds until the first key was answered, peak megabytes, and the times of the keys."""
    found: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as home:
        program = Program((sys.executable, "-m", "annotator", str(folder)), home)
        program.until("boats.txt")
        program.output = b""
        program.quiet(0.01)
        os.write(program.descriptor, b"?")
        live = program.until("any key")
        cpu = program.cpu()
        press(program, ESC)
        for _ in range(times):
            for key in keys:
                found.setdefault(key, []).append(press(program, key))
        memory = program.memory()
        program.process.kill()
        program.end("")
    return live, cpu, memory, found


def main() -> int:
    """Make the material, run the program on it and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="the material whose name begins so")
    parser.add_argument("--times", type=int, default=3, help="how often each key is pressed (default: 3)")
    parser.add_argument("--in", dest="folder", type=Path, help="keep the material here and use it again")
    options = parser.parse_args()
    missed = False
    with tempfile.TemporaryDirectory() as temporary:
        for name, (folder, refuse) in materials(options.folder or Path(temporary)).items():
            if options.only and not name.startswith(options.only):
                continue
            if refuse:
                ended, said = refused(folder)
                print(f"\n{name}: refused after {ended:.1f} s: {said}")
                missed |= not said or ended > OPENS
                continue
            live, cpu, memory, keys = opened(folder, QUOTES if "quotes" in name else PLAIN, options.times)
            print(f"\n{name}: first key answered after {live:.1f} s ({cpu:.1f} s of CPU), {memory:.0f} MB at the peak")
            print(f"{'':<20}{'ms p50':>8}{'max':>8}{'CPU p50':>9}{'max':>8}")
            for key, taken in keys.items():
                wall, own = sorted(one for one, _ in taken), sorted(one for _, one in taken)
                print(
                    f"{NAMES[key]:<20}{statistics.median(wall):>8.0f}{wall[-1]:>8.0f}"
                    f"{statistics.median(own):>9.0f}{own[-1]:>8.0f}{'  over the goal' if own[-1] > ANSWERS else ''}"
                )
                missed |= own[-1] > ANSWERS
            missed |= cpu > OPENS
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
