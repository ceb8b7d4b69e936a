"""Any text at any width: rows hold all of it, fit the width, and lead back to the same offsets."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from hypothesis import given
from hypothesis import strategies as st

from annotator.cells import clusters, drawn, fit, width
from annotator.items import Blocks
from annotator.layout import Layout
from annotator.text import WHITE, Structure

PIECES = st.sampled_from(
    [
        *("The boat ", "“late,” ", "Reed—said ", "\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\t", "    "),
        *("日本語", "é", "e\u0301", "\u2764\ufe0f", "\U0001f44d\U0001f3fd", "\u1112\u1161\u11ab"),
        *("\U0001f1f3\U0001f1f4", "\U0001f468\u200d\U0001f469", "\u00a0", "\u200b", "\u202e", "\x1b"),
        *("\u0301", "\u3000", "\u2028", "https://marrow.example/a/very/long/address/that/never/ends"),
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=60))
WIDTHS = st.integers(2, 40)


@given(TEXTS, WIDTHS)
def test_rows_tile_the_paragraphs(text: str, columns: int) -> None:
    layout = Layout(text, Structure(text), columns)
    covered = [span for row in range(len(layout)) if (span := layout.range_of(row))]
    assert covered == sorted(covered)
    missing = list(text)
    for start, end in covered:
        missing[start:end] = [""] * (end - start)
    for start, end in Structure(text).paragraphs:
        assert set("".join(missing[start:end])) <= set(WHITE)
        assert any(span[0] == start for span in covered)
    assert all(layout.edges_of(row)[0] <= layout.edges_of(row + 1)[0] for row in range(len(layout) - 1))


@given(TEXTS, WIDTHS, st.lists(st.tuples(st.sampled_from("rwcnb"), st.integers(0, 80)), max_size=8))
def test_rows_are_the_same_in_whatever_order_they_are_asked_for(
    text: str, columns: int, questions: list[tuple[str, int]]
) -> None:
    whole, asked = Layout(text, Structure(text), columns), Layout(text, Structure(text), columns)
    size = len(whole)
    for what, at in questions:
        if what == "r":
            assert asked.range_of(at) == whole.range_of(at)
        elif what == "w":
            assert asked.row_of(at) == whole.row_of(at)
        elif what == "c":
            assert asked.offset_at(at, 3) == whole.offset_at(at, 3)
        elif what == "n":
            assert asked.count(at) == min(at, size)
        else:
            assert asked.paragraph_row(at, 1) == whole.paragraph_row(at, 1)
    assert len(asked) == size


@given(TEXTS, WIDTHS, st.integers(1, 6), st.lists(st.tuples(st.sampled_from("hat"), st.integers(0, 80)), max_size=8))
def test_blocks_are_the_same_in_whatever_order_they_are_asked_for(
    text: str, columns: int, most: int, questions: list[tuple[str, int]]
) -> None:
    structure = Structure(text)
    blocks = Blocks(structure, Layout(text, structure, columns).rows_of, most)
    whole = list(Blocks(structure, Layout(text, structure, columns).rows_of, most))
    starts = [start for start, _ in whole]
    for what, at in questions:
        if what == "h":
            assert blocks.has(at) == (at < len(whole))
        elif what == "a":
            assert blocks.at(at) == max(0, bisect_right(starts, at) - 1)
        else:
            assert blocks.after(at) == bisect_left(starts, at)
    assert list(blocks[2:5]) == whole[2:5]
    assert (len(blocks), bool(blocks), list(blocks)) == (len(whole), bool(whole), whole)


@given(TEXTS, WIDTHS)
def test_no_row_is_wider_than_the_text(text: str, columns: int) -> None:
    layout = Layout(text, Structure(text), columns)
    for row in range(len(layout)):
        if span := layout.range_of(row):
            # One cluster may be wider than the narrowest columns: emoji joined by joiners are drawn apart.
            alone = len(clusters(text, *span)) == 1
            assert width(text[span[0] : span[1]]) <= columns or alone


@given(TEXTS, WIDTHS)
def test_offset_to_cell_and_back(text: str, columns: int) -> None:
    layout = Layout(text, Structure(text), columns)
    for row in range(len(layout)):
        span = layout.range_of(row)
        for start, end in clusters(text, *span) if span else ():
            assert layout.row_of(start) == row
            if width(text[start:end]):
                assert layout.offset_at(*layout.cell_of(start)) == start


@given(TEXTS)
def test_clusters_tile_and_widths_add_up(text: str) -> None:
    parts = clusters(text)
    assert "".join(text[start:end] for start, end in parts) == text
    assert sum(width(text[start:end]) for start, end in parts) == width(text)


@given(TEXTS, st.integers(0, 30))
def test_fit(text: str, cells: int) -> None:
    assert width(fit(text, cells)) <= cells
    assert len(drawn(text).splitlines()) <= 1
