"""From bare ranges of another scheme to an annotation that passes the checks of ours.

Every loader ends here. Ranges are trimmed, cut at paragraph breaks (rule C4), merged, and kept apart
from each other (check E08); type and quoted pieces come from the marks (SCHEME 1.3); entities from the
source's words; what had to be changed is said in notes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any

from annotator import __version__
from annotator.article import Article
from annotator.exchange.base import Intake
from annotator.exchange.linking import Place, nested, sound
from annotator.exchange.people import People
from annotator.marks import MARKS, derive_type, mark_flags
from annotator.model import (
    Act,
    Annotation,
    Attested,
    Document,
    Entity,
    Quote,
    Reason,
    Rejected,
    Review,
    Section,
    Span,
    Status,
    Via,
    ViaKind,
    span_of,
)
from annotator.text import WORD, Range, inside, merged, overlaps, trim, trim_visible
from annotator.values import dataclass, field, replace

_LETTER = re.compile(r"[^\W_]")
_QUOTE_ID = re.compile(r"q\d{2,9}")
_META = ("title", "url", "outlet", "published", "author")


@dataclass(frozen=True)
class RawVia:
    """A via of another scheme."""

    source: Range
    cue: Range | None = None
    kind: ViaKind = "outlet"
    entity: str | None = None


@dataclass(frozen=True)
class Raw:
    """An attribution of another scheme: bare ranges in any state, other fields where they are given.

    `key` is whatever the links of other attributions call it. `speakers` are ids of the entities given
    along, or names; None asks for a speaker from the source's words. `act` None asks the lexicon. `status`,
    `attested` and `by` are kept in gold when they are our own (accepted, added); `key` is kept as the id
    when all are ids of ours.
    """

    content: tuple[Range, ...]
    cue: tuple[Range, ...] = ()
    source: tuple[Range, ...] = ()
    addressee: tuple[Range, ...] = ()
    via: tuple[RawVia, ...] = ()
    speakers: tuple[str, ...] | None = None
    act: Act | None = None
    flags: tuple[str, ...] = ()
    within: str | None = None
    continues: str | None = None
    repeats: str | None = None
    score: float | None = None
    by: str | None = None
    status: Status | None = None
    attested: Attested | None = None
    note: str | None = None
    key: str | None = None
    refused: bool = False
    reason: Reason | None = None


@dataclass
class _Draft:
    raw: Raw
    content: tuple[Range, ...]
    cue: Range | None
    source: Range | None
    addressee: Range | None
    via: tuple[RawVia, ...]
    within: int | None = None
    flags: tuple[str, ...] = field(default=())


@lru_cache(maxsize=1)
def _attitudes() -> frozenset[str]:
    text = resources.files("annotator").joinpath("data/attitude.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.split("\n") if not line.startswith("#") for word in line.casefold().split())


def act_of(cue: str) -> Act:
    """The act a cue speaks of: `attitude` when its first full word is in the lexicon of attitude cues."""
    known = _attitudes()
    for match in WORD.finditer(cue.casefold()):
        word = match.group()
        if word in known:
            return "attitude"
        if word not in _PASSED and not word.endswith("ly"):
            break
    return "statement"


_PASSED = frozenset({
    "am", "is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "having", "do", "does",
    "did", "not", "also", "never", "still", "once", "to", "n't", "will", "would", "can", "could", "may",
    "might", "must", "should", "shall", "'s", "'d", "'ve", "'re", "long", "now", "already", "just", "the",
    "a", "an", "who", "it", "he", "she", "they", "we", "you", "i", "in", "my", "his", "her", "their", "our",
    "its", "your",
})  # fmt: skip


def _pieces(article: Article, ranges: Iterable[Range]) -> tuple[Range, ...]:
    """The ranges trimmed, cut at paragraph breaks and merged; those without a word or mark dropped."""
    found: list[Range] = []
    structure = article.structure
    paragraphs = structure.paragraphs
    for start, end in ranges:
        index = structure.paragraph_at(start)
        while index < len(paragraphs) and paragraphs[index][0] < end:
            first, last = paragraphs[index]
            piece = trim(article.text, max(start, first), min(end, last))
            if piece[0] < piece[1]:
                found.append(piece)
            index += 1
    return merged(found)


def _without(text: str, ranges: Sequence[Range], hole: Range) -> tuple[Range, ...]:
    """The ranges without the hole, each rest trimmed; a rest without a letter or digit is dropped."""
    found = []
    for start, end in ranges:
        if not overlaps((start, end), hole):
            found.append((start, end))
            continue
        for rest in ((start, min(end, hole[0])), (max(start, hole[1]), end)):
            piece = trim(text, *rest) if rest[0] < rest[1] else rest
            if piece[0] < piece[1] and _LETTER.search(text, *piece):
                found.append(piece)
    return tuple(found)


class _Repair:
    """One article's attributions made to keep the rules on spans (E05-E08, E15)."""

    def __init__(self, article: Article, notes: Counter[str]) -> None:
        self.article, self.text, self.notes = article, article.text, notes

    def one(self, role: str, ranges: Sequence[Range]) -> Range | None:
        """The single span of a role; of several pieces the longest (rule U7)."""
        pieces = _pieces(self.article, ranges)
        if not pieces:
            return None
        if len(pieces) > 1:
            self.notes[f"{role} in pieces: the longest kept"] += 1
        return max(pieces, key=lambda piece: (piece[1] - piece[0], -piece[0]))

    def apart(self, role: str, span: Range | None, others: Iterable[Range | None]) -> Range | None:
        """The span without what other roles have taken; None when nothing is left."""
        if span is None:
            return None
        rest: tuple[Range, ...] = (span,)
        for other in others:
            if other is not None:
                rest = _without(self.text, rest, other)
        if rest != (span,):
            self.notes[f"{role} overlapped another role: cut" if rest else f"{role} lay in another role: dropped"] += 1
        return max(rest, key=lambda piece: piece[1] - piece[0]) if rest else None

    def draft(self, raw: Raw) -> _Draft | None:
        """The attribution with all its spans in order, or None when it has no content."""
        content = _pieces(self.article, raw.content)
        if not content:
            self.notes["attribution without content: dropped"] += 1
            return None
        if len(content) > len(merged(raw.content)):
            self.notes["content cut at a paragraph break"] += 1
        source = self.one("source", raw.source)
        cue = self.one("cue", raw.cue)
        if cue and source and overlaps(cue, source):
            if inside(source, cue) and source != cue:
                cue = self.apart("cue", cue, [source])
            else:
                source = self.apart("source", source, [cue])
        roles = {"cue": cue, "source": source}
        for role, span in roles.items():
            if span is None or not any(overlaps(span, piece) for piece in content):
                continue
            rest = _without(self.text, content, span)
            if rest:
                content = rest
                self.notes[f"{role} lay in the content: cut out of it"] += 1
            else:
                roles[role] = None
                self.notes[f"{role} covered the content: dropped"] += 1
        cue, source = roles["cue"], roles["source"]
        taken: list[Range | None] = [*content, cue, source]
        addressee = self.apart("addressee", self.one("addressee", raw.addressee), taken)
        taken.append(addressee)
        via = []
        for item in raw.via:
            place = self.apart("via", self.one("via", [item.source]), taken)
            if place is None:
                continue
            taken.append(place)
            word = self.apart("via cue", self.one("via cue", [item.cue] if item.cue else ()), taken)
            taken.append(word)
            via.append(replace(item, source=place, cue=word))
        return _Draft(raw, content, cue, source, addressee, tuple(via))

    def drafts(self, raws: Iterable[Raw]) -> list[_Draft]:
        """All drafts in the order of a gold file, none twice (check E15)."""
        found: dict[tuple[Any, ...], _Draft] = {}
        for raw in raws:
            draft = self.draft(raw)
            if draft is None:
                continue
            same = (draft.content, draft.cue, draft.source, raw.refused)
            if same in found:
                self.notes["attribution given twice: one kept"] += 1
            else:
                found[same] = draft
        return sorted(found.values(), key=lambda draft: (draft.content[0][0], -draft.content[-1][1]))


