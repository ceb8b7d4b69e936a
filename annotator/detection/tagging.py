"""The class of each token: what a word tells by itself, kept, and what the words beside it decide.

Classes are guesses from closed word lists, known verb forms, capitals and endings; they only need to be right
about where noun phrases, verb groups and clauses begin and end. They are listed at `tokens.Sentence`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from annotator.detection.lexicon import Form, Known, Lexicon, Piece, Verb

UNSETTLED = " "
"""The class of a token that the words beside it decide."""

_ENDS = frozenset(".?!…") | {"..", "...", "....", "。", "！", "？"}
_DASHES = frozenset("—–-―") | {"--", "---"}
_NOT_ADVERB = frozenset(
    "family only early ally july italy rally reply supply apply bully belly folly jelly holy ugly likely daily weekly "
    "monthly yearly friendly elderly lonely lovely deadly costly unlikely lively silly homely timely assembly "
    "anomaly monopoly butterfly orderly leisurely scholarly cowardly fly rely imply comply multiply".split()
)
_NOT_GERUND = frozenset(
    "herring thing nothing something anything everything during morning evening king spring string ring wing ceiling "
    "building meeting hearing wedding sibling feeling being rating briefing gathering filing posting opening "
    "offering spending funding setting beginning ending housing painting training drawing warning ruling "
    "interesting outstanding stunning leading outgoing incoming upcoming sitting".split()
)
_NOT_PAST = frozenset(
    "op-ed hundred speed breed sacred naked exceed proceed succeed indeed wicked rugged aged weed greed".split()
)
_ADJECTIVE = re.compile(r"(?:ous|ful|[^blp]ic|ical|able|ible|less|ish)$")
_NOT_ADJECTIVE = frozenset(
    "constable table timetable vegetable cable parish finish dish fish rubbish radish clinic critic fabric topic "
    "traffic mechanic cleric picnic logic relic tonic panic music epidemic pandemic medic statistic arctic bible "
    "handful mouthful spoonful armful".split()
)

_CONTRACTING = frozenset("that there here it what where how who he she".split())


def met(word: str, lexicon: Lexicon) -> Known:
    """What is known of a word, kept, so that it need not be worked out again; "" stands for marked speech."""
    known = lexicon.vocabulary.get(word)
    if known is not None:
        return known
    low = word if word.islower() and "’" not in word else word.lower().replace("’", "'")
    if low in lexicon.thats:
        low = "that"
    always = within = ""
    verb: Verb | None = None
    if not word:
        always = "Q"
    elif word in _SIGNS:
        always = _SIGNS[word]
    elif _is_word(word):
        form = lexicon.forms.get(word)
        if form is not None:
            verb = _verb(low, form, lexicon) if word == low and not _closed(low, lexicon) else None
        elif low not in _SHIFTING:
            tag = _word_tag(1, word, [".", low], ".", False, False, lexicon)
            if (word.islower() and word.isalpha()) or tag == "M":
                always = tag  # nothing around it changes the class of such a word
            elif word[0].isupper():
                within = tag
    known = Known(word, low, always or UNSETTLED, always or within or UNSETTLED, verb, low in lexicon.triggers)
    if len(lexicon.vocabulary) < KEPT:
        lexicon.vocabulary[word] = known
    return known


def _closed(low: str, lexicon: Lexicon) -> bool:
    """Whether the class of a word in small letters is given by a list or its spelling, though it has a verb's form."""
    given = low in lexicon.fixed or low in lexicon.soft or not low[0].isalpha() or "'" in low
    return given or (low.endswith("ly") and len(low) > 4 and low not in _NOT_ADVERB)


def word_of(piece: Piece) -> str:
    """The token as it is written."""
    return piece[0] if piece[6] is None else piece[6].word


