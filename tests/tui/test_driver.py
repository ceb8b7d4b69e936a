"""What the driver makes of bytes from the terminal, and in which pieces it sends what is for it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from textual import events

if sys.platform == "win32":
    pytest.skip("no Unix terminal", allow_module_level=True)

from annotator.tui.driver import LastingDriver


class Reader(LastingDriver):
    """Reads keys from a pipe."""

    def __init__(self) -> None:
        self.fileno, self.end = os.pipe()
        self.exit_event = threading.Event()
        self._debug = False
        self._frame = None
        self.keys: list[str] = []

    def process_message(self, message: Any) -> None:
        if isinstance(message, events.Key):
            self.keys.append(message.key)

    def type(self, data: bytes) -> None:
        os.write(self.end, data)


@pytest.fixture
def reader() -> Iterator[Reader]:
    made = Reader()
    thread = threading.Thread(target=made.run_input_thread)
    thread.start()
    yield made
    made.exit_event.set()
    thread.join(5)
    assert not thread.is_alive()
    os.close(made.fileno)
    os.close(made.end)


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not true() and time.monotonic() < end:
        time.sleep(0.005)
    assert true()


@pytest.mark.parametrize(("asked", "seconds"), [("", 0.05), ("200", 0.2)])
def test_a_lone_escape_is_waited_for_half_as_long_as_the_toolkit_would_or_as_one_asks(
    asked: str, seconds: float
) -> None:
    code = "import annotator.tui.app; from textual import constants; print(constants.ESCAPE_DELAY)"
    environment = {name: value for name, value in os.environ.items() if name != "ESCDELAY"}
    environment |= {"ESCDELAY": asked} if asked else {}
    found = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert float(found.stdout) == seconds


def test_escape_alone_is_a_key_and_before_more_the_beginning_of_one(reader: Reader) -> None:
    reader.type(b"\x1b")
    until(lambda: reader.keys == ["escape"])
    reader.type(b"\x1b[Bx")
    until(lambda: reader.keys == ["escape", "down", "x"])


def test_halves_of_a_character_are_put_together_and_bytes_that_are_none_end_nothing(reader: Reader) -> None:
    reader.type("é".encode()[:1])
    time.sleep(0.02)
    reader.type("é".encode()[1:])
    until(lambda: len(reader.keys) == 1)
    reader.type(b"\xff")
    reader.type(b"a")
    until(lambda: reader.keys[-1] == "a")
    assert reader.keys[0] not in ("a", "�")


def test_a_frame_is_sent_in_one_piece() -> None:
    class Thread:
        def __init__(self) -> None:
            self.sent: list[str] = []

        def write(self, text: str) -> None:
            self.sent.append(text)

    driver = Reader()
    thread = Thread()
    setattr(driver, "_writer_thread", thread)  # noqa: B010  (Textual's is another class)
    for data in ("title", "\x1b[?2026h", "rows", "cursor", "\x1b[?2026l", "bell"):
        driver.write(data)
    assert thread.sent == ["title", "\x1b[?2026hrowscursor\x1b[?2026l", "bell"]
