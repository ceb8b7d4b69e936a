"""The tokens of running text: its words, numbers and punctuation marks, with what is known of each.

No token holds white space, so what a run of characters between two blanks consists of depends on that run alone; and
the same runs come again and again. They are kept, and many zones are looked up at once: what is done for each zone or
token apart takes far longer than one call that goes through a list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from typing import cast

from annotator.detection.lexicon import Lexicon, Piece
from annotator.detection.tagging import KEPT, UNSETTLED, met
from annotator.marks import Stretch

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

_WHITE = re.compile(r"\s")
_INVERTED = re.compile(r"(?:-t)?-(?=(?:je|tu|il|elle|on|nous|vous|ils|elles)$)", re.IGNORECASE)
_LONGEST_KEPT = 32
"""Code points of a run that is kept; longer ones hardly come again."""

Zone = tuple[int, int, Sequence[Stretch]]
"""Where reading begins and ends, and the marked speech that is one token each: sorted, none inside another.

A stretch that goes beyond the zone is passed over.
"""
END = "\n"
"""The class of the token that stands behind each zone."""
_BEHIND: tuple[Piece, ...] = ((END, END, False, False, 0, 0, None),)


class Pieces:
    """The tokens of several zones of a text, with a token of class `END` behind each zone.

    `marked` are the stretches that are tokens.
    """

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self._text = text
        self._lexicon = lexicon
        self._runs: list[str] = []
        self._own: dict[int, tuple[Piece, ...]] = {}  # what those runs are that are not looked up
        self._first = self._at = 0  # where the first token stands; where the next one would if nothing came between
        self.marked: list[Stretch] = []

    def add(self, zone: Zone) -> None:
        """Add the tokens of a zone."""
        at, end, spoken = zone
        for stretch in spoken:
            if stretch.start < at or stretch.end > end:
                continue
            self._outside(at, stretch.start)
            self.marked.append(stretch)
            self._own[len(self._runs)] = (("", "Q", False, False, stretch.end - stretch.start, 0, None),)
            self._runs.append("")
            at = stretch.end
        self._outside(at, end)
        self._own[len(self._runs)] = _BEHIND
        self._runs.append("")

    def _outside(self, start: int, end: int) -> None:
        """The tokens of running text."""
        body = self._text[start:end]
        if not body.isprintable():
            body = _WHITE.sub(" ", body)
        size = len(body)
        body = body.lstrip(" ")
        start += size - len(body)
        stopped = body[-1:] == "."  # there the point belongs to no abbreviation
        body = body.rstrip(" ")
        if not body:
            return
        runs = body.split(" ")
        own = None
        if "_" in body or "" in runs:  # between tokens, or at the beginning, stands more than one blank
            offset, own = _cut(body, stopped, self._lexicon)
            if not own:
                return
            start += offset
            body = body[offset:]
            runs = [""]
        elif stopped:
            own = self._lexicon.last_runs.get(runs[-1]) or _met_run(runs[-1], True, self._lexicon)
        before = len(self._runs) - 1
        if before < 0:
            self._first = start
        else:
            ((word, tag, hint, capital, size, _, known),) = self._own[before]
            self._own[before] = ((word, tag, hint, capital, size, start - self._at, known),)
        self._at = start + len(body) + 1
        self._runs += runs
        if own is not None:
            self._own[len(self._runs) - 1] = own

    def read(self) -> tuple[list[Piece], int]:
        """The tokens, and where the first of them begins; the others follow from how far each is from the next.

        Marked speech begins where it does, whatever that comes to.
        """
        kept = list(map(self._lexicon.runs.get, self._runs))
        for k, own in self._own.items():
            kept[k] = own
        if not all(kept):
            kept = [one or _met_run(run, False, self._lexicon) for run, one in zip(self._runs, kept, strict=True)]
        return list(chain.from_iterable(cast("list[tuple[Piece, ...]]", kept))), self._first


def _met_run(run: str, last: bool, lexicon: Lexicon) -> tuple[Piece, ...]:
    """The tokens of a run that is met for the first time; a blank follows it, or nothing after the `last` one."""
    found = _cut(run, last, lexicon)[1]
    kept = lexicon.last_runs if last else lexicon.runs
    if len(kept) < KEPT and len(run) <= _LONGEST_KEPT:
        kept[run] = found
    return found


def _cut(run: str, last: bool, lexicon: Lexicon) -> tuple[int, tuple[Piece, ...]]:
    """The tokens of a run, and how far behind its beginning the first of them stands."""
    if run.isalpha():
        return 0, (_new_piece(run, len(run) + 1, lexicon),)  # most runs, and in the next line most others
    if run[-1:] == "," and run[:-1].isalpha():
        return 0, (_piece(run[:-1], len(run) - 1, lexicon), _piece(",", 2, lexicon))
    matches = list(_BLANKS_AND_TOKEN.finditer(run if last else f"{run} "))
    if not matches:
        return 0, ()
    found = [(match.start(1), match[1]) for match in matches]
    if lexicon.language == "fr" and "-" in run:
        found = _parted(found)
    begins = [*(begin for begin, _ in found), len(run) + 1]
    if len(found) == 1:  # kept with its run
        return begins[0], (_new_piece(found[0][1], begins[1] - begins[0], lexicon),)
    return begins[0], tuple(
        [_piece(word, following - begin, lexicon) for (begin, word), following in zip(found, begins[1:], strict=True)]
    )


def _parted(words: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """The words and where they begin, with French "dit-il" parted into verb and pronoun."""
    found = []
    for begin, word in words:
        inverted = _INVERTED.search(word)
        if inverted is not None and inverted.start():
            found.append((begin, word[: inverted.start()]))
            found.append((begin + inverted.end(), word[inverted.end() :]))
        else:
            found.append((begin, word))
    return found


def _piece(word: str, advance: int, lexicon: Lexicon) -> Piece:
    """A token and how far behind its beginning the next one begins; kept where none or one blank stands between."""
    apart = advance - len(word)
    kept = lexicon.apart_pieces if apart else lexicon.close_pieces
    piece = kept.get(word) if apart < 2 else None
    if piece is None:
        piece = _new_piece(word, advance, lexicon)
        if apart < 2 and len(kept) < KEPT:
            kept[word] = piece
    return piece


def _new_piece(word: str, advance: int, lexicon: Lexicon) -> Piece:
    """`_piece`, made anew and not kept."""
    known = met(word, lexicon)
    low, capital = known.low, word != known.low
    more = None if known.always != UNSETTLED and not capital else known
    return low, known.inside, known.hint, capital, len(word), advance, more
