"""Bylines without an opening word: "Ann Lee, Political Editor", "Ann Lee / AP", "Staff and agencies".

Only the line itself is read; that it stands under the title is for the page to say.
"""

from __future__ import annotations

import re
from typing import Final

from annotator.detection.sections_words import EDGE, Lexicon
from annotator.lazy import pattern

_PART: Final = r"[^\W\d_a-zß-öø-ÿа-яё][\w’'-]*\.?"
_SMALL: Final = r"(?:de|del|della|der|den|di|da|dos|du|la|le|van|von|zu|ten|ter|bin|al|el|y)"
_NAME: Final = rf"(?:(?:Dr|Prof|Mag)\. )?{_PART}(?: (?:{_SMALL} ){{0,2}}{_PART}){{1,3}}"
_NAMES: Final = pattern(rf"{_NAME}(?:(?:, | and | & | und | et | y | e | och | og | / |/| \| ){_NAME}){{0,4}}")
_HANDLE: Final = re.compile(r"@\w|\w@\w")
_APART: Final = re.compile(r"[,;/&|]| and | und | et | y | e | och | og | - | – ")
_FOR: Final = pattern(
    r"(?:[Ss]pecial (?:to|for)|[Ff]or|[Ii]n|[Aa]t|aus|für|à|en|pour|para|w|в)(?: [Tt]he| der| le| la| el)?"
    r"(?: [^\W\d_a-zß-öø-ÿа-яё][\w’'.-]*){1,4}$"
)
_TITLES: Final = frozenset(("dr", "prof", "mag", "sir", "dame"))
_FROM: Final = pattern(r"(?:From |Aus [^\W\d_a-zß-ÿ][\w’'-]+ (?:berichtet |von )?)")
_OURS: Final = re.compile(
    r"(?:From |By )?[Oo]ur (?:\w+ )?(?:correspondent|reporter|editor|staff|writer)s?(?: (?:in|at) \w.*)?$"
)
_SPECIAL: Final = re.compile(r"[Ss]pecial (?:[Tt]o|[Ff]or) (?:[Tt]he )?[A-Z]")
_LONGEST: Final = 120


def byline_form(text: str, lexicon: Lexicon) -> str | None:
    """What kind of byline the line may be, if any.

    "staff" (desks, agencies), "role" (a name and what its bearer is or writes for), "person" (names that begin
    with a known first name), "names" (two or three words that may be a name).
    """
    if len(text) > _LONGEST or not text[:1].isupper():
        return None
    parts = [part.strip(EDGE + " ").casefold() for part in _APART.split(text)]
    if all(part in lexicon.agencies or part in lexicon.staff for part in parts):
        return "staff"
    if _OURS.match(text) is not None:
        return "staff"
    if _SPECIAL.match(text) is not None:
        return "role"
    sent = _FROM.match(text)
    text = text[sent.end() :] if sent is not None else text
    if lexicon.houses.within(text.casefold(), frozenset(text.casefold().replace("/", " ").split()), False):
        return None
    names = _NAMES.match(text)
    if names is None:
        return None
    rest = text[names.end() :].strip(EDGE + " ") if not _HANDLE.search(text, names.end()) else "@"
    if sent is not None:
        return "role" if (rest.startswith("in ") if sent.group().startswith("From") else not rest) else None
    if not rest:
        return _alone(parts, text, lexicon)
    words = rest.casefold().split()
    if rest == "@" or len(words) > 8:
        return "role" if rest == "@" else None
    if not lexicon.roles.isdisjoint(word.strip(EDGE) for word in words) or rest.casefold() in lexicon.agencies:
        return "role"
    return "role" if text[names.end()] in ", (" and _FOR.match(rest) is not None and len(words) <= 6 else None


def _alone(parts: list[str], text: str, lexicon: Lexicon) -> str | None:
    """A line of nothing but capitalised words."""
    if len(parts) > 1 and (parts[-1] in lexicon.agencies or parts[-1] in lexicon.staff):
        return "role"
    words = [bare for word in text.casefold().split() if (bare := word.strip(EDGE)) and bare not in _TITLES]
    if not words or words[0] in lexicon.roles or words[0] in lexicon.function:
        return None
    if words[0] in lexicon.given:
        return "person"
    if len(words) in (2, 3) and lexicon.function.isdisjoint(words) and lexicon.vocabulary.isdisjoint(words):
        plain = not text.isupper() and "," not in text
    else:
        plain = False
    board = any(text.casefold().endswith(f" {desk}") for desk in lexicon.desks)
    if board or not lexicon.roles.isdisjoint(words[2:]):
        return "role"
    return "names" if plain else None
