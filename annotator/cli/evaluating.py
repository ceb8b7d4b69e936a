"""`annotator evaluate`: predictions against gold, for people, programs and CI."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from annotator.api import detect
from annotator.cli.gathering import finished, gold_of, not_written, read_side, say_left_out, write_file
from annotator.cli.progress import Progress
from annotator.cli.reading import complain
from annotator.evaluation import (
    Case,
    EvaluationError,
    Report,
    Rules,
    compare,
    comparison_line,
    errors,
    evaluate,
    figure,
    figures,
    intervals,
    outlet_of,
    paired,
    tables,
)
from annotator.exchange import Entry
from annotator.exchange.jsonl import dump_line
from annotator.shown import shown

COMPARED = ("content", "cue", "source", "whole")
"""The roles in which two predictions are compared."""


def run(options: argparse.Namespace) -> int:
    """Score and print; 0 fine, 1 below a threshold or something unusable, 2 a wrong call."""
    floors = _floors(options.fail_under)
    if floors is None or not _sides_fit(options):
        return 2
    gathered = gold_of([options.gold], options.gold_by)
    if gathered is None:
        return 2
    gold, left = finished(gathered.entries, options.min_status)
    say_left_out(left)
    if not gold:
        complain(f"{options.gold}: no finished gold; --min-status in_progress takes articles in work, too")
        return 2
    side = options.predicted if not options.detector else None
    laid = _cases(gold, side, options.pred_by)
    if laid is None:
        return 2
    cases, failed = laid
    rules = Rules(frozenset({"statement"})) if options.statements else Rules()
    report = _report(cases, rules, gold, options.groups)
    bounds = intervals(report, resamples=options.resamples) if options.resamples else None
    data = figures(report, bounds)
    other = None
    if options.compare:
        second = _cases(gold, options.compare, None)
        if second is None:
            return 2
        failed += second[1]
        other = _report(second[0], rules, gold, None)
    _print(report, data, bounds, other, options)
    found = [error for case in cases for error in errors(case, rules)] if options.errors or options.open else []
    if options.errors and not _write_errors(Path(options.errors), found, options.overwrite):
        return 1
    low = _below(data, floors)
    if low is None:
        return 2
    if options.open:
        from annotator.cli.revisiting import revisit

        return revisit(options.gold, options.gold_by, found)
    return 1 if low or failed or gathered.failed else 0


def _sides_fit(options: argparse.Namespace) -> bool:
    """Whether there is exactly one prediction, and what is asked for can be done; else it is said."""
    if options.detector == (options.predicted is not None):
        complain("name a prediction (folder, .jsonl) or say --detector, one of the two (try annotator evaluate --help)")
        return False
    if options.pred_by and options.predicted is None:
        complain("--pred-by names whose gold files in PRED are the prediction; there is no PRED")
        return False
    if options.open and not (sys.stdin.isatty() and sys.stdout.isatty()):
        complain("--open needs a terminal; --errors FILE.jsonl works without one")
        return False
    return True


def _floors(given: Sequence[str]) -> dict[str, float] | None:
    """The thresholds of --fail-under, or None after saying what is wrong."""
    found = {}
    for word in given:
        path, _, value = word.partition("=")
        try:
            found[path] = float(value)
        except ValueError:
            complain(f"--fail-under {word}: write it as whole=0.4 or exact.direct.cue.f1=0.8")
            return None
        if not 0 <= found[path] <= 1:
            complain(f"--fail-under {word}: figures are shares between 0 and 1")
            return None
    return found


def _below(data: dict[str, Any], floors: dict[str, float]) -> bool | None:
    """Whether a figure is below its threshold (each is said); None for a figure that does not exist."""
    low = False
    for path, floor in floors.items():
        try:
            value = figure(data, path)
        except KeyError:
            complain(f"--fail-under {path}: there is no such figure; --style json shows all")
            return None
        if value < floor:
            complain(f"{path} is {value:.4f}, below {floor:g}")
            low = True
    return low


def _cases(gold: list[Entry], path: str | None, annotator: str | None) -> tuple[list[Case], int] | None:
    """The gold with the predictions of a path, or of the shipped detector; and how many were unusable."""
    if path is None:
        return [Case(one.id, one.article, one.annotation, _detected(one)) for one in _counted(gold)], 0
    found = read_side(path, annotator, gold)
    if found is None:
        return None
    try:
        cases, unclaimed = paired(gold, found.entries)
    except ValueError as error:
        complain(str(error))
        return None
    if unclaimed:
        print(shown(f"left out: {len(unclaimed)} predictions without gold, such as {unclaimed[0]}"), file=sys.stderr)
    if not any(case.predicted for case in cases):
        complain(f"{path}: no prediction is about an article of the gold; their ids must be the articles' paths")
        return None
    return cases, found.failed


def _counted(entries: list[Entry]) -> Iterable[Entry]:
    progress = Progress("detected", len(entries))
    for entry in entries:
        yield entry
        progress.step()
    progress.end()


def _detected(entry: Entry) -> Any:
    annotation = entry.annotation
    return detect(entry.article, annotation.document.language, scope=annotation.review.scope)


def _report(cases: list[Case], rules: Rules, gold: list[Entry], groups: str | None) -> Report:
    name: Callable[[Entry], str] = outlet_of if groups == "outlet" else lambda entry: entry.folder
    return evaluate(cases, rules, [name(entry) for entry in gold] if groups else ())


def _print(
    report: Report, data: dict[str, Any], bounds: Any, other: Report | None, options: argparse.Namespace
) -> None:
    compared = {} if other is None else {role: compare(report, other, role=role) for role in COMPARED}
    if options.style == "json":
        if compared:
            data = {**data, "compared": {role: vars(one) for role, one in compared.items()}}
        print(json.dumps(data, ensure_ascii=True, indent=2))
        return
    print(shown(tables(report, bounds, options.style), keep_newlines=True))
    for role, one in compared.items():
        print(shown(comparison_line(one, role).rstrip("\n")))


def _write_errors(path: Path, found: Iterable[EvaluationError], overwrite: bool) -> bool:
    try:
        write_file(path, b"".join(dump_line(error.as_dict()) for error in found), overwrite)
    except OSError as error:
        complain(not_written(error, path))
        return False
    return True
