"""Re-anchoring: the spans of an annotation found again in an article that has changed (SCHEME 4).

Nothing is moved silently: every span that is not where it was is listed with how it was found, doubtful
ones mark their item `fuzzy`, and what cannot be found keeps its old offsets and words and is `lost`.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any, Literal, NamedTuple, TypeVar

from annotator.article import Article
from annotator.finding import Finder, Hit, Wanted
from annotator.marks import derive_type
from annotator.model import (
    Annotation,
    Entity,
    Quote,
    QuoteWas,
    Rejected,
    Review,
    Section,
    SectionWas,
    Span,
    Via,
    quote_order,
    span_of,
)
from annotator.shown import excerpt
from annotator.text import Range, merged, trim_visible
from annotator.values import dataclass

CONTEXT = 12
"""Code points of `pre` and `post`."""
EXCERPT = 32
"""Code points of `head` and `tail` of a section."""
WHOLE = 80
"""Longest section, in code points, that is known by all its words."""

How = Literal["kept", "exact", "folded", "fuzzy", "lost"]


class Move(NamedTuple):
    """What became of one span.

    `old` and `new` are offsets in the article as it was and is (`new` None when lost); `how` it was found:
    `exact` the same words elsewhere, `folded` the same but for marks, dashes, white space or encoding,
    `fuzzy` similar words.
    """

    item: str
    field: str
    words: str
    old: Range
    new: Range | None
    how: How


@dataclass(frozen=True)
class Reanchored:
    """The annotation with its spans in the article as it is now, and what was done.

    `moved` are the spans found for certain at other offsets or with other glyphs, `fuzzy` those to be
    confirmed, `lost` those not found. `summary` is one sentence for the status line.
    """

    annotation: Annotation
    moved: tuple[Move, ...] = ()
    fuzzy: tuple[Move, ...] = ()
    lost: tuple[Move, ...] = ()
    summary: str = ""


def reanchor(annotation: Annotation, article: Article, old: Article | None = None) -> Reanchored:
    """The annotation moved to the article as it is now; pure, never raises.

    `old` is the article as it was, if it is still known: an annotation in memory has no surroundings and
    excerpts of its own, which tell repeated words apart. Types and marked pieces of content whose glyphs
    changed are derived anew. A finished review with anything fuzzy or lost becomes `in_progress`.
    """
    if annotation.document.sha256 == article.sha256:
        return Reanchored(annotation, summary="the article is unchanged")
    known = old.text if old is not None and old.sha256 == annotation.document.sha256 else None
    before = known if known is not None else _same_but_line_ends(annotation, article)
    if before is not None:
        convert = _line_end_map(before, article.text)
        if convert is not None:
            return _converted(annotation, article, convert)
    if known is not None:
        annotation = _with_surroundings(annotation, known)
    return _Work(annotation, article).done()


# ------------------------------------------------------------ rebuilding items from their spans

Find = Callable[[str, Span], Span]
"""The span to put in place of another, given the name of its field."""
Item = TypeVar("Item", Quote, Rejected)


def _fields(item: Quote | Rejected, find: Find) -> dict[str, Any]:
    """New values of all span fields but `quoted`."""
    return _moved({name: getattr(item, name) for name in ("content", "cue", "source", "addressee", "via")}, find)


def _moved(values: Mapping[str, Any], find: Find, before: str = "") -> dict[str, Any]:
    """New values of the span fields among these fields."""

    def one(name: str, span: Span | None) -> Span | None:
        return None if span is None else find(before + name, span)

    def via(i: int, value: Via) -> Via:
        source, cue = find(f"{before}via[{i}].source", value.source), one(f"via[{i}].cue", value.cue)
        return value.model_copy(update={"source": source, "cue": cue})

    found: dict[str, Any] = {name: one(name, values[name]) for name in ("cue", "source", "addressee") if name in values}
    if "content" in values:
        found["content"] = tuple(find(f"{before}content[{i}]", span) for i, span in enumerate(values["content"]))
    if "via" in values:
        found["via"] = tuple(via(i, value) for i, value in enumerate(values["via"]))
    return found


def _was_fields(was: QuoteWas, find: Find) -> QuoteWas:
    """What was proposed, with other spans; only the fields that are set."""
    return was.model_copy(update=_moved(was.changed(), find, "was."))


def _with_surroundings(annotation: Annotation, text: str) -> Annotation:
    """The annotation with `pre`, `post` and section excerpts taken from the article it was made for."""

    def find(_: str, span: Span) -> Span:
        start, end = span.span
        if text[start:end] != span.text:
            return span
        around = {"pre": text[max(0, start - CONTEXT) : start], "post": text[end : end + CONTEXT]}
        return span.model_copy(update=around)

    def quote(item: Item) -> Item:
        return item.model_copy(update=_fields(item, find))

    def section(one: Section) -> Section:
        words = text[one.start : one.end]
        if not (one.text is one.head is one.tail is None) or not words:
            return one
        if len(words) <= WHOLE:
            return one.model_copy(update={"text": words})
        return one.model_copy(update={"head": words[:EXCERPT], "tail": words[-EXCERPT:]})

    def entity(one: Entity) -> Entity:
        return one.model_copy(update={"mentions": tuple(find("", span) for span in one.mentions)})

    return annotation.model_copy(
        update={
            "sections": tuple(map(section, annotation.sections)),
            "entities": tuple(map(entity, annotation.entities)),
            "quotes": tuple(map(quote, annotation.quotes)),
            "rejected": tuple(map(quote, annotation.rejected)),
        }
    )


def _renewed(annotation: Annotation, article: Article) -> dict[str, Any]:
    """The document block for the article as it is now."""
    update = {"sha256": article.sha256, "length": len(article.text)}
    return {"document": annotation.document.model_copy(update=update)}


# ------------------------------------------------------------ line ends only


def _unified(text: str) -> str:
    """The text with LF for every line end, without byte order mark and without line ends at its end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").rstrip("\n")


