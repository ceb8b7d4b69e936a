"""What a search through the corpus looks at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from annotator.model import Annotation
from annotator.session.opened import Opened
from annotator.store.corpus import Corpus
from annotator.store.opening import load_gold, open_article
from annotator.store.status import spans_in
from annotator.text import Range

if TYPE_CHECKING:
    from annotator.query import Part, Query


class Texts:
    """Articles as they are worked on (`opened`, by name), else as they are on the disk. From any thread."""

    def __init__(self, corpus: Corpus, encoding: str | None, opened: Mapping[str, Opened]) -> None:
        self._corpus = corpus
        self._encoding = encoding
        self._opened = opened

    def names(self, query: Query, among: Sequence[str] | None = None) -> Sequence[str]:
        """The articles to look at (None: among all): for parts of quotes those with gold, or in use."""
        names = self._corpus.names() if among is None else among
        if query.part is None:
            return names
        known = {*self._corpus.gold_names, *self._opened}
        return [name for name in names if name in known]

    def look(self, query: Query, name: str) -> tuple[str, Iterator[Range]]:
        """The text of an article and the hits in it; raises OpenError."""
        text = self.read(name)
        if query.part is None:
            return text, query.hits(text)
        opened = self._opened.get(name)
        if opened is not None:
            return text, query.among(text, parts_of(opened.editor.annotation, query.part))
        loaded = load_gold(self._corpus.gold(name))
        spans = spans_in(loaded.data, query.part) if loaded is not None else []
        return text, query.among(text, sorted(spans))

    def read(self, name: str) -> str:
        """The text of an article; raises OpenError."""
        opened = self._opened.get(name)
        if opened is not None:
            return opened.editor.article.text
        return open_article(self._corpus.path(name), self._encoding, self._corpus.folder).text


def parts_of(annotation: Annotation, part: Part) -> list[Range]:
    """Where the cues or sources of the quotes are, in text order."""
    found = (quote.cue if part == "cue" else quote.source for quote in annotation.quotes)
    return sorted(span.span for span in found if span is not None)
