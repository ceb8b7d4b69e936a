"""The words of a noun phrase, in the form in which phrases are compared. Offsets are code points."""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

_TOKEN = re.compile(
    r"[A-Za-z][a-z]*+(?![\w’'.\-‑&/])"  # most words: quicker than the same among all below
    r"|\d{1,3}(?:,\d{3})+|[^\W_]+(?:[’'.\-‑&/][^\W_]+)*|[,;()]"
)


_ELIDED = re.compile(r"(?:[lL]|[dD](?=[’'][^\W\d_A-Z])|[qQ]u)[’'](?=\w)")  # French articles and prepositions


_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")  # "F.W.U"


def _caseless(char: str) -> bool:
    """Whether a letter belongs to a script without capitals, where any word may be a name."""
    return char.isalpha() and char.lower() == char.upper()


class Token(NamedTuple):
    """A word of a phrase: `low` is its form for comparing, without the possessive ending."""

    start: int
    end: int
    low: str
    capital: bool
    possessive: bool


_known: dict[str, tuple[int, str, bool, bool, bool]] = {}
_KEPT = 40_000
"""Words that are kept once they are read, see `_read`."""


def _read(word: str) -> tuple[int, str, bool, bool, bool]:
    """What a word tells by itself, kept as the same words come again and again.

    How many code points of an elided article lead it, its form for comparing, whether it is written like a name,
    whether it has a possessive ending, and whether an apostrophe after it would be one.
    """
    if word.isalpha() and word[-1] not in "sS":
        first = word[0]
        capital = first.isupper() or (not word.islower() and (word[1:].isupper() or _caseless(first)))
        return _keep(word, (0, word.casefold(), capital, False, False))
    whole = word
    elided = _ELIDED.match(word)
    skipped = elided.end() if elided is not None else 0
    word = word[skipped:]
    possessive = word[-2:] in ("’s", "'s") and len(word) > 2
    bare = word[:-2] if possessive else word
    first = bare[0]
    inner = bare[3:4] if bare[:3] in ("al-", "el-", "al‑") else ""
    low = bare.casefold()
    read = (
        skipped,
        low.replace(".", "") if "." in bare and _DOTTED.fullmatch(bare) else low,
        first.isupper() or inner.isupper() or bare[1:].isupper() or _caseless(first),
        possessive,
        not possessive and bare[-1] in "sS",
    )
    return _keep(whole, read)


def _keep(word: str, read: tuple[int, str, bool, bool, bool]) -> tuple[int, str, bool, bool, bool]:
    if len(_known) < _KEPT:
        _known[word] = read
    return read


def tokens(text: str, start: int, end: int, most: int | None = None) -> list[Token]:
    """The words, commas, semicolons and brackets of a range, the first so many."""
    found = []
    make = tuple.__new__  # half the time of Token(...), of which an article needs hundreds
    for match in _TOKEN.finditer(text, start, end) if most is None else islice(_TOKEN.finditer(text, start, end), most):
        word = match[0]
        skipped, low, capital, possessive, plural = _known.get(word) or _read(word)
        first, last = match.span()
        if plural and last < end and text[last : last + 1] in ("’", "'"):
            possessive = True
        found.append(make(Token, (first + skipped, last, low, capital, possessive)))
    return found


def plain(text: str, start: int, end: int) -> str:
    """The words of a range with white space of any kind as single blanks, for showing as a name."""
    return " ".join(text[start:end].split())


def singular(word: str) -> str:
    """A rough singular, enough to compare heads: "bodies" body, "judges" judge, "press" press."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("men") and len(word) > 4:
        return word[:-3] + "man"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word