def _unclosed(text: str, quoted: Sequence[Range]) -> bool:
    """Whether a marked piece lacks its mark at one end (what check E09 lets pass only with a flag)."""
    return any(text[start] not in MARKS or text[end - 1] not in MARKS for start, end in quoted)


def covering(article: Article) -> tuple[Section, ...]:
    """One section `other` for each paragraph: for sources that say nothing about sections."""
    return tuple(
        Section(id=f"s{number:02}", kind="other", span=span, status="added", by="human")
        for number, span in enumerate(article.structure.paragraphs, 1)
    )


def completed(article: Article, sections: Sequence[Section]) -> tuple[Section, ...]:
    """The sections with `other` over the visible text that they leave out, so that gold covers everything (E20)."""
    ordered = sorted(sections, key=lambda section: section.span)
    number = max((int(section.id[1:]) for section in ordered), default=0)
    found: list[Section] = list(ordered)
    at = 0
    for start, end in article.structure.paragraphs:
        while at < len(ordered) and ordered[at].end <= start:
            at += 1
        place, probe = start, at
        gaps: list[Range] = []
        while probe < len(ordered) and ordered[probe].start < end:
            gaps.append((place, ordered[probe].start))
            place = max(place, ordered[probe].end)
            probe += 1
        for gap in [*gaps, (place, end)]:
            rest = trim_visible(article.text, *gap) if gap[0] < gap[1] else gap
            if rest[0] < rest[1]:
                number += 1
                found.append(Section(id=f"s{number:02}", kind="other", span=rest, status="added", by="human"))
    return tuple(sorted(found, key=lambda section: section.span))


