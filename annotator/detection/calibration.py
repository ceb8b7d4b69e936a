"""The probability that a report is exactly right in content, cue and source.

A sum of weights over the traits of a report (how it was found, what kind of cue, source and boundary),
through the logistic function. The weights were fitted on the tuning part of a corpus of annotated news
(`benchmarks/quote_weights.py` prints them); `benchmarks/quotes.py` shows a reliability table on others.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import repeat

from annotator.detection.weights_table import BIAS, WEIGHTS


def probability(traits: Iterable[str]) -> float:
    """The probability for these traits, between 0.01 and 0.99."""
    total = sum(map(WEIGHTS.get, traits, repeat(0.0)), BIAS)
    return min(0.99, max(0.01, 1 / (1 + math.exp(-total))))
