"""The project's plain JSON record: one object an article, the same everywhere (SCHEME 5, `jsonl`).

Every field of the gold file stands under its own name; a span is `[start, end]` in code points of
`text`. Where a span's words are not those of the article (an item waiting to be re-anchored) it is
written as `{"span": [start, end], "text": "…"}`, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from types import GenericAlias
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, Field, create_model

from annotator.article import Article
from annotator.exchange.base import Entry, Intake
from annotator.exchange.reading import Reader
from annotator.model import (
    Annotation,
    Document,
    Entity,
    Offsets,
    Quote,
    QuoteWas,
    Rejected,
    Review,
    Section,
    Span,
    Value,
    Via,
)

_SWAPPED: dict[type[BaseModel], Any] = {Span: Union[Offsets, Span]}  # noqa: UP007  an alias at run time


def _swap(kind: Any) -> Any:
    """The type with every model in it replaced by its record form."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return _record_model(kind)
    origin, parts = get_origin(kind), get_args(kind)
    if origin is None or not parts:
        return kind
    swapped = tuple(_swap(part) for part in parts)
    if swapped == parts:
        return kind
    # Built at run time from a tuple of types, which the notation X | Y cannot express.
    return GenericAlias(tuple, swapped) if origin is tuple else Union[swapped]  # noqa: UP007


def _record_model(model: type[BaseModel]) -> Any:
    """The model whose spans are bare offsets; models without a span stay as they are."""
    if model in _SWAPPED:
        return _SWAPPED[model]
    fields: dict[str, Any] = {}
    changed = False
    for name, info in model.model_fields.items():
        swapped: Any = _swap(info.annotation)
        changed = changed or swapped is not info.annotation
        info = copy(info)
        info.annotation = swapped
        fields[name] = (swapped, info)
    found = (
        create_model(f"{model.__name__}Record", __base__=Value, __doc__=model.__doc__, **fields) if changed else model
    )
    _SWAPPED[model] = found
    return found


_TOP: dict[str, Any] = {
    "id": (str, Field(description="The article's path in its corpus.")),
    "text": (str | None, Field(None, description="The article, unchanged; null when exported without it.")),
}
Record: type[BaseModel] = create_model(
    "Record",
    __base__=_record_model(Annotation),
    __doc__="One article with its annotation; offsets are code points of `text`, end-exclusive.",
    **_TOP,
)
"""The record as a pydantic model, for its JSON schema (`Record.model_json_schema(by_alias=True)`)."""


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
    if isinstance(value, BaseModel):
        always = _ALWAYS.get(type(value), ())
        return {
            name: _plain(found, text)
            for name in type(value).model_fields
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
