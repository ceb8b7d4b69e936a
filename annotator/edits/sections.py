"""Edits of the sections."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.article import Article
from annotator.edits.base import EditError
from annotator.model import (
    INLINE_KINDS,
    Annotation,
    Section,
)
from annotator.text import Range, is_visible, trim_visible
from annotator.values import dataclass, replace


@dataclass(frozen=True)
class Part:
    """A section as it should be: its kind and span, and the id of the section it comes from, if any."""

    kind: str
    span: Range
    id: str | None = None


@dataclass(frozen=True)
class SetSections:
    """Lay the sections out anew; those that keep their id keep their history."""

    parts: tuple[Part, ...]

    def change(self, annotation: Annotation, article: Article) -> Annotation:
        old = {section.id: section for section in annotation.sections}
        number = max((int(id[1:]) for id in old), default=0)
        sections: list[Section] = []
        used: set[str] = set()
        for part in sorted(self.parts, key=lambda part: part.span):
            span = trim_visible(article.text, *part.span)
            if span[0] >= span[1]:
                continue
            if sections and span[0] < sections[-1].end:
                raise EditError("sections do not overlap (X1)")
            if part.id in old and part.id not in used:
                used.add(part.id)
                section = old[part.id]
                if (section.kind, section.span) != (part.kind, span):
                    section = section.model_copy(update={"kind": part.kind, "span": span})
            else:
                number += 1
                section = Section(id=f"s{number:02d}", kind=part.kind, span=span, status="added", by="human")
            sections.append(section)
        return annotation.model_copy(update={"sections": tuple(sections)})


def parts_of(annotation: Annotation) -> tuple[Part, ...]:
    """The sections as parts, for an edit that changes some of them."""
    return tuple(Part(section.kind, section.span, section.id) for section in annotation.sections)


def joined_runs(parts: Sequence[Part], run_kinds: frozenset[str], text: str) -> tuple[Part, ...]:
    """The parts with neighbours of one run kind joined, if only blanks lie between them (X2)."""
    found: list[Part] = []
    for part in sorted(parts, key=lambda part: part.span):
        last = found[-1] if found else None
        if (
            last is not None
            and last.kind == part.kind
            and part.kind in run_kinds
            and part.kind not in INLINE_KINDS
            and not is_visible(text, last.span[1], part.span[0])
        ):
            found[-1] = replace(last, span=(last.span[0], part.span[1]), id=last.id or part.id)
        else:
            found.append(part)
    return tuple(found)
