"""Krippendorff's alpha for continua that annotators cut into units themselves.

`unitised` is alpha_U (Krippendorff, "On the reliability of unitizing contiguous data", Sociological
Methodology 25, 1995, with the expected disagreement as corrected in Quality & Quantity 38, 2004): it asks
whether the same units were cut. `binary` asks character by character whether it is in any unit (the
binary alpha of Krippendorff, Mathet, Bouvry & Widlöcher, Quality & Quantity 50, 2016): it does not see
where one unit ends and the next begins. 1 is perfect, 0 is what chance would give.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise

from annotator.text import Range
from annotator.values import dataclass


@dataclass(frozen=True)
class Continuum:
    """The units of each annotator over one text of `length` characters.

    The units of one annotator are sorted and do not overlap; they may touch.
    """

    coders: Sequence[Sequence[Range]]
    length: int


def _sections(units: Sequence[Range], length: int) -> list[tuple[int, int, bool]]:
    """Units and the gaps between them, as (start, end, is a unit)."""
    found = []
    at = 0
    for start, end in units:
        if at < start:
            found.append((at, start, False))
        found.append((start, end, True))
        at = end
    if at < length:
        found.append((at, length, False))
    return found


def _difference(a: tuple[int, int, bool], b: tuple[int, int, bool]) -> int:
    """The squared difference of two sections that intersect (Krippendorff 1995, equation for delta)."""
    if a[2] and b[2]:
        return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2
    if a[2] and b[0] <= a[0] and a[1] <= b[1]:
        return (a[1] - a[0]) ** 2
    if b[2] and a[0] <= b[0] and b[1] <= a[1]:
        return (b[1] - b[0]) ** 2
    return 0


def observed_disagreement(continuum: Continuum) -> float:
    """D_o of one continuum: the differences of all pairs of annotators."""
    found = 0
    for one, other in combinations(continuum.coders, 2):
        first, second = _sections(one, continuum.length), _sections(other, continuum.length)
        i = j = 0
        while i < len(first) and j < len(second):
            found += _difference(first[i], second[j])
            ends = first[i][1], second[j][1]
            i += ends[0] <= ends[1]
            j += ends[1] <= ends[0]
    many = len(continuum.coders)
    return 2 * found / (many * (many - 1) * continuum.length**2)


def expected_disagreement(continuum: Continuum) -> float:
    """D_e of one continuum: the mean difference over all ways to place the units found."""
    length, many = continuum.length, len(continuum.coders)
    units = [end - start for coder in continuum.coders for start, end in coder]
    gaps = sorted(
        end - start for coder in continuum.coders for start, end, unit in _sections(coder, length) if not unit
    )
    above = [0] * (len(gaps) + 1)  # sums of the gaps from an index on
    for index in range(len(gaps) - 1, -1, -1):
        above[index] = above[index + 1] + gaps[index]
    found = 0.0
    for size in units:
        found += (len(units) - 1) / 3 * (2 * size**3 - 3 * size**2 + size)
        index = bisect_left(gaps, size)
        found += size**2 * (above[index] - (len(gaps) - index) * (size - 1))
    among = many * length * (many * length - 1) - sum(size * (size - 1) for size in units)
    return 2 * found / (length * among) if among else 0.0


def unitised(continua: Iterable[Continuum]) -> float:
    """alpha_U over several texts: their disagreements summed, each weighted with its length."""
    observed = expected = 0.0
    for continuum in continua:
        if len(continuum.coders) > 1 and continuum.length > 1:
            observed += continuum.length * observed_disagreement(continuum)
            expected += continuum.length * expected_disagreement(continuum)
    return 1.0 if not expected else 1 - observed / expected


def _covered(coders: Sequence[Sequence[Range]], length: int) -> list[tuple[int, int]]:
    """Stretches between borders: their size, and how many annotators have them in a unit."""
    steps: dict[int, int] = {0: 0, length: 0}
    for units in coders:
        for start, end in units:
            steps[start] = steps.get(start, 0) + 1
            steps[end] = steps.get(end, 0) - 1
    found = []
    votes = 0
    places = sorted(steps)
    for place, following in pairwise(places):
        votes += steps[place]
        found.append((following - place, votes))
    return found


def binary(continua: Iterable[Continuum]) -> float:
    """The binary alpha over several texts: nominal alpha with characters as the things coded."""
    disagreeing = inside = outside = 0.0
    for continuum in continua:
        many = len(continuum.coders)
        if many < 2 or not continuum.length:
            continue
        for size, votes in _covered(continuum.coders, continuum.length):
            disagreeing += size * 2 * votes * (many - votes) / (many - 1)
            inside += size * votes
            outside += size * (many - votes)
    values = inside + outside
    expected = 2 * inside * outside / (values - 1) if values > 1 else 0.0
    return 1.0 if not expected else 1 - disagreeing / expected
