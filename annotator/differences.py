"""What differs between two annotations, item by item, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from annotator.model import Annotation, Entity, Quote, QuoteWas, Rejected, Section, SectionWas, Span, Value, Via
from annotator.shown import excerpt
from annotator.values import dataclass, field_names

Block = Literal["document", "review", "sections", "entities", "quotes", "rejected"]
Item = Section | Entity | Quote | Rejected

_WORDS = 60
"""Code points of an item's words that a sentence shows."""


@dataclass(frozen=True)
class Difference:
    """One thing that differs: `before` and `after` are the values, None where a side has none.

    `id` is that of the item ("" in `document` and `review`), `field` the changed field ("" for items that
    were added, removed, rejected or restored). `sentence` says it in words, safe to show.
    """

    block: Block
    id: str
    field: str
    before: Any
    after: Any
    sentence: str


def diff(a: Annotation, b: Annotation) -> tuple[Difference, ...]:
    """What changed from `a` to `b`: document, review, sections, entities, quotes, rejected items.

    Items are compared by id; a quote that `b` rejects, or restores, is told as that. What stands around a
    span (`pre`, `post`) and the excerpts of sections say nothing of their own and are not compared.
    """
    found: list[Difference] = []
    for block in ("document", "review"):
        found += value_differences(block, "", getattr(a, block), getattr(b, block))
    found += _items("sections", a.sections, b.sections)
    found += _items("entities", a.entities, b.entities)
    moves = list(_moves(a, b))
    moved = {item.id for move in moves for item in (move.before, move.after)}
    found += moves
    found += _items("quotes", _without(a.quotes, moved), _without(b.quotes, moved))
    found += _items("rejected", _without(a.rejected, moved), _without(b.rejected, moved))
    return tuple(found)


def _without(items: Sequence[Quote] | Sequence[Rejected], ids: set[str]) -> list[Quote | Rejected]:
    return [item for item in items if item.id not in ids]


def _moves(a: Annotation, b: Annotation) -> Iterator[Difference]:
    """Quotes that became rejected items, and the other way round."""
    old = {quote.id for quote in a.quotes} | {item.id for item in a.rejected}
    present = {quote.id for quote in b.quotes} | {item.id for item in b.rejected}
    ways: tuple[tuple[Sequence[Quote | Rejected], Sequence[Quote | Rejected], str], ...] = (
        (a.quotes, b.rejected, "rejected as"),
        (a.rejected, b.quotes, "restored as"),
    )
    for before, after, sentence in ways:
        gone = {_place(item): item for item in before if item.id not in present}
        for item in after:
            was = gone.pop(_place(item), None) if item.id not in old else None
            if was is None:
                continue
            reason = f" ({item.reason})" if isinstance(item, Rejected) and item.reason else ""
            text = f"{was.id} {sentence} {item.id}{reason}: {in_words(item.content)}"
            yield Difference("quotes", was.id, "", was, item, text)


def _place(item: Quote | Rejected) -> tuple[object, ...]:
    return tuple(span.span for span in item.content)


def _items(block: Block, before: Sequence[Item], after: Sequence[Item]) -> Iterator[Difference]:
    """The differences of one block, in the order of `after`, then what is gone."""
    old = {item.id: item for item in before}
    present = set()
    for item in after:
        present.add(item.id)
        was = old.get(item.id)
        if was is None:
            yield Difference(block, item.id, "", None, item, f"{excerpt(item.id)} added: {_described(item)}")
        else:
            yield from value_differences(block, item.id, was, item)
    for item in before:
        if item.id not in present:
            yield Difference(block, item.id, "", item, None, f"{excerpt(item.id)} removed: {_described(item)}")


def value_differences(block: Block, id: str, before: Value, after: Value) -> Iterator[Difference]:
    """The fields in which two values of the same kind differ."""
    skipped = ("text", "head", "tail") if isinstance(before, Section) else ()
    for name in field_names(type(before)):
        if name in skipped:
            continue
        was, now = getattr(before, name), getattr(after, name)
        if plain(was) == plain(now):
            continue
        subject = excerpt(id) if id else block
        yield Difference(block, id, name, was, now, f"{subject} {name}: {_change(was, now)}")


def plain(value: Any) -> Any:
    """The value without what only helps to find spans again, for comparing."""
    if isinstance(value, Span):
        return value.span, value.text
    if isinstance(value, QuoteWas):
        return {name: plain(one) for name, one in value.changed().items()}
    if isinstance(value, Value):
        return {name: plain(getattr(value, name)) for name in field_names(type(value))}
    if isinstance(value, tuple):
        return tuple(plain(one) for one in value)
    return value


def _change(was: Any, now: Any) -> str:
    """A change in words; offsets only where the words are the same."""
    first, second = in_words(was), in_words(now)
    if first == second:
        first, second = f"{first} at {_offsets(was)}", f"{second} at {_offsets(now)}"
    return f"{first} -> {second}"


def _offsets(value: Any) -> str:
    if isinstance(value, Span):
        return f"[{value.start}, {value.end}]"
    if isinstance(value, tuple):
        return " ".join(_offsets(one) for one in value)
    return "another place"


def _described(item: Item) -> str:
    """An added or removed item in a few words."""
    if isinstance(item, Entity):
        return f"{in_words(item.name)} ({item.kind})"
    if isinstance(item, Section):
        return f"{item.kind} [{item.start}, {item.end}]"
    return f"{item.type or 'quote'} {in_words(item.content)}"


def in_words(value: Any) -> str:
    """A value in words, safe to show."""
    if value is None or value == ():
        return "none"
    if isinstance(value, Span):
        return f'"{excerpt(value.text, _WORDS)}"'
    if isinstance(value, Via):
        return f"{value.kind} {in_words(value.source)}"
    if isinstance(value, (QuoteWas, SectionWas)):
        named = value.changed()
        return ", ".join(f"{name} {in_words(one)}" for name, one in named.items()) or "none"
    if isinstance(value, tuple):
        if all(isinstance(one, int) for one in value):
            return f"[{', '.join(map(str, value))}]"
        return " + ".join(in_words(one) for one in value[:4]) + (" + …" if len(value) > 4 else "")
    if isinstance(value, str):
        return f'"{excerpt(value, _WORDS)}"' if not value.replace("_", "").isalnum() else excerpt(value, _WORDS)
    return excerpt(str(value), _WORDS)
