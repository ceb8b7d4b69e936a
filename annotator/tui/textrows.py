"""The rows of the article: text in its roles, signs in the blank cells beside it, and the gutter.

Boundaries of roles and signs are swept row by row; a row without either costs one search.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from annotator.cells import clusters, drawn, width
from annotator.layout import Geometry, Layout
from annotator.text import WHITE
from annotator.tui.line import BLANK, Line, Row
from annotator.views import Bar, Decor, ReadingView, Sign, SignRole, Tag

RANK: dict[SignRole, int] = {
    "label.chosen": 0, "label": 0, "content.open": 1, "content.close": 1, "cue.open": 2, "cue.close": 2,
    "source.open": 3, "source.close": 3, "other.open": 4, "other.close": 4, "figure": 5, "mark": 6,
}  # fmt: skip
"""Which sign wins where two want one cell: the lower number."""

ROLE_ORDER = (
    "content.other", "content", "source", "addressee", "via", "cue.decided", "cue", "mark.read",
    "mark.weak", "mark", "found", "found.now", "focus", "edge", "active",
)  # fmt: skip
"""Weakest first: a later role's colours cover those of an earlier one."""
_ORDER = {role: place for place, role in enumerate(ROLE_ORDER)}

BARS: dict[str, str] = {"now": "┃", "quiet": "¦", "read": "·"}

SHORT_TAGS = {"date": "dat", "dateline": "dtl", "block_quote": "blq"}
"""Three letters of a section's kind, where the first three would be those of another kind."""


def tag_text(kind: str, letters: int) -> str:
    """The gutter's tag for a section kind: three letters, or the one that picks it."""
    if letters == 1:
        from annotator.model import SECTION_KINDS  # not needed for the first picture, and slow to import

        return SECTION_KINDS.get(kind, kind[:1])
    return SHORT_TAGS.get(kind, kind[:3])


