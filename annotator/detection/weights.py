"""How likely a quote is missing where nobody has claimed a cue word or a pair of marks.

The numbers are shares counted on annotated news: of the unclaimed words or marks of a kind, how many stand
in a quote. They only order what is shown.
"""

from __future__ import annotations

from annotator.detection.cues import Cue
from annotator.detection.tokens import Sentence
from annotator.marks import Stretch


def cue_mark_weight(sentence: Sentence, cue: Cue) -> float:
    """The weight of a cue group as a possible miss."""
    if cue.kind == "phrase":
        return 0.7
    if cue.kind == "noun":
        return 0.25
    if cue.kind == "adjective":
        return 0.3
    if cue.weak:
        return 0.15
    if cue.attitude:
        return 0.35
    return 0.6 if cue.shape == "finite" else 0.45


def quotation_mark_weight(text: str, stretch: Stretch) -> float:
    """The weight of a pair of marks in no quote: the longer, the likelier speech."""
    words = len(text[stretch.start : stretch.end].split())
    if words >= 5:
        return 0.85
    return (0.3, 0.3, 0.45, 0.6, 0.7)[words]
