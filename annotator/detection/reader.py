"""Reading one place of an article for the pickers: cue groups, mentions, boundaries, best guesses.

The same code as detection, but only for the sentences in the zone asked for: a call costs a few sentences,
however long the article. Everything is in characters of the text; results are in text order.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from itertools import chain
from typing import NamedTuple, TypeVar, cast

from annotator.detection.base import Draft, Mention, Words
from annotator.detection.calibration import probability
from annotator.detection.cues import Cue, verb_groups
from annotator.detection.frames import read_cue, read_sentence
from annotator.detection.lexicon import NO_WORDS, Lexicon, lexicon
from annotator.detection.phrases import right_edge, subject_before
from annotator.detection.reports import Report, sound
from annotator.detection.runs import Zone
from annotator.detection.sources import kind_of
from annotator.detection.tokens import Sentence, sentences
from annotator.detection.weights import Place, cue_mark_weight
from annotator.marks import closes, opens, stretches, stretches_in
from annotator.text import WHITE, Range, Structure, inside, overlaps, trim

_ANY = frozenset({"that", "speech", "np", "inf", "wh", "ing"})
_EDGE = re.compile(
    r"[,;:—–()\[\]]|(?<=\s)-(?=\s)"
    r"|\b(?:that|who|which|whom|whose|but|because|while|although|and|or|during|after|before|following"
    r"|amid|when|as|in order to|whether|if)\b",
    re.IGNORECASE,
)
_INFINITIVE = re.compile(r"\bto\s+[a-z]+", re.IGNORECASE)


_KNOWN = 256
"""Answers kept: a picker that is opened again in the same place asks the same."""
_Answer = TypeVar("_Answer")


class _Place(NamedTuple):
    """A sentence as read: tokens, cue groups and reports."""

    sentence: Sentence
    cues: tuple[Cue, ...]
    reports: tuple[Report, ...]


class Reader:
    """What the pickers ask about a text; built once for an article, cheap to ask again."""

    def __init__(self, text: str, structure: Structure, language: str | None = "en", words: Words = NO_WORDS) -> None:
        self.text = text
        self.structure = structure
        self.lexicon = lexicon(language, words)
        self._read: dict[int, tuple[_Place, ...]] = {}
        self._answers: dict[tuple[str, Range], object] = {}

    def _once(self, name: str, zone: Range, find: Callable[[Range], _Answer]) -> _Answer:
        """The answer to a question about a zone, found once while it is among the last asked."""
        if (name, zone) not in self._answers:
            if len(self._answers) >= _KNOWN:
                self._answers.pop(next(iter(self._answers)))
            self._answers[name, zone] = find(zone)
        return cast(_Answer, self._answers[name, zone])

    def _paragraph(self, index: int) -> tuple[_Place, ...]:
        known = self._read.get(index)
        if known is None:
            start, end = self.structure.paragraphs[index]
            spoken = [one for one in stretches_in(self.text, start, end) if one.depth == 0]
            places = []
            # What is said inside the marks is read on its own, for nested quotes.
            zones: list[Zone] = [(start, end, spoken)]
            zones += [(one.start + 1, max(one.start + 1, one.end - 1), ()) for one in spoken]
            for sentence in chain.from_iterable(sentences(self.text, zones, self.lexicon)):
                reports, cues = read_sentence(sentence, self.lexicon)
                places.append(_Place(sentence, tuple(cues), tuple(filter(sound, reports))))
            known = self._read[index] = tuple(places)
        return known

    def _places(self, zone: Range) -> list[_Place]:
        if not self.structure.paragraphs:
            return []
        first = self.structure.paragraph_at(zone[0])
        last = self.structure.paragraph_at(max(zone[0], zone[1] - 1))
        return [
            place
            for index in range(first, last + 1)
            for place in self._paragraph(index)
            if overlaps((place.sentence.start, place.sentence.end), zone)
        ]

    def cue_groups(self, zone: Range) -> tuple[Range, ...]:
        """The likely cue groups of the zone, each in its longest form."""
        return self._once("cue_groups", zone, self._cue_groups)

    def _cue_groups(self, zone: Range) -> tuple[Range, ...]:
        found = {place.sentence.range(cue.first, cue.last) for place in self._places(zone) for cue in place.cues}
        return tuple(sorted(span for span in found if inside(span, zone)))

    def verb_groups(self, zone: Range) -> tuple[Range, ...]:
        """The verb groups of the zone that are no known cue group."""
        return self._once("verb_groups", zone, self._verb_groups)

    def _verb_groups(self, zone: Range) -> tuple[Range, ...]:
        found = {
            place.sentence.range(*group)
            for place in self._places(zone)
            for group in verb_groups(place.sentence, [(cue.first, cue.last) for cue in place.cues])
        }
        return tuple(sorted(span for span in found if inside(span, zone)))

    def cue_weight(self, span: Range) -> float:
        """How likely the words of the span are a cue, 0 for words that never are."""
        best = 0.0
        for place in self._places(span):
            for cue in place.cues:
                if overlaps(place.sentence.range(cue.first, cue.last), span):
                    best = max(best, self._weight(place, cue))
        return best

    def _weight(self, place: _Place, cue: Cue) -> float:
        """How probable a quote at the cue is: what is known of its report, where there is one."""
        span = place.sentence.range(cue.first, cue.last)
        chance = max((probability(one.traits) for one in place.reports if one.cue == span), default=None)
        return max(round(chance or 0.0, 2), cue_mark_weight(place.sentence, cue, self.lexicon, Place(chance=chance)))

    def mentions(self, zone: Range) -> tuple[Mention, ...]:
        """Noun phrases that can speak, be told or pass words on: the longest form, then its parts."""
        return self._once("mentions", zone, self._mentions)

    def _mentions(self, zone: Range) -> tuple[Mention, ...]:
        found: dict[Range, Mention] = {}
        for place in self._places(zone):
            sentence = place.sentence
            named = {report.source for report in place.reports if report.source} | {
                report.addressee for report in place.reports if report.addressee
            }
            for span in named:
                self._add(found, span, 1.0)
            i = 0
            while i < len(sentence):
                if sentence.tags[i] not in "DNPJMRrW":
                    i += 1
                    continue
                if sentence.tags[i] == "W" and sentence.low[i] != "who":
                    i += 1
                    continue
                long = right_edge(sentence, i, self.lexicon) if sentence.tags[i] != "W" else i
                if long < i:
                    i += 1
                    continue
                short = right_edge(sentence, i, self.lexicon, None, False)
                self._add(found, sentence.range(i, long), 0.6)
                if i <= short < long:
                    self._add(found, sentence.range(i, short), 0.5)
                k = i
                while k <= long:
                    # names and noun phrases inside: "the mayor of [Port Marrow]"
                    if k > i and sentence.tags[k] in "DP" and sentence.tags[k - 1] not in "DP":
                        edge = min(long, right_edge(sentence, k, self.lexicon, long + 1, False))
                        if edge >= k:
                            self._add(found, sentence.range(k, edge), 0.4)
                    k += 1
                i = long + 1
        spans = sorted((span for span in found if inside(span, zone)), key=lambda span: (span[0], -span[1]))
        return tuple(found[span] for span in spans)

    def _add(self, found: dict[Range, Mention], span: Range, score: float) -> None:
        if span not in found or found[span].score < score:
            found[span] = Mention(*span, kind_of(self.text[span[0] : span[1]], self.lexicon), score)

    def _edges(self, zone: Range) -> tuple[set[int], set[int]]:
        """Natural starts and ends in the zone (before and after trimming)."""
        text = self.text
        starts: set[int] = {zone[0]}
        ends: set[int] = {zone[1]}
        for one in stretches(text) if zone[1] - zone[0] >= len(text) else stretches_in(text, *zone):
            starts.add(one.start)
            ends.update((one.start, min(one.end, zone[1])))
            starts.add(min(one.end, zone[1]))
        for place in self._places(zone):
            sentence = place.sentence
            starts.add(sentence.start)
            ends.add(sentence.end)
            ends.add(_bare_end(text, sentence.start, sentence.end))
            for span in [sentence.range(cue.first, cue.last) for cue in place.cues] + [
                role for report in place.reports for role in (report.source, report.addressee) if role
            ]:
                starts.update(span)
                ends.update(span)
        for match in _EDGE.finditer(text, *zone):
            ends.add(match.start())
            if match.group().isalpha() or " " in match.group():
                starts.add(match.start())
                if match.group().lower() in ("and", "or", "but"):
                    starts.add(match.end())
            else:
                starts.add(match.end())
                ends.add(match.end())
        for match in _INFINITIVE.finditer(text, *zone):
            starts.add(match.start())
            ends.add(match.start())
        return starts, ends

    def starts(self, zone: Range) -> tuple[int, ...]:
        """Natural beginnings in the zone, each at the first character of a word or mark."""
        return self._once("starts", zone, self._starts)

    def _starts(self, zone: Range) -> tuple[int, ...]:
        begin, end = zone
        found = {trim(self.text, at, end)[0] for at in self._edges(zone)[0] if begin <= at <= end}
        return tuple(sorted(at for at in found if begin <= at < end and not closes(self.text, at)))

    def ends(self, zone: Range) -> tuple[int, ...]:
        """Natural ends in the zone, exclusive, each after the last character of a word, stop or mark."""
        return self._once("ends", zone, self._ends)

    def _ends(self, zone: Range) -> tuple[int, ...]:
        begin, end = zone
        found = {trim(self.text, begin, at)[1] for at in self._edges(zone)[1] if begin <= at <= end}
        return tuple(sorted(at for at in found if begin < at <= end and not opens(self.text, at - 1)))

    def draft_from_cue(self, cue: Range) -> Draft | None:
        """The best guess of content and source for a cue; None when its sentence holds nothing else."""
        for place in self._places(cue):
            sentence = place.sentence
            for report in place.reports:
                if report.cue is not None and overlaps(report.cue, cue) and inside(cue, (sentence.start, sentence.end)):
                    return _draft(report)
            first = bisect_left(sentence.ends, cue[0] + 1)
            last = bisect_left(sentence.starts, cue[1]) - 1
            if last < first or last >= len(sentence) or sentence.starts[first] >= cue[1]:
                continue
            head = next((k for k in range(last, first - 1, -1) if sentence.tags[k] in "VEBG"), last)
            group = next((one for one in place.cues if one.first <= last and one.last >= first), None)
            lemma = group.lemma if group else sentence.low[head]
            forced = Cue(first, last, head, lemma, _ANY | (group.frames if group else frozenset()) - {"weak"})
            made = read_cue(sentence, forced, place.cues, self.lexicon)
            if made is not None and sound(made):
                return _draft(made)
            subject = subject_before(sentence, first, self.lexicon)
            source = sentence.range(subject.first, subject.last) if subject else None
            rest = _rest(self.text, sentence, first, last, source)
            if rest is not None and source is not None and overlaps(rest, source):
                source = None
            if rest is not None:
                return Draft((rest,), sentence.range(first, last), source, probability=0.1)
        return None

    def draft_from_marks(self, stretch: Range) -> Draft:
        """The best guess of cue and source for marked words."""
        for place in self._places(stretch):
            for report in place.reports:
                if any(overlaps(span, stretch) for span in report.content):
                    return _draft(report)
        return self.draft_from_content(stretch)

    def draft_from_content(self, content: Range) -> Draft:
        """The best guess of cue and source for words given as content: the nearest cue outside them.

        Looked for in the sentence, then in the paragraph, then in the one before.
        """
        paragraphs = self.structure.paragraphs
        index = self.structure.paragraph_at(content[0])
        zones: list[Range] = [(max(0, content[0] - 1), min(len(self.text), content[1] + 1))]
        if paragraphs:
            zones += [paragraphs[index], paragraphs[max(0, index - 1)]]
        best: tuple[int, Range, Range | None] | None = None
        for zone in zones:
            for place in self._places(zone):
                sentence = place.sentence
                for cue in place.cues:
                    span = sentence.range(cue.first, cue.last)
                    if overlaps(span, content):
                        continue
                    gap = content[0] - span[1] if span[1] <= content[0] else span[0] - content[1]
                    if best is None or gap < best[0]:
                        best = (gap, span, _source_of(sentence, cue, place, content, self.lexicon))
            if best is not None:
                break
        if best is None:
            return Draft((content,), probability=0.1)
        return Draft((content,), best[1], best[2], probability=0.2)


def _draft(report: Report) -> Draft:
    return Draft(
        tuple(report.content),
        report.cue,
        report.source,
        report.addressee,
        tuple(report.via),
        "attitude" if report.attitude else "statement",
        report.flags,
        report.probability,
    )


def _source_of(sentence: Sentence, cue: Cue, place: _Place, content: Range, known: Lexicon) -> Range | None:
    """The source of a cue whose content is given: as read, else its subject, else the noun phrase after it."""
    for report in place.reports:
        if report.cue is not None and overlaps(report.cue, sentence.range(cue.first, cue.last)):
            if report.source is not None and not overlaps(report.source, content):
                return report.source
            break
    subject = subject_before(sentence, cue.first, known)
    if subject is not None:
        span = sentence.range(subject.first, subject.last)
        if not overlaps(span, content):
            return span
    if cue.last + 1 < len(sentence):
        edge = right_edge(sentence, cue.last + 1, known)
        if edge > cue.last:
            span = sentence.range(cue.last + 1, edge)
            if not overlaps(span, content):
                return span
    return None


def _bare_end(text: str, start: int, end: int) -> int:
    """The end of a sentence without its final stop."""
    while end > start and text[end - 1] in ".;:,":
        end -= 1
    return end


def _rest(text: str, sentence: Sentence, first: int, last: int, source: Range | None) -> Range | None:
    """What is left of a sentence after a cue, or before its source: the last guess at content."""
    if last + 1 < len(sentence):
        span = trim(text, sentence.starts[last + 1], _bare_end(text, sentence.start, sentence.end))
        if span[1] > span[0] and any(char.isalnum() for char in text[span[0] : span[1]]):
            return span
    before = min(sentence.starts[first], source[0] if source else sentence.end)
    end = before
    while end > sentence.start and (text[end - 1] == "," or text[end - 1] in WHITE):
        end -= 1
    return (sentence.start, end) if end > sentence.start else None
