"""How likely a quote is missing where nobody has claimed a cue word or a pair of marks.

The weight is the probability that a quote stands there which was not proposed. Like the probability of a
report it is a sum of fitted weights through the logistic function (`benchmarks/quote_weights.py --marks`):
over the field of meaning and the lemma of the word, the words before and after it, the noun its object is
about, where the nearest proposed cue stands, and whether a report was found at it but not believed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import repeat
from typing import Literal, NamedTuple

from annotator.detection.cues import Cue
from annotator.detection.fields import NO_FIELDS, Fields, fields
from annotator.detection.lexicon import Lexicon
from annotator.detection.possible import LEADING
from annotator.detection.refusals import Why, inner_words
from annotator.detection.tokens import Sentence
from annotator.marks import Stretch
from annotator.tables import table

_NEGATIONS = frozenset("not never n't no hardly".split())
_OBJECTS = ("persons", "groups", "events", "documents")
_ENDINGS = tuple("tion sion ment ance ence ness ity ism ing ed al ure ship ist or er s".split())
_REACH = 3  # words before the head in which auxiliaries and negation are looked for
_PHRASE = 6  # tokens of a noun phrase after the word in which its noun is looked for


class Place(NamedTuple):
    """Where a cue group stands among what is proposed.

    `inside` says whether in a content ("said": in its quotation marks), `chance` how probable the report is that was
    found there, `before` and `after` how many tokens away the nearest proposed cues of its sentence begin and
    end, `proposed` how many there are.
    """

    inside: Literal["out", "in", "said"] = "out"
    chance: float | None = None
    before: int | None = None
    after: int | None = None
    proposed: int = 0


NOWHERE = Place()


def _distance(tokens: int | None) -> str:
    if tokens is None:
        return "none"
    return "0" if tokens <= 1 else "1" if tokens <= 3 else "2" if tokens <= 6 else "3" if tokens <= 12 else "4"


def fields_of(sentence: Sentence, cue: Cue, known: Fields) -> tuple[str, ...]:
    """The fields of meaning of the head of a cue group."""
    word = sentence.low[cue.head]
    found = (
        known.verbs.get(word, NO_FIELDS) if cue.kind in ("verb", "light") or sentence.tags[cue.head] in "VEBG" else ()
    )
    if not found or cue.kind in ("noun", "adjective"):
        found += known.others.get(word, NO_FIELDS)
    return found


def _noun_after(sentence: Sentence, k: int) -> int | None:
    """The noun of the phrase that begins at token `k`, if one does."""
    tags = sentence.tags
    found = None
    for j in range(k, min(len(tags), k + _PHRASE)):
        if tags[j] not in "DJMNPGEzAr":
            break
        if tags[j] in "NP":
            found = j
        elif found is not None and tags[j] != "z":
            break
    return found


def mark_traits(sentence: Sentence, cue: Cue, lexicon: Lexicon, place: Place = NOWHERE) -> list[str]:
    """What is known about a cue group when its weight as a possible miss is asked for."""
    known = fields(lexicon.language)
    closed = known.closed
    tags, low = sentence.tags, sentence.low
    n = len(tags)
    k = cue.last + 1
    if k < n and tags[k] == "A" and low[k] not in LEADING:
        k += 1
    after = "." if k >= n else low[k] if low[k] in closed else tags[k]
    before = "^" if not cue.first else low[cue.first - 1] if low[cue.first - 1] in closed else tags[cue.first - 1]
    word, tag = low[cue.head], tags[cue.head]
    listed = word in known.lemmas or word in known.others or word in lexicon.nouns or word in lexicon.light
    lemma = known.lemmas.get(word, word) if tag in "VEBGX" or cue.kind == "verb" else word
    kind = cue.kind if cue.frames else f"open {cue.kind}"
    meant = fields_of(sentence, cue, known) or ("listed" if listed else "unknown",)
    auxiliaries = lexicon.words.get("auxiliaries", _NEGATIONS)
    helpers = [
        other for other in low[max(0, cue.head - _REACH) : cue.head]
        if other in auxiliaries or other in _NEGATIONS or "n't" in other
    ]  # fmt: skip
    helper = helpers[-1] if helpers else "-"
    found = [
        f"a:{after}",
        f"b:{before}",
        f"ka:{kind}:{after}",
        f"kb:{kind}:{before}",
        f"t:{after}:{tags[k + 1 : k + 2]}",
        f"h:{helper}",
        f"fr:{'+'.join(sorted(cue.frames))}",
        f"p:{'none' if place.chance is None else int(place.chance * 20)}",
        f"in:{place.inside}:{kind}",
        f"cb:{_distance(place.before)}",
        f"ca:{_distance(place.after)}",
        f"cn:{min(3, place.proposed)}:{kind}",
    ]
    if len(word) > 5:
        found.append(f"e:{kind}:{next((ending for ending in _ENDINGS if word.endswith(ending)), '-')}")
    if listed:
        found += (f"l:{lemma}", f"la:{lemma}:{after}", f"lt:{lemma}:{tag}")
    objects = _object_traits(sentence, k, kind, lexicon, known, found)
    for field in meant:
        found += (
            f"f:{field}",
            f"fa:{field}:{after}",
            f"fb:{field}:{before}",
            f"fk:{field}:{kind}:{tag}",
            f"fh:{field}:{helper}",
            f"fi:{field}:{place.inside}",
        )
        found += [f"fo:{field}:{one}" for one in objects]
    return found


def _object_traits(
    sentence: Sentence, k: int, kind: str, lexicon: Lexicon, known: Fields, found: list[str]
) -> Sequence[str]:
    """Add what follows the group from token `k` on; what its object is about is returned."""
    tags, low = sentence.tags, sentence.low
    n = len(tags)
    if k >= n:
        return ()
    first = k + 1 if low[k] in LEADING or low[k] == "like" else k
    if first >= n:
        return ()
    if tags[k] == "T":
        j = first + 1 if tags[first] == "A" and first + 1 < n else first
        found += [f"i:{field}" for field in known.verbs.get(low[j], ("?",))]
    noun = _noun_after(sentence, first)
    if noun is None:
        return ()
    about = [*known.others.get(low[noun], NO_FIELDS), *(name for name in _OBJECTS if lexicon.has(name, low[noun]))]
    if not about:
        about = ["name" if tags[noun] == "P" else "thing"]
    beyond = "." if noun + 1 >= n else low[noun + 1] if low[noun + 1] in known.closed else tags[noun + 1]
    found += [f"o:{one}" for one in about]
    found += (f"od:{low[first] if low[first] in known.closed else tags[first]}", f"oa:{beyond}", f"oka:{kind}:{beyond}")
    return about


def stretch_traits(text: str, stretch: Stretch, why: Why | None) -> tuple[str, ...]:
    """What is known about a pair of marks when its weight as a possible miss is asked for; `why` is its `reason`."""
    words = len(inner_words(text, stretch))
    last = text[stretch.end - 2 : stretch.end - 1]
    return (
        "Q",
        f"Qw:{min(words, 8)}",
        f"Qr:{why and why[0]}",
        f"Qc:{text[stretch.start + 1 : stretch.start + 2].isupper()}",
        f"Qp:{last in '.,?!'}",
        f"Qs:{stretch.single}",
    )


@lru_cache(maxsize=1)
def _fitted() -> tuple[float, dict[str, float]]:
    data = table("detection/lexicons/mark_weights.toml")
    return float(data["bias"]), data["weights"]


def _weight(traits: Sequence[str]) -> float:
    bias, weights = _fitted()
    total = sum(map(weights.get, traits, repeat(0.0)), bias)
    return round(1 / (1 + math.exp(-total)), 2)


def cue_mark_weight(sentence: Sentence, cue: Cue, lexicon: Lexicon, place: Place = NOWHERE) -> float:
    """The weight of a cue group as a possible miss."""
    return _weight(mark_traits(sentence, cue, lexicon, place))


def quotation_mark_weight(text: str, stretch: Stretch, why: Why | None) -> float:
    """The weight of a pair of marks in no quote; `why` is its `refusals.reason`."""
    return _weight(stretch_traits(text, stretch, why))


def tells_attitude(sentence: Sentence, cue: Cue, lexicon: Lexicon) -> bool:
    """Whether the group tells a belief, wish or feeling rather than an act of saying (rule R2)."""
    if cue.frames:
        return cue.attitude
    known = fields(lexicon.language)
    meant = fields_of(sentence, cue, known)
    return bool(meant) and known.attitudes.issuperset(meant)
