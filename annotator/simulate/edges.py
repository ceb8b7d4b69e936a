"""Moving edges: the cheapest keys from one span to another, found by trying what the desk offers."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterator, Sequence

from annotator.commands import presses
from annotator.desk.place import Part, Side, span_of_part
from annotator.simulate.hands import Hands, Keys
from annotator.simulate.tally import SimulationError
from annotator.text import Range

DEPTH = 7
"""More nudges than this are never cheaper than a label."""
CHARACTERS = 40
"""More single characters than this nobody types."""
_PICKERS: dict[Part, str] = {"cue": "v", "source": "s", "addressee": "t"}
"""Keys that focus a role by opening its picker, which `backspace` then leaves (Esc is slow over a terminal)."""

Handle = tuple[Part, int, Side]


class Edges:
    """Hands on the edges of the current quote."""

    def __init__(self, hands: Hands) -> None:
        self.hands = hands

    def span(self, id: str, part: Part, index: int) -> Range | None:
        """Where a part of a quote lies now."""
        return span_of_part(self.hands.quote(id), part, index)

    def move(self, id: str, part: Part, index: int, side: Side, target: int) -> None:
        """Put one edge of a part at an offset; raises SimulationError when no keys do."""
        hands = self.hands
        hands.go_item(id)
        ways = []
        for focus in {self._focus((part, index, side)), self._focus((part, index, None))}:
            keys = self._from_focus(focus, side, target) if focus is not None else None
            if focus is not None and keys is not None:
                ways.append((*focus, *keys))
        if not ways:
            raise SimulationError(f"the edge of the {part} cannot be put at {target}")
        best = min(ways, key=presses)
        if any(key in ("e", "b") for key in best):
            opening = best[: next(i for i, key in enumerate(best) if key in ("e", "b")) + 1]
            hands.note_hit("edge", opening, lambda value: value == target)
        hands.press(*best)
        hands.think()

    def set(self, id: str, part: Part, index: int, span: Range) -> None:
        """Put both edges of a part where they belong, in the cheaper order."""
        have = self.span(id, part, index)
        if have is None:
            raise SimulationError(f"{id} has no {part}")
        if have == span:
            return
        if have[0] == span[0]:
            self.move(id, part, index, 1, span[1])
        elif have[1] == span[1]:
            self.move(id, part, index, -1, span[0])
        else:
            self.hands.cheapest(
                lambda: self._both(id, part, index, span, 1), lambda: self._both(id, part, index, span, -1)
            )

    def _both(self, id: str, part: Part, index: int, span: Range, first: Side) -> None:
        sides: tuple[Side, Side] = (1, -1) if first > 0 else (-1, 1)
        for side in sides:
            self.move(id, part, index, side, span[1] if side > 0 else span[0])

    # --- focus -------------------------------------------------------------------------------

    def focus(self, part: Part, index: int) -> None:
        """Put the focus on a part of the current quote, whichever end."""
        keys = self._focus((part, index, None))
        if keys is None:
            raise SimulationError(f"the {part} cannot be focused")
        self.hands.press(*keys)

    def _focus(self, wanted: tuple[Part, int, Side | None]) -> Keys | None:
        """The fewest presses to a handle (to either end of a part when its side is None)."""
        place = self.hands.desk.place
        handles = self.hands.desk.reading_stage.handles()
        quote = self.hands.desk.reading_stage.quote
        start: Handle = (place.part, place.index, place.side)
        levels: list[list[tuple[Handle, Keys]]] = [[(start, ())], []]
        seen: set[Handle] = set()
        for cost in range(2 * len(handles) + 4):
            levels.append([])
            levels.append([])
            for handle, keys in levels[cost]:
                if handle[:2] == wanted[:2] and wanted[2] in (None, handle[2]):
                    return keys
                if handle in seen:
                    continue
                seen.add(handle)
                part, index, side = handle
                levels[cost + 1].append(((part, index, -side), (*keys, "tab")))
                levels[cost + 1].append((("content", 0, side), (*keys, "c")))
                if handle in handles:
                    at = handles.index(handle)
                    levels[cost + 1].append((handles[(at + 1) % len(handles)], (*keys, "right")))
                    levels[cost + 1].append((handles[at - 1], (*keys, "left")))
                for role, key in _PICKERS.items():
                    of_via = key == "v" and part in ("via", "via_cue")
                    if not of_via and quote is not None and span_of_part(quote, role, 0) is not None:
                        levels[cost + 2].append(((role, 0, 1), (*keys, key, "backspace")))
        return None

    # --- one edge ----------------------------------------------------------------------------

    def _from_focus(self, focus: Keys, side: Side, target: int) -> Keys | None:
        """The cheapest keys, after those of the focus, that put the focused part's edge at an offset."""
        hands = self.hands
        with hands.trial():
            hands.press(*focus)
            stage, place = hands.desk.reading_stage, hands.desk.place
            span = stage.focus_span()
            if span is None:
                return None
            key = "e" if side > 0 else "b"
            label = hands.pick((key,), lambda value: value == target)
            if place.side != side:
                return label
            budget = presses(label) if label is not None else DEPTH + 1
            begin = span[0] if side < 0 else span[1]
            words, natural = stage.edge_stops("word"), stage.edge_stops("natural")
            arcs = ((words, 1, "l"), (words, -1, "h"), (natural, int(side), "o"), (natural, -int(side), "i"))
            nudges = _nudges(begin, target, arcs, budget - 1)
            ways = [keys for keys in (nudges, label) if keys is not None]
            if not ways:
                ways = list(_by_characters(begin, target, words))
            return next((keys for keys in ways if self._arrives(keys, side, target)), None)

    def _arrives(self, keys: Keys, side: Side, target: int) -> bool:
        """Whether the keys really put the edge there (it jumps over the quote's own roles)."""
        with self.hands.trial():
            self.hands.press(*keys)
            item, place = self.hands.desk.reading_stage.quote, self.hands.desk.place
            span = span_of_part(item, place.part, place.index) if item is not None else None
            return span is not None and (span[1] if side > 0 else span[0]) == target


def _nudges(begin: int, target: int, arcs: Sequence[tuple[Sequence[int], int, str]], most: int) -> Keys | None:
    """The fewest nudges from one offset to another, at most `most` and `DEPTH` (breadth first)."""
    todo: deque[tuple[int, Keys]] = deque([(begin, ())])
    seen = {begin}
    while todo:
        at, keys = todo.popleft()
        if at == target:
            return keys
        if len(keys) >= min(DEPTH, most):
            continue
        for stops, way, key in arcs:
            following = _beyond(stops, at, way)
            if following is not None and following not in seen:
                seen.add(following)
                todo.append((following, (*keys, key)))
    return None


def _beyond(stops: Sequence[int], at: int, way: int) -> int | None:
    """The nearest stop beyond an offset in that direction."""
    index = bisect_right(stops, at) if way > 0 else bisect_left(stops, at) - 1
    return stops[index] if 0 <= index < len(stops) else None


def _by_characters(begin: int, target: int, words: Sequence[int]) -> Iterator[Keys]:
    """Word by word to a word edge beside the target, then by characters; cheaper ways first."""
    at = bisect_left(words, target)
    found: list[Keys] = []
    for near in words[max(0, at - 1) : at + 1]:
        between = sum(1 for stop in words if min(begin, near) < stop < max(begin, near)) + (near != begin)
        gap = target - near
        found.append(("l" if near > begin else "h",) * between + ("L" if gap > 0 else "H",) * abs(gap))
    yield from sorted((keys for keys in found if len(keys) <= CHARACTERS), key=presses)
