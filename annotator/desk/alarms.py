"""What could lose work is asked about: a file somebody else changed, a sudden large drop, an article that changed.

Conflicts are answered with mine, theirs, or both merged item by item; what both sides changed differently
is then shown one by one. Nothing is written before an answer (promises P3 and P10).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from annotator.candidates import Candidate, short
from annotator.desk.anchoring import Anchoring
from annotator.desk.picker import Picker
from annotator.differences import in_words, value_differences
from annotator.edits import EditError
from annotator.model import Value
from annotator.session import CorpusSession
from annotator.shown import shown
from annotator.values import replace

if TYPE_CHECKING:
    from annotator.desk.desk import Desk
    from annotator.merge import Conflict
    from annotator.merging import Joined

MOST = 60
"""Cells of an item's words."""


class Alarms:
    """The questions; `desk` holds the state."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.anchoring = Anchoring(desk)
        self._later: tuple[str, int] | None = None
        self._joined: Joined | None = None
        self._left: list[Conflict] = []
        self._in_pair = False

    def ask(self) -> None:
        """Ask what has to be asked now, if nothing else is being asked."""
        desk, session = self.desk, self.desk.session
        if desk.open_picker is not None or desk.open_prompt is not None or not isinstance(session, CorpusSession):
            return
        if self._left:
            self._ask_item(self._left[0])
        elif (session.saved().text, desk.editor.number) == self._later:
            return
        elif session.versions.conflict():
            self._ask_conflict(session)
        elif session.saving.drop is not None:
            answers = [
                Candidate(session.keep_drop, "yes, this was meant: save it", key="y"),
                Candidate(self._undo_drop, "no: take the last decision back", key="u"),
                Candidate(self._ask_later, "later: not saved until then", key="l"),
            ]
            self._open("drop", session.saved().text, answers)
        elif self.anchoring.due():
            self.anchoring.ask()
        elif session.name in session.versions.beside:
            answers = [
                Candidate(self._pair, "go through what differs, item by item", key="b"),
                Candidate(
                    lambda: session.versions.end_pair(decided=True), "mine stays as it is; put theirs away", key="m"
                ),
                Candidate(
                    lambda: session.versions.end_pair(decided=False),
                    "later; it is asked about at the next start",
                    key="l",
                ),
            ]
            self._open(
                "pair", f"{shown(session.versions.beside[session.name].name)}: another version is kept beside", answers
            )

    def _open(self, name: str, title: str, answers: list[Candidate]) -> None:
        self.desk.open(Picker(name, title, lambda _zone, _every: answers, self._answer, ""))

    def _answer(self, choice: Callable[[], None]) -> None:
        choice()
        notices, self.desk.session.notices = self.desk.session.notices, []
        if notices:
            self.desk.say("; ".join(notices))

    def _ask_later(self) -> None:
        """Ask again after the next edit."""
        self._later = (self.desk.session.saved().text, self.desk.editor.number)

    def _undo_drop(self) -> None:
        if isinstance(self.desk.session, CorpusSession):
            self.desk.session.saving.drop = None
        self.desk.undo()

    # --- conflicts ---------------------------------------------------------------------------

    def _ask_conflict(self, session: CorpusSession) -> None:
        answers = [
            Candidate(session.versions.keep_mine, "mine; theirs is kept beside it", key="m"),
            Candidate(session.versions.take_theirs, "theirs; u brings mine back", key="t"),
            Candidate(self._merge, "both, merged item by item", key="b"),
            Candidate(self._ask_later, "later; nothing is saved", key="l"),
        ]
        self._open("conflict", session.versions.conflict(), answers)

    def _merge(self) -> None:
        session = self.desk.session
        if not isinstance(session, CorpusSession):
            return
        joined = session.versions.merge_theirs()
        if joined is None:
            return
        self._joined, self._left = joined, list(joined.conflicts)
        self.desk.say(
            f"merged; {len(self._left)} left to decide" if self._left else "merged: nothing is left to decide"
        )

    def _pair(self) -> None:
        session = self.desk.session
        if isinstance(session, CorpusSession):
            joined = session.versions.pair()
            self._joined, self._left, self._in_pair = joined, list(joined.conflicts), True
            self._end_pair()

    def _end_pair(self) -> None:
        """When the last item of what is kept beside is decided, it can go."""
        session = self.desk.session
        if self._in_pair and not self._left and isinstance(session, CorpusSession):
            self._in_pair = False
            session.versions.end_pair(decided=True)

    def _ask_item(self, conflict: Conflict) -> None:
        """One item that both sides changed: ours stands, theirs can be taken."""
        mine, theirs = said_apart(conflict)
        item = self.desk.items.get(conflict.id)
        if item is not None:
            self.desk.enter("reading")
            self.desk.reading_stage.go_item(item)
        answers = [
            Candidate(self._keep, f"mine: {mine}", key="m"),
            Candidate(self._take, f"theirs: {theirs}", key="t"),
            Candidate(self._leave_rest, "mine for this and all that follow", key="r"),
        ]
        self._open("conflict item", f"{conflict.sentence} ({len(self._left)} to decide)", answers)

    def _keep(self) -> None:
        del self._left[0]
        self._end_pair()

    def _leave_rest(self) -> None:
        self._left.clear()
        self._end_pair()

    def _take(self) -> None:
        from annotator.merging import taken

        conflict = self._left.pop(0)
        desk = self.desk
        if self._joined is None:
            return
        after = taken(desk.editor.annotation, self._joined, conflict)
        if after is None:
            self._end_pair()
            raise EditError(f"{conflict.id}: theirs does not fit what is here now; mine stays")
        desk.put(replace(desk.editor.snapshot, annotation=after), f"theirs taken for {conflict.id}")
        self._end_pair()


def said_apart(conflict: Conflict) -> tuple[str, str]:
    """Ours and theirs in a few words: only what differs, where both have the item."""
    ours, theirs = conflict.ours, conflict.theirs
    if isinstance(ours, Value) and type(ours) is type(theirs):
        apart = list(value_differences(conflict.block, conflict.id, ours, theirs))
        if apart:
            sides = [
                " · ".join(f"{one.field.replace('_', ' ')} {in_words(value)}" for one, value in pairs)
                for pairs in ([(one, one.before) for one in apart], [(one, one.after) for one in apart])
            ]
            return short(sides[0], MOST), short(sides[1], MOST)
    return said(ours), said(theirs)


def said(value: Any) -> str:
    """An item or a field's value in a few words."""
    if value is None:
        return "removed"
    status = getattr(value, "status", "")
    for field in ("content", "name", "kind"):
        words = getattr(value, field, None)
        if words:
            flat = " … ".join(span.text for span in words) if field == "content" else str(words)
            return " ".join(part for part in (status, short(flat, MOST), _people(value)) if part)
    return short(str(value), MOST)


def _people(value: Any) -> str:
    people = ", ".join(getattr(value, "speakers", ()))
    cue, source = getattr(value, "cue", None), getattr(value, "source", None)
    parts = [
        people and f"by {people}",
        cue and f"cue ‘{short(cue.text, 20)}’",
        source and f"source ‘{short(source.text, 20)}’",
    ]
    return " · ".join(["", *filter(None, parts)]).strip()
