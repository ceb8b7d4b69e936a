"""Finding the articles of a corpus without reading them, and where the person left off.

An article is a `.txt` or `.md` file (any case), not README*, LICENSE*, CHANGELOG*, not hidden, not
excluded by the settings' patterns. Folders are listed one by one, so a corpus of 100,000 articles
costs a listing and a sort and nothing else before the first screen.
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from annotator.shown import shown
from annotator.store.given import CorpusError, absolute, checked, common_folder, corpus_folder
from annotator.store.globs import Globs
from annotator.store.names import (
    ARTICLE,
    GOLD_SUFFIX,
    SUFFIXES,
    article_path,
    articles_of,
    gold_path,
    natural_order,
    why_no_article,
)
from annotator.store.opening import OpenError, resolve, shown_name, why_not
from annotator.store.places import Places, key_of, write_quietly
from annotator.store.save import is_leftover
from annotator.store.status import ArticleStatus, StatusIndex
from annotator.values import dataclass

__all__ = [
    "Corpus",
    "CorpusError",
    "Skipped",
    "article_path",
    "corpus_folder",
    "gold_path",
    "natural_order",
    "why_no_article",
]

BATCH = 5000
"""Names in the largest batch of a scan."""
REPORT_LINES = 200
"""Skipped files that get a line of their own in the report; the rest is counted."""
NEWEST = 64
"""Gold files looked at, newest first, to find the article in work when no state says which."""


# It becomes a part of file names, so nothing in it may lead elsewhere.
_ANNOTATOR = re.compile(r"[^\W_]+(?:[-_][^\W_]+)*")


@dataclass(frozen=True)
class Skipped:
    """A file or folder that was left out, by its name in the corpus, and why."""

    name: str
    why: str

    def __str__(self) -> str:
        return f"{shown_name(self.name)}: {self.why}"


class Corpus:
    """The articles below one folder, or a handful of files, by name.

    A name is the path relative to `folder`, with the system's separators; `path(name)` is the file.
    `scan` may run in a background thread while the other methods are used from another.
    """

    def __init__(
        self,
        paths: Sequence[Path | str],
        *,
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        annotator: str | None = None,
        places: Places | None = None,
    ) -> None:
        """`paths` are folders, articles or gold files (their articles are meant).

        `include` and `exclude` are patterns (see `globs`), `annotator` is given when each annotator has
        gold files of their own, `places` says where caches and state go (None: nowhere).
        Raises CorpusError for a path that is not there or cannot be an article, and for an annotator's
        id that is no slug.
        """
        self._tops = checked(paths)
        self.folder = common_folder(self._tops)
        """The corpus folder, absolute; its `annotator.yaml`, if there is one, is the corpus's settings."""
        if annotator is not None and not _ANNOTATOR.fullmatch(annotator):
            raise CorpusError(f"{shown(annotator)}: is no annotator's id; take letters, digits and hyphens only")
        self._include, self._exclude = Globs(include), Globs(exclude)
        self._annotator = annotator
        key = key_of(self.folder)
        self._state_file = places.state / "corpora" / f"{key}.json" if places else None
        self._index = StatusIndex(places.cache / "status" / f"{key}.json" if places else None)
        self._lock = threading.RLock()
        self._scanning = threading.Lock()
        self._names: list[str] | None = None
        self._gold: set[str] = set()
        self._known: dict[str, ArticleStatus] = {}
        self._skipped: list[Skipped] = []
        self._others: Counter[str] = Counter()
        self._orphans: list[Path] = []
        self.leftovers: list[Path] = []
        """Temporary files of saves found on the way; see `save.clean`."""

    def path(self, name: str) -> Path:
        """The file of the article."""
        return self.folder / name

    def name_of(self, path: Path) -> str:
        """The article's name in this corpus; the file need not have been found yet."""
        return os.path.relpath(absolute(path), self.folder)

    def gold(self, name: str) -> Path:
        """The gold file of the article; it need not be there."""
        return gold_path(self.path(name), self._annotator)

    # Finding -----------------------------------------------------------------------------------

    def scan(self) -> Iterator[tuple[str, ...]]:
        """All names in natural order, in batches: a folder's articles first, then its folders.

        Each call lists the folders anew. Raises nothing for what it meets: see `report`.
        """
        names: list[str] = []
        with self._lock:
            self._gold.clear()
            self._skipped.clear()
            self._others.clear()
            self._orphans.clear()
            self.leftovers.clear()
        for batch in self._walk():
            names += batch
            yield batch
        with self._lock:
            self._names = names

    def names(self) -> list[str]:
        """All names in natural order, from the last complete scan; scans if there was none.

        Called in a background thread at the start, it is the scan the other threads then wait for.
        """
        with self._scanning:
            if self._names is None:
                for _ in self.scan():
                    pass
            return self._names or []

    def orphans(self) -> tuple[Path, ...]:
        """The gold files the last scan saw whose article is not there (or is none)."""
        return tuple(
            path for path in self._orphans if not any((path.parent / name).exists() for name in articles_of(path.name))
        )

    @property
    def known_names(self) -> list[str] | None:
        """All names if there was a complete scan, else None; never scans."""
        return self._names

    @property
    def gold_names(self) -> Collection[str]:
        """The articles with a gold file, as far as known."""
        return self._gold

    def _walk(self) -> Iterator[tuple[str, ...]]:
        given: dict[str, None] = {}
        folders = []
        for top in self._tops:
            if top.is_dir():
                folders.append(top)
            else:
                given[self.name_of(top)] = None
        for name in given:
            if os.path.lexists(self.gold(name)):
                self._gold.add(name)
        if given:
            yield tuple(given)
        seen: set[Path] = set()
        waiting = list(reversed(folders))
        while waiting:
            folder = waiting.pop()
            if folder in seen:
                continue
            seen.add(folder)
            names, below = self._list(folder)
            waiting += reversed(below)
            fresh = [name for name in names if name not in given]
            for first in range(0, len(fresh), BATCH):
                yield tuple(fresh[first : first + BATCH])

    def _list(self, folder: Path) -> tuple[list[str], list[Path]]:
        """The articles (names) and folders (paths) directly in a folder, each in natural order."""
        prefix = "" if folder == self.folder else os.path.relpath(folder, self.folder) + os.sep
        files: list[str] = []
        folders: list[str] = []
        gold: set[str] = set()
        plain = not self._include and not self._exclude
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    name = entry.name
                    if plain and ARTICLE.match(name) and entry.is_file(follow_symlinks=False):
                        files.append(name)
                    elif name.endswith(GOLD_SUFFIX):
                        gold.add(name)
                    elif name.lower().endswith(SUFFIXES):
                        if self._is_article(entry, prefix):
                            files.append(name)
                    elif entry.is_dir(follow_symlinks=False):
                        if self._is_open(prefix + name, name):
                            folders.append(name)
                    else:
                        self._note_other(entry, prefix)
        except OSError as error:
            self._skip(prefix.rstrip(os.sep) or ".", why_not(error))
        known = set(files)
        self._orphans += [folder / one for one in sorted(gold) if not articles_of(one) & known]
        tail = f".{self._annotator}{GOLD_SUFFIX}" if self._annotator else GOLD_SUFFIX
        files = natural_order(files)
        if gold:
            self._gold.update(prefix + name for name in files if name + tail in gold)
        return (
            [prefix + name for name in files] if prefix else files,
            [folder / name for name in natural_order(folders)],
        )

    def _is_article(self, entry: os.DirEntry[str], prefix: str) -> bool:
        """Whether a file with an article's suffix is one; if not, the report says why."""
        name = prefix + entry.name
        try:
            why = why_no_article(entry.name)
            if why == "is hidden":
                self._others[why] += 1
                return False
            if why is None:
                why = self._why_excluded(name)
            if why is None and not entry.is_file(follow_symlinks=False):
                resolve(Path(entry.path), self.folder)
        except OpenError as error:
            why = error.why
        if why is not None:
            self._skip(name, why)
        return why is None

    def _why_excluded(self, name: str) -> str | None:
        path = name.replace(os.sep, "/")
        if self._exclude and self._exclude.match(path):
            return "is excluded by the settings"
        if self._include and not self._include.match(path):
            return "is not among the files the settings include"
        return None

    def _is_open(self, name: str, last: str) -> bool:
        """Whether to look into a folder."""
        if last.startswith("."):
            self._others["is hidden"] += 1
            return False
        if self._exclude and self._exclude.match(name.replace(os.sep, "/")):
            self._skip(name, "is excluded by the settings")
            return False
        return True

    def _note_other(self, entry: os.DirEntry[str], prefix: str) -> None:
        if is_leftover(entry.name):
            self.leftovers.append(Path(entry.path))
        elif entry.name.startswith("."):
            self._others["is hidden"] += 1
        elif entry.is_symlink() and entry.is_dir():
            self._skip(prefix + entry.name, "is a link to a folder; name that folder to open it")
        elif entry.name != "annotator.yaml":
            suffix = Path(entry.name).suffix.lower()
            self._others[f"is not a .txt or .md file ({suffix or 'no suffix'})"] += 1

    def _skip(self, name: str, why: str) -> None:
        if len(self._skipped) < REPORT_LINES:
            self._skipped.append(Skipped(name, why))
        else:
            self._others[why] += 1

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What looked like an article and was left out by the last scan, the first 200 of it."""
        return tuple(self._skipped)

    def report(self) -> tuple[str, ...]:
        """What the last scan left out and why: one line each, safe to show, then counts by reason."""
        counts = sorted(self._others.items())
        return (
            *(str(skipped) for skipped in self._skipped),
            *(f"{count:,} more: {shown(why)}" for why, count in counts),
        )

    # Status ------------------------------------------------------------------------------------

    def status(self, name: str) -> ArticleStatus:
        """How far the article is: as last told by `set_status`, else by its gold file."""
        with self._lock:
            known = self._known.get(name)
            return known if known is not None else self._index.status(name, self.gold(name))

    def set_status(self, name: str, status: ArticleStatus) -> None:
        """Tell the status of an article that is open: it is right before the file on the disk is."""
        with self._lock:
            self._known[name] = status
            self._gold.add(name)

    def statuses(self) -> Iterator[tuple[str, ArticleStatus]]:
        """The status of every article with a gold file, in order; all others are `new`.

        For a background thread: reads each gold file that changed since the last time, then keeps the
        index in the user's cache folder.
        """
        names = self.names()
        gold = set(self._gold)
        for name in names:
            if name in gold:
                yield name, self.status(name)
        with self._lock:
            self._index.save()

    # Where the person left off -----------------------------------------------------------------

    def opened(self, name: str) -> None:
        """Remember the article as the one to come back to; losing that is no error."""
        if self._state_file is not None:
            write_quietly(self._state_file, json.dumps({"opened": name}))

    def last_opened(self) -> str | None:
        """The article opened last in this corpus, if it is still an article of it."""
        if self._state_file is None:
            return None
        try:
            content = json.loads(self._state_file.read_bytes())
            name = content["opened"]
            path = self.path(name)
            if Path(name).is_absolute() or ".." in Path(name).parts or why_no_article(path.name):
                return None
            if self._why_excluded(name) or not any(path.is_relative_to(top) for top in self._tops):
                return None
            return name if path.is_file() else None
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None

    def resume(self) -> str:
        """The article to open first: where the person left off, else one in work, else the next open one.

        Without a scan when the article opened last is not finished. Otherwise among the gold files
        changed last the one in work with the latest `updated`, else the first article after the one
        opened last that is not done (around the end, too); when all are done, the last one or the first.
        Raises CorpusError when there are no articles.
        """
        last = self.last_opened()
        if last is not None and self.status(last).state in ("new", "work"):
            return last
        names = self.names()
        if not names:
            raise CorpusError(self.why_empty())
        working = [(status.changed, name) for name in self._newest() if (status := self.status(name)).state == "work"]
        if working:
            return max(working)[1]
        return self.next_open(last) or last or names[0]

    def next_open(self, name: str | None = None) -> str | None:
        """The first article after `name` (None: from the start) that is new or in work, around the end.

        None when no other article is open. Articles whose gold file cannot be read are passed over.
        """
        names = self.names()
        try:
            first = names.index(name) + 1 if name is not None else 0
        except ValueError:
            first = 0
        for other in (*names[first:], *names[:first]):
            if other != name and (other not in self._gold or self.status(other).state in ("new", "work")):
                return other
        return None

    def _newest(self) -> list[str]:
        """The articles whose gold files changed last, at most NEWEST of them."""
        with self._lock:
            names = list(self._gold)
        found = []
        for name in names:
            try:
                found.append((os.lstat(self.gold(name)).st_mtime_ns, name))
            except OSError:
                continue
        return [name for _, name in sorted(found, reverse=True)[:NEWEST]]

    def why_empty(self) -> str:
        """Why the corpus has no articles and what helps, in one or two sentences."""
        where = ", ".join(shown_name(top) for top in self._tops)
        if self._skipped:
            first = self._skipped[0]
            return f"{where}: {first.why}" if first.name == "." else f"{where}: no articles. {first}"
        others = [why for why, _ in self._others.most_common() if why != "is hidden"]
        if others:
            return (
                f"{where}: no articles. Articles are .txt and .md files; this holds {sum(self._others.values()):,} "
                "others: `annotator import` makes articles of other formats"
            )
        return f"{where}: no articles. Put .txt or .md files there, one article in each, and start again"
