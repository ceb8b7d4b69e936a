"""Fit the probabilities of the quotes: `python -m benchmarks.quote_weights POLNEAR_FOLDER > weights_table.py`.

Reads the fold `tune`, pairs every report of the rules with the gold and fits two logistic models: that a
report is exactly right (content, cue and source; the person urged may stand in the gold's content), and that
a word or a pair of marks outside every quote proposed belongs to a missed one (for marks). Prints the module
`annotator.detection.weights_table` or, with `--marks`, `lexicons/mark_weights.toml`: traits and numbers; no words but
those of our own lexicon.
"""

from __future__ import annotations

import argparse
import math
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from annotator.detection.base import Draft, Mark
from annotator.detection.lexicon import lexicon
from annotator.detection.quotes import choose, cue_places, find_quotes, find_reports
from annotator.detection.refusals import reason
from annotator.detection.reports import Report
from annotator.detection.weights import mark_traits, stretch_traits
from annotator.evaluation.alignment import Tokens, align, normalised
from annotator.text import Structure, merged
from benchmarks.polnear import ROLES, Story, as_polnear, item, stories
from benchmarks.quotes import carries, unclaimed

Example = tuple[tuple[str, ...], bool]
RARE = 15  # traits seen less often get no weight
EPOCHS = 15
RATE = 0.08
SPARSE_EPOCHS = 8
STEP = 0.1
SPARSITY = 10.0
RIDGE = 1.0
LEAST = 0.05  # smaller weights are left out


def _draft(report: Report) -> Draft:
    return Draft(
        tuple(report.content), report.cue, report.source, report.addressee, tuple(report.via),
        probability=1.0, carries=report.carries, inside=report.inside,
    )  # fmt: skip


def report_examples(story: Story) -> list[Example]:
    """The traits of each report of an article, and whether it is exactly right."""
    text = story.text
    reports = find_reports(text, Structure(text))
    drafts = [_draft(report) for report in reports]
    traits = {id(draft): report.traits for draft, report in zip(drafts, reports, strict=True)}
    predicted = as_polnear(drafts)
    tokens = Tokens(text)
    gold = [item(text, tokens, one, "") for one in story.gold]
    items = [item(text, tokens, one, "") for one in predicted]
    partner = {p: g for g, p in align(gold, items)}
    found = []
    for i, one in enumerate(predicted):
        if one.draft is None or one.draft.cue != one.spans["cue"][0]:
            continue
        right = False
        if i in partner:
            true = gold[partner[i]].norm
            same = {role: true[role] == items[i].norm[role] for role in ROLES}
            told = one.draft.addressee
            if told and told[1] <= one.spans["content"][0][0]:
                first, *rest = one.spans["content"]
                same["content"] |= normalised(text, [(told[0], first[1]), *rest]) == true["content"]
            right = all(same.values())
        found.append((traits[id(one.draft)], right))
    return found


def mark_examples(story: Story) -> list[Example]:
    """The traits of all that is shown as a mark whatever its weight, and whether it points to a missed quote."""
    text, structure, known = story.text, Structure(story.text), lexicon("en")
    findings = find_quotes(text, structure, scope="all")
    predicted = as_polnear(findings.drafts)
    tokens = Tokens(text)
    gold = [item(text, tokens, one, "") for one in story.gold]
    partners = {g for g, _ in align(gold, [item(text, tokens, one, "") for one in predicted])}
    missed = [one for i, one in enumerate(story.gold) if i not in partners]
    joiner, chosen = choose(text, structure, (), known, "all")
    claimed = merged(span for report in chosen for span in report.content)
    used = sorted(report.cue for report in chosen if report.cue is not None)
    traits: dict[Mark, Sequence[str]] = {}
    for sentence, cue, span, place in cue_places(joiner, used, claimed):
        traits[Mark(*span, "cue", 0.0)] = mark_traits(sentence, cue, known, place)
    for one in joiner.spoken:
        if one.depth == 0:
            why = reason(text, one, known)
            traits[Mark(one.start, one.end, "quotation", 0.0)] = stretch_traits(text, one, why)
    free = unclaimed(findings._replace(marks=tuple(traits)))
    return [(tuple(traits[mark]), any(carries(one, mark) for one in missed)) for mark in free]


