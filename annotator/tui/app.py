"""The application: keys and clicks go to the desk, the desk's picture goes to the screen."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from typing import NoReturn, Protocol

from textual import events
from textual.app import App, ComposeResult
from textual.driver import Driver
from textual.geometry import Offset
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer

from annotator.cells import clusters
from annotator.tui import painter, terminal
from annotator.tui.ansi import depth_of
from annotator.tui.canvas import Canvas
from annotator.tui.glyphs import Glyphs
from annotator.tui.keys import desk_key
from annotator.tui.painter import Painter, Picture
from annotator.tui.panels import Zone
from annotator.tui.themes import Theme, ThemeName, theme_for, theme_in
from annotator.views import Decor

TICK_SECONDS = 1.0
WHEEL_ROWS = 3
SWITCH_SECONDS = 0.0005
"""How long another thread (saving, pre-filling) may keep the interpreter from a key; a key asks a few times."""
CALM_SECONDS = 0.05
"""Work in the background begins when nobody has pressed a key for so long, but at the latest with the first tick."""
LEAVE_SECONDS = 0.8
"""After a signal to end, the process is gone at the latest after this long."""


class Session(Protocol):
    """What must be saved before leaving."""

    on_event: Callable[[], None] | None
    """Called from any thread when something was saved, pre-filled or read."""

    def begin(self) -> None:
        """The interface is there: background work can begin."""

    def close(self, timeout: float = 5.0) -> bool:
        """Write what is not written yet; whether all is on the disk."""

    def flush(self, timeout: float) -> bool:
        """Save everything now; whether all is on the disk."""


class Desk(painter.Desk, Protocol):
    """What the application asks of the desk (`annotator.desk.Desk`)."""

    @property
    def top(self) -> int: ...
    @property
    def version(self) -> int: ...
    @property
    def done(self) -> bool: ...
    @property
    def session(self) -> Session: ...

    on_change: Callable[[], None] | None
    tour_wanted: bool

    def resize(self, columns: int, rows: int) -> None: ...
    def press(self, key: str) -> None: ...
    def paste(self, text: str) -> None: ...
    def click(self, offset: int, *, button: int = 1) -> None: ...
    def drag(self, start: int, end: int) -> None: ...
    def pick(self, key: str) -> None: ...
    def scroll(self, rows: int) -> None: ...
    def run(self, command_id: str) -> None: ...
    def tick(self) -> None: ...
    def text(self) -> str: ...


class Changed(Message):
    """Something changed without a key: saved, pre-filled, a state became known."""


class Board(Screen[None], inherit_bindings=False):
    """The only screen: every key and click passes here, and nowhere else."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__()
        self.canvas = canvas

    def compose(self) -> ComposeResult:
        yield self.canvas


