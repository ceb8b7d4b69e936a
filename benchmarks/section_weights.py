"""Fit the weights of the section chain: `section_weights.py PAGES.jsonl… > section_weights.toml`.

Reads pages with gold sections (JSON Lines: text, publisher, sections of label, start, end), takes
those of the publishers whose crc32 is even, and fits the chain by its likelihood with an L1
penalty, so that few signs keep a weight. What is written holds signs and numbers, no words of the
pages. `--folds N` prints the accuracy by cross-validation over publishers and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import zlib
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

from annotator.detection.sections import read_signs
from annotator.detection.sections_decode import CLASSES, Weights, emissions, marginals
from annotator.text import Structure
from benchmarks.sections import coarse

K = len(CLASSES)
PRIOR: dict[str, dict[str, float]] = {
    "title": {"headline": 4},
    "before title": {"other": 2},
    "echoes title": {"other": 2, "headline": -1},
    "title again": {"other": 3, "deck": -2.5},
    "biography in prose": {"body": 0.5},
    "biography at the end": {"other": 3},
    "reporting at the end": {"other": 4},
    "follows closing note": {"other": 2},
    "follows said twice": {"other": 3},
    "word after the last stop": {"other": 3.5},
    "heading echoes title": {"subheading": 0.5},
    "short sentences under the title": {"deck": 2},
    "deck slot half as long": {"deck": 0.5},
    "deck slot like the text": {"body": 1.5},
    "said twice": {"other": 2},
    "said in the text": {"other": 3.3, "body": -1.2},
    "deck slot said in the text": {"deck": 3},
    "deck slot of short sentences": {"deck": 0.5},
    "deck slot after the title again": {"deck": 0.5},
    "length at the end": {"other": 2},
    "deck slot": {"deck": 1.5},
    "first prose set apart": {"deck": 1},
    "deck slot up to 150": {"deck": 1},
    "deck slot up to 250": {"deck": 1},
    "deck slot set apart": {"deck": 1.5},
    "deck slot runs on": {"body": 1},
    "deck slot before dateline": {"deck": 3},
    "byline after the last stop": {"deck": 2},
    "deck slot said again": {"deck": 0.6},
    "deck slot before the full name": {"deck": 1},
    "deck slot has the full name": {"body": 3.3},
    "deck slot before the day": {"deck": 0.8},
    "deck slot has the day": {"body": 2.5},
    "deck slot continued": {"body": 2},
    "deck slot without a stop at the title": {"deck": 1.5},
    "like the deck slot before it": {"deck": 3},
    "deck slot longer": {"body": 0.5},
    "deck slot shorter": {"deck": 0.5},
    "deck slot attributed": {"body": 1.5},
    "deck slot in the first person": {"body": 1.5},
    "closing words at the end": {"other": 3.5},
    "byline form staff under title": {"byline": 7},
    "byline form role under title": {"byline": 5},
    "byline form person under title": {"byline": 4},
    "unknown names under a clean title": {"byline": 2.5},
    "date between paragraphs": {"subheading": 3, "date": -4},
    "colon in prose": {"body": 2.5},
    "address at the end": {"other": 3},
    "date near title": {"date": 2},
    "date in words": {"date": 2},
    "date repeated": {"date": 1},
    "list after colon": {"body": 2.5},
    "list in prose": {"body": 3},
    "dateline": {"body": 4, "deck": -4},
    "byline opening": {"byline": 3},
    "names near title": {"byline": 2},
    "role": {"byline": 0.5},
    "date only": {"date": 3},
    "names beside date": {"byline": 1},
    "follows byline heading": {"byline": 3},
    "byline beside date": {"byline": 2},
    "date and names": {"byline": 2, "date": 1},
    "time only": {"other": 1},
    "credit opening": {"caption": 2},
    "credit inside": {"caption": 2},
    "agency in brackets": {"caption": 2.5},
    "agency at the end": {"caption": 1},
    "picture house": {"caption": 2},
    "copyright": {"caption": 0.5},
    "slash at the end": {"caption": 1},
    "brackets at the end": {"caption": 0.5},
    "brackets after a stop": {"caption": 2},
    "names after the last stop": {"caption": 2},
    "caption words": {"caption": 2},
    "long credit": {"caption": 1.5},
    "follows picture notice": {"caption": 1.5},
    "m before credit": {"caption": 3},
    "p before credit": {"caption": 4, "body": -1},
    "l before credit": {"caption": 2.5},
    "P before credit": {"caption": 0.5},
    "P before a line of credit": {"caption": 1},
    "speech before credit": {"body": 3},
    "names repeated near title": {"byline": 1},
    "furniture vocabulary": {"other": 4},
    "furniture opening": {"other": 3},
    "furniture inside": {"other": 2},
    "furniture line": {"other": 6},
    "short credit": {"other": 1.5},
    "caption form": {"caption": 3.5},
    "doubtful opening": {"other": 3},
    "doubtful opening in prose": {"other": 0.5},
    "half furniture": {"other": 1},
    "related heading": {"other": 3},
    "related link": {"other": 4},
    "m follows related": {"other": 1.5},
    "after heading": {"other": 3},
    "tags heading": {"other": 3},
    "under after heading": {"other": 1},
    "repeated often": {"other": 4},
    "repeated": {"other": 1},
    "biography": {"other": 1.5},
    "reporting": {"other": 1.5},
    "correction": {"other": 1.5},
    "teaser": {"other": 1},
    "P in prose": {"body": 3},
    "p in prose": {"body": 1},
    "m between P and P": {"subheading": 2.5},
    "s between P and P": {"subheading": 1.5},
    "N between P and P": {"subheading": 1.5},
    "m between o and P": {"subheading": 1},
    "points before prose": {"deck": 4},
    "bullets between prose": {"body": 2},
    "items after colon": {"body": 1.5},
    "question before marks": {"body": 2.5},
    "question between P and P": {"subheading": 2},
    "numbered before prose": {"subheading": 1},
    "heading mark": {"subheading": 3},
    "before prose": {"other": 0.5, "body": -1},
    "after prose": {"other": 2},
    "clean P": {"body": 1},
    "clean m": {"subheading": 1},
    "clean N": {"subheading": 1},
    "clean s between paragraphs": {"subheading": 1.5},
    "clean m between paragraphs": {"subheading": 0.5},
}
"""Where the fit starts and what it is drawn back to: what a reader knows of pages before any count."""
Example = tuple[list[list[str]], list[int]]

PINNED = frozenset(
    {
        "dateline",
        "deck slot before dateline",
        "deck slot has the day",
        "deck slot before the day",
        "deck slot has the full name",
        "deck slot before the full name",
        "deck slot said again",
        "points before prose",
        "list after colon",
        "title again",
        "list in prose",
        "deck slot like the text",
        "furniture line",
        "byline form staff under title",
        "byline form role under title",
        "byline form person under title",
        "doubtful opening in prose",
        "said in the text",
        "unknown names under a clean title",
        "caption form",
        "colon in prose",
        "biography in prose",
        "deck slot longer",
        "deck slot shorter",
        "deck slot continued",
        "m before credit",
        "p before credit",
    }
)
"""Signs whose meaning is a rule of the scheme: a handful of pages does not overrule it."""


def example(record: dict[str, Any]) -> Example:
    """The signs of a page's blocks and their gold classes, by the most code points."""
    text = record["text"]
    blocks, signs = read_signs(text, Structure(text))
    sections = record["sections"]
    gold = []
    at = 0
    for block in blocks:
        share: Counter[str] = Counter()
        while at < len(sections) and sections[at]["end"] <= block.start:
            at += 1
        for section in sections[at:]:
            if section["start"] >= block.end:
                break
            share[coarse(section["label"])] += min(section["end"], block.end) - max(section["start"], block.start)
        gold.append(CLASSES.index(share.most_common(1)[0][0] if share else "other"))
    return signs, gold


