"""Drivers: one for a terminal that may vanish, one for a terminal that shows a first picture already."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TextIO, cast

from textual.drivers.linux_driver import LinuxDriver

from annotator.tui.first import OTHER_SCREEN

if TYPE_CHECKING:
    from textual.app import App


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
    """Goes on when the terminal is gone, so that the interface can leave in order."""

    def __init__(
        self, app: App[object], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._file = cast("Any", LastingFile(cast("TextIO", self._file)))


class StayingDriver(LastingDriver):
    """Does not enter the other screen a first time: that would clear what is on it, for a blink."""

    _entered = False

    def write(self, data: str) -> None:
        """Send to the terminal (Textual)."""
        if data == OTHER_SCREEN and not self._entered:
            self._entered = True
            return
        super().write(data)
