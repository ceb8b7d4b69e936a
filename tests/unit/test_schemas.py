"""The JSON Schemas accept what the program writes and refuse what its models refuse."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

import pytest
import yaml
from material import lamp, lamp_gold

from annotator.exchange.record import to_record
from annotator.schemas import DIALECT, gold_schema, record_schema

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "null": (type(None),),
}
_KNOWN = {
    "$schema", "$defs", "$ref", "title", "description", "type", "properties", "required", "additionalProperties",
    "propertyNames", "items", "prefixItems", "minItems", "maxItems", "maxLength", "minimum", "maximum", "pattern",
    "enum", "const", "anyOf", "default",
}  # fmt: skip


def faults(value: Any, schema: dict[str, Any], root: dict[str, Any], path: str = "") -> list[str]:
    """What is wrong with the value, by the part of JSON Schema that our schemas use."""
    assert schema.keys() <= _KNOWN, f"the test does not know {schema.keys() - _KNOWN}"
    if "$ref" in schema:
        return faults(value, root["$defs"][schema["$ref"].rsplit("/", 1)[1]], root, path)
    if "anyOf" in schema:
        found = [faults(value, option, root, path) for option in schema["anyOf"]]
        return [] if any(not one for one in found) else [f"{path}: none of the alternatives"]
    wanted = schema.get("type")
    if wanted and (not isinstance(value, _TYPES[wanted]) or isinstance(value, bool)):
        return [f"{path}: not {wanted}"]
    wrong = []
    if "const" in schema and value != schema["const"]:
        wrong.append(f"{path}: not {schema['const']}")
    if "enum" in schema and value not in schema["enum"]:
        wrong.append(f"{path}: none of {schema['enum']}")
    if isinstance(value, str):
        if "pattern" in schema and not re.search(schema["pattern"], value):
            wrong.append(f"{path}: pattern")
        if len(value) > schema.get("maxLength", len(value)):
            wrong.append(f"{path}: too long")
    if isinstance(value, (int, float)) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        wrong.append(f"{path}: out of range")
    if isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            wrong.append(f"{path}: number of items")
        kinds = schema.get("prefixItems") or [schema.get("items", {})] * len(value)
        for i, (item, kind) in enumerate(zip(value, kinds, strict=False)):
            wrong += faults(item, kind, root, f"{path}[{i}]")
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        wrong += [f"{path}.{key}: missing" for key in schema.get("required", ()) if key not in value]
        for key, item in value.items():
            if key in properties:
                wrong += faults(item, properties[key], root, f"{path}.{key}")
            elif schema.get("additionalProperties") is False:
                wrong.append(f"{path}.{key}: unknown")
            else:
                wrong += faults(key, schema.get("propertyNames", {}), root, f"{path}.{key}")
    return wrong


def gold_value() -> dict[str, Any]:
    _, data = lamp()
    value = yaml.safe_load(data)
    assert isinstance(value, dict)
    return value


def test_the_example_is_valid() -> None:
    schema = gold_schema()
    assert schema["$schema"] == DIALECT
    assert faults(gold_value(), schema, schema) == []


def test_the_record_of_the_example_is_valid() -> None:
    article, annotation = lamp_gold()
    schema = record_schema()
    assert schema["$schema"] == DIALECT
    assert faults(to_record(annotation, article), schema, schema) == []


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (("schema",), "annotator/2", ".schema: not annotator/1"),
        (("schema",), None, ".schema: missing"),
        (("document", "length"), "475", ".document.length: not integer"),
        (("document", "length"), True, ".document.length: not integer"),
        (("document", "sha256"), "abc", ".document.sha256: pattern"),
        (("document", "meta"), {"colour": "red"}, ".document.meta: none of the alternatives"),
        (("review", "scope"), None, ".review.scope: missing"),
        (("quotes", 0, "act"), None, ".quotes[0].act: missing"),
        (("quotes", 0, "type"), "Direct", ".quotes[0].type: none of ['direct', 'indirect', 'mixed']"),
        (("quotes", 0, "content"), [], ".quotes[0].content: number of items"),
        (("quotes", 0, "content", 0, "span"), [1, 2, 3], ".quotes[0].content[0].span: number of items"),
        (("quotes", 0, "content", 0, "span", 0), -1, ".quotes[0].content[0].span[0]: out of range"),
        (("quotes", 0, "colour"), "red", ".quotes[0].colour: unknown"),
        (("entities", 0, "id"), "two words", ".entities[0].id: pattern"),
        (("sections", 0, "by"), None, ".sections[0].by: missing"),
        (("rejected", 0, "reason"), "because", ".rejected[0].reason: none of the alternatives"),
    ],
)
def test_what_the_reader_refuses_is_not_valid(path: tuple[Any, ...], value: Any, fault: str) -> None:
    data = deepcopy(gold_value())
    at: Any = data
    for step in path[:-1]:
        at = at[step]
    if value is None:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    schema = gold_schema()
    assert faults(data, schema, schema) == [fault]
