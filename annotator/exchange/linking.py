"""Links between quotes taken in from elsewhere, made to keep the rules (checks E12 to E14)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from annotator.model import Quote
from annotator.text import Range, inside
from annotator.values import dataclass

NESTING = 3
"""How many quotes may lie around one (check E13)."""


@dataclass(frozen=True)
class Place:
    """Where a quote lies: its content, and its cue if it has one."""

    content: tuple[Range, ...]
    cue: Range | None

    @property
    def hull(self) -> Range:
        parts = [*self.content, *([self.cue] if self.cue else [])]
        return min(start for start, _ in parts), max(end for _, end in parts)

    @property
    def size(self) -> int:
        return sum(end - start for start, end in self.content)


def nested(places: Sequence[Place]) -> list[int | None]:
    """For each quote the index of the smallest one that holds its content and cue in one content span (N1)."""
    hulls = sorted((*place.hull, index) for index, place in enumerate(places))
    hulls.sort(key=lambda hull: (hull[0], -hull[1]))
    spans = [(start, end, index) for index, place in enumerate(places) for start, end in place.content]
    spans.sort(key=lambda span: (span[0], -span[1]))
    found: list[int | None] = [None] * len(places)
    stack: list[tuple[int, int, int]] = []
    at = 0
    for start, end, index in hulls:
        while at < len(spans) and spans[at][0] <= start:
            while stack and stack[-1][1] <= spans[at][0]:
                stack.pop()
            stack.append(spans[at])
            at += 1
        # Deeper than a few layers no link would be allowed; the bound keeps odd input linear.
        for outer in stack[: -4 * NESTING : -1]:
            larger = outer[1] - outer[0] > places[index].size
            if outer[2] != index and larger and inside((start, end), (outer[0], outer[1])):
                found[index] = outer[2]
                break
    for index in range(len(found)):
        around, outer_index = 0, found[index]
        while outer_index is not None and around <= NESTING:
            around, outer_index = around + 1, found[outer_index]
        if around > NESTING:
            found[index] = None
    return found


def _place(quote: Quote) -> Place:
    return Place(tuple(span.span for span in quote.content), quote.cue.span if quote.cue else None)


def _lies_in(quote: Quote, outer: Quote) -> bool:
    hull = _place(quote).hull
    return quote.id != outer.id and any(inside(hull, span.span) for span in outer.content)


def sound(quotes: Sequence[Quote], notes: Counter[str]) -> tuple[Quote, ...]:
    """The quotes with only links that keep the rules; what is dropped is counted in the notes.

    A quote without speakers that continues another has the other's (rules C6, C7).
    """
    known: dict[str, Quote] = {}
    for quote in sorted(quotes, key=lambda quote: (quote.start, quote.id)):
        # Taken in text order, so that the quote before is settled; `known` holds only earlier ones.
        if quote.continues is not None:
            before = known.get(quote.continues)
            if before is not None and not quote.speakers:
                quote = quote.model_copy(update={"speakers": before.speakers})
            if before is None or before.speakers != quote.speakers:
                notes["link continues that breaks the rules: dropped"] += 1
                quote = quote.model_copy(update={"continues": None})
        known[quote.id] = quote
    for id, quote in known.items():
        target = known.get(quote.repeats) if quote.repeats else None
        if quote.repeats is not None and (target is None or target.id == id or target.repeats is not None):
            notes["link repeats that breaks the rules: dropped"] += 1
            known[id] = quote.model_copy(update={"repeats": None})
    for id, quote in known.items():
        if quote.within is None:
            continue
        outer = known.get(quote.within)
        if outer is None or not _lies_in(quote, outer) or not _shallow(quote, known):
            notes["link within that breaks the rules: dropped"] += 1
            known[id] = quote.model_copy(update={"within": None})
    return tuple(known[quote.id] for quote in quotes)


def _shallow(quote: Quote, known: dict[str, Quote]) -> bool:
    """Whether at most NESTING quotes lie around it, and not itself."""
    around, outer = 0, quote.within
    while outer is not None and outer in known and around <= NESTING:
        if outer == quote.id:
            return False
        around, outer = around + 1, known[outer].within
    return around <= NESTING