def _same_but_line_ends(annotation: Annotation, article: Article) -> str | None:
    """The article as it was, if only its line ends or its byte order mark changed: proved by its SHA-256."""
    document = annotation.document
    base = article.text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    bare = base.rstrip("\n")
    for mark in ("", "\ufeff"):
        for end in dict.fromkeys((base[len(bare) :], "", "\n")):
            for newline in ("\n", "\r\n", "\r"):
                text = mark + (bare + end).replace("\n", newline)
                if len(text) != document.length:
                    continue
                try:
                    data = text.encode(document.encoding or "utf-8")
                except (LookupError, UnicodeError):
                    continue
                if hashlib.sha256(data).hexdigest() == document.sha256:
                    return text
    return None


def _line_end_map(old: str, new: str) -> Callable[[int], int] | None:
    """Old offset to new offset when the texts differ in line ends and byte order marks only, else None."""
    if _unified(old) != _unified(new):
        return None
    old_mark, new_mark = old.startswith("\ufeff"), new.startswith("\ufeff")
    # Where, counted with LF only, a line ends in two characters.
    old_pairs, new_pairs = _pairs(old), _pairs(new)
    old_raw = [place + number for number, place in enumerate(old_pairs)]

    def convert(offset: int) -> int:
        plain = offset - bisect_left(old_raw, offset) - old_mark
        plain = max(0, plain) + new_mark
        return min(len(new), plain + bisect_left(new_pairs, plain))

    return convert


def _pairs(text: str) -> list[int]:
    """The offsets of CR LF when each is counted as one character."""
    found: list[int] = []
    at = text.find("\r\n")
    while at >= 0:
        found.append(at - len(found))
        at = text.find("\r\n", at + 2)
    return found


