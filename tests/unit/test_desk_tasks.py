"""The task table: what each task costs in presses, and what it does. No screen."""

from __future__ import annotations

import pytest
from desks import Hands, desk_of, harbour

from annotator.article import Article
from annotator.commands import presses
from annotator.detection.base import Mark
from annotator.model import Entity


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
    number = hands.desk.numbering.numbers()["harbour-board"]
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


# --- the rows of the task table that the tests above leave out ---


def test_edge_by_ten_words_and_to_a_natural_edge(hands: Hands) -> None:
    at_block(hands, "The harbour board said")
    hands.press("e")
    hands.press(hands.label(lambda value: hands.desk.text()[:value].endswith("timetable was")))
    assert hands.count == 2, "eight words back by one label"
    hands.press("u")
    hands.count = 0
    whole = hands.quote("q02").content[0].text
    hands.press("h", "h", "h")
    assert hands.quote("q02").content[0].text.endswith("“long overdue” and would")
    hands.count = 0
    hands.press("o")
    assert hands.count == 1
    assert hands.quote("q02").content[0].text.endswith("would begin")
    hands.press("o")
    assert hands.count == 2
    assert hands.quote("q02").content[0].text == whole


def test_the_beginning_by_its_label(hands: Hands) -> None:
    at_block(hands, "The harbour board said")
    hands.press("b")
    hands.press(hands.label(lambda value: hands.desk.text()[value:].startswith("“long overdue”")))
    assert hands.count == 2
    assert hands.quote("q02").content[0].text == "“long overdue” and would begin in May"


def test_source_words_in_the_block_above_are_three_presses(hands: Hands) -> None:
    at_block(hands, "Crews will be")
    hands.press("2", "u")
    hands.count = 0
    hands.press("s", "up")
    hands.press(hands.label(lambda value: hands.words(value).startswith("The last boat")))
    assert hands.count == 3
    assert hands.quote(hands.desk.place.item or "").source is not None


def test_cue_and_entity_of_a_via_are_two_presses_each(hands: Hands) -> None:
    at_block(hands, "Crews will be")
    hands.press("w")
    hands.press(hands.label(lambda value: hands.words(value) == "the Marrow Courier"))
    hands.count = 0
    hands.press("v")
    hands.press(hands.label(lambda value: hands.words(value).startswith("seen")))
    assert hands.count == 2
    cue = hands.quote("q04").via[0].cue
    assert cue is not None
    assert cue.text.startswith("seen")
    hands.count = 0
    hands.press("y", str(hands.desk.numbering.numbers()["harbour-board"]))
    assert hands.count == 2
    assert hands.quote("q04").via[0].entity == "harbour-board"


def test_missed_quote_by_a_cue_without_a_mark(hands: Hands) -> None:
    at_block(hands, "The last boat")
    hands.press("n")
    hands.press(hands.label(lambda value: hands.words(value).startswith("now leaves")))
    assert hands.count == 2
    made = hands.quote(hands.desk.place.item or "")
    assert made.cue is not None
    assert made.cue.text == "now leaves", "the whole verb group (U1)"


def test_missed_quote_in_a_quiet_block_beside_the_bar_needs_no_move(hands: Hands) -> None:
    article, annotation = harbour()
    fewer = tuple(one for one in annotation.quotes if one.id != "q02")
    hands = Hands(desk_of(article, annotation.model_copy(update={"quotes": fewer})))
    hands.press("space", "space")
    assert hands.words(hands.desk.reading_stage.block).startswith("“We did not wait"), "the lead is quiet"
    hands.count = 0
    hands.press("n")
    hands.press(hands.label(lambda value: hands.words(value) == "said"))
    assert hands.count == 2
    made = hands.quote(hands.desk.place.item or "")
    assert made.source is not None
    assert made.source.text == "The harbour board"


def test_nested_quote_is_two_presses(hands: Hands) -> None:
    at = hands.desk.text().index("would begin")
    hands.desk.editor.marks = (Mark(at, at + len("would begin"), "cue", 0.3),)
    at_block(hands, "The harbour board said")
    hands.press("n")
    hands.press(hands.label(lambda value: hands.words(value).startswith("would begin")))
    assert hands.count == 2
    made = hands.quote(hands.desk.place.item or "")
    assert made.status == "added"
    assert made.within == "q02"


def test_twin_of_the_quote_just_made_is_one_press() -> None:
    line = "The union warned that the quay was too short."
    article = Article.from_text(f"{line}\n\nNobody answered for a week.\n\n{line}\n", "twice.txt")
    quote = harbour()[1]
    start = quote.model_copy(
        update={
            "document": quote.document.model_copy(
                update={"file": article.name, "sha256": article.sha256, "length": len(article.text)}
            ),
            "sections": (), "entities": (), "quotes": (), "rejected": (),
        }
    )  # fmt: skip
    desk = desk_of(article, start)
    second = article.text.rindex("warned")
    desk.editor.marks = (*desk.editor.marks, Mark(second, second + len("warned"), "cue", 0.9))
    hands = Hands(desk)
    desk.enter("reading")
    desk.reading_stage.go_block(0)
    hands.press("a")
    desk.reading_stage.go_block(2)
    hands.count = 0
    hands.press(".")
    assert hands.count == 1
    assert [one.content[0].text for one in hands.annotation.quotes] == ["that the quay was too short"] * 2
    assert hands.annotation.quotes[1].start > second


def test_one_more_piece_is_two_presses(hands: Hands) -> None:
    at_block(hands, "“We did not wait")
    hands.press("shift+tab", "shift+tab", "shift+tab", "d")
    assert [one.text for one in hands.quote("q03").content] == ["“We did not wait for permission,”"]
    hands.count = 0
    hands.press("m", "enter")
    assert hands.count == 2
    assert len(hands.quote("q03").content) == 2


