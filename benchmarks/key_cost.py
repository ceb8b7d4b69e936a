"""CPU time of a key, from the desk to the terminal's bytes: `python benchmarks/key_cost.py [--guard]`.

Without a terminal, on an article of 4 KB and one of 1 MB with about 5,000 quotes. `--guard` (for CI, under
a minute) ends with 1 when a key costs several times what it did when the bounds were set. Costs are compared
as multiples of a fixed piece of Python work measured in the same run, so that a slow machine is no failure.

A second table is of edits of the 1 MB article in a corpus on the disk, each saved: `key` is the CPU that the
interface's own thread had until the edit was painted and queued for saving, `save` what all other threads had
until it was on the disk.
"""

from __future__ import annotations

import argparse
import gc
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from annotator import marks
from annotator.article import Article
from annotator.config import Settings
from annotator.desk import Desk
from annotator.editor import Editor
from annotator.session import CorpusSession, Session, detected
from annotator.store.corpus import Corpus
from annotator.store.places import Places
from annotator.tui.ansi import Encoder
from annotator.tui.painter import Painter
from annotator.tui.themes import Theme
from benchmarks.speed_material import article, write_article

SMALL, LARGE = 4_000, 1_000_000
TIMES = 16
GROUPS: dict[str, tuple[tuple[str, ...], float, float]] = {
    "next edge": (("tab",), 8.0, 8.0),
    "next block": (("down", "down", "up"), 9.0, 12.0),
    "page": (("pagedown", "pagedown", "pageup"), 20.0, 22.0),
    "word of an edge": (("l", "h"), 30.0, 30.0),
    "picker and away": (("e", "escape"), 22.0, 22.0),
    "source words": (("s", "escape"), 20.0, 20.0),
    "accept, take back": (("a", "u"), 28.0, 28.0),
    "reject, take back": (("x", "u"), 30.0, 40.0),
    "missed quote, away": (("n", "escape"), 15.0, 40.0),
}
"""For each group its keys, in turn, and for both articles the bound of their median in units of `unit`.

The bounds are about six times what was measured when they were set (four where a key costs most).
"""

SAVED = ("word of an edge", "accept, take back", "reject, take back")
"""The groups that are edits, for the second table."""


def unit() -> float:
    """CPU seconds of a fixed piece of work: about a millisecond on a machine of 2024."""

    def work() -> None:
        words = [str(number * 7919 % 1013) for number in range(4_000)]
        found: dict[str, list[int]] = {}
        for place, word in enumerate(words):
            found.setdefault(word, []).append(place)
        "".join(sorted(found))

    return min(timed(work) for _ in range(20))


