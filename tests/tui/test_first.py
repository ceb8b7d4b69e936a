"""The first picture, painted before the interface is there: nothing of it may move when the interface comes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from desks import desk_of

from annotator.article import LARGE, Article
from annotator.cli import opening
from annotator.config import Settings
from annotator.desk import Desk
from annotator.session import detected
from annotator.tui import first
from annotator.tui.line import Row, plain
from annotator.tui.painter import Painter

ARTICLE = (
    "Night Boats Sail\n\nBy Ines Calloway\n\n" + "“We will sail,” said warden Lea Quist of the harbour board.\n\n" * 3
)


def desk_on(text: str, columns: int = 120, rows: int = 40) -> Desk:
    article = Article.from_text(text, "boats.txt")
    return desk_of(article, detected(article, Settings()), columns=columns, rows=rows)


def letters(row: str) -> list[tuple[int, str]]:
    """The letters of a row with their columns: signs may come into blank cells, nothing else may change."""
    return [(column, char) for column, char in enumerate(row) if char.isalnum() and char not in "¹²³"]


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (180, 50)])
def test_the_text_stands_where_the_interface_puts_it(size: tuple[int, int]) -> None:
    text = ARTICLE * (LARGE // len(ARTICLE) + 2)
    early = [plain(row) for row in first.picture("boats.txt", text, *size)]
    desk = desk_on(ARTICLE, columns=size[0], rows=size[1])
    desk.enter("reading")
    desk.scroll(-99)
    late = [plain(row) for row in Painter().paint(desk).rows]
    geometry = desk.geometry
    start, end = geometry.text_left, geometry.text_left + geometry.text_width
    assert desk.top == 0
    rows = min(geometry.text_rows, len(desk.layout))
    for number in range(geometry.text_top, geometry.text_top + rows):
        assert letters(early[number][start:end]) == letters(late[number][start:end])


def test_sections_begin_with_the_words_that_are_there_already() -> None:
    early = [plain(row) for row in first.picture("boats.txt", ARTICLE, 120, 40)]
    desk = desk_on(ARTICLE)
    desk.enter("sections")
    late = [plain(row) for row in Painter().paint(desk).rows]
    column = late[2].index("Night Boats")
    assert early[:2] == [early[0], late[1]]
    assert early[2][column:].rstrip() == late[2][column:].rstrip()


@pytest.mark.parametrize("text", ["", "\n", "\x1b[2J\x00", "a\u202eb" * 9, "字" * 400, "x" * 70_000])
@pytest.mark.parametrize("size", [(120, 40), (20, 5)])
def test_any_text_fills_the_window_and_nothing_in_it_reaches_the_terminal(text: str, size: tuple[int, int]) -> None:
    rows = [plain(row) for row in first.picture("x\x1b.txt", text, *size)]
    assert len(rows) == size[1]
    assert not any(ord(char) < 32 for row in rows for char in row)


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (20, 5)])
def test_where_there_is_gold_it_is_the_interfaces_own(size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desk_on(ARTICLE)
    desk.enter("reading")
    made: list[list[Row]] = []

    def paint(rows_for: Callable[[int, int], list[Row]], *, theme_name: str | None) -> first.Shown:
        made.append(rows_for(*size))
        return first.Shown()

    monkeypatch.setattr(first, "paint", paint)
    opening._first_picture_of(desk)
    later = desk_on(ARTICLE)
    later.enter("reading")
    later.resize(*size)
    assert made == [Painter().paint(later).rows]


def test_without_a_terminal_nothing_is_painted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "err").open("w") as stream:
        monkeypatch.setattr(sys, "__stderr__", stream)
        picture = first.paint(lambda columns, rows: [], theme_name=None)
        assert not picture.on
        picture.wipe()
    assert (tmp_path / "err").stat().st_size == 0


def test_it_is_painted_without_the_toolkit_and_the_model() -> None:
    import subprocess

    code = "import annotator.cli.reading, annotator.tui.first, sys; print({'textual', 'pydantic'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_an_open_picker_is_named_by_the_key_that_opened_it() -> None:
    desk = desk_on(ARTICLE)
    desk.enter("reading")
    for key in "gn":
        desk.press(key)
        picker = desk.picker()
        assert picker is not None
        assert picker.name == key
        desk.press("escape")
