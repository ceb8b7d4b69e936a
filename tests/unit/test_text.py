"""Lines, paragraphs, sentences, words: the layout every other part relies on."""

from __future__ import annotations

import pytest

from annotator.text import (
    Structure,
    content_start,
    fold,
    inside,
    is_bullet,
    is_visible,
    lines,
    merged,
    overlaps,
    paragraphs,
    sentences,
    trim,
    trim_visible,
    words,
)


def said(text: str) -> list[str]:
    """The paragraphs' words, with single blanks."""
    return [" ".join(text[start:end].split()) for start, end in paragraphs(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(0, 0)]),
        ("a", [(0, 1)]),
        ("a\nb", [(0, 1), (2, 3)]),
        ("a\r\nb", [(0, 1), (3, 4)]),
        ("a\rb", [(0, 1), (2, 3)]),
        ("a\n\rb", [(0, 1), (2, 2), (3, 4)]),
        ("a\n", [(0, 1), (2, 2)]),
        # Other "line separators" of Unicode are white space inside a line.
        ("a\x0bb\x0cc\x85d\u2028e\u2029f\x1cg", [(0, 13)]),
    ],
)
def test_lines_end_at_lf_crlf_and_cr_only(text: str, expected: list[tuple[int, int]]) -> None:
    assert list(lines(text)) == expected


@pytest.mark.parametrize(
    "text", ["", " ", "\t\r\n", "\ufeff", "\u200b\u200d", "\x00\x1f\x7f", "\u00a0\u3000\u202f", "\u2060"]
)
def test_white_space_bom_zero_width_and_controls_are_not_visible(text: str) -> None:
    assert not is_visible(text)
    assert trim_visible(text, 0, len(text)) == (0, 0)


def test_trim_leaves_zero_width_but_trim_visible_does_not() -> None:
    text = " \u200bferry\u200b "
    assert trim(text, 0, len(text)) == (1, 8)
    assert trim_visible(text, 0, len(text)) == (2, 7)
    assert text[slice(*trim_visible(text, 0, len(text)))] == "ferry"


@pytest.mark.parametrize("glyph", ["•", "‣", "◦", "▪", "●", "-", "–", "—", "*", "+", "·", "1.", "2)", "a)", "✓", "➤"])
def test_bullets_and_numbers_are_seen(glyph: str) -> None:
    line = f"  {glyph} Boats sail at noon"
    assert is_bullet(line, 0, len(line))
    start, end = trim_visible(line, 0, len(line))
    assert line[content_start(line, start, end) : end] == "Boats sail at noon"


@pytest.mark.parametrize(
    "line", ["-5 degrees", "1988 was wet", "A. Quist", "“Well”", "*bold*", "3.5 km", "—", "12.", ""]
)
def test_what_only_looks_like_a_bullet_is_none(line: str) -> None:
    assert not is_bullet(line, 0, len(line))


def test_markdown_marks_are_before_the_content() -> None:
    for mark in ("# ", "### ", "> ", "> > ", "> - "):
        line = f"{mark}Ferry"
        assert line[content_start(line, 0, len(line)) :] == "Ferry"


def test_blank_lines_separate_paragraphs() -> None:
    assert said("The ferry sailed.\n\nThe crew slept.\n \t\nThe tide rose.") == [
        "The ferry sailed.",
        "The crew slept.",
        "The tide rose.",
    ]


def test_lines_without_blank_lines_are_paragraphs() -> None:
    text = (
        "The ferry sailed at noon with forty people and one goat on its upper deck, the harbour board said.\n"
        "Nobody was hurt.\n"
        "The board will meet again on Tuesday to discuss the goat and what to do about the upper deck rail.\n"
    )
    assert len(paragraphs(text)) == 3


def test_paragraphs_are_trimmed_and_empty_text_has_none() -> None:
    assert paragraphs("\ufeff \n\u200b\n") == ()
    text = "\ufeff  The ferry.\u00a0 \n"
    assert [text[a:b] for a, b in paragraphs(text)] == ["The ferry."]


WRAPPED = """\
The harbour board said on Tuesday that the new timetable was long
overdue and would begin in May, when the winter storms have passed and
the crews are back from the yard.
Board chair Tomas Reed told reporters that nobody had asked him about
the goat, which has lived on the upper deck since last autumn and eats
what the cook throws away.
A vote is due in June.
The cook, who has sailed since 1988, declined to say what the goat had
eaten on the day before the meeting.
"""


