"""Drivers: one for a terminal that may vanish, one for a terminal that shows a first picture already."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TextIO, cast

from textual import constants
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from annotator.tui.first import OTHER_SCREEN

if TYPE_CHECKING:
    from textual.app import App

AT_ONCE = 0.005
"""Seconds. Signals that came together are handled in the order of their numbers, SIGCONT before the SIGTSTP that it
answers: a stop so shortly after going on is not wanted any more."""


POLL = 0.1
"""Seconds after which the thread that reads keys looks whether it is to end."""

ROUNDING = 0.001
"""Seconds that clocks may disagree by."""


class LastingFile:
    """The terminal as a file to write to that outlives it.

    Textual writes in a thread of its own behind a short queue: an error there would end the thread, and the
    interface would wait for the full queue for ever. Here nothing raises; the first error is told as what it
    is, a lost line (SIGHUP), because the system tells nobody when the terminal was not ours to begin with.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._gone = False

    def write(self, text: str) -> int:
        """Send, or find that there is nobody to send to."""
        with self._noticing():
            self._file.write(text)
        return len(text)

    def flush(self) -> None:
        """As `write`."""
        with self._noticing():
            self._file.flush()

    def fileno(self) -> int:
        """The terminal's descriptor."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Whether it is a terminal, as far as is known."""
        return not self._gone and self._file.isatty()

    @contextlib.contextmanager
    def _noticing(self) -> Iterator[None]:
        if self._gone:
            yield
            return
        try:
            yield
        except (OSError, ValueError):
            self._gone = True
            os.kill(os.getpid(), signal.SIGHUP)


class LastingDriver(LinuxDriver):
    """Goes on when the terminal is gone, so that the interface can leave in order; stops and comes back whole.

    Textual leaves the terminal inside the signal's handler, which may be in the middle of a write to it: then both
    wait for each other for ever. And it stops even if it was to go on meanwhile, with nobody left to continue it.
    Here the handlers only tell the event loop.
    """

    def __init__(
        self, app: App[object], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._file = cast("Any", LastingFile(cast("TextIO", self._file)))
        self._events: asyncio.AbstractEventLoop | None = None
        self._to_stop = self._stopped = False
        self._went_on = -1.0
        self._frame: list[str] | None = None
        """The pieces of a frame that has begun."""

    def write(self, data: str) -> None:
        """Send to the terminal (Textual); a frame, which comes in three pieces, in one.

        Each piece would wake the thread that writes, which then takes the interpreter from the one that paints.
        """
        if data == SYNC_START:
            self._frame = [data]
        elif self._frame is None:
            super().write(data)
        else:
            self._frame.append(data)
            if data == SYNC_END:
                frame, self._frame = "".join(self._frame), None
                super().write(frame)

    def run_input_thread(self) -> None:
        """Read keys (Textual).

        Textual looks every tenth of a second whether an Esc has stood alone for long enough; here it is looked
        as soon as it can have.
        """
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        wait = POLL
        leaving = False
        while not leaving:
            leaving = self.exit_event.is_set()  # what arrived meanwhile is taken, so that no shell gets it
            ready = select.select([self.fileno], [], [], wait)[0]
            data = os.read(self.fileno, 4096) if ready else b""
            text = decode(data)
            for event in (*(parser.feed(text) if text else ()), *parser.tick()):
                self.process_message(event)
            wait = constants.ESCAPE_DELAY + ROUNDING if data else POLL
            if ready and not data:
                self.exit_event.wait(POLL)  # the end of the input, which is told at once for ever
        with contextlib.suppress(EOFError, ParseError):
            list(parser.feed(""))

    def start_application_mode(self) -> None:
        """Take the terminal (Textual)."""
        self._events = asyncio.get_running_loop()
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's is not annotated

    def _sigtstp_application(self, *_: object) -> None:
        """SIGTSTP (Textual)."""
        if time.monotonic() - self._went_on < AT_ONCE:
            return
        self._to_stop = True
        self._soon(self._stop)

    def _sigcont_application(self, *_: object) -> None:
        """SIGCONT (Textual)."""
        self._to_stop, self._went_on = False, time.monotonic()
        if not self._stopped:
            self._soon(self._come_back)

    def _soon(self, work: Callable[[], None]) -> None:
        if self._events is not None:
            with contextlib.suppress(RuntimeError):  # the loop has just ended, and so does the program
                self._events.call_soon_threadsafe(work)

    def _stop(self) -> None:
        """Leave the terminal, and stop if that is still wanted when it has been left."""
        if not self._to_stop:
            return
        if self._auto_restart and not self._must_signal_resume:
            self.suspend_application_mode()
            self._must_signal_resume = True
        if self._to_stop:
            self._to_stop, self._stopped = False, True
            os.kill(os.getpid(), signal.SIGSTOP)
            # From here on we go on. Whatever the loop has to do draws, and nothing can be drawn until we are back.
            self._stopped = False
        self._come_back()

    def _come_back(self) -> None:
        """Take the terminal again; who was stopped without being asked (SIGSTOP) may find it changed, too."""
        if self._to_stop or not self._auto_restart:
            return
        if not self._must_signal_resume:
            self.suspend_application_mode()
            self._must_signal_resume = True
        self.resume_application_mode()


class StayingDriver(LastingDriver):
    """Does not enter the other screen a first time: that would clear what is on it, for a blink."""

    _entered = False

    def write(self, data: str) -> None:
        """Send to the terminal (Textual)."""
        if data == OTHER_SCREEN and not self._entered:
            self._entered = True
            return
        super().write(data)