class Fit:
    """AdaGrad on the chain's log likelihood, with an L1 step after each page."""

    def __init__(self, l1: float, l2: float, rate: float, minimum: int, examples: list[Example]) -> None:
        self.l1, self.l2, self.rate = l1, l2, rate
        seen = Counter(sign for signs, _ in examples for own in signs for sign in set(own))
        self.known = {sign for sign, count in seen.items() if count >= minimum}
        self.weights: dict[str, list[float]] = {sign: [0.0] * K for sign in self.known}
        self.steps = [[0.0] * K for _ in CLASSES]
        self.first = [0.0] * K
        self.prior = {name: [signs.get(label, 0.0) for label in CLASSES] for name, signs in PRIOR.items()}
        self.known |= PRIOR.keys()
        for name, row in self.prior.items():
            if name in self.known:
                self.weights[name] = list(row)
        self._none = [0.0] * K
        self._squares: dict[Any, list[float]] = defaultdict(lambda: [1e-2] * K)

    def frozen(self) -> Weights:
        return Weights(
            {sign: tuple(row) for sign, row in self.weights.items() if any(row)},
            tuple(tuple(row) for row in self.steps),
            tuple(self.first),
        )

    def _move(self, name: Any, row: list[float], gradient: list[float], penalty: float) -> None:
        squares = self._squares[name]
        prior = self.prior.get(name, self._none)
        for k in range(K):
            g = gradient[k] - self.l2 * (row[k] - prior[k])
            squares[k] += g * g
            step = self.rate / math.sqrt(squares[k])
            off = row[k] + step * g - prior[k]
            row[k] = prior[k] + math.copysign(max(0.0, abs(off) - step * penalty), off)

    def page(self, signs: list[list[str]], gold: list[int]) -> None:
        """One step towards the gold of one page."""
        model = self.frozen()
        scores = emissions(signs, model)
        node, pair = expectations(scores, model)
        change: dict[str, list[float]] = {}
        for own, label, expected in zip(signs, gold, node, strict=True):
            gradient = [-value for value in expected]
            gradient[label] += 1
            for sign in own:
                if sign in self.known and sign not in PINNED:
                    total = change.setdefault(sign, [0.0] * K)
                    for k in range(K):
                        total[k] += gradient[k]
        for sign, gradient in change.items():
            self._move(sign, self.weights[sign], gradient, self.l1)
        counted = [[0.0] * K for _ in CLASSES]
        for a, b in pairwise(gold):
            counted[a][b] += 1
        for a in range(K):
            self._move(("step", a), self.steps[a], [counted[a][b] - pair[a][b] for b in range(K)], self.l1 / 4)
        start = [-value for value in node[0]]
        start[gold[0]] += 1
        self._move("first", self.first, start, self.l1)


