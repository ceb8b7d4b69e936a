"""Who speaks: persons by digit or letter, new ones by their words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from annotator import candidates, detection
from annotator.candidates import Candidate, short
from annotator.desk.asking import Asking
from annotator.desk.picker import Picker
from annotator.detection.base import Person
from annotator.detection.slugs import slug
from annotator.edits import (
    SetSpeakers,
)
from annotator.items import PRONOUNS
from annotator.model import Entity, Quote, range_of
from annotator.text import Range, fold

if TYPE_CHECKING:
    pass


class Persons(Asking):
    """Commands and questions about persons."""

    def speaker_for(self, source: Range | None, at: int) -> tuple[tuple[str, ...], tuple[Entity, ...]] | None:
        """Who speaks by these source words: ids, and entities to be added (B9); None when nobody is known."""
        ranked = candidates.persons(self.desk.editor, source, at)
        if not ranked:
            return None
        return self.person_as_speaker(ranked[0], source)

    def person_as_speaker(self, person: Person, source: Range | None) -> tuple[tuple[str, ...], tuple[Entity, ...]]:
        if person.id is not None:
            return (person.id,), ()
        entity = self.new_entity(source, person)
        return (entity.id,), (entity,)

    def new_entity(self, source: Range | None, person: Person | None = None) -> Entity:
        """A new entity named by source words (or by a person as ranked)."""
        annotation, text = self.desk.editor.annotation, self.desk.editor.article.text
        language = annotation.document.language
        made = detection.entity_for(text, source, language) if source is not None else None
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
            self.desk.vias.ask_person(quote, place.index)
            return
        self._ask_person(quote, every_use=self.is_name(quote), more=False)

    def is_name(self, quote: Quote) -> bool:
        """Whether the source words name somebody (a choice then goes to every use of them), not a pronoun."""
        return quote.source is not None and fold(quote.source.text) not in PRONOUNS

    def persons(self, source: Range | None, at: int, now: Sequence[str]) -> list[Candidate]:
        """The persons with their keys: digits for the nine first met, then letters; the guess comes first."""
        desk = self.desk
        numbers = desk.numbering.numbers()
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
        options = self.persons(source, candidates.anchor_of(quote), quote.speakers)

        def take(person: Person) -> None:
            speakers, new = self.person_as_speaker(person, source)
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
