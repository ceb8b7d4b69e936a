"""`annotator check`: gold files against their articles."""

from __future__ import annotations

import argparse
import difflib
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.article import Article
from annotator.check import check
from annotator.cli.progress import Progress, say
from annotator.cli.reading import complain, corpus_of, settings_for
from annotator.config import Settings
from annotator.goldfile import GoldError, encode, read_gold
from annotator.model import Annotation
from annotator.problems import Problem
from annotator.shown import shown
from annotator.store.corpus import Corpus
from annotator.store.opening import Loaded, OpenError, load_gold, open_article, shown_name
from annotator.store.save import SaveError, save
from annotator.values import dataclass


@dataclass(frozen=True)
class Verdict:
    """What checking one article gave: `refused` is why it could not be opened, "" when it could."""

    path: Path
    gold: Path
    article: Article | None
    problems: tuple[Problem, ...] = ()
    warnings: tuple[str, ...] = ()
    refused: str = ""
    fixed: int = 0

    @property
    def errors(self) -> int:
        """How many problems are errors; a refusal is one."""
        return sum(problem.severity == "error" for problem in self.problems) + bool(self.refused)


def run(options: argparse.Namespace) -> int:
    """Check every path; 0 no error, 1 an error (with --strict a warning), 2 a wrong call."""
    settings, fine = settings_for(options)
    corpus = corpus_of(options.paths, settings)
    if corpus is None:
        return 2
    names = corpus.names()
    errors = warnings = checked = 0
    progress = Progress("checked", len(names))
    for name in names:
        verdict = _check(corpus, name, settings, options.fix)
        errors += verdict.errors
        warnings += len(verdict.problems) - sum(p.severity == "error" for p in verdict.problems) + len(verdict.warnings)
        checked += verdict.article is not None
        for line in _lines(verdict, options.json):
            say(line)
        if options.json:
            say(json.dumps(_record(name, verdict), ensure_ascii=True))
        progress.step()
    progress.end()
    orphans = _orphans(corpus)
    for orphan in orphans:
        complain(f"{shown_name(orphan)}: a gold file without its article {shown(orphan.name.split('.gold')[0])}")
    if not names:
        complain(corpus.why_empty())
        return 2
    for line in corpus.report()[:20]:
        print(line, file=sys.stderr)
    if not options.json:
        counts = ((checked, "article"), (errors, "error"), (warnings, "warning"))
        print(", ".join(f"{count:,} {name}{'' if count == 1 else 's'}" for count, name in counts), file=sys.stderr)
    failed = errors or orphans or (options.strict and (warnings or not fine))
    return 1 if failed else 0


def _orphans(corpus: Corpus) -> list[Path]:
    """Gold files in the corpus's folders whose article is gone."""
    return [path for path in corpus.orphans() if path.is_file()]


def _check(corpus: Corpus, name: str, settings: Settings, fix: bool) -> Verdict:
    path, gold = corpus.path(name), corpus.gold(name)
    try:
        article = open_article(path, settings.encoding, corpus.folder)
    except OpenError as error:
        return Verdict(path, gold, None, refused=str(error))
    try:
        loaded = load_gold(gold)
    except OpenError as error:
        return Verdict(path, gold, article, refused=str(error))
    if loaded is None:
        return Verdict(path, gold, article)
    found = read_gold(loaded.data, article, gold.name)
    annotation = found.annotation
    if fix and annotation is None and found.repaired is not None:
        annotation = found.repaired
    if annotation is None:
        return Verdict(path, gold, article, found.problems, found.warnings)
    problems = _problems(annotation, article, settings)
    if not fix:
        return Verdict(path, gold, article, (*found.problems, *problems), found.warnings)
    mended, count = _mended(annotation, problems, article, settings)
    count += len(found.problems)
    refused = ""
    if count:
        refused = _save(gold, loaded, mended, article)
    left = _problems(mended, article, settings) if not refused else problems
    return Verdict(path, gold, article, left, found.warnings, refused, 0 if refused else count)


def _problems(annotation: Annotation, article: Article, settings: Settings) -> tuple[Problem, ...]:
    kinds = frozenset(label.name for label in settings.labels)
    flags = frozenset(flag.name for flag in settings.flags)
    return check(annotation, article, kinds=kinds, flags=flags)


def _mended(
    annotation: Annotation, problems: tuple[Problem, ...], article: Article, settings: Settings
) -> tuple[Annotation, int]:
    """The annotation after every repair that applies, and how many did; a repair may bring another to light."""
    count = 0
    for _ in range(5):
        again = False
        for problem in problems:
            if problem.repair is not None:
                changed = problem.repair(annotation)
                if changed != annotation:
                    annotation, again, count = changed, True, count + 1
        if not again:
            break
        problems = _problems(annotation, article, settings)
    return annotation, count


def _save(gold: Path, loaded: Loaded, annotation: Annotation, article: Article) -> str:
    """Show the difference and save by the protocol; what went wrong as a sentence, or ""."""
    try:
        data = encode(annotation, article)
        before = shown(loaded.data.decode("utf-8", "replace"), keep_newlines=True).split("\n")
        after = shown(data.decode("utf-8"), keep_newlines=True).split("\n")
        for line in difflib.unified_diff(before, after, shown_name(gold), "repaired", lineterm="", n=1):
            say(line)
        save(gold, data, loaded.fingerprint)
    except (GoldError, SaveError) as error:
        return str(error)
    return ""


def _lines(verdict: Verdict, json_output: bool) -> Iterator[str]:
    """What is said about an article in words (with --json on stderr, so that stdout is data alone)."""
    where = shown_name(verdict.gold)
    found = []
    if verdict.refused:
        found.append(verdict.refused)
    found += [f"{where}: {problem}" for problem in verdict.problems]
    found += [f"{where}: {warning}" for warning in verdict.warnings]
    if verdict.fixed:
        found.append(f"{where}: {verdict.fixed} repaired")
    for line in found:
        if json_output:
            complain(line)
        else:
            yield line


def _record(name: str, verdict: Verdict) -> dict[str, Any]:
    article = verdict.article
    record: dict[str, Any] = {"path": shown_name(name)}
    if article is not None:
        record["chars"] = len(article.text)
        record["text_sha256"] = hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()
    if verdict.refused:
        record["refused"] = verdict.refused
    record["problems"] = [
        {
            "rule": problem.rule,
            "severity": problem.severity,
            "item": problem.item,
            "field": problem.field,
            "message": problem.message,
            "line": problem.line,
            "span": problem.place,
            "fix": problem.repair_title or None,
        }
        for problem in verdict.problems
    ]
    record["warnings"] = list(verdict.warnings)
    return record