def _converted(annotation: Annotation, article: Article, convert: Callable[[int], int]) -> Reanchored:
    """Every offset converted; the words are those of the article as it is now."""
    moves: list[Move] = []
    item_id = ""

    def place(span: Range) -> Range:
        return convert(span[0]), convert(span[1])

    def find(name: str, span: Span) -> Span:
        new = span_of(article.text, *place(span.span))
        if new.span != span.span:
            moves.append(Move(item_id, name, span.text, span.span, new.span, "exact"))
        return new

    def quote(item: Item) -> Item:
        nonlocal item_id
        item_id = item.id
        if item.anchor == "lost":
            return item
        fields = _fields(item, find) | {"quoted": tuple(find("quoted", span) for span in item.quoted)}
        if item.was is not None:
            fields["was"] = _was_fields(item.was, find)
        return item.model_copy(update=fields)

    def section(one: Section) -> Section:
        if one.anchor == "lost":
            return one
        update: dict[str, Any] = {"span": place(one.span), "text": None, "head": None, "tail": None}
        if update["span"] != one.span:
            moves.append(Move(one.id, "span", article.text[slice(*update["span"])], one.span, update["span"], "exact"))
        if one.was is not None and one.was.span is not None:
            update["was"] = one.was.model_copy(update={"span": place(one.was.span)})
        return one.model_copy(update=update)

    def entity(one: Entity) -> Entity:
        nonlocal item_id
        item_id = one.id
        return one.model_copy(update={"mentions": tuple(find("mentions", span) for span in one.mentions)})

    read = annotation.review.read
    review = (
        annotation.review
        if read is None
        else annotation.review.model_copy(update={"read": tuple(place(span) for span in read)})
    )
    renewed = annotation.model_copy(
        update={
            **_renewed(annotation, article),
            "review": review,
            "sections": tuple(map(section, annotation.sections)),
            "entities": tuple(map(entity, annotation.entities)),
            "quotes": tuple(map(quote, annotation.quotes)),
            "rejected": tuple(map(quote, annotation.rejected)),
        }
    )
    return Reanchored(renewed, tuple(moves), summary="only line ends differ; every span was moved exactly")


# ------------------------------------------------------------ any other change


