"""The interface in a real pseudo-terminal: first picture, keys, signals, errors, and what it leaves behind."""

from __future__ import annotations

import signal
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from terminal import PATIENCE, Terminal, terminal

pytestmark = [
    pytest.mark.pty,
    pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals"),
]
MAIN = [sys.executable, str(Path(__file__).parent / "fake_main.py")]


def restored(made: Terminal) -> bool:
    """Whether modes and screen are as they were before the program."""
    after = termios.tcgetattr(made.slave)
    last = made.sent
    return (
        after[:4] == made.before[:4]
        and last.rfind(b"\x1b[?1049l") > last.rfind(b"\x1b[?1049h")
        and last.rfind(b"\x1b[?25h") > last.rfind(b"\x1b[?25l")
        and last.rfind(b"\x1b[?1003l") > last.rfind(b"\x1b[?1003h")
    )


def test_a_session() -> None:
    with terminal(MAIN) as made:
        made.expect("He‹added⟦that")
        made.send("l")
        made.expect("2?▸He → 4")
        made.send("3")
        made.expect("─ people ─")
        made.send("q")
        assert made.wait() == 0
        assert restored(made)


def test_keys_typed_before_the_first_picture_are_neither_echoed_nor_lost() -> None:
    with terminal(MAIN) as made:
        made.quiet()  # the interpreter is up, the toolkit is still being imported
        made.send("F")
        made.send("early words")
        screen = made.expect("note of quote 2: early words")
        assert screen.count("early") == 1
        head = made.sent[: made.sent.find(b"\x1b[?1049h")]
        assert b"early" not in head
        made.send("\rq")
        assert made.wait() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signals_save_restore_and_leave(number: signal.Signals, tmp_path: Path) -> None:
    note = tmp_path / "note"
    with terminal([*MAIN, str(note)]) as made:
        made.expect("lantern.txt")
        started = time.monotonic()
        made.process.send_signal(number)
        assert made.wait() == 128 + number
        assert time.monotonic() - started < 5
        assert note.read_text(encoding="utf-8") == "saved\n"
        assert restored(made)


def test_an_error_saves_restores_and_is_told_in_words(tmp_path: Path) -> None:
    note = tmp_path / "note"
    with terminal([*MAIN, str(note)]) as made:
        made.expect("lantern.txt")
        made.send("!")
        assert made.wait() == 1
        assert note.read_text(encoding="utf-8") == "saved\n"
        assert restored(made)
        tail = made.sent[made.sent.rfind(b"\x1b[?1049l") :].decode()
        assert "stopped: a fault of the desk" in tail
        assert "Traceback" not in tail


def test_no_color_sends_no_colour() -> None:
    with terminal(MAIN, 80, 24, NO_COLOR="1") as made:
        made.expect("lantern.txt")
        made.send("ln")
        made.expect("Enter f hinted")
        made.send("nq")
        assert made.wait() == 0
        for code in (b"38;5", b"48;5", b"38;2", b"48;2", b"\x1b[31m"):
            assert code not in made.sent


def test_resize_keeps_the_program_drawing() -> None:
    import fcntl
    import struct

    with terminal(MAIN, 120, 40) as made:
        made.expect("lantern.txt")
        made.screen.resize(24, 80)
        fcntl.ioctl(made.slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        made.process.send_signal(signal.SIGWINCH)
        made.expect("── 3 quotes ──")
        made.send("q")
        assert made.wait() == 0


def test_a_vanished_terminal_saves_and_leaves_no_process(tmp_path: Path) -> None:
    note = tmp_path / "note"
    with terminal([*MAIN, str(note)]) as made:
        made.expect("lantern.txt")
        made.send("l")
        made.hang_up()
        assert made.process.wait(10) != 0
        assert note.read_text(encoding="utf-8") == "saved\n"


def test_a_terminal_that_vanishes_without_a_signal_leaves_no_process(tmp_path: Path) -> None:
    note = tmp_path / "note"
    with terminal([*MAIN, str(note)], own=False) as made:
        made.expect("lantern.txt")
        while made.read(0.5):
            pass  # nothing is drawn any more: no failing write tells the program
        made.hang_up()
        assert made.process.wait(10) != 0
        assert note.read_text(encoding="utf-8") == "saved\n"


def test_ctrl_z_saves_and_comes_back() -> None:
    with terminal(MAIN) as made:
        made.expect("lantern.txt")
        made.send("\x1a")
        assert made.stopped()
        assert restored(made)
        made.screen.reset()  # as a terminal does when the other screen is entered anew
        made.process.send_signal(signal.SIGCONT)
        made.expect("lantern.txt")
        made.send("F")
        made.expect("note of quote 2")
        made.send("\rq")
        assert made.wait() == 0
        assert restored(made)


@pytest.mark.parametrize("pause", [0.0, 0.02, 0.1, 0.3, 0.6])
def test_stopped_by_somebody_else_it_comes_back_however_soon(pause: float) -> None:
    """Also before it has left the terminal, and while it draws."""
    with terminal(MAIN) as made:
        made.expect("lantern.txt")
        for number in range(8):
            made.send("12")  # the terminal may echo it into the middle of a sequence: a digit does no harm there
            made.read(0.05)
            made.process.send_signal(signal.SIGTSTP if number % 2 else signal.SIGSTOP)
            made.read(pause)
            time.sleep(pause)
            made.process.send_signal(signal.SIGCONT)
        # What is typed while it comes back belongs to nobody; once it is back, it leaves when asked to.
        end = time.monotonic() + PATIENCE
        while made.process.poll() is None and time.monotonic() < end:
            for key in ("\r", "q"):
                made.send(key)
                until = time.monotonic() + 0.3
                while time.monotonic() < until:
                    made.read(0.05)
        assert made.wait() == 0
        assert restored(made)


def test_a_handler_of_stops_only_tells_the_loop_and_a_stop_that_was_taken_back_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from annotator.tui.driver import LastingDriver

    done: list[str] = []
    todo: list[Callable[[], None]] = []
    driver = LastingDriver.__new__(LastingDriver)
    monkeypatch.setattr("os.kill", lambda *_: done.append("stopped"))
    for name, value in {
        "_auto_restart": True, "_must_signal_resume": False, "_to_stop": False, "_stopped": False, "_went_on": -1.0,
        "_soon": todo.append, "resume_application_mode": lambda: done.append("back"),
        "suspend_application_mode": lambda: done.append("left"),
    }.items():  # fmt: skip
        setattr(driver, name, value)
    driver._sigtstp_application()
    assert done == []
    todo.pop()()
    assert done == ["left", "stopped", "back"]
    # Continued while it leaves the terminal: it comes back and does not stop.
    done.clear()
    driver._must_signal_resume = False

    def leave() -> None:
        done.append("left")
        driver._sigcont_application()

    monkeypatch.setattr(driver, "suspend_application_mode", leave)
    driver._sigtstp_application()
    todo.pop()()
    assert done == ["left", "back"]
    # Both came at once and are handled in the wrong order: the stop was answered already.
    driver._sigcont_application()
    driver._sigtstp_application()
    assert not driver._to_stop
