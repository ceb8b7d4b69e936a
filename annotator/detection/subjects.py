"""Who says it: the noun a subject is about, and the subject of a verb that has none of its own."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.detection.contents import After
from annotator.detection.cues import CITED, Cue, leads_to
from annotator.detection.lexicon import Lexicon
from annotator.detection.phrases import left_edge, right_edge, subject_before
from annotator.detection.reports import Report, span_of
from annotator.detection.tokens import Phrase, Sentence
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


def quoted_person(sentence: Sentence, cue: Cue, lexicon: Lexicon) -> Phrase | None:
    """The person in "quoted Reed as saying …"; the paper that quotes is no source (rule V1)."""
    last = cue.first - 2
    first = left_edge(sentence, last, lexicon)
    if sentence.tags[last] not in "NPMRr)" or first < 1:
        return None
    quoting = sentence.low[first - 1] in CITED and leads_to(sentence, first - 1) == cue.head
    return Phrase(first, last) if quoting else None


def governing(sentence: Sentence, cue: Cue, after: After | None, lexicon: Lexicon) -> Phrase | None:
    """The subject that a participle in front of its sentence shares: "Calling it “a horror”, Dunn …"."""
    tags = sentence.tags
    if after is None or tags[cue.head] != "G" or tags[: cue.first].strip("CA"):
        return None
    first = after.last + 2
    if first >= len(tags) or tags[first - 1] != ",":
        return None
    last = right_edge(sentence, first, lexicon, None, False)
    verb = last + 1
    if verb < len(tags) and tags[verb] == ",":  # "Calling it “a horror”, Dunn, 54, …"
        verb = tags.find(",", verb + 1) + 1 or len(tags)
    while verb < len(tags) and tags[verb] == "A":
        verb += 1
    return Phrase(first, last) if last >= first and tags[verb : verb + 1] in ("V", "X", "E") else None
