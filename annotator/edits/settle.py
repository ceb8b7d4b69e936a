"""The one function that runs after every edit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from typing import Any

from annotator.article import Article
from annotator.edits.base import Edit, Stamp, holds
from annotator.edits.whole import Propose
from annotator.lookup import Lookup, differing, lookup
from annotator.marks import derive_type
from annotator.model import (
    DECISION_FIELDS,
    TYPE_FLAGS,
    Annotation,
    Entity,
    Quote,
    QuoteWas,
    Rejected,
    Review,
    Section,
    SectionWas,
    quote_order,
    span_of,
)

LINKS = ("within", "continues", "repeats")

Changes = dict[str, Quote]
"""Quotes by id in the form that follows from an edit of others."""


def apply(edit: Edit, annotation: Annotation, article: Article, stamp: Stamp) -> Annotation:
    """The settled annotation after the edit; the very same object when it changes nothing.

    Raises EditError with a sentence for the status line.
    """
    changed = edit.change(annotation, article)
    if changed is annotation or changed == annotation:
        return annotation
    if isinstance(edit, Propose):  # proposals replace proposals: nobody has decided anything about them
        return changed
    return settle(annotation, changed, article, stamp)


def proposal_of(quote: Quote) -> Quote:
    """The quote as it was proposed: `was` laid over it."""
    if quote.was is None:
        return quote
    fields = quote.was.changed()
    if "flags" in fields:
        fields["flags"] = _flags_with(quote.flags, fields["flags"])
    return quote.model_copy(update=fields)


def _flags_with(flags: Sequence[str], type_flags: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({flag for flag in flags if flag not in TYPE_FLAGS} | set(type_flags)))


def _decision(quote: Quote, name: str) -> Any:
    """A decision field's value, flags cut down to those that change the type."""
    value = getattr(quote, name)
    return tuple(flag for flag in value if flag in TYPE_FLAGS) if name == "flags" else value


def _resolved(old: Quote | None, new: Quote) -> Quote:
    """The quote with the status that its change gives it (SCHEME 1.9, B4)."""
    if old is not None and new.by == "human" and new.anchor is not None and new.content != old.content:
        return new.model_copy(update={"anchor": None})  # a person gave it a place: it is neither fuzzy nor lost
    if new.by == "human" or old is None:
        return new
    proposed = proposal_of(old)
    was = {
        name: _decision(proposed, name) for name in DECISION_FIELDS if _decision(new, name) != _decision(proposed, name)
    }
    if was:
        fields: dict[str, Any] = {"status": "corrected", "attested": None, "was": QuoteWas(**was)}
        if new.anchor == "fuzzy" or (new.anchor == "lost" and new.content != old.content):
            fields["anchor"] = None
    elif old.status == "corrected":
        fields = {"status": "proposed", "attested": None, "was": None}
    else:
        return new
    return new.model_copy(update=fields)


def _resolved_section(old: Section | None, new: Section) -> Section:
    if new.by == "human" or old is None or (old.kind, old.span) == (new.kind, new.span):
        return new
    was = old.was.changed() if old.was else {}
    proposed = {"kind": old.kind, "span": old.span, **was}
    changed = {name: value for name, value in proposed.items() if getattr(new, name) != value}
    if changed:
        fields = {"status": "corrected", "attested": None, "anchor": None, "was": SectionWas(**changed)}
        return new.model_copy(update=fields)
    return new.model_copy(update={"status": "proposed", "attested": None, "was": None})


def _unlinked(known: Lookup, suspects: Iterable[Quote], now: Changes) -> None:
    """Drop the links of these quotes that no longer hold: to one that is gone, or `continues` one not before."""
    for quote in suspects:
        links = {link: getattr(quote, link) for link in LINKS}
        gone: dict[str, None] = {link: None for link, id in links.items() if id is not None and id not in known}
        before = known.get(quote.continues) if quote.continues else None
        if before is not None and quote_order(before) >= quote_order(quote):
            gone["continues"] = None
        if gone:
            now[quote.id] = quote.model_copy(update=gone)


