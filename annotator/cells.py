"""How text lies in the cells of a terminal: clusters a reader sees as one character, and their widths.

A terminal shows `drawn(text)`, not the text itself: what it would obey or hide is replaced by a visible
mark (`annotator.shown`), and variation selectors, on whose width terminals disagree, are left out. So
widths add up: the width of a text is the sum of those of its code points, however it is cut.
Positions are code points, widths are cells.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from itertools import accumulate

from annotator.lazy import pattern
from annotator.shown import shown
from annotator.text import Range

_SELECTORS = pattern("[\ufe00-\ufe0f]")
"""They choose a glyph and draw nothing; terminals differ in whether one makes its character wider."""

_NARROW = pattern(
    "[ -~\xa0-\xac\xae-\u02ff\u0370-\u0377\u037a-\u037f\u0384-\u0482\u048a-\u052f"
    "\u1e00-\u1f15\u2010-\u2027\u2030-\u205e\u2070-\u2071\u2074-\u208e\u20a0-\u20c0\u2100-\u218b\u2190-\u2199"
    "\u2500-\u25fc\u2713\u2717\u27e6\u27e7]*"
)
"""One code point, one cluster, one cell: nearly all news text in Latin, Greek and Cyrillic letters."""

_PLAIN_PAIR = pattern(
    "[ -~\xa0-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u3000-\u3029\u3030-\u3096"
    "\u309b-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff9f]{2}"
)
"""Two characters between which a cluster always ends (ideographs and syllables among them)."""

_STEADY = pattern(
    "[ -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\u20c0"
    "\u2100-\u22ff\u2400-\u2426\u2500-\u25fc\u2713\u2717\u27e6\u27e7\u3000-\u3029\u3030-\u3096\u309b-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uff01-\uff60]*"
)

_EMOJI_TAIL = "[\U0001f3fb-\U0001f3ff\ufe00-\ufe0f\u20e3\U000e0020-\U000e007f]"
_HANGUL = "[\u1100-\u115f\ua960-\ua97c]*[\uac00-\ud7a3\u1160-\u11a7\ud7b0-\ud7c6][\u1160-\u11ff\ud7b0-\ud7fb]*"
_JOINED = pattern("\r\n|[\U0001f1e6-\U0001f1ff]{2}|" + _HANGUL + "|[\u1100-\u115f\ua960-\ua97c]+|.", re.DOTALL)
_PICTURE = pattern(
    "[\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff]"
    + _EMOJI_TAIL
    + "*(?:\u200d[\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff]"
    + _EMOJI_TAIL
    + "*)+"
)
"""Emoji joined by zero-width joiners: a family is one character to its reader."""
_PREPENDED = "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
_SEEN = pattern(f"[{_PREPENDED}]")
"""Format characters that draw a sign of their own (Arabic year signs and the like)."""
_WIDE = pattern("[\u2630-\u2637\u268a-\u268f\u4dc0-\u4dff\U0001d300-\U0001d356\U0001d360-\U0001d376]")
"""Wide since Unicode 16; older tables of Python say narrow, terminals follow the new ones."""


def _width(char: str) -> int:
    """Cells of one code point that `drawn` lets through."""
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Mc", "Cf"):
        return 1 if _SEEN.match(char) else 0
    if "\u1160" <= char <= "\u11ff" or "\ud7b0" <= char <= "\ud7fb" or "\U0001f3fb" <= char <= "\U0001f3ff":
        return 0  # vowels and tails of Hangul syllables, skin tones: drawn into the character before
    if category == "Cn":  # not in this Python's tables: new emoji and ideographs are wide, the rest is not
        wide = "\U0001f300" <= char <= "\U0001faff" or "\U00020000" <= char <= "\U0003fffd"
        return 2 if wide else 1
    return 2 if unicodedata.east_asian_width(char) in "WF" or _WIDE.match(char) else 1


class _Widths(dict[str, int]):
    """Cells of each code point of an article, looked up once."""

    def __missing__(self, char: str) -> int:
        if _SELECTORS.match(char):
            width = 0
        elif char == "\r":
            width = 0  # only before a line feed, which is the blank cell; alone it is `CR_ALONE`
        else:
            width = _width(shown(char))
        self[char] = width
        return width


_WIDTHS = _Widths()
_LONE_CR = pattern("\r(?!\n)")


def is_narrow(text: str, start: int = 0, end: int | None = None) -> bool:
    """Whether every code point of `text[start:end]` is a cluster of its own, one cell wide."""
    match = _NARROW.match(text, start, len(text) if end is None else end)
    return match is not None and match.end() == (len(text) if end is None else end)


def is_steady(text: str) -> bool:
    """Whether terminals agree on the cells of this text: no emoji, marks, or scripts that some reorder."""
    return is_narrow(text) or _STEADY.fullmatch(text) is not None


def width(text: str) -> int:
    """Cells that `drawn(text)` takes; line ends and tabs are one blank cell."""
    if is_narrow(text):
        return len(text)
    widths = _WIDTHS
    return sum([widths[char] for char in text]) + (len(_LONE_CR.findall(text)) if "\r" in text else 0)


def drawn(text: str) -> str:
    """What the terminal is sent for `text`: safe, line ends and tabs as blanks, no variation selectors.

    `width(text)` cells wide. Not code point for code point: use `cells_before` for places.
    """
    if is_narrow(text):
        return text
    text = text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ").replace("\t", " ")
    return _SELECTORS.sub("", shown(text))


def clusters(text: str, start: int = 0, end: int | None = None) -> tuple[Range, ...]:
    """What a reader sees as single characters in `text[start:end]`, tiling it.

    Flags, emoji with skin tones and joiners, letters with combining marks, Hangul syllables written
    in letters, and CR LF are one each (the rules of UAX 29 that show in news text).
    """
    end = len(text) if end is None else end
    if is_narrow(text, start, end):
        return tuple((at, at + 1) for at in range(start, end))
    found = []
    at = start
    while at < end:
        match = _PICTURE.match(text, at, end) or _JOINED.match(text, at, end)
        stop = match.end() if match else at + 1
        while stop < end and _extends(text[stop]) and text[at] not in "\r\n":
            stop += 1
        found.append((at, stop))
        at = stop
    return tuple(found)


def _extends(char: str) -> bool:
    """Whether the character belongs to the cluster before it."""
    if char < "\u0300":
        return False
    if unicodedata.category(char) in ("Mn", "Me", "Mc"):
        return True
    return char == "\u200d" or "\U0001f3fb" <= char <= "\U0001f3ff" or "\U000e0020" <= char <= "\U000e007f"


def running_width(text: str, start: int, end: int) -> array[int]:
    """For each code point of `text[start:end]` the cells up to and with it; CR before LF is none."""
    return array("i", accumulate(map(_WIDTHS.__getitem__, text[start:end])))


def cluster_edge(text: str, offset: int, start: int, end: int) -> int:
    """The last cluster edge at or before `offset`, or the first behind it where that would be `start`.

    `start` and `end` are edges, `start < offset < end`. Costs no more than `offset - start`.
    """
    if _PLAIN_PAIR.match(text, offset - 1, offset + 1):
        return offset
    edge = start
    for first, last in clusters(text, start, min(end, offset + 64)):
        if last > offset and first > start:
            return first
        edge = last
        if last >= offset:
            break
    return edge


def fit(text: str, cells: int, mark: str = "…") -> str:
    """`drawn(text)` cut to `cells` cells, the last one `mark` if something was cut; never wider."""
    if width(text) <= cells:
        return drawn(text)
    if cells <= 0:
        return ""
    room = cells - width(mark)
    if room < 0:
        return ""
    if is_narrow(text):
        return text[:room] + mark
    stop = used = 0
    for first, last in clusters(text):
        size = width(text[first:last])
        if used + size > room:
            break
        used += size
        stop = last
    return drawn(text[:stop]) + mark


def fill(text: str, cells: int) -> str:
    """`fit(text, cells)` with blanks behind it: exactly `cells` cells wide."""
    cut = fit(text, cells)
    return cut + " " * (cells - width(cut))
