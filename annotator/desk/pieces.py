"""Pieces of content, merging and splitting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from annotator import candidates
from annotator.candidates import Candidate, short
from annotator.desk.asking import Asking
from annotator.desk.picker import Picker
from annotator.desk.place import parts, remove_part
from annotator.edits import (
    Merge,
    SetContent,
    Split,
    cut_out,
)
from annotator.model import Quote
from annotator.text import Range
from annotator.values import replace

if TYPE_CHECKING:
    pass


class Pieces(Asking):
    """Commands that add, remove, merge and split."""

    def part_more(self) -> None:
        """One more piece of content: Enter takes the next marked stretch, a letter begins one by hand."""
        desk = self.desk
        quote = desk.reading_stage.need_quote()
        if quote is None:
            return
        limit = desk.editor.article.structure.paragraph_at(quote.end) + 2
        paragraphs = desk.editor.article.structure.paragraphs
        until = paragraphs[min(limit, len(paragraphs) - 1)][1] if paragraphs else 0
        following = candidates.stretches_after(desk.editor, quote.start, until)[:3]

        def find(zone: Range, every: bool) -> Sequence[Candidate]:
            marked = [Candidate(span, short(desk.words(*span)), "marked", span[0]) for span in following]
            begins = candidates.starts(desk.editor, zone, -1, every)
            listed = {span[0] for span in following}
            whole = (
                [] if every else [one for one in candidates.pieces(desk.editor, quote, zone) if one[0] not in listed]
            )
            near = candidates.of_spans(desk.editor, whole)
            cells = {one.at for one in near}
            return [
                *marked, *near,
                *(replace(one, at=None if one.at in cells else one.at) for one in begins if one.value not in listed),
            ]  # fmt: skip

        def take(value: Range | int) -> None:
            if isinstance(value, tuple):
                self._add_piece(quote, value)
                return
            self.text_picker(
                "more.end", "where the piece ends",
                lambda zone, every: candidates.ends(desk.editor, zone, value, -1, every),
                lambda end: self._add_piece(quote, (value, end)), at=value, block=value, nudge=False, edge=True,
            )  # fmt: skip

        self.text_picker("more", "one more piece of content", find, take, at=quote.end, nudge=False)

    def _add_piece(self, quote: Quote, span: Range) -> None:
        pieces = [(piece.start, piece.end) for piece in quote.content]
        rest: Sequence[Range] = [span]
        for part, _, role in parts(quote):
            if part != "content":
                rest = cut_out(rest, role, self.desk.editor.article.text)
        self.desk.edit(SetContent(quote.id, (*pieces, *rest)), f"one more piece: {short(self.desk.words(*span))}")
        changed = self.desk.reading_stage.quote
        if changed is not None:
            index = next((i for i, piece in enumerate(changed.content) if piece.start >= span[0]), 0)
            self.focus("content", index)

    def part_delete(self) -> None:
        """Remove the focused piece of content or the focused role."""
        quote = self.desk.reading_stage.need_quote()
        if quote is None:
            return
        part, index = self.desk.place.part, self.desk.place.index
        self.desk.edit(remove_part(quote, part, index), f"{part.replace('_', ' ')} removed")
        self.focus("content")

    def item_merge(self) -> None:
        """Make one quote of two: a digit of the block, or Enter for the next on the same level."""
        desk = self.desk
        quote = desk.reading_stage.need_quote()
        if quote is None:
            return
        level = [
            other for other in desk.editor.annotation.quotes if other.within == quote.within and other.id != quote.id
        ]
        later = [other for other in level if other.start >= quote.start]
        order = [*later[:6], *reversed([other for other in level if other.start < quote.start][-3:])]
        figures = {item.key: n for n, item in enumerate(desk.reading_stage.block_quotes(), 1)}
        options = [
            Candidate(other.id, short(desk.words(other.start, other.end)), other.id,
                      key=str(figures[other.id]) if figures.get(other.id, 10) <= 9 else "")
            for other in order
        ]  # fmt: skip

        def take(other: str) -> None:
            first = min(
                (quote, desk.editor.annotation.quote(other) or quote), key=lambda one: (one.start, -one.end, one.id)
            )
            desk.edit(Merge(quote.id, other), f"merged {self.name(quote)} with {desk.name_of(other)}")
            desk.place = desk.place.at(first.id)

        desk.open(
            Picker("merge", f"merge {self.name(quote)} with", lambda _zone, _every: options, take, desk.keymap.labels)
        )

    def item_split(self) -> None:
        """Cut the content in two at a letter; the second part becomes a quote of its own."""
        desk = self.desk
        quote = desk.reading_stage.need_quote()
        if quote is None:
            return

        def find(zone: Range, every: bool) -> Sequence[Candidate]:
            holds = [piece.span for piece in quote.content]
            found = candidates.starts(desk.editor, zone, quote.start, every)
            firsts = [Candidate(piece.start, short(piece.text), "piece", piece.start) for piece in quote.content[1:]]
            listed = {one.value for one in firsts}
            inner = [one for one in found if any(a < one.value < b for a, b in holds) and one.value not in listed]
            return [*firsts, *inner]

        def take(at: int) -> None:
            desk.edit(Split(quote.id, at), "split in two")

        self.text_picker(
            "split", f"where {self.name(quote)} is cut", find, take, at=quote.start, nudge=False, edge=True
        )
