"""Edits of one quote."""

from __future__ import annotations

from typing import Any

from annotator.article import Article
from annotator.edits.base import (
    EditError,
    Link,
    Role,
    checked_range,
    cut_out,
    find_quote,
    holds,
    next_id,
    span_at,
    spans_at,
    update_quote,
    with_entities,
    with_quote,
)
from annotator.lookup import lookup
from annotator.marks import derive_type
from annotator.model import (
    Act,
    Annotation,
    Entity,
    Quote,
    Span,
    Via,
    span_of,
)
from annotator.text import Range, merged, overlaps
from annotator.values import dataclass


@dataclass(frozen=True)
class SetContent:
    """Give a quote these content pieces; a role that they cover moves out of the way (is emptied)."""

    id: str
    content: tuple[Range, ...]

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        quote = find_quote(annotation, self.id)
        content = spans_at(article, self.content)
        fields: dict[str, Any] = {"content": content}
        for role in ("cue", "source", "addressee"):
            span = getattr(quote, role)
            if span is not None and any(overlaps(span.span, piece.span) for piece in content):
                fields[role] = None
        via = tuple(one for one in quote.via if not any(overlaps(one.source.span, piece.span) for piece in content))
        via = tuple(
            one.model_copy(update={"cue": None})
            if one.cue is not None and any(overlaps(one.cue.span, piece.span) for piece in content)
            else one
            for one in via
        )
        return with_quote(annotation, quote.model_copy(update={**fields, "via": via}))


@dataclass(frozen=True)
class SetRole:
    """Set or empty cue, source or addressee; content that holds the new words is trimmed around them (C5)."""

    id: str
    role: Role
    span: Range | None

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        quote = find_quote(annotation, self.id)
        if self.span is None:
            return update_quote(annotation, self.id, **{self.role: None})
        span = checked_range(article, self.span)
        fields: dict[str, Any] = {self.role: span_of(article.text, *span)}
        content = cut_out([piece.span for piece in quote.content], span, article.text)
        if not content:
            raise EditError(f"the {self.role} would swallow the whole content")
        if content != tuple(piece.span for piece in quote.content):
            fields["content"] = spans_at(article, content)
        for role in ("cue", "source", "addressee"):
            other = getattr(quote, role)
            if role != self.role and other is not None and overlaps(other.span, span):
                rest = cut_out([other.span], span, article.text)
                fields[role] = span_at(article, rest[0]) if rest else None
        fields["via"] = tuple(one for one in quote.via if not overlaps(one.source.span, span))
        return update_quote(annotation, self.id, **fields)


@dataclass(frozen=True)
class SetSpeakers:
    """Say who speaks: ids of entities, `new` ones among them are added first."""

    ids: tuple[str, ...]
    speakers: tuple[str, ...]
    new: tuple[Entity, ...] = ()

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        annotation = with_entities(annotation, self.new)
        known = {entity.id for entity in annotation.entities}
        for speaker in self.speakers:
            if speaker not in known:
                raise EditError(f"there is no entity {speaker}")
        speakers = tuple(dict.fromkeys(self.speakers))
        for id in self.ids:
            annotation = update_quote(annotation, id, speakers=speakers)
        return annotation


@dataclass(frozen=True)
class SetVia:
    """Give a quote these vias, in this order."""

    id: str
    via: tuple[Via, ...]
    new: tuple[Entity, ...] = ()

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        annotation = with_entities(annotation, self.new)
        quote = find_quote(annotation, self.id)
        content: tuple[Range, ...] = tuple(piece.span for piece in quote.content)
        fields: dict[str, Any] = {}
        for via in self.via:
            for span in filter(None, (via.source, via.cue)):
                checked_range(article, span.span)
                content = cut_out(content, span.span, article.text)
                for role in ("cue", "source", "addressee"):
                    other = getattr(quote, role)
                    if other is not None and overlaps(other.span, span.span):
                        rest = cut_out([other.span], span.span, article.text)
                        fields[role] = span_at(article, rest[0]) if rest else None
        if not content:
            raise EditError("the via would swallow the whole content")
        return update_quote(annotation, self.id, via=self.via, content=spans_at(article, content), **fields)


@dataclass(frozen=True)
class SetAct:
    """Say whether an act of saying (R1) or an attitude (R2) is reported."""

    id: str
    act: Act

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        return update_quote(annotation, self.id, act=self.act)


