"""The margin: one line a quote, mark or rejected item beside its block, or in the strip below."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from annotator.layout import Geometry, Layout
from annotator.tui.line import BLANK, Line, Row, blank
from annotator.views import STATE_SIGNS, MarginLine

Placed = dict[int, tuple[Row, str]]
"""Margin rows by the row of the window they stand on, each with the key of its line ("" for none)."""


def margin_row(item: MarginLine, columns: int, glyphs: dict[int, str] | None) -> Row:
    """The line of one item: number, state, `▸` when current, nesting, words."""
    line = Line(columns, glyphs)
    tone = "margin.current" if item.current else f"margin.{item.state}"
    line.add(str(item.number) if item.number is not None else " ", "margin.number")
    line.add(STATE_SIGNS[item.state], f"state.{item.state}")
    line.add("▸" if item.current else " ", "margin.current")
    if item.depth:
        line.add(" " * (item.depth - 1) + "└ ", "margin.detail")
    return line.add(item.text, tone).row()


def detail_row(item: MarginLine, columns: int, glyphs: dict[int, str] | None) -> Row:
    """The second line of the current item."""
    return Line(columns, glyphs).pad(4).add(item.detail, "margin.detail").row()


def _rows_of(items: Sequence[MarginLine], columns: int, glyphs: dict[int, str] | None) -> list[tuple[Row, str, bool]]:
    """Every row of a block's lines: the row, the key of its line, whether it is of the current one."""
    rows = []
    for item in items:
        rows.append((margin_row(item, columns, glyphs), item.key, item.current))
        if item.current and item.detail:
            rows.append((detail_row(item, columns, glyphs), item.key, True))
    return rows


def _window(rows: list[tuple[Row, str, bool]], height: int) -> list[tuple[Row, str, bool]]:
    """As many of the rows as fit, those of the current item among them, one before it where possible."""
    if len(rows) <= height:
        return rows
    last = max((place for place, row in enumerate(rows) if row[2]), default=0)
    first = next((place for place, row in enumerate(rows) if row[2]), 0)
    top = min(max(0, last + 2 - height), max(0, first - 1), len(rows) - height)
    top = max(top, last + 1 - height, 0)
    return rows[top : top + height]


def beside(
    items: Sequence[MarginLine],
    layout: Layout,
    geometry: Geometry,
    top: int,
    glyphs: dict[int, str] | None,
) -> Placed:
    """The margin lines beside their blocks in a wide window, on the window's rows from 0.

    A block's lines begin at its first row on the screen and may run on to the next block that has
    lines. The current block shows all of its lines, the others as many as there is room for.
    """
    height, columns = geometry.text_rows, geometry.margin_width
    blocks: list[tuple[int, list[tuple[Row, str, bool]], bool]] = []
    for anchor, group in groupby(items, key=lambda item: item.anchor):
        lines = list(group)
        row = layout.row_of(anchor) - top
        if row >= height:
            continue
        current = any(item.current for item in lines)
        if row < 0:
            end = layout.paragraph_row(row + top, 1) - top
            if end < 0:
                continue
            row = 0
        blocks.append((row, _rows_of(lines, columns, glyphs), current))
    placed: Placed = {}
    now = next((place for place, block in enumerate(blocks) if block[2]), None)
    floor = -1
    if now is not None:
        row, rows, _ = blocks[now]
        rows = _window(rows, height)
        row = min(row, height - len(rows))
        for place, (made, key, _) in enumerate(rows):
            placed[row + place] = (made, key)
        floor = row + len(rows)
    for place, (row, rows, _) in enumerate(blocks):
        if place == now:
            continue
        limit = blocks[place + 1][0] if place + 1 < len(blocks) else height
        if now is not None and place > now:
            row = max(row, floor)
        free = [at for at in range(row, limit) if at not in placed]
        if len(rows) > len(free):
            hidden = len({key for _, key, _ in rows[max(len(free) - 1, 0) :]})
            rows = rows[: max(len(free) - 1, 0)]
            more = Line(columns, glyphs).pad(3).add(f"… {hidden} more", "margin.detail").row()
            rows.append((more, "", False))
        for at, (made, key, _) in zip(free, rows, strict=False):
            placed[at] = (made, key)
        if free and rows:
            floor = max(floor, free[min(len(free), len(rows)) - 1] + 1)
    return placed


def strip(
    items: Sequence[MarginLine],
    anchor: int | None,
    geometry: Geometry,
    glyphs: dict[int, str] | None,
) -> list[tuple[Row, str]]:
    """The lines of the block at `anchor` in the strip of a narrow window, around the current one."""
    columns = geometry.columns
    rows = _window(_rows_of([item for item in items if item.anchor == anchor], columns, glyphs), geometry.strip_rows)
    found = [(row, key) for row, key, _ in rows]
    found += [(blank(columns, BLANK), "")] * (geometry.strip_rows - len(found))
    return found
