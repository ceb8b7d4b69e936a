"""Words at which a quote may be missing although no cue group was found there.

The vocabulary of reporting is open: any verb may be a cue, and so may a colon, and a noun, adjective or
adverb that tells what somebody says, thinks or feels. These candidates are only ever marks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotator.detection.cues import Cue
from annotator.detection.fields import fields
from annotator.detection.lexicon import NO_FRAMES, Lexicon
from annotator.detection.tokens import Sentence

LEADING = frozenset(
    "of for about against on with to as at over in from among between toward towards into around behind by that".split()
)
"""Words that may lead from a word to what it says."""


_MOST = 256
"""Words of one sentence that are looked at; no prose has more, and reading stays linear."""


def possible_cues(sentence: Sentence, cues: Sequence[Cue], lexicon: Lexicon) -> Iterator[Cue]:
    """Verbs, nouns, adjectives, adverbs and colons outside the cue groups of a sentence.

    English only, where verbs and fields of meaning are known.
    """
    if lexicon.language != "en":
        return
    known = fields("en")
    tags, low = sentence.tags, sentence.low
    taken = {k for cue in cues for k in range(cue.first, cue.last + 1)}
    final = len(tags) - 1
    for i, tag in enumerate(tags[:_MOST]):
        if i in taken:
            continue
        word = low[i]
        if tag in "VEBG":
            yield Cue(i, i, i, "", NO_FRAMES, "verb", "finite" if tag in "VE" else "inf")
        elif tag in "NJP":
            if tag == "P" and i and not sentence.title_case:
                continue  # a name
            if word in known.others or word in lexicon.nouns or word in lexicon.light or word in lexicon.adjectives:
                yield Cue(i, i, i, "", NO_FRAMES, "noun", "noun")
            elif word in known.verbs and i < final and (tags[i + 1] in "DPNrRTQJMW" or low[i + 1] in LEADING):
                yield Cue(i, i, i, "", NO_FRAMES, "verb", "finite")
        elif tag == ":":
            if 0 < i < final - 1:
                yield Cue(i, i, i, "", NO_FRAMES, "phrase", "noun")
        elif word in known.hedges:
            yield Cue(i, i, i, "", NO_FRAMES, "adverb", "noun")
        elif word == "like" and i and tags[i - 1] in "XYA":
            yield Cue(i, i, i, "", NO_FRAMES, "verb", "inf")  # "would like"
