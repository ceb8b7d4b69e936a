"""The task table: what each task costs in presses, and what it does. No screen."""

from __future__ import annotations

import pytest
from desks import Hands, desk_of, harbour

from annotator.commands import presses


def at_block(hands: Hands, words: str) -> None:
    """Go to the block that holds the words, without counting."""
    desk = hands.desk
    index = desk.reading_stage.block_index(desk.text().index(words))
    desk.reading_stage.go_block(index)
    hands.count = 0


@pytest.fixture
def hands() -> Hands:
    found = Hands(desk_of(*harbour()))
    found.press("space")
    found.count = 0
    return found


def test_vouching_for_a_block_is_one_press(hands: Hands) -> None:
    before = hands.desk.place.block
    hands.press("space")
    assert hands.count == 1
    assert hands.quote("q01").status == "accepted"
    assert hands.quote("q01").attested == "paragraph"
    assert hands.desk.place.block > before
    assert hands.annotation.review.status == "in_progress"


def test_accepting_one_quote_is_one_press(hands: Hands) -> None:
    at_block(hands, "The harbour board said")
    hands.press("a")
    assert hands.count == 1
    assert (hands.quote("q02").status, hands.quote("q02").attested) == ("accepted", "item")


def test_rejecting_is_one_press_and_three_with_a_reason(hands: Hands) -> None:
    at_block(hands, "The so-called")
    hands.press("x")
    assert hands.count == 1
    assert [one.reason for one in hands.annotation.rejected] == ["scare_quote"]
    hands.press("u")
    assert not hands.annotation.rejected
    hands.count = 0
    hands.press("X", "m")
    assert hands.count == 3
    assert [one.reason for one in hands.annotation.rejected] == ["term"]


def test_edge_by_one_and_three_words_and_by_label(hands: Hands) -> None:
    at_block(hands, "The harbour board said")
    start = hands.quote("q02").content[0].text
    hands.press("h")
    assert hands.count == 1
    assert hands.quote("q02").content[0].text == start.removesuffix(" May")
    hands.press("l")
    assert hands.quote("q02").status == "proposed", "back at the proposed place it is proposed again (B4)"
    hands.count = 0
    hands.press("h", "h", "h")
    assert hands.count == 3
    assert hands.quote("q02").status == "corrected"
    hands.press("u")
    assert hands.quote("q02").content[0].text == start, "a run of nudges is one step of undo (B6)"
    hands.count = 0
    hands.press("e")
    label = hands.label(lambda value: hands.desk.text()[:value].endswith("overdue”"))
    hands.press(label)
    assert hands.count == 2
    assert hands.quote("q02").content[0].text.endswith("“long overdue”")


def test_the_start_instead_of_the_end_costs_one_more(hands: Hands) -> None:
    at_block(hands, "The harbour board said")
    hands.press("tab", "l")
    assert hands.count == 2
    assert hands.quote("q02").content[0].text.startswith("the new timetable")


def test_another_quote_of_the_block_is_one_press(hands: Hands) -> None:
    at_block(hands, "Crews will be")
    hands.press("2")
    assert hands.count == 1
    assert hands.desk.place.item == "q05"


def test_source_words_are_two_presses_and_the_person_follows(hands: Hands) -> None:
    at_block(hands, "Crews will be")
    hands.press("s")
    hands.press(hands.label(lambda value: hands.words(value) == "the Marrow Courier"))
    assert hands.count == 2
    quote = hands.quote("q04")
    assert quote.source is not None
    assert quote.source.text == "the Marrow Courier"
    assert quote.speakers == ("courier",)


def test_outlet_taken_for_the_source_is_two_presses(hands: Hands) -> None:
    at_block(hands, "The harbour board said")
    hands.press("W")
    assert hands.count == 2
    quote = hands.quote("q02")
    assert quote.via[0].source.text == "The harbour board"


def test_known_person_new_person_and_one_more(hands: Hands) -> None:
    at_block(hands, "Crews will be")
    number = hands.desk.person_numbers()["harbour-board"]
    hands.press("y", str(number))
    assert hands.count == 2
    assert hands.quote("q04").speakers == ("harbour-board",)
    hands.press("u")
    hands.count = 0
    hands.press("y", "=")
    assert hands.count == 2
    assert hands.quote("q04").speakers not in ((), ("reed",), ("harbour-board",))
    hands.press("u")
    hands.count = 0
    hands.press("y", ",", str(number))
    assert hands.count == 3
    assert hands.quote("q04").speakers == ("reed", "harbour-board")


@pytest.mark.parametrize(("key", "role"), [("v", "cue"), ("t", "addressee")])
def test_cue_and_addressee_are_two_presses(hands: Hands, key: str, role: str) -> None:
    at_block(hands, "“We did not wait")
    hands.press(key)
    hands.press(hands.label(lambda value: hands.words(value) in ("wait for", "wait", "reporters")))
    assert hands.count == 2
    assert getattr(hands.quote("q03"), role) is not None


def test_via_is_two_presses(hands: Hands) -> None:
    at_block(hands, "Crews will be")
    hands.press("w")
    hands.press(hands.label(lambda value: hands.words(value) == "the Marrow Courier"))
    assert hands.count == 2
    via = hands.quote("q04").via
    assert [one.source.text for one in via] == ["the Marrow Courier"]
    assert via[0].entity == "courier"


def test_missed_quote_by_its_marked_cue(hands: Hands) -> None:
    at_block(hands, "The union warned")
    hands.press("n", "enter")
    assert hands.count == 2
    made = hands.annotation.quotes[-1] if hands.desk.place.item is None else hands.quote(hands.desk.place.item)
    assert made.status == "added"
    assert made.cue is not None
    assert made.cue.text == "warned"
    assert made.source is not None
    assert made.source.text == "The union"


