"""What begins or ends inside a line: datelines, a byline beside a date, agency tags (rules X1, X4, X7)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from annotator.detection.sections_dateline import dateline
from annotator.detection.sections_words import EDGE, Lexicon
from annotator.text import content_start, trim_visible
from annotator.values import dataclass, replace

_TAG: Final = re.compile(r"(?<=[.!?”\"’»…])\s+(?P<tag>[(\[—–-]\s?[\w/ ,&.-]{2,40}[)\]]?)$")
_TOKEN: Final = re.compile(r"[^\s|•·–—/]+")


@dataclass(frozen=True)
class Piece:
    """A stretch of the article with its label, and the probability that both are right."""

    kind: str
    start: int
    end: int
    probability: float


def cut(text: str, pieces: Sequence[Piece], lexicon: Lexicon) -> list[Piece]:
    """The pieces, or the parts they are made of."""
    last = max((at for at, piece in enumerate(pieces) if piece.kind in ("lead", "body")), default=-1)
    return [part for at, piece in enumerate(pieces) for part in _parts(text, piece, at == last, lexicon)]


def _parts(text: str, piece: Piece, last: bool, lexicon: Lexicon) -> list[Piece]:
    if piece.kind == "lead":
        return _lead(text, piece, lexicon)
    if piece.kind in ("byline", "date"):
        return _byline(text, piece, lexicon)
    if piece.kind == "body" and last:
        return _tag(text, piece, lexicon)
    return [piece]


def _split(text: str, piece: Piece, at: int, first: str, second: str) -> list[Piece]:
    """Two pieces that meet at `at`, trimmed; the piece itself if either would be empty."""
    a = trim_visible(text, piece.start, at)
    b = trim_visible(text, at, piece.end)
    if a[0] >= a[1] or b[0] >= b[1]:
        return [piece]
    return [replace(piece, kind=first, end=a[1]), replace(piece, kind=second, start=b[0])]


def _lead(text: str, piece: Piece, lexicon: Lexicon) -> list[Piece]:
    start = content_start(text, piece.start, piece.end)
    end = dateline(text, start, lexicon, piece.end)
    return [piece] if end is None else _split(text, piece, end, "dateline", "lead")


def _byline(text: str, piece: Piece, lexicon: Lexicon) -> list[Piece]:
    """ "By Ann Lee | 3 March 2025" is a byline and a date."""
    line = text[piece.start : piece.end]
    if len(line) > 200 or "\n" in line:
        return [piece]
    tokens = [(match.start(), match.end(), _dated(match.group(), lexicon)) for match in _TOKEN.finditer(line)]
    first = next((i for i, token in enumerate(tokens) if token[2] == "date"), None)
    if first is None:
        return [piece]
    last = max(i for i, token in enumerate(tokens) if token[2] == "date")
    if any(token[2] == "word" for token in tokens[first:last]):
        return [piece]
    while first and tokens[first - 1][2] == "beside":
        first -= 1
    while last + 1 < len(tokens) and tokens[last + 1][2] == "beside":
        last += 1
    before = [line[a:b] for a, b, _ in tokens[:first]]
    after = [line[a:b] for a, b, _ in tokens[last + 1 :]]
    if before and not after and _named(before, lexicon):
        return _split(text, piece, piece.start + tokens[first][0], "byline", "date")
    if after and not before and _named(after, lexicon):
        return _split(text, piece, piece.start + tokens[last + 1][0], "date", "byline")
    return [piece]


def _dated(token: str, lexicon: Lexicon) -> str:
    word = token.casefold().strip(EDGE)
    if word[:1].isdigit() or word in lexicon.months:
        return "date"
    return "beside" if not word or word in lexicon.updated else "word"


def _named(tokens: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether the words are a byline: two names at least, or an opening and a name."""
    capital = [token for token in tokens if token[:1].isupper()]
    opening = lexicon.byline.opens(" ".join(tokens).casefold(), tokens[0].casefold().strip(EDGE)) is not None
    return (len(capital) >= 2 and len(capital) * 2 >= len(tokens)) or (opening and len(tokens) >= 2)


def _tag(text: str, piece: Piece, lexicon: Lexicon) -> list[Piece]:
    """An agency in brackets after the last sentence of the text."""
    start = max(piece.start, piece.end - 60)
    match = _TAG.search(text, start, piece.end)
    if match is None:
        return [piece]
    tag = match.group("tag").strip(EDGE + " ").casefold()
    parts = [part.strip(EDGE + " ") for part in re.split(r"[/,&]| - ", tag)]
    if not parts or not all(part in lexicon.agencies for part in parts):
        return [piece]
    return _split(text, piece, match.start("tag"), "body", "credit")
