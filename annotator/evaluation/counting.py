"""The counts of one article from which every figure is made; counts of articles add up.

A count is keyed by (table, role, slice, part). Slices are `all` and the three types; parts are `hit_p`
and `hit_g` (hits seen from the predicted and from the gold side; they differ only in slices by type),
`pred` and `gold`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from annotator.evaluation.alignment import (
    ROLES,
    Case,
    Item,
    align,
    items,
    same_speakers,
    token_f1,
)
from annotator.model import Act
from annotator.values import dataclass

Key = tuple[str, str, str, str]
Counts = Counter[Key]
HALF = 0.5
"""The token F1 from which two contents count as overlapping enough to ask about the other roles."""


@dataclass(frozen=True)
class Rules:
    """What is compared.

    `acts` limits both sides to those acts (None: what the gold file's scope says). `uncertain` False
    leaves out gold quotes flagged `uncertain` and whatever was predicted for them.
    """

    acts: frozenset[Act] | None = None
    uncertain: bool = True


@dataclass(frozen=True)
class Aligned:
    """The items of one article after the rules of scope, with the pairs (gold, predicted) by index."""

    gold: list[Item]
    predicted: list[Item]
    pairs: list[tuple[int, int]]


def aligned(case: Case, rules: Rules) -> Aligned:
    """Lay predicted beside gold; what the gold file never looked for is not held against a prediction.

    In an article of scope `statements` a predicted attitude that meets no gold quote is taken out.
    """
    gold = items(case.article, case.tokens, case.gold)
    predicted = items(case.article, case.tokens, case.predicted) if case.predicted else []
    if rules.acts is not None:
        gold = [item for item in gold if item.act in rules.acts]
    pairs = align(gold, predicted)
    met = {index for _, index in pairs}
    drop: set[int] = set()
    if rules.acts is not None:
        drop = {n for n, item in enumerate(predicted) if item.act not in rules.acts and n not in met}
    elif case.gold.review.scope == "statements":
        drop = {n for n, item in enumerate(predicted) if item.act == "attitude" and n not in met}
    lost: set[int] = set()
    if not rules.uncertain:
        lost = {n for n, item in enumerate(gold) if item.uncertain}
        drop |= {index for one, index in pairs if one in lost}
    if not drop and not lost:
        return Aligned(gold, predicted, pairs)
    new_gold = {old: new for new, old in enumerate(n for n in range(len(gold)) if n not in lost)}
    new_pred = {old: new for new, old in enumerate(n for n in range(len(predicted)) if n not in drop)}
    return Aligned(
        [gold[n] for n in new_gold],
        [predicted[n] for n in new_pred],
        [(new_gold[one], new_pred[index]) for one, index in pairs if one in new_gold and index in new_pred],
    )


def _sizes(counts: Counts, side: str, found: Sequence[Item]) -> None:
    """How many items have a role, and how many tokens."""
    for item in found:
        for part in ("all", item.type):
            for role in ROLES:
                counts["exact", role, part, side] += bool(item.norm[role])
                for table in ("overlap", "linked"):
                    counts[table, role, part, side] += len(item.tokens[role])
                    counts[table, "whole", part, side] += len(item.tokens[role])
            for role in ("whole", "type"):
                counts["exact", role, part, side] += 1
            counts["exact", "speaker", part, side] += bool(item.speakers)


def _overlap(counts: Counts, gold: Sequence[Item], predicted: Sequence[Item]) -> None:
    """Citron's overlap: the tokens shared by every pair of a predicted and a gold span of a role."""
    for role in ROLES:
        here = Counter(token for item in gold for token in item.tokens[role])
        there = Counter(token for item in predicted for token in item.tokens[role])
        for side, own, other in (("hit_p", predicted, here), ("hit_g", gold, there)):
            for item in own:
                shared = sum(other[token] for token in item.tokens[role])
                for part in ("all", item.type):
                    counts["overlap", role, part, side] += shared
                    counts["overlap", "whole", part, side] += shared
        counts["token", role, "all", "gold"] += len(here)
        counts["token", role, "all", "pred"] += len(there)
        both = len(here.keys() & there.keys())
        counts["token", role, "all", "hit_p"] += both
        counts["token", role, "all", "hit_g"] += both


def _hit(counts: Counts, table: str, role: str, gold: Item, predicted: Item, by: int = 1) -> None:
    for part in ("all", predicted.type):
        counts[table, role, part, "hit_p"] += by
    for part in ("all", gold.type):
        counts[table, role, part, "hit_g"] += by


def _pair(counts: Counts, gold: Item, predicted: Item) -> None:
    equal = {role: gold.norm[role] == predicted.norm[role] for role in ROLES}
    shared = {role: len(gold.tokens[role] & predicted.tokens[role]) for role in ROLES}
    for role in ROLES:
        _hit(counts, "linked", role, gold, predicted, shared[role])
        _hit(counts, "linked", "whole", gold, predicted, shared[role])
        if equal[role] and gold.norm[role]:
            _hit(counts, "exact", role, gold, predicted)
    if all(equal.values()):
        _hit(counts, "exact", "whole", gold, predicted)
    if gold.type == predicted.type:
        _hit(counts, "exact", "type", gold, predicted)
    spoken = same_speakers(gold.speakers, predicted.speakers)
    if spoken and gold.speakers:
        _hit(counts, "exact", "speaker", gold, predicted)
    for table, matched in (
        ("given exact", equal["content"]),
        ("given half", token_f1(gold.tokens["content"], predicted.tokens["content"]) >= HALF),
    ):
        if not matched:
            continue
        answers = {"type": gold.type == predicted.type, "act": gold.act == predicted.act}
        if gold.speakers:
            answers["speaker"] = spoken
        for role in ("cue", "source"):
            empty = not gold.norm[role] and not predicted.norm[role]
            answers[role] = equal[role]
            answers[f"{role} overlap"] = empty or bool(shared[role])
        for part in ("all", gold.type):
            for role, right in answers.items():
                counts[table, role, part, "hit_g"] += right
                counts[table, role, part, "gold"] += 1


def _known_negatives(counts: Counts, case: Case, found: Aligned) -> None:
    """Refused items of the gold file that were predicted all the same (and meet no gold quote)."""
    met = {index for _, index in found.pairs}
    free = [item for n, item in enumerate(found.predicted) if n not in met]
    for refused in case.gold.rejected:
        wanted = case.tokens.of(span.span for span in refused.content)
        hit = any(token_f1(wanted, item.tokens["content"]) >= HALF for item in free)
        counts["rejected", "content", "all", "gold"] += 1
        counts["rejected", "content", "all", "hit_g"] += hit


def count(case: Case, found: Aligned) -> Counts:
    """The counts of one article whose items have been aligned."""
    counts: Counts = Counter()
    _sizes(counts, "gold", found.gold)
    _sizes(counts, "pred", found.predicted)
    _overlap(counts, found.gold, found.predicted)
    for one, index in found.pairs:
        _pair(counts, found.gold[one], found.predicted[index])
    _known_negatives(counts, case, found)
    counts["articles", "all", "all", "gold"] += 1
    counts["articles", "all", "all", "pred"] += case.predicted is not None
    counts["aligned", "all", "all", "hit_g"] += len(found.pairs)
    return counts


def total(parts: Iterable[Counts]) -> Counts:
    """The sum of the counts of several articles."""
    found: Counts = Counter()
    for part in parts:
        found.update(part)
    return found
