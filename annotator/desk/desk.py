"""The desk: keys in, state and views out. The whole interaction without a screen.

The terminal forwards keys to `press` and paints what the views say; tests and the simulated annotator
press the same keys. Keys are spelled as printable characters, or `space enter escape tab shift+tab up
down left right pageup pagedown home end backspace delete`.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from annotator.article import LARGE
from annotator.cells import cluster_edge
from annotator.commands import BY_ID, Keymap, Stage, key_name
from annotator.desk import surroundings
from annotator.desk.alarms import Alarms
from annotator.desk.closing import HASTY, Closing
from annotator.desk.facts import Facts
from annotator.desk.find import Find
from annotator.desk.go import Go
from annotator.desk.making import Making
from annotator.desk.mouse import Mouse
from annotator.desk.numbering import Numbering
from annotator.desk.persons import Persons
from annotator.desk.picker import Picker, Prompt
from annotator.desk.pieces import Pieces
from annotator.desk.place import Place
from annotator.desk.props import Props
from annotator.desk.reading import Reading
from annotator.desk.roles import Roles
from annotator.desk.structure import Structure
from annotator.desk.trial import trial
from annotator.desk.vias import Vias
from annotator.desk.view import reading_view
from annotator.desk.viewport import Viewport
from annotator.detection.base import Mark
from annotator.editor import Editor, Snapshot
from annotator.edits import Accept, Edit, EditError, SetNote
from annotator.items import Blocks, Items
from annotator.layout import Geometry, Layout
from annotator.listing import Listing, ListView
from annotator.model import Annotation, Quote
from annotator.problems import Problem
from annotator.session import CorpusSession, Session, SessionError
from annotator.shown import shown
from annotator.text import Range
from annotator.values import replace
from annotator.views import ClosingLine, Header, HelpLine, Hint, PickerView, PromptView, ReadingView, SectionRow

if TYPE_CHECKING:  # what only a search needs is imported when somebody searches
    from annotator.concordance import HitsView
    from annotator.query import Query


class Desk:
    """One person at work: a session, a stage, a place, perhaps an open picker or text line."""

    def __init__(self, session: Session, *, columns: int = 120, rows: int = 40) -> None:
        settings = session.settings
        self.session = session
        self.keymap = Keymap.of(settings.keymap.preset, settings.keymap.labels, settings.keymap.keys)
        self.labels = {label.name: (label.letter, label.meaning) for label in settings.labels}
        self.flags = tuple(flag.name for flag in settings.flags)
        self.version = 0
        self.done = False
        self.tour_wanted = False
        self.on_change: Callable[[], None] | None = None
        self.open_picker: Picker | None = None
        self.open_prompt: Prompt | None = None
        self.found: Query | None = None
        self.hit: tuple[Editor, int, int, Range] | None = None
        self.again: Callable[[], None] | None = None
        self.made: str | None = None
        self.hasty: list[int] = []
        self.presses = 0
        self.articles: Listing | None = None
        self.reading_stage = Reading(self)
        self.roles = Roles(self)
        self.persons = Persons(self)
        self.vias = Vias(self)
        self.making = Making(self)
        self.pieces = Pieces(self)
        self.props = Props(self)
        self.sections_stage = Structure(self)
        self.closing_stage = Closing(self)
        self.facts = Facts(self)
        self.finding = Find(self)
        self.going = Go(self)
        self.alarms = Alarms(self)
        self.viewport = Viewport(self)
        self.numbering = Numbering(self)
        self.mouse = Mouse(self)
        self.asked: set[str] = set()
        self.said = ""
        self._prefix = ""
        self._opener: tuple[Picker | None, str] = (None, "")
        self._checked: tuple[Annotation, dict[str, Problem]] | None = None
        self._stage: Stage = "sections"
        self.came_from: Stage = "reading"
        self._places: dict[int, Place] = {}
        self._items: tuple[Snapshot, Items, tuple[Mark, ...]] | None = None
        self._layouts: tuple[Editor, int, Layout] | None = None
        self._blocks: tuple[Layout, int, Blocks] | None = None
        self._last_space: float | None = None
        self.resize(columns, rows)
        self._arrive()

    # --- state -------------------------------------------------------------------------------

    @property
    def editor(self) -> Editor:
        return self.session.editor

    @property
    def stage(self) -> Stage:
        return self._stage

    @property
    def pending(self) -> bool:
        """Whether the article is still being pre-filled."""
        return self.session.pending

    @property
    def kinds(self) -> frozenset[str]:
        """The section labels the project adds."""
        return frozenset(self.labels)

    @property
    def place(self) -> Place:
        return self._places.setdefault(id(self.editor), Place())

    @place.setter
    def place(self, place: Place) -> None:
        self._places[id(self.editor)] = place

    @property
    def top(self) -> int:
        """The first row of text shown."""
        return self.place.top

    @property
    def items(self) -> Items:
        """The items of the article as it stands."""
        snapshot = self.editor.snapshot
        marks = () if self.pending else self.editor.marks
        if self._items is None or self._items[0] is not snapshot or self._items[2] is not marks:
            settings, text = self.session.settings, self.editor.article.text
            before = self._items[1] if self._items is not None else None
            prepared = self.session.prepared()
            if prepared is not None and prepared.marks is marks:
                before = prepared
            items = Items(snapshot, marks, text, settings.stop_threshold, settings.mark_threshold, before)
            self._items = (snapshot, items, marks)
        return self._items[1]

    @property
    def layout(self) -> Layout:
        """The rows of the text at this width."""
        width = self.geometry.text_width
        if self._layouts is None or self._layouts[:2] != (self.editor, width):
            article = self.editor.article
            self._layouts = (self.editor, width, Layout(article.text, article.structure, width))
        return self._layouts[2]

    @property
    def blocks(self) -> Blocks:
        """The blocks of the article in text order."""
        layout, height = self.layout, self.geometry.text_rows
        if self._blocks is None or self._blocks[0] is not layout or self._blocks[1] != height:
            found = Blocks(self.editor.article.structure, layout.rows_of, max(3, height // 2))
            self._blocks = (layout, height, found)
        return self._blocks[2]

    def warning(self, key: str) -> Problem | None:
        """The first check that an item breaks; None for none, and in articles too long to check at every key."""
        if len(self.editor.article.text) > LARGE or self.pending:
            return None
        annotation = self.editor.annotation
        if self._checked is None or self._checked[0] is not annotation:
            from annotator.check import check  # a start of a long article does without

            found: dict[str, Problem] = {}
            for problem in check(annotation, self.editor.article, kinds=self.kinds, flags=frozenset(self.flags)):
                found.setdefault(problem.item, problem)
            self._checked = (annotation, found)
        return self._checked[1].get(key)

    def quotes_near(self, low: int, high: int) -> list[Quote]:
        """The quotes that begin in the range."""
        return [
            quote for item in self.items.within((low, high))
            if item.kind == "quote" and (quote := self.editor.annotation.quote(item.key)) is not None
        ]  # fmt: skip

    def words(self, start: int, end: int) -> str:
        """The words of a stretch on one line."""
        return " ".join(self.editor.article.text[start:end].split())

    def name_of(self, id: str) -> str:
        """A quote as the person sees it: by its figure in the block, else by its paragraph."""
        quotes = self.reading_stage.block_quotes()
        number = next((n for n, item in enumerate(quotes, 1) if item.key == id), None)
        if number is not None:
            return f"quote {number}"
        item = self.items.get(id)
        return f"par. {self.editor.article.structure.paragraph_at(item.start) + 1}" if item else id

    def keys_of(self, id: str) -> tuple[str, ...]:
        """The keys of a command."""
        return tuple(self.keymap.keys.get(id, ()))

    def keymap_title(self, id: str) -> str:
        """A command's title with its key."""
        key = self.keymap.shown(id)
        return f"{BY_ID[id].title}   {key}" if key else BY_ID[id].title

    def step_cluster(self, offset: int, way: int) -> int | None:
        """The next edge between characters as they are seen, or None at the paragraph's end."""
        structure = self.editor.article.structure
        low, high = structure.paragraphs[structure.paragraph_at(max(0, offset - 1 if way < 0 else offset))]
        at = offset + way
        if not low <= at <= high:
            return None
        text = self.editor.article.text
        while low < at < high and cluster_edge(text, at, low, high) != at:
            at += way
        return at

    # --- what is read and drawn --------------------------------------------------------------

    def is_read(self, span: Range) -> bool:
        """Whether a stretch is recorded as read."""
        review = self.editor.annotation.review
        if review.read is None:
            return review.status != "new"
        at = bisect_right(review.read, (span[0], 1 << 62)) - 1
        return at >= 0 and span[1] <= review.read[at][1]

    def _note_asked(self) -> None:
        """A question that is the current item has been put: its doubt stands in the margin."""
        if self._stage == "reading" and (item := self.reading_stage.item) is not None and item.state == "question":
            self.asked.add(item.key)

    # --- scrolling ---------------------------------------------------------------------------

    def scroll(self, rows: int) -> None:
        """Scroll; nothing else moves."""
        self.viewport.set_top(self.place.top + rows)
        self.changed()

    # --- keys --------------------------------------------------------------------------------

    def press(self, key: str) -> None:
        """One key."""
        self.presses += 1
        self.editor.touch()
        self.finding.give_way()
        self.session.poll()
        with self._guarded():
            self._dispatch(key)

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Whatever a person does: what cannot be done is said, what could lose data is asked about."""
        try:
            yield
        except (EditError, SessionError) as error:
            self.say(str(error))
        self.alarms.ask()
        self.changed()

    def _dispatch(self, key: str) -> None:
        if self.open_prompt is not None:
            self._press_prompt(self.open_prompt, key)
            return
        self.said = ""
        if self.open_picker is not None:
            typing = self.open_picker.filter is not None
            self._press_picker(self.open_picker, key if typing else self.keymap.digit(key))
            return
        if self._stage == "help":
            self._stage = self.came_from
            return
        if key == "?" and self._stage in ("list", "hits") and not self._filter():
            self.going.help()
            return
        if self._stage == "list":
            self.going.press_list(key)
            return
        if self._stage == "hits":
            self.finding.press(key)
            return
        key = self.keymap.digit(key)
        if self._prefix:
            key, self._prefix = f"{self._prefix} {key}", ""
        elif self.keymap.is_prefix(key) and self.keymap.command(self._stage, key) is None:
            self._prefix = key
            self.say(f"{key} and …")
            return
        if self._stage in ("sections", "closing"):
            stage = self.sections_stage if self._stage == "sections" else self.closing_stage
            if stage.press(key):
                return
        elif len(key) == 1 and key in "123456789":
            self.reading_stage.item_pick(int(key))
            return
        elif key == "escape":
            self.found, self.hit = None, None
            return
        command = self.keymap.command(self._stage, key)
        if command is None:
            self.say(f"{key_name(shown(key))} does nothing here; ? shows the keys")
            return
        self.do(command)

    def _filter(self) -> str:
        """What was typed into the list on the screen."""
        listed = self.articles if self._stage == "list" else self.finding.lines
        return listed.filter if listed is not None else ""

    def run(self, id: str) -> None:
        """A command by its id (palette, menu, mouse)."""
        with self._guarded():
            self.do(id)

    def do(self, id: str) -> None:
        """A command by its id; raises EditError and SessionError."""
        command = BY_ID.get(id)
        if command is None:
            return
        if self._stage not in command.stages and command.group not in ("Go", "Everywhere"):
            self.say(f"{command.title} works in the reading stage (g 2)")
            return
        before = self.open_picker
        self._method(id)()
        if self.open_picker is not None and self.open_picker is not before:
            self._opener = (self.open_picker, self.keymap.shown(id))

    def _method(self, id: str) -> Callable[[], None]:
        name = id.replace(".", "_")
        homes = (
            self.going, self.finding, self.reading_stage, self.roles, self.persons, self.vias, self.making, self.pieces,
            self.props, self.sections_stage, self,
        )  # fmt: skip
        for home in homes:
            method: Callable[[], None] | None = getattr(home, name, None)
            if method is not None:
                return method
        raise KeyError(id)

    def _press_picker(self, picker: Picker, key: str) -> None:
        outcome = picker.press(key)
        if outcome == "stay":
            return
        if self.open_picker is picker:
            self.open_picker = None
        if outcome != "leave":
            picker.take(outcome.value)

    def _press_prompt(self, prompt: Prompt, key: str) -> None:
        outcome = prompt.press(key)
        if outcome == "stay":
            return
        self.open_prompt = None
        self.said = ""
        if outcome != "leave":
            outcome(prompt.text)
        elif prompt.on_type is not None:
            self.found = None

    def paste(self, text: str) -> None:
        """Pasted text goes into an open text line or filter and is ignored everywhere else."""
        if self.open_prompt is not None:
            line = " ".join(text.split())
            self.open_prompt.text += line
            if self.open_prompt.on_type is not None:
                self.open_prompt.on_type(self.open_prompt.text)
        elif self._stage == "list" and self.articles is not None:
            self.articles.paste(text)
        elif self._stage == "hits":
            self.finding.paste(text)
        self.changed()

    def open(self, picker: Picker) -> None:
        """Ask a question; one without any answer is not asked."""
        self.open_picker = picker
        if not picker.shown() and not picker.keys and not picker.word_zones:
            self.open_picker = None
            self.say("there is nothing to choose from")

    def ask(self, prompt: Prompt) -> None:
        """Open a text line."""
        self.open_prompt = prompt

    def ask_note(self, target: str, title: str, now: str) -> None:
        """A text line for a note."""
        self.ask(Prompt(title, lambda text: self._noted(target, text), now))

    def _noted(self, target: str, text: str) -> None:
        self.edit(SetNote(target, text), "note written" if text.strip() else "note removed")

    def nudge(self, way: int) -> None:
        """Move the focused edge while a picker is open."""
        self.reading_stage.move_edge("word", way)

    def trial(self) -> AbstractContextManager[None]:
        """Keys pressed inside are taken back at the end: how a simulated annotator weighs its ways."""
        return trial(self)

    # --- edits -------------------------------------------------------------------------------

    def edit(self, edit: Edit, words: str, *, key: object = None) -> bool:
        """Make an edit one step of history and say it; False when it changes nothing."""
        made = self.editor.apply(edit, words, place=self.place, key=key)
        self.say(words if made else "nothing changed")
        if made and self.place.item is not None and self.items.get(self.place.item) is None:
            self.place = self.place.at(None)
        return made

    def put(self, snapshot: Snapshot, words: str) -> None:
        """Change what is not stored as one step of history and say it."""
        self.editor.put(snapshot, words, place=self.place)
        self.say(words)

    def accept_sections(self, ids: tuple[str, ...]) -> None:
        """Accept sections whose text was all read."""
        self.edit(Accept((), ids, "paragraph"), "sections accepted")

    def propose_anew(self, span: Range) -> None:
        """Propose the quotes of a stretch anew after its sections changed."""
        if not self.pending:
            self.session.propose_anew(span)

    def undo(self) -> None:
        """Take the last decision back, in whichever article it was made."""
        step = self.session.history.undo()
        if step is None:
            self.say("nothing to undo")
            return
        self._return_to(step.editor, step.place)
        self.say(f"undone: {step.words}")

    def redo(self) -> None:
        """Make it again."""
        step = self.session.history.redo()
        if step is None:
            self.say("nothing to redo")
            return
        self._return_to(step.editor, step.place)
        self.say(f"again: {step.words}")

    def _return_to(self, editor: Editor, place: object) -> None:
        if editor is not self.editor:
            self.session.show(editor)
            self._stage = "reading"
        if isinstance(place, Place):
            item = place.item if self.items.get(place.item) is not None else None
            self.place = place if item == place.item else place.at(item)
        self.asked.clear()

    def note_pace(self, characters: int) -> None:
        """Note a block vouched for faster than anybody reads (listed on Closing, never blocked)."""
        now = time.monotonic()
        if self._last_space is not None and characters > 0:
            seconds = now - self._last_space
            if seconds > 0 and characters / 6 / seconds > HASTY:
                self.hasty.append(self.place.block)
        self._last_space = now

    # --- stages and articles -----------------------------------------------------------------

    def enter(self, stage: Stage) -> None:
        """Go to a stage of the article."""
        self.open_picker = None
        self._stage = stage
        if stage == "reading" and self.blocks:
            stage_now = self.reading_stage
            if not self._places.get(id(self.editor)) or self.place.item is None:
                first: int | None = None
                for first in stage_now.all_unread():
                    # Nothing is known of a text still being pre-filled: begin where it begins.
                    if self.pending or not stage_now.quiet(first):
                        break
                stage_now.go_block(stage_now.block_index() if first is None else first)
        elif stage == "sections" and self.blocks:
            rows = self.sections_stage.rows()
            self.sections_stage.row = next((i for i, row in enumerate(rows) if row.doubtful), self.sections_stage.row)

    def _arrive(self) -> None:
        """Begin with the article that has become current: where it was left."""
        self.found, self.hit, self.made, self.hasty = None, None, None, []
        self.asked.clear()
        self.sections_stage.row = 0
        self.sections_stage.unfolded = frozenset()
        review = self.editor.annotation.review
        fresh = review.status == "new" and not review.read
        if self.pending:
            self.enter("reading")  # a long article can be read while it is pre-filled
        else:
            self.enter("sections" if fresh else "closing" if review.status in ("done", "adjudicated") else "reading")
        notices, self.session.notices = self.session.notices, []
        if notices:
            self.say("; ".join(notices))
        if isinstance(self.session, CorpusSession):
            self.session.look_ahead(self.finding.following())
        self.alarms.ask()
        self.changed()

    def open_article(self, name: str) -> None:
        """Make another article current."""
        self.session.open(name)
        self._arrive()

    def finished(self) -> None:
        """The article is gold: go on to the next open one."""
        words = f"{self.session.name} is gold"
        try:
            if not self.going.open_nearest(self.session.next_open):
                self.say(f"{words}; every article is finished")
                return
        except SessionError as error:
            self.say(f"{words}; {error}")
            return
        said = f"; {self.said}" if self.said else ""
        self.say(f"{words}; this is the next{said}")

    # --- for the screen ----------------------------------------------------------------------

    def resize(self, columns: int, rows: int) -> None:
        """The window has another size; the place is kept."""
        block = self.place.block if self._places else None
        self.geometry = Geometry.of(columns, rows)
        if block is not None and self.blocks and not self.geometry.too_small:
            index = self.reading_stage.block_index(block)
            self.viewport.scroll_to_block(self.blocks[index])
        self.changed()

    def changed(self) -> None:
        """Something visible changed."""
        if self.geometry.text_rows > 0 and not self.geometry.too_small:
            self.viewport.note_drawn()
            self._note_asked()
        self.numbering.numbers()  # given by what was done, never by when the screen was painted
        self.version += 1

    def say(self, words: str) -> None:
        """Say something in the status line."""
        self.said = words

    def tick(self) -> None:
        """Take over what other threads did: saving, pre-filling."""
        was_pending = self.pending
        if self.session.poll():
            if self.place.item is None and not was_pending:
                self.enter(self._stage)
            if was_pending:
                if self.place.item is None and self.blocks:
                    # Somebody is reading: what was found appears around them, nothing moves.
                    self.reading_stage.go_block(self.reading_stage.block_index(), scroll=False)
                self.say("pre-filled; g 1 shows the sections")
        self.alarms.ask()
        self.changed()

    def reading(self) -> ReadingView:
        return reading_view(self)

    def sections(self) -> tuple[SectionRow, ...]:
        return self.sections_stage.rows()

    def closing(self) -> tuple[ClosingLine, ...]:
        return self.closing_stage.view()

    def text(self) -> str:
        """The article's text."""
        return self.editor.article.text

    def caret(self) -> int:
        return surroundings.caret(self)

    def header(self) -> Header:
        return surroundings.header(self)

    def status(self) -> str:
        return surroundings.status(self)

    def footer(self) -> tuple[Hint, ...]:
        return surroundings.footer(self)

    def picker(self) -> PickerView | None:
        picker = self.open_picker
        if picker is None:
            return None
        # The key that opened it is its name on the screen.
        opened, key = self._opener
        return replace(picker.view(), name=key) if opened is picker and key else picker.view()

    def prompt(self) -> PromptView | None:
        line = self.open_prompt
        return PromptView(line.title, line.text, line.hint) if line is not None else None

    def listing(self, height: int) -> ListView:
        """The list of articles in a window of that many rows."""
        articles = self.going.articles()
        return articles.view(height) if articles is not None else ListView(0, "", 0, ())

    def hits(self, height: int) -> HitsView:
        """The list of hits in all articles in a window of that many rows."""
        return self.finding.view(height)

    def help(self) -> tuple[HelpLine, ...]:
        return self.going.help_lines()

    # --- mouse -------------------------------------------------------------------------------

    def click(self, offset: int, *, button: int = 1) -> None:
        """A click in the text: a label is taken, a mark becomes a quote, a quote becomes current."""
        with self._guarded():
            self.mouse.click(offset, button)

    def drag(self, start: int, end: int) -> None:
        """Dragging over text: the words an open picker asks for, the moved edge, or a new quote's content."""
        with self._guarded():
            self.mouse.drag(start, end)

    def pick(self, key: str) -> None:
        """A click on a margin line or a row: that item becomes current."""
        item = self.items.get(key)
        if item is not None and self._stage == "reading":
            self.reading_stage.go_item(item)
        elif self._stage == "closing":
            keys = [line.key for line in self.closing()]
            if key in keys:
                self.closing_stage.current = keys.index(key)
        self.changed()
