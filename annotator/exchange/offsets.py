"""Offsets that count something else than code points: recognised by the words they should cut out.

Other programs count UTF-8 bytes, UTF-16 units (JavaScript, Java), or code points after CR LF became LF
or after a byte order mark was dropped. Which one it was is decided only where the record says what the
words are; it is never guessed from the numbers (SCHEME 2, "Offsets").
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate

from annotator.text import LINE_END, Range

Convert = Callable[[int, int], Range | None]
"""Offsets in some unit -> offsets in code points, or None where they cut a character or leave the text."""

UNITS = ("code points", "UTF-16 units", "UTF-8 bytes", "code points without CR", "code points without BOM")


def _by_width(widths: Iterable[int]) -> Convert:
    """Conversion from a unit of which the n-th character takes `widths[n]`."""
    starts = [0, *accumulate(widths)]

    def convert(start: int, end: int) -> Range | None:
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        if last >= len(starts) or starts[first] != start or starts[last] != end:
            return None
        # A character of width 0 (a CR that was not counted) belongs to what follows it.
        while first + 1 < len(starts) and starts[first + 1] == start:
            first += 1
        return first, last

    return convert


def converter(text: str, unit: str) -> Convert:
    """The conversion from `unit` (one of UNITS) to code points of `text`."""
    if unit == "UTF-16 units":
        return _by_width(2 if ord(char) > 0xFFFF else 1 for char in text)
    if unit == "UTF-8 bytes":
        return _by_width(len(char.encode("utf-8", "surrogatepass")) for char in text)
    if unit == "code points without CR":
        dropped = {match.start() for match in LINE_END.finditer(text) if match.group() == "\r\n"}
        return _by_width(0 if place in dropped else 1 for place in range(len(text)))
    shift = 1 if unit == "code points without BOM" and text.startswith("\ufeff") else 0
    length = len(text)

    def convert(start: int, end: int) -> Range | None:
        return (start + shift, end + shift) if 0 <= start <= end <= length - shift else None

    return convert


def same_words(a: str, b: str) -> bool:
    """Whether two wordings are the same but for white space, which programs fold."""
    return a == b or a.split() == b.split()


def recognise(text: str, claims: Sequence[tuple[int, int, str]]) -> str | None:
    """The one unit in which every claim (start, end, words) cuts out its words; None when there is none.

    Code points win when they fit. Two other units that fit and differ in what they cut are no answer.
    """
    fits: dict[tuple[Range | None, ...], str] = {}
    for unit in UNITS:
        convert = converter(text, unit)
        ranges = tuple(convert(start, end) for start, end, _ in claims)
        if all(
            found is not None and same_words(text[slice(*found)], words)
            for found, (_, _, words) in zip(ranges, claims, strict=True)
        ):
            if unit == UNITS[0]:
                return unit
            fits.setdefault(ranges, unit)
    return next(iter(fits.values())) if len(fits) == 1 else None


def moved(old: str, new: str) -> Convert | None:
    """The conversion between two texts that differ only in newlines or a BOM; None when they differ more."""
    if old == new:
        return converter(new, UNITS[0])
    shift_old, shift_new = old.startswith("\ufeff"), new.startswith("\ufeff")
    plain_old, map_old = _plain(old[shift_old:])
    plain_new, map_new = _plain(new[shift_new:])
    if plain_old != plain_new:
        return None
    back = {place + shift_old: index for index, place in enumerate(map_old)}

    def convert(start: int, end: int) -> Range | None:
        first, last = back.get(start), back.get(end)
        if first is None or last is None:
            return None
        return map_new[first] + shift_new, map_new[last] + shift_new

    return convert


def _plain(text: str) -> tuple[str, list[int]]:
    """The text with every line end as LF, and for each of its offsets the one in `text`."""
    places = list(range(len(text) + 1))
    crlf = {match.start() for match in LINE_END.finditer(text) if match.group() == "\r\n"}
    if crlf:
        places = [place for place in places if place - 1 not in crlf]
    return LINE_END.sub("\n", text), places
