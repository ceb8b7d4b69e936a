"""From the desk's values to a picture of the whole window: rows of styled text, and what a click means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

from annotator.cells import fit
from annotator.layout import Geometry, Layout
from annotator.listing import ListView
from annotator.tui import panels, screens
from annotator.tui.glyphs import Glyphs, table
from annotator.tui.line import BLANK, Line, Row, blank
from annotator.tui.margin import Placed, beside, strip
from annotator.tui.panels import Zone
from annotator.tui.textrows import TextPainter
from annotator.values import dataclass, field, replace
from annotator.views import ClosingLine, Decor, Header, HelpLine, Hint, PickerView, PromptView, ReadingView, SectionRow

if TYPE_CHECKING:
    from annotator.concordance import HitsView

Stage = Literal["sections", "reading", "closing", "list", "hits", "help", "facts", "tour"]


class Desk(Protocol):
    """What the painter asks of the desk (see `annotator.desk`)."""

    @property
    def stage(self) -> str: ...
    @property
    def geometry(self) -> Geometry: ...
    @property
    def layout(self) -> Layout: ...
    def reading(self) -> ReadingView: ...
    def sections(self) -> tuple[SectionRow, ...]: ...
    def closing(self) -> tuple[ClosingLine, ...]: ...
    def listing(self, height: int) -> ListView: ...
    def hits(self, height: int) -> HitsView: ...
    def header(self) -> Header: ...
    def status(self) -> str: ...
    def footer(self) -> tuple[Hint, ...]: ...
    def picker(self) -> PickerView | None: ...
    def prompt(self) -> PromptView | None: ...
    def help(self) -> tuple[HelpLine, ...]: ...
    def caret(self) -> int: ...


@dataclass(frozen=True)
class Picture:
    """One moment of the window: `rows` tile it exactly, `zones` are what can be clicked, `cursor` (x, y)."""

    rows: list[Row]
    zones: list[Zone] = field(default_factory=list)
    cursor: tuple[int, int] = (0, 0)


class Painter:
    """Makes pictures; remembers only what saves work (painted rows) and how far lists are scrolled."""

    def __init__(self, glyphs: Glyphs = "unicode") -> None:
        self._glyphs = table(glyphs)
        self._text: TextPainter | None = None
        self._tops: dict[str, int] = {}

    def scroll_help(self, key: str, rows: int) -> bool:
        """Scroll the help screen of a window of `rows` rows; False for keys that do not scroll."""
        page = rows - 6
        steps = {"down": 1, "up": -1, "pagedown": page, "pageup": -page, "space": page, "home": -9999, "end": 9999}
        if key not in steps:
            self._tops["help"] = 0
            return False
        self._tops["help"] = max(0, self._tops.get("help", 0) + steps[key])
        return True

    def paint(self, desk: Desk, extra: tuple[Decor, ...] = ()) -> Picture:
        """The window as it should be now; `extra` is drawn over the text (what a drag would take)."""
        geometry = desk.geometry
        if geometry.too_small:
            rows = screens.too_small_rows(geometry.too_small, geometry.columns, geometry.rows, self._glyphs)
            return Picture(rows)
        stage = desk.stage
        if stage in ("reading", "tour"):
            picture = self._reading(desk, geometry, extra)
        elif stage in ("list", "hits"):
            picture = self._list(desk, geometry, stage)
        else:
            picture = self._rows(desk, geometry, stage)
        return _centred(picture, geometry)

    # ------------------------------------------------------------------ reading

    def _reading(self, desk: Desk, geometry: Geometry, extra: tuple[Decor, ...]) -> Picture:
        layout = desk.layout
        if self._text is None or self._text.layout is not layout or self._text.geometry != geometry:
            self._text = TextPainter(layout, geometry, self._glyphs)
        view = desk.reading()
        if extra:
            view = replace(view, decor=view.decor + extra)
        text = self._text.rows(view)
        columns = geometry.width
        zones: list[Zone] = []
        picker = desk.picker()
        anchor = _block_row(view, layout)
        rows = [panels.header_row(desk.header(), columns, self._glyphs)]
        if geometry.margin_width:
            joint = geometry.gutter + geometry.text_width + 1
            rows.append(panels.rule(columns, self._glyphs, joint=(joint, "┬")))
            margin = self._margin(view, layout, geometry, picker, anchor, zones)
            bare = Line(columns - joint, self._glyphs).add("│", "rule").row()
            edge = Line(2, self._glyphs).add("│", "rule").row()
            for number, row in enumerate(text):
                made, key = margin.get(number, (None, ""))
                if key:
                    zones.append(Zone(len(rows), joint + 2, columns, command=f"line {key}"))
                rows.append(row + bare if made is None else row + edge + made)
            rows.append(panels.rule(columns, self._glyphs, joint=(joint, "┴")))
        else:
            cells = geometry.gutter + geometry.text_width + 1
            right = blank(columns - cells) if columns > cells else ()
            rows += [row + right for row in text]
            rows += self._strip(view, geometry, picker, zones, len(rows))
        cursor = self._cursor(desk, layout, geometry, view.top)
        rows, cursor = self._foot(desk, picker, rows, zones, columns, cursor)
        return Picture(rows, zones, cursor)

    def _margin(
        self,
        view: ReadingView,
        layout: Layout,
        geometry: Geometry,
        picker: PickerView | None,
        anchor: int,
        zones: list[Zone],
    ) -> Placed:
        """The margin lines; an open picker takes the place of those of the current block."""
        items = view.margin
        if picker is None:
            return beside(items, layout, geometry, view.top, self._glyphs)
        height = geometry.text_rows
        needed = panels.rows_needed(picker, geometry.margin_width, height)
        first = max(0, min(anchor - view.top, height - needed))
        left = geometry.gutter + geometry.text_width + 3
        made = panels.picker_rows(
            picker, geometry.margin_width, height - first, self._glyphs, zones, left, geometry.text_top + first
        )
        # Blocks that begin beside the picker lose their lines whole: half of them would mislead.
        behind = first + len(made)
        rest = [item for item in items if not first <= layout.row_of(item.anchor) - view.top <= behind]
        placed = beside(rest, layout, geometry, view.top, self._glyphs)
        for number in range(first, min(behind + 1, height)):
            placed.pop(number, None)
        placed.update({first + number: (row, "") for number, row in enumerate(made)})
        return placed

    def _strip(
        self, view: ReadingView, geometry: Geometry, picker: PickerView | None, zones: list[Zone], top: int
    ) -> list[Row]:
        """Rule and strip of a narrow window."""
        columns = geometry.columns
        current = next((item for item in view.margin if item.current), None)
        now = next((bar.start for bar in view.bars if bar.kind == "now"), None)
        anchor = current.anchor if current is not None else now
        here = [item for item in view.margin if item.anchor == anchor]
        quotes = sum(item.state != "mark" for item in here)
        title = f"{quotes} {'quote' if quotes == 1 else 'quotes'}" if here else ""
        rows = [panels.rule(columns, self._glyphs, title)]
        if picker is not None:
            made = panels.picker_rows(picker, columns - 2, geometry.strip_rows, self._glyphs, zones, 1, top + 1)
            indented = [Line(columns, self._glyphs).pad(1).extend(row, columns - 2).row() for row in made]
            return rows + panels.filled(indented, columns, geometry.strip_rows)
        for row, key in strip(view.margin, anchor, geometry, self._glyphs):
            if key:
                zones.append(Zone(top + len(rows), 0, columns, command=f"line {key}"))
            rows.append(row)
        return rows

    def _cursor(self, desk: Desk, layout: Layout, geometry: Geometry, top: int) -> tuple[int, int]:
        """Where the hidden cursor stands: on the caret, or as near to it as the window goes."""
        row, column = layout.cell_of(desk.caret())
        y = geometry.text_top + max(0, min(row - top, geometry.text_rows - 1))
        return geometry.gutter + column, y

    def _foot(
        self,
        desk: Desk,
        picker: PickerView | None,
        rows: list[Row],
        zones: list[Zone],
        columns: int,
        cursor: tuple[int, int],
    ) -> tuple[list[Row], tuple[int, int]]:
        """Status line (or the open text line, or the picker's question) and footer."""
        prompt = desk.prompt()
        if prompt is not None:
            row, caret = panels.prompt_row(prompt, columns, self._glyphs)
            cursor = (caret, len(rows))
        elif picker is not None:
            row = panels.picker_status(picker, columns, self._glyphs)
        else:
            row = panels.status_row(desk.status(), columns, self._glyphs)
        rows = [*rows, row]
        footer, found = panels.footer_row(desk.footer(), columns, self._glyphs, len(rows))
        zones += found
        return [*rows, footer], cursor

    # ------------------------------------------------------------- other stages

    def _rows(self, desk: Desk, geometry: Geometry, stage: str) -> Picture:
        """Sections, closing, facts, help: a list of rows between two rules, a picker below them."""
        columns = geometry.width
        picker = desk.picker()
        # Some rows below the rule are always there, so that most pickers move nothing when they open.
        below = 2 if geometry.rows < 30 else 4
        if picker is not None:
            below = max(below, panels.rows_needed(picker, columns - 2, geometry.rows // 3))
        height = geometry.rows - 5 - below
        current: int | None = None
        commands: list[str] = []
        if stage == "sections":
            sections = desk.sections()
            made = screens.sections_rows(sections, columns, self._glyphs)
            current = next((place for place, row in enumerate(sections) if row.current), None)
            commands = [row.letter for row in sections]
        elif stage == "help":
            made = screens.help_rows(desk.help(), columns, self._glyphs)
            height += below
            below = 0
        else:
            lines = desk.closing()
            made = screens.closing_rows(lines, columns, self._glyphs)
            current = next((place for place, line in enumerate(lines) if line.current), None)
            commands = [line.letter for line in lines]
        # A heading is a rule already.
        headed = stage in ("closing", "facts")
        height += headed
        shown, places, self._tops[stage] = screens.window(made, height, self._tops.get(stage, 0), current)
        rows = [panels.header_row(desk.header(), columns, self._glyphs)]
        if not headed:
            rows.append(panels.rule(columns, self._glyphs))
        zones = [
            Zone(len(rows) + number, 0, columns, commands[place])
            for number, place in enumerate(places)
            if place is not None and place < len(commands) and commands[place]
        ]
        cursor = (3, len(rows) + (places.index(current) if current is not None and current in places else 0))
        rows += shown if made[0] else [blank(columns)] * height
        rows.append(panels.rule(columns, self._glyphs))
        rows += self._options(picker, columns, below, zones, len(rows))
        rows, cursor = self._foot(desk, picker, rows, zones, columns, cursor)
        return Picture(rows, zones, cursor)

    def _list(self, desk: Desk, geometry: Geometry, stage: str) -> Picture:
        """The list of articles, or of hits in all of them; an open picker (an alarm) stands below it."""
        columns = geometry.width
        picker = desk.picker()
        below = panels.rows_needed(picker, columns - 2, geometry.rows // 3) if picker is not None else 0
        height = geometry.rows - 4 - below
        article = ""
        if stage == "list":
            made, zones, caret = screens.list_rows(desk.listing(height - 3), columns, height, self._glyphs, 1, 0)
        else:
            view = desk.hits(height - 2)
            made, zones, caret = screens.hits_rows(view, columns, height, self._glyphs, 1, 0)
            # The column of names is narrow: the current one stands whole below the list.
            article = next((row.hit.name for row in view.rows if row.current and row.hit is not None), "")
        # The list may take over what was found meanwhile: the header says it with it.
        header = panels.header_row(desk.header(), columns, self._glyphs)
        rows = [header, *made, panels.rule(columns, self._glyphs, fit(article, columns - 8))]
        rows += self._options(picker, columns, below, zones, len(rows))
        rows, cursor = self._foot(desk, picker, rows, zones, columns, (caret, 1))
        return Picture(rows, zones, cursor)

    def _options(self, picker: PickerView | None, columns: int, height: int, zones: list[Zone], top: int) -> list[Row]:
        """The rows below a list: the options of a picker, if one is open."""
        options: list[Row] = []
        if picker is not None:
            found = panels.picker_rows(picker, columns - 2, height, self._glyphs, zones, 1, top)
            options = [Line(columns, self._glyphs).pad(1).extend(row, columns - 2).row() for row in found]
        return panels.filled(options, columns, height)


def _block_row(view: ReadingView, layout: Layout) -> int:
    """The first row of the current block."""
    now = next((bar.start for bar in view.bars if bar.kind == "now"), None)
    if now is None:
        now = next((item.anchor for item in view.margin if item.current), None)
    return view.top if now is None else layout.row_of(now)


def _centred(picture: Picture, geometry: Geometry) -> Picture:
    """The picture in the middle of a window wider than it needs."""
    left = geometry.left
    right = geometry.columns - left - geometry.width
    if not left and not right:
        return picture
    before, after = ((" " * left, BLANK),), ((" " * right, BLANK),)
    rows = [(*(before if left else ()), *row, *(after if right else ())) for row in picture.rows]
    zones = [Zone(zone.row, zone.start + left, zone.end + left, zone.key, zone.command) for zone in picture.zones]
    return Picture(rows, zones, (picture.cursor[0] + left, picture.cursor[1]))
