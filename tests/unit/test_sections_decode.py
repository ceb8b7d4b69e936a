"""The chain: probabilities that are probabilities, and weights that say what a reader would say."""

from __future__ import annotations

import itertools
import math

import pytest

from annotator.detection.sections_decode import CLASSES, Weights, emissions, marginals, weights

NONE = (0.0,) * len(CLASSES)


def row(**values: float) -> tuple[float, ...]:
    return tuple(values.get(name, 0.0) for name in CLASSES)


TINY = Weights(
    signs={"long": row(body=2.0), "short": row(subheading=1.0, other=1.0), "loud": row(headline=3.0)},
    steps=tuple(row(body=1.0) if name == "subheading" else row(other=-0.5) for name in CLASSES),
    first=row(headline=1.0),
)


def by_enumeration(scores: list[list[float]], model: Weights) -> list[list[float]]:
    """The same probabilities, by going through every sequence of classes."""
    size = range(len(CLASSES))
    totals = [[0.0] * len(CLASSES) for _ in scores]
    for path in itertools.product(size, repeat=len(scores)):
        weight = model.first[path[0]] + sum(scores[at][k] for at, k in enumerate(path))
        weight += sum(model.steps[a][b] for a, b in itertools.pairwise(path))
        for at, k in enumerate(path):
            totals[at][k] += math.exp(weight)
    return [[value / sum(one) for value in one] for one in totals]


def test_the_sums_that_are_kept_are_nobodys_to_change() -> None:
    first = emissions([["loud", "short"], ["short", "loud"]], TINY)
    expected = [list(one) for one in first]
    first[0][0] = -20.0
    assert emissions([["loud", "short"], ["short", "loud"]], TINY) == expected


def test_forward_backward_agrees_with_every_sequence_counted() -> None:
    scores = emissions([["loud"], ["short", "unknown sign"], ["long"], []], TINY)
    for ours, theirs in zip(marginals(scores, TINY), by_enumeration(scores, TINY), strict=True):
        assert ours == pytest.approx(theirs)


def test_unknown_signs_weigh_nothing() -> None:
    assert emissions([["no such sign"], []], TINY) == [list(NONE), list(NONE)]


def test_no_blocks_no_probabilities() -> None:
    assert marginals([], TINY) == []


@pytest.mark.parametrize("size", [1, 2, 500])
def test_probabilities_sum_to_one_even_with_extreme_weights(size: int) -> None:
    scores = [[-900.0 * (at % 3), 900.0, *([0.0] * (len(CLASSES) - 2))] for at in range(size)]
    for one in marginals(scores, TINY):
        assert sum(one) == pytest.approx(1)
        assert all(0 <= value <= 1 for value in one)


def test_the_weights_shipped_are_few_and_sane() -> None:
    model = weights()
    assert len(model.steps) == len(CLASSES) == len(model.first)
    values = [value for one in (*model.signs.values(), *model.steps, model.first) for value in one if value]
    assert len(values) < 700
    assert all(abs(value) <= 8 for value in values)


@pytest.mark.parametrize(
    ("sign", "label"),
    [
        ("title", "headline"),
        ("dateline", "body"),
        ("P in prose", "body"),
        ("byline opening", "byline"),
        ("date only", "date"),
        ("points before prose", "deck"),
        ("credit opening", "caption"),
        ("related link", "other"),
        ("m between P and P", "subheading"),
        ("question before marks", "body"),
    ],
)
def test_signs_speak_for_what_they_are_named_after(sign: str, label: str) -> None:
    found = weights().signs[sign]
    assert max(zip(found, CLASSES, strict=True))[1] == label
