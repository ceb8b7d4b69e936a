"""From signs to labels: a chain over the blocks with few, readable weights.

Each sign adds a weight to each of eight coarse classes, each pair of neighbouring classes another
(a linear chain, Lafferty et al. 2001). Decoding the whole page at once keeps one odd line from
spoiling its neighbours, and gives the probability of every label.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from operator import mul
from typing import Final

from annotator.tables import table
from annotator.values import dataclass, field

CLASSES: Final = ("headline", "deck", "byline", "date", "body", "subheading", "caption", "other")
"""The coarse classes; the finer labels of SCHEME 1.8 are told apart inside them."""

Row = tuple[float, ...]
_NONE: Final[Row] = (0.0,) * len(CLASSES)
_KEPT: Final = 2_000
"""Sums that are kept."""


@dataclass(frozen=True)
class Weights:
    """`signs`: a weight for each class; `steps[a][b]`: for class b after class a; `first`: for the first block.

    `known` keeps the sums for the signs of blocks that were seen: most paragraphs have the same few signs.
    """

    signs: dict[str, Row]
    steps: tuple[Row, ...]
    first: Row
    known: dict[tuple[str, ...], Row] = field(default_factory=dict, repr=False, compare=False)


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The weights of `lexicons/section_weights.toml`; what is not listed there is 0."""
    data = table("detection/lexicons/section_weights.toml")

    def row(values: dict[str, float]) -> Row:
        return tuple(float(values.get(name, 0.0)) for name in CLASSES)

    return Weights(
        {sign: row(values) for sign, values in data["signs"].items()},
        tuple(row(data["steps"].get(name, {})) for name in CLASSES),
        row(data["first"]),
    )


def emissions(signs: Sequence[Sequence[str]], model: Weights) -> list[list[float]]:
    """For each block the summed weight of its signs for each class."""
    found = []
    for own in signs:
        key = tuple(own)
        row = model.known.get(key)
        if row is None:
            row = tuple(map(sum, zip(*filter(None, map(model.signs.get, own)), _NONE, strict=True)))
            if len(model.known) < _KEPT:
                model.known[key] = row
        found.append(list(row))
    return found


def marginals(scores: Sequence[Sequence[float]], model: Weights) -> list[list[float]]:
    """The probability of each class for each block (forward-backward, scaled at each step)."""
    if not scores:
        return []
    rows = _exponentials(model.steps)
    columns = _exponentials(tuple(zip(*model.steps, strict=True)))
    local = [_likelihood(row) for row in scores]
    forward = [_scaled(list(map(mul, local[0], map(math.exp, model.first))))]
    for own in local[1:]:
        forward.append(_scaled(list(map(mul, own, _through(forward[-1], columns)))))
    back = [1.0] * len(CLASSES)
    found = [forward[-1]]
    for at in range(len(scores) - 2, -1, -1):
        back = _scaled(_through(list(map(mul, local[at + 1], back)), rows))
        found.append(_scaled(list(map(mul, forward[at], back))))
    return found[::-1]


def _through(row: list[float], steps: tuple[Row, ...]) -> list[float]:
    """The products of the row with each step; written out, because this is where the time goes."""
    p, q, r, s, t, u, v, w = row
    return [a * p + b * q + c * r + d * s + e * t + f * u + g * v + h * w for a, b, c, d, e, f, g, h in steps]


def _likelihood(row: Sequence[float]) -> list[float]:
    """e to each weight, shifted so that the greatest is 1."""
    top = max(row)
    return [math.exp(value - top) for value in row]


def _scaled(row: list[float]) -> list[float]:
    """The row with sum 1; uniform where nothing is left of it."""
    total = sum(row)
    return [value / total for value in row] if total > 0 else [1 / len(row)] * len(row)


@lru_cache(maxsize=4)
def _exponentials(steps: tuple[Row, ...]) -> tuple[Row, ...]:
    return tuple(tuple(math.exp(value) for value in row) for row in steps)