def document_of(article: Article, language: str | None = None, meta: Mapping[str, Any] | None = None) -> Document:
    """The document block for an article; `meta` keeps only the strings that a gold file knows."""
    kept = {key: str(meta[key]) for key in _META if meta and meta.get(key)}
    return Document.model_validate(
        {
            "file": article.name.rpartition("/")[2],
            "sha256": article.sha256,
            "length": len(article.text),
            "encoding": article.encoding,
            "language": language or "en",
            "meta": kept or None,
        }
    )


def review_of(intake: Intake, found_all: bool) -> Review:
    """The review block of what is taken in; `found_all` says that attitudes were annotated, too."""
    gold = intake.as_ == "gold"
    return Review(
        status="new" if not gold else "done" if intake.time else "in_progress",
        scope=intake.scope or ("all" if found_all else "statements"),
        annotators=(intake.annotator,) if gold and intake.annotator else (),
        started=intake.time if gold else None,
        updated=intake.time if gold else None,
        tool=f"annotator {__version__}",
        detectors=() if gold else (intake.by,),
    )


class _Builder:
    """Drafts into the quotes, entities and refused items of one annotation."""

    def __init__(self, article: Article, intake: Intake, people: People) -> None:
        self.text, self.intake, self.people = article.text, intake, people

    def span(self, place: Range | None) -> Span | None:
        return None if place is None else span_of(self.text, *place)

    def speakers(self, draft: _Draft) -> tuple[str, ...]:
        if draft.raw.speakers is not None:
            return tuple(dict.fromkeys(self.people.named(name) for name in draft.raw.speakers))
        if draft.source is None:
            return ()
        found = self.people.spoken(self.text[slice(*draft.source)])
        return (found,) if found else ()

    def fields(self, draft: _Draft) -> dict[str, Any]:
        raw, text = draft.raw, self.text
        kind, quoted = derive_type(text, draft.content, raw.flags)
        flags = set(raw.flags) | set(mark_flags(text, draft.content))
        if not flags & {"odd_marks", "unclosed"} and _unclosed(text, quoted):
            flags.add("unclosed")
        cue = text[slice(*draft.cue)] if draft.cue else ""
        via = tuple(
            Via(
                kind=item.kind,
                source=span_of(text, *item.source),
                cue=self.span(item.cue),
                entity=self.people.named(item.entity) if item.entity else None,
            )
            for item in draft.via
        )
        return {
            "type": kind,
            "act": raw.act or act_of(cue),
            "content": tuple(span_of(text, *piece) for piece in draft.content),
            "quoted": tuple(span_of(text, *piece) for piece in quoted) if kind == "mixed" else (),
            "cue": self.span(draft.cue),
            "source": self.span(draft.source),
            "speakers": self.speakers(draft),
            "addressee": self.span(draft.addressee),
            "via": via,
            "flags": tuple(sorted(flags)),
            "note": raw.note,
        }


