"""The part of `dataclasses` this program uses, at a tenth of its cost.

The standard decorator writes and compiles six methods for every class, half a millisecond each time; with
a hundred and fifty classes that was a fifth of a start. Here only `__init__` is compiled, when the first
value is made; the rest is shared. What is written is the same: `@dataclass(frozen=True, slots=True)`,
`field`, `replace`.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform, overload

_T = TypeVar("_T")


class _Missing:
    """No default."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Any = _Missing()


class FrozenError(AttributeError):
    """Somebody tried to change a value that never changes."""


class Field:
    """How a field is made and compared; see `field`."""

    __slots__ = ("compare", "default", "factory", "repr")

    def __init__(self, default: Any, factory: Any, repr: bool, compare: bool) -> None:
        self.default, self.factory, self.repr, self.compare = default, factory, repr, compare


def field(*, default: Any = MISSING, default_factory: Any = MISSING, repr: bool = True, compare: bool = True) -> Any:
    """A field with a default made anew for each value, or left out of `repr` and comparison."""
    return Field(default, default_factory, repr, compare)


@overload
def dataclass(cls: type[_T], /) -> type[_T]: ...
@overload
def dataclass(
    *, frozen: bool = False, slots: bool = False, eq: bool = True, kw_only: bool = False
) -> Callable[[type[_T]], type[_T]]: ...
@dataclass_transform(field_specifiers=(field,))
def dataclass(
    cls: Any = None, /, *, frozen: bool = False, slots: bool = False, eq: bool = True, kw_only: bool = False
) -> Any:
    """Give a class an `__init__` for its annotated fields, comparison and `repr`, as `dataclasses` does.

    `frozen`: no attribute can be set later, and there is a hash. `slots`: no `__dict__`, a fifth of the memory.
    `kw_only`: fields are given by name, and one without a default may follow one that has a default.
    """
    if cls is None:
        return lambda found: _made(found, frozen, slots, eq, kw_only)
    return _made(cls, frozen, slots, eq, kw_only)


def replace(value: _T, /, **changes: Any) -> _T:
    """The value with other fields; TypeError for a field it does not have."""
    kept = {name: getattr(value, name) for name in field_names(type(value)) if name not in changes}
    return type(value)(**kept, **changes)


def field_names(cls: type) -> tuple[str, ...]:
    """The names of the fields, those of base classes first."""
    return tuple(cls.__fields__)  # type: ignore[attr-defined]  # every class made here has it


def values_of(value: Any) -> tuple[Any, ...]:
    """The values of the fields, in their order."""
    return tuple(getattr(value, name) for name in value.__fields__)


def _made(cls: Any, frozen: bool, slots: bool, eq: bool, kw_only: bool) -> Any:
    fields: dict[str, Field] = {}
    for base in reversed(cls.__mro__[1:]):
        fields |= base.__dict__.get("__fields__", {})
    own: dict[str, str] = cls.__annotations__  # of a class: never those of its bases
    for name in own:
        default = cls.__dict__.get(name, MISSING)
        fields[name] = one = default if isinstance(default, Field) else Field(default, MISSING, True, True)
        if isinstance(default, Field) or slots:
            if name in cls.__dict__:
                delattr(cls, name)
            if not slots and one.default is not MISSING:
                setattr(cls, name, one.default)
    if slots:
        cls = _slotted(cls, tuple(own))
    cls.__fields__ = fields
    methods: dict[str, Any] = {"__init__": _first_init(cls, fields, frozen, slots, kw_only), "__repr__": _repr}
    if eq:
        compared = [name for name, one in fields.items() if one.compare]
        cls.__compared__ = staticmethod(attrgetter(*compared) if compared else _nothing)
        methods |= {"__eq__": _equal, "__hash__": _hash if frozen else None}
    if frozen:
        methods |= {"__setattr__": _refuse_set, "__delattr__": _refuse_delete}
    if slots:
        methods |= {"__reduce__": _reduce}
    for name, method in methods.items():
        if name not in cls.__dict__ or cls.__dict__[name] is None:  # None: Python's own mark beside an __eq__
            setattr(cls, name, method)
    return cls


def _slotted(cls: Any, own: tuple[str, ...]) -> Any:
    """The class anew, with slots for its own fields."""
    rest = {name: value for name, value in cls.__dict__.items() if name not in ("__dict__", "__weakref__")}
    return type(cls)(cls.__name__, cls.__bases__, {**rest, "__slots__": own})


def _first_init(cls: Any, fields: dict[str, Field], frozen: bool, slots: bool, kw_only: bool) -> Any:
    """An `__init__` that compiles the real one and gives way to it: most classes make no value during a start."""

    def first(self: Any, *args: Any, **named: Any) -> None:
        made = _init(cls, fields, frozen, slots, kw_only)
        cls.__init__ = made
        made(self, *args, **named)

    return first


def _init(cls: Any, fields: dict[str, Field], frozen: bool, slots: bool, kw_only: bool) -> Any:
    scope: dict[str, Any] = {"put": object.__setattr__, "MISSING": MISSING}
    parameters, lines = ["self", "*"] if kw_only and fields else ["self"], []
    for name, one in fields.items():
        value = name
        if one.factory is not MISSING:
            scope[f"make_{name}"] = one.factory
            parameters.append(f"{name}=MISSING")
            value = f"make_{name}() if {name} is MISSING else {name}"
        elif one.default is not MISSING:
            scope[f"default_{name}"] = one.default
            parameters.append(f"{name}=default_{name}")
        else:
            parameters.append(name)
        if frozen and slots:  # a slot sets itself a quarter faster than it is found by its name
            scope[f"put_{name}"] = getattr(cls, name).__set__
            lines.append(f" put_{name}(self, {value})")
        else:
            lines.append(f" put(self, {name!r}, {value})" if frozen else f" self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append(" self.__post_init__()")
    exec(f"def __init__({', '.join(parameters)}):\n" + ("\n".join(lines) or " pass"), scope)
    made = scope["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made


def _nothing(_value: object) -> tuple[()]:
    return ()


def _repr(self: Any) -> str:
    words = (f"{name}={getattr(self, name)!r}" for name, one in self.__fields__.items() if one.repr)
    return f"{type(self).__qualname__}({', '.join(words)})"


def _equal(self: Any, other: Any) -> Any:
    if self is other:
        return True
    if type(other) is not type(self):
        return NotImplemented
    compared: Any = self.__compared__
    return compared(self) == compared(other)


def _hash(self: Any) -> int:
    return hash(self.__compared__(self))


def _refuse_set(self: Any, name: str, _value: object) -> None:
    raise FrozenError(f"{name} of {type(self).__qualname__} cannot be set: values never change")


def _refuse_delete(self: Any, name: str) -> None:
    raise FrozenError(f"{name} of {type(self).__qualname__} cannot be removed: values never change")


def _reduce(self: Any) -> tuple[Any, ...]:
    return _again, (type(self), values_of(self))


def _again(cls: Any, values: tuple[Any, ...]) -> Any:
    """A value from its fields, for `copy` and `pickle`."""
    made = object.__new__(cls)
    for name, value in zip(cls.__fields__, values, strict=True):
        object.__setattr__(made, name, value)
    return made
