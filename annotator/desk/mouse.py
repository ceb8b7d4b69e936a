"""What clicking and dragging in the text does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.text import Range

if TYPE_CHECKING:
    from annotator.desk.desk import Desk
    from annotator.desk.picker import Picker


class Mouse:
    """Presses and drags over the text; `desk` holds the state. Raises EditError as keys do."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def click(self, offset: int, button: int) -> None:
        """A click in the text: a label is taken, a mark becomes a quote, a quote becomes current."""
        desk = self.desk
        if desk.open_picker is not None:
            sign = min(desk.open_picker.signs(), key=lambda one: abs(one.offset - offset), default=None)
            if sign is not None and abs(sign.offset - offset) <= 2:
                desk.press(sign.text)
            return
        if desk.stage != "reading" or desk.open_prompt is not None or not desk.blocks:
            return
        index = desk.reading_stage.block_index(offset)
        hits = [
            item for item in desk.items.within((desk.blocks[index][0], offset + 1)) if item.start <= offset < item.end
        ]
        if hits:
            desk.reading_stage.go_item(min(hits, key=lambda item: item.end - item.start))
        else:
            desk.reading_stage.go_block(index, scroll=False)
        if hits and button == 3:
            desk.reading_stage.item_menu()

    def drag(self, start: int, end: int) -> None:
        """Dragging over text: the words an open picker asks for, the moved edge, or a new quote's content."""
        desk = self.desk
        low, high = min(start, end), max(start, end)
        if low == high or desk.stage != "reading":
            return
        if desk.open_picker is not None:
            self._drag_into(desk.open_picker, (low, high), end)
        elif desk.blocks and self._on_edge(start):
            desk.reading_stage.set_edge(end)
        elif desk.blocks:
            desk.making.add_words(low, high)

    def _drag_into(self, picker: Picker, span: Range, end: int) -> None:
        """Words dragged over are the answer of a picker that asks for words, their end that of one for an edge."""
        desk = self.desk
        if not picker.zones:
            desk.say("drag answers only pickers that ask for words or an edge")
            return
        edge = any(isinstance(one.value, int) for _, one in picker.shown())
        desk.open_picker = None
        picker.take(end if edge else span)

    def _on_edge(self, offset: int) -> bool:
        desk = self.desk
        span = desk.reading_stage.focus_span()
        if span is None:
            return False
        edge = span[0] if desk.place.side < 0 else span[1]
        return abs(edge - offset) <= 1
