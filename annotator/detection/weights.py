"""How likely a quote is missing where nobody has claimed a cue word or a pair of marks.

The weight of a cue is the probability that a cue group of its kind, in these surroundings, has a quote at
all; like the probability of a report it is a sum of fitted weights through the logistic function.
"""

from __future__ import annotations

import math

from annotator.detection.cues import Cue
from annotator.detection.lexicon import Lexicon
from annotator.detection.refusals import inner_words, reason
from annotator.detection.tokens import Sentence
from annotator.detection.weights_table import MARK_BIAS, MARK_WEIGHTS
from annotator.marks import Stretch


def mark_traits(sentence: Sentence, cue: Cue) -> tuple[str, ...]:
    """What is known about a cue group when its weight as a possible miss is asked for."""
    tags = sentence.tags
    strength = "weak" if cue.weak else "att" if cue.attitude else "say" if "speech" in cue.frames else "plain"
    before = tags[cue.first - 1] if cue.first else "^"
    after = tags[cue.last + 1] if cue.last + 1 < len(tags) else "."
    following = "that" if sentence.low[cue.last + 1 : cue.last + 2] == ["that"] else after
    return (
        f"k:{cue.kind}:{cue.shape}",
        f"g:{cue.kind}:{strength}",
        f"f:{strength}:{following}",
        f"a:{following}",
        f"b:{before}",
        f"c:{min(3, cue.last - cue.first)}",
        "say" if cue.lemma == "say" else "other",
    )


def cue_mark_weight(sentence: Sentence, cue: Cue) -> float:
    """The weight of a cue group as a possible miss."""
    total = MARK_BIAS + sum(MARK_WEIGHTS.get(trait, 0.0) for trait in mark_traits(sentence, cue))
    return round(1 / (1 + math.exp(-total)), 2)


def quotation_mark_weight(text: str, stretch: Stretch, lexicon: Lexicon) -> float:
    """The weight of a pair of marks in no quote: the longer, the likelier speech."""
    words = len(inner_words(text, stretch))
    weight = 0.85 if words >= 5 else (0.1, 0.3, 0.4, 0.55, 0.6)[words]
    why = reason(text, stretch, lexicon)
    if why is not None and why[0] != "scare_quote":
        weight *= 0.4
    return round(weight, 2)
