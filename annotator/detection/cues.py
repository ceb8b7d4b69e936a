"""Cue groups: which words report, as far as grammar tells (SCHEME 1.5).

A verb is a cue if the lexicon knows that it reports and its neighbours let it be a verb. The group is the
whole verb group (rule U1): auxiliaries, negation and adverbs before it, and the particle or preposition
that belongs to it after it. Nouns ("her claim that"), adjectives after a linking verb ("is keen to"), light
verbs with a noun ("voiced support for") and fixed phrases ("according to") are cues too (U3, U4).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from annotator.detection.lexicon import MANNERS, NO_FRAMES, Frames, Lexicon
from annotator.detection.tagging import QUANTIFIERS
from annotator.detection.tokens import LIGHT_REACH, Sentence

CueKind = Literal["verb", "light", "noun", "adjective", "phrase", "adverb"]
Shape = Literal["finite", "ing", "inf", "passive", "noun", "reduced"]

_BE = frozenset("is are was were be been being am isn't aren't wasn't weren't 's 're".split())
_HAVE = frozenset("has have had having hasn't haven't hadn't".split())
_NEGATIONS = frozenset("not never n't neither nor no hardly".split())
_MODAL = frozenset("would could might may can will should must shall".split())
_SUPPOSING = _MODAL - {"can", "may"}
CITED = frozenset({"quoted", "cited", "reported"})
_OUTSIDE = frozenset(
    "today yesterday tomorrow tonight here there ago earlier instead however meanwhile thus perhaps maybe".split()
)
_CATENATIVE = frozenset(
    "go continue begin start come proceed try attempt use tend need fail like pause move rush hasten".split()
)


_NAMES = ("D", "P", "N")
POSSESSIVES = frozenset("his her its their my our your".split())


class Cue(NamedTuple):
    """A cue group in a sentence, by inclusive token indices.

    `head` is the token that says most. `shape` is how the verb stands to its subject. `frames` are what it
    takes (see the lexicon); `attitude` that no act of saying is named.
    """

    first: int
    last: int
    head: int
    lemma: str
    frames: Frames
    kind: CueKind = "verb"
    shape: Shape = "finite"
    negated: bool = False
    hypothetical: bool = False

    @property
    def weak(self) -> bool:
        return "weak" in self.frames

    @property
    def attitude(self) -> bool:
        return "attitude" in self.frames


def find_cues(sentence: Sentence, lexicon: Lexicon) -> list[Cue]:
    """The cue groups of a sentence in text order; none overlaps another."""
    found: list[Cue] = []
    if not sentence.hints:
        return found
    tags, low = sentence.tags, sentence.low
    taken = -1
    light, inverted = lexicon.light_forms, lexicon.words.get("inverted", ())
    for i in sentence.hints:
        if i <= taken:
            continue
        tag = tags[i]
        cue: Cue | None = None
        if tag == "E" and low[i] in lexicon.adjectives:
            cue = _adjective(sentence, i, lexicon)  # "is convinced that": nobody convinced them now
        if cue is None and tag in "VEBGNX":
            cue = _light(sentence, i, lexicon) if low[i] in light else None
            cue = cue or _verb(sentence, i, lexicon)
            if cue is None and tag == "N":
                cue = _noun(sentence, i, lexicon)
        if cue is None and tag in "NJEG" and low[i] in lexicon.adjectives:
            cue = _adjective(sentence, i, lexicon)
        if cue is None and low[i] in lexicon.intro:
            cue = _phrase(sentence, i, lexicon)
        if cue is None and low[i] in inverted and i and tags[i - 1] in ",Q" and tags[i + 1 : i + 2] in _NAMES:
            cue = Cue(i, i, i, low[i], frozenset({"speech", "that"}))  # German "…, so die Polizei"
        if cue is not None and cue.first > taken:
            found.append(cue)
            taken = cue.last
    return found


def _phrase(sentence: Sentence, i: int, lexicon: Lexicon) -> Cue | None:
    for words in lexicon.intro.get(sentence.low[i], ()):
        if tuple(sentence.low[i : i + len(words)]) == words:
            return Cue(i, i + len(words) - 1, i, " ".join(words), frozenset({"that", "speech"}), "phrase", "noun")
    return None


def _group_start(sentence: Sentence, head: int) -> tuple[int, list[str]]:
    """Where the verb group with this head begins, and its words before the head."""
    tags, low = sentence.tags, sentence.low
    if not head or (tags[head - 1] not in "XA" and low[head - 1] not in _NEGATIONS):
        return head, []  # most verbs
    first = head
    while first > 0:
        tag = tags[first - 1]
        if (
            tag == "X"
            or low[first - 1] in _NEGATIONS
            or (tag == "A" and first > 0 and (low[first - 1] not in _OUTSIDE or (first > 1 and tags[first - 2] == "X")))
        ):
            first -= 1
        else:
            break
        if head - first > 7:
            break
    while first < head and tags[first] == "A" and low[first] in _OUTSIDE:
        first += 1
    return first, low[first:head]


_GOVERNED = frozenset("for on about of against over with upon into toward towards to by".split())


def verb_groups(sentence: Sentence, taken: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The other verb groups of a sentence (U1), by inclusive token indices: what a cue nobody knows may look like.

    Auxiliaries, negation and adverbs before the verb, adverbs and a preposition after it; `taken` are the
    groups known already, which none overlaps. A preposition that only may belong to the verb is taken along.
    """
    tags, low = sentence.tags, sentence.low
    found: list[tuple[int, int]] = []
    closed = -1
    for head, tag in enumerate(tags):
        follows = tags[head + 1] if head + 1 < len(tags) else "."
        if tag not in "VEBGX" or head <= closed or (tag == "X" and follows in "XVEBGA"):
            continue
        if tag in "EG" and (follows in "NPJ" and head and tags[head - 1] in "DJzI"):
            continue  # "the remaining days"
        first, last = _group_start(sentence, head)[0], head
        if first > 0 and tag == "B" and tags[first - 1] == "T":
            first -= 1
        while last + 1 < len(tags) and tags[last + 1] == "A" and low[last + 1] not in _OUTSIDE:
            last += 1
        lead = tags[last + 1 : last + 2]
        if low[last + 1 : last + 2] and low[last + 1] in _GOVERNED:
            last += lead == "I" or (lead == "T" and tags[last + 2 : last + 3] not in ("B", "X", "A"))
        if first > closed and not any(a <= last and first <= b for a, b in taken):
            found.append((first, last))
            closed = last
    return found


