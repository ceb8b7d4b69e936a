"""Measure the sections: `python -m benchmarks.sections NEAR.jsonl CLEAN.jsonl [--seed SECTIONS.jsonl]`.

Each file is JSON Lines: id, text, publisher and gold sections (label, start, end). Pages carry eight
coarse classes, so both sides are mapped to them, neighbours of one class are joined, and the unit is
the line. The publishers with an odd crc32 are reported; the others were tuned on (`--half 0`).
A seed file carries the labels of SCHEME 1.8 and is compared label by label, span by span.
"""

from __future__ import annotations

import argparse
import json
import re
import time
import zlib
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from annotator.detection.sections import find_sections
from annotator.model import RUN_KINDS, Section
from annotator.text import Range, Structure, is_visible, trim_visible

COARSE = ("headline", "deck", "byline", "date", "body", "subheading", "caption", "other")
_CLASS = {
    **{name: name for name in COARSE},
    "key_points": "deck",
    **dict.fromkeys(("dateline", "lead", "list", "block_quote", "question", "answer"), "body"),
}
BANDS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)


def coarse(label: str) -> str:
    """The coarse class of a label of SCHEME 1.8; what the classes do not know is `other`."""
    return _CLASS.get(label, "other")


@dataclass
class Tally:
    """Counts over the pages of one file."""

    pages: int = 0
    lines: int = 0
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    boundaries: Counter[str] = field(default_factory=Counter)
    edits: list[int] = field(default_factory=list)
    bands: dict[int, list[int]] = field(default_factory=dict)


def line_labels(text: str, sections: list[tuple[str, int, int]]) -> list[str]:
    """The class of each visible line: that of the section with most of its visible characters."""
    labels = []
    for start, end in _lines(text):
        shares: Counter[str] = Counter()
        for label, first, last in sections:
            if first < end and last > start:
                shares[label] += len("".join(text[max(first, start) : min(last, end)].split()))
        labels.append(shares.most_common(1)[0][0] if shares else "other")
    return labels


def _lines(text: str) -> list[Range]:
    found = []
    for match in re.finditer(r"[^\n]+", text):
        if is_visible(text, *match.span()):
            found.append(trim_visible(text, *match.span()))
    return found


def breaks(labels: list[str]) -> set[int]:
    """The lines at which a run of one class begins, the first excepted."""
    return {at for at in range(1, len(labels)) if labels[at] != labels[at - 1]}


def edits(gold: list[str], found: list[str]) -> int:
    """Splits, merges and changes of label that turn `found` into `gold`."""
    wanted, got = breaks(gold), breaks(found)
    starts = [0, *sorted(wanted), len(gold)]
    relabel = sum(gold[a] not in found[a:b] for a, b in pairwise(starts) if a < b)
    return len(wanted ^ got) + relabel


def add(tally: Tally, text: str, gold: list[tuple[str, int, int]], sections: tuple[Section, ...]) -> None:
    """One page into the tally."""
    wanted = line_labels(text, [(coarse(label), a, b) for label, a, b in gold])
    found = line_labels(text, [(coarse(section.kind), *section.span) for section in sections])
    tally.pages += 1
    tally.lines += len(wanted)
    tally.confusion.update(zip(wanted, found, strict=True))
    ours, theirs = breaks(found), breaks(wanted)
    tally.boundaries.update(hit=len(ours & theirs), false=len(ours - theirs), missed=len(theirs - ours))
    tally.edits.append(edits(wanted, found))
    # A section is right if all its lines have its class in the gold, and, for a label that takes whole
    # runs, the run goes no further in the gold than in what was found.
    lines = _lines(text)
    for section in sections:
        inside = [at for at, (a, b) in enumerate(lines) if section.start < b and a < section.end]
        label = coarse(section.kind)
        right = all(wanted[at] == label for at in inside)
        if right and section.kind in RUN_KINDS and inside:
            beside = [at for at in (inside[0] - 1, inside[-1] + 1) if 0 <= at < len(wanted)]
            right = all(wanted[at] != label or found[at] == label for at in beside)
        score = section.score or 0.0
        band = max(at for at, low in enumerate(BANDS[:-1]) if score >= low)
        counts = tally.bands.setdefault(band, [0, 0, 0])
        counts[0] += 1
        counts[1] += right
        counts[2] += round(100 * score)


