"""Who says it: the noun a subject is about, and the subject of a verb that has none of its own."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.detection.cues import Cue
from annotator.detection.lexicon import Lexicon
from annotator.detection.phrases import Phrase, subject_before
from annotator.detection.reports import Report, span_of
from annotator.detection.tokens import Sentence
from annotator.text import Range


def head_noun(sentence: Sentence, phrase: Phrase) -> str:
    """The noun a phrase is about: the last one before its first preposition or comma."""
    last = phrase.first
    for k in range(phrase.first, phrase.last + 1):
        if sentence.tags[k] in "IT,W(" and k > phrase.first:
            break
        if sentence.tags[k] in "NPRrJM":
            last = k
    return sentence.low[last]


def shared_source(sentence: Sentence, cue: Cue, found: Sequence[Report], lexicon: Lexicon) -> Range | None:
    """The source of a cue without a subject of its own: that of the verb it is joined to.

    `found` are the reports before it in the sentence.
    """
    for report in reversed(found):
        if report.source is not None and report.cue is not None and report.cue[1] <= sentence.starts[cue.first]:
            if any(start <= sentence.starts[cue.first] < end for start, end in report.content):
                continue
            return report.source
    best: Phrase | None = None
    tags = sentence.tags
    for m in range(cue.first - 1, max(-1, cue.first - 40), -1):
        governing = m - 1
        while governing >= 0 and tags[governing] == "A":
            governing -= 1
        if tags[m] in "VEX" and (governing < 0 or tags[governing] not in "VX"):
            subject = subject_before(sentence, m, lexicon)
            if subject is not None:
                best = subject
                if subject.first == 0:
                    break
        elif tags[m] == ";" or (
            best is not None and sentence.low[m] in ("after", "before", "since", "when", "while", "that")
        ):
            break
    return span_of(sentence, best)
