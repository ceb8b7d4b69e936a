"""The tour: seven steps on an invented article, with the real keys. Nothing is saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.article import Article
from annotator.config import Settings
from annotator.detection.base import Mark
from annotator.editor import Editor
from annotator.edits import AddQuote, Part, SetSections, Stamp, apply
from annotator.model import Annotation, Document, Entity, Review
from annotator.session import TOOL, Session
from annotator.text import Range
from annotator.values import dataclass

if TYPE_CHECKING:
    from annotator.desk import Desk

TEXT = """\
Lamp Museum Opens Its Cellar

Share this page

The lamp museum in Corvel opened its cellar to visitors on Sunday, a year after the flood.

“We dried four hundred lamps by hand,” director Oda Finch told visitors, who queued in the rain.

The city said that the repairs cost less than planned and that the cellar was safe.

Finch announced that a second room would follow in spring.

Visitors call the oldest piece “the grumbler”, for its hiss.
"""


@dataclass(frozen=True)
class TourStep:
    """One step: what to do, in one line of at most 74 cells, and when it is done."""

    words: str
    done: Callable[[Desk], bool]


def _quote_with(desk: Desk, cue: str) -> object:
    found = [one for one in desk.editor.annotation.quotes if one.cue is not None and one.cue.text == cue]
    return found[0] if found else None


def _content(desk: Desk, cue: str) -> str:
    return next(
        (one.content[0].text for one in desk.editor.annotation.quotes if one.cue is not None and one.cue.text == cue),
        "",
    )


def _source(desk: Desk, cue: str) -> str:
    return next(
        (
            one.source.text if one.source is not None else ""
            for one in desk.editor.annotation.quotes
            if one.cue is not None and one.cue.text == cue
        ),
        "",
    )


STEPS: tuple[TourStep, ...] = (
    TourStep(
        "“Share this page” is no deck: press its letter, then n for noise",
        lambda desk: any(one.kind == "noise" for one in desk.editor.annotation.sections),
    ),
    TourStep("the sections look right now: Space reads on", lambda desk: desk.stage == "reading"),
    TourStep(
        "the source is more than “Finch”: s, then the letter before “director”",
        lambda desk: _source(desk, "told") == "director Oda Finch",
    ),
    TourStep(
        "Space vouches for the rows beside the bar and goes to the next stop",
        lambda desk: bool(desk.editor.annotation.review.read),
    ),
    TourStep(
        "the content ends too early: o until it ends with “safe” (u takes back)",
        lambda desk: _content(desk, "said").endswith("cellar was safe"),
    ),
    TourStep(
        "Space goes on; at “announced” (°) nobody has a quote yet: a makes it",
        lambda desk: _quote_with(desk, "announced") is not None,
    ),
    TourStep(
        "Space; x refuses the nickname; Space twice more makes the article gold",
        lambda desk: desk.editor.annotation.review.status == "done",
    ),
)


class TourSession(Session):
    """The tour's article and how far the tour is."""

    step_number = 0

    def guide(self, desk: Desk) -> str:
        """What to do now; steps that are done are passed over."""
        while self.step_number < len(STEPS) and STEPS[self.step_number].done(desk):
            self.step_number += 1
        if self.step_number == len(STEPS):
            return "that was the tour: ? shows every key, g q leaves it; then: annotator YOUR-FOLDER"
        return f"{self.step_number + 1}/{len(STEPS)} {STEPS[self.step_number].words}"


def _at(words: str, after: str = "") -> Range:
    start = TEXT.index(words, TEXT.index(after) if after else 0)
    return start, start + len(words)


def tour_session() -> TourSession:
    """A fresh tour: an invented article with proposals, some wrong on purpose."""
    article = Article.from_text(TEXT, "tour.txt")
    empty = Annotation(
        document=Document(file=article.name, sha256=article.sha256, length=len(TEXT), language="en"),
        review=Review(status="new", read=(), tool=TOOL, detectors=("tour 1",)),
    )
    paragraphs = article.structure.paragraphs
    kinds = ("headline", "deck", "lead")
    parts = [Part(kind, span) for kind, span in zip(kinds, paragraphs, strict=False)]
    parts.append(Part("body", (paragraphs[3][0], paragraphs[-1][1])))
    people = (
        Entity(id="finch", name="Oda Finch", kind="person", role="director"),
        Entity(id="city", name="city", kind="organisation"),
    )
    annotation = empty
    stamp = Stamp("", "2026-01-01T00:00:00Z")
    for edit in (
        SetSections(tuple(parts)),
        AddQuote((_at("“We dried four hundred lamps by hand,”"),), _at("told"), _at("Finch", "director"),
                 _at("visitors", "told"), (), ("finch",), new=people),
        AddQuote((_at("that the repairs cost less than planned"),), _at("said"), _at("The city"), None, (),
                 ("city",), new=people),
        AddQuote((_at("“the grumbler”"),)),
    ):  # fmt: skip
        annotation = apply(edit, annotation, article, stamp)
    fields = {"status": "proposed", "by": "tour", "score": 0.9}
    annotation = annotation.model_copy(
        update={
            "review": empty.review,
            "sections": tuple(one.model_copy(update=fields) for one in annotation.sections),
            "quotes": tuple(one.model_copy(update=fields) for one in annotation.quotes),
        }
    )
    editor = Editor(article, annotation, author="you", tool=TOOL)
    editor.marks = (Mark(*_at("announced"), "cue", 0.9),)
    return TourSession(editor, Settings())
