"""Measure the quotes: `python -m benchmarks.quotes POLNEAR_FOLDER [--fold heldout] [--limit N]`.

Prints, per type, precision, recall and F1 of content, cue, source and the whole attribution (exact after
trimming marks and punctuation) and of content tokens of linked pairs; sources where the content is exact; a
reliability table of the probabilities; what share of the missed quotes carries a mark, with the idle marks
per paragraph; and the twenty most frequent kinds of error. The type of an attribution
follows from its marks (SCHEME 1.3); a lone "that" before marks does not count, as PolNeAR leaves it out at will.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.detection.base import Mark
from annotator.detection.quotes import Findings, find_quotes
from annotator.evaluation.alignment import Item, Tokens, align
from annotator.marks import derive_type
from annotator.text import Range, Structure, merged, overlaps
from benchmarks.polnear import ROLES, Attribution, Story, as_polnear, item, stories

TYPES = ("all", "direct", "mixed", "indirect")
STOPS = (0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
"""Weights from which a mark is counted in the table of marks."""
LEVELS = (0.5, 0.8)
"""Idle marks a paragraph at which the share of missed quotes that carry one is told."""
DRAWN = 0.15
"""The weight from which the program draws a mark unless its settings say otherwise."""


@dataclass
class Score:
    """Counts over articles; keys are (what, role, type)."""

    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    bands: dict[int, list[float]] = field(default_factory=lambda: defaultdict(lambda: [0.0, 0.0, 0.0]))
    errors: Counter[str] = field(default_factory=Counter)
    carried: list[float] = field(default_factory=list)
    """For each missed quote the weight of the heaviest mark that points to it, 0 if none does."""
    idle: list[float] = field(default_factory=list)
    """The weights of the marks that point to no missed quote."""
    paragraphs: int = 0
    articles: int = 0


def type_of(text: str, content: Sequence[Range]) -> str:
    """The type of a content from its marks, a leading "that" not counted."""
    start, end = content[0]
    that = re.match(r"that\s+(?=\S)", text[start:end], re.IGNORECASE)
    kind, _ = derive_type(text, [(start + (that.end() if that else 0), end), *content[1:]])
    return kind


def add(score: Score, story: Story) -> None:
    """Count one article."""
    text = story.text
    structure = Structure(text)
    findings = find_quotes(text, structure, scope="all")
    score.articles += 1
    score.paragraphs += len(structure.paragraphs)
    predicted = as_polnear(findings.drafts)
    tokens = Tokens(text)
    gold_items = [item(text, tokens, one, type_of(text, one.spans["content"])) for one in story.gold]
    items = [item(text, tokens, one, type_of(text, one.spans["content"])) for one in predicted]
    pairs = align(gold_items, items)
    _sizes(score, "gold", gold_items)
    _sizes(score, "predicted", items)
    right: set[int] = set()
    for g, p in pairs:
        if _pair(score, gold_items[g], items[p]):
            right.add(p)
    for i, attribution in enumerate(predicted):
        if attribution.draft is not None:
            band = score.bands[min(9, int(attribution.draft.probability * 10))]
            band[0] += 1
            band[1] += attribution.draft.probability
            band[2] += i in right
    _marks(score, story, findings, {g for g, _ in pairs})
    _errors(score, text, gold_items, items, pairs)


def _sizes(score: Score, side: str, found: Sequence[Item]) -> None:
    for one in found:
        for kind in ("all", one.type):
            score.counts[side, "whole", kind] += 1
            score.counts[side, "tokens", kind] += len(one.tokens["content"])
            for role in ROLES:
                score.counts[side, role, kind] += bool(one.norm[role])


def _pair(score: Score, gold: Item, predicted: Item) -> bool:
    same = {role: gold.norm[role] == predicted.norm[role] for role in ROLES}
    shared = len(gold.tokens["content"] & predicted.tokens["content"])
    for side, kind in (("gold", gold.type), ("predicted", predicted.type)):
        for label in ("all", kind):
            score.counts[f"{side} hit", "tokens", label] += shared
            score.counts[f"{side} hit", "whole", label] += all(same.values())
            for role in ROLES:
                score.counts[f"{side} hit", role, label] += same[role] and bool(gold.norm[role])
    if same["content"]:
        for label in ("all", gold.type):
            score.counts["content exact", "source", label] += 1
            score.counts["content exact", "source same", label] += same["source"]
    return all(same.values())


def unclaimed(findings: Findings) -> list[Mark]:
    """The marks that the program shows beside the proposals, as `annotator.items.unclaimed` leaves them.

    A cue word is claimed by a cue, source or via that touches it, quotation marks by a content or a refusal.
    """
    drafts = findings.drafts
    roles = [span for draft in drafts for span in (draft.cue, draft.source) if span is not None]
    roles += [span for draft in drafts for via in draft.via for span in (via.source, via.cue) if span is not None]
    contents = [span for draft in drafts for span in draft.content] + [one.content for one in findings.refusals]
    claims = {"cue": merged(roles), "quotation": merged(contents)}
    return [
        mark for mark in findings.marks
        if not any(overlaps((mark.start, mark.end), span) for span in claims[mark.kind])
    ]  # fmt: skip


def carries(one: Attribution, mark: Mark) -> bool:
    """Whether the mark points to the attribution: cue words stand in its cue, quotation marks in cue or content."""
    spans = one.spans["cue"] if mark.kind == "cue" else (*one.spans["cue"], *one.spans["content"])
    return any(overlaps((mark.start, mark.end), span) for span in spans)


def _marks(score: Score, story: Story, findings: Findings, found: set[int]) -> None:
    """Missed quotes that carry a mark, and marks that stand in no missed quote (idle)."""
    best = [0.0 if i not in found else None for i in range(len(story.gold))]
    for mark in unclaimed(findings):
        hits = [i for i, weight in enumerate(best) if weight is not None and carries(story.gold[i], mark)]
        for i in hits:
            best[i] = max(best[i] or 0.0, mark.weight)
        if not hits:
            score.idle.append(mark.weight)
    score.carried += [weight for weight in best if weight is not None]


def _errors(
    score: Score, text: str, gold: Sequence[Item], items: Sequence[Item], pairs: Sequence[tuple[int, int]]
) -> None:
    aligned_gold = {g for g, _ in pairs}
    aligned = {p for _, p in pairs}
    for i, one in enumerate(gold):
        if i not in aligned_gold:
            score.errors[f"missed {one.type}"] += 1
    for i, one in enumerate(items):
        if i not in aligned:
            score.errors[f"false {one.type}"] += 1
    for g, p in pairs:
        a, b = gold[g], items[p]
        content, other = a.norm["content"], b.norm["content"]
        if content != other and content and other:
            if len(content) != len(other):
                where = "pieces missing" if len(content) > len(other) else "pieces too many"
            elif content[0][0] != other[0][0]:
                where = "begins late" if other[0][0] > content[0][0] else "begins early"
            elif content[-1][1] != other[-1][1]:
                where = "ends late" if other[-1][1] > content[-1][1] else "ends early"
            else:
                where = "differs inside"
            score.errors[f"content {where}, {a.type}"] += 1
        source, found = a.norm["source"], b.norm["source"]
        if source != found:
            if not source or not found:
                where = "missing" if source else "too many"
            elif source[0][0] != found[0][0]:
                where = "begins elsewhere"
            else:
                relative = re.match(r"\W*(?:who|which|whose)\b", text[found[0][1] : found[0][1] + 12])
                where = "without its relative clause" if relative else "ends elsewhere"
            score.errors[f"source {where}, {a.type}"] += 1
        if a.norm["cue"] != b.norm["cue"]:
            wide = a.norm["cue"] and b.norm["cue"] and a.norm["cue"][0][1] > b.norm["cue"][0][1]
            score.errors[f"cue {'shorter than gold' if wide else 'differs'}, {a.type}"] += 1


def f1(hits_predicted: int, hits_gold: int, predicted: int, gold: int) -> tuple[float, float, float]:
    """Precision, recall and their harmonic mean, in percent."""
    p = 100 * hits_predicted / predicted if predicted else 0.0
    r = 100 * hits_gold / gold if gold else 0.0
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def _marked(score: Score, stop: float) -> tuple[float, float]:
    """The share of missed quotes with a mark of that weight or more, in percent, and idle ones per paragraph."""
    share = 100 * sum(weight >= stop for weight in score.carried) / max(len(score.carried), 1)
    return share, sum(weight >= stop for weight in score.idle) / max(score.paragraphs, 1)


def tables(score: Score) -> str:
    """Everything as text."""
    c = score.counts
    out = [f"articles {score.articles}", ""]
    out.append(f"{'type':10}{'role':16}{'P':>7}{'R':>7}{'F1':>7}{'gold':>8}{'found':>8}")
    for kind in TYPES:
        for role in (*ROLES, "whole", "tokens"):
            gold, found = c["gold", role, kind], c["predicted", role, kind]
            p, r, f = f1(c["predicted hit", role, kind], c["gold hit", role, kind], found, gold)
            name = "linked tokens" if role == "tokens" else role
            out.append(f"{kind:10}{name:16}{p:7.1f}{r:7.1f}{f:7.1f}{gold:8}{found:8}")
    out += ["", "source exact where the content is exact"]
    for kind in TYPES:
        n = c["content exact", "source", kind]
        share = 100 * c["content exact", "source same", kind] / n if n else 0.0
        out.append(f"  {kind:10}{share:6.1f}  of {n}")
    out += ["", "reliability: probability, share exactly right, number"]
    for band in sorted(score.bands):
        size, total, hits = score.bands[band]
        out.append(f"  {total / size:.2f}  {hits / size:.2f}  {int(size)}")
    out += ["", f"marks: {len(score.carried)} missed quotes, {score.paragraphs} paragraphs"]
    for stop in STOPS:
        share, idle = _marked(score, stop)
        out.append(f"  from weight {stop:.2f}: {share:.1f} % of them carry a mark, {idle:.2f} idle marks a paragraph")
    for level in LEVELS:
        stop = next(w / 100 for w in range(101) if _marked(score, w / 100)[1] <= level)
        out.append(f"  at {level} idle marks a paragraph (from weight {stop:.2f}): {_marked(score, stop)[0]:.1f} %")
    kept = c["gold", "whole", "all"] - sum(weight < DRAWN for weight in score.carried)
    share = 100 * kept / max(c["gold", "whole", "all"], 1)
    out.append(f"  of all gold quotes {share:.1f} % are proposed or carry a mark of {DRAWN} or more")
    out += ["", "most frequent kinds of error"]
    out += [f"  {n:6}  {kind}" for kind, n in score.errors.most_common(20)]
    return "\n".join(out)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="PolNeAR: a folder with text/ and attributions/")
    parser.add_argument("--fold", choices=("heldout", "tune"), default="heldout")
    parser.add_argument("--limit", type=int, default=None, help="only so many articles")
    options = parser.parse_args(arguments)
    score = Score()
    for i, story in enumerate(stories(options.folder, options.fold)):
        if options.limit is not None and i >= options.limit:
            break
        add(score, story)
    print(tables(score))


if __name__ == "__main__":
    main()
