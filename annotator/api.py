"""The Python interface: a corpus as values, for training, scoring and looking (docs/python.md).

Everything here is also offered by `annotator` itself (`annotator.load_corpus`), loaded when first asked for.
Offsets are code points of the article's text, end-exclusive. Nothing here writes a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from annotator import __version__
from annotator.article import Article
from annotator.check import Problem, check
from annotator.commands import IDS
from annotator.config import load_settings
from annotator.detection import annotation_of
from annotator.detection import detect as detect_proposals
from annotator.evaluation import Report, paired
from annotator.evaluation import evaluate as evaluate_cases
from annotator.exchange import Entry, ExchangeError, Intake, Output, Selection, export_corpus, import_files
from annotator.exchange.base import As
from annotator.exchange.splits import split as split_entries
from annotator.goldfile import read_gold as read_gold_bytes
from annotator.model import Annotation, Quote, ReviewStatus, Scope, Span
from annotator.statistics import statistics
from annotator.store.corpus import Corpus, CorpusError, corpus_folder, gold_path
from annotator.store.names import article_path
from annotator.store.opening import OpenError, load_gold, read_file, shown_name
from annotator.store.opening import open_article as open_article_file
from annotator.store.places import default_places
from annotator.values import dataclass

RECORDS_LIMIT = 2 * 2**30
"""Bytes of the largest file of records that is read."""

Complaint = Callable[[str], object]
"""Is told, in one sentence, about an article or record that cannot be used."""


class ReadError(ValueError):
    """A file cannot be used; the message is one sentence that names it, safe to show."""


# ---------------------------------------------------------------- reading


def open_article(path: Path | str, encoding: str | None = None) -> Article:
    """The article in a file, nothing changed (`encoding` None: UTF-8). Raises ReadError."""
    try:
        return open_article_file(Path(path), encoding)
    except OpenError as error:
        raise ReadError(str(error)) from None


def read_gold(path: Path | str, *, encoding: str | None = None) -> Entry:
    """An article with its gold; `path` is that of either file.

    The entry's `id` is the article's file name. Raises ReadError, also when the article is not the one
    that was annotated: then the offsets would lie.
    """
    given = Path(path)
    article = article_path(given)
    gold, article = (gold_path(given), given) if article is None else (given, article)
    return _entry(article.name, article, gold, encoding, article.parent)


def _entry(id: str, path: Path, gold: Path, encoding: str | None, root: Path) -> Entry:
    try:
        article = open_article_file(path, encoding, root)
        loaded = load_gold(gold)
    except OpenError as error:
        raise ReadError(str(error)) from None
    if loaded is None:
        raise ReadError(f"{shown_name(gold)}: is not there; the article has no gold")
    found = read_gold_bytes(loaded.data, article, gold.name)
    if found.annotation is None:
        why = found.problems[0] if found.problems else "cannot be read"
        raise ReadError(f"{shown_name(gold)}: {why}; annotator check says more, --fix repairs what can be repaired")
    if found.matches is False:
        raise ReadError(
            f"{shown_name(gold)}: the article changed since it was annotated; open it once, so that its "
            "offsets are found anew"
        )
    return Entry(id, article, found.annotation)


def entries_of(corpus: Corpus, encoding: str | None = None, on_problem: Complaint | None = None) -> Iterator[Entry]:
    """The articles of a corpus that have gold, one after the other; see `load_corpus`."""
    names = corpus.names()
    for name in (name for name in names if name in corpus.gold_names):
        try:
            yield _entry(Path(name).as_posix(), corpus.path(name), corpus.gold(name), encoding, corpus.folder)
        except ReadError as error:
            if on_problem is None:
                raise
            on_problem(str(error))


def load_corpus(*paths: Path | str, annotator: str | None = None, on_problem: Complaint | None = None) -> list[Entry]:
    """The articles with gold below folders (or of single files), in natural order of their names.

    The corpus's settings (`annotator.yaml`) say what belongs to it and in which encoding. `annotator` takes
    the gold files of one annotator (`ferry.txt.ines.gold.yaml`). `on_problem` is told of each article that
    cannot be used; without it the first raises ReadError.
    """
    try:
        settings, _ = load_settings(corpus_folder(paths), IDS, config_folder=default_places().config)
        person = annotator or (settings.annotator if settings.several_annotators else None)
        corpus = Corpus(paths, include=settings.include, exclude=settings.exclude, annotator=person)
    except CorpusError as error:
        raise ReadError(str(error)) from None
    return list(entries_of(corpus, settings.encoding, on_problem))


def read_records(
    path: Path | str,
    format: str = "jsonl",
    *,
    as_: As = "gold",
    on_problem: Complaint | None = None,
    **options: Any,
) -> list[Entry]:
    """The entries of one file in an exchange format (docs/formats.md), by default JSON Lines.

    `as_` says what items without a status of ours become, `options` are the format's own. `on_problem` is
    told of each record that cannot be used; without it the first raises ReadError.
    """
    file = Path(path)
    try:
        files = {file.name: read_file(file, limit=RECORDS_LIMIT)}
        found: list[Entry] = []
        for entry in import_files(files, format, Intake(as_, options=options)):
            if isinstance(entry, Entry):
                found.append(entry)
            elif on_problem is None:
                raise ReadError(str(entry))
            else:
                on_problem(str(entry))
    except (OpenError, ExchangeError) as error:
        raise ReadError(str(error)) from None
    return found


# ---------------------------------------------------------------- looking


@dataclass(frozen=True)
class RoleSpan:
    """One span of one quote: `role` is content, cue, source, addressee, via or via cue."""

    article: str
    quote: str
    role: str
    start: int
    end: int
    text: str


def quotes(entries: Iterable[Entry]) -> Iterator[tuple[Entry, Quote]]:
    """Every quote with its entry, in text order."""
    for entry in entries:
        for quote in entry.annotation.quotes:
            yield entry, quote


def spans(entries: Iterable[Entry]) -> Iterator[RoleSpan]:
    """Every span of every quote; content in pieces gives one a piece."""
    for entry, quote in quotes(entries):
        for role, span in _roles(quote):
            yield RoleSpan(entry.id, quote.id, role, span.start, span.end, span.text)


def _roles(quote: Quote) -> Iterator[tuple[str, Span]]:
    for piece in quote.content:
        yield "content", piece
    for role, span in (("cue", quote.cue), ("source", quote.source), ("addressee", quote.addressee)):
        if span is not None:
            yield role, span
    for via in quote.via:
        yield "via", via.source
        if via.cue is not None:
            yield "via cue", via.cue


def find_problems(entry: Entry) -> tuple[Problem, ...]:
    """What breaks the rules of the scheme in an entry (E and W rules); empty when nothing does."""
    return check(entry.annotation, entry.article)


def describe(entries: Iterable[Entry]) -> dict[str, Any]:
    """What is in the entries, as JSON data: totals, tables of counts, rates by detector, time."""
    return statistics(entries)


# ---------------------------------------------------------------- detecting, scoring, passing on


def detect(article: Article | str, language: str | None = None, *, scope: Scope = "statements") -> Annotation:
    """What the shipped detectors propose for an article or a text; never raises on a text."""
    if isinstance(article, str):
        article = Article.from_text(article)
    found = detect_proposals(article.text, language, scope=scope, structure=article.structure)
    return annotation_of(article, found, tool=f"annotator {__version__}", scope=scope)


def evaluate(gold: Iterable[Entry], predicted: Iterable[Entry] | Callable[[Article], Annotation] = detect) -> Report:
    """Score predictions, or a function that makes them, against gold (docs/evaluation.md).

    `report.score("exact", "whole").f1` and the other figures are shares in 0..1. Raises ValueError when a
    prediction is about another text.
    """
    known = list(gold)
    if callable(predicted):
        predicted = [Entry(entry.id, entry.article, predicted(entry.article)) for entry in known]
    return evaluate_cases(paired(known, predicted)[0])


def split(entries: Iterable[Entry], shares: Mapping[str, float] | None = None, *, seed: int = 0) -> dict[str, str]:
    """Which part (train, dev, test) each article falls into, by id; near-duplicates stay together.

    The same articles and seed give the same parts. Raises ValueError when the shares do not sum to 1.
    """
    return split_entries(list(entries), shares, seed=seed)


def export(entries: Iterable[Entry], format: str, *, minimum: ReviewStatus = "done", **options: Any) -> Output:
    """The entries in an exchange format: `files` (name -> bytes, "" for a single file) and their `loss`.

    `minimum` is the least review status that is taken; `options` are the format's own. Raises ValueError
    for a format that does not exist or whose library is not installed.
    """
    return export_corpus(entries, format, Selection(minimum), options)


__all__ = [
    "ReadError",
    "RoleSpan",
    "describe",
    "detect",
    "entries_of",
    "evaluate",
    "export",
    "find_problems",
    "load_corpus",
    "open_article",
    "quotes",
    "read_gold",
    "read_records",
    "spans",
    "split",
]
