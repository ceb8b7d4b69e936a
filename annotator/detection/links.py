"""How the quotes of an article hang together: `within`, `continues` and `repeats` (SCHEME 1.7).

Everything works on indices of the list of drafts, in whatever order they come. Precision goes first: a
link that is missing costs one key press, a wrong one must be noticed.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate

from annotator.detection.base import Draft
from annotator.model import DISPLAY_KINDS, SILENT_KINDS, Section
from annotator.text import Range, fold
from annotator.values import dataclass

MAX_DEPTH = 3
"""The deepest chain of `within` that is allowed (check E13): a quote at most three levels down."""

THRESHOLD = 0.42
"""Share of a display quote's weighted words that a body quote must hold to be taken for its original."""

_LOOK_BACK = 64  # contents before a quote that are looked at for one around it
FAIR, AHEAD = 0.34, 0.15
"""A lower share is enough where the next best is this far behind."""

MOST_SHOWN, MOST_COMPARED = 200, 400
"""Display quotes and quotes of running text that are compared at most, so that the cost stays linear."""

_WORD = re.compile(
    r"[a-z]++(?![\w’'.\-‑&/])"  # most words: quicker than finding out that they are nothing longer
    r"|[^\W_]+(?:[’'.\-‑&/][^\W_]+)*"
)
_FILLERS = frozenset(
    """
    the a an and or but of to in on at by for from with as that this these those it its is are was were be
    been being has have had will would could should can may might must not no do does did he she they his
    her their we our us you your i my me who which what when where how why if than then there here so such
    about into over under after before during also more most said says say told tell tells adds added add
    according new
    """.split()
)


def _body(draft: Draft) -> list[Range]:
    """What must lie in the content of an outer quote: the content pieces and the cue (rule N1)."""
    return [*draft.content, draft.cue] if draft.cue is not None else list(draft.content)


def nesting(drafts: Sequence[Draft]) -> tuple[int | None, ...]:
    """For each draft the index of the smallest one that has its content and cue inside one content span.

    A chain is never deeper than MAX_DEPTH and never runs in a circle; a quote that would lie deeper
    hangs on none. Nearly linear: only quotes whose contents are open at a place are compared.
    """
    pieces = sorted(
        ((start, -end, i) for i, draft in enumerate(drafts) for start, end in draft.content),
    )
    starts = [start for start, _, _ in pieces]
    reach = list(accumulate((-negative for _, negative, _ in pieces), max))
    found: list[int | None] = [None] * len(drafts)
    for i, draft in enumerate(drafts):
        body = _body(draft)
        whole = min(body)[0], max([end for _, end in body])
        best: tuple[int, int] | None = None
        at = bisect_right(starts, whole[0]) - 1
        last = at - _LOOK_BACK
        while at >= 0 and at > last and reach[at] >= whole[1]:
            start, negative, other = pieces[at]
            at -= 1
            size = -negative - start
            if other == i or -negative < whole[1] or size <= whole[1] - whole[0]:
                continue
            if best is None or size < best[0]:
                best = (size, other)
        found[i] = None if best is None else best[1]
    # Deeper ones are cut off; as each step leads to a longer span there is no circle.
    for i in range(len(found)):
        depth, outer = 0, found[i]
        while outer is not None and depth <= MAX_DEPTH:
            depth, outer = depth + 1, found[outer]
        if depth > MAX_DEPTH:
            found[i] = None
    return tuple(found)


def chain(drafts: Sequence[Draft], speakers: Sequence[Sequence[str]]) -> tuple[int | None, ...]:
    """For each draft the index of the quote it continues (rules C6, C7), where it precedes and agrees (E14)."""
    found: list[int | None] = []
    for i, draft in enumerate(drafts):
        other = draft.carries
        fits = (
            other is not None
            and 0 <= other < len(drafts)
            and other != i
            and drafts[other].content[0] < draft.content[0]
            and tuple(speakers[other]) == tuple(speakers[i])
        )
        found.append(other if fits else None)
    return tuple(found)


_ENDINGS = "ements ement ations ation ingly ities ness ing ies ity ied ed es ly s e".split()


