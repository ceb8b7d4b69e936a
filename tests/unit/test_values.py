"""Our data classes do what those of the standard library do, and the models refuse what files may not hold."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any

import pytest

from annotator import values
from annotator.model import QuoteWas, Section, Span
from annotator.validation import ValidationError


@values.dataclass(frozen=True)
class Point:
    x: int
    y: int = 2
    seen: int = values.field(default=0, compare=False, repr=False)


@values.dataclass(frozen=True)
class Named(Point):
    name: str = ""


@values.dataclass
class Basket:
    things: list[int] = values.field(default_factory=list)

    def __post_init__(self) -> None:
        self.count = len(self.things)


@dataclasses.dataclass(frozen=True)
class Model:
    x: int
    y: int = 2
    seen: int = dataclasses.field(default=0, compare=False, repr=False)


@pytest.mark.parametrize("arguments", [(1,), (1, 3), (1, 3, 9)])
def test_as_the_standard_library(arguments: tuple[int, ...]) -> None:
    ours, theirs = Point(*arguments), Model(*arguments)
    assert repr(ours) == repr(theirs).replace("Model", "Point")
    assert values.values_of(ours) == dataclasses.astuple(theirs)
    assert values.values_of(values.replace(ours, x=7)) == dataclasses.astuple(dataclasses.replace(theirs, x=7))
    assert (ours == Point(1, 3)) == (theirs == Model(1, 3))
    assert (hash(ours) == hash(Point(1, 3))) == (hash(theirs) == hash(Model(1, 3)))


def test_only_the_same_kind_is_equal() -> None:
    assert Point(1) != Named(1, 2)
    assert Named(1, 2, 0, "a") == Named(x=1, name="a")
    assert values.field_names(Named) == ("x", "y", "seen", "name")


def test_values_never_change() -> None:
    with pytest.raises(AttributeError, match="x of Point"):
        Point(1).x = 2  # type: ignore[misc]
    with pytest.raises(AttributeError, match="y of Point"):
        del Point(1).y
    with pytest.raises(TypeError):
        values.replace(Point(1), z=2)
    with pytest.raises(TypeError):
        Point()  # type: ignore[call-arg]


def test_each_value_has_its_own_default() -> None:
    first, second = Basket(), Basket()
    first.things.append(1)
    assert (second.things, second.count, Basket([1, 2]).count) == ([], 0, 2)
    assert first != second
    with pytest.raises(TypeError):
        hash(first)


def test_slots_copy_and_pickle() -> None:
    span = Span(span=(0, 3), text="gul")
    assert not hasattr(span, "__dict__")
    assert copy.deepcopy(span) == pickle.loads(pickle.dumps(span)) == span
    was = QuoteWas(cue=None, content=(span,))
    assert list(was.changed()) == ["content", "cue"]
    assert pickle.loads(pickle.dumps(was)).changed() == was.changed()
    assert was != QuoteWas(content=(span,))


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"id": "x1"}, "string_pattern_mismatch"),
        ({"kind": 3}, "string_type"),
        ({"span": [0, 1]}, "tuple_type"),
        ({"span": (0, -1)}, "greater_than_equal"),
        ({"span": (0, True)}, "int_type"),
        ({"status": "perhaps"}, "literal_error"),
        ({"score": 1.5}, "less_than_equal"),
        ({"colour": "red"}, "unexpected_keyword_argument"),
        ({"was": {"kind": "Lead!"}}, "string_pattern_mismatch"),
    ],
)
def test_what_a_file_may_not_hold(fields: dict[str, Any], kind: str) -> None:
    good = {"id": "s01", "kind": "lead", "span": (0, 4), "status": "proposed", "score": 1}
    assert Section.model_validate(good) == Section(id="s01", kind="lead", span=(0, 4), score=1)
    with pytest.raises(ValidationError) as caught:
        Section.model_validate({**good, **fields})
    assert [error["type"] for error in caught.value.errors()] == [kind]
