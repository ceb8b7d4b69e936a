"""Keystrokes to gold from a bad pre-fill: `python -m benchmarks.bad_prefill FOLDER [--json]`.

FOLDER holds articles with finished gold (`NAME` and `NAME.gold.yaml`). Each is begun with what the shipped
detectors propose, every other indirect quote left out in text order: the pre-fill of a detector that misses
half of what carries no quotation marks. Reported are the presses to the complete gold over all fields.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from annotator.article import Article
from annotator.cli.simulating import play
from annotator.config import Settings
from annotator.edits.settle import unlinked
from annotator.goldfile import read_gold
from annotator.model import Annotation
from annotator.session import detected
from annotator.simulate.figures import Outcome, report, table
from annotator.values import replace


def halved(annotation: Annotation) -> Annotation:
    """The annotation without every other of its indirect quotes, the first of them missing."""
    missing = {quote.id for quote in [one for one in annotation.quotes if one.type == "indirect"][::2]}
    quotes = unlinked([quote for quote in annotation.quotes if quote.id not in missing])
    return annotation.model_copy(update={"quotes": quotes})


def _begin(_prefill: str, article: Article, settings: Settings, _gold: Annotation) -> Annotation:
    return halved(detected(article, settings))


def outcomes(folder: Path) -> list[Outcome]:
    """Every article of the folder that has gold, played from the bad pre-fill; unreadable gold is a ValueError."""
    found = []
    for path in sorted(folder.rglob("*.gold.yaml")):
        file = path.with_name(path.name.removesuffix(".gold.yaml"))
        data = file.read_bytes()
        gold = read_gold(path.read_bytes(), Article.decode(data, file.name), path.name).annotation
        if gold is None:
            raise ValueError(f"{path} cannot be read")
        settings = Settings(scope=gold.review.scope, language=gold.document.language)
        outcome = play(file.name, data, gold, "current", settings, _begin)
        found.append(replace(outcome, name=str(file.relative_to(folder))))
    return found


def main(arguments: list[str] | None = None) -> int:
    """Print the report; 1 when an article did not become its gold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    made = report(outcomes(options.folder), "halved")
    print(json.dumps(made, indent=2) if options.json else "\n".join(table(made)))
    return 1 if made["failures"] else 0


if __name__ == "__main__":
    sys.exit(main())
