"""Reports joined over sentences and paragraphs: second pieces, continuations, introductions (rules C6, C7)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from annotator.detection.colons import introduction
from annotator.detection.cues import Cue, find_cues
from annotator.detection.frames import read_sentence
from annotator.detection.lexicon import Lexicon
from annotator.detection.refusals import holds_words
from annotator.detection.reports import Report
from annotator.detection.runs import Zone
from annotator.detection.tokens import Sentence, sentences
from annotator.detection.turns import dash_turn, turn
from annotator.detection.via import find_vias, may_hold_vias
from annotator.marks import Stretch
from annotator.text import Range

_LONG = 5  # words of a marked stretch that is speech even where its sentence names nobody
_NESTED = 6  # words of marked speech that may hold a quote of its own


class Joiner:
    """Reads one paragraph after the other and keeps what goes on beyond a sentence.

    `reports` are in the order of finding; `spoken` is every marked stretch read, for marks.
    """

    def __init__(self, text: str, words: Lexicon) -> None:
        self.text = text
        self.lexicon = words
        self.reports: list[Report] = []
        self._zones: list[tuple[Zone, bool]] = []  # what was read, and whether that is within marks
        self.spoken: list[Stretch] = []
        self._current: int | None = None  # the quote that marked speech without a cue goes on with
        self._open = False  # the last stretch was not closed
        self._pending: Report | None = None  # "Reed said:" at the end of a paragraph

    def read(self, zones: Iterable[Zone]) -> None:
        """Read paragraphs, in text order, each with its marked stretches, nested ones included."""
        # a paragraph and the insides of its marks, or the turn that it is
        paragraphs: list[tuple[list[Zone], Report | None]] = []
        for start, end, spoken in zones:
            here = [one for one in spoken if start <= one.start and one.end <= end]
            outer = [one for one in here if one.depth == 0]
            self.spoken += here
            spoke = turn(self.text, start, end, outer)
            parts: list[Zone] = []
            if spoke is None:
                parts.append((start, end, outer))
                parts += self._within(outer, here)
            paragraphs.append((parts, spoke))
        read = sentences(self.text, chain.from_iterable([parts for parts, _ in paragraphs]), self.lexicon)
        for parts, spoke in paragraphs:
            if spoke is not None:
                self.reports.append(spoke)
                self._current, self._open = len(self.reports) - 1, False
                self._pending = None
            else:
                self._paragraph(parts, list(islice(read, len(parts))))

    def _paragraph(self, parts: Sequence[Zone], groups: Sequence[Sequence[Sentence]]) -> None:
        """Read the sentences of a paragraph, and of what is inside its marks."""
        (start, end, outer), group = parts[0], groups[0]
        waiting: list[Range] = []
        said = False
        current = self._current
        dialogue = dash_turn(self.text, start, end, group, self.lexicon)
        if dialogue is not None:
            self.reports.append(dialogue)
            return
        self._zones += [(part, k > 0) for k, part in enumerate(parts)]
        for sentence in group:
            if is_spoken(sentence):
                pieces = [sentence.range(i, i) for i, tag in enumerate(sentence.tags) if tag == "Q"]
                if self._pending is not None:
                    self._introduced(pieces)
                    said = True
                elif said and self._current is not None:
                    self._more(pieces)
                else:
                    waiting += pieces
                continue
            found, cues = read_sentence(sentence, self.lexicon)
            self._pending = None
            if not found:
                if said and self._lead_in(sentence):
                    continue
                self._pending = introduction(sentence, cues, self.lexicon)
                continue
            base = len(self.reports)
            self.reports += found
            if may_hold_vias(sentence, self.lexicon):
                for report in found:
                    self._vias(sentence, report, cues)
            self._take(waiting, found, base)
            waiting = []
            self._current = base + _main(found)
            said = True
        if waiting:
            self._orphans(waiting)
            said = True
        last = outer[-1] if outer else None
        self._open = last is not None and not last.closed and last.end >= end - 1
        if not said:
            self._current = None if current == self._current else self._current
        for sentence in chain.from_iterable(groups[1:]):
            for report in read_sentence(sentence, self.lexicon)[0]:
                report.spoken_inside = True  # kept where somebody else speaks
                self.reports.append(report)

    def groups(self) -> Iterator[tuple[Sentence, list[Cue]]]:
        """The sentences that were read, with their cue groups.

        They are made again: all of a long article at once take forty times its memory.
        """
        read = sentences(self.text, (zone for zone, _ in self._zones), self.lexicon)
        for (_, within), group in zip(self._zones, read, strict=True):
            for sentence in group:
                if within or not is_spoken(sentence):
                    yield sentence, find_cues(sentence, self.lexicon)

    def _introduced(self, pieces: Sequence[Range]) -> None:
        """Marked speech after "Reed said:" or "Reed agreed."."""
        report = self._pending
        assert report is not None
        report.content += pieces
        self.reports.append(report)
        self._current = len(self.reports) - 1
        self._pending = None

    def _take(self, waiting: list[Range], found: Sequence[Report], base: int) -> None:
        """Marked sentences that stand before the first cue of the paragraph."""
        first = next((i for i, one in enumerate(found) if one.spoken), None)
        if first is None or found[first].words[0][0] > 1:
            if waiting:
                self._orphans(waiting)
            return
        target = self.reports[base + first]
        if waiting:
            target.content[:0] = waiting
        before = self.reports[self._current] if self._current is not None else None
        if self._open and before is not None and before.pattern == "orphan" and before.cue is None:
            # the quote opened in the paragraph before, the cue comes with its second paragraph
            target.content[:0] = before.content
            before.content = []

    def _lead_in(self, sentence: Sentence) -> bool:
        """A sentence without a cue whose marked words are long: it goes on with the speech before it."""
        if self._current is None or not self.reports[self._current].spoken:
            return False
        if not any(holds_words(self.text, one, _LONG) for one in sentence.speech.values()):
            return False
        first, last = 0, len(sentence) - 1
        while last > 0 and sentence.tags[last] in ".,":
            last -= 1
        self._carry([sentence.range(first, last)], "lead-in")
        return True

    def _more(self, pieces: Sequence[Range]) -> None:
        """Marked speech after a quote of the same paragraph (rule C6)."""
        assert self._current is not None
        current = self.reports[self._current]
        if current.spoken and current.content[-1][1] <= pieces[0][0]:
            current.content += pieces
        else:
            self._carry(pieces)

    def _carry(self, pieces: Sequence[Range], pattern: str = "carried") -> None:
        carried = self._current
        self.reports.append(
            Report(
                list(pieces),
                [],
                None,
                None,
                pattern,
                spoken=pattern == "carried",
                carries=carried,
                traits=(f"p:{pattern}",),
            )
        )
        if pattern == "carried":
            self._current = len(self.reports) - 1

    def _orphans(self, pieces: Sequence[Range]) -> None:
        """A paragraph that begins with marked speech nobody is named for (rule C7)."""
        if self._current is None:
            self.reports.append(Report(list(pieces), [], None, None, "orphan", spoken=True, traits=("p:orphan",)))
            self._current = len(self.reports) - 1
            return
        current = self.reports[self._current]
        if self._open and current.spoken:
            current.content += pieces
        else:
            self._carry(pieces)

    def _vias(self, sentence: Sentence, report: Report, cues: Sequence[Cue]) -> None:
        if report.cue is None:
            return
        start = bisect_left(sentence.starts, report.cue[1])
        taken = [*report.content, report.cue]
        taken += [span for span in (report.source, report.addressee) if span is not None]
        later = (cue.first for cue in cues if cue.first >= start and cue.shape in ("finite", "ing") and not cue.weak)
        report.via += find_vias(sentence, start, next(later, len(sentence)), taken, self.lexicon)
        if report.source is not None and report.source[1] < report.cue[0]:  # "was quoted by the Post as saying"
            between = bisect_left(sentence.starts, report.source[1]), bisect_left(sentence.starts, report.cue[0])
            report.via += find_vias(sentence, *between, taken, self.lexicon)
        if sentence.tags[0] == "I":  # "In a statement, Reed said": as far as the first comma or span
            front = bisect_left(sentence.starts, min(one[0] for one in taken))
            comma = sentence.tags.find(",")
            report.via += find_vias(sentence, 0, front if comma < 0 else min(front, comma), taken, self.lexicon)

    def _within(self, outer: Sequence[Stretch], here: Sequence[Stretch]) -> Iterator[Zone]:
        """The insides of marked speech that may hold quotes (rule N1)."""
        for one in outer:
            if one.single or not holds_words(self.text, one, _NESTED):
                continue
            start, end = one.start + 1, max(one.start + 1, one.end - 1 if one.closed else one.end)
            yield start, end, [deep for deep in here if deep.depth == 1 and start <= deep.start and deep.end <= end]


def _main(found: Sequence[Report]) -> int:
    """The quote of a sentence that later marked speech belongs to."""
    for i in range(len(found) - 1, -1, -1):
        if found[i].spoken:
            return i
    return len(found) - 1


def is_spoken(sentence: Sentence) -> bool:
    """Whether the sentence is nothing but marked speech."""
    return bool(sentence.speech) and not sentence.tags.strip("Q.,-:;o")
