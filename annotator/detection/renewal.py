"""Proposals anew where something was decided already: a region whose sections changed, or a newer detector.

What a person decided stays as it is; what was refused is not proposed again (rule B13). A proposal that
comes out the same keeps its id.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence

from annotator.article import Article
from annotator.detection.assemble import Found, build, find, in_order, moved, people, refused
from annotator.detection.base import Draft, Proposals, Refusal, Words
from annotator.detection.entities import NO_WORDS, Known
from annotator.model import Annotation, Entity, Quote, Rejected, Section, Span, quote_order, range_of
from annotator.text import Range, Structure, inside, merged, overlaps, trim_visible
from annotator.values import replace

_LOOK_BACK = 64  # contents before a place that are looked at for an overlap
_SAME = 0.8  # share of common characters from which two contents are the same proposal


def _ranges(quote: Quote | Rejected) -> list[Range]:
    return [piece.span for piece in quote.content]


def _items(annotation: Annotation) -> list[Quote | Rejected]:
    return [*annotation.quotes, *annotation.rejected]


def _common(one: Sequence[Range], other: Sequence[Range]) -> float:
    """Shared characters of two contents, as a share of all they cover."""
    shared = sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in one for b in other)
    total = sum(end - start for start, end in merged([*one, *other]))
    return shared / total if total else 0.0


class _Decided:
    """What may not be proposed again: the contents of decided quotes, and of what was rejected."""

    def __init__(self, annotation: Annotation, kept: Sequence[Quote]) -> None:
        self._kept = sorted((span, i) for i, quote in enumerate(kept) for span in _ranges(quote))
        self._starts = [span[0] for span, _ in self._kept]
        self._hulls = [_hull(_ranges(quote), range_of(quote.cue)) for quote in kept]
        self._rejected = [_ranges(one) for one in annotation.rejected]

    def bars(self, content: Sequence[Range], cue: Range | None) -> bool:
        """Whether such a quote would cut across a decided one or repeat a refused proposal.

        One that lies wholly inside a decided content, or around a decided quote, does neither (rule N1).
        """
        hull = _hull(content, cue)
        for span in content:
            place = bisect_right(self._starts, span[1] - 1)
            for other, i in self._kept[max(0, place - _LOOK_BACK) : place]:
                if not overlaps(span, other):
                    continue
                if not (_within(hull, other) or _within(self._hulls[i], span)):
                    return True
        return any(_common(content, other) >= _SAME for other in self._rejected)

    def known_marks(self, content: Range) -> bool:
        """Whether quotation marks have a decision or a place in `rejected` already."""
        place = bisect_right(self._starts, content[1] - 1)
        kept = (span for span, _ in self._kept[max(0, place - _LOOK_BACK) : place])
        rejected = (span for one in self._rejected for span in one)
        return any(overlaps(content, other) for other in (*kept, *rejected))


def _hull(content: Sequence[Range], cue: Range | None) -> Range:
    """From the first to the last character of content and cue."""
    spans = [*content, *([cue] if cue is not None else [])]
    return min(start for start, _ in spans), max(end for _, end in spans)


def _within(hull: Range, span: Range) -> bool:
    """Whether the hull lies in the span and is less than it."""
    return inside(hull, span) and hull != span


def _subset(found: Found, keep: Callable[[Draft], bool]) -> Found:
    """The findings with only the drafts that `keep` accepts, indices adapted."""
    chosen = [i for i, draft in enumerate(found.drafts) if keep(draft)]
    new = {old: i for i, old in enumerate(chosen)}
    drafts = tuple(
        replace(
            found.drafts[i],
            carries=moved(new, found.drafts[i].carries),
            inside=moved(new, found.drafts[i].inside),
        )
        for i in chosen
    )
    return replace(found, drafts=drafts)


def _placed(quotes: Iterable[Quote]) -> list[tuple[Range, str]]:
    """Where which entity is the source or passes words on."""
    found = []
    for quote in quotes:
        if quote.source is not None and len(quote.speakers) == 1:
            found.append((quote.source.span, quote.speakers[0]))
        found += [(via.source.span, via.entity) for via in quote.via if via.entity is not None]
    return found


def _number(id: str) -> int:
    return int(id[1:])


def _names(found: Found, old: Sequence[Quote], annotation: Annotation) -> list[str]:
    """Ids for the drafts: that of an old proposal with the same content, cue and source, else new ones."""
    known = {(tuple(_ranges(quote)), range_of(quote.cue), range_of(quote.source)): quote.id for quote in reversed(old)}
    highest = max((_number(one.id) for one in _items(annotation)), default=0)
    names = []
    for draft in found.drafts:
        id = known.pop((draft.content, draft.cue, draft.source), None)
        if id is None:
            highest += 1
            id = f"q{highest:02d}"
        names.append(id)
    return names


def _sorted(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    return tuple(sorted(quotes, key=quote_order))


def _anew(
    text: str,
    structure: Structure,
    found: Found,
    annotation: Annotation,
    kept: Sequence[Quote],
    words: Words,
    strict: bool,
) -> tuple[tuple[Quote, ...], tuple[Entity, ...]]:
    """New proposals for the drafts of `found`, next to the quotes that are kept."""
    used = _in_use({entity.id: entity for entity in annotation.entities}, kept, annotation.rejected)
    spare = [entity for entity in annotation.entities if all(entity is not one for one in used)]
    known = Known(used, tuple(_placed(kept)), tuple(spare))
    resolved = people(text, structure, found, words, known, strict=strict)
    gone = [quote for quote in annotation.quotes if all(quote is not one for one in kept)]
    names = _names(found, gone, annotation)
    quotes, entities = build(text, found, resolved, names, strict=strict)
    return _sorted([_nested_in(quote, kept) for quote in quotes]), entities


def _nested_in(quote: Quote, kept: Sequence[Quote]) -> Quote:
    """The quote, within the smallest kept one around it if no new one is."""
    if quote.within is not None:
        return quote
    spans = [*quote.content, *([quote.cue] if quote.cue is not None else [])]
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    around = [
        (piece.end - piece.start, other.id)
        for other in kept
        for piece in other.content
        if piece.start <= start and end <= piece.end and piece.end - piece.start > end - start
    ]
    return quote.model_copy(update={"within": min(around)[1]}) if around else quote


def detect_region(
    text: str,
    structure: Structure,
    annotation: Annotation,
    ranges: Sequence[Range],
    language: str | None = None,
    words: Words = NO_WORDS,
    *,
    strict: bool = False,
) -> Proposals:
    """Proposals anew for the quotes that begin in `ranges` (code points), with the annotation's own sections.

    They replace the quotes with status `proposed` there. Nothing is proposed that cuts across a decided
    quote, lies in `rejected`, or stands outside the ranges already; one nested in a decided quote is.
    `sections` are the annotation's, `entities` only those that are new, `rejected` only new ones.
    """
    where = merged(ranges)
    starts = [start for start, _ in where]

    def here(at: int) -> bool:
        place = bisect_right(starts, at) - 1
        return place >= 0 and at < where[place][1]

    kept = [quote for quote in annotation.quotes if quote.status != "proposed" or not here(quote.start)]
    decided = _Decided(annotation, [quote for quote in kept if quote.status != "proposed"])
    others = {tuple(_ranges(quote)) for quote in kept}
    language = language or annotation.document.language
    found = find(text, language, annotation.review.scope, words, structure, annotation.sections, strict=strict)
    found = replace(found, drafts=in_order(found.drafts))
    found = _subset(
        found,
        lambda draft: (
            here(draft.content[0][0]) and draft.content not in others and not decided.bars(draft.content, draft.cue)
        ),
    )
    quotes, entities = _anew(text, structure, found, annotation, kept, words, strict)
    known = {entity.id for entity in annotation.entities}
    return Proposals(
        language=found.language,
        sections=annotation.sections,
        entities=tuple(entity for entity in entities if entity.id not in known),
        quotes=quotes,
        rejected=_new_refusals(text, found.refusals, annotation, decided, here),
    )


def _new_refusals(
    text: str,
    refusals: Sequence[Refusal],
    annotation: Annotation,
    decided: _Decided,
    here: Callable[[int], bool],
) -> tuple[Rejected, ...]:
    """Refusals of marks nobody has judged yet, numbered after all others."""
    fresh = [one for one in refusals if here(one.content[0]) and not decided.known_marks(one.content)]
    highest = max((_number(one.id) for one in _items(annotation)), default=0)
    return refused(text, fresh, highest + 1)


def refresh(
    annotation: Annotation,
    article: Article,
    words: Words = NO_WORDS,
    *,
    language: str | None = None,
    strict: bool = False,
) -> Annotation:
    """The annotation with everything that is still `proposed` replaced by what the detector says today.

    Decided items keep everything, except links to proposals that are gone. Entities in use stay; new ones
    are merged into them by name. The review block changes only in `detectors`.
    """
    text, structure = article.text, article.structure
    language = language or annotation.document.language
    kept = [quote for quote in annotation.quotes if quote.status != "proposed"]
    decided = _Decided(annotation, kept)
    fresh = find(text, language, annotation.review.scope, words, structure, strict=strict)
    sections = _sections(text, annotation.sections, fresh.sections)
    found = find(text, language, annotation.review.scope, words, structure, sections, strict=strict)
    found = replace(found, drafts=in_order(found.drafts))
    found = _subset(found, lambda draft: not decided.bars(draft.content, draft.cue))
    quotes, entities = _anew(text, structure, found, annotation, kept, words, strict)
    rejected = _new_refusals(text, found.refusals, annotation, decided, lambda _: True)
    ids = {quote.id for quote in quotes} | {quote.id for quote in kept}
    relinked = [_relinked(quote, ids) for quote in kept]
    both = _agreeing(_sorted([*relinked, *quotes]))
    everyone = {entity.id: entity for entity in (*entities, *annotation.entities)}
    detectors = dict.fromkeys((*annotation.review.detectors, *Proposals(found.language).detectors))
    return annotation.model_copy(
        update={
            "sections": sections,
            "entities": _in_use(everyone, both, annotation.rejected),
            "quotes": both,
            "rejected": tuple(sorted((*annotation.rejected, *rejected), key=lambda one: (one.start, -one.end, one.id))),
            "review": annotation.review.model_copy(update={"detectors": tuple(detectors)}),
        }
    )


def _sections(text: str, old: Sequence[Section], new: Sequence[Section]) -> tuple[Section, ...]:
    """Decided sections with the new ones in the gaps between them."""
    kept = [section for section in old if section.status != "proposed"]
    known = {(section.kind, section.span): section.id for section in old if section.status == "proposed"}
    highest = max((_number(section.id) for section in old), default=0)
    taken = sorted(section.span for section in kept)
    found = list(kept)
    for section in new:
        for start, end in _rest(section.span, taken):
            span = trim_visible(text, start, end)
            if span[0] >= span[1]:
                continue
            id = known.pop((section.kind, span), None)
            if id is None:
                highest += 1
                id = f"s{highest:02d}"
            found.append(section.model_copy(update={"id": id, "span": span}))
    return tuple(sorted(found, key=lambda section: section.span))


def _rest(span: Range, taken: Sequence[Range]) -> list[Range]:
    """What of the span no taken range covers."""
    start, end = span
    rest = []
    for first, last in taken:
        if last <= start or first >= end:
            continue
        if first > start:
            rest.append((start, first))
        start = max(start, last)
    if start < end:
        rest.append((start, end))
    return rest


def _relinked(quote: Quote, ids: Collection[str]) -> Quote:
    """The quote without links to quotes that are gone (check E12)."""
    lost = {name: None for name in ("within", "continues", "repeats") if getattr(quote, name) not in (None, *ids)}
    return quote.model_copy(update=lost) if lost else quote


def _agreeing(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """The quotes without links of proposals that a kept quote makes wrong (checks E13, E14)."""
    by_id = {quote.id: quote for quote in quotes}
    found = []
    for quote in quotes:
        lost: dict[str, Span | None] = {}
        before = by_id.get(quote.continues or "")
        if before is not None and (before.speakers != quote.speakers or before.start >= quote.start):
            lost["continues"] = None
        target = by_id.get(quote.repeats or "")
        if target is not None and target.repeats is not None:
            lost["repeats"] = None
        depth, step = 0, by_id.get(quote.within or "")
        while step is not None and depth <= 3:
            depth, step = depth + 1, by_id.get(step.within or "")
        if depth > 3:
            lost["within"] = None
        found.append(quote.model_copy(update=lost) if lost else quote)
    return tuple(found)


def _in_use(everyone: dict[str, Entity], quotes: Sequence[Quote], rejected: Sequence[Rejected]) -> tuple[Entity, ...]:
    """The entities somebody uses, those they speak for included, by id (an unused one vanishes, B9)."""
    wanted: set[str] = set()
    items: list[Quote | Rejected] = [*quotes, *rejected]
    todo = [id for one in items for id in one.speakers]
    todo += [via.entity for one in items for via in one.via if via.entity is not None]
    while todo:
        id = todo.pop()
        if id not in wanted and id in everyone:
            wanted.add(id)
            party = everyone[id].speaks_for
            todo += [party] if party is not None else []
    kept = [entity for entity in everyone.values() if entity.id in wanted or entity.wikidata or entity.note]
    return tuple(sorted(kept, key=lambda entity: entity.id))
