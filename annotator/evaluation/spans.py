"""Span scores in the manner of MUC and SemEval-2013 task 9.1, over the pieces of all roles.

Four ways to count a predicted piece against the gold: `strict` (borders and role), `exact` (borders),
`partial` (an overlap counts half), `type` (any overlap of the same role).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from annotator.evaluation.alignment import ROLES, Item
from annotator.evaluation.counting import Aligned, Counts
from annotator.text import Range, overlaps

WAYS = ("strict", "exact", "partial", "type")
_Labelled = tuple[Range, str]


def _pieces(found: Sequence[Item]) -> list[_Labelled]:
    """Every piece of every role once, in text order."""
    return sorted({(piece, role) for item in found for role in ROLES for piece in item.spans[role]})


def score_spans(gold: Sequence[_Labelled], predicted: Sequence[_Labelled]) -> Counts:
    """The counts of the four ways.

    Each gold piece is used once. An equal piece is preferred, then one with equal borders, then the first
    that overlaps. Hits of `partial` are counted in half points, and its sizes doubled to match.
    """
    counts: Counts = Counter()
    left = dict.fromkeys(gold)
    matched: list[tuple[_Labelled, _Labelled | None]] = []
    rest = []
    for piece in predicted:
        if piece in left:
            del left[piece]
            matched.append((piece, piece))
        else:
            rest.append(piece)
    later = []
    for piece in rest:
        same = next((one for one in ((piece[0], role) for role in ROLES) if one in left), None)
        if same is not None:
            del left[same]
            matched.append((piece, same))
        else:
            later.append(piece)
    for piece in later:
        near = [one for one in left if overlaps(one[0], piece[0])]
        best = next((one for one in near if one[1] == piece[1]), near[0] if near else None)
        if best is not None:
            del left[best]
        matched.append((piece, best))
    for piece, one in matched:
        borders = one is not None and one[0] == piece[0]
        role = one is not None and one[1] == piece[1]
        points = {
            "strict": 1 if borders and role else 0,
            "exact": 1 if borders else 0,
            "partial": 2 if borders else 1 if one is not None else 0,
            "type": 1 if role else 0,
        }
        for way, value in points.items():
            counts["spans", way, "all", "hit_p"] += value
            counts["spans", way, "all", "hit_g"] += value
    for way in WAYS:
        weight = 2 if way == "partial" else 1
        counts["spans", way, "all", "pred"] += weight * len(predicted)
        counts["spans", way, "all", "gold"] += weight * len(gold)
    return counts


def count_spans(found: Aligned) -> Counts:
    """The span counts of one article whose items have been aligned."""
    return score_spans(_pieces(found.gold), _pieces(found.predicted))
