"""A quick reader for the one notation that `write` produces.

Four fifths of the time of reading a gold file are YAML's events, and nearly every file that is read was
written by this program, whose notation is a small and regular part of YAML: one key or item on a line, two
blanks a level, free text in double quotes on its line. Here that part is read line by line.

The contract: `quick` gives exactly what `plain.parse` gives as `value` for the same bytes, or it gives up
(None) at the first line that is not in the notation, and the whole file goes through the YAML reader, which
also makes all messages. So there is no second truth about any file; only what this module is sure of is
taken from it. It knows no field but those of a span, so it need not change with the schema; what words and
numbers mean is asked of `plain`. It is not for proving what was written: `encode` reads that with YAML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from annotator.goldfile.plain import MAX_KEYS, typed
from annotator.lazy import pattern

MakeSpan = Callable[[int, int, str, str | None, str | None], Any]
"""Makes the value of a span of its start, end (code points), text, `pre` and `post`."""

CHUNK = 1 << 16
"""Bytes decoded at a time, and some more to the end of a line."""
_SHORT, _MOST = 32, 4096
"""Longest line, in code points, that is remembered, and how many are: those that come in many records are short."""
_LONG = 1 << 20
"""Longest text with escapes, in code points."""
_DEPTH = 3
"""Nesting of brackets in one line; a section needs three."""

# `pre` and `post` are known in a span alone: the reader compares them with the article.
# YAML has a limit to the length of keys.
_KEY = r"(?!pre:|post:)[a-z_0-9]{1,40}"
_WORD = r"[^\W_][\w./-]*"
_TEXT = r'"([^"\\\n]*(?:\\.[^"\\\n]*)*)"'
_NUMBER = r"(0|[1-9][0-9]{0,8})"

_LINE = pattern(rf"((?:  ){{0,6}})(?:(- )?({_KEY}):(?: (?:({_WORD})|(.+)))?|- (\{{.+))")
_SPANS = pattern(
    rf"\n((?:  ){{0,6}})(?:- |({_KEY}): )"
    rf"\{{span: \[{_NUMBER}, {_NUMBER}\], text: {_TEXT}(?:, pre: {_TEXT})?(?:, post: {_TEXT})?\}}(?=\n)"
)
"""A line that is nothing but a span: a third of all lines, found in one go."""
_GROUPS = 7
_PIECE = pattern(rf"{_TEXT}|({_WORD})|([\[{{])")
_FIELD = pattern(rf"({_KEY}): ")
_ESCAPE = pattern(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_MEANT = {'"': '"', "\\": "\\", "n": "\n", "r": "\r", "t": "\t"}
# All but what YAML takes inside quotes as it stands: a tab, NEL, LS or PS is left to the YAML reader.
_ODD = pattern("[^ -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")

_OPENS: Any = object()
"""The value of a key whose value begins on the next line."""
_Line = tuple[int, bool, str | None, Any]
"""Depth, whether an item begins, key (None: the item is the value) and value."""


class _OtherError(ValueError):
    """Not in the notation."""


def quick(data: bytes, make_span: MakeSpan) -> dict[str, Any] | None:
    """The value of a gold file in our own notation, else None; never raises.

    Mappings are dicts and sequences tuples, as `plain.parse` has them, but for spans: every mapping that is
    written `{span: [start, end], text: …}` is what `make_span` makes of it.
    """
    if not data.endswith(b"\n"):
        return None  # it may have been cut off
    try:
        return _built(_lines(data, make_span))
    except (ValueError, MemoryError):
        return None


def _built(lines: Iterator[_Line]) -> dict[str, Any]:
    """The mapping that the lines of a file make; raises ValueError where they are not in the notation."""
    top: dict[str, Any] = {}
    around: list[Any] = [top]  # the containers that are open, by depth
    holder: Any = top  # the last of them
    waiting: str | None = None  # its key that has no value yet
    lists: list[tuple[dict[str, Any], str]] = []
    for depth, item, key, value in lines:
        if waiting is not None:
            if depth != len(around):
                raise _OtherError
            inner: Any = [] if item else {}
            if item:
                lists.append((holder, waiting))
            holder[waiting] = inner
            around.append(inner)
            holder, waiting = inner, None
        elif depth != len(around) - 1:
            del around[depth + 1 :]
            holder = around[-1]
            if depth != len(around) - 1:
                raise _OtherError
        if item:
            if type(holder) is not list:
                raise _OtherError
            if key is None:
                holder.append(value)
                continue
            inner = {}
            holder.append(inner)
            around.append(inner)
            holder = inner
        if type(holder) is not dict or key in holder or len(holder) >= MAX_KEYS:
            raise _OtherError
        if value is _OPENS:
            waiting = key
        else:
            holder[key] = value
    if waiting is not None or not top:
        raise _OtherError
    for holder, key in lists:
        holder[key] = tuple(holder[key])
    return top


def _lines(data: bytes, make_span: MakeSpan) -> Iterator[_Line]:
    """What each line says that is not empty; raises ValueError at the first one not in the notation."""
    seen: dict[str, _Line] = {}
    for chunk in _chunks(data):
        # The lines before a span, its groups, the lines before the next one, …
        parts: list[Any] = _SPANS.split(chunk)
        parts += [None] * _GROUPS
        for before, blanks, key, start, end, text, pre, post in zip(*[iter(parts)] * (1 + _GROUPS), strict=True):
            for line in before.split("\n") if before else ():
                if line:
                    known = seen.get(line)
                    if known is None:
                        known = _line(line)
                        comes_again = len(line) <= _SHORT and not known[1] and type(known[3]) is not dict
                        if comes_again and len(seen) < _MOST:
                            seen[line] = known
                    yield known
            if start is not None:
                said = f"{text}{pre}{post}"
                if "\\" in said or not said.isprintable():
                    text, pre, post = (None if one is None else _meant(one) for one in (text, pre, post))
                yield len(blanks) // 2, key is None, key, make_span(int(start), int(end), text, pre, post)


def _chunks(data: bytes) -> Iterator[str]:
    """Whole lines with a line end before and behind them; a whole file at once takes much memory as text."""
    at = 0
    while at < len(data):
        end = (data.find(b"\n", at + CHUNK) + 1) or len(data)
        yield "\n" + data[at:end].decode()
        at = end


def _line(line: str) -> _Line:
    """What a line says that is no span by itself."""
    found = _LINE.fullmatch(line)
    if found is None:
        raise _OtherError
    blanks, dash, key, word, rest, flow = found.groups()
    depth = len(blanks) // 2
    if word is not None:
        return depth, dash is not None, key, typed(word)
    if rest is flow is None:
        if dash:
            raise _OtherError
        return depth, False, key, _OPENS
    value, end = _value(line, found.start(6 if rest is None else 5), 0)
    if end != len(line):
        raise _OtherError
    return depth, dash is not None or key is None, key, value


def _value(line: str, at: int, depth: int) -> tuple[Any, int]:
    """The value that begins there in the line, and where it ends."""
    found = _PIECE.match(line, at)
    if found is None:
        raise _OtherError
    text, word, bracket = found.groups()
    at = found.end()
    if text is not None:
        return _meant(text), at
    if word is not None:
        return typed(word), at
    if depth == _DEPTH:
        raise _OtherError
    items: list[Any] = []
    fields: dict[str, Any] = {}
    close = "]" if bracket == "[" else "}"
    while not line.startswith(close, at):
        if items or fields:
            if not line.startswith(", ", at):
                raise _OtherError
            at += 2
        if bracket == "[":
            value, at = _value(line, at, depth + 1)
            items.append(value)
            continue
        name = _FIELD.match(line, at)
        if name is None or name[1] in fields or len(fields) >= MAX_KEYS:
            raise _OtherError
        fields[name[1]], at = _value(line, name.end(), depth + 1)
    return (tuple(items) if bracket == "[" else fields), at + 1


def _meant(text: str) -> str:
    """The text that is written between quotes."""
    if not text.isprintable() and _ODD.search(text):
        raise _OtherError
    if "\\" not in text:
        return text
    if len(text) > _LONG:
        raise _OtherError  # a million escapes take a hundred megabytes for a moment
    return _ESCAPE.sub(_character, text)


def _character(escape: re.Match[str]) -> str:
    if escape[4] is not None:
        if escape[4] not in _MEANT:
            raise _OtherError
        return _MEANT[escape[4]]
    code = int(escape[1] or escape[2] or escape[3], 16)
    if 0xD800 <= code < 0xE000:
        raise _OtherError
    return chr(code)  # ValueError for what is beyond Unicode