def expectations(scores: list[list[float]], model: Weights) -> tuple[list[list[float]], list[list[float]]]:
    """Expected classes of each block, and expected counts of each step, under the model."""
    step = [[math.exp(value) for value in row] for row in model.steps]
    local = []
    for row in scores:
        top = max(row)
        local.append([math.exp(value - top) for value in row])
    forward = [_unit([local[0][k] * math.exp(model.first[k]) for k in range(K)])]
    for own in local[1:]:
        last = forward[-1]
        forward.append(_unit([sum(last[a] * step[a][b] for a in range(K)) * own[b] for b in range(K)]))
    back = [1.0] * K
    node = [forward[-1]]
    pair = [[0.0] * K for _ in CLASSES]
    for at in range(len(scores) - 2, -1, -1):
        ahead = [local[at + 1][b] * back[b] for b in range(K)]
        joint = [[forward[at][a] * step[a][b] * ahead[b] for b in range(K)] for a in range(K)]
        total = sum(map(sum, joint)) or 1.0
        for a in range(K):
            for b in range(K):
                pair[a][b] += joint[a][b] / total
        node.append([sum(row) / total for row in joint])
        back = _unit([sum(step[a][b] * ahead[b] for b in range(K)) for a in range(K)])
    return node[::-1], pair


