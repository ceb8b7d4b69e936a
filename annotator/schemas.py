"""JSON Schemas (draft 2020-12) of the gold file and of the plain record, made from the models.

They say what a single file may hold; the rules between its parts (SCHEME 3, from E04 on) are beyond a
schema and are looked at by `annotator.check`.
"""

from __future__ import annotations

from functools import cache
from types import GenericAlias, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, create_model

from annotator.model import Annotation, Offsets, Span, Value
from annotator.validation import key_of
from annotator.values import MISSING

DIALECT = "https://json-schema.org/draft/2020-12/schema"

# Keys that the models fill in for values made by the program, but that a file has to have (E03).
_REQUIRED = {
    "Review": ("status", "scope"),
    "Section": ("id", "kind", "span", "status", "by"),
    "Entity": ("id", "name", "kind"),
    "Quote": ("id", "type", "act", "content", "cue", "source", "speakers", "status", "by"),
}
# Letters of any script have no portable notation in regular expressions of JSON Schema.
_ID_PATTERN = r"^[^\W_]+(?:[-_][^\W_]+)*$"
_PORTABLE = r"^\S+$"


def gold_schema() -> dict[str, Any]:
    """The schema of a gold file, read as YAML."""
    schema = _tidied(_model(Annotation, bare=False).model_json_schema(by_alias=True))
    schema["required"] = ["schema", "document", "review"]
    for name, keys in _REQUIRED.items():
        definition = schema["$defs"][name]
        definition["required"] = list(keys)
        for key in keys:
            definition["properties"][key].pop("default", None)
    schema["properties"]["schema"].pop("default", None)
    return _headed(schema, "annotator/1 gold file", "Quotes, sources and sections of one news article.")


def record_schema() -> dict[str, Any]:
    """The schema of the plain JSONL record: one object an article, spans as [start, end]."""
    schema = _tidied(record_model().model_json_schema(by_alias=True))
    description = "One article with its annotation; offsets are code points of `text`, end-exclusive."
    return _headed(schema, "annotator/1 plain record", description)


def record_model() -> type[BaseModel]:
    """The plain record as a pydantic model."""
    base: Any = _model(Annotation, bare=True)
    made: type[BaseModel] = create_model("Record", __base__=base, **_TOP)
    return made


_TOP: dict[str, Any] = {
    "id": (str, Field(description="The article's path in its corpus.")),
    "text": (str | None, Field(None, description="The article, unchanged; null when exported without it.")),
}


@cache
def _model(value: Any, *, bare: bool) -> type[BaseModel]:
    """A class of values as a pydantic model, for its JSON Schema; `bare`: spans may be bare offsets."""
    hints = get_type_hints(value, include_extras=True)
    fields: dict[str, Any] = {}
    changed = False
    for name, field in value.__fields__.items():
        kind = _swapped(hints[name], bare=bare)
        changed = changed or (bare and kind != _swapped(hints[name], bare=False))
        description = next((one for one in getattr(kind, "__metadata__", ()) if isinstance(one, str)), None)
        default = ... if field.default is MISSING else field.default if _simple(field.default) else None
        fields[name] = (kind, Field(default, alias=key_of(name), description=description))
    if bare and not changed:
        return _model(value, bare=False)
    config = ConfigDict(extra="forbid")
    return create_model(value.__name__ + "Record" * changed, __config__=config, __doc__=value.__doc__, **fields)


def _simple(default: Any) -> bool:
    return isinstance(default, (str, int, float, tuple))


def _swapped(kind: Any, *, bare: bool) -> Any:
    """The type with every class of values in it replaced by its model."""
    if kind is Span and bare:
        return Union[Offsets, _model(Span, bare=False)]  # noqa: UP007  made at run time
    if isinstance(kind, type) and issubclass(kind, Value):
        found: Any = kind  # a class is hashable, which mypy does not see
        return _model(found, bare=bare)
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return Annotated[(_swapped(parts[0], bare=bare), *parts[1:])]
    if origin in (Union, UnionType):
        return Union[tuple(_swapped(part, bare=bare) for part in parts)]  # noqa: UP007  made at run time
    if origin is tuple:
        return GenericAlias(tuple, tuple(_swapped(part, bare=bare) for part in parts))
    return kind


def _headed(schema: dict[str, Any], title: str, description: str) -> dict[str, Any]:
    rest = {key: value for key, value in schema.items() if key not in ("title", "description")}
    return {"$schema": DIALECT, "title": title, "description": description, **rest}


def _tidied(value: Any) -> Any:
    """The schema without generated titles and empty defaults, with portable patterns."""
    if isinstance(value, list):
        return [_tidied(item) for item in value]
    if not isinstance(value, dict):
        return value
    found: dict[str, Any] = {}
    for key, item in value.items():
        if key == "properties":
            found[key] = {name: _tidied(one) for name, one in item.items()}
        elif key == "title" or (key == "default" and item in (None, [])):
            continue
        elif key == "pattern" and item == _ID_PATTERN:
            found[key] = _PORTABLE
        else:
            found[key] = _tidied(item)
    return found
