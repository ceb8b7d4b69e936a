"""What edits share: their protocol, their errors, and small pure helpers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal, Protocol

from annotator.article import Article
from annotator.lookup import lookup
from annotator.model import (
    Annotation,
    Entity,
    Quote,
    Span,
    span_of,
)
from annotator.text import Range, inside, is_visible, merged, overlaps, trim
from annotator.values import dataclass

Link = Literal["within", "continues", "repeats"]
Role = Literal["cue", "source", "addressee"]


class EditError(ValueError):
    """The edit cannot be made; the message is one sentence fit for the status line."""


@dataclass(frozen=True)
class Stamp:
    """Who edits, when (UTC, `YYYY-MM-DDTHH:MM:SSZ`), with what; active seconds since the last edit."""

    author: str
    time: str
    tool: str = ""
    seconds: int = 0


class Edit(Protocol):
    """A change to an annotation."""

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        """The changed annotation, not settled yet; raises EditError."""
        ...


def find_quote(annotation: Annotation, id: str) -> Quote:
    quote = annotation.quote(id)
    if quote is None:
        raise EditError(f"there is no quote {id}")
    return quote


def with_quote(annotation: Annotation, quote: Quote) -> Annotation:
    """The annotation with this quote in the place of the one with its id."""
    return annotation.model_copy(update={"quotes": lookup(annotation.quotes).put({quote.id: quote})})


def without(annotation: Annotation, ids: Iterable[str]) -> tuple[Quote, ...]:
    """The quotes but those with these ids."""
    gone = frozenset(ids)
    return tuple([quote for quote in annotation.quotes if quote.id not in gone])


def update_quote(annotation: Annotation, id: str, **fields: Any) -> Annotation:
    return with_quote(annotation, find_quote(annotation, id).model_copy(update=fields))


def checked_range(article: Article, span: Range) -> Range:
    """The range trimmed to its words; raises EditError when it is empty or crosses a paragraph (C4, E06)."""
    start, end = span
    if not 0 <= start < end <= len(article.text):
        raise EditError("the span lies outside the article")
    start, end = trim(article.text, start, end)
    if start >= end or not is_visible(article.text, start, end):
        raise EditError("there are no words in that span")
    structure = article.structure
    if structure.paragraph_at(start) != structure.paragraph_at(end - 1):
        raise EditError("a span does not cross a paragraph break (C4)")
    return start, end


def span_at(article: Article, span: Range) -> Span:
    return span_of(article.text, *checked_range(article, span))


def spans_at(article: Article, ranges: Sequence[Range]) -> tuple[Span, ...]:
    if not ranges:
        raise EditError("a quote needs content")
    return tuple(span_of(article.text, *one) for one in merged(checked_range(article, one) for one in ranges))


def next_id(annotation: Annotation, letter: str) -> str:
    """The next free id: highest number in quotes and rejected (or sections) plus one (SCHEME 2, "Ids")."""
    if letter == "s":
        numbers = [int(section.id[1:]) for section in annotation.sections]
    else:
        numbers = [lookup(annotation.quotes).highest, *(int(record.id[1:]) for record in annotation.rejected)]
    return f"{letter}{max(numbers, default=0) + 1:02d}"


def cut_out(ranges: Sequence[Range], hole: Range, text: str) -> tuple[Range, ...]:
    """The ranges without `hole`, pieces trimmed and empty ones dropped (C5: content split by its own roles).

    A comma or full stop left at the edge of unmarked content by the cut stays outside it (C2).
    """
    pieces: list[Range] = []
    for start, end in ranges:
        if not overlaps((start, end), hole):
            pieces.append((start, end))
            continue
        for left, right in ((start, min(end, hole[0])), (max(start, hole[1]), end)):
            left, right = trim(text, left, right) if left < right else (left, left)
            while left < right and text[left] in ",;:.":
                left, right = trim(text, left + 1, right)
            while left < right and right < end and text[right - 1] in ",;:":
                left, right = trim(text, left, right - 1)
            if left < right and any(character.isalnum() for character in text[left:right]):
                pieces.append((left, right))
    return tuple(pieces)


def with_entities(annotation: Annotation, new: Iterable[Entity]) -> Annotation:
    known = {entity.id for entity in annotation.entities}
    fresh = tuple(entity for entity in new if entity.id not in known)
    if not fresh:
        return annotation
    return annotation.model_copy(update={"entities": (*annotation.entities, *fresh)})


def with_review(annotation: Annotation, **fields: Any) -> Annotation:
    return annotation.model_copy(update={"review": annotation.review.model_copy(update=fields)})


def holds(outer: Quote, inner: Quote) -> bool:
    """Whether content and cue of `inner` lie inside one content span of `outer` and are less than it (N1)."""
    ranges = [piece.span for piece in inner.content] + ([inner.cue.span] if inner.cue else [])
    size = sum(end - start for start, end in (piece.span for piece in inner.content))
    return any(
        all(inside(one, piece.span) for one in ranges) and size < piece.end - piece.start for piece in outer.content
    )
