"""From counts to figures: precision, recall, F1, micro and macro, with bootstrap intervals."""

from __future__ import annotations

import random
from collections.abc import Sequence
from operator import itemgetter

from annotator.evaluation.alignment import Case
from annotator.evaluation.counting import Counts, Rules, aligned, count, total
from annotator.evaluation.sections import count_sections
from annotator.evaluation.spans import count_spans
from annotator.values import dataclass, field

SLICES = ("all", "direct", "mixed", "indirect")


@dataclass(frozen=True)
class Score:
    """Precision, recall and F1 from hits seen from either side; 0 where there is nothing to divide by."""

    hit_p: float
    hit_g: float
    pred: float
    gold: float

    @property
    def p(self) -> float:
        return self.hit_p / self.pred if self.pred else 0.0

    @property
    def r(self) -> float:
        return self.hit_g / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.p * self.r / (self.p + self.r) if self.p + self.r else 0.0


def score_of(counts: Counts, table: str, role: str, part: str = "all") -> Score:
    """The score of one row of a table."""
    return Score(*(counts[table, role, part, side] for side in ("hit_p", "hit_g", "pred", "gold")))


@dataclass(frozen=True)
class Interval:
    """A figure with its bootstrap interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Report:
    """The evaluation of a set of articles: their counts, one Counter an article, in the order of `ids`.

    `certain` holds the counts without gold quotes flagged `uncertain`.
    """

    ids: tuple[str, ...]
    counts: tuple[Counts, ...]
    certain: tuple[Counts, ...]
    groups: tuple[str, ...] = ()
    total: Counts = field(default_factory=Counts)

    def score(self, table: str, role: str, part: str = "all", *, certain: bool = False) -> Score:
        """Micro figures: hits and sizes summed over all articles."""
        return score_of(total(self.certain) if certain else self.total, table, role, part)

    def macro(self, table: str, role: str, part: str = "all") -> float:
        """The mean over articles of F1, articles with neither gold nor prediction of that kind left out."""
        found = [score_of(counts, table, role, part) for counts in self.counts]
        values = [one.f1 for one in found if one.pred or one.gold]
        return sum(values) / len(values) if values else 0.0

    def share(self, table: str, role: str, part: str = "all") -> tuple[float, int]:
        """A figure of the `given …` tables: share right, and of how many."""
        hits, gold = self.total[table, role, part, "hit_g"], self.total[table, role, part, "gold"]
        return (hits / gold if gold else 0.0), gold

    def interval(
        self,
        table: str,
        role: str,
        part: str = "all",
        *,
        resamples: int = 1000,
        level: float = 0.95,
        seed: int = 0,
    ) -> Interval:
        """Micro F1 with its percentile bootstrap interval; articles are drawn with replacement (Efron 1979)."""
        values = sorted(_resampled([self.counts], table, role, part, resamples, seed)[0])
        edge = (1 - level) / 2
        low = values[int(edge * len(values))] if values else 0.0
        high = values[min(len(values) - 1, int((1 - edge) * len(values)))] if values else 0.0
        return Interval(self.score(table, role, part).f1, low, high)

    def grouped(self) -> dict[str, Report]:
        """One report for each group (outlet, folder), by name."""
        found: dict[str, list[int]] = {}
        for index, name in enumerate(self.groups):
            found.setdefault(name, []).append(index)
        return {
            name: make_report(
                [self.ids[n] for n in members],
                [self.counts[n] for n in members],
                [self.certain[n] for n in members],
            )
            for name, members in sorted(found.items())
        }


def make_report(
    ids: Sequence[str],
    counts: Sequence[Counts],
    certain: Sequence[Counts] = (),
    groups: Sequence[str] = (),
) -> Report:
    """A report with its totals summed."""
    return Report(tuple(ids), tuple(counts), tuple(certain), tuple(groups), total(counts))


def _resampled(
    systems: Sequence[Sequence[Counts]], table: str, role: str, part: str, resamples: int, seed: int
) -> list[list[float]]:
    """F1 of each system over the same resamples of the articles."""
    size = len(systems[0])
    if not size:
        return [[] for _ in systems]
    sides = ("hit_p", "hit_g", "pred", "gold")
    columns = [[[counts[table, role, part, side] for counts in system] for side in sides] for system in systems]
    source = random.Random(seed)
    population = range(size)
    found: list[list[float]] = [[] for _ in systems]
    for _ in range(resamples):
        drawn = source.choices(population, k=size)
        pick = itemgetter(*drawn) if size > 1 else lambda column: (column[0],)
        for values, column in zip(found, columns, strict=True):
            values.append(Score(*(sum(pick(side)) for side in column)).f1)
    return found


@dataclass(frozen=True)
class Comparison:
    """Two predictions on the same articles: the difference of F1 (first minus second).

    `low` and `high` bound it at the level asked for; `p` is the two-sided bootstrap probability of a
    difference of the other sign (Berg-Kirkpatrick, Burkett & Klein, EMNLP 2012).
    """

    first: float
    second: float
    difference: float
    low: float
    high: float
    p: float


def compare(
    first: Report,
    second: Report,
    table: str = "exact",
    role: str = "whole",
    part: str = "all",
    *,
    resamples: int = 1000,
    level: float = 0.95,
    seed: int = 0,
) -> Comparison:
    """Paired bootstrap over articles; both reports must be of the same articles (ValueError otherwise)."""
    if first.ids != second.ids:
        raise ValueError("the two predictions are not about the same articles")
    a, b = _resampled([first.counts, second.counts], table, role, part, resamples, seed)
    differences = sorted(one - other for one, other in zip(a, b, strict=True))
    value = first.score(table, role, part).f1 - second.score(table, role, part).f1
    edge = (1 - level) / 2
    size = len(differences)
    if not size:
        return Comparison(0.0, 0.0, 0.0, 0.0, 0.0, 1.0)
    against = sum(one <= 0 for one in differences) if value > 0 else sum(one >= 0 for one in differences)
    return Comparison(
        first.score(table, role, part).f1,
        second.score(table, role, part).f1,
        value,
        differences[int(edge * size)],
        differences[min(size - 1, int((1 - edge) * size))],
        min(1.0, 2 * against / size),
    )


def evaluate(cases: Sequence[Case], rules: Rules | None = None, groups: Sequence[str] = ()) -> Report:
    """Score predictions against gold.

    `groups` names the group of each case (outlet, folder) for `Report.grouped`. Sections are scored in
    articles whose gold says more about them than `other`.
    """
    rules = rules or Rules()
    counts = []
    certain = []
    for case in cases:
        laid = aligned(case, rules)
        found = count(case, laid)
        found.update(count_spans(laid))
        found.update(count_sections(case))
        counts.append(found)
        doubted = any("uncertain" in quote.flags for quote in case.gold.quotes)
        sure = Rules(rules.acts, uncertain=False)
        certain.append(count(case, aligned(case, sure)) if doubted else found)
    return make_report([case.id for case in cases], counts, certain, groups)
