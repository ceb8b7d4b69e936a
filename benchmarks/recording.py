"""Record an article being corrected in a real terminal: `python benchmarks/recording.py ARTICLE [--size COLUMNSxROWS]`.

The simulated annotator plans the keys that turn the pre-fill into the gold beside the article
(ARTICLE.gold.yaml); they are typed one by one at the program in a pseudo-terminal, and after each the
screen is held against what a desk without a terminal shows after the same key. Counted are

wrong     keys after which a cell of the terminal is not as the desk has it (clock and save mark left out)
wrapped   rows of the article that do not hold the words they hold without a quote, a label or a cursor
moved     keys after which the text stands elsewhere although they only change a quote or open a picker
flicker   keys with cells that were a third thing for a moment between the picture before and the one after
erased    times that more than a row's end was erased after the first picture

`--cast` writes the recording in the asciicast format, version 2, which `asciinema play` shows. The exit
code is 1 if there is anything wrong, wrapped, moved, erased or flickering.
"""

from __future__ import annotations

import argparse
import codecs
import json
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "tui")]

import pyte  # noqa: E402  (the path is set above)
from terminal import PATIENCE, Terminal, terminal  # noqa: E402  (found from here)

from annotator.cells import clusters  # noqa: E402
from annotator.config import Settings  # noqa: E402
from annotator.desk import Desk  # noqa: E402
from annotator.goldfile import read_gold  # noqa: E402
from annotator.model import Annotation, Scope  # noqa: E402
from annotator.session import CorpusSession  # noqa: E402
from annotator.simulate import Annotator  # noqa: E402
from annotator.store.corpus import Corpus  # noqa: E402
from annotator.store.opening import open_article  # noqa: E402
from annotator.store.places import Places  # noqa: E402
from annotator.tui.painter import Painter  # noqa: E402

BYTES = {
    "space": " ", "enter": "\r", "tab": "\t", "shift+tab": "\x1b[Z", "escape": "\x1b", "backspace": "\x7f",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
}  # fmt: skip
"""What a terminal sends for the keys that are no characters."""
MOVES = frozenset(
    "block.accept item.accept item.reject item.reason article.accept block.next block.prev item.next item.prev "
    "item.pick go view.page_down view.page_up search undo redo item.new item.new_span repeat item.merge".split()
)
"""Commands that may bring other rows to the screen: those that go somewhere, or make what is elsewhere."""
CLOCK = re.compile(r"(saving|saved|no file yet|not saved yet).*$|\d+ min \d\d s")
QUIET = 0.08
"""Seconds without a byte after which a picture is taken as complete."""


class Watched(pyte.Screen):
    """A screen that remembers what each cell has been since the last look, and what was erased."""

    def __init__(self, columns: int, rows: int) -> None:
        self.passed: dict[tuple[int, int], list[str]] = {}
        self.erased = 0
        super().__init__(columns, rows)

    def draw(self, data: str) -> None:
        """Characters arrive."""
        for char in data:
            y, x = self.cursor.y, self.cursor.x
            super().draw(char)
            self.passed.setdefault((y, x), []).append(char)

    def erase_in_display(self, how: int = 0, *arguments: int, **keywords: bool) -> None:
        """Some of the screen goes blank."""
        self.erased += 1
        super().erase_in_display(how, *arguments, **keywords)

    def cells(self) -> list[list[str]]:
        """What each cell holds (the second of a wide character nothing)."""
        return [[self.buffer[y][x].data for x in range(self.columns)] for y in range(self.lines)]

    def look(self, before: list[list[str]]) -> list[tuple[int, int]]:
        """The cells (row, column) that were a third thing meanwhile; forgets what passed."""
        now = self.cells()
        found = [
            (y, x)
            for (y, x), chars in self.passed.items()
            if y < self.lines and x < self.columns
            if any(char not in (before[y][x], now[y][x]) for char in chars)
        ]
        self.passed = {}
        return sorted(found)


