"""Sentences as detection reads them: tokens with one-letter classes, marked speech as a single token.

A stretch in quotation marks is one token (class Q), so that the reporting frame around it reads like any sentence.
One string holds the classes of a sentence, so that patterns over them are searches in a string.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import compress, count, pairwise
from operator import add

from annotator.detection.lexicon import Known, Lexicon, Piece
from annotator.detection.runs import add_pieces
from annotator.detection.tagging import classes, met
from annotator.marks import Stretch
from annotator.text import Range
from annotator.values import dataclass, field

LONGEST = 250
"""Tokens of a sentence; what is longer is no prose and is cut, so that reading stays linear."""

_CLOSING = re.compile(r"[.Q]")
"""The classes after which a sentence may end: stops, and marked speech."""
_WORD_END = re.compile(r"[^\W_]")


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


def _last_inside(text: str, stretch: Stretch) -> str:
    """The last character inside the marks that is no mark."""
    at = stretch.end - 1
    while at > stretch.start and text[at] in "\"'”’»“‘‹›`´」』 \u00a0":
        at -= 1
    return text[at]


def sentences(text: str, start: int, end: int, spoken: Sequence[Stretch], lexicon: Lexicon) -> list[Sentence]:
    """The sentences of a paragraph, whose outermost stretches are `spoken`. Linear; never raises."""
    pieces: list[Piece] = []
    starts: list[int] = []
    speech: dict[int, Stretch] = {}
    at = start
    for stretch in spoken:
        if stretch.start < at or stretch.end > end:
            continue
        add_pieces(text, at, stretch.start, pieces, starts, lexicon)
        speech[len(pieces)] = stretch
        starts.append(stretch.start)
        pieces.append(("", "Q", False, False, stretch.end - stretch.start, 0, met("", lexicon)))
        at = stretch.end
    add_pieces(text, at, end, pieces, starts, lexicon)
    if not pieces:
        return []
    low, settled, hints, capitals, sizes, _, known = zip(*pieces, strict=True)
    ends = list(map(add, starts, sizes))
    inside = "".join(settled)
    found = []
    for first, stop in pairwise([0, *_edges(text, starts, ends, inside, known, speech, lexicon), len(pieces)]):
        if first == stop:
            continue
        mine, words = list(low[first:stop]), known[first:stop]
        title = sum(capitals[first:stop]) > 2 and _in_title_case([one.word for one in words])
        said = _SILENT
        if speech and "Q" in inside[first:stop]:
            said = {i: speech[first + i] for i, tag in enumerate(inside[first:stop]) if tag == "Q"}
        found.append(
            Sentence(
                text,
                starts[first:stop],
                ends[first:stop],
                mine,
                classes(inside[first:stop], words, mine, title, lexicon),
                list(compress(count(), hints[first:stop])),
                said,
                title,
            )
        )
    return found


def _edges(
    text: str,
    starts: Sequence[int],
    ends: Sequence[int],
    tags: str,
    known: Sequence[Known],
    speech: Mapping[int, Stretch],
    lexicon: Lexicon,
) -> Iterator[int]:
    """The indices of the tokens with which a new sentence begins; `tags` are the classes as far as they are settled."""
    first = 0
    for match in _CLOSING.finditer(tags, 0, len(tags) - 1):
        i = match.start()
        while i - first >= LONGEST:
            first += LONGEST
            yield first
        following = starts[i + 1]
        if i + 1 - first >= LONGEST:
            over = True
        elif tags[i] == "Q":
            last = _last_inside(text, speech[i])
            if tags[i + 1] == "Q":
                over = last in ".?!…"
            else:
                over = last in ".…" and text[following].isupper() and not _tag_follows(known, i + 1, lexicon)
        elif tags[i + 1] != "Q":
            small = text[following].islower() or text[following] in ",;:)"
            over = not small and (following > ends[i] or known[i].word[0] in "。！？")
        else:
            over = True
        if over:
            first = i + 1
            yield first
    while len(tags) - first > LONGEST:
        first += LONGEST
        yield first


def _tag_follows(known: Sequence[Known], first: int, lexicon: Lexicon) -> bool:
    """Whether “….” is followed by a bare "Reed said." although its stop is inside the marks."""
    for k in range(first, min(first + 6, len(known))):
        word = known[k].word
        if not word:
            return False
        form = lexicon.forms.get(word)
        if form is not None and k > first and "speech" in lexicon.frames.get(form.lemma, ()):
            after = known[k + 1].word if k + 1 < len(known) else "."
            return after in (".", ",") and "past" in form.kinds
        if not (word[0].isupper() or word in (".", "’s")):
            return False
    return False


_SILENT: Mapping[int, Stretch] = {}
"""The marked speech of a sentence without any."""


def _in_title_case(words: Sequence[str]) -> bool:
    """Whether three of the longer words at least begin with a capital, and nine in ten of those that bear a title."""
    initials = [word[0] for word in words if len(word) > 3 and word not in _SMALL_IN_TITLES]
    capitals = sum(map(str.isupper, initials))
    return capitals > 2 and capitals >= 0.9 * sum(map(str.isalpha, initials))


_SMALL_IN_TITLES = frozenset("with from over than that into amid after upon onto about against under like when".split())
