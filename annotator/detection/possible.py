"""Words at which a quote may be missing although no cue group was found there.

The vocabulary of reporting is open: any verb with an object, an infinitive, a that-clause or marked words
after it may be a cue, and so may a colon or a noun that reports. These candidates are only ever marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from annotator.detection.cues import Cue
from annotator.detection.lexicon import NO_FRAMES, Lexicon
from annotator.detection.tokens import Sentence

LEADING = frozenset("of for about against on with to as at over".split())
"""Prepositions that may lead from a verb to what it says."""


_OPEN = re.compile("[VEBGN:]")
_MOST = 64
"""Words of one sentence that are looked at; no prose has more, and reading stays linear."""


def possible_cues(sentence: Sentence, cues: Sequence[Cue], lexicon: Lexicon) -> Iterator[Cue]:
    """Verbs, nouns and colons outside the cue groups of a sentence; English only, where verbs are known."""
    if lexicon.language != "en":
        return
    tags, low = sentence.tags, sentence.low
    taken = {k for cue in cues for k in range(cue.first, cue.last + 1)}
    final = len(tags) - 1
    for match in islice(_OPEN.finditer(tags, 0, final), _MOST):
        i, tag = match.start(), match[0]
        if i in taken:
            continue
        if tag == "N":
            if low[i] in lexicon.nouns:
                yield Cue(i, i, i, "", NO_FRAMES, "noun", "noun")
        elif tag == ":":
            if i and i + 2 <= final:
                yield Cue(i, i, i, "", NO_FRAMES, "phrase", "noun")
        elif (tag != "G" or (i and tags[i - 1] == "X")) and (tags[i + 1] in "TQDPrA" or low[i + 1] in LEADING):
            yield Cue(i, i, i, "", NO_FRAMES, "verb", "finite" if tag in "VE" else "inf")
