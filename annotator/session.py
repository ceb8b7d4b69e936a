"""A session: the articles in use, the one history across them, and their saving.

`Session` is one article in memory (tests, tour, simulation); `CorpusSession` is a corpus on the disk.
Nothing here knows a screen; what happens in other threads is told through `on_event`.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from annotator import __version__
from annotator.article import LARGE, Article, too_large
from annotator.check import Problem
from annotator.config.settings import Settings
from annotator.detection import annotation_of, detect, detect_region
from annotator.detection.base import Mark, Words
from annotator.editor import Editor, History, Snapshot, utc_now
from annotator.edits import Propose
from annotator.edits.settle import unlinked
from annotator.goldfile import GoldError, encode, read_gold
from annotator.listing import Listing
from annotator.model import Annotation, quote_order
from annotator.shown import shown
from annotator.store.corpus import Corpus
from annotator.store.history import History as Backups
from annotator.store.history import large_drop
from annotator.store.journal import Journal
from annotator.store.lock import Lock, LockedError
from annotator.store.opening import Loaded, OpenError, load_gold, open_article, shown_name
from annotator.store.places import Places
from annotator.store.places import default_places as default_places  # the command line asks for it here
from annotator.store.save import ConflictError, SaveError, clean, leftovers_in, save
from annotator.store.saver import Saver
from annotator.store.status import ArticleStatus, spans_in
from annotator.text import Range
from annotator.values import dataclass

if TYPE_CHECKING:
    from annotator.anchor import Reanchored
    from annotator.desk import Desk
    from annotator.merging import Joined
    from annotator.query import Part, Query
    from annotator.searching import Search

T = TypeVar("T")

TOOL = f"annotator {__version__}"


Prefill = Callable[[Article, Settings], Annotation]
"""Makes the start annotation of an article nobody has worked on."""


LOOK = 1000
"""Gold files looked at between two pictures of the list."""


class SessionError(Exception):
    """The article cannot be opened; the message is one sentence naming file and remedy, safe to show."""


def words_of(settings: Settings) -> Words:
    """The corpus's own words for the detectors."""
    return Words(settings.cues, settings.outlets, settings.furniture)


def detected(article: Article, settings: Settings) -> Annotation:
    """The start annotation by the shipped detectors (pre-filling writes nothing, B1)."""
    proposals = detect(
        article.text, settings.language, scope=settings.scope, words=words_of(settings), structure=article.structure
    )
    return annotation_of(article, proposals, tool=TOOL, scope=settings.scope)


CALM = 0.3
"""Seconds a save may last before the header says so: a word that came and went at every key would flicker."""


@dataclass(frozen=True)
class Saved:
    """How saving stands: `text` for the header, `alarm` when something is not on the disk that should be."""

    text: str
    alarm: bool = False


