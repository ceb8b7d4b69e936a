"""What a gold file says, as frozen values. These models are the schema `annotator/1`.

Offsets are Unicode code points of the article, 0-based, end-exclusive. In memory a span holds its
offsets and its exact text; `pre` and `post` of spans and the excerpts of sections (`text`, or `head`
and `tail`) are written from the article and dropped again by the reader once it has compared them
(they stay only while they are needed to re-anchor, SCHEME 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from annotator.text import Range

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

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
EntityId = Annotated[str, StringConstraints(pattern=r"^[^\W_]+(?:[-_][^\W_]+)*$", max_length=120)]
QuoteId = Annotated[str, StringConstraints(pattern=r"^q[0-9]{2,}$")]
RejectedId = Annotated[str, StringConstraints(pattern=r"^r[0-9]{2,}$")]
SectionId = Annotated[str, StringConstraints(pattern=r"^s[0-9]{2,}$")]
Time = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")]
Offsets = tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]]
Score = Annotated[float, Field(ge=0, le=1)]

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


class Value(BaseModel):
    """A frozen model that neither coerces types nor accepts unknown keys (check E03)."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Span(Value):
    """A stretch of the article with its exact words."""

    span: Offsets
    text: str
    pre: str | None = Field(None, description="Up to 12 code points before it; in files, iff the text is not unique.")
    post: str | None = Field(None, description="Up to 12 code points after it; in files, iff the text is not unique.")

    @property
    def start(self) -> int:
        return self.span[0]

    @property
    def end(self) -> int:
        return self.span[1]


class Document(Value):
    """Which article this is about."""

    file: str
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    length: Annotated[int, Field(ge=0)]
    encoding: str | None = None
    meta: dict[Literal["title", "url", "outlet", "published", "author"], str] | None = None
    language: str = "en"


class Review(Value):
    """Who looked, when, and how far."""

    status: ReviewStatus
    scope: Scope = "statements"
    annotators: tuple[str, ...] = ()
    started: Time | None = None
    updated: Time | None = None
    seconds: Annotated[int, Field(ge=0)] | None = None
    read: tuple[Offsets, ...] | None = Field(None, description="Spans read, merged; None when it is the whole text.")
    tool: str = ""
    detectors: tuple[str, ...] = ()
    note: str | None = None


class SectionWas(Value):
    """The changed fields of a section as they were proposed."""

    kind: Slug | None = None
    span: Offsets | None = None


class Section(Value):
    """A labelled stretch of the article."""

    id: SectionId
    kind: Slug
    span: Offsets
    text: str | None = Field(None, description="In files: its words, when they are 80 code points or fewer.")
    head: str | None = Field(None, description="In files: the first 32 code points of a longer section.")
    tail: str | None = Field(None, description="In files: the last 32 code points of a longer section.")
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


class Via(Value):
    """How the words reached the writer (rule V1)."""

    kind: ViaKind
    source: Span
    cue: Span | None = None
    entity: EntityId | None = None


class QuoteWas(Value):
    """The changed decision fields of a quote as they were proposed: those in `model_fields_set`.

    A field that is set to None or () was proposed empty; one that is not set was not changed.
    """

    content: tuple[Span, ...] = ()
    cue: Span | None = None
    source: Span | None = None
    speakers: tuple[EntityId, ...] = ()
    addressee: Span | None = None
    via: tuple[Via, ...] = ()
    act: Act | None = None
    flags: tuple[Slug, ...] = Field((), description="The type flags (block_quote, marks_not_speech) as proposed.")
    within: QuoteId | None = None
    continues: QuoteId | None = None
    repeats: QuoteId | None = None

    def changed(self) -> dict[str, Any]:
        """The fields that were changed, with their proposed values."""
        return {name: getattr(self, name) for name in type(self).model_fields if name in self.model_fields_set}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, QuoteWas) and self.changed() == other.changed()

    def __hash__(self) -> int:
        return hash(tuple(self.changed().items()))


DECISION_FIELDS: tuple[str, ...] = tuple(QuoteWas.model_fields)
"""The fields whose change makes a proposal `corrected` (SCHEME 1.9); of flags only TYPE_FLAGS count."""


class Quote(Value):
    """An attribution: somebody (source) is reported (cue) to have expressed something (content)."""

    id: QuoteId
    type: QuoteType
    act: Act = "statement"
    content: Annotated[tuple[Span, ...], Field(min_length=1)]
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


class Rejected(Value):
    """A proposal judged not to be a quote, or marks that are none (rule R7): training evidence."""

    id: RejectedId
    type: QuoteType | None = None
    act: Act | None = None
    content: Annotated[tuple[Span, ...], Field(min_length=1)]
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


class Annotation(Value):
    """One gold file."""

    schema_: Annotated[Literal["annotator/1"], Field(alias="schema")] = "annotator/1"
    document: Document
    review: Review
    sections: tuple[Section, ...] = ()
    entities: tuple[Entity, ...] = ()
    quotes: tuple[Quote, ...] = ()
    rejected: tuple[Rejected, ...] = ()

    def quote(self, id: str) -> Quote | None:
        """The quote of that id, if there is one."""
        return next((quote for quote in self.quotes if quote.id == id), None)

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
    # What `Span.model_construct` does, in a fifth of the time: most values of an annotation are spans.
    span = Span.__new__(Span)
    set_ = object.__setattr__
    set_(span, "__dict__", {"span": (start, end), "text": text[start:end], "pre": None, "post": None})
    set_(span, "__pydantic_fields_set__", {"span", "text", "pre", "post"})
    set_(span, "__pydantic_extra__", None)
    set_(span, "__pydantic_private__", None)
    return span


def range_of(span: Span | None) -> Range | None:
    """The bare offsets of a span, or None."""
    return None if span is None else span.span


def quote_order(quote: Quote) -> tuple[int, int, str]:
    """The key quotes are sorted by: first start, longest first, id (SCHEME 2, "Order")."""
    content = quote.content
    return (content[0].span[0], -content[-1].span[1], quote.id)


def differing(old: Sequence[Quote], new: Sequence[Quote]) -> tuple[int, int, int]:
    """What of two lists that share most of their values is not shared: the first place, and the end in each."""
    least = min(len(old), len(new))
    first = next((place for place in range(least) if old[place] is not new[place]), least)
    same = 0
    while same < least - first and old[-1 - same] is new[-1 - same]:
        same += 1
    return first, len(old) - same, len(new) - same
