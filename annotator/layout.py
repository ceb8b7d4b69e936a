"""Where the text stands on the screen: the window's parts, and the rows of the text at a width.

Rows are fixed per width: nothing is ever inserted into the text, so no cursor, label or mark moves a
word. Offsets are code points, columns and widths are cells, rows count from the top of the article.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from typing import Literal

from annotator.cells import cluster_edge, clusters, is_narrow, running_width, width
from annotator.lazy import pattern
from annotator.text import WHITE, Range, Structure
from annotator.values import dataclass

MIN_COLUMNS, MIN_ROWS = 60, 16
WIDE, VERY_WIDE = 112, 144


@dataclass(frozen=True)
class Geometry:
    """The parts of a window of `columns` by `rows` cells (all sizes in cells).

    From left to right: `left` blank columns, `gutter`, `text_width` columns of text and one more that
    only signs after a row's last word use, then, in wide windows, a rule and the margin: a blank and
    `margin_width` columns. In narrow ones `margin_width` is 0 and the margin lines stand in a strip
    of `strip_rows` rows under the text. `text_top` is the first of the `text_rows` rows of text.
    `too_small` is the sentence to show instead of everything, "" when the window will do.
    """

    columns: int
    rows: int
    left: int = 0
    gutter: int = 4
    text_width: int = 1
    margin_width: int = 0
    strip_rows: int = 0
    text_top: int = 1
    text_rows: int = 1
    too_small: str = ""

    @classmethod
    def of(cls, columns: int, rows: int) -> Geometry:
        """The parts of a window of this size."""
        if columns < MIN_COLUMNS or rows < MIN_ROWS:
            sentence = f"annotator needs {MIN_COLUMNS} x {MIN_ROWS} cells; this window has {columns} x {rows}."
            return cls(columns, rows, too_small=sentence)
        if columns < WIDE:
            strip = 3 if rows < 20 else 5 if rows < 30 else 7
            # header, text, rule, strip, status line, footer
            return cls(
                columns,
                rows,
                gutter=4,
                text_width=min(76, columns - 4) - 1,
                strip_rows=strip,
                text_top=1,
                text_rows=rows - strip - 4,
            )
        gutter = 6
        text = 64 if columns < VERY_WIDE else 72
        margin = min(72, columns - gutter - text - 2)
        used = gutter + text + 2 + margin
        return cls(
            columns,
            rows,
            left=(columns - used) // 2,
            gutter=gutter,
            text_width=text - 1,
            margin_width=margin,
            text_top=2,
            text_rows=rows - 5,
        )

    @property
    def width(self) -> int:
        """Columns in use, from `left`: the whole window but for very wide ones."""
        if not self.margin_width:
            return self.columns
        return self.gutter + self.text_width + 1 + 2 + self.margin_width

    @property
    def text_left(self) -> int:
        """The column of the first character of a row."""
        return self.left + self.gutter


_FLAT = str.maketrans({char: " " for char in WHITE if char not in "\r\n \xa0\u2007\u202f"})
_FLAT_BUT_WIDE = {code: char for code, char in _FLAT.items() if code != 0x3000}
_ASCII_FLAT = ("\t", "\n", "\x0b", "\x0c")
_OTHER_WHITE = pattern("[\x85\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]")
_LONE_CR = pattern("\r(?!\n)")
_BREAK_LINE = pattern(r"\r\n|\n|\r")


class Layout:
    """The rows of a text at one width.

    Each paragraph of `structure` begins a row and is wrapped at blanks; line ends inside a paragraph
    are blanks like any other, and the blanks at which a row breaks belong to no row. A word wider than
    a row is cut at cluster edges. One blank row stands between paragraphs that a blank line parts.
    Rows are made when they are asked for, from the top on: linear in the text above them, two machine
    integers a row.
    """

    def __init__(self, text: str, structure: Structure, columns: int) -> None:
        self.text = text
        self.columns = max(2, columns)
        self._paragraphs = structure.paragraphs
        self._made = 0
        """How many paragraphs have their rows."""
        self._starts = array("i")
        self._ends = array("i")
        if not self._paragraphs:
            self._starts.append(0)
            self._ends.append(0)

    def _make_to_row(self, row: int) -> None:
        while len(self._starts) <= row and self._made < len(self._paragraphs):
            self._make_paragraph()

    def _make_to_offset(self, offset: int) -> None:
        while self._made < len(self._paragraphs) and self._paragraphs[self._made][0] <= offset:
            self._make_paragraph()

    def _make_paragraph(self) -> None:
        """The rows of the next paragraph, and the blank one above it."""
        text, number = self.text, self._made
        start, end = self._paragraphs[number]
        if number:
            before = self._paragraphs[number - 1][1]
            gap = text[before:start]
            if gap == "\n\n" or len(_BREAK_LINE.findall(gap)) > 1:
                self._starts.append(before)
                self._ends.append(before)
        self._made += 1
        # One code point for one: only what rows may break at becomes a blank.
        flat = text[start:end]
        if "\r" in flat:
            flat = _LONE_CR.sub(" ", flat)
        for char in _ASCII_FLAT:
            flat = flat.replace(char, " ")
        if is_narrow(flat):
            self._wrap_narrow(flat, start)
            return
        measured = flat
        if _OTHER_WHITE.search(flat):
            # An ideographic space is a blank to break at, but two cells wide.
            measured = flat.translate(_FLAT_BUT_WIDE) if "\u3000" in flat else flat.translate(_FLAT)
            flat = flat.translate(_FLAT)
        if is_narrow(flat) and measured == flat:
            self._wrap_narrow(flat, start)
        else:
            self._wrap_mixed(flat, measured, start)

    def _wrap_narrow(self, flat: str, base: int) -> None:
        """Rows of a paragraph in which a code point is a cell; it begins at `base`."""
        columns, starts, ends = self.columns, self._starts, self._ends
        find = flat.rfind
        start, end = 0, len(flat)
        while end - start > columns:
            cut = find(" ", start + 1, start + columns + 1)
            if cut < 0:
                stop = following = start + columns
            else:
                stop = following = cut
                while flat[stop - 1] == " ":
                    stop -= 1
                while following < end and flat[following] == " ":
                    following += 1
            starts.append(base + start)
            ends.append(base + stop)
            start = following
        if start < end:
            starts.append(base + start)
            ends.append(base + end)

    def _wrap_mixed(self, flat: str, measured: str, base: int) -> None:
        """Rows of any paragraph, by the running sum of the cells of `measured`; it begins at `base`."""
        columns = self.columns
        cells = running_width(measured, 0, len(measured))
        find = flat.rfind
        start, end = 0, len(flat)
        while start < end:
            used = cells[start - 1] if start else 0
            limit = bisect_right(cells, used + columns, start)
            if limit >= end:
                break
            cut = find(" ", start + 1, limit + 1)
            if cut < 0:
                stop = following = cluster_edge(self.text, base + limit, base + start, base + end) - base
            else:
                stop = following = cut
                while flat[stop - 1] in " \r":
                    stop -= 1
                while following < end and flat[following] in " \r":
                    following += 1
            self._starts.append(base + start)
            self._ends.append(base + stop)
            start = following
        if start < end:
            self._starts.append(base + start)
            self._ends.append(base + end)

    def __len__(self) -> int:
        """Number of rows, blank ones included; at least 1. Makes them all: `count` asks for less."""
        while self._made < len(self._paragraphs):
            self._make_paragraph()
        return len(self._starts)

    def count(self, most: int) -> int:
        """Number of rows, but at most `most`."""
        self._make_to_row(most)
        return min(most, len(self._starts))

    def row_of(self, offset: int) -> int:
        """The row of the text that shows `offset`; offsets between rows belong to the row before."""
        self._make_to_offset(offset)
        row = max(0, bisect_right(self._starts, offset) - 1)
        while row and self._starts[row] == self._ends[row]:
            row -= 1  # a blank row's offset is the end of the paragraph above it
        return row

    def range_of(self, row: int) -> Range | None:
        """The text a row shows, None for a blank row or one outside the article."""
        self._make_to_row(row)
        if not 0 <= row < len(self._starts) or self._starts[row] == self._ends[row]:
            return None
        return self._starts[row], self._ends[row]

    def edges_of(self, row: int) -> Range:
        """As `range_of`; for a blank row the end of the paragraph above it, twice. IndexError outside the article."""
        self._make_to_row(row)
        return self._starts[row], self._ends[row]

    def _nearest(self, row: int) -> int:
        """The row, or the first or last one for those above and below the article."""
        return max(0, self.count(max(row, 0) + 1) - 1)

    def rows_of(self, span: Range) -> tuple[int, int]:
        """The first and the last row (inclusive) of a range of the text."""
        first = self.row_of(span[0])
        last = self.row_of(max(span[0], span[1] - 1))
        return first, max(first, last)

    def cell_of(self, offset: int) -> tuple[int, int]:
        """Row and column of the cluster that holds `offset`; after a row's last word, the cell behind it."""
        row = self.row_of(offset)
        return row, self.column_of(row, offset)

    def column_of(self, row: int, offset: int) -> int:
        """The column in `row` of the cluster that holds `offset`, 0 before it, its width behind it."""
        start, end = self.edges_of(row)
        offset = min(max(offset, start), end)
        if is_narrow(self.text, start, end):
            return offset - start
        column = 0
        for at, stop in clusters(self.text, start, end):
            if stop > offset:
                break
            column += width(self.text[at:stop])
        return column

    def offset_at(self, row: int, column: int) -> int:
        """The start of the cluster under a cell; behind the last word, the row's end.

        Rows above and below the article count as its first and last, blank rows as the end of the
        paragraph above them.
        """
        start, end = self.edges_of(self._nearest(row))
        column = max(column, 0)
        if is_narrow(self.text, start, end):
            return min(start + column, end)
        used = 0
        for at, stop in clusters(self.text, start, end):
            used += width(self.text[at:stop])
            if used > column:
                return at
        return end

    def paragraph_row(self, row: int, side: Literal[-1, 1]) -> int:
        """The first (-1) or last (1) row of the stretch of rows without a blank one that holds `row`."""
        row = self._nearest(row)
        while row + side >= 0 and self.range_of(row + side) is not None:
            row += side
        return row
