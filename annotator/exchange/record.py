"""The project's plain JSON record: one object an article, the same everywhere (SCHEME 5, `jsonl`).

Every field of the gold file stands under its own name; a span is `[start, end]` in code points of
`text`. Where a span's words are not those of the article (an item waiting to be re-anchored) it is
written as `{"span": [start, end], "text": "…"}`, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotator.article import Article
from annotator.exchange.base import Entry, Intake
from annotator.exchange.reading import Reader
from annotator.model import (
    Annotation,
    Document,
    Entity,
    Quote,
    QuoteWas,
    Rejected,
    Review,
    Section,
    Span,
    Value,
    Via,
)
from annotator.values import field_names

# ---------------------------------------------------------------- writing

_ALWAYS = {
    Section: ("id", "kind", "span", "status", "by", "score"),
    Entity: ("id", "name", "kind"),
    Quote: (
        "id", "type", "act", "content", "quoted", "cue", "source", "speakers", "via", "status", "by", "score",
    ),
    Rejected: ("id", "type", "content", "cue", "source", "reason", "by", "score"),
    Via: ("kind", "source", "cue", "entity"),
    Document: ("file", "sha256", "length", "language"),
    Review: ("status", "scope", "annotators", "started", "updated", "seconds", "tool", "detectors"),
    QuoteWas: (),
}  # fmt: skip


_EMPTY = ((None, ()), (None,))
"""What is left out; but `read` () says that nothing was read and None that everything was."""


def _plain(value: Any, text: str) -> Any:
    if isinstance(value, Span):
        start, end = value.span
        if value.pre is None and value.post is None and text[start:end] == value.text:
            return [start, end]
        return {
            "span": [start, end],
            "text": value.text,
            **{key: found for key in ("pre", "post") if (found := getattr(value, key)) is not None},
        }
    if isinstance(value, QuoteWas):
        return {name: _plain(was, text) for name, was in value.changed().items()}
    if isinstance(value, Value):
        always = _ALWAYS.get(type(value), ())
        return {
            name: _plain(found, text)
            for name in field_names(type(value))
            if (found := getattr(value, name)) not in _EMPTY[name == "read"] or name in always
        }
    if isinstance(value, (tuple, list)):
        return [_plain(item, text) for item in value]
    return value


def to_record(annotation: Annotation, article: Article, id: str | None = None) -> dict[str, Any]:
    """The plain record of an annotation; `id` defaults to the article's name. Nothing is left out."""
    text = article.text
    return {
        "id": article.name if id is None else id,
        "text": text,
        "schema": annotation.schema_,
        "document": _plain(annotation.document, text),
        "review": _plain(annotation.review, text),
        "sections": _plain(annotation.sections, text),
        "entities": _plain(annotation.entities, text),
        "quotes": _plain(annotation.quotes, text),
        "rejected": _plain(annotation.rejected, text),
    }


# ---------------------------------------------------------------- reading


def from_record(
    record: Mapping[str, Any],
    article: Article | None = None,
    *,
    number: int = 1,
    intake: Intake | None = None,
) -> Entry:
    """The article and annotation of a plain record, ours or somebody else's.

    `article`: the article that the record is about, when it is known; else the record's `text` is the
    article. `intake.as_` gold (the default) keeps the statuses of a record of ours and makes a stranger's
    items `added`; proposals makes every quote and section `proposed`, by `intake.by` unless the item names
    a detector.
    What a record leaves out is filled in: ids, type and quoted pieces from the marks, the act, speakers
    from the source's words where there is no `entities`. Raises RecordError for what cannot be read.
    """
    return Reader(record, article, number, intake or Intake()).entry()


def proposals_from_record(
    record: Mapping[str, Any], article: Article, *, by: str = "import", number: int = 1
) -> Annotation:
    """The record's items as proposals for an article (`--prefill`); raises RecordError."""
    return from_record(record, article, number=number, intake=Intake("proposals", by)).annotation
