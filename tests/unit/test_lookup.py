"""The look-up of a list of quotes says what going through the list says, however it was made."""

from __future__ import annotations

import random

from annotator.lookup import Lookup, differing, lookup
from annotator.model import Quote, span_of

TEXT = "The pilot of the grey barge spoke twice. " * 40


def quote(
    number: int, start: int, length: int, continues: int | None = None, within: int | None = None, speaker: str = ""
) -> Quote:
    return Quote(
        id=f"q{number:02d}", type="indirect", content=(span_of(TEXT, start, start + length),), cue=None, source=None,
        speakers=(speaker,) if speaker else (), continues=None if continues is None else f"q{continues:02d}",
        within=None if within is None else f"q{within:02d}",
    )  # fmt: skip


def same(found: Lookup, quotes: tuple[Quote, ...]) -> None:
    """Every answer of a look-up against a walk through the list."""
    assert found.quotes is quotes
    ids = {one.id for one in quotes}
    for number in range(200):
        id = f"q{number:02d}"
        assert found.get(id) is next((one for one in quotes if one.id == id), None)
        assert (id in found) == (id in ids)
        pointing = {one.id for one in quotes if id in (one.within, one.continues, one.repeats)}
        assert {one.id for one in found.pointing((id,))} == pointing
    for place, one in enumerate(quotes):
        assert found.place(one) == place
    for low in range(0, 1600, 37):
        assert found.overlapping(low, low + 50) == [one for one in quotes if one.start < low + 50 and one.end > low]
    for entity in "abcd":
        assert found.names(entity) == any(entity in one.speakers for one in quotes)
    assert found.highest == max((int(one.id[1:]) for one in quotes), default=0)


def test_a_lookup_taken_over_from_edit_to_edit_says_what_a_fresh_one_says() -> None:
    chance = random.Random(4)
    quotes = tuple(quote(n, 10 * n, 25, continues=n - 1 if n % 3 == 0 else None) for n in range(1, 90))
    found = Lookup(quotes)
    for step in range(150):
        first = chance.randrange(len(quotes))
        end = min(len(quotes), first + chance.randrange(3))
        new = [
            quote(
                100 + step % 60 if chance.random() < 0.3 else int(one.id[1:]),
                chance.randrange(1500) if step > 50 else one.start, chance.randrange(1, 90),
                continues=chance.randrange(1, 120), within=chance.choice([None, 7, 130]),
                speaker=chance.choice(["", "a", "b"]) if step < 100 else "c",
            )
            for one in quotes[first:end]
        ]  # fmt: skip
        after = (*quotes[:first], *new, *quotes[end:])
        if len({one.id for one in after}) < len(after):
            continue
        found, quotes = found.spliced(first, end, new, after), after
        if step % 10 == 0:
            same(found, quotes)
    same(found, quotes)


def test_of_two_quotes_with_one_id_the_first_counts_before_and_after_an_edit() -> None:
    one, other, third = quote(1, 0, 20), quote(1, 40, 20), quote(2, 80, 20)
    quotes = (one, other, third)
    assert Lookup(quotes).get("q01") is one
    after = (other, third)
    assert Lookup(quotes).spliced(0, 1, [], after).get("q01") is other


def test_lists_asked_for_are_kept_and_share_what_an_edit_left() -> None:
    quotes = tuple(quote(n, 10 * n, 25) for n in range(1, 50))
    assert lookup(quotes) is lookup(quotes)
    moved = quote(7, 75, 30)
    after = (*quotes[:6], moved, *quotes[7:])
    assert lookup(after).get("q07") is moved
    assert lookup(quotes).get("q07") is quotes[6]
    assert lookup(quotes).put({"q07": moved}) == after


def test_differing_is_by_identity() -> None:
    a, b, c, d = (quote(n, 10 * n, 5) for n in range(1, 5))
    assert differing((a, b, c), (a, d, c)) == (1, 2, 2)
    assert differing((a, b, c), (a, c)) == (1, 2, 1)
    assert differing((a, b), (a, b)) == (2, 2, 2)
    assert differing((a, a), (a, a, a)) == (2, 2, 3)
    assert differing((), (a,)) == (0, 0, 1)
    assert differing((a, b), (a, quote(2, 20, 5))) == (1, 2, 2)
