"""Gold and predictions from the disk, for the subcommands that read whole corpora."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from annotator.api import RECORDS_LIMIT, entries_of
from annotator.article import Article
from annotator.cli.progress import Progress
from annotator.cli.reading import complain, corpus_of, settings_for
from annotator.config import Settings
from annotator.exchange import Entry, Intake, RecordError, Selection
from annotator.exchange.base import selected
from annotator.exchange.jsonl import objects
from annotator.exchange.record import from_record
from annotator.store.corpus import Corpus
from annotator.store.names import GOLD_SUFFIX
from annotator.store.opening import OpenError, read_file, shown_name
from annotator.values import dataclass, replace

RECORDS = (".jsonl", ".ndjson", ".json")
"""Files of plain records, in place of a folder with gold files."""


@dataclass
class Gathered:
    """Entries, and how many articles or records could not be used (each was said)."""

    entries: list[Entry]
    failed: int = 0

    def complain(self, message: str) -> None:
        """Say that one could not be used."""
        complain(message)
        self.failed += 1


def settings_of(paths: Sequence[str], annotator: str | None = None) -> Settings:
    """The settings of a corpus, for the gold files of one annotator when that is asked for."""
    settings, _ = settings_for(argparse.Namespace(paths=paths, annotator=annotator))
    return replace(settings, several_annotators=True) if annotator else settings


class Gold:
    """The articles of a corpus that have gold, read one after the other while somebody goes through them.

    `failed` counts those that could not be used (each was said), when all have been gone through.
    """

    def __init__(self, corpus: Corpus, settings: Settings) -> None:
        self.failed = self._count = 0
        self._corpus = corpus
        self._settings = settings

    def __iter__(self) -> Iterator[Entry]:
        self._corpus.names()
        progress = Progress("read", len(self._corpus.gold_names))
        self.failed = self._count = 0
        for entry in entries_of(self._corpus, self._settings.encoding, self._complain):
            yield entry
            self._count += 1
            progress.step()
        progress.end()

    def _complain(self, message: str) -> None:
        complain(message)
        self.failed += 1

    def missing(self) -> bool:
        """Whether there was nothing to go through; then that is said."""
        if self._count or self.failed:
            return False
        corpus, settings = self._corpus, self._settings
        whose = f" of {settings.annotator}" if settings.several_annotators else ""
        complain(f"{shown_name(corpus.folder)}: no gold files{whose}" if corpus.names() else corpus.why_empty())
        return True


def gold_in(paths: Sequence[str], annotator: str | None = None) -> Gold | None:
    """The articles with gold below the paths, one after the other; None after saying what is wrong with the paths."""
    settings = settings_of(paths, annotator)
    corpus = corpus_of(paths, settings)
    return Gold(corpus, settings) if corpus is not None else None


def gold_of(paths: Sequence[str], annotator: str | None = None) -> Gathered | None:
    """All articles with gold below the paths at once; None after saying that there is nothing there."""
    gold = gold_in(paths, annotator)
    if gold is None:
        return None
    entries = list(gold)
    return None if gold.missing() else Gathered(entries, gold.failed)


def read_side(path: str, annotator: str | None = None, known: Iterable[Entry] = ()) -> Gathered | None:
    """One side of a comparison: a corpus, or a file of plain records; None after saying what is wrong.

    `known` are the entries of the other side, whose articles records without a text are about.
    """
    if path.lower().endswith(RECORDS) and not os.path.isdir(path):  # noqa: PTH112  Path.is_dir raises on long names
        return _records(path, known)
    return gold_of([path], annotator)


def _records(path: str, known: Iterable[Entry]) -> Gathered | None:
    try:
        data = read_file(Path(path), limit=RECORDS_LIMIT)
    except OpenError as error:
        complain(str(error))
        return None
    find = finder(known)
    found = Gathered([])
    name = Path(path).name
    for number, record in objects(data):
        try:
            if isinstance(record, RecordError):
                raise record
            article = None
            if record.get("text") is None:
                article = find(str(record.get("id")))
                if article is None:
                    raise RecordError(number, "id", "no text, and no gold article of that name to take it from")
            found.entries.append(from_record(record, article, number=number, intake=Intake()))
        except RecordError as error:
            found.complain(str(error.within(name)))
    if not found.entries and not found.failed:
        complain(f"{shown_name(path)}: holds no records; one JSON object a line is expected")
        return None
    return found


def finder(entries: Iterable[Entry]) -> Callable[[str], Article | None]:
    """Finds the article of an id: by its path, else by its file name without suffix where that is unique."""
    by_id = {entry.id: entry.article for entry in entries}
    stems: dict[str, list[Article]] = {}
    for id, article in by_id.items():
        stems.setdefault(_stem(id), []).append(article)

    def find(id: str) -> Article | None:
        same = stems.get(_stem(id), [])
        return by_id.get(id) or (same[0] if len(same) == 1 else None)

    return find


def _stem(id: str) -> str:
    name = id.replace("\\", "/").rpartition("/")[2]
    return name.removesuffix(".txt").removesuffix(".md")


def finished(entries: Iterable[Entry], minimum: str) -> tuple[list[Entry], Counter[str]]:
    """The entries that are far enough, without what is only proposed in them, and what was left out."""
    left: Counter[str] = Counter()
    selection = Selection(minimum)  # type: ignore[arg-type]  # one of the choices of the option
    return [one for entry in entries if (one := selected(entry, selection, left)) is not None], left


def say_left_out(left: Counter[str]) -> None:
    """What was left out on purpose, one kind a line, on stderr."""
    for kind, count in sorted(left.items()):
        print(f"left out: {count} {kind}", file=sys.stderr)


def annotators_of(corpus: Corpus) -> list[str]:
    """The annotators who have gold files of their own in the corpus (`ferry.txt.ines.gold.yaml`), sorted."""
    names = set(map(str, map(corpus.path, corpus.names())))
    found: set[str] = set()
    for folder in sorted({os.path.dirname(name) for name in names}):  # noqa: PTH120  100,000 names: Path is slow
        for gold in _gold_names(folder):
            article, _, person = gold.removesuffix(GOLD_SUFFIX).rpartition(".")
            if os.path.join(folder, article) in names:  # noqa: PTH118  as above
                found.add(person)
    return sorted(found)


def _gold_names(folder: str) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            yield from (entry.name for entry in entries if entry.name.endswith(GOLD_SUFFIX))
    except OSError:
        return


def write_file(path: Path, data: bytes, overwrite: bool) -> None:
    """Write a file that is no gold file, whole or not at all; raises OSError (FileExistsError: it is there)."""
    if not overwrite and (path.exists() or path.is_symlink()):
        raise FileExistsError(17, "is there already; name another place, or say --overwrite", str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name[:200]}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def not_written(error: OSError, path: Path) -> str:
    """Why a file could not be written, in one sentence."""
    return f"{shown_name(error.filename or path)}: {error.strerror or type(error).__name__}"
