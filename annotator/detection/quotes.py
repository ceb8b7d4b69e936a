"""Quotes of an article: reports of each sentence, joined over sentences and paragraphs.

Rules in brackets are those of SCHEME 1. Pure and deterministic; never raises; linear in the text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from annotator.detection.base import Draft, Mark, Refusal, Words
from annotator.detection.frames import Report, read_sentence
from annotator.detection.lexicon import NO_WORDS, Lexicon, lexicon
from annotator.detection.tokens import sentences
from annotator.marks import Stretch, stretches
from annotator.model import SILENT_KINDS, Scope, Section
from annotator.text import Range, Structure, content_start, overlaps, trim_visible

_DEEP = 8  # how many enclosing spans are looked at


class Findings(NamedTuple):
    """What was found: drafts in text order, marks that are no speech, and possible misses."""

    drafts: tuple[Draft, ...]
    refusals: tuple[Refusal, ...]
    marks: tuple[Mark, ...]


def zones(text: str, structure: Structure, sections: Sequence[Section]) -> Iterator[Range]:
    """The paragraphs, or what is left of them, in which quotes are looked for (rule R9)."""
    silent = [section.span for section in sections if section.kind in SILENT_KINDS]
    starts = [start for start, _ in silent]
    for start, end in structure.paragraphs:
        at = content_start(text, start, end)
        k = max(0, bisect_left(starts, at) - 1)
        while k < len(silent) and silent[k][0] < end:
            if silent[k][1] > at:
                yield from _visible(text, at, min(silent[k][0], end))
                at = max(at, silent[k][1])
            k += 1
        yield from _visible(text, at, end)


def _visible(text: str, start: int, end: int) -> Iterator[Range]:
    if start < end:
        span = trim_visible(text, start, end)
        if span[0] < span[1]:
            yield span


class _Reader:
    """Joins the reports of successive sentences."""

    def __init__(self, text: str, words: Lexicon) -> None:
        self.text = text
        self.lexicon = words
        self.reports: list[Report] = []
        self.current: int | None = None  # the quote that marked speech without a cue goes on with
        self.open = False  # the last stretch was not closed

    def read(self, zone: Range, spoken: Sequence[Stretch]) -> None:
        """One paragraph."""
        outer = [one for one in spoken if zone[0] <= one.start and one.end <= zone[1]]
        group = sentences(self.text, *zone, outer, self.lexicon)
        pending: list[Range] = []
        said = False  # a quote stands in this paragraph
        last_only = False
        for sentence in group:
            only = all(tag in "Q.,-:;o" for tag in sentence.tags) and "Q" in sentence.tags
            if only:
                pieces = [sentence.range(i, i) for i, tag in enumerate(sentence.tags) if tag == "Q"]
                if said and self.current is not None:
                    self._more(pieces)
                else:
                    pending += pieces
                last_only = True
                continue
            found, _ = read_sentence(sentence, self.lexicon)
            base = len(self.reports)
            self.reports += found
            if found:
                first = next((i for i, one in enumerate(found) if one.spoken), None)
                if pending and first is not None and found[first].words[0][0] == 0:
                    self.reports[base + first].content[:0] = pending
                    pending = []
                elif pending:
                    self._orphans(pending)
                    pending = []
                self.current = base + self._main(found)
                said = True
            last_only = False
        if pending:
            self._orphans(pending)
        ends = outer[-1] if outer else None
        self.open = ends is not None and not ends.closed and ends.end >= zone[1] - 1
        if not group or not (said or last_only or pending):
            self.current = self.current if not group else None

    @staticmethod
    def _main(found: Sequence[Report]) -> int:
        for i in range(len(found) - 1, -1, -1):
            if found[i].spoken:
                return i
        return len(found) - 1

    def _more(self, pieces: Sequence[Range]) -> None:
        """Marked speech after a quote of the same paragraph (rule C6)."""
        assert self.current is not None
        current = self.reports[self.current]
        if current.spoken and current.content[-1][1] <= pieces[0][0]:
            current.content += pieces
        else:
            self._carry(pieces)

    def _carry(self, pieces: Sequence[Range]) -> None:
        self.reports.append(Report(list(pieces), [], None, None, "carried", spoken=True, carries=self.current))
        self.current = len(self.reports) - 1

    def _orphans(self, pieces: Sequence[Range]) -> None:
        """A paragraph that begins with marked speech nobody is named for (rule C7)."""
        if self.current is None:
            self.reports.append(Report(list(pieces), [], None, None, "orphan", spoken=True))
            self.current = len(self.reports) - 1
            return
        current = self.reports[self.current]
        if self.open and current.spoken:
            current.content += pieces
        else:
            self._carry(pieces)


def find_reports(
    text: str,
    structure: Structure,
    sections: Sequence[Section] = (),
    language: str | None = "en",
    words: Words = NO_WORDS,
) -> list[Report]:
    """Every report of the text, however doubtful, in the order of finding, with `carries` and `inside`."""
    known = lexicon(language, words)
    spoken = [one for one in stretches(text) if one.depth == 0]
    starts = [one.start for one in spoken]
    reader = _Reader(text, known)
    for zone in zones(text, structure, sections):
        reader.read(zone, spoken[bisect_left(starts, zone[0]) : bisect_left(starts, zone[1])])
    reports = [report for report in reader.reports if _sound(report)]
    kept = {id(report): i for i, report in enumerate(reports)}
    for report in reports:
        if report.carries is not None:
            report.carries = kept.get(id(reader.reports[report.carries]))
    _nest(reports)
    return reports


def _sound(report: Report) -> bool:
    """Put the report in order; False when its content clashes with its own cue (rules E06-E08)."""
    report.content.sort()
    taken = list(report.content)
    if any(a[1] > b[0] for a, b in pairwise(taken)):
        return False
    if report.cue is not None:
        if any(overlaps(report.cue, span) for span in taken):
            return False
        taken.append(report.cue)
    for role in ("source", "addressee"):
        span = getattr(report, role)
        if span is not None:
            if any(overlaps(span, other) for other in taken):
                setattr(report, role, None)
            else:
                taken.append(span)
    return True


def _nest(reports: Sequence[Report]) -> None:
    """Set `inside`: the quote whose content holds content and cue of this one (rule N1)."""
    spans = sorted((start, -end, i) for i, report in enumerate(reports) for start, end in report.content)
    stack: list[tuple[int, int, int]] = []
    firsts = {i: report.content[0][0] for i, report in enumerate(reports)}
    for start, negative, i in spans:
        while stack and stack[-1][1] <= start:
            stack.pop()
        report = reports[i]
        if report.cue is not None and start == firsts[i]:
            low = min(start, report.cue[0])
            high = max(report.content[-1][1], report.cue[1])
            for first, last, other in stack[-_DEEP:]:
                if other != i and first <= low and high <= last and report.inside != other:
                    report.inside = other
        stack.append((start, -negative, i))
    for i, report in enumerate(reports):
        if report.inside is None and report.cue is not None and report.cue[0] < firsts[i]:
            report.inside = _around(reports, spans, i)


def _around(reports: Sequence[Report], spans: Sequence[tuple[int, int, int]], i: int) -> int | None:
    """The quote around report `i`, whose cue stands before its content."""
    report = reports[i]
    assert report.cue is not None
    low, high = report.cue[0], max(report.content[-1][1], report.cue[1])
    at = bisect_left(spans, (low + 1, 0, 0))
    best: int | None = None
    for start, negative, other in spans[max(0, at - _DEEP * 4) : at]:
        if other != i and start <= low and high <= -negative:
            best = other
    return best


def find_quotes(
    text: str,
    structure: Structure,
    sections: Sequence[Section] = (),
    language: str | None = "en",
    words: Words = NO_WORDS,
    scope: Scope = "statements",
) -> Findings:
    """Every quote of the text as a draft, refused marks, and marks where one may be missing.

    `sections` say where nothing is annotated (rule R9); `scope` "statements" leaves attitudes out (R2). A
    language without a lexicon has its quotation marks found and nothing else.
    """
    reports = find_reports(text, structure, sections, language, words)
    kept = [i for i, report in enumerate(reports) if scope == "all" or not report.attitude]
    at = {i: k for k, i in enumerate(kept)}
    drafts = tuple(
        Draft(
            tuple(report.content),
            report.cue,
            report.source,
            report.addressee,
            tuple(report.via),
            "attitude" if report.attitude else "statement",
            report.flags,
            report.probability,
            at.get(report.carries) if report.carries is not None else None,
            at.get(report.inside) if report.inside is not None else None,
        )
        for report in (reports[i] for i in kept)
    )
    return Findings(drafts, (), ())
