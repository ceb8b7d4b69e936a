"""The terminal before and after the interface: standard library only, so that it can come first.

Importing the interface takes a few hundred milliseconds. Whoever types meanwhile must neither see the
keys echoed nor lose them: `quiet()` turns echo and line mode off at once and the keys wait in the
terminal's queue until the interface reads them.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any

RESTORE = (
    "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1016l"  # mouse
    "\x1b[?1004l\x1b[?2004l\x1b[?2048l"  # focus, paste, resize reports
    "\x1b[?7h\x1b[<u\x1b[0m\x1b[?1049l\x1b[?25h"  # wrap, keyboard protocol, colours, other screen, cursor
)
"""Everything the interface may have switched on, switched off."""


_before: list[Any] = []
"""The terminal's modes as the outermost `quiet` found them; empty outside."""


def modes_before() -> list[Any] | None:
    """The terminal's modes before `quiet`, as termios gives them; None outside of it."""
    return list(_before) or None


def lost() -> bool:
    """Whether the terminal is gone for good.

    Where it is the controlling terminal a signal says so; without one (some containers, `setsid`) nothing does,
    and the toolkit would read the end of the input for ever.
    """
    import select

    if sys.__stdin__ is None or not hasattr(select, "poll"):
        return False
    asked = select.poll()
    try:
        asked.register(sys.__stdin__.fileno(), 0)
        return any(found & select.POLLHUP for _, found in asked.poll(0))
    except (OSError, ValueError):
        return False


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """No echo and no waiting for Enter inside; at the end the terminal is as it was. No-op without one."""
    try:
        import termios

        descriptor = sys.__stdin__.fileno() if sys.__stdin__ is not None else -1
        before = termios.tcgetattr(descriptor)
    except (ImportError, OSError, ValueError, termios.error):
        yield
        return
    outermost = not _before
    if outermost:
        _before[:] = before
    silent = termios.tcgetattr(descriptor)
    silent[3] &= ~(termios.ECHO | termios.ICANON)
    silent[6][termios.VMIN] = 1
    silent[6][termios.VSUSP] = b"\0"  # Ctrl+Z waits like any other key, until the interface can save and stop
    with contextlib.suppress(termios.error):
        termios.tcsetattr(descriptor, termios.TCSANOW, silent)
    try:
        yield
    finally:
        if outermost:
            _before.clear()
        with contextlib.suppress(termios.error):
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def restore() -> None:
    """Switch off, in one write, whatever the interface switched on; never raises, never waits long."""
    if _before and sys.__stdin__ is not None:
        import termios

        with contextlib.suppress(OSError, ValueError, termios.error):
            termios.tcsetattr(sys.__stdin__.fileno(), termios.TCSANOW, _before)
    for stream in (sys.__stderr__, sys.__stdout__):
        if stream is not None:
            with contextlib.suppress(OSError, ValueError):
                if os.isatty(stream.fileno()):
                    os.write(stream.fileno(), RESTORE.encode("ascii"))
                    return
