"""Speech without quotation marks: turns of a transcript, and dialogue opened by a dash (rule T5)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from annotator.detection.cues import find_cues
from annotator.detection.lexicon import Lexicon
from annotator.detection.phrases import right_edge
from annotator.detection.reports import Report
from annotator.detection.tokens import Sentence
from annotator.marks import Stretch
from annotator.text import Range, trim

TURN = re.compile(r"(?P<name>[^\W\d_a-z](?:[\w.’'\- ]{0,40}?[\w.’'])?)[ \u00a0]?(?P<cue>:)\s+(?=\S)")

_NAME = 44
"""Code points within which a turn has its colon."""


def turn(text: str, start: int, end: int, marked: Sequence[Stretch]) -> Report | None:
    """A turn of a transcript, "MARSH: Because we can.", or an answer, "A: Because we can." (rule T5).

    Only names in capitals (and the A of an answer, who has no name) count, so that prose with a colon does not.
    `marked` are the stretches in marks: none stands at the beginning of a turn.
    """
    if text.find(":", start, min(end, start + _NAME)) < 0 or any(one.start <= start + 1 for one in marked):
        return None
    match = TURN.match(text, start, end)
    if match is None or match.end() >= end:
        return None
    name = match.group("name").strip()
    answer = name in ("A", "Answer")
    if not answer and (len(name) < 2 or not name.replace(".", "").replace(" ", "").isalpha() or name != name.upper()):
        return None
    if name in ("Q", "Question"):
        return None
    source = None if answer else match.span("name")
    return Report(
        content=[(match.end(), end)],
        words=[(1, 1)],
        cue=match.span("cue"),
        source=source,
        pattern="turn",
        lemma=":",
        traits=("p:turn",),
        spoken=True,
        flags=("block_quote",),
    )


_DASH = "—–―-"


def dash_turn(text: str, start: int, end: int, sentences: Sequence[Sentence], lexicon: Lexicon) -> Report | None:
    """A paragraph of dialogue as French and Spanish write it: "— Je pars, dit Anne." "—No —dijo Ana—. Ya voy."

    Only where the language opens dialogue with a dash. Without a tag the whole paragraph is speech of nobody named.
    """
    if not lexicon.switches.get("dialogue_dash"):
        return None
    begin = start
    if text[start] in _DASH:
        begin = trim(text, start + 1, end)[0]
    elif not any(char in _DASH for char in text[max(0, start - 2) : start]):
        return None
    pieces: list[Range] = [(begin, end)]
    cue: Range | None = None
    source: Range | None = None
    for sentence in sentences:
        for found in find_cues(sentence, lexicon):
            before = found.first - 1
            if "speech" not in found.frames or before < 0:
                continue
            if sentence.tags[before] not in ",-" and sentence.low[before] not in ("?", "!", "…"):
                continue
            edge = right_edge(sentence, found.last + 1, lexicon)
            if edge <= found.last:
                continue
            cue = sentence.range(found.first, found.last)
            source = sentence.range(found.last + 1, edge)
            last = before if sentence.tags[before] == "." else before - 1
            pieces = [(begin, sentence.ends[max(0, last)])]
            rest = trim(text, source[1], end)[0]
            if rest < end and text[rest] in _DASH:
                rest = trim(text, rest + 1, end)[0]
                while rest < end and text[rest] in ".,;: ":
                    rest += 1
                if rest < end:
                    pieces.append((rest, end))
            break
        if cue is not None:
            break
    spoken = [trim(text, *piece) for piece in pieces]
    spoken = [piece for piece in spoken if piece[0] < piece[1]]
    if not spoken:
        return None
    return Report(
        content=spoken,
        words=[(1, 1)],
        cue=cue,
        source=source,
        pattern="dash",
        traits=("p:last speech inverted",),
        spoken=True,
        flags=("block_quote",),
    )
