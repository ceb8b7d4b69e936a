"""Every setting: how it is written, what it must be, and how the corpus's and the person's go together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

from annotator.config.keys import key_name
from annotator.config.settings import (
    GLYPHS,
    PRESETS,
    SCOPES,
    THEMES,
    Flag,
    KeymapSettings,
    Label,
    Settings,
    SettingsProblem,
    annotator_id,
)
from annotator.config.tree import Items, Node, Table, Text
from annotator.shown import excerpt
from annotator.store.globs import refused
from annotator.values import replace

MAX_ITEMS = 5000
"""Entries of the longest list that is used."""
MAX_NAMES = 40
"""Labels or flags of a project; pickers have no room for more."""
MAX_WORDS = 200
"""Code points of the longest single entry."""
MAX_PROBLEMS = 50
"""Problems listed of one file; the rest is counted."""

_SLUG = re.compile(r"[a-z][a-z0-9_]{0,63}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_NOT_FOR_FILES = frozenset({"unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined", "utf_7"})


class FieldError(ValueError):
    """A setting that is not used; `line` is where, `message` why."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


# ------------------------------------------------------------------ single values


def _text(node: Node, what: str = "a word") -> str:
    """A single value that is not empty."""
    if not isinstance(node, Text):
        raise FieldError(node.line, f"must be {what}, not a {'list' if isinstance(node, Items) else 'mapping'}")
    text = node.text.strip()
    if node.empty or not text:
        raise FieldError(node.line, f"has no value; it must be {what}")
    if len(text) > MAX_WORDS:
        raise FieldError(node.line, f"is longer than {MAX_WORDS} characters")
    return text


def _truth(node: Node) -> bool:
    text = _text(node, "true or false").lower()
    if text not in ("true", "false", "yes", "no"):
        raise FieldError(node.line, f"must be true or false, not {excerpt(text)}")
    return text in ("true", "yes")


def _share(node: Node) -> float:
    """A number from 0 to 1."""
    text = _text(node, "a number from 0 to 1")
    if not re.fullmatch(r"(?:0?\.[0-9]{1,9}|[01](?:\.[0-9]{0,9})?)", text) or float(text) > 1:
        raise FieldError(node.line, f"must be a number from 0 to 1, not {excerpt(text)}")
    return float(text)


def _one_of(options: tuple[str, ...]) -> Callable[[Node], str]:
    def read(node: Node) -> str:
        what = " or ".join(options)
        text = _text(node, what)
        if text not in options:
            raise FieldError(node.line, f"must be {what}, not {excerpt(text)}")
        return text

    return read


def _annotator(node: Node) -> str:
    name = annotator_id(_text(node, "a name"))
    if not name:
        raise FieldError(node.line, "must hold at least one letter or digit")
    return name


def _language(node: Node) -> str | None:
    text = _text(node, "a language such as en or de, or auto")
    if text == "auto":
        return None
    if not _LANGUAGE.fullmatch(text):
        raise FieldError(node.line, f"must be a language such as en or de, or auto, not {excerpt(text)}")
    primary, hyphen, rest = text.partition("-")
    return primary.lower() + hyphen + rest


def _encoding(node: Node) -> str | None:
    """A codec for whole files; UTF-8 (with or without a byte order mark) is the default, None."""
    import codecs

    text = _text(node, "an encoding such as windows-1252")
    try:
        name = codecs.lookup(text).name
        " ".encode(text)  # codecs such as rot13 exist, but not for text
    except (LookupError, ValueError):
        name = ""
    if not name or name.replace("-", "_") in _NOT_FOR_FILES:
        raise FieldError(node.line, f"{excerpt(text)} is no encoding of text files; use one such as windows-1252")
    return None if name in ("utf-8", "utf-8-sig") else text.lower()


def _picker_labels(node: Node) -> str:
    """15 to 26 letters of any script, in small letters, each one cell wide, none twice."""
    text = _text(node, "15 to 26 letters in one word")
    for letter in text:
        if not letter.isalpha() or letter != letter.lower() or unicodedata.east_asian_width(letter) in "WF":
            raise FieldError(node.line, f"{excerpt(letter)} is not a small letter one cell wide")
    twice = next((letter for letter in text if text.count(letter) > 1), None)
    if twice is not None:
        raise FieldError(node.line, f"{twice} stands there twice")
    if not 15 <= len(text) <= 26:
        raise FieldError(node.line, f"must be 15 to 26 letters, not {len(text)}")
    return text


