"""Merging annotations by item, never by line.

`merge` joins two annotations that began as one. What only one side changed is taken; where both changed
the same item differently, ours stays and theirs is reported beside it. It is pure and looks at no article:
offsets mean the same on both sides, or nothing is merged.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, TypeVar

from annotator.differences import Block, Difference, diff, in_words, value_differences
from annotator.model import (
    Annotation,
    Document,
    Entity,
    Quote,
    QuoteWas,
    Rejected,
    Review,
    Section,
    Via,
    quote_order,
)
from annotator.shown import excerpt
from annotator.text import Range, fold, merged
from annotator.values import dataclass

__all__ = ["Conflict", "Difference", "MergeError", "Merged", "diff", "merge"]

LINKS = ("within", "continues", "repeats")


class MergeError(ValueError):
    """The annotations cannot be merged at all; the message says why and what to do."""


@dataclass(frozen=True)
class Conflict:
    """One item that both sides changed differently: `ours` stands in the result, `theirs` beside it.

    None stands for an item that a side removed, or (in `document` and `review`) for an empty field.
    `sentence` is safe to show.
    """

    block: Block
    id: str
    ours: Any
    theirs: Any
    sentence: str


@dataclass(frozen=True)
class Merged:
    """The merged annotation, what has to be decided by a person, and which new ids of theirs were changed."""

    annotation: Annotation
    conflicts: tuple[Conflict, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()


Item = TypeVar("Item", Section, Entity, Quote, Rejected)


def merge(base: Annotation, ours: Annotation, theirs: Annotation) -> Merged:
    """The three-way merge of two annotations made from `base`.

    Ids that both sides gave newly to different items are renumbered on their side, links included; the
    same quote or entity added by both is one. Raises MergeError when the two are about different
    versions of the article.
    """
    if ours.document.sha256 != theirs.document.sha256:
        raise MergeError(
            "the two sides annotate different versions of the article; open each of them once with the article "
            "as it is now, so that it is re-anchored, and merge then"
        )
    names = _new_names(base, ours, theirs)
    theirs = _renamed(theirs, names)
    conflicts: list[Conflict] = []
    sections = _merged_sections(base, ours, theirs, conflicts)
    entities = _by_id("entities", base.entities, ours.entities, theirs.entities, conflicts)
    quotes = _by_id("quotes", base.quotes, ours.quotes, theirs.quotes, conflicts)
    rejected = _by_id("rejected", base.rejected, ours.rejected, theirs.rejected, conflicts)
    quotes = _linked(quotes, conflicts)
    entities = _needed(entities, quotes, rejected, (ours, theirs, base))
    changes = {
        "document": _merged_document(base, ours, theirs, conflicts),
        "sections": sections,
        "entities": tuple(sorted(entities, key=lambda one: one.id)),
        "quotes": tuple(sorted(quotes, key=quote_order)),
        "rejected": tuple(sorted(rejected, key=lambda one: (one.start, one.end, one.id))),
    }
    changes["review"] = _merged_review(base.review, ours.review, theirs.review, conflicts)
    given = tuple((old, new) for old, new in names.items() if old != new)
    return Merged(ours.model_copy(update=changes), tuple(conflicts), given)


# ------------------------------------------------------------ ids given by both sides


def _new_names(base: Annotation, ours: Annotation, theirs: Annotation) -> dict[str, str]:
    """Other ids for items that are new on their side, where ours gave the id to something else."""
    names: dict[str, str] = {}
    names |= _entity_names(base, ours, theirs)
    known = {item.id for item in _records(base)}
    taken = {item.id for side in (base, ours, theirs) for item in _records(side)}
    highest = max((int(id[1:]) for id in taken), default=0)
    same: dict[object, str] = {_core(item): item.id for item in _records(ours) if item.id not in known}
    used = {item.id for item in _records(ours)} - known
    for item in _records(theirs):
        if item.id in known:
            continue
        twin = same.get(_core(item))
        if twin is not None and twin[0] == item.id[0]:
            names[item.id] = twin
        elif item.id in used:
            highest += 1
            names[item.id] = f"{item.id[0]}{highest:02d}"
    sections = {section.id: section for section in ours.sections}
    old = {section.id for section in base.sections}
    number = max((int(s.id[1:]) for side in (base, ours, theirs) for s in side.sections), default=0)
    for section in theirs.sections:
        mine = sections.get(section.id)
        if section.id not in old and mine is not None and mine.span != section.span:
            number += 1
            names[section.id] = f"s{number:02d}"
    return names


def _records(annotation: Annotation) -> tuple[Quote | Rejected, ...]:
    """Quotes and rejected items, which share one row of numbers."""
    return (*annotation.quotes, *annotation.rejected)


def _core(item: Quote | Rejected) -> tuple[object, ...]:
    """What makes two quotes the same (check E15)."""
    spans = tuple(span.span for span in item.content)
    return isinstance(item, Quote), spans, item.cue and item.cue.span, item.source and item.source.span


def _entity_names(base: Annotation, ours: Annotation, theirs: Annotation) -> dict[str, str]:
    """Ids of their new entities: ours where it is the same name, a free one where the id is taken."""
    known = {entity.id for entity in base.entities}
    mine = {entity.id: entity for entity in ours.entities if entity.id not in known}
    by_name = {fold(entity.name): entity.id for entity in mine.values()}
    taken = {entity.id for side in (base, ours, theirs) for entity in side.entities}
    names: dict[str, str] = {}
    for entity in theirs.entities:
        if entity.id in known:
            continue
        twin = by_name.get(fold(entity.name))
        if twin is not None:
            names[entity.id] = twin
        elif entity.id in mine:
            number = 2
            while f"{entity.id}-{number}" in taken:
                number += 1
            names[entity.id] = f"{entity.id}-{number}"
            taken.add(names[entity.id])
    return {old: new for old, new in names.items() if old != new}


def _renamed(annotation: Annotation, names: Mapping[str, str]) -> Annotation:
    """The annotation with other ids, in every place that names them."""
    if not names:
        return annotation

    def name(id: str) -> str:
        return names.get(id, id)

    def optional(id: str | None) -> str | None:
        return None if id is None else name(id)

    def via(value: Via) -> Via:
        return value.model_copy(update={"entity": optional(value.entity)})

    ways: dict[str, Callable[[Any], Any]] = {
        "speakers": lambda ids: tuple(map(name, ids)),
        "via": lambda ways: tuple(map(via, ways)),
        **dict.fromkeys(LINKS, optional),
    }

    def links(item: Quote | Rejected) -> dict[str, Any]:
        return {key: way(getattr(item, key)) for key, way in ways.items()}

    def was(value: QuoteWas | None) -> QuoteWas | None:
        if value is None:
            return None
        return value.model_copy(update={key: ways[key](old) for key, old in value.changed().items() if key in ways})

    def quote(item: Quote) -> Quote:
        return item.model_copy(update={"id": name(item.id), **links(item), "was": was(item.was)})

    def rejected(item: Rejected) -> Rejected:
        return item.model_copy(update={"id": name(item.id), **links(item), "was": was(item.was)})

    def entity(item: Entity) -> Entity:
        return item.model_copy(update={"id": name(item.id), "speaks_for": optional(item.speaks_for)})

    def section(item: Section) -> Section:
        return item.model_copy(update={"id": name(item.id)})

    return annotation.model_copy(
        update={
            "sections": tuple(map(section, annotation.sections)),
            "entities": tuple(map(entity, annotation.entities)),
            "quotes": tuple(map(quote, annotation.quotes)),
            "rejected": tuple(map(rejected, annotation.rejected)),
        }
    )


# ------------------------------------------------------------ items


def _by_id(
    block: Block,
    base: Sequence[Item],
    ours: Sequence[Item],
    theirs: Sequence[Item],
    conflicts: list[Conflict],
) -> list[Item]:
    """The items of one block: each as the side that changed it has it."""
    before: dict[str, Item] = {item.id: item for item in base}
    mine: dict[str, Item] = {item.id: item for item in ours}
    others: dict[str, Item] = {item.id: item for item in theirs}
    found: list[Item] = []
    for id in dict.fromkeys((*mine, *others, *before)):
        was, our, their = before.get(id), mine.get(id), others.get(id)
        chosen = their if our == was else our
        if our != was and their != was and our != their:
            joined = None if our is None or their is None else _joined(our, their)
            if joined is None:
                conflicts.append(Conflict(block, id, our, their, _both_changed(block, id, our, their)))
            else:
                chosen = joined
        if chosen is not None:
            found.append(chosen)
    return found


_ATTESTED = {None: 0, "article": 1, "paragraph": 2, "item": 3}


def _joined(ours: Item, theirs: Item) -> Item | None:
    """One item for two that decide the same: they differ only in how it was accepted, or in mentions."""
    update: dict[str, Any] = {}
    if isinstance(ours, (Quote, Section)) and isinstance(theirs, (Quote, Section)):
        update["attested"] = max(ours.attested, theirs.attested, key=lambda one: _ATTESTED[one])
    elif isinstance(ours, Entity) and isinstance(theirs, Entity):
        spans = {span.span: span for span in (*theirs.mentions, *ours.mentions)}
        update["mentions"] = tuple(spans[place] for place in sorted(spans))
    joined = ours.model_copy(update=update)
    return joined if update and joined == theirs.model_copy(update=update) else None


def _both_changed(block: Block, id: str, ours: Item | None, theirs: Item | None) -> str:
    if ours is None or theirs is None:
        mine, other = ("removed", "changed") if ours is None else ("changed", "removed")
        return f"{excerpt(id)} was {mine} here and {other} there; it stays {mine}"
    fields = ", ".join(one.field for one in value_differences(block, id, ours, theirs)) or "details"
    return f"{excerpt(id)}: both sides changed it and differ in {fields}; ours stays"


def _linked(quotes: list[Quote], conflicts: list[Conflict]) -> list[Quote]:
    """Links to quotes that the other side removed are taken out and reported."""
    present = {quote.id for quote in quotes}
    found = []
    for quote in quotes:
        gone = {link: None for link in LINKS if getattr(quote, link) not in present and getattr(quote, link)}
        if gone:
            new = quote.model_copy(update=gone)
            targets = ", ".join(f"{link} {getattr(quote, link)}" for link in gone)
            sentence = f"{quote.id} pointed to a quote that the other side removed ({targets}); the link is gone"
            conflicts.append(Conflict("quotes", quote.id, new, quote, sentence))
            quote = new
        found.append(quote)
    return found


def _uses(quotes: Iterable[Quote | Rejected], entities: Iterable[Entity]) -> set[str]:
    """The ids of the entities that quotes and rejected items need, directly or through `speaks_for`."""
    used = {id for item in quotes for id in item.speakers}
    used |= {via.entity for item in quotes for via in item.via if via.entity is not None}
    party = {entity.id: entity.speaks_for for entity in entities}
    todo = list(used)
    while todo:
        next_ = party.get(todo.pop())
        if next_ is not None and next_ not in used:
            used.add(next_)
            todo.append(next_)
    return used


def _needed(
    entities: list[Entity], quotes: list[Quote], rejected: list[Rejected], sides: Sequence[Annotation]
) -> list[Entity]:
    """The entities with those that are still used brought back, and those that only fell out of use removed."""
    known: dict[str, Entity] = {}
    for side in reversed(sides):
        known |= {entity.id: entity for entity in side.entities}
    known |= {entity.id: entity for entity in entities}
    used = _uses([*quotes, *rejected], known.values())
    idle: set[str] = set()
    for side in sides:
        idle |= {entity.id for entity in side.entities} - _uses(_records(side), side.entities)
    present = {entity.id for entity in entities}
    kept = [entity for entity in entities if entity.id in used or entity.id in idle]
    return kept + [entity for id, entity in known.items() if id in used and id not in present]


# ------------------------------------------------------------ sections


def _merged_sections(
    base: Annotation, ours: Annotation, theirs: Annotation, conflicts: list[Conflict]
) -> tuple[Section, ...]:
    """The sections merged by item; ours whole where that would overlap or leave text without a section."""
    own: list[Conflict] = []
    found = sorted(
        _by_id("sections", base.sections, ours.sections, theirs.sections, own), key=lambda one: (one.span, one.id)
    )
    placed = [section.span for section in found if section.anchor != "lost"]
    fits = all(a[1] <= b[0] for a, b in pairwise(placed))
    if fits and not _uncovered(ours.sections, theirs.sections, placed):
        conflicts += own
        return tuple(found)
    before = {section.id: section for section in base.sections}
    mine = {section.id: section for section in ours.sections}
    others = {section.id: section for section in theirs.sections}
    for id in dict.fromkeys((*others, *before)):
        if others.get(id) != before.get(id) and others.get(id) != mine.get(id):
            sentence = f"{excerpt(id)}: the sections of both sides do not fit together; ours stay"
            conflicts.append(Conflict("sections", id, mine.get(id), others.get(id), sentence))
    return ours.sections


def _uncovered(ours: Sequence[Section], theirs: Sequence[Section], placed: Sequence[Range]) -> bool:
    """Whether some place is in a section on both sides and in none of the merged ones."""
    now = merged(placed)
    starts = [start for start, _ in now]
    for shared in _shared(merged(one.span for one in ours), merged(one.span for one in theirs)):
        at = bisect_right(starts, shared[0]) - 1
        if at < 0 or now[at][1] < shared[1]:
            return True
    return False


def _shared(a: Sequence[Range], b: Sequence[Range]) -> Iterator[Range]:
    """The places that lie in both lists of sorted ranges."""
    i = k = 0
    while i < len(a) and k < len(b):
        start, end = max(a[i][0], b[k][0]), min(a[i][1], b[k][1])
        if start < end:
            yield start, end
        if a[i][1] < b[k][1]:
            i += 1
        else:
            k += 1


# ------------------------------------------------------------ document and review


def _field(block: Block, name: str, values: tuple[Any, Any, Any], conflicts: list[Conflict]) -> Any:
    """One field by three-way merge; ours on a conflict."""
    was, our, their = values
    if our in (was, their):
        return their
    if their != was:
        sentence = f"{block} {name}: {in_words(our)} here, {in_words(their)} there; ours stays"
        conflicts.append(Conflict(block, name, our, their, sentence))
    return our


def _merged_document(base: Annotation, ours: Annotation, theirs: Annotation, conflicts: list[Conflict]) -> Document:
    was, our, their = base.document, ours.document, theirs.document
    update = {
        name: _field("document", name, (getattr(was, name), getattr(our, name), getattr(their, name)), conflicts)
        for name in ("file", "encoding", "meta", "language")
    }
    return our.model_copy(update=update)


def _merged_review(base: Review, ours: Review, theirs: Review, conflicts: list[Conflict]) -> Review:
    """People and times of both; done only if nothing is left to decide."""
    sides = (base, ours, theirs)
    scope = _field("review", "scope", (base.scope, ours.scope, theirs.scope), conflicts)
    note = _field("review", "note", (base.note, ours.note, theirs.note), conflicts)
    quiet: list[Conflict] = []
    status = _field("review", "status", (base.status, ours.status, theirs.status), quiet)
    if quiet or (conflicts and status in ("done", "adjudicated")):
        status = "in_progress"
    spent = [side.seconds for side in sides if side.seconds is not None]
    seconds = sum(side.seconds or 0 for side in (ours, theirs)) - (base.seconds or 0) if spent else None
    read = None
    if ours.read is not None and theirs.read is not None:
        read = merged((*ours.read, *theirs.read))
    later = max((ours, theirs), key=lambda side: side.updated or "")
    return ours.model_copy(
        update={
            "status": status,
            "scope": scope,
            "annotators": tuple(dict.fromkeys((*ours.annotators, *theirs.annotators))),
            "started": min((side.started for side in sides if side.started), default=None),
            "updated": max((side.updated for side in sides if side.updated), default=None),
            "seconds": None if seconds is None else max(0, seconds),
            "read": read,
            "tool": later.tool,
            "detectors": tuple(dict.fromkeys((*ours.detectors, *theirs.detectors))),
            "note": note,
        }
    )
