"""Reports in the passive: "It was reported that …", "was told that …", "was accused of theft"."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.detection.contents import After, clause_end, content_after
from annotator.detection.cues import Cue
from annotator.detection.lexicon import Lexicon
from annotator.detection.phrases import right_edge, subject_before
from annotator.detection.reports import Report, made
from annotator.detection.tokens import Sentence
from annotator.text import Range

_CHARGES = {"accuse": "of", "suspect": "of", "blame": "for", "criticise": "for", "criticize": "for", "praise": "for"}
_LABELS = frozenset("call brand label dub nickname".split())


def passive(sentence: Sentence, cue: Cue, cues: Sequence[Cue], after: After | None, lexicon: Lexicon) -> Report | None:
    """ "It was reported that …", "was told that …", "is expected to …"."""
    low = sentence.low
    subject = subject_before(sentence, cue.first, lexicon)
    source: Range | None = None
    k = cue.last + 1
    if low[k : k + 1] == ["by"]:
        edge = right_edge(sentence, k + 1, lexicon, None, False)
        charge = _CHARGES.get(cue.lemma)
        edge = next((m - 1 for m in range(k + 2, edge) if low[m] == charge), edge)
        if edge > k:
            source = sentence.range(k + 1, edge)
            cue = cue._replace(last=k)  # the preposition belongs to the cue (rule U1)
            k = edge + 1
            after = content_after(sentence, cue, cues, lexicon, k)
            if after is not None and low[after.first] in ("who", "which", "whom", "whose"):
                after = None  # "was written by people who …"
    if after is not None and sentence.tags[after.first] == "Q" and cue.lemma in _LABELS:
        after = None  # "was called “a thief”" says it of somebody
    if after is None and subject is not None:
        said = _predicate(sentence, cue, cues, k, lexicon)
        if said is None:
            return None
        if source is None and sentence.tags[said.last] == "Q" and low[said.last + 1 : said.last + 2] == ["by"]:
            edge = right_edge(sentence, said.last + 2, lexicon)
            source = sentence.range(said.last + 2, edge) if edge > said.last + 1 else None
        return made(sentence, cue, [(subject.first, subject.last), (said.first, said.last)], source, said.form)
    if after is None or subject is None:
        if after is None:
            return None
        return made(sentence, cue, [(after.first, after.last)], source, f"{after.form}", after)
    words = [(after.first, after.last)]
    bare = low[subject.first] in ("it", "there")
    told = cue.frames & {"urge", "tell"} and cue.lemma not in ("expect", "want", "allow", "show")
    if after.form == "inf" and not bare and not told:
        words = [(subject.first, subject.last), *words]
    return made(sentence, cue, words, source, after.form)


def _predicate(sentence: Sentence, cue: Cue, cues: Sequence[Cue], k: int, lexicon: Lexicon) -> After | None:
    """What is said of the subject of a passive, from token `k`: "was called “a thief”", "was accused of theft"."""
    tags, low = sentence.tags, sentence.low
    if k + 1 >= len(tags):
        return None
    if low[k] == "as" and "as" in cue.frames:
        form = "as"
    elif low[k] == _CHARGES.get(cue.lemma):
        form = "np"
    elif "label" in cue.frames and (tags[k] == "Q" or (cue.lemma in _LABELS and tags[k] in "DNJ")):
        form = "label"
    else:
        return None
    last = clause_end(sentence, k, cue, cues, lexicon, form)
    if form == "as" and "Q" not in tags[k : last + 1]:
        return None  # "is seen as the favourite": nobody says so
    by = next((m for m in range(k + 1, last + 1) if low[m] == "by" and tags[m - 1] == "Q"), last + 1)
    return After(k, by - 1, form)