_SINGLE: dict[str, Callable[[Node], Any]] = {
    "annotator": _annotator,
    "language": _language,
    "scope": _one_of(SCOPES),
    "encoding": _encoding,
    "several_annotators": _truth,
    "theme": _one_of(THEMES),
    "mark_threshold": _share,
    "stop_threshold": _share,
}
_LISTS = ("include", "exclude", "cues", "outlets", "furniture")
_KEYMAP_SINGLE: dict[str, Callable[[Node], Any]] = {
    "preset": _one_of(PRESETS),
    "labels": _picker_labels,
    "glyphs": _one_of(GLYPHS),
}
KEYS: tuple[str, ...] = (*_SINGLE, *_LISTS, "labels", "flags", "keymap")
"""Every key a settings file may have."""


# ------------------------------------------------------------------ the whole


class Draft:
    """Settings in the making: files are read one after the other, the later one wins."""

    def __init__(self, command_ids: frozenset[str]) -> None:
        self._ids = command_ids
        self._values: dict[str, Any] = {}
        self._labels: dict[str, Label] = {}
        self._flags: dict[str, Flag] = {}
        self._keymap: dict[str, Any] = {}
        self._keys: dict[str, tuple[str, ...]] = {}
        self._file = Path()
        self._count = 0
        self.problems: list[SettingsProblem] = []

    @property
    def named(self) -> bool:
        """Whether a file says who annotates."""
        return "annotator" in self._values

    def settings(self) -> Settings:
        """What the files so far say."""
        keymap = KeymapSettings(**self._keymap, keys=MappingProxyType(dict(self._keys)))
        return replace(
            Settings(),
            **self._values,
            labels=tuple(self._labels.values()),
            flags=tuple(self._flags.values()),
            keymap=keymap,
        )

    def read(self, file: Path, table: Table | None) -> None:
        """Take what is good in a file; what is not becomes a problem."""
        self._file = file
        self._count = 0
        for row, node in self._rows(table, "", KEYS):
            key = row.text
            if key in _SINGLE:
                self._take(self._values, key, key, _SINGLE[key], node)
            elif key in _LISTS:
                self._read_list(key, node)
            elif key == "labels":
                self._read_labels(node)
            elif key == "flags":
                self._read_flags(node)
            else:
                self._read_keymap(node)
        if self._count > MAX_PROBLEMS:
            more = f"{self._count - MAX_PROBLEMS:,} more problems like these"
            self.problems.append(SettingsProblem(file, None, "", more))

    def _problem(self, line: int, key: str, message: str, *, near: tuple[str, Collection[str]] = ("", ())) -> None:
        """Note a problem; `near` is a word that is not known and the words that are."""
        self._count += 1
        if self._count <= MAX_PROBLEMS:
            self.problems.append(SettingsProblem(self._file, line, key, message + _nearest(*near)))

    def _take(self, into: dict[str, Any], name: str, key: str, read: Callable[[Node], Any], node: Node) -> None:
        """Read one value, if it is one."""
        try:
            into[name] = read(node)
        except FieldError as error:
            self._problem(error.line, key, error.message)

    def _rows(self, node: Node | None, at: str, allowed: tuple[str, ...] | None) -> Iterator[tuple[Text, Node]]:
        """The rows of a mapping without unknown and repeated keys; `at` is the key it stands under."""
        if node is None or (isinstance(node, Text) and node.empty):
            return
        if not isinstance(node, Table):
            self._problem(node.line, at, "must be a mapping, `key: value` lines")
            return
        lines: dict[str, int] = {}
        for key, value in node.rows:
            name = f"{at}.{excerpt(key.text)}" if at else excerpt(key.text)
            if key.text in lines:
                self._problem(key.line, name, f"was already given in line {lines[key.text]}; the first one counts")
            elif allowed is not None and key.text not in allowed:
                lines[key.text] = key.line
                self._problem(key.line, name, "is not a setting", near=(key.text, allowed))
            else:
                lines[key.text] = key.line
                yield key, value

    def _items(self, node: Node, at: str, limit: int = MAX_ITEMS) -> Iterator[Node]:
        """The items of a list; a single word is a list of one."""
        if isinstance(node, Text):
            if not node.empty:
                yield node
            return
        if isinstance(node, Table):
            self._problem(node.line, at, "must be a list, one `- item` a line or [item, item]")
            return
        if len(node.items) > limit:
            self._problem(node.line, at, f"has {len(node.items):,} items; the first {limit:,} are used")
        yield from node.items[:limit]

    def _read_list(self, key: str, node: Node) -> None:
        """A list of words or patterns. Words add up over the files; the corpus's patterns replace."""
        patterns = key in ("include", "exclude")
        found = [] if patterns else list(self._values.get(key, ()))
        for item in self._items(node, key):
            try:
                text = _text(item, "a pattern" if patterns else "a word or a phrase")
                why = refused(text) if patterns else None
                if why is not None:
                    raise FieldError(item.line, f"{excerpt(text)} {why}")
            except FieldError as error:
                self._problem(error.line, key, error.message)
            else:
                found.append(text)
        self._values[key] = tuple(dict.fromkeys(found))

    def _read_labels(self, node: Node) -> None:
        from annotator.model import SECTION_KINDS  # the models are slow to import, and few projects have labels

        for item in self._items(node, "labels", MAX_NAMES):
            row = self._named(item, "labels", ("letter", "name", "meaning"))
            if row is None:
                continue
            letter, name = row.get("letter", ""), row["name"]
            taken = {known.letter: known.name for known in self._labels.values() if known.name != name}
            taken |= {own: kind for kind, own in SECTION_KINDS.items()}
            if name in SECTION_KINDS:
                self._problem(item.line, "labels", f"{name} is a label of the scheme already")
            elif len(letter) != 1 or unicodedata.category(letter)[0] not in "LN":
                self._problem(item.line, "labels", f"{name} needs a `letter`: one letter or digit")
            elif letter == "z":
                self._problem(item.line, "labels", "the letter z cuts a section; take another one")
            elif letter in taken:
                self._problem(item.line, "labels", f"the letter {letter} already picks {taken[letter]}")
            else:
                self._labels[name] = Label(letter, name, row.get("meaning", ""))

    def _read_flags(self, node: Node) -> None:
        from annotator.model import FLAGS

        for item in self._items(node, "flags", MAX_NAMES):
            row = self._named(item, "flags", ("name", "meaning"))
            if row is None:
                continue
            if row["name"] in FLAGS:
                self._problem(item.line, "flags", f"{row['name']} is a flag of the scheme already")
            else:
                self._flags[row["name"]] = Flag(row["name"], row.get("meaning", ""))

    def _named(self, item: Node, key: str, allowed: tuple[str, ...]) -> dict[str, str] | None:
        """A mapping of words with a `name` that fits into gold files, or a problem and None."""
        if not isinstance(item, Table):
            example = ", ".join(f"{name}: …" for name in allowed)
            self._problem(item.line, key, f"each item must be a mapping: {{{example}}}")
            return None
        row: dict[str, str] = {}
        for name, value in self._rows(item, key, allowed):
            self._take(row, name.text, f"{key}.{name.text}", _text, value)
        if not _SLUG.fullmatch(row.get("name", "")):
            self._problem(item.line, key, "needs a `name` of small letters a-z, digits and _, a letter first")
            return None
        return row

    def _read_keymap(self, node: Node) -> None:
        for row, value in self._rows(node, "keymap", (*_KEYMAP_SINGLE, "keys")):
            key = row.text
            if key in _KEYMAP_SINGLE:
                self._take(self._keymap, key, f"keymap.{key}", _KEYMAP_SINGLE[key], value)
            else:
                self._read_keys(value)

    def _read_keys(self, node: Node) -> None:
        """Keys of commands. A key that another command of the same file has is refused."""
        used: dict[str, tuple[str, int]] = {}
        for row, value in self._rows(node, "keymap.keys", None):
            id = row.text
            at = f"keymap.keys.{excerpt(id)}"
            if id not in self._ids:
                self._problem(row.line, at, "is not a command", near=(id, self._ids))
                continue
            keys = [
                key for item in self._items(value, at, MAX_NAMES) if (key := self._key(item, id, at, used)) is not None
            ]
            if keys:
                # A key given here is taken from the command that the person's own file gave it to.
                self._keys = {
                    other: kept
                    for other, own in self._keys.items()
                    if (kept := tuple(key for key in own if key not in keys))
                }
                self._keys[id] = tuple(dict.fromkeys(keys))

    def _key(self, item: Node, id: str, at: str, used: dict[str, tuple[str, int]]) -> str | None:
        """One key, if a terminal sends it and nothing else in this file has it."""
        if not isinstance(item, Text) or not item.text:
            self._problem(item.line, at, "each key must be one word such as a, Space or PgDn")
            return None
        key, why = key_name(item.text)
        if why is not None:
            self._problem(item.line, at, f"the key {excerpt(item.text)} {why}")
            return None
        other, line = used.get(key, (id, 0))
        if other != id:
            self._problem(item.line, at, f"the key {excerpt(item.text)} was given to {other} in line {line}")
            return None
        used[key] = (id, item.line)
        return key


def _nearest(word: str, known: Collection[str]) -> str:
    """`; did you mean …?`, or nothing."""
    if not known:
        return ""
    import difflib

    near = difflib.get_close_matches(word[:MAX_WORDS], sorted(known), 1, 0.6)
    return f"; did you mean {near[0]}?" if near else ""