def test_one_more_piece_without_marks_is_two_presses(hands: Hands) -> None:
    at_block(hands, "The harbour board said")
    hands.press("m")
    hands.press(hands.label(lambda value: hands.words(value) == "Tuesday"))
    assert hands.count == 2
    assert hands.quote("q02").content[0].text == "Tuesday"


def test_split_at_a_label(hands: Hands) -> None:
    at_block(hands, "The harbour board said")
    hands.press("z")
    hands.press(hands.label(lambda value: hands.desk.text()[value:].startswith("would begin")))
    assert hands.count == 2
    assert [one.content[0].text for one in hands.annotation.quotes if one.continues == "q02"] == ["would begin in May"]


def test_all_proposed_merges_are_one_press_on_closing() -> None:
    article, annotation = harbour()
    again = Entity(id="reed-2", name="Reed", kind="person")
    quotes = tuple(
        one.model_copy(update={"speakers": ("reed-2",)}) if one.id == "q04" else one for one in annotation.quotes
    )
    hands = Hands(
        desk_of(article, annotation.model_copy(update={"quotes": quotes, "entities": (*annotation.entities, again)}))
    )
    hands.press("g", "3")
    assert any(line.proposal for line in hands.desk.closing() if line.key == "reed-2")
    hands.count = 0
    hands.press("enter")
    assert hands.count == 1
    assert hands.annotation.entity("reed-2") is None
    assert hands.quote("q04").speakers == ("reed",)


def test_all_proposed_repeats_are_one_press_on_closing() -> None:
    article, annotation = harbour()
    first = annotation.quotes[0]
    short = first.model_copy(update={"content": first.quoted, "quoted": (), "type": "direct"})
    hands = Hands(desk_of(article, annotation.model_copy(update={"quotes": (short, *annotation.quotes[1:])})))
    hands.press("g", "3")
    assert any(line.proposal for line in hands.desk.closing() if line.group == "repeats")
    hands.count = 0
    hands.press("enter")
    assert hands.count == 1
    assert hands.quote("q01").repeats == "q02"


def test_continues_and_within_by_hand_are_three_presses(hands: Hands) -> None:
    at_block(hands, "Crews will be")
    hands.press("2")
    hands.count = 0
    hands.press("p", "c")
    hands.press(hands.label(lambda value: value == "q04"))
    assert hands.count == 3
    assert hands.quote("q05").continues == "q04"
    at_block(hands, "The harbour board said")
    hands.press("n", "space")
    hands.press(hands.label(lambda value: hands.words(value) == "begin"))
    made = hands.desk.place.item or ""
    hands.press("p", "w", "0")
    assert hands.quote(made).within is None
    hands.count = 0
    hands.press("p", "w", "enter")
    assert hands.count == 3
    assert hands.quote(made).within == "q02"


def test_merging_people_by_hand_is_three_presses(hands: Hands) -> None:
    hands.press("g", "3")
    line = next(one for one in hands.desk.closing() if one.key == "reed")
    number = hands.desk.numbering.numbers()["harbour-board"]
    hands.count = 0
    hands.press(line.letter, "m", str(number))
    assert hands.count == 3
    assert hands.annotation.entity("reed") is None
    assert hands.quote("q03").speakers == ("harbour-board",)


def test_note_search_and_list_cost_their_text_and_no_more(hands: Hands) -> None:
    at_block(hands, "The harbour board said")
    hands.press("F")
    hands.type("two")
    assert hands.count == 3 + len("two")
    hands.count = 0
    hands.press("/")
    hands.type("moon")
    assert hands.count == 2 + len("moon")
    hands.count = 0
    hands.press("g", "a")
    assert hands.count == 2


# --- questions and doubts ---


def test_arriving_at_a_question_puts_it_and_the_next_space_takes_it(hands: Hands) -> None:
    at_block(hands, "The union warned")
    hands.press("space")
    assert hands.words(hands.desk.reading_stage.block).startswith("The so-called")
    assert hands.desk.place.item == "q06"
    assert "no source" in hands.desk.status()
    line = next(line for line in hands.desk.reading().margin if line.current)
    assert "no source" in line.detail
    hands.press("space")
    assert hands.quote("q06").status == "accepted"


def test_each_further_question_of_a_block_takes_a_space_of_its_own(hands: Hands) -> None:
    article, annotation = harbour()
    nobody = tuple(
        one.model_copy(update={"speakers": ()}) if one.id in ("q04", "q05") else one for one in annotation.quotes
    )
    hands = Hands(desk_of(article, annotation.model_copy(update={"quotes": nobody})))
    hands.press("space", "space", "space", "space")
    assert hands.desk.place.item == "q04"
    hands.press("space")
    assert hands.desk.place.item == "q05", "the second question is put first"
    assert hands.quote("q04").status == "proposed"
    hands.press("space")
    assert {hands.quote(id).status for id in ("q04", "q05")} == {"accepted"}


def test_a_block_is_begun_at_the_proposal_least_sure_of() -> None:
    article, annotation = harbour()
    scores = {"q04": 0.8, "q05": 0.3}
    quotes = tuple(one.model_copy(update={"score": scores.get(one.id, one.score)}) for one in annotation.quotes)
    hands = Hands(desk_of(article, annotation.model_copy(update={"quotes": quotes})))
    hands.press("space", "space", "space", "space")
    assert hands.words(hands.desk.reading_stage.block).startswith("Crews will be")
    assert hands.desk.place.item == "q05"