class Session:
    """One article in memory."""

    def __init__(self, editor: Editor, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.history = editor.history
        self.editor = editor
        self.name = editor.article.name
        self.notices: list[str] = []
        self.on_event: Callable[[], None] | None = None

    @property
    def pending(self) -> bool:
        """Whether the article is still being pre-filled."""
        return False

    @property
    def count(self) -> str:
        """Where the article stands in the corpus, such as `3/40`."""
        return "1/1"

    def saved(self) -> Saved:
        """How saving stands."""
        return Saved("")

    def step(self, way: int) -> str | None:
        """The name of the next (1) or previous (-1) article, or None."""
        return None

    def next_open(self) -> str | None:
        """The name of the next article that is not finished, or None."""
        return None

    def guide(self, desk: Desk) -> str:
        """What to do next, on a guided tour; "" elsewhere."""
        return ""

    def open(self, name: str) -> Editor:
        """Make an article current; raises SessionError."""
        raise SessionError(f"{shown(name)}: there is only one article here")

    def show(self, editor: Editor) -> None:
        """Make the article of an editor current (undo walks across articles)."""
        self.editor = editor
        self.name = editor.article.name

    def propose_anew(self, span: Range) -> None:
        """Propose the quotes of a stretch anew, after its sections changed; part of the last step (B13)."""
        editor = self.editor
        annotation = editor.annotation
        new = detect_region(
            editor.article.text, editor.article.structure, annotation, (span,), words=words_of(self.settings)
        )
        gone = {
            quote.id for quote in annotation.quotes
            if quote.status == "proposed" and span[0] <= quote.start < span[1]
        }  # fmt: skip
        kept = tuple(quote for quote in annotation.quotes if quote.id not in gone)
        quotes = unlinked(sorted((*kept, *new.quotes), key=quote_order))
        known = {entity.id for entity in annotation.entities}
        fields = {
            "quotes": quotes,
            "entities": (*annotation.entities, *(one for one in new.entities if one.id not in known)),
            "rejected": (*annotation.rejected, *new.rejected),
        }
        editor.extend(Propose(annotation.model_copy(update=fields)))

    def begin(self) -> None:
        """The interface is there: what waited for that can be done in the background."""

    def poll(self) -> bool:
        """Take over what other threads have finished; whether something changed."""
        return False

    def aside(self, job: Callable[[], T], long: bool) -> Future[T]:
        """Have something worked out; what takes `long` may be worked out in another thread and told by `poll`."""
        done: Future[T] = Future()
        done.set_result(job())
        return done

    def flush(self, timeout: float) -> bool:
        """Save everything now; whether all is on the disk."""
        return True

    def close(self, timeout: float = 5.0) -> bool:
        """End the session; whether all is on the disk."""
        return True


class CorpusSession(Session):
    """Articles of a corpus, saved after every edit.

    `prefill` makes the start annotation of articles without gold. `patient`: what can be done in the
    background waits until `begin` is called, so that it does not delay an interface that is starting.
    Raises SessionError when the first article cannot be opened.
    """

    def __init__(
        self,
        corpus: Corpus,
        settings: Settings,
        places: Places,
        first: str,
        *,
        prefill: Prefill = detected,
        acknowledge: bool = False,
        patient: bool = False,
    ) -> None:
        self.corpus = corpus
        self.settings = settings
        self.history = History()
        self.notices = []
        self.on_event = None
        self._places = places
        self._prefill = prefill
        self._acknowledge = acknowledge
        self._editors: dict[str, Editor] = {}
        self._locks: dict[str, Lock] = {}
        self._read_only: dict[str, str] = {}
        self._state = Saved("no file yet")
        self._saving: float | None = None
        """Since when (monotonic seconds) something waits to be saved."""
        self._numbers: dict[Path, int] = {}
        self._guard = threading.Lock()
        self._closing = False
        self._recovered: list[tuple[str, Editor]] = []
        self._sizes: dict[str, int] = {}
        self.drop: str | None = None
        self.statuses: dict[str, ArticleStatus] = {}
        """What is known of the articles with gold; replaced as a whole, so it can be read from any thread."""
        self._journal = Journal(places.state)
        self._saver = Saver(self, journal=self._journal, history=Backups(places.state))
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="prefill")
        self._begun = threading.Event()
        if patient:
            self._pool.submit(self._begun.wait)
        self._waiting: dict[str, Future[Annotation]] = {}
        self._aside: list[Future[Any]] = []
        self._marking: list[tuple[Editor, Future[tuple[Mark, ...]]]] = []
        self._ahead: tuple[str, Article, Annotation] | None = None
        self._search: Search | None = None
        self.conflicts: list[tuple[Path, ConflictError]] = []
        self.unseen: dict[str, Reanchored] = {}
        """Articles that changed since they were annotated, until the person has seen what moved."""
        self.pairs: dict[str, Path] = {}
        """Articles with another version kept beside their gold (by a merge or a conflict), found after opening."""
        self._bases: dict[str, Annotation] = {}
        self.name = first
        try:
            self.editor = self.open(first)
        except SessionError:
            self.begin()  # nobody will, and the process could not end
            raise
        self._pool.submit(self._look_around)

    def begin(self) -> None:
        self._begun.set()

    def _look_around(self) -> None:
        """List the corpus and look at its gold files, away from the interface's thread."""
        self.corpus.names()
        self._tell()
        found: dict[str, ArticleStatus] = {}
        for name, status in self.corpus.statuses():
            if self._closing:
                return
            found[name] = status
            if len(found) == LOOK:
                self._know(found)
                found = {}
        self._know(found)

    def _know(self, found: dict[str, ArticleStatus]) -> None:
        """More statuses are known; the mapping is replaced, never changed, so that readers need no lock."""
        with self._guard:
            self.statuses = {**self.statuses, **found}
        self._tell()

    # --- opening -----------------------------------------------------------------------------

    @property
    def pending(self) -> bool:
        return self.name in self._waiting

    @property
    def count(self) -> str:
        names = self.corpus.known_names
        if names is None:
            return ""
        try:
            return f"{names.index(self.name) + 1:,}/{len(names):,}"
        except ValueError:
            return f"{len(names):,}"

    def open(self, name: str) -> Editor:
        editor = self._editors.get(name)
        if editor is None:
            editor = self._load(name)
            self._editors[name] = editor
        self.name, self.editor = name, editor
        self._sizes.setdefault(name, size_of(editor.annotation))
        if not self._recovered:
            self._bases.setdefault(name, editor.annotation)
        self._lock(name)
        for waiting, found in self._recovered:
            self._changed(found, waiting)
        self._recovered.clear()
        self.corpus.opened(name)
        gold = self.corpus.gold(name)
        if not self._state.alarm and gold not in self._numbers:
            self._state = Saved("loaded" if editor.annotation.review.status != "new" else "no file yet")
        return editor

    def show(self, editor: Editor) -> None:
        name = next((name for name, one in self._editors.items() if one is editor), self.name)
        self.open(name)

    def _lock(self, name: str, *, say: bool = True) -> None:
        """Take the lock of a gold file; where another copy has it, edits go to the journal only."""
        if name in self._locks:
            return
        try:
            self._locks[name] = Lock.take(self.corpus.gold(name), self._places.state)
            self._read_only.pop(name, None)
        except LockedError as error:
            why = f"open in another annotator ({error.owner})"
            self._read_only[name] = why
            if say:
                self.notices.append(f"changes here are not saved: {shown(name)} is {why}")
        except OSError as error:
            self.notices.append(f"no lock could be taken: {shown(str(error.strerror))}")

    def _read(self, name: str) -> tuple[Article, Loaded | None]:
        try:
            article = open_article(self.corpus.path(name), self.settings.encoding, self.corpus.folder)
            loaded = load_gold(self.corpus.gold(name))
        except OpenError as error:
            raise SessionError(str(error)) from None
        why = too_large(article.text)
        if why:
            raise SessionError(f"{shown_name(self.corpus.path(name))}: {why}")
        return article, loaded

    def _load(self, name: str) -> Editor:
        article, loaded = self._read(name)
        gold = self.corpus.gold(name)
        self._pool.submit(self._look_beside, name, gold)
        recovered = self._journal.offer(gold, loaded.data if loaded is not None else None)
        if recovered is not None:
            annotation = read_gold(recovered.data, article, gold.name).annotation
            if annotation is not None and annotation.document.sha256 == article.sha256:
                self.notices.append(f"work of {recovered.time} that had not been saved was recovered")
                self._saver.open(gold, loaded, recovered=recovered)
                if loaded is not None:
                    self._compare(name, article, loaded)
                editor = self._editor(article, annotation)
                self._recovered.append((name, editor))
                return editor
        self._saver.open(gold, loaded)
        if loaded is not None:
            editor = self._editor(article, self._gold(name, article, loaded))
            if len(article.text) > LARGE:
                self._look_for_marks(editor)
            return editor
        if len(article.text) > LARGE:
            empty = annotation_of(article, detect("", self.settings.language), tool=TOOL, scope=self.settings.scope)
            self._waiting[name] = self._pool.submit(self._prefill, article, self.settings)
            self._waiting[name].add_done_callback(lambda _future: self._tell())
            return self._editor(article, empty)
        ahead = self._ahead
        if ahead is not None and ahead[0] == name and ahead[1].sha256 == article.sha256:
            return self._editor(ahead[1], ahead[2])
        return self._editor(article, self._prefill(article, self.settings))

    def _look_for_marks(self, editor: Editor) -> None:
        """Look for the possible misses of a long article in the background."""
        job = self._pool.submit(editor.find_marks)
        job.add_done_callback(lambda _future: self._tell())
        self._marking.append((editor, job))

    def _gold(self, name: str, article: Article, loaded: Loaded) -> Annotation:
        gold = self.corpus.gold(name)
        found = read_gold(loaded.data, article, gold.name)
        if found.annotation is None:
            first = found.problems[0] if found.problems else None
            raise SessionError(
                f"{shown(gold.name)}: {first or 'cannot be read'}; nothing was changed. Mend the file "
                f"(annotator check shows all, --fix repairs what it can) or move it away"
            )
        self.notices += list(found.warnings)
        annotation = found.annotation
        if annotation.document.sha256 != article.sha256:
            from annotator.anchor import reanchor  # only for articles that changed: not part of starting

            moved = reanchor(annotation, article)
            self.notices.append(f"the article changed since it was annotated: {moved.summary}")
            self.unseen[name] = moved
            return moved.annotation
        errors: list[Problem] = [one for one in found.problems if one.severity == "error"]
        if errors:
            self.notices.append(f"{len(errors)} {'error' if len(errors) == 1 else 'errors'} in the file: {errors[0]}")
        return annotation

    def _compare(self, name: str, article: Article, loaded: Loaded) -> None:
        """What of recovered work has to be asked about: the file may be larger, or made for another version."""
        try:
            before = self._gold(name, article, loaded)
        except SessionError:
            return  # its bytes are kept among the earlier versions; the save compares them with the journal's
        self._sizes[name] = size_of(before)

    def _editor(self, article: Article, annotation: Annotation) -> Editor:
        editor = Editor(
            article, annotation, history=self.history, author=self.settings.annotator, tool=TOOL,
            words=words_of(self.settings),
        )  # fmt: skip
        editor.on_change = lambda changed: self._changed(changed, self.name_of(changed))
        return editor

    def name_of(self, editor: Editor) -> str:
        """The corpus name of an open article."""
        return next((name for name, one in self._editors.items() if one is editor), self.name)

    def step(self, way: int) -> str | None:
        names = self.corpus.names()
        try:
            at = names.index(self.name) + way
        except ValueError:
            return names[0] if names else None
        return names[at] if 0 <= at < len(names) else None

    def next_open(self) -> str | None:
        return self.corpus.next_open(self.name)

    def listing(self) -> Listing:
        """The list of the corpus's articles, with this one as the current row."""
        return Listing(
            shown(self.corpus.folder.name), self.corpus.names(), self.corpus.gold_names, self.statuses, self.name
        )

    def find(self, query: Query, names: Sequence[str] | None = None) -> Search:
        """Begin a search through these articles (None: all of the corpus); the one before it is ended."""
        from annotator.searching import Search  # nothing of it is needed before somebody searches

        if self._search is not None:
            self._search.cancel()
        search = Search(query, lambda: self._searched(query, names), lambda name: self._look(query, name), self._tell)
        search.start()
        self._search = search
        return search

    def _searched(self, query: Query, names: Sequence[str] | None) -> Sequence[str]:
        """The articles to look at (any thread): for parts of quotes those with gold, or in use."""
        names = self.corpus.names() if names is None else names
        if query.part is None:
            return names
        known = {*self.corpus.gold_names, *self._editors}
        return [name for name in names if name in known]

    def _look(self, query: Query, name: str) -> tuple[str, Iterator[Range]]:
        """The text of an article and the hits in it (any thread); raises OpenError."""
        text = self._text_of(name)
        if query.part is None:
            return text, query.hits(text)
        editor = self._editors.get(name)
        if editor is not None:
            return text, query.among(text, parts_of(editor.annotation, query.part))
        loaded = load_gold(self.corpus.gold(name))
        spans = spans_in(loaded.data, query.part) if loaded is not None else []
        return text, query.among(text, sorted(spans))

    def _text_of(self, name: str) -> str:
        """The text of an article: as it is worked on, else from the disk; raises OpenError (any thread)."""
        editor = self._editors.get(name)
        if editor is not None:
            return editor.article.text
        return open_article(self.corpus.path(name), self.settings.encoding, self.corpus.folder).text

    def look_ahead(self, name: str | None = None) -> None:
        """Read and pre-fill an article (the next open one without a name) in the background."""
        self._pool.submit(self._prepare, name)

    def _prepare(self, name: str | None) -> None:
        """Pre-fill an article ahead (on the pool's thread; the interface takes it when it is opened)."""
        name = name or self.next_open()
        if name is None or name in self._editors or (self._ahead is not None and self._ahead[0] == name):
            return
        try:
            article, loaded = self._read(name)
        except SessionError:
            return  # it is said when the person comes to it
        if loaded is None and len(article.text) <= LARGE:
            self._ahead = (name, article, self._prefill(article, self.settings))

    def aside(self, job: Callable[[], T], long: bool) -> Future[T]:
        if not long:
            return super().aside(job, long)
        found = self._pool.submit(job)
        self._aside.append(found)
        found.add_done_callback(lambda _future: self._tell())
        return found

    def poll(self) -> bool:
        changed = any(one.done() for one in self._aside)
        self._aside = [one for one in self._aside if not one.done()]
        for job in [job for job in self._marking if job[1].done()]:
            self._marking.remove(job)
            if job[1].exception() is None:
                job[0].marks, changed = job[1].result(), True
        for name in [name for name, future in self._waiting.items() if future.done()]:
            self._take_prefill(name, self._waiting.pop(name))
            changed = True
        return changed

    def _take_prefill(self, name: str, future: Future[Annotation]) -> None:
        """Give a long article its proposals, unless somebody has decided something about it meanwhile."""
        editor = self._editors.get(name)
        if editor is None or editor.number:
            return
        error = future.exception()
        if error is not None:
            self.notices.append(f"pre-filling failed: {shown(str(error))}")
            return
        editor.replace(future.result())
        self._bases[name] = editor.annotation
        self._sizes[name] = size_of(editor.annotation)
        self._look_for_marks(editor)

    # --- saving ------------------------------------------------------------------------------

    def _changed(self, editor: Editor, name: str) -> None:
        annotation, article = editor.annotation, editor.article
        gold = self.corpus.gold(name)
        status = status_of(annotation)
        self.corpus.set_status(name, status)
        with self._guard:
            self.statuses = {**self.statuses, name: status}
        if name in self._read_only:
            self._lock(name, say=False)  # the other copy may have ended
        size = size_of(annotation)
        if name in self._read_only:
            self._saver.hold(gold)
            self._state = Saved(f"NOT SAVED: {self._read_only[name]}", True)
        elif name in self.unseen:
            self._saver.hold(gold)
            self._state = Saved("NOT SAVED: the article changed; look at what moved first", True)
        elif large_drop(self._sizes.get(name, size), size):
            # A slip or a bug must not empty a file: the person is asked before it is saved (promise P10).
            self.drop = name
            self._saver.hold(gold)
            self._state = Saved(f"NOT SAVED: {self._sizes[name]} annotations became {size}", True)
        else:
            self._sizes[name] = max(size, self._sizes.get(name, size))
            self.drop = None if self.drop == name else self.drop
            self._saver.release(gold)
            with self._guard:
                self._saving = self._saving or time.monotonic()
        self._saver.submit(gold, editor.number, lambda: encode(annotation, article))

    def on_saved(self, path: Path, number: int, time: str) -> None:
        """Called by the saver: the edit is on the disk."""
        with self._guard:
            self._numbers[path] = self._numbers.get(path, 0) + 1
            left = [one for one in self._saver.unsaved() if one != path]
            text = f"saved {_local_time(time)}"
            if self._acknowledge:
                # Shifted by one cell each time: only changed cells are sent, and a harness wants the whole word.
                text = f"saved {number}{'. ' if number % 2 else ','}"
            if not left:
                self._state, self._saving = Saved(text), None
        self._tell()

    def on_failed(self, path: Path, number: int, sentence: str) -> None:
        """Called by the saver: the edit is not on the disk."""
        with self._guard:
            self._state = Saved(f"NOT SAVED: {self._short(path, sentence)}", True)
        self._tell()

    def on_conflict(self, path: Path, number: int, conflict: ConflictError) -> None:
        """Called by the saver: somebody else changed the file."""
        with self._guard:
            self._state = Saved(f"NOT SAVED: {self._short(path, str(conflict))}", True)
            self.conflicts.append((path, conflict))
        self._tell()

    def _short(self, path: Path, sentence: str) -> str:
        """A sentence about a file for a narrow place: the reason alone for the article on the screen."""
        why = sentence.removeprefix(f"{shown_name(path)}: ").removeprefix("not saved, ")
        return why if path == self.corpus.gold(self.name) else f"{shown(path.name)}: {why}"

    def conflict(self) -> str:
        """Why the newest edits are not saved, when somebody else changed a file; "" otherwise."""
        if not self.conflicts:
            return ""
        path, conflict = self.conflicts[0]
        return f"{shown(path.name)}: {conflict.why}; yours is not saved"

    def keep_mine(self) -> None:
        """After a conflict: write ours over what is on the disk now; theirs is kept beside it first.

        Raises SessionError when theirs cannot be kept: then nothing is written.
        """
        while self.conflicts:
            path, conflict = self.conflicts[0]
            theirs = self._theirs(path)
            if theirs is not None:
                self._keep_beside(path, theirs)
            self._resolved()
            self._saver.resolve(path, theirs.fingerprint if theirs is not None else conflict.theirs)

    def take_theirs(self) -> None:
        """After a conflict: load what is on the disk, as one step of history that undo takes back.

        Where the article changed with it, undo cannot go back: ours is kept among the earlier versions.
        Raises SessionError when theirs cannot be loaded.
        """
        while self.conflicts:
            path, _ = self.conflicts[0]
            name = self._name_at(path)
            if name is not None:
                article, loaded = self._read(name)
                if loaded is None:
                    annotation = self._prefill(article, self.settings)
                else:
                    annotation = self._gold(name, article, loaded)
                editor = self._editors[name]
                if article.sha256 != editor.article.sha256:
                    self._put_away(path, editor)
                self._saver.drop(path)
                self._saver.open(path, loaded)
                self._sizes[name] = size_of(annotation)
                self._bases[name] = annotation
                if article.sha256 == editor.article.sha256:
                    editor.put(Snapshot(annotation), "theirs taken")
                else:
                    self._change_article(name, editor, self._editor(article, annotation))
            self._resolved()

    def merge_theirs(self) -> Joined | None:
        """After a conflict: both sides merged item by item (annotator.merge), as one step of history.

        The base is the state at loading. What both changed differently stays ours and is in the result, to
        be decided one by one; theirs is then kept beside the file first. Raises SessionError when the two
        cannot be merged: nothing is written.
        """
        from annotator.merge import MergeError, merge
        from annotator.merging import Joined

        if not self.conflicts:
            return None
        path, _ = self.conflicts[0]
        name = self._name_at(path)
        base = self._bases.get(name) if name is not None else None
        if name is None or base is None:
            raise SessionError("there is no state that both began from; choose mine or theirs")
        editor, theirs = self._editors[name], self._theirs(path)
        if theirs is None:
            raise SessionError("theirs was removed, so there is nothing to merge; choose mine or theirs")
        found = read_gold(theirs.data, editor.article, path.name).annotation
        if found is None:
            raise SessionError(f"{shown(path.name)} as it is now cannot be read; choose mine, or mend it first")
        try:
            merged = merge(base, editor.annotation, found)
        except MergeError as error:
            raise SessionError(str(error)) from None
        if merged.conflicts:
            self._keep_beside(path, theirs)
        editor.put(Snapshot(merged.annotation), "merged with theirs")
        self._resolved()
        self._saver.resolve(path, theirs.fingerprint)
        return Joined(merged.conflicts, found, merged.renamed)

    def _look_beside(self, name: str, gold: Path) -> None:
        """Clean up after killed programs, and see whether somebody's version is kept beside (pool thread)."""
        clean(leftovers_in(gold.parent))
        try:
            with os.scandir(gold.parent) as entries:
                found = sorted(one.path for one in entries if one.name.startswith(f"{gold.name}.theirs-"))
        except OSError:
            return
        if found:
            self.pairs[name] = Path(found[0])
            self._tell()

    def pair(self) -> Joined:
        """What is kept beside the gold of this article, item by item; raises SessionError when it is of no use."""
        from annotator.merging import Joined, open_items

        path = self.pairs[self.name]
        loaded = self._theirs(path)
        found = read_gold(loaded.data, self.editor.article, path.name).annotation if loaded is not None else None
        if found is None or found.document.sha256 != self.editor.article.sha256:
            del self.pairs[self.name]
            raise SessionError(f"{shown(path.name)} cannot be read, or is about another version of the article")
        return Joined(open_items(self.editor.annotation, found), found)

    def end_pair(self, *, decided: bool) -> None:
        """Ask no more; when everything is decided, what was kept beside moves to the earlier versions."""
        path = self.pairs.pop(self.name, None)
        if path is None or not decided:
            return
        loaded = self._theirs(path)
        try:
            if loaded is not None:
                Backups(self._places.state).add(self.corpus.gold(self.name), loaded.data, utc_now())
                path.unlink()
        except OSError as error:
            raise SessionError(f"{shown(path.name)} stays where it is: {shown(str(error.strerror))}") from None
        self.notices.append(f"{shown(path.name)} is now among the earlier versions")

    def _theirs(self, path: Path) -> Loaded | None:
        """What is on the disk now, None when it is gone; raises SessionError when it cannot be read."""
        try:
            return load_gold(path)
        except OpenError as error:
            raise SessionError(str(error)) from None

    def _keep_beside(self, path: Path, theirs: Loaded) -> None:
        """Keep theirs under a name of its own contents; raises SessionError when that does not work."""
        beside = path.with_name(f"{path.name}.theirs-{theirs.fingerprint.sha256[:8]}")
        try:
            save(beside, theirs.data, None)
        except ConflictError:
            raise SessionError(f"{shown(beside.name)} is something else, so theirs could not be kept") from None
        except SaveError as error:
            raise SessionError(f"theirs could not be kept, so nothing was written: {error}") from None
        self.notices.append(f"theirs is kept as {shown(beside.name)}")

    def _resolved(self) -> None:
        """The first conflict is answered."""
        with self._guard:
            del self.conflicts[0]
            self._state = Saved("saving")

    def _name_at(self, path: Path) -> str | None:
        return next((one for one in self._editors if self.corpus.gold(one) == path), None)

    def _put_away(self, path: Path, editor: Editor) -> None:
        """Keep ours among the earlier versions; raises SessionError when that does not work."""
        try:
            data = encode(editor.annotation, editor.article)
            Backups(self._places.state).add(path, data, utc_now())
        except (OSError, GoldError) as error:
            raise SessionError(f"mine could not be kept, so theirs was not loaded: {shown(str(error))}") from None
        self.notices.append("the article changed, too; mine is kept among the earlier versions")

    def _change_article(self, name: str, old: Editor, new: Editor) -> None:
        """Another version of the article with its annotation; steps of the old one cannot be undone in it."""
        self._editors[name] = new
        self.history.done[:] = [step for step in self.history.done if step.editor is not old]
        self.history.undone.clear()
        if self.editor is old:
            self.editor = new

    def places_seen(self) -> None:
        """The person has seen what moved in this article, which changed: the result is saved."""
        if self.unseen.pop(self.name, None) is None:
            return
        with self._guard:
            self._state = Saved("saving")
        self._changed(self.editor, self.name)

    def keep_drop(self) -> None:
        """After a large drop: it was meant, so save it."""
        name, self.drop = self.drop, None
        if name is not None:
            editor = self._editors[name]
            self._sizes[name] = size_of(editor.annotation)
            with self._guard:
                self._state = Saved("saving")
            self._changed(editor, name)

    def saved(self) -> Saved:
        with self._guard:
            if self._state.alarm or self._saving is None or time.monotonic() - self._saving < CALM:
                return self._state
            return Saved("saving")

    def _tell(self) -> None:
        if self.on_event is not None:
            self.on_event()

    def flush(self, timeout: float) -> bool:
        waiting = self._saver.unsaved()
        for name in tuple(self._read_only):
            if self.corpus.gold(name) in waiting:
                self._changed(self._editors[name], name)
        return self._saver.flush(timeout)

    def close(self, timeout: float = 5.0) -> bool:
        self._closing = True
        if self._search is not None:
            self._search.cancel()
        self._begun.set()
        saved = self._saver.close(timeout)
        self._pool.shutdown(wait=False, cancel_futures=True)
        for lock in self._locks.values():
            lock.release()
        self._locks.clear()
        return saved


