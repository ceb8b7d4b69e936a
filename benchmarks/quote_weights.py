"""Fit the probabilities of the quotes: `python -m benchmarks.quote_weights POLNEAR_FOLDER > weights_table.py`.

Reads the fold `tune`, pairs every report of the rules with the gold and fits two logistic models: that a
report is exactly right (content, cue and source; the person urged may stand in the gold's content), and that
a cue group is a cue at all (for marks). Prints the module `annotator.detection.weights_table`: traits and
numbers, no words of the corpus.
"""

from __future__ import annotations

import argparse
import math
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from annotator.detection.base import Draft
from annotator.detection.frames import Report
from annotator.detection.lexicon import lexicon
from annotator.detection.quotes import find_reports, read_text
from annotator.detection.weights import mark_traits
from annotator.evaluation.alignment import Tokens, align, normalised
from annotator.text import Structure, overlaps
from benchmarks.polnear import ROLES, Story, as_polnear, item, stories

Example = tuple[tuple[str, ...], bool]
RARE = 15  # traits seen less often get no weight
EPOCHS = 40
RATE = 0.08


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
    """The traits of each cue group outside gold contents or on a gold cue, and which of the two it is."""
    cues = [span for one in story.gold for span in one.spans["cue"]]
    contents = [span for one in story.gold for span in one.spans["content"]]
    found = []
    for sentence, cue in read_text(story.text, Structure(story.text), (), lexicon("en")).cues:
        span = sentence.range(cue.first, cue.last)
        hit = any(overlaps(span, other) for other in cues)
        if hit or not any(overlaps(span, other) for other in contents):
            found.append((mark_traits(sentence, cue), hit))
    return found


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


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args(arguments)
    read = list(stories(options.folder, "tune"))
    print('"""Fitted weights of `calibration` and `weights`: trait -> weight."""\n')
    for bias, name, examples in (("BIAS", "WEIGHTS", report_examples), ("MARK_BIAS", "MARK_WEIGHTS", mark_examples)):
        offset, weights = fit([one for story in read for one in examples(story)])
        print(f"{bias} = {offset:.2f}\n{name}: dict[str, float] = {{")
        for trait in sorted(weights):
            if abs(weights[trait]) >= 0.05:
                print(f'    "{trait}": {weights[trait]:.2f},')
        print("}")


if __name__ == "__main__":
    main()