def stem(word: str) -> str:
    """A rough stem that lets "pledges", "pledged" and "pledge" meet; for comparing only."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


def content_words(pieces: Iterable[str]) -> frozenset[str]:
    """The stems of the words that carry meaning in the pieces."""
    # no word goes over the end of a line
    return frozenset(filter(None, map(_meaning, _WORD.findall("\n".join(pieces).casefold()))))


@lru_cache(maxsize=8192)
def _meaning(word: str) -> str:
    """The stem of a word that carries meaning; "" for a filler."""
    bare = word.removesuffix("’s").removesuffix("'s")
    return "" if bare in _FILLERS else stem(bare)


@dataclass(frozen=True)
class Report:
    """What is compared of one quote: where it is, its meaning words, its text and the pieces in marks, for whom."""

    start: int
    words: frozenset[str]
    content: tuple[str, ...]
    pieces: tuple[str, ...]
    parties: frozenset[str]

    @cached_property
    def marked(self) -> tuple[str, ...]:
        """The wordings in marks, folded, without the marks; asked for of display quotes only."""
        bare = (fold(piece).strip("'\"“”‘’.,;:!? ") for piece in self.pieces)
        return tuple(piece for piece in bare if piece)

    @cached_property
    def said(self) -> str:
        """The whole content, folded."""
        return fold(" ".join(self.content))


def report(
    start: int, content: Sequence[str], cue: str | None, marked: Iterable[str], parties: frozenset[str]
) -> Report:
    """The report of a quote from the texts of its spans; `marked` are the pieces inside quotation marks."""
    return Report(start, content_words([*content, cue or ""]), tuple(content), tuple(marked), parties)


def parties(speakers: Sequence[str], speaks_for: Mapping[str, str]) -> frozenset[str]:
    """The speakers and everybody they speak for."""
    found = set(speakers)
    for id in speakers:
        step = speaks_for.get(id)
        while step is not None and step not in found:
            found.add(step)
            step = speaks_for.get(step)
    return frozenset(found)


def _weights(bags: Sequence[frozenset[str]]) -> dict[str, float]:
    """Rare words of the article tell quotes apart, so they weigh more."""
    counts = Counter(word for bag in bags for word in bag)
    total = max(1, len(bags))
    return {word: 0.3 + math.log((total + 1) / count) for word, count in counts.items()}


def similarities(reports: Sequence[Report], one: int, others: Sequence[int]) -> list[tuple[float, int]]:
    """How well each of `others` expresses what quote `one` says, best first; ties go to the earlier one.

    1.0 means that all its weighted words are there. Bonuses: same party, a shared wording inside marks.
    """
    return _similar(reports, _weights([one.words for one in reports]), one, others)


def _similar(
    reports: Sequence[Report], weights: Mapping[str, float], one: int, others: Sequence[int]
) -> list[tuple[float, int]]:
    mine = reports[one]
    total = sum(weights[word] for word in sorted(mine.words)) or 1.0
    found = []
    for other in others:
        theirs = reports[other]
        common = sorted(mine.words & theirs.words)
        score = 0.85 * sum(weights[word] for word in common) / total
        score += 0.15 * len(common) / (len(theirs.words) or 1)
        if mine.marked and common:
            score += 0.35 * sum(piece in theirs.said for piece in mine.marked) / len(mine.marked)
        if mine.parties & theirs.parties:
            score += 0.12
        elif mine.parties and theirs.parties:
            score -= 0.3
        found.append((score, other))
    return sorted(found, key=lambda pair: (-round(pair[0], 6), reports[pair[1]].start, pair[1]))


def altered(display: Report, original: Report) -> bool:
    """Whether the wording inside the marks of a display quote differs from what it repeats (rule P1)."""
    return any(piece not in original.said for piece in display.marked)


def repeats(
    sections: Sequence[Section], reports: Sequence[Report], outer: Sequence[int | None]
) -> tuple[int | None, ...]:
    """For each quote of a headline, deck, key point, subheading, caption or pull quote its original (P1).

    The target is the first quote in running text that says the same for the same party; where a nested
    quote says it, the inner one. None where no quote is near enough.
    """
    starts = [section.start for section in sections]

    def kind(at: int) -> str:
        place = bisect_right(starts, at) - 1
        return sections[place].kind if place >= 0 and at < sections[place].end else ""

    kinds = [kind(report.start) for report in reports]
    running = [i for i, name in enumerate(kinds) if name not in DISPLAY_KINDS and name not in SILENT_KINDS]
    found: list[int | None] = [None] * len(reports)
    shown = [i for i, name in enumerate(kinds) if name in DISPLAY_KINDS]
    if not shown or not running:
        return tuple(found)
    weights = _weights([report.words for report in reports])
    for i in shown[:MOST_SHOWN]:
        ranked = _similar(reports, weights, i, running[:MOST_COMPARED])
        if _near_enough(ranked) and reports[i].words & reports[ranked[0][1]].words:
            found[i] = _inner(ranked, reports, outer)
    return tuple(found)


def _near_enough(ranked: Sequence[tuple[float, int]]) -> bool:
    """Whether the best is good, or fair and far ahead of all others."""
    best = ranked[0][0]
    second = ranked[1][0] if len(ranked) > 1 else 0.0
    return best >= THRESHOLD or (best >= FAIR and best - second >= AHEAD)


def _inner(ranked: Sequence[tuple[float, int]], reports: Sequence[Report], outer: Sequence[int | None]) -> int:
    """The first quote among those about as near as the best; an outer one gives way to the one inside it."""
    best = ranked[0][0]
    near = [other for score, other in ranked if score >= best - 0.04]
    chosen = min(near, key=lambda other: reports[other].start)
    for score, other in ranked:
        if outer[other] == chosen and score >= best - 0.1:
            return other
    return chosen