def _numbers(quotes: Sequence[_Draft]) -> list[str]:
    """The ids of the quotes: their keys where all are ids of ours, else numbers in text order."""
    keys = [draft.raw.key or "" for draft in quotes]
    if len(set(keys)) == len(keys) and all(_QUOTE_ID.fullmatch(key) for key in keys):
        return keys
    return [f"q{number:02}" for number in range(1, len(quotes) + 1)]


def build(
    article: Article,
    raws: Sequence[Raw],
    intake: Intake,
    *,
    entities: Sequence[Entity] = (),
    sections: tuple[Section, ...] | None = None,
    meta: Mapping[str, Any] | None = None,
    nest: bool = False,
) -> tuple[Annotation, tuple[str, ...]]:
    """An annotation from another scheme's attributions, and notes on what had to be changed.

    `sections` None lays `other` over every paragraph of gold (the source says nothing), and what given ones
    leave out becomes `other`, too; proposals get nothing of the kind. `nest` derives `within` from the spans
    where the source has no such link.
    """
    notes: Counter[str] = Counter()
    gold = intake.as_ == "gold"
    drafts = _Repair(article, notes).drafts(raws)
    quotes = [draft for draft in drafts if not draft.raw.refused]
    if nest:
        for draft, outer in zip(quotes, nested([Place(draft.content, draft.cue) for draft in quotes]), strict=True):
            draft.within = outer
    people = People(entities, [article.text[slice(*draft.source)] for draft in quotes if draft.source])
    builder = _Builder(article, intake, people)
    names = _numbers(quotes)
    ids = {draft.raw.key: name for name, draft in zip(names, quotes, strict=True) if draft.raw.key is not None}
    made: list[Quote] = []
    for name, draft in zip(names, quotes, strict=True):
        raw = draft.raw
        links: dict[str, Any] = {link: ids.get(getattr(raw, link)) for link in ("within", "continues", "repeats")}
        if draft.within is not None:
            links["within"] = names[draft.within]
        kept = gold and raw.status in ("accepted", "added") and raw.by is not None
        made.append(
            Quote(
                id=name,
                **builder.fields(draft),
                **links,
                status=raw.status if kept and raw.status else "added" if gold else "proposed",
                attested=raw.attested if kept else None,
                by=raw.by if kept and raw.by else "human" if gold else raw.by or intake.by,
                score=raw.score if kept or not gold else None,
            )
        )
    refused = [
        Rejected(
            id=f"r{number:02}",
            **builder.fields(draft),
            reason=draft.raw.reason,
            by=draft.raw.by or ("human" if gold else intake.by),
            score=draft.raw.score if draft.raw.by or not gold else None,
        )
        for number, draft in enumerate(
            (draft for draft in drafts if draft.raw.refused), max((int(name[1:]) for name in names), default=0) + 1
        )
    ]
    if gold:
        sections = covering(article) if sections is None else completed(article, sections)
    annotation = Annotation(
        document=document_of(article, intake.language, meta),
        review=review_of(intake, any(quote.act == "attitude" for quote in made)),
        sections=sections or (),
        entities=people.entities(),
        quotes=sound(made, notes),
        rejected=tuple(refused),
    )
    return annotation, tuple(notes.elements())
