"""JSON Schemas (draft 2020-12) of the gold file and of the plain record, made from the models.

They say what a single file may hold; the rules between its parts (SCHEME 3, from E04 on) are beyond a
schema and are looked at by `annotator.check`.
"""

from __future__ import annotations

from typing import Any

from annotator.model import Annotation

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
    schema = _tidied(Annotation.model_json_schema(by_alias=True))
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
    from annotator.exchange.record import Record  # only here: opening a gold file needs no formats

    schema = _tidied(Record.model_json_schema(by_alias=True))
    description = schema.pop("description", "One article with its annotation.")
    return _headed(schema, "annotator/1 plain record", description)


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
