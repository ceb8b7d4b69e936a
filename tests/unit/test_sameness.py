"""Two annotations say the same exactly when what a person can decide is the same (B17)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from desks import HARBOUR, harbour

from annotator.model import Annotation, Quote, Via, span_of
from annotator.sameness import differences


def changed(id: str, **fields: Any) -> Annotation:
    """The proposals of the harbour article with one quote changed."""
    _, annotation = harbour()
    quotes = tuple(one.model_copy(update=fields) if one.id == id else one for one in annotation.quotes)
    return annotation.model_copy(update={"quotes": quotes})


def words(text: str) -> Any:
    at = HARBOUR.index(text)
    return span_of(HARBOUR, at, at + len(text))


def test_an_annotation_says_the_same_as_itself() -> None:
    _, annotation = harbour()
    assert differences(annotation, annotation) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"content": (words("The last boat now leaves"),)},
        {"cue": None},
        {"source": words("The union")},
        {"addressee": words("reporters")},
        {"via": (Via(kind="document", source=words("a letter")),)},
        {"via": (Via(kind="outlet", source=words("Marrow Courier"), entity="courier"),)},
        {"type": "mixed"},
        {"act": "attitude"},
        {"flags": ("uncertain",)},
        {"continues": "q04"},
        {"repeats": "q02"},
        {"within": "q02"},
        {"speakers": ()},
        {"speakers": ("reed", "courier")},
        {"speakers": ("courier",)},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_what_is_compared(fields: dict[str, Any]) -> None:
    _, annotation = harbour()
    other = changed("q05", **fields)
    assert differences(annotation, other)
    assert differences(other, annotation)


@pytest.mark.parametrize("fields", [{"note": "two readings"}, {"status": "added", "by": "human"}, {"score": 0.1}])
def test_what_is_not_compared(fields: dict[str, Any]) -> None:
    _, annotation = harbour()
    assert differences(annotation, changed("q05", **fields)) == []


def renamed(annotation: Annotation) -> Annotation:
    """Other ids for quotes and people."""
    people = {entity.id: f"x-{entity.id}" for entity in annotation.entities}
    ids = {quote.id: f"q{90 - number}" for number, quote in enumerate(annotation.quotes)}

    def one(quote: Quote) -> Quote:
        links = {name: ids.get(getattr(quote, name) or "") for name in ("within", "continues", "repeats")}
        return quote.model_copy(
            update={"id": ids[quote.id], "speakers": tuple(people[id] for id in quote.speakers), **links}
        )

    entities = tuple(
        one.model_copy(update={"id": people[one.id], "speaks_for": people.get(one.speaks_for or "")})
        for one in annotation.entities
    )
    return annotation.model_copy(update={"quotes": tuple(map(one, annotation.quotes)), "entities": entities})


def without_section(annotation: Annotation) -> Annotation:
    return annotation.model_copy(update={"sections": annotation.sections[1:]})


def of_another_kind(annotation: Annotation) -> Annotation:
    first = annotation.sections[0].model_copy(update={"kind": "kicker"})
    return annotation.model_copy(update={"sections": (first, *annotation.sections[1:])})


def without_quote(annotation: Annotation) -> Annotation:
    return annotation.model_copy(update={"quotes": annotation.quotes[1:]})


def twice(annotation: Annotation) -> Annotation:
    again = annotation.quotes[0].model_copy(update={"id": "q77"})
    return annotation.model_copy(update={"quotes": (*annotation.quotes, again)})


def two_people_as_one(annotation: Annotation) -> Annotation:
    quotes = tuple(
        quote.model_copy(update={"speakers": ("reed",) if quote.speakers else ()}) for quote in annotation.quotes
    )
    return annotation.model_copy(update={"quotes": quotes})


def test_ids_are_names_only() -> None:
    _, annotation = harbour()
    linked = changed("q05", continues="q04", repeats="q02")
    assert differences(annotation, renamed(annotation)) == []
    assert differences(linked, renamed(linked)) == []


@pytest.mark.parametrize("change", [without_section, of_another_kind, without_quote, twice, two_people_as_one])
def test_items_and_people(change: Callable[[Annotation], Annotation]) -> None:
    _, annotation = harbour()
    assert differences(annotation, change(annotation))
    assert differences(change(annotation), annotation)
