"""Rows of styled text as the bytes a terminal wants: only the cells that changed, only the codes that differ.

Standard library only. Every sequence sent is made here or by the toolkit; text comes in as rows, which
hold nothing a terminal would obey.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from operator import ne, or_
from typing import Literal, NamedTuple

from annotator.cells import clusters, is_narrow, is_steady, width
from annotator.tui.line import Row, plain
from annotator.tui.themes import Look, Theme

Depth = Literal["true", "256", "16"]

NAMES = {
    "black": 0, "red": 1, "green": 2, "yellow": 3, "blue": 4, "magenta": 5, "cyan": 6, "white": 7,
    "bright_black": 8, "bright_red": 9, "bright_green": 10, "bright_yellow": 11, "bright_blue": 12,
    "bright_magenta": 13, "bright_cyan": 14, "bright_white": 15,
}  # fmt: skip
_STEPS = (0, 95, 135, 175, 215, 255)
_ON = {"b": "1", "d": "2", "u": "4", "r": "7"}
_OFF = {"b": "22", "d": "22", "u": "24", "r": "27"}

GAP = 6
"""Unchanged cells between two changed ones that are cheaper sent again than jumped over."""

Cell = tuple[str, str] | None
"""A cluster and its style name; None is the right half of a wide one."""


def depth_of(environment: Mapping[str, str]) -> Depth:
    """How many colours the terminal knows, by what it says of itself."""
    term = environment.get("TERM", "").lower()
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit") or term.endswith(("-direct", "-kitty")):
        return "true"
    return "256" if "256" in term else "16"


def near(colour: str) -> int:
    """The number, among 256, of the colour nearest to `#rrggbb`."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    cube = [min(range(6), key=lambda step: abs(_STEPS[step] - part)) for part in (red, green, blue)]
    grey = max(0, min(23, round(((red + green + blue) / 3 - 8) / 10)))
    level = 8 + 10 * grey
    far_cube = sum((_STEPS[step] - part) ** 2 for step, part in zip(cube, (red, green, blue), strict=True))
    far_grey = sum((level - part) ** 2 for part in (red, green, blue))
    return 232 + grey if far_grey < far_cube else 16 + 36 * cube[0] + 6 * cube[1] + cube[2]


_FIRST_SIGN = 0x100
_ONE_STYLE = re.compile(r"(.)\1*", re.DOTALL)
_RUN = re.compile(rb"\x01+(?:\x00{1,%d}\x01+)*" % GAP)
"""Cells that differ, with the short stretches between them that are sent again."""


class _Coded(NamedTuple):
    """A row for comparing: a `simple` one has a code point for each cell, and in `styles` a sign for its style."""

    row: Row
    text: str
    styles: str
    simple: bool
    steady: bool
    size: int


def _differing(old: _Coded, new: _Coded) -> list[tuple[int, int]]:
    """`changed` for two simple rows of the same length: compared without a step of Python for each cell."""
    differ = map(ne, old.text, new.text)
    if old.styles != new.styles:
        differ = map(or_, differ, map(ne, old.styles, new.styles))
    return [match.span() for match in _RUN.finditer(bytes(differ))]