def fit(examples: list[Example]) -> tuple[float, dict[str, float]]:
    """Bias and weights of a logistic model, by stochastic gradient with a ridge on rare traits."""
    seen = Counter(trait for traits, _ in examples for trait in traits)
    weights = {trait: 0.0 for trait, n in seen.items() if n >= RARE}
    share = sum(right for _, right in examples) / max(1, len(examples))
    bias = math.log(share / (1 - share))
    order = random.Random(0)
    for epoch in range(EPOCHS):
        order.shuffle(examples)
        rate = RATE / (1 + 0.3 * epoch)
        for traits, right in examples:
            total = bias + sum(weights.get(trait, 0.0) for trait in traits)
            error = 1 / (1 + math.exp(-total)) - right
            bias -= 0.2 * rate * error
            for trait in traits:
                if trait in weights:
                    weights[trait] -= rate * (error + 0.9 / seen[trait] * weights[trait])
    return bias, weights


def fit_sparse(examples: list[Example]) -> tuple[float, dict[str, float]]:
    """Bias and weights of a logistic model most of whose weights are zero (follow the regularised leader).

    McMahan et al., "Ad click prediction", KDD 2013: steps shrink with each trait's own gradients, and a trait
    gets a weight only when its gradients add up to more than `SPARSITY`.
    """
    seen = Counter(trait for traits, _ in examples for trait in traits)
    known = {trait for trait, n in seen.items() if n >= RARE}
    rows = [([trait for trait in traits if trait in known], right) for traits, right in examples]
    sums = dict.fromkeys(known, 0.0)
    squares = dict.fromkeys(known, 0.0)
    weights = dict.fromkeys(known, 0.0)
    share = sum(right for _, right in rows) / max(1, len(rows))
    bias = math.log(share / (1 - share))
    order = random.Random(0)
    for _ in range(SPARSE_EPOCHS):
        order.shuffle(rows)
        for traits, right in rows:
            total = bias
            for trait in traits:
                total += weights[trait]
            error = 1 / (1 + math.exp(-total)) - right
            bias -= 0.002 * error
            for trait in traits:
                before = squares[trait]
                squares[trait] = after = before + error * error
                root = math.sqrt(after)
                sums[trait] += error - (root - math.sqrt(before)) / STEP * weights[trait]
                over = abs(sums[trait]) - SPARSITY
                weights[trait] = 0.0 if over <= 0 else math.copysign(over, -sums[trait]) / ((1 + root) / STEP + RIDGE)
    return bias, weights


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--marks", action="store_true", help="fit those of the marks: `mark_weights.toml`")
    options = parser.parse_args(arguments)
    read = list(stories(options.folder, "tune"))
    if options.marks:
        bias, weights = fit_sparse([one for story in read for one in mark_examples(story)])
    else:
        bias, weights = fit([one for story in read for one in report_examples(story)])
    kept = [(trait, weight) for trait, weight in sorted(weights.items()) if abs(weight) >= LEAST]
    if options.marks:
        print("# Fitted weights of the marks (`benchmarks/quote_weights.py --marks`): trait = weight.\n")
        print(f"bias = {bias:.2f}\n\n[weights]")
        print("\n".join(f'"{trait}" = {weight:.2f}' for trait, weight in kept))
    else:
        print('"""Fitted weights of `calibration`: trait -> weight."""\n')
        print(f"BIAS = {bias:.2f}\nWEIGHTS: dict[str, float] = {{")
        print("\n".join(f'    "{trait}": {weight:.2f},' for trait, weight in kept))
        print("}")


if __name__ == "__main__":
    main()
