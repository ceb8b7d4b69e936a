"""`annotator agree`: how far annotators of the same articles agree."""

from __future__ import annotations

import argparse
import json

from annotator.cli.gathering import Gathered, annotators_of, finished, gold_of, read_side, say_left_out, settings_of
from annotator.cli.reading import complain, corpus_of
from annotator.evaluation import agree, agreement_data, agreement_tables, gathered
from annotator.shown import shown


def run(options: argparse.Namespace) -> int:
    """Compare corpora, or the annotators of one; 0 fine, 1 something was unusable, 2 a wrong call."""
    sides = _people(options) if len(options.paths) == 1 else _corpora(options)
    if sides is None:
        return 2
    corpora = []
    for name, side in sides:
        entries, left = finished(side.entries, options.min_status)
        say_left_out(left)
        corpora.append((name, entries))
    try:
        articles = gathered(corpora)
    except ValueError as error:
        complain(str(error))
        return 2
    if not articles:
        complain("no article was annotated by two; articles are the same when their paths in the corpora are")
        return 2
    found = agree(articles)
    if options.style == "json":
        print(json.dumps(agreement_data(found), ensure_ascii=True, indent=2))
    else:
        print(shown(agreement_tables(found, options.style), keep_newlines=True))
    return 1 if any(side.failed for _, side in sides) else 0


def _corpora(options: argparse.Namespace) -> list[tuple[str, Gathered]] | None:
    """Each path is one annotator's."""
    if options.annotators:
        complain("--annotators goes with one corpus that holds the gold files of several annotators")
        return None
    found: list[tuple[str, Gathered]] = []
    for path in options.paths:
        side = read_side(path, None, [entry for _, one in found for entry in one.entries])
        if side is None:
            return None
        found.append((path, side))
    return found


def _people(options: argparse.Namespace) -> list[tuple[str, Gathered]] | None:
    """The annotators with gold files of their own in one corpus."""
    path = options.paths[0]
    corpus = corpus_of([path], settings_of([path]))
    if corpus is None:
        return None
    names = options.annotators.split(",") if options.annotators else annotators_of(corpus)
    if len(names) < 2:
        complain(
            f"{path}: fewer than two annotators have gold files of their own here (ferry.txt.ines.gold.yaml); "
            "name two corpora to compare them"
        )
        return None
    found = []
    for name in names:
        side = gold_of([path], name)
        if side is None:
            return None
        found.append((name, side))
    return found
