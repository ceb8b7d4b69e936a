"""From signs to labels: a chain over the blocks with few, readable weights.

Each sign adds a weight to each of eight coarse classes, each pair of neighbouring classes another
(a linear chain, Lafferty et al. 2001). Decoding the whole page at once keeps one odd line from
spoiling its neighbours, and gives the probability of every label.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from operator import add, mul
from typing import Final

CLASSES: Final = ("headline", "deck", "byline", "date", "body", "subheading", "caption", "other")
"""The coarse classes; the finer labels of SCHEME 1.8 are told apart inside them."""

Row = tuple[float, ...]


@dataclass(frozen=True)
class Weights:
    """`signs`: a weight for each class; `steps[a][b]`: for class b after class a; `first`: for the first block."""

    signs: dict[str, Row]
    steps: tuple[Row, ...]
    first: Row


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The weights of `lexicons/section_weights.toml`; what is not listed there is 0."""
    source = files("annotator.detection").joinpath("lexicons/section_weights.toml").read_text("utf-8")
    data = tomllib.loads(source)

    def row(values: dict[str, float]) -> Row:
        return tuple(float(values.get(name, 0.0)) for name in CLASSES)

    return Weights(
        {sign: row(values) for sign, values in data["signs"].items()},
        tuple(row(data["steps"].get(name, {})) for name in CLASSES),
        row(data["first"]),
    )


def emissions(signs: Sequence[Sequence[str]], model: Weights) -> list[list[float]]:
    """For each block the summed weight of its signs for each class."""
    known = model.signs
    found = []
    for own in signs:
        total = [0.0] * len(CLASSES)
        for sign in own:
            row = known.get(sign)
            if row is not None:
                total = list(map(add, total, row))
        found.append(total)
    return found


def marginals(scores: Sequence[Sequence[float]], model: Weights) -> list[list[float]]:
    """The probability of each class for each block (forward-backward, scaled at each step)."""
    if not scores:
        return []
    columns = _columns(model.steps)
    rows = _rows(model.steps)
    local = [_exponential(row) for row in scores]
    forward = [_scaled(list(map(mul, local[0], map(math.exp, model.first))))]
    for own in local[1:]:
        last = forward[-1]
        forward.append(
            _scaled([sum(map(mul, last, column)) * value for column, value in zip(columns, own, strict=True)])
        )
    backward = [1.0] * len(CLASSES)
    found = [forward[-1]]
    for at in range(len(scores) - 2, -1, -1):
        ahead = list(map(mul, local[at + 1], backward))
        backward = _scaled([sum(map(mul, row, ahead)) for row in rows])
        found.append(_scaled(list(map(mul, forward[at], backward))))
    return found[::-1]


@lru_cache(maxsize=2)
def _rows(steps: tuple[Row, ...]) -> tuple[Row, ...]:
    return tuple(tuple(math.exp(value) for value in row) for row in steps)


@lru_cache(maxsize=2)
def _columns(steps: tuple[Row, ...]) -> tuple[Row, ...]:
    return tuple(zip(*_rows(steps), strict=True))


def _exponential(row: Sequence[float]) -> list[float]:
    """e to each value, shifted so that the greatest is 1."""
    top = max(row)
    return [math.exp(value - top) for value in row]


def _scaled(row: list[float]) -> list[float]:
    """The row with sum 1."""
    total = sum(row)
    return [value / total for value in row] if total > 0 else [1 / len(row)] * len(row)
