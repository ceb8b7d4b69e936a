"""Finding quotes in a list of thousands without going through all of them.

Going through five thousand quotes costs milliseconds, most of them spent waiting for memory, and a key should
cost the same in a long article as in a short one. An edit replaces a few quotes of a list, so what was known of
the list before is taken over and only what was replaced is looked at.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, compress, count, pairwise, repeat
from operator import is_, is_not
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from annotator.model import Quote

V = TypeVar("V")

_LAYER = 64
"""Changes kept beside a mapping before a new one is made."""
_KEPT = 4
"""Lists that are remembered: those of the article at hand and of the state before the last edit."""


def differing(old: Sequence[object], new: Sequence[object]) -> tuple[int, int, int]:
    """What of two lists that share most of their values is not shared: the first place, and the end in each."""
    least = min(len(old), len(new))
    if old is new:
        return least, least, least
    first = next(compress(count(), map(is_not, old, new)), least)
    same = next(compress(count(), map(is_not, reversed(old), reversed(new))), least)
    same = min(same, least - first)
    return first, len(old) - same, len(new) - same


class _Layered(Generic[V]):
    """A mapping that shares its entries with the one it was made from, but for a few."""

    __slots__ = ("_base", "_over", "size")

    def __init__(self, base: dict[str, V], over: Mapping[str, V | None] | None = None, size: int | None = None) -> None:
        self._base = base
        self._over = over or {}
        self.size = len(base) if size is None else size

    def get(self, key: str) -> V | None:
        """What is kept under the key."""
        return self._over[key] if key in self._over else self._base.get(key)

    def changed(self, changes: Mapping[str, V | None]) -> _Layered[V]:
        """The mapping with other entries; None takes one away."""
        size = self.size
        for key, value in changes.items():
            size += (value is not None) - (self.get(key) is not None)
        over = {**self._over, **changes}
        if len(over) <= _LAYER:
            return _Layered(self._base, over, size)
        base = {key: value for key, value in {**self._base, **over}.items() if value is not None}
        return _Layered(base)


class Lookup:
    """One list of quotes: which has an id, where it stands, what overlaps a stretch, who points to whom."""

    __slots__ = ("_by_id", "_highest", "_named", "_ordered", "_pointing", "_reach", "_starts", "quotes")

    def __init__(self, quotes: tuple[Quote, ...]) -> None:
        self.quotes = quotes
        # Of two quotes with one id (a file with errors) the first counts.
        self._by_id = _Layered({quote.id: quote for quote in reversed(quotes)})
        self._starts: list[int] | None = None
        self._reach: list[int] = []
        """For each quote how far it and all before it reach."""
        self._ordered = False
        """Whether the contents begin in the order of the list."""
        self._pointing: _Layered[tuple[str, ...]] | None = None
        self._named: _Layered[int] | None = None
        self._highest: int | None = None

    def get(self, id: str) -> Quote | None:
        """The quote of that id."""
        return self._by_id.get(id)

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and self._by_id.get(id) is not None

    @property
    def highest(self) -> int:
        """The highest number of an id, 0 without quotes."""
        if self._highest is None:
            self._highest = max((_number(quote) for quote in self.quotes), default=0)
        return self._highest

    def _placed(self) -> list[int]:
        """Where the contents begin, in the order of the list."""
        if self._starts is None:
            starts = [quote.content[0].span[0] for quote in self.quotes]
            self._reach = list(accumulate((quote.content[-1].span[1] for quote in self.quotes), max))
            self._ordered = _rising(starts)
            self._starts = starts  # the last: another thread may look at any moment
        return self._starts

    def place(self, quote: Quote) -> int:
        """The place of a quote of the list; ValueError for any other value."""
        starts = self._placed()
        at = bisect_left(starts, quote.start)
        while at < len(starts) and starts[at] == quote.start:
            if self.quotes[at] is quote:
                return at
            at += 1
        found = next(compress(count(), map(is_, self.quotes, repeat(quote))), None)  # the list is in no order
        if found is None:
            raise ValueError(f"{quote.id} is not in the list")
        return found

    def overlapping(self, low: int, high: int) -> list[Quote]:
        """The quotes whose contents reach from before `high` to behind `low`, in the order of the list."""
        starts, quotes = self._placed(), self.quotes
        if self._ordered:
            quotes = quotes[bisect_right(self._reach, low) : bisect_left(starts, high)]
        return [quote for quote in quotes if quote.start < high and quote.end > low]

    def pointing(self, ids: Iterable[str]) -> list[Quote]:
        """The quotes with a link to one of those ids, in no order."""
        pointers = self._pointers()
        found = dict.fromkeys(one for id in ids for one in pointers.get(id) or ())
        return [quote for id in found if (quote := self._by_id.get(id)) is not None]

    def _pointers(self) -> _Layered[tuple[str, ...]]:
        if self._pointing is None:
            self._pointing = _Layered(_pointing(self.quotes))
        return self._pointing

    def names(self, entity: str) -> bool:
        """Whether an entity speaks in a quote or is a via of it."""
        return (self._counts().get(entity) or 0) > 0

    def _counts(self) -> _Layered[int]:
        if self._named is None:
            self._named = _Layered(dict(Counter(one for quote in self.quotes for one in _people(quote))))
        return self._named

    def prepare(self) -> None:
        """Work out now what the first edit would have to."""
        self._placed()
        self._pointers()
        self._counts()

    def put(self, changes: Mapping[str, Quote]) -> tuple[Quote, ...]:
        """The list with other quotes under the ids that it has."""
        found = list(self.quotes)
        for id, quote in changes.items():
            old = self._by_id.get(id)
            if old is not None:
                found[self.place(old)] = quote
        return tuple(found)

    def spliced(self, first: int, end: int, new: Sequence[Quote], quotes: tuple[Quote, ...]) -> Lookup:
        """The look-up of `quotes`: the list with `new` in the place of those from `first` to `end`."""
        old = self.quotes[first:end]
        made = Lookup.__new__(Lookup)
        made.quotes = quotes
        made._by_id = self._by_id.changed({one.id: None for one in old} | {one.id: one for one in new})
        if made._by_id.size != len(quotes):
            return Lookup(quotes)  # an id stands twice
        made._highest = None
        if self._highest is not None and all(_number(one) < self._highest for one in old):
            made._highest = max((self._highest, *map(_number, new)))
        starts, pointing, named = self._placed(), self._pointers(), self._counts()
        made._starts = [*starts[:first], *(one.content[0].span[0] for one in new), *starts[end:]]
        around = made._starts[max(0, first - 1) : first + len(new) + 1] if self._ordered else made._starts
        made._ordered = _rising(around)
        made._reach = self._reached_anew(first, end, new)
        made._pointing = pointing.changed(_pointed_anew(pointing, old, new))
        counts = Counter(one for quote in new for one in _people(quote))
        counts.subtract(one for quote in old for one in _people(quote))
        made._named = named.changed({one: (named.get(one) or 0) + more for one, more in counts.items()})
        return made

    def _reached_anew(self, first: int, end: int, new: Sequence[Quote]) -> list[int]:
        """`_reach` with other quotes from `first` to `end`: the rest is worked out as far as it changes."""
        found = self._reach[:first]
        far = found[-1] if found else 0
        for quote in new:
            far = max(far, quote.end)
            found.append(far)
        before = self._reach[end - 1] if end else 0
        while end < len(self.quotes) and far != before:
            before = self._reach[end]
            far = max(far, self.quotes[end].end)
            found.append(far)
            end += 1
        return found + self._reach[end:]


def _number(quote: Quote) -> int:
    return int(quote.id[1:])


def _rising(starts: list[int]) -> bool:
    return all(one <= other for one, other in pairwise(starts))


def _people(quote: Quote) -> Iterator[str]:
    """The entities that speak in a quote or are a via of it."""
    yield from quote.speakers
    for via in quote.via:
        if via.entity is not None:
            yield via.entity


def _targets(quote: Quote) -> set[str]:
    """The ids a quote points to."""
    return {one for one in (quote.within, quote.continues, quote.repeats) if one is not None}


def _pointing(quotes: Iterable[Quote]) -> dict[str, tuple[str, ...]]:
    """For each id that is pointed to the ids of the quotes that do."""
    found: dict[str, list[str]] = {}
    for quote in quotes:
        if quote.within is quote.continues is quote.repeats is None:
            continue
        for target in _targets(quote):
            found.setdefault(target, []).append(quote.id)
    return {target: tuple(ids) for target, ids in found.items()}


def _pointed_anew(
    before: _Layered[tuple[str, ...]], old: Collection[Quote], new: Collection[Quote]
) -> dict[str, tuple[str, ...] | None]:
    """The entries that change when these quotes take the place of those."""
    gone = {quote.id for quote in old}
    fresh = _pointing(new)
    targets = {target for quote in old for target in _targets(quote)} | fresh.keys()
    found: dict[str, tuple[str, ...] | None] = {}
    for target in targets:
        kept = tuple(id for id in before.get(target) or () if id not in gone)
        found[target] = (*kept, *fresh.get(target, ())) or None
    return found


class _Recent:
    """The look-ups used last, the last one first; replaced as a whole, so any thread may read it."""

    found: tuple[Lookup, ...] = ()


def lookup(quotes: tuple[Quote, ...]) -> Lookup:
    """The look-up of a list; kept for the lists asked for last, and made from one of them where most is shared."""
    recent = _Recent.found
    for one in recent:
        if one.quotes is quotes:
            return one
    made = next((found for one in recent if (found := _from(one, quotes)) is not None), None) or Lookup(quotes)
    _Recent.found = (made, *recent)[:_KEPT]
    return made


def _from(before: Lookup, quotes: tuple[Quote, ...]) -> Lookup | None:
    """The look-up made from another one, None when too little is shared."""
    first, end, last = differing(before.quotes, quotes)
    if max(end, last) - first > _LAYER:
        return None
    return before.spliced(first, end, quotes[first:last], quotes)
