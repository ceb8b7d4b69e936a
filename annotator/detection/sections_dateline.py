"""Inline datelines (rule X4): place, perhaps region, date and agency, and a separator.

"PORT MARROW:", "OSLO (Reuters) -", "LONDON, March 3 (AP) —", "BERLIN | 12. Mai".
"""

from __future__ import annotations

import re
from typing import Final

from annotator.detection.sections_words import EDGE, Lexicon
from annotator.lazy import pattern

REACH: Final = 110
"""Code points within which a dateline ends."""

_UPPER: Final = r"[^\W\d_a-zß-öø-ÿа-яё]"
_CAPS: Final = rf"{_UPPER}(?:{_UPPER}|[.'’\-‑])*"
_PLACE_CAPS: Final = rf"{_CAPS}(?:[ \xa0]{_CAPS}){{0,4}}"
_WORD: Final = r"[^\W\d_a-zа-яё][\w'’.\-‑]*"
_SMALL: Final = r"(?:de|del|da|do|dos|la|le|les|am|an der|auf|im|sur|sous|of|the|upon|na|nad|y)"
_PLACE: Final = rf"{_WORD}(?:[ \xa0](?:{_SMALL}[ \xa0])?{_WORD}){{0,3}}"
_DATE: Final = (
    r"(?:[^\W\d_]{2,10}\.?,?\s*)?"
    r"(?:\d{1,2}(?:st|nd|rd|th|\.|º)?(?:\s+(?:de\s+)?[^\W\d_]{2,10}\.?)?|[^\W\d_]{3,10}\.?\s+\d{1,2})"
    r"(?:,?\s+(?:19|20)\d\d)?"
)
_REGION: Final = rf"(?:[ \xa0]?[,/][ \xa0]?(?:{_PLACE}))"
_AGENCY: Final = r"(?:[ \xa0]*[(\[/](?:[^()\[\]/\n]{2,40})(?:/[^()\[\]/\n]{2,20})*[)\]/]\.?)"
_DASH: Final = r"(?:[ \xa0]*(?:--|—|―)|[ \xa0]+[-–]|\.-|\.—)"
_DATED: Final = rf"(?:[,.|]?[ \xa0]*(?:\|[ \xa0]*)?{_DATE}\.?)"

_FORMS: Final = (
    # "BERLIN | 12. Mai": nothing need follow the date.
    pattern(rf"(?P<place>{_PLACE_CAPS}){_REGION}?[ \xa0]\|[ \xa0]{_DATE}(?:[ \xa0]\|)?"),
    # In capitals nearly anything goes: region, date, agency, and a colon, dash or bar.
    pattern(
        rf"(?P<place>{_PLACE_CAPS}){_REGION}{{0,2}}{_DATED}?(?P<agency>{_AGENCY})?{_DATED}?(?:,[ \xa0]{_PLACE})?"
        rf"(?:{_DASH}|[ \xa0]?:|[ \xa0][|•·])"
    ),
    # An agency in brackets with a dash or colon, or a date and a dash.
    pattern(rf"(?P<place>{_PLACE}){_REGION}{{0,2}}{_DATED}?(?P<agency>{_AGENCY})(?:{_DASH}|[ \xa0]?:)"),
    pattern(rf"(?P<place>{_PLACE}){_REGION}{{0,2}}{_DATED}(?:{_DASH}|[ \xa0]?:)"),
    # German agencies leave out the dash: "Berlin (dpa)".
    pattern(rf"(?P<place>{_PLACE})(?P<agency>[ \xa0]\([\w/. -]{{2,24}}\))"),
    # The agency alone, or first: "(Reuters) -", "(ANSA) - ROMA, 03 MAG -".
    pattern(rf"(?P<agency>\([^()\n]{{2,30}}\)){_DASH}(?:[ \xa0]{_PLACE_CAPS}{_DATED}?{_DASH})?"),
    # A place in small letters needs a dash, a middle dot or a colon, and a capital after it.
    pattern(rf"(?P<place>{_PLACE}){_REGION}?(?:[ \xa0]+[-–·|]|[ \xa0]*(?:--|—)|:)(?=[ \xa0]+[\"“„«‘']?{_UPPER})"),
    # A place in capitals and a full stop: "PORT MARROW. The board …".
    pattern(
        rf"(?P<place>(?=[^\W\d_]{{4}}){_UPPER}+(?:[ \xa0]{_UPPER}+){{0,2}})"
        rf"\.(?=[ \xa0]+[\"“„«‘']?{_UPPER}[^\W\d_]*[a-zß-ÿа-я])"
    ),
    # Chinese and Japanese agencies: agency, place, date and a closing word.
    pattern(r"(?:【[^】\n]{2,20}】|[（(][^）)\n]{2,20}[）)]|[^\s，。]{2,8}社[^\s，。]{1,10}\d{1,2}月\d{1,2}日[电電])"),
)  # fmt: skip
_FORM_SIGNS: Final = ("|", "", "([/", "", "(", "(", "", ".", "【（(社")
"""Of these each form has one at least; "" where it is one of many."""
_SIGN: Final = pattern(rf"[|•·—―:(（【社\-–.](?:(?<![\-–.])|(?<=--)|(?<=[ \xa0][-–])|(?<=\.-)|(?<={_UPPER}\.))")
"""What each of the forms has somewhere, and few sentences: "|", "--", " -", ".-", "M." and their like."""
_DIGIT: Final = re.compile(r"\d")
_IN_CAPITALS: Final = {0, 1}
_NEEDS_AGENCY: Final = {2, 4, 5}
_DATE_ALONE: Final = 3
_LOOSE: Final = 6


def dateline(text: str, start: int, words: Lexicon, end: int | None = None) -> int | None:
    """The end of the dateline that begins at `start`, separator included; None if there is none.

    `text[start:end]` is a paragraph; something visible must follow the dateline in it. `words` knows
    the agencies, and the words before a colon that are no places.
    """
    end = len(text) if end is None else end
    stop = min(end, start + REACH)
    head = text[start : start + 1]
    if not (head.isupper() or head in "(（【" or "⺀" <= head <= "鿿"):
        return None
    if _SIGN.search(text, start, stop) is None:
        return None
    reach = text[start:stop]
    for number, form in enumerate(_FORMS):
        signs = _FORM_SIGNS[number]
        if signs and not any(sign in reach for sign in signs):
            continue
        if number == _DATE_ALONE and _DIGIT.search(reach) is None:
            continue
        match = form.match(text, start, stop)
        if match is None or not text[match.end() : min(end, match.end() + 40)].strip():
            continue
        groups = match.groupdict()
        place = (groups.get("place") or "").strip()
        agency = (groups.get("agency") or "").strip(EDGE + " \xa0").casefold()
        known = agency in words.agencies or any(part.strip() in words.agencies for part in re.split(r"[/,;&-]", agency))
        first = place.split(" ")[0].strip(EDGE).casefold()
        if first in words.not_places or place.casefold() in words.not_places:
            continue
        if number in _NEEDS_AGENCY and not known:
            continue
        if number in _IN_CAPITALS and len(place.replace(".", "")) < 3 and not known:
            continue
        if number == _LOOSE and not _place_like(place, words.function):
            continue
        return match.end()
    return None


def _place_like(place: str, function: frozenset[str]) -> bool:
    """A place in small letters: few words, none of them a function word."""
    words = place.split()
    return len(words) <= 3 and words[0].casefold() not in function and len(place) <= 32
