"""E10 to E15: ids, and what they point to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from annotator.check.context import Changes, Context, mend_item, place_of
from annotator.model import Entity, Quote, Rejected, Section
from annotator.problems import Problem
from annotator.shown import excerpt
from annotator.text import inside

MAX_DEPTH = 3
"""Quotes that may lie around one another by `within` (E13)."""

_PATTERNS = {
    "section": re.compile(r"s[0-9]{2,}"),
    "entity": re.compile(r"[^\W_]+(?:[-_][^\W_]+)*"),
    "quote": re.compile(r"q[0-9]{2,}"),
    "rejected item": re.compile(r"r[0-9]{2,}"),
}


def ids(context: Context) -> Iterator[Problem]:
    """E10: ids match their pattern and are unique in their block."""
    annotation = context.annotation
    blocks: tuple[tuple[str, Sequence[Section | Entity | Quote | Rejected]], ...] = (
        ("section", annotation.sections),
        ("entity", annotation.entities),
        ("quote", annotation.quotes),
        ("rejected item", annotation.rejected),
    )
    for what, items in blocks:
        seen: set[str] = set()
        for item in items:
            if not _PATTERNS[what].fullmatch(item.id):
                yield Problem("E10", excerpt(item.id), "id", f'"{excerpt(item.id)}" is no id of a {what}; rename it')
            elif item.id in seen:
                yield Problem(
                    "E10",
                    item.id,
                    "id",
                    f"another {what} has this id too; give one of them the next free id",
                    None if isinstance(item, Entity) else place_of(item),
                )
            seen.add(item.id)


def entities(context: Context) -> Iterator[Problem]:
    """E11: speakers, via.entity and speaks_for name entities of this file, speaks_for without a circle."""
    known = context.entities
    for item in context.items:
        for i, id in enumerate(item.speakers):
            if id not in known:
                yield _no_entity(item, f"speakers[{i}]", id)
        for i, via in enumerate(item.via):
            if via.entity is not None and via.entity not in known:
                yield _no_entity(item, f"via[{i}].entity", via.entity)
    for entity in context.annotation.entities:
        if entity.speaks_for is not None and entity.speaks_for not in known:
            yield Problem(
                "E11",
                entity.id,
                "speaks_for",
                f'no entity has the id "{excerpt(entity.speaks_for)}"; add it, or name another',
            )
    links = {id: entity.speaks_for for id, entity in known.items()}
    for id in _in_circles(links):
        yield Problem("E11", id, "speaks_for", f"speaks for itself over {links[id]}; remove one of the links")


def _no_entity(item: Quote | Rejected, field: str, id: str) -> Problem:
    return Problem(
        "E11",
        item.id,
        field,
        f'no entity has the id "{excerpt(id)}"; add it, or name another',
        place_of(item),
    )


def _in_circles(links: Mapping[str, str | None]) -> list[str]:
    """The ids that are reached again by following the links from them, in order."""
    state: dict[str, int] = {}  # number of the walk that met it first
    found: set[str] = set()
    for number, first in enumerate(links):
        walk: list[str] = []
        at: str | None = first
        while at is not None and at in links and at not in state:
            state[at] = number
            walk.append(at)
            at = links[at]
        if at is not None and state.get(at) == number:
            found.update(walk[walk.index(at) :])
    return [id for id in links if id in found]


def quotes(context: Context) -> Iterator[Problem]:
    """E12: within, continues and repeats name other quotes of this file."""
    for quote in context.annotation.quotes:
        for name in ("within", "continues", "repeats"):
            target = getattr(quote, name)
            if target is None:
                continue
            if target == quote.id:
                message = "a quote cannot point to itself; remove the link"
            elif target not in context.quotes:
                message = f"there is no quote {excerpt(target)}; remove the link, or name another quote"
            else:
                continue
            yield Problem(
                "E12",
                quote.id,
                name,
                message,
                place_of(quote),
                repair=mend_item(quote.id, _relink(name, target, None)),
                repair_title="remove the link",
            )


def _relink(name: str, old: str, new: str | None) -> Changes:
    """The link `name` from `old` to `new`, unless it points elsewhere by now."""

    def changes(now: Quote | Rejected) -> dict[str, object]:
        return {name: new} if getattr(now, name) == old else {}

    return changes


def nesting(context: Context) -> Iterator[Problem]:
    """E13: a nested quote lies inside one content span of its outer quote; no circles; depth at most 3."""
    known = context.quotes
    links = {id: quote.within for id, quote in known.items()}
    circular = set(_in_circles(links))
    for quote in context.annotation.quotes:
        outer = known.get(quote.within) if quote.within else None
        if outer is None or outer.id == quote.id:
            continue
        if quote.id in circular:
            yield _nested(quote, f"lies within itself over {outer.id}; remove one of the links")
            continue
        ranges = [span.span for span in quote.content]
        if quote.cue is not None:
            ranges.append(quote.cue.span)
        lost = "lost" in (quote.anchor, outer.anchor)
        if not lost and not any(all(inside(one, span.span) for one in ranges) for span in outer.content):
            yield _nested(
                quote, f"content and cue do not lie inside one content span of {outer.id}; remove `within` or move them"
            )
        depth, at = 0, quote.within
        while at is not None and depth <= MAX_DEPTH:
            depth, at = depth + 1, links.get(at)
        if depth > MAX_DEPTH:
            yield _nested(quote, f"more than {MAX_DEPTH} quotes lie around it; link it to one further out")


def _nested(quote: Quote, message: str) -> Problem:
    return Problem("E13", quote.id, "within", message, place_of(quote))


def chains(context: Context) -> Iterator[Problem]:
    """E14: no chains of repeats; a quote continues an earlier one of the same speakers."""
    known = context.quotes
    for quote in context.annotation.quotes:
        place = place_of(quote)
        target = known.get(quote.repeats) if quote.repeats else None
        if target is not None and target.repeats is not None and target.id != quote.id:
            further = known.get(target.repeats)
            final = further is not None and further.repeats is None and further.id != quote.id
            yield Problem(
                "E14",
                quote.id,
                "repeats",
                f"{target.id} repeats {target.repeats} itself; point to the body quote both repeat",
                place,
                repair=mend_item(quote.id, _relink("repeats", target.id, target.repeats)) if final else None,
                repair_title=f"point to {target.repeats}" if final else "",
            )
        before = known.get(quote.continues) if quote.continues else None
        if before is None or before.id == quote.id:
            continue
        if (before.start, before.id) >= (quote.start, quote.id):
            message = f"{before.id} does not stand before it; a quote continues an earlier one"
            yield Problem("E14", quote.id, "continues", message, place)
        elif before.speakers != quote.speakers:
            message = f"{before.id} has other speakers; a continued quote has the same, so correct one of them"
            yield Problem("E14", quote.id, "continues", message, place)


def twins(context: Context) -> Iterator[Problem]:
    """E15: no two quotes with the same content, cue and source."""
    seen: dict[object, str] = {}
    for quote in context.annotation.quotes:
        if quote.anchor == "lost":
            continue
        key = (
            tuple(span.span for span in quote.content),
            quote.cue.span if quote.cue else None,
            quote.source.span if quote.source else None,
        )
        first = seen.setdefault(key, quote.id)
        if first != quote.id:
            yield Problem(
                "E15",
                quote.id,
                "",
                f"has the same content, cue and source as {first}; reject one of the two",
                place_of(quote),
            )
