"""What became of the annotation when the article changed under it: shown item by item, then saved or not.

SCHEME 4: nothing is saved over the old file before the person has seen the result. The panel lists what is
lost, what is only similar and what moved, old words beside new ones; a letter goes to the item, and moving
on comes back. Until the person says so, edits are kept in the journal and the header says NOT SAVED.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from annotator.candidates import Candidate, short
from annotator.desk.picker import Picker
from annotator.edits import Repair
from annotator.model import Annotation, Quote, Rejected, Section, Span
from annotator.session import CorpusSession
from annotator.values import dataclass

if TYPE_CHECKING:
    from annotator.anchor import Move, Reanchored
    from annotator.desk.desk import Desk

Item = TypeVar("Item", Quote, Rejected, Section)
MOST = 40
"""Cells of a row for old and new words each."""
WORD = "lost", "similar", "moved", "settled"
STAGES = "sections", "reading", "closing"


@dataclass(frozen=True)
class Row:
    """One span of the panel: `state` is one of lost, similar, moved, settled; `text` and `hint` are what it says."""

    item: str
    state: str
    text: str
    hint: str


def rows(moved: Reanchored, annotation: Annotation, words: str) -> list[Row]:
    """The rows of the panel: lost first, then similar, then moved, and last what the person has settled.

    `annotation` is as it stands now, `words` the text of the article as it is. An item that was removed
    since is settled, too.
    """
    items = _items(annotation)
    found: list[Row] = []
    whole: dict[str, list[Move]] = {}
    for state, moves in (("lost", moved.lost), ("similar", moved.fuzzy), ("moved", moved.moved)):
        for move in moves:
            if move.how == "exact":
                whole.setdefault(move.item, []).append(move)
            else:
                found.append(_row(state, move, items, words))
    for item, moves_ in whole.items():
        steps = sorted({move.new[0] - move.old[0] for move in moves_ if move.new is not None})
        by = f"{steps[0]:+d}" if len(steps) == 1 else f"{steps[0]:+d} to {steps[-1]:+d}"
        found.append(
            Row(item, "moved", f"moved  {item}: ‘{short(moves_[0].words, MOST)}’", f"the same words, {by} characters")
        )
    order = {word: number for number, word in enumerate(WORD)}
    return sorted(found, key=lambda row: order[row.state])


def _items(annotation: Annotation) -> dict[str, Quote | Rejected | Section | None]:
    items: dict[str, Quote | Rejected | Section | None] = {entity.id: None for entity in annotation.entities}
    records: tuple[Quote | Rejected | Section, ...] = (*annotation.quotes, *annotation.rejected, *annotation.sections)
    items |= {one.id: one for one in records}
    return items


def _row(state: str, move: Move, items: dict[str, Quote | Rejected | Section | None], words: str) -> Row:
    item = items.get(move.item)
    removed = move.item not in items
    if removed or (item is not None and state != "moved" and item.anchor is None):
        state = "settled"
    field = move.field.replace("span", "section").replace("_", " ")
    if move.new is None:
        new = "removed here" if removed else "not found; its old place is kept" if item else "left out of the entity"
        return Row(move.item, state, f"{state}  {move.item} {field}: ‘{short(move.words, MOST)}’", new)
    now = words[move.new[0] : move.new[1]]
    if isinstance(item, Section):
        now = now[: len(move.words)]  # a section is known by its first words
    old, new = difference(move.words, now)
    return Row(move.item, state, f"{state}  {move.item} {field}: ‘{old}’", f"→ ‘{new}’")


def difference(old: str, new: str) -> tuple[str, str]:
    """Two wordings from where they begin to differ to where they end to, each with a word around; flat and short."""
    before, after = old.split(), new.split()
    if before == after:
        return short(old, MOST), short(old, MOST)
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return _around(before, head, tail), _around(after, head, tail)


def _around(words: list[str], head: int, tail: int) -> str:
    first, last = max(0, head - 1), min(len(words), len(words) - tail + 1)
    begin, end = "… " if first else "", " …" if last < len(words) else ""
    return begin + short(" ".join(words[first:last]), MOST) + end


def unsettled(annotation: Annotation) -> tuple[int, int]:
    """How many items are still fuzzy and lost."""
    items: Iterable[Quote | Rejected | Section] = (*annotation.quotes, *annotation.rejected, *annotation.sections)
    anchors = [item.anchor for item in items]
    return anchors.count("fuzzy"), anchors.count("lost")


def confirmed(annotation: Annotation) -> Annotation:
    """The annotation with nothing fuzzy; what is lost stays so."""

    def quote(item: Item) -> Item:
        return item.model_copy(update={"anchor": None}) if item.anchor == "fuzzy" else item

    changes = {
        "quotes": tuple(map(quote, annotation.quotes)),
        "rejected": tuple(map(quote, annotation.rejected)),
        "sections": tuple(map(quote, annotation.sections)),
    }
    return annotation.model_copy(update=changes)


class Anchoring:
    """The panel of an article that changed; `desk` holds the state."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._gone: tuple[object, ...] | None = None
        self._content: tuple[Span, ...] = ()

    def _moved(self) -> Reanchored | None:
        session = self.desk.session
        return session.opened[session.name].moved if isinstance(session, CorpusSession) else None

    def _here(self) -> tuple[object, ...]:
        """Where the person is: article, stage, item, and whether the item was accepted with the edges it has."""
        desk = self.desk
        quote = desk.editor.annotation.quote(desk.place.item or "")
        accepted = quote is not None and quote.anchor is None and quote.content == self._content
        return id(desk.editor), desk.place.item, desk.stage, accepted

    def due(self) -> bool:
        """Whether to ask now: on opening, and whenever the person has moved on from where a row led."""
        return self._moved() is not None and self.desk.stage in STAGES and self._gone != self._here()

    def ask(self) -> None:
        """Open the panel."""
        moved = self._moved()
        if moved is None:
            return
        desk = self.desk
        fuzzy, lost = unsettled(desk.editor.annotation)
        left = [f"{fuzzy} similar"] * bool(fuzzy) + [f"{lost} lost"] * bool(lost)
        words = f"save with these places; {', '.join(left)} stay marked" if left else "save with these places"
        found = rows(moved, desk.editor.annotation, desk.editor.article.text)
        answers = [
            *(Candidate(row.item, row.text, row.hint) for row in found),
            *[Candidate(self._all_right, "all similar ones are right: take their marks away", key="A")] * bool(fuzzy),
            Candidate(self._save, words, key="S"),
            Candidate(self._leave, "later: nothing is saved until then", key="L"),
        ]
        if desk.stage != "closing":
            desk.enter("closing")  # two wordings side by side need the whole width
        title = f"the article changed since it was annotated: {moved.summary}"
        desk.open(
            Picker("anchoring", title, lambda _zone, _every: answers, self._take, desk.keymap.labels, "S save",
                   keys={"escape": self._leave})
        )  # fmt: skip

    def _leave(self) -> bool:
        self.desk.enter("reading")
        self._gone = self._here()
        self.desk.say("nothing is saved before you have answered; Space, j or g 3 asks again")
        return False

    def _take(self, answer: str | Callable[[], object]) -> None:
        if callable(answer):
            answer()
        else:
            self._go(answer)
            quote = self.desk.editor.annotation.quote(answer)
            # Moving edges goes on for several keys; accepting the place is the end of it.
            self._content = quote.content if quote is not None and quote.anchor is not None else ()
            self._gone = self._here()

    def _save(self) -> None:
        self._gone = None
        self.desk.enter("reading")
        if isinstance(self.desk.session, CorpusSession):
            self.desk.session.places_seen()
            self.desk.say("saving with the places found; the file as it was is kept among the earlier versions")

    def _all_right(self) -> None:
        """Take the mark off everything that is only similar: the person has compared the words."""
        self.desk.edit(Repair("places confirmed", confirmed), "places confirmed")

    def _go(self, id: str) -> None:
        """Go to an item of the panel."""
        desk = self.desk
        annotation = desk.editor.annotation
        item = desk.items.get(id)
        at = next((n for n, one in enumerate(annotation.sections) if one.id == id), None)
        if item is not None and desk.blocks:
            if desk.stage != "reading":
                desk.enter("reading")
            desk.reading_stage.go_item(item)
            desk.say("a when it is right; e moves its edges; x removes it")
        elif at is not None:
            start = annotation.sections[at].start
            desk.enter("sections")
            shown = desk.sections_stage.rows()
            desk.sections_stage.row = next((n for n, row in enumerate(shown) if row.span[1] > start), 0)
        elif annotation.entity(id) is not None:
            desk.closing_stage.card(id)
