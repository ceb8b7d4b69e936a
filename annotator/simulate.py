"""The simulated annotator: plans the keys that turn a pre-fill into a given gold, and types them.

It is the yardstick *keystrokes to gold*: it works through the desk a person uses, reads labels and
candidates off the open pickers, never off the gold, and every figure is the length of what was typed
(a Shift-ed letter counts as two). The end must say the same as the gold (`sameness`), or it fails.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from annotator.commands import FLAG_KEYS, presses
from annotator.desk import Desk
from annotator.desk.place import Part, parts
from annotator.model import RUN_KINDS, SECTION_KINDS, Annotation, Quote, Review, Via, range_of
from annotator.sameness import differences
from annotator.text import Range, inside, overlaps

KEY_SECONDS, THINK_SECONDS = 0.2, 1.35
"""The keystroke-level model (Card, Moran and Newell 1980): a press, and a moment of thought."""
DEPTH = 7
"""More nudges than this are never cheaper than a label."""


class SimulationError(Exception):
    """The gold could not be reached by keys; the message says what is left."""


@dataclass
class Tally:
    """What was typed: presses by kind (`quote`, `move`, `section`, `other`) and by command."""

    kinds: Counter[str] = field(default_factory=Counter)
    commands: Counter[str] = field(default_factory=Counter)
    thoughts: int = 0
    keys: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All presses."""
        return sum(self.kinds.values())

    @property
    def seconds(self) -> float:
        """Time by the keystroke-level model, reading left out."""
        return self.total * KEY_SECONDS + self.thoughts * THINK_SECONDS


@dataclass(frozen=True)
class Result:
    """One article's figures: its gold quotes and what was typed for them."""

    name: str
    quotes: int
    tally: Tally
    hits: Counter[str]


def as_proposals(gold: Annotation) -> Annotation:
    """The gold as a perfect pre-fill: every item proposed, nothing read; what it rejects stays rejected."""
    fresh = {"status": "proposed", "attested": None, "was": None, "by": "gold", "anchor": None}
    return gold.model_copy(
        update={
            "review": Review(status="new", scope=gold.review.scope, read=(), detectors=("gold",)),
            "sections": tuple(one.model_copy(update=fresh) for one in gold.sections),
            "quotes": tuple(one.model_copy(update=fresh) for one in gold.quotes),
        }
    )


def without_quotes(annotation: Annotation) -> Annotation:
    """The empty pre-fill: sections only."""
    return annotation.model_copy(update={"quotes": (), "entities": (), "rejected": ()})


