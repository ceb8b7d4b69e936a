"""How fast detection is: `python -m benchmarks.detection_speed [POLNEAR_FOLDER] [--fold heldout] [--rounds 5]`.

First articles a second on one core, for `detect` and for its parts: the articles of the folder, or without one
invented articles of 4,000 code points. Then hostile texts, made from nothing, of 50,000 and of 200,000 code points:
the ratio of the two is 4 where detection is linear.

All times are CPU times of the process (`time.process_time`), not of the clock, and of each article or text the least
of the rounds: so what else runs on the machine shows as little as it can. What it does to the caches of the
processor still shows; compare figures of one run.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from annotator import marks
from annotator import text as layout
from annotator.detection import detect
from annotator.detection.quotes import find_quotes
from annotator.detection.sections import find_sections
from annotator.text import Structure
from benchmarks.polnear import stories
from benchmarks.speed_material import article

SMALL, LARGE = 50_000, 200_000
"""Code points of the hostile texts."""

PREFACE = "Bo Li, the mayor, said on Monday that the bridge was shut and that the road would stay open for a week.\n\n"
"""A paragraph of prose before the shape: without it the page would have none, and little would be read."""

SHAPES: dict[str, str] = {
    "opening marks": "“",
    "closing marks": "”",
    "straight marks": '"',
    "single marks": "'",
    "LaTeX marks": "``''",
    "marked letters": "“a” ",
    "single marked letters": "‘a’ ",
    "marked letters in words": "a “b” c ",
    "marks in marks": "“a ‘b’ c” said Bo. ",
    "open paragraphs": "“a\n\n",
    "marks and cues": "“a” said ",
    "cues": "said ",
    "cues with pronouns": "he said she said ",
    "cues with names": ", said Lund",
    "reports in reports": "Lund said that Reed said that ",
    "conjunctions": "that and ",
    "relative clauses": "who said, ",
    "phrases": "according to ",
    "short reports": "He said. ",
    "pronouns": "She said he told her. ",
    "quotes of one man": "“No,” said Bo Li. ",
    "quotes in paragraphs": "“No,” said Bo Li.\n\n",
    "namesakes": "“No,” said Bo L{n}. ",
    "namesakes and descriptions": "Bo L{n} said “no”, the L{n} said. ",
    "descriptions and pronouns": "the {n}er said “no”. He said it. ",
    "one long name": "Ann Bo ",
    "acronyms": "Bo Li (BL) ",
    "turns": "Q: a\nA: b\n",
    "headlines": "Bo says “no”\n",
    "bylines": "By Ann Lee 3 March\n",
    "times": "12:05\nword word\n",
    "table rows": "| a | b |\n",
    "bullets": "- \n",
    "one-letter lines": "a\n",
    "blank lines": "\n\n",
    "brackets": "(",
    "commas": "a, ",
    "colons": ":",
    "initials": "A. ",
    "one word": "x",
    "words without blanks": "船",
    "slashes": "x/",
}
"""What hostile texts are made of, again and again; `{n}` counts up."""


class Speed(NamedTuple):
    """Seconds of CPU time over all articles, and how many these are, with their code points."""

    articles: int
    characters: int
    whole: float
    sections: float
    quotes: float


def hostile(piece: str, size: int) -> str:
    """A text of that many code points: the preface, then the piece repeated."""
    left = size - len(PREFACE)
    if "{n}" not in piece:
        return PREFACE + (piece * (left // len(piece) + 1))[:left]
    pieces: list[str] = []
    while left > 0:
        pieces.append(piece.replace("{n}", str(len(pieces)))[:left])
        left -= len(pieces[-1])
    return PREFACE + "".join(pieces)


def _forget() -> None:
    """Empty what is kept of a text, so that each round works it out anew."""
    for kept in (layout.paragraphs, marks.stretches, marks.stretch_starts):
        kept.cache_clear()


def seconds(work: Callable[[], object]) -> float:
    """The CPU time of the work."""
    _forget()
    start = time.process_time()
    work()
    return time.process_time() - start


def _sections(text: str) -> object:
    return find_sections(text, Structure(text))


def _quotes(text: str) -> object:
    return find_quotes(text, Structure(text), marks=False)


def measure(texts: Sequence[str], rounds: int) -> Speed:
    """The times of `detect`, `find_sections` and `find_quotes` over the texts, each from the bare text.

    A round goes through all texts: a machine that is slow for some seconds then is so in one round only.
    """
    totals = []
    for work in (detect, _sections, _quotes):
        times = [[seconds(partial(work, text)) for text in texts] for _ in range(rounds)]
        totals.append(sum(map(min, zip(*times, strict=True))))
    return Speed(len(texts), sum(map(len, texts)), *totals)


def articles_table(speed: Speed) -> str:
    """Articles a second, whole and by part."""
    out = [f"{speed.articles} articles of {speed.characters / speed.articles:,.0f} code points, CPU time on one core"]
    parts = {"detect": speed.whole, "  sections": speed.sections, "  quotes": speed.quotes}
    parts["  all else"] = speed.whole - speed.sections - speed.quotes
    for name, spent in parts.items():
        out.append(
            f"  {name:12}{1000 * spent / speed.articles:7.2f} ms an article{speed.articles / spent:9.0f} articles/s"
        )
    return "\n".join(out)


def hostile_rows() -> Iterator[str]:
    """Seconds for each hostile shape in both sizes, and their ratio; one round, as it takes a while."""
    yield f"{'hostile text':30}{SMALL // 1000:>5} kB{LARGE // 1000:>7} kB{'ratio':>8}"
    over = 0
    for name, piece in SHAPES.items():
        texts = [hostile(piece, size) for size in (SMALL, LARGE)]
        few, many = (seconds(partial(detect, text, "en")) for text in texts)
        over += many >= 1
        yield f"{name:30}{few:6.2f} s{many:8.2f} s{many / few:8.1f}"
    yield f"{over} of {len(SHAPES)} took a second or more"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", help="PolNeAR: a folder with text/ and attributions/")
    parser.add_argument("--fold", choices=("heldout", "tune"), default="heldout")
    parser.add_argument("--limit", type=int, default=None, help="only so many articles")
    parser.add_argument("--rounds", type=int, default=5, help="the least of so many (default: 5)")
    parser.add_argument("--no-hostile", action="store_true", help="only articles a second")
    options = parser.parse_args(arguments)
    if options.folder is None:
        whole = article(400_000).split("\n\n")
        texts = ["\n\n".join(["Night Boats ‘Too Dark’", *whole[at : at + 10]]) for at in range(2, len(whole) - 10, 10)]
    else:
        texts = [story.text for story in stories(options.folder, options.fold)]
    detect(texts[0])  # lexicons are read once
    print(articles_table(measure(texts[: options.limit], options.rounds)))
    if not options.no_hostile:
        print()
        for row in hostile_rows():
            print(row, flush=True)


if __name__ == "__main__":
    main()
