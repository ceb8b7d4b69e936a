"""New quotes: by cue, by marks, by words, and the same quote again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from annotator import candidates
from annotator.candidates import Candidate, short
from annotator.desk.asking import Asking
from annotator.desk.place import parts
from annotator.detection.base import Draft
from annotator.edits import (
    AddQuote,
    cut_out,
)
from annotator.lookup import differing, lookup
from annotator.marks import stretches_in
from annotator.model import Entity, Quote, Via, range_of, span_of
from annotator.text import Range
from annotator.values import replace

if TYPE_CHECKING:
    pass


class Making(Asking):
    """Commands that make quotes, and the repetition of the last edit."""

    def item_new(self) -> None:
        """A missed quote by its cue or its marks: letters on what nobody has claimed."""
        stage = self.desk.reading_stage
        desk = self.desk
        place = desk.place
        item = stage.item
        at = item.start if item is not None else place.block
        block = stage.block
        beside = [one for one in reversed(stage.bar()) if one != block]

        def find(zone: Range, every: bool) -> Sequence[Candidate]:
            return candidates.missed(desk.editor, desk.items, zone, every, beside if zone == block else ())

        self.text_picker("missed", "missed quote, by its cue", find, self.make_from, at=at, nudge=False)

    def make_from(self, span: Range) -> None:
        """Make the quote whose cue or quotation marks stand at `span`; the other parts are proposed."""
        desk = self.desk
        reader = desk.editor.reader
        marked = next(
            (one for one in stretches_in(desk.editor.article.text, *span) if (one.start, one.end) == span), None
        )
        if marked is not None:
            draft: Draft | None = reader.draft_from_marks(span)
        else:
            draft = reader.draft_from_cue(span)
        if draft is None or not draft.content:
            sentence = desk.editor.article.structure.sentence_at(span[0])
            rest = cut_out([sentence], span, desk.editor.article.text)
            if not rest:
                desk.say("there are no words for a content here")
                return
            draft = Draft(content=(max(rest, key=lambda one: one[1] - one[0]),), cue=span)
        self.add(draft)

    def add(self, draft: Draft) -> None:
        """Add a quote as drafted; its speaker is resolved; it becomes current (B5)."""
        desk = self.desk
        text = desk.editor.article.text
        speakers: tuple[str, ...] = ()
        new: tuple[Entity, ...] = ()
        if draft.source is not None:
            found = self.desk.persons.speaker_for(draft.source, draft.content[0][0])
            if found is not None:
                speakers, new = found
        vias = []
        for one in draft.via:
            entity = None
            if one.kind == "outlet":
                found = self.desk.persons.speaker_for(one.source, one.source[0])
                if found is not None:
                    entity = found[0][0]
                    new = (*new, *(fresh for fresh in found[1] if fresh.id not in {n.id for n in new}))
            vias.append(Via(kind=one.kind, source=span_of(text, *one.source),
                            cue=span_of(text, *one.cue) if one.cue else None, entity=entity))  # fmt: skip
        edit = AddQuote(draft.content, draft.cue, draft.source, draft.addressee, tuple(vias), speakers,
                        draft.act, draft.flags, new=new)  # fmt: skip
        before = desk.editor.annotation.quotes
        desk.edit(edit, f"new quote: {short(desk.words(*draft.content[0]))}")
        made = _new_in(before, desk.editor.annotation.quotes)
        if made is not None:
            desk.place = desk.place.at(made)
            desk.made = made
            item = desk.items.get(made)
            if item is not None:
                desk.reading_stage.go_item(item)

    def item_new_span(self) -> None:
        """A missed quote by the label of its start and the label of its end."""
        desk = self.desk

        def begin(start: int) -> None:
            self.text_picker(
                "new.end", "where the missed quote ends",
                lambda zone, every: candidates.ends(desk.editor, zone, start, -1, every),
                lambda end: self.add_words(start, end), at=start, block=start, nudge=False, edge=True,
            )  # fmt: skip

        self.text_picker(
            "new.begin", "where the missed quote begins",
            lambda zone, every: candidates.starts(desk.editor, zone, -1, every), begin, nudge=False,
            edge=True,
        )  # fmt: skip

    def add_words(self, start: int, end: int) -> None:
        draft = self.desk.editor.reader.draft_from_content((start, end))
        self.add(replace(draft, content=((start, end),)))

    def twin_of(self, start: int) -> str | None:
        """The id of the last made quote if the same words stand around a mark at `start`."""
        found = self._shifted(start)
        return None if found is None else found[0]

    def _shifted(self, start: int) -> tuple[str, int] | None:
        """The last made quote and by how much it would have to be moved to lie at the mark."""
        desk = self.desk
        quote = desk.editor.annotation.quote(desk.made) if desk.made else None
        if quote is None:
            return None
        anchor = quote.cue.start if quote.cue is not None else quote.start
        spans = [span for _, _, span in parts(quote)]
        low, high = min(span[0] for span in spans), max(span[1] for span in spans)
        shift = start - anchor
        text = desk.editor.article.text
        if shift == 0 or low + shift < 0 or text[low:high] != text[low + shift : high + shift]:
            return None
        return quote.id, shift

    def repeat(self) -> None:
        """The last edit again here; on a twin of the quote just made: the same quote again."""
        desk = self.desk
        item = desk.reading_stage.item
        shifted = self._shifted(item.start) if item is not None and item.kind == "mark" else None
        if shifted is not None:
            quote = desk.editor.annotation.quote(shifted[0])
            if quote is not None:
                self._add_twin(quote, shifted[1])
                return
        if desk.again is None:
            desk.say("nothing to repeat yet")
            return
        desk.again()

    def _add_twin(self, quote: Quote, shift: int) -> None:
        def moved(span: Range | None) -> Range | None:
            return None if span is None else (span[0] + shift, span[1] + shift)

        desk = self.desk
        text = desk.editor.article.text
        vias = tuple(
            Via(kind=one.kind, source=span_of(text, one.source.start + shift, one.source.end + shift),
                cue=span_of(text, one.cue.start + shift, one.cue.end + shift) if one.cue else None, entity=one.entity)
            for one in quote.via
        )  # fmt: skip
        content = tuple((piece.start + shift, piece.end + shift) for piece in quote.content)
        edit = AddQuote(content, moved(range_of(quote.cue)), moved(range_of(quote.source)),
                        moved(range_of(quote.addressee)), vias, quote.speakers, quote.act, quote.flags)  # fmt: skip
        before = desk.editor.annotation.quotes
        desk.edit(edit, "the same quote again")
        made = _new_in(before, desk.editor.annotation.quotes)
        if made is not None:
            desk.place = desk.place.at(made)


def _new_in(before: tuple[Quote, ...], now: tuple[Quote, ...]) -> str | None:
    """The id of a quote that was not there before the last edit."""
    known = lookup(before)
    first, _, last = differing(before, now)
    return next((one.id for one in now[first:last] if one.id not in known), None)
