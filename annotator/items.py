"""What a reader meets in an article: quotes, rejected items and possible misses, with their states.

Pure functions from a snapshot to items in text order, and from items to blocks and stops (the words are
those of the interaction design: a *stop* is a block with something open, a *quiet* block has nothing).
Offsets are code points.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Literal, overload

from annotator.detection.base import Mark
from annotator.editor import Snapshot
from annotator.lookup import differing, lookup
from annotator.marks import Stretch, stretch_starts, stretches
from annotator.model import SILENT_KINDS, Annotation, Quote, Rejected, Section, spans_of
from annotator.text import Range, Structure, inside, overlaps
from annotator.values import dataclass, replace
from annotator.views import State

REACH = 20_000
"""How far from its roles the content of a quote may lie (code points), when looking for what overlaps."""
STOP_WEIGHT = 0.4
"""A possible miss at least this likely makes its block a stop; weaker ones are only drawn."""

PRONOUNS = frozenset(
    "he she they it we i you who which that this those these his her their its him them one some others "
    "both er sie es wir ihr il elle ils elles on nous él ella ellos ellas".split()
)


@dataclass(frozen=True, slots=True)
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


def doubt_of(quote: Quote, names: Mapping[str, str], text: str, around: Sequence[Quote]) -> str:
    """Why an open quote is a question, in a few words, or "".

    `names` are the entities' names by id, `around` the quotes whose content overlaps its own.
    """
    if not quote.speakers:
        return "no source: s" if quote.source is None and quote.continues is None else "nobody behind it: y says who"
    if all(names.get(id, "").lower() in PRONOUNS for id in quote.speakers):
        return "only a pronoun: y says who"
    by_id = {other.id: other for other in (quote, *around)}
    for other in around:
        if other.id == quote.id or _related(quote, other, by_id):
            continue
        for a in quote.content:
            for b in other.content:
                if overlaps(a.span, b.span):
                    word = "inside" if inside(a.span, b.span) else "around" if inside(b.span, a.span) else "across"
                    return f"{word} {other.id}"
    if not {"odd_marks", "unclosed"} & set(quote.flags) and _unpaired(quote, text):
        return "marks do not pair"
    return ""


def _related(a: Quote, b: Quote, by_id: Mapping[str, Quote]) -> bool:
    """Whether one lies within the other over any number of levels, or both in the same third one."""
    if a.within is not None and a.within == b.within:
        return True
    for inner, outer in ((a, b), (b, a)):
        at: Quote | None = inner
        for _ in range(4):
            if at is None or at.within is None:
                break
            if at.within == outer.id:
                return True
            at = by_id.get(at.within)
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
    found, starts = stretches(text), stretch_starts(text)
    return found[max(0, bisect_left(starts, start) - 2) : bisect_left(starts, end)]


class _Cover:
    """What of a text some ranges cover."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        found = sorted(ranges)
        self._starts = [start for start, _ in found]
        self._reach = list(accumulate((end for _, end in found), max))
        """The furthest end of all ranges up to here."""

    def touches(self, low: int, high: int) -> bool:
        """Whether a range shares a character with the stretch."""
        at = bisect_left(self._starts, high) - 1
        return at >= 0 and self._reach[at] > low


def unclaimed(
    marks: Sequence[Mark], items: Iterable[Quote | Rejected], sections: Sequence[Section], dismissed: frozenset[Range]
) -> list[Mark]:
    """The possible misses that none of the items has claimed: cue words that are no cue, marks in no content.

    A cue word is claimed by a cue, source or via that touches it; quotation marks by any content that
    overlaps them. Nothing is missed in sections where nothing is annotated (R9).
    """
    if not marks:
        return []
    contents: list[Range] = []
    roles: list[Range] = []
    for item in items:
        contents += [piece.span for piece in item.content]
        roles += [span.span for span in (item.cue, item.source) if span is not None]
        for via in item.via:
            roles += [span.span for span in (via.source, via.cue) if span is not None]
    in_content, in_role = _Cover(contents), _Cover(roles)
    silent = [section.span for section in sections if section.kind in SILENT_KINDS]
    silent_starts = [start for start, _ in silent]
    found = []
    for mark in marks:
        if (mark.start, mark.end) in dismissed:
            continue
        at = bisect_right(silent_starts, mark.start) - 1
        if at >= 0 and mark.start < silent[at][1]:
            continue
        if mark.kind == "cue":
            if in_role.touches(mark.start, mark.start + 1) or in_role.touches(mark.end - 1, mark.end):
                continue
        elif in_content.touches(mark.start, mark.end):
            continue
        found.append(mark)
    return found


