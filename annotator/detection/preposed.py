"""Content that stands before its cue: final, inverted and medial reporting clauses.

"…, Ma said", "“…,” said Ma", "Rain, Ma said, will fall", "As Reed said, …".
"""

from __future__ import annotations

from collections.abc import Sequence

from annotator.detection.contents import After, clause_end, content_after, skip_adjuncts
from annotator.detection.cues import Cue
from annotator.detection.lexicon import Lexicon
from annotator.detection.phrases import right_edge, subject_before, tags_any
from annotator.detection.reports import Report, made, span_of
from annotator.detection.subjects import head_noun
from annotator.detection.tokens import Phrase, Sentence

_INVERTING = frozenset("say report add note claim write warn argue announce explain ask".split())
_LINKING = frozenset("and but yet so or nor".split())


def _ends_speech(sentence: Sentence, i: int) -> bool:
    """Whether token `i` closes content that stands before its cue: a comma, dash, or marked speech."""
    return sentence.tags[i] in ",-Q" or sentence.low[i] in ("?", "!")


def _closing(sentence: Sentence, i: int) -> int:
    """The token that closes content before token `i` + 1: a comma behind the marks (“…”, he said) closes nothing."""
    return i - 1 if sentence.tags[max(0, i - 1) : i + 1] == "Q," else i


def content_before(sentence: Sentence, cue: Cue, cues: Sequence[Cue], free: int, lexicon: Lexicon) -> Report | None:
    """Content before the cue: "…, Ma said", "“…,” said Ma", "Rain, Ma said, will fall"."""
    tags, low = sentence.tags, sentence.low
    n = len(tags)
    subject: Phrase | None = None
    edge = -1
    rest = cue.last + 1
    alone = cue.first > free and _ends_speech(sentence, cue.first - 1)
    alone = alone and (cue.first == cue.head or lexicon.switches.get("forms") == "listed")
    if alone and tags[_closing(sentence, cue.first - 1)] != "Q":
        # after a comma without marks only plain verbs of saying stand before their subject
        ahead = subject_before(sentence, cue.first, lexicon)
        plain = cue.lemma in _INVERTING or bool(lexicon.switches.get("comma_clause"))
        alone = plain and (ahead is None or ahead.first == 0)
    if alone and "speech" in cue.frames and rest < n:
        # inverted: the verb follows the content
        last = right_edge(sentence, rest, lexicon)
        if last >= rest and not (last + 1 < n and tags[last + 1] in "VX"):
            subject = Phrase(rest, last)
            edge = _closing(sentence, cue.first - 1)
            rest = last + 1
    if edge < 0:
        subject = subject_before(sentence, cue.first, lexicon)
        if subject is None or subject.first <= free or not _ends_speech(sentence, subject.first - 1):
            return None
        edge = _closing(sentence, subject.first - 1)
        if tags[subject.first] == "W" or (tags[edge] != "Q" and (cue.weak or cue.frames.isdisjoint(("that", "tell")))):
            return None
        if tags[edge] != "Q" and lexicon.has("events", head_noun(sentence, subject)):
            return None  # an event cannot speak (rule R1)
    if edge < free or (edge == free and tags[edge] != "Q"):
        return None
    addressee: After | None = None
    skipped = False
    if low[rest : rest + 1] == ["of"] and tags[edge] == "Q":
        topic = right_edge(sentence, rest + 1, lexicon, None, False)
        rest = topic + 1 if topic > rest else rest
    if rest < n and tags[rest] not in ".,:-Q;":
        after = rest
        if "tell" in cue.frames:
            told = right_edge(sentence, rest, lexicon, None, False)
            if told >= rest:
                addressee = After(rest, rest, "", Phrase(rest, told))
                after = told + 1
        elif low[rest] == "to" and rest + 1 < n:
            told = right_edge(sentence, rest + 1, lexicon, None, False)
            if told > rest:
                addressee = After(rest, rest, "", Phrase(rest + 1, told))
                after = told + 1
        closed = skip_adjuncts(sentence, after, lexicon)
        skipped = closed > after
        if (
            low[closed : closed + 1] == ["as"]
            and low[closed + 1 : closed + 2]
            and low[closed + 1] in ("reported", "cited", "quoted")
        ):
            closed = n
        if low[rest] in ("that", "if", "whether") and tags[edge] != "Q":
            return None
        if closed < n and tags[closed] not in ".,:-Q;" and tags[edge] != "Q":
            own = content_after(sentence, cue, cues, lexicon)
            if own is not None:
                return None
        elif closed < n and tags[edge] != "Q" and tags[closed] == "Q":
            return None
        if closed < n and tags[edge] == "Q" and low[closed] == "that":
            return None
        rest = closed
    elif (rest < n and tags[rest] in ":" and tags[edge] != "Q") or (
        rest < n and tags[rest] == "Q" and tags[edge] != "Q"
    ):
        return None
    if rest < n and tags[edge] != "Q" and (tags[rest : rest + 2] == ",Q" or tags[rest] == ":"):
        return None
    last = edge if tags[edge] == "Q" or low[edge] in ("?", "!") else edge - 1
    first = content_start(sentence, free, last, lexicon)
    if first > last:
        return None
    words = [(first, last)]
    marked = tags[last] == "Q"
    if not marked and not tags_any(sentence, first, last, "VXEYBQ") and not (rest < n and tags[rest] == ","):
        return None
    parted = rest < n and tags[rest] == ","
    if tags[first] in "GE" and first < last and content_after(sentence, cue, cues, lexicon) is not None:
        return None  # "Calling it “a horror”, Reed asked for help"
    if not marked and (tags[first] == "E" or (low[first] == "when" and tags[first + 1 : first + 2] == "E")):
        return None  # "When asked if it was safe, Reed said no"
    resumes = parted and (low[rest + 1 : rest + 2] == ["that"] or tags[rest + 1 : rest + 2] == "Q")
    if resumes and not marked and not tags_any(sentence, first, last, "VXEYB"):
        return None  # "On Friday, Reed told the Post, that …"
    if not marked and not parted and tags[first] in "IGWA" and not tags_any(sentence, first, last, "VXY"):
        return None
    pattern = ("last speech" if first == last and marked else "last mixed" if marked else "last clause") + (
        " inverted" if subject is not None and subject.first > cue.last else ""
    )
    if rest < n and tags[rest] == "Q" and skipped:
        rest = n
    joined = all(low[k] in _LINKING for k in range(first, last + 1))
    more = _resumed(sentence, rest, cue, () if joined else cues, marked, lexicon)
    if joined and more is None:
        return None
    if more is not None:
        words = [more] if joined else [*words, more]  # "But, she says, …": the link is the writer's
        pattern += " split"
    return made(sentence, cue, words, span_of(sentence, subject), pattern, addressee)


