"""The reading stage: look, decide, move edges. Roles and new quotes are in `roles`."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

from annotator.candidates import Candidate, short
from annotator.commands import MENU, REASON_KEYS, REASON_RULES
from annotator.desk.picker import Picker, Prompt
from annotator.desk.place import PART_NAMES, Part, Side, batch, move_part, parts, span_of_part
from annotator.edits import (
    Accept,
    DropRejected,
    Edit,
    Read,
    Reject,
    RejectSpan,
    Repair,
    Restore,
    SetNote,
    SetReason,
)
from annotator.items import REACH, Item
from annotator.lookup import lookup
from annotator.model import Quote, Reason, Rejected
from annotator.text import Range, overlaps, trim
from annotator.values import replace

if TYPE_CHECKING:
    from annotator.desk.desk import Desk


SURE = 0.5
"""A proposal less likely right than this is current first when its block is."""


class Reading:
    """Commands of the reading stage that look and decide; `desk` holds the state."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    # --- where we are ------------------------------------------------------------------------

    @property
    def quote(self) -> Quote | None:
        """The current quote, or None when the current item is something else."""
        key = self.desk.place.item
        return self.desk.editor.annotation.quote(key) if key else None

    @property
    def item(self) -> Item | None:
        """The current item."""
        return self.desk.items.get(self.desk.place.item or "")

    @property
    def rejected(self) -> Rejected | None:
        """The current rejected item, if that is what the current item is."""
        key = self.desk.place.item
        return next((one for one in self.desk.editor.annotation.rejected if one.id == key), None)

    def block_index(self, offset: int | None = None) -> int:
        """Index of the block that holds the offset (the current block without one)."""
        at = self.desk.place.block if offset is None else offset
        return self.desk.blocks.at(at)

    @property
    def block(self) -> Range:
        """The current block."""
        found = self.desk.blocks
        return found[self.block_index()] if found else (0, 0)

    def block_items(self) -> list[Item]:
        """The items that begin in the current block."""
        return self.desk.items.within(self.block)

    def block_quotes(self) -> list[Item]:
        """The quotes of the current block in the order of their figures."""
        return [item for item in self.block_items() if item.kind == "quote"]

    def need_quote(self) -> Quote | None:
        """The current quote, or None after saying that there is none."""
        quote = self.quote
        if quote is None:
            self.desk.say("that needs a quote: j k or a digit chooses one, n makes one")
        return quote

    def go_item(self, item: Item) -> None:
        """Make an item current and show its block; a mark or quote with a doubt shows what it is."""
        desk = self.desk
        desk.place = desk.place.at(item.key)
        index = self.block_index(item.start)
        if desk.blocks and desk.blocks[index][0] != desk.place.block:
            self.go_block(index, item.key)
        else:
            desk.viewport.reveal((item.start, item.end))

    def first_item(self, index: int) -> str | None:
        """The item that becomes current with a block: a question, the quote least sure of, the first open one.

        A question is put by arriving at it, so that it costs no Space of its own (B16).
        """
        items = self.desk.items
        found = items.within(self.desk.blocks[index])
        first = next((one for one in found if one.state == "question" and one.key not in self.desk.asked), None)
        first = first or self._unsure([one for one in found if one.is_open])
        first = first or next((one for one in found if items.makes_stop(one)), None)
        first = first or next((one for one in found if one.kind == "quote"), None)
        return first.key if first else None

    def _unsure(self, found: list[Item]) -> Item | None:
        """The open quote that the detector is least sure of, if it is not sure of it."""

        def score(item: Item) -> float:
            quote = self.desk.editor.annotation.quote(item.key)
            return 1.0 if quote is None or quote.score is None else quote.score

        least = min(found, key=score, default=None)
        return least if least is not None and score(least) < SURE else None

    def go_block(self, index: int, item: str | None = None, *, scroll: bool = True) -> None:
        """Make a block current, with an item of it: the given, else the first open one, else the first."""
        desk = self.desk
        if not desk.blocks:
            return
        index = max(0, index) if desk.blocks.has(index) else len(desk.blocks) - 1
        span = desk.blocks[index]
        desk.place = replace(desk.place.at(item or self.first_item(index)), block=span[0])
        if scroll:
            desk.viewport.scroll_to_block(span)

    # --- Space -------------------------------------------------------------------------------

    def quiet(self, index: int) -> bool:
        """Whether nothing in a block stops the reader."""
        start, end = self.desk.blocks[index]
        stops = self.desk.items.stops
        at = bisect_left(stops, start)
        return at == len(stops) or stops[at] >= end

    def unread(self, index: int) -> bool:
        """Whether a part of a block is not recorded as read."""
        return not self.desk.is_read(self.desk.blocks[index])

    def all_unread(self) -> Iterator[int]:
        """The blocks of which a part is not recorded as read."""
        return (index for index, block in enumerate(self.desk.blocks) if not self.desk.is_read(block))

    def bar(self) -> list[Range]:
        """The blocks the next Space vouches for: the current one and the quiet unread ones above it.

        After the last stop the quiet blocks below ride along as far as they are drawn.
        """
        desk = self.desk
        blocks = desk.blocks
        if not blocks:
            return []
        index = self.block_index()
        stops = desk.items.stops
        before = bisect_left(stops, blocks[index][0])
        floor = self.block_index(stops[before - 1]) + 1 if before else 0
        first = max(floor, min(index, self._after_read(blocks[index][0])))
        last = index
        if self.next_stop(index) is None:
            while blocks.has(last + 1) and self.unread(last + 1) and desk.viewport.is_drawn(blocks[last + 1]):
                last += 1
        return list(blocks[first : last + 1])

    def _after_read(self, offset: int) -> int:
        """Index of the first block after the text read last before an offset."""
        desk = self.desk
        read = desk.editor.annotation.review.read
        if read is None:
            return len(desk.blocks) if desk.editor.annotation.review.status != "new" else 0
        at = bisect_right(read, (offset, 1 << 62)) - 1
        return desk.blocks.after(read[at][1]) if at >= 0 else 0

    def next_stop(self, index: int) -> int | None:
        """The next block below that stops the reader, or None."""
        stops = self.desk.items.stops
        at = bisect_left(stops, self.desk.blocks[index][1]) if self.desk.blocks else 0
        return self.block_index(stops[at]) if at < len(stops) else None

    def block_accept(self) -> None:
        """Vouch for the rows beside the bar and go to the next stop (SCHEME 1.9, `attested: paragraph`)."""
        desk = self.desk
        if not desk.blocks:
            desk.enter("closing")
            return
        if desk.pending:
            desk.say("still pre-filling: the text can be read meanwhile")
            return
        bar = self.bar()
        hidden = next((one for one in bar if not desk.viewport.is_drawn(one)), None)
        if hidden is not None:
            desk.viewport.show_undrawn(hidden)
            desk.say("this is part of what the next Space vouches for")
            return
        questions = [
            item for item in self._open_in(bar)
            if item.state == "question" and item.key not in desk.asked
        ]  # fmt: skip
        if questions:
            self.go_item(questions[0])
            desk.say(f"{questions[0].doubt}; Space takes it as it is")
            return
        self._vouch(bar)

    def _open_in(self, ranges: list[Range]) -> list[Item]:
        return [item for span in ranges for item in self.desk.items.within(span) if item.is_open]

    def _vouch(self, bar: list[Range]) -> None:
        desk = self.desk
        index = self.block_index(bar[-1][0])
        following = self.next_stop(index)
        open_items = [item.key for item in self._open_in(bar)]
        start, end = bar[0][0], bar[-1][1]
        sections = tuple(
            one.id for one in desk.editor.annotation.sections
            if one.status == "proposed" and any(low < one.end <= high for low, high in bar)
        )  # fmt: skip
        edits: list[Edit] = [Read((self._with_gaps(start, end),))]
        if open_items or sections:
            edits.append(Accept(tuple(open_items), sections, "paragraph"))
        count = f"{len(bar)} {'block' if len(bar) == 1 else 'blocks'}"
        words = f"vouched for {count}, {len(open_items)} {'quote' if len(open_items) == 1 else 'quotes'}"
        desk.edit(batch(*edits), words)
        desk.note_pace(end - start)
        if following is not None:
            self.go_block(following)
            item = self.item
            if item is not None and item.doubt:
                desk.say(f"{item.doubt}: Space takes it as it is ({words})")
            return
        left = list(self.all_unread())
        if left:
            below = [i for i in left if i > index]
            self.go_block(below[-1] if below else left[0])
            return
        desk.enter("closing")

    def _with_gaps(self, start: int, end: int) -> Range:
        """The range with the blanks around it, so that neighbouring blocks join in `review.read`."""
        desk = self.desk
        first = start if desk.blocks and desk.blocks[0][1] <= start else 0
        after = desk.blocks.after(end)
        return first, desk.blocks[after][0] if desk.blocks.has(after) else len(desk.editor.article.text)

    def article_accept(self) -> None:
        """Accept what is open in rows that were drawn; say what is left."""
        desk = self.desk
        drawn = [block for block in desk.blocks if desk.viewport.is_drawn(block)]
        keys = tuple(item.key for item in self._open_in(drawn))
        sections = tuple(
            one.id for one in desk.editor.annotation.sections
            if one.status == "proposed" and any(low < one.end <= high for low, high in drawn)
        )  # fmt: skip
        if not drawn:
            return
        ranges = tuple(self._with_gaps(*block) for block in drawn)
        desk.edit(batch(Read(ranges), Accept(keys, sections, "article")), f"accepted {len(keys)} drawn quotes")
        left = sum(1 for item in desk.items.all if item.is_open)
        unread = list(self.all_unread())
        if left or unread:
            desk.say(f"accepted {len(keys)} quotes; left: {left} quotes, {len(unread)} blocks not drawn yet")
            if unread:
                self.go_block(unread[0])
        else:
            desk.enter("closing")

    # --- decide ------------------------------------------------------------------------------

    def item_accept(self) -> None:
        """Accept the quote; on a mark make the quote; on a rejected item restore it."""
        item = self.item
        if item is None:
            self.desk.say("nothing to accept here: n makes a quote")
        elif item.kind == "mark":
            self.desk.making.make_from((item.start, item.end))
        elif item.kind == "rejected":
            self.desk.edit(Restore(item.key), f"restored {short(self.desk.words(item.start, item.end))}")
            self._stay_near(item.start)
        else:
            self.desk.edit(Accept((item.key,)), f"accepted {self.desk.name_of(item.key)}")
            self._go_on(item)

    def _stay_near(self, start: int) -> None:
        """Make the quote that begins at an offset current (after an edit gave it a new id)."""
        found = [one for one in self.desk.items.all if one.start == start and one.kind == "quote"]
        if found:
            self.desk.place = self.desk.place.at(found[-1].key)

    def _go_on(self, item: Item) -> None:
        """Go to the next open item of the block, if there is one."""
        found = self.desk.items.within(self.block)
        later = [one for one in found if self.desk.items.makes_stop(one) and one.start >= item.start]
        later = later or [one for one in found if self.desk.items.makes_stop(one)]
        if later and later[0].key != item.key:
            self.go_item(later[0])
        elif self.item is None:
            quotes = self.block_quotes()
            self.desk.place = self.desk.place.at(quotes[0].key if quotes else None)

    def guess_reason(self, quote: Quote) -> Reason | None:
        """The likeliest reason for refusing a quote (R1-R8), from its form."""
        annotation = self.desk.editor.annotation
        if quote.act == "attitude" and annotation.review.scope == "statements":
            return "out_of_scope"
        cue = quote.cue.span if quote.cue is not None else None
        near = lookup(annotation.quotes).overlapping(cue[0] - REACH, cue[1] + REACH) if cue is not None else ()
        for other in near:
            same = other.cue is not None and other.cue.span == cue
            if same and other.id != quote.id and other.content != quote.content:
                return "wrong_span"
        words = len(self.desk.editor.article.structure.words_in(quote.start, quote.end))
        if quote.cue is None and quote.continues is None and quote.type != "indirect":
            return "scare_quote" if words <= 6 else "not_reported"
        return "not_reported" if quote.type == "indirect" else None

    def item_reject(self) -> None:
        """Refuse: a quote with a guessed reason; a mark is no quote; a listed non-quote is forgotten."""
        item = self.item
        if item is None:
            self.desk.say("nothing to refuse here")
        elif item.kind == "mark":
            self._refuse_mark(item, None)
        elif item.kind == "rejected":
            record = self.rejected
            if record is not None and record.by == "human":
                self.desk.edit(DropRejected(record.id), "no longer listed as a non-quote")
                self._go_on(item)
            else:
                self.desk.say("refused already; a restores it, X changes the reason")
        else:
            quote = self.quote
            if quote is not None:
                self._reject(quote, self.guess_reason(quote))

    def _refuse_mark(self, item: Item, reason: Reason | None) -> None:
        desk = self.desk
        mark = next(one for one in desk.editor.marks if one.start == item.start)
        words = short(desk.words(item.start, item.end))
        if mark.kind == "quotation":
            count = len(desk.editor.article.structure.words_in(item.start, item.end))
            desk.edit(RejectSpan((item.start, item.end), reason or ("scare_quote" if count <= 6 else None)),
                      f"listed as no quote: {words}")  # fmt: skip
        else:
            snapshot = desk.editor.snapshot
            dismissed = snapshot.dismissed | {(item.start, item.end)}
            desk.put(replace(snapshot, dismissed=dismissed), f"no quote at ‘{words}’")
        self._go_on(item)

    def _reject(self, quote: Quote, reason: Reason | None) -> None:
        item = self.item
        name = self.desk.name_of(quote.id)
        verb = "deleted" if quote.status == "added" else "rejected"
        tail = f": {reason.replace('_', ' ')}" if reason and quote.status != "added" else ""
        self.desk.edit(
            Reject(quote.id, reason), f"{verb} {name} “{short(self.desk.words(quote.start, quote.end))}”{tail}"
        )
        self.desk.again = lambda: self._reject_current(reason)
        if item is not None:
            self._go_on(item)

    def _reject_current(self, reason: Reason | None) -> None:
        quote = self.need_quote()
        if quote is not None:
            self._reject(quote, reason)

    def item_reason(self) -> None:
        """Refuse with a reason chosen by its letter."""
        item = self.item
        if item is None:
            self.desk.say("nothing to refuse here")
            return
        options = [
            Candidate(reason or None, (reason or "no reason").replace("_", " "), REASON_RULES.get(reason, ""), key=key)
            for key, reason in REASON_KEYS.items()
        ]
        self.desk.open(
            Picker("reason", "why is it none", lambda _zone, _every: options, self._take_reason, "", brief=True)
        )

    def _take_reason(self, reason: Reason | None) -> None:
        item = self.item
        if item is None:
            return
        if item.kind == "mark":
            self._refuse_mark(item, reason)
        elif item.kind == "rejected":
            self.desk.edit(SetReason(item.key, reason), f"reason: {(reason or 'none').replace('_', ' ')}")
        elif self.quote is not None:
            self._reject(self.quote, reason)

    def item_hold(self) -> None:
        """Put the quote aside, or take it up again."""
        quote = self.need_quote()
        if quote is None:
            return
        if quote.status != "proposed":
            self.desk.say("decided already; p u marks it uncertain, F writes a note")
            return
        snapshot = self.desk.editor.snapshot
        held = snapshot.held ^ {quote.id}
        on = quote.id in held
        name = self.desk.name_of(quote.id)
        self.desk.put(replace(snapshot, held=held), f"{name} held" if on else f"{name} no longer held")
        if on and self.item is not None:
            self._go_on(self.item)

    def item_menu(self) -> None:
        """A numbered menu of what can be done with the quote; changes nothing by itself."""
        names = [self.desk.keymap_title(id) for id in MENU]
        options = [Candidate(id, name, key=str(n)) for n, (id, name) in enumerate(zip(MENU, names, strict=True), 1)]
        options.append(Candidate("palette", "all commands", key="0"))
        self.desk.open(Picker("menu", "this quote", lambda _zone, _every: options, self.desk.do, ""))

    # --- look --------------------------------------------------------------------------------

    def item_pick(self, number: int) -> None:
        """Make quote `number` (1-9) of the block current."""
        quotes = self.block_quotes()
        if number <= len(quotes):
            self.go_item(quotes[number - 1])
        else:
            self.desk.say(f"this block has {len(quotes)} {'quote' if len(quotes) == 1 else 'quotes'}")

    def neighbour(self, item: str | None, block: Range, way: int) -> Item | None:
        """The item after (1) or before (-1) another one, or after the beginning of a block without one."""
        found = self.desk.items.all
        keys = [one.key for one in found]
        if item in keys:
            at = keys.index(item) + way
        else:
            starts = [one.start for one in found]
            at = bisect_left(starts, block[0]) if way > 0 else bisect_left(starts, block[1]) - 1
        return found[at] if 0 <= at < len(found) else None

    def _walk(self, way: int) -> None:
        found = self.neighbour(self.desk.place.item, self.block, way)
        if found is not None:
            self.go_item(found)
        else:
            self.desk.say("no more lines in the margin this way")

    def item_next(self) -> None:
        self._walk(1)

    def item_prev(self) -> None:
        self._walk(-1)

    def block_next(self) -> None:
        self.go_block(self.block_index() + 1)

    def block_prev(self) -> None:
        self.go_block(self.block_index() - 1)

    def view_page_down(self) -> None:
        self.desk.scroll(self.desk.geometry.text_rows - 2)

    def view_page_up(self) -> None:
        self.desk.scroll(2 - self.desk.geometry.text_rows)

    def handles(self) -> list[tuple[Part, int, Side]]:
        """Both ends of every part of the current item, in the order of the arrow keys."""
        item = self.quote or self.rejected
        if item is None:
            return []
        return [(part, index, side) for part, index, _ in parts(item) for side in (-1, 1)]

    def _go_handle(self, handle: tuple[Part, int, Side]) -> None:
        part, index, side = handle
        self.desk.place = replace(self.desk.place, part=part, index=index, side=side)
        span = self.focus_span()
        if span is not None:
            self.desk.viewport.reveal(span)

    def _step_handle(self, way: int) -> None:
        handles = self.handles()
        if not handles:
            return
        place = self.desk.place
        now = (place.part, place.index, place.side)
        at = handles.index(now) if now in handles else 0
        self._go_handle(handles[(at + way) % len(handles)])

    def handle_next(self) -> None:
        self._step_handle(1)

    def handle_prev(self) -> None:
        self._step_handle(-1)

    def handle_other(self) -> None:
        self.desk.place = replace(self.desk.place, side=1 if self.desk.place.side < 0 else -1)

    def part_next(self) -> None:
        """Focus the next part of the quote, its end active."""
        item = self.quote or self.rejected
        if item is None:
            return
        found = [(part, index) for part, index, _ in parts(item)]
        now = (self.desk.place.part, self.desk.place.index)
        part, index = found[(found.index(now) + 1) % len(found) if now in found else 0]
        self._go_handle((part, index, 1))

    def focus_span(self) -> Range | None:
        """The span of the focused part."""
        item = self.quote or self.rejected
        place = self.desk.place
        return span_of_part(item, place.part, place.index) if item is not None else None

    # --- edges -------------------------------------------------------------------------------

    def _bounds(self, span: Range) -> Range:
        structure = self.desk.editor.article.structure
        return structure.paragraphs[structure.paragraph_at(span[0])]

    def edge_stops(self, how: str) -> list[int]:
        """Where the active edge can stop, in text order: at words (`word`) or natural boundaries (`natural`)."""
        span = self.focus_span()
        if span is None:
            return []
        low, high = zone = self._bounds(span)
        begins = self.desk.place.side < 0
        if how == "word":
            words = self.desk.editor.article.structure.words_in(low, high)
            return [word[0] if begins else word[1] for word in words]
        reader = self.desk.editor.reader
        return sorted({*(reader.starts(zone) if begins else reader.ends(zone)), low if begins else high})

    def _target(self, how: str, way: int) -> int | None:
        """Where the active edge goes: by word, by character, or out / in to a natural boundary."""
        span = self.focus_span()
        if span is None:
            return None
        desk = self.desk
        side, text = desk.place.side, desk.editor.article.text
        low, high = self._bounds(span)
        edge = span[0] if side < 0 else span[1]
        found = desk.step_cluster(edge, way) if how == "char" else _next_of(self.edge_stops(how), edge, way)
        if found is None:
            return None
        found = max(low, min(high, found))
        start, end = (found, span[1]) if side < 0 else (span[0], found)
        if start >= end or trim(text, start, end)[0] >= trim(text, start, end)[1]:
            return None
        return found

    def move_edge(self, how: str, way: int) -> None:
        """Move the active edge; a run of moves is one step of undo."""
        if self.need_quote() is None:
            return
        target = self._target(how, way)
        if target is None:
            self.desk.say("the edge can go no further this way")
            return
        self.set_edge(target, key=("edge", self.desk.place.item, self.desk.place.part, self.desk.place.side))

    def set_edge(self, offset: int, key: object = None) -> None:
        """Put the active edge at an offset; content jumps over its own roles instead of swallowing them."""
        quote, span = self.quote, self.focus_span()
        if quote is None or span is None:
            return
        desk = self.desk
        side, part, index = desk.place.side, desk.place.part, desk.place.index
        if side < 0:
            start, end = offset, span[1]
            if start >= end:
                end = self._natural_end(start)
        else:
            start, end = span[0], offset
        if part == "content" and span != (start, end):
            start, end = _over_roles(quote, (start, end), side, span)
        edit = move_part(quote, part, index, (start, end), desk.editor.article)
        moved = desk.words(start, end)
        name = "end" if side > 0 else "beginning"
        edge = moved.split()[-1 if side > 0 else 0] if moved.split() else ""
        desk.edit(edit, f"{name} of {PART_NAMES[part]} moved to ‘{short(edge, 24)}’", key=key)
        self._refocus(part, start if side < 0 else end)

    def _natural_end(self, start: int) -> int:
        low, high = self._bounds((start, start + 1))
        ends = [one for one in self.desk.editor.reader.ends((low, high)) if one > start]
        sentence = self.desk.editor.article.structure.sentence_at(start)
        return next((one for one in ends if one >= sentence[1] - 1), ends[-1] if ends else high)

    def _refocus(self, part: Part, edge: int) -> None:
        """Keep the focus on the piece whose edge was moved (pieces may have been split or joined)."""
        quote = self.quote
        if quote is None:
            return
        side = self.desk.place.side
        pieces = [(index, span) for name, index, span in parts(quote) if name == part]
        if not pieces:
            self.desk.place = replace(self.desk.place, part="content", index=0)
            return
        index, _ = min(pieces, key=lambda one: abs((one[1][0] if side < 0 else one[1][1]) - edge))
        self.desk.place = replace(self.desk.place, part=part, index=index)

    def edge_right(self) -> None:
        self.move_edge("word", 1)

    def edge_left(self) -> None:
        self.move_edge("word", -1)

    def edge_char_right(self) -> None:
        self.move_edge("char", 1)

    def edge_char_left(self) -> None:
        self.move_edge("char", -1)

    def edge_out(self) -> None:
        self.move_edge("natural", self.desk.place.side)

    def edge_in(self) -> None:
        self.move_edge("natural", -self.desk.place.side)

    # --- checks ---

    def item_fix(self) -> None:
        """Mend what a check found about the current quote, where that needs no answer."""
        key = self.desk.place.item
        problem = self.desk.warning(key) if key is not None else None
        if problem is None:
            self.desk.say("no check finds anything here")
        elif problem.repair is None:
            self.desk.say(str(problem))
        else:
            self.desk.edit(Repair(problem.repair_title, problem.repair), f"{problem.rule}: {problem.repair_title}")

    # --- notes -------------------------------------------------------------------------------

    def note(self) -> None:
        """Write, change or empty the note of the current item."""
        item = self.quote or self.rejected
        if item is None:
            self.desk.say("a note needs a quote")
            return
        id = item.id

        def done(text: str) -> None:
            self.desk.edit(SetNote(id, text), "note written" if text.strip() else "note removed")

        self.desk.ask(Prompt(f"note of {self.desk.name_of(id)}", done, item.note or ""))


def _next_of(stops: list[int], edge: int, way: int) -> int | None:
    """The nearest stop beyond the edge in that direction."""
    if way > 0:
        at = bisect_right(stops, edge)
        return stops[at] if at < len(stops) else None
    at = bisect_left(stops, edge) - 1
    return stops[at] if at >= 0 else None


def _over_roles(quote: Quote, span: Range, side: Side, before: Range) -> Range:
    """The span with its moved edge beyond a role it landed in (C5: roles split content)."""
    start, end = span
    for part, _, role in parts(quote):
        if part == "content" or not overlaps(role, (start, end)):
            continue
        if side > 0 and end > before[1] and role[0] < end < role[1]:
            end = role[1]
        elif side > 0 and end < before[1] and role[0] < end < role[1]:
            end = role[0]
        elif side < 0 and start < before[0] and role[0] < start < role[1]:
            start = role[0]
        elif side < 0 and start > before[0] and role[0] < start < role[1]:
            start = role[1]
    return (start, end) if start < end else span
