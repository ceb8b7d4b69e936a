"""YAML as a tree of texts with their lines: what settings are read from.

Nothing is built from the events that could be larger than the file, run code or guess a type: `no`, `1`
and `~` are the words that stand there, and whoever asks for a number or a truth value checks it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from annotator.lazy import pattern
from annotator.shown import excerpt
from annotator.values import dataclass

MAX_DEPTH = 6
"""Nesting allowed in a settings file; ours needs four."""

_UNPRINTABLE = pattern("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


class TreeError(ValueError):
    """The bytes are no settings file at all; `line` counts from 1, None when there is none to name."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True)
class Text:
    """One scalar; `plain` when it was written without quotation marks."""

    line: int
    text: str
    plain: bool

    @property
    def empty(self) -> bool:
        """Whether the key was left without a value."""
        return self.plain and self.text in ("", "~", "null")


@dataclass(frozen=True)
class Items:
    """A sequence."""

    line: int
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Table:
    """A mapping, its keys in the file's order; a key may stand there more than once."""

    line: int
    rows: tuple[tuple[Text, Node], ...]


Node = Text | Items | Table


@dataclass
class _Open:
    """A collection whose end has not been read."""

    line: int
    table: bool
    nodes: list[Node]


def parse(data: bytes) -> Table:
    """The mapping a settings file holds (an empty file: an empty one); raises TreeError.

    Linear in the length of the file and iterative, so that no nesting can exhaust the stack.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TreeError(f"byte {error.start} is not UTF-8; save the file as UTF-8", line) from None
    odd = _UNPRINTABLE.search(text)
    if odd:
        line = text.count("\n", 0, odd.start()) + 1
        raise TreeError(f"character U+{ord(odd.group()):04X} may not stand in YAML; remove it", line)
    root: Node | None = None
    around: list[_Open] = []
    for event in _nodes(text):
        if isinstance(event, _Open):
            if len(around) >= MAX_DEPTH:
                raise TreeError(f"nested more than {MAX_DEPTH} deep", event.line)
            around.append(event)
            continue
        node = _closed(around.pop()) if event is None else event
        if around:
            around[-1].nodes.append(node)
        else:
            root = node
    if root is None or (isinstance(root, Text) and root.empty):
        return Table(1, ())
    if not isinstance(root, Table):
        raise TreeError("settings are `key: value` lines; this is something else", root.line)
    return root


def _closed(collection: _Open) -> Node:
    """A collection that is complete."""
    if not collection.table:
        return Items(collection.line, tuple(collection.nodes))
    rows = []
    for key, value in zip(collection.nodes[::2], collection.nodes[1::2], strict=True):
        if not isinstance(key, Text):
            raise TreeError("a key must be a word", key.line)
        rows.append((key, value))
    return Table(collection.line, tuple(rows))


def _nodes(text: str) -> Iterator[Text | _Open | None]:
    """The events of the one document: scalars, the start of a collection, None for its end."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    documents = 0
    try:
        for event in yaml.parse(text, Loader=loader):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise TreeError("a second document begins; a settings file is one", line)
            elif isinstance(event, yaml.AliasEvent):
                raise TreeError("anchors and aliases (`&`, `*`) are not used in settings; write the value out", line)
            elif isinstance(event, yaml.NodeEvent):
                if event.anchor is not None:
                    raise TreeError("anchors (`&`) are not used in settings", line)
                if isinstance(event, yaml.ScalarEvent):
                    if event.tag is not None:
                        raise TreeError(f"tag {excerpt(event.tag)} is not used in settings", line)
                    yield Text(line, event.value, not event.style)
                elif isinstance(event, yaml.CollectionStartEvent):
                    if event.tag is not None:
                        raise TreeError(f"tag {excerpt(event.tag)} is not used in settings", line)
                    yield _Open(line, isinstance(event, yaml.MappingStartEvent), [])
            elif isinstance(event, yaml.CollectionEndEvent):
                yield None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = excerpt(error.problem or "no YAML", 100)
        raise TreeError(f"this is no YAML: {what}", mark.line + 1 if mark else None) from None
    except TreeError:
        raise
    except (yaml.YAMLError, ValueError, RecursionError, MemoryError) as error:
        raise TreeError(f"this is no YAML ({type(error).__name__})") from None
