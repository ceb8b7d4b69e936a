"""Finding the articles of a corpus without reading them, and where the person left off.

An article is a `.txt` or `.md` file (any case), not README*, LICENSE*, CHANGELOG*, not hidden, not
excluded by the settings' patterns. Before the first screen a corpus of 100,000 articles costs a walk through its
folders at most, and nothing where the person goes on with the article of last time.
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path

from annotator.shown import shown
from annotator.store.given import CorpusError, absolute, checked, common_folder, corpus_folder
from annotator.store.globs import Globs
from annotator.store.names import article_path, articles_of, gold_path, natural_order, why_no_article
from annotator.store.opening import shown_name
from annotator.store.places import Places, key_of, write_quietly
from annotator.store.status import ArticleStatus, StatusIndex
from annotator.store.walk import Walk, Wanted

__all__ = [
    "Corpus",
    "CorpusError",
    "article_path",
    "corpus_folder",
    "gold_path",
    "natural_order",
    "why_no_article",
]

NEWEST = 64
"""Gold files looked at, newest first, to find the article in work when no state says which."""


# It becomes a part of file names, so nothing in it may lead elsewhere.
_ANNOTATOR = re.compile(r"[^\W_]+(?:[-_][^\W_]+)*")


class Corpus:
    """The articles below one folder, or a handful of files, by name.

    A name is the path relative to `folder`, with the system's separators; `path(name)` is the file.
    The folders are walked through once, when that is first needed; whoever needs it meanwhile, in whichever
    thread, waits for it.
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
        self._annotator = annotator
        self._wanted = Wanted(self.folder, Globs(include), Globs(exclude), annotator)
        key = key_of(self.folder)
        self._state_file = places.state / "corpora" / f"{key}.json" if places else None
        self._index = StatusIndex(places.cache / "status" / f"{key}.json" if places else None)
        self._lock = threading.RLock()
        self._walking = threading.Lock()
        self._walk: Walk | None = None
        self._names: list[str] | None = None
        self._placed: tuple[str, int | None] = ("", None)
        self._gold: set[str] = set()
        self._known: dict[str, Callable[[], ArticleStatus]] = {}

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

    def _walked(self) -> Walk:
        """The walk through the folders, which begins now if nobody needed it before."""
        with self._walking:
            if self._walk is None:
                walk = Walk(self._tops, self._wanted)
                with self._lock:
                    self._gold |= walk.gold
                self._walk = walk
            return self._walk

    def names(self) -> list[str]:
        """All names in natural order: a folder's articles first, then its folders."""
        walk = self._walked()
        if self._names is None:
            self._names = [name for shelf in walk.shelves for name in shelf.names]
        return self._names

    @property
    def known_names(self) -> list[str] | None:
        """All names if they have been asked for, else None."""
        return self._names

    def place(self, name: str) -> int | None:
        """Where the article stands among all names, from 0; None while they are not known, or when it is not there."""
        if self._names is None:
            return None
        if self._placed[0] != name:  # asked again and again about one of very many
            self._placed = (name, self._names.index(name) if name in self._names else None)
        return self._placed[1]

    @property
    def gold_names(self) -> Collection[str]:
        """The articles with a gold file, as far as known."""
        return self._gold

    def orphans(self) -> tuple[Path, ...]:
        """The gold files whose article is not there (or is none)."""
        return tuple(
            path
            for path in self._walked().orphans
            if not any((path.parent / name).exists() for name in articles_of(path.name))
        )

    def report(self) -> tuple[str, ...]:
        """What was left out and why: one line each, safe to show, then counts by reason."""
        walk = self._walked()
        return (
            *(str(skipped) for skipped in walk.skipped),
            *(f"{count:,} more: {shown(why)}" for why, count in sorted(walk.others.items())),
        )

    # Status ------------------------------------------------------------------------------------

    def status(self, name: str) -> ArticleStatus:
        """How far the article is: as last told by `set_status`, else by its gold file."""
        with self._lock:
            known = self._known.get(name)
            return known() if known is not None else self._index.status(name, self.gold(name))

    def set_status(self, name: str, status: Callable[[], ArticleStatus]) -> None:
        """Tell what knows the status of an article that is open: it is right before the file on the disk is."""
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
            if self._wanted.why_excluded(name) or not any(path.is_relative_to(top) for top in self._tops):
                return None
            return name if path.is_file() else None
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None

    def resume(self) -> str:
        """The article to open first: where the person left off, else one in work, else the next open one.

        Without a walk when the article opened last is not finished. Otherwise among the gold files
        changed last the one in work with the latest `updated`, else the first article after the one
        opened last that is not done (around the end, too); when all are done, the last one or the first.
        Raises CorpusError when there are no articles.
        """
        last = self.last_opened()
        if last is not None and self.status(last).state in ("new", "work"):
            return last
        shelves = self._walked().shelves
        if not shelves:
            raise CorpusError(self.why_empty())
        working = [(status.changed, name) for name in self._newest() if (status := self.status(name)).state == "work"]
        if working:
            return max(working)[1]
        return self.next_open(last) or last or shelves[0].names[0]

    def next_open(self, name: str | None = None) -> str | None:
        """The first article after `name` (None: from the start) that is new or in work, around the end.

        None when no other article is open. Articles whose gold file cannot be read are passed over.
        """
        for other in self._after(name):
            if other not in self._gold or self.status(other).state in ("new", "work"):
                return other
        return None

    def _after(self, name: str | None) -> Iterator[str]:
        """The other articles from the one after `name` on, around the end; folders are put in order as they come."""
        shelves = self._walked().shelves
        here = next((at for at, shelf in enumerate(shelves) if name in shelf), None)
        if here is None or name is None:
            for shelf in shelves:
                yield from shelf.names
            return
        names = shelves[here].names
        at = names.index(name)
        yield from islice(names, at + 1, None)
        for shelf in (*shelves[here + 1 :], *shelves[:here]):
            yield from shelf.names
        yield from islice(names, at)

    def _newest(self) -> list[str]:
        """The articles whose gold files changed last, at most NEWEST of them."""
        with self._lock:
            names = list(self._gold)
        folder, tail = os.fspath(self.folder), self._wanted.tail
        found = []
        for name in names:
            try:
                found.append((os.lstat(f"{folder}{os.sep}{name}{tail}").st_mtime_ns, name))
            except OSError:
                continue
        return [name for _, name in sorted(found, reverse=True)[:NEWEST]]

    def why_empty(self) -> str:
        """Why the corpus has no articles and what helps, in one or two sentences."""
        walk = self._walked()
        where = ", ".join(shown_name(top) for top in self._tops)
        if walk.skipped:
            first = walk.skipped[0]
            return f"{where}: {first.why}" if first.name == "." else f"{where}: no articles. {first}"
        others = [why for why, _ in walk.others.most_common() if why != "is hidden"]
        if others:
            return (
                f"{where}: no articles. Articles are .txt and .md files; this holds {sum(walk.others.values()):,} "
                "others: `annotator import` makes articles of other formats"
            )
        return f"{where}: no articles. Put .txt or .md files there, one article in each, and start again"
