"""The closing stage: people, repeats, what is left; and the card of an entity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, get_args

from annotator import detection
from annotator.article import LARGE
from annotator.candidates import Candidate, short
from annotator.desk.picker import Picker, Prompt, labelled
from annotator.desk.place import batch
from annotator.desk.structure import NO_ROW
from annotator.editor import utc_now
from annotator.edits import (
    Edit,
    EditError,
    MergeEntities,
    RenameEntity,
    Repair,
    SetEntity,
    SetFlag,
    SetLink,
    SetMention,
    SetReview,
)
from annotator.model import DISPLAY_KINDS, Annotation, Entity, EntityKind, Quote, Section
from annotator.values import dataclass
from annotator.views import ClosingLine

if TYPE_CHECKING:
    from concurrent.futures import Future

    from annotator.article import Article
    from annotator.check import Problem
    from annotator.desk.desk import Desk

HASTY = 25.0
"""Words a second: blocks vouched for faster are listed, never blocked."""
MOST = 300
"""Lines listed of a group; the rest is one line with their number. More could neither be read nor drawn at a key."""


@dataclass(frozen=True)
class Line:
    """One line: what it says, what Enter would do about it (`=`), and what choosing it does."""

    group: str
    text: str
    choose: Callable[[], None]
    proposal: str = ""
    edit: Edit | None = None
    error: bool = False
    key: str = ""


class Closing:
    """Commands of the closing stage."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.current = 0
        self._cache: tuple[object, list[Line]] | None = None
        self._looked: tuple[Annotation, Future[_Found]] | None = None

    def lines(self) -> list[Line]:
        """The lines: people, repeats, what is still to be looked at; of each group the first `MOST`."""
        found = self._found()
        state = (id(self.desk.editor.snapshot), len(self.desk.hasty), id(found))
        if self._cache is None or self._cache[0] != state:
            groups = (self._people(), self._repeats(found), self._left(found))
            self._cache = (state, [line for group in groups for line in _first(group)])
        return self._cache[1]

    def _found(self) -> _Found | None:
        """What the checks say of the annotation as it is; None while they run, which in a long article takes long."""
        desk = self.desk
        annotation = desk.editor.annotation
        if self._looked is None or self._looked[0] is not annotation:
            kinds, flags, article = desk.kinds, frozenset(desk.flags), desk.editor.article
            found = desk.session.aside(lambda: _look(annotation, article, kinds, flags), len(article.text) > LARGE)
            self._looked = (annotation, found)
        return self._looked[1].result() if self._looked[1].done() else None

    def _people(self) -> list[Line]:
        annotation = self.desk.editor.annotation
        uses: Counter[str] = Counter()
        for quote in annotation.quotes:
            uses.update(quote.speakers)
            uses.update(via.entity for via in quote.via if via.entity)
        numbers = self.desk.numbering.numbers()
        proposals: dict[str, tuple[str, Edit]] = {}
        names = {entity.id: entity.name for entity in annotation.entities}
        guesses = detection.same_people(annotation)
        for speaker, party in guesses.speaks_for:
            proposals[speaker] = (f"speaks for {names[party]}", SetEntity(speaker, optional=(("speaks_for", party),)))
        for kept, gone in guesses.merges:
            proposals[gone] = (f"{numbers.get(kept, '')} {names[kept]}".strip(), MergeEntities(kept, gone))
        found = []
        for entity in sorted(annotation.entities, key=lambda one: numbers.get(one.id, 999)):
            party = f" · for {names.get(entity.speaks_for, '?')}" if entity.speaks_for else ""
            role = f" · {entity.role}" if entity.role else ""
            text = f"{numbers.get(entity.id, '')} {entity.name}  {entity.kind}  {uses[entity.id]}×{role}{party}"
            words, edit = proposals.get(entity.id, ("", None))
            found.append(Line("people", text.strip(), lambda id=entity.id: self.card(id), words, edit, key=entity.id))  # type: ignore[misc]
        return found

    def _repeats(self, looked: _Found | None) -> list[Line]:
        desk = self.desk
        annotation = desk.editor.annotation
        found = []
        for quote, section in _displayed(annotation):
            words = f"{section.kind.replace('_', ' ')}  {short(desk.words(quote.start, quote.end))}"
            proposal, edit = "", None
            if quote.repeats is None:
                target = annotation.quote(looked.repeats.get(quote.id, "")) if looked is not None else None
                if target is not None and _alike(quote, target):
                    edits: list[Edit] = [SetLink(quote.id, "repeats", target.id)]
                    if _altered(quote, target) and "altered" not in quote.flags:
                        edits.append(SetFlag(quote.id, "altered", True))
                    proposal, edit = short(desk.words(target.start, target.end)), batch(*edits)
            else:
                target = annotation.quote(quote.repeats)
                words += f"  repeats {short(desk.words(target.start, target.end), 30) if target else quote.repeats}"
            found.append(Line("repeats", words, lambda id=quote.id: self._go(id), proposal, edit, key=quote.id))  # type: ignore[misc]
        return found

    def _left(self, looked: _Found | None) -> list[Line]:
        desk = self.desk
        found: list[Line] = []
        for item in desk.items.all:
            if item.state == "held" or item.is_open:
                word = "held" if item.state == "held" else "open"
                # Of what is not listed only the number is wanted.
                text = f"{word}  {short(desk.words(item.start, item.end))}" if len(found) < MOST else ""
                found.append(Line("still to look at", text, lambda key=item.key: self._go(key), key=item.key))  # type: ignore[misc]
        for index, block in enumerate(desk.blocks):
            if not desk.is_read(block):
                text = f"not read  {short(desk.words(*block))}"
                found.append(Line("still to look at", text, lambda at=index: self._go_block(at)))  # type: ignore[misc]
                break
        if looked is None:
            found.insert(0, Line("still to look at", "the checks are running", lambda: None))
        for problem in looked.problems if looked is not None else ():
            fix = problem.repair
            edit = Repair(problem.repair_title, fix) if fix is not None else None
            found.append(
                Line("still to look at", str(problem), lambda one=problem: self._go_problem(one),  # type: ignore[misc]
                     problem.repair_title if fix is not None else "", edit if problem.rule.startswith("E") else None,
                     problem.rule.startswith("E"), key=problem.item or "")
            )  # fmt: skip
        for item in desk.items.all:
            if item.kind == "mark" and not item.weak and item.read:
                words = short(desk.words(item.start, item.end)) if len(found) < MOST else ""
                text = f"mark passed over: ‘{words}’"
                found.append(Line("still to look at", text, lambda key=item.key: self._go(key), key=item.key))  # type: ignore[misc]
        if desk.hasty:
            text = f"read faster than {HASTY:.0f} words a second: {len(desk.hasty)} times"
            found.append(Line("still to look at", text, lambda at=desk.hasty[0]: self._go_offset(at)))  # type: ignore[misc]
        return found

    def view(self) -> tuple[ClosingLine, ...]:
        """The lines as the screen shows them."""
        lines = self.lines()
        self.current = max(0, min(self.current, len(lines) - 1))
        labels = labelled([Candidate(i, "") for i in range(len(lines))], self.desk.keymap.labels, NO_ROW)
        return tuple(
            ClosingLine(line.group, label, line.text, line.proposal, line.key, index == self.current)
            for index, ((label, _), line) in enumerate(zip(labels, lines, strict=True))
        )

    def press(self, key: str) -> bool:
        """A key of this stage; False when it means nothing here."""
        lines = self.lines()
        if key == "space":
            self.finish()
        elif key == "enter":
            self._take_all(lines)
        elif key in ("up", "down"):
            self.current = max(0, min(len(lines) - 1, self.current + (1 if key == "down" else -1)))
        elif key == "right" and lines:
            lines[self.current].choose()
        elif key == "F":
            self.desk.ask_note("review", "note of the article", self.desk.editor.annotation.review.note or "")
        else:
            view = next((one for one in self.view() if one.letter == key), None)
            if view is None:
                return False
            self.current = self.view().index(view)
            lines[self.current].choose()
        return True

    def _take_all(self, lines: Sequence[Line]) -> None:
        edits = [line.edit for line in lines if line.edit is not None]
        if not edits:
            self.desk.say("nothing is proposed here; Space makes it gold")
            return
        made = 0
        key = ("closing", self.desk.editor.number)
        for edit in edits:
            try:
                made += bool(self.desk.editor.apply(edit, f"took {made + 1} proposals", place=self.desk.place, key=key))
            except EditError:
                continue  # an earlier one of the batch has settled it: two proposals may be about one person
        self.desk.editor.history.close()
        self.desk.changed()
        self.desk.say(f"took {made} {'proposal' if made == 1 else 'proposals'}")

    def _go(self, key: str) -> None:
        self.desk.enter("reading")
        item = self.desk.items.get(key)
        if item is not None:
            self.desk.reading_stage.go_item(item)

    def _go_block(self, index: int) -> None:
        self.desk.enter("reading")
        self.desk.reading_stage.go_block(index)

    def _go_offset(self, offset: int) -> None:
        self.desk.enter("reading")
        self.desk.reading_stage.go_block(self.desk.reading_stage.block_index(offset))

    def _go_problem(self, problem: Problem) -> None:
        """Go to what a check is about; a warning with a fix is mended on the spot."""
        if problem.repair is not None and problem.rule.startswith("W"):
            self.desk.edit(Repair(problem.repair_title, problem.repair), problem.repair_title)
        elif problem.item and self.desk.items.get(problem.item) is not None:
            self._go(problem.item)
        elif problem.item and self.desk.editor.annotation.entity(problem.item) is not None:
            self.card(problem.item)
        elif problem.item and problem.item.startswith("s"):
            self.desk.enter("sections")
        elif problem.place is not None:
            self._go_offset(problem.place[0])
        self.desk.say(str(problem))

    def finish(self) -> None:
        """Make the article gold and open the next; or go to what stands in the way and say why (B3, E20)."""
        desk = self.desk
        first = next((item for item in desk.items.all if item.is_open or item.state == "held"), None)
        if first is not None:
            self._go(first.key)
            desk.say("not gold yet: this quote waits for a decision of its own")
            return
        unread = next((i for i, block in enumerate(desk.blocks) if not desk.is_read(block)), None)
        if unread is not None:
            self._go_block(unread)
            desk.say("not gold yet: this text has not been read")
            return
        waiting = [one for one in desk.editor.annotation.sections if one.status == "proposed"]
        if waiting:
            desk.accept_sections(tuple(one.id for one in waiting))
        found = self._found()
        if found is None:
            desk.say("the checks are running: Space again when they are done")
            return
        error = next((one for one in found.problems if one.rule.startswith("E")), None)
        if error is not None:
            self._go_problem(error)
            desk.say(f"not gold yet: {error}")
            return
        status = desk.editor.annotation.review.status
        if status not in ("done", "adjudicated"):
            desk.edit(SetReview((("status", "done"), ("read", None))), "finished")
        desk.finished()

    # --- the card of an entity ---------------------------------------------------------------

    def card(self, id: str) -> None:
        """What can be changed about an entity, each field by its letter."""
        desk = self.desk
        entity = desk.editor.annotation.entity(id)
        if entity is None:
            return
        rows: list[tuple[str, str, str]] = [
            ("n", f"name: {entity.name}", "name"),
            ("k", f"kind: {entity.kind}", "kind"),
            ("o", f"role: {entity.role or '-'}", "role"),
            ("s", f"speaks for: {entity.speaks_for or '-'}", "speaks_for"),
            ("w", f"wikidata: {entity.wikidata or '-'}", "wikidata"),
            ("m", "merge into another", "merge"),
            ("i", f"id: {entity.id}", "id"),
            ("a", "add a mention", "add"),
            ("t", f"take out a mention ({len(entity.mentions)})", "take"),
            ("F", f"note: {entity.note or '-'}", "note"),
        ]
        options = [Candidate(field, text, key=key) for key, text, field in rows]
        desk.open(Picker("card", entity.name, lambda _zone, _every: options,
                         lambda field: self._field(entity, field), ""))  # fmt: skip

    def _field(self, entity: Entity, field: str) -> None:
        desk = self.desk
        if field == "name":
            desk.ask(
                Prompt("name", lambda text: self._edit(SetEntity(entity.id, name=text), f"name: {text}"), entity.name)
            )
        elif field == "kind":
            kinds = [Candidate(kind, kind, key=kind[0] if kind != "unnamed" else "a") for kind in get_args(EntityKind)]
            desk.open(
                Picker(
                    "entity_kind",
                    f"{entity.name} is a …",
                    lambda _z, _e: kinds,
                    lambda kind: self._edit(SetEntity(entity.id, kind=kind), f"kind: {kind}"),
                    "",
                )
            )
        elif field in ("role", "wikidata"):
            now = getattr(entity, field) or ""
            desk.ask(Prompt(field, lambda text: self._optional(entity.id, field, text.strip() or None), now))
        elif field == "speaks_for":
            self._ask_other(entity, "speaks for", lambda other: self._optional(entity.id, "speaks_for", other), True)
        elif field == "merge":
            self._ask_other(
                entity, "is the same as",
                lambda other: self._edit(MergeEntities(other or "", entity.id), f"merged into {other}"), False,
            )  # fmt: skip
        elif field == "id":
            desk.ask(
                Prompt("id", lambda text: self._edit(RenameEntity(entity.id, text.strip()), f"id: {text}"), entity.id)
            )
        elif field == "add":
            desk.ask(Prompt("words of the mention", lambda text: self._add_mention(entity, text), entity.name))
        elif field == "take":
            mentions = [Candidate(one.span, one.text, str(one.start)) for one in entity.mentions]
            desk.open(Picker("mention", "take out which", lambda _z, _e: mentions,
                             lambda span: self._edit(SetMention(entity.id, span, False), "mention taken out"),
                             desk.keymap.labels))  # fmt: skip
        else:
            desk.ask_note(entity.id, f"note of {entity.name}", entity.note or "")

    def _edit(self, edit: Edit, words: str) -> None:
        self.desk.edit(edit, words)

    def _optional(self, id: str, field: str, value: str | None) -> None:
        self._edit(SetEntity(id, optional=((field, value),)), f"{field.replace('_', ' ')}: {value or 'nothing'}")  # type: ignore[arg-type]

    def _ask_other(self, entity: Entity, what: str, take: Callable[[str | None], None], none: bool) -> None:
        desk = self.desk
        numbers = desk.numbering.numbers()
        others = sorted(
            (one for one in desk.editor.annotation.entities if one.id != entity.id),
            key=lambda one: numbers.get(one.id, 999),
        )
        options = [
            Candidate(one.id, one.name, one.kind, key=str(numbers[one.id]) if numbers.get(one.id, 10) <= 9 else "")
            for one in others
        ]

        def nothing() -> bool:
            if none:
                take(None)
            return False

        desk.open(Picker("other", f"{entity.name} {what} …", lambda _z, _e: options, take, desk.keymap.labels,
                         "0 nobody" if none else "", keys={"0": nothing}))  # fmt: skip

    def _add_mention(self, entity: Entity, words: str) -> None:
        text = self.desk.editor.article.text
        taken = {one.span for one in entity.mentions}
        at = text.find(words)
        while at >= 0 and (at, at + len(words)) in taken:
            at = text.find(words, at + 1)
        if at < 0 or not words.strip():
            raise EditError(f"“{words}” does not stand in the article (again)")
        self._edit(SetMention(entity.id, (at, at + len(words)), True), "mention added")


