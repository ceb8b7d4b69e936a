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
from annotator.detection.phrases import Phrase
from annotator.detection.tokens import Sentence
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
    return Report(
        traits=traits_of(sentence, cue, words, source, pattern),
        content=[sentence.range(*piece) for piece in words],
        words=words,
        cue=sentence.range(cue.first, cue.last),
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
    following = tags[last + 1] if last + 1 < len(tags) else "."
    frames = cue.frames
    marked = sentence.speech.get(first)
    return _named(
        pattern,
        kind,
        bisect_right(_SIZES, size),
        following if following in ".,QC-:" else "w",
        cue.kind,
        cue.shape,
        min(3, cue.last - cue.first),
        "weak" if "weak" in frames else "att" if "attitude" in frames else "say" if "speech" in frames else "plain",
        None if marked is None else bisect_right(_LENGTHS, marked.end - marked.start),
        marked is not None and sentence.goes_on(first),
        sentence.title_case,
        cue.first > 25,
        "," in tags[first : last + 1],
        cue.negated or cue.hypothetical,
        cue.lemma == "say",
    )


_SIZES = (2, 4, 8, 16, 30)  # tokens of a content
_LENGTHS = (12, 25, 60)  # code points of marked speech


@lru_cache(maxsize=8192)  # nine in ten reports have the traits of one before them
def _named(
    pattern: str,
    kind: str,
    size: int,
    following: str,
    group: str,
    shape: str,
    more: int,
    strength: str,
    length: int | None,
    small: bool,
    title: bool,
    late: bool,
    comma: bool,
    irrealis: bool,
    says: bool,
) -> tuple[str, ...]:
    """The names of traits: how content was found, kind of source, size, what follows, cue, marks, and the rest."""
    base = pattern.split("+")[0]
    found = [
        f"p:{pattern}",
        f"b:{base}:{strength}",
        f"s:{kind}",
        f"s:{kind}:{'shared' if 'shared' in pattern else 'own'}",
        f"n:{size}",
        f"e:{base}:{following}",
        f"k:{group}:{shape}",
        f"c:{more}",
    ]
    if length is not None:
        found.append(f"q:{base}:{length}{'l' if small else 'u'}")
        found.append(f"q:{strength}:{length}")
    if title:
        found.append("title")
    if late:
        found.append("late")
    if comma:
        found.append(f"comma:{base}")
    if irrealis:
        found.append("irrealis")
    if says:
        found.append("say")
    # The same few hundred words again and again: kept once, they are a tenth of the memory of a long article.
    return tuple(map(intern, found))


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
