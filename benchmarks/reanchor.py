"""Re-anchoring measured: `python -m benchmarks.reanchor GOLD.yaml|FOLDER… [--seed N] [--wrong]`.

Each article is edited in ways that happen to articles (typos put right, paragraphs moved, inserted,
deleted, marks straightened, an encoding repaired, all of it at once), each character keeping track of where
it came from, so that the right place of every span is known. Counted are spans of quotes and sections:

right    found where they are, without doubt     fuzzy    found where they are, to be confirmed
off      to be confirmed, at other offsets       lost     there, but reported as lost
WRONG    at other offsets and not to be confirmed: the one outcome that must not be
gone     deleted and reported as lost            stray    deleted but found elsewhere
split    taken apart by a moved paragraph, so that no place is the right one

A section whose first or last paragraph changed its place inside it counts as WRONG, too: it keeps its old
end, and check E20 tells which text lies in no section then. The exit code is that of the quotes: 1 if WRONG.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from annotator.anchor import reanchor
from annotator.article import Article
from annotator.goldfile import read_gold
from annotator.model import Annotation, Quote, Rejected, Section, Span, span_of, spans_of
from annotator.text import Range, paragraphs

Origins = list[tuple[str, int | None]]
"""A text as characters, each with its offset in the article as it was (None: new)."""

_GLYPHS = str.maketrans("“”„‘’–—", '"""\'\'--')
_NEW = (
    "Nobody at the harbour office could be reached on Friday.",
    "“We saw the notice,” a neighbour said. “We did not read it.”",
    "The meeting continues next week.",
)


def plain(text: str) -> Origins:
    """The text as it is."""
    return [(char, offset) for offset, char in enumerate(text)]


def _blocks(text: Origins) -> list[Origins]:
    """The paragraphs, each with the white space that follows it."""
    spans = paragraphs("".join(char for char, _ in text))
    edges = [0, *(start for start, _ in spans[1:]), len(text)] if spans else [0, len(text)]
    return [text[a:b] for a, b in pairwise(edges)]


