"""What single lines and their places say about their section: one invented page or line for each phenomenon."""

# ruff: noqa: E501 - the lines of a page are as long as they are
from __future__ import annotations

import time

import pytest

from annotator.detection.sections import find_sections, read_signs
from annotator.detection.sections_people import byline_form
from annotator.detection.sections_words import lexicon
from annotator.text import Structure

PROSE = [
    "The harbour board said on Tuesday that the ferry to the north shore would sail again in May, when the storms are over.",
    "Two boats were damaged when the pier gave way in January, and the yard has needed longer than anyone had expected.",
    "The union of the crews wants four more cooks on board, because nobody on the bay eats cold soup in a storm any more.",
    "Money for the pier comes from the province, which had promised it three years ago and then forgotten all about it.",
    "The council will vote on the plan in June, and until then the old timetable stays on the wall of the ticket office.",
]
TITLE = "Harbour Board Wants the Ferry Back in May"


def page(*blocks: str) -> str:
    return "\n\n".join(blocks) + "\n"


def kind(text: str, line: str) -> str:
    at = text.index(line)
    return next(
        section.kind for section in find_sections(text, Structure(text)) if section.span[0] <= at < section.span[1]
    )


def signs(text: str, line: str) -> list[str]:
    blocks, found = read_signs(text, Structure(text))
    return next(own for block, own in zip(blocks, found, strict=True) if line in block.text)


def inside(line: str) -> str:
    """A page with the line between two paragraphs of its prose."""
    return page(TITLE, *PROSE[:3], line, *PROSE[3:])


@pytest.mark.parametrize(
    ("line", "sign"),
    [
        ("Die Fähre liegt seit Januar fest vertäut im alten Hafen von Sandmünde.dpa", "agency in brackets"),
        ("Die neue Anlegestelle am Nordufer in SandmündeImago", "agency in brackets"),
        ("Tomas Reed (FB) und Lea Quist (HU) am PierQuelle: Jan Osk", "credit inside"),
        (
            "Crews wait at the pier on 3 May. (Photo: Marrow Courier / Ann Lee. Courtesy of the Board)",
            "agency in brackets",
        ),
        ("Tomas Reed, left, with Lea Quist on the upper deck", "caption words"),
        ("„Wir warten auf die Flut“, sagt der Kapitän. Wie lange noch? 3:18 min", "length at the end"),
        ("Von dpa", "byline opening"),
    ],
)
def test_a_line_carries_the_sign(line: str, sign: str) -> None:
    assert sign in signs(inside(line), line)


@pytest.mark.parametrize(
    ("line", "sign"),
    [
        ("She shared the video. It shows the boat on the rocks", "credit inside"),
        ("The New App", "agency at the end"),
        ("The boat that left, and the one that stayed", "caption words"),
        ("Popular Support", "after heading"),
        ("They all agree that the mayor is the one who has to pay for the pier.", "biography"),
    ],
)
def test_a_line_does_not_carry_the_sign(line: str, sign: str) -> None:
    assert sign not in signs(inside(line), line)


def test_an_author_note_names_its_author_first() -> None:
    line = "Ann Lee is the harbour correspondent of the Marrow Courier."
    assert "biography" in signs(inside(line), line)


def test_bullets_before_all_paragraphs_say_nothing() -> None:
    text = page(f"• {TITLE}", *(f"• {paragraph}" for paragraph in PROSE))
    assert [section.kind for section in find_sections(text, Structure(text))] == ["headline", "lead", "body"]


def test_a_date_that_is_repeated_is_a_date() -> None:
    date = "16 September 2024 9:33pm"
    text = page(TITLE, date, "Save", date, "Share", date, *PROSE)
    assert sum(section.kind == "date" for section in find_sections(text, Structure(text))) == 3


def test_a_sentence_that_the_text_says_again_is_pulled_from_it() -> None:
    line = "Nobody on the bay eats cold soup in a storm any more."
    text = page(TITLE, PROSE[0], PROSE[1], PROSE[2], line, PROSE[3], PROSE[4])
    assert kind(text, line) == "pull_quote"


def test_the_words_over_a_signature_are_the_post() -> None:
    line = "The board has found its boats again and the soup is said to be warm."
    text = page(TITLE, *PROSE[:3], line, "— Lea Quist (@leaquist) May 3, 2024", *PROSE[3:])
    assert kind(text, line) == "embed"


def test_the_mark_that_closes_an_article_is_no_credit() -> None:
    last = PROSE[4] + " MC"
    text = page(TITLE, *PROSE[:4], last)
    assert kind(text, last) == "body"


def test_a_subheading_may_say_the_title_again() -> None:
    line = "Harbour Board Wants the Ferry"
    text = page(TITLE, *PROSE[:2], "Money for the pier", PROSE[2], line, *PROSE[3:])
    found = [
        text[slice(*section.span)] for section in find_sections(text, Structure(text)) if section.kind == "subheading"
    ]
    assert found == ["Money for the pier", line]


