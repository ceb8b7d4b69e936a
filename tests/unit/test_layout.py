"""Rows of text and parts of the window."""

from __future__ import annotations

import pytest

from annotator.layout import Geometry, Layout
from annotator.text import Structure


def layout(text: str, columns: int) -> Layout:
    return Layout(text, Structure(text), columns)


def rows(text: str, columns: int) -> list[str]:
    made = layout(text, columns)
    found = []
    for row in range(len(made)):
        span = made.range_of(row)
        found.append("" if span is None else text[span[0] : span[1]])
    return found


def test_words_wrap_at_blanks() -> None:
    assert rows("The last boat leaves at nine.", 12) == ["The last", "boat leaves", "at nine."]


def test_a_row_may_be_full() -> None:
    assert rows("aaaa bbbb cccc", 9) == ["aaaa bbbb", "cccc"]


def test_runs_of_blanks_belong_to_no_row() -> None:
    assert rows("aaaa      bbbb", 6) == ["aaaa", "bbbb"]
    assert rows("日日      bbbb", 6) == ["日日", "bbbb"]


def test_a_long_word_is_cut_at_cluster_edges() -> None:
    assert rows("to abcdefghij", 4) == ["to", "abcd", "efgh", "ij"]
    assert rows("日本語日本", 5) == ["日本", "語日", "本"]
    flag = "\U0001f1f3\U0001f1f4"
    assert rows(flag * 3, 3) == [flag, flag, flag]


def test_one_blank_row_between_blocks_only() -> None:
    assert rows("\n\nTitle\n\n\n\nKEY POINTS\n• One\n• Two\n", 20) == [
        "Title",
        "",
        "KEY POINTS",
        "• One",
        "• Two",
    ]


def test_hard_wrapped_lines_are_reflowed() -> None:
    line = "The board said on Tuesday that boats would run late"
    text = "\n".join([line] * 6) + "\nagain."
    assert rows(text, 60)[0] == (line + "\nThe")
    crlf = text.replace("\n", "\r\n")
    assert rows(crlf, 60)[0] == (line + "\r\nThe")
    made = layout(crlf, 60)
    assert made.cell_of(len(line) + 2) == (0, len(line) + 1)


def test_places() -> None:
    text = "The last boat\n\nleaves é日x at nine."
    made = layout(text, 11)
    found = [made.range_of(row) for row in range(len(made))]
    assert found == [(0, 8), (9, 13), None, (15, 25), (26, 34)]
    assert made.cell_of(0) == (0, 0)
    assert made.cell_of(8) == (0, 8)
    assert made.cell_of(9) == (1, 0)
    assert made.cell_of(13) == (1, 4)
    assert made.cell_of(14) == (1, 4)
    assert made.cell_of(24) == (3, 10)
    assert made.offset_at(3, 8) == 23
    assert made.offset_at(3, 9) == 23
    assert made.offset_at(3, 99) == 25
    assert made.offset_at(2, 3) == 13
    assert made.offset_at(-4, 3) == 3
    assert made.offset_at(99, 99) == 34
    assert made.rows_of((5, 16)) == (0, 3)
    assert made.rows_of((5, 5)) == (0, 0)
    assert made.paragraph_row(1, -1) == 0
    assert made.paragraph_row(3, 1) == 4


def test_text_without_words_has_one_blank_row() -> None:
    for text in ("", "\n\n", "\ufeff \n"):
        made = layout(text, 20)
        assert len(made) == 1
        assert made.range_of(0) is None
        assert made.row_of(0) == 0
        assert made.offset_at(3, 3) == 0


@pytest.mark.parametrize(
    ("size", "parts"),
    [
        ((120, 40), (0, 6, 63, 48, 0, 2, 35)),
        ((112, 30), (0, 6, 63, 40, 0, 2, 25)),
        ((144, 40), (0, 6, 71, 64, 0, 2, 35)),
        ((200, 60), (24, 6, 71, 72, 0, 2, 55)),
        ((80, 24), (0, 4, 75, 0, 5, 1, 15)),
        ((111, 40), (0, 4, 75, 0, 7, 1, 29)),
        ((60, 16), (0, 4, 55, 0, 3, 1, 9)),
    ],
)
def test_geometry(size: tuple[int, int], parts: tuple[int, ...]) -> None:
    made = Geometry.of(*size)
    across = (made.left, made.gutter, made.text_width, made.margin_width)
    assert (*across, made.strip_rows, made.text_top, made.text_rows) == parts
    assert made.too_small == ""
    assert made.left * 2 + made.width in (size[0], size[0] - 1)


def test_too_small() -> None:
    assert Geometry.of(52, 12).too_small == "annotator needs 60 x 16 cells; this window has 52 x 12."
    assert Geometry.of(60, 15).too_small
    assert Geometry.of(59, 16).too_small


def test_an_ideographic_space_is_two_cells_wide_and_a_blank_to_break_at() -> None:
    text = "👨\u200d👩\u3000The boat"
    layout = Layout(text, Structure(text), 2)
    rows = [layout.range_of(row) for row in range(len(layout))]
    assert [text[slice(*row)] for row in rows if row] == ["👨\u200d👩", "\u3000", "Th", "e", "bo", "at"]