def typos(text: Origins, dice: random.Random) -> Origins:
    """Two letters in a thousand changed, left out, doubled or swapped."""
    found = list(text)
    for _ in range(max(1, len(text) // 500)):
        at = dice.randrange(len(found) - 1)
        char, origin = found[at]
        if not char.isalpha() or not found[at + 1][0].isalpha():
            continue
        way = dice.randrange(4)
        if way == 0:
            found[at] = (dice.choice("aeiostrn"), origin)
        elif way == 1:
            del found[at]
        elif way == 2:
            found.insert(at, (char, None))
        else:
            found[at], found[at + 1] = found[at + 1], found[at]
    return found


def moved(text: Origins, dice: random.Random) -> Origins:
    """One paragraph in another place."""
    blocks = _blocks(text)
    block = blocks.pop(dice.randrange(max(1, len(blocks) - 1)))
    blocks.insert(dice.randrange(len(blocks)), block)
    return [one for block in blocks for one in block]


def inserted(text: Origins, dice: random.Random) -> Origins:
    """Two new paragraphs."""
    blocks = _blocks(text)
    for _ in range(2):
        new: Origins = [(char, None) for char in dice.choice(_NEW) + "\n\n"]
        blocks.insert(dice.randrange(len(blocks)), new)
    return [one for block in blocks for one in block]


def deleted(text: Origins, dice: random.Random) -> Origins:
    """One paragraph gone."""
    blocks = _blocks(text)
    del blocks[dice.randrange(max(1, len(blocks) - 1))]
    return [one for block in blocks for one in block]


def straightened(text: Origins, dice: random.Random) -> Origins:
    """Typewriter marks and dashes."""
    return [(char.translate(_GLYPHS), origin) for char, origin in text]


def repaired(text: Origins, dice: random.Random) -> Origins:
    """Nothing: the article as it was is the garbled one (see `garbled`)."""
    return text


def everything(text: Origins, dice: random.Random) -> Origins:
    """A bit of all."""
    for edit in (typos, moved, inserted, deleted, straightened):
        text = edit(text, dice)
    return text


EDITS: dict[str, Callable[[Origins, random.Random], Origins]] = {
    "typos": typos,
    "moved": moved,
    "inserted": inserted,
    "deleted": deleted,
    "straightened": straightened,
    "encoding": repaired,
    "everything": everything,
}


def garbled(annotation: Annotation, article: Article) -> tuple[Annotation, Article, list[int]]:
    """The article as if its UTF-8 had been read as windows-1252, its annotation, and where each character went."""
    parts: list[str] = []
    starts: list[int] = []
    at = 0
    for char in article.text:
        starts.append(at)
        form = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in char.encode())
        parts.append(form)
        at += len(form)
    starts.append(at)
    text = "".join(parts)

    def span(one: Span) -> Span:
        return span_of(text, starts[one.start], starts[one.end])

    def quote(one: Quote) -> Quote:
        fields = {
            "content": tuple(map(span, one.content)),
            "quoted": tuple(map(span, one.quoted)),
            "cue": one.cue and span(one.cue),
            "source": one.source and span(one.source),
            "addressee": one.addressee and span(one.addressee),
            "via": tuple(
                via.model_copy(update={"source": span(via.source), "cue": via.cue and span(via.cue)}) for via in one.via
            ),
            "was": None,
        }
        return one.model_copy(update=fields)

    def section(one: Section) -> Section:
        return one.model_copy(update={"span": (starts[one.start], starts[one.end]), "was": None})

    old = Article.from_text(text, article.name)
    update = {
        "document": annotation.document.model_copy(update={"sha256": old.sha256, "length": len(text)}),
        "sections": tuple(map(section, annotation.sections)),
        "quotes": tuple(map(quote, annotation.quotes)),
        "rejected": (),
        "entities": tuple(one.model_copy(update={"mentions": ()}) for one in annotation.entities),
    }
    return annotation.model_copy(update=update), old, starts


def _pairs(old: Annotation, new: Annotation) -> Iterator[tuple[str, Range, Range, str | None]]:
    """Role, old and new offsets, and the state of the anchor, of every span."""
    items: dict[str, Quote | Rejected] = {item.id: item for item in new.quotes}
    for quote in old.quotes:
        other = items[quote.id]
        lost = other.anchor == "lost"
        for number, (a, b) in enumerate(zip(spans_of(quote), spans_of(other), strict=True)):
            role = "content" if number < len(quote.content) else "other spans"
            gone = lost and (a.span, a.text) == (b.span, b.text)
            yield role, a.span, b.span, "lost" if gone else "fuzzy" if other.anchor else None
    sections = {section.id: section for section in new.sections}
    for section in old.sections:
        yield "sections", section.span, sections[section.id].span, sections[section.id].anchor


def outcome(old: Range, new: Range, state: str | None, places: dict[int, int], came: dict[int, int]) -> str:
    """What became of one span, by where its characters are now and where those that are there came from."""
    there = [places[offset] for offset in range(*old) if offset in places]
    if len(there) * 2 < old[1] - old[0]:
        return "gone" if state == "lost" else "stray" if state is None else "off"
    right = (min(there), max(there) + 1)
    if right[1] - right[0] > len(there) and any(not old[0] <= came.get(at, old[0]) < old[1] for at in range(*right)):
        return "split"
    if state == "lost":
        return "right" if new == right else "lost"
    if new == right:
        return "fuzzy" if state else "right"
    return "off" if state else "WRONG"


def measure(paths: Sequence[Path], seed: int, tell: bool) -> dict[str, dict[str, Counter[str]]]:
    """Outcomes by edit and role."""
    found: dict[str, dict[str, Counter[str]]] = {}
    for path in paths:
        article = Article.decode(Path(str(path).removesuffix(".gold.yaml")).read_bytes(), path.name)
        loaded = read_gold(path.read_bytes(), article, path.name)
        if loaded.annotation is None or not loaded.matches:
            print(f"{path}: skipped", file=sys.stderr)
            continue
        for name, edit in EDITS.items():
            dice = random.Random(f"{seed} {name} {path.name}")
            annotation, old = loaded.annotation, article
            origins = plain(article.text)
            if name == "encoding":
                annotation, old, starts = garbled(annotation, article)
                # Every garbled character stands where the one it was made of stands now.
                places = {offset: i for i in range(len(article.text)) for offset in range(starts[i], starts[i + 1])}
                text = article.text
            else:
                origins = edit(origins, dice)
                text = "".join(char for char, _ in origins)
                places = {origin: i for i, (_, origin) in enumerate(origins) if origin is not None}
            came = {now: offset for offset, now in places.items()}
            new = reanchor(annotation, Article.from_text(text, article.name), old)
            for role, before, after, state in _pairs(annotation, new.annotation):
                kind = outcome(before, after, state, places, came)
                found.setdefault(name, {}).setdefault(role, Counter())[kind] += 1
                if tell and kind in ("WRONG", "stray"):
                    print(f"{path.name} {name} {kind} {role}: {old.text[slice(*before)]!r} -> {text[slice(*after)]!r}")
    return found


def main() -> int:
    """Print a table, and how long it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wrong", action="store_true", help="show each WRONG and stray span")
    options = parser.parse_args()
    paths = [
        file for path in options.paths for file in (sorted(path.rglob("*.gold.yaml")) if path.is_dir() else [path])
    ]
    started = time.perf_counter()
    found = measure(paths, options.seed, options.wrong)
    spent = time.perf_counter() - started
    kinds = ("right", "fuzzy", "off", "lost", "WRONG", "gone", "stray", "split")
    print("| edit | spans | " + " | ".join(kinds) + " |\n|---|---|" + "---:|" * len(kinds))
    for name, roles in found.items():
        for role in sorted(roles):
            print(f"| {name} | {role} | " + " | ".join(str(roles[role][kind]) for kind in kinds) + " |")
    edits = len(paths) * len(EDITS)
    print(f"\n{len(paths)} articles, {edits} re-anchorings, {spent / max(1, edits) * 1000:.0f} ms each with reading")
    wrong = sum(one["WRONG"] for roles in found.values() for role, one in roles.items() if role != "sections")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