def test_missed_quote_on_its_mark_is_one_press(hands: Hands) -> None:
    at_block(hands, "The union warned")
    item = hands.desk.reading_stage.item
    assert item is not None
    assert item.kind == "mark"
    hands.press("a")
    assert hands.count == 1
    assert any(quote.cue is not None and quote.cue.text == "warned" for quote in hands.annotation.quotes)


def test_missed_quote_by_two_labels(hands: Hands) -> None:
    at_block(hands, "The union warned")
    hands.press("N")
    hands.press(hands.label(lambda value: hands.desk.text()[value:].startswith("that the quay")))
    hands.press(hands.label(lambda value: hands.desk.text()[:value].endswith("too short")))
    assert hands.count == 4
    assert any(quote.content[0].text == "that the quay was too short" for quote in hands.annotation.quotes)


def test_merge_and_split(hands: Hands) -> None:
    at_block(hands, "Crews will be")
    hands.press("M", "enter")
    assert hands.count == 3
    assert hands.annotation.quote("q05") is None
    hands.press("u")
    assert hands.annotation.quote("q05") is not None
    at_block(hands, "“We did not wait")
    hands.press("z", "enter")
    assert hands.count == 2
    parts = [quote for quote in hands.annotation.quotes if quote.continues == "q03"]
    assert [quote.content[0].text for quote in parts] == ["“We waited for the tide.”"]


def test_act_and_flag_are_two_presses(hands: Hands) -> None:
    at_block(hands, "The harbour board said")
    hands.press("p", "a")
    assert hands.count == 2
    assert hands.quote("q02").act == "attitude"
    hands.count = 0
    hands.press("p", "u")
    assert hands.count == 2
    assert hands.quote("q02").flags == ("uncertain",)


def test_type_flag_changes_the_type(hands: Hands) -> None:
    at_block(hands, "The harbour board said")
    hands.press("p", "k")
    assert hands.quote("q02").type == "indirect"
    assert hands.quote("q02").status == "corrected"


def test_links_by_hand_are_three_presses(hands: Hands) -> None:
    at_block(hands, "Harbour Board Calls")
    hands.press("p", "r", "enter")
    assert hands.count == 3
    assert hands.quote("q01").repeats == "q02"


def test_kind_of_a_section_is_two_presses_in_both_stages(hands: Hands) -> None:
    at_block(hands, "Share this story")
    hands.press("r", "n")
    assert hands.count == 2
    assert [one.kind for one in hands.annotation.sections if one.start == hands.desk.text().index("Share")] == ["noise"]
    hands.press("u", "g", "1")
    hands.count = 0
    row = next(row for row in hands.desk.sections() if row.text.startswith("Share this"))
    hands.press(row.letter, "n")
    assert hands.count == presses(row.letter) + 1 == 2
    assert [one.kind for one in hands.annotation.sections if one.start == hands.desk.text().index("Share")] == ["noise"]


def test_cutting_a_section_inside_its_line(hands: Hands) -> None:
    hands.press("g", "1")
    row = next(row for row in hands.desk.sections() if row.text.startswith("PORT MARROW"))
    hands.count = 0
    hands.press(row.letter, "z")
    hands.press(hands.label(lambda value: hands.desk.text()[value:].startswith("The harbour board said")))
    hands.press("p")
    assert hands.count == 4
    kinds = {hands.words(one.span): one.kind for one in hands.annotation.sections}
    assert kinds["PORT MARROW:"] == "dateline"


def test_hold_undo_redo_repeat(hands: Hands) -> None:
    at_block(hands, "The harbour board said")
    hands.press("f")
    assert hands.count == 1
    hands.press("space")
    assert hands.quote("q02").status == "proposed", "held items stay open through Space (B8)"
    hands.count = 0
    hands.press("u")
    hands.press("U")
    assert hands.count == 3
    at_block(hands, "“We did not wait")
    hands.press("p", "u")
    at_block(hands, "Crews will be")
    hands.press(".")
    assert hands.count == 1
    assert hands.quote("q04").flags == ("uncertain",)


def test_note_and_search(hands: Hands) -> None:
    at_block(hands, "The harbour board said")
    hands.press("F")
    hands.type("two readings")
    assert hands.quote("q02").note == "two readings"
    assert hands.quote("q02").status == "proposed", "a note changes no status (B4)"
    hands.press("/")
    hands.type("moon boat")
    assert hands.words(hands.desk.reading_stage.block).startswith("The so-called")


def test_accept_the_rest_and_finish(hands: Hands) -> None:
    small = Hands(desk_of(*harbour(), columns=120, rows=60))
    small.press("space")
    small.count = 0
    small.press("G")
    assert small.desk.stage == "closing"
    small.press("space")
    assert small.count == 3
    assert small.annotation.review.status == "done"
    assert small.annotation.review.read is None
    assert all(quote.status == "accepted" for quote in small.annotation.quotes)
    assert {quote.attested for quote in small.annotation.quotes} == {"article"}


def test_a_warning_stands_beside_its_quote_and_is_mended_by_one_key() -> None:
    article, annotation = harbour()
    wrong = {"status": "added", "by": "human", "score": None, "type": "direct", "quoted": ()}
    first = annotation.quotes[0].model_copy(update=wrong)
    hands = Hands(desk_of(article, annotation.model_copy(update={"quotes": (first, *annotation.quotes[1:])})))
    hands.press("space")
    at_block(hands, "Harbour Board Calls")
    line = next(line for line in hands.desk.reading().margin if line.current)
    assert "W01" in line.detail
    assert "!" in line.detail
    hands.press("!")
    assert hands.count == 1
    assert hands.quote("q01").type == "mixed"
