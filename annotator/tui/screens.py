"""The stages without article text: sections, closing, the list of articles, help, and a window too small."""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from annotator.cells import clusters, drawn, fit, width
from annotator.listing import ListView
from annotator.store.status import ArticleStatus
from annotator.tui.line import Line, Row, blank
from annotator.tui.panels import Zone, rule
from annotator.views import ClosingLine, HelpLine, SectionRow

if TYPE_CHECKING:
    from annotator.concordance import HitsView, Order

Made = tuple[list[Row], list[int | None]]
"""Rows, and for each the place in the list it was made from (None for headings and blanks)."""

FIELD = "  "
FIELDS = re.compile(r" {2,}")
"""What parts the fields of a closing line."""
WIDEST_FIELD = 30
"""A longer field pushes the ones behind it out of their column."""

KIND_COLUMN, SIGN_COLUMN, TEXT_COLUMN = 3, 14, 18


def sections_rows(rows: Sequence[SectionRow], columns: int, glyphs: dict[int, str] | None) -> Made:
    """The sections stage: a letter, the kind, `▸` and `?`, then the first words of the line."""
    made: list[Row] = []
    places: list[int | None] = []
    for place, row in enumerate(rows):
        tone = "section.current" if row.current else "text"
        line = Line(columns, glyphs)
        line.pad(1).add(row.letter, "key").pad(KIND_COLUMN)
        if row.first:
            line.add(fit(row.kind, SIGN_COLUMN - KIND_COLUMN - 1), "section.kind")
        line.pad(SIGN_COLUMN).add("▸" if row.current else " ", "section.current")
        line.add("?" if row.doubtful else " ", "state.question")
        if row.folded:
            line.pad(TEXT_COLUMN + 1).add(f"⋮ {row.folded} more", "hint")
        else:
            line.pad(TEXT_COLUMN).add(fit(row.text, max(columns - TEXT_COLUMN - 1, 1)), tone)
        made.append(line.row())
        places.append(place)
    return made, places