def test_hard_wrapped_lines_are_joined_up_to_a_short_line() -> None:
    assert [part.split()[0] for part in said(WRAPPED)] == ["The", "Board", "A", "The"]
    assert [part.split()[-1] for part in said(WRAPPED)] == ["yard.", "away.", "June.", "meeting."]


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_hard_wrapping_does_not_depend_on_the_line_end(ending: str) -> None:
    assert said(WRAPPED.replace("\n", ending)) == said(WRAPPED)


def test_hard_wrapped_blocks_are_joined_across_full_stops() -> None:
    text = WRAPPED.replace("yard.\n", "yard.\n\n").replace("away.\n", "away.\n\n").replace("June.\n", "June.\n\n")
    text += (
        "\nThe ferry company, which runs six boats on the bay, wants a pier of\n"
        "its own. The town says there is no money for any new kind of pier.\n"
        "Perhaps the goat will pay.\n"
    )
    assert said(text)[-1].startswith("The ferry company")
    assert said(text)[-1].endswith("goat will pay.")


def test_a_final_stop_on_a_full_line_ends_a_paragraph_where_there_are_no_blank_lines() -> None:
    wrapped = (
        WRAPPED
        + (
            "The ferry company, which runs six boats on the bay, wants new piers.\n"
            "Residents of the north shore, where the goat was born, want a bridge\n"
            "instead and have said so for years.\n"
            "No bridge is planned at all.\n"
        )
        + WRAPPED
    )
    starts = [part.split()[0] for part in said(wrapped)]
    assert "Residents" in starts


def test_an_address_or_title_longer_than_the_column_does_not_hide_the_wrapping() -> None:
    title = "Harbour board calls the ferry plan overdue and says that the goat will have to leave the upper deck"
    text = f"{title}\n{WRAPPED}{WRAPPED}{WRAPPED}{WRAPPED}{WRAPPED}"
    found = said(text)
    assert found[0] == title
    assert len(found) == 1 + 4 * 5


def test_bullets_stay_apart_in_hard_wrapped_text_and_keep_their_second_line() -> None:
    text = WRAPPED + (
        "- The new timetable begins in May, when the winter storms have passed\n"
        "and the crews are back.\n"
        "- The goat may stay on the upper deck until the board has met again in\n"
        "June.\n"
    )
    assert [part[:12] for part in said(text)[-2:]] == ["- The new ti", "- The goat m"]


def test_a_list_of_short_lines_is_not_taken_for_hard_wrapping() -> None:
    text = "Home\nPolitics\nBusiness\nHarbour news\nWeather and tides\nSport\nLetters\nShare this story\n"
    assert len(paragraphs(text)) == 8


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The boat sank. Nobody saw it.", 2),
        ("“It sank.” Nobody saw it.", 2),
        ("“Did it sink?” she asked.", 1),
        ("Mr. Reed met Dr. Quist at 5 p.m. on Monday.", 1),
        ("J. P. Reed met A. Quist.", 1),
        ("The U.S. Navy came. It left.", 2),
        ("It cost 3.5 crowns. It was 2.", 2),
        ("What now?! Nobody knows… Perhaps the goat.", 3),
        ("船が沈んだ。誰も見ていない。", 2),
        ("", 0),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(sentences(text, 0, len(text))) == count


def test_words_keep_apostrophes_hyphens_and_points_inside() -> None:
    text = "Quist’s half-full U.S. ferry, don't wait!"
    assert [text[a:b] for a, b in words(text, 0, len(text))] == [
        "Quist’s", "half-full", "U.S", ".", "ferry", ",", "don't", "wait", "!",
    ]  # fmt: skip


def test_fold_makes_typing_variants_equal() -> None:
    assert fold("“It’s  over” — she\u00a0said") == fold('"It\'s over" - She said')
    assert fold("Zoë") != fold("Zoe")


def test_structure_finds_what_holds_an_offset() -> None:
    text = "One boat. Two boats.\n\nThree boats."
    structure = Structure(text)
    assert structure.paragraph_at(0) == 0
    assert structure.paragraph_at(21) == 0
    assert structure.paragraph_at(22) == 1
    assert text[slice(*structure.sentence_at(12))] == "Two boats."
    assert [text[a:b] for a, b in structure.words_in(22, len(text))] == ["Three", "boats", "."]
    assert Structure("").sentence_at(0) == (0, 0)


def test_ranges() -> None:
    assert overlaps((0, 2), (1, 3))
    assert not overlaps((0, 2), (2, 3))
    assert inside((1, 2), (1, 2))
    assert not inside((0, 2), (1, 2))
    assert merged([(3, 4), (0, 2), (2, 3), (6, 7)]) == ((0, 4), (6, 7))
