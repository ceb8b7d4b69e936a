"""Keystrokes to gold on PolNeAR articles: `python -m benchmarks.keystrokes FOLDER [--prefill P] [--fold F] [--json]`.

FOLDER holds `text/NAME.txt` and `attributions/NAME_ANNOTATOR.ann` (brat standoff; Newell, Margolin and
Ruths, LREC 2018). Played are the articles of a fold, each with its first annotator's attributions, scope
`all`: `heldout` (crc32(NAME) % 5 == 0), which alone is reported, or `tune`, the others, to look for what
to better. The data says nothing about sections, so the detector's are taken as the gold's; it names no
people either: sources with the same words are one person, a pronoun is somebody of its own, which makes
"other" no measure of anything here.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from annotator.article import Article
from annotator.cli.simulating import play
from annotator.config import Settings
from annotator.exchange import Intake, import_files
from annotator.exchange.base import RecordError
from annotator.model import Annotation, Entity
from annotator.session import detected
from annotator.simulate.figures import report, table
from annotator.values import replace
from benchmarks.polnear import in_fold

TIME = "2026-01-01T00:00:00Z"


def articles(folder: Path, fold: str = "heldout") -> Iterator[tuple[str, bytes, Annotation]]:
    """Name, bytes and gold of each article of the fold that can be read."""
    for text in sorted((folder / "text").glob("*.txt")):
        if not in_fold(text.stem, fold):
            continue
        found = sorted((folder / "attributions").glob(f"{text.stem}_????.ann"))
        if not found:
            continue
        data = text.read_bytes()
        files = {text.name: data, f"{text.stem}.ann": found[0].read_bytes()}
        intake = Intake(scope="all", language="en", time=TIME, annotator="polnear")
        for entry in import_files(files, "brat", intake):
            if not isinstance(entry, RecordError):
                yield text.name, data, entry.annotation


def peopled(gold: Annotation) -> Annotation:
    """The gold with somebody behind every source, as a finished gold of ours would have it."""
    nobody = [quote.id for quote in gold.quotes if quote.source is not None and not quote.speakers]
    new = tuple(Entity(id=f"somebody-{id}", name=f"Somebody {id}", kind="unknown") for id in nobody)
    quotes = tuple(
        quote.model_copy(update={"speakers": (f"somebody-{quote.id}",)}) if quote.id in nobody else quote
        for quote in gold.quotes
    )
    entities = tuple(sorted((*gold.entities, *new), key=lambda one: one.id))
    return gold.model_copy(update={"quotes": quotes, "entities": entities})


def main(arguments: list[str] | None = None) -> int:
    """Print the report; 1 when an article did not become its gold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--prefill", choices=("empty", "current", "perfect"), default="current")
    parser.add_argument("--fold", choices=("heldout", "tune"), default="heldout")
    parser.add_argument("--limit", type=int, help="about this many articles, spread over the fold")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    settings = Settings(scope="all", language="en")
    found = list(articles(options.folder, options.fold))
    step = max(1, len(found) // options.limit) if options.limit else 1
    outcomes = []
    for name, data, gold in found[::step][: options.limit]:
        sections = detected(Article.decode(data, name), settings).sections
        same = tuple(one.model_copy(update={"status": "accepted", "attested": "article"}) for one in sections)
        gold = peopled(gold)
        outcome = play(name, data, gold.model_copy(update={"sections": same}), options.prefill, settings)
        outcomes.append(replace(outcome, name=name))
        print(f"\r{len(outcomes)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    made = report(outcomes, options.prefill)
    print(json.dumps(made, indent=2) if options.json else "\n".join(table(made)))
    return 1 if made["failures"] else 0


if __name__ == "__main__":
    sys.exit(main())
