"""Where the spans of an annotation are in an article that has changed (SCHEME 4, steps 1 to 5).

Long spans are found first and tell where the shorter ones have to be: each found span is an *anchor* that
maps an old offset to a new one, and the nearest anchor gives the place at which another is expected.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

from annotator.matching import Folded, all_places, best_window, candidates, folded, places
from annotator.model import Span
from annotator.text import LINE_END, Range, is_visible, overlaps, trim

MINIMUM = 0.90
"""Similarity from which a stretch counts as the words edited (SCHEME 4.4)."""
CONTEXT = 12
"""Code points of `pre` and `post`."""
ALIKE = 2 * CONTEXT
"""What stands around a place is what stood around the words."""
_BUDGET = 2_000_000
"""Code points compared for similarity in one re-anchoring, some two seconds; what is left then is lost."""
_SEARCH = 200
"""Code points that are searched in the time in which one is compared."""
_NEAR = 300
"""Code points around its content within which a cue or source is looked for."""


class Hit(NamedTuple):
    """Where words are now: `exact` the same, `folded` the same but for glyphs, `fuzzy` similar."""

    start: int
    end: int
    how: Literal["exact", "folded", "fuzzy"]


class Wanted(NamedTuple):
    """Words to be found: a key of the caller's, where they began, and what stood around them (if known)."""

    key: tuple[str, str]
    words: str
    start: int
    pre: str | None
    post: str | None


