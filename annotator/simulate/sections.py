"""The first stage: kinds of lines from top to bottom, cuts inside lines, borders that kinds leave open."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.model import RUN_KINDS, SECTION_KINDS, Annotation
from annotator.simulate.hands import Hands, Keys
from annotator.simulate.tally import SimulationError
from annotator.text import Range, overlaps


class Sections:
    """Hands on sections."""

    def __init__(self, hands: Hands, gold: Annotation) -> None:
        self.hands = hands
        self.gold = gold
        self.units = tuple(self._lines())

    def mend(self) -> None:
        """Make the sections those of the gold; raises SimulationError when it cannot be done."""
        hands = self.hands
        for _ in range(6 * len(self.gold.sections) + 60):
            unit = self._wrong()
            if unit is None:
                break
            before = hands.now.sections
            self._give(*unit)
            if hands.now.sections == before:
                raise SimulationError(f"{unit[0]} cannot be made {unit[1]}")
        else:
            raise SimulationError("the kinds of the sections do not come right")
        starts = {one.start for one in self.gold.sections}
        for section in hands.now.sections:
            if section.start not in starts and section.kind not in RUN_KINDS:
                self._give(section.span, section.kind)  # its kind once more joins it with its block
        borders = {one.start for one in hands.now.sections} ^ starts
        if borders and hands.desk.stage == "sections":
            hands.press("space")
        for start in sorted(borders):
            hands.go_to(start)
            hands.press("R")

    def _lines(self) -> Iterator[tuple[Range, str]]:
        """The gold's sections cut into lines, each with its kind."""
        structure = self.hands.desk.editor.article.structure
        for section in self.gold.sections:
            for start, end in structure.paragraphs[structure.paragraph_at(section.start) :]:
                if start >= section.end:
                    break
                low, high = max(start, section.start), min(end, section.end)
                if low < high:
                    yield (low, high), section.kind

    def _wrong(self) -> tuple[Range, str] | None:
        """The first line that has another kind, or shares a section with a part that has."""
        line = self.hands.desk.editor.article.structure.paragraph_at
        for span, kind in self.units:
            over = [one for one in self.hands.now.sections if overlaps(one.span, span)]
            if len(over) != 1 or over[0].kind != kind:
                return span, kind
            if any(
                its != kind and overlaps(over[0].span, other) and line(other[0]) == line(span[0])
                for other, its in self.units
            ):
                return span, kind
        return None

    def _letter(self, kind: str) -> str:
        own = {name: letter for name, (letter, _) in self.hands.desk.labels.items()}
        letter = {**SECTION_KINDS, **own}.get(kind)
        if letter is None:
            raise SimulationError(f"no letter picks the kind {kind}")
        return letter

    def _give(self, span: Range, kind: str) -> None:
        """Give a line (or a part of one) its kind: the row's letter, perhaps a cut, the kind's letter."""
        hands = self.hands
        if hands.desk.stage != "sections":
            hands.move("g", "1")
        index = self._row(span, kind)
        row = hands.desk.sections()[index]
        choose: Keys = (row.letter,) if row.letter else (*self._steps(index), "enter")
        line = row.span
        if line[0] < span[0] or line[1] > span[1]:
            at = span[0] if line[0] < span[0] else span[1]
            text = hands.desk.text()
            cut = hands.pick((*choose, "z"), lambda value: value >= at and not text[at:value].strip())
            if cut is None:
                raise SimulationError(f"no cut at {at}")
            hands.press(*cut, self._letter(self._shorter(line, at, span, kind)))
        else:
            hands.press(*choose, self._letter(kind))
        hands.think()

    def _shorter(self, line: Range, at: int, span: Range, kind: str) -> str:
        """The kind of the shorter part of a line that is cut (that is the one the letter names)."""
        left_is_shorter = at - line[0] <= line[1] - at
        if left_is_shorter == (span[0] < at):
            return kind
        return next((its for other, its in self.units if overlaps(other, line) and not overlaps(other, span)), kind)

    def _steps(self, index: int) -> Keys:
        at = self.hands.desk.sections_stage.row
        return ("down",) * (index - at) if index >= at else ("up",) * (at - index)

    def _row(self, span: Range, kind: str) -> int:
        """The index of the row that stands for the span alone, unfolding what hides it."""
        hands = self.hands
        for _ in range(4):
            rows = hands.desk.sections()
            over = [i for i, row in enumerate(rows) if overlaps(row.span, span)]
            index = next((i for i in over if rows[i].kind != kind), over[0] if over else None)
            if index is None:
                raise SimulationError(f"no row shows {span}")
            row = rows[index]
            target = hands.desk.sections_stage.target(row)
            whole = {its for other, its in self.units if overlaps(other, target)}
            if not row.folded and (target == row.span or kind not in RUN_KINDS or whole == {kind}):
                return index
            hands.press(*self._steps(index), "right")
        raise SimulationError(f"{span} stays folded")
