"""The settings as values: frozen, complete, handed down from the top."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from annotator.shown import shown
from annotator.values import dataclass, field

Scope = Literal["statements", "all"]
Glyphs = Literal["unicode", "ascii"]
Theme = Literal["dark", "light", "ansi", "plain"]

PRESETS = ("qwerty", "azerty", "dvorak", "left-hand")
"""Key presets; the keys themselves are the command table's."""
GLYPHS: tuple[Glyphs, ...] = ("unicode", "ascii")
THEMES: tuple[Theme, ...] = ("dark", "light", "ansi", "plain")
SCOPES: tuple[Scope, ...] = ("statements", "all")


@dataclass(frozen=True)
class Label:
    """A section label of the project: the letter that picks it, its name in files, one line of meaning."""

    letter: str
    name: str
    meaning: str = ""


@dataclass(frozen=True)
class Flag:
    """A quote flag of the project: its name in files and one line of meaning."""

    name: str
    meaning: str = ""


@dataclass(frozen=True)
class KeymapSettings:
    """What the person changed about the keys.

    `labels` are the letters of picker labels, best first ("" = those of the preset). `keys` maps command
    ids to all their keys (names as in `keys`); commands that are not in it keep those of the preset.
    """

    preset: str = "qwerty"
    labels: str = ""
    glyphs: Glyphs = "unicode"
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Settings:
    """Everything a person or a corpus can choose; every field has a default.

    `language` is None for "find out", `encoding` None for UTF-8. `cues`, `outlets` and `furniture` are
    the corpus's own words for the detectors. `mark_threshold` and `stop_threshold` are probabilities: a
    possible miss is drawn from the first on and stops the reader from the second on.
    """

    annotator: str = "annotator"
    language: str | None = None
    scope: Scope = "statements"
    encoding: str | None = None
    several_annotators: bool = False
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()
    flags: tuple[Flag, ...] = ()
    cues: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    furniture: tuple[str, ...] = ()
    theme: Theme = "dark"
    mark_threshold: float = 0.15
    stop_threshold: float = 0.4
    keymap: KeymapSettings = KeymapSettings()


@dataclass(frozen=True)
class SettingsProblem:
    """Something in a settings file that is not used: the file, its line (from 1), the key, the reason.

    `str(problem)` is one line, safe to show.
    """

    file: Path
    line: int | None
    key: str
    message: str

    def __str__(self) -> str:
        where = shown(str(self.file).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"))
        line = f", line {self.line}" if self.line is not None else ""
        key = f"{shown(self.key)}: " if self.key else ""
        return f"{where}{line}: {key}{shown(self.message)}"


_NO_SLUG = re.compile(r"[\W_]+")


def annotator_id(name: str) -> str:
    """A person's name as an id: `Ines Calloway` -> `ines-calloway`; "" when nothing of it is left.

    Letters of every script and digits, in small letters, with hyphens between: no dots, because the id
    may be a part of a file name (SCHEME 2), at most 40 code points.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    return _NO_SLUG.sub("-", folded).strip("-")[:40].strip("-")
