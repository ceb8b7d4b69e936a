"""The one widget: it holds the rows of the last picture and repaints only the cells that changed."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from annotator.cells import width
from annotator.tui.line import Row
from annotator.tui.themes import Theme


class Canvas(Widget):
    """Draws rows of styled text; knows nothing of what they mean."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Canvas { width: 100%; height: 100%; }"

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: list[Row] = []
        self._strips: list[Strip | None] = []

    def set_theme(self, theme: Theme) -> None:
        """Draw everything anew in other colours."""
        self._theme = theme
        self._strips = [None] * len(self._rows)
        self.refresh()

    def show(self, rows: Sequence[Row]) -> None:
        """Make these the rows on the screen; rows that are the same are not sent again."""
        before, self._rows = self._rows, list(rows)
        if len(before) != len(rows):
            self._strips = [None] * len(rows)
            self.refresh()
            return
        regions = []
        for number, (old, new) in enumerate(zip(before, rows, strict=True)):
            if old is new or old == new:
                self._rows[number] = old
            else:
                self._strips[number] = None
                start, end = changed_cells(old, new)
                regions.append(Region(start, number, end - start, 1))
        if regions:
            self.refresh(*regions)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The strips of a region of the widget (Textual's line API)."""
        strips = [self._strip(y) for y in range(crop.y, crop.bottom)]
        if crop.x == 0 and crop.width == self.size.width:
            return strips
        return [strip.crop(crop.x, crop.right) for strip in strips]

    def _strip(self, y: int) -> Strip:
        columns = self.size.width
        if not 0 <= y < len(self._rows):
            return Strip.blank(columns, self._theme.base)
        strip = self._strips[y]
        if strip is None:
            style = self._theme.style
            strip = Strip([Segment(text, style(names)) for text, names in self._rows[y]])
            strip = strip.adjust_cell_length(columns, self._theme.base)
            self._strips[y] = strip
        return strip


def changed_cells(old: Row, new: Row) -> tuple[int, int]:
    """The cells from the first to the last piece that differ: (start, end), end exclusive."""
    start = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        start += width(one[0])
    total = max(sum(width(text) for text, _ in old), sum(width(text) for text, _ in new))
    end = total
    for one, other in zip(reversed(old), reversed(new), strict=False):
        if one != other:
            break
        end -= width(one[0])
    return start, max(end, start + 1)