def as_said(sentence: Sentence, cue: Cue, cues: Sequence[Cue], lexicon: Lexicon) -> Report | None:
    """The report of "As Reed said, the bridge is safe"."""
    subject = subject_before(sentence, cue.first, lexicon)
    if subject is None or subject.first != 1:
        return None
    rest = skip_adjuncts(sentence, cue.last + 1, lexicon)
    if rest + 1 >= len(sentence) or sentence.tags[rest] != ",":
        return None
    last = clause_end(sentence, rest + 1, cue, cues, lexicon, "bare")
    if last <= rest + 1 and sentence.tags[rest + 1] != "Q":
        return None
    return made(sentence, cue, [(rest + 1, last)], span_of(sentence, subject), "as said")


def content_start(sentence: Sentence, free: int, last: int, lexicon: Lexicon) -> int:
    """The first token of content that ends with token `last` and stands before its cue."""
    tags = sentence.tags
    first = free
    while first < last and tags[first] in "o,.;:-":
        first += 1
    if tags[last] == "Q":
        if last > first and tags[last - 1] in ":":
            return last
        stretch = sentence.speech[last]
        long = stretch.end - stretch.start > 25 and not sentence.goes_on(last)
        if last > first and tags[last - 1] in ",-" and long and not tags_any(sentence, first, last - 1, "VXQ"):
            # "In the end, “We lost,” he said": the words before lie outside.
            return last
        if last > first and all(tag in "CA," for tag in tags[first:last]) and long:
            return last
    elif tags[first] == "C" and first < last:
        return first + 1 if sentence.low[first] in ("but", "and") else first
    return first


def _resumed(
    sentence: Sentence, rest: int, cue: Cue, cues: Sequence[Cue], marked: bool, lexicon: Lexicon
) -> tuple[int, int] | None:
    """The second piece of content after a cue that stands in its middle (rule C5)."""
    tags, low = sentence.tags, sentence.low
    n = len(tags)
    if rest >= n:
        return None
    if tags[rest] == "Q":
        return rest, rest
    if tags[rest] not in ",:-;":
        return None
    k = rest + 1
    if k >= n:
        return None
    if tags[k] == "Q":
        return k, k
    if any(other.first <= k + 1 <= other.last + 1 for other in cues if other.first > cue.last):
        return None
    if marked:
        j = skip_adjuncts(sentence, k, lexicon)
        if j < n and tags[j] in ",:" and j + 1 < n and tags[j + 1] == "Q":
            return j + 1, j + 1
        quoted = tags.find("Q", k)
        if (
            quoted > 0
            and quoted - k <= 12
            and tags[quoted - 1] in ",:"
            and not any(k <= other.first < quoted for other in cues)
        ):
            return quoted, quoted
        return None
    gerund = tags[k] == "G" and not (k + 1 < n and tags[k + 1] in "XV")
    if tags[rest] not in ",-" or gerund or tags[k] in "WS" or low[k] in ("but", "and", "referring", "including"):
        return None
    last = clause_end(sentence, k, cue, cues, lexicon, "bare")
    ends = tags[k] in "NJE" and tags[k + 1 : k + 2] in ("", ".")  # "He is, she insists, innocent."
    return (k, last) if last > k or ends else None
