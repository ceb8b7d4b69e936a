"""The sections stage, and the section commands of the reading stage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from annotator import candidates
from annotator.candidates import Candidate, short
from annotator.commands import KIND_RULES
from annotator.desk.picker import Picker, labelled
from annotator.edits import Part, SetSections, parts_of
from annotator.model import INLINE_KINDS, RUN_KINDS, SECTION_KINDS, Section
from annotator.text import Range, is_visible, overlaps, trim_visible
from annotator.text import Structure as TextStructure
from annotator.values import replace
from annotator.views import SectionRow

if TYPE_CHECKING:
    from annotator.article import Article
    from annotator.desk.desk import Desk

DOUBTFUL = 0.6
"""Sections that the detector is less sure of carry a question mark."""
FOLD_FROM = 4
"""Runs of this many lines and more show their first and last line only."""
NO_ROW = "ugUGF"
"""Letters that never label a row: undo, redo, go, note."""


class Structure:
    """Commands of the sections stage; rows are lines of the article, folded where nothing is to be seen."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.row = 0
        self.unfolded: frozenset[str] = frozenset()
        self._kept: tuple[Article, tuple[Section, ...], frozenset[str], list[SectionRow]] | None = None

    # --- rows --------------------------------------------------------------------------------

    def _lines(self, section: Section) -> list[Range]:
        """The paragraphs of a section, cut to it."""
        structure = self.desk.editor.article.structure
        first = structure.paragraph_at(section.start)
        found = []
        for start, end in structure.paragraphs[first:]:
            if start >= section.end:
                break
            low, high = max(start, section.start), min(end, section.end)
            if low < high:
                found.append((low, high))
        return found or [section.span]

    def _shown(self, section: Section, lines: Sequence[Range]) -> list[tuple[Range, int]]:
        """The lines of a section to show, with the number of lines folded behind each."""
        if len(lines) < FOLD_FROM or section.id in self.unfolded:
            return [(line, 0) for line in lines]
        text = self.desk.editor.article.text
        shown: list[tuple[Range, int]] = []
        folded: list[Range] = []
        last = len(lines) - 1
        for index, line in enumerate(lines):
            words = text[line[0] : line[1]]
            telling = (
                section.kind == "body" and len(words) < 70 and not words.rstrip("”\"'’)").endswith((".", "!", "?", ":"))
            )
            if index in (0, last) or telling:
                shown += self._fold(folded)
                folded = []
                shown.append((line, 0))
            else:
                folded.append(line)
        return shown

    @staticmethod
    def _fold(folded: list[Range]) -> list[tuple[Range, int]]:
        if not folded:
            return []
        return [((folded[0][0], folded[-1][1]), len(folded))] if len(folded) > 1 else [(folded[0], 0)]

    def _bare_rows(self) -> list[SectionRow]:
        """The rows without letters, kept until sections change or are folded otherwise: an article has many lines."""
        article, sections = self.desk.editor.article, self.desk.editor.annotation.sections
        kept = self._kept
        if kept is not None and kept[0] is article and kept[1] is sections and kept[2] is self.unfolded:
            return kept[3]
        found: list[SectionRow] = []
        text = article.text
        for section in sections:
            doubtful = section.status == "proposed" and section.score is not None and section.score < DOUBTFUL
            for index, (span, folded) in enumerate(self._shown(section, self._lines(section))):
                first = index == 0
                words = "" if folded else short(text[span[0] : span[1]].replace("\n", " "), 400)
                found.append(SectionRow("", section.kind, span, words, doubtful and first, False, folded, first))
        self._kept = (article, sections, self.unfolded, found)
        return found

    def rows(self) -> tuple[SectionRow, ...]:
        """The rows of the stage from top to bottom, with their letters."""
        found = self._bare_rows()
        near = self._letter_window(found)
        labels = labelled([Candidate(i, "") for i in near], self.desk.keymap.labels, NO_ROW)
        self.row = max(0, min(self.row, len(found) - 1))
        rows = list(found)
        for label, candidate in labels:
            rows[candidate.value] = replace(rows[candidate.value], letter=label)
        if rows:
            rows[self.row] = replace(rows[self.row], current=True)
        return tuple(rows)

    def _letter_window(self, rows: Sequence[SectionRow]) -> list[int]:
        """The rows that get letters: those around the current one that are no folds."""
        height = max(1, self.desk.geometry.text_rows)
        first = max(0, self.row - height)
        return [i for i, row in enumerate(rows) if not row.folded and first <= i < first + 2 * height]

    def press(self, key: str) -> bool:
        """A key of this stage; False when it means nothing here."""
        rows = self.rows()
        if key == "space":
            self.desk.enter("reading")
        elif key in ("up", "down"):
            self.row = max(0, min(len(rows) - 1, self.row + (1 if key == "down" else -1)))
        elif key in ("pageup", "pagedown"):
            step = max(1, self.desk.geometry.text_rows - 2)
            self.row = max(0, min(len(rows) - 1, self.row + (step if key == "pagedown" else -step)))
        elif key in ("left", "right"):
            self._fold_at(rows, key == "right")
        elif key == "tab":
            doubtful = [i for i, row in enumerate(rows) if row.doubtful]
            if doubtful:
                self.row = next((i for i in doubtful if i > self.row), doubtful[0])
            else:
                self.desk.say("no doubtful section")
        elif key == "enter" and rows:
            self._ask_kind(rows[self.row])
        elif key == "F" and rows:
            self._note(rows[self.row])
        else:
            row = next((row for row in rows if row.letter and row.letter == key), None)
            if row is None:
                return False
            self.row = rows.index(row)
            self._ask_kind(replace(row, current=True))
        return True

    def _section_at(self, offset: int) -> Section | None:
        sections = self.desk.editor.annotation.sections
        return next((one for one in sections if one.start <= offset < one.end), None)

    def _fold_at(self, rows: Sequence[SectionRow], unfold: bool) -> None:
        if not rows:
            return
        section = self._section_at(rows[self.row].span[0])
        if section is None:
            return
        self.unfolded = self.unfolded | {section.id} if unfold else self.unfolded - {section.id}
        again = self.rows()
        start = section.start if not unfold else rows[self.row].span[0]
        self.row = next((i for i, row in enumerate(again) if row.span[0] >= start), self.row)

    def _note(self, row: SectionRow) -> None:
        section = self._section_at(row.span[0])
        if section is not None:
            self.desk.ask_note(section.id, f"note of section {section.kind}", section.note or "")

    # --- kinds -------------------------------------------------------------------------------

    def target(self, row: SectionRow) -> Range:
        """What a row stands for: its line, or the whole section when the rest of it is folded away."""
        section = self._section_at(row.span[0])
        if section is None or not row.first:
            return row.span
        folded = any(count for _, count in self._shown(section, self._lines(section)))
        return section.span if folded else row.span

    def _ask_kind(self, row: SectionRow) -> None:
        target = self.target(row)
        self.ask_kind(target, row.span)

    def kind_options(self) -> list[Candidate]:
        """All kinds with their letters, the common ones first, then the project's own."""
        own = {name: letter for name, (letter, _) in self.desk.labels.items()}
        return [
            Candidate(kind, kind, self.desk.labels.get(kind, ("", KIND_RULES.get(kind, "")))[1], key=key)
            for kind, key in {**SECTION_KINDS, **own}.items()
        ]

    def ask_kind(self, target: Range, line: Range) -> None:
        """Ask for the kind of `target`; a kind that takes one block each is given to `line` alone (X2)."""
        desk = self.desk
        options = self.kind_options()

        def take(kind: str) -> None:
            self.set_kind(target if kind in RUN_KINDS else line, kind)

        def cut() -> bool:
            self._ask_cut(line)
            return True

        words = short(desk.words(*line), 30)
        desk.open(
            Picker("kind", f"“{words}” is …", lambda _zone, _every: options, take, "", "z cut inside the line",
                   keys={"z": cut}, brief=True)
        )  # fmt: skip

    def _ask_cut(self, line: Range) -> None:
        """Pick where the line is cut; then a letter names the shorter part."""
        desk = self.desk

        def find(_zone: Range | None, _every: bool) -> list[Candidate]:
            words = [start for start, _ in candidates.every_word(desk.editor, line) if start > line[0]]
            return [
                Candidate(start, desk.editor.article.text[start : start + 24], "", start)
                for start in words[: candidates.MOST]
            ]

        def take(at: int) -> None:
            left, right = (line[0], at), (at, line[1])
            shorter = left if at - line[0] <= line[1] - at else right
            span = trim_visible(desk.editor.article.text, *shorter)
            options = self.kind_options()
            desk.open(Picker("kind", f"“{short(desk.words(*span), 30)}” is …", lambda _z, _e: options,
                             lambda kind: self.set_kind(span, kind), "", brief=True))  # fmt: skip

        desk.open(Picker("cut", "where the line is cut", find, take, desk.keymap.labels))

    def set_kind(self, span: Range, kind: str) -> None:
        """Make a stretch a section of a kind; what is left of the sections around it stays what it was."""
        desk = self.desk
        parts = carved(parts_of(desk.editor.annotation), self._blocks(span, kind), kind, desk.editor.article.structure)
        if desk.edit(SetSections(parts), f"{short(desk.words(*span), 30)}: {kind}"):
            desk.propose_anew(span)
        desk.again = lambda: self._kind_again(kind)

    def _kind_again(self, kind: str) -> None:
        if self.desk.stage == "sections":
            rows = self.rows()
            if rows:
                row = rows[self.row]
                self.set_kind(self.target(row) if kind in RUN_KINDS else row.span, kind)
        elif self.desk.blocks:
            self.set_kind(self.desk.reading_stage.block, kind)

    def _blocks(self, span: Range, kind: str) -> list[Range]:
        """The span as the sections it makes: one for kinds that run on, else one a paragraph (X2)."""
        if kind in RUN_KINDS:
            return [span]
        structure = self.desk.editor.article.structure
        found: list[Range] = []
        for start, end in structure.paragraphs[structure.paragraph_at(span[0]) :]:
            if start >= span[1]:
                break
            low, high = max(start, span[0]), min(end, span[1])
            if low >= high:
                continue
            if found and structure.same_block(found[-1][1], low):
                found[-1] = (found[-1][0], high)
            else:
                found.append((low, high))
        return found or [span]

    # --- in the reading stage ----------------------------------------------------------------

    def section_kind(self) -> None:
        """Kind of the current block's section: the block alone, or cut inside its line with z."""
        if not self.desk.blocks:
            return
        block = self.desk.reading_stage.block
        structure = self.desk.editor.article.structure
        paragraph = structure.paragraphs[structure.paragraph_at(block[0])]
        section = self._section_at(block[0])
        line = paragraph if section is None else (max(paragraph[0], section.start), min(paragraph[1], section.end))
        self.ask_kind(line, line)

    def section_border(self) -> None:
        """A section begins with this block, or no longer does, where its kind leaves that open."""
        desk = self.desk
        if not desk.blocks:
            return
        at = desk.reading_stage.block[0]
        parts = list(parts_of(desk.editor.annotation))
        index = next((i for i, part in enumerate(parts) if part.span[0] <= at < part.span[1]), None)
        if index is None:
            desk.say("this block lies in no section")
            return
        part = parts[index]
        if part.kind not in RUN_KINDS:
            desk.say(f"a {part.kind} is always one block (X2)")
            return
        if part.span[0] == at:
            before = parts[index - 1] if index else None
            if before is None or before.kind != part.kind:
                desk.say("the section before is of another kind")
                return
            parts[index - 1 : index + 1] = [replace(before, span=(before.span[0], part.span[1]))]
            desk.edit(SetSections(tuple(parts)), "joined with the section before")
        else:
            left = trim_visible(desk.editor.article.text, part.span[0], at)
            parts[index : index + 1] = [replace(part, span=left), Part(part.kind, (at, part.span[1]))]
            desk.edit(SetSections(tuple(parts)), f"a {part.kind} begins here")


