"""Quotes of an article: reports of each sentence, joined over sentences and paragraphs.

Rules in brackets are those of SCHEME 1. Pure and deterministic; never raises; linear in the text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from annotator.detection.base import Draft, Mark, Refusal, ViaDraft, Words
from annotator.detection.calibration import probability
from annotator.detection.cues import Cue
from annotator.detection.joining import Joiner
from annotator.detection.lexicon import NO_WORDS, Lexicon, lexicon
from annotator.detection.possible import possible_cues
from annotator.detection.refusals import only_names, reason, refusal
from annotator.detection.reports import Report, sound
from annotator.detection.tokens import Sentence
from annotator.detection.via import is_outlet
from annotator.detection.weights import Place, cue_mark_weight, quotation_mark_weight, tells_attitude
from annotator.marks import stretches, stretches_in, type_and_flags
from annotator.model import SILENT_KINDS, Scope, Section
from annotator.text import Range, Structure, content_start, merged, overlaps, trim_visible

THRESHOLD = 0.1
"""Reports less probable than this are no drafts; their cues stay as marks."""
NESTED_THRESHOLD = 0.15
TOPICAL = frozenset("discuss debate talk speak address comment examine mull raise broach".split())
"""Lemmas whose object is the topic, not what was said (rule R4)."""
_UNNAMED = 0.3  # marked words of a language without a lexicon
_ATTITUDE = 0.3  # what is left of the weight of an attitude where only statements are looked for
_LEAST = 0.05  # words below that are no marks at all
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
        if at == start < end:
            yield start, end  # a paragraph begins and ends with what is visible
        else:
            yield from _visible(text, at, end)


def _visible(text: str, start: int, end: int) -> Iterator[Range]:
    if start < end:
        span = trim_visible(text, start, end)
        if span[0] < span[1]:
            yield span


def find_reports(
    text: str,
    structure: Structure,
    sections: Sequence[Section] = (),
    language: str | None = "en",
    words: Words = NO_WORDS,
) -> list[Report]:
    """Every report of the text, however doubtful, in the order of finding, with `carries` and `inside`."""
    known = lexicon(language, words)
    return _reports(read_text(text, structure, sections, known), text, known)


def read_text(text: str, structure: Structure, sections: Sequence[Section], known: Lexicon) -> Joiner:
    """Read every zone of the text: its reports, cue groups and marked stretches."""
    spoken = stretches(text)
    starts = [one.start for one in spoken]
    joiner = Joiner(text, known)
    joiner.read(
        (*zone, spoken[bisect_left(starts, zone[0]) : bisect_left(starts, zone[1])])
        for zone in zones(text, structure, sections)
    )
    return joiner


def _reports(joiner: Joiner, text: str, known: Lexicon) -> list[Report]:
    for report in joiner.reports:
        report.probability = probability(report.traits)
    reports = _kept(joiner.reports, lambda report: bool(report.content) and sound(report))
    _nest(reports)
    reports = _kept(reports, _believable)
    _through_outlets(reports, text, known)
    return _kept(reports, lambda report: bool(report.content))


def _kept(reports: Sequence[Report], wanted: Callable[[Report], bool]) -> list[Report]:
    """The wanted reports, their links to others renumbered; nesting passes over those that are gone."""
    chosen = [i for i, report in enumerate(reports) if wanted(report)]
    found = [reports[i] for i in chosen]
    if len(found) == len(reports):
        return found
    places = {i: k for k, i in enumerate(chosen)}
    outward = [report.inside for report in reports]
    for report in found:
        if report.carries is not None:
            report.carries = places.get(report.carries)
        around = report.inside
        while around is not None and around not in places:
            around = outward[around]
        report.inside = None if around is None else places[around]
    return found


def _believable(report: Report) -> bool:
    """Whether a report can be a quote at all: one read inside marked speech needs a quote around it."""
    if not report.spoken_inside:
        return True
    return report.inside is not None and report.source is not None


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
    reach = list(accumulate([-negative for _, negative, _ in spans], max))
    for i, report in enumerate(reports):
        if report.inside is None and report.cue is not None and report.cue[0] < firsts[i]:
            report.inside = _around(reports, spans, reach, i)


def _around(
    reports: Sequence[Report], spans: Sequence[tuple[int, int, int]], reach: Sequence[int], i: int
) -> int | None:
    """The quote around report `i`, whose cue stands before its content.

    `reach` says how far the spans of content up to each of them go.
    """
    report = reports[i]
    assert report.cue is not None
    low, high = report.cue[0], max(report.content[-1][1], report.cue[1])
    at = bisect_left(spans, (low + 1, 0, 0))
    if not at or reach[at - 1] < high:
        return None  # most reports
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
    *,
    marks: bool = True,
) -> Findings:
    """Every quote of the text as a draft, refused marks, and marks where one may be missing.

    Without `marks` these are left out, which saves a fifth of the time.

    `sections` say where nothing is annotated (rule R9); `scope` "statements" leaves attitudes out (R2). A
    language without a lexicon has its quotation marks found and nothing else. Drafts are in the order of
    their first character; a draft that continues another stands after it.
    """
    known = lexicon(language, words)
    joiner, chosen = choose(text, structure, sections, known, scope)
    order = sorted(range(len(chosen)), key=lambda i: (chosen[i].content[0][0], -chosen[i].content[-1][1], i))
    place = {i: k for k, i in enumerate(order)}
    drafts = tuple(_draft(text, chosen[i], place, known) for i in order)
    spoken = list({(one.start, one.end): one for one in joiner.spoken if one.depth == 0}.values())
    claimed = merged(span for report in chosen for span in report.content)
    free = [one for one in spoken if not _touches(claimed, one.start, one.end)]
    if known.frames:
        why = (refusal(one, reason(text, one, known)) for one in free)
        refusals = [refused for refused in why if refused is not None]
    else:
        # nothing is known about the language: whatever is marked may be speech
        refusals = []
        unnamed = (Report([(one.start, one.end)], [], None, None, "orphan", probability=_UNNAMED) for one in free)
        drafts = tuple(sorted((*drafts, *(_draft(text, one, {}, known) for one in unnamed)), key=_first))
    if not marks:
        return Findings(drafts, tuple(refusals), ())
    misses = [
        Mark(one.start, one.end, "quotation", quotation_mark_weight(text, one, reason(text, one, known)))
        for one in spoken
    ]
    misses += _cue_marks(joiner, chosen, claimed, scope)
    misses.sort(key=lambda mark: (mark.start, -mark.end))
    return Findings(drafts, tuple(refusals), tuple(misses))


def choose(
    text: str, structure: Structure, sections: Sequence[Section], known: Lexicon, scope: Scope
) -> tuple[Joiner, list[Report]]:
    """The text as read, and the reports that are good enough to be proposed."""
    joiner = read_text(text, structure, sections, known)
    reports = _reports(joiner, text, known) if known.frames else []
    seen: set[tuple[tuple[Range, ...], Range | None, Range | None]] = set()
    return joiner, _kept(reports, lambda report: _proposed(report, reports, scope) and _new(report, seen))


def cue_places(
    joiner: Joiner, drafts: Sequence[Range], claimed: Sequence[Range]
) -> Iterator[tuple[Sentence, Cue, Range, Place]]:
    """Every possible cue with its characters and where it stands among the proposed cues (sorted) and contents."""
    chances = {report.cue: report.probability for report in joiner.reports}
    marked = merged((one.start, one.end) for one in joiner.spoken)
    at = [start for start, _ in drafts]
    for sentence, cues in joiner.groups():
        own = drafts[bisect_left(at, sentence.start) : bisect_left(at, sentence.end)]
        tokens = [(bisect_left(sentence.starts, start), bisect_left(sentence.starts, end) - 1) for start, end in own]
        # an open word in somebody's content is next to never a quote of its own
        first = bisect_right(claimed, (sentence.start, len(joiner.text))) - 1
        held = first >= 0 and claimed[first][1] >= sentence.end
        for cue in cues if held else (*cues, *possible_cues(sentence, cues, joiner.lexicon)):
            span = sentence.range(cue.first, cue.last)
            touched = _touches(claimed, *span)
            if touched and not cue.frames:
                continue
            before = [cue.first - 1 - last for _, last in tokens if last < cue.first]
            after = [begin - cue.last - 1 for begin, _ in tokens if begin > cue.last]
            yield sentence, cue, span, Place(
                ("said" if _touches(marked, *span) else "in") if touched else "out",
                chances.get(span), min(before, default=None), min(after, default=None), len(own),
            )  # fmt: skip


def _cue_marks(joiner: Joiner, chosen: Sequence[Report], claimed: Sequence[Range], scope: Scope) -> Iterator[Mark]:
    """The marks of cue words; those of a proposed quote weigh what the quote does."""
    used = {report.cue: report.probability for report in chosen if report.cue is not None}
    for sentence, cue, span, place in cue_places(joiner, sorted(used), claimed):
        if span in used:
            yield Mark(*span, "cue", round(used[span], 2))
            continue
        weight = cue_mark_weight(sentence, cue, joiner.lexicon, place)
        if not cue.frames and weight < _LEAST:
            continue
        if scope == "statements" and tells_attitude(sentence, cue, joiner.lexicon):
            weight = round(weight * _ATTITUDE, 2)
        if cue.frames or weight >= _LEAST:
            yield Mark(*span, "cue", weight)


def _new(report: Report, seen: set[tuple[tuple[Range, ...], Range | None, Range | None]]) -> bool:
    """Whether no report before it has the same content, cue and source (check E15)."""
    key = (tuple(report.content), report.cue, report.source)
    if key in seen:
        return False
    seen.add(key)
    return True


def _first(draft: Draft) -> int:
    return draft.content[0][0]


def _touches(ranges: Sequence[Range], start: int, end: int) -> bool:
    """Whether any of the sorted, disjoint ranges shares a character with `[start, end)`."""
    at = bisect_left(ranges, (end, end)) - 1
    return at >= 0 and ranges[at][1] > start


def _proposed(report: Report, reports: Sequence[Report], scope: Scope) -> bool:
    """Whether the report is good enough, and of the kind looked for."""
    if report.attitude and scope == "statements":
        return False
    if report.cue is None:
        return True
    if report.lemma in TOPICAL and "np" in report.pattern and (scope == "statements" or report.inside is not None):
        return False
    if report.inside is None:
        return report.probability >= THRESHOLD
    if report.weak and report.pattern.startswith("np"):
        return False
    outer = reports[report.inside]
    planned = "inf" in report.pattern.split("+")[1:] or report.hypothetical
    return report.probability >= NESTED_THRESHOLD and not planned and not (outer.attitude and outer.inside is not None)


def _draft(text: str, report: Report, place: Mapping[int, int], known: Lexicon) -> Draft:
    """The report as a draft, its flags set from the words and marks."""
    kind, quoted, odd = type_and_flags(text, report.content, report.flags)
    flags = {*report.flags, *odd}
    if report.negated:
        flags.add("negated")
    if report.hypothetical:
        flags.add("hypothetical")
    if kind == "mixed":
        marked = [one for span in report.content for one in stretches_in(text, *span) if one.depth == 0]
        if only_names(text, marked, known):
            flags.add("marks_not_speech")
            kind, quoted = "indirect", ()
    chance = report.probability
    return Draft(
        tuple(report.content),
        report.cue,
        report.source,
        report.addressee,
        tuple(report.via),
        "attitude" if report.attitude else "statement",
        tuple(sorted(flags)),
        round(chance, 2),
        place.get(report.carries) if report.carries is not None else None,
        place.get(report.inside) if report.inside is not None else None,
        (kind, quoted),
    )


def _through_outlets(reports: Sequence[Report], text: str, known: Lexicon) -> None:
    """Turn "…, TASS reported" around a whole quote into a via of that quote (rule V1).

    The outer report loses its content and so is dropped; its source and cue become the via.
    """
    inner: dict[int, list[int]] = {}
    for i, report in enumerate(reports):
        if report.inside is not None:
            inner.setdefault(report.inside, []).append(i)
    for i, held in inner.items():
        outer = reports[i]
        if outer.cue is None or outer.source is None or not is_outlet(text[slice(*outer.source)], known):
            continue
        first = outer.content[0][0]
        for k in held:
            report = reports[k]
            if report.source is None or report.cue is None or report.spoken_inside:
                continue
            start = min(report.source[0], report.cue[0], report.content[0][0])
            end = max(report.source[1], report.cue[1], report.content[-1][1])
            lead = text[first:start].strip(" ,").lower()
            if any(overlaps(span, (start, end)) for span in (outer.source, outer.cue)):
                continue
            if lead in ("", "that") and end >= outer.content[-1][1] - 2 and len(outer.content) == 1:
                report.via.append(ViaDraft("outlet", outer.source, outer.cue))
                for other in held:
                    reports[other].inside = k if other != k else outer.inside
                outer.content = []
                break
