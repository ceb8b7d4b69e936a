"""Edits of the whole: proposals taken over, repairs, and several edits as one decision."""

from __future__ import annotations

from collections.abc import Callable

from annotator.article import Article
from annotator.edits.base import Edit
from annotator.model import (
    Annotation,
)
from annotator.values import dataclass, field


@dataclass(frozen=True)
class Propose:
    """Replace the proposals: sections, entities, quotes and rejected of another annotation are taken over."""

    proposed: Annotation

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        new = self.proposed
        fields = {"sections": new.sections, "entities": new.entities, "quotes": new.quotes}
        review = annotation.review.model_copy(update={"detectors": new.review.detectors})
        return annotation.model_copy(update={**fields, "rejected": new.rejected, "review": review})


@dataclass(frozen=True)
class Repair:
    """A repair that a check offers (its one-key fix)."""

    title: str
    mend: Callable[[Annotation], Annotation]

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        return self.mend(annotation)


@dataclass(frozen=True)
class Batch:
    """Several edits that are one decision: one step of undo."""

    edits: tuple[Edit, ...] = field(default=())

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        for edit in self.edits:
            annotation = edit.change(annotation, article)
        return annotation
