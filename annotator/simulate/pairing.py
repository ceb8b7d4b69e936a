"""Which present quote becomes which gold one: pure functions on annotations."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.model import Annotation, Quote, Via, range_of
from annotator.sameness import key_of
from annotator.text import Range, overlaps
from annotator.values import dataclass

ENOUGH = 0.25
"""Quotes less alike are cheaper refused and made anew than mended."""
NEAR = 4000
"""Quotes further apart are never compared (characters)."""


@dataclass(frozen=True)
class Pairs:
    """Gold quotes with the present ones they are made of; gold quotes to be made; present ones to be refused."""

    both: tuple[tuple[Quote, Quote], ...]
    missing: tuple[Quote, ...]
    false: tuple[Quote, ...]

    def ids(self) -> dict[str, str]:
        """The present id of every gold id that has one."""
        return {gold.id: have.id for gold, have in self.both}


def contents(quote: Quote) -> tuple[Range, ...]:
    """The offsets of the pieces of content."""
    return tuple(piece.span for piece in quote.content)


def words_of(quote: Quote) -> tuple[object, ...]:
    """Everything about a quote that is words: content, cue, source, addressee, vias."""
    return (*key_of(quote), range_of(quote.addressee), vias_of(quote.via))


def vias_of(vias: Iterable[Via]) -> tuple[tuple[str, Range, Range | None], ...]:
    """Kind, words and cue of each via."""
    return tuple((via.kind, via.source.span, range_of(via.cue)) for via in vias)


def likeness(gold: Quote, have: Quote) -> float:
    """How much two quotes share: words of the content and the same cue (0 to 4, comparable only)."""
    shared = sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in gold.content for b in have.content)
    total = sum(piece.end - piece.start for piece in (*gold.content, *have.content)) - shared
    part = shared / total if total else 0.0
    if gold.cue is not None and have.cue is not None:
        return 2 * (0.5 + part) + part if overlaps(gold.cue.span, have.cue.span) else 0.4 * part
    return part


def pair(gold: Annotation, now: Annotation) -> Pairs:
    """Equal quotes first, then the likest; each at most once."""
    equal = {key_of(quote): quote for quote in now.quotes}
    both = [(one, equal[key_of(one)]) for one in gold.quotes if key_of(one) in equal]
    taken = {one.id for one, _ in both}, {have.id for _, have in both}
    left = [one for one in gold.quotes if one.id not in taken[0]]
    free = [one for one in now.quotes if one.id not in taken[1]]
    scored = sorted(
        (
            (-likeness(a, b), i, j)
            for i, a in enumerate(left)
            for j, b in enumerate(free)
            if abs(a.start - b.start) < NEAR
        )
    )
    for score, i, j in scored:
        if -score > ENOUGH and left[i].id not in taken[0] and free[j].id not in taken[1]:
            both.append((left[i], free[j]))
            taken[0].add(left[i].id)
            taken[1].add(free[j].id)
    return Pairs(
        tuple(sorted(both, key=lambda two: (two[0].start, -two[0].end))),
        tuple(one for one in left if one.id not in taken[0]),
        tuple(one for one in free if one.id not in taken[1]),
    )
