"""W02, W06, W09, W10, W12, W13: quotes among each other, entities, and the file as a whole."""

from __future__ import annotations

import posixpath
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from annotator.check.context import Changes, Context, mend_item, place_of
from annotator.check.links import MAX_DEPTH
from annotator.marks import MARKS, stretches_in, unclaimed
from annotator.model import (
    DISPLAY_KINDS,
    FLAGS,
    SECTION_KINDS,
    SILENT_KINDS,
    Annotation,
    Entity,
    Quote,
    Rejected,
    Section,
)
from annotator.problems import Problem, Repair
from annotator.shown import excerpt
from annotator.text import fold, inside

_MOST_DISPLAYED = 500
"""Display quotes looked up word for word; more than that is no headline."""


def misses(context: Context) -> Iterator[Problem]:
    """W02: quotation marks that are neither content nor rejected, outside sections where nothing counts."""
    # A lost item claims what it still has in place.
    claimed = [
        span.span
        for item in context.items
        for span in item.content
        if item.anchor != "lost" or context.text[span.start : span.end] == span.text
    ]
    claimed += [section.span for section in context.annotation.sections if section.kind in SILENT_KINDS]
    for stretch in unclaimed(context.text, claimed):
        words = excerpt(context.text[stretch.start : stretch.end])
        yield Problem(
            "W02",
            "",
            "quotes",
            f"{words} is in no quote and in no rejected item; make it a quote, or reject it with a reason",
            (stretch.start, stretch.end),
        )


def entities(context: Context) -> Iterator[Problem]:
    """W06: every entity is used, and has a name of its own."""
    used = {id for item in context.items for id in item.speakers}
    used |= {via.entity for item in context.items for via in item.via if via.entity is not None}
    used |= {entity.speaks_for for entity in context.annotation.entities if entity.speaks_for is not None}
    names: dict[str, str] = {}
    for entity in context.annotation.entities:
        if entity.id not in used:
            yield Problem(
                "W06",
                entity.id,
                "",
                f"{excerpt(entity.name)} ({entity.id}) is used by no quote and by no other entity; remove it",
                repair=_remove(entity.id),
                repair_title="remove it",
            )
        first = names.setdefault(fold(entity.name), entity.id)
        if first != entity.id:
            message = f"has the same name as {first}: {excerpt(entity.name)}; merge them, or name them apart"
            yield Problem("W06", entity.id, "name", message)


def _remove(id: str) -> Repair:
    def repair(annotation: Annotation) -> Annotation:
        return annotation.model_copy(update={"entities": _others(annotation.entities, id)})

    return repair


def _others(entities: Sequence[Entity], id: str) -> tuple[Entity, ...]:
    return tuple(entity for entity in entities if entity.id != id)