@dataclass(frozen=True)
class _Found:
    """What the closing stage has to look for in the whole annotation.

    `problems` are the checks of SCHEME 3 that it breaks as it would be when done, `repeats` the quote of running
    text that a quote in a display section most likely repeats, by its id.
    """

    problems: tuple[Problem, ...]
    repeats: dict[str, str]


def _look(annotation: Annotation, article: Article, kinds: frozenset[str], flags: frozenset[str]) -> _Found:
    finished = {"status": "done", "updated": annotation.review.updated or utc_now()}
    done = annotation.model_copy(update={"review": annotation.review.model_copy(update=finished)})
    from annotator.check import check  # not before somebody comes to the end

    found = check(done, article, kinds=kinds, flags=flags)
    open_ids = {quote.id for quote in annotation.quotes if quote.status == "proposed"}
    open_ids |= {section.id for section in annotation.sections if section.status == "proposed"}
    repeats = {}
    for quote, _ in _displayed(annotation):
        if quote.repeats is None and (ranked := detection.rank_repeats(annotation, quote.id)):
            repeats[quote.id] = ranked[0]
    return _Found(tuple(one for one in found if not (one.rule == "E20" and one.item in open_ids)), repeats)


def _displayed(annotation: Annotation) -> list[tuple[Quote, Section]]:
    """The quotes in display sections that no other repeats, each with its section."""
    targets = {quote.repeats for quote in annotation.quotes}
    sections = [one for one in annotation.sections if one.kind in DISPLAY_KINDS]
    found = []
    for quote in annotation.quotes:
        section = next((one for one in sections if one.start <= quote.start < one.end), None)
        if section is not None and quote.id not in targets:
            found.append((quote, section))
    return found


def _first(lines: list[Line]) -> list[Line]:
    """At most `MOST` lines and one that says how many more there are; choosing it chooses the first of them."""
    if len(lines) <= MOST:
        return lines
    rest = lines[MOST]
    return [*lines[:MOST], Line(rest.group, f"… {len(lines) - MOST:,} more", rest.choose)]


def _alike(quote: Quote, target: Quote) -> bool:
    """Whether a quote shares half of its telling words with a quote of the body, so that it may repeat it."""
    own = detection.content_words(piece.text for piece in quote.content)
    other = detection.content_words(piece.text for piece in target.content)
    return bool(own) and 2 * len(own & other) >= len(own)


def _altered(quote: Quote, target: Quote) -> bool:
    """Whether marked words of a repetition are not marked words of its target (P1)."""

    def marked(one: Quote) -> list[str]:
        spans = one.quoted if one.type == "mixed" else one.content if one.type == "direct" else ()
        return [span.text.strip("“”‘’\"'«»„‟,.;:!? ").casefold() for span in spans]

    own = marked(quote)
    whole = " ".join(piece.text for piece in target.content).casefold()
    return bool(own) and any(words not in whole for words in own)
