"""Roles and new quotes: the pickers of the reading stage, each a question with ranked answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from annotator import candidates
from annotator.candidates import Candidate, short
from annotator.commands import FLAG_KEYS
from annotator.desk.picker import Picker
from annotator.desk.place import Part, move_part, parts, remove_part
from annotator.detection import entity_for, rank_repeats
from annotator.detection.base import Draft, Person
from annotator.detection.ranking import slug
from annotator.edits import (
    AddQuote,
    Batch,
    Edit,
    Merge,
    SetAct,
    SetContent,
    SetFlag,
    SetLink,
    SetQuoted,
    SetRole,
    SetSpeakers,
    SetVia,
    Split,
    cut_out,
)
from annotator.edits.base import holds
from annotator.items import PRONOUNS
from annotator.marks import stretches
from annotator.model import FLAGS, Entity, Quote, Via, ViaKind, range_of, span_of
from annotator.text import Range, fold, overlaps

if TYPE_CHECKING:
    from annotator.desk.desk import Desk


class Roles:
    """Commands of the reading stage that ask for words, persons, links or kinds."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    # --- pickers in the text -----------------------------------------------------------------

    def _text_picker(
        self,
        name: str,
        title: str,
        find: Callable[[Range, bool], Sequence[Candidate]],
        take: Callable[[Any], None],
        *,
        at: int | None = None,
        keys: dict[str, Callable[[], bool]] | None = None,
        hint: str = "",
        block: int | None = None,
        nudge: bool = True,
    ) -> None:
        """Open a picker whose zone is the current block; `Space` narrows it to words near `at`."""
        desk = self.desk
        index = desk.reading_stage.block_index(block)
        offset = at if at is not None else desk.blocks[index][0]
        zones, word_zone = self._word_zones(desk.blocks[index], offset)

        def found(zone: Range | None, every: bool) -> Sequence[Candidate]:
            return find(zone or (0, 0), every)

        desk.open(
            Picker(
                name, title, found, take, desk.keymap.labels, hint, desk.blocks, zones, index, word_zone,
                keys or {}, desk.nudge if nudge else None,
            )
        )  # fmt: skip

    def _word_zones(self, block: Range, at: int) -> tuple[list[Range], int]:
        """Runs of sentences with at most as many words as there are labels, and the run that holds `at`."""
        structure = self.desk.editor.article.structure
        most = 2 * len(self.desk.keymap.labels)
        sentences = [one for one in structure.sentences[structure.paragraph_at(block[0])] if one[0] >= block[0]]
        zones: list[Range] = []
        for sentence in sentences or [block]:
            if zones and len(structure.words_in(zones[-1][0], sentence[1])) <= most:
                zones[-1] = (zones[-1][0], sentence[1])
            else:
                zones.append(sentence)
        index = next((i for i, zone in enumerate(zones) if zone[0] <= at < zone[1]), 0)
        return zones, index

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
        self._text_picker(f"edge.{name}", f"{name} of the {desk.place.part.replace('_', ' ')}", find, stage.set_edge,
                          at=block, block=block)  # fmt: skip

    def role_content(self) -> None:
        """Focus the content."""
        if self.desk.reading_stage.need_quote() is not None:
            self.desk.place = replace(self.desk.place, part="content", index=0)

    def _focus(self, part: Part, index: int = 0) -> None:
        self.desk.place = replace(self.desk.place, part=part, index=index, side=1)

    def role_cue(self) -> None:
        """Pick the cue (of the via that has the focus, else of the quote)."""
        quote = self.desk.reading_stage.need_quote()
        if quote is None:
            return
        place = self.desk.place
        of_via = place.part in ("via", "via_cue") and place.index < len(quote.via)
        part: Part = "via_cue" if of_via else "cue"
        self._focus(part, place.index if of_via else 0)

        def take(span: Range | None) -> None:
            self._set_span(part, place.index if of_via else 0, span)

        self._text_picker(
            "cue", f"cue of {self._name(quote)}",
            lambda zone, every: candidates.cues(self.desk.editor, quote, zone, every),
            take, at=candidates.anchor_of(quote), keys={"0": lambda: self._nothing(take)}, hint="0 none",
            block=candidates.anchor_of(quote),
        )  # fmt: skip

    def _name(self, quote: Quote) -> str:
        return self.desk.name_of(quote.id)

    def _nothing(self, take: Callable[[None], None]) -> bool:
        take(None)
        return False

    def _set_span(self, part: Part, index: int, span: Range | None) -> None:
        quote = self.desk.reading_stage.quote
        if quote is None:
            return
        if span is None:
            self.desk.edit(remove_part(quote, part, index), f"{part.replace('_', ' ')} removed")
            self._focus("content")
            return
        edit = move_part(quote, part, index, span, self.desk.editor.article)
        self.desk.edit(edit, f"{part.replace('_', ' ')}: ‘{short(self.desk.words(*span))}’")
        self._focus(part, index)

    def role_source(self) -> None:
        """Pick the words of the source; the person follows by name, coreference or as a new one (B9)."""
        quote = self.desk.reading_stage.need_quote()
        if quote is None:
            return
        self._focus("source")
        self._text_picker(
            "source", f"source words of {self._name(quote)}",
            lambda zone, every: candidates.sources(self.desk.editor, quote, zone, every),
            self._take_source, at=candidates.anchor_of(quote),
            keys={"0": lambda: self._nothing(self._take_source)}, hint="0 none", block=candidates.anchor_of(quote),
        )  # fmt: skip

    def _take_source(self, span: Range | None) -> None:
        quote = self.desk.reading_stage.quote
        if quote is None:
            return
        if span is None:
            self.desk.edit(SetRole(quote.id, "source", None), "no source in the text")
            self._focus("content")
            return
        edits: list[Edit] = [SetRole(quote.id, "source", span)]
        speaker = self.speaker_for(span, quote.start)
        if speaker is not None:
            edits.append(SetSpeakers((quote.id,), *speaker))
        self.desk.edit(Batch(tuple(edits)), f"source: ‘{short(self.desk.words(*span))}’")
        self._focus("source")

    def speaker_for(self, source: Range | None, at: int) -> tuple[tuple[str, ...], tuple[Entity, ...]] | None:
        """Who speaks by these source words: ids, and entities to be added (B9); None when nobody is known."""
        ranked = candidates.persons(self.desk.editor, source, at)
        if not ranked:
            return None
        return self._person_as_speaker(ranked[0], source)

    def _person_as_speaker(self, person: Person, source: Range | None) -> tuple[tuple[str, ...], tuple[Entity, ...]]:
        if person.id is not None:
            return (person.id,), ()
        entity = self.new_entity(source, person)
        return (entity.id,), (entity,)

    def new_entity(self, source: Range | None, person: Person | None = None) -> Entity:
        """A new entity named by source words (or by a person as ranked)."""
        annotation, text = self.desk.editor.annotation, self.desk.editor.article.text
        language = annotation.document.language
        made = entity_for(text, source, language) if source is not None else None
        name = person.name if person is not None else made.name if made is not None else "unknown"
        kind = person.kind if person is not None else made.kind if made is not None else "unknown"
        taken = {entity.id for entity in annotation.entities}
        role = made.role if made is not None and made.name == name else None
        return Entity(id=slug(name, taken), name=name, kind=kind, role=role)

    def role_person(self) -> None:
        """Say which person speaks (or, with the focus on a via, which entity it is)."""
        quote = self.desk.reading_stage.need_quote()
        if quote is None:
            return
        place = self.desk.place
        if place.part in ("via", "via_cue") and place.index < len(quote.via):
            self._via_person(quote, place.index)
            return
        self._ask_person(quote, every_use=self.is_name(quote), more=False)

    def is_name(self, quote: Quote) -> bool:
        """Whether the source words name somebody (a choice then goes to every use of them), not a pronoun."""
        return quote.source is not None and fold(quote.source.text) not in PRONOUNS

    def _persons(self, source: Range | None, at: int, now: Sequence[str]) -> list[Candidate]:
        """The persons with their keys: digits for the nine first met, then letters; the guess comes first."""
        desk = self.desk
        numbers = desk.person_numbers()
        ranked = candidates.persons(desk.editor, source, at)
        known = {entity.id: entity for entity in desk.editor.annotation.entities}
        found: list[Candidate] = []
        for person in ranked:
            if person.id is None:
                found.append(Candidate(person, f"{person.name}", f"new {person.kind}", key="="))
            elif person.id in known:
                number = numbers.get(person.id, 99)
                found.append(
                    Candidate(person, person.name, "now" if person.id in now else person.kind,
                              key=str(number) if number <= 9 else "")
                )  # fmt: skip
        listed = {one.value.id for one in found}
        for entity in sorted(known.values(), key=lambda one: numbers.get(one.id, 99)):
            if entity.id not in listed:
                number = numbers.get(entity.id, 99)
                person = Person(entity.id, entity.name, entity.kind)
                found.append(Candidate(person, entity.name, entity.kind, key=str(number) if number <= 9 else ""))
        return found

    def _ask_person(self, quote: Quote, *, every_use: bool, more: bool) -> None:
        desk = self.desk
        source = range_of(quote.source)
        options = self._persons(source, candidates.anchor_of(quote), quote.speakers)

        def take(person: Person) -> None:
            speakers, new = self._person_as_speaker(person, source)
            if more:
                speakers = (*quote.speakers, *(one for one in speakers if one not in quote.speakers))
            self._set_speakers(quote, speakers, new, every_use)

        def fresh() -> bool:
            entity = self.new_entity(source)
            self._set_speakers(quote, (*quote.speakers, entity.id) if more else (entity.id,), (entity,), every_use)
            return False

        def nobody() -> bool:
            self._set_speakers(quote, (), (), every_use)
            return False

        def and_also() -> bool:
            self._ask_person(quote, every_use=every_use, more=True)
            return True

        def toggle() -> bool:
            self._ask_person(quote, every_use=not every_use, more=more)
            return True

        use = "every use of these words" if every_use else "this use only"
        words = short(quote.source.text, 24) if quote.source is not None else "the words"
        letters = "".join(one for one in desk.keymap.labels if one not in desk.keys_of("role.person"))
        keys: dict[str, Callable[[], bool]] = {"+": fresh, "=": fresh, "0": nobody, ",": and_also}
        for key in desk.keys_of("role.person"):
            keys[key] = toggle
        title = f"who else is “{words}”?" if more else f"who is “{words}”? {use}; y: other"
        desk.open(Picker("person", title, lambda _zone, _every: options, take, letters,
                         "+ new   , one more   0 nobody", keys=keys))  # fmt: skip

    def _set_speakers(self, quote: Quote, speakers: tuple[str, ...], new: tuple[Entity, ...], every_use: bool) -> None:
        desk = self.desk
        ids = [quote.id]
        if every_use and quote.source is not None:
            words = fold(quote.source.text)
            ids += [
                other.id for other in desk.editor.annotation.quotes
                if other.id != quote.id and other.source is not None and fold(other.source.text) == words
                and other.speakers == quote.speakers
            ]  # fmt: skip
        known = {entity.id: entity.name for entity in (*desk.editor.annotation.entities, *new)}
        names = ", ".join(known.get(one, one) for one in speakers) or "nobody"
        tail = f" in {len(ids)} quotes" if len(ids) > 1 else ""
        desk.edit(SetSpeakers(tuple(ids), speakers, new), f"speaker: {names}{tail}")
        desk.again = lambda: self._speakers_again(speakers)

    def _speakers_again(self, speakers: tuple[str, ...]) -> None:
        quote = self.desk.reading_stage.need_quote()
        if quote is not None:
            self._set_speakers(quote, speakers, (), False)

    def role_addressee(self) -> None:
        """Pick who was told, asked or urged (A1)."""
        quote = self.desk.reading_stage.need_quote()
        if quote is None:
            return
        self._focus("addressee")

        def take(span: Range | None) -> None:
            self._set_span("addressee", 0, span)

        self._text_picker(
            "addressee", f"who was told, asked, urged in {self._name(quote)}",
            lambda zone, every: candidates.others(self.desk.editor, quote, zone, every, "addressee"),
            take, at=candidates.anchor_of(quote), keys={"0": lambda: self._nothing(take)}, hint="0 none",
            block=candidates.anchor_of(quote),
        )  # fmt: skip

    # --- via ---------------------------------------------------------------------------------

    def role_via(self) -> None:
        """Add a via: its words are picked; kind, entity and cue are proposed (V1)."""
        quote = self.desk.reading_stage.need_quote()
        if quote is None:
            return

        def none() -> bool:
            if quote.via:
                self.desk.edit(SetVia(quote.id, quote.via[:-1]), "last via removed")
                self._focus("content")
            return False

        self._text_picker(
            "via", f"how the words of {self._name(quote)} came",
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
        self._focus("via", len(quote.via))

    def via_of(self, span: Range, quote: Quote) -> tuple[Via, tuple[Entity, ...]]:
        """A via by its source words, with kind, cue and (for outlets) entity as the rules would have them."""
        editor = self.desk.editor
        text = editor.article.text
        mention = candidates.mention_at(editor, span)
        kind: ViaKind = "document" if mention is not None and mention.kind == "document" else "outlet"
        new: tuple[Entity, ...] = ()
        entity = None
        if kind == "outlet":
            speaker = self.speaker_for(span, span[0])
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

    def _via_person(self, quote: Quote, index: int) -> None:
        via = quote.via[index]
        options = self._persons(via.source.span, via.source.start, [via.entity] if via.entity else [])

        def put(entity: str | None, new: tuple[Entity, ...]) -> None:
            changed = tuple(
                one.model_copy(update={"entity": entity}) if i == index else one for i, one in enumerate(quote.via)
            )
            self.desk.edit(SetVia(quote.id, changed, new), f"via is {entity or 'nobody'}")

        def take(person: Person) -> None:
            speakers, new = self._person_as_speaker(person, via.source.span)
            put(speakers[0], new)

        def fresh() -> bool:
            entity = self.new_entity(via.source.span)
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
                speaker = self.speaker_for(draft.source, quote.start)
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

    # --- new quotes --------------------------------------------------------------------------

    def item_new(self) -> None:
        """A missed quote by its cue or its marks: letters on what nobody has claimed."""
        stage = self.desk.reading_stage
        desk = self.desk
        place = desk.place
        item = stage.item
        at = item.start if item is not None and item.kind == "mark" else place.block
        self._text_picker(
            "missed", "missed quote, by its cue",
            lambda zone, every: candidates.missed(desk.editor, desk.items.within(zone), zone, every),
            self.make_from, at=at, nudge=False,
        )  # fmt: skip

    def make_from(self, span: Range) -> None:
        """Make the quote whose cue or quotation marks stand at `span`; the other parts are proposed."""
        desk = self.desk
        reader = desk.editor.reader
        marked = next((one for one in stretches(desk.editor.article.text) if (one.start, one.end) == span), None)
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
            found = self.speaker_for(draft.source, draft.content[0][0])
            if found is not None:
                speakers, new = found
        vias = []
        for one in draft.via:
            entity = None
            if one.kind == "outlet":
                found = self.speaker_for(one.source, one.source[0])
                if found is not None:
                    entity = found[0][0]
                    new = (*new, *(fresh for fresh in found[1] if fresh.id not in {n.id for n in new}))
            vias.append(Via(kind=one.kind, source=span_of(text, *one.source),
                            cue=span_of(text, *one.cue) if one.cue else None, entity=entity))  # fmt: skip
        edit = AddQuote(draft.content, draft.cue, draft.source, draft.addressee, tuple(vias), speakers,
                        draft.act, draft.flags, new=new)  # fmt: skip
        before = {quote.id for quote in desk.editor.annotation.quotes}
        desk.edit(edit, f"new quote: {short(desk.words(*draft.content[0]))}")
        made = next((one.id for one in desk.editor.annotation.quotes if one.id not in before), None)
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
            self._text_picker(
                "new.end", "where the missed quote ends",
                lambda zone, every: candidates.ends(desk.editor, zone, start, -1, every),
                lambda end: self.add_words(start, end), at=start, block=start, nudge=False,
            )  # fmt: skip

        self._text_picker(
            "new.begin", "where the missed quote begins",
            lambda zone, every: candidates.starts(desk.editor, zone, -1, every), begin, nudge=False,
        )  # fmt: skip

    def add_words(self, start: int, end: int) -> None:
        draft = self.desk.editor.reader.draft_from_content((start, end))
        self.add(replace(draft, content=((start, end),)))

    # --- pieces, merging, splitting ----------------------------------------------------------

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
            return [*marked, *(one for one in begins if one.value not in {span[0] for span in following})]

        def take(value: Range | int) -> None:
            if isinstance(value, tuple):
                self._add_piece(quote, value)
                return
            self._text_picker(
                "more.end", "where the piece ends",
                lambda zone, every: candidates.ends(desk.editor, zone, value, -1, every),
                lambda end: self._add_piece(quote, (value, end)), at=value, block=value, nudge=False,
            )  # fmt: skip

        self._text_picker("more", "one more piece of content", find, take, at=quote.end, nudge=False)

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
            self._focus("content", index)

    def part_delete(self) -> None:
        """Remove the focused piece of content or the focused role."""
        quote = self.desk.reading_stage.need_quote()
        if quote is None:
            return
        part, index = self.desk.place.part, self.desk.place.index
        self.desk.edit(remove_part(quote, part, index), f"{part.replace('_', ' ')} removed")
        self._focus("content")

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
            desk.edit(Merge(quote.id, other), f"merged {self._name(quote)} with {desk.name_of(other)}")
            desk.place = desk.place.at(first.id)

        desk.open(
            Picker("merge", f"merge {self._name(quote)} with", lambda _zone, _every: options, take, desk.keymap.labels)
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

        self._text_picker("split", f"where {self._name(quote)} is cut", find, take, at=quote.start, nudge=False)

    # --- properties --------------------------------------------------------------------------

    def item_props(self) -> None:
        """Act, flags, links and quoted pieces, each by its letter."""
        desk = self.desk
        quote = desk.reading_stage.need_quote()
        if quote is None:
            return
        other = "attitude" if quote.act == "statement" else "statement"
        options = [Candidate(("act", other), f"act: {quote.act}, make it {other}", key="a")]
        for key, flag in FLAG_KEYS.items():
            sign = "• " if flag in quote.flags else ""
            options.append(Candidate(("flag", flag), sign + flag.replace("_", " "), key=key))
        for key, link in (("r", "repeats"), ("c", "continues"), ("w", "within")):
            options.append(Candidate(("link", link), f"{link}: {getattr(quote, link) or '-'}", key=key))
        pieces = " ".join(short(piece.text, 20) for piece in quote.quoted)
        options.append(Candidate(("quoted", ""), f"quoted: {pieces or '-'}", key="q"))
        options.append(Candidate(("via", ""), "kind of the via", key="v"))
        own = [flag for flag in desk.flags if flag not in FLAGS]
        for number, flag in enumerate(own[:9], 1):
            sign = "• " if flag in quote.flags else ""
            options.append(Candidate(("flag", flag), sign + flag.replace("_", " "), key=str(number)))
        desk.open(Picker("props", f"properties of {self._name(quote)}: {quote.type}, from the marks",
                         lambda _zone, _every: options, self._take_prop, ""))  # fmt: skip

    def _take_prop(self, value: tuple[str, str]) -> None:
        kind, name = value
        desk = self.desk
        quote = desk.reading_stage.quote
        if quote is None:
            return
        if kind == "act":
            desk.edit(SetAct(quote.id, "attitude" if name == "attitude" else "statement"), f"act: {name}")
            desk.again = lambda: self._take_prop(value)
        elif kind == "flag":
            on = name not in quote.flags
            desk.edit(SetFlag(quote.id, name, on), f"{name.replace('_', ' ')} {'set' if on else 'removed'}")
            desk.again = lambda: self._flag_again(name, on)
        elif kind == "link":
            self._ask_link(quote, name)
        elif kind == "quoted":
            self._ask_quoted(quote)
        else:
            self._ask_via_kind(quote)

    def _flag_again(self, name: str, on: bool) -> None:
        quote = self.desk.reading_stage.need_quote()
        if quote is not None:
            self.desk.edit(SetFlag(quote.id, name, on), f"{name.replace('_', ' ')} {'set' if on else 'removed'}")

    def _ask_link(self, quote: Quote, link: str) -> None:
        desk = self.desk
        annotation = desk.editor.annotation
        others = [other for other in annotation.quotes if other.id != quote.id]
        if link == "repeats":
            ranked = list(rank_repeats(annotation, quote.id))
            order = {id: i for i, id in enumerate(ranked)}
            others = sorted(
                (other for other in others if other.repeats is None),
                key=lambda other: (order.get(other.id, 999), other.start),
            )
        elif link == "continues":
            before = [other for other in others if other.start < quote.start]
            others = sorted(before, key=lambda other: (other.speakers != quote.speakers, -other.start))
        else:
            others = sorted((other for other in others if holds(other, quote)), key=lambda one: one.end - one.start)
        options = [
            Candidate(other.id, short(desk.words(other.start, other.end)), other.id)
            for other in others[: candidates.MOST]
        ]

        def take(target: str | None) -> None:
            desk.edit(SetLink(quote.id, link, target), f"{link}: {target or 'nothing'}")  # type: ignore[arg-type]

        desk.open(Picker(f"link.{link}", f"{self._name(quote)} {link}", lambda _zone, _every: options, take,
                         desk.keymap.labels, "0 nothing", keys={"0": lambda: self._nothing(take)}))  # fmt: skip

    def _ask_quoted(self, quote: Quote) -> None:
        desk = self.desk
        found = [
            (one.start, one.end) for one in stretches(desk.editor.article.text)
            if any(piece.start <= one.start and one.end <= piece.end for piece in quote.content)
        ]  # fmt: skip
        now = [piece.span for piece in quote.quoted]
        if quote.type == "direct":
            now = [one for one in found if not any(o != one and o[0] <= one[0] and one[1] <= o[1] for o in found)]
        options = [
            Candidate(span, short(desk.words(*span)), "quoted" if span in now else "not quoted", span[0])
            for span in found
        ]

        def take(span: Range) -> None:
            pieces = [one for one in now if one != span] if span in now else sorted([*now, span])
            desk.edit(
                SetQuoted(quote.id, tuple(pieces)), f"{short(desk.words(*span))}: {'not ' if span in now else ''}quoted"
            )

        desk.open(Picker("quoted", "quoted piece in or out", lambda _zone, _every: options, take, desk.keymap.labels))

    def _ask_via_kind(self, quote: Quote) -> None:
        desk = self.desk
        if not quote.via:
            desk.say("there is no via; w adds one")
            return
        index = desk.place.index if desk.place.part in ("via", "via_cue") and desk.place.index < len(quote.via) else 0
        options = [Candidate(kind, kind, key=kind[0]) for kind in ("outlet", "platform", "document")]

        def take(kind: str) -> None:
            changed = tuple(
                one.model_copy(update={"kind": kind}) if i == index else one for i, one in enumerate(quote.via)
            )
            desk.edit(SetVia(quote.id, changed), f"via is a {kind}")

        desk.open(Picker("via_kind", f"what “{short(quote.via[index].source.text, 24)}” is",
                         lambda _zone, _every: options, take, ""))  # fmt: skip

    # --- repeat ------------------------------------------------------------------------------

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
        before = {one.id for one in desk.editor.annotation.quotes}
        desk.edit(edit, "the same quote again")
        made = next((one.id for one in desk.editor.annotation.quotes if one.id not in before), None)
        if made is not None:
            desk.place = desk.place.at(made)
