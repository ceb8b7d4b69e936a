"""Figures of the simulated annotator: what each article took, and the report over a named set of them."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from typing import Any

from annotator.desk import Desk
from annotator.model import Annotation, spans_of
from annotator.simulate.pairing import pair
from annotator.simulate.tally import Tally
from annotator.text import overlaps
from annotator.values import dataclass


@dataclass(frozen=True)
class Marks:
    """Possible misses at the start: gold quotes that are not proposed, those of them with a mark that stops
    the reader, marks that stop for nothing, and paragraphs."""

    missed: int = 0
    marked: int = 0
    idle: int = 0
    paragraphs: int = 0


@dataclass(frozen=True)
class Outcome:
    """One article: its gold quotes, what was typed, its marks; `failure` says why it did not become gold."""

    name: str
    quotes: int
    tally: Tally
    marks: Marks
    failure: str = ""


def marks_of(desk: Desk, gold: Annotation) -> Marks:
    """How the marks of an article that was just opened fit what it misses."""
    missed = [
        [span.span for span in (*quote.content, *([quote.cue] if quote.cue is not None else []))]
        for quote in pair(gold, desk.editor.annotation).missing
    ]
    marks = [(item.start, item.end) for item in desk.items.all if item.kind == "mark" and desk.items.makes_stop(item)]
    gold_spans = [span.span for quote in gold.quotes for span in spans_of(quote)]
    return Marks(
        missed=len(missed),
        marked=sum(any(overlaps(mark, span) for mark in marks for span in spans) for spans in missed),
        idle=sum(not any(overlaps(mark, span) for span in gold_spans) for mark in marks),
        paragraphs=len(desk.editor.article.structure.paragraphs),
    )


def report(outcomes: Sequence[Outcome], prefill: str) -> dict[str, Any]:
    """The report over a set of articles, ready for JSON; presses and seconds are per gold quote where so named.

    Articles that failed are named and left out of every figure.
    """
    good = [one for one in outcomes if not one.failure]
    quotes = sum(one.quotes for one in good)
    each = max(1, quotes)
    work: Counter[str] = Counter()
    moves: Counter[str] = Counter()
    commands: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    situations: Counter[str] = Counter()
    cases: Counter[str] = Counter()
    for one in good:
        work.update(one.tally.work)
        moves.update(one.tally.moves)
        commands.update(one.tally.commands)
        hits.update(one.tally.hits)
        situations.update(one.tally.situations)
        cases.update(one.tally.cases)
    by_article = sorted(one.tally.work["quote"] / one.quotes for one in good if one.quotes)
    missed, paragraphs = sum(one.marks.missed for one in good), sum(one.marks.paragraphs for one in good)
    return {
        "prefill": prefill,
        "articles": len(good),
        "attributions": quotes,
        "presses_per_attribution": round(work["quote"] / each, 3),
        "moves_per_attribution": round(moves["quote"] / each, 3),
        "sections_per_attribution": round(work["section"] / each, 3),
        "other_per_attribution": round(work["other"] / each, 3),
        "total_per_attribution": round(sum(work.values()) / each, 3),
        "presses_by_article": {
            "median": round(statistics.median(by_article), 3) if by_article else 0.0,
            "p90": round(by_article[min(len(by_article) - 1, int(0.9 * len(by_article)))], 3) if by_article else 0.0,
        },
        "seconds_per_attribution": round(sum(one.tally.seconds for one in good) / each, 3),
        "missed": {
            "quotes": missed,
            "marked_share": round(sum(one.marks.marked for one in good) / max(1, missed), 3),
            "idle_marks_per_paragraph": round(sum(one.marks.idle for one in good) / max(1, paragraphs), 3),
        },
        "pickers": {
            name: {
                "asked": hits[f"{name} asked"],
                "at_1": round(hits[f"{name} at 1"] / hits[f"{name} asked"], 3),
                "at_5": round(hits[f"{name} at 5"] / hits[f"{name} asked"], 3),
            }
            for name in sorted({key.rsplit(" ", 1)[0].removesuffix(" at") for key in hits})
        },
        "situations": {
            name: {"presses": presses, "cases": cases[name], "share": round(presses / max(1, work["quote"]), 3)}
            for name, presses in situations.most_common()
        },
        "presses_by_command": dict(commands.most_common()),
        "failures": {one.name: one.failure for one in outcomes if one.failure},
    }


def table(found: dict[str, Any]) -> list[str]:
    """A report as lines for people."""
    rows = [
        (f"presses a quote, pre-fill {found['prefill']}", found["presses_per_attribution"]),
        ("  of which moves", found["moves_per_attribution"]),
        ("sections", found["sections_per_attribution"]),
        ("people, links and all else", found["other_per_attribution"]),
        ("total", found["total_per_attribution"]),
        ("median by article", found["presses_by_article"]["median"]),
        ("90th percentile by article", found["presses_by_article"]["p90"]),
        ("seconds (KLM, reading left out)", found["seconds_per_attribution"]),
        ("share of missed quotes that carry a mark", found["missed"]["marked_share"]),
        ("idle marks a paragraph", found["missed"]["idle_marks_per_paragraph"]),
    ]
    lines = [f"{found['articles']:,} articles, {found['attributions']:,} quotes"]
    lines += [f"{name:<44}{value:>8.2f}" for name, value in rows]
    lines += ["", f"{'picker':<20}{'asked':>8}{'at 1':>8}{'at 5':>8}"]
    lines += [
        f"{name:<20}{one['asked']:>8,}{one['at_1']:>8.0%}{one['at_5']:>8.0%}" for name, one in found["pickers"].items()
    ]
    lines += ["", f"{'needed for':<44}{'presses':>8}{'cases':>8}{'a quote':>8}"]
    lines += [
        f"{name:<44}{one['presses']:>8,}{one['cases']:>8,}{one['presses'] / max(1, found['attributions']):>8.2f}"
        for name, one in list(found["situations"].items())[:20]
    ]
    lines += ["", f"{'command':<28}{'presses':>8}"]
    lines += [f"{name:<28}{count:>8,}" for name, count in list(found["presses_by_command"].items())[:20]]
    lines += [f"failed: {name}: {why}" for name, why in found["failures"].items()]
    return lines