class Simulator:
    """Hands that know the gold and press keys at a desk."""

    def __init__(self, desk: Desk, gold: Annotation, press: Callable[[str], None] | None = None) -> None:
        """`press` types a key (the desk's own when None); the desk must show its effect at once."""
        self.desk = desk
        self.gold = gold
        self.tally = Tally()
        self.hits: Counter[str] = Counter()
        self._press = press or desk.press
        self._kind = "other"
        self._dry = False
        self._people: dict[str, str] = {}

    # --- typing ------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Type keys; they count for the kind of work at hand."""
        for key in keys:
            if not self._dry:
                before = self.desk.open_picker
                command = before.name if before is not None else self.desk.keymap.command(self.desk.stage, key) or key
                self.tally.kinds[self._kind] += presses((key,))
                self.tally.commands[command] += presses((key,))
                self.tally.keys.append(key)
                self._press(key)
            else:
                self.desk.press(key)

    @contextmanager
    def _for(self, kind: str) -> Iterator[None]:
        before, self._kind = self._kind, kind
        try:
            yield
        finally:
            self._kind = before

    @contextmanager
    def _trial(self) -> Iterator[None]:
        """Try keys without typing them: everything is put back."""
        desk = self.desk
        history = desk.session.history
        saved = (
            desk.editor.snapshot, list(history.done), list(history.undone), desk.place, set(desk.asked), desk.made,
            desk.again, desk._stage, desk._said, desk.presses, self._dry, dict(desk.person_numbers()), desk.found,
            desk.editor.number, desk.editor.on_change, dict(desk._drawn), dict(self._people),
        )  # fmt: skip
        desk.editor.on_change = None
        self._dry = True
        try:
            yield
        finally:
            desk.open_picker = desk.open_prompt = None
            desk.editor.snapshot = saved[0]
            history.done[:], history.undone[:] = saved[1], saved[2]
            (desk.place, desk.asked, desk.made, desk.again, desk._stage, desk._said, desk.presses, self._dry) = saved[
                3:11
            ]
            numbers = desk.person_numbers()
            numbers.clear()
            numbers.update(saved[11])
            desk._numbered = None
            desk.found, desk.editor.number, desk.editor.on_change, desk._drawn = saved[12:16]
            self._people = saved[16]

    # --- reading the desk --------------------------------------------------------------------

    @property
    def now(self) -> Annotation:
        return self.desk.editor.annotation

    def _quote(self, id: str) -> Quote:
        found = self.now.quote(id)
        if found is None:
            raise SimulationError(f"{id} is gone")
        return found

    def _label(self, wanted: Callable[[Any], bool], picker: str = "") -> list[str] | None:
        """The keys that take an answer of the open picker, or None when it is not among them."""
        found = self.desk.open_picker
        if found is None:
            return None
        shown = found.shown()
        for index, (label, one) in enumerate(shown):
            if wanted(one.value):
                if picker and not self._dry:
                    self.hits[f"{picker} asked"] += 1
                    self.hits[f"{picker} at 1"] += index == 0
                    self.hits[f"{picker} at 5"] += index < 5
                best = [label] if label else []
                steps = ["tab"] * index + ["enter"]
                if found.nudged or (best and presses(tuple(best)) <= len(steps)):
                    return best or None
                return steps
        return None

    def _pick(self, key: str, wanted: Callable[[Any], bool], name: str = "") -> list[str] | None:
        """The keys that open a picker and take an answer, found without typing; None when there is none."""
        best: list[str] | None = None
        for more in ([], ["space"], ["up"], ["down"], ["up", "space"], ["space", "down"], ["space", "up"]):
            with self._trial():
                self.press(key, *more)
                if self.desk.open_picker is None:
                    continue
                label = self._label(wanted)
            if label is not None:
                found = [key, *more, *label]
                if best is None or presses(tuple(found)) < presses(tuple(best)):
                    best = found
        if best is not None and name and not self._dry:
            with self._trial():
                self.press(key)
                self._dry = False
                self._label(wanted, name)
                self._dry = True
        return best

    # --- the whole article -------------------------------------------------------------------

    def run(self, *, finish: bool = True) -> Tally:
        """Turn the article into its gold; raises SimulationError when something cannot be reached."""
        with self._for("section"):
            self._sections()
            if self.desk.stage == "sections":
                self.press("space")
        with self._for("quote"):
            self._read()
        for _ in range(3):
            with self._for("other"):
                self._people_and_links()
            left = differences(self.gold, self.now)
            if not left:
                break
            with self._for("quote"):
                self._mend_all()
        if left:
            raise SimulationError("; ".join(left[:3]))
        if finish:
            self._finish()
        return self.tally

    def _finish(self) -> None:
        with self._for("other"):
            for _ in range(200):
                if self.now.review.status == "done":
                    return
                if self.desk.stage != "closing":
                    self._go_closing()
                self.press("space")
        raise SimulationError(f"the article cannot be finished: {self.desk.status()}")

    def _go_closing(self) -> None:
        with self._for("move"):
            for _ in range(400):
                if self.desk.stage == "closing":
                    return
                before = (self.desk.place, self.desk.editor.snapshot, len(self.desk.asked))
                self.press("space")
                if before == (self.desk.place, self.desk.editor.snapshot, len(self.desk.asked)):
                    self.press("g", "3")
        raise SimulationError(f"Closing is not reached: {self.desk.status()}")

    # --- sections ----------------------------------------------------------------------------

    def _sections(self) -> None:
        """Kinds of lines from top to bottom, then cuts inside lines, then borders that the kinds leave open."""
        for _ in range(6 * len(self.gold.sections) + 60):
            unit = self._wrong_unit()
            if unit is None:
                break
            before = self.now.sections
            self._mend_unit(*unit)
            if self.now.sections == before:
                raise SimulationError(f"{unit[0]} cannot be made {unit[1]}")
        else:
            raise SimulationError("the kinds of the sections do not come right")
        gold_starts = {one.start for one in self.gold.sections}
        for section in self.now.sections:
            if section.start not in gold_starts and section.kind not in RUN_KINDS:
                self._mend_unit(section.span, section.kind)  # its kind once more joins it with its block
        borders = {one.start for one in self.now.sections} ^ gold_starts
        if borders and self.desk.stage == "sections":
            self.press("space")
        for start in sorted(borders):
            self._go_to(start)
            self.press("R")

    def _units(self) -> Iterator[tuple[Range, str]]:
        """The gold's sections cut into lines: each with its kind."""
        structure = self.desk.editor.article.structure
        for section in self.gold.sections:
            for start, end in structure.paragraphs[structure.paragraph_at(section.start) :]:
                if start >= section.end:
                    break
                low, high = max(start, section.start), min(end, section.end)
                if low < high:
                    yield (low, high), section.kind

    def _wrong_unit(self) -> tuple[Range, str] | None:
        for span, kind in self._units():
            over = [one for one in self.now.sections if overlaps(one.span, span)]
            if len(over) != 1 or over[0].kind != kind:
                return span, kind
            # Several kinds in one line: none of them may hold what is another's.
            line = self.desk.editor.article.structure.paragraph_at
            if any(
                overlaps(over[0].span, other) and line(other[0]) == line(span[0])
                for other, its in self._units() if its != kind
            ):  # fmt: skip
                return span, kind
        return None

    def _key_of_kind(self, kind: str) -> str:
        own = {name: letter for name, (letter, _) in self.desk.labels.items()}
        letter = {**SECTION_KINDS, **own}.get(kind)
        if letter is None:
            raise SimulationError(f"no letter picks the kind {kind}")
        return letter

    def _mend_unit(self, span: Range, kind: str) -> None:
        """Give a line (or a part of one) its kind: the row's letter, perhaps a cut, the kind's letter."""
        if self.desk.stage != "sections":
            self.press("g", "1")
        index = self._reach_row(span, kind)
        row = self.desk.sections()[index]
        choose = [row.letter] if row.letter else [*self._steps_to(index), "enter"]
        letter = self._key_of_kind(kind)
        line = row.span
        if line[0] < span[0] or line[1] > span[1]:
            at = span[0] if line[0] < span[0] else span[1]
            with self._trial():
                self.press(*choose, "z")
                label = self._label(lambda value: value >= at and not self.desk.text()[at:value].strip())
            if label is None:
                raise SimulationError(f"no cut at {at}")
            left_is_shorter = at - line[0] <= line[1] - at
            if left_is_shorter != (span[0] < at):  # the letter names the shorter part, which is not ours
                letter = self._key_of_kind(
                    next(
                        (its for other, its in self._units() if overlaps(other, line) and not overlaps(other, span)),
                        kind,
                    )
                )
            self.press(*choose, "z", *label, letter)
            self.tally.thoughts += not self._dry
            return
        self.press(*choose, letter)
        self.tally.thoughts += not self._dry

    def _steps_to(self, index: int) -> list[str]:
        at = self.desk.sections_stage.row
        return ["down"] * (index - at) if index >= at else ["up"] * (at - index)

    def _reach_row(self, span: Range, kind: str) -> int:
        """The index of the row that stands for the span alone, unfolding what hides it."""
        for _ in range(4):
            rows = self.desk.sections()
            over = [i for i, row in enumerate(rows) if overlaps(row.span, span)]
            index = next((i for i in over if rows[i].kind != kind), over[0] if over else None)
            if index is None:
                raise SimulationError(f"no row shows {span}")
            row = rows[index]
            target = self.desk.sections_stage.target(row)
            whole = [k for s, k in self._units() if overlaps(s, target)]
            if not row.folded and (target == row.span or kind not in RUN_KINDS or set(whole) == {kind}):
                return index
            self.press(*self._steps_to(index), "right")
        raise SimulationError(f"{span} stays folded")

    # --- reading -----------------------------------------------------------------------------

    def _read(self) -> None:
        """Stops in text order: mend what begins there, make what is missing there, vouch."""
        if self.desk.stage == "closing":
            return
        for _ in range(40 + 4 * len(self.desk.blocks)):
            if self.desk.stage != "reading":
                return
            for block in self.desk.reading_stage.bar():
                self._mend_block(block)
            before = (self.desk.place, self.desk.editor.snapshot, len(self.desk.asked), self.desk.stage)
            with self._for("quote"):
                self.press("space")
            if before == (self.desk.place, self.desk.editor.snapshot, len(self.desk.asked), self.desk.stage):
                raise SimulationError(f"Space leads nowhere: {self.desk.status()}")
        raise SimulationError("the reading does not end")

    def _mend_all(self) -> None:
        if self.desk.stage != "reading":
            with self._for("move"):
                self.press("g", "2")
        for block in self.desk.blocks:
            self._mend_block(block)

    def _pairs(self, block: Range) -> tuple[list[tuple[Quote, Quote]], list[Quote], list[Quote]]:
        """Gold and present quotes of a block paired by likeness; then gold alone; then present alone."""
        gold = [one for one in self.gold.quotes if block[0] <= one.start < block[1]]
        have = [one for one in self.now.quotes if block[0] <= one.start < block[1]]
        scored = sorted(((_likeness(a, b), i, j) for i, a in enumerate(gold) for j, b in enumerate(have)), reverse=True)
        pairs, used_gold, used_have = [], set[int](), set[int]()
        for score, i, j in scored:
            if score > 0.25 and i not in used_gold and j not in used_have:
                pairs.append((gold[i], have[j]))
                used_gold.add(i)
                used_have.add(j)
        pairs.sort(key=lambda pair: (pair[0].start, -pair[0].end))
        alone = [one for i, one in enumerate(gold) if i not in used_gold]
        false = [one for j, one in enumerate(have) if j not in used_have]
        return pairs, alone, false

    def _mend_block(self, block: Range) -> None:
        pairs, missing, false = self._pairs(block)
        gold_keys = {(_contents(one), range_of(one.cue), range_of(one.source)) for one in self.gold.quotes}
        for quote in false:
            if (_contents(quote), range_of(quote.cue), range_of(quote.source)) not in gold_keys:
                self._go_item(quote.id)
                self.press("x")
                self.tally.thoughts += not self._dry
        for wanted, have in pairs:
            if self.now.quote(have.id) is not None:
                self._mend(wanted, have.id)
        for wanted in missing:
            self._create(wanted)
        for mark in [one for one in self.desk.items.within(block) if one.kind == "mark"]:
            del mark  # a stop that is none costs its Space, no more

    def _go_to(self, offset: int) -> None:
        """Make the block of an offset current by the cheapest keys."""
        with self._for("move"):
            stage = self.desk.reading_stage
            want = stage.block_index(offset)
            at = stage.block_index()
            steps = ["down"] * (want - at) if want >= at else ["up"] * (at - want)
            if len(steps) > 12:
                first = ["g", "g"] if want < len(self.desk.blocks) // 2 else ["g", "e"]
                rest = ["down"] * want if first[1] == "g" else ["up"] * (len(self.desk.blocks) - 1 - want)
                steps = min(steps, first + rest, key=len)
            self.press(*steps)

    def _go_item(self, id: str) -> None:
        """Make a quote current: by its figure, along the margin, or by its block."""
        if self.desk.place.item == id:
            return
        item = self.desk.items.by_key.get(id)
        if item is None:
            raise SimulationError(f"{id} is no item")
        stage = self.desk.reading_stage
        order = [one.key for one in self.desk.items.all]
        place = self.desk.place.item
        along = abs(order.index(id) - order.index(place)) if place in order else 99
        blocks = abs(stage.block_index(item.start) - stage.block_index())
        if along <= blocks + 1:
            way = "j" if place in order and order.index(id) > order.index(place) else "k"
            with self._for("move"):
                self.press(*([way] * along))
            return
        self._go_to(item.start)
        if self.desk.place.item == id:
            return
        figures = [one.key for one in stage.block_quotes()]
        with self._for("move"):
            if id in figures and figures.index(id) < 9:
                self.press(str(figures.index(id) + 1))
            else:
                for _ in range(60):
                    if self.desk.place.item == id:
                        break
                    self.press("j")

    # --- mending one quote -------------------------------------------------------------------

    def _mend(self, wanted: Quote, id: str) -> None:
        """Edits that make content, cue, source and the rest of a quote as wanted."""
        for _ in range(4):
            quote = self._quote(id)
            before = quote
            if range_of(quote.cue) != range_of(wanted.cue):
                self._set_role(id, "cue", "v", range_of(wanted.cue))
            if range_of(self._quote(id).source) != range_of(wanted.source):
                self._set_role(id, "source", "s", range_of(wanted.source))
            with self._for("other"):
                self._mend_addressee(wanted, id)
                self._mend_via(wanted, id)
            self._mend_content(wanted, id)
            done = self._quote(id)
            if _words_of(done) == _words_of(wanted):
                break
            if done == before:
                break
        with self._for("other"):
            self._mend_properties(wanted, id)

    def _focus(self, part: Part, index: int, side: int) -> None:
        """Put the focus on a handle: content by c, the other end by Tab, else along the handles."""
        place = self.desk.place
        if (place.part, place.index) != (part, index):
            handles = self.desk.reading_stage.handles()
            want = (part, index, side)
            now = (place.part, place.index, place.side)
            if part == "content" and index == 0:
                self.press("c")
            elif want in handles and now in handles:
                ahead = (handles.index(want) - handles.index(now)) % len(handles)  # type: ignore[arg-type]
                back = len(handles) - ahead
                order = self.desk.reading_stage
                del order
                self.press(*(["right"] * ahead if ahead <= back else ["left"] * back))
        if self.desk.place.side != side:
            self.press("tab")

    def _edge_keys(self, target: int) -> list[str] | None:
        """The cheapest keys that move the active edge to an offset: nudges, natural steps, or a label."""
        stage = self.desk.reading_stage
        side = self.desk.place.side
        span = stage.focus_span()
        if span is None:
            return None
        low, high = stage._bounds(span)
        text_words = self.desk.editor.article.structure.words_in(low, high)
        word_stops = [word[0] if side < 0 else word[1] for word in text_words]
        reader = self.desk.editor.reader
        natural = sorted(
            {*(reader.starts((low, high)) if side < 0 else reader.ends((low, high))), low if side < 0 else high}
        )
        best = self._pick("e" if side > 0 else "b", lambda value: value == target)
        budget = presses(tuple(best)) if best is not None else DEPTH + 1
        start = span[0] if side < 0 else span[1]
        todo: deque[tuple[int, list[str]]] = deque([(start, [])])
        seen = {start}
        while todo:
            at, keys = todo.popleft()
            if at == target:
                return keys if presses(tuple(keys)) < budget or best is None else best
            if len(keys) >= min(DEPTH, budget - 1):
                continue
            for key, stops, way in (
                ("l", word_stops, 1),
                ("h", word_stops, -1),
                ("o", natural, side),
                ("i", natural, -side),
            ):
                following = _after(stops, at, way)
                if following is not None and following not in seen:
                    seen.add(following)
                    todo.append((following, [*keys, key]))
        if best is None:
            best = self._character_keys(start, target, word_stops)
        return best

    def _character_keys(self, start: int, target: int, stops: Sequence[int]) -> list[str] | None:
        """Word steps to the nearest word edge, then characters."""
        if not stops:
            return None
        near = min(stops, key=lambda stop: abs(stop - target))
        between = [stop for stop in stops if min(start, near) < stop <= max(start, near)]
        keys = ["l" if near > start else "h"] * (len(between) if near > start else len(between) or 0)
        gap = target - near
        keys += ["L" if gap > 0 else "H"] * abs(gap)
        return keys if len(keys) <= 40 else None

    def _move_edge(self, id: str, part: Part, index: int, side: int, target: int) -> None:
        self._go_item(id)
        self._focus(part, index, side)
        keys = self._edge_keys(target)
        if keys:
            self.press(*keys)
            self.tally.thoughts += not self._dry

    def _set_role(self, id: str, part: Part, key: str, span: Range | None) -> None:
        """Give a role its words: by label, or by a label near and nudges."""
        self._go_item(id)
        if span is None:
            self.press(key, "0")
            return
        keys = self._pick(key, lambda value: value == span, part)
        have = next((one for name, _, one in parts(self._quote(id)) if name == part), None)
        if keys is None or (have is not None and presses(tuple(keys)) > 2):
            keys = self._cheaper_by_edges(id, part, have, span, keys)
        if keys:
            self.press(*keys)
            self.tally.thoughts += not self._dry
        have = next((one for name, _, one in parts(self._quote(id)) if name == part), None)
        if have is None:
            near = self._pick(key, lambda value: isinstance(value, tuple) and inside(value, span))
            if near is None:
                near = self._pick(key, lambda value: isinstance(value, tuple) and overlaps(value, span))
            if near is None:
                raise SimulationError(f"no words for the {part} near {span}")
            self.press(*near)
            have = next((one for name, _, one in parts(self._quote(id)) if name == part), None)
        if have is not None and have != span:
            self._spread_part(id, part, span)

    def _cheaper_by_edges(
        self, id: str, part: Part, have: Range | None, span: Range, keys: list[str] | None
    ) -> list[str] | None:
        """None when moving the edges of what is there costs no more than the label."""
        if have is None or not overlaps(have, span):
            return keys
        before = len(self.tally.keys)
        del before
        with self._trial():
            cost = _Counter(self)
            with cost:
                self._spread_part(id, part, span)
            right = next((one for name, _, one in parts(self._quote(id)) if name == part), None) == span
        if right and (keys is None or cost.count <= presses(tuple(keys))):
            return None
        return keys

    def _spread_part(self, id: str, part: Part, span: Range) -> None:
        """Move both edges of a role to where they belong."""
        for side in (1, -1):
            have = next((one for name, _, one in parts(self._quote(id)) if name == part), None)
            if have is None:
                return
            target = span[1] if side > 0 else span[0]
            if (have[1] if side > 0 else have[0]) != target:
                self._move_edge(id, part, 0, side, target)

    def _mend_content(self, wanted: Quote, id: str) -> None:
        """Pieces: edges of those that overlap wanted ones, surplus ones removed, missing ones added."""
        for _ in range(12):
            quote = self._quote(id)
            have = _contents(quote)
            want = _contents(wanted)
            if have == want:
                return
            before = quote
            pairs = [(i, next((w for w in want if overlaps(w, piece)), None)) for i, piece in enumerate(have)]
            surplus = next((i for i, w in pairs if w is None), None)
            doubled = [i for n, (i, w) in enumerate(pairs) if w is not None and any(w == v for _, v in pairs[:n])]
            wrong = next(((i, w) for i, w in pairs if w is not None and have[i] != w and i not in doubled), None)
            if doubled and surplus is None and wrong is None:
                surplus = doubled[0]
            missing = [w for w in want if not any(overlaps(w, piece) for piece in have)]
            if wrong is not None:
                index, target = wrong
                side = 1 if have[index][1] != target[1] else -1
                self._move_edge(id, "content", index, side, target[1] if side > 0 else target[0])
            elif surplus is not None and len(have) > 1:
                self._go_item(id)
                self._focus("content", surplus, self.desk.place.side)
                self.press("d")
            elif missing:
                self._add_piece(id, missing[0])
            elif surplus is not None:
                self._add_piece(id, want[0])
            if self._quote(id) == before:
                return

    def _add_piece(self, id: str, span: Range) -> None:
        self._go_item(id)
        keys = self._pick("m", lambda value: value == span, "piece")
        if keys is None:
            begin = self._pick("m", lambda value: value == span[0])
            if begin is None:
                begin = self._pick("m", lambda value: isinstance(value, int) and span[0] <= value < span[1])
            if begin is None:
                return
            with self._trial():
                self.press(*begin)
                end = self._label(lambda value: value == span[1])
                if end is None:
                    self.press("space")
                    end = ["space", *(self._label(lambda value: value == span[1]) or ["enter"])]
            keys = [*begin, *end]
        self.press(*keys)
        self.tally.thoughts += not self._dry

    # --- making quotes -----------------------------------------------------------------------

    def _create(self, wanted: Quote) -> None:
        """Make a missing quote the cheapest way: by its cue, its marks, or its words."""
        offset = wanted.cue.start if wanted.cue is not None else wanted.start
        self._go_to(offset if wanted.cue is not None else wanted.start)
        ways: list[list[str]] = []
        if wanted.cue is not None:
            cue = wanted.cue.span
            keys = self._pick("n", lambda value: value == cue, "missed")
            keys = keys or self._pick("n", lambda value: overlaps(value, cue))
            if keys is not None:
                ways.append(keys)
            mark = next(
                (one for one in self.desk.items.all if one.kind == "mark" and overlaps((one.start, one.end), cue)), None
            )
            if mark is not None:
                if self.desk.place.item == mark.key:
                    ways.append(["a"])
                twin = self.desk.roles.twin_of(mark.start)
                if twin is not None and self.desk.place.item == mark.key:
                    ways.append(["."])
        marked = self._pick("n", lambda value: value == wanted.content[0].span)
        if marked is not None:
            ways.append(marked)
        if wanted.cue is None or not ways:
            words = self._by_words(wanted)
            if words is not None:
                ways.append(words)
        if not ways:
            raise SimulationError(f"no way to make {wanted.content[0].text[:30]!r}")
        best = min(ways, key=lambda keys: self._cost_of_making(wanted, keys)) if len(ways) > 1 else ways[0]
        before = {one.id for one in self.now.quotes}
        self.press(*best)
        self.tally.thoughts += not self._dry
        made = next((one.id for one in self.now.quotes if one.id not in before), None)
        if made is None:
            raise SimulationError(f"{' '.join(best)} made nothing: {self.desk.status()}")
        self._mend(wanted, made)

    def _by_words(self, wanted: Quote) -> list[str] | None:
        start, end = wanted.content[0].span
        self._go_to(start)
        begin = self._pick("N", lambda value: value == start)
        if begin is None:
            return None
        with self._trial():
            self.press(*begin)
            label = self._label(lambda value: value == end)
            if label is None:
                self.press("space")
                inner = self._label(lambda value: value == end)
                label = ["space", *inner] if inner is not None else None
        return [*begin, *label] if label is not None else [*begin, "enter"]

    def _cost_of_making(self, wanted: Quote, keys: list[str]) -> int:
        with self._trial():
            before = {one.id for one in self.now.quotes}
            counter = _Counter(self)
            with counter:
                self.press(*keys)
                made = next((one.id for one in self.now.quotes if one.id not in before), None)
                if made is None:
                    return 999
                try:
                    self._mend(wanted, made)
                except SimulationError:
                    return 900
            return counter.count

    # --- the other fields --------------------------------------------------------------------

    def _mend_addressee(self, wanted: Quote, id: str) -> None:
        if range_of(self._quote(id).addressee) != range_of(wanted.addressee):
            self._set_role(id, "addressee", "t", range_of(wanted.addressee))

    def _mend_via(self, wanted: Quote, id: str) -> None:
        for _ in range(8):
            have, want = self._quote(id).via, wanted.via
            if _via_words(have) == _via_words(want):
                return
            self._go_item(id)
            if len(have) > len(want) or any(a.source.span != b.source.span for a, b in zip(have, want, strict=False)):
                self.press("w", "0")
                continue
            if len(have) < len(want):
                self._add_via(id, want[len(have)])
                continue
            index = next(
                i for i, (a, b) in enumerate(zip(have, want, strict=True)) if _via_words((a,)) != _via_words((b,))
            )
            self._focus("via", index, 1)
            if have[index].kind != want[index].kind:
                self.press("p", "v", want[index].kind[0])
            elif range_of(have[index].cue) != range_of(want[index].cue):
                cue = range_of(want[index].cue)
                keys = ["v", "0"] if cue is None else self._pick("v", lambda value, cue=cue: value == cue)  # type: ignore[misc]
                if keys is None:
                    keys = self._pick("v", lambda value, cue=cue: overlaps(value, cue))  # type: ignore[misc]
                if keys is None:
                    return
                self.press(*keys)
                if cue is not None:
                    for side, target in ((1, cue[1]), (-1, cue[0])):
                        now = range_of(self._quote(id).via[index].cue)
                        if now is not None and (now[1] if side > 0 else now[0]) != target:
                            self._move_edge(id, "via_cue", index, side, target)

    def _add_via(self, id: str, via: Via) -> None:
        span = via.source.span
        keys = self._pick("w", lambda value: value == span, "via")
        keys = keys or self._pick("w", lambda value: inside(value, span))
        keys = keys or self._pick("w", lambda value: overlaps(value, span))
        if keys is None:
            raise SimulationError(f"no words for the via {via.source.text!r}")
        self.press(*keys)
        index = len(self._quote(id).via) - 1
        for side, target in ((1, span[1]), (-1, span[0])):
            now = self._quote(id).via[index].source.span
            if (now[1] if side > 0 else now[0]) != target:
                self._move_edge(id, "via", index, side, target)

    def _mend_properties(self, wanted: Quote, id: str) -> None:
        quote = self._quote(id)
        if quote.act != wanted.act:
            self._go_item(id)
            self.press("p", "a")
        letters = {flag: key for key, flag in FLAG_KEYS.items()}
        for flag in sorted(set(quote.flags) ^ set(wanted.flags)):
            if flag in letters:
                self._go_item(id)
                self.press("p", letters[flag])
        quote = self._quote(id)
        if (quote.type, [one.span for one in quote.quoted]) != (wanted.type, [one.span for one in wanted.quoted]):
            self._mend_quoted(wanted, id)

    def _mend_quoted(self, wanted: Quote, id: str) -> None:
        want = [one.span for one in wanted.quoted]
        for _ in range(6):
            quote = self._quote(id)
            have = [one.span for one in quote.quoted]
            if (quote.type, have) == (wanted.type, want):
                return
            change = next((one for one in have if one not in want), None) or next(
                (one for one in want if one not in have), None
            )
            if change is None and quote.type == "direct" and wanted.type == "indirect":
                change = quote.content[0].span
            if change is None:
                return
            self._go_item(id)
            with self._trial():
                self.press("p", "q")
                label = self._label(lambda value, change=change: value == change)  # type: ignore[misc]
            if label is None:
                return
            self.press("p", "q", *label)

    # --- people and links --------------------------------------------------------------------

    def _match(self) -> list[tuple[Quote, Quote]]:
        have = {(_contents(one), range_of(one.cue), range_of(one.source)): one for one in self.now.quotes}
        pairs = []
        for one in self.gold.quotes:
            key = (_contents(one), range_of(one.cue), range_of(one.source))
            if key in have:
                pairs.append((one, have[key]))
        return pairs

    def _people_and_links(self) -> None:
        if not differences(self.gold, self.now):
            return
        if self.desk.stage != "reading":
            self.press("g", "2")
        self._link()
        self._persons()
        self._link()

    def _persons(self) -> None:
        """Give every quote its people: gold persons are matched to present ones by most shared uses."""
        shared: Counter[tuple[str, str]] = Counter()
        for gold, have in self._match():
            if len(gold.speakers) == len(have.speakers):
                shared.update(zip(gold.speakers, have.speakers, strict=True))
            for a, b in zip(gold.via, have.via, strict=False):
                if a.entity is not None and b.entity is not None:
                    shared[a.entity, b.entity] += 1
        people: dict[str, str] = {}
        for (gold_id, have_id), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
            if gold_id not in people and have_id not in people.values():
                people[gold_id] = have_id
        for gold, have in self._match():
            self._give_people(gold, have.id, people)

    def _give_people(self, gold: Quote, id: str, people: dict[str, str]) -> None:
        quote = self._quote(id)
        wanted = tuple(people.get(one, f"?{one}") for one in gold.speakers)
        if set(wanted) != set(quote.speakers):
            self._go_item(id)
            if self.desk.place.part in ("via", "via_cue"):
                self.press("c")
            if not gold.speakers:
                self._answer(["y"], "0", quote, ())
            for number, one in enumerate(gold.speakers):
                opening = ["y"] if number == 0 else ["y", ","]
                if one in people:
                    self._answer(opening, people[one], quote, None)
                else:
                    before = {entity.id for entity in self.now.entities}
                    self._answer(opening, "=", quote, None)
                    fresh = next((entity.id for entity in self.now.entities if entity.id not in before), None)
                    if fresh is not None:
                        people[one] = fresh
        for index, via in enumerate(gold.via):
            if index >= len(self._quote(id).via):
                break
            now = self._quote(id).via[index].entity
            want = people.get(via.entity, "?") if via.entity is not None else None
            if now == want:
                continue
            self._go_item(id)
            self._focus("via", index, 1)
            if via.entity is None:
                self.press("y", "0")
            elif via.entity in people:
                keys = self._pick("y", lambda value, want=want: getattr(value, "id", None) == want)  # type: ignore[misc]
                if keys is not None:
                    self.press(*keys)
            else:
                before = {entity.id for entity in self.now.entities}
                self.press("y", "=")
                fresh = next((entity.id for entity in self.now.entities if entity.id not in before), None)
                if fresh is not None:
                    people[via.entity] = fresh

    def _answer(self, opening: list[str], who: str, quote: Quote, _none: object) -> None:
        """Answer the person picker; `y` once more where the change must not spread to other quotes."""
        spreads = self.desk.roles.is_name(quote) and self._would_hurt(quote)
        keys = [*opening, "y"] if spreads else opening
        if who in ("0", "="):
            self.press(*keys, who)
            return
        with self._trial():
            self.press(*keys)
            label = self._label(lambda value: getattr(value, "id", None) == who)
        if label is None:
            raise SimulationError(f"{who} is not among the persons")
        if not self._dry:
            with self._trial():
                self.press(*keys)
                self._dry = False
                self._label(lambda value: getattr(value, "id", None) == who, "person")
                self._dry = True
        self.press(*keys, *label)

    def _would_hurt(self, quote: Quote) -> bool:
        """Whether another quote with the same source words and speakers has another gold speaker."""
        by_key = {have.id: gold for gold, have in self._match()}
        own = by_key.get(quote.id)
        return any(
            other.id != quote.id and other.speakers == quote.speakers and other.source is not None
            and quote.source is not None and other.source.text.casefold() == quote.source.text.casefold()
            and own is not None and (gold := by_key.get(other.id)) is not None and gold.speakers != own.speakers
            for other in self.now.quotes
        )  # fmt: skip

    def _link(self) -> None:
        pairs = self._match()
        ids = {gold.id: have.id for gold, have in pairs}
        for gold, have in pairs:
            for link, key in (("continues", "c"), ("repeats", "r"), ("within", "w")):
                target = getattr(gold, link)
                want = ids.get(target) if target else None
                if getattr(self._quote(have.id), link) == want or (target and want is None):
                    continue
                self._go_item(have.id)
                if want is None:
                    self.press("p", key, "0")
                    continue
                with self._trial():
                    self.press("p", key)
                    label = self._label(lambda value, want=want: value == want)  # type: ignore[misc]
                if label is not None:
                    self.press("p", key, *label)


