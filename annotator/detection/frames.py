"""Reported speech in one sentence: each cue with its source, content, addressee and via.

The result is in characters. What spans sentences and paragraphs (second pieces, continuations, nesting) is
in `joining.py` and `quotes.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from annotator.detection.colons import colon_report, verb_first
from annotator.detection.contents import content_after
from annotator.detection.cues import Cue, find_cues
from annotator.detection.lexicon import Lexicon
from annotator.detection.nominal import adverbial, nominal
from annotator.detection.passives import passive
from annotator.detection.phrases import left_edge, subject_before
from annotator.detection.preposed import as_said, content_before
from annotator.detection.reports import Report, made, span_of
from annotator.detection.subjects import governing, head_noun, quoted_person, shared_source
from annotator.detection.tokens import Phrase, Sentence
from annotator.text import Range

MOST_CUES = 16
"""Cues of one sentence that are read; no prose has more, and reading stays linear."""
_READING = frozenset({"say", "read", "declare", "proclaim"})


def read_sentence(sentence: Sentence, lexicon: Lexicon) -> tuple[list[Report], list[Cue]]:
    """The reports of one sentence in text order, and every cue group in it."""
    cues = find_cues(sentence, lexicon)
    found: list[Report] = []
    free = 0  # first token no earlier content before a cue has taken
    opened = verb_first(sentence, cues, lexicon)
    if opened is not None:
        return [opened], cues
    for cue in cues[:MOST_CUES]:
        report = read_cue(sentence, cue, cues, lexicon, found, free)
        if report is not None:
            found.append(report)
            if report.pattern.startswith("last"):
                free = max(free, cue.last + 1)
    if not found:
        colon = colon_report(sentence, cues, lexicon)
        if colon is not None:
            found.append(colon)
    return found, cues


def read_cue(
    sentence: Sentence,
    cue: Cue,
    cues: Sequence[Cue],
    lexicon: Lexicon,
    found: Sequence[Report] = (),
    free: int = 0,
) -> Report | None:
    """The report of one cue, or None when it has no content.

    `found` are the reports before it in the sentence, `free` the first token none of them has taken.
    """
    if cue.kind == "phrase":
        if found and found[-1].pattern.startswith("last") and sentence.tags[cue.first - 1] == ",":
            free = min(free, found[-1].words[0][0])  # "“…,” Reed said, according to the Post" holds it all
        return adverbial(sentence, cue, cues, free, lexicon)
    if cue.kind == "noun":
        return nominal(sentence, cue, cues, lexicon)
    if cue.shape == "reduced":
        return None
    if cue.shape == "finite" and "that" in cue.frames and sentence.low[0] == "as" and cue.first <= 16:
        report = as_said(sentence, cue, cues, lexicon)
        if report is not None:
            return report
    if cue.shape == "finite" and ("speech" in cue.frames or "that" in cue.frames):
        report = content_before(sentence, cue, cues, free, lexicon)
        if report is not None:
            return report
    after = content_after(sentence, cue, cues, lexicon)
    source: Phrase | None = None
    pattern = after.form if after else "none"
    if cue.shape == "passive":
        return passive(sentence, cue, cues, after, lexicon)
    if cue.shape == "finite":
        source = subject_before(sentence, cue.first, lexicon)
        if source is None and after is None:
            return None
    if source is not None and lexicon.has("events", head_noun(sentence, source)):
        return None  # an event cannot speak (rule R1)
    if cue.shape == "ing" and cue.first > 2 and sentence.low[cue.first - 1] == "as":
        source = quoted_person(sentence, cue, lexicon)
    elif (
        cue.shape == "ing" and cue.first and cue.lemma in _READING
        and lexicon.has("signs", sentence.low[cue.first - 1])
    ):  # fmt: skip
        # "a sign saying “Rain Now”"
        source = Phrase(left_edge(sentence, cue.first - 1, lexicon), cue.first - 1)
    span: Range | None = span_of(sentence, source)
    if source is None:
        span = span_of(sentence, governing(sentence, cue, after, lexicon)) or shared_source(
            sentence, cue, found, lexicon
        )
        pattern += "+shared"
    if after is None:
        return None
    if after.form == "relative":
        # "what analysts said was a sign", "moves that he said improved the port"
        opener = source.first - 1 if source is not None else -1
        if opener < 0 or not (sentence.tags[opener] == "W" or sentence.low[opener] == "that"):
            return None
        return made(sentence, cue, [(opener, opener), (after.first, after.last)], span, pattern, after)
    if (
        source is not None
        and sentence.low[source.first] in ("it", "there")
        and source.first == source.last
        and cue.lemma in ("seem", "appear", "mean")
    ):
        span = None
    return made(sentence, cue, [(after.first, after.last)], span, pattern, after)
