"""Scores of sections: the label of each line, the borders, and whole sections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from annotator.evaluation.alignment import Case
from annotator.evaluation.counting import Counts
from annotator.model import Section
from annotator.text import is_visible, trim_visible


def _labels(case: Case, sections: Sequence[Section]) -> list[str]:
    """The label of each visible line: that of the section that holds most of it."""
    text = case.article.text
    ordered = sorted(sections, key=lambda section: section.span)
    found = []
    at = 0
    for line in case.article.structure.lines:
        if not is_visible(text, *line):
            continue
        start, end = trim_visible(text, *line)
        while at < len(ordered) and ordered[at].end <= start:
            at += 1
        best, most = "", 0
        probe = at
        while probe < len(ordered) and ordered[probe].start < end:
            size = min(end, ordered[probe].end) - max(start, ordered[probe].start)
            if size > most:
                best, most = ordered[probe].kind, size
            probe += 1
        found.append(best)
    return found


def count_sections(case: Case) -> Counts:
    """The section counts of one article; none when its gold says nothing but `other`.

    Tables: `lines` (role = label, and `all`: share of lines with the right label), `sections` (span and
    label equal; by label and `all`), `borders` (the places where a section begins).
    """
    counts: Counts = Counter()
    gold = case.gold.sections
    if not any(section.kind != "other" for section in gold) or case.predicted is None:
        return counts
    predicted = case.predicted.sections
    for true, said in zip(_labels(case, gold), _labels(case, predicted), strict=True):
        for side, label in (("gold", true), ("pred", said)):
            for role in ("all", label):
                counts["lines", role, "all", side] += 1
        if true == said:
            for role in ("all", true):
                counts["lines", role, "all", "hit_p"] += 1
                counts["lines", role, "all", "hit_g"] += 1
    whole = {(section.span, section.kind) for section in gold}
    for section in gold:
        for role in ("all", section.kind):
            counts["sections", role, "all", "gold"] += 1
    for section in predicted:
        hit = (section.span, section.kind) in whole
        for role in ("all", section.kind):
            counts["sections", role, "all", "pred"] += 1
            counts["sections", role, "all", "hit_p"] += hit
            counts["sections", role, "all", "hit_g"] += hit
    starts = {section.start for section in gold}
    begun = {section.start for section in predicted}
    counts["borders", "all", "all", "gold"] += len(starts)
    counts["borders", "all", "all", "pred"] += len(begun)
    for side in ("hit_p", "hit_g"):
        counts["borders", "all", "all", side] += len(starts & begun)
    return counts
