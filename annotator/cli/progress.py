"""A count on stderr while something long runs: there on a terminal only, and wiped out before a line is printed."""

from __future__ import annotations

import sys
import time

FIRST_SECONDS, EVERY_SECONDS = 0.3, 0.1
"""When a count is shown first (what is done sooner shows none), and how often it changes."""

_shown = 0
"""Cells of the count that stands in the terminal's last line."""


def clear() -> None:
    """Wipe out the count, so that a line can be printed; the next step shows it again."""
    global _shown
    if _shown:
        print(f"\r{' ' * _shown}\r", end="", file=sys.stderr, flush=True)
        _shown = 0


def say(line: str) -> None:
    """A line of the answer, on stdout; it must be safe to show."""
    make_room()
    print(line)


def make_room() -> None:
    """Before something is written to stdout: wipe out the count if it stands on the same terminal."""
    if _shown and sys.stdout.isatty():
        clear()


class Progress:
    """Counts steps: `read 1,810/100,000`, or without a `total` that is known `read 1,810`."""

    def __init__(self, what: str, total: int | None = None) -> None:
        self._what = what
        self._of = f"/{total:,}" if total is not None else ""
        self._count = 0
        self._on = sys.stderr.isatty()
        self._next = time.monotonic() + FIRST_SECONDS

    def step(self) -> None:
        """One more is done."""
        self._count += 1
        if self._on and time.monotonic() >= self._next:
            self._show()

    def end(self) -> None:
        """Nothing more comes: the count goes."""
        clear()

    def _show(self) -> None:
        global _shown
        self._next = time.monotonic() + EVERY_SECONDS
        words = f"{self._what} {self._count:,}{self._of}"
        print(f"\r{words}", end="", file=sys.stderr, flush=True)
        _shown = len(words)
