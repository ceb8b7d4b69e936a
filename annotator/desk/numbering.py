"""The numbers persons go by: `3` in the margin, in pickers and as a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.lookup import differing

if TYPE_CHECKING:
    from annotator.desk.desk import Desk
    from annotator.model import Annotation


class Numbering:
    """Numbers in the order of first use, kept for the session once given."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.numbered: Annotation | None = None
        """The annotation all of whose persons have a number."""
        self._given: dict[int, dict[str, int]] = {}

    def numbers(self) -> dict[str, int]:
        """The persons' numbers: in the order of first use, kept for the session once given."""
        numbers = self._given.setdefault(id(self.desk.editor), {})
        annotation = self.desk.editor.annotation
        if self.numbered is annotation:
            return numbers
        before = self.numbered.quotes if self.numbered is not None else ()
        self.numbered = annotation
        # What was there is numbered: only what an edit changed can bring somebody new.
        first, _, last = differing(before, annotation.quotes)
        for quote in annotation.quotes[first:last]:
            for one in (*quote.speakers, *(via.entity for via in quote.via)):
                if one is not None and one not in numbers:
                    numbers[one] = len(numbers) + 1
        for entity in annotation.entities:
            numbers.setdefault(entity.id, len(numbers) + 1)
        return numbers

    def names(self, ids: tuple[str, ...]) -> str:
        """Names of persons with their numbers."""
        numbers = self.numbers()
        names = {entity.id: entity.name for entity in self.desk.editor.annotation.entities}
        return ", ".join(f"{numbers.get(one, '?')} {names.get(one, one)}" for one in ids)