def carved(parts: Sequence[Part], spans: Sequence[Range], kind: str, structure: TextStructure) -> tuple[Part, ...]:
    """The parts with `spans` made sections of `kind`, and joined to neighbours of that kind as X2 says.

    A part that is wholly taken gives its id; of one that is cut the first remainder keeps it. Kinds that
    run on are joined over anything invisible, the others only inside their block.
    """
    text = structure.text
    found = list(parts)
    new: list[Part] = []
    for span in spans:
        kept: list[Part] = []
        id: str | None = None
        for part in found:
            if not overlaps(part.span, span):
                kept.append(part)
                continue
            own: str | None = part.id
            for low, high in ((part.span[0], min(part.span[1], span[0])), (max(part.span[0], span[1]), part.span[1])):
                rest = trim_visible(text, low, high) if low < high else (low, low)
                if rest[0] < rest[1]:
                    kept.append(Part(part.kind, rest, own))
                    own = None
            if own is not None and id is None:
                id = own
        new.append(Part(kind, span, id))
        found = kept
    if kind in INLINE_KINDS:
        return tuple(sorted((*found, *new), key=lambda part: part.span))

    def touch(left: Part, right: Part) -> bool:
        end, start = left.span[1], right.span[0]
        if left.kind != kind or right.kind != kind or end > start or is_visible(text, end, start):
            return False
        return kind in RUN_KINDS or structure.same_block(end, start)

    joined: list[Part] = []
    fresh = {part.span for part in new}
    for part in sorted((*found, *new), key=lambda part: part.span):
        last = joined[-1] if joined else None
        if last is not None and (part.span in fresh or last.span in fresh) and touch(last, part):
            joined[-1] = Part(kind, (last.span[0], part.span[1]), last.id or part.id)
            fresh.add(joined[-1].span)
        else:
            joined.append(part)
    return tuple(joined)
