"""What every check looks at, and the small changes that repairs are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TypeVar

from annotator.article import Article
from annotator.model import Annotation, Entity, Quote, Rejected, Section, Span, Via
from annotator.problems import Repair
from annotator.text import Range


class Context:
    """One annotation and its article, with the look-ups that several checks need.

    `kinds` and `flags` are the section labels and flags a project adds in its settings.
    """

    def __init__(self, annotation: Annotation, article: Article, kinds: frozenset[str], flags: frozenset[str]) -> None:
        self.annotation = annotation
        self.article = article
        self.text = article.text
        self.kinds = kinds
        self.flags = flags

    @cached_property
    def quotes(self) -> dict[str, Quote]:
        """Quotes by id; of two with the same id the first (E10 reports the other)."""
        return {quote.id: quote for quote in reversed(self.annotation.quotes)}

    @cached_property
    def entities(self) -> dict[str, Entity]:
        return {entity.id: entity for entity in reversed(self.annotation.entities)}

    @cached_property
    def placed(self) -> tuple[Quote, ...]:
        """Quotes whose offsets mean something: all but those whose anchor is lost."""
        return tuple(quote for quote in self.annotation.quotes if quote.anchor != "lost")

    @property
    def items(self) -> tuple[Quote | Rejected, ...]:
        """Quotes and rejected items."""
        return (*self.annotation.quotes, *self.annotation.rejected)


def place_of(item: Quote | Rejected | Section) -> Range:
    """From the first to the last offset of the item's content, whatever the order of its spans."""
    if isinstance(item, Section):
        return item.span
    return min(span.start for span in item.content), max(span.end for span in item.content)


def spans_with_names(item: Quote | Rejected) -> Iterator[tuple[str, Span]]:
    """Every span of an item with the name of its field, those of `was` last."""
    for i, span in enumerate(item.content):
        yield f"content[{i}]", span
    for i, span in enumerate(item.quoted):
        yield f"quoted[{i}]", span
    yield from roles(item)
    if item.was is not None:
        changed = item.was.changed()
        for i, span in enumerate(changed.get("content", ())):
            yield f"was.content[{i}]", span
        for name in ("cue", "source", "addressee"):
            if changed.get(name) is not None:
                yield f"was.{name}", changed[name]
        for i, via in enumerate(changed.get("via", ())):
            for name, via_span in _via_spans(via):
                yield f"was.via[{i}].{name}", via_span


def roles(item: Quote | Rejected) -> Iterator[tuple[str, Span]]:
    """Cue, source, addressee and via spans with the names of their fields."""
    if item.cue is not None:
        yield "cue", item.cue
    if item.source is not None:
        yield "source", item.source
    if item.addressee is not None:
        yield "addressee", item.addressee
    for i, via in enumerate(item.via):
        for name, span in _via_spans(via):
            yield f"via[{i}].{name}", span


def _via_spans(via: Via) -> Iterator[tuple[str, Span]]:
    yield "source", via.source
    if via.cue is not None:
        yield "cue", via.cue


# ------------------------------------------------------------ repairs

Item = TypeVar("Item", Quote, Rejected, Section, Entity)


def _changed(items: tuple[Item, ...], id: str, change: Callable[[Item], Item]) -> tuple[Item, ...]:
    """The items with the first one of that id changed."""
    found = False
    result = []
    for item in items:
        result.append(change(item) if item.id == id and not found else item)
        found = found or item.id == id
    return tuple(result)


Changes = Callable[[Quote | Rejected], dict[str, object]]
"""New values of some fields of a quote or rejected item, computed from what it is now."""


def mend_item(id: str, changes: Changes) -> Repair:
    """A repair of the quote or rejected item of that id; no change when it is gone."""

    def quote(value: Quote) -> Quote:
        return value.model_copy(update=changes(value))

    def rejected(value: Rejected) -> Rejected:
        return value.model_copy(update=changes(value))

    def repair(annotation: Annotation) -> Annotation:
        return annotation.model_copy(
            update={
                "quotes": _changed(annotation.quotes, id, quote),
                "rejected": _changed(annotation.rejected, id, rejected),
            }
        )

    return repair


def mend_section(id: str, change: Callable[[Section], Section]) -> Repair:
    """A repair of the section of that id; no change when it is gone."""

    def repair(annotation: Annotation) -> Annotation:
        return annotation.model_copy(update={"sections": _changed(annotation.sections, id, change)})

    return repair


def mend_span(id: str, old: Span, new: Span) -> Repair:
    """A repair that puts `new` for `old` wherever the item of that id (quote, rejected, entity) has it."""

    def one(span: Span | None) -> Span | None:
        return new if span == old else span

    def many(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple(new if span == old else span for span in spans)

    def via(value: Via) -> Via:
        return value.model_copy(update={"source": one(value.source), "cue": one(value.cue)})

    def fields(value: Quote | Rejected) -> dict[str, object]:
        found: dict[str, object] = {
            "content": many(value.content),
            "quoted": many(value.quoted),
            "cue": one(value.cue),
            "source": one(value.source),
            "addressee": one(value.addressee),
            "via": tuple(map(via, value.via)),
        }
        if value.was is not None:
            inner = value.was.changed()
            changes: dict[str, object] = {
                name: one(inner[name]) for name in ("cue", "source", "addressee") if name in inner
            }
            if "content" in inner:
                changes["content"] = many(inner["content"])
            if "via" in inner:
                changes["via"] = tuple(map(via, inner["via"]))
            found["was"] = value.was.model_copy(update=changes)
        return found

    def entity(value: Entity) -> Entity:
        return value.model_copy(update={"mentions": many(value.mentions)})

    in_items = mend_item(id, fields)

    def repair(annotation: Annotation) -> Annotation:
        annotation = in_items(annotation)
        return annotation.model_copy(update={"entities": _changed(annotation.entities, id, entity)})

    return repair


def only_place(text: str, words: str) -> Range | None:
    """Where the words stand, if they stand in the text exactly once."""
    start = text.find(words) if words else -1
    if start < 0 or text.find(words, start + 1) >= 0:
        return None
    return start, start + len(words)
