"""What a reader meets in an article: quotes, rejected items and possible misses, with their states.

Pure functions from a snapshot to items in text order, and from items to blocks and stops (the words are
those of the interaction design: a *stop* is a block with something open, a *quiet* block has nothing).
Offsets are code points.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from annotator.detection.base import Mark
from annotator.editor import Snapshot
from annotator.marks import Stretch, stretches
from annotator.model import SILENT_KINDS, Annotation, Quote, Rejected
from annotator.text import Range, Structure, inside, overlaps
from annotator.views import State

STOP_WEIGHT = 0.5
"""A possible miss at least this likely makes its block a stop; weaker ones are only drawn."""

PRONOUNS = frozenset(
    "he she they it we i you who which that this those these his her their its him them one some others "
    "both er sie es wir ihr il elle ils elles on nous él ella ellos ellas".split()
)


@dataclass(frozen=True)
class Item:
    """One thing to decide or decided: a quote, a rejected item, or a possible miss.

    `key` is the id of a quote or rejected item, or `m<start>` for a mark. `weak` marks make no stop,
    `read` ones lie in text that was read.
    """

    key: str
    kind: Literal["quote", "rejected", "mark"]
    start: int
    end: int
    state: State
    doubt: str = ""
    depth: int = 0
    weak: bool = False
    read: bool = False

    @property
    def is_open(self) -> bool:
        """Whether Space would decide it: a proposal not looked at yet."""
        return self.state in ("open", "question")


def is_read(annotation: Annotation, offset: int) -> bool:
    """Whether the text at `offset` is recorded as read."""
    read = annotation.review.read
    if read is None:
        return annotation.review.status != "new"
    at = bisect_right(read, (offset, 1 << 62)) - 1
    return at >= 0 and offset < read[at][1]


def state_of(quote: Quote, snapshot: Snapshot) -> State:
    """The state of a quote, doubts left out: held are proposals in text that was read, or put aside."""
    if quote.status != "proposed":
        return quote.status
    if quote.id in snapshot.held or is_read(snapshot.annotation, quote.start):
        return "held"
    return "open"


def doubt_of(quote: Quote, annotation: Annotation, text: str, neighbours: Sequence[Quote]) -> str:
    """Why an open item is a question, in a few words, or "" (INTERACTION 2)."""
    if quote.source is None and quote.continues is None:
        return "no source: s"
    if not quote.speakers:
        return "nobody behind it: y says who"
    entities = [annotation.entity(id) for id in quote.speakers]
    if all(one is not None and one.name.lower() in PRONOUNS for one in entities):
        return "only a pronoun: y says who"
    for other in neighbours:
        if other.id == quote.id or other.within == quote.id or quote.within == other.id:
            continue
        if other.within is not None and other.within == quote.within and quote.within is not None:
            continue
        for a in quote.content:
            for b in other.content:
                if overlaps(a.span, b.span) and not _related(quote, other, annotation):
                    word = "inside" if inside(a.span, b.span) else "around" if inside(b.span, a.span) else "across"
                    return f"{word} {other.id}"
    if not {"odd_marks", "unclosed"} & set(quote.flags) and _unpaired(quote, text):
        return "marks do not pair"
    return ""


def _related(a: Quote, b: Quote, annotation: Annotation) -> bool:
    """Whether one lies within the other over any number of levels."""
    for inner, outer in ((a, b), (b, a)):
        at: Quote | None = inner
        for _ in range(4):
            if at is None or at.within is None:
                break
            if at.within == outer.id:
                return True
            at = annotation.quote(at.within)
    return False


def _unpaired(quote: Quote, text: str) -> bool:
    """Whether a content span cuts through a pair of marks (continued paragraphs are paired over spans)."""
    found = _stretches_in(text, quote.start, quote.end)
    for index, piece in enumerate(quote.content):
        for stretch in found:
            if stretch.depth or not overlaps(stretch[:2], piece.span):
                continue
            last = index == len(quote.content) - 1
            if piece.start <= stretch.start < piece.end and (stretch.odd or not stretch.opened):
                return True
            if inside(stretch[:2], piece.span) and not stretch.closed and last:
                return True
    return False


def _stretches_in(text: str, start: int, end: int) -> Sequence[Stretch]:
    found = stretches(text)
    low = bisect_left(found, start, key=lambda one: one.start)
    high = bisect_left(found, end, key=lambda one: one.start)
    return found[max(0, low - 2) : high]


def unclaimed(marks: Sequence[Mark], annotation: Annotation, dismissed: frozenset[Range]) -> list[Mark]:
    """The possible misses nobody has claimed: cue words that are no cue, marks in no content.

    A cue word is claimed by a cue or via that touches it, or by a rejected item with that cue;
    quotation marks by any content or rejected item that overlaps them. Nothing is missed in sections
    where nothing is annotated (R9).
    """
    cues: set[int] = set()
    contents: list[Range] = []
    items: tuple[Quote | Rejected, ...] = (*annotation.quotes, *annotation.rejected)
    roles: list[Range] = []
    for item in items:
        contents += [piece.span for piece in item.content]
        roles += [span.span for span in (item.cue, item.source) if span is not None]
        for via in item.via:
            roles += [span.span for span in (via.source, via.cue) if span is not None]
    for start, end in roles:
        cues.update(range(start, end))
    contents.sort()
    starts = [start for start, _ in contents]
    reach: list[int] = []  # the furthest end of all contents up to here
    for _, end in contents:
        reach.append(max(end, reach[-1]) if reach else end)
    silent = [section.span for section in annotation.sections if section.kind in SILENT_KINDS]
    silent_starts = [start for start, _ in silent]
    found = []
    for mark in marks:
        if (mark.start, mark.end) in dismissed:
            continue
        at = bisect_right(silent_starts, mark.start) - 1
        if at >= 0 and mark.start < silent[at][1]:
            continue
        if mark.kind == "cue":
            if mark.start in cues or mark.end - 1 in cues:
                continue
        else:
            at = bisect_left(starts, mark.end) - 1
            if at >= 0 and reach[at] > mark.start:
                continue
        found.append(mark)
    return found


class Items:
    """All items of a snapshot in text order, with look-up by key and by place."""

    def __init__(
        self, snapshot: Snapshot, marks: Sequence[Mark], text: str, stop: float = STOP_WEIGHT, draw: float = 0.0
    ) -> None:
        """`marks` of at least the weight `draw` are items, those of at least `stop` stop the reader."""
        self.snapshot = snapshot
        annotation = snapshot.annotation
        found: list[Item] = []
        depths = _depths(annotation)
        quotes = annotation.quotes
        window: list[Quote] = []
        neighbours: dict[str, list[Quote]] = {}
        for quote in quotes:  # sorted by start: those still open at this start are the ones around
            window = [other for other in window if other.end > quote.start]
            for other in window:
                neighbours.setdefault(other.id, []).append(quote)
            neighbours.setdefault(quote.id, []).extend(window)
            window.append(quote)
        for quote in quotes:
            state = state_of(quote, snapshot)
            doubt = ""
            if state == "open":
                doubt = doubt_of(quote, annotation, text, neighbours.get(quote.id, ()))
                state = "question" if doubt else "open"
            found.append(Item(quote.id, "quote", quote.start, quote.end, state, doubt, depths.get(quote.id, 0)))
        for record in annotation.rejected:
            found.append(Item(record.id, "rejected", record.start, record.end, "rejected"))
        drawn = [mark for mark in marks if mark.weight >= draw]
        for mark in unclaimed(drawn, annotation, snapshot.dismissed):
            found.append(
                Item(
                    f"m{mark.start}",
                    "mark",
                    mark.start,
                    mark.end,
                    "mark",
                    weak=mark.weight < stop,
                    read=is_read(annotation, mark.start),
                )
            )
        self.all = sorted(found, key=lambda item: (item.start, -item.end, item.kind, item.key))
        self._starts = [item.start for item in self.all]

    @cached_property
    def by_key(self) -> dict[str, Item]:
        return {item.key: item for item in self.all}

    def within(self, span: Range) -> list[Item]:
        """The items that begin in the range, in text order."""
        low = bisect_left(self._starts, span[0])
        high = bisect_left(self._starts, span[1])
        return self.all[low:high]

    def makes_stop(self, item: Item) -> bool:
        """Whether an item stops the reader: open, or a likely miss in text not read yet."""
        return item.is_open or (item.kind == "mark" and not item.weak and not item.read)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many quotes are decided, open and held, and how many likely misses are unread."""
        found = {"done": 0, "open": 0, "held": 0, "marks": 0}
        for item in self.all:
            if item.kind == "quote":
                name = "open" if item.is_open else "held" if item.state == "held" else "done"
                found[name] += 1
            elif item.kind == "mark" and self.makes_stop(item):
                found["marks"] += 1
        return found


def _depths(annotation: Annotation) -> dict[str, int]:
    by_id = {quote.id: quote.within for quote in annotation.quotes}
    depths = {}
    for id in by_id:
        depth, at = 0, by_id[id]
        while at is not None and depth < 4:
            depth, at = depth + 1, by_id.get(at)
        depths[id] = depth
    return depths


def blocks(structure: Structure, rows_of: Callable[[Range], tuple[int, int]], most: int) -> tuple[Range, ...]:
    """The blocks of an article: paragraphs, those taller than `most` rows in runs of whole sentences.

    `rows_of` gives the first and last screen row of a range. A sentence taller than that is one block.
    """
    found: list[Range] = []
    for index, (start, end) in enumerate(structure.paragraphs):
        first, last = rows_of((start, end))
        if last - first + 1 <= most:
            found.append((start, end))
            continue
        begin = stop = start
        for sentence in structure.sentences[index]:
            top, bottom = rows_of((begin, sentence[1]))
            if bottom - top + 1 > most and stop > begin:
                found.append((begin, stop))
                begin = sentence[0]
            stop = sentence[1]
        if stop > begin:
            found.append((begin, max(stop, end)))
    return tuple(found)
