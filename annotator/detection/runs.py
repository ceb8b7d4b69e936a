"""The tokens of running text: its words, numbers and punctuation marks, with what is known of each.

No token holds white space, so what a run of characters between two blanks consists of depends on that run alone; and
the same runs come again and again. They are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, chain
from operator import itemgetter

from annotator.detection.lexicon import Known, Lexicon, Piece
from annotator.detection.tagging import KEPT, met

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

_INVERTED = re.compile(r"(?:-t)?-(?=(?:je|tu|il|elle|on|nous|vous|ils|elles)$)", re.IGNORECASE)
_LONGEST_KEPT = 32
"""Code points of a run that is kept; longer ones hardly come again."""
_advance = itemgetter(5)


def add_pieces(text: str, start: int, end: int, pieces: list[Piece], starts: list[int], lexicon: Lexicon) -> None:
    """Add the tokens of `text[start:end]` to `pieces`, and where each begins to `starts`."""
    body = text[start:end].lstrip(" ")
    runs = body.split(" ")
    last = runs.pop() if body.endswith(".") else ""
    while runs and not runs[-1]:
        runs.pop()
    kept = list(map(lexicon.runs.get, runs))
    if last:
        runs.append(last)
        kept.append(lexicon.last_runs.get(last))
    if not all(kept):
        kept = [one or _met_run(run, bool(last) and run is last, lexicon) for run, one in zip(runs, kept, strict=True)]
        if not all(kept):  # two blanks in a row
            for begin, word in _tokens(text, start, end, lexicon):
                pieces.append(_piece(met(word, lexicon), 0))
                starts.append(begin)
            return
    found = list(chain.from_iterable(kept))
    pieces += found
    starts += accumulate(map(_advance, found), initial=end - len(body))
    del starts[-1]


def _met_run(run: str, last: bool, lexicon: Lexicon) -> tuple[Piece, ...]:
    """The tokens of a run that is met for the first time; none if it does not begin with one.

    A blank follows the run, or, after the `last` one, nothing, so that its point belongs to no abbreviation.
    """
    after = len(run) + 1
    tokens = list(_tokens(run if last else f"{run} ", 0, after, lexicon))
    if not tokens or tokens[0][0]:
        return ()
    begins = [begin for begin, _ in tokens]
    found = tuple(
        _piece(met(word, lexicon), following - begin)
        for (begin, word), following in zip(tokens, [*begins[1:], after], strict=True)
    )
    kept = lexicon.last_runs if last else lexicon.runs
    if len(kept) < KEPT and after <= _LONGEST_KEPT and run.isprintable():  # no white space of any kind
        kept[run] = found
    return found


def _piece(known: Known, advance: int) -> Piece:
    return known.low, known.inside, known.hint, known.word != known.low, len(known.word), advance, known


def _tokens(text: str, start: int, end: int, lexicon: Lexicon) -> Iterator[tuple[int, str]]:
    """Where each token of the range begins, and the token; French "dit-il" is parted into verb and pronoun."""
    parted = lexicon.language == "fr"
    for match in _BLANKS_AND_TOKEN.finditer(text, start, end):
        begin, word = match.start(1), match[1]
        inverted = _INVERTED.search(word) if parted and "-" in word else None
        if inverted is not None and inverted.start():
            yield begin, word[: inverted.start()]
            yield begin + inverted.end(), word[inverted.end() :]
        else:
            yield begin, word
