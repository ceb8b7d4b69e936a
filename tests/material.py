"""Invented articles with gold, and small ways of making annotations, shared by the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from annotator.article import Article
from annotator.goldfile import read_gold
from annotator.model import (
    Annotation,
    Document,
    Entity,
    Quote,
    Rejected,
    Review,
    Section,
    Span,
    span_of,
)

FOLDER = Path(__file__).parent / "formats" / "gold"


def lamp() -> tuple[Article, bytes]:
    """The example article of the documentation and the bytes of its gold file."""
    article = Article.decode((FOLDER / "lamp.txt").read_bytes(), "lamp.txt")
    return article, (FOLDER / "lamp.txt.gold.yaml").read_bytes()


def lamp_gold() -> tuple[Article, Annotation]:
    """The example article and its annotation."""
    article, data = lamp()
    annotation = read_gold(data, article, "lamp.txt.gold.yaml").annotation
    assert annotation is not None
    return article, annotation


class Case:
    """An article and the parts of its annotation, found by their words."""

    def __init__(self, text: str) -> None:
        self.article = Article.from_text(text, "tarn.txt")
        self.text = text

    def span(self, words: str, number: int = 0) -> Span:
        """The span of the words; `number` 1 is their second place, and so on."""
        start = -1
        for _ in range(number + 1):
            start = self.text.index(words, start + 1)
        return span_of(self.text, start, start + len(words))

    def quote(self, *content: str, id: str = "q01", **fields: Any) -> Quote:
        """An added quote with that content; cue, source and addressee may be given as words."""
        for name in ("cue", "source", "addressee"):
            if isinstance(fields.get(name), str):
                fields[name] = self.span(fields[name])
        if "quoted" in fields:
            fields["quoted"] = tuple(self.span(words) for words in fields["quoted"])
        defaults: dict[str, Any] = {
            "type": "indirect",
            "cue": None,
            "source": None,
            "speakers": ("ash",),
            "status": "added",
        }
        return Quote(id=id, content=tuple(self.span(words) for words in content), **(defaults | fields))

    def section(self, kind: str, words: str, id: str = "s01", **fields: Any) -> Section:
        """An added section that holds those words."""
        return Section(id=id, kind=kind, span=self.span(words).span, **({"status": "added"} | fields))

    def rejected(self, *content: str, id: str = "r01", **fields: Any) -> Rejected:
        """A rejected item with that content."""
        return Rejected(id=id, content=tuple(self.span(words) for words in content), **fields)

    def annotation(
        self,
        *quotes: Quote,
        sections: tuple[Section, ...] = (),
        entities: tuple[Entity, ...] | None = None,
        rejected: tuple[Rejected, ...] = (),
        review: Review | None = None,
        document: Document | None = None,
    ) -> Annotation:
        """The annotation of the article; without `entities`, Jon Ash (`ash`) is the only one."""
        if entities is None:
            entities = (Entity(id="ash", name="Jon Ash", kind="person"),) if quotes else ()
        return Annotation(
            document=document
            or Document(file=self.article.name, sha256=self.article.sha256, length=len(self.article.text)),
            review=review or Review(status="in_progress"),
            sections=sections,
            entities=entities,
            quotes=quotes,
            rejected=rejected,
        )
