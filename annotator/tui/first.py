"""The first picture, painted before the interface is imported, which takes some hundred milliseconds.

Of an article somebody has worked on it is the desk's own picture: only the toolkit is missing. Of one nobody
has worked on, what will be on the screen is known as soon as the text is read, but for what the detectors
add. So the same painters draw it at once, without them: the rows of the sections stage, or of a long article
the text itself. Nothing moves sideways later; the rows of a long section fold once the sections are known.
Imports neither the toolkit nor the model.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from annotator.article import LARGE
from annotator.layout import Geometry, Layout
from annotator.shown import shown
from annotator.text import Structure
from annotator.tui import terminal
from annotator.tui.ansi import Encoder, depth_of
from annotator.tui.glyphs import Glyphs
from annotator.tui.line import Row
from annotator.tui.painter import Painter
from annotator.tui.themes import Theme, theme_for, theme_in
from annotator.views import Header, HelpLine, Hint, PickerView, PromptView, ReadingView, SectionRow

OTHER_SCREEN = "\x1b[?1049h"
"""Enters the terminal's other screen; written exactly like this by the toolkit's driver."""
START = f"{OTHER_SCREEN}\x1b[?25l\x1b[?7l"
END = "\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l"
ENOUGH = 20_000
"""Code points that fill any window."""
ROW_TEXT = 400


class _Desk:
    """What the painter asks of a desk, for an article of which nothing but the text is known."""

    def __init__(self, name: str, text: str, columns: int, rows: int) -> None:
        self.stage = "reading" if len(text) > LARGE else "sections"
        self.geometry = Geometry.of(columns, rows)
        self._name = name
        self._text = text[:ENOUGH]
        self._structure = Structure(self._text)

    @property
    def layout(self) -> Layout:
        return Layout(self._text, self._structure, self.geometry.text_width)

    def reading(self) -> ReadingView:
        return ReadingView(0, (), (), (), (), (), None)

    def sections(self) -> tuple[SectionRow, ...]:
        return tuple(
            SectionRow("", "", span, " ".join(self._text[span[0] : span[1]].split())[:ROW_TEXT])
            for span in self._structure.paragraphs[: self.geometry.rows]
        )

    def header(self) -> Header:
        return Header(shown(self._name), "", "", "", "no file yet")

    def status(self) -> str:
        return ""

    def footer(self) -> tuple[Hint, ...]:
        return ()

    def caret(self) -> int:
        return 0

    def picker(self) -> PickerView | None:
        return None

    def prompt(self) -> PromptView | None:
        return None

    def closing(self) -> tuple[()]:
        return ()

    def listing(self, height: int) -> Any:
        raise NotImplementedError

    def hits(self, height: int) -> Any:
        raise NotImplementedError

    def help(self) -> tuple[HelpLine, ...]:
        return ()


def picture(name: str, text: str, columns: int, rows: int, glyphs: Glyphs = "unicode") -> list[Row]:
    """The rows of the first picture of an article in a window of that size."""
    return Painter(glyphs).paint(_Desk(name, text, columns, rows)).rows


class Shown:
    """A first picture that may be on the terminal; `on` tells whether it is."""

    def __init__(self, descriptor: int = -1) -> None:
        self._descriptor = descriptor
        self.on = descriptor >= 0

    def hand_over(self) -> bool:
        """Leave it to the interface, which goes over it; whether there is one."""
        was, self.on = self.on, False
        return was

    def wipe(self) -> None:
        """Take it away, so that something can be said."""
        if self.hand_over():
            with suppress(OSError):
                _send(self._descriptor, END)


def paint(made: Callable[[int, int], list[Row]], *, theme_name: str | None) -> Shown:
    """Paint the first picture, if there is a terminal that takes it: what is `made` for its columns and rows.

    Call it inside `terminal.quiet()`. From here on until the interface listens, a signal to end restores
    the terminal and ends: nothing can have been changed yet.
    """
    stream = sys.__stderr__
    if stream is None or os.name != "posix":
        return Shown()
    try:
        descriptor = stream.fileno()
        columns, rows = os.get_terminal_size(descriptor)
    except (OSError, ValueError):
        return Shown()
    depth = depth_of(os.environ)
    output = START + Encoder(Theme(theme_in(theme_for(theme_name), depth)), depth).whole(made(columns, rows))
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    try:
        _send(descriptor, output)
    except OSError:
        return Shown()
    return Shown(descriptor)


def _send(descriptor: int, text: str) -> None:
    data = text.encode("utf-8", "replace")
    while data:
        data = data[os.write(descriptor, data) :]


def _leave(number: int, _frame: object) -> None:
    terminal.restore()
    os._exit(128 + number)