def classes(settled: str, pieces: Sequence[Piece], low: Sequence[str], title: bool, lexicon: Lexicon) -> str:
    """The classes of the tokens of a sentence: those that are settled, then each other one from what is beside it.

    `settled` has them as they are inside a sentence that is no title.
    """
    if title:
        settled = "".join([piece[1] if piece[6] is None else piece[6].always for piece in pieces])
    first = 0  # the first word: a capital there says little
    if not low[0][:1].isalnum():
        marks = len(settled) - len(settled.lstrip(",;:().-"))
        wanted = (i for i in range(marks, len(low)) if not low[i] or _is_word(word_of(pieces[i])))
        first = next(wanted, len(low))
    opening = pieces[first][6] if first < len(low) else None
    if opening is not None and settled[first] != opening.always:
        settled = f"{settled[:first]}{UNSETTLED}{settled[first + 1 :]}"
    i = settled.find(UNSETTLED)
    if i >= 0:
        tags = list(settled)
        last = len(tags) - 1
        while i >= 0:
            known = pieces[i][6]
            assert known is not None  # as its class is not settled
            verb = known.verb
            if verb is not None and i > first:
                tags[i] = _verb_tag(verb, tags[i - 1], low[i - 1], low[i + 1] if i < last else ".", lexicon)
            else:
                word, before = known.word, tags[i - 1] if i else "^"
                if _is_word(word):
                    tags[i] = _word_tag(i, word, low, before, i <= first, title, lexicon)
                elif low[i] == "'s":
                    contracted = before in "RW" or (i > 0 and low[i - 1] in _CONTRACTING)
                    tags[i] = "X" if contracted else "z"
                else:
                    tags[i] = "z" if word in "’'" and before in "NP" else "o"
            i = settled.find(UNSETTLED, i + 1)
        settled = "".join(tags)
    at = settled.find("DAI")
    while at >= 0:
        if low[at + 2] == "of":
            settled = f"{settled[: at + 1]}N{settled[at + 2 :]}"  # "the first of the boats"
        at = settled.find("DAI", at + 1)
    return settled


def _is_word(word: str) -> bool:
    """Whether a token is a word or number, no punctuation mark."""
    return word[0].isalnum() or (len(word) > 1 and word[0] in "$£€")


def _word_tag(i: int, word: str, low: Sequence[str], before: str, opening: bool, title: bool, lexicon: Lexicon) -> str:
    """The class of a word; `before` is that of the token before it, `opening` says that no word is."""
    lower = low[i]
    capital = word[0].isupper()
    given = lexicon.fixed.get(lower)
    if given is not None:
        if lower == "that" and before == "I":
            return "D"
        if given == "X" and before in "DJz" and lower in _NOUNLIKE:
            return "N"  # "the will"
        if capital and (word == "US" or (given == "X" and lower in _NAMELIKE and not opening and not title)):
            return "P"
        return given
    if not word[0].isalpha():
        return "M"
    if "'" in lower:
        if "n't" in lower:
            return "X"
        if lexicon.fixed.get(lower.split("'")[0]) == "R":
            return "Y"
    if capital and not opening and not title:
        return "P"
    if lower in lexicon.soft:
        if before in "Dz" and lower in ("first", "second"):
            return "J"  # "her first talk"
        if lower == "once" and i + 1 < len(low) and low[i + 1] in lexicon.forms:
            return "A"  # "once said"
        return lexicon.soft[lower]
    if lower.endswith("ly") and len(lower) > 4 and lower not in _NOT_ADVERB:
        return "A"
    form = lexicon.forms.get(lower)
    if form is None:
        return _open_class(lower, capital, title)
    if opening and not title and form.kinds.isdisjoint(_OPENING_FORMS):
        return "N"  # a sentence seldom begins with a verb form other than these
    following = low[i + 1] if i + 1 < len(low) else "."
    return _verb_tag(_verb(lower, form, lexicon), before, low[i - 1] if i else "", following, lexicon)


KEPT = 40_000
"""Words that are kept once they are known."""
_SHIFTING = frozenset("that once first second will might can must".split())
"""Words of the closed lists whose class depends on those beside them: it is never kept."""
_NAMELIKE = frozenset({"may", "will"})
_NOUNLIKE = frozenset({"will", "might", "can", "must"})