class TextPainter:
    """Paints rows of one layout; keeps what it painted while the layout stays."""

    LIMIT = 2000
    """Rows kept; about fifty screens, under a megabyte."""

    def __init__(self, layout: Layout, geometry: Geometry, glyphs: dict[int, str] | None = None) -> None:
        self.layout = layout
        self.geometry = geometry
        self._glyphs = glyphs
        self._cells = geometry.text_width + 1
        self._kept: dict[tuple[object, ...], Row] = {}

    def rows(self, view: ReadingView) -> list[Row]:
        """Gutter and text of every row of the window, from `view.top`; each `gutter + text_width + 1` wide."""
        layout, geometry = self.layout, self.geometry
        top, bottom = view.top, view.top + geometry.text_rows
        decor = self._by_row(view.decor, top, bottom)
        signs = self._signs_by_row(view.signs, top, bottom)
        bars = self._bars(view.bars, top, bottom)
        tags = self._tags(view.tags, top, bottom)
        active_row = -1
        if view.active is not None:
            offset, side = view.active
            active_row = layout.row_of(offset if side < 0 else max(offset - 1, 0))
        painted = []
        for row in range(top, bottom):
            active = view.active if row == active_row else None
            key = (row, decor.get(row), signs.get(row), active, tags.get(row), bars.get(row))
            made = self._kept.get(key)
            if made is None:
                if len(self._kept) >= self.LIMIT:
                    self._kept.clear()
                made = self._row(row, decor.get(row, ()), signs.get(row, ()), active, tags.get(row, ""), bars.get(row))
                self._kept[key] = made
            painted.append(made)
        return painted

    def _row(
        self,
        row: int,
        decor: tuple[Decor, ...],
        signs: tuple[Sign, ...],
        active: tuple[int, int] | None,
        tag: str,
        bar: str | None,
    ) -> Row:
        """One row: tag, bar, sign, text."""
        span = self.layout.range_of(row)
        sign, sign_style = "", BLANK
        if span is None:
            text: Row = ((" " * self._cells, BLANK),)
        elif decor or signs or active is not None:
            text, sign, sign_style = self._decorated(span, decor, signs, active)
        else:
            text = Line(self._cells).add(self.layout.text[span[0] : span[1]]).row()
        gutter = self.geometry.gutter
        line = Line(gutter + self._cells, self._glyphs)
        line.add(tag, "tag").pad(gutter - 2)
        line.add(BARS[bar] if bar else " ", f"bar.{bar}" if bar else BLANK).add(sign or " ", sign_style)
        return line.extend(text, self._cells).row()

    def _by_row(self, decor: Iterable[Decor], top: int, bottom: int) -> dict[int, tuple[Decor, ...]]:
        """The decor of each visible row, in the order of roles."""
        found: dict[int, list[Decor]] = {}
        layout = self.layout
        last_row = layout.count(bottom) - 1
        if top > last_row:
            return {}
        first_offset, last_offset = layout.edges_of(top)[0], layout.edges_of(last_row)[1]
        for item in decor:
            if item.end <= first_offset or item.start >= last_offset or item.start >= item.end:
                continue
            first, last = layout.rows_of((item.start, item.end))
            for row in range(max(first, top), min(last, last_row) + 1):
                found.setdefault(row, []).append(item)
        return {row: tuple(items) for row, items in found.items()}

    def _signs_by_row(self, signs: Iterable[Sign], top: int, bottom: int) -> dict[int, tuple[Sign, ...]]:
        """The signs of each visible row; an end belongs to the row of the character before it."""
        found: dict[int, list[Sign]] = {}
        for sign in signs:
            row = self.layout.row_of(sign.offset if sign.side < 0 else max(sign.offset - 1, 0))
            if top <= row < bottom:
                found.setdefault(row, []).append(sign)
        return {row: tuple(sorted(items, key=lambda sign: RANK[sign.role])) for row, items in found.items()}

    def _bars(self, bars: Iterable[Bar], top: int, bottom: int) -> dict[int, str]:
        """The attest bar: rows of text, with the blank row that follows them."""
        found: dict[int, str] = {}
        layout = self.layout
        for bar in bars:
            first, last = layout.rows_of((bar.start, bar.end))
            if last + 1 < layout.count(last + 2) and layout.range_of(last + 1) is None:
                last += 1
            for row in range(max(first, top), min(last, bottom - 1) + 1):
                found[row] = bar.kind
        return found

    def _tags(self, tags: Sequence[Tag], top: int, bottom: int) -> dict[int, str]:
        """The tag of each row where a section begins (of several in one row, the last) or a block of it does."""
        layout = self.layout
        letters = self.geometry.gutter - 3
        starts = sorted((tag.start, tag.kind) for tag in tags)
        found = {}
        for row in range(max(top, 1), layout.count(bottom)):
            span = layout.range_of(row)
            if span is not None and layout.range_of(row - 1) is None:
                place = bisect_right(starts, (span[0], "\U0010ffff")) - 1
                if place >= 0:
                    found[row] = tag_text(starts[place][1], letters)
        for start, kind in starts:
            row = layout.row_of(start)
            if top <= row < bottom:
                found[row] = tag_text(kind, letters)
        return found

    def _decorated(
        self,
        span: tuple[int, int],
        decor: tuple[Decor, ...],
        signs: tuple[Sign, ...],
        active: tuple[int, int] | None,
    ) -> tuple[Row, str, str]:
        """A row with roles and signs: cell by cell, then joined again."""
        text = self.layout.text
        start, end = span
        parts = clusters(text, start, end)
        # Styles snap outwards to clusters; the offsets themselves stay exact.
        roles: list[set[str]] = [set() for _ in parts]
        firsts = {first: index for index, (first, _) in enumerate(parts)}
        lasts = {last: index for index, (_, last) in enumerate(parts)}
        for item in decor:
            for index, (first, last) in enumerate(parts):
                if item.start < last and first < item.end:
                    roles[index].add(item.role)
        shown: list[str] = [drawn(text[first:last]) for first, last in parts]
        over: dict[int, tuple[str, str]] = {}
        gutter = behind = ("", BLANK)
        for sign in signs:
            edge = "edge" if sign.role in ("content.open", "content.close") else ""
            if sign.side < 0 and sign.offset <= start:
                gutter = gutter if gutter[0] else (sign.text, f"sign.{sign.role}")
                continue
            if sign.side > 0 and sign.offset >= end:
                behind = behind if behind[0] else (sign.text, f"sign.{sign.role}")
                continue
            cell = lasts.get(sign.offset) if sign.side < 0 else firsts.get(sign.offset)
            if cell is None:
                continue
            label = sign.role in ("label", "label.chosen")
            if label and sign.side < 0 and text[sign.offset - 1].isalnum() and not text[sign.offset].isalnum():
                cell += 1  # rather on the colon that begins here than on a letter before it
            if label or text[parts[cell][0]] in WHITE:
                if cell not in over and width(text[parts[cell][0] : parts[cell][1]]) == 1:
                    over[cell] = (sign.text, f"sign.{sign.role}")
                elif label and cell not in over:
                    over[cell] = (sign.text + " ", f"sign.{sign.role}")
            elif edge:
                letter = firsts.get(sign.offset) if sign.side < 0 else lasts.get(sign.offset)
                if letter is not None:
                    roles[letter].add(edge)
        if active is not None:
            offset, side = active
            handle = firsts.get(offset) if side < 0 else lasts.get(offset)
            if handle is not None:
                roles[handle].add("active")
        line = Line(self._cells)
        for index, shape in enumerate(shown):
            inside = " ".join(sorted(roles[index], key=_ORDER.__getitem__)) if roles[index] else BLANK
            if index in over:
                sign_text, style = over[index]
                # The tint of a content goes on under the signs in it.
                base = inside if roles[index] else ""
                line.add(self._sign(sign_text), f"{base} {style}".strip())
            else:
                line.add(shape, inside)
        if behind[0]:
            line.add(self._sign(behind[0]), behind[1])
        return line.row(), gutter[0], gutter[1]

    def _sign(self, sign: str) -> str:
        return sign.translate(self._glyphs) if self._glyphs else sign
