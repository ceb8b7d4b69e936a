"""Quotes of headlines, decks, key points, captions and pull quotes, and whom they really quote.

Such a quote repeats one of running text (rule P1). Where it names nobody, or only "the minister", the
quote it repeats tells who speaks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence

from annotator.detection import links
from annotator.detection.base import Draft
from annotator.detection.entities import Resolved
from annotator.model import DISPLAY_KINDS, Entity, QuoteType, Section
from annotator.text import Range
from annotator.values import dataclass, replace


@dataclass(frozen=True)
class Echoes:
    """For each draft the index of what it repeats; speakers settled by that; which changed words in marks."""

    repeats: tuple[int | None, ...]
    resolved: Resolved
    altered: frozenset[int]


def reports_of(
    text: str,
    drafts: Sequence[Draft],
    kinds: Sequence[tuple[QuoteType, Sequence[Range]]],
    resolved: Resolved,
    unsure: Collection[str] = (),
) -> list[links.Report]:
    """What `links.repeats` compares, for each draft; the entities `unsure` count as nobody."""
    speaks_for = {entity.id: entity.speaks_for for entity in resolved.entities if entity.speaks_for}
    found = []
    for draft, (kind, quoted), speakers in zip(drafts, kinds, resolved.speakers, strict=True):
        marked = draft.content if kind == "direct" else quoted
        found.append(
            links.report(
                draft.content[0][0],
                [text[start:end] for start, end in draft.content],
                None if draft.cue is None else text[slice(*draft.cue)],
                [text[start:end] for start, end in marked],
                links.parties([id for id in speakers if id not in unsure], speaks_for),
            )
        )
    return found


def _vague(entity: Entity) -> bool:
    """Whether the entity is only a description, so that a name found elsewhere may be meant."""
    return entity.kind in ("unnamed", "unknown", "group", "document") and not entity.wikidata


def find_echoes(
    text: str,
    sections: Sequence[Section],
    drafts: Sequence[Draft],
    kinds: Sequence[tuple[QuoteType, Sequence[Range]]],
    resolved: Resolved,
    outer: Sequence[int | None],
) -> Echoes:
    """What the display quotes repeat, and the speakers this tells. All lists are parallel to `drafts`."""
    starts = [section.start for section in sections]

    def shown(at: int) -> bool:
        place = bisect_right(starts, at) - 1
        return place >= 0 and at < sections[place].end and sections[place].kind in DISPLAY_KINDS

    display = [shown(draft.content[0][0]) for draft in drafts]
    if not any(display):
        return Echoes(tuple(None for _ in drafts), resolved, frozenset())
    elsewhere = {id for own, ids in zip(display, resolved.speakers, strict=True) if not own for id in ids}
    elsewhere |= {id for vias in resolved.vias for id in vias if id is not None}
    vague = {entity.id for entity in resolved.entities if _vague(entity) and entity.id not in elsewhere}
    reports = reports_of(text, drafts, kinds, resolved, vague)
    repeats = links.repeats(sections, reports, outer)
    speakers = list(resolved.speakers)
    for i, original in enumerate(repeats):
        if original is not None and speakers[original] and vague.issuperset(speakers[i]):
            speakers[i] = speakers[original]
    altered = frozenset(
        i for i, one in enumerate(repeats) if one is not None and links.altered(reports[i], reports[one])
    )
    changed = replace(resolved, speakers=tuple(speakers))
    return Echoes(repeats, changed if changed == resolved else _without_idle(changed), altered)


def _without_idle(resolved: Resolved) -> Resolved:
    """The same without the entities that nobody uses any more."""
    by_id = {entity.id: entity for entity in resolved.entities}
    used: set[str] = set()
    todo = [id for ids in resolved.speakers for id in ids]
    todo += [id for vias in resolved.vias for id in vias if id is not None]
    while todo:
        id = todo.pop()
        if id in used:
            continue
        used.add(id)
        party = by_id[id].speaks_for if id in by_id else None
        todo += [party] if party is not None else []
    return replace(resolved, entities=tuple(entity for entity in resolved.entities if entity.id in used))
