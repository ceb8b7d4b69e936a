"""Pictures of every stage, as text: what stands where, at the four sizes of window.

The golden files are read by people, too. After a wanted change: UPDATE_GOLDEN=1 pytest tests/tui/test_paint.py
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from fake_desk import TEXT, FakeDesk, at
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.cells import width
from annotator.layout import Geometry, Layout
from annotator.listing import Listing
from annotator.text import Structure
from annotator.tui.glyphs import ASCII
from annotator.tui.line import plain
from annotator.tui.painter import Painter, Picture
from annotator.tui.textrows import TextPainter, tag_text
from annotator.tui.themes import THEMES, Theme, ThemeName, looks
from annotator.views import Bar, Decor, MarginLine, Option, PickerView, ReadingView, Sign, Tag

GOLDEN = Path(__file__).parent / "golden"
SIZES = ((120, 40), (80, 24), (60, 16), (200, 60))
EMPTY = ReadingView(0, (), (), (), (), (), None)


def paint(desk: FakeDesk) -> Picture:
    return Painter().paint(desk)


def dump(picture: Picture) -> str:
    """Rows of text without trailing blanks, empty ones at the end of the text area counted."""
    rows = [plain(row).rstrip() for row in picture.rows]
    return "\n".join(rows) + "\n"


def roles(picture: Picture, y: int) -> list[tuple[str, str]]:
    """The pieces of a row that do not look like plain text."""
    return [(text, style) for text, style in picture.rows[y] if style != "text"]


def golden(name: str, found: str) -> None:
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("size", SIZES)
def test_reading(size: tuple[int, int]) -> None:
    desk = FakeDesk()
    desk.resize(*size)
    golden(f"reading-{size[0]}x{size[1]}", dump(paint(desk)))


@pytest.mark.parametrize(("key", "name"), [("1", "sections"), ("3", "closing"), ("4", "list"), ("?", "help")])
def test_other_stages(key: str, name: str) -> None:
    desk = FakeDesk()
    desk.resize(80, 24)
    desk.press(key)
    golden(f"{name}-80x24", dump(paint(desk)))


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
def test_picker(size: tuple[int, int]) -> None:
    desk = FakeDesk()
    desk.resize(*size)
    desk.press("n")
    picture = paint(desk)
    first = next(y for y, row in enumerate(picture.rows) if "Enter f" in plain(row))
    found = "\n".join(plain(row).rstrip() for row in [*picture.rows[first - 1 : first + 6], *picture.rows[-2:]])
    golden(f"picker-{size[0]}x{size[1]}", found + "\n")


def test_text_line_shows_its_end_and_its_caret() -> None:
    desk = FakeDesk()
    desk.resize(80, 24)
    desk.text_line = "a long note " * 10 + "ends here"
    picture = paint(desk)
    assert plain(picture.rows[-2]).startswith(" note of quote 2: ")
    assert "ends here " in plain(picture.rows[-2])
    x, y = picture.cursor
    assert y == 22
    assert plain(picture.rows[22])[x - 9 : x] == "ends here"


def test_too_small() -> None:
    desk = FakeDesk()
    desk.resize(30, 8)
    assert dump(paint(desk)).split() == desk.geometry.too_small.split()
    desk.resize(4, 1)
    assert len(paint(desk).rows) == 1


def test_roles_of_the_current_block() -> None:
    picture = paint(FakeDesk())
    y = next(y for y, row in enumerate(picture.rows) if "[He" in plain(row))
    assert roles(picture, y)[:11] == [
        ("┃", "bar.now"),
        ("[", "sign.source.open"),
        ("He", "source"),
        ("‹", "sign.cue.open"),
        ("added", "cue"),
        ("⟦", "sign.content.open"),
        ("that the bakers had called", "content"),
        ("³", "content sign.figure"),
        ("the", "content.other content"),
        ("│", "rule"),
        ("2", "margin.number"),
    ]
    assert ("”", "content.other content active") in picture.rows[y + 1]


def test_cursor_stands_on_the_active_end() -> None:
    desk = FakeDesk()
    picture = paint(desk)
    x, y = picture.cursor
    assert plain(picture.rows[y])[x] == "”"
    assert plain(picture.rows[y])[x - 3 : x] == "fog"


# --- signs ---------------------------------------------------------------------------------------------


def painted(text: str, columns: int = 30, **parts: object) -> list[str]:
    """The rows of a text with some views, gutter of four cells in front."""
    geometry = Geometry(80, 24, text_width=columns, text_rows=6)
    view = ReadingView(**{**EMPTY.__dict__, **parts})
    rows = TextPainter(Layout(text, Structure(text), columns), geometry).rows(view)
    assert all(width(plain(row)) == 4 + columns + 1 for row in rows)
    return [plain(row).rstrip() for row in rows]


def test_a_blank_goes_to_the_first_who_needs_it() -> None:
    signs = (Sign(5, 1, "›", "cue.close"), Sign(6, -1, "⟦", "content.open"), Sign(6, -1, "²", "figure"))
    assert painted("added that it rains", signs=signs)[0] == "    added⟦that it rains"
    label = (*signs, Sign(6, -1, "j", "label"))
    assert painted("added that it rains", signs=label)[0] == "    addedjthat it rains"


def test_signs_at_the_ends_of_a_row() -> None:
    signs = (Sign(0, -1, "⟦", "content.open"), Sign(5, 1, "⟧", "content.close"), Sign(6, -1, "f", "label"))
    assert painted("added that", 5, signs=signs)[:2] == ["   ⟦added⟧", "   fthat"]


def test_without_a_blank_the_edge_letter_is_reversed() -> None:
    text = "“late,” she said"
    geometry = Geometry(80, 24, text_width=30, text_rows=1)
    content = (Sign(1, -1, "⟦", "content.open"), Sign(5, 1, "⟧", "content.close"))
    view = ReadingView(0, (Decor(1, 5, "content"),), content, (), (), (), (5, 1))
    row = TextPainter(Layout(text, Structure(text), 30), geometry).rows(view)[0]
    assert row[:4] == (("    “", "text"), ("l", "content edge"), ("at", "content"), ("e", "content edge active"))


def test_a_label_may_hide_a_letter_and_a_wide_one() -> None:
    assert painted("late, she", signs=(Sign(4, 1, "j", "label"),))[0] == "    latej she"
    assert painted("日本 x", signs=(Sign(1, -1, "j", "label"),))[0] == "    j 本 x"


def test_styles_snap_to_clusters() -> None:
    text = "ca\u0301fe"
    geometry = Geometry(80, 24, text_width=30, text_rows=1)
    view = ReadingView(0, (Decor(0, 2, "cue"),), (), (), (), (), None)
    row = TextPainter(Layout(text, Structure(text), 30), geometry).rows(view)[0]
    assert row[1] == ("ca\u0301", "cue")


def test_bars_cover_the_blank_row_behind_and_tags_stand_where_sections_begin() -> None:
    text = "One two.\n\nThree four.\n\nFive."
    bars = (Bar(0, 8, "read"), Bar(10, 21, "now"))
    tags = (Tag(0, "dateline"), Tag(4, "lead"), Tag(23, "related"))
    rows = painted(text, bars=bars, tags=tags)
    assert rows[:5] == ["l · One two.", "  ·", "l ┃ Three four.", "  ┃", "r   Five."]


@pytest.mark.parametrize(
    ("kind", "short", "letter"),
    [("headline", "hea", "h"), ("dateline", "dtl", "p"), ("date", "dat", "t"), ("my_label", "my_", "m")],
)
def test_tags(kind: str, short: str, letter: str) -> None:
    assert tag_text(kind, 3) == short
    assert tag_text(kind, 1) == letter


# --- margin --------------------------------------------------------------------------------------------


class Many(FakeDesk):
    """A desk with ten items in one block."""

    current = 7

    def reading(self) -> ReadingView:
        start, end = at("Traders")[0], at("closed meetings.")[1]
        lines = tuple(
            MarginLine(f"q{n}", start, "open", f"item {n}", n, n == self.current, 0, "its detail") for n in range(1, 10)
        )
        bakers = tuple(MarginLine(f"m{n}", at("The bakers denied")[0], "mark", f"mark {n}") for n in range(5))
        return ReadingView(self.top, (), (), (Bar(start, end, "now"),), (), (*lines, *bakers), None)


def margin_of(picture: Picture) -> list[str]:
    return [plain(row)[71:].rstrip() for row in picture.rows[2:-3]]


def test_the_current_block_shows_all_its_lines_and_others_what_fits() -> None:
    desk = Many()
    found = margin_of(paint(desk))
    first = next(y for y, line in enumerate(found) if "item 1" in line)
    assert found[first + 6 : first + 8] == [" 7○▸item 7", "     its detail"]
    assert sum("item" in line for line in found) == 9
    assert found[first + 10] == "  ° mark 0"
    assert len([line for line in found if "mark" in line]) == 5


def test_the_strip_shows_the_current_line_and_its_detail() -> None:
    for current in range(1, 10):
        desk = Many()
        desk.current = current
        desk.resize(80, 24)
        rows = [plain(row).rstrip() for row in paint(desk).rows]
        assert f"{current}○▸item {current}" in rows
        assert "    its detail" in rows


def test_zones_of_the_margin_lead_to_their_items() -> None:
    picture = paint(FakeDesk())
    for zone in picture.zones:
        if zone.command == "line q4":
            assert "He → 4" in plain(picture.rows[zone.row]) or "mixed" in plain(picture.rows[zone.row])
    assert {zone.command for zone in picture.zones} >= {"line q1", "line q4", "line m7", "item.accept"}


# --- pickers -------------------------------------------------------------------------------------------


class Choosing(FakeDesk):
    """A desk with a large picker open."""

    chosen = 0
    hint = ""

    def picker(self) -> PickerView | None:
        options = tuple(
            Option(chr(97 + n) if n < 26 else "", f"option number {n}", self.hint and f"{self.hint} {n}")
            for n in range(40)
        )
        return PickerView("s", "words", options, self.chosen, "letter")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("hint", ["", "a long hint that says more than would fit beside the option"])
@pytest.mark.parametrize("chosen", [0, 1, 20, 39])
def test_the_chosen_option_is_always_shown(size: tuple[int, int], hint: str, chosen: int) -> None:
    desk = Choosing()
    desk.chosen, desk.hint = chosen, hint
    desk.resize(*size)
    picture = paint(desk)
    pieces = [text for row in picture.rows for text, style in row if style == "chosen"]
    assert pieces == [f"option number {chosen}"]
    for zone in picture.zones:
        if zone.key and zone.row < size[1] - 1:
            assert plain(picture.rows[zone.row])[zone.start] == zone.key


# --- any text, any size --------------------------------------------------------------------------------

HOSTILE = st.lists(
    st.sampled_from(["word ", "“late” ", "日本", "e\u0301", "\x1b[2J", "\u202e", "\n", "\n\n", "\t", "[/b]", "a" * 90]),
    max_size=60,
).map("".join)


@settings(max_examples=40)
@given(HOSTILE, st.sampled_from([*SIZES, (61, 17), (111, 20), (112, 16), (150, 50), (10, 4)]))
def test_every_picture_tiles_the_window_and_is_safe(body: str, size: tuple[int, int]) -> None:
    desk = FakeDesk(body=body)
    desk.resize(*size)
    for stage in ("reading", "sections", "closing", "list", "help"):
        desk.stage = stage
        picture = paint(desk)
        assert len(picture.rows) == size[1]
        for row in picture.rows:
            assert width(plain(row)) == size[0]
            assert plain(row).isprintable() or "\u2028" not in plain(row)
            assert not set(plain(row)) & set("\x1b\n\r\t\u202e\x9b")


@pytest.mark.parametrize("key", ["2", "1", "3", "4", "?", "n"])
def test_ascii_replaces_every_sign_of_ours(key: str) -> None:
    desk = FakeDesk()
    desk.press(key)
    article = set(TEXT)
    for row in Painter("ascii").paint(desk).rows:
        for char in plain(row):
            assert char.isascii() or char in article, (char, plain(row))
    assert all(len(stand_in) == 1 and stand_in.isascii() for stand_in in ASCII.values())


@pytest.mark.parametrize("name", THEMES)
def test_every_style_on_the_screen_has_a_look(name: ThemeName) -> None:
    known = set(looks(name)) | {"text", "content.other", "source"}
    found = set()
    for key in ("2", "1", "3", "4", "?", "n", "F"):
        desk = FakeDesk()
        desk.press(key)
        for row in paint(desk).rows:
            for _, style in row:
                found.update(style.split())
    assert found <= known | {"margin.detail", "option", "article.new"}
    if name == "plain":
        theme = Theme("plain")
        assert all(theme.look(style)[:2] == ("", "") for style in found)
        # Shapes alone tell the parts of the current quote from the text.
        assert all(theme.look(role)[2] for role in ("content", "cue", "active", "sign.label"))


def test_rows_that_did_not_change_are_the_same_objects() -> None:
    desk = FakeDesk()
    painter = Painter()
    before = painter.paint(desk).rows
    desk.press("l")
    after = painter.paint(desk).rows
    assert sum(old != new for old, new in zip(before, after, strict=True)) <= 3


def test_a_list_without_rows_says_why() -> None:
    desk = FakeDesk()
    desk.press("4")
    desk.articles = Listing("corpus", None)
    assert "listing …" in plain(paint(desk).rows[1])
    desk.articles = Listing("corpus", ["ferry.txt"])
    desk.articles.paste("zebra")
    assert "0 match" in plain(paint(desk).rows[1])
    assert "no article matches; Esc shows all" in plain(paint(desk).rows[4])
