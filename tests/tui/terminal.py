"""A program in a real pseudo-terminal with a pyte screen behind it, answering what a terminal is asked."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyte

_QUERIES = ((rb"\x1b\[c", b"\x1b[?62;22c"), (rb"\x1b\[6n", b"\x1b[1;1R"), (rb"\x1b\[\?2026\$p", b"\x1b[?2026;2$y"))
_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<>=][\d;]*[a-zA-Z]|\x1b\[\?\d+\$p|\x1b\[\d+ q")
ROOT = Path(__file__).parents[2]
"""The repository: what is tested need not be installed."""
PATIENCE = 20.0
"""Seconds to wait for something that must come; a loaded machine is slow, never wrong."""


def _own_terminal(slave: int) -> None:
    """In the child: a session of its own whose terminal this is, so that it is told when the line is lost."""
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)


class Terminal:
    """One running program; `sent` holds every byte it wrote."""

    def __init__(
        self, command: Sequence[str], columns: int = 120, rows: int = 40, /, *, own: bool = True, **environment: str
    ) -> None:
        """`own`: the terminal is the program's controlling one, so that it is told when the line is lost."""
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.sent = b""
        self.gone = False
        self.descriptor, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.before = termios.tcgetattr(slave)
        kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLORTERM")}
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**kept, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT), **environment},
            preexec_fn=(lambda: _own_terminal(slave)) if own else os.setsid,
            close_fds=True,
        )
        self.slave = slave

    def watch(self, screen: pyte.Screen) -> None:
        """Draw on this screen instead, from the next byte on."""
        self.screen = screen
        self._stream = pyte.ByteStream(screen)

    def send(self, keys: str) -> None:
        """Type."""
        os.write(self.descriptor, keys.encode())

    def read(self, seconds: float = 0.05) -> bool:
        """Take what the program wrote meanwhile; whether there was something."""
        ready, _, _ = select.select([self.descriptor], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self.descriptor, 65536)
        except OSError:
            return False
        self.sent += data
        for pattern, answer in _QUERIES:
            if re.search(pattern, data):
                os.write(self.descriptor, answer)
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data))
        return bool(data)

    def quiet(self) -> None:
        """Wait until the program has told the terminal not to echo what is typed."""
        end = time.monotonic() + PATIENCE
        while termios.tcgetattr(self.slave)[3] & termios.ECHO and time.monotonic() < end:
            time.sleep(0.005)

    def text(self) -> str:
        """The screen as text."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def expect(self, words: str) -> str:
        """Wait until the screen shows the words; the screen then."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if words in self.text():
                return self.text()
            if not self.read() and self.process.poll() is not None:
                break
        raise AssertionError(f"{words!r} did not appear:\n{self.text()}")

    def wait(self) -> int:
        """Wait for the end of the program; its exit code (negative for a signal)."""
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < end:
            self.read()
        while self.read(0.02):
            pass
        code = self.process.poll()
        assert code is not None, f"the program did not end:\n{self.text()}"
        return code

    def stopped(self) -> bool:
        """Wait until the program is stopped (Ctrl+Z)."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            self.read()
            state = subprocess.run(
                ["ps", "-o", "state=", "-p", str(self.process.pid)], capture_output=True, text=True, check=False
            )
            if state.stdout.strip().startswith("T"):
                while self.read(0.02):
                    pass
                return True
        return False

    def hang_up(self) -> None:
        """Take the terminal away, as a lost line does."""
        os.close(self.slave)
        os.close(self.descriptor)
        self.gone = True

    def end(self) -> None:
        """Leave nothing running."""
        if self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait(5)
        if not self.gone:
            os.close(self.slave)
            os.close(self.descriptor)


@contextlib.contextmanager
def terminal(
    command: Sequence[str], columns: int = 120, rows: int = 40, /, *, own: bool = True, **environment: str
) -> Iterator[Terminal]:
    """A program in a terminal, ended at the end."""
    made = Terminal(command, columns, rows, own=own, **environment)
    try:
        yield made
    finally:
        made.end()
