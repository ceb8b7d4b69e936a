"""What is sent to the terminal: a frame turns one screen into the next, and nothing else."""

from __future__ import annotations

import re

import pyte
import pytest
from fake_desk import FakeDesk
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.tui.ansi import Encoder, cells, changed, depth_of, near
from annotator.tui.line import Line, Row, plain
from annotator.tui.painter import Painter
from annotator.tui.themes import Theme

COLUMNS = 24
STYLES = st.sampled_from(["text", "content", "cue", "content cue", "sign.label", "hint", "content active"])
WORDS = st.sampled_from(["ab", "late ", "“boat”", "日本", "e\u0301", "x", "   ", "…"])


@st.composite
def rows(draw: st.DrawFn) -> list[Row]:
    made = []
    for _ in range(3):
        line = Line(COLUMNS)
        for text, style in draw(st.lists(st.tuples(WORDS, STYLES), max_size=8)):
            line.add(text, style)
        made.append(line.row())
    return made


def screen() -> tuple[pyte.Screen, pyte.Stream]:
    made = pyte.Screen(COLUMNS, 3)
    stream = pyte.Stream(made)
    stream.feed("\x1b[?7l")  # as the interface does: a row's last cell wraps nothing
    return made, stream


def looks(made: pyte.Screen) -> list[list[tuple[object, ...]]]:
    # The right half of a wide character holds nothing: its colours are whatever was there before.
    return [[tuple(made.buffer[y][x]) for x in range(COLUMNS) if made.buffer[y][x].data] for y in range(3)]


@settings(max_examples=60)
@given(rows(), rows())
def test_a_frame_makes_the_same_screen_as_drawing_it_whole(old: list[Row], new: list[Row]) -> None:
    encoder = Encoder(Theme("dark"), "256")
    one, stream = screen()
    stream.feed(encoder.whole(old))
    stream.feed(encoder.frame(old, new))
    other, whole = screen()
    whole.feed(encoder.whole(new))
    assert looks(one) == looks(other)


def test_nothing_is_sent_when_nothing_changed() -> None:
    painter = Painter()
    desk = FakeDesk()
    before = painter.paint(desk).rows
    assert Encoder(Theme("dark"), "true").frame(before, list(before)) == ""


@pytest.mark.parametrize(("keys", "most"), [("l", 350), ("n", 1500)])
def test_a_key_sends_little(keys: str, most: int) -> None:
    painter = Painter()
    desk = FakeDesk()
    before = painter.paint(desk).rows
    desk.press(keys)
    sent = Encoder(Theme("dark"), "true").frame(before, painter.paint(desk).rows)
    assert 0 < len(sent.encode()) <= most


def test_a_row_on_whose_width_terminals_disagree_is_sent_whole() -> None:
    encoder = Encoder(Theme("plain"), "16")

    def sent(old: str, new: str) -> str:
        return encoder.frame([Line(20).add(old).row()], [Line(20).add(new).row()])

    assert sent("quiet words", "quiet worms") == "\x1b[1;10Hm\x1b[0m"
    assert sent("\U0001f44d\U0001f3fd words", "\U0001f44d\U0001f3fd worms").startswith(
        "\x1b[1;1H\U0001f44d\U0001f3fd worms"
    )


@pytest.mark.parametrize("theme", ["dark", "light", "ansi", "plain"])
def test_only_colours_and_places_are_sent(theme: str) -> None:
    desk = FakeDesk(body="\x1b]52;c;aGk=\x07 text \x9b2J\u202e " * 20)
    sent = Encoder(Theme(theme), "256").whole(Painter().paint(desk).rows)  # type: ignore[arg-type]  # a theme's name
    left = re.sub(r"\x1b\[(?:\d+;\d+H|[\d;]*m)", "", sent)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202e]", left)
    if theme in ("ansi", "plain"):
        assert "38;5" not in sent
        assert "48;5" not in sent


def test_changed_cells_are_few_and_whole() -> None:
    old = cells(Line(30).add("the harbour board said so").row())
    new = cells(Line(30).add("the harbour bench said so").row())
    assert changed(old, new) == [(13, 17)]
    wide = cells(Line(6).add("a日本b").row())
    assert changed(wide, cells(Line(6).add("ab本b").row())) == [(1, 6)]


@pytest.mark.parametrize(
    ("environment", "depth"),
    [
        ({"TERM": "xterm-256color"}, "256"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "true"),
        ({"TERM": "xterm-kitty"}, "true"),
        ({"TERM": "vt100"}, "16"),
        ({}, "16"),
    ],
)
def test_depth(environment: dict[str, str], depth: str) -> None:
    assert depth_of(environment) == depth


def test_nearest_colours() -> None:
    assert near("#000000") == 16
    assert near("#ffffff") == 231
    assert near("#808080") == 244
    assert near("#ff8700") == 208


def test_wide_and_joined_characters_are_one_cell_entry() -> None:
    row = Line(8).add("e\u0301日").row()
    found = cells(row)
    assert found[0] == ("e\u0301", "text")
    assert found[1] == ("日", "text")
    assert found[2] is None
    assert len(found) == 8
    assert plain(row).startswith("e\u0301日")
