"""Edits of entities, notes, the review and the document."""

from __future__ import annotations

from typing import Any, Literal, TypeVar

from annotator.article import Article
from annotator.edits.base import EditError, span_at, with_review
from annotator.model import (
    Annotation,
    EntityKind,
    Quote,
    Rejected,
    is_entity_id,
)
from annotator.text import Range
from annotator.values import dataclass

QuoteLike = TypeVar("QuoteLike", Quote, Rejected)


@dataclass(frozen=True)
class SetEntity:
    """Change fields of an entity; None removes an optional one."""

    id: str
    name: str | None = None
    kind: EntityKind | None = None
    optional: tuple[tuple[Literal["role", "speaks_for", "wikidata", "note"], str | None], ...] = ()

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        entity = annotation.entity(self.id)
        if entity is None:
            raise EditError(f"there is no entity {self.id}")
        fields: dict[str, Any] = dict(self.optional)
        if self.name is not None:
            if not self.name.strip():
                raise EditError("an entity needs a name")
            fields["name"] = self.name.strip()
        if self.kind is not None:
            fields["kind"] = self.kind
        party = fields.get("speaks_for")
        seen = {self.id}
        while party is not None:
            if party in seen:
                raise EditError("nobody speaks for themselves, not even in a circle (E11)")
            seen.add(party)
            other = annotation.entity(party)
            if other is None:
                raise EditError(f"there is no entity {party}")
            party = other.speaks_for
        changed = entity.model_copy(update=fields)
        entities = tuple(changed if one.id == self.id else one for one in annotation.entities)
        return annotation.model_copy(update={"entities": entities})


@dataclass(frozen=True)
class MergeEntities:
    """Make one entity of two: every use of `other` becomes one of `id`; its mentions move over."""

    id: str
    other: str

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        kept, gone = annotation.entity(self.id), annotation.entity(self.other)
        if kept is None or gone is None or kept.id == gone.id:
            raise EditError("two entities are needed for that")
        fields: dict[str, Any] = {
            "mentions": tuple(sorted({*kept.mentions, *gone.mentions}, key=lambda span: span.span)),
            "role": kept.role or gone.role,
            "wikidata": kept.wikidata or gone.wikidata,
            "note": kept.note or gone.note,
        }
        if kept.speaks_for in (gone.id, None):
            fields["speaks_for"] = gone.speaks_for if gone.speaks_for != kept.id else None
        changed = kept.model_copy(update=fields)
        entities = tuple(changed if one.id == kept.id else one for one in annotation.entities if one.id != gone.id)
        return _renamed(annotation.model_copy(update={"entities": entities}), gone.id, kept.id)


@dataclass(frozen=True)
class RenameEntity:
    """Give an entity another id; its uses follow (SCHEME 2, "Ids")."""

    id: str
    new: str

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        entity = annotation.entity(self.id)
        if entity is None or annotation.entity(self.new) is not None:
            raise EditError(f"the id {self.new} is taken" if entity else f"there is no entity {self.id}")
        if not is_entity_id(self.new):
            raise EditError("an id is letters and digits joined by hyphens, such as harbour-board")
        changed = entity.model_copy(update={"id": self.new})
        entities = tuple(changed if one.id == self.id else one for one in annotation.entities)
        return _renamed(annotation.model_copy(update={"entities": entities}), self.id, self.new)


def _renamed(annotation: Annotation, old: str, new: str) -> Annotation:
    """Every use of an entity id replaced."""

    def of_quote(quote: QuoteLike) -> QuoteLike:
        fields: dict[str, Any] = {}
        if old in quote.speakers:
            fields["speakers"] = tuple(dict.fromkeys(new if one == old else one for one in quote.speakers))
        if any(via.entity == old for via in quote.via):
            fields["via"] = tuple(
                via.model_copy(update={"entity": new}) if via.entity == old else via for via in quote.via
            )
        return quote.model_copy(update=fields) if fields else quote

    entities = tuple(
        one.model_copy(update={"speaks_for": new}) if one.speaks_for == old else one for one in annotation.entities
    )
    return annotation.model_copy(
        update={
            "entities": entities,
            "quotes": tuple(of_quote(quote) for quote in annotation.quotes),
            "rejected": tuple(of_quote(quote) for quote in annotation.rejected),
        }
    )


@dataclass(frozen=True)
class SetMention:
    """Add or take out one naming mention of an entity."""

    id: str
    span: Range
    on: bool

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        entity = annotation.entity(self.id)
        if entity is None:
            raise EditError(f"there is no entity {self.id}")
        span = span_at(article, self.span)
        mentions = {one for one in entity.mentions if one.span != span.span} | ({span} if self.on else set())
        changed = entity.model_copy(update={"mentions": tuple(sorted(mentions, key=lambda one: one.span))})
        entities = tuple(changed if one.id == self.id else one for one in annotation.entities)
        return annotation.model_copy(update={"entities": entities})


@dataclass(frozen=True)
class SetNote:
    """Write, change or (empty text) remove the note of a quote, rejected, section, entity or `review`."""

    target: str
    note: str

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        note = self.note.strip() or None
        if self.target == "review":
            return with_review(annotation, note=note)
        found = False
        fields: dict[str, Any] = {}
        for name in ("quotes", "rejected", "sections", "entities"):
            items = getattr(annotation, name)
            if any(one.id == self.target for one in items):
                found = True
                fields[name] = tuple(
                    one.model_copy(update={"note": note}) if one.id == self.target else one for one in items
                )
        if not found:
            raise EditError(f"there is no item {self.target}")
        return annotation.model_copy(update=fields)


@dataclass(frozen=True)
class SetReview:
    """Change fields of the review block: status, scope, annotators."""

    fields: tuple[tuple[str, Any], ...]

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        return with_review(annotation, **dict(self.fields))


@dataclass(frozen=True)
class SetDocument:
    """Change language or the article's description (`meta`); an empty value removes a meta field."""

    name: str
    value: str

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        document = annotation.document
        if self.name == "language":
            if not self.value.strip():
                raise EditError("a language is a code such as en or pt-BR")
            fields: dict[str, Any] = {"language": self.value.strip()}
        else:
            meta: dict[str, str] = {str(key): value for key, value in (document.meta or {}).items()}
            meta[self.name] = self.value.strip()
            fields = {"meta": {key: value for key, value in meta.items() if value} or None}
        return annotation.model_copy(update={"document": document.model_copy(update=fields)})