_OPENING_FORMS = frozenset({"past", "ing"})
_SIGNS = {"&": "C"} | dict.fromkeys(_ENDS, ".") | dict.fromkeys(_DASHES, "-") | {sign: sign for sign in ",;:()"}
"""The classes of punctuation marks."""


@lru_cache(maxsize=4096)
def _open_class(lower: str, capital: bool, title: bool) -> str:
    """The class of a word that no list holds, from its capital and its ending."""
    adjective = lower not in _NOT_ADJECTIVE and _ADJECTIVE.search(lower) is not None
    if capital and not (title and adjective):
        return "P"
    if lower.endswith("ed") and len(lower) > 4 and lower not in _NOT_PAST:
        return "E"
    if lower.endswith("ing") and len(lower) > 5 and lower not in _NOT_GERUND:
        return "G"
    return "J" if adjective else "N"


def _verb(lower: str, form: Form, lexicon: Lexicon) -> Verb:
    """What the class of a form that can be a verb depends on, besides the words beside it."""
    kinds = form.kinds
    nounish = lower in lexicon.nounish
    reports = not nounish and form.lemma in lexicon.frames
    base = "base" in kinds
    if kinds == {"ing"}:
        return Verb("ing", lower in _NOT_GERUND, reports, base)
    if "past" in kinds or "participle" in kinds:
        return Verb("past", nounish, reports, base)
    return Verb("third" if "third" in kinds else "base", nounish, reports, base)


def _verb_tag(verb: Verb, before: str, previous: str, following: str, lexicon: Lexicon) -> str:
    """The class of a form that can be a verb, from the words beside it."""
    manner, nounish, reports, base = verb
    if manner == "ing":
        return "N" if before == "D" or (nounish and before in "DJzPNM") else "G"
    if base and (before == "T" or (before == "X" and previous in _BEFORE_BASE)):
        return "B"  # "to put", "would put"
    if manner == "past":
        return "N" if base and nounish and before in "DJzIEM" else "E"
    if base and before in "EV" and previous not in _CAUSING:
        return "N"  # "conceded defeat"
    counted = previous in QUANTIFIERS
    told = before == "M" and following == "that"  # "a ledger of 1402 records that"
    if before in "DJzMI" and not (counted and not nounish) and not (reports and before == "M") and not told:
        return "N"
    if before in "VEB" and lexicon.fixed.get(following) == "X":
        return "N"  # "said trains would run"
    # a clause or an object that follows tells a verb from a noun
    opens = not following or following in _OPENS or following in lexicon.subjects
    if manner == "third":
        return "N" if nounish and not opens and before in "NVEGB" else "V"
    if nounish and before in "NP" and _is_finite(following, lexicon):
        return "N"  # "the Sorel campaign said"
    plural = previous.endswith("s") and not previous.endswith(("ss", "news"))
    if reports and before in "NPM":
        return "B"
    if before in "NP" and not (plural or counted or previous in _PLURALS):
        return "B" if opens and before == "P" and not nounish else "N"
    if before == "N":
        return "B" if not nounish or opens else "N"
    if before in "TXRYrQ,-:A^CWPD":
        return "N" if nounish and before in ",-:^CQ" and not (opens and before == ",") else "B"
    return "N" if nounish else "B"


def _is_finite(word: str, lexicon: Lexicon) -> bool:
    """Whether a word is a finite verb by its form: "said", "says", "has"."""
    form = lexicon.forms.get(word)
    return lexicon.fixed.get(word) == "X" or (form is not None and not form.kinds.isdisjoint(_FINITE))


_FINITE = frozenset({"past", "third"})
_BEFORE_BASE = frozenset("will would can could may might shall should must do does did 'll".split())
_CAUSING = frozenset(
    "help helps helped let lets make makes made see sees saw hear hears heard watch watched feel felt have had dare "
    "dared need say says said".split()
)
_OPENS = frozenset("that the a an his her its their whether how why what if to him them this these those".split())
_PLURALS = frozenset("people police men women children others officials media data many some few most both all".split())
QUANTIFIERS = frozenset(
    "some many most all both several few each either neither two three four five six seven eight nine ten "
    "this these those".split()
)