@dataclass
class Counts:
    """What was seen."""

    keys: int = 0
    wrong: list[str] = field(default_factory=list)
    wrapped: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    flicker: list[str] = field(default_factory=list)
    erased: int = 0
    frames: Counter[int] = field(default_factory=Counter)
    bytes: list[int] = field(default_factory=list)
    scrolled: Counter[str] = field(default_factory=Counter)


class Recording:
    """A program in its terminal, and all that was typed and drawn, with seconds since the start."""

    def __init__(self, program: Terminal, screen: Watched) -> None:
        self.program = program
        program.watch(screen)
        self.events: list[tuple[float, str, str]] = []
        self._start = time.monotonic()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")  # a read may end inside a character

    def type(self, key: str) -> None:
        """Press a key."""
        self.events.append((time.monotonic() - self._start, "i", key))
        self.program.send(BYTES.get(key, key))

    def settle(self, until: str = "") -> tuple[int, int]:
        """Wait until nothing more is drawn and these words are there; how many writes came, and their bytes."""
        frames, size = 0, 0
        end = time.monotonic() + PATIENCE
        wait = 0.5
        while True:
            at = len(self.program.sent)
            if not self.program.read(wait):
                if until in self.program.text() or time.monotonic() > end:
                    return frames, size
                continue
            new = self.program.sent[at:]
            self.events.append((time.monotonic() - self._start, "o", self._decoder.decode(new)))
            frames, size = frames + 1, size + len(new)
            wait = QUIET


def desk_for(file: Path, scope: Scope, columns: int, rows: int) -> Desk:
    """A desk without a terminal over one article, pre-filled."""
    places = Places.under(file.parent / "home")
    settings = Settings(annotator="recording", scope=scope)
    made = CorpusSession(Corpus([file], places=places), settings, places, file.name)
    end = time.monotonic() + PATIENCE
    while made.pending and time.monotonic() < end:
        made.poll()
        time.sleep(0.01)
    return Desk(made, columns=columns, rows=rows)


def shown(desk: Desk, painter: Painter) -> list[str]:
    """The picture the desk asks for, as rows of text."""
    return ["".join(text for text, _ in row) for row in painter.paint(desk).rows]


def comparable(rows: Sequence[str]) -> list[str]:
    """Rows without the clock and the mark of saving, which depend on the moment."""
    return [CLOCK.sub("", rows[0]).rstrip(), *(row.rstrip() for row in rows[1:])]


def wraps(desk: Desk, rows: Sequence[str]) -> list[str]:
    """Rows of the article that show other words than the text has there; signs stand only in blanks and stops."""
    if desk.stage != "reading":
        return []
    geometry, layout, text = desk.geometry, desk.layout, desk.text()
    found = []
    for number in range(geometry.text_rows):
        span = layout.range_of(desk.top + number)
        if span is None:
            continue
        row = rows[geometry.text_top + number][geometry.text_left :]
        cells = [text[start:end] for start, end in clusters(text, *span)]
        if any(cell.isalnum() and row[at : at + 1] != cell for at, cell in enumerate(cells)):
            found.append(row.rstrip())
    return found


