"""Cues that are no verbs: phrases such as "according to", and nouns such as "her claim that"."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.detection.contents import clause_end, clause_follows, content_after
from annotator.detection.cues import POSSESSIVES, Cue
from annotator.detection.lexicon import Lexicon
from annotator.detection.phrases import left_edge, right_edge, tags_any
from annotator.detection.preposed import content_start
from annotator.detection.reports import Report, made
from annotator.detection.tokens import Sentence
from annotator.text import Range

_OF = frozenset({"of"})


def adverbial(sentence: Sentence, cue: Cue, cues: Sequence[Cue], free: int, lexicon: Lexicon) -> Report | None:
    """ "according to X": before, after or in the middle of the content."""
    tags = sentence.tags
    n = len(tags)
    if cue.last + 1 >= n or (cue.lemma.startswith("as ") and cue.first > 1):
        return None
    begin = cue.last + (2 if tags[cue.last + 1] == "B" else 1)
    edge = right_edge(sentence, begin, lexicon)
    short = right_edge(sentence, begin, lexicon, None, False)
    opening = not any(tag in "VXEYB" for tag in tags[: cue.first])
    if opening and short < edge and tags[short + 1] == ",":
        k = short + 2
        enclosed = edge + 1 < n and tags[edge + 1] == ","
        if not enclosed or clause_follows(sentence, k, lexicon) or tags[k] == "Q":
            edge = short
    if edge <= cue.last:
        return None
    source = sentence.range(cue.last + 1, edge)
    before = cue.first - 1
    while before >= 0 and tags[before] in ",-oC":
        before -= 1
    rest = edge + 1
    if cue.first and tags[cue.first - 1] == "C" and tags[rest : rest + 1] == ",":
        before = -1  # "Fares rise, and according to Reed, nobody minds"
    words: list[tuple[int, int]] = []
    if before >= free and tags_any(sentence, free, before, "VXEYQB"):
        words.append((content_start(sentence, free, before, lexicon), before))
        if (
            rest + 1 < n
            and tags[rest] == ","
            and tags[rest + 1] not in "GWSC"
            and cue.first > 0
            and tags[cue.first - 1] == ","
        ):
            last = clause_end(sentence, rest + 1, cue, cues, lexicon, "bare")
            if last > rest + 1:
                words.append((rest + 1, last))
        pattern = "according last"
    else:
        if rest < n and tags[rest] in ",:":
            rest += 1
        elif lexicon.switches.get("forms") == "listed" and not (
            lexicon.switches.get("comma_clause") and tags[rest : rest + 1] in ("X", "E", "V")
        ):
            return None  # German goes on with the verb: "Laut Quist war das Rohr alt"
        if rest >= n:
            return None
        last = clause_end(sentence, rest, cue, cues, lexicon, "bare")
        if last <= rest and tags[rest] != "Q":
            return None
        words.append((rest, last))
        pattern = "according first"
        if before >= 0 and before >= free and tags[before] in "NPMz" and cue.first > 0 and tags[cue.first - 1] == ",":
            words.insert(0, (content_start(sentence, free, before, lexicon), before))
            pattern = "according middle"
    return made(sentence, cue, words, source, pattern)


def nominal(sentence: Sentence, cue: Cue, cues: Sequence[Cue], lexicon: Lexicon) -> Report | None:
    """A noun as the cue: "her claim that …", "Reed’s call for …"."""
    after = content_after(sentence, cue, cues, lexicon)
    if after is None:
        return None
    low, tags = sentence.low, sentence.tags
    k = cue.first - 1
    while k > 0 and tags[k] in "JNA":
        k -= 1
    source: Range | None = None
    if k >= 0 and low[k] in POSSESSIVES:
        source = sentence.range(k, k)
    elif k > 0 and tags[k] == "z":
        source = sentence.range(left_edge(sentence, k - 1, lexicon, across=_OF), k - 1)
    return made(sentence, cue, [(after.first, after.last)], source, f"noun {after.form}", after)
