"""What finding words in all articles of a large corpus costs, and what a key costs meanwhile.

    python benchmarks/find_words.py [--articles 100000] [--in FOLDER]

Makes a corpus of invented articles of 3 KB each (in FOLDER, kept, or in a temporary one). First the search
alone, in a fresh process for each: seconds to the first hit and to the end, CPU seconds, peak memory. Then
the program in a pseudo-terminal of 120 x 40 cells: the latency of keys in the list of hits while the search
is running and after it, and the peak of memory. The files are in the system's cache by then; from a disk
that has to turn, the search waits for the disk. Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.speed import Program  # noqa: E402  (found from here)
from benchmarks.speed_material import article  # noqa: E402

SIZE = 3000
FOLDERS = 100
RARE = "a lantern of green glass"
WORDS = {
    "nowhere": "zeppelin mooring",
    "in one article": RARE,
    "in 1 of 100": "warden’s ledger",
    "in every article": "harbour board",
}

KEYS = ("\x1b[A", "\x1b[B", "b", "\x7f", "\x1b[B", "\x1b[A")
"""Up, down, a letter that narrows, and back: each of them changes something on the screen."""


def make(folder: Path, articles: int) -> None:
    """Write the corpus: the rare words stand in the middle article, others in every hundredth of a folder."""
    body = article(4 * SIZE)
    paragraphs = body.split("\n\n")
    for number in range(articles):
        place = folder / f"week-{number % FOLDERS + 1}"
        if number < FOLDERS:
            place.mkdir(parents=True, exist_ok=True)
        first = 2 + number % (len(paragraphs) // 2)
        parts = [f"Night Boats, Part {number + 1}", "By Ines Calloway"]
        while sum(map(len, parts)) < SIZE:
            parts.append(paragraphs[first])
            first = first + 1 if first + 1 < len(paragraphs) else 2
        if number == articles // 2:
            parts.append(f"She carried {RARE} to the pier.")
        if number // FOLDERS % 100 == 7:
            parts.append("The warden’s ledger was shown to nobody.")
        (place / f"boats-{number + 1}.txt").write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def measure(words: str, folder: Path) -> dict[str, object]:
    """One search in this process, without a screen."""
    from annotator.query import Query
    from annotator.searching import Search
    from annotator.store.corpus import Corpus
    from annotator.store.opening import open_article

    query = Query.of(words)
    assert query is not None
    corpus = Corpus([folder])
    first: list[float] = []
    names = corpus.names()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    cpu, start = time.process_time(), time.perf_counter()

    def told() -> None:
        if search.lines and not first:
            first.append(time.perf_counter() - start)

    def look(name: str) -> tuple[str, Iterator[tuple[int, int]]]:
        text = open_article(corpus.path(name), None, folder).text
        return text, query.hits(text)

    search = Search(query, lambda: names, look, told)
    search.start()
    search.join()
    seconds = time.perf_counter() - start
    return {
        "first": first[0] if first else None,
        "seconds": seconds,
        "cpu": time.process_time() - cpu,
        "more_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024 - before,
        "said": f"{search.hits:,} hits, {search.looked:,} articles",
    }


def in_terminal(folder: Path) -> None:
    """The program: keys during a search through everything, and after it."""
    with tempfile.TemporaryDirectory() as home:
        program = Program((sys.executable, "-m", "annotator", str(folder)), home)
        program.until("Night Boats")
        program.idle()
        started = program.memory()
        for key in ("g", "f"):
            program.key(key)
        words = WORDS["in 1 of 100"]
        for key in words:
            program.key(key)
        program.output = b""
        program.quiet()
        start = time.perf_counter()
        cpu = program.cpu()
        os.write(program.descriptor, b"\r")
        while words[:6].encode() not in program.output or b"boats-" not in program.output:
            program.read(0.02)
        print(f"first hits on the screen after {time.perf_counter() - start:.2f} s")
        program.key("\x1b[B")
        times: list[float] = []
        while True:
            times += [latency(program, key) for key in KEYS]
            if re.search(rb"articles searched", program.output):
                break
            program.output = program.output[-2000:]
        during = f"{time.perf_counter() - start:.1f} s, {program.cpu() - cpu:.1f} s of CPU"
        program.idle()
        after = [latency(program, key) for key in KEYS * 8]
        report(f"key during the search ({during})", times)
        report("key after it", after)
        print(f"memory {started:.0f} MB before, {program.memory():.0f} MB at the peak")
        program.end("\x1b\x1bgq")


def latency(program: Program, key: str) -> float:
    """Milliseconds from a key to the first byte that answers it; the search's own pictures count, too."""
    program.quiet(0.03)
    os.write(program.descriptor, key.encode())
    sent = time.perf_counter()
    program.read(1.0)
    return (time.perf_counter() - sent) * 1000


def report(name: str, times: list[float]) -> None:
    """One line of latencies."""
    times = sorted(times)
    p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
    print(f"{name}: {len(times)} keys, p50 {statistics.median(times):.1f}, p95 {p95:.1f}, most {times[-1]:.1f} ms")


def main() -> int:
    """Make the corpus if needed and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--in", dest="folder", type=Path, help="keep the corpus here and use it again")
    parser.add_argument("--words", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.words:
        print(json.dumps(measure(options.words, options.folder)))
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary) / "corpus"
        if not folder.exists():
            make(folder, options.articles)
        print(f"{'words':<20}{'first s':>9}{'all s':>8}{'CPU s':>8}{'more MB':>9}")
        for name, words in WORDS.items():
            command = [sys.executable, __file__, "--words", words, "--in", str(folder)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            found = json.loads(done.stdout)
            first = f"{found['first']:.2f}" if found["first"] is not None else "-"
            figures = f"{first:>9}{found['seconds']:>8.1f}{found['cpu']:>8.1f}{found['more_mb']:>9}"
            print(f"{name:<20}{figures}  {found['said']}", flush=True)
        in_terminal(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