def leads_to(sentence: Sentence, head: int) -> int:
    """The token of "saying" in "quoted (Reed) as saying" whose "quoted" is token `head`; -1 without one."""
    tags, low = sentence.tags, sentence.low
    for k in range(head + 1, min(head + 14, len(tags) - 1)):
        if low[k] == "as":
            return k + 1 if tags[k + 1] == "G" else -1
        if tags[k] in ";:Q.VX":
            break
    return -1


def _verb(sentence: Sentence, head: int, lexicon: Lexicon) -> Cue | None:
    low, tags = sentence.low, sentence.tags
    form = lexicon.forms.get(low[head])
    if form is None or form.lemma not in lexicon.frames:
        return None
    tag = tags[head]
    before = tags[head - 1] if head else "^"
    after, following = (tags[head + 1], low[head + 1]) if head + 1 < len(tags) else (".", "")
    if tag == "P" or (low[head] in CITED and leads_to(sentence, head) >= 0):
        return None  # "was quoted as saying", "quoted Reed as saying": the words belong to the verb it leads to
    if tag == "N" and before == "P" and "third" not in form.kinds and not low[head - 1].endswith("s"):
        return None
    if tag == "N" and before == "P" and after not in "SQRWTD,":
        return None
    if tag == "N" and not (before in "RPWY" or (before in "NAC" and after in "SQRW")):
        return None
    if tag == "N" and after in "IC.," and before != "R":
        return None
    if tag == "B" and before in "DJz" and low[head - 1] not in QUANTIFIERS:
        return None
    if tag == "G" and (before in "DJz" or (before == "I" and after == "I")):
        return None
    if tag == "E" and before in "DJzVIB" and after in "NPJ":
        return None
    first, helpers = _group_start(sentence, head)
    frames = lexicon.frames[form.lemma]
    last = head
    for particle, takes in lexicon.particles.get(form.lemma, ()):
        end = head + len(particle)
        if particle[0] == following and tuple(low[head + 1 : end + 1]) == particle:
            if particle[-1] in ("on", "in", "at", "for") and end + 1 < len(low) and lexicon.has("time", low[end + 1]):
                continue
            frames = takes | (frames & MANNERS if takes else NO_FRAMES)
            last = end
            break
    if frames <= MANNERS:
        return None
    if form.lemma in _CATENATIVE and tags[last + 1 : last + 3] == "TB":
        governed = lexicon.forms.get(low[last + 2])
        if governed is not None and lexicon.frames.get(governed.lemma):
            return None  # "went on to say": the group belongs to the verb it leads to
    if last > head and "weak" in frames and takes_matter(frames):
        frames -= {"weak"}
    shape: Shape = "finite"
    if tag == "G" and head > 1 and low[head - 1] == "as" and low[head - 2] in CITED:
        first, helpers = _group_start(sentence, head - 2)  # "was quoted as saying"
        shape = "finite" if helpers else "ing"
    elif tag == "G":
        shape = "ing" if _BE.isdisjoint(helpers) else "finite"
    elif tag == "E":
        being = not _BE.isdisjoint(helpers) and "participle" in form.kinds
        if being and (_HAVE.isdisjoint(helpers) or "been" in helpers or "being" in helpers):
            shape = "passive"
        elif not helpers and low[last + 1 : last + 2] == ["by"]:
            shape = "reduced"
    elif tag == "B" and first > 0 and tags[first - 1] == "T":
        shape = "inf"
        governor = first - 2
        while governor > 0 and tags[governor] == "A":
            governor -= 1
        above = lexicon.forms.get(low[governor]) if governor >= 0 else None
        step = governor
        if above is None and governor > 0 and low[governor] == "on":
            step = governor - 1
            above = lexicon.forms.get(low[step])
        if above is not None and above.lemma in _CATENATIVE and tags[step] in "VEGB":
            first, more = _group_start(sentence, step)
            helpers = more + helpers
            shape = "ing" if tags[step] == "G" and _BE.isdisjoint(more) else "finite"
        else:
            first -= 1
    negated = _negated(helpers)
    hypothetical = bool(helpers) and not _SUPPOSING.isdisjoint(helpers) and _HAVE.isdisjoint(helpers)
    group = (first, last, head, form.lemma, frames, "verb", shape, negated, hypothetical)
    return tuple.__new__(Cue, group)  # half the time of Cue(...)


