"""The driver for a terminal that shows a first picture already."""

from __future__ import annotations

from textual.drivers.linux_driver import LinuxDriver

from annotator.tui.first import OTHER_SCREEN


class StayingDriver(LinuxDriver):
    """Does not enter the other screen a first time: that would clear what is on it, for a blink."""

    _entered = False

    def write(self, data: str) -> None:
        """Send to the terminal (Textual)."""
        if data == OTHER_SCREEN and not self._entered:
            self._entered = True
            return
        super().write(data)