class _Counter:
    """Counts presses made while trying."""

    def __init__(self, simulator: Simulator) -> None:
        self._desk = simulator.desk
        self._press = self._desk.press
        self.count = 0

    def __enter__(self) -> _Counter:
        def counted(key: str) -> None:
            self.count += presses((key,))
            self._press(key)

        self._desk.press = counted  # type: ignore[method-assign]
        return self

    def __exit__(self, *_: object) -> None:
        self._desk.press = self._press  # type: ignore[method-assign]


def _contents(quote: Quote) -> tuple[Range, ...]:
    return tuple(piece.span for piece in quote.content)


def _words_of(quote: Quote) -> tuple[object, ...]:
    return (
        _contents(quote), range_of(quote.cue), range_of(quote.source), range_of(quote.addressee), _via_words(quote.via),
    )  # fmt: skip


def _via_words(vias: Iterable[Via]) -> tuple[object, ...]:
    return tuple((via.kind, via.source.span, range_of(via.cue)) for via in vias)


def _likeness(gold: Quote, have: Quote) -> float:
    """How much two quotes share: words of the content, the same cue, the same source."""
    shared = sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in gold.content for b in have.content)
    total = sum(piece.end - piece.start for piece in (*gold.content, *have.content)) - shared
    cue = 1.0 if gold.cue is not None and have.cue is not None and overlaps(gold.cue.span, have.cue.span) else 0.0
    if gold.cue is not None and have.cue is not None and not cue:
        return 0.4 * shared / total if total else 0.0
    return 2 * cue * (0.5 + (shared / total if total else 0)) + (shared / total if total else 0.0)


def _after(stops: Sequence[int], at: int, way: int) -> int | None:
    if way > 0:
        return next((stop for stop in stops if stop > at), None)
    return next((stop for stop in reversed(stops) if stop < at), None)


def simulate(desk: Desk, gold: Annotation, press: Callable[[str], None] | None = None) -> Result:
    """Type what turns the desk's article into its gold, finished; raises SimulationError."""
    hands = Simulator(desk, gold, press)
    hands.run()
    return Result(gold.document.file, len(gold.quotes), hands.tally, hands.hits)


__all__ = ["Result", "SimulationError", "Simulator", "Tally", "as_proposals", "simulate", "without_quotes"]