def _negated(helpers: Sequence[str]) -> bool:
    """Whether one of the words before the head says no."""
    return bool(helpers) and (not _NEGATIONS.isdisjoint(helpers) or "n't" in " ".join(helpers))


def takes_matter(frames: Frames) -> bool:
    """Whether the frames name anything that can be content."""
    return bool(frames & {"that", "speech", "np", "inf", "wh", "ing", "tell", "urge"})


def _light(sentence: Sentence, head: int, lexicon: Lexicon) -> Cue | None:
    """A light verb, which the head is a form of, with its noun: "voiced support for", "made the case that"."""
    low, tags = sentence.low, sentence.tags
    form = lexicon.forms.get(low[head])
    lemma = form.lemma if form is not None and form.lemma in lexicon.light_verbs else "have"
    if tags[head] not in "VEBGX":
        return None
    k = head + 1
    while k < len(tags) and k - head < LIGHT_REACH and tags[k] in "DJAMEN" and low[k] not in lexicon.light:
        k += 1
    if k >= len(tags) or low[k] not in lexicon.light or tags[k] not in "NJBEVG":
        return None
    last = _lead(sentence, k, lexicon.light[low[k]])
    if last is None:
        return None
    first, helpers = _group_start(sentence, head)
    frames = {"np", "ing", "wh"}
    follow = low[last + 1 : last + 2]
    if follow == ["that"]:
        frames |= {"that"}
    if follow == ["to"]:
        frames |= {"inf"}
    negated = _negated(helpers)
    shape: Shape = "ing" if tags[head] == "G" and _BE.isdisjoint(helpers) else "finite"
    return Cue(first, last, k, f"{lemma} {low[k]}", frozenset(frames), "light", shape, negated)


