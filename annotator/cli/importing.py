"""`annotator import`: data of other programs become articles with gold, and nothing that is there is lost."""

from __future__ import annotations

import argparse
import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from annotator.api import RECORDS_LIMIT
from annotator.article import Article
from annotator.cli.exporting import format_options
from annotator.cli.gathering import settings_of
from annotator.cli.progress import Progress
from annotator.cli.proposing import with_proposals
from annotator.cli.reading import complain
from annotator.config import annotator_id
from annotator.editor import utc_now
from annotator.exchange import FORMATS, Entry, ExchangeError, Intake, RecordError, import_files
from annotator.exchange.sharing import refill
from annotator.goldfile import GoldError, encode
from annotator.shown import shown
from annotator.store.corpus import Corpus, CorpusError, gold_path
from annotator.store.history import History
from annotator.store.names import why_no_article
from annotator.store.opening import ARTICLE_LIMIT, OpenError, inside, load_gold, open_article, read_file, shown_name
from annotator.store.places import default_places
from annotator.store.save import SaveError, save
from annotator.values import dataclass, field, replace


class RefusedError(Exception):
    """An entry cannot be written; the message is one sentence."""


@dataclass
class Taken:
    """What an import did."""

    articles: int = 0
    quotes: int = 0
    same: int = 0
    kept: list[str] = field(default_factory=list)
    failed: int = 0
    notes: Counter[str] = field(default_factory=Counter)

    def lines(self, folder: str) -> Iterator[str]:
        """The report, one sentence a line."""
        yield f"{self.articles:,} articles with {self.quotes:,} quotes taken into {folder}"
        if self.same:
            yield f"already there and the same: {self.same:,} gold files"
        if self.kept:
            names = ", ".join(self.kept[:3]) + (", …" if len(self.kept) > 3 else "")
            yield f"left as they were: {len(self.kept):,} gold files that differ (--overwrite replaces them): {names}"
        if self.failed:
            yield f"not taken: {self.failed:,} records (see above)"
        for note, count in sorted(self.notes.items(), key=lambda pair: (-pair[1], pair[0])):
            yield f"changed: {count:,} × {note}"


def run(options: argparse.Namespace) -> int:
    """Import the files; 0 all was taken, 1 something was not, 2 a wrong call."""
    try:
        if options.source not in FORMATS:
            raise ExchangeError(f"no format {options.source!r}; there are {', '.join(FORMATS)}")
        own = format_options(options.source, options.option)
        if options.texts and options.source not in ("jsonl", "csv"):
            raise ExchangeError("--texts is for --from jsonl (records without text) and --from csv")
        files = _files(options.paths, FORMATS[options.source].reads)
        entries, failed = _entries(files, own, options)
    except (ExchangeError, CorpusError, OpenError) as error:
        complain(str(error))
        return 2
    if not entries and not failed:
        reads = " and ".join(FORMATS[options.source].reads)
        complain(f"{', '.join(map(shown_name, options.paths))}: nothing to take; {options.source} is read from {reads}")
        return 2
    taken = Taken(failed=failed)
    prepared = _prepared(entries, taken, options)
    if taken.failed and options.strict:
        complain(f"{taken.failed:,} records cannot be used, so nothing was written (--strict)")
        return 1
    _write_all(prepared, taken, options)
    for line in taken.lines(shown_name(options.output)):
        print(shown(line))
    return 1 if taken.failed or taken.kept else 0


# ---------------------------------------------------------------- reading


def _files(paths: list[str], suffixes: tuple[str, ...]) -> dict[str, bytes]:
    """The bytes of every file meant, by its name below the folder given; raises ExchangeError, OpenError."""
    found: dict[str, bytes] = {}
    for given in paths:
        top = Path(given)
        folder = os.path.isdir(top)  # noqa: PTH112  Path.is_dir raises on a name too long for the system
        pairs = list(_below(top, suffixes)) if folder else [(top.name, top)]
        if not pairs:
            raise ExchangeError(f"{shown_name(given)}: holds no {' or '.join(suffixes) or 'files'}")
        for name, path in pairs:
            if name in found:
                raise ExchangeError(f"{shown_name(path)}: another file is called {name}, too; import them one by one")
            found[name] = read_file(path, limit=RECORDS_LIMIT, root=top if folder else path.parent)
    return found


