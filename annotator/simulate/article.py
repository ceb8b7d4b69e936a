"""A whole article: sections, then stops in text order, then Closing; planned anew after each item."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from annotator.desk import Desk
from annotator.model import Annotation, Quote
from annotator.sameness import differences
from annotator.simulate.fields import Fields
from annotator.simulate.hands import Hands
from annotator.simulate.pairing import Pairs, pair, words_of
from annotator.simulate.quotes import Quotes
from annotator.simulate.sections import Sections
from annotator.simulate.tally import SimulationError, Tally
from annotator.text import Range

ROUNDS = 4
"""How often what is left is gone through after the reading."""


class Annotator:
    """A simulated annotator who knows the gold and presses keys at a desk."""

    def __init__(self, desk: Desk, gold: Annotation, press: Callable[[str], None] | None = None) -> None:
        """`press` types a key (the desk's own when None); the desk must show its effect at once."""
        self.hands = Hands(desk, press)
        self.gold = gold
        self.sections = Sections(self.hands, gold)
        self.quotes = Quotes(self.hands)
        self.fields = Fields(self.hands)
        self._given_up: set[str] = set()
        self._known: tuple[Annotation, Pairs] | None = None

    def run(self, *, finish: bool = True) -> Tally:
        """Turn the article into its gold; raises SimulationError when something cannot be reached."""
        hands = self.hands
        with hands.doing("section"):
            self.sections.mend()
            if hands.desk.stage == "sections":
                hands.press("space")
        with hands.doing("quote"):
            self._read()
        self._settle()
        if finish:
            with hands.doing("other"):
                self._finish()
        return hands.tally

    def _pairs(self) -> Pairs:
        now = self.hands.now
        if self._known is None or self._known[0] is not now:
            self._known = (now, pair(self.gold, now))
        return self._known[1]

    # --- reading -----------------------------------------------------------------------------

    def _read(self) -> None:
        """From stop to stop: what is wrong beside the bar is mended from below upwards, then Space."""
        hands = self.hands
        desk = hands.desk
        for _ in range(100 + 8 * len(desk.blocks)):
            if desk.stage != "reading":
                return
            bar = [block for block in desk.reading_stage.bar() if desk.viewport.is_drawn(block)]
            work = next((one for block in reversed(bar) for one in self._work(block)), None)
            if work is not None:
                self._do(*work)
                continue
            before = (desk.place, desk.editor.snapshot, len(desk.asked), desk.stage)
            with hands.situation(self._space()):
                hands.press("space")
            if before == (desk.place, desk.editor.snapshot, len(desk.asked), desk.stage):
                raise SimulationError(f"Space leads nowhere: {desk.status()}")
        raise SimulationError("the reading does not end")

    def _space(self) -> str:
        """What the Space that is about to be pressed is needed for."""
        desk = self.hands.desk
        stage, items = desk.reading_stage, desk.items
        bar = stage.bar()
        if any(not desk.viewport.is_drawn(block) for block in bar):
            return "Space: rows not drawn yet"
        inside = [item for block in bar for item in items.within(block)]
        if any(item.state == "question" and item.key not in desk.asked for item in inside):
            return "Space: a question"
        if any(item.is_open for item in inside):
            return "Space: open quotes"
        if any(items.makes_stop(item) for item in inside):
            return "Space: an idle mark"
        return "Space: nothing open"

    def _work(self, block: Range) -> Iterator[tuple[Quote | None, str | None]]:
        """What is to be done in a block: (None, false quote), (gold quote, present id or None)."""
        pairs = self._pairs()
        ids = pairs.ids()

        def here(quote: Quote) -> bool:
            return block[0] <= quote.start < block[1]

        for quote in pairs.false:
            if here(quote) and f"x{quote.id}" not in self._given_up:
                yield None, quote.id
        todo: list[tuple[Quote, str | None]] = [
            (gold, have.id) for gold, have in pairs.both if here(have) and self._needs(gold, have, pairs, ids)
        ]
        todo += [(gold, None) for gold in pairs.missing if here(gold)]
        for gold, id in sorted(todo, key=lambda one: (one[0].start, -one[0].end)):
            if gold.id not in self._given_up:
                yield gold, id

    def _needs(self, gold: Quote, have: Quote, pairs: Pairs, ids: dict[str, str]) -> bool:
        """Whether a quote has to be edited where it stands (`repeats` still to be set wait for Closing)."""
        if words_of(gold) != words_of(have) or (gold.act, gold.flags, gold.type) != (have.act, have.flags, have.type):
            return True
        if [one.span for one in gold.quoted] != [one.span for one in have.quoted]:
            return True
        for link in ("continues", "within", "repeats"):
            target, now = getattr(gold, link), getattr(have, link)
            want = ids.get(target) if target else None
            if now != want and not (target and want is None) and not (link == "repeats" and now is None):
                return True
        return self.fields.wrong_people(gold, have, self.fields.people(pairs))

    def _do(self, gold: Quote | None, id: str | None, *, repeats: bool = False) -> None:
        """Refuse, mend or make one quote, with everything that belongs to it."""
        before = self.hands.now
        if gold is None:
            assert id is not None
            self._given_up.add(f"x{id}")
            with self.hands.situation("a false quote"):
                self.quotes.refuse(id)
            return
        try:
            if id is None:
                with self.hands.situation("a missed quote"):
                    id = self.quotes.make(gold)
            else:
                with self.hands.situation("a wrong quote"):
                    self._mend_or_make_anew(gold, id)
            id = self._pairs().ids().get(gold.id, id)
        except SimulationError:
            self._given_up.add(gold.id)
            return
        with self.hands.doing("other"):
            self.fields.properties(gold, id)
            self.fields.links(gold, id, self._pairs().ids(), repeats=repeats)
            if self.hands.quote(id).speakers or gold.speakers or gold.via:
                self._people(gold, id)
        if self.hands.now is before:
            self._given_up.add(gold.id)

    def _people(self, gold: Quote, id: str) -> None:
        pairs = self._pairs()
        if self.fields.wrong_people(gold, self.hands.quote(id), self.fields.people(pairs)):
            self.fields.give_people(gold, id, self._pairs)
        else:
            self.fields.settled.add(gold.id)

    def _mend_or_make_anew(self, gold: Quote, id: str) -> None:
        """Mend a quote, or refuse it and make it anew where that takes fewer presses."""
        if words_of(gold) == words_of(self.hands.quote(id)):
            return

        def anew() -> None:
            with self.hands.situation("made anew"):
                self.quotes.refuse(id)
                self.quotes.make(gold)

        cost = self.hands.cost(lambda: self.quotes.mend(gold, id))
        if (cost is None or cost > 4) and self.hands.cost(anew, cost) is not None:
            anew()
            return
        self.quotes.mend(gold, id)

    # --- the end -----------------------------------------------------------------------------

    def _settle(self) -> None:
        """What Closing proposes if it helps; then what is left, quote by quote."""
        hands = self.hands
        if hands.desk.stage == "closing":
            with hands.doing("other"):
                self._take_proposals()
        for _ in range(ROUNDS):
            left = differences(self.gold, hands.now)
            if not left:
                return
            self._given_up.clear()
            with hands.doing("other"):
                self._rest()
        left = differences(self.gold, hands.now)
        if left:
            raise SimulationError("; ".join(left[:3]))

    def _take_proposals(self) -> None:
        with self.hands.trial():
            before = self._wrong()
            self.hands.press("enter")
            better = self._wrong() < before
        if better:
            self.hands.press("enter")

    def _wrong(self) -> int:
        """How many items are not yet as in the gold."""
        pairs = self._pairs()
        people = self.fields.people(pairs)
        wrong = sum(self.fields.wrong_people(gold, have, people) for gold, have in pairs.both)
        return wrong + len(differences(self.gold, self.hands.now))

    def _rest(self) -> None:
        """Quotes that still differ, in text order; from Closing a line's letter leads to its quote."""
        for gold in self.gold.quotes:
            pairs = self._pairs()
            ids = pairs.ids()
            have = next((have for one, have in pairs.both if one.id == gold.id), None)
            if have is not None and not self._needs(gold, have, pairs, ids):
                target = ids.get(gold.repeats) if gold.repeats else None
                if have.repeats == target:
                    continue
            self._to_reading(have.id if have is not None else None)
            self._do(gold, have.id if have is not None else None, repeats=True)
        for quote in self._pairs().false:
            self._to_reading(quote.id)
            self._do(None, quote.id)

    def _to_reading(self, id: str | None) -> None:
        """Be in the reading stage, by a letter of Closing that leads to the quote where there is one."""
        hands = self.hands
        if hands.desk.stage == "closing":
            line = next((one for one in hands.desk.closing() if one.key == id and one.letter), None)
            if line is not None and line.group == "repeats":
                hands.move(line.letter)
        hands.go_reading()

    def _finish(self) -> None:
        """Space on Closing, until the article is gold."""
        hands = self.hands
        desk = hands.desk
        article = desk.editor
        for _ in range(200):
            if article.annotation.review.status == "done":
                return
            if desk.stage == "reading":
                self._decide_held()
                hands.move("g", "3")
            hands.press("space")
        raise SimulationError(f"the article cannot be finished: {desk.status()}")

    def _decide_held(self) -> None:
        """Accept the quote that keeps the article from being finished, if Closing led to one."""
        item = self.hands.desk.reading_stage.item
        if item is not None and item.kind == "quote" and (item.is_open or item.state == "held"):
            with self.hands.doing("quote"):
                self.hands.press("a")


def simulate(desk: Desk, gold: Annotation, press: Callable[[str], None] | None = None) -> Tally:
    """Type what turns the desk's article into its gold, finished; raises SimulationError."""
    return Annotator(desk, gold, press).run()
