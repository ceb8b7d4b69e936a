"""Introductions: a colon, or a sentence that only says that somebody speaks, and what follows it (rule U5)."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.detection.contents import clause_follows, skip_adjuncts
from annotator.detection.cues import Cue
from annotator.detection.lexicon import Lexicon
from annotator.detection.phrases import left_edge, right_edge, subject_before, tags_any
from annotator.detection.reports import Report, made, span_of
from annotator.detection.tokens import Phrase, Sentence
from annotator.text import Range

_HEADLINE = 16  # tokens of a headline after its colon


def verb_first(sentence: Sentence, cues: Sequence[Cue], lexicon: Lexicon) -> Report | None:
    """The report of "Continued Stone: “…”": the verb opens the sentence."""
    if (
        not cues
        or sentence.tags[0] == "Q"
        or sentence.tags[: cues[0].first].strip("CA")
        or "speech" not in cues[0].frames
        or sentence.tags[cues[0].head] != "E"
    ):
        return None
    cue = cues[0]
    edge = right_edge(sentence, cue.last + 1, lexicon)
    k = edge + 1
    if edge <= cue.last or k + 1 >= len(sentence) or sentence.tags[k] not in ",:" or sentence.tags[k + 1] != "Q":
        return None
    return made(sentence, cue, [(k + 1, k + 1)], sentence.range(cue.last + 1, edge), "opening")


def colon_report(sentence: Sentence, cues: Sequence[Cue], lexicon: Lexicon) -> Report | None:
    """ "Reed: “No deal.”" and "Minister: no deal": the colon alone is the cue (rule U5)."""
    if ":" not in sentence.low:
        return None  # most sentences
    tags = sentence.tags
    at = tags.find(":")
    if at < 1 or at + 1 >= len(tags) or at > 30:
        return None
    marked = tags[at + 1] == "Q"
    verbs = [k for k in range(at) if tags[k] in "VXE"]
    if not verbs and at <= 12 and tags[at - 1] in "NP)" and not tags_any(sentence, 0, at - 1, "WSQ"):
        begin, end = left_edge(sentence, at - 1, lexicon), at - 1
        if begin > 2 and tags[begin - 2 : begin] == ",I":
            begin, end = left_edge(sentence, begin - 3, lexicon), begin - 3  # "His wife, in tears: “…”"
        source = sentence.range(begin, end)
        if marked:
            return _after_colon(sentence, at, sentence.range(at, at), source, "colon", at + 1)
        listed = any(lexicon.has(group, sentence.low[at - 1]) for group in ("persons", "groups", "outlets", "titles"))
        named = tags[at - 1] == "P" or listed or lexicon.has("documents", sentence.low[at - 1])
        told = tags[at + 1 :]
        if not sentence.title_case and tags[-1] != "." and at <= 5 and 3 <= len(told) <= _HEADLINE:
            clause = tags[at - 1] == "P" and clause_follows(sentence, at + 1, lexicon)
            if clause or (listed and told[0] != "M" and set(told) - set("PMC,-")):
                return _after_colon(sentence, at, sentence.range(at, at), source, "colon headline", len(tags) - 1)
        if sentence.title_case and named and at <= 8 and len(tags) - at > 4:
            last = len(tags) - 1
            while tags[last] in ".o":
                last -= 1
            return _after_colon(sentence, at, sentence.range(at, at), source, "colon headline", last)
        return None
    if not marked or not verbs:
        return None
    # "She had one message: “Go.”": whatever stands before the colon reports
    head = verbs[0]
    known = next((cue for cue in cues if cue.first <= at and cue.shape == "finite"), None)
    first, last = (known.first, known.last) if known else (head, at - 1)
    subject = subject_before(sentence, first, lexicon)
    if subject is None or (known is None and at - first > 6):
        return None
    report = _after_colon(sentence, at, sentence.range(first, last), span_of(sentence, subject), "colon verb", at + 1)
    report.lemma = known.lemma if known else ""
    return report


def _after_colon(sentence: Sentence, at: int, cue: Range, source: Range | None, pattern: str, last: int) -> Report:
    """A report whose content follows the colon at token `at`."""
    return Report(
        content=[sentence.range(at + 1, last)],
        words=[(at + 1, last)],
        cue=cue,
        source=source,
        pattern=pattern,
        lemma=":",
        traits=(f"p:{pattern}",),
        spoken=sentence.tags[at + 1] == "Q" and last == at + 1,
    )


def introduction(sentence: Sentence, cues: Sequence[Cue], lexicon: Lexicon) -> Report | None:
    """A cue whose content can only come with the next sentence: "Reed said:", "Reed agreed."."""
    if not cues:
        return None
    tags = sentence.tags
    n = len(tags)
    for cue in reversed(cues):
        if "speech" not in cue.frames or cue.kind != "verb" or cue.shape != "finite":
            continue
        rest = cue.last + 1
        told: Phrase | None = None
        if rest < n and "tell" in cue.frames:
            edge = right_edge(sentence, rest, lexicon)
            told = Phrase(rest, edge) if edge >= rest else None
            rest = max(rest, edge + 1)
        rest = skip_adjuncts(sentence, rest, lexicon)
        colon = tags.rstrip(".o").endswith(":")
        if not colon and ((rest < n and tags[rest] not in ".") or cue.weak):
            return None
        source = subject_before(sentence, cue.first, lexicon)
        if source is None and rest < n and tags[rest] in "PNDR":
            edge = right_edge(sentence, rest, lexicon)
            source = Phrase(rest, edge) if edge >= rest else None
        if source is None:
            return None
        pattern = "introduced colon" if colon else "introduced stop"
        report = made(sentence, cue, [(cue.last, cue.last)], span_of(sentence, source), pattern)
        report.content = []
        report.words = []
        report.spoken = True
        report.addressee = span_of(sentence, told)
        return report
    return None
