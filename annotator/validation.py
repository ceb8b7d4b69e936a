"""Untrusted plain data to values: the annotations of the models as a schema of pydantic's core.

The core alone is imported, a fifth of the cost of its package, and only where a file is read. It refuses
what has another type (nothing is coerced), unknown keys, and what is beyond the `Limits` of the model.
"""

from __future__ import annotations

from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic_core import SchemaValidator
from pydantic_core import ValidationError as ValidationError  # who calls us catches it

from annotator.model import Limits, Value
from annotator.values import MISSING

_V = TypeVar("_V", bound=Value)


def validated(model: type[_V], data: object) -> _V:
    """The value of that model in the data (mappings are dicts, sequences tuples); raises ValidationError.

    What is a value of the right model already is taken as it is.
    """
    kind: Any = model  # a class is hashable, which mypy does not see
    found: _V = _validator(kind).validate_python(data)
    return found


@cache
def _validator(model: Any) -> SchemaValidator:
    found: dict[str, Any] = {}
    top = _schema(model, found)
    return SchemaValidator({"type": "definitions", "schema": top, "definitions": list(found.values())})


def key_of(name: str) -> str:
    """The key of a field in a file: `schema_` is `schema`, which is taken as a name."""
    return name.rstrip("_")


def _schema(kind: Any, found: dict[str, Any]) -> dict[str, Any]:
    """The core schema of a type; models go into `found`, once each."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Annotated:
        limits = next((one.limits for one in parts[1:] if isinstance(one, Limits)), {})
        return {**_schema(parts[0], found), **limits}
    if origin is Literal:
        return {"type": "literal", "expected": list(parts)}
    if origin in (Union, UnionType):
        (one,) = (part for part in parts if part is not NoneType)  # the models know no other unions
        return {"type": "nullable", "schema": _schema(one, found)}
    if origin is tuple and parts[-1] is Ellipsis:
        return {"type": "tuple", "strict": True, "items_schema": [_schema(parts[0], found)], "variadic_item_index": 0}
    if origin is tuple:
        return {"type": "tuple", "strict": True, "items_schema": [_schema(part, found) for part in parts]}
    if origin is dict:
        keys, values = (_schema(part, found) for part in parts)
        return {"type": "dict", "strict": True, "keys_schema": keys, "values_schema": values}
    if issubclass(kind, Value):
        if kind.__name__ not in found:
            found[kind.__name__] = _model(kind, found)
        return {"type": "definition-ref", "schema_ref": kind.__name__}
    return {"type": kind.__name__, "strict": True}


def _model(model: type[Value], found: dict[str, Any]) -> dict[str, Any]:
    found[model.__name__] = {}  # a model that holds itself would find its place taken
    hints = get_type_hints(model, include_extras=True)
    fields = []
    for name, field in model.__fields__.items():  # type: ignore[attr-defined]  # of every data class
        schema = _schema(hints[name], found)
        if field.default is not MISSING:
            schema = {"type": "default", "schema": schema, "default": field.default}
        fields.append({"type": "dataclass-field", "name": name, "schema": schema, "validation_alias": key_of(name)})
    return {
        "type": "dataclass",
        "cls": model,
        "ref": model.__name__,
        "fields": [field["name"] for field in fields],
        "slots": True,
        "schema": {
            "type": "dataclass-args",
            "dataclass_name": model.__name__,
            "fields": fields,
            "extra_behavior": "forbid",
        },
    }
