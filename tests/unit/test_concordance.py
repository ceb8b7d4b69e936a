"""The search in the background and the list of its hits: bounds, going on, context."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.concordance import Concordance
from annotator.query import Query
from annotator.searching import MOST, MOST_IN_ARTICLE, Search, hit_of
from annotator.store.opening import OpenError
from annotator.text import Range


def search_of(articles: dict[str, str], words: str = "boat") -> Search:
    """A search through articles in memory, at its end (or full)."""
    query = Query.of(words)
    assert query is not None
    search = Search(query, lambda: list(articles), lambda name: (articles[name], query.hits(articles[name])))
    search.start()
    search.join(30)
    return search


@pytest.mark.parametrize(
    ("text", "before", "words", "after"),
    [
        ("A boat.", "A ", "boat", "."),
        ("one\n\ntwo\nof the\r\nboat sails\nat ten\n\nthree", "two of the ", "boat", " sails at ten"),
        ("one\r\n \t\r\nboat\r\n\r\ntwo", "", "boat", ""),
        ("tab\there boat\u2028x", "tab here ", "boat", " x"),
    ],
)
def test_context(text: str, before: str, words: str, after: str) -> None:
    at = text.index("boat")
    hit = hit_of("a", text, (at, at + 4))
    assert (hit.before, hit.words, hit.after) == (before, words, after)


def test_context_is_bounded() -> None:
    hit = hit_of("a", "x" * 10_000 + "boat" * 1000 + "y" * 10_000, (10_000, 14_000))
    assert len(hit.before) + len(hit.words) + len(hit.after) < 700
    assert (hit.start, hit.end) == (10_000, 14_000)


def test_an_article_with_many_hits_has_a_bounded_number_of_lines_and_counts_the_rest() -> None:
    search = search_of({"a": "boat " * (MOST_IN_ARTICLE + 7), "b": "boat " * MOST_IN_ARTICLE})
    assert [hit.more for hit in search.lines if hit.more] == [7]
    assert len(search.lines) == 2 * MOST_IN_ARTICLE
    assert search.hits == 2 * MOST_IN_ARTICLE + 7
    assert search.articles == 2


def test_a_full_list_stops_the_search_and_makes_room_when_it_goes_on() -> None:
    each = 40
    articles = {f"{number:04}": "boat " * each for number in range(2 * MOST // each + 1)}
    search = search_of(articles)
    assert len(search.lines) == MOST
    assert (search.full, search.complete) == (True, False)
    lines = Concordance(search, "all articles")
    assert "list is full after 50 of 101 articles" in lines.view(5).note
    lines.press("end")
    assert [row.hit for row in lines.view(5).rows if row.current] == [None]
    lines.press("enter")
    search.join(30)
    view = lines.view(10_000)
    assert [row.hit.name for row in view.rows if row.hit is not None][::each] == sorted(articles)[50:100]
    lines.press("end")
    lines.press("enter")
    search.join(30)
    assert {row.hit.name for row in lines.view(99).rows if row.hit is not None} == {"0100"}
    assert search.complete
    assert lines.view(99).note == ""
    assert search.hits == each * len(articles)


def test_lines_that_come_later_move_nothing() -> None:
    search = search_of({"a": "boat one boat two", "b": "boat three"})
    late = search.lines.pop()
    lines = Concordance(search, "all articles")
    lines.press("down")
    before = lines.view(10).rows
    search.lines.append(late)
    after = lines.view(10).rows
    assert after[: len(before)] == before
    assert len(after) == len(before) + 1


def test_an_unexpected_error_is_said_and_ends_the_search() -> None:
    query = Query.of("boat")
    assert query is not None

    def look(name: str) -> tuple[str, Iterator[Range]]:
        raise RuntimeError("the drive fell off")

    search = Search(query, lambda: ["a"], look)
    search.start()
    search.join(30)
    assert search.failed == "the drive fell off"
    assert not search.running


def test_refusals_are_counted_beyond_those_that_are_named() -> None:
    query = Query.of("boat")
    assert query is not None

    def look(name: str) -> tuple[str, Iterator[Range]]:
        raise OpenError(Path(name), "is not there")

    search = Search(query, lambda: [str(number) for number in range(500)], look)
    search.start()
    search.join(30)
    assert (search.refused, len(search.refusals), search.complete) == (500, 200, True)


def test_signs_of_life_are_few() -> None:
    query = Query.of("boat")
    assert query is not None
    told = 0

    def tell() -> None:
        nonlocal told
        told += 1

    search = Search(
        query, lambda: [str(number) for number in range(3000)], lambda name: ("a boat", query.hits("a boat")), tell
    )
    search.start()
    search.join(30)
    assert 2 <= told < 60


def test_a_cancelled_search_ends_soon() -> None:
    query = Query.of("boat")
    assert query is not None

    def look(name: str) -> tuple[str, Iterator[Range]]:
        time.sleep(0.001)
        return "no", query.hits("no")

    search = Search(query, lambda: ["a"] * 1_000_000, look)
    search.start()
    search.cancel()
    search.join(10)
    assert not search.running
    assert search.looked < 10_000


def test_narrowing_keeps_the_current_hit_and_full_lists_stay_quick() -> None:
    search = search_of({f"{number:05}": f"a boat number {number}" for number in range(MOST)})
    lines = Concordance(search, "all articles")
    lines.press("end")
    lines.press("up")
    current = lines.current
    started = time.process_time()
    for key in "number 199":
        lines.press("space" if key == " " else key)
        lines.view(40)
    # About 3 ms a key; the bound only catches a change of the order of growth.
    assert (time.process_time() - started) / 10 < 0.1
    assert lines.current is current
    assert lines.matches == 12
    lines.press("escape")
    assert lines.current is current


def test_going_on_waits_for_no_drive() -> None:
    query = Query.of("boat")
    assert query is not None
    gate, reached = threading.Event(), threading.Event()

    def look(name: str) -> tuple[str, Iterator[Range]]:
        reached.set()
        assert gate.wait(30)
        return "a boat", query.hits("a boat")

    search = Search(query, lambda: ["a", "b"], look)
    search.start()
    assert reached.wait(30)
    search.cancel()
    states = [search.running]
    search.go_on()
    states.append(search.running)
    assert states == [False, True], "it returned although the article still is not read"
    gate.set()
    search.join(30)
    assert [hit.name for hit in search.lines] == ["a", "b"]
    assert search.complete
