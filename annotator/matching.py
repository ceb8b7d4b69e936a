"""Finding words again in a text that was edited: exactly, with glyphs folded, or by similarity.

All offsets are code points. Nothing here knows about annotations.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from annotator.lazy import pattern
from annotator.text import Range, merged

_C1252 = {byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0x100)}
_BYTE = {char: byte for byte, char in _C1252.items()} | {chr(byte): byte for byte in range(0x80, 0xA0)}
_TAILS = re.escape("".join(char for char, byte in _BYTE.items() if 0x80 <= byte <= 0xBF))
_GARBLED = rf"[\xc2-\xdf][{_TAILS}]|[\xe0-\xef][{_TAILS}]{{2}}|[\xf0-\xf4][{_TAILS}]{{3}}"
_WHITE = r"\s\x85\u200b-\u200d\u2060\ufeff\xad"
_FOLDED = pattern(
    rf"(?P<garbled>{_GARBLED})|(?P<white>[{_WHITE}]+)|(?P<double>''|``|‘‘|’’|[“”„‟«»＂])"
    rf"|(?P<single>[‘’‚‛`´′＇‹›])|(?P<dash>--+|[‐‑‒–—―−])|(?P<dots>…)|(?P<other>[^\x00-\x7f])"
)
_INVISIBLE = pattern("[\u200b-\u200d\u2060\ufeff\xad]+")


def _repaired(text: str) -> str | None:
    """UTF-8 that was once decoded as windows-1252, decoded rightly; None when it was not that."""
    try:
        return bytes(_BYTE[char] for char in text).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return None


def _form(match: re.Match[str]) -> str:
    """The one form of what varies between editions of a text."""
    text, kind = match.group(), match.lastgroup
    if kind == "garbled":
        repaired = _repaired(text)
        if repaired is not None:
            return _FOLDED.sub(_form, repaired)
        return "".join(unicodedata.normalize("NFD", char) for char in text)
    if kind == "white":
        return "" if _INVISIBLE.fullmatch(text) else " "
    if kind == "other":
        return unicodedata.normalize("NFD", text)
    return {"double": '"', "single": "'", "dash": "-", "dots": "..."}[kind or ""]


class Folded:
    """A text with quotation marks, apostrophes, dashes, white space, composed letters and mis-decoded
    characters in one form each, and the way back to the offsets of the text itself.
    """

    def __init__(self, text: str) -> None:
        parts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for match in _FOLDED.finditer(text):
            start, end = match.span()
            parts.append(text[at:start])
            starts += range(at, start)
            ends += range(at + 1, start + 1)
            form = _form(match)
            parts.append(form)
            starts += [start] * len(form)
            ends += [end] * len(form)
            at = end
        parts.append(text[at:])
        starts += range(at, len(text))
        ends += range(at + 1, len(text) + 1)
        self.text = "".join(parts)
        self._starts = starts
        self._ends = ends

    def back(self, start: int, end: int) -> Range:
        """The offsets in the text itself of a non-empty stretch of the folded text."""
        return self._starts[start], self._ends[end - 1]

    def forth(self, offset: int) -> int:
        """The first folded offset at or after an offset of the text itself."""
        low, high = 0, len(self._starts)
        while low < high:
            middle = (low + high) // 2
            if self._starts[middle] < offset:
                low = middle + 1
            else:
                high = middle
        return low


def folded(text: str) -> str:
    """The text in the form that `Folded` compares."""
    return _FOLDED.sub(_form, text)


def places(text: str, words: str, limit: int = 1000) -> Iterator[int]:
    """Where the words begin in the text, overlapping places too, in order; at most `limit`."""
    at = text.find(words) if words else -1
    while at >= 0 and limit > 0:
        yield at
        limit -= 1
        at = text.find(words, at + 1)


_HEADS = (64, 32, 16, 8, 4, 2, 1)


def all_places(text: str, many: Iterable[str], limit: int = 1000, *, small: int = 3_000_000) -> dict[str, list[int]]:
    """For each of the words what `places` gives.

    Up to `small` code points are searched word by word; beyond that all words are looked for together, in
    a few sweeps over the text.
    """
    wanted = set(many)
    if len(wanted) * len(text) <= small:
        return {words: list(places(text, words, limit)) for words in wanted}
    found: dict[str, list[int]] = {words: [] for words in wanted}
    groups: dict[int, dict[str, list[str]]] = {}
    for words in wanted:
        if words:
            size = next(size for size in _HEADS if size <= len(words))
            groups.setdefault(size, {}).setdefault(words[:size], []).append(words)
    for size, heads in groups.items():
        for at in range(len(text) - size + 1):
            candidates = heads.get(text[at : at + size])
            if not candidates:
                continue
            for words in [words for words in candidates if text.startswith(words, at)]:
                found[words].append(at)
                if len(found[words]) == limit:
                    candidates.remove(words)
    return found


class Window(NamedTuple):
    """A stretch of a text that resembles some words: `similarity` is 1 for equal, 0 for nothing in common."""

    start: int
    end: int
    similarity: float


def candidates(words: str, text: str, low: int, high: int, minimum: float) -> list[Range]:
    """Every part of `text[low:high]` that may hold a stretch similar to the words by `minimum` (over 0.5).

    So few edits leave one of some equal parts of the words as it is; these are the surroundings of each
    place of such a part, joined where they overlap. An exact filter: nothing is missed.
    """
    size = len(words)
    most = _most_edits(size, minimum)
    found: list[Range] = []
    for number in range(most + 1):
        first, last = size * number // (most + 1), size * (number + 1) // (most + 1)
        if first == last:
            continue
        part = words[first:last]
        at = text.find(part, low, high)
        while at >= 0:
            found.append((max(low, at - first - most), min(high, at - first + size + most)))
            at = text.find(part, at + 1, high)
    return list(merged(found))


def _most_edits(size: int, minimum: float) -> int:
    """Edits that words of that size may have in a stretch that is similar enough."""
    return int(size * (1 - minimum) / minimum)


def best_window(words: str, text: str, parts: Sequence[Range], minimum: float, near: int) -> Window | None:
    """The stretch inside one of the parts (see `candidates`) that resembles the words most, by `minimum`.

    Similarity is 1 - edits / length of the longer of the two, where an edit inserts, deletes or replaces
    one code point. Of equals the one that begins nearest to `near` wins. The time grows with the size of
    the parts; the comparison is Myers' bit-parallel one (J. ACM 46(3), 1999).
    """
    best: Window | None = None
    for start, end in parts:
        window = _window(words, text, start, end, _most_edits(len(words), minimum), near)
        if window is None or window.similarity < minimum:
            continue
        if best is None or _rank(window, near) < _rank(best, near):
            best = window
    return best


def _rank(window: Window, near: int) -> tuple[float, int]:
    return -window.similarity, abs(window.start - near)


def _window(words: str, text: str, start: int, end: int, most: int, near: int) -> Window | None:
    """The stretch inside `text[start:end]` with the fewest edits; of several ends the nearest."""
    scores = _edits(words, text[start:end])
    edits = min(scores, default=most + 1)
    if edits > most:
        return None
    ends = [start + offset for offset, score in enumerate(scores, 1) if score == edits]
    stop = min(ends, key=lambda one: abs(one - near - len(words)))
    first = max(start, stop - len(words) - edits)
    backwards = _edits(words[::-1], text[first:stop][::-1])
    lengths = [length for length, score in enumerate(backwards, 1) if score == edits]
    length = min(lengths, key=lambda one: abs(one - len(words)))
    return Window(stop - length, stop, 1 - edits / max(len(words), length))


def _edits(words: str, text: str) -> list[int]:
    """For each code point of the text, the fewest edits from the words to a stretch that ends there."""
    size = len(words)
    if not size:
        return [0] * len(text)
    masks: dict[str, int] = {}
    for number, char in enumerate(words):
        masks[char] = masks.get(char, 0) | 1 << number
    full = (1 << size) - 1
    top = 1 << (size - 1)
    plus, minus, score = full, 0, size
    found = []
    for char in text:
        equal = masks.get(char, 0)
        diagonal = (((equal & plus) + plus) ^ plus) | equal | minus
        right = minus | ~(diagonal | plus) & full
        left = diagonal & plus
        if right & top:
            score += 1
        elif left & top:
            score -= 1
        right <<= 1
        left <<= 1
        plus = (left | ~(diagonal | right)) & full
        minus = right & diagonal & full
        found.append(score)
    return found
