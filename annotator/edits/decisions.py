"""Decisions: accept, read, refuse, restore, merge, split."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from annotator.article import Article
from annotator.edits.base import (
    EditError,
    cut_out,
    find_quote,
    holds,
    next_id,
    span_at,
    spans_at,
    with_review,
    without,
)
from annotator.lookup import lookup
from annotator.marks import derive_type
from annotator.model import (
    Annotation,
    Attested,
    Quote,
    Reason,
    Rejected,
    quote_order,
    span_of,
)
from annotator.text import Range, is_visible, merged, trim
from annotator.values import dataclass, field_names


@dataclass(frozen=True)
class Accept:
    """Accept open quotes and sections as they are; corrected and added ones stay what they are."""

    quotes: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    attested: Attested = "item"

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        fields = {"status": "accepted", "attested": self.attested, "anchor": None}
        known, parts = lookup(annotation.quotes), frozenset(self.sections)
        changes: dict[str, Quote] = {}
        for quote in filter(None, map(known.get, self.quotes)):
            if quote.status == "proposed":
                changes[quote.id] = quote.model_copy(update=fields)
            elif quote.anchor == "fuzzy":
                changes[quote.id] = quote.model_copy(update={"anchor": None})
        quotes = known.put(changes)
        sections = tuple(
            one.model_copy(update=fields) if one.id in parts and one.status == "proposed"
            else one.model_copy(update={"anchor": None}) if one.id in parts and one.anchor == "fuzzy"
            else one
            for one in annotation.sections
        )  # fmt: skip
        return annotation.model_copy(update={"quotes": quotes, "sections": sections})


@dataclass(frozen=True)
class Read:
    """Record that these stretches of text were read (`review.read`)."""

    ranges: tuple[Range, ...]

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        if annotation.review.read is None:
            return annotation
        read = merged((*annotation.review.read, *self.ranges))
        return with_review(annotation, read=None if _is_all(read, article) else read)


def _is_all(read: Sequence[Range], article: Article) -> bool:
    """Whether nothing visible lies outside the ranges."""
    at = 0
    for start, end in read:
        if is_visible(article.text, at, start):
            return False
        at = end
    return not is_visible(article.text, at, len(article.text))


@dataclass(frozen=True)
class Reject:
    """Refuse a quote: a proposal moves whole to `rejected`, an added one is deleted (SCHEME 1.9, B10)."""

    id: str
    reason: Reason | None = None

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        quote = find_quote(annotation, self.id)
        quotes = _without(annotation, quote)
        if quote.status == "added":
            return annotation.model_copy(update={"quotes": quotes})
        record = rejected_of(quote, next_id(annotation, "r"), self.reason)
        return annotation.model_copy(update={"quotes": quotes, "rejected": (*annotation.rejected, record)})


_SHARED = tuple(name for name in field_names(Rejected) if name in field_names(Quote))


def rejected_of(quote: Quote, id: str, reason: Reason | None) -> Rejected:
    """The whole quote as a rejected record; the act is written only when it is not the usual one."""
    fields = {name: getattr(quote, name) for name in _SHARED}
    fields |= {"id": id, "reason": reason, "act": quote.act if quote.act != "statement" else None}
    return Rejected(**fields)


def _without(annotation: Annotation, gone: Quote) -> tuple[Quote, ...]:
    """The quotes without one: `within` goes outward, `continues` closes the gap, `repeats` goes (B10)."""
    known = lookup(annotation.quotes)
    changes: dict[str, Quote] = {}
    for quote in known.pointing((gone.id,)):
        fields: dict[str, Any] = {}
        if quote.within == gone.id:
            fields["within"] = gone.within
        if quote.continues == gone.id:
            fields["continues"] = gone.continues
        if quote.repeats == gone.id:
            fields["repeats"] = None
        changes[quote.id] = quote.model_copy(update=fields)
    quotes, at = known.put(changes), known.place(gone)
    return (*quotes[:at], *quotes[at + 1 :])


@dataclass(frozen=True)
class RejectSpan:
    """List marks or words that nobody proposed as a non-quote (`by: human`)."""

    content: Range
    reason: Reason | None = None

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        span = span_at(article, self.content)
        type_, _ = derive_type(article.text, [span.span])
        record = Rejected(id=next_id(annotation, "r"), type=type_, content=(span,), reason=self.reason, by="human")
        return annotation.model_copy(update={"rejected": (*annotation.rejected, record)})


@dataclass(frozen=True)
class SetReason:
    """Change the reason of a rejected item."""

    id: str
    reason: Reason | None

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        rejected = tuple(
            one.model_copy(update={"reason": self.reason}) if one.id == self.id else one for one in annotation.rejected
        )
        return annotation.model_copy(update={"rejected": rejected})


@dataclass(frozen=True)
class Restore:
    """Take a rejected item back as a quote: accepted as proposed, or added if a person had listed it."""

    id: str

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        record = next((one for one in annotation.rejected if one.id == self.id), None)
        if record is None:
            raise EditError(f"there is no rejected item {self.id}")
        known = {entity.id for entity in annotation.entities}
        quotes = lookup(annotation.quotes)
        type_, quoted = derive_type(article.text, [piece.span for piece in record.content], record.flags)
        human = record.by == "human"
        quote = Quote(
            id=next_id(annotation, "q"),
            type=type_,
            act=record.act or "statement",
            content=record.content,
            quoted=tuple(span_of(article.text, *piece) for piece in quoted),
            cue=record.cue,
            source=record.source,
            speakers=tuple(one for one in record.speakers if one in known),
            addressee=record.addressee,
            via=tuple(one if one.entity in known else one.model_copy(update={"entity": None}) for one in record.via),
            within=record.within if record.within in quotes else None,
            continues=record.continues if record.continues in quotes else None,
            repeats=record.repeats if record.repeats in quotes else None,
            flags=record.flags,
            note=record.note,
            status="added" if human else "corrected" if record.was else "accepted",
            attested=None if human or record.was else "item",
            by=record.by,
            score=record.score,
            anchor=record.anchor,
            was=None if human else record.was,
        )
        rejected = tuple(one for one in annotation.rejected if one.id != self.id)
        return annotation.model_copy(update={"quotes": (*annotation.quotes, quote), "rejected": rejected})


@dataclass(frozen=True)
class DropRejected:
    """Forget a rejected item that a person had listed."""

    id: str

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        rejected = tuple(one for one in annotation.rejected if one.id != self.id)
        return annotation.model_copy(update={"rejected": rejected})


@dataclass(frozen=True)
class Merge:
    """Make one quote of two: the first id stays, the other goes to `rejected` as `wrong_span` (B12)."""

    id: str
    other: str

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        first, second = sorted((find_quote(annotation, self.id), find_quote(annotation, self.other)), key=quote_order)
        if first.id == second.id:
            raise EditError("a quote cannot be merged with itself")
        content: tuple[Range, ...] = merged(piece.span for piece in (*first.content, *second.content))
        fields: dict[str, Any] = {
            "cue": first.cue or second.cue,
            "source": first.source or second.source,
            "addressee": first.addressee or second.addressee,
            "via": first.via or second.via,
            "speakers": first.speakers or second.speakers,
            "flags": tuple(sorted({*first.flags, *second.flags})),
            "continues": first.continues if first.continues != second.id else second.continues,
        }
        for role in ("cue", "source", "addressee"):
            span = fields[role]
            if span is not None:
                content = cut_out(content, span.span, article.text)
        for via in fields["via"]:
            for span in filter(None, (via.source, via.cue)):
                content = cut_out(content, span.span, article.text)
        kept = first.model_copy(update={**fields, "content": spans_at(article, content)})

        def relinked(quote: Quote) -> Quote:
            links = ("within", "continues", "repeats")
            moved = {link: first.id for link in links if getattr(quote, link) == second.id}
            return quote.model_copy(update=moved) if moved and quote.id != first.id else quote

        quotes = tuple(relinked(kept if q.id == first.id else q) for q in without(annotation, [second.id]))
        rejected = annotation.rejected
        if second.status != "added":
            rejected = (*rejected, rejected_of(second, next_id(annotation, "r"), "wrong_span"))
        return annotation.model_copy(update={"quotes": quotes, "rejected": rejected})


@dataclass(frozen=True)
class Split:
    """Cut a quote in two at an offset inside its content; the second part is `added` (B12)."""

    id: str
    at: int

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        quote = find_quote(annotation, self.id)
        left, right = [], []
        for start, end in (piece.span for piece in quote.content):
            if end <= self.at:
                left.append((start, end))
            elif start >= self.at:
                right.append((start, end))
            else:
                left.append(trim(article.text, start, self.at))
                right.append(trim(article.text, self.at, end))
        left = [one for one in left if one[0] < one[1]]
        right = [one for one in right if one[0] < one[1]]
        if not left or not right:
            raise EditError("both parts of a split need content")
        first = quote.model_copy(update={"content": spans_at(article, left)})
        content = spans_at(article, right)
        type_, quoted = derive_type(article.text, [piece.span for piece in content], quote.flags)
        second = Quote(
            id=next_id(annotation, "q"),
            type=type_,
            act=quote.act,
            content=content,
            quoted=tuple(span_of(article.text, *piece) for piece in quoted),
            cue=None,
            source=None,
            speakers=quote.speakers,
            continues=quote.id,
            status="added",
            by="human",
        )

        def relinked(other: Quote) -> Quote:
            if other.within == quote.id and not holds(first, other) and holds(second, other):
                return other.model_copy(update={"within": second.id})
            return other

        quotes = tuple(relinked(first if q.id == quote.id else q) for q in annotation.quotes)
        return annotation.model_copy(update={"quotes": (*quotes, second)})
