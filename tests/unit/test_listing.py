"""The list of articles: filter, movement, states that become known later."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from annotator.listing import Listing, when
from annotator.store.status import ArticleStatus

NAMES = [
    "2026/04/ferry-fares.txt",
    "2026/04/pier-and-ferry.md",
    "2026/05/Ferry-strike-vote.txt",
    "2026/05/night-boats.txt",
    "2026/05/timetable-ferry.txt",
]
KNOWN = {
    NAMES[0]: ArticleStatus("work", 2, 8, 1, "odo", "2026-11-20T10:00:00Z"),
    NAMES[1]: ArticleStatus("done", 8, 8, 0, "ines", "2026-11-22T09:04:00Z"),
}
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def listing() -> Listing:
    return Listing("corpus", NAMES, {*KNOWN, NAMES[4]}, KNOWN, clock=lambda: NOW)


def names(made: Listing) -> list[str]:
    return [row.name for row in made.view(50).rows]


def type_in(made: Listing, text: str) -> None:
    for char in text:
        assert made.press("space" if char == " " else char)


def test_typing_filters_by_words_in_any_case() -> None:
    made = listing()
    type_in(made, "ferry 05")
    assert names(made) == [NAMES[2], NAMES[4]]
    assert made.view(1).matches == 2
    made.press("backspace")
    assert len(names(made)) == 4
    made.press("escape")
    assert names(made) == NAMES
    assert not made.left
    made.press("escape")
    assert made.left


def test_letters_in_order_when_no_name_holds_the_word() -> None:
    made = listing()
    type_in(made, "fysvo")
    assert names(made) == [NAMES[2]]
    type_in(made, "q")
    assert names(made) == []
    assert made.current is None
    made.press("enter")
    assert made.chosen is None


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("is:open", [0, 2, 3, 4]),
        ("is:done", [1]),
        ("is:held", [0]),
        ("is:new", [2, 3, 4]),
        ("is:work ferry", [0]),
        ("is:", [0, 1, 2, 3, 4]),
        ("is:op", [0, 1, 2, 3, 4]),
        ("by:OD", [0]),
        ("by:", [0, 1, 2, 3, 4]),
        ("ferry is:open 04", [0]),
        (".", [0, 1, 2, 3, 4]),
        ("[", []),
    ],
)
def test_words(words: str, places: list[int]) -> None:
    made = listing()
    type_in(made, words)
    assert names(made) == [NAMES[place] for place in places]


def test_tab_goes_through_the_states_and_keeps_the_words() -> None:
    made = listing()
    type_in(made, "ferry")
    filters = []
    for _ in range(4):
        made.press("tab")
        filters.append(made.filter)
    assert filters == ["is:open ferry", "is:held ferry", "is:done ferry", "ferry"]
    made.press("shift+tab")
    assert made.filter == "is:done ferry"


def test_the_current_article_stays_current_while_typing() -> None:
    made = listing()
    made.press("end")
    assert made.current == NAMES[4]
    type_in(made, "ferry")
    assert made.current == NAMES[4]
    made.press("up")
    assert made.current == NAMES[2]
    made.press("enter")
    assert made.chosen == NAMES[2]


def test_rows_show_what_is_known() -> None:
    rows = listing().view(50).rows
    assert [row.status.state if row.status else None for row in rows] == ["work", "done", "new", "new", None]
    assert [row.changed for row in rows] == ["Friday", "09:04", "", "", ""]
    assert [row.current for row in rows] == [True, False, False, False, False]


def test_scrolling_goes_no_further_than_it_must() -> None:
    made = Listing("corpus", [f"a{number:03}.txt" for number in range(100)])
    assert [row.index for row in made.view(5).rows] == [0, 1, 2, 3, 4]
    for _ in range(5):
        made.press("down")
    assert [row.index for row in made.view(5).rows] == [1, 2, 3, 4, 5]
    made.press("up")
    assert [row.index for row in made.view(5).rows] == [1, 2, 3, 4, 5]
    made.press("pagedown")
    assert made.current == "a009.txt"
    made.press("end")
    assert [row.index for row in made.view(5).rows] == [95, 96, 97, 98, 99]
    made.press("home")
    assert made.view(5).rows[0].current


def test_more_names_keep_filter_and_place() -> None:
    made = Listing("corpus", NAMES[3:], current=NAMES[4])
    type_in(made, "f")
    made.update(NAMES)
    assert made.current == NAMES[4]
    assert made.view(9).matches == 4


def test_the_list_is_there_before_the_names() -> None:
    made = Listing("corpus", None, current=NAMES[3])
    assert made.view(50).total is None
    for key in ("down", "end", "pageup", "enter", "tab", "f"):
        assert made.press(key)
    assert made.chosen is None
    made.press("escape")
    made.update(NAMES, KNOWN)
    assert made.view(50).total == 5
    assert made.current == NAMES[3]


def test_keys_without_a_meaning() -> None:
    made = listing()
    assert not made.press("f5")
    made.paste(" night\nboats ")
    assert names(made) == [NAMES[3]]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ("2026-11-22T11:02:00Z", "11:02"),
        ("2026-11-20T11:02:00Z", "Friday"),
        ("2026-05-03T11:02:00Z", "3 May"),
        ("2025-11-22T11:02:00Z", "2025-11-22"),
        ("2026-11-23T11:02:00Z", "23 Nov"),
        ("", ""),
        ("yesterday", ""),
    ],
)
def test_when(changed: str, words: str) -> None:
    assert when(changed, NOW) == words


def test_a_hundred_thousand_articles() -> None:
    many = [f"2026/{number % 12 + 1:02}/harbour-{number:06}-ferry.txt" for number in range(100_000)]
    made = Listing("corpus", many, {many[7]}, {many[7]: ArticleStatus("done")})
    keys = [*"is:open har-09zz", *["backspace"] * 4, "down", "pagedown", "end", "home", "tab"]
    made.press("h")
    made.press("backspace")
    started = time.process_time()
    for key in keys:
        made.press("space" if key == " " else key)
        made.view(40)
    # About 6 ms a key; the bound only catches a change of the order of growth.
    assert (time.process_time() - started) / len(keys) < 0.1


def test_typing_does_not_lead_away_from_the_article_that_was_gone_to() -> None:
    made = listing()
    made.press("end")
    type_in(made, "by:ines")
    assert made.current == NAMES[1], "no other matches"
    for _ in "by:ines":
        made.press("backspace")
    assert made.current == NAMES[4]
    type_in(made, "zzz")
    assert not made.matching
    made.press("escape")
    assert made.current == NAMES[4]


def test_what_becomes_known_moves_nothing_on_the_screen() -> None:
    names = [f"a{number:03}.txt" for number in range(100)]
    done = {name: ArticleStatus("done", 1, 1, 0) for name in names}
    made = Listing("corpus", names, set(names), {name: done[name] for name in names[50:]})
    type_in(made, "is:done")
    made.view(10)
    made.press("pagedown")
    made.press("pagedown")
    made.press("pageup")
    before = made.view(10)
    current = made.current
    made.update(known=done)
    assert made.current == current == "a060.txt"
    assert [row.name for row in made.view(10).rows] == [row.name for row in before.rows]
    assert (made.done, made.held) == (100, 0)


def test_the_article_at_work_stands_in_the_middle_of_the_list() -> None:
    names = [f"a{number:03}.txt" for number in range(100)]
    rows = Listing("corpus", names, current="a050.txt").view(21).rows
    assert [row.index for row in rows if row.current] == [50]
    assert rows[10].index == 50
    assert Listing("corpus", names, current="a099.txt").view(21).rows[-1].current
