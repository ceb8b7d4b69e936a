"""The one widget: it holds the rows of the last picture and sends only the cells that changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from rich.console import Console, RenderableType
from rich.segment import Segment
from rich.style import Style
from textual._compositor import CompositorUpdate
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from annotator.tui.ansi import Depth, Encoder, near
from annotator.tui.line import BLANK, Row
from annotator.tui.themes import Look, Theme


class Frame(CompositorUpdate):
    """Cells that changed, ready to be sent."""

    def __init__(self, text: str) -> None:
        self.text = text

    def render_segments(self, console: Console) -> str:
        """The terminal output."""
        return self.text


class Canvas(Widget):
    """Draws rows of styled text; knows nothing of what they mean.

    The toolkit's compositor sends whole rows, every piece with all its codes; our own frames are a
    fifth of that. It still draws the first picture and everything after a resize, from `render_lines`.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = "Canvas { width: 100%; height: 100%; }"

    def __init__(self, theme: Theme, depth: Depth) -> None:
        super().__init__()
        self._theme = theme
        self._depth = depth
        self._encoder = Encoder(theme, depth)
        self._rows: list[Row] = []
        self._strips: list[Strip | None] = []
        self._styles_made: dict[str, Style] = {}

    def show(self, rows: Sequence[Row]) -> None:
        """Make these the rows on the screen."""
        before, self._rows = self._rows, list(rows)
        if len(before) != len(rows):
            self._strips = [None] * len(rows)
            self.refresh()
            return
        differ = [
            number for number, (old, new) in enumerate(zip(before, rows, strict=True)) if old is not new and old != new
        ]
        for number in differ:
            self._strips[number] = None
        if not differ:
            return
        app = self.app
        if app.is_headless or app._batch_count or not app._running:
            columns = self.size.width
            self.refresh(*(Region(0, number, columns, 1) for number in differ))
        else:
            # A compositor's update is all that `_display` wants; its annotation asks for a rich renderable.
            app._display(self.screen, cast("RenderableType", Frame(self._encoder.frame(before, self._rows))))

    def render_lines(self, crop: Region) -> list[Strip]:
        """The strips of a region of the widget (Textual's line API)."""
        strips = [self._strip(y) for y in range(crop.y, crop.bottom)]
        if crop.x == 0 and crop.width == self.size.width:
            return strips
        return [strip.crop(crop.x, crop.right) for strip in strips]

    def _strip(self, y: int) -> Strip:
        columns = self.size.width
        if not 0 <= y < len(self._rows):
            return Strip.blank(columns, self._style(BLANK))
        strip = self._strips[y]
        if strip is None or strip.cell_length != columns:
            strip = Strip([Segment(text, self._style(names)) for text, names in self._rows[y]])
            strip = strip.adjust_cell_length(columns, self._style(BLANK))
            self._strips[y] = strip
        return strip

    def _style(self, names: str) -> Style:
        made = self._styles_made.get(names)
        if made is None:
            made = self._styles_made[names] = rich_style(self._theme.look(names), self._depth)
        return made


def rich_style(look: Look, depth: Depth) -> Style:
    """A look as the toolkit wants it, its colours chosen by us, so that they are those of our own frames."""
    foreground, background, attributes = look
    return Style(
        color=_colour(foreground, depth),
        bgcolor=_colour(background, depth),
        bold="b" in attributes or None,
        underline="u" in attributes or None,
        reverse="r" in attributes or None,
        dim="d" in attributes or None,
    )


def _colour(name: str, depth: Depth) -> str:
    if depth != "true" and name.startswith("#"):
        return f"color({near(name)})"
    return name or "default"