def _lead(sentence: Sentence, noun: int, leads: tuple[str, ...]) -> int | None:
    """The last token of the cue when one of the lead words follows the noun: a preposition belongs to it."""
    tags, low = sentence.tags, sentence.low
    if noun + 1 >= len(tags):
        return None
    following = low[noun + 1]
    if following not in leads:
        return None
    if following in ("that", "whether"):
        return noun
    if following == "to" and noun + 2 < len(tags) and tags[noun + 2] in "BXA":
        return noun
    return noun + 1


def _noun(sentence: Sentence, i: int, lexicon: Lexicon) -> Cue | None:
    leads = lexicon.nouns.get(sentence.low[i])
    if leads is None:
        return None
    last = _lead(sentence, i, leads)
    if last is None:
        return _copula(sentence, i)
    follow = sentence.low[last + 1 : last + 2]
    frames = {"np", "ing"}
    if follow == ["that"] or follow == ["whether"]:
        frames = {"that", "wh"}
    elif follow == ["to"]:
        frames = {"inf"}
    return Cue(i, last, i, sentence.low[i], frozenset(frames), "noun", "noun")


def _copula(sentence: Sentence, i: int) -> Cue | None:
    """A noun whose matter is the predicate: "her point was that …", of somebody who is named before it."""
    tags, low = sentence.tags, sentence.low
    k = i + 1
    while tags[k : k + 1] == "A":
        k += 1
    if low[k : k + 1] not in (["is"], ["was"]) or low[k + 1 : k + 2] not in (["that"], ["whether"]):
        return None
    owner = i - 1
    while owner > 0 and tags[owner] in "JN":
        owner -= 1
    if owner < 0 or (tags[owner] != "z" and low[owner] not in POSSESSIVES):
        return None
    return Cue(i, k, i, low[i], frozenset({"that", "wh"}), "noun", "noun")


def _adjective(sentence: Sentence, i: int, lexicon: Lexicon) -> Cue | None:
    """An adjective of attitude after a linking verb: "is keen to", "remained sure that"."""
    tags, low = sentence.tags, sentence.low
    leads = lexicon.adjectives[low[i]]
    last = _lead(sentence, i, leads)
    if last is None:
        return None
    first = i
    while first > 0 and (tags[first - 1] in "A" or low[first - 1] in _NEGATIONS):
        first -= 1
    if first > 1 and "with" in low[max(0, first - 6) : first - 1] and tags[first - 1] in "NP":
        return Cue(first, last, i, low[i], frozenset({"attitude", "np", "that", "inf"}), "adjective", "finite")
    if first == 0 or not (lexicon.has("linking", low[first - 1]) or tags[first - 1] == "Y" or low[first - 1] in _BE):
        return None
    if tags[first - 1] != "Y":
        first, _ = _group_start(sentence, first - 1)
    frames = {"attitude", "np", "ing", "wh"}
    if low[last + 1 : last + 2] == ["that"]:
        frames |= {"that"}
    if low[last + 1 : last + 2] == ["to"]:
        frames |= {"inf"}
    negated = any(word in _NEGATIONS or "n't" in word for word in low[first:i])
    return Cue(first, last, i, low[i], frozenset(frames), "adjective", "finite", negated)
