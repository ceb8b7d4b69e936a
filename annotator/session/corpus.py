"""A corpus on the disk: its articles are opened, pre-filled, gone through, and saved after every edit."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import cache, partial
from typing import TYPE_CHECKING, TypeVar

from annotator.article import LARGE, Article, too_large
from annotator.config.settings import Settings
from annotator.detection.base import UNKNOWN, Mark, Proposals, annotation_of
from annotator.editor import Editor, History, Snapshot
from annotator.goldfile import read_gold
from annotator.items import Items
from annotator.listing import Listing
from annotator.model import Annotation
from annotator.problems import Problem
from annotator.session.background import Background
from annotator.session.base import TOOL, Prefill, Saved, Session, SessionError, detected, words_of
from annotator.session.looking import Texts
from annotator.session.opened import Opened
from annotator.session.saving import Saving
from annotator.session.versions import Versions
from annotator.shown import shown
from annotator.store.corpus import Corpus
from annotator.store.history import History as Backups
from annotator.store.opening import Loaded, OpenError, load_gold, open_article, shown_name
from annotator.store.places import Places
from annotator.store.status import ArticleStatus

if TYPE_CHECKING:
    from annotator.anchor import Reanchored
    from annotator.query import Query
    from annotator.searching import Search

T = TypeVar("T")

SOON = 0.05
"""Seconds until the article after one that is opened is looked at: the picture of this one comes first."""
LOOK = 1000
"""Gold files looked at between two pictures of the list, at least; later a quarter of those known."""


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
        self.opened: dict[str, Opened] = {}
        """The articles in use, by name."""
        self._statuses: dict[str, ArticleStatus] = {}
        self._edited: dict[str, Callable[[], ArticleStatus]] = {}
        """What tells how far an article is that was edited since somebody asked."""
        self.saving = Saving(corpus, places, self._tell, acknowledge=acknowledge)
        self.versions = Versions(self, Backups(places.state))
        self.texts = Texts(corpus, settings.encoding, self.opened)
        self.search: Search | None = None
        """The last search through the corpus."""
        self.background = Background(self._tell, patient=patient)
        self._prefill = prefill
        self._guard = threading.Lock()
        self._closing = False
        self._ahead: tuple[str, Editor] | None = None
        self.name = first
        try:
            self.editor = self.open(first)
        except SessionError:
            self.begin()  # nobody will, and the process could not end
            raise
        self.background.aside(self._look_around)

    # --- the corpus --------------------------------------------------------------------------

    def begin(self) -> None:
        self.background.begin()

    def _look_around(self) -> None:
        """List the corpus and look at its gold files, away from the interface's thread."""
        try:
            self._look_at_all()
        except Exception as error:  # nobody waits for it: Python's own report would go over the screen
            self._say(f"the articles could not be listed: {shown(str(error))}")
            self._tell()

    def _look_at_all(self) -> None:
        self.corpus.names()
        self._tell()
        found: dict[str, ArticleStatus] = {}
        for name, status in self.corpus.statuses():
            if self._closing:
                return
            found[name] = status
            if len(found) >= max(LOOK, len(self.statuses) // 4):
                self._know(found)
                self._tell()
                found = {}
        self._know(found)
        self._tell()

    @property
    def statuses(self) -> dict[str, ArticleStatus]:
        """What is known of the articles with gold; replaced as a whole, so it can be read from any thread."""
        if self._edited:
            edited, self._edited = self._edited, {}
            self._know({name: status() for name, status in edited.items()})
        return self._statuses

    def _know(self, found: dict[str, ArticleStatus]) -> None:
        """More statuses are known; the mapping is replaced, never changed, so that readers need no lock."""
        with self._guard:
            self._statuses = {**self._statuses, **found}

    @property
    def count(self) -> str:
        names, place = self.corpus.known_names, self.corpus.place(self.name)
        if names is None:
            return ""
        return f"{len(names):,}" if place is None else f"{place + 1:,}/{len(names):,}"

    def step(self, way: int, name: str | None = None) -> str | None:
        names = self.corpus.names()
        try:
            at = names.index(name or self.name) + way
        except ValueError:
            return names[0] if names else None
        return names[at] if 0 <= at < len(names) else None

    def next_open(self, name: str | None = None) -> str | None:
        return self.corpus.next_open(name or self.name)

    def listing(self) -> Listing:
        """The list of the corpus's articles, as far as they are known, with this one as the current row."""
        corpus = self.corpus
        return Listing(shown(corpus.folder.name), corpus.known_names, corpus.gold_names, self.statuses, self.name)

    def find(self, query: Query, names: Sequence[str] | None = None) -> Search:
        """Begin a search through these articles (None: all of the corpus); the one before it is ended."""
        from annotator.searching import Search  # nothing of it is needed before somebody searches

        if self.search is not None:
            self.search.cancel()
        texts = self.texts
        self.search = Search(query, lambda: texts.names(query, names), lambda name: texts.look(query, name), self._tell)
        self.search.start()
        return self.search

    # --- opening -----------------------------------------------------------------------------

    @property
    def pending(self) -> bool:
        return self.opened[self.name].pending

    def prepared(self) -> Items | None:
        opened = self.opened[self.name]
        items, opened.items = opened.items, None
        return items

    def open(self, name: str) -> Editor:
        opened = self.opened.get(name)
        fresh = opened is None
        if opened is None:
            opened = self.opened[name] = self._load(name)
        self.name, self.editor = name, opened.editor
        if not self.saving.expects(name):
            self.saving.expect(name, opened.editor.annotation)
        self._say(self.saving.lock(name))
        if fresh and opened.base is None:
            self._changed(opened.editor)  # recovered work is not on the disk yet
        self.corpus.opened(name)
        self.saving.show(name, opened.editor.annotation)
        return opened.editor

    def show(self, editor: Editor) -> None:
        self.open(self.name_of(editor))

    def name_of(self, editor: Editor) -> str:
        """The corpus name of an open article."""
        return next((name for name, one in self.opened.items() if one.editor is editor), self.name)

    def _say(self, notice: str) -> None:
        if notice:
            self.notices.append(notice)

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

    def _load(self, name: str) -> Opened:
        article, loaded = self._read(name)
        gold = self.corpus.gold(name)
        self.background.run(partial(self._look_beside, name))
        recovered = self.saving.journal.offer(gold, loaded.data if loaded is not None else None)
        if recovered is not None:
            annotation = read_gold(recovered.data, article, gold.name).annotation
            if annotation is not None and annotation.document.sha256 == article.sha256:
                self.notices.append(f"work of {recovered.time} that had not been saved was recovered")
                self.saving.saver.open(gold, loaded, recovered=recovered)
                moved = self._compare(name, article, loaded) if loaded is not None else None
                return Opened(self._editor(article, annotation), None, moved)
        self.saving.saver.open(gold, loaded)
        if loaded is not None:
            opened = self._as_loaded(name, article, loaded)
            if len(article.text) > LARGE:
                self._look_for_marks(opened)
            return opened
        if len(article.text) > LARGE:
            nothing = Proposals(self.settings.language or UNKNOWN)
            empty = annotation_of(article, nothing, tool=TOOL, scope=self.settings.scope)
            opened = Opened(self._editor(article, empty), empty, pending=True)
            self.background.find(partial(self._prefilled, article), partial(self._take_prefill, name))
            return opened
        ahead = self._ahead
        if ahead is not None and ahead[0] == name and ahead[1].article.sha256 == article.sha256:
            return Opened(ahead[1], ahead[1].annotation)
        annotation = self._prefill(article, self.settings)
        editor = self._editor(article, annotation)
        # The sections do without the possible misses; whoever reads on wants them at once.
        self.background.run(lambda: editor.marks)
        return Opened(editor, annotation)

    def on_disk(self, name: str) -> tuple[Opened, Loaded | None]:
        """An article and its gold as they are on the disk now; raises SessionError."""
        article, loaded = self._read(name)
        if loaded is not None:
            return self._as_loaded(name, article, loaded), loaded
        annotation = self._prefill(article, self.settings)
        return Opened(self._editor(article, annotation), annotation), None

    def replace(self, name: str, new: Opened) -> None:
        """Another version of an article in use; the steps of the old one cannot be undone in it."""
        old = self.opened[name].editor
        self.opened[name] = new
        self.history.done[:] = [step for step in self.history.done if step.editor is not old]
        self.history.undone.clear()
        if self.editor is old:
            self.editor = new.editor

    def _as_loaded(self, name: str, article: Article, loaded: Loaded) -> Opened:
        annotation, moved = self._gold(name, article, loaded)
        return Opened(self._editor(article, annotation), annotation, moved)

    def _gold(self, name: str, article: Article, loaded: Loaded) -> tuple[Annotation, Reanchored | None]:
        """The annotation in a gold file, and what moved where the article changed; raises SessionError."""
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
            return moved.annotation, moved
        errors: list[Problem] = [one for one in found.problems if one.severity == "error"]
        if errors:
            self.notices.append(f"{len(errors)} {'error' if len(errors) == 1 else 'errors'} in the file: {errors[0]}")
        return annotation, None

    def _compare(self, name: str, article: Article, loaded: Loaded) -> Reanchored | None:
        """What of recovered work has to be asked about: the file may be larger, or made for another version."""
        try:
            before, moved = self._gold(name, article, loaded)
        except SessionError:
            return None  # its bytes are kept among the earlier versions; the save compares them with the journal's
        self.saving.expect(name, before)
        return moved

    def _editor(self, article: Article, annotation: Annotation) -> Editor:
        editor = Editor(
            article, annotation, history=self.history, author=self.settings.annotator, tool=TOOL,
            words=words_of(self.settings),
        )  # fmt: skip
        editor.on_change = self._changed
        return editor

    # --- in the background ---------------------------------------------------------------------

    def _look_beside(self, name: str) -> None:
        if self.versions.look_beside(name):
            self._tell()

    def _items(self, snapshot: Snapshot, marks: tuple[Mark, ...], text: str) -> Items:
        """All items of an article: of thousands of quotes, work that no key should wait for."""
        return Items(snapshot, marks, text, self.settings.stop_threshold, self.settings.mark_threshold)

    def _look_for_marks(self, opened: Opened) -> None:
        """Look for the possible misses of a long article in the background."""
        editor = opened.editor

        def find() -> tuple[tuple[Mark, ...], Items]:
            marks = editor.find_marks()
            return marks, self._items(editor.snapshot, marks, editor.article.text)

        def take(found: Future[tuple[tuple[Mark, ...], Items]]) -> None:
            if found.exception() is None:
                editor.marks, opened.items = found.result()

        self.background.find(find, take)

    def _prefilled(self, article: Article) -> tuple[Annotation, Items]:
        annotation = self._prefill(article, self.settings)
        return annotation, self._items(Snapshot(annotation), (), article.text)

    def _take_prefill(self, name: str, future: Future[tuple[Annotation, Items]]) -> None:
        """Give a long article its proposals, unless somebody has decided something about it meanwhile."""
        opened = self.opened[name]
        opened.pending = False
        if opened.editor.number:
            return
        error = future.exception()
        if error is not None:
            self.notices.append(f"pre-filling failed: {shown(str(error))}")
            return
        opened.base, opened.items = future.result()
        opened.editor.replace(opened.base)
        self.saving.expect(name, opened.base)
        self._look_for_marks(opened)

    def look_ahead(self, name: str | None = None) -> None:
        """Read and pre-fill an article (the next open one without a name) in the background."""
        self.background.run(partial(self._prepare, name), SOON)

    def _prepare(self, name: str | None) -> None:
        """Pre-fill an article ahead (in the background; the interface takes it when it is opened)."""
        name = name or self.next_open()
        if name is None or name in self.opened or (self._ahead is not None and self._ahead[0] == name):
            return
        try:
            article, loaded = self._read(name)
        except SessionError:
            return  # it is said when the person comes to it
        if loaded is None and len(article.text) <= LARGE:
            editor = self._editor(article, self._prefill(article, self.settings))
            editor.marks = editor.find_marks()
            self._ahead = (name, editor)

    def aside(self, job: Callable[[], T], long: bool) -> Future[T]:
        return self.background.find(job) if long else super().aside(job, long)

    def poll(self) -> bool:
        return self.background.poll()

    def _tell(self) -> None:
        if self.on_event is not None:
            self.on_event()

    # --- saving ------------------------------------------------------------------------------

    def _changed(self, editor: Editor) -> None:
        """An article changed: the list shows it, the file gets it, unless the person has to look first."""
        name = self.name_of(editor)
        # Worked out when somebody asks: going through thousands of quotes at every key would be felt.
        status = cache(partial(status_of, editor.annotation))
        self.corpus.set_status(name, status)
        self._edited[name] = status
        held = "the article changed; look at what moved first" if self.opened[name].moved is not None else ""
        self.saving.submit(name, editor, held)

    def places_seen(self) -> None:
        """The person has seen what moved in this article, which changed: the result is saved."""
        opened = self.opened[self.name]
        if opened.moved is None:
            return
        opened.moved = None
        self.saving.answered()
        self._changed(opened.editor)

    def keep_drop(self) -> None:
        """After a large drop: it was meant, so save it."""
        name, self.saving.drop = self.saving.drop, None
        if name is not None:
            editor = self.opened[name].editor
            self.saving.expect(name, editor.annotation)
            self.saving.answered()
            self._changed(editor)

    def saved(self) -> Saved:
        return self.saving.state()

    def flush(self, timeout: float) -> bool:
        for name in self.saving.waiting():
            self._changed(self.opened[name].editor)
        return self.saving.saver.flush(timeout)

    def close(self, timeout: float = 5.0) -> bool:
        self._closing = True
        if self.search is not None:
            self.search.cancel()
        saved = self.saving.close(timeout)
        self.background.close()
        return saved


def status_of(annotation: Annotation) -> ArticleStatus:
    """What the list of articles shows of an annotation."""
    states = {"new": "new", "in_progress": "work", "done": "done", "adjudicated": "done", "skipped": "skip"}
    review = annotation.review
    proposed = sorted([quote.start for quote in annotation.quotes if quote.status == "proposed"])
    if review.read is None:
        held = 0 if review.status == "new" else len(proposed)
    else:
        held = sum(bisect_left(proposed, end) - bisect_left(proposed, start) for start, end in review.read)
    return ArticleStatus(
        states[review.status],  # type: ignore[arg-type]
        len(annotation.quotes) - len(proposed),
        len(annotation.quotes),
        held,
        review.annotators[-1] if review.annotators else "",
        review.updated or "",
    )
