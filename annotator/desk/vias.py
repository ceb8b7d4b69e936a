"""How the words came: vias, and sources that only report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator import candidates
from annotator.candidates import short
from annotator.desk.asking import Asking
from annotator.desk.picker import Picker
from annotator.desk.place import parts
from annotator.detection.base import Draft, Person
from annotator.edits import (
    Batch,
    Edit,
    SetContent,
    SetRole,
    SetSpeakers,
    SetVia,
    cut_out,
)
from annotator.model import Entity, Quote, Via, ViaKind, span_of
from annotator.text import Range, overlaps

if TYPE_CHECKING:
    pass


class Vias(Asking):
    """Commands about vias."""

    def role_via(self) -> None:
        """Add a via: its words are picked; kind, entity and cue are proposed (V1)."""
        quote = self.desk.reading_stage.need_quote()
        if quote is None:
            return

        def none() -> bool:
            if quote.via:
                self.desk.edit(SetVia(quote.id, quote.via[:-1]), "last via removed")
                self.focus("content")
            return False

        self.text_picker(
            "via", f"how the words of {self.name(quote)} came (V1)",
            lambda zone, every: candidates.others(self.desk.editor, quote, zone, every, "via"),
            self._take_via, at=candidates.anchor_of(quote), keys={"0": none}, hint="0 remove",
            block=candidates.anchor_of(quote),
        )  # fmt: skip

    def _take_via(self, span: Range) -> None:
        quote = self.desk.reading_stage.quote
        if quote is None:
            return
        via, new = self.via_of(span, quote)
        self.desk.edit(SetVia(quote.id, (*quote.via, via), new), f"via: ‘{short(via.source.text)}’ ({via.kind})")
        self.focus("via", len(quote.via))

    def via_of(self, span: Range, quote: Quote) -> tuple[Via, tuple[Entity, ...]]:
        """A via by its source words, with kind, cue and (for outlets) entity as the rules would have them."""
        editor = self.desk.editor
        text = editor.article.text
        mention = candidates.mention_at(editor, span)
        kind: ViaKind = "document" if mention is not None and mention.kind == "document" else "outlet"
        new: tuple[Entity, ...] = ()
        entity = None
        if kind == "outlet":
            speaker = self.desk.persons.speaker_for(span, span[0])
            if speaker is not None:
                entity, new = speaker[0][0], speaker[1]
        cue = None
        taken = [one for _, _, one in parts(quote)]
        sentence = editor.article.structure.sentence_at(span[0])
        for group in editor.reader.cue_groups(sentence):
            gap = max(group[0] - span[1], span[0] - group[1])
            if 0 <= gap <= 4 and not any(overlaps(group, one) for one in (*taken, span)):
                cue = group
        source = span_of(text, *span)
        return Via(kind=kind, source=source, cue=span_of(text, *cue) if cue else None, entity=entity), new

    def ask_person(self, quote: Quote, index: int) -> None:
        via = quote.via[index]
        options = self.desk.persons.persons(via.source.span, via.source.start, [via.entity] if via.entity else [])

        def put(entity: str | None, new: tuple[Entity, ...]) -> None:
            changed = tuple(
                one.model_copy(update={"entity": entity}) if i == index else one for i, one in enumerate(quote.via)
            )
            self.desk.edit(SetVia(quote.id, changed, new), f"via is {entity or 'nobody'}")

        def take(person: Person) -> None:
            speakers, new = self.desk.persons.person_as_speaker(person, via.source.span)
            put(speakers[0], new)

        def fresh() -> bool:
            entity = self.desk.persons.new_entity(via.source.span)
            put(entity.id, (entity,))
            return False

        def nobody() -> bool:
            put(None, ())
            return False

        self.desk.open(Picker("person", f"who is “{short(via.source.text, 24)}”?", lambda _zone, _every: options, take,
                              self.desk.keymap.labels, "+ new   0 nobody",
                              keys={"+": fresh, "=": fresh, "0": nobody}))  # fmt: skip

    def item_demote(self) -> None:
        """The source only reports: source and cue become a via, the rest is read anew (V1)."""
        desk = self.desk
        quote = desk.reading_stage.need_quote()
        if quote is None:
            return
        if quote.source is None:
            desk.say("there is no source to make a via of")
            return
        via = Via(
            kind="outlet", source=quote.source, cue=quote.cue, entity=quote.speakers[0] if quote.speakers else None
        )
        edits: list[Edit] = [
            SetRole(quote.id, "source", None),
            SetRole(quote.id, "cue", None),
            SetVia(quote.id, (*quote.via, via)),
        ]
        taken = [one.span for one in (quote.source, quote.cue) if one is not None]
        draft = self._inner_draft(quote, taken)
        if draft is not None:
            content: tuple[Range, ...] = draft.content
            for hole in taken:
                content = cut_out(content, hole, desk.editor.article.text)
            if content:
                edits.append(SetContent(quote.id, content))
            if draft.cue is not None:
                edits.append(SetRole(quote.id, "cue", draft.cue))
            if draft.source is not None:
                edits.append(SetRole(quote.id, "source", draft.source))
                speaker = self.desk.persons.speaker_for(draft.source, quote.start)
                if speaker is not None:
                    edits.append(SetSpeakers((quote.id,), *speaker))
        else:
            edits.append(SetSpeakers((quote.id,), ()))
        desk.edit(Batch(tuple(edits)), f"‘{short(quote.source.text)}’ is only the reporter")
        desk.again = self.item_demote

    def _inner_draft(self, quote: Quote, taken: list[Range]) -> Draft | None:
        """The quote as it reads without its reporter: by the first cue inside or beside its content."""
        editor = self.desk.editor
        sentence = editor.article.structure.sentence_at(quote.start)
        for group in editor.reader.cue_groups(sentence):
            if any(overlaps(group, one) for one in taken):
                continue
            draft = editor.reader.draft_from_cue(group)
            if draft is not None and any(overlaps(a, b.span) for a in draft.content for b in quote.content):
                return draft
        return None
