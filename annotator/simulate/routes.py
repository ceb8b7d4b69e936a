"""The shortest way from one item or block to another, by the keys that look."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from itertools import count

from annotator.commands import presses
from annotator.desk import Desk

State = tuple[int, str | None]
"""Index of the current block, key of the current item."""
FARTHEST = 40
"""Longer ways are not looked for, in presses."""


def route(desk: Desk, goal: Callable[[int, str | None], bool]) -> tuple[str, ...] | None:
    """The cheapest keys to a state that `goal(block, item)` accepts; None when there are none (Dijkstra 1959)."""
    order = count()
    first: State = (desk.reading_stage.block_index(), desk.place.item)
    todo: list[tuple[int, int, State, tuple[str, ...]]] = [(0, next(order), first, ())]
    seen: set[State] = set()
    while todo:
        cost, _, state, keys = heapq.heappop(todo)
        if goal(*state):
            return keys
        if state in seen or cost > FARTHEST:
            continue
        seen.add(state)
        for more, following in _steps(desk, state):
            if following not in seen:
                heapq.heappush(todo, (cost + presses(more), next(order), following, (*keys, *more)))
    return None


def _steps(desk: Desk, state: State) -> Iterator[tuple[tuple[str, ...], State]]:
    """Every key that looks, with the state it leads to."""
    stage, items, blocks = desk.reading_stage, desk.items, desk.blocks
    block, item = state
    last = len(blocks) - 1
    for keys, index in (
        (("down",), min(last, block + 1)),
        (("up",), max(0, block - 1)),
        (("g", "g"), 0),
        (("g", "e"), last),
    ):
        yield keys, (index, stage.first_item(index))
    for key, way in (("j", 1), ("k", -1)):
        neighbour = stage.neighbour(item, blocks[block], way)
        if neighbour is not None:
            yield (key,), (stage.block_index(neighbour.start), neighbour.key)
    quotes = [one for one in items.within(blocks[block]) if one.kind == "quote"]
    for number, one in enumerate(quotes[:9], 1):
        yield (str(number),), (block, one.key)
