"""The walk through the folders of a corpus: which files are articles, which are gold, and why others are neither.

Folders are listed one by one and no file is opened, so that a corpus of 100,000 articles costs its listing.
What can wait is left for later: the articles of a folder are put in order when somebody asks for them.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from annotator.store.globs import Globs
from annotator.store.names import ARTICLE, DOUBTFUL, GOLD_SUFFIX, SUFFIXES, articles_of, natural_order, why_no_article
from annotator.store.opening import OpenError, resolve, shown_name, why_not
from annotator.values import dataclass

REPORT_LINES = 200
"""Skipped files that get a line of their own in the report; the rest is counted."""


@dataclass(frozen=True)
class Skipped:
    """A file or folder that was left out, by its name in the corpus, and why."""

    name: str
    why: str

    def __str__(self) -> str:
        return f"{shown_name(self.name)}: {self.why}"


@dataclass(frozen=True)
class Wanted:
    """What a corpus takes: `folder` is its root, `annotator` whose gold files count when each has their own."""

    folder: Path
    include: Globs
    exclude: Globs
    annotator: str | None = None

    @property
    def tail(self) -> str:
        """What the name of a gold file has behind that of its article."""
        return f".{self.annotator}{GOLD_SUFFIX}" if self.annotator else GOLD_SUFFIX

    def why_excluded(self, name: str) -> str | None:
        """Why the settings leave out the article of this name, or None."""
        path = name.replace(os.sep, "/")
        if self.exclude and self.exclude.match(path):
            return "is excluded by the settings"
        if self.include and not self.include.match(path):
            return "is not among the files the settings include"
        return None


_ORDERING = threading.Lock()
"""Held by who puts a folder in order: two who need the same must not both do it."""


class Shelf:
    """The articles of one folder, by their names in the corpus."""

    def __init__(self, names: list[str], *, ordered: bool = False) -> None:
        """`ordered`: the names stay in this order; else they are put in natural order when that is asked for."""
        self._names = names
        self._ordered = ordered

    def __contains__(self, name: object) -> bool:
        return name in self._names

    @property
    def names(self) -> list[str]:
        """The names in their order; not to be changed."""
        if not self._ordered:
            with _ORDERING:
                if not self._ordered:
                    self._names = natural_order(self._names)
                    self._ordered = True
        return self._names


class Walk:
    """One walk below the paths given, and what it met.

    `shelves` are the folders with articles in natural order, a folder before those in it; `gold` the articles
    with a gold file, `orphans` gold files whose article is not beside them, `skipped` what looked like an
    article and is none (the first REPORT_LINES), `others` how many more were left out for which reason.
    Names are relative to the corpus folder.
    """

    def __init__(self, tops: Sequence[Path], wanted: Wanted) -> None:
        """Walk; raises nothing for what it meets."""
        self.shelves: list[Shelf] = []
        self.gold: set[str] = set()
        self.orphans: list[Path] = []
        self.skipped: list[Skipped] = []
        self.others: Counter[str] = Counter()
        self._wanted = wanted
        self._tail = wanted.tail
        self._root = os.fspath(wanted.folder)
        self._given: dict[str, None] = {}
        prefixes = []
        for top in tops:
            name = os.path.relpath(top, wanted.folder)
            if top.is_dir():
                prefixes.append("" if name == os.curdir else name + os.sep)
            else:
                self._given[name] = None
        if self._given:
            self.shelves.append(Shelf(list(self._given), ordered=True))
            self.gold.update(name for name in self._given if os.path.lexists(wanted.folder / (name + self._tail)))
        self._walk(prefixes)

    def _walk(self, prefixes: Sequence[str]) -> None:
        seen: set[str] = set()
        waiting = list(reversed(prefixes))
        while waiting:
            prefix = waiting.pop()
            if prefix not in seen:
                seen.add(prefix)
                waiting += [prefix + name + os.sep for name in reversed(natural_order(self._list(prefix)))]

    def _list(self, prefix: str) -> list[str]:
        """Take the articles directly in the folder whose names begin with `prefix`; the names of its folders."""
        folder = os.path.join(self._root, prefix)  # noqa: PTH118  strings: there may be as many folders as articles
        files: list[str] = []
        folders: list[str] = []
        gold: set[str] = set()
        plain = not self._wanted.include and not self._wanted.exclude
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    name = entry.name
                    if (
                        plain
                        and name.endswith(SUFFIXES)
                        and (name[0] not in DOUBTFUL or ARTICLE.match(name))
                        and entry.is_file(follow_symlinks=False)
                    ):
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
        if gold:
            self._take_gold(prefix, gold, files)
        names = [prefix + name for name in files] if prefix else files
        if self._given:
            names = [name for name in names if name not in self._given]
        if names:
            self.shelves.append(Shelf(names))
        return folders

    def _take_gold(self, prefix: str, gold: set[str], files: list[str]) -> None:
        """Find the articles of the gold files in a folder."""
        there = {article for name in gold for article in articles_of(name)}.intersection(files)
        self.orphans += [
            self._wanted.folder / (prefix + name) for name in sorted(gold) if there.isdisjoint(articles_of(name))
        ]
        articles = (name.removesuffix(self._tail) for name in gold if name.endswith(self._tail))
        self.gold.update(prefix + name for name in articles if name in there)

    def _is_article(self, entry: os.DirEntry[str], prefix: str) -> bool:
        """Whether a file with an article's suffix is one; if not, the report says why."""
        name = prefix + entry.name
        try:
            why = why_no_article(entry.name)
            if why == "is hidden":
                self.others[why] += 1
                return False
            if why is None:
                why = self._wanted.why_excluded(name)
            if why is None and not entry.is_file(follow_symlinks=False):
                resolve(Path(entry.path), self._wanted.folder)
        except OpenError as error:
            why = error.why
        if why is not None:
            self._skip(name, why)
        return why is None

    def _is_open(self, name: str, last: str) -> bool:
        """Whether to look into a folder."""
        if last.startswith("."):
            self.others["is hidden"] += 1
            return False
        exclude = self._wanted.exclude
        if exclude and exclude.match(name.replace(os.sep, "/")):
            self._skip(name, "is excluded by the settings")
            return False
        return True

    def _note_other(self, entry: os.DirEntry[str], prefix: str) -> None:
        if entry.name.startswith("."):
            self.others["is hidden"] += 1
        elif entry.is_symlink() and entry.is_dir():
            self._skip(prefix + entry.name, "is a link to a folder; name that folder to open it")
        elif entry.name != "annotator.yaml":
            suffix = os.path.splitext(entry.name)[1].lower()  # noqa: PTH122  strings: there may be very many
            self.others[f"is not a .txt or .md file ({suffix or 'no suffix'})"] += 1

    def _skip(self, name: str, why: str) -> None:
        if len(self.skipped) < REPORT_LINES:
            self.skipped.append(Skipped(name, why))
        else:
            self.others[why] += 1
