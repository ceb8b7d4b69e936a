"""What a gold file says, as frozen values. These models are the schema `annotator/1`.

Offsets are Unicode code points of the article, 0-based, end-exclusive. In memory a span holds its
offsets and its exact text; `pre` and `post` of spans and the excerpts of sections (`text`, or `head`
and `tail`) are written from the article and dropped again by the reader once it has compared them
(they stay only while they are needed to re-anchor, SCHEME 4).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from annotator.lookup import lookup
from annotator.text import Range
from annotator.values import dataclass, field_names, replace


class Limits:
    """What a value in a file has to be beyond its type, in the words of pydantic's core schemas."""

    def __init__(self, **limits: Any) -> None:
        self.limits = limits

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """Only for the JSON Schemas (`annotator.schemas`); files are read with `annotator.validation`."""
        return {**handler(source), **self.limits}


QuoteType = Literal["direct", "indirect", "mixed"]
Act = Literal["statement", "attitude"]
Scope = Literal["statements", "all"]
Status = Literal["proposed", "accepted", "corrected", "added"]
Attested = Literal["item", "paragraph", "article"]
AnchorState = Literal["fuzzy", "lost"]
ReviewStatus = Literal["new", "in_progress", "done", "skipped", "adjudicated"]
EntityKind = Literal["person", "organisation", "group", "document", "unnamed", "unknown"]
ViaKind = Literal["outlet", "platform", "document"]
Reason = Literal[
    "scare_quote", "title", "term", "name", "not_reported",
    "topic_only", "out_of_scope", "duplicate", "wrong_span", "noise",
]  # fmt: skip

_ENTITY_ID, _ENTITY_ID_LENGTH = r"^[^\W_]+(?:[-_][^\W_]+)*$", 120