def _below(top: Path, suffixes: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    """The files of a format in a folder, hidden ones left out, in order of their names."""
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and (not suffixes or name.lower().endswith(suffixes)):
                path = Path(folder) / name
                yield path.relative_to(top).as_posix(), path


def _entries(
    files: dict[str, bytes], own: dict[str, str | bool], options: argparse.Namespace
) -> tuple[list[Entry], int]:
    """The entries, and how many records could not be used (each was said)."""
    annotator = annotator_id(options.annotator) if options.annotator else None
    find = _texts(options.texts) if options.texts else None
    intake = Intake(
        options.as_,
        time=utc_now(),
        annotator=annotator,
        scope=options.scope,
        language=options.language,
        articles=(lambda id: find(id, "")) if find else None,
        options=own,
    )
    if find is not None and options.source == "jsonl":
        loaded = refill(files, find, intake)
    else:
        loaded = import_files(files, options.source, intake)
    found: list[Entry] = []
    failed = 0
    progress = Progress("read")
    for entry in loaded:
        progress.step()
        if isinstance(entry, RecordError):
            complain(str(entry))
            failed += 1
        else:
            found.append(entry)
    progress.end()
    return found, failed


def _texts(folder: str) -> Callable[[str, str], Article | None]:
    """Finds articles in a folder by their path, or else by their SHA-256 whatever they are called."""
    settings = settings_of([folder])
    corpus = Corpus([folder], include=settings.include, exclude=settings.exclude)
    names = {Path(name).as_posix(): name for name in corpus.names()}
    by_hash: dict[str, Article] = {}

    def load(name: str) -> Article | None:
        try:
            return open_article(corpus.path(name), settings.encoding, corpus.folder)
        except OpenError as error:
            complain(str(error))
            return None

    def find(id: str, sha256: str) -> Article | None:
        article = load(names[id]) if id in names else None
        if not sha256 or (article is not None and article.sha256 == sha256):
            return article
        if not by_hash:
            for name in names.values():
                other = load(name)
                if other is not None:
                    by_hash.setdefault(other.sha256, other)
        return by_hash.get(sha256, article)

    return find


# ---------------------------------------------------------------- writing


@dataclass(frozen=True)
class Prepared:
    """An entry as the bytes of its two files, and where they go."""

    entry: Entry
    path: Path
    text: bytes
    gold: Path
    data: bytes


def _prepared(entries: list[Entry], taken: Taken, options: argparse.Namespace) -> list[Prepared]:
    """What is to be written; entries that cannot be are said and counted. Nothing is written yet."""
    folder = Path(options.output)
    settings = settings_of([str(folder)] if os.path.isdir(folder) else [])  # noqa: PTH112  as above
    settings = replace(settings, scope=options.scope or settings.scope, language=options.language or settings.language)
    several = Counter(entry.id for entry in entries)
    found: dict[Path, Prepared] = {}
    texts: dict[Path, bytes] = {}
    progress = Progress("prepared")
    for entry in entries:
        progress.step()
        people = entry.annotation.review.annotators
        person = annotator_id(people[0]) or None if several[entry.id] > 1 and people else None
        if options.source == "articles":
            entry = with_proposals(entry, settings)
        try:
            one = _prepare(entry, folder, person)
            if texts.setdefault(one.path, one.text) != one.text or found.setdefault(one.gold, one).data != one.data:
                raise RefusedError(f"{shown_name(one.path)}: two records have this name and differ; the first stays")
        except (RefusedError, GoldError) as error:
            complain(str(error))
            taken.failed += 1
    progress.end()
    return list(found.values())


def _prepare(entry: Entry, folder: Path, person: str | None) -> Prepared:
    """The bytes of an entry's files; raises RefusedError, GoldError."""
    article = entry.article
    path = folder.joinpath(*_parts(entry.id))
    try:
        text = article.text.encode(article.encoding or "utf-8")
    except UnicodeEncodeError as error:
        raise RefusedError(
            f"{shown_name(path)}: character {error.start} of the text is half a surrogate pair"
        ) from None
    if hashlib.sha256(text).hexdigest() != article.sha256:
        raise RefusedError(f"{shown_name(path)}: the text is not the one of the recorded SHA-256")
    if b"\0" in text:
        raise RefusedError(f"{shown_name(path)}: the text holds NUL, so it could not be opened as an article")
    document = entry.annotation.document.model_copy(update={"file": path.name})
    annotation = entry.annotation.model_copy(update={"document": document})
    return Prepared(entry, path, text, gold_path(path, person), encode(annotation, article))


def _write_all(prepared: list[Prepared], taken: Taken, options: argparse.Namespace) -> None:
    writer = _Writer(Path(options.output), options.overwrite)
    progress = Progress("written")
    for one in prepared:
        try:
            writer.write(one, taken)
        except (RefusedError, OpenError, SaveError) as error:
            complain(str(error))
            taken.failed += 1
        progress.step()
    progress.end()


class _Writer:
    """Puts entries into a folder: never over an article, over gold only when asked, a copy kept first."""

    def __init__(self, folder: Path, overwrite: bool) -> None:
        self.folder, self.overwrite = folder, overwrite
        self.history = History(default_places().state)

    def write(self, one: Prepared, taken: Taken) -> None:
        """Write the article and its gold; raises RefusedError, OpenError, SaveError."""
        try:
            one.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RefusedError(f"{shown_name(one.path.parent)}: cannot be made: {error.strerror}") from None
        if not inside(os.path.realpath(one.path.parent), self.folder):
            raise RefusedError(f"{shown_name(one.path)}: lies outside the folder, behind a link")
        self._article(one.path, one.text)
        if self._gold(one.gold, one.data, taken):
            taken.articles += 1
            taken.quotes += len(one.entry.annotation.quotes)
            taken.notes.update(one.entry.notes)

    def _article(self, path: Path, data: bytes) -> None:
        """The article file: written when it is not there, and never changed."""
        try:
            present = read_file(path, limit=ARTICLE_LIMIT, root=self.folder)
        except OpenError as error:
            if not error.missing:
                raise
            save(path, data, None)
            return
        if present != data:
            raise RefusedError(f"{shown_name(path)}: another article of this name is there; choose another folder")

    def _gold(self, gold: Path, data: bytes, taken: Taken) -> bool:
        """The gold file; whether it was written."""
        loaded = load_gold(gold)
        if loaded is not None and loaded.data == data:
            taken.same += 1
            return False
        if loaded is not None and not self.overwrite:
            if _without_times(loaded.data) == _without_times(data):
                taken.same += 1
            else:
                taken.kept.append(gold.name)
            return False
        if loaded is not None:
            try:
                self.history.keep(gold, loaded.data, utc_now())
            except OSError as error:
                raise RefusedError(f"{shown_name(gold)}: no copy could be kept first: {error.strerror}") from None
        save(gold, data, loaded.fingerprint if loaded is not None else None)
        return True


def _without_times(data: bytes) -> list[bytes]:
    """The lines of a gold file without when it was made: an import repeated later says the same."""
    return [line for line in data.split(b"\n") if not line.startswith((b"  started:", b"  updated:"))]


def _parts(id: str) -> list[str]:
    """The path of an article below the folder, from an id that somebody else made; raises RefusedError."""
    parts = id.replace("\\", "/").split("/")
    if any(not part or part.startswith(".") or part[1:2] == ":" for part in parts) or shown(id) != id:
        raise RefusedError(
            f"{shown(id)!r}: is no name for an article in the folder (hidden, empty or leading out of it)"
        )
    if why_no_article(parts[-1]):
        parts[-1] += ".txt"
    why = why_no_article(parts[-1])
    if why:
        raise RefusedError(f"{shown(id)!r}: {why}; give the record another id")
    return parts