def record(article: Path, gold: Annotation, columns: int, rows: int, cast: Path | None) -> Counts:
    """Plan, type and watch."""
    counts = Counts()
    with tempfile.TemporaryDirectory(prefix="annotator-recording-") as temporary:
        folders = [Path(temporary) / name for name in ("plan", "desk", "typed")]
        files = []
        for folder in folders:
            folder.mkdir()
            files.append(Path(shutil.copy(article, folder)))
        scope = gold.review.scope
        (folders[2] / "annotator.yaml").write_text(f"scope: {scope}\n", encoding="utf-8")
        keys = Annotator(desk_for(files[0], scope, columns, rows), gold).run().keys
        desk = desk_for(files[1], scope, columns, rows)
        painter = Painter()
        (folders[2] / "home" / "state").mkdir(parents=True)  # who has been here before is not welcomed
        command = [sys.executable, "-m", "annotator", str(folders[2]), "--annotator", "recording"]
        with terminal(command, columns, rows, ANNOTATOR_HOME=str(folders[2] / "home")) as program:
            screen = Watched(columns, rows)
            recording = Recording(program, screen)
            recording.settle(until="sections")
            screen.passed, screen.erased = {}, 0
            check(counts, desk, painter, screen.display, "start")
            for key in keys:
                before, top, stage = screen.cells(), desk.top, desk.stage
                picker = desk.open_picker
                name = picker.name if picker else desk.keymap.command(desk.stage, key) or key
                desk.press(key)
                recording.type(key)
                frames, size = recording.settle()
                counts.keys += 1
                counts.frames[frames] += 1
                counts.bytes.append(size)
                where = f"{counts.keys} {key} ({name})"
                if cells := screen.look(before):
                    counts.flicker.append(f"{where}: {len(cells)} cells, the first in row {cells[0][0]}, {cells[0][1]}")
                check(counts, desk, painter, screen.display, where)
                if stage == desk.stage == "reading" and desk.top != top:
                    counts.scrolled[name] += 1
                    if name not in MOVES:
                        counts.moved.append(where)
            counts.erased = screen.erased
            program.send("gq")
            program.wait()
        if cast is not None:
            write_cast(cast, columns, rows, recording.events)
    return counts


def check(counts: Counts, desk: Desk, painter: Painter, display: Sequence[str], where: str) -> None:
    """Hold the terminal against the desk."""
    wanted = shown(desk, painter)
    for have, want in zip(comparable(display), comparable(wanted), strict=True):
        if have != want:
            counts.wrong.append(f"{where}: has  {have!r}\n{'':>{len(where)}}  wants {want!r}")
            break
    counts.wrapped += [f"{where}: {row}" for row in wraps(desk, display)]


def write_cast(path: Path, columns: int, rows: int, events: Sequence[tuple[float, str, str]]) -> None:
    """The recording as asciicast v2: a header, then [seconds, "o" or "i", text] a line."""
    head = {"version": 2, "width": columns, "height": rows, "env": {"TERM": os.environ.get("TERM", "xterm-256color")}}
    lines = [head, *([round(seconds, 3), kind, text] for seconds, kind, text in events)]
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was counted; 1 if something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("article", type=Path, help="an article with its gold beside it")
    parser.add_argument("--size", default="120x40", help="columns x rows (default: 120x40)")
    parser.add_argument("--cast", type=Path, help="write the recording here")
    options = parser.parse_args(arguments)
    columns, rows = (int(number) for number in options.size.split("x"))
    path = options.article.with_name(f"{options.article.name}.gold.yaml")
    gold = read_gold(path.read_bytes(), open_article(options.article), path.name).annotation if path.is_file() else None
    if gold is None:
        print(f"{path}: no gold that reads; an article with its gold beside it is recorded", file=sys.stderr)
        return 1
    counts = record(options.article, gold, columns, rows, options.cast)
    print(f"{counts.keys} keys, {len(gold.quotes)} quotes, {columns}x{rows}")
    print(f"bytes a key: median {statistics.median(counts.bytes):.0f}, most {max(counts.bytes)}")
    print(f"writes for a key: {', '.join(f'{n}: {times}' for n, times in sorted(counts.frames.items()))}")
    print(f"text scrolled by: {', '.join(f'{name} {n}' for name, n in counts.scrolled.most_common()) or 'nothing'}")
    print(f"screens erased: {counts.erased}")
    for title in ("wrong", "wrapped", "moved", "flicker"):
        found: list[str] = getattr(counts, title)
        print(f"{title}: {len(found)}")
        for line in found[:5]:
            print(f"  {line}")
    return int(bool(counts.wrong or counts.wrapped or counts.moved or counts.flicker or counts.erased))


if __name__ == "__main__":
    sys.exit(main())