@dataclass(frozen=True)
class SetFlag:
    """Set or remove one flag of a quote."""

    id: str
    flag: str
    on: bool

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        flags = set(find_quote(annotation, self.id).flags) - {self.flag}
        return update_quote(annotation, self.id, flags=tuple(sorted(flags | ({self.flag} if self.on else set()))))


@dataclass(frozen=True)
class SetQuoted:
    """Say by hand which marked pieces of the content are quoted words; the type follows (T1-T3, W01)."""

    id: str
    pieces: tuple[Range, ...]

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        quote = find_quote(annotation, self.id)
        left: tuple[Range, ...] = tuple(piece.span for piece in quote.content)
        for piece in self.pieces:
            left = cut_out(left, piece, article.text)
        if not self.pieces:
            return update_quote(annotation, self.id, type="indirect", quoted=())
        if not left:
            return update_quote(annotation, self.id, type="direct", quoted=())
        return update_quote(
            annotation, self.id, type="mixed", quoted=tuple(span_at(article, one) for one in self.pieces)
        )


@dataclass(frozen=True)
class SetLink:
    """Set or remove `within`, `continues` or `repeats`; `continues` takes the speakers over (B11)."""

    id: str
    link: Link
    target: str | None

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        if self.target is None:
            return update_quote(annotation, self.id, **{self.link: None})
        quote, target = find_quote(annotation, self.id), find_quote(annotation, self.target)
        if target.id == quote.id:
            raise EditError("a quote cannot point to itself")
        fields: dict[str, Any] = {self.link: target.id}
        if self.link == "within":
            if not holds(target, quote):
                raise EditError(f"content and cue do not lie inside one content of {target.id} (N1)")
        elif self.link == "continues":
            if (target.start, target.id) >= (quote.start, quote.id):
                raise EditError("a quote continues one that comes before it (E14)")
            fields["speakers"] = target.speakers
        elif target.repeats is not None:
            raise EditError(f"{target.id} is itself a repetition; name the quote of the body (P1)")
        elif any(other.repeats == quote.id for other in annotation.quotes):
            raise EditError(f"{quote.id} is the target of a repetition itself (P1)")
        return with_quote(annotation, quote.model_copy(update=fields))


@dataclass(frozen=True)
class AddQuote:
    """A quote nobody proposed (`added`, `by: human`), from offsets."""

    content: tuple[Range, ...]
    cue: Range | None = None
    source: Range | None = None
    addressee: Range | None = None
    via: tuple[Via, ...] = ()
    speakers: tuple[str, ...] = ()
    act: Act = "statement"
    flags: tuple[str, ...] = ()
    continues: str | None = None
    new: tuple[Entity, ...] = ()

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        annotation = with_entities(annotation, self.new)
        ranges: tuple[Range, ...] = merged(checked_range(article, one) for one in self.content)
        roles: dict[str, Span | None] = {}
        taken: list[Range] = []
        for role in ("cue", "source", "addressee"):
            span: Range | None = getattr(self, role)
            if span is not None:
                span = checked_range(article, span)
                if any(overlaps(span, other) for other in taken):
                    span = None
                else:
                    taken.append(span)
                    ranges = cut_out(ranges, span, article.text)
            roles[role] = None if span is None else span_of(article.text, *span)
        for via in self.via:
            for part in filter(None, (via.source, via.cue)):
                ranges = cut_out(ranges, part.span, article.text)
        content = spans_at(article, ranges)
        type_, quoted = derive_type(article.text, [piece.span for piece in content], self.flags)
        quote = Quote(
            id=next_id(annotation, "q"),
            type=type_,
            act=self.act,
            content=content,
            quoted=tuple(span_of(article.text, *piece) for piece in quoted),
            cue=roles["cue"],
            source=roles["source"],
            addressee=roles["addressee"],
            via=tuple(one for one in self.via if not any(overlaps(one.source.span, other) for other in taken)),
            speakers=self.speakers,
            flags=tuple(sorted(self.flags)),
            continues=self.continues,
            status="added",
            by="human",
        )
        same = next(filter(lambda q: _same_words(q, quote), lookup(annotation.quotes).overlapping(*_hull(quote))), None)
        if same is not None:
            raise EditError(f"that is quote {same.id} already")
        return annotation.model_copy(update={"quotes": (*annotation.quotes, quote)})


def _hull(quote: Quote) -> Range:
    return quote.start, quote.end


def _same_words(a: Quote, b: Quote) -> bool:
    return a.content == b.content and a.cue == b.cue and a.source == b.source
