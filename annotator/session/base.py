"""What every session can do: one article in memory, with its history."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

from annotator import __version__, detection
from annotator.article import Article
from annotator.config.settings import Settings
from annotator.detection.base import Words, annotation_of
from annotator.editor import Editor
from annotator.edits import Propose
from annotator.edits.settle import unlinked
from annotator.model import Annotation, quote_order
from annotator.shown import shown
from annotator.text import Range
from annotator.values import dataclass

if TYPE_CHECKING:
    from annotator.desk import Desk
    from annotator.items import Items

T = TypeVar("T")

TOOL = f"annotator {__version__}"


Prefill = Callable[[Article, Settings], Annotation]
"""Makes the start annotation of an article nobody has worked on."""


class SessionError(Exception):
    """The article cannot be opened; the message is one sentence naming file and remedy, safe to show."""


def words_of(settings: Settings) -> Words:
    """The corpus's own words for the detectors."""
    return Words(settings.cues, settings.outlets, settings.furniture)


def detected(article: Article, settings: Settings) -> Annotation:
    """The start annotation by the shipped detectors (pre-filling writes nothing, B1)."""
    proposals = detection.detect(
        article.text, settings.language, scope=settings.scope, words=words_of(settings), structure=article.structure
    )
    return annotation_of(article, proposals, tool=TOOL, scope=settings.scope)


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

    def prepared(self) -> Items | None:
        """The items of a long article as they were a while ago, worked out beside the interface; once, else None."""
        return None

    @property
    def count(self) -> str:
        """Where the article stands in the corpus, such as `3/40`."""
        return "1/1"

    def saved(self) -> Saved:
        """How saving stands."""
        return Saved("")

    def step(self, way: int, name: str | None = None) -> str | None:
        """The name of the article after (1) or before (-1) another (None: the current one), or None."""
        return None

    def next_open(self, name: str | None = None) -> str | None:
        """The name of the first article after another (None: the current one) that is not finished, or None."""
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
        new = detection.detect_region(
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