def timed(work: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    start = time.thread_time()
    work()
    return time.thread_time() - start


class Hand:
    """Presses keys at a desk and draws what a terminal would get."""

    def __init__(self, session: Session) -> None:
        self.desk = Desk(session, columns=120, rows=40)
        self.quotes = len(self.desk.editor.annotation.quotes)
        self._painter = Painter()
        self._encoder = Encoder(Theme("dark"), "256")
        self._rows = self._painter.paint(self.desk).rows
        self.sent = 0

    def press(self, key: str) -> None:
        """One key and its picture."""
        self.desk.press(key)
        rows = self._painter.paint(self.desk).rows
        self.sent += len(self._encoder.frame(self._rows, rows).encode())
        self._rows = rows

    def to_a_quote(self) -> None:
        """Go to the next block with a quote."""
        self.desk.enter("reading")
        for _ in range(200):
            self.press("down")
            item = self.desk.items.get(self.desk.place.item)
            if item is not None and item.kind == "quote":
                return
        raise RuntimeError("the material holds no quote")

    def cost(self, keys: Sequence[str]) -> tuple[list[float], float]:
        """CPU milliseconds of each key pressed, sorted, and the mean of bytes sent."""
        self.to_a_quote()
        self.press(keys[0])  # what is made once is no cost of a key
        for key in keys[1:]:
            self.press(key)
        self.sent, times = 0, []
        for number in range(TIMES):
            key = keys[number % len(keys)]
            times.append(timed(lambda key=key: self.press(key)) * 1000)  # type: ignore[misc]
        return sorted(times), self.sent / TIMES


def in_memory(text: str) -> Session:
    """A session of one pre-filled article that nobody saves."""
    found = Article.from_text(text, "boats.txt")
    return Session(Editor(found, detected(found, Settings())))


class SavedHand(Hand):
    """A hand at an article in a corpus on the disk: each edit is saved by other threads."""

    def __init__(self, folder: Path) -> None:
        """`folder` is an empty one for corpus and state; the article gets gold in work."""
        write_article(folder / "corpus", LARGE, gold=True)
        for kept in (marks.stretches, marks.stretch_starts):
            kept.cache_clear()  # by the text of the maker, which is another object
        places = Places(folder / "config", folder / "state", folder / "cache")
        self.session = CorpusSession(Corpus([folder / "corpus"], places=places), Settings(), places, "boats.txt")
        self.session.aside(lambda: None, long=True).result()  # what is read in the background has been read
        self.session.poll()
        super().__init__(self.session)

    def saved_cost(self, keys: Sequence[str]) -> tuple[list[float], list[float]]:
        """CPU milliseconds of each key on this thread, and of saving it on all others, sorted."""
        self.to_a_quote()
        own, others = [], []
        for number in range(-len(keys), TIMES):  # what is made once is no cost of a key
            everything = time.process_time()
            here = time.thread_time()
            self.press(keys[number % len(keys)])
            pressed = time.thread_time() - here
            if not self.session.flush(30):
                raise RuntimeError(f"not saved: {self.session.saved().text}")
            rest = time.process_time() - everything - (time.thread_time() - here)
            if number >= 0:
                own.append(pressed * 1000)
                others.append(rest * 1000)
        return sorted(own), sorted(others)


def saving() -> None:
    """Print the table of edits that are saved."""
    folder = Path(tempfile.mkdtemp())
    try:
        hand = SavedHand(folder)
        gc.collect()
        gc.freeze()
        size = (folder / "corpus" / "boats.txt.gold.yaml").stat().st_size
        print(f"\n1 MB with gold of {hand.quotes:,} quotes, {size / 1e6:.1f} MB\n{'':<28}{'key':^16}{'save':^16}")
        print(f"{'':<28}{'p50 ms':>8}{'p95 ms':>8}{'p50 ms':>8}{'p95 ms':>8}")
        for name in SAVED:
            row = "".join(f"{statistics.median(one):>8.1f}{one[-1 - TIMES // 20]:>8.1f}"
                          for one in hand.saved_cost(GROUPS[name][0]))  # fmt: skip
            print(f"{name:<28}{row}", flush=True)
        hand.session.close()
    finally:
        shutil.rmtree(folder)


def main() -> int:
    """Print the tables; with --guard, judge the first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--guard", action="store_true", help="end with 1 when a bound is passed")
    options = parser.parse_args()
    one = unit() * 1000
    hands = {"4 KB": Hand(in_memory(article(SMALL))), "1 MB": Hand(in_memory(article(LARGE)))}
    gc.collect()
    gc.freeze()
    sizes = ", ".join(f"{name} {hand.quotes:,} quotes" for name, hand in hands.items())
    print(f"{sizes}; unit {one:.2f} ms of CPU\n{'':<28}{'p50 ms':>8}{'p95 ms':>8}{'units':>7}{'bound':>7}{'bytes':>8}")
    slow = []
    for size, hand in hands.items():
        for name, (keys, *bounds) in GROUPS.items():
            bound = bounds[size == "1 MB"]
            times, sent = hand.cost(keys)
            middle = statistics.median(times)
            print(
                f"{size + ', ' + name:<28}{middle:>8.2f}{times[-1 - TIMES // 20]:>8.2f}"
                f"{middle / one:>7.1f}{bound:>7.0f}{sent:>8.0f}",
                flush=True,
            )
            if middle / one > bound:
                slow.append(f"{size}, {name}: {middle / one:.1f} units, bound {bound:.0f}")
    if not options.guard:
        saving()
    for line in slow:
        print(f"slow: {line}", file=sys.stderr)
    return 1 if options.guard and slow else 0


if __name__ == "__main__":
    sys.exit(main())
