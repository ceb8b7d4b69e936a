"""Sentences as detection reads them: tokens with one-letter classes, marked speech as a single token.

A stretch in quotation marks is one token (class Q), so that the reporting frame around it reads like any sentence.
One string holds the classes of a sentence, so that patterns over them are searches in a string.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, compress, count, pairwise
from operator import add
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.detection.lexicon import Lexicon, Piece
from annotator.detection.runs import END, Pieces, Zone
from annotator.detection.tagging import classes, word_of
from annotator.marks import Stretch
from annotator.text import Range

LONGEST = 250
"""Tokens of a sentence; what is longer is no prose and is cut, so that reading stays linear."""

LIGHT_REACH = 5
"""Tokens behind a light verb among which its noun stands."""
_AT_ONCE = 4_000
"""Code points that are read at once: the tokens of all of a long article take forty times its memory."""
_CLOSING = re.compile(r"[.Q]")
"""The classes after which a sentence may end: stops, and marked speech."""
_WORD_END = re.compile(r"[^\W_]")


class Phrase(NamedTuple):
    """A noun phrase: token indices, inclusive."""

    first: int
    last: int


class Sentence:
    """One sentence of `text`: parallel lists over its tokens, and their classes as a string.

    `hints` are the tokens at which a cue group may be found, `speech` has the stretch of each token of marked speech,
    `title_case` says whether it is written like a title.

    Classes: D determiner, N noun or unknown, P capitalised name, J adjective, M number, z possessive,
    R subject pronoun, r object pronoun, V finite verb, E past or participle, B base form, G -ing,
    X auxiliary, A adverb, T "to", I preposition, C conjunction, S subordinator, W question word,
    Q marked speech; punctuation: , ; : - ( ) . and o for the rest.
    """

    __slots__ = (
        "_capitals", "_inside", "_lexicon", "_pieces", "ends", "hints", "low", "speech", "starts", "subjects", "tags",
        "tails", "text", "title_case",
    )  # fmt: skip

    tags: str
    title_case: bool

    def __init__(
        self,
        text: str,
        starts: list[int],
        ends: list[int],
        low: list[str],
        hints: list[int],
        speech: Mapping[int, Stretch],
        unread: tuple[Sequence[Piece], str, int, Lexicon],
    ) -> None:
        self.text = text
        self.starts = starts
        self.ends = ends
        self.low = low
        self.hints = hints
        self.speech = speech
        self._pieces, self._inside, self._capitals, self._lexicon = unread
        self.subjects: dict[int, Phrase | None] = {}
        """What `phrases` has found out about a token: the subject of the verb group that begins there."""
        self.tails: dict[int, bool] = {}
        """What `contents` has found out about a token: whether a cue of the words before it begins there."""

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            """The classes, when they are first asked for: in one of five sentences nothing can report."""
            if name not in ("tags", "title_case"):
                raise AttributeError(name)
            self.title_case = self._capitals > 2 and _in_title_case(self._pieces)
            self.tags = classes(self._inside, self._pieces, self.low, self.title_case, self._lexicon)
            return getattr(self, name)

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


def sentences(text: str, zones: Iterable[Zone], lexicon: Lexicon) -> Iterator[list[Sentence]]:
    """The sentences of each zone (a paragraph, or what is inside marks). Linear; never raises."""
    batch = Pieces(text, lexicon)
    size = 0
    for zone in zones:
        batch.add(zone)
        size += 1 + zone[1] - zone[0]
        if size > _AT_ONCE:
            yield from _parted(text, batch, lexicon)
            batch, size = Pieces(text, lexicon), 0
    if size:
        yield from _parted(text, batch, lexicon)


def _parted(text: str, batch: Pieces, lexicon: Lexicon) -> Iterator[list[Sentence]]:
    """The sentences of each zone of a batch."""
    pieces, at = batch.read()
    low, settled, hinted, capitals, sizes, advances, _ = _columns(pieces)
    starts = list(accumulate(advances, initial=at))
    tags = "".join(settled)
    at = -1
    speech: dict[int, Stretch] = {}
    for stretch in batch.marked:
        at = tags.index("Q", at + 1)
        starts[at] = stretch.start
        speech[at] = stretch
    ends = list(map(add, starts, sizes))
    hints = _hints(low, hinted, lexicon)
    begin = past = 0
    while begin < len(tags):
        stop = tags.index(END, begin)
        found = []
        for first, last in pairwise(
            (begin, *_edges(text, starts, ends, tags, begin, stop, pieces, speech, lexicon), stop)
        ):
            if first == last:
                continue
            before, past = past, bisect_left(hints, last, past)
            mine = tags[first:last]
            found.append(
                Sentence(
                    text,
                    starts[first:last],
                    ends[first:last],
                    list(low[first:last]),
                    [i - first for i in hints[before:past]],
                    {i: speech[first + i] for i, tag in enumerate(mine) if tag == "Q"} if "Q" in mine else _SILENT,
                    (pieces[first:last], mine, sum(capitals[first:last]), lexicon),
                )
            )
        yield found
        begin = stop + 1


def _columns(pieces: Sequence[Piece]) -> Iterable[Sequence[Any]]:
    """The columns of a table of tokens."""
    if len(pieces) < _AT_ONCE:
        return zip(*pieces, strict=True)
    # a paragraph that is no prose: one iterator for each token at the same time would keep the collector busy
    return ([piece[k] for piece in pieces] for k in range(7))


def _hints(low: Sequence[str], hinted: Sequence[bool], lexicon: Lexicon) -> list[int]:
    """The tokens at which a cue group may be found."""
    following, light = lexicon.following, lexicon.light_forms
    found = []
    for i in compress(count(), hinted):
        wanted = following.get(low[i])
        if (
            wanted is None
            or low[i + 1] in wanted
            or (low[i] in light and not lexicon.light.keys().isdisjoint(low[i + 1 : i + 1 + LIGHT_REACH]))
        ):
            found.append(i)
    return found


def _edges(
    text: str,
    starts: Sequence[int],
    ends: Sequence[int],
    tags: str,
    begin: int,
    stop: int,
    pieces: Sequence[Piece],
    speech: Mapping[int, Stretch],
    lexicon: Lexicon,
) -> Iterator[int]:
    """The tokens between `begin` and `stop` with which a new sentence begins.

    `tags` are the classes as far as they are settled.
    """
    first = begin
    for match in _CLOSING.finditer(tags, begin, stop - 1):
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
                over = last in ".…" and text[following].isupper() and not _tag_follows(pieces, i + 1, stop, lexicon)
        elif tags[i + 1] != "Q":
            small = text[following].islower() or text[following] in ",;:)"
            over = not small and (following > ends[i] or pieces[i][0][0] in "。！？")
        else:
            over = True
        if over:
            first = i + 1
            yield first
    while stop - first > LONGEST:
        first += LONGEST
        yield first


def _tag_follows(pieces: Sequence[Piece], first: int, stop: int, lexicon: Lexicon) -> bool:
    """Whether “….” is followed by a bare "Reed said." although its stop is inside the marks."""
    for k in range(first, min(first + 6, stop)):
        word = word_of(pieces[k])
        if not word:
            return False
        form = lexicon.forms.get(word)
        if form is not None and k > first and "speech" in lexicon.frames.get(form.lemma, ()):
            after = word_of(pieces[k + 1]) if k + 1 < stop else "."
            return after in (".", ",") and "past" in form.kinds
        if not (word[0].isupper() or word in (".", "’s")):
            return False
    return False


_SILENT: Mapping[int, Stretch] = {}
"""The marked speech of a sentence without any."""


def _in_title_case(pieces: Sequence[Piece]) -> bool:
    """Whether three of the longer words at least begin with a capital, and nine in ten of those that bear a title."""
    words = [piece[0] if piece[6] is None else piece[6].word for piece in pieces if piece[4] > 3]
    initials = [word[:1] for word in words if word not in _SMALL_IN_TITLES]
    capitals = sum(map(str.isupper, initials))
    return capitals > 2 and capitals >= 0.9 * sum(map(str.isalpha, initials))


_SMALL_IN_TITLES = frozenset("with from over than that into amid after upon onto about against under like when".split())
