"""What a detector takes and gives: text and language in, proposals out.

Detectors are pure and deterministic and never raise, whatever the text. Offsets are code points.
"""

from __future__ import annotations

from typing import Literal, Protocol

from annotator.article import Article
from annotator.model import (
    Act,
    Annotation,
    Document,
    Entity,
    EntityKind,
    Quote,
    QuoteType,
    Rejected,
    Review,
    Scope,
    Section,
    ViaKind,
)
from annotator.text import Range
from annotator.values import dataclass, field

DETECTOR = "rules"
VERSION = "0.1.0"
UNKNOWN = "und"
"""The BCP 47 code of a text whose language could not be told."""


@dataclass(frozen=True)
class Words:
    """A corpus's own words, from its settings; they add to the lexicons of every language.

    `cues` are lemmas or whole cue groups ("went on record"), `outlets` names of agencies and papers,
    `furniture` whole lines of page furniture. All are compared without regard to case.
    """

    cues: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    furniture: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A possible miss: a cue word nobody has claimed, or a pair of quotation marks in no content.

    `weight` is the estimated probability that a quote is missing here; below the stop threshold a
    mark is drawn but does not stop the reader.
    """

    start: int
    end: int
    kind: Literal["cue", "quotation"]
    weight: float


@dataclass(frozen=True)
class Proposals:
    """What a detector proposes for one article; every item has status `proposed`, `by` and `score`.

    Sections, entities, quotes and rejected are in the order of SCHEME 2 and numbered (s01, q01, r01).
    Possible misses are no proposals: `quotes.find_quotes` finds them.
    """

    language: str
    sections: tuple[Section, ...] = ()
    entities: tuple[Entity, ...] = ()
    quotes: tuple[Quote, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    detectors: tuple[str, ...] = (f"{DETECTOR} {VERSION}",)


@dataclass(frozen=True, slots=True)
class ViaDraft:
    """A via as found, before its entity is known."""

    kind: ViaKind
    source: Range
    cue: Range | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A quote as found, before entities and links: bare offsets.

    `probability` is that of content, cue and source all being exactly right. `carries` is the index
    (in the list of drafts) of the quote this one continues (rules C6, C7), `inside` that of the quote
    whose content holds it (rule N1).
    """

    content: tuple[Range, ...]
    cue: Range | None = None
    source: Range | None = None
    addressee: Range | None = None
    via: tuple[ViaDraft, ...] = ()
    act: Act = "statement"
    flags: tuple[str, ...] = ()
    probability: float = 0.5
    carries: int | None = None
    inside: int | None = None
    typed: tuple[QuoteType, tuple[Range, ...]] | None = field(default=None, repr=False, compare=False)
    """Its type and marked pieces, as `marks.derive_type` gives them, where they are known already."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Quotation marks judged not to be speech (rule R7), with the reason."""

    content: Range
    reason: Literal["scare_quote", "title", "term", "name"]
    probability: float = 0.5


@dataclass(frozen=True, slots=True)
class Mention:
    """A noun phrase that can speak, be told or pass words on; `score` ranks it among its neighbours."""

    start: int
    end: int
    kind: EntityKind
    score: float = 0.0


@dataclass(frozen=True)
class Person:
    """An answer to "who is that?": an entity of the list given, or a new one."""

    id: str | None
    name: str
    kind: EntityKind
    score: float = field(default=0.0)


class Detector(Protocol):
    """What `--prefill` and the program itself call."""

    def __call__(self, text: str, language: str | None = None, *, scope: Scope = "statements") -> Proposals: ...


def annotation_of(article: Article, proposals: Proposals, *, tool: str, scope: Scope) -> Annotation:
    """The annotation an article starts with: all proposed, nothing read, nobody has decided anything."""
    return Annotation(
        document=Document(
            file=article.name,
            sha256=article.sha256,
            length=len(article.text),
            encoding=article.encoding,
            language=proposals.language,
        ),
        review=Review(status="new", scope=scope, read=(), tool=tool, detectors=proposals.detectors),
        sections=proposals.sections,
        entities=proposals.entities,
        quotes=proposals.quotes,
        rejected=proposals.rejected,
    )