def _nested(known: Lookup, touched: Collection[str], now: Changes) -> None:
    """`within` found anew by containment for the touched quotes and those that lie at or inside them.

    A link that still holds is kept, so that a choice by hand stays (B11). The depth is at most 3 (E13).
    """
    moved = [quote for quote in map(known.get, touched) if quote is not None]
    near: dict[str, Quote] = {}
    if moved:
        near = {q.id: q for q in known.overlapping(min(q.start for q in moved), max(q.end for q in moved))}
    near |= {quote.id: quote for quote in known.pointing(touched) if now.get(quote.id, quote).within in touched}
    # What holds one of them overlaps what was touched, or was touched itself: it is among them, too.
    for id in near:
        quote = now.get(id, near[id])
        current = near.get(quote.within) if quote.within else None
        if current is not None and holds(current, quote):
            continue
        outer = [other for other in near.values() if other.id != id and holds(other, quote)]
        best = min(outer, key=lambda other: (other.end - other.start, other.id), default=None)
        within = best.id if best else None
        if within != quote.within:
            now[id] = quote.model_copy(update={"within": within})


def _spread(known: Lookup, changed: Collection[str], now: Changes) -> None:
    """Speakers carried along chains of `continues`, from the changed quotes both ways (B11, E14)."""
    speakers: dict[str, tuple[str, ...]] = {}
    for id in sorted(changed):
        first = known.get(id)
        todo = [id] if first is not None else []
        while todo and first is not None:
            at = todo.pop()
            quote = now.get(at) or known.get(at)
            if at in speakers or quote is None:
                continue
            speakers[at] = first.speakers
            following = known.pointing((at,))
            todo += [one.id for one in following if now.get(one.id, one).continues == at]
            if quote.continues:
                todo.append(quote.continues)
    for id, found in speakers.items():
        quote = now.get(id) or known.get(id)
        if quote is not None and quote.speakers != found:
            now[id] = quote.model_copy(update={"speakers": found})


def settle(before: Annotation, after: Annotation, article: Article, stamp: Stamp) -> Annotation:
    """What every edit must do, once, in one place.

    Values that follow from another decision (speakers along a chain, nesting) do not resolve a quote
    that nobody has looked at: it stays `proposed` with the better value. Any other change of a
    decision field makes a proposal `corrected`, with `was` as proposed.
    """
    quotes = after.quotes if after.quotes is before.quotes else _settled_quotes(before, after, article)
    entities = after.entities
    if after.entities is not before.entities or after.rejected is not before.rejected or _people_moved(before, quotes):
        entities = _used(after.entities, quotes, after.rejected)
    sections = after.sections
    if sections is not before.sections:
        old = {section.id: section for section in before.sections}
        sections = tuple(_resolved_section(old.get(one.id), one) for one in sections)
        sections = tuple(sorted(sections, key=lambda one: (one.span, one.id)))
    rejected = after.rejected
    if rejected is not before.rejected:
        rejected = tuple(sorted(rejected, key=lambda one: (one.start, one.end, one.id)))
    fields = {
        "quotes": quotes,
        "sections": sections,
        "rejected": rejected,
        "entities": entities,
        "review": _reviewed(before.review, after.review, stamp),
    }
    return after.model_copy(update=fields)


def _people_moved(before: Annotation, quotes: Sequence[Quote]) -> bool:
    """Whether quotes came, went, or have other people than before."""
    if quotes is before.quotes:
        return False
    if len(before.quotes) != len(quotes):
        return True
    first, end, _ = differing(before.quotes, quotes)
    old = {quote.id: quote for quote in before.quotes[first:end]}
    for quote in quotes[first:end]:
        last = old.get(quote.id)
        if last is not quote and (last is None or (last.speakers, last.via) != (quote.speakers, quote.via)):
            return True
    return False


