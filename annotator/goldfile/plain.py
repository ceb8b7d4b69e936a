"""YAML text to plain Python values, for files that may be hostile.

Only what a gold file needs is read: one document of mappings, sequences and scalars. Anchors, aliases,
tags and merge keys are refused while the *events* are read, before anything is built from them: PyYAML's
own composer can be made to overflow the stack, to run for minutes or to fill the memory by a file of a
few kilobytes. The walk here is iterative and linear, with libyaml and with the pure-Python classes.
"""

from __future__ import annotations

import re
from typing import Any, NoReturn

from annotator.lazy import pattern
from annotator.shown import excerpt
from annotator.values import dataclass, field

MAX_DEPTH = 12
"""Nesting allowed in a file; a gold file needs six."""
MAX_KEYS = 64
"""Keys allowed in one mapping; a gold file needs twenty-two."""

_CONFLICT = pattern(r"^(?:<{7}|\|{7}|={7}|>{7})(?=\s|$)", re.MULTILINE)
# What YAML calls printable, without U+FEFF: libyaml refuses that inside a document, PyYAML does not.
_UNPRINTABLE = pattern("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_SURROGATE_ESCAPE = pattern(r"\\(?:u|U0000)[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_COMMENT = re.compile(r"(?:^|(?<=\s))#", re.MULTILINE)

_CONSTANTS: dict[str, Any] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    ".nan": float("nan"), ".inf": float("inf"), "-.inf": float("-inf"),
}  # fmt: skip
_INT = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
# An exponent without sign or point is no number here: entity ids such as `1e3` stay words.
_FLOAT = re.compile(r"-?(?:[0-9]{1,40}\.[0-9]{0,40}(?:[eE][-+]?[0-9]{1,3})?|[0-9]{1,40}[eE][-+][0-9]{1,3})")


class RefusedError(ValueError):
    """The text is not the YAML of a gold file; `line` counts from 1, None when there is no line to name."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass
class Plain:
    """What a file holds, and where.

    Mappings are dicts, sequences tuples. `lines` maps the `id` of each container to the line of each of
    its keys or items, or to the one line all of them are on. `contexts` are the mappings that have `text`
    and also `pre` or `post`, `spanless` those with `text` but no `span`. `comment` is the line of the
    first comment.
    """

    value: Any = None
    lines: dict[int, dict[Any, int] | int] = field(default_factory=dict)
    contexts: list[dict[str, Any]] = field(default_factory=list)
    spanless: list[dict[str, Any]] = field(default_factory=list)
    comment: int | None = None

    def line_of(self, path: tuple[int | str, ...]) -> int | None:
        """The line of the value at that path, or of the nearest one around it that is there."""
        at, line = self.value, None
        for step in path:
            known = self.lines.get(id(at), {})
            if isinstance(known, int):
                known = dict.fromkeys(at if isinstance(at, dict) else range(len(at)), known)
            if step not in known:
                break
            line = known[step]
            at = at[step]
        return line


def typed(word: str) -> Any:
    """The value of a plain scalar: null, a truth value, a number, else the word itself.

    Far less than YAML 1.1 reads into plain words: `no`, `on`, `08`, `1e3`, `2025-01-29` stay words.
    """
    if word in _CONSTANTS:
        return _CONSTANTS[word]
    if word[0] in "-0123456789":
        if _INT.fullmatch(word):
            return int(word)
        if _FLOAT.fullmatch(word):
            return float(word)
    return word


def decode(data: bytes) -> str:
    """The text of a gold file's bytes; RefusedError when they are not text, or hold a merge conflict."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise RefusedError(f"byte {error.start} is not UTF-8; a gold file is always UTF-8", line) from None
    conflict = _CONFLICT.search(text)
    if conflict:
        raise RefusedError(
            f"conflict marker `{conflict.group()}`: a merge was left unresolved; settle it with "
            "`annotator merge`, or by hand",
            _line(text, conflict.start()),
        )
    odd = _UNPRINTABLE.search(text)
    if odd:
        raise RefusedError(
            f"character U+{ord(odd.group()):04X} may not stand in YAML; write it as an escape in double quotes",
            _line(text, odd.start()),
        )
    return text


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def parse(text: str, *, pure: bool = False) -> Plain:
    """The one document in `text`; raises RefusedError, and nothing else, when it is not acceptable.

    `pure` takes PyYAML's Python classes even where libyaml is present.
    """
    import yaml  # only who reads a gold file pays for it

    loader: Any = yaml.SafeLoader if pure else getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _build(text, yaml.parse(text, Loader=loader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        words = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
        raise RefusedError(
            f"not YAML: {excerpt(str(words), 100)}; is the file cut off, or a quotation mark missing?",
            None if mark is None else mark.line + 1,
        ) from None
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        if isinstance(error, RefusedError):
            raise
        raise RefusedError(f"not readable as YAML ({type(error).__name__})") from None


def _refuse(event: Any, message: str) -> NoReturn:
    raise RefusedError(message, event.start_mark.line + 1)


def _forbid_anchor_and_tag(event: Any) -> None:
    if event.anchor is not None:
        _refuse(event, "YAML anchors (&) are not used in gold files; write the value out")
    if event.tag is not None:
        _refuse(event, "YAML tags (!) are not used in gold files; remove it")


def _build(text: str, events: Any) -> Plain:
    """Build the value from the events; containers are attached to their parents when they end."""
    import yaml  # as above

    plain = Plain()
    hashes = [match.start() for match in _COMMENT.finditer(text)]
    scalars: list[tuple[int, int]] = []
    surrogates = _SURROGATE_ESCAPE.search(text) is not None
    stack: list[tuple[Any, dict[Any, int], Any]] = []
    container: Any = None  # dict or list being filled
    known: dict[Any, int] = {}  # lines of its keys or items
    key: Any = None  # key that waits for its value
    documents = 0
    for event in events:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            if event.anchor is not None or event.tag is not None:
                _forbid_anchor_and_tag(event)
            value: Any = event.value
            if surrogates and _SURROGATE.search(value):
                _refuse(event, "half of a surrogate pair is no character; write the character itself")
            if hashes:
                scalars.append((event.start_mark.index, event.end_mark.index))
            if key is None and type(container) is dict:
                if value == "<<" and not event.style:
                    _refuse(event, "merge keys (<<) are not used in gold files; write the values out")
                if value in container:
                    _refuse(
                        event,
                        f"key `{excerpt(value)}` twice in one mapping, first in line {known[value]}; keep one",
                    )
                if len(container) >= MAX_KEYS:
                    _refuse(event, f"more than {MAX_KEYS} keys in one mapping; no gold file has so many")
                key = value
                known[key] = event.start_mark.line + 1
                continue
            if not event.style:
                value = typed(value)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            _forbid_anchor_and_tag(event)
            if key is None and type(container) is dict:
                _refuse(event, "a key has to be one plain word")
            if len(stack) >= MAX_DEPTH:
                _refuse(event, f"nested deeper than {MAX_DEPTH} levels; no gold file is")
            if type(container) is list:
                known[len(container)] = event.start_mark.line + 1
            stack.append((container, known, key))
            container = {} if kind is yaml.MappingStartEvent else []
            known = {}
            key = None
            continue
        elif kind is yaml.MappingEndEvent:
            value, lines = container, known
            if "text" in value:
                if "span" not in value:
                    plain.spanless.append(value)
                elif "pre" in value or "post" in value:
                    plain.contexts.append(value)
            container, known, key = stack.pop()
            plain.lines[id(value)] = _compact(lines)
        elif kind is yaml.SequenceEndEvent:
            value, lines = tuple(container), known
            container, known, key = stack.pop()
            if value:
                plain.lines[id(value)] = _compact(lines)
        elif kind is yaml.AliasEvent:
            _refuse(event, "YAML aliases (*) are not used in gold files; write the value out")
        elif kind is yaml.DocumentStartEvent:
            documents += 1
            if documents > 1:
                _refuse(event, "more than one YAML document in the file; keep one")
            continue
        else:
            continue
        if type(container) is dict:
            container[key] = value
            key = None
        elif type(container) is list:
            if kind is yaml.ScalarEvent:
                known[len(container)] = event.start_mark.line + 1
            container.append(value)
        else:
            plain.value = value
    plain.comment = _first_comment(text, hashes, scalars)
    return plain


def _compact(lines: dict[Any, int]) -> dict[Any, int] | int:
    """One number where all lines are the same: a file may hold a hundred thousand one-line containers."""
    found = set(lines.values())
    return found.pop() if len(found) == 1 else lines


def _first_comment(text: str, hashes: list[int], scalars: list[tuple[int, int]]) -> int | None:
    """The line of the first of those `#` that stands outside every scalar."""
    at = 0
    for offset in hashes:
        while at < len(scalars) and scalars[at][1] <= offset:
            at += 1
        if at == len(scalars) or offset < scalars[at][0]:
            return _line(text, offset)
    return None
