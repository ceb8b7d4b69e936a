"""The one form in which a gold file says a thing: what load and save agree on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from annotator.article import Article
from annotator.model import (
    Annotation,
    Document,
    Entity,
    Quote,
    QuoteWas,
    Rejected,
    Section,
    Span,
    Value,
    Via,
    quote_order,
)

Item = TypeVar("Item", bound=Value)


def canonical(annotation: Annotation, article: Article | None = None) -> Annotation:
    """The annotation as a gold file carries it (SCHEME 2), equal in meaning.

    Entities sorted by id, quotes and rejected items by place, flags sorted; empty optional texts None;
    scores rounded to two decimals. With the article, `pre`, `post` and section excerpts are dropped
    where the article has the words at those offsets, because the writer takes them from it. Sections
    and content spans keep their order, which checks E16 and E07 look at. Values that are canonical
    already are returned as they are.
    """
    text = None if article is None else article.text
    changes: dict[str, Any] = {}
    document = _document(annotation.document)
    review = _with(annotation.review, _empty_texts(annotation.review, "note"))
    parts: dict[str, tuple[Any, ...]] = {
        "sections": tuple(_section(section, text) for section in annotation.sections),
        "entities": tuple(sorted((_entity(entity, text) for entity in annotation.entities), key=ORDERS["entities"])),
        "quotes": tuple(sorted((_quote(quote, text) for quote in annotation.quotes), key=quote_order)),
        "rejected": tuple(sorted((_quote(item, text) for item in annotation.rejected), key=ORDERS["rejected"])),
    }
    if document is not annotation.document:
        changes["document"] = document
    if review is not annotation.review:
        changes["review"] = review
    for name, items in parts.items():
        before = getattr(annotation, name)
        if any(a is not b for a, b in zip(items, before, strict=True)):
            changes[name] = items
    return _with(annotation, changes)


ORDERS: dict[str, Callable[[Any], Any]] = {
    "entities": lambda entity: entity.id,
    "quotes": quote_order,
    "rejected": lambda item: (item.start, item.end, item.id),
}
"""The keys the lists are sorted by; sections keep their order."""


def canonical_record(
    record: Section | Entity | Quote | Rejected, article: Article
) -> Section | Entity | Quote | Rejected:
    """One record of an annotation as `canonical` makes it."""
    if isinstance(record, Section):
        return _section(record, article.text)
    if isinstance(record, Entity):
        return _entity(record, article.text)
    if isinstance(record, Quote):
        return _quote(record, article.text)
    return _quote(record, article.text)


def _with(value: Item, changes: dict[str, Any]) -> Item:
    return value.model_copy(update=changes) if changes else value


def _empty_texts(value: Value, *names: str) -> dict[str, Any]:
    """Changes that make empty texts None."""
    return {name: None for name in names if getattr(value, name) == ""}


def _document(document: Document) -> Document:
    changes = _empty_texts(document, "encoding")
    if document.meta is not None and not document.meta:
        changes["meta"] = None
    return _with(document, changes)


def _rounded(value: Section | Quote | Rejected) -> dict[str, Any]:
    found = value.score
    if found is None:
        return {}
    score = round(found, 2) + 0.0  # + 0.0 turns -0.0 into 0.0
    same = score == found and (bool(found) or repr(found) == "0.0") and type(found) is float
    return {} if same else {"score": score}


def _section(section: Section, text: str | None) -> Section:
    changes = _empty_texts(section, "note") | _rounded(section)
    if text is not None and not (section.text is section.head is section.tail is None):
        words = text[section.start : section.end]
        if section.text == words:
            changes["text"] = None
        head, tail = section.head, section.tail
        if head is not None and tail is not None and words.startswith(head) and words.endswith(tail):
            changes |= {"head": None, "tail": None}
    return _with(section, changes)


def _span(span: Span, text: str | None) -> Span:
    if span.pre is None and span.post is None:
        return span
    if text is None or text[span.start : span.end] != span.text:
        return span
    return span.model_copy(update={"pre": None, "post": None})


def _entity(entity: Entity, text: str | None) -> Entity:
    changes = _empty_texts(entity, "role", "wikidata", "note")
    return _with(entity, changes | _spans(entity, ("mentions",), (), text))


def _spans(value: Value, many: tuple[str, ...], single: tuple[str, ...], text: str | None) -> dict[str, Any]:
    """Changes of the span fields named."""
    changes: dict[str, Any] = {}
    if text is None:
        return changes
    for name in many:
        spans = getattr(value, name)
        found = tuple(_span(span, text) for span in spans)
        if any(a is not b for a, b in zip(found, spans, strict=True)):
            changes[name] = found
    for name in single:
        span = getattr(value, name)
        if span is not None and _span(span, text) is not span:
            changes[name] = _span(span, text)
    return changes


def _via(via: Via, text: str | None) -> Via:
    return _with(via, _spans(via, (), ("source", "cue"), text))


def _vias(value: Quote | Rejected | QuoteWas, text: str | None) -> dict[str, Any]:
    if text is None or not value.via:
        return {}
    found = tuple(_via(via, text) for via in value.via)
    return {"via": found} if any(a is not b for a, b in zip(found, value.via, strict=True)) else {}


def _flags(value: Quote | Rejected | QuoteWas) -> dict[str, Any]:
    if not value.flags:
        return {}
    flags = tuple(sorted(set(value.flags)))
    return {} if flags == value.flags else {"flags": flags}


Proposed = TypeVar("Proposed", Quote, Rejected)


def _quote(quote: Proposed, text: str | None) -> Proposed:
    changes = _empty_texts(quote, "note") | _rounded(quote) | _flags(quote)
    if text is not None:
        changes |= _spans(quote, ("content", "quoted"), ("cue", "source", "addressee"), text) | _vias(quote, text)
    was = quote.was
    if was is not None:
        named = was.changed()
        single = tuple(name for name in ("cue", "source", "addressee") if name in named)
        inner = _spans(was, ("content",) if "content" in named else (), single, text)
        inner |= _vias(was, text) if "via" in named else {}
        inner |= _flags(was) if "flags" in named else {}
        if inner:
            changes["was"] = was.model_copy(update=inner)
    return _with(quote, changes)