def _local_time(time: str) -> str:
    from datetime import datetime

    return datetime.fromisoformat(time.replace("Z", "+00:00")).astimezone().strftime("%H:%M")


def size_of(annotation: Annotation) -> int:
    """How much an annotation holds: quotes, rejected items and sections."""
    return len(annotation.quotes) + len(annotation.rejected) + len(annotation.sections)


def parts_of(annotation: Annotation, part: Part) -> list[Range]:
    """Where the cues or sources of the quotes are, in text order."""
    found = (quote.cue if part == "cue" else quote.source for quote in annotation.quotes)
    return sorted(span.span for span in found if span is not None)


def status_of(annotation: Annotation) -> ArticleStatus:
    """What the list of articles shows of an annotation."""
    from annotator.items import is_read

    states = {"new": "new", "in_progress": "work", "done": "done", "adjudicated": "done", "skipped": "skip"}
    proposed = [quote for quote in annotation.quotes if quote.status == "proposed"]
    held = sum(1 for quote in proposed if is_read(annotation, quote.start))
    review = annotation.review
    return ArticleStatus(
        states[review.status],  # type: ignore[arg-type]
        len(annotation.quotes) - len(proposed),
        len(annotation.quotes),
        held,
        review.annotators[-1] if review.annotators else "",
        review.updated or "",
    )
