"""Hands at a desk: they type keys that count, and try keys that do not.

Labels and candidates are read off the open pickers, never off the gold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from annotator.commands import presses
from annotator.desk import Desk
from annotator.model import Annotation, Quote
from annotator.simulate.routes import route
from annotator.simulate.tally import SimulationError, Tally, Work

Wanted = Callable[[Any], bool]
"""Whether the value of a candidate is an answer."""
Keys = tuple[str, ...]

_ZONES: tuple[Keys, ...] = ((), ("space",), ("up",), ("down",), ("up", "space"), ("space", "down"), ("space", "up"))
"""Where a picker is looked through: as it opens, every word, the zones beside it."""


class Hands:
    """Typing and trying. `spent` counts all presses, tried ones included while their trial lasts."""

    def __init__(self, desk: Desk, press: Callable[[str], None] | None = None) -> None:
        """`press` types a key (the desk's own when None); the desk must show its effect at once."""
        self.desk = desk
        self.tally = Tally()
        self.spent = 0
        self._type = press or desk.press
        self._work: Work = "other"
        self._moving = False
        self._trials = 0
        self._situation: tuple[str, ...] = ()
        self._limit: int | None = None
        self._priced = 0

    @property
    def now(self) -> Annotation:
        """The annotation as it stands."""
        return self.desk.editor.annotation

    @property
    def trying(self) -> bool:
        """Whether keys are only tried."""
        return self._trials > 0

    def quote(self, id: str) -> Quote:
        """A quote by its id; raises SimulationError when an edit made it vanish."""
        found = self.now.quote(id)
        if found is None:
            raise SimulationError(f"{id} is gone")
        return found

    # --- typing ------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Type keys; they count for the kind of work at hand."""
        for key in keys:
            cost = presses((key,))
            self.spent += cost
            if self.trying:
                if self._limit is not None and self._trials == self._priced and self.spent > self._limit:
                    raise SimulationError("another way is cheaper already")
                self.desk.press(key)
                continue
            picker = self.desk.open_picker
            command = picker.name if picker is not None else self.desk.keymap.command(self.desk.stage, key)
            self.tally.commands[command or f"{self.desk.stage}: {key if len(key) > 1 else 'character'}"] += cost
            self.tally.work[self._work] += cost
            if self._work == "quote":
                self.tally.situations[", ".join(self._situation)] += cost
            self.tally.moves[self._work] += cost if self._moving else 0
            self.tally.keys.append(key)
            self._type(key)

    def move(self, *keys: str) -> None:
        """Type keys that only lead somewhere."""
        before, self._moving = self._moving, True
        self.press(*keys)
        self._moving = before

    def think(self) -> None:
        """One edit decided (the M of the keystroke-level model)."""
        self.tally.thoughts += not self.trying

    @contextmanager
    def doing(self, work: Work) -> Iterator[None]:
        """What is typed inside counts for this kind of work."""
        before, self._work = self._work, work
        try:
            yield
        finally:
            self._work = before

    @contextmanager
    def situation(self, name: str) -> Iterator[None]:
        """What is typed inside is needed for this; one inside another says more exactly what for."""
        before, self._situation = self._situation, (*self._situation, name)
        count = self.tally.situations[", ".join(self._situation)]
        try:
            yield
        finally:
            whole = ", ".join(self._situation)
            self.tally.cases[whole] += self.tally.situations[whole] > count
            self._situation = before

    # --- trying ------------------------------------------------------------------------------

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Keys inside are taken back and do not count."""
        spent = self.spent
        self._trials += 1
        try:
            with self.desk.trial():
                yield
        finally:
            self._trials -= 1
            self.spent = spent

    def cost(self, action: Callable[[], object], below: int | None = None) -> int | None:
        """How many presses an action would take, or None when it fails or does not take fewer than `below`."""
        with self.trial():
            before, outer = self.spent, (self._limit, self._priced)
            own = None if below is None else before + below - 1
            limits = [one for one in (own, self._limit) if one is not None]
            self._limit, self._priced = min(limits, default=None), self._trials
            try:
                action()
            except SimulationError:
                return None
            finally:
                self._limit, self._priced = outer
            return self.spent - before

    def cheapest(self, *actions: Callable[[], object], enough: int = 0) -> None:
        """Do what takes the fewest presses; a way of at most `enough` presses ends the search.

        Raises SimulationError when every way fails.
        """
        if len(actions) == 1:
            actions[0]()
            return
        best: tuple[int, int] | None = None
        for index, action in enumerate(actions):
            cost = self.cost(action, best[0] if best is not None else None)
            if cost is not None:
                best = cost, index
            if best is not None and best[0] <= enough:
                break
        if best is None:
            raise SimulationError(f"none of {len(actions)} ways leads there")
        actions[best[1]]()

    # --- pickers -----------------------------------------------------------------------------

    def label(self, wanted: Wanted) -> Keys | None:
        """The keys that take an answer of the open picker, or None when it is not among them."""
        picker = self.desk.open_picker
        if picker is None:
            return None
        best: Keys | None = None
        for index, (label, one) in enumerate(picker.shown()):
            if not wanted(one.value):
                continue
            steps: Keys = (*("tab",) * index, "enter")
            found = (label,) if label and presses((label,)) <= presses(steps) else steps
            if best is None or presses(found) < presses(best):
                best = found
        return best

    def pick(self, opening: Keys, wanted: Wanted) -> Keys | None:
        """The keys that open a picker and take an answer, the zones beside included; None without one."""
        best: Keys | None = None
        for more in _ZONES:
            if best is not None and presses(best) <= presses(opening) + presses(more) + 1:
                break
            with self.trial():
                self.press(*opening, *more)
                label = self.label(wanted)
            if label is not None and (best is None or presses((*opening, *more, *label)) < presses(best)):
                best = (*opening, *more, *label)
        return best

    def pick_word(self, opening: Keys, wanted: Wanted) -> Keys | None:
        """As `pick`, and through every word of the block: for what may stand anywhere in a long one."""
        found = self.pick(opening, wanted)
        if found is not None:
            return found
        ways = [self.walk((*opening, "space"), way, wanted) for way in ("down", "up")]
        return min((one for one in ways if one is not None), key=presses, default=None)

    def walk(self, opening: Keys, way: str, wanted: Wanted) -> Keys | None:
        """A picker looked through zone by zone in one direction."""
        with self.trial():
            keys = opening
            self.press(*keys)
            while (picker := self.desk.open_picker) is not None:
                before = picker.zone, picker.word_zone
                self.press(way)
                if (picker.zone, picker.word_zone) == before:
                    return None
                keys = (*keys, way)
                label = self.label(wanted)
                if label is not None:
                    return (*keys, *label)
        return None

    def note_hit(self, name: str, opening: Keys, wanted: Wanted, at: int | None = None) -> None:
        """Note at which rank a picker (opened in the block of `at`) has the answer that is about to be taken."""
        if self.trying:
            return
        with self.trial():
            if at is not None:
                self.go_to(at)
            self.press(*opening)
            picker = self.desk.open_picker
            values = [one.value for _, one in picker.shown()] if picker is not None else []
        rank = next((index for index, value in enumerate(values) if wanted(value)), None)
        self.tally.hits[f"{name} asked"] += 1
        self.tally.hits[f"{name} at 1"] += rank == 0
        self.tally.hits[f"{name} at 5"] += rank is not None and rank < 5

    # --- moving ------------------------------------------------------------------------------

    def go_reading(self) -> None:
        """Be in the reading stage."""
        if self.desk.stage != "reading":
            self.move("g", "2")

    def go_item(self, id: str) -> None:
        """Make an item current by the cheapest keys."""
        if self.desk.place.item == id:
            return
        if self.desk.items.get(id) is None:
            raise SimulationError(f"{id} is no item")
        keys = route(self.desk, lambda _block, item: item == id)
        if keys is None:
            raise SimulationError(f"no way to {id}")
        with self.trial():
            self.press("g", "l")
            label = self.label(lambda item: item.key == id)
        if label is not None and 2 + presses(label) < presses(keys):
            keys = ("g", "l", *label)
        self.move(*keys)

    def go_to(self, offset: int) -> None:
        """Make the block of an offset current by the cheapest keys."""
        want = self.desk.reading_stage.block_index(offset)
        keys = route(self.desk, lambda block, _item: block == want)
        if keys is None:
            raise SimulationError(f"no way to {offset}")
        self.move(*keys)