def test_a_german_heading_of_two_nouns_is_no_name() -> None:
    prose = [
        "Der Hafenrat von Sandmünde hat am Dienstag beschlossen, dass die Fähre zum Nordufer ab Mai wieder fahren soll.",
        "Zwei Boote waren im Januar beschädigt worden, als der Steg nachgab, und die Werft brauchte länger als erwartet.",
        "Die Gewerkschaft der Besatzung fordert vier weitere Köche an Bord, weil niemand im Sturm kalte Suppe essen will.",
        "Das Geld für den Steg kommt vom Land, das die Mittel vor drei Jahren versprochen und dann vergessen hatte.",
    ]
    line = "Vergessene Zusagen"
    text = page("Hafenrat will die Fähre im Mai zurück", *prose[:3], line, prose[3])
    assert "names only" not in signs(text, line)
    assert kind(text, line) == "subheading"


def test_one_line_after_a_colon_is_no_list() -> None:
    line = "FROM THE PIER TO THE BAY"
    text = page(TITLE, PROSE[0], "Here is what is known of the damage, and what is not:", line, *PROSE[1:])
    assert "items after colon" not in signs(text, line)


LEAD = "Tomas Reed wants the ferry to the north shore back in service before the summer, whatever the yard may say."
NEXT = "Reed told the board on Tuesday that the boats had lain in the yard since January and that the crews were tired of waiting."


def test_a_lead_gives_the_full_name() -> None:
    text = page(TITLE, LEAD, NEXT, *PROSE[1:])
    assert "deck slot has the full name" in signs(text, LEAD)
    assert kind(text, LEAD) == "lead"


def test_a_deck_leaves_the_full_name_to_the_lead() -> None:
    deck = "Reed is tired of waiting for the yard. The crews are tired too."
    lead = "Tomas Reed told the harbour board on Tuesday that the boats had lain in the yard since January and must sail again."
    text = page(TITLE, deck, lead, *PROSE[1:])
    assert "deck slot before the full name" in signs(text, deck)
    assert kind(text, deck) == "deck"


@pytest.mark.parametrize(
    ("line", "form"),
    [
        ("Ann Lindqvist, transport correspondent", "role"),
        ("Ann Lindqvist, Political Editor", "person"),
        ("Ann Lindqvist | @annlindqvist", "role"),
        ("From Ann Lindqvist in Port Marrow", "role"),
        ("Special to the Marrow Courier", "role"),
        ("Marrow Courier Editorial Board", "role"),
        ("Staff and agencies", "staff"),
        ("From our court reporter", "staff"),
        ("Reuters and AFP", "staff"),
        ("Ann Lindqvist and Jo Dahl", "person"),
        ("Dr. Ann Lindqvist", "person"),
        ("Quillen Ostrath", "names"),
        ("The Harbour", None),
        ("Ann Lindqvist/Getty Images", None),
        ("Ann Lindqvist sails home", None),
        ("what the crew wants", None),
    ],
)
def test_bylines_are_told_by_their_form(line: str, form: str | None) -> None:
    assert byline_form(line, lexicon()) == form


def test_a_paragraph_that_the_next_one_goes_on_from_is_text() -> None:
    first = "On the morning the water came, Ines Calloway was baking bread in the cellar of the house by the bridge."
    second = "Twelve years later she still bakes, but the cellar is empty and the bakery stands four metres higher up the hill than it did."
    text = page(TITLE, first, second, *PROSE[1:])
    assert "deck slot continued" in signs(text, first)
    assert kind(text, first) == "lead"


def test_the_end_of_a_heading_is_no_credit() -> None:
    for heading in ("Why I left the BBC", "Ferry and/or bus", "Who pays? The crews", "St. Elmo Landing"):
        text = page(TITLE, PROSE[0], PROSE[1], PROSE[2], heading, PROSE[3], PROSE[4])
        assert not {"caption form", "names after the last stop"} & set(signs(text, heading)), heading


def test_what_a_picture_shows_and_who_took_it_is_a_caption() -> None:
    for credit in (
        "Photo by Ann Lee",
        "(Ann Lee/Marrow Press)",
        "REUTERS/Ann Lee",
        "| Ann Lee/Marrow Press",
        "© Ann Lee",
    ):
        line = f"The ferry leaves the north shore at noon. {credit}"
        text = page(TITLE, PROSE[0], PROSE[1], PROSE[2], line, PROSE[3], PROSE[4])
        assert "caption form" in signs(text, line), credit
        assert kind(text, line) == "caption", credit


def test_brackets_with_what_somebody_does_is_no_credit() -> None:
    line = "Nobody on the bay would do that to a goat. (laughs)"
    text = page(TITLE, PROSE[0], PROSE[1], PROSE[2], line, PROSE[3], PROSE[4])
    assert "brackets after a stop" not in signs(text, line)


@pytest.mark.parametrize("end", ["A" * 60 + "(", "(" + "A-" * 28 + "A b)", "ABC " * 15 + "!(", "A|" * 40 + "/AP"])
def test_the_ends_of_blocks_are_read_in_linear_time(end: str) -> None:
    text = page(TITLE, *[f"The ferry leaves the north shore at noon. {end}"] * 50, *PROSE)
    start = time.process_time()
    find_sections(text, Structure(text))
    assert time.process_time() - start < 2
