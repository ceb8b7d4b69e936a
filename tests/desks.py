"""Hands for tests: a desk over an invented article with known proposals, and presses counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from annotator.article import Article
from annotator.commands import presses
from annotator.config import Settings
from annotator.desk import Desk
from annotator.detection.base import Mark
from annotator.editor import Editor
from annotator.model import Annotation, Document, Entity, Quote, Review, Section, Span, span_of
from annotator.session import Session

HARBOUR = """\
Harbour Board Calls Ferry Plan ‘Overdue’

By Ines Calloway
Share this story

PORT MARROW: The harbour board said on Tuesday that the new timetable was “long overdue” and would begin in May.

“We did not wait for permission,” board chair Tomas Reed told reporters. “We waited for the tide.”

The last boat now leaves the quay at nine, an hour before the cinema closes.

Crews will be “fully consulted,” Reed wrote in a letter seen by the Marrow Courier. He added that the boats were old.

The union warned that the quay was too short.

The so-called “moon boat” has sailed since 1988.
"""


def harbour() -> tuple[Article, Annotation]:
    """The invented article and proposals for it, some of them wrong on purpose."""
    article = Article.from_text(HARBOUR, "harbour.txt")

    def span(words: str, after: str = "") -> Span:
        at = HARBOUR.index(words, HARBOUR.index(after) if after else 0)
        return span_of(HARBOUR, at, at + len(words))

    def quote(id: str, *content: Span, **fields: Any) -> Quote:
        known: dict[str, Any] = {"type": "indirect", "cue": None, "source": None, "speakers": ()}
        return Quote(id=id, content=content, status="proposed", by="rules", score=0.9, **{**known, **fields})

    kinds = [
        ("headline", "Harbour Board Calls Ferry Plan ‘Overdue’"),
        ("byline", "By Ines Calloway"),
        ("byline", "Share this story"),
        ("lead", HARBOUR.split("\n\n")[2]),
    ]
    sections = [
        Section(id=f"s{n:02d}", kind=kind, span=span(words).span, status="proposed", by="rules", score=0.9)
        for n, (kind, words) in enumerate(kinds, 1)
    ]
    body = (HARBOUR.index("“We did not"), len(HARBOUR.rstrip()))
    sections.append(Section(id="s05", kind="body", span=body, status="proposed", by="rules", score=0.9))
    quotes = (
        quote("q01", span("Ferry Plan ‘Overdue’"), type="mixed", quoted=(span("‘Overdue’"),), cue=span("Calls"),
              source=span("Harbour Board"), speakers=("harbour-board",)),
        quote("q02", span("that the new timetable was “long overdue” and would begin in May"), type="mixed",
              quoted=(span("“long overdue”"),), cue=span("said"), source=span("The harbour board"),
              speakers=("harbour-board",)),
        quote("q03", span("“We did not wait for permission,”"), span("“We waited for the tide.”"), type="direct",
              cue=span("told"), source=span("board chair Tomas Reed"), speakers=("reed",)),
        quote("q04", span("Crews will be “fully consulted,”"), type="mixed", quoted=(span("“fully consulted,”"),),
              cue=span("wrote"), source=span("Reed", "consulted"), speakers=("reed",)),
        quote("q05", span("that the boats were old"), cue=span("added"), source=span("He", "Courier."),
              speakers=("reed",)),
        quote("q06", span("“moon boat”"), type="direct"),
    )  # fmt: skip
    entities = (
        Entity(id="courier", name="Marrow Courier", kind="organisation", mentions=(span("Marrow Courier"),)),
        Entity(id="harbour-board", name="harbour board", kind="organisation"),
        Entity(id="reed", name="Tomas Reed", kind="person", role="board chair", speaks_for="harbour-board"),
    )
    annotation = Annotation(
        document=Document(file=article.name, sha256=article.sha256, length=len(HARBOUR)),
        review=Review(status="new", read=(), detectors=("rules 0.1.0",)),
        sections=tuple(sections),
        entities=entities,
        quotes=quotes,
    )
    return article, annotation


def known_prefill(article: Article, settings: Settings) -> Annotation:
    """Known proposals for the known article, nothing for others."""
    _, annotation = harbour()
    document = annotation.document.model_copy(
        update={"file": article.name, "sha256": article.sha256, "length": len(article.text)}
    )
    if article.text == HARBOUR:
        return annotation.model_copy(update={"document": document})
    return annotation.model_copy(update={"sections": (), "quotes": (), "entities": (), "document": document})


def desk_of(article: Article, annotation: Annotation, *, columns: int = 120, rows: int = 40) -> Desk:
    """A desk over one article in memory."""
    editor = Editor(article, annotation, author="ines", now=lambda: "2026-11-22T09:00:00Z", clock=lambda: 0.0)
    at = article.text.find("warned")
    editor.marks = (Mark(at, at + len("warned"), "cue", 0.9),) if at >= 0 else ()
    return Desk(Session(editor), columns=columns, rows=rows)


class Hands:
    """Presses keys and counts them as the metric does (a Shift-ed letter is two)."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.count = 0

    @property
    def annotation(self) -> Annotation:
        return self.desk.editor.annotation

    def quote(self, id: str) -> Quote:
        found = self.annotation.quote(id)
        assert found is not None, f"{id} is gone; the status line says: {self.desk.status()}"
        return found

    def press(self, *keys: str) -> None:
        for key in keys:
            self.count += presses((key,))
            self.desk.press(key)

    def type(self, text: str) -> None:
        """Type into a text line and press Enter."""
        assert self.desk.prompt() is not None
        self.press(*("space" if char == " " else char for char in text), "enter")

    def words(self, span: Any) -> str:
        return self.desk.words(*span) if isinstance(span, tuple) else ""

    def label(self, wanted: Callable[[Any], bool]) -> str:
        """The label of the first answer of the open picker that is wanted."""
        picker = self.desk.open_picker
        assert picker is not None, f"no picker is open; the status line says: {self.desk.status()}"
        found = [label for label, one in picker.shown() if wanted(one.value)]
        assert found, [(label, one.text) for label, one in picker.shown()]
        return found[0]