class AnnotatorApp(App[int], inherit_bindings=False):
    """Paints the desk and presses its keys; holds no state of the work."""

    ENABLE_COMMAND_PALETTE = False
    TITLE = "annotator"

    def __init__(
        self, desk: Desk, *, theme_name: ThemeName = "dark", glyphs: Glyphs = "unicode", painted: bool = False
    ) -> None:
        """`painted`: the terminal shows a first picture already (see `annotator.tui.first`)."""
        self.home = desk
        self.desk = desk
        """The desk that is shown: `home`, or the tour's while somebody walks it."""
        depth = depth_of(os.environ)
        theme_name = theme_in(theme_name, depth)
        # Colours are ours: nothing is to be translated.
        super().__init__(driver_class=_driver(painted), ansi_color=True)
        self.animation_level = "none"
        self.canvas = Canvas(Theme(theme_name), depth)
        self.painter = Painter(glyphs)
        self.picture = Picture([])
        self.crash: Exception | None = None
        self._event_loop: asyncio.AbstractEventLoop | None = None
        self._beginning: Timer | None = None
        self._seen = -1
        self._down: tuple[int, int] | None = None
        self._selected: tuple[int, int] | None = None

    def get_default_screen(self) -> Screen[None]:
        """The board."""
        return Board(self.canvas)

    def on_mount(self) -> None:
        """Show the first picture and listen."""
        self.home.on_change = self.home.session.on_event = self._from_any_thread
        self.set_interval(TICK_SECONDS, self._tick)
        before = terminal.modes_before()
        if before is not None and hasattr(self._driver, "attrs_before"):
            # The driver found the terminal quiet already; what it restores on Ctrl+Z is what was before that.
            setattr(self._driver, "attrs_before", before)  # noqa: B010  (no attribute of other drivers)
        self._event_loop = asyncio.get_running_loop()
        self._beginning = self.set_timer(CALM_SECONDS, self.home.session.begin)
        # The terminal forgets the picture while we are stopped.
        self.app_resume_signal.subscribe(self, lambda _app: self.canvas.refresh())

    # ------------------------------------------------------------------ painting

    def show(self) -> None:
        """Paint if something visible changed; leave if the desk is done."""
        if self.home.done:
            self.exit(0)
            return
        if self.desk is not self.home and self.desk.done:
            self._put_up(self.home)
        elif self.desk.tour_wanted:
            self.desk.tour_wanted = False
            self._put_up(self._tour())
        if self.desk.version == self._seen:
            return
        self._seen = self.desk.version
        selected = self._selected
        extra = (Decor(*selected, "found"),) if selected is not None else ()
        self.picture = self.painter.paint(self.desk, extra)
        self.cursor_position = Offset(*self.picture.cursor)
        self.canvas.show(self.picture.rows)

    def _put_up(self, desk: Desk) -> None:
        """Show this desk from now on."""
        self.desk = desk
        desk.resize(self.home.geometry.columns, self.home.geometry.rows)
        self._seen = -1

    def _tour(self) -> Desk:
        from annotator import desk, tour  # most people never ask for it

        return desk.Desk(tour.tour_session())

    def on_resize(self, event: events.Resize) -> None:
        """The window has another size: the desk keeps the place, all rows are new."""
        self.home.resize(event.size.width, event.size.height)
        self._put_up(self.desk)
        self.show()

    def _from_any_thread(self) -> None:
        """Called by the desk, whichever thread it is in."""
        self.post_message(Changed())

    def on_changed(self) -> None:
        """Paint what changed without a key."""
        self.home.tick()
        self.show()

    def _tick(self) -> None:
        if not self.is_headless and terminal.lost():
            self.end_by_signal(1)  # as SIGHUP, which not every system has a name for
            return
        self.home.session.begin()
        self.home.tick()
        self.show()

    # ---------------------------------------------------------------------- keys

    async def on_event(self, event: events.Event) -> None:
        """Keys are taken here, before any binding or focus of the toolkit has a say."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            event.stop()
            self._key(event)
            return
        if isinstance(event, events.Paste) and not event.is_forwarded:
            event.stop()
            self.desk.paste(event.text)
            self.show()
            return
        await super().on_event(event)

    def _key(self, event: events.Key) -> None:
        if self._beginning is not None:
            self._beginning.reset()
        if event.key == "ctrl+c":
            self.desk.run("quit")
        elif event.key == "ctrl+z":
            self.action_suspend_process()
        else:
            key = desk_key(event.key, event.character)
            if key is None:
                return
            if self.desk.stage == "help" and self.painter.scroll_help(key, self.desk.geometry.rows):
                self._seen = -1
            else:
                self.desk.press(key)
        self._selected = None
        self.show()

    # --------------------------------------------------------------------- mouse

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A press of a button: the beginning of a click or a drag."""
        self._down = (event.screen_x, event.screen_y)
        self._selected = None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """A drag shows what it will take."""
        if self._down is None or not event.button:
            return
        start, end = self._offset(*self._down), self._offset(event.screen_x, event.screen_y, near=True)
        if start is None or end is None or (self._down == (event.screen_x, event.screen_y)):
            return
        self._selected = self._range(start, end)
        self._seen = -1
        self.show()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """The end of a click or a drag."""
        down, selected = self._down, self._selected
        self._down = self._selected = None
        if down is None:
            return
        self._seen = -1
        if selected is not None and event.button == 1:
            self.desk.drag(*selected)
        else:
            self._click(event.screen_x, event.screen_y, event.button)
        self.show()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel."""
        self._wheel(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel."""
        self._wheel(-1)

    def _wheel(self, way: int) -> None:
        """Scroll the text or the help by three rows; in lists go to the next row."""
        stage = self.desk.stage
        if stage in ("reading", "tour"):
            self.desk.scroll(WHEEL_ROWS * way)
        elif stage == "help":
            for _ in range(WHEEL_ROWS):
                self.painter.scroll_help("down" if way > 0 else "up", self.desk.geometry.rows)
            self._seen = -1
        elif self.desk.picker() is None and self.desk.prompt() is None:
            self.desk.press("down" if way > 0 else "up")
        self.show()

    def _click(self, x: int, y: int, button: int) -> None:
        for zone in self.picture.zones:
            if zone.row == y and zone.start <= x < zone.end:
                self._act(zone)
                return
        offset = self._offset(x, y)
        if offset is not None:
            self.desk.click(offset, button=button)

    def _act(self, zone: Zone) -> None:
        """What a click on a zone of the picture does: its key, its margin line, its row, its command."""
        word, _, rest = zone.command.partition(" ")
        if zone.key:
            self.desk.press(zone.key)
        elif word == "line":
            self.desk.pick(rest)
        elif word == "move":
            for _ in range(abs(int(rest))):
                self.desk.press("down" if int(rest) > 0 else "up")
            if int(rest) == 0:
                self.desk.press("enter")
        elif zone.command:
            self.desk.run(zone.command)

    def _offset(self, x: int, y: int, near: bool = False) -> int | None:
        """The offset of the text under a cell; None outside the text (`near`: the nearest row's)."""
        geometry, layout = self.desk.geometry, self.desk.layout
        if geometry.too_small or self.desk.stage not in ("reading", "tour"):
            return None
        row, column = y - geometry.text_top, x - geometry.text_left
        inside = 0 <= row < geometry.text_rows and 0 <= column <= geometry.text_width
        if not inside and not near:
            return None
        row = max(0, min(row, geometry.text_rows - 1))
        return layout.offset_at(self.desk.top + row, column)

    def _range(self, start: int, end: int) -> tuple[int, int]:
        """The text from one clicked character to another, both included."""
        first, last = min(start, end), max(start, end)
        text = self.desk.text()
        parts = clusters(text, last, min(len(text), last + 32))
        return first, parts[0][1] if parts else last

    # ------------------------------------------------------------------- leaving

    def action_suspend_process(self) -> None:
        """Ctrl+Z: save, then stop."""
        self.home.session.flush(LEAVE_SECONDS)
        super().action_suspend_process()

    def end_by_signal(self, number: int, _frame: object = None) -> None:
        """SIGTERM, SIGHUP: save, then leave in order; if that hangs, save and leave all the same.

        Called by the interpreter and not by the event loop: that may be waiting for a terminal that takes
        no more output.
        """
        code = 128 + number
        if self._event_loop is None:
            _leave_anyway(self.home.session, code)
        guard = threading.Timer(LEAVE_SECONDS, _leave_anyway, (self.home.session, code))
        guard.daemon = True
        guard.start()
        with contextlib.suppress(RuntimeError):  # the loop has just ended, and so does the program
            self._event_loop.call_soon_threadsafe(self._leave_in_order, code)

    def _leave_in_order(self, code: int) -> None:
        with contextlib.suppress(Exception):
            self.home.session.close(LEAVE_SECONDS / 2)
        self.exit(code, return_code=code)

    def _handle_exception(self, error: Exception) -> None:
        """An error nobody expected: save, leave, and let `run_app` say so in plain words."""
        if self.crash is None:
            self.crash = error
            with contextlib.suppress(Exception):
                self.home.session.close()
        if self.is_headless:
            super()._handle_exception(error)  # tests are to see it
            return
        self._return_code = 1
        self._close_messages_no_wait()