def _settled_quotes(before: Annotation, after: Annotation, article: Article) -> tuple[Quote, ...]:
    """The quotes typed by their marks, resolved, nested, with speakers carried along, and in order."""
    first, end_old, end_new = differing(before.quotes, after.quotes)
    old = {quote.id: quote for quote in before.quotes[first:end_old]}
    touched, spoken, linked = set[str](), set[str](), False
    resolved = []
    for quote in after.quotes[first:end_new]:
        last = old.get(quote.id)
        if last is quote:
            resolved.append(quote)
            continue
        if last is None or (last.content, _decision(last, "flags")) != (quote.content, _decision(quote, "flags")):
            quote = typed(quote, article)
        if last is None or last.content != quote.content or last.cue != quote.cue:
            touched.add(quote.id)
        if last is not None and (last.speakers != quote.speakers or last.continues != quote.continues):
            spoken.add(quote.id)
        linked = linked or last is None or any(getattr(last, link) != getattr(quote, link) for link in LINKS)
        resolved.append(_resolved(last, quote))
    if len(resolved) != len(old):
        touched |= old.keys() - {quote.id for quote in resolved}
    quotes = (*after.quotes[:first], *resolved, *after.quotes[end_new:])
    if not (touched or spoken or linked):
        return quotes  # only decisions: nothing follows from them for other quotes
    known = lookup(before.quotes).spliced(first, end_old, resolved, quotes)
    now: Changes = {}
    fresh = {quote.id: quote for quote in resolved if old.get(quote.id) is not quote}
    _unlinked(known, {one.id: one for one in (*fresh.values(), *known.pointing(touched))}.values(), now)
    _nested(known, touched, now)
    _spread(known, spoken, now)
    for id, quote in now.items():
        decided = known.get(id)
        if decided is not None and decided.status in ("accepted", "corrected"):
            now[id] = _resolved(decided, quote)
    quotes = known.put(now)
    # What is shared with the state before, which is in order, need not be compared again.
    if all(quote_order(one) <= quote_order(other) for one, other in pairwise(quotes[max(0, first - 1) : end_new + 1])):
        return quotes
    return tuple(sorted(quotes, key=quote_order))


def typed(quote: Quote, article: Article) -> Quote:
    """The quote with the type and the quoted pieces that its marks and type flags give it (SCHEME 1.3)."""
    type_, quoted = derive_type(article.text, [piece.span for piece in quote.content], quote.flags)
    pieces = tuple(span_of(article.text, *piece) for piece in quoted)
    if (type_, pieces) == (quote.type, quote.quoted):
        return quote
    return quote.model_copy(update={"type": type_, "quoted": pieces})


def unlinked(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """Links that no longer hold removed: to quotes that are gone, or `continues` to one that is not before."""
    by_id = {quote.id: quote for quote in quotes}
    found = list(quotes)
    for place, quote in enumerate(quotes):
        within, continues, repeats = quote.within, quote.continues, quote.repeats
        if within is continues is repeats is None:
            continue
        gone: dict[str, None] = {}
        if within is not None and within not in by_id:
            gone["within"] = None
        if repeats is not None and repeats not in by_id:
            gone["repeats"] = None
        if continues is not None:
            before = by_id.get(continues)
            if before is None or quote_order(before) >= quote_order(quote):
                gone["continues"] = None
        if gone:
            found[place] = quote.model_copy(update=gone)
    return tuple(found)


def _used(entities: Sequence[Entity], quotes: tuple[Quote, ...], rejected: Sequence[Rejected]) -> tuple[Entity, ...]:
    """The entities that a quote, a via or another used entity needs, by id (B9)."""
    by_id = {entity.id: entity for entity in entities}
    used = set(filter(lookup(quotes).names, by_id))
    for record in rejected:
        used.update(record.speakers, (via.entity for via in record.via if via.entity is not None))
    todo = list(used)
    while todo:
        entity = by_id.get(todo.pop())
        if entity is not None and entity.speaks_for is not None and entity.speaks_for not in used:
            used.add(entity.speaks_for)
            todo.append(entity.speaks_for)
    return tuple(sorted((one for one in entities if one.id in used), key=lambda one: one.id))


def _reviewed(before: Review, after: Review, stamp: Stamp) -> Review:
    """The review block after an edit: status, people, times (B3)."""
    status = after.status
    if after.status == before.status:
        status = "in_progress" if status in ("new", "done", "adjudicated") else status
    annotators = after.annotators
    if stamp.author and stamp.author not in annotators:
        annotators = (*annotators, stamp.author)
    return after.model_copy(
        update={
            "status": status,
            "annotators": annotators,
            "started": after.started or stamp.time,
            "updated": stamp.time,
            "seconds": (before.seconds or 0) + stamp.seconds,
            "tool": stamp.tool or after.tool,
        }
    )
