"""A report: a quote as it is found in a sentence, with what is known about it when its probability is asked for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from sys import intern

from annotator.detection.base import ViaDraft
from annotator.detection.contents import After
from annotator.detection.cues import Cue
from annotator.detection.tokens import Phrase, Sentence
from annotator.text import Range, overlaps
from annotator.values import dataclass, field


@dataclass(slots=True)
class Report:
    """A quote found in a sentence, by characters; `pattern` names how it was found (for its probability).

    `words` are the token ranges of the content, `spoken` says that the first piece is wholly in marks.
    """

    content: list[Range]
    words: list[tuple[int, int]]
    cue: Range | None
    source: Range | None
    pattern: str
    lemma: str = ""
    addressee: Range | None = None
    via: list[ViaDraft] = field(default_factory=list)
    attitude: bool = False
    negated: bool = False
    hypothetical: bool = False
    spoken: bool = False
    weak: bool = False
    traits: tuple[str, ...] = ()
    spoken_inside: bool = False
    flags: tuple[str, ...] = ()
    carries: int | None = None
    inside: int | None = None
    probability: float = 0.5


def span_of(sentence: Sentence, phrase: Phrase | None) -> Range | None:
    """The characters of a phrase; None for none."""
    if phrase is None:
        return None
    return sentence.starts[phrase.first], sentence.ends[phrase.last]


def made(
    sentence: Sentence,
    cue: Cue,
    words: list[tuple[int, int]],
    source: Range | None,
    pattern: str,
    after: After | None = None,
) -> Report:
    """The report of a cue whose content are these ranges of tokens (inclusive), with its traits.

    `pattern` says how the content was found; `after` names who is told.
    """
    if cue.shape not in ("finite", "noun"):
        pattern += f"+{cue.shape}"
    if cue.kind not in ("verb", "phrase"):
        pattern += f"+{cue.kind}"
    starts, ends = sentence.starts, sentence.ends
    return Report(
        traits=traits_of(sentence, cue, words, source, pattern),
        content=[(starts[first], ends[last]) for first, last in words],
        words=words,
        cue=(starts[cue.first], ends[cue.last]),
        source=source,
        pattern=pattern,
        lemma=cue.lemma,
        addressee=span_of(sentence, after.addressee) if after and after.addressee else None,
        attitude=cue.attitude,
        negated=cue.negated,
        hypothetical=cue.hypothetical,
        spoken=not "".join([sentence.tags[first : last + 1] for first, last in words]).strip("Q,.-;:"),
        weak=cue.weak,
    )


def traits_of(
    sentence: Sentence, cue: Cue, words: Sequence[tuple[int, int]], source: Range | None, pattern: str
) -> tuple[str, ...]:
    """What is known about a report when its probability is asked for (see `calibration`)."""
    tags = sentence.tags
    first, last = words[0][0], words[-1][1]
    size = last - first + 1 if len(words) == 1 else sum([end - begin + 1 for begin, end in words])
    kind = "none"
    if source is not None:
        k = bisect_left(sentence.starts, source[0])
        kind = tags[k if k < len(tags) else 0]
        if kind not in "RWPDMN":
            kind = "o"
        if source[1] - source[0] > 60:
            kind += "long"
    frames = cue.frames
    strength = (
        "weak" if "weak" in frames else "att" if "attitude" in frames else "say" if "speech" in frames else "plain"
    )
    base = pattern.split("+", 1)[0]
    found = (
        *_found_by(pattern, base, strength, kind),
        *_bounded(base, bisect_right(_SIZES, size), tags[last + 1 : last + 2] or "."),
        *_cued(cue.kind, cue.shape, min(3, cue.last - cue.first)),
    )
    marked = sentence.speech.get(first)
    if marked is not None:
        length = bisect_right(_LENGTHS, marked.end - marked.start)
        found += _marked(base, strength, length, sentence.goes_on(first))
    if sentence.title_case:
        found += ("title",)
    if cue.first > 25:
        found += ("late",)
    if "," in tags[first : last + 1]:
        found += (intern(f"comma:{base}"),)
    if cue.negated or cue.hypothetical:
        found += ("irrealis",)
    if cue.lemma == "say":
        found += ("say",)
    return found


_SIZES = (2, 4, 8, 16, 30)  # tokens of a content
_LENGTHS = (12, 25, 60)  # code points of marked speech
# The same few hundred words again and again: kept, they need not be put together for each report, and once in memory
# they are a tenth of what a long article takes.


@lru_cache(maxsize=4096)
def _found_by(pattern: str, base: str, strength: str, kind: str) -> tuple[str, ...]:
    shared = "shared" if "shared" in pattern else "own"
    return tuple(map(intern, (f"p:{pattern}", f"b:{base}:{strength}", f"s:{kind}", f"s:{kind}:{shared}")))


@lru_cache(maxsize=2048)
def _bounded(base: str, size: int, following: str) -> tuple[str, ...]:
    return intern(f"n:{size}"), intern(f"e:{base}:{following if following in '.,QC-:' else 'w'}")


@lru_cache(maxsize=256)
def _cued(kind: str, shape: str, more: int) -> tuple[str, ...]:
    return intern(f"k:{kind}:{shape}"), intern(f"c:{more}")


@lru_cache(maxsize=2048)
def _marked(base: str, strength: str, length: int, small: bool) -> tuple[str, ...]:
    return intern(f"q:{base}:{length}{'l' if small else 'u'}"), intern(f"q:{strength}:{length}")


def sound(report: Report) -> bool:
    """Put the report in order; False when its content clashes with itself or its cue (rules E06-E08).

    A source, addressee or via that overlaps another role is dropped.
    """
    report.content.sort()
    taken = list(report.content)
    if len(taken) > 1 and any(a[1] > b[0] for a, b in pairwise(taken)):
        return False
    for start, end in taken:
        if start >= end:
            return False
    if report.cue is not None and _free(report.cue, taken) is None:
        return False
    if report.source is not None:
        report.source = _free(report.source, taken)
    if report.addressee is not None:
        report.addressee = _free(report.addressee, taken)
    kept = []
    for via in report.via:
        spans = [via.source] if via.cue is None else [via.source, via.cue]
        if not any(overlaps(span, other) for span in spans for other in taken):
            taken += spans
            kept.append(via)
    if len(kept) < len(report.via):
        report.via = kept
    return True


def _free(span: Range, taken: list[Range]) -> Range | None:
    """The span, added to those taken; None when it overlaps one of them."""
    for other in taken:
        if overlaps(span, other):
            return None
    taken.append(span)
    return span
