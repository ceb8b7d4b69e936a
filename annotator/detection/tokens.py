"""Sentences as detection reads them: tokens with one-letter classes, marked speech as a single token.

A stretch in quotation marks is one token (class Q), so that the reporting frame around it reads like any
sentence. Classes are guesses from closed word lists, known verb forms, capitals and endings; they only need
to be right about where noun phrases, verb groups and clauses begin and end. One string holds the classes
of a sentence, so that patterns over them are regular expressions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import compress, count, pairwise
from operator import ne
from typing import cast

from annotator.detection.lexicon import Form, Known, Lexicon, Verb
from annotator.marks import Stretch
from annotator.text import Range
from annotator.values import dataclass, field

TOKEN = re.compile(
    r"[A-Z]?[a-z]++(?=[ ,])"  # most words: quicker than finding out that they are nothing below
    r"|[,.;:](?=[ \n])"
    r"|(?:[A-Z]\.){2,}"
    r"|[A-Z][a-z]*-(?:[A-Z]\.){2,}"
    r"|(?:Mr|Mrs|Ms|Mx|Dr|Prof|St|Gen|Col|Lt|Sgt|Capt|Cpl|Pvt|Maj|Adm|Cmdr|Brig|Supt|Det|Insp|Amb|Msgr|Sen|Sens|Rep|Reps|Gov|Govs|Rev|Hon|Jr|Sr|vs|Inc|Ltd|Co|Corp|No"
    r"|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|approx|a\.m|p\.m|e\.g|i\.e|[A-Z]"
    r"|(?:[RDI]-)?(?:Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Md|Mass|Mich|Minn|Miss|Mo|Mont|Neb|Nev"
    r"|Okla|Ore|Pa|Tenn|Tex|Va|Vt|Wash|Wis|Wyo))\.(?=\s|,|\))"
    r"|\d+(?:[-‑][^\W\d_]+)+"
    r"|[$£€]?\d[\d,.]*\d(?:[^\W_]+)?%?|[$£€]?\d(?:st|nd|rd|th|s|%)?"
    r"|[’'](?:s|S)\b(?![’'\-])"
    r"|[^\W_]+(?:(?:[’'](?!s\b|S\b)|[.\-‑/&](?=\w))[^\W_]+)*"
    r"|\.{2,}|…|--+|[^\w\s]"
)
"""A word (a possessive 's apart), an abbreviation with its point, a number, or one punctuation mark."""
_BLANKS_AND_TOKEN = re.compile(rf"\s*({TOKEN.pattern})")  # quicker than trying a token at each blank

LONGEST = 250
"""Tokens of a sentence; what is longer is no prose and is cut, so that reading stays linear."""

_ENDS = frozenset(".?!…") | {"..", "...", "....", "。", "！", "？"}
_CLOSING = _ENDS | {""}
"""Tokens after which a sentence may end: stops, and marked speech."""
_DASHES = frozenset("—–-―") | {"--", "---"}
_POSSESSIVE = frozenset({"’s", "'s", "’S", "'S"})
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
_WORD_END = re.compile(r"[^\W_]")

_CONTRACTING = frozenset("that there here it what where how who he she".split())


@dataclass(slots=True)
class Sentence:
    """One sentence of `text`: parallel lists over its tokens, and their classes as a string.

    `hints` are the tokens at which a cue group may be found, `speech` has the stretch of each token of marked speech.

    Classes: D determiner, N noun or unknown, P capitalised name, J adjective, M number, z possessive,
    R subject pronoun, r object pronoun, V finite verb, E past or participle, B base form, G -ing,
    X auxiliary, A adverb, T "to", I preposition, C conjunction, S subordinator, W question word,
    Q marked speech; punctuation: , ; : - ( ) . and o for the rest.
    """

    text: str
    starts: list[int]
    ends: list[int]
    low: list[str]
    tags: str
    hints: list[int]
    speech: Mapping[int, Stretch]
    title_case: bool
    tails: dict[int, bool] = field(default_factory=dict)
    """What `contents` has found out about a token: whether a cue of the words before it begins there."""

    @property
    def start(self) -> int:
        return self.starts[0]

    @property
    def end(self) -> int:
        return self.ends[-1]

    def __len__(self) -> int:
        return len(self.starts)

    def range(self, first: int, last: int) -> Range:
        """The characters from token `first` to token `last`, inclusive."""
        return self.starts[first], self.ends[last]

    def goes_on(self, i: int) -> bool:
        """Whether the marked words of token `i` begin small: they go on with the sentence around them."""
        match = _WORD_END.search(self.text, self.starts[i], self.ends[i])
        return match is not None and match.group().islower()

    def last_inside(self, i: int) -> str:
        """The last character inside the marks of token `i` that is no mark."""
        return _last_inside(self.text, self.speech[i])


class _Tokens:
    """The tokens of a paragraph, parallel lists; the word of a stretch is empty."""

    __slots__ = ("ends", "speech", "starts", "words")

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.words: list[str] = []
        self.speech: dict[int, Stretch] = {}

    def add(self, text: str, start: int, end: int, split: bool) -> None:
        """The tokens of text outside marks; `split` parts French "dit-il" into verb and pronoun."""
        if start >= end:
            return
        found = list(_BLANKS_AND_TOKEN.finditer(text, start, end))
        if split:
            for match in found:
                self._parted(*match.span(1), match[1])
            return
        self.starts += [match.start(1) for match in found]
        self.ends += [match.end() for match in found]
        self.words += [match[1] for match in found]

    def _parted(self, begin: int, stop: int, word: str) -> None:
        """The token, or verb and pronoun apart."""
        inverted = _INVERTED.search(word) if "-" in word else None
        if inverted is not None and inverted.start():
            self._one(begin, begin + inverted.start(), word[: inverted.start()])
            self._one(begin + inverted.end(), stop, word[inverted.end() :])
        else:
            self._one(begin, stop, word)

    def _one(self, begin: int, stop: int, word: str) -> None:
        self.starts.append(begin)
        self.ends.append(stop)
        self.words.append(word)

    def mark(self, stretch: Stretch) -> None:
        """Marked speech as one token."""
        self.speech[len(self.words)] = stretch
        self._one(stretch.start, stretch.end, "")


def _raw(text: str, start: int, end: int, spoken: Sequence[Stretch], lexicon: Lexicon) -> _Tokens:
    """Tokens of the range with each stretch as one."""
    found = _Tokens()
    at = start
    split = lexicon.language == "fr"
    for stretch in spoken:
        if stretch.start < at or stretch.end > end:
            continue
        found.add(text, at, stretch.start, split)
        found.mark(stretch)
        at = stretch.end
    found.add(text, at, end, split)
    return found


_INVERTED = re.compile(r"(?:-t)?-(?=(?:je|tu|il|elle|on|nous|vous|ils|elles)$)", re.IGNORECASE)


def _last_inside(text: str, stretch: Stretch) -> str:
    """The last character inside the marks that is no mark."""
    at = stretch.end - 1
    while at > stretch.start and text[at] in "\"'”’»“‘‹›`´」』 \u00a0":
        at -= 1
    return text[at]


def sentences(text: str, start: int, end: int, spoken: Sequence[Stretch], lexicon: Lexicon) -> list[Sentence]:
    """The sentences of a paragraph, whose outermost stretches are `spoken`. Linear; never raises."""
    tokens = _raw(text, start, end, spoken, lexicon)
    words = tokens.words
    if not words:
        return []
    known = _looked_up(words, lexicon)
    low = [entry[0] for entry in known]
    edges = [0, *_edges(text, tokens, low, lexicon), len(words)]
    return [
        _sentence(text, tokens, low, known, first, stop, lexicon) for first, stop in pairwise(edges) if first < stop
    ]


def _looked_up(words: Sequence[str], lexicon: Lexicon) -> list[Known]:
    """What is known of each word."""
    vocabulary = lexicon.vocabulary
    found = list(map(vocabulary.get, words))
    if all(found):
        return cast("list[Known]", found)
    return [entry or _met(word, lexicon) for word, entry in zip(words, found, strict=True)]


def _met(word: str, lexicon: Lexicon) -> Known:
    """What is known of a word that is met for the first time; kept, so that it need not be worked out again."""
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
    known = (low, always, within, verb, low in lexicon.triggers)
    if len(lexicon.vocabulary) < _KEPT:
        lexicon.vocabulary[word] = known
    return known


def _closed(low: str, lexicon: Lexicon) -> bool:
    """Whether the class of a word in small letters is given by a list or its spelling, though it has a verb's form."""
    given = low in lexicon.fixed or low in lexicon.soft or not low[0].isalpha() or "'" in low
    return given or (low.endswith("ly") and len(low) > 4 and low not in _NOT_ADVERB)


def _edges(text: str, tokens: _Tokens, low: Sequence[str], lexicon: Lexicon) -> Iterator[int]:
    """The indices of the tokens with which a new sentence begins."""
    starts, words, speech = tokens.starts, tokens.words, tokens.speech
    first = 0
    for i in compress(count(), map(_CLOSING.__contains__, words)):
        if i + 1 >= len(words):
            break
        while i - first >= LONGEST:
            first += LONGEST
            yield first
        following = starts[i + 1]
        if i + 1 - first >= LONGEST:
            ends = True
        elif not words[i]:
            last = _last_inside(text, speech[i])
            if not words[i + 1]:
                ends = last in ".?!…"
            else:
                ends = last in ".…" and text[following].isupper() and not _tag_follows(tokens, i + 1, lexicon)
        elif words[i + 1]:
            small = text[following].islower() or text[following] in ",;:)"
            ends = not small and (following > tokens.ends[i] or words[i][0] in "。！？")
        else:
            ends = True
        if ends:
            first = i + 1
            yield first
    while len(words) - first > LONGEST:
        first += LONGEST
        yield first


def _tag_follows(tokens: _Tokens, first: int, lexicon: Lexicon) -> bool:
    """Whether “….” is followed by a bare "Reed said." although its stop is inside the marks."""
    words = tokens.words
    for k in range(first, min(first + 6, len(words))):
        word = words[k]
        if not word:
            return False
        form = lexicon.forms.get(word)
        if form is not None and k > first and "speech" in lexicon.frames.get(form.lemma, ()):
            after = words[k + 1] if k + 1 < len(words) else "."
            return after in (".", ",") and "past" in form.kinds
        if not (word[0].isupper() or word in (".", "’s")):
            return False
    return False


def _sentence(
    text: str,
    tokens: _Tokens,
    low: Sequence[str],
    known: Sequence[Known],
    first: int,
    stop: int,
    lexicon: Lexicon,
) -> Sentence:
    """The sentence of the tokens from `first` to before `stop`."""
    words, mine = tokens.words[first:stop], list(low[first:stop])
    speech = _SILENT
    if tokens.speech and "" in words:
        speech = {i: tokens.speech[first + i] for i, word in enumerate(words) if not word}
    title = _in_title_case(words, mine)
    entries = known[first:stop]
    tags = _tags(words, mine, entries, title, lexicon)
    at = tags.find("DAI")
    while at >= 0:
        if mine[at + 2] == "of":
            tags = f"{tags[: at + 1]}N{tags[at + 2 :]}"  # "the first of the boats"
        at = tags.find("DAI", at + 1)
    hints = [i for i, entry in enumerate(entries) if entry[4]]
    return Sentence(text, tokens.starts[first:stop], tokens.ends[first:stop], mine, tags, hints, speech, title)


_SILENT: Mapping[int, Stretch] = {}
"""The marked speech of a sentence without any."""


def _in_title_case(words: Sequence[str], low: Sequence[str]) -> bool:
    """Whether three of the longer words at least begin with a capital, and nine in ten of those that bear a title."""
    if sum(map(ne, words, low)) < 3:
        return False  # most sentences: fewer words hold any capital
    initials = [word[0] for word in words if len(word) > 3 and word not in _SMALL_IN_TITLES]
    capitals = sum(map(str.isupper, initials))
    return capitals > 2 and capitals >= 0.9 * sum(map(str.isalpha, initials))


_SMALL_IN_TITLES = frozenset("with from over than that into amid after upon onto about against under like when".split())


def _tags(words: Sequence[str], low: Sequence[str], known: Sequence[Known], title: bool, lexicon: Lexicon) -> str:
    """The classes of the tokens: those that are settled, then each other one from what stands before it."""
    tags = [entry[1] for entry in known]
    if all(tags):
        return "".join(tags)
    first = 0
    if not (words[0] and words[0][0].isalnum()):
        first = next((i for i, word in enumerate(words) if not word or _is_word(word)), len(words))
    for i in [i for i, tag in enumerate(tags) if not tag]:
        word = words[i]
        if i > first:
            _, _, within, verb, _ = known[i]
            if verb is not None:
                following = low[i + 1] if i + 1 < len(low) else "."
                tags[i] = _verb_tag(verb, tags[i - 1], low[i - 1], following, lexicon)
                continue
            if within and not title:
                tags[i] = within
                continue
        before = tags[i - 1] if i else "^"
        if _is_word(word):
            tags[i] = _word_tag(i, word, low, before, i <= first, title, lexicon)
        elif low[i] == "'s":
            contracted = before in "RW" or (i > 0 and low[i - 1] in _CONTRACTING)
            tags[i] = "X" if contracted else "z"
        else:
            tags[i] = "z" if word in "’'" and before in "NP" else "o"
    return "".join(tags)


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


_KEPT = 40_000
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