def _unit(row: list[float]) -> list[float]:
    total = sum(row)
    return [value / total for value in row]


def train(examples: list[Example], arguments: argparse.Namespace) -> Weights:
    """The weights, averaged over the epochs after the first third: one page's last say counts less."""
    order = random.Random(7)
    fit = Fit(arguments.l1, arguments.l2, arguments.rate, arguments.minimum, examples)
    pages = list(examples)
    kept: list[Weights] = []
    for epoch in range(arguments.epochs):
        order.shuffle(pages)
        for signs, gold in pages:
            fit.page(signs, gold)
        if epoch >= arguments.epochs // 3:
            kept.append(fit.frozen())

    def mean(rows: list[tuple[float, ...]]) -> tuple[float, ...]:
        return tuple(sum(values) / len(kept) for values in zip(*rows, strict=True))

    none = (0.0,) * K
    signs_kept = {sign for model in kept for sign in model.signs}
    return Weights(
        {sign: mean([model.signs.get(sign, none) for model in kept]) for sign in signs_kept},
        tuple(mean([model.steps[k] for model in kept]) for k in range(K)),
        mean([model.first for model in kept]),
    )


def toml(model: Weights, smallest: float) -> str:
    """The weights as TOML, rounded, those below `smallest` left out."""

    def table(row: tuple[float, ...]) -> str:
        kept = [(name, round(value, 1)) for name, value in zip(CLASSES, row, strict=True) if abs(value) >= smallest]
        return "{ " + ", ".join(f"{name} = {value:g}" for name, value in kept) + " }" if kept else ""

    out = [
        "# Weights of the section chain, in natural logarithms: how much a sign speaks for a class.",
        "# Fitted by benchmarks/section_weights.py; the signs are explained in docs/detection-sections.md.",
        "",
        "[first]",
        *(
            f"{name} = {round(value, 1):g}"
            for name, value in zip(CLASSES, model.first, strict=True)
            if abs(value) >= smallest
        ),
        "",
        "# From the class of one block to that of the next.",
        "[steps]",
        *(f"{name} = {table(row)}" for name, row in zip(CLASSES, model.steps, strict=True) if table(row)),
        "",
        "[signs]",
        *(f'"{sign}" = {table(row)}' for sign, row in sorted(model.signs.items()) if table(row)),
    ]
    return "\n".join(out) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--l1", type=float, default=0.08)
    parser.add_argument("--l2", type=float, default=0.002)
    parser.add_argument("--rate", type=float, default=0.15)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--minimum", type=int, default=4, help="blocks a sign must be on to get a weight")
    parser.add_argument("--smallest", type=float, default=0.15, help="weights below are dropped")
    parser.add_argument("--folds", type=int, default=0)
    arguments = parser.parse_args()
    records = [json.loads(line) for path in arguments.pages for line in path.read_text("utf-8").splitlines()]
    records = [record for record in records if zlib.crc32(record["publisher"].encode()) % 2 == 0]
    if not arguments.folds:
        print(toml(train([example(record) for record in records], arguments), arguments.smallest), end="")
        return
    right = total = 0
    for fold in range(arguments.folds):
        held = [record for record in records if zlib.crc32(record["publisher"].encode()) // 2 % arguments.folds == fold]
        model = train([example(record) for record in records if record not in held], arguments)
        for signs, gold in map(example, held):
            sure = marginals(emissions(signs, model), model)
            right += sum(row[label] == max(row) for row, label in zip(sure, gold, strict=True))
            total += len(gold)
    print(f"blocks right by cross-validation: {right / total:.3f} of {total}", file=sys.stderr)


if __name__ == "__main__":
    main()
