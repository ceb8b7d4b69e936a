"""How likely a quote is missing where nobody has claimed a cue word or a pair of marks.

The weight is the probability that a quote stands there which was not proposed. Like the probability of a
report it is a sum of fitted weights through the logistic function (`benchmarks/quote_weights.py`): over
what stands before and after the word, its subject, and whether a report was found at it but not believed.
"""

from __future__ import annotations

import math
import tomllib
from functools import lru_cache
from importlib import resources
from itertools import repeat

from annotator.detection.contents import clause_follows
from annotator.detection.cues import Cue
from annotator.detection.lexicon import Frames, Lexicon
from annotator.detection.phrases import Phrase, subject_before
from annotator.detection.possible import LEADING
from annotator.detection.refusals import Why, inner_words
from annotator.detection.tokens import Sentence
from annotator.marks import Stretch

_EMPTY = frozenset("it this that there".split())
_OWN = frozenset("i we you".split())
_MODAL = frozenset("would will could can should may might must".split())


def _subject(sentence: Sentence, cue: Cue, lexicon: Lexicon) -> str:
    """What kind of subject the cue has."""
    phrase: Phrase | None = None
    if cue.shape in ("finite", "passive"):
        phrase = subject_before(sentence, cue.first, lexicon)
    if phrase is None:
        return "none"
    first, last = phrase
    words = sentence.low[first : last + 1]
    if first == last and words[0] in _EMPTY:
        return "it"
    if words[0] in _OWN:
        return "I"
    persons, groups = lexicon.words.get("persons", frozenset()), lexicon.words.get("groups", frozenset())
    if any(word in persons or word in groups for word in words):
        return "somebody"
    return "body" if sentence.tags[first] == "D" and sentence.tags[last] == "P" else sentence.tags[last]


@lru_cache(maxsize=512)
def _frames(frames: Frames) -> str:
    return f"fr:{'+'.join(sorted(frames))}"


def mark_traits(
    sentence: Sentence, cue: Cue, lexicon: Lexicon, inside: bool = False, chance: float | None = None
) -> tuple[str, ...]:
    """What is known about a cue group when its weight as a possible miss is asked for.

    `inside` says that it stands in the content of a quote, `chance` how probable the report is that was found at it.
    """
    tags, low = sentence.tags, sentence.low
    kind = cue.kind if cue.frames else f"open {cue.kind}"
    strength = (
        kind if not cue.frames else "weak" if cue.weak else "att" if cue.attitude else
        "say" if "speech" in cue.frames else "plain"
    )  # fmt: skip
    k = cue.last + 1
    before = tags[cue.first - 1] if cue.first else "^"
    after = tags[k] if k < len(tags) else "."
    following = after
    if after in "IT" and low[k] in LEADING:
        following = low[k]
    elif after == "S" and low[k] == "that":
        following = "that"
    subject = _subject(sentence, cue, lexicon)
    clause = bool(cue.frames) and after != "." and clause_follows(sentence, k, lexicon)
    form = lexicon.forms.get(low[cue.head])
    lemma = low[cue.head] if cue.shape == "noun" else form.lemma if form is not None else "?"
    return (
        f"k:{kind}:{cue.shape}",
        f"f:{strength}:{following}",
        f"a:{following}",
        f"b:{kind}:{before}",
        f"c:{min(3, cue.last - cue.first)}",
        _frames(cue.frames),
        f"s:{strength}:{subject}",
        f"sf:{subject}:{following}",
        f"sb:{subject}:{before}",
        f"cl:{strength}:{clause}",
        f"q:{strength}:{'Q' in tags[k : k + 8]}",
        f"at:{0 if cue.first < 3 else 1 if cue.first < 10 else 2}",
        f"in:{strength}:{inside}",
        f"p:{'none' if chance is None else int(chance * 20)}",
        f"n:{min(4, len(tags) // 8)}",
        f"t:{following}:{tags[k + 1 : k + 2]}",
        f"h:{tags[cue.head]}:{strength}",
        f"l:{lemma}",
        f"l:{lemma}:{following}",
        "title" if sentence.title_case else "prose",
        "modal" if cue.first and low[cue.first - 1] in _MODAL else "plain",
    )


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
    source = resources.files("annotator.detection") / "lexicons" / "mark_weights.toml"
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    return float(data["bias"]), data["weights"]


def _weight(traits: tuple[str, ...]) -> float:
    bias, weights = _fitted()
    total = sum(map(weights.get, traits, repeat(0.0)), bias)
    return round(1 / (1 + math.exp(-total)), 2)


def cue_mark_weight(
    sentence: Sentence, cue: Cue, lexicon: Lexicon, inside: bool = False, chance: float | None = None
) -> float:
    """The weight of a cue group as a possible miss."""
    return _weight(mark_traits(sentence, cue, lexicon, inside, chance))


def quotation_mark_weight(text: str, stretch: Stretch, why: Why | None) -> float:
    """The weight of a pair of marks in no quote; `why` is its `refusals.reason`."""
    return _weight(stretch_traits(text, stretch, why))