class _Work:
    """One re-anchoring: what is wanted, what was found, and the annotation made of it."""

    def __init__(self, annotation: Annotation, article: Article) -> None:
        self.annotation = annotation
        self.article = article
        self.text = article.text
        self.finder = Finder(article.text)
        self.hits: dict[tuple[str, str], Hit | None] = {}
        self.moves: list[Move] = []

    def done(self) -> Reanchored:
        self._find_contents_and_sections()
        quotes = tuple(sorted((self._quote(quote) for quote in self.annotation.quotes), key=quote_order))
        rejected = tuple(
            sorted(map(self._quote, self.annotation.rejected), key=lambda item: (item.start, item.end, item.id))
        )
        sections = self._apart(map(self._section, self.annotation.sections))
        entities = tuple(map(self._entity, self.annotation.entities))
        review = self._review(self.annotation.review)
        moved = tuple(move for move in self.moves if move.how in ("exact", "folded"))
        fuzzy = tuple(move for move in self.moves if move.how == "fuzzy")
        lost = tuple(move for move in self.moves if move.how == "lost")
        if (fuzzy or lost) and review.status in ("done", "adjudicated"):
            review = review.model_copy(update={"status": "in_progress"})
        renewed = self.annotation.model_copy(
            update={
                **_renewed(self.annotation, self.article),
                "review": review,
                "sections": sections,
                "entities": entities,
                "quotes": quotes,
                "rejected": rejected,
            }
        )
        return Reanchored(renewed, moved, fuzzy, lost, self._summary(moved, fuzzy, lost))

    def _find_contents_and_sections(self) -> None:
        """The long spans first: they tell where the short ones have to be."""
        wanted: list[Wanted] = []
        items: tuple[Quote | Rejected, ...] = (*self.annotation.quotes, *self.annotation.rejected)
        for item in items:
            for i, span in enumerate(item.content):
                wanted.append(Wanted((item.id, f"content[{i}]"), span.text, span.start, span.pre, span.post))
        for section in self.annotation.sections:
            for name, words in (("text", section.text), ("head", section.head), ("tail", section.tail)):
                if words:
                    start = section.end - len(words) if name == "tail" else section.start
                    wanted.append(Wanted((section.id, name), words, start, None, None))
        self.hits = self.finder.find(wanted)

    def _told(self, item: str, field: str, span: Span, hit: Hit | None) -> None:
        """Keep account of one span."""
        new = None if hit is None else (hit.start, hit.end)
        how: How = "lost" if hit is None else hit.how
        if how != "exact" or new != span.span:
            self.moves.append(Move(item, field, span.text, span.span, new, how))

    # -------------------------------------------------------- quotes

    def _quote(self, item: Item) -> Item:
        pieces = [(span, self.hits.get((item.id, f"content[{i}]"))) for i, span in enumerate(item.content)]
        anchored = [(span, hit) for span, hit in pieces if hit is not None]
        places = [(hit.start, hit.end) for _, hit in anchored]
        worst: list[How] = []

        def find(name: str, span: Span) -> Span:
            if name.startswith("content"):
                hit = self.hits.get((item.id, name))
            else:
                hit = self.finder.beside(span, anchored, places)
            self._told(item.id, name, span, hit)
            worst.append("lost" if hit is None else hit.how)
            return span if hit is None else span_of(self.text, hit.start, hit.end)

        fields = _fields(item, find)
        if any(a[1] > b[0] for a, b in pairwise(places)):  # the pieces changed places
            crossing = any(a[1] > b[0] for a, b in pairwise(sorted(places)))
            worst.append("lost" if crossing else "fuzzy")
            fields["content"] = tuple(sorted(fields["content"], key=lambda span: span.span))
        if "lost" in worst:
            fields["anchor"] = "lost"
        elif "fuzzy" in worst:
            fields["anchor"] = "fuzzy"
        elif item.anchor == "lost":
            fields["anchor"] = None
        if len(anchored) == len(pieces):
            fields |= self._typed(item, fields["content"], all(hit.how == "exact" for _, hit in anchored))
            if item.was is not None:
                fields |= self._was(item, item.model_copy(update=fields), item.was, anchored)
        return item.model_copy(update=fields)

    def _typed(self, item: Quote | Rejected, content: tuple[Span, ...], same: bool) -> dict[str, Any]:
        """The marked pieces where the content is now; derived anew, with the type, if its glyphs changed."""
        if same:
            moved = []
            for piece in item.quoted:
                for old, new in zip(item.content, content, strict=True):
                    if old.start <= piece.start and piece.end <= old.end:
                        shift = new.start - old.start
                        moved.append(span_of(self.text, piece.start + shift, piece.end + shift))
                        break
            return {"quoted": tuple(moved)}
        if item.type is None:
            return {}
        kind, pieces = derive_type(self.text, [span.span for span in content], item.flags)
        return {"type": kind, "quoted": tuple(span_of(self.text, *piece) for piece in pieces)}

    def _was(
        self, old: Quote | Rejected, new: Quote | Rejected, was: QuoteWas, anchored: list[tuple[Span, Hit]]
    ) -> dict[str, Any]:
        """What was proposed, moved too; a field whose words are gone goes, the decision stays."""
        gone: set[str] = set()

        def find(name: str, span: Span) -> Span:
            hit = self.finder.beside(span, anchored, [])
            if hit is None:
                gone.add(name.removeprefix("was.").partition("[")[0])
                return span
            return span_of(self.text, hit.start, hit.end)

        moved = _was_fields(was, find)
        changed = {name: value for name, value in moved.changed().items() if name not in gone}
        differs = {name: value for name, value in changed.items() if value != getattr(new, name)}
        if differs:
            return {"was": moved if not gone else QuoteWas(**changed)}
        if isinstance(old, Quote):
            # Decided by a person, and nothing is left of what it was corrected from.
            return {"was": None, "status": "accepted", "attested": "item"}
        return {"was": None}

    # -------------------------------------------------------- sections, entities, review

    def _section(self, section: Section) -> Section:
        whole = self.hits.get((section.id, "text"))
        head = whole or self.hits.get((section.id, "head"))
        tail = whole or self.hits.get((section.id, "tail"))
        start = head.start if head else self.finder.expected(section.start)
        end = tail.end if tail else self.finder.expected(section.end)
        place = trim_visible(self.text, max(0, start), min(len(self.text), end)) if start < end else (0, 0)
        how: How = "fuzzy" if not (head and tail) or "fuzzy" in (head.how, tail.how) else "exact"
        if (head is None and tail is None) or place[0] >= place[1]:
            how = "lost"
        if how != "exact" or place != section.span:
            words = section.text or section.head or ""
            self.moves.append(Move(section.id, "span", words, section.span, None if how == "lost" else place, how))
        if how == "lost":
            return section.model_copy(update={"anchor": "lost"})
        update: dict[str, Any] = {"span": place, "text": None, "head": None, "tail": None}
        if how == "fuzzy":
            update["anchor"] = "fuzzy"
        elif section.anchor == "lost":
            update["anchor"] = None
        if section.was is not None and section.was.span is not None:
            update |= self._section_was(section, section.was, section.was.span, place)
        return section.model_copy(update=update)

    def _section_was(self, section: Section, was: SectionWas, span: Range, place: Range) -> dict[str, Any]:
        """The proposed span of a section, moved like what lies nearest to it."""
        start, end = self.finder.expected(span[0]), self.finder.expected(span[1])
        start, end = max(0, start), min(len(self.text), end)
        if start < end and (start, end) != place:
            return {"was": was.model_copy(update={"span": (start, end)})}
        if was.kind is not None and was.kind != section.kind:
            return {"was": SectionWas(kind=was.kind)}
        return {"was": None, "status": "accepted", "attested": "item"}

    def _apart(self, sections: Iterable[Section]) -> tuple[Section, ...]:
        """The sections in text order; one that would overlap the one before begins after it, to be confirmed."""
        found: list[Section] = []
        end = 0
        for section in sorted(sections, key=lambda one: (one.span, one.id)):
            if section.anchor != "lost" and section.start < end:
                place = trim_visible(self.text, end, max(end, section.end))
                update: dict[str, Any] = {"anchor": "fuzzy"} | ({"span": place} if place[0] < place[1] else {})
                self.moves.append(Move(section.id, "span", "", section.span, place, "fuzzy"))
                section = section.model_copy(update=update)
            if section.anchor != "lost":
                end = max(end, section.end)
            found.append(section)
        return tuple(sorted(found, key=lambda one: (one.span, one.id)))

    def _entity(self, entity: Entity) -> Entity:
        """The entity with its mentions found again; a mention that is gone is left out and told."""
        kept = []
        for i, span in enumerate(entity.mentions):
            hit = self.finder.alone(span)
            self._told(entity.id, f"mentions[{i}]", span, hit)
            if hit is not None:
                kept.append(span_of(self.text, hit.start, hit.end))
        return entity.model_copy(update={"mentions": tuple(kept)}) if entity.mentions else entity

    def _review(self, review: Review) -> Review:
        if not review.read:
            return review
        spans = [(self.finder.expected(start), self.finder.expected(end)) for start, end in review.read]
        clipped = [(max(0, start), min(len(self.text), end)) for start, end in spans]
        return review.model_copy(update={"read": merged(span for span in clipped if span[0] < span[1])})

    def _summary(self, moved: tuple[Move, ...], fuzzy: tuple[Move, ...], lost: tuple[Move, ...]) -> str:
        """One sentence: how many items were found, which are to be confirmed, which are lost."""
        items = {quote.id for quote in self.annotation.quotes} | {item.id for item in self.annotation.rejected}
        items |= {section.id for section in self.annotation.sections}
        gone = [item for item in dict.fromkeys(move.item for move in lost) if item in items]
        unsure = [item for item in dict.fromkeys(move.item for move in fuzzy) if item not in gone]
        mentions = sum(move.item not in items for move in lost)
        sure = len(items) - len(gone) - len(unsure)
        parts = [f"{sure} of {len(items)} items found" if gone or unsure else f"all {len(items)} items found"]
        if unsure:
            parts.append(f"{len(unsure)} to confirm ({_some(unsure)})")
        if gone:
            parts.append(f"{len(gone)} lost ({_some(gone)})")
        if mentions:
            parts.append(f"{mentions} {'mention' if mentions == 1 else 'mentions'} of entities left out")
        return ", ".join(parts)


def _some(ids: list[str]) -> str:
    """A few ids, safe to show."""
    shown = ", ".join(excerpt(id) for id in ids[:5])
    return f"{shown}, …" if len(ids) > 5 else shown
