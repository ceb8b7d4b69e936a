"""What went wrong, as data: one error a gold or predicted attribution, so that a reader can walk them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from annotator.evaluation.alignment import ROLES, Case, Item, same_speakers
from annotator.evaluation.counting import Rules, aligned
from annotator.text import Range

ErrorKind = Literal["missed", "spurious", "content", "cue", "source", "speaker", "type"]
KINDS: tuple[ErrorKind, ...] = ("missed", "spurious", "content", "cue", "source", "speaker", "type")


@dataclass(frozen=True)
class EvaluationError:
    """One difference between gold and prediction.

    `gold` and `predicted` are the ids of the quotes (None: there is none); `place` is where to look in
    the article (code points); `expected` and `found` are the words (or type, or speakers) on either side.
    """

    article: str
    kind: ErrorKind
    gold: str | None
    predicted: str | None
    type: str
    place: Range
    expected: str
    found: str

    def as_dict(self) -> dict[str, Any]:
        """The error as JSON data."""
        return asdict(self)


def _hull(item: Item) -> Range:
    content = item.spans["content"]
    return content[0][0], content[-1][1]


def _words(case: Case, ranges: Iterable[Range]) -> str:
    return " [...] ".join(case.article.text[start:end] for start, end in ranges)


def _speakers(item: Item) -> str:
    return ", ".join(sorted(min(names) for names in item.speakers))


def errors(case: Case, rules: Rules | None = None) -> Iterator[EvaluationError]:
    """The errors of one article in text order: missed, spurious, and what is wrong in pairs."""
    laid = aligned(case, rules or Rules())
    found: list[EvaluationError] = []
    met_gold = {one for one, _ in laid.pairs}
    met_predicted = {index for _, index in laid.pairs}
    for index, item in enumerate(laid.gold):
        if index not in met_gold:
            words = _words(case, item.spans["content"])
            found.append(EvaluationError(case.id, "missed", item.id, None, item.type, _hull(item), words, ""))
    for index, item in enumerate(laid.predicted):
        if index not in met_predicted:
            words = _words(case, item.spans["content"])
            found.append(EvaluationError(case.id, "spurious", None, item.id, item.type, _hull(item), "", words))
    for one, index in laid.pairs:
        gold, predicted = laid.gold[one], laid.predicted[index]
        different: list[tuple[ErrorKind, str, str]] = [
            (role, _words(case, gold.spans[role]), _words(case, predicted.spans[role]))  # type: ignore[misc]
            for role in ROLES
            if gold.norm[role] != predicted.norm[role]
        ]
        if not same_speakers(gold.speakers, predicted.speakers):
            different.append(("speaker", _speakers(gold), _speakers(predicted)))
        if gold.type != predicted.type:
            different.append(("type", gold.type, predicted.type))
        for kind, expected, said in different:
            place = gold.spans[kind][0] if kind in ROLES and gold.spans[kind] else _hull(gold)
            found.append(EvaluationError(case.id, kind, gold.id, predicted.id, gold.type, place, expected, said))
    yield from sorted(found, key=lambda error: (error.place, error.kind))
