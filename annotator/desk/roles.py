"""Edges and roles of the current quote by label: content, cue, source, addressee."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from annotator import candidates
from annotator.candidates import Candidate, short
from annotator.desk.asking import Asking
from annotator.desk.place import Part
from annotator.edits import (
    Batch,
    Edit,
    SetRole,
    SetSpeakers,
)
from annotator.text import Range
from annotator.values import replace

if TYPE_CHECKING:
    pass


EDGE_RULES = {"content": " (C1-C3, C8)", "cue": " (U1-U3)", "source": " (S1 S2)"}
"""The rules of the scheme about where a part begins and ends."""


class Roles(Asking):
    """Commands that pick an edge, or the words of a role."""

    def edge_pick_end(self) -> None:
        """Labels at natural ends; the picked one becomes the end of the focused part."""
        self._pick_edge(1)

    def edge_pick_begin(self) -> None:
        """Labels at natural starts; the picked one becomes the beginning of the focused part."""
        self._pick_edge(-1)

    def _pick_edge(self, side: int) -> None:
        desk, stage = self.desk, self.desk.reading_stage
        if stage.need_quote() is None:
            return
        span = stage.focus_span()
        if span is None:
            return
        desk.place = replace(desk.place, side=1 if side > 0 else -1)
        block = span[1] - 1 if side > 0 else span[0]

        def find(zone: Range, every: bool) -> Sequence[Candidate]:
            if side > 0:
                return candidates.ends(desk.editor, zone, span[0], span[1], every)
            return candidates.starts(desk.editor, zone, span[0], every)

        name = "end" if side > 0 else "beginning"
        part = desk.place.part
        title = f"{name} of the {part.replace('_', ' ')}{EDGE_RULES.get(part, '')}"
        self.text_picker(f"edge.{name}", title, find, stage.set_edge, at=block, block=block, edge=True)

    def role_content(self) -> None:
        """Focus the content."""
        if self.desk.reading_stage.need_quote() is not None:
            self.desk.place = replace(self.desk.place, part="content", index=0)

    def role_cue(self) -> None:
        """Pick the cue (of the via that has the focus, else of the quote)."""
        quote = self.desk.reading_stage.need_quote()
        if quote is None:
            return
        place = self.desk.place
        of_via = place.part in ("via", "via_cue") and place.index < len(quote.via)
        part: Part = "via_cue" if of_via else "cue"
        self.focus(part, place.index if of_via else 0)

        def take(span: Range | None) -> None:
            self.set_span(part, place.index if of_via else 0, span)

        self.text_picker(
            "cue", f"cue of {self.name(quote)} (U1-U3)",
            lambda zone, every: candidates.cues(self.desk.editor, quote, zone, every),
            take, at=candidates.anchor_of(quote), keys={"0": lambda: self.nothing(take)}, hint="0 none",
            block=candidates.anchor_of(quote),
        )  # fmt: skip

    def role_source(self) -> None:
        """Pick the words of the source; the person follows by name, coreference or as a new one (B9)."""
        quote = self.desk.reading_stage.need_quote()
        if quote is None:
            return
        self.focus("source")
        self.text_picker(
            "source", f"source words of {self.name(quote)} (S1 S2)",
            lambda zone, every: candidates.sources(self.desk.editor, quote, zone, every),
            self._take_source, at=candidates.anchor_of(quote),
            keys={"0": lambda: self.nothing(self._take_source)}, hint="0 none", block=candidates.anchor_of(quote),
        )  # fmt: skip

    def _take_source(self, span: Range | None) -> None:
        quote = self.desk.reading_stage.quote
        if quote is None:
            return
        if span is None:
            self.desk.edit(SetRole(quote.id, "source", None), "no source in the text")
            self.focus("content")
            return
        edits: list[Edit] = [SetRole(quote.id, "source", span)]
        speaker = self.desk.persons.speaker_for(span, quote.start)
        if speaker is not None:
            edits.append(SetSpeakers((quote.id,), *speaker))
        self.desk.edit(Batch(tuple(edits)), f"source: ‘{short(self.desk.words(*span))}’")
        self.focus("source")

    def role_addressee(self) -> None:
        """Pick who was told, asked or urged (A1)."""
        quote = self.desk.reading_stage.need_quote()
        if quote is None:
            return
        self.focus("addressee")

        def take(span: Range | None) -> None:
            self.set_span("addressee", 0, span)

        self.text_picker(
            "addressee", f"who was told, asked, urged in {self.name(quote)} (A1)",
            lambda zone, every: candidates.others(self.desk.editor, quote, zone, every, "addressee"),
            take, at=candidates.anchor_of(quote), keys={"0": lambda: self.nothing(take)}, hint="0 none",
            block=candidates.anchor_of(quote),
        )  # fmt: skip