class Finder:
    """Finds words of the old article in the new one; every find sharpens the next."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._anchors: list[tuple[int, int, int, int]] = []  # old start, old end, new start, new end
        self._taken: dict[tuple[str, int], int] = {}  # words and new start -> old start
        self._places: dict[str, list[int]] = {}
        self._folded_places: dict[str, list[int]] = {}
        self._budget = _BUDGET

    @cached_property
    def _folded(self) -> Folded:
        return Folded(self.text)

    def expected(self, start: int) -> int:
        """Where an old offset should be now, by the nearest anchor."""
        at = bisect_left(self._anchors, (start,))
        near = self._anchors[max(0, at - 1) : at + 1]
        if not near:
            return start
        old_start, old_end, new_start, new_end = min(
            near, key=lambda anchor: max(anchor[0] - start, start - anchor[1], 0)
        )
        return start + (new_start - old_start if start <= old_end - 1 else new_end - old_end)

    def _between(self, start: int, end: int) -> Range:
        """The new offsets between the anchors before and after an old range; (0, length) if they crossed."""
        at = bisect_left(self._anchors, (start,))
        before = next((a for a in reversed(self._anchors[max(0, at - 8) : at]) if a[1] <= start), None)
        after = next((a for a in self._anchors[at : at + 8] if a[0] >= end), None)
        low = before[3] if before else 0
        high = after[2] if after else len(self.text)
        return (low, high) if low < high else (0, len(self.text))

    def _anchor(self, wanted: Wanted, hit: Hit) -> Hit:
        insort(self._anchors, (wanted.start, wanted.start + len(wanted.words), hit.start, hit.end))
        self._taken.setdefault((wanted.words, hit.start), wanted.start)
        return hit

    def _alike(self, wanted: Wanted, start: int, end: int) -> int:
        """How many code points beside a place are those that stood beside the words, up to ALIKE.

        A side that is not known, or the same, counts in full; one that is the same up to where the article
        begins or ends (or did so) counts the rest half.
        """
        before = after = CONTEXT
        if wanted.pre is not None:
            before = _alike(wanted.pre[::-1], self.text[max(0, start - CONTEXT) : start][::-1])
        if wanted.post is not None:
            after = _alike(wanted.post, self.text[end : end + CONTEXT])
        return before + after

    def _free(self, wanted: Wanted, start: int) -> bool:
        """Whether the place is not that of the same words from elsewhere in the old article."""
        return self._taken.get((wanted.words, start), wanted.start) == wanted.start

    # -------------------------------------------------------- spans that stand for themselves

    def find(self, many: Sequence[Wanted]) -> dict[tuple[str, str], Hit | None]:
        """A hit for each, or None: unchanged places first, then exact, folded and similar words, longest first."""
        found: dict[tuple[str, str], Hit | None] = {}
        left = []
        for wanted in many:
            start, end = wanted.start, wanted.start + len(wanted.words)
            # At its old offset one unchanged side is enough: the other may border on the change.
            if self.text[start:end] == wanted.words and self._alike(wanted, start, end) >= CONTEXT:
                found[wanted.key] = self._anchor(wanted, Hit(start, end, "exact"))
            else:
                left.append(wanted)
        self._places |= all_places(self.text, (wanted.words for wanted in left))
        left.sort(key=lambda wanted: (-len(wanted.words), wanted.start))
        left = self._step(left, found, lambda one: self._exact(one, ALIKE))
        # Then those whose surroundings changed least, so that no other takes their place.
        left.sort(key=lambda wanted: -self._best_alike(wanted))
        left = self._step(left, found, lambda one: self._exact(one, 0))
        left.sort(key=lambda wanted: (-len(wanted.words), wanted.start))
        if left:
            forms = (folded(wanted.words).strip() for wanted in left)
            self._folded_places |= all_places(self._folded.text, forms)
        left = self._step(left, found, self._glyphs)
        self._step(left, found, self._similar)
        for wanted in many:
            found.setdefault(wanted.key, None)
        return found

    def _step(
        self,
        many: Sequence[Wanted],
        found: dict[tuple[str, str], Hit | None],
        look: Callable[[Wanted], Hit | None],
    ) -> list[Wanted]:
        """Look for each in one way; those that were not found are given back."""
        left = []
        for wanted in many:
            hit = look(wanted)
            if hit is None:
                left.append(wanted)
            else:
                found[wanted.key] = self._anchor(wanted, hit)
        return left

    def _best_alike(self, wanted: Wanted) -> int:
        size = len(wanted.words)
        return max((self._alike(wanted, start, start + size) for start in self._starts(wanted.words)), default=0)

    def _starts(self, words: str) -> list[int]:
        """Where the words stand in the article."""
        if words not in self._places:
            self._places[words] = list(places(self.text, words))
        return self._places[words]

    def _exact(self, wanted: Wanted, least: int) -> Hit | None:
        """The same words where their surroundings are alike by `least` at least: the most alike, the nearest.

        Words that were unique have no surroundings to compare; of several places only the expected one is
        sure enough for a first round.
        """
        words, size = wanted.words, len(wanted.words)
        guess = self.expected(wanted.start)
        here = guess >= 0 and self.text.startswith(words, guess) and self._free(wanted, guess)
        if here and self._alike(wanted, guess, guess + size) == ALIKE:
            return Hit(guess, guess + size, "exact")
        starts = [start for start in self._starts(words) if self._free(wanted, start)]
        if wanted.pre is None and wanted.post is None and least and len(starts) > 1:
            return None
        ranked = [(-self._alike(wanted, start, start + size), abs(start - guess), start) for start in starts]
        if not ranked or -min(ranked)[0] < least:
            return None
        start = min(ranked)[2]
        return Hit(start, start + size, "exact")

    def _glyphs(self, wanted: Wanted) -> Hit | None:
        """The same words but for marks, dashes, white space, composed letters or encoding."""
        words = folded(wanted.words).strip()
        if not is_visible(words):
            return None
        guess = self._folded.forth(max(0, self.expected(wanted.start)))
        if words not in self._folded_places:
            self._folded_places[words] = list(places(self._folded.text, words))
        for start in sorted(self._folded_places[words], key=lambda one: abs(one - guess)):
            place = trim(self.text, *self._folded.back(start, start + len(words)))
            if place[0] < place[1] and self._free(wanted, place[0]):
                return Hit(*place, "folded")
        return None

    def _similar(self, wanted: Wanted) -> Hit | None:
        """Similar words between the anchors around, else anywhere."""
        words = folded(wanted.words).strip()
        guess = self._folded.forth(max(0, self.expected(wanted.start)))
        low, high = self._between(wanted.start, wanted.start + len(wanted.words))
        everywhere = (0, len(self._folded.text))
        inside = (self._folded.forth(low), self._folded.forth(high))
        for first, last in dict.fromkeys((inside, everywhere)):
            if self._budget <= 0:
                return None
            parts = candidates(words, self._folded.text, first, last, MINIMUM)
            self._budget -= (last - first) * (1 + len(words) // 9) // _SEARCH + sum(end - start for start, end in parts)
            if self._budget <= 0:
                return None
            window = best_window(words, self._folded.text, parts, MINIMUM, guess)
            if window is None:
                continue
            place = trim(self.text, *self._folded.back(window.start, window.end))
            fits = place[0] < place[1] and self._free(wanted, place[0])
            if fits and _lines_as_before(wanted.words, self.text[slice(*place)]):
                return Hit(*place, "fuzzy")
        return None

    def alone(self, span: Span) -> Hit | None:
        """A mention: its words exactly, or the same but for glyphs."""
        wanted = Wanted(("", ""), span.text, span.start, span.pre, span.post)
        return self._exact(wanted, 0) or self._glyphs(wanted) if span.text else None

    # -------------------------------------------------------- spans beside content

    def beside(self, span: Span, anchored: Sequence[tuple[Span, Hit]], content: Sequence[Range]) -> Hit | None:
        """A cue, source, addressee or via: on the old side of its content, as near as it was.

        `anchored` are the content spans of its quote with where they are now; the place may not overlap
        `content`. None when there is no content or the words are not there.
        """
        if not anchored or not span.text:
            return None
        piece, hit = min(anchored, key=lambda one: _gap(one[0].span, span.span))
        after = span.start >= piece.end
        distance = _gap(piece.span, span.span)
        guess = span.start + (hit.end - piece.end if after else hit.start - piece.start)
        size = len(span.text)
        wanted = Wanted(("", ""), span.text, span.start, span.pre, span.post)

        def fits(start: int, end: int) -> bool:
            return not any(overlaps((start, end), one) for one in content)

        far = distance > _NEAR
        for start in (guess, self.expected(span.start)):
            if start >= 0 and self.text.startswith(span.text, start) and fits(start, start + size):
                return Hit(start, start + size, "exact")
        reach = max(_NEAR, distance + size)
        low, high = max(0, min(guess, hit.start) - reach), min(len(self.text), max(guess, hit.end) + reach)
        if far:
            low, high = 0, len(self.text)
        elif span.end <= piece.start:
            high = min(high, hit.start)
        elif after:
            low = max(low, hit.end)
        part = self.text[low:high]
        starts = [low + at for at in places(part, span.text) if fits(low + at, low + at + size)]
        if starts:
            start = min(starts, key=lambda one: (-self._alike(wanted, one, one + size), abs(one - guess)))
            # The same word with other words on both sides may well be another one: a typo in the right one.
            sure = self._alike(wanted, start, start + size) >= CONTEXT
            return Hit(start, start + size, "exact" if sure else "fuzzy")
        return _changed_beside(span.text, part, low, guess, fits)


def _changed_beside(words: str, part: str, low: int, guess: int, fits: Callable[[int, int], bool]) -> Hit | None:
    """Words with other glyphs, or similar ones, in a part of the article that begins at `low`."""
    bare = folded(words).strip()
    if not is_visible(bare):
        return None
    text = Folded(part)
    near = text.forth(max(0, guess - low))
    for start in sorted(places(text.text, bare), key=lambda one: abs(one - near)):
        first, last = trim(part, *text.back(start, start + len(bare)))
        if first < last and fits(low + first, low + last):
            return Hit(low + first, low + last, "folded")
    parts = candidates(bare, text.text, 0, len(text.text), MINIMUM)
    window = best_window(bare, text.text, parts, MINIMUM, near)
    if window is None:
        return None
    first, last = trim(part, *text.back(window.start, window.end))
    if first < last and _lines_as_before(words, part[first:last]) and fits(low + first, low + last):
        return Hit(low + first, low + last, "fuzzy")
    return None


def _alike(old: str, new: str) -> int:
    """How many code points two contexts share from the side of the words; what one lacks counts half."""
    if old == new:
        return CONTEXT
    both = min(len(old), len(new))
    shared = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), both)
    return shared + (CONTEXT - both) // 2 if shared == both else shared


def _gap(a: Range, b: Range) -> int:
    """Code points between two ranges, 0 when they touch or overlap."""
    return max(a[0] - b[1], b[0] - a[1], 0)


def _lines_as_before(old: str, new: str) -> bool:
    """Whether the new words break into no more lines than the old ones (a span stays in its paragraph)."""
    return len(LINE_END.findall(new)) <= len(LINE_END.findall(old))
