"""One row of the screen under construction: pieces of safe text, each with the name of its style.

A `Row` is what every painter returns and every test reads; the theme turns style names into colours.
A style name is one or more roles joined by blanks, weakest first ("content cue").
"""

from __future__ import annotations

from annotator.cells import drawn, fit, width

Piece = tuple[str, str]
Row = tuple[Piece, ...]

BLANK = "text"
"""The style of plain article text and of everything without one of its own."""


class Line:
    """Builds one row of exactly `columns` cells, from left to right.

    Whatever is added is made safe to show and cut at the row's end; nothing is ever wider.
    """

    def __init__(self, columns: int, glyphs: dict[int, str] | None = None) -> None:
        self.columns = columns
        self.at = 0
        self._pieces: list[Piece] = []
        self._glyphs = glyphs

    def add(self, text: str, style: str = BLANK) -> Line:
        """Append text in a style."""
        room = self.columns - self.at
        if room <= 0 or not text:
            return self
        if text.isascii() and text.isprintable() and len(text) <= room:
            size = len(text)  # nearly all of our own words: nothing to measure, nothing to replace
        else:
            size = width(text)
            if size > room:
                text = fit(text, room)
                size = width(text)
            else:
                text = drawn(text)
        if self._glyphs:
            text = text.translate(self._glyphs)
        self._push(text, style)
        self.at += size
        return self

    def extend(self, row: Row, cells: int) -> Line:
        """Append a finished row that is `cells` wide."""
        for text, style in row:
            self._push(text, style)
        self.at += cells
        return self

    def pad(self, column: int, style: str = BLANK, fill: str = " ") -> Line:
        """Blanks (or another one-cell character) up to `column`; nothing when already there."""
        missing = min(column, self.columns) - self.at
        if missing > 0:
            if self._glyphs:
                fill = fill.translate(self._glyphs)
            self._push(fill * missing, style)
            self.at += missing
        return self

    def row(self, style: str = BLANK) -> Row:
        """The row, filled with blanks to its end."""
        self.pad(self.columns, style)
        return tuple(self._pieces)

    def _push(self, text: str, style: str) -> None:
        if self._pieces and self._pieces[-1][1] == style:
            self._pieces[-1] = (self._pieces[-1][0] + text, style)
        else:
            self._pieces.append((text, style))


def plain(row: Row) -> str:
    """The characters of a row without their styles."""
    return "".join(text for text, _ in row)


def blank(columns: int, style: str = BLANK) -> Row:
    """A row of blanks."""
    return ((" " * columns, style),)