def _driver(painted: bool) -> type[Driver] | None:
    if sys.platform == "win32":
        return None
    from annotator.tui import driver  # only where there is a Unix terminal

    return driver.StayingDriver if painted else driver.LastingDriver


def _leave_anyway(session: Session, code: int) -> NoReturn:
    """The way out when the orderly one hangs (a terminal that no longer takes output)."""
    with contextlib.suppress(Exception):
        session.close(LEAVE_SECONDS / 2)
    terminal.restore()
    os._exit(code)


@contextlib.contextmanager
def _listening(app: AnnotatorApp) -> Iterator[None]:
    """SIGTERM and SIGHUP end the interface inside; elsewhere they mean what they meant before."""
    before = {}
    if threading.current_thread() is threading.main_thread():
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None:
                before[number] = signal.signal(number, app.end_by_signal)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run_app(
    desk: Desk,
    *,
    theme_name: str | None = None,
    glyphs: Glyphs = "unicode",
    report: Callable[[Exception], None] | None = None,
    painted: bool = False,
) -> int:
    """Run the interface until the desk is done; returns the exit code.

    `painted`: the terminal shows the first picture of `annotator.tui.first`; ours goes over it.

    After an error nobody expected, with everything saved and the terminal restored, `report` is called
    (to write a log and say it in plain words) and the code is 1; without `report` the error is raised.
    """
    name = theme_for(theme_name)
    # The toolkit would answer NO_COLOR with greys; our plain theme has shapes only.
    os.environ.pop("NO_COLOR", None)
    app = AnnotatorApp(desk, theme_name=name, glyphs=glyphs, painted=painted)
    gc.enable()  # whoever starts us may have switched it off while importing
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.freeze()  # what is loaded stays: the collector need not walk through it while somebody types
    with terminal.quiet(), _listening(app):
        result = app.run()
    if app.crash is not None:
        if report is None:
            raise app.crash
        report(app.crash)
        return 1
    return result or 0
