"""The coverage table: every field of the gold document is set by keys, or by the program and nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from desks import Hands, desk_of, harbour

from annotator.model import Document, Entity, Quote, Rejected, Review, Section
from annotator.values import field_names

PROGRAM: dict[type, frozenset[str]] = {
    Document: frozenset({"file", "sha256", "length", "encoding"}),  # an encoding is declared in the settings
    Review: frozenset({"started", "updated", "seconds", "tool", "detectors"}),
    Section: frozenset({"id", "by", "score", "text", "head", "tail"}),
    Entity: frozenset(),
    Quote: frozenset({"id", "by", "score"}),
    Rejected: frozenset({"id", "by", "score"}),
}
"""What no person types: identity, provenance, times."""

WHOLE = (
    "type", "content", "quoted", "cue", "source", "speakers", "addressee", "via", "within", "continues", "repeats",
    "flags", "was", "anchor", "act",
)  # fmt: skip
"""What goes to the rejected items with a quote that is refused."""

LEAD, HEAD, BODY, LETTER, BOAT = (
    "The harbour board said",
    "Harbour Board",
    "“We did not",
    "Crews will be",
    "The so-called",
)

KEYS: dict[type, dict[str, tuple[str, str]]] = {
    Document: {"language": ("", "g d l backspace backspace d e enter"), "meta": ("", "g d t H i enter")},
    Review: {
        "status": (LEAD, "a"), "scope": ("", "g d s"), "annotators": ("", "g d a B o enter"),
        "note": ("", "g d n H m enter"), "read": ("", "space"),
    },
    Section: {
        "kind": (HEAD, "r d"), "span": (LETTER, "R"), "status": (HEAD, "space"), "attested": (HEAD, "space"),
        "was": (HEAD, "r d"), "note": (HEAD, "g 1 F H m enter"), "anchor": (HEAD, "space"),
    },
    Entity: {
        "id": ("", "card i x enter"), "name": ("", "card n x enter"), "kind": ("", "card k g"),
        "role": ("", "card o x enter"), "speaks_for": ("", "card s 0"), "wikidata": ("", "card w Q 1 enter"),
        "mentions": ("", "card a enter"), "note": ("", "card F H m enter"),
    },
    Quote: {
        "type": (LEAD, "p k"), "act": (LEAD, "p a"), "content": (LEAD, "h"), "quoted": (LEAD, "p q enter"),
        "cue": (LEAD, "v enter"), "source": (LEAD, "s 0"), "speakers": (LEAD, "y 0"), "addressee": (BODY, "t enter"),
        "via": (LETTER, "w enter"), "within": (LEAD, "n space down enter p w 0"), "continues": (LETTER, "2 p c enter"),
        "repeats": (HEAD, "p r enter"), "flags": (LEAD, "p u"), "note": (LEAD, "F H m enter"), "status": (LEAD, "a"),
        "attested": (LEAD, "a"), "was": (LEAD, "h"), "anchor": (LEAD, "a"),
    },
    Rejected: {
        **dict.fromkeys(WHOLE, (LEAD, "x")),
        "reason": (BOAT, "X m"), "note": (BOAT, "x k F H m enter"),
    },
}  # fmt: skip
"""Where to be, and the keys that change the field (`card`: the letter of a person on Closing)."""


@pytest.mark.parametrize("kind", [Document, Review, Section, Entity, Quote, Rejected])
def test_no_field_is_without_a_place(kind: type) -> None:
    fields = set(field_names(kind))
    assert fields == PROGRAM[kind] | set(KEYS[kind]), fields ^ (PROGRAM[kind] | set(KEYS[kind]))


def _values(hands: Hands, kind: type, field: str) -> Any:
    annotation = hands.annotation
    items: dict[type, Any] = {
        Document: (annotation.document,), Review: (annotation.review,), Section: annotation.sections,
        Entity: annotation.entities, Quote: annotation.quotes, Rejected: annotation.rejected,
    }  # fmt: skip
    return [getattr(one, field) for one in items[kind]]


@pytest.mark.parametrize(("kind", "field"), [(kind, field) for kind, ways in KEYS.items() for field in ways])
def test_the_keys_change_the_field_and_u_brings_it_back(kind: type, field: str) -> None:
    where, keys = KEYS[kind][field]
    article, annotation = harbour()
    if field == "anchor":
        found = {
            name: tuple(one.model_copy(update={"anchor": "fuzzy"}) for one in getattr(annotation, name))
            for name in ("quotes", "sections")
        }
        annotation = annotation.model_copy(update=found)
    hands = Hands(desk_of(article, annotation))
    hands.press("space")
    desk = hands.desk
    if where:
        desk.reading_stage.go_block(desk.reading_stage.block_index(desk.text().index(where)))
    before = _values(hands, kind, field)
    steps = 0
    for key in keys.split():
        number = len(desk.session.history.done)
        if key == "card":
            hands.press("g", "3")
            hands.press(next(one.letter for one in desk.closing() if one.key == "reed"))
        else:
            hands.press(key)
        steps += len(desk.session.history.done) > number
    assert _values(hands, kind, field) != before, desk.status()
    if desk.stage == "sections":
        hands.press("space")
    for _ in range(steps):
        desk.run("undo")
    assert _values(hands, kind, field) == before