class Encoder:
    """Turns rows into terminal output for one theme and one depth of colour."""

    def __init__(self, theme: Theme, depth: Depth) -> None:
        self._theme = theme
        self._depth = depth
        self._changes: dict[tuple[Look, Look], str] = {}
        self._plain: Look = ("", "", "")
        self._signs: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._shown: dict[int, _Coded] = {}
        """The rows of the last frame that changed, by their numbers: the next one begins with them."""

    def frame(self, old: Sequence[Row], new: Sequence[Row]) -> str:
        """What turns the screen showing `old` into `new`; both have the same number of rows and columns.

        Assumes no colours are set and leaves none set. "" when nothing differs.
        """
        parts: list[str] = []
        look = self._plain
        for number, (before, after) in enumerate(zip(old, new, strict=True)):
            if before is after or before == after:
                continue
            theirs = self._shown.get(number)
            if theirs is None or theirs.row is not before:
                theirs = self._coded(before)
            ours = self._shown[number] = self._coded(after)
            if theirs.simple and ours.simple and len(theirs.text) == len(ours.text):
                runs = _differing(theirs, ours)
            else:
                runs = changed(cells(before), cells(after))
            if runs and not (theirs.steady and ours.steady):
                # A terminal that draws an emoji wider than we count has shifted the rest of the row.
                runs = [(0, ours.size)]
            for start, end in runs:
                parts.append(f"\x1b[{number + 1};{start + 1}H")
                if ours.simple:
                    look = self._write_simple(ours, start, end, look, parts)
                else:
                    look = self._write(cells(after)[start:end], look, parts)
        if parts:
            parts.append("\x1b[0m")
        return "".join(parts)

    def whole(self, rows: Sequence[Row]) -> str:
        """The whole screen, row by row from its first cell."""
        parts: list[str] = []
        look = self._plain
        for number, row in enumerate(rows):
            parts.append(f"\x1b[{number + 1};1H")
            for text, names in row:
                look = self._switch(look, names, parts)
                parts.append(text)
        parts.append("\x1b[0m")
        return "".join(parts)

    def _coded(self, row: Row) -> _Coded:
        """The row with a sign for the style of each cell."""
        text = plain(row)
        if not is_narrow(text):
            return _Coded(row, text, "", False, is_steady(text), len(cells(row)))
        parts = []
        for piece, name in row:
            sign = self._signs.get(name)
            if sign is None:
                sign = self._signs[name] = chr(_FIRST_SIGN + len(self._signs))
                self._names[sign] = name
            parts.append(sign * len(piece))
        return _Coded(row, text, "".join(parts), True, is_steady(text), len(text))

    def _write_simple(self, row: _Coded, start: int, end: int, look: Look, parts: list[str]) -> Look:
        for match in _ONE_STYLE.finditer(row.styles, start, end):
            look = self._switch(look, self._names[match.group(1)], parts)
            parts.append(row.text[match.start() : match.end()])
        return look

    def _write(self, run: Sequence[Cell], look: Look, parts: list[str]) -> Look:
        style = None
        for cell in run:
            if cell is None:
                continue
            text, names = cell
            if names != style:
                look = self._switch(look, names, parts)
                style = names
            parts.append(text)
        return look

    def _switch(self, look: Look, names: str, parts: list[str]) -> Look:
        """Codes from one look to that of a style name."""
        wanted = self._theme.look(names)
        if wanted != look:
            codes = self._changes.get((look, wanted))
            if codes is None:
                codes = self._changes[look, wanted] = self._codes(look, wanted)
            parts.append(codes)
        return wanted

    def _codes(self, old: Look, new: Look) -> str:
        codes: list[str] = []
        off = set(old[2]) - set(new[2])
        on = set(new[2]) - set(old[2])
        codes += sorted({_OFF[attribute] for attribute in off})
        if off & {"b", "d"}:
            on |= set(new[2]) & {"b", "d"}  # one code ends both
        codes += [_ON[attribute] for attribute in sorted(on)]
        if old[0] != new[0]:
            codes.append(self._colour(new[0], 30))
        if old[1] != new[1]:
            codes.append(self._colour(new[1], 40))
        return f"\x1b[{';'.join(codes)}m"

    def _colour(self, colour: str, base: int) -> str:
        if not colour:
            return str(base + 9)
        number = NAMES.get(colour)
        if number is not None:
            return str(base + number if number < 8 else base + 52 + number)
        if self._depth == "true":
            red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
            return f"{base + 8};2;{red};{green};{blue}"
        return f"{base + 8};5;{near(colour)}"


def cells(row: Row) -> list[Cell]:
    """The row cell by cell; code points without a width are drawn into the cell before them."""
    made: list[Cell] = []
    for text, names in row:
        if is_narrow(text):
            made += [(char, names) for char in text]
            continue
        for start, end in clusters(text):
            part = text[start:end]
            size = width(part)
            if size == 0 and made and made[-1] is not None:
                made[-1] = (made[-1][0] + part, made[-1][1])
                continue
            made.append((part, names))
            made += [None] * (size - 1)
    return made


def changed(old: list[Cell], new: list[Cell]) -> list[tuple[int, int]]:
    """The runs of cells that differ: (start, end), end exclusive, never in the middle of a wide cluster."""
    runs: list[tuple[int, int]] = []
    for place, cell in enumerate(new):
        if place < len(old) and old[place] == cell:
            continue
        if runs and place - runs[-1][1] <= GAP:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return [_whole(new, old, run) for run in runs]


def _whole(new: list[Cell], old: list[Cell], run: tuple[int, int]) -> tuple[int, int]:
    """The run with the wide clusters at its ends complete, in both rows."""
    start, end = run
    while start > 0 and (new[start] is None or (start < len(old) and old[start] is None)):
        start -= 1
    while end < len(new) and (new[end] is None or (end < len(old) and old[end] is None)):
        end += 1
    return start, end
