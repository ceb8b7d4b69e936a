"""The part of the text that is in the window: scrolling, and what has been on the screen so far."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from annotator.text import Range, merged
from annotator.values import replace

if TYPE_CHECKING:
    from annotator.desk.desk import Desk


class Viewport:
    """The window over the text of the reading stage; its first row is part of the place."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.drawn: dict[int, tuple[Range, ...]] = {}
        """What has been on the screen, for each editor."""

    def window(self) -> Range:
        """The offsets in the rows shown."""
        layout, top = self.desk.layout, self.desk.place.top
        rows = [layout.range_of(row) for row in range(top, layout.count(top + self.desk.geometry.text_rows))]
        shown_rows = [row for row in rows if row is not None]
        return (shown_rows[0][0], shown_rows[-1][1]) if shown_rows else (0, 0)

    def is_drawn(self, span: Range) -> bool:
        """Whether all rows of a stretch have been on the screen."""
        drawn = self.drawn.get(id(self.desk.editor), ())
        at = bisect_right(drawn, (span[0], 1 << 62)) - 1
        return at >= 0 and span[1] <= drawn[at][1]

    def note_drawn(self) -> None:
        """Remember that the rows shown have been on the screen."""
        if self.desk.stage == "reading" and self.desk.geometry.text_rows > 0:
            window = self.window()
            drawn = self.drawn.get(id(self.desk.editor), ())
            if not self.is_drawn(window):
                # A blank row or line end between two windows hides no words: join over it.
                self.drawn[id(self.desk.editor)] = merged(
                    (start, self._next_word(end)) for start, end in (*drawn, window)
                )

    def _next_word(self, end: int) -> int:
        row = self.desk.layout.row_of(end) + 1
        while row < self.desk.layout.count(row + 1):
            found = self.desk.layout.range_of(row)
            if found is not None:
                return max(end, found[0])
            row += 1
        return len(self.desk.editor.article.text)

    def set_top(self, top: int) -> None:
        """Make a row the first one shown, as far as the text goes."""
        height = self.desk.geometry.text_rows
        last = max(0, self.desk.layout.count(max(0, top) + height) - height)
        self.desk.place = replace(self.desk.place, top=max(0, min(last, top)))

    def scroll_to_block(self, span: Range) -> None:
        """Show a block at one third of the window, and the quiet blocks above it that Space will vouch for."""
        height = self.desk.geometry.text_rows
        first, last = self.desk.layout.rows_of(span)
        top = self.desk.place.top
        bar = self.desk.reading_stage.bar()
        begin = self.desk.layout.row_of(bar[0][0]) if bar else first
        if top <= begin and last < top + height - 1 and first <= top + 2 * height // 3:
            return
        third = max(0, first - height // 3)
        wanted = min(third, begin)
        if last >= wanted + height:
            undrawn = next((one for one in bar if not self.is_drawn(one)), None)
            start = self.desk.layout.row_of(undrawn[0]) if undrawn else first
            wanted = start if undrawn and undrawn[0] < span[0] else max(third, last - height + 1)
            wanted = min(wanted, first)
        self.set_top(wanted)

    def show_undrawn(self, span: Range) -> None:
        """Scroll so that the first row of a stretch that was not drawn is at the top."""
        first, last = self.desk.layout.rows_of(span)
        drawn = self.drawn.get(id(self.desk.editor), ())
        for row in range(first, last + 1):
            found = self.desk.layout.range_of(row)
            if found is not None and not any(a <= found[0] and found[1] <= b for a, b in drawn):
                self.set_top(max(0, row - 1))
                return
        self.set_top(first)

    def reveal(self, span: Range) -> None:
        """Scroll only if the stretch is out of the window."""
        first, last = self.desk.layout.rows_of(span)
        top, height = self.desk.place.top, self.desk.geometry.text_rows
        if first < top or last >= top + height:
            self.set_top(first - height // 3)
