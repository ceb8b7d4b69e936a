"""What the pickers of the reading stage share: their zones, the focus, words for a part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from annotator.candidates import Candidate, short
from annotator.desk.picker import Picker
from annotator.desk.place import Part, move_part, remove_part
from annotator.model import Quote
from annotator.text import Range
from annotator.values import replace

if TYPE_CHECKING:
    from annotator.desk.desk import Desk


class Asking:
    """A group of commands that ask for words, persons, links or kinds; `desk` holds the state."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def text_picker(
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
        edge: bool = False,
    ) -> None:
        """Open a picker whose zone is the current block; `Space` narrows it to words near `at`.

        The answers are words, or with `edge` offsets; the hit of a search that was gone to is the first one.
        """
        desk = self.desk
        if not desk.blocks:
            desk.say("there are no words here")
            return
        index = desk.reading_stage.block_index(block)
        offset = at if at is not None else desk.blocks[index][0]
        zones, word_zone = self._word_zones(desk.blocks[index], offset)

        def found(zone: Range | None, every: bool) -> Sequence[Candidate]:
            return desk.finding.first(find(zone or (0, 0), every), zone or (0, 0), edge=edge, after=at)

        desk.open(
            Picker(
                name, title, found, take, desk.keymap.labels, hint, desk.blocks, zones, index, word_zone,
                keys or {}, desk.nudge if nudge else None,
            )
        )  # fmt: skip

    def _word_zones(self, block: Range, at: int) -> tuple[list[Range], int]:
        """Runs of sentences (or of words, in a long one) with no more words than labels; the run with `at`."""
        structure = self.desk.editor.article.structure
        most = 2 * len(self.desk.keymap.labels)
        found = structure.sentences_of(structure.paragraph_at(block[0]))
        sentences = [one for one in found if block[0] <= one[0] < block[1]]
        zones: list[Range] = []
        for sentence in [run for one in sentences or [block] for run in self._runs(one, most)]:
            if zones and len(structure.words_in(zones[-1][0], sentence[1])) <= most:
                zones[-1] = (zones[-1][0], sentence[1])
            else:
                zones.append(sentence)
        index = next((i for i, zone in enumerate(zones) if zone[0] <= at < zone[1]), 0)
        return zones, index

    def _runs(self, sentence: Range, most: int) -> list[Range]:
        """A sentence, cut where it has more words than there are labels."""
        words = self.desk.editor.article.structure.words_in(*sentence)
        cuts = [sentence[0], *(words[i][0] for i in range(most, len(words), most)), sentence[1]]
        return list(pairwise(cuts))

    def focus(self, part: Part, index: int = 0) -> None:
        self.desk.place = replace(self.desk.place, part=part, index=index, side=1)

    def name(self, quote: Quote) -> str:
        return self.desk.name_of(quote.id)

    def nothing(self, take: Callable[[None], None]) -> bool:
        take(None)
        return False

    def set_span(self, part: Part, index: int, span: Range | None) -> None:
        quote = self.desk.reading_stage.quote
        if quote is None:
            return
        if span is None:
            self.desk.edit(remove_part(quote, part, index), f"{part.replace('_', ' ')} removed")
            self.focus("content")
            return
        edit = move_part(quote, part, index, span, self.desk.editor.article)
        self.desk.edit(edit, f"{part.replace('_', ' ')}: ‘{short(self.desk.words(*span))}’")
        self.focus(part, index)