def _f1(hit: int, false: int, missed: int) -> tuple[float, float, float]:
    p = hit / (hit + false) if hit + false else 0.0
    r = hit / (hit + missed) if hit + missed else 0.0
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def report(name: str, tally: Tally) -> None:
    """The tables of one file."""
    confusion = tally.confusion
    present = [label for label in COARSE if any(label in pair for pair in confusion)]
    right = sum(count for (a, b), count in confusion.items() if a == b)
    print(f"\n{name}: {tally.pages} pages, {tally.lines} lines")
    scores = []
    print(f"  {'label':12} {'P':>5} {'R':>5} {'F1':>5} {'lines':>6}")
    for label in present:
        hit = confusion[label, label]
        gold = sum(count for (a, _), count in confusion.items() if a == label)
        found = sum(count for (_, b), count in confusion.items() if b == label)
        p, r, f = _f1(hit, found - hit, gold - hit)
        scores.append(f)
        print(f"  {label:12} {p:5.2f} {r:5.2f} {f:5.2f} {gold:6}")
    b = tally.boundaries
    bounds = _f1(b["hit"], b["false"], b["missed"])
    print(
        f"  line accuracy {right / max(1, tally.lines):.3f}  macro F1 {sum(scores) / max(1, len(scores)):.3f}  "
        f"boundary P {bounds[0]:.3f} R {bounds[1]:.3f} F1 {bounds[2]:.3f}  "
        f"edits a page {sum(tally.edits) / max(1, tally.pages):.2f} "
        f"(none: {sum(not n for n in tally.edits)})"
    )
    print("  gold \\ found " + " ".join(f"{label[:6]:>6}" for label in present))
    for a in present:
        print(f"  {a:12} " + " ".join(f"{confusion[a, b] or '.':>6}" for b in present))
    print("  score of a section: number, mean score, share right")
    for band, (number, good, total) in sorted(tally.bands.items()):
        print(f"    from {BANDS[band]:.2f}: {number:5} {total / 100 / number:6.2f} {good / number:6.2f}")


def read(path: Path) -> list[dict[str, Any]]:
    """The records of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def gold_of(record: dict[str, Any]) -> list[tuple[str, int, int]]:
    """The gold sections of a record, as (label, start, end)."""
    return [(section["label"], section["start"], section["end"]) for section in record["sections"]]


def seed(path: Path) -> None:
    """The seed's sections, label by label."""
    for record in read(path):
        found = find_sections(record["text"], Structure(record["text"]))
        ours = {(section.kind, *section.span) for section in found}
        theirs = set(gold_of(record))
        print(f"\n{record['id']}: {len(theirs)} sections, missed {len(theirs - ours)}, false {len(ours - theirs)}")
        for mark, rest in (("missed", theirs - ours), ("false", ours - theirs)):
            for kind, start, end in sorted(rest, key=lambda item: item[1]):
                print(f"  {mark:6} {kind:12} [{start}, {end}]")


def main() -> None:
    """Read the arguments, run, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pages", nargs="*", type=Path)
    parser.add_argument("--seed", type=Path)
    parser.add_argument("--half", choices=["0", "1", "both"], default="1", help="crc32 of the publisher, modulo 2")
    arguments = parser.parse_args()
    for path in arguments.pages:
        records = [
            record
            for record in read(path)
            if arguments.half in ("both", str(zlib.crc32(record["publisher"].encode()) % 2))
        ]
        tally = Tally()
        spent = 0.0
        for record in records:
            start = time.perf_counter()
            sections = find_sections(record["text"], Structure(record["text"]))
            spent += time.perf_counter() - start
            add(tally, record["text"], gold_of(record), sections)
        report(path.stem, tally)
        print(f"  {len(records) / spent if spent else 0:.0f} pages a second")
    if arguments.seed:
        seed(arguments.seed)


if __name__ == "__main__":
    main()
