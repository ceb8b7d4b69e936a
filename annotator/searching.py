"""A search through many articles in a thread of its own, which keeps a bounded number of hits in their context.

No screen, no disk: what is searched comes through a function.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from annotator.query import Query
from annotator.store.opening import OpenError
from annotator.text import Range
from annotator.values import dataclass

MOST = 2000
"""Hits kept at a time: a search that has found them stops, and goes on when it is asked to."""
MOST_IN_ARTICLE = 100
"""Lines of one article; the last one counts the further hits."""
COUNTED = 100_000
"""Hits of one article beyond which nobody counts."""
BEFORE, AFTER, WORDS = 90, 130, 400
"""Code points kept of what stands before and after a hit, and of the hit itself."""
GIVE_WAY_SECONDS = 0.03
"""How long a search leaves the interpreter to a key."""
TELL_SECONDS = 0.25
"""At least so long between two signs of life of a search (the first hit is told at once)."""
NAMED = 200
"""Articles that could not be read of which the names are kept."""

_PARAGRAPH = re.compile(r"(?>\r\n|\n|\r)[^\S\r\n]*(?:\r\n|\n|\r)")


@dataclass(frozen=True)
class Hit:
    """One hit: the article's name, offsets in its text, and the words around on one line.

    The context ends where its paragraph does. `more` counts the further hits of the article that have no
    line of their own (on its last line).
    """

    name: str
    start: int
    end: int
    before: str
    words: str
    after: str
    more: int = 0


def _flat(text: str) -> str:
    """The text on one line: each stretch of white space is one blank."""
    return re.sub(r"\s+", " ", text)


def hit_of(name: str, text: str, span: Range, more: int = 0) -> Hit:
    """The hit at a place of an article, with its context."""
    start, end = span
    low, high = max(0, start - BEFORE), min(len(text), end + AFTER)
    for match in _PARAGRAPH.finditer(text, low, start):
        low = match.end()
    match_after = _PARAGRAPH.search(text, end, high)
    if match_after is not None:
        high = match_after.start()
    words = text[start : min(end, start + WORDS)]
    return Hit(name, start, end, _flat(text[low:start]).lstrip(), _flat(words), _flat(text[end:high]).rstrip(), more)


Look = Callable[[str], tuple[str, Iterator[Range]]]
"""Gives the text of an article and where its hits are, in order; raises OpenError."""


def hits_of(name: str, text: str, spans: Iterator[Range]) -> tuple[list[Hit], int]:
    """The lines of an article, at most MOST_IN_ARTICLE, and how many hits it has (at most COUNTED)."""
    kept = list(islice(spans, MOST_IN_ARTICLE))
    more = sum(1 for _ in islice(spans, COUNTED - len(kept))) if len(kept) == MOST_IN_ARTICLE else 0
    lines = [hit_of(name, text, span) for span in kept[:-1]]
    if kept:
        lines.append(hit_of(name, text, kept[-1], more))
    return lines, len(kept) + more


class Search:
    """A search through articles, in a thread of its own.

    `names` gives the articles (called in the thread: it may have to list a folder first), `look` text and
    hits of one; an OpenError of it is counted and the search goes on. `on_event` is called from the thread
    when there is something new. What is found may be read from any thread: the lists only grow until
    `go_on`.
    """

    def __init__(
        self,
        query: Query,
        names: Callable[[], Sequence[str]],
        look: Look,
        on_event: Callable[[], None] = lambda: None,
    ) -> None:
        self.query = query
        self.lines: list[Hit] = []
        self.hits = 0
        """Hits so far, those without a line of their own among them."""
        self.articles = 0
        """Articles with a hit."""
        self.looked = 0
        """Articles looked at."""
        self.total: int | None = None
        """Articles to look at; None while they are being listed."""
        self.refused = 0
        self.refusals: list[OpenError] = []
        """The first NAMED articles that could not be read."""
        self.failed = ""
        """Why the search broke off, when it did; not safe to show as it is."""
        self._names = names
        self._listed: Sequence[str] = ()
        self._look = look
        self._on_event = on_event
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._told = 0.0
        self._wait_until = 0.0

    @property
    def running(self) -> bool:
        """Whether the thread is at work."""
        return self._thread is not None and self._thread.is_alive() and not self._stop.is_set()

    @property
    def complete(self) -> bool:
        """Whether every article was looked at."""
        return self.total is not None and self.looked >= self.total

    def start(self) -> None:
        """Begin, or go on where it was stopped; returns at once."""
        if self.running:
            return
        # A thread that was stopped may still wait for a slow drive: the new one waits for it, nobody else does.
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(self._stop, self._thread), name="search", daemon=True)
        self._thread.start()

    def go_on(self) -> None:
        """After a stop: look at the articles that are left. What filled the list makes room first."""
        if self.running or self.complete:
            return
        if self.full:
            self.lines = []
        self.start()

    @property
    def full(self) -> bool:
        """Whether the list is full."""
        return len(self.lines) >= MOST

    def cancel(self) -> None:
        """Stop; what was found stays. Returns at once, the thread ends with the article it is at."""
        self._stop.set()

    def give_way(self) -> None:
        """Somebody pressed a key: its answer comes first."""
        self._wait_until = time.monotonic() + GIVE_WAY_SECONDS

    def join(self, timeout: float | None = None) -> None:
        """Wait until the thread has ended."""
        if self._thread is not None:
            self._thread.join(timeout)

    def _run(self, stop: threading.Event, before: threading.Thread | None) -> None:
        if before is not None:
            before.join()
        try:
            if self.total is None:
                self._listed = self._names()
                self.total = len(self._listed)
            for name in self._listed[self.looked :]:
                while (left := self._wait_until - time.monotonic()) > 0:
                    time.sleep(left)
                if stop.is_set() or self.full:
                    break
                self._take(name)
                self.looked += 1
                self._tell()
        except Exception as error:  # whatever it is, the person is told; a thread that dies silently looks at work
            self.failed = str(error) or type(error).__name__
        finally:
            stop.set()
            self._on_event()

    def _take(self, name: str) -> None:
        try:
            text, spans = self._look(name)
        except OpenError as error:
            self.refused += 1
            if len(self.refusals) < NAMED:
                self.refusals.append(error)
            return
        lines, hits = hits_of(name, text, spans)
        if lines:
            self.lines.extend(lines)
            self.hits += hits
            if not self.articles:
                self._told = 0.0
            self.articles += 1

    def _tell(self) -> None:
        now = time.monotonic()
        if now - self._told >= TELL_SECONDS:
            self._told = now
            self._on_event()
