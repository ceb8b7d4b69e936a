"""Sentences as detection reads them: tokens with one-letter classes, marked speech as a single token.

A stretch in quotation marks is one token (class Q), so that the reporting frame around it reads like any
sentence. Classes are guesses from closed word lists, known verb forms, capitals and endings; they only need
to be right about where noun phrases, verb groups and clauses begin and end. One string holds the classes
of a sentence, so that patterns over them are regular expressions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from annotator.detection.lexicon import Form, Lexicon
from annotator.marks import Stretch
from annotator.text import Range
from annotator.values import dataclass, field

TOKEN = re.compile(
    r"[A-Z]?[a-z]++(?=[ ,])"  # most words: quicker than finding out that they are nothing below
    r"|(?:[A-Z]\.){2,}"
    r"|[A-Z][a-z]*-(?:[A-Z]\.){2,}"
    r"|(?:Mr|Mrs|Ms|Dr|Prof|St|Gen|Col|Lt|Sgt|Capt|Maj|Sen|Sens|Rep|Reps|Gov|Govs|Rev|Hon|Jr|Sr|vs|Inc|Ltd|Co|Corp|No"
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

LONGEST = 250
"""Tokens of a sentence; what is longer is no prose and is cut, so that reading stays linear."""

_ENDS = frozenset(".?!…") | {"..", "...", "....", "。", "！", "？"}
_DASHES = frozenset("—–-―") | {"--", "---"}
_POSSESSIVE = frozenset({"’s", "'s", "’S", "'S"})
_NOT_ADVERB = frozenset(
    "family only early ally july italy rally reply supply apply bully belly folly jelly holy ugly likely daily weekly "
    "monthly yearly friendly elderly lonely lovely deadly costly unlikely lively silly homely timely assembly "
    "anomaly monopoly butterfly orderly leisurely scholarly cowardly fly rely imply comply multiply".split()
)
_NOT_GERUND = frozenset(
    "thing nothing something anything everything during morning evening king spring string ring wing ceiling "
    "building meeting hearing wedding sibling feeling being rating briefing gathering filing posting opening "
    "offering spending funding setting beginning ending housing painting training drawing warning ruling "
    "interesting outstanding stunning leading outgoing incoming upcoming sitting".split()
)
_NOT_PAST = frozenset(
    "op-ed hundred speed breed sacred naked exceed proceed succeed indeed wicked rugged aged weed greed".split()
)
_ADJECTIVE = re.compile(r"(?:ous|ful|[^blp]ic|ical|able|ible|less|ish)$")
_WORD_END = re.compile(r"[^\W_]")

_CONTRACTING = frozenset("that there here it what where how who he she".split())


@dataclass
class Sentence:
    """One sentence: parallel lists over its tokens, and their classes as a string.

    `speech` has the stretch of each token of marked speech, `goes_on` whether that begins with a small letter,
    `last_inside` its last character before the closing mark.

    Classes: D determiner, N noun or unknown, P capitalised name, J adjective, M number, z possessive,
    R subject pronoun, r object pronoun, V finite verb, E past or participle, B base form, G -ing,
    X auxiliary, A adverb, T "to", I preposition, C conjunction, S subordinator, W question word,
    Q marked speech; punctuation: , ; : - ( ) . and o for the rest.
    """

    start: int
    end: int
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    low: list[str] = field(default_factory=list)
    tags: str = ""
    speech: dict[int, Stretch] = field(default_factory=dict)
    goes_on: dict[int, bool] = field(default_factory=dict)
    last_inside: dict[int, str] = field(default_factory=dict)
    title_case: bool = False
    tails: dict[int, bool] = field(default_factory=dict)
    """What `contents` has found out about a token: whether a cue of the words before it begins there."""

    def __len__(self) -> int:
        return len(self.starts)

    def range(self, first: int, last: int) -> Range:
        """The characters from token `first` to token `last`, inclusive."""
        return self.starts[first], self.ends[last]


_Token = tuple[int, int, Stretch | None, str]
"""A token: its characters, the stretch if it is one, else its word."""


def _raw(text: str, start: int, end: int, spoken: Sequence[Stretch], lexicon: Lexicon) -> list[_Token]:
    """Tokens of the range with each stretch as one."""
    found: list[_Token] = []
    at = start
    split = lexicon.language == "fr"
    for stretch in spoken:
        if stretch.start < at or stretch.end > end:
            continue
        found.extend(_words(text, at, stretch.start, split))
        found.append((stretch.start, stretch.end, stretch, ""))
        at = stretch.end
    found.extend(_words(text, at, end, split))
    return found


_INVERTED = re.compile(r"(?:-t)?-(?=(?:je|tu|il|elle|on|nous|vous|ils|elles)$)", re.IGNORECASE)


def _words(text: str, start: int, end: int, split: bool) -> list[_Token]:
    """The tokens of text outside marks; `split` parts French "dit-il" into verb and pronoun."""
    plain: list[_Token] = [
        (match.start(), match.end(), None, match.group()) for match in TOKEN.finditer(text, start, end)
    ]
    return [part for token in plain for part in _parted(token)] if split else plain


def _parted(token: _Token) -> Iterator[_Token]:
    """The token, or verb and pronoun apart."""
    begin, stop, _, word = token
    inverted = _INVERTED.search(word) if "-" in word else None
    if inverted is not None and inverted.start():
        yield begin, begin + inverted.start(), None, word[: inverted.start()]
        yield begin + inverted.end(), stop, None, word[inverted.end() :]
    else:
        yield token


def _lower_start(text: str, stretch: Stretch) -> bool:
    """Whether the marked words begin small: they go on with the sentence around them."""
    match = _WORD_END.search(text, stretch.start, stretch.end)
    return match is not None and match.group().islower()


def _last_inside(text: str, stretch: Stretch) -> str:
    """The last character inside the marks that is no mark."""
    at = stretch.end - 1
    while at > stretch.start and text[at] in "\"'”’»“‘‹›`´」』 \u00a0":
        at -= 1
    return text[at]


def sentences(text: str, start: int, end: int, spoken: Sequence[Stretch], lexicon: Lexicon) -> list[Sentence]:
    """The sentences of a paragraph, whose outermost stretches are `spoken`. Linear; never raises."""
    tokens = _raw(text, start, end, spoken, lexicon)
    found: list[Sentence] = []
    first = 0
    for i, (_, stop, stretch, word) in enumerate(tokens):
        if stretch is None and word not in _ENDS and i + 1 - first < LONGEST:
            continue
        if i + 1 >= len(tokens):
            break
        following = tokens[i + 1]
        if i + 1 - first >= LONGEST:
            found.append(_sentence(text, tokens[first : i + 1], lexicon))
            first = i + 1
            continue
        if stretch is not None:
            if following[2] is not None:
                ends = _last_inside(text, stretch) in ".?!…"
            else:
                last = _last_inside(text, stretch)
                ends = last in ".…" and text[following[0]].isupper() and not _tag_follows(tokens, i + 1, lexicon)
        else:
            ends = word in _ENDS and not (
                following[2] is None and (text[following[0]].islower() or text[following[0]] in ",;:)")
            )
            ends = ends and (following[0] > stop or following[2] is not None or word[0] in "。！？")
        if ends:
            found.append(_sentence(text, tokens[first : i + 1], lexicon))
            first = i + 1
    if first < len(tokens):
        found.append(_sentence(text, tokens[first:], lexicon))
    return found


def _tag_follows(tokens: Sequence[_Token], first: int, lexicon: Lexicon) -> bool:
    """Whether “….” is followed by a bare "Reed said." although its stop is inside the marks."""
    for k in range(first, min(first + 6, len(tokens))):
        _, _, stretch, word = tokens[k]
        if stretch is not None:
            return False
        form = lexicon.forms.get(word)
        if form is not None and k > first and "speech" in lexicon.frames.get(form.lemma, ()):
            after = tokens[k + 1][3] if k + 1 < len(tokens) else "."
            return after in (".", ",") and "past" in form.kinds
        if not (word[0].isupper() or word in (".", "’s")):
            return False
    return False


def _sentence(text: str, tokens: Sequence[_Token], lexicon: Lexicon) -> Sentence:
    sentence = Sentence(tokens[0][0], tokens[-1][1])
    starts, ends, stretches, words = zip(*tokens, strict=True)
    sentence.starts, sentence.ends = list(starts), list(ends)
    that = lexicon.words.get("that", frozenset())
    sentence.low = low = [word.lower() for word in words]
    if "’" in text[sentence.start : sentence.end]:
        sentence.low = low = [word.replace("’", "'") for word in low]
    if that:
        sentence.low = ["that" if word in that else word for word in low]
    if any(stretches):
        sentence.speech = {i: stretch for i, stretch in enumerate(stretches) if stretch is not None}
        sentence.last_inside = {i: _last_inside(text, one) for i, one in sentence.speech.items()}
        sentence.goes_on = {i: _lower_start(text, one) for i, one in sentence.speech.items()}
    long = [word[0] for word in words if len(word) > 3 and word[0].isalpha()]
    sentence.title_case = len(long) > 2 and sum(map(str.isupper, long)) >= 0.75 * len(long)
    tags = _tags(words, sentence.low, sentence.title_case, lexicon)
    at = tags.find("DAI")
    while at >= 0:
        if sentence.low[at + 2] == "of":
            tags = f"{tags[: at + 1]}N{tags[at + 2 :]}"  # "the first of the boats"
        at = tags.find("DAI", at + 1)
    sentence.tags = tags
    return sentence


def _tags(words: Sequence[str], low: Sequence[str], title: bool, lexicon: Lexicon) -> str:
    tags: list[str] = []
    fixed, soft, forms = lexicon.fixed, lexicon.soft, lexicon.forms
    opening = True
    before = "^"
    settled = lexicon.settled
    for i, word in enumerate(words):
        known = settled.get(word)
        if known is not None:
            opening = False
            tags.append(known)
            before = known
            continue
        lower = low[i]
        if not word:
            tag = "Q"
        elif word[0].isalnum() or (len(word) > 1 and word[0] in "$£€"):
            capital = word[0].isupper()
            given = fixed.get(lower)
            if given is not None:
                tag = given
                if lower == "that" and before == "I":
                    tag = "D"
                elif capital and (word == "US" or (tag == "X" and lower in _NAMELIKE and not opening and not title)):
                    tag = "P"
            elif not word[0].isalpha():
                tag = "M"
            elif "'" in lower and "n't" in lower:
                tag = "X"
            elif "'" in lower and fixed.get(lower.split("'")[0]) == "R":
                tag = "Y"
            elif capital and not opening and not title:
                tag = "P"
            elif lower in soft:
                tag = soft[lower]
            elif lower.endswith("ly") and len(lower) > 4 and lower not in _NOT_ADVERB:
                tag = "A"
            elif lower in forms:
                form = forms[lower]
                if opening and not title and not form.kinds & {"past", "ing"}:
                    tag = "N"  # a sentence seldom begins with a verb form other than these
                else:
                    following = low[i + 1] if i + 1 < len(low) else "."
                    tag = _verb_tag(lower, form, before, low[i - 1] if i else "", following, lexicon)
            else:
                tag = _open_class(lower, capital, title)
        elif lower == "'s":
            contracted = before in "RW" or (i > 0 and low[i - 1] in _CONTRACTING)
            tag = "X" if contracted else "z"
            tags.append(tag)
            before = tag
            continue
        else:
            tag = _punctuation(word, before)
            tags.append(tag)
            before = tag
            continue
        opening = False
        tags.append(tag)
        before = tag
        if word not in forms and word.islower() and word.isalpha() and word != "that" and len(settled) < _SETTLED:
            settled[word] = tag  # nothing around it changes the class of such a word
    return "".join(tags)


_SETTLED = 20_000
"""Words whose class is kept once it is known."""
_NAMELIKE = frozenset({"may", "will"})


def _punctuation(word: str, before: str) -> str:
    """The class of a punctuation mark; an apostrophe after a noun is a possessive."""
    if word in _DASHES:
        return "-"
    if word in ",;:()":
        return word
    if word in _ENDS:
        return "."
    return "z" if word in "’'" and before in "NP" else "o"


@lru_cache(maxsize=4096)
def _open_class(lower: str, capital: bool, title: bool) -> str:
    """The class of a word that no list holds, from its capital and its ending."""
    adjective = _ADJECTIVE.search(lower) is not None
    if capital and not (title and adjective):
        return "P"
    if lower.endswith("ed") and len(lower) > 4 and lower not in _NOT_PAST:
        return "E"
    if lower.endswith("ing") and len(lower) > 5 and lower not in _NOT_GERUND:
        return "G"
    return "J" if adjective else "N"


def _verb_tag(lower: str, form: Form, before: str, previous: str, following: str, lexicon: Lexicon) -> str:
    """The class of a form that can be a verb, from the words beside it."""
    nounish = lower in lexicon.nounish
    kinds = form.kinds
    if kinds == {"ing"}:
        return "N" if before == "D" or (lower in _NOT_GERUND and before in "DJzPNM") else "G"
    if "past" in kinds or "participle" in kinds:
        return "N" if "base" in kinds and nounish and before in "DJzIEM" else "E"
    counted = previous in QUANTIFIERS
    reports = not nounish and form.lemma in lexicon.frames
    if before in "DJzMI" and not (counted and not nounish) and not (reports and before == "M"):
        return "N"
    # a clause or an object that follows tells a verb from a noun
    opens = following in _OPENS or following in lexicon.words.get("subject_pronouns", ())
    if "third" in kinds:
        return "N" if nounish and not opens and before in "NVEGB" else "V"
    plural = previous.endswith("s") and not previous.endswith("ss")
    if reports and before in "NPM":
        return "B"
    if before in "NP" and not (plural or counted or previous in _PLURALS):
        return "B" if opens and before == "P" and not nounish else "N"
    if before == "N":
        return "B" if not nounish or opens else "N"
    if before in "TXRYrQ,-:A^CWPD":
        return "N" if nounish and before in ",-:^CQ" else "B"
    return "N" if nounish else "B"


_OPENS = frozenset("that the a an his her its their whether how why what if to him them this these those".split())
_PLURALS = frozenset("people police men women children others officials media data many some few most both all".split())
QUANTIFIERS = frozenset(
    "some many most all both several few each either neither two three four five six seven eight nine ten "
    "this these those".split()
)