def closing_rows(lines: Sequence[ClosingLine], columns: int, glyphs: dict[int, str] | None) -> Made:
    """The closing stage and cards: headings, then a letter, words, and what Enter would take."""
    made: list[Row] = []
    places: list[int | None] = []
    group: str | None = None
    fields = _fields(lines)
    proposals = any(line.proposal for line in lines)
    for place, item in enumerate(lines):
        if item.group != group:
            group = item.group
            line = Line(columns, glyphs)
            if group:
                line.add("─ ", "rule").add(group, "rule.title").add(" ", "rule")
            hint = "Enter takes every =" if proposals and not made else ""
            if hint:
                line.pad(columns - width(hint) - 3, "rule", "─").add(f" {hint} ", "hint")
            made.append(line.pad(columns, "rule", "─").row())
            places.append(None)
        tone = "section.current" if item.current else "text"
        line = Line(columns, glyphs).pad(1).add(item.letter, "key").pad(3)
        start = line.at
        words = FIELDS.split(item.text)
        for number, word in enumerate(words):
            line.add(word, tone)
            if number + 1 < len(words):
                start += fields[item.group][number] + len(FIELD)
                line.add(FIELD).pad(start)
        if item.proposal:
            line.add(FIELD).pad(min(42, columns // 2) if columns < 100 else columns // 2 - 8)
            line.add("= ", "proposal").add(item.proposal, "proposal")
        made.append(line.row())
        places.append(place)
    return made, places


def _fields(lines: Sequence[ClosingLine]) -> dict[str, list[int]]:
    """For each group, the cells of its fields (parted by two blanks), so that they stand below each other."""
    found: dict[str, list[int]] = {}
    for item in lines:
        sizes = found.setdefault(item.group, [])
        for number, word in enumerate(FIELDS.split(item.text)[:-1]):
            size = min(width(word), WIDEST_FIELD)
            if number < len(sizes):
                sizes[number] = max(sizes[number], size)
            else:
                sizes.append(size)
    return found


def help_rows(lines: Sequence[HelpLine], columns: int, glyphs: dict[int, str] | None) -> Made:
    """Help: headings, then keys, what they do, and a sentence, on more rows where it is long; what does not
    work now is grey."""
    made: list[Row] = []
    places: list[int | None] = []
    keys = min(max((width(line.keys) for line in lines), default=0), 18) + 3
    titles = min(max((width(line.title) for line in lines if line.keys), default=0), 28) + 2
    for place, item in enumerate(lines):
        line = Line(columns, glyphs).pad(1)
        more: list[Row] = []
        if not item.keys and not item.text:
            line.add(item.title, "rule.title")
        else:
            line.add(fit(item.keys, keys - 2), "key" if item.now else "hint").pad(keys)
            line.add(item.title, "text" if item.now else "hint")
            first, *rest = textwrap.wrap(item.text, max(columns - keys - titles - 2, 20)) or [""]
            if first:
                line.add("  ").pad(keys + titles).add(first, "hint")
            more = [Line(columns, glyphs).pad(keys + titles).add(words, "hint").row() for words in rest]
        made += [line.row(), *more]
        places += [place] * (1 + len(more))
    return made, places


def list_rows(view: ListView, columns: int, height: int, glyphs: dict[int, str] | None, top: int, left: int
) -> tuple[list[Row], list[Zone], int]:  # fmt: skip
    """The list of articles in `height` rows, its zones, and the column of the caret in the filter's row.

    The first row is the filter, then a rule, headings, the articles. `top` and `left` say where the
    rows will stand, for the zones.
    """
    line = Line(columns, glyphs).add("> ", "key").add(view.filter, "prompt")
    caret = min(line.at, columns - 1)
    line.add(" ", "prompt.cursor")
    total = "listing …" if view.total is None else f"{view.total:,}"
    count = f"{view.matches:,} match" if view.filter and view.total is not None else total
    line.pad(columns - width(count) - 1).add(count, "hint")
    name_column, by = 24, 9
    rows = [line.row(), Line(columns, glyphs).pad(columns, "rule", "─").row()]
    head = Line(columns, glyphs).pad(3).add("state", "hint").pad(9).add("done/all", "hint").pad(18).add("held", "hint")
    head.pad(name_column).add("article", "hint").pad(columns - by - 11).add("   changed", "hint")
    rows.append(head.pad(columns - by + 1).add("by", "hint").row())
    zones = []
    here = next((place for place, item in enumerate(view.rows) if item.current), 0)
    for place, item in enumerate(view.rows):
        status = item.status
        tone = "section.current" if item.current else "text"
        line = Line(columns, glyphs).pad(1).add("▸" if item.current else " ", "section.current").pad(3)
        line.add(_state(status), f"article.{status.state}" if status is not None else "hint")
        counts = _counts(status)
        line.pad(17 - width(counts)).add(counts, tone if counts != "-" else "hint")
        held = str(status.held) if status is not None and status.held else ""
        line.pad(22 - width(held)).add(held, "state.held")
        room = columns - by - 12 - name_column
        line.pad(name_column).add(_end_of(item.name, room), tone)
        line.pad(columns - by - 1 - width(item.changed)).add(item.changed, "hint")
        line.pad(columns - by + 1).add(fit(status.by if status is not None else "", by - 2), "hint")
        zones.append(Zone(top + len(rows), left, left + columns, command=f"move {place - here}"))
        rows.append(line.row())
    if view.filter and view.total and not view.matches:
        rows.append(Line(columns, glyphs).pad(name_column).add("no article matches; Esc shows all", "hint").row())
    rows += [blank(columns)] * (height - len(rows))
    return rows[:height], zones, caret


ORDER_WORDS: dict[Order, str] = {"article": "", "after": "by the words after", "before": "by the words before"}
"""How the title of the list of hits says its order."""


def hits_rows(view: HitsView, columns: int, height: int, glyphs: dict[int, str] | None, top: int, left: int
) -> tuple[list[Row], list[Zone], int]:  # fmt: skip
    """The list of hits in `height` rows, its zones, and the column of the caret in the filter's row.

    The first row is the filter, the second a rule with the words searched, then the hits below each other,
    each with its article before and its context around. `top` and `left` are as in `list_rows`.
    """
    line = Line(columns, glyphs).add("> ", "key").add(view.filter, "prompt")
    caret = min(line.at, columns - 1)
    line.add(" ", "prompt.cursor")
    count = f"{view.matches:,} of {view.lines:,}" if view.filter else f"{view.lines:,}"
    rows = [line.pad(columns - width(count) - 1).add(count, "hint").row()]
    title = f"“{fit(view.query, columns // 2)}” in {view.where}"
    rows.append(rule(columns, glyphs, title, ORDER_WORDS[view.order]))
    names = min(max(12, columns // 5), 34)
    begin = 3 + names + 2
    middle = begin + (columns - begin) * 2 // 5
    zones = []
    here = next((row.place for row in view.rows if row.current), 0)
    for row in view.rows:
        line = Line(columns, glyphs).pad(1).add("▸" if row.current else " ", "section.current").pad(3)
        tone = "section.current" if row.current else "text"
        zones.append(Zone(top + len(rows), left, left + columns, command=f"move {row.place - here}"))
        hit = row.hit
        if hit is None:
            rows.append(line.add(view.note, tone if row.current else "hint").row())
            continue
        name = hit.name if width(hit.name) <= names else hit.name.rpartition(os.sep)[2]
        line.add(fit(name, names), "hint" if row.again and not row.current else tone)
        before = _tail(hit.before, middle - begin)
        line.pad(middle - width(before)).add(before, tone)
        more = f"  … {hit.more:,} more" if hit.more else ""
        room = columns - 1 - middle - width(more)
        words = fit(hit.words, room)
        line.add(words, "hit").add(_head(hit.after, room - width(words)), tone)
        rows.append(line.pad(columns - 1 - width(more)).add(more, "hint").row())
    if not view.rows:
        rows.append(Line(columns, glyphs).pad(3).add(view.note, "hint").row())
    rows += [blank(columns)] * (height - len(rows))
    return rows[:height], zones, caret


def _head(text: str, cells: int) -> str:
    """As much of the beginning as fits into the cells."""
    return fit(text, max(cells, 0), "")


def _tail(text: str, cells: int) -> str:
    """The words at the end that fit into the cells; a word longer than all of them is cut."""
    used, start = 0, len(text)
    for first, last in reversed(clusters(text)):
        used += width(text[first:last])
        if used > cells:
            break
        start = first
    if 0 < start < len(text) and not text[start - 1].isspace():
        blank_at = text.find(" ", start)
        start = blank_at + 1 if 0 <= blank_at < len(text) - 1 else start
    return drawn(text[start:])


def _state(status: ArticleStatus | None) -> str:
    """The word of the list for a state."""
    if status is None:
        return "…"
    return "bad" if status.state == "unreadable" else status.state


def _counts(status: ArticleStatus | None) -> str:
    """Decided and all items."""
    if status is None or status.total is None or status.state == "new":
        return "-"
    return f"{status.done}/{status.total}"


def _end_of(name: str, cells: int) -> str:
    """A path that does not fit loses its beginning: the file's name says more."""
    if width(name) <= cells:
        return name
    cut = name[-max(cells - 1, 1) :]
    while width(cut) > cells - 1:
        cut = cut[1:]
    return "…" + cut


def window(made: Made, height: int, top: int, current: int | None) -> tuple[list[Row], list[int | None], int]:
    """`height` of the rows around the one made from `current`; scrolls from `top` no further than it must."""
    rows, places = made
    if current is not None and current in places:
        first = places.index(current)
        last = len(places) - 1 - places[::-1].index(current)
        top = max(min(top, max(first - 1, 0)), last - height + 1)
    top = max(0, min(top, len(rows) - height))
    columns = width("".join(text for text, _ in rows[0])) if rows else 0
    shown = rows[top : top + height]
    found = places[top : top + height]
    return (
        shown + [blank(columns)] * (height - len(shown)),
        found + [None] * (height - len(found)),
        top,
    )


def too_small_rows(sentence: str, columns: int, rows: int, glyphs: dict[int, str] | None) -> list[Row]:
    """One sentence, wrapped as the window needs it, in its middle."""
    lines = [""]
    for word in sentence.split():
        joined = f"{lines[-1]} {word}".strip()
        if width(joined) <= columns or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(word)
    lines = lines[:rows]
    above = (rows - len(lines)) // 2
    made = [blank(columns)] * above
    made += [Line(columns, glyphs).pad((columns - width(text)) // 2).add(text).row() for text in lines]
    return made + [blank(columns)] * (rows - len(made))