Slug = Annotated[str, Limits(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
EntityId = Annotated[str, Limits(pattern=_ENTITY_ID, max_length=_ENTITY_ID_LENGTH)]
QuoteId = Annotated[str, Limits(pattern=r"^q[0-9]{2,}$")]
RejectedId = Annotated[str, Limits(pattern=r"^r[0-9]{2,}$")]
SectionId = Annotated[str, Limits(pattern=r"^s[0-9]{2,}$")]
Time = Annotated[str, Limits(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")]
Count = Annotated[int, Limits(ge=0)]
Offsets = tuple[Count, Count]
Score = Annotated[float, Limits(ge=0, le=1)]

FLAGS: tuple[str, ...] = (
    "altered", "block_quote", "hypothetical", "marks_not_speech", "negated",
    "odd_marks", "translated", "uncertain", "unclosed",
)  # fmt: skip
"""The flags of SCHEME 1.9, sorted as they are written."""

TYPE_FLAGS = frozenset({"block_quote", "marks_not_speech"})
"""The two flags that change the derived type (SCHEME 1.3): decision fields, unlike the other flags."""

SECTION_KINDS: dict[str, str] = {
    "headline": "h", "deck": "d", "byline": "y", "date": "t", "dateline": "p", "key_points": "k",
    "lead": "l", "body": "b", "subheading": "s", "caption": "c", "related": "r", "noise": "n",
    "kicker": "v", "list": "i", "pull_quote": "q", "block_quote": "o", "question": "u", "answer": "a",
    "timestamp": "m", "table": "j", "embed": "e", "tags": "g", "bio": "w", "correction": "x",
    "credit": "f", "other": "0",
}  # fmt: skip
"""Section labels with the letter that picks each, the twelve common ones first (SCHEME 1.8)."""

COMMON_KINDS: tuple[str, ...] = tuple(SECTION_KINDS)[:12]
RUN_KINDS = frozenset({"body", "key_points", "list", "table", "embed", "noise", "block_quote", "answer"})
"""Kinds that take one section per unbroken run; all others take one block each (rule X2)."""
INLINE_KINDS = frozenset({"dateline", "byline", "date", "credit"})
"""Kinds that may begin or end inside a line (rule X1)."""
SILENT_KINDS = frozenset({"noise", "related", "byline", "date", "dateline", "credit"})
"""Kinds in which nothing is annotated (rule R9)."""
DISPLAY_KINDS = frozenset({"headline", "deck", "key_points", "subheading", "caption", "pull_quote"})
"""Kinds whose quotes repeat a quote of the body (rule P1)."""


class _Unchanged:
    """Stands where nothing stands."""

    def __repr__(self) -> str:
        return "UNCHANGED"

    def __reduce__(self) -> str:
        return "UNCHANGED"


UNCHANGED: Any = _Unchanged()
"""The value of a field of `QuoteWas` that was not changed; there is one of it, compared with `is`."""


class Value:
    """A frozen value. Its annotations are the schema of files; making one in the program checks nothing.

    A string in an annotation describes the field in the JSON Schema.
    """

    __slots__ = ()

    def model_copy(self, *, update: Mapping[str, Any]) -> Self:
        """The value with other fields, not checked."""
        return replace(self, **update)

    @classmethod
    def model_validate(cls, data: object) -> Self:
        """The value in untrusted plain data; raises `annotator.validation.ValidationError`, a ValueError."""
        from annotator.validation import validated  # only who reads a file needs it

        return validated(cls, data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span(Value):
    """A stretch of the article with its exact words."""

    span: Offsets
    text: str
    pre: Annotated[str | None, "Up to 12 code points before it; in files, iff the text is not unique."] = None
    post: Annotated[str | None, "Up to 12 code points after it; in files, iff the text is not unique."] = None

    @property
    def start(self) -> int:
        return self.span[0]

    @property
    def end(self) -> int:
        return self.span[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Value):
    """Which article this is about."""

    file: str
    sha256: Annotated[str, Limits(pattern=r"^[0-9a-f]{64}$")]
    length: Count
    encoding: str | None = None
    meta: dict[Literal["title", "url", "outlet", "published", "author"], str] | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Value):
    """Who looked, when, and how far."""

    status: ReviewStatus
    scope: Scope = "statements"
    annotators: tuple[str, ...] = ()
    started: Time | None = None
    updated: Time | None = None
    seconds: Count | None = None
    read: Annotated[tuple[Offsets, ...] | None, "Spans read, merged; None when it is the whole text."] = None
    tool: str = ""
    detectors: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionWas(Value):
    """The changed fields of a section as they were proposed."""

    kind: Slug | None = None
    span: Offsets | None = None

    def changed(self) -> dict[str, Any]:
        """The fields that were changed, with their proposed values."""
        return {name: value for name in ("kind", "span") if (value := getattr(self, name)) is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Value):
    """A labelled stretch of the article."""

    id: SectionId
    kind: Slug
    span: Offsets
    text: Annotated[str | None, "In files: its words, when they are 80 code points or fewer."] = None
    head: Annotated[str | None, "In files: the first 32 code points of a longer section."] = None
    tail: Annotated[str | None, "In files: the last 32 code points of a longer section."] = None
    status: Status = "proposed"
    attested: Attested | None = None
    by: str = "human"
    score: Score | None = None
    anchor: AnchorState | None = None
    was: SectionWas | None = None
    note: str | None = None

    @property
    def start(self) -> int:
        return self.span[0]

    @property
    def end(self) -> int:
        return self.span[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity(Value):
    """Somebody or something that speaks, is told, or passes words on."""

    id: EntityId
    name: str
    kind: EntityKind = "unknown"
    role: str | None = None
    speaks_for: EntityId | None = None
    wikidata: str | None = None
    mentions: tuple[Span, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Via(Value):
    """How the words reached the writer (rule V1)."""

    kind: ViaKind
    source: Span
    cue: Span | None = None
    entity: EntityId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteWas(Value):
    """The changed decision fields of a quote as they were proposed.

    A field that is there and empty was proposed empty; one that is not there was not changed.
    """

    # In memory a field that is not there is UNCHANGED: read them with `changed`.

    content: tuple[Span, ...] = UNCHANGED
    cue: Span | None = UNCHANGED
    source: Span | None = UNCHANGED
    speakers: tuple[EntityId, ...] = UNCHANGED
    addressee: Span | None = UNCHANGED
    via: tuple[Via, ...] = UNCHANGED
    act: Act | None = UNCHANGED
    flags: Annotated[tuple[Slug, ...], "The type flags (block_quote, marks_not_speech) as proposed."] = UNCHANGED
    within: QuoteId | None = UNCHANGED
    continues: QuoteId | None = UNCHANGED
    repeats: QuoteId | None = UNCHANGED

    def changed(self) -> dict[str, Any]:
        """The fields that were changed, with their proposed values."""
        return {name: value for name in DECISION_FIELDS if (value := getattr(self, name)) is not UNCHANGED}


DECISION_FIELDS: tuple[str, ...] = field_names(QuoteWas)
"""The fields whose change makes a proposal `corrected` (SCHEME 1.9); of flags only TYPE_FLAGS count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote(Value):
    """An attribution: somebody (source) is reported (cue) to have expressed something (content)."""

    id: QuoteId
    type: QuoteType
    act: Act = "statement"
    content: Annotated[tuple[Span, ...], Limits(min_length=1)]
    quoted: tuple[Span, ...] = ()
    cue: Span | None
    source: Span | None
    speakers: tuple[EntityId, ...]
    addressee: Span | None = None
    via: tuple[Via, ...] = ()
    within: QuoteId | None = None
    continues: QuoteId | None = None
    repeats: QuoteId | None = None
    flags: tuple[Slug, ...] = ()
    note: str | None = None
    status: Status = "proposed"
    attested: Attested | None = None
    by: str = "human"
    score: Score | None = None
    anchor: AnchorState | None = None
    was: QuoteWas | None = None

    @property
    def start(self) -> int:
        """Where its first content begins."""
        return self.content[0].span[0]

    @property
    def end(self) -> int:
        """Where its last content ends."""
        return self.content[-1].span[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected(Value):
    """A proposal judged not to be a quote, or marks that are none (rule R7): training evidence."""

    id: RejectedId
    type: QuoteType | None = None
    act: Act | None = None
    content: Annotated[tuple[Span, ...], Limits(min_length=1)]
    quoted: tuple[Span, ...] = ()
    cue: Span | None = None
    source: Span | None = None
    speakers: tuple[EntityId, ...] = ()
    addressee: Span | None = None
    via: tuple[Via, ...] = ()
    within: QuoteId | None = None
    continues: QuoteId | None = None
    repeats: QuoteId | None = None
    flags: tuple[Slug, ...] = ()
    note: str | None = None
    reason: Reason | None = None
    by: str = "human"
    score: Score | None = None
    anchor: AnchorState | None = None
    was: QuoteWas | None = None

    @property
    def start(self) -> int:
        return self.content[0].span[0]

    @property
    def end(self) -> int:
        return self.content[-1].span[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation(Value):
    """One gold file."""

    schema_: Literal["annotator/1"] = "annotator/1"
    document: Document
    review: Review
    sections: tuple[Section, ...] = ()
    entities: tuple[Entity, ...] = ()
    quotes: tuple[Quote, ...] = ()
    rejected: tuple[Rejected, ...] = ()

    def quote(self, id: str) -> Quote | None:
        """The quote of that id, if there is one."""
        return lookup(self.quotes).get(id)

    def entity(self, id: str) -> Entity | None:
        """The entity of that id, if there is one."""
        return next((entity for entity in self.entities if entity.id == id), None)


def spans_of(quote: Quote | Rejected) -> tuple[Span, ...]:
    """Every span of the quote: content, cue, source, addressee, via sources and via cues."""
    single = [quote.cue, quote.source, quote.addressee]
    for via in quote.via:
        single += [via.source, via.cue]
    return (*quote.content, *(span for span in single if span is not None))


def span_of(text: str, start: int, end: int) -> Span:
    """The span at these offsets of the article's text (offsets are taken as they are)."""
    return Span(span=(start, end), text=text[start:end])


def is_entity_id(word: str) -> bool:
    """Whether an entity may have this id: letters and digits joined by - or _."""
    return len(word) <= _ENTITY_ID_LENGTH and re.fullmatch(_ENTITY_ID, word) is not None


def range_of(span: Span | None) -> Range | None:
    """The bare offsets of a span, or None."""
    return None if span is None else span.span


def quote_order(quote: Quote) -> tuple[int, int, str]:
    """The key quotes are sorted by: first start, longest first, id (SCHEME 2, "Order")."""
    content = quote.content
    return (content[0].span[0], -content[-1].span[1], quote.id)