def _hull(item: Quote | Rejected) -> Range:
    """From the first to the last character of any of its parts."""
    spans = spans_of(item)
    return min(span.start for span in spans), max(span.end for span in spans)


def _starting(quotes: Sequence[Quote], low: int, high: int) -> Sequence[Quote]:
    """The quotes that begin in the range; they are in order of their starts (SCHEME 2)."""
    start = bisect_left(quotes, low, key=lambda quote: quote.start)
    return quotes[start : bisect_left(quotes, high, lo=start, key=lambda quote: quote.start)]


class Items:
    """All items of a snapshot in text order, with look-up by key and by place.

    With the `previous` items of the same article only the stretch that an edit touched is worked out
    anew, so that a key costs the same in a long article as in a short one.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        marks: Sequence[Mark],
        text: str,
        stop: float = STOP_WEIGHT,
        draw: float = 0.0,
        previous: Items | None = None,
    ) -> None:
        """`marks` of at least the weight `draw` are items, those of at least `stop` stop the reader."""
        self.snapshot = snapshot
        self.all: list[Item] = []
        self.stops: list[int] = []
        """Where the items that stop the reader begin, in order."""
        self.counts: dict[str, int] = {}
        """How many quotes are decided, open and held, and how many likely misses are unread."""
        self._starts: list[int] = []
        self._marks: list[Mark] = []
        self._mark_starts: list[int] = []
        self._text = text
        self.marks = marks
        self._stop, self._draw = stop, draw
        annotation = snapshot.annotation
        self.quotes = lookup(annotation.quotes)
        self._doubts: dict[str, Item] = {}
        if previous is not None and previous.marks is marks and previous._text == text:
            self._marks, self._mark_starts = previous._marks, previous._mark_starts
            touched = self._touched(previous)
        else:
            self._marks = [mark for mark in marks if mark.weight >= draw]
            self._mark_starts = [mark.start for mark in self._marks]
            touched, previous = (0, len(text) + 1), None
            self.quotes.prepare()
        self._keep(previous, touched or (0, 0))

    def _keep(self, previous: Items | None, touched: Range) -> None:
        """Take over what lies outside the touched stretch, and work out what begins in it."""
        low, high = touched
        fresh = self._found(low, high)
        if previous is None:
            self.all, old, first, last = fresh, [], 0, 0
        else:
            first = bisect_left(previous._starts, low)
            last = bisect_left(previous._starts, high)
            old = previous.all[first:last]
            self.all = [*previous.all[:first], *fresh, *previous.all[last:]]
        starts = [item.start for item in fresh]
        stops = [item.start for item in fresh if self.makes_stop(item)]
        before = previous.counts if previous is not None else {}
        new, gone = self._counted(fresh), self._counted(old)
        self.counts = {name: before.get(name, 0) + new[name] - gone[name] for name in new}
        if previous is None:
            self._starts, self.stops = starts, stops
            return
        if self.snapshot.annotation.entities is previous.snapshot.annotation.entities:
            # The touched stretch is as wide as the quotes that overlap it: a doubt elsewhere stays what it was.
            self._doubts = {key: one for key, one in previous._doubts.items() if not low <= one.start < high}
        self._starts = [*previous._starts[:first], *starts, *previous._starts[last:]]
        a, b = bisect_left(previous.stops, low), bisect_left(previous.stops, high)
        self.stops = [*previous.stops[:a], *stops, *previous.stops[b:]]

    def _touched(self, previous: Items) -> Range | None:
        """The stretch in which items may differ from the previous ones, widened to whole quotes; None: none."""
        new, old = self.snapshot.annotation, previous.snapshot.annotation
        spots: list[Range] = []
        first, last_old, last_new = differing(old.quotes, new.quotes)
        spots += [_hull(quote) for quote in (*old.quotes[first:last_old], *new.quotes[first:last_new])]
        if new.rejected is not old.rejected:
            known = {id(one) for one in old.rejected} & {id(one) for one in new.rejected}
            spots += [_hull(one) for one in (*old.rejected, *new.rejected) if id(one) not in known]
        if new.sections is not old.sections:
            same = {id(one) for one in old.sections} & {id(one) for one in new.sections}
            spots += [one.span for one in (*old.sections, *new.sections) if id(one) not in same]
        if new.review.read != old.review.read or new.review.status != old.review.status:
            spots += _changed_cover(_read(old), _read(new))
        spots += self.snapshot.dismissed ^ previous.snapshot.dismissed
        held = map(self.quotes.get, self.snapshot.held ^ previous.snapshot.held)
        spots += [_hull(quote) for quote in held if quote is not None]
        if not spots:
            return None
        low, high = min(spot[0] for spot in spots), max(spot[1] for spot in spots) + 1
        for quotes in (old.quotes, new.quotes):
            for quote in _starting(quotes, low - REACH, high):
                if quote.start < high and quote.end > low:
                    low, high = min(low, quote.start), max(high, quote.end)
        return low, high

    def _found(self, low: int, high: int) -> list[Item]:
        """The items that begin in the stretch, doubts left out."""
        snapshot = self.snapshot
        annotation = snapshot.annotation
        found: list[Item] = []
        near: list[Quote | Rejected] = []
        for quote in _starting(annotation.quotes, low - 2 * REACH, high + REACH):
            start, end = quote.content[0].span[0], quote.content[-1].span[1]
            if low <= start < high:
                found.append(Item(quote.id, "quote", start, end, state_of(quote, snapshot), "", self._depth(quote)))
            if end > low - REACH and start < high + REACH:
                near.append(quote)
        for record in annotation.rejected:
            if low <= record.start < high:
                found.append(Item(record.id, "rejected", record.start, record.end, "rejected"))
            near.append(record)
        first, last = bisect_left(self._mark_starts, low), bisect_left(self._mark_starts, high)
        for mark in unclaimed(self._marks[first:last], near, annotation.sections, snapshot.dismissed):
            weak, read = mark.weight < self._stop, is_read(annotation, mark.start)
            key = f"m{mark.start}"
            found.append(Item(key, "mark", mark.start, mark.end, "mark", weak=weak, read=read))
        return sorted(found, key=lambda item: (item.start, -item.end, item.kind, item.key))

    def _depth(self, quote: Quote) -> int:
        depth, at = 0, quote.within
        while at is not None and depth < 4:
            outer = self.quotes.get(at)
            depth, at = depth + 1, outer.within if outer is not None else None
        return depth

    def _counted(self, items: Sequence[Item]) -> dict[str, int]:
        found = {"done": 0, "open": 0, "held": 0, "marks": 0}
        for item in items:
            if item.kind == "quote":
                found["open" if item.is_open else "held" if item.state == "held" else "done"] += 1
            elif item.kind == "mark" and self.makes_stop(item):
                found["marks"] += 1
        return found

    def get(self, key: str | None) -> Item | None:
        """The item of that key, with its doubt."""
        if key is None:
            return None
        quote = self.quotes.get(key)
        if quote is not None:
            start = quote.start
        elif key.startswith("m") and key[1:].isdecimal():
            start = int(key[1:])
        else:
            record = next((one for one in self.snapshot.annotation.rejected if one.id == key), None)
            if record is None:
                return None
            start = record.start
        for item in self.all[bisect_left(self._starts, start) : bisect_right(self._starts, start)]:
            if item.key == key:
                return self._doubted(item)
        return None

    def within(self, span: Range) -> list[Item]:
        """The items that begin in the range, in text order, with their doubts."""
        low = bisect_left(self._starts, span[0])
        high = bisect_left(self._starts, span[1])
        return [self._doubted(item) for item in self.all[low:high]]

    def _doubted(self, item: Item) -> Item:
        """An open item as a question when there is a doubt about it."""
        if item.state != "open":
            return item
        known = self._doubts.get(item.key)
        if known is None:
            annotation = self.snapshot.annotation
            names = {entity.id: entity.name for entity in annotation.entities}
            quote = self.quotes.get(item.key)
            assert quote is not None  # an item that is open is a quote
            last = bisect_left(self._starts, item.end)
            first = bisect_left(self._starts, item.start - REACH)
            near = (one.key for one in self.all[first:last] if one.kind == "quote" and one.end > item.start)
            around = [other for other in map(self.quotes.get, near) if other is not None]
            doubt = doubt_of(quote, names, self._text, around)
            known = replace(item, state="question", doubt=doubt) if doubt else item
            self._doubts[item.key] = known
        return known

    def makes_stop(self, item: Item) -> bool:
        """Whether an item stops the reader: open, or a likely miss in text not read yet."""
        return item.is_open or (item.kind == "mark" and not item.weak and not item.read)


def _changed_cover(old: Sequence[Range], new: Sequence[Range]) -> list[Range]:
    """The stretches that one of two lists of disjoint ranges covers and the other does not."""
    edges = sorted({edge for span in (*old, *new) for edge in span})
    found = []
    for start, end in pairwise(edges):
        covered = [any(a <= start and end <= b for a, b in _at(ranges, start)) for ranges in (old, new)]
        if covered[0] != covered[1]:
            found.append((start, end))
    return found


def _at(ranges: Sequence[Range], offset: int) -> Sequence[Range]:
    """The one range that may hold the offset."""
    at = bisect_right(ranges, (offset, 1 << 62)) - 1
    return ranges[at : at + 1] if at >= 0 else ()


def _read(annotation: Annotation) -> tuple[Range, ...]:
    """The stretches recorded as read."""
    read = annotation.review.read
    if read is None:
        return () if annotation.review.status == "new" else ((0, annotation.document.length),)
    return read


class Blocks(Sequence[Range]):
    """The blocks of an article: paragraphs, those taller than `most` rows in runs of whole sentences.

    `rows_of` gives the first and last screen row of a range. A sentence taller than that is one block.
    They are found when they are asked for, from the top on; `len` finds them all.
    """

    def __init__(self, structure: Structure, rows_of: Callable[[Range], tuple[int, int]], most: int) -> None:
        self._structure, self._rows_of, self._most = structure, rows_of, most
        self._paragraphs = structure.paragraphs
        self._looked = 0
        """How many paragraphs have their blocks."""
        self._found: list[Range] = []
        self._starts: list[int] = []

    def _look(self) -> None:
        """The blocks of the next paragraph."""
        start, end = self._paragraphs[self._looked]
        self._looked += 1
        first, last = self._rows_of((start, end))
        if last - first + 1 <= self._most:
            self._add(start, end)
            return
        begin = stop = start
        for sentence in self._structure.sentences_of(self._looked - 1):
            top, bottom = self._rows_of((begin, sentence[1]))
            if bottom - top + 1 > self._most and stop > begin:
                self._add(begin, stop)
                begin = sentence[0]
            stop = sentence[1]
        if stop > begin:
            self._add(begin, max(stop, end))

    def _add(self, start: int, end: int) -> None:
        self._found.append((start, end))
        self._starts.append(start)

    def _look_to(self, offset: int) -> None:
        while self._looked < len(self._paragraphs) and self._paragraphs[self._looked][0] <= offset:
            self._look()

    def has(self, index: int) -> bool:
        """Whether there are so many blocks that one has this index, counted from 0."""
        while len(self._found) <= index and self._looked < len(self._paragraphs):
            self._look()
        return index < len(self._found)

    def at(self, offset: int) -> int:
        """Index of the block that holds the offset, or of the last one before it (0 at least)."""
        self._look_to(offset)
        return max(0, bisect_right(self._starts, offset) - 1)

    def after(self, offset: int) -> int:
        """Index of the first block that begins at the offset or behind it; their number when none does."""
        self._look_to(offset)
        index = bisect_left(self._starts, offset)
        self.has(index)
        return index

    def __bool__(self) -> bool:
        return self.has(0)

    def __len__(self) -> int:
        while self._looked < len(self._paragraphs):
            self._look()
        return len(self._found)

    @overload
    def __getitem__(self, index: int) -> Range: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Range]: ...
    def __getitem__(self, index: int | slice) -> Range | Sequence[Range]:
        if isinstance(index, slice):
            for edge in (index.start, index.stop):
                self.has(edge if edge is not None and edge >= 0 else sys.maxsize)
            return self._found[index]
        self.has(index if index >= 0 else sys.maxsize)
        return self._found[index]
