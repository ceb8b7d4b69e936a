"""Resolving a merge item by item: theirs put in the place of ours, with what it needs.

`annotator.merge` decides what follows from the two sides; what is left is for a person, one item at a time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from annotator.differences import Block
from annotator.merge import Conflict, merge
from annotator.model import Annotation, Entity
from annotator.shown import excerpt
from annotator.values import dataclass


@dataclass(frozen=True)
class Joined:
    """A merge that stands in the editor: what is left to decide, and theirs, which may be needed for it."""

    conflicts: tuple[Conflict, ...]
    theirs: Annotation
    renamed: tuple[tuple[str, str], ...] = ()


def open_items(ours: Annotation, theirs: Annotation) -> tuple[Conflict, ...]:
    """Every item that theirs has otherwise than ours: what a merge without a person left to decide, and more.

    Which side changed it is not known any more, so what only ours changed is among them.
    """
    found: list[Conflict] = []
    blocks: tuple[Block, ...] = ("sections", "entities", "quotes", "rejected")
    for block in blocks:
        mine = {one.id: one for one in getattr(ours, block)}
        for item in getattr(theirs, block):
            if mine.get(item.id) != item:
                sentence = f"{excerpt(item.id)} is not the same on both sides"
                found.append(Conflict(block, item.id, mine.get(item.id), item, sentence))
    return tuple(found)


def taken(annotation: Annotation, joined: Joined, conflict: Conflict) -> Annotation | None:
    """The annotation with theirs for one conflict; None when it does not fit beside what is there now.

    Entities that theirs names come with it; links to quotes that are gone are taken out.
    """
    if conflict.block in ("document", "review"):
        part = getattr(annotation, conflict.block).model_copy(update={conflict.id: conflict.theirs})
        return annotation.model_copy(update={conflict.block: part})
    others = tuple(one for one in getattr(annotation, conflict.block) if one.id != conflict.id)
    items = others if conflict.theirs is None else (*others, conflict.theirs)
    changes: dict[str, Any] = {conflict.block: items}
    if conflict.block in ("quotes", "rejected") and conflict.theirs is not None:
        changes["entities"] = (*annotation.entities, *_missing(annotation, joined, conflict.theirs))
    found = merge(annotation, annotation, annotation.model_copy(update=changes))
    now = {one.id: one for one in getattr(found.annotation, conflict.block)}.get(conflict.id)
    before = {one.id: one for one in getattr(annotation, conflict.block)}.get(conflict.id)
    return None if now == before and before != conflict.theirs else found.annotation


def _missing(annotation: Annotation, joined: Joined, item: Any) -> Iterable[Entity]:
    """Their entities that an item names, directly or through the one it speaks for, and that are not here."""
    names = dict(joined.renamed)
    known = {names.get(one.id, one.id): one for one in joined.theirs.entities}
    here = {one.id for one in annotation.entities}
    todo = [*item.speakers, *(via.entity for via in item.via)]
    while todo:
        id = todo.pop()
        entity = known.get(id) if id is not None else None
        if entity is None or id in here:
            continue
        here.add(str(id))
        party = entity.speaks_for and names.get(entity.speaks_for, entity.speaks_for)
        todo.append(party)
        yield entity.model_copy(update={"id": id, "speaks_for": party})
