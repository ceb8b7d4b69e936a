"""Quotation marks: which glyphs are marks, which way they point, and what they enclose.

Published text mixes curly and straight marks, points some the wrong way, doubles some and forgets
others, and writes apostrophes with the same glyphs. This module pairs what can be paired, paragraph by
paragraph, so that a bad mark never spoils more than its own paragraph; a mark that is still open at the
end of a paragraph is believed there (rule C7: each paragraph of a long quote opens anew, the last
closes). It also derives the type of a quote from its marks (SCHEME 1.3). All offsets are code points.

An article's own habit decides on right and wrong glyphs: where no “ occurs at all, ”…” is the habit of
the language (Swedish, Finnish), not a slip.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from annotator.lazy import pattern
from annotator.model import QuoteType
from annotator.text import WHITE, Range, content_start, paragraphs, trim

MARKS = frozenset("\"“”„‟«»‹›「」『』‘’‚‛'`´＂＇〝〞〟")
"""Every glyph that can be a quotation mark (or half of a LaTeX or ASCII double one)."""


class Stretch(NamedTuple):
    """Text inside quotation marks, the marks included: `[start, end)`.

    `opened` is False when the stretch begins without a mark (carried over from the paragraph before, or
    the mark is missing), `closed` is False when it ends with its paragraph, or before the next opening
    mark, without one. `odd` says that a glyph was wrong, doubled, missing or pointed the wrong way.
    `depth` is 0 for the outermost stretch. `single` tells ‘…’ from “…”.
    """

    start: int
    end: int
    opened: bool
    closed: bool
    odd: bool
    depth: int
    single: bool = False


class _Mark(NamedTuple):
    """One glyph (or doubled glyph) that may be a mark: its family and which way it seems to point."""

    start: int
    end: int
    family: str
    way: str  # "open", "close" or "" when only the state can tell
    glyph: str
    odd: bool


_DOUBLE = pattern(
    # All glyphs come first, and what follows asks which it was: most characters are passed over quickly.
    r"[\"＂“”„‟〝〞〟«»‹›「」『』`'‘’´](?:(?<=[\"＂“”„‟〝〞〟])[\"＂“”„‟〝〞〟]{0,2}|(?<=[«»‹›「」『』])"
    r"|'(?<='')(?:(?<!''')(?='?[^\W_])|(?!'))|`(?<=``)|‘(?<=‘‘)|’(?<=’’)|´(?<=´´))"
)
_FAMILY = (
    dict.fromkeys("«»", "angle")
    | dict.fromkeys("‹›", "small angle")
    | dict.fromkeys("「」", "corner")
    | dict.fromkeys("『』", "white corner")
)
_GLYPH_OPENS = frozenset("“‟„«‹「『〝") | {"``", "‘‘"}
_GLYPH_CLOSES = frozenset("”»›」』〞〟") | {"’’"}
_SINGLE = pattern(r"[‘’‚‛'`´＇](?:(?<![^\W_].)|(?![^\W_]))")  # not between two letters: those are apostrophes
_INCHES = pattern(r"\d[ \u00a0]?['’′‘][ \u00a0]?\d{1,2}(?:½|\.\d)?$")
_ELISION = pattern(
    r"[‘’'](?:\d0s\b|\d\d\b(?![’'])|(?:tis|twas|twere|twill|em|til|till|cause|cuz|bout|round|n|ere|fraid|ol|nuff|hood|burbs|sup|cept|til)\b"
    r"|s\b|t\b)",
    re.IGNORECASE,
)
_FIXED_SPACE = frozenset("\u00a0\u2009\u202f")
_SPACED = {"«": "open", "‹": "open", "»": "close", "›": "close"}
_STRAIGHT = frozenset('"＂')
_BEFORE_OPEN = frozenset(WHITE) | frozenset("([{—–-/―…\u200b\ufeff*_>¿¡") | MARKS
_AFTER_CLOSE = frozenset(WHITE) | frozenset(".,;:!?)]}—–-/―…*_<。，、！？；：） \u200b") | MARKS
_HABIT = 6  # that many ” and no “ are a habit, not slips
_HORIZON = 2  # paragraphs without any mark that an open quote may pass over


def _way(text: str, start: int, end: int, first: int, last: int) -> str:
    """Which way the neighbours of `text[start:end]` say it points; "" when they do not say."""
    before = text[start - 1] if start > first else " "
    after = text[end] if end < last else " "
    stops = after in ",;!?)]}»" or (after == "." and text[end : end + 2] not in ("..", ". "))
    opens = before in _BEFORE_OPEN and after not in WHITE and not stops
    closes = before not in WHITE and after in _AFTER_CLOSE
    spaced = _SPACED.get(text[start])
    if spaced is not None and (after if spaced == "open" else before) in _FIXED_SPACE:
        return spaced  # « mots »: French sets the marks apart, always on the inside
    if before in MARKS and after in MARKS:
        return ""
    if opens and closes:
        # "(“" opens and "…”," closes; between two such signs only letters tell.
        return "open" if after.isalnum() else "close" if before.isalnum() or before in ".,!?" else ""
    return "open" if opens else "close" if closes else ""


def _doubles(text: str, marks: Sequence[Range], first: int, last: int) -> list[_Mark]:
    """The double marks of a paragraph with their direction, inches and empty pairs left out.

    `marks` are the places of the glyphs in the paragraph that may be such marks.
    """
    found: list[_Mark] = []
    for start, end in marks:
        glyph = text[start:end]
        doubled = len(glyph) > 1 and glyph not in ("``", "''", "‘‘", "’’", "´´")
        if doubled and len(set(glyph)) > 1:
            # An empty pair says nothing; a closing and an opening glyph in a row are two marks.
            if glyph in ("“”", "„“", "„”"):
                continue
            for at in range(start, end):
                char = text[at]
                way = "open" if char in _GLYPH_OPENS else "close" if char in _GLYPH_CLOSES else ""
                found.append(_Mark(at, at + 1, "double", way, char, False))
            continue
        if (text[start - 1 : start] in "½\n" or text[start - 1].isdigit()) and _INCHES.search(
            text, max(first, start - 9), start
        ):
            continue
        if glyph == "''" and start > first and text[start - 1].isdigit():
            continue
        family = _FAMILY.get(glyph[0], "double")
        found.append(_Mark(start, end, family, _way(text, start, end, first, last), glyph[:2], doubled))
    return found


def _oriented(mark: _Mark, low: bool, habit: bool) -> tuple[str, bool]:
    """The direction of a mark from neighbours and glyph, and whether its glyph is the wrong one.

    `low` says that a „ is open (then “ closes it), `habit` that ” opens in this article.
    """
    glyph = mark.glyph[0] if mark.odd else mark.glyph
    if mark.family in ("corner", "white corner"):
        return ("open" if glyph in _GLYPH_OPENS else "close"), mark.odd
    says = "open" if glyph in _GLYPH_OPENS else "close" if glyph in _GLYPH_CLOSES else ""
    if glyph == "“" and low:
        return "close", mark.odd
    if mark.family in ("angle", "small angle"):
        return mark.way or says, mark.odd
    way = mark.way or says
    odd = bool(says) and way != says and not (habit and glyph == "”")
    return way, odd or mark.odd


class _Open(NamedTuple):
    start: int
    odd: bool
    low: bool


def _pair_doubles(text: str, marks: Sequence[_Mark], first: int, last: int, habit: bool) -> _Paired:
    """Pair the marks of one family in one paragraph."""
    done: list[Stretch] = []
    stack: list[_Open] = []
    orphan: _Mark | None = None
    known = [_oriented(mark, False, habit) for mark in marks]
    for i, mark in enumerate(marks):
        way, odd = _oriented(mark, True, habit) if stack and stack[-1].low else known[i]
        if not stack:
            digit = mark.start > first and text[mark.start - 1].isdigit()
            if way == "close" and mark.glyph[0] not in "“„«‹":
                if i == 0 and not digit:
                    orphan = mark
                continue
            if not way and digit:
                continue
            stack.append(_Open(mark.start, odd or way == "close", mark.glyph == "„"))
            continue
        following = known[i + 1][0] if i + 1 < len(marks) else ""
        after = known[i + 2][0] if i + 2 < len(marks) else ""
        if way == "open" and mark.glyph[0] not in "”»":
            last_one = i + 1 >= len(marks)
            if following == "close" and after == "close" and len(stack) < 4:
                stack.append(_Open(mark.start, odd, mark.glyph == "„"))
                continue
            if mark.glyph == '"' and (following == "open" or last_one):
                way, odd = "close", True
            else:
                before = text[trim(text, first, mark.start)[1] - 1]
                inner = following == "close" and (before.isalnum() or before in "-–—(")
                if inner:
                    # One closing mark for two: "“They call it “the pit,” he said."
                    stack.append(_Open(mark.start, True, False))
                    continue
                for left in stack:
                    end = trim(text, left.start, mark.start)[1]
                    done.append(Stretch(left.start, end, True, False, True, 0))
                stack = [_Open(mark.start, odd, mark.glyph == "„")]
                continue
        one = stack.pop()
        mixed = mark.family == "double" and (text[one.start] in _STRAIGHT) != (mark.glyph[0] in _STRAIGHT)
        mixed = mixed and text[one.start] not in "`'´" and mark.glyph[0] not in "'´"
        done.append(Stretch(one.start, mark.end, True, True, one.odd or odd or mixed or way == "open", 0))
        if stack and following != "close" and (i + 1 >= len(marks) or following == "open"):
            outer = stack.pop(0)
            done.append(Stretch(outer.start, mark.end, True, True, True, 0))
            stack = []
    done.extend(Stretch(left.start, last, True, False, left.odd, 0) for left in stack)
    return _Paired(done, orphan)


class _Paired(NamedTuple):
    done: list[Stretch]
    orphan: _Mark | None


def _pair_singles(
    text: str,
    outer: Sequence[Stretch],
    marks: Sequence[_Mark],
    singles: Sequence[int],
    first: int,
    last: int,
    following: int | None,
) -> Iterator[Stretch]:
    """Pair the single marks at `singles`; a pair never crosses the edge of a stretch of double marks.

    An apostrophe is whatever finds no partner. `following` is where the next paragraph begins, for a
    quote in single marks that goes on there.
    """
    taken_up = {at for mark in marks for at in range(mark.start, mark.end)}
    candidates = [at for at in singles if at not in taken_up]
    openers: list[int] = []
    closers: list[tuple[int, bool]] = []
    for at in candidates:
        before = text[at - 1] if at > first else " "
        after = text[at + 1] if at + 1 < last else " "
        if before.isalnum() and after.isalnum():
            continue
        # In ‚so‘ the second glyph closes, so a high mark after a word may close, too.
        if before in _BEFORE_OPEN and not before.isalnum() and (after.isalnum() or after in '“"«$£€#([…¿¡'):
            if text[at] in "‘'’‛`‚＇" and not _ELISION.match(text, at):
                openers.append(at)
        elif before not in WHITE and after in _AFTER_CLOSE and text[at] not in "`‚":
            weak = before in "sSzZxX" and after == " " and at + 2 < last and not text[at + 2].isupper()
            digit = before.isdigit() and text[at] == "'" and after not in ".,!?"
            closers.append((at, not weak and not digit))
    if not openers:
        return
    edges = sorted({edge for one in outer for edge in (one.start, one.end)})
    regions = _regions(outer, edges)
    spans = _match_singles(openers, closers, edges, regions)
    for start, end in spans:
        odd = text[start] in "’´`" or (text[end] in "‘`" and text[start] not in "‚‛")
        odd = odd or (text[start] == "'") != (text[end] in "'´" and text[start] in "'`")
        yield Stretch(start, end + 1, True, True, odd and text[start] != "`", 0, True)
    start = content_start(text, first, last)
    taken = {one for one, _ in spans}
    if (
        openers
        and openers[0] == start
        and start not in taken
        and following is not None
        and text[following] == text[start]
        and not any(at > start and strong for at, strong in closers)
    ):
        yield Stretch(start, last, True, False, False, 0, True)


def _regions(outer: Sequence[Stretch], edges: Sequence[int]) -> list[int]:
    """For each gap between edges, the start of the innermost stretch around it (-1: none).

    The gap with index i lies before edges[i].
    """
    starts = sorted(outer, key=lambda one: (one.start, -one.end))
    found = [-1]
    stack: list[Stretch] = []
    at = 0
    for edge in edges:
        while stack and stack[-1].end <= edge:
            stack.pop()
        while at < len(starts) and starts[at].start <= edge:
            if starts[at].end > edge:
                stack.append(starts[at])
            at += 1
        found.append(stack[-1].start if stack else -1)
    return found


def _match_singles(
    openers: Sequence[int], closers: Sequence[tuple[int, bool]], edges: Sequence[int], regions: Sequence[int]
) -> list[Range]:
    """Pairs of single marks: for each opener the first sure closer before the next opener, else the first.

    Both lie in the same region. Linear: each closer is looked at for one opener only.
    """

    def region(at: int) -> int:
        return regions[bisect_left(edges, at + 1)]

    found: list[Range] = []
    at = 0
    for i, opener in enumerate(openers):
        limit = openers[i + 1] if i + 1 < len(openers) else None
        home = region(opener)
        while at < len(closers) and closers[at][0] <= opener:
            at += 1
        weak = sure = -1
        probe = at
        while probe < len(closers) and (limit is None or closers[probe][0] < limit):
            place, strong = closers[probe]
            probe += 1
            if region(place) != home:
                continue
            if strong:
                sure = place
                break
            if weak < 0:
                weak = place
        at = probe
        end = sure if sure >= 0 else weak
        if end > opener + 1:
            found.append((opener, end))
    return found


def _deep(found: Sequence[Stretch]) -> Iterator[Stretch]:
    """The stretches in text order with their depth."""
    stack: list[int] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        while stack and stack[-1] <= one.start:
            stack.pop()
        yield one._replace(depth=len(stack)) if stack else one
        stack.append(one.end)


@lru_cache(maxsize=16)
def stretches(text: str) -> tuple[Stretch, ...]:
    """Every stretch of `text` inside quotation marks, nested ones included, in text order.

    Linear in the length of the text; never raises. No stretch crosses a paragraph break (rule C4).
    """
    habit = text.count("”") >= _HABIT and "“" not in text and "„" not in text and "‟" not in text
    found: list[Stretch] = []
    spans = paragraphs(text)
    # Looked for in the whole text at once: no mark stands outside paragraphs, or reaches from one into the next.
    doubles = [match.span() for match in _DOUBLE.finditer(text)]
    singles = [match.start() for match in _SINGLE.finditer(text)]
    carried = -1  # index of the last paragraph through which an open quote may run
    bare: list[Range] = []  # paragraphs without marks since then
    passed = taken = 0
    for i, (first, last) in enumerate(spans):
        here_doubles, passed = passed, bisect_left(doubles, (last,), passed)
        here_singles, taken = taken, bisect_left(singles, last, taken)
        if here_doubles == passed and here_singles == taken and carried < 0:
            continue
        marks = _doubles(text, doubles[here_doubles:passed], first, last) if here_doubles < passed else []
        here: list[Stretch] = []
        ends_open = False
        families = dict.fromkeys([mark.family for mark in marks])
        for family in families:
            own = marks if len(families) == 1 else [mark for mark in marks if mark.family == family]
            paired = _pair_doubles(text, own, first, last, habit)
            done, orphan = list(paired.done), paired.orphan
            if orphan is not None:
                start = content_start(text, first, last)
                continued = carried >= 0 and carried + 1 + len(bare) == i
                stopped = text[orphan.start - 1] in ".,!?…—" if orphan.start > first else False
                if continued:
                    found += [Stretch(*span, False, False, False, 0) for span in bare]
                if (continued or stopped) and start < orphan.start:
                    done.append(Stretch(start, orphan.end, False, True, not continued, 0))
            here += done
            for one in done:
                ends_open = ends_open or (not one.closed and one.end == last)
        if here_singles < taken:
            following = spans[i + 1][0] if i + 1 < len(spans) else None
            here += _pair_singles(text, here, marks, singles[here_singles:taken], first, last, following)
        if here:
            found += _deep(here)
        if ends_open:
            carried, bare = i, []
        elif marks or len(bare) >= _HORIZON:
            carried, bare = -1, []
        elif carried >= 0:
            bare.append((content_start(text, first, last), last))
    return tuple(sorted(set(found), key=lambda one: (one.start, -one.end, one.depth)))


@lru_cache(maxsize=16)
def stretch_starts(text: str) -> list[int]:
    """Where the stretches of a text begin, in order."""
    return [one.start for one in stretches(text)]


def stretches_in(text: str, start: int, end: int) -> tuple[Stretch, ...]:
    """The stretches that begin in `[start, end)`, in text order."""
    starts = stretch_starts(text)
    return stretches(text)[bisect_left(starts, start) : bisect_left(starts, end)]


def _counting(text: str, content: Sequence[Range]) -> list[Stretch]:
    """The outermost stretches that begin in the content: those whose marks belong to it (rule T7)."""
    found: list[Stretch] = []
    starts, known = stretch_starts(text), stretches(text)
    for start, end in content:
        first = bisect_left(starts, start)
        for k in range(first, bisect_left(starts, end, first)):
            one = known[k]
            if not found or one.start >= found[-1].end:
                found.append(one)
    return found


_WORD_START = pattern(r"[^\W_]")


def derive_type(
    text: str, content: Sequence[Range], flags: Collection[str] = ()
) -> tuple[QuoteType, tuple[Range, ...]]:
    """The type of a quote and its `quoted` pieces (only for mixed), rules T1-T7.

    Direct: every word of the content is inside marks that open in the content. Marks that were opened
    before it (those of an outer quote) do not count. The flag `marks_not_speech` makes it indirect,
    `block_quote` direct. Pieces include their marks, are clipped to the content spans and trimmed.
    """
    if "marks_not_speech" in flags:
        return "indirect", ()
    if "block_quote" in flags:
        return "direct", ()
    content = sorted(content)
    return _type_of(text, content, _counting(text, content))


def _type_of(text: str, content: Sequence[Range], marked: Sequence[Stretch]) -> tuple[QuoteType, tuple[Range, ...]]:
    """`derive_type` of a sorted content whose own stretches are `marked`."""
    if not marked:
        return "indirect", ()
    if len(content) == 1 and marked[0].start == content[0][0] and marked[0].end >= content[0][1]:
        return ("direct" if _WORD_START.search(text, *content[0]) else "indirect"), ()  # one quote and no more
    inside: list[Range] = []
    at = 0
    for start, end in content:
        while at < len(marked) and marked[at].end <= start:
            at += 1
        for k in range(at, len(marked)):
            one = marked[k]
            if one.start >= end:
                break
            piece = trim(text, max(start, one.start), min(end, one.end))
            if piece[0] < piece[1]:
                inside.append(piece)
    quoted = [piece for piece in inside if _WORD_START.search(text, *piece)]
    if not quoted:
        return "indirect", ()
    position = 0
    for start, end in content:
        here = start
        while position < len(inside) and inside[position][1] <= start:
            position += 1
        probe = position
        while probe < len(inside) and inside[probe][0] < end:
            if _WORD_START.search(text, here, inside[probe][0]):
                return "mixed", tuple(quoted)
            here = max(here, inside[probe][1])
            probe += 1
        if _WORD_START.search(text, here, end):
            return "mixed", tuple(quoted)
    return "direct", ()


def mark_flags(text: str, content: Sequence[Range]) -> tuple[str, ...]:
    """The flags `odd_marks` and `unclosed` that the marks of a content call for (rule C10), sorted.

    A stretch that runs to the end of its paragraph is unclosed only if no later span goes on with it (C7).
    """
    content = sorted(content)
    return _flags_of(content, [_counting(text, [span]) for span in content])


def _flags_of(content: Sequence[Range], marked: Sequence[Sequence[Stretch]]) -> tuple[str, ...]:
    """`mark_flags` of a sorted content; `marked` are the own stretches of each span by itself."""
    flags = set()
    for (_, end), stretches_of in zip(content, marked, strict=True):
        for one in stretches_of:
            if one.closed and one.odd:
                flags.add("odd_marks")
            if not one.closed and end == content[-1][1]:
                flags.add("unclosed")
    return tuple(sorted(flags)) if flags else ()


def type_and_flags(
    text: str, content: Sequence[Range], flags: Collection[str] = ()
) -> tuple[QuoteType, tuple[Range, ...], tuple[str, ...]]:
    """`derive_type` and `mark_flags` in one go: their marks are looked for once."""
    if len(content) != 1 or "marks_not_speech" in flags or "block_quote" in flags:
        return *derive_type(text, content, flags), mark_flags(text, content)
    marked = _counting(text, content)
    if not marked:
        return "indirect", (), ()
    return *_type_of(text, content, marked), _flags_of(content, [marked])


def unbalanced(text: str, content: Sequence[Range]) -> bool:
    """Whether marks of the content lack their partner in it (check W07), continued paragraphs excepted."""
    content = sorted(content)
    for i, (start, end) in enumerate(content):
        for one in _counting(text, [(start, end)]):
            goes_on = i + 1 < len(content) and (not one.closed or one.end > end)
            if (not one.closed or one.end > end or (one.odd and not one.opened)) and not goes_on:
                return True
    return False


def unclaimed(text: str, claimed: Sequence[Range]) -> tuple[Stretch, ...]:
    """The outermost stretches that share no character with any of the claimed ranges (check W02)."""
    ranges = sorted(claimed)
    reach: list[int] = []
    for _, end in ranges:
        reach.append(max(end, reach[-1]) if reach else end)
    starts = [start for start, _ in ranges]
    found = []
    for one in stretches(text):
        before = bisect_left(starts, one.end)
        if one.depth == 0 and (before == 0 or reach[before - 1] <= one.start):
            found.append(one)
    return tuple(found)


_STOPS = frozenset(",.;:?!…)]}")
_GLYPHS = frozenset("“”„‟‘’‚‛«»‹›\"'")


def closes(text: str, at: int) -> bool:
    """Whether a stop, bracket or mark at `at` ends what stands before it, so that nothing begins there."""
    if not at or text[at - 1].isspace():
        return False
    return text[at] in _STOPS or (text[at] in _GLYPHS and not text[at + 1 : at + 2].isalnum())


def opens(text: str, at: int) -> bool:
    """Whether a bracket or mark at `at` begins what stands behind it, so that nothing ends there."""
    after = text[at + 1 : at + 2]
    if text[at] in _GLYPHS:
        return after.isalnum() and not text[at - 1 : at].isalnum()
    return text[at] in "([{" and bool(after.strip())