class _Sections:
    """Which section holds an offset."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections = sorted(sections, key=lambda section: section.span)
        self._starts = [section.start for section in self._sections]

    def kind_at(self, offset: int) -> str | None:
        at = bisect_right(self._starts, offset) - 1
        return self._sections[at].kind if at >= 0 and offset < self._sections[at].end else None


def repeats(context: Context) -> Iterator[Problem]:
    """W09: a display quote whose marked words stand in a body quote names it (P1)."""
    sections = _Sections(context.annotation.sections)
    free = sorted((quote for quote in context.placed if quote.repeats is None), key=lambda one: (one.start, one.id))
    kinds = [sections.kind_at(quote.start) for quote in free]
    displayed = [quote for quote, kind in zip(free, kinds, strict=True) if kind in DISPLAY_KINDS]
    if not displayed:
        return
    pieces: list[str] = []
    owners: list[str] = []
    for quote, kind in zip(free, kinds, strict=True):
        if kind in DISPLAY_KINDS or kind in SILENT_KINDS:
            continue
        for piece in _pieces(context, quote):
            pieces.append(piece)
            owners.append(quote.id)
    joined = "\0" + "\0".join(pieces) + "\0"
    starts = []
    at = 1
    for piece in pieces:
        starts.append(at)
        at += len(piece) + 1
    for quote in displayed[:_MOST_DISPLAYED]:
        for piece in _pieces(context, quote):
            hit = joined.find(piece)
            if hit < 0:
                continue
            target = owners[bisect_right(starts, hit) - 1]
            yield Problem(
                "W09",
                quote.id,
                "repeats",
                f"the body quote {target} has the same marked words; link them with `repeats` (P1)",
                place_of(quote),
                repair=mend_item(quote.id, _link("repeats", target)),
                repair_title=f"repeats {target}",
            )
            break


def _pieces(context: Context, quote: Quote) -> Iterator[str]:
    """The marked words of a quote: folded, without marks and punctuation, a blank at both ends."""
    for span in quote.content:
        for stretch in stretches_in(context.text, *span.span):
            words = context.text[stretch.start : min(stretch.end, span.end)]
            bare = "".join(char if char.isalnum() else " " for char in words if char not in MARKS)
            folded = fold(bare)
            if folded:
                yield f" {folded} "


def _link(name: str, target: str) -> Changes:
    """Set a link that is not set yet."""

    def changes(now: Quote | Rejected) -> dict[str, object]:
        return {name: target} if getattr(now, name) is None else {}

    return changes


def overlapping(context: Context) -> Iterator[Problem]:
    """W10: quotes whose contents overlap are nested by `within`."""
    quotes = context.annotation.quotes
    above = {quote.id: _ancestors(context, quote) for quote in quotes}
    spans = sorted(
        ((span.start, -span.end, i) for i, quote in enumerate(quotes) for span in quote.content if quote.anchor is None)
    )
    active: list[tuple[int, int]] = []  # (end, number of the quote)
    told: set[int] = set()
    for start, minus, i in spans:
        active = [entry for entry in active if entry[0] > start]
        inner = quotes[i]
        if i not in told:
            for _, k in active:
                outer = quotes[k]
                if k == i or outer.id in above[inner.id] or inner.id in above[outer.id]:
                    continue
                told.add(i)
                yield _overlap(outer, inner)
                break
        active.append((-minus, i))
        if len(active) > _MOST_ACTIVE:
            # With so many over one place some are unrelated to any other; those that reach furthest show it.
            active = sorted(active, reverse=True)[: _MOST_ACTIVE // 2]


_MOST_ACTIVE = 64


def _ancestors(context: Context, quote: Quote) -> frozenset[str]:
    """The quotes around it by `within`, as many levels as may be."""
    found: set[str] = set()
    at = quote.within
    for _ in range(MAX_DEPTH):
        if at is None or at in found:
            break
        found.add(at)
        outer = context.quotes.get(at)
        at = outer.within if outer else None
    return frozenset(found)


def _overlap(outer: Quote, inner: Quote) -> Problem:
    ranges = [span.span for span in inner.content] + ([inner.cue.span] if inner.cue else [])
    fits = inner.within is None and any(all(inside(one, span.span) for one in ranges) for span in outer.content)
    fits = fits and _size(inner) < _size(outer)
    return Problem(
        "W10",
        inner.id,
        "content",
        f"overlaps the content of {outer.id} without `within`; "
        + ("nest it" if fits else "correct the borders, or reject one of the two"),
        place_of(inner),
        repair=mend_item(inner.id, _link("within", outer.id)) if fits else None,
        repair_title=f"within {outer.id}" if fits else "",
    )


def _size(quote: Quote) -> int:
    return sum(span.end - span.start for span in quote.content)


def labels(context: Context) -> Iterator[Problem]:
    """W12: section labels and flags are known here or to the project."""
    for section in context.annotation.sections:
        if section.kind not in SECTION_KINDS and section.kind not in context.kinds:
            message = f"the label {excerpt(section.kind)} is unknown; correct it, or add it to the settings (labels)"
            yield Problem("W12", section.id, "kind", message, section.span)
    known = {*FLAGS, *context.flags}
    for item in context.items:
        for flag in item.flags:
            if flag not in known:
                message = f"the flag {excerpt(flag)} is unknown; correct it, or add it to the settings (flags)"
                yield Problem("W12", item.id, "flags", message, place_of(item))


def file_name(context: Context) -> Iterator[Problem]:
    """W13: the file names the article it was found by."""
    name = posixpath.basename(context.article.name.replace("\\", "/"))
    stored = context.annotation.document.file
    if posixpath.normpath(stored) == name:
        return

    def repair(annotation: Annotation) -> Annotation:
        return annotation.model_copy(update={"document": annotation.document.model_copy(update={"file": name})})

    yield Problem(
        "W13",
        "document",
        "file",
        f'names "{excerpt(stored)}" but the gold file was found by {excerpt(name)}; correct the name',
        repair=repair,
        repair_title=f"write {excerpt(name)}",
    )
