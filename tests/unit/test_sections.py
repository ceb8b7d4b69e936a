"""Sections of whole pages: every label of SCHEME 1.8, clean and dirty, in many layouts."""

# ruff: noqa: E501 - the lines of a page are as long as they are
from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest

from annotator.detection.base import Words
from annotator.detection.sections import find_sections
from annotator.model import INLINE_KINDS, RUN_KINDS, SECTION_KINDS
from annotator.text import Structure, is_visible

PAGE = """\
Harbour Board Calls the Ferry Plan ‘Long Overdue’

The new timetable begins in May and adds two boats to the north shore.

Tue Mar 4 2025
icon-mail icon-print icon-link

KEY POINTS

  • The harbour board wants the new ferry timetable to begin in May.
  • Crews will be consulted before the two boats are added, the chair promises.
  • Residents of the north shore have waited for a second boat since 1988.



PORT MARROW: The harbour board said on Tuesday that the new ferry timetable was “long overdue” and would begin in May, \
when the storms have passed and the crews are back from the yard.

“We did not wait for permission,” board chair Tomas Reed told reporters after the meeting. “We waited for the tide, and \
the tide has been late this year.”

Crews will be “fully consulted” before the two additional boats are put on the route to the north shore, Reed wrote in a \
letter to the union that was seen by the Marrow Courier.

ALSO READ: Goat on the Upper Deck May Stay Until the Autumn

Union asks for more cooks

The union of the ferry crews said that it had not been asked about the timetable and that two more boats needed at least \
four more cooks, who are hard to find on the bay.

“Nobody eats cold soup in a storm,” union spokeswoman Lea Quist said on Wednesday.

The board will meet again in June to vote on the budget for the new boats, the pier on the north shore and the cooks.

icon-mail icon-print icon-link
"""

KINDS = [
    "headline", "deck", "date", "noise", "key_points", "dateline", "lead", "body", "related", "subheading", "body", "noise",
]  # fmt: skip


def kinds(text: str, words: Words | None = None) -> list[str]:
    return [section.kind for section in find_sections(text, Structure(text), None, words or Words())]


def parts(text: str) -> list[tuple[str, str]]:
    """Label and first words of each section, checked for the rules that hold everywhere."""
    sections = find_sections(text, Structure(text))
    check(text, sections)
    return [(section.kind, " ".join(text[section.start : section.end].split())) for section in sections]


def check(text: str, sections: tuple[object, ...]) -> None:
    """Rules X1, X2, X3 and the form of a proposal."""
    at = 0
    seen: list[str] = []
    for number, section in enumerate(find_sections(text, Structure(text)), 1):
        assert section.id == f"s{number:02d}"
        assert section.kind in SECTION_KINDS
        assert section.status == "proposed"
        assert section.by == "rules"
        assert section.score is not None
        assert 0 <= section.score <= 1
        assert at <= section.start < section.end <= len(text)
        assert not is_visible(text, at, section.start)
        assert is_visible(text, section.start, section.start + 1)
        assert is_visible(text, section.end - 1, section.end)
        if seen and seen[-1] == section.kind:
            assert section.kind not in RUN_KINDS
        alone = not is_visible(
            text, max(text.rfind("\n", 0, section.start), text.rfind("\r", 0, section.start), 0), section.start
        )
        if not alone and section.kind not in INLINE_KINDS:
            assert seen[-1] in INLINE_KINDS or section.kind == "noise"
        seen.append(section.kind)
        at = section.end
    assert not is_visible(text, at)
    assert seen.count("lead") <= 1


def test_the_page_as_it_stands() -> None:
    assert [kind for kind, _ in parts(PAGE)] == KINDS
    found = dict(parts(PAGE))
    assert found["dateline"] == "PORT MARROW:"
    assert found["lead"].startswith("The harbour board said")
    assert found["key_points"].startswith("KEY POINTS • The")
    assert found["key_points"].endswith("1988.")


def wrapped(text: str) -> str:
    """The text hard-wrapped at 76 columns, without blank lines."""
    rows: list[str] = []
    for line in text.split("\n"):
        row = ""
        for word in line.split():
            if row and len(row) + 1 + len(word) > 76:
                rows.append(row)
                row = word
            else:
                row = f"{row} {word}" if row else word
        if row:
            rows.append(row)
    return "\n".join(rows) + "\n"


def bullets(mark: str) -> Callable[[str], str]:
    return lambda text: text.replace("  • ", mark)


LAYOUTS: dict[str, tuple[Callable[[str], str], list[str]]] = {
    "single newlines": (lambda t: re.sub(r"\n\s*\n+", "\n", t), []),
    "crlf": (lambda t: t.replace("\n", "\r\n"), []),
    "lone cr": (lambda t: t.replace("\n", "\r"), []),
    "byte order mark": (lambda t: "\ufeff" + t, []),
    "indented": (lambda t: "\n".join("    " + line + "  " for line in t.split("\n")), []),
    "hard-wrapped": (wrapped, []),
    "straight marks": (lambda t: t.translate(str.maketrans("“”‘’", "\"\"''")), []),
    "dash bullets": (bullets("- "), []),
    "star bullets": (bullets("* "), []),
    "dot bullets": (bullets("· "), []),
    "square bullets": (bullets("▪\t"), []),
    "numbered": (bullets("1. "), []),
    "no bullets": (bullets(""), []),
    "bullet and no-break space": (bullets("•\u00a0"), []),
    "other heading": (lambda t: t.replace("KEY POINTS", "At a glance"), []),
    "no heading": (lambda t: t.replace("KEY POINTS\n\n", ""), []),
    "no deck": (lambda t: re.sub(r"The new timetable begins.*\n\n", "", t), ["deck"]),
    "no share bar": (lambda t: t.replace("icon-mail icon-print icon-link", ""), ["noise"]),
    "words in the share bar": (lambda t: t.replace("icon-mail icon-print icon-link", "Share Tweet Email WhatsApp"), []),
    "read more": (lambda t: t.replace("ALSO READ:", "Read more:"), []),
    "german link": (lambda t: t.replace("ALSO READ:", "Lesen Sie auch:"), []),
    "subheading in capitals": (lambda t: t.replace("Union asks for more cooks", "UNION ASKS FOR MORE COOKS"), []),
    "subheading as a question": (lambda t: t.replace("more cooks\n\nThe union", "more cooks?\n\nThe union"), []),
    "headline in capitals": (lambda t: t.replace(t.split("\n")[0], t.split("\n")[0].upper()), []),
    "iso date": (lambda t: t.replace("Tue Mar 4 2025", "2025-03-04"), []),
    "updated": (lambda t: t.replace("Tue Mar 4 2025", "Updated: 4 March 2025, 14:05 GMT"), []),
    "no-break spaces": (lambda t: t.replace("\n\n \n\n", "\n\u00a0\n"), []),
    "dateline with agency": (lambda t: t.replace("PORT MARROW:", "PORT MARROW (Reuters) -"), []),
    "markdown": (lambda t: "# " + t.replace("Union asks", "## Union asks"), []),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_do_not_change_the_sections(layout: str) -> None:
    change, missing = LAYOUTS[layout]
    expected = [kind for kind in KINDS if kind not in missing]
    assert [kind for kind, _ in parts(change(PAGE))] == expected


DIRTY = """\
Home
News
Harbour
The goat may stay on the upper deck
By Ines Calloway
3 March 2025, 14:05
Share
Tweet
Copy link
A goat stands on the deck of a ferry. Photo: Marrow Courier/Ada Lund
PORT MARROW, March 3 (AP) — A goat that has lived on the upper deck of a ferry since last autumn may stay there, the harbour \
board decided on Monday after a long debate about soup.
Advertisement
The animal belongs to the cook, who told the board that nobody had complained about it until the new timetable was \
announced and the passengers had to wait.
Subscribe to our newsletter
“It eats what I throw away,” the cook said, and he added that the upper deck had never been so clean as in this winter.
Read more
Ferry plan long overdue, says board
Union asks for four more cooks
The board will look at the matter again in the summer, when the boats are painted and the deck has to be empty for a week.
Reporting by Ines Calloway; editing by Tomas Lund
Correction: An earlier version of this story said that the goat was a sheep.
Tags
Ferries
Goats
Harbour board
Most read
Storm closes the north pier for two days
Mayor opens a library on the bay
Comments
Log in to comment
© 2025 Marrow Courier. All rights reserved.
"""


def test_a_dirty_page() -> None:
    found = parts(DIRTY)
    by_kind = {kind: [words for k, words in found if k == kind] for kind, _ in found}
    assert by_kind["headline"] == ["The goat may stay on the upper deck"]
    assert by_kind["byline"] == ["By Ines Calloway"]
    assert by_kind["date"] == ["3 March 2025, 14:05"]
    assert by_kind["caption"] == ["A goat stands on the deck of a ferry. Photo: Marrow Courier/Ada Lund"]
    assert by_kind["dateline"] == ["PORT MARROW, March 3 (AP) —"]
    assert len(by_kind["lead"]) == 1
    assert [words.split()[0] for words in by_kind["body"]] == ["The", "“It", "The"]
    assert "Ferry plan long overdue, says board" in by_kind["related"]
    assert by_kind["credit"] == ["Reporting by Ines Calloway; editing by Tomas Lund"]
    assert by_kind["correction"][0].startswith("Correction:")
    assert {"Tags", "Ferries", "Goats"} <= set(by_kind["tags"])
    assert any(words.startswith("Home") for words in by_kind["noise"])
    assert by_kind["noise"][-1].endswith("All rights reserved.")


BODY = [
    "The harbour board has run the boats on the bay for forty years, and for forty years people have complained about soup.",
    "Nobody remembers who first brought a goat on board, but everybody remembers the autumn in which the rail was eaten.",
    "The chair of the board says that the matter will be settled in June, after the vote on the pier and on the new cooks.",
    "Until then the boats sail at noon and at six, and the goat sails with them whether the passengers like it or not.",
]  # fmt: skip


def article(*blocks: str) -> str:
    return "\n\n".join(("Goat divides the harbour board of Port Marrow", *blocks)) + "\n"


def test_an_interview_has_questions_and_answers_and_no_lead() -> None:
    text = article(
        BODY[0], "Q: Why is there a goat?", "A: Because the cook likes it, and because the deck has to be clean.",
        "Q: Will it stay?", "A: It will stay until the vote in June. After that I do not know, and nobody else does either.",
        "Q: And the soup?", "A: The soup stays.",
    )  # fmt: skip
    found = [kind for kind, _ in parts(text)]
    assert found[2:] == ["question", "answer"] * 3
    assert "lead" not in found


def test_questions_without_marks_alternate_with_answers() -> None:
    talk = []
    for number, question in enumerate(
        ("Why do you keep a goat?", "Who feeds it when you are away?", "Will you keep it?", "And your soup?")
    ):
        talk += [
            question,
            BODY[number],
            f"I have said so {number + 2} times, and I shall say it again whenever I am asked about it.",
        ]
    found = [kind for kind, _ in parts(article(BODY[3], *talk, BODY[0][:-1] + ", said the chair, and left."))]
    assert found[2:] == ["question", "answer"] * 4
    assert "lead" not in found


def test_a_live_page_has_timestamps_and_no_lead() -> None:
    entries = [part for hour, body in zip((14, 13, 12, 11), BODY, strict=True) for part in (f"{hour}:05", body)]
    found = [kind for kind, _ in parts(article(*entries))]
    assert found == ["headline", *["timestamp", "body"] * 4]


def test_bullets_in_the_text_are_a_list() -> None:
    text = article(BODY[0], BODY[1], "- The pier on the north shore has to be mended first.",
                   "- The cooks have to be found, and they are rare.", "- The goat has to agree to all of it.", BODY[2])  # fmt: skip
    assert [kind for kind, _ in parts(text)] == ["headline", "lead", "body", "list", "body"]


def test_a_markdown_quotation_is_a_block_quote() -> None:
    text = article(BODY[0], BODY[1], "> The rail was eaten in one night, and nobody saw it happen at all.", BODY[2])
    assert "block_quote" in [kind for kind, _ in parts(text)]


def test_a_line_that_repeats_marked_words_of_the_text_is_a_pull_quote() -> None:
    text = article(BODY[0], "“The rail was eaten in one night, and nobody saw it,” the chair said on Monday when she was asked.",
                   "“The rail was eaten in one night, and nobody saw it.”", BODY[1], BODY[2])  # fmt: skip
    assert ("pull_quote", "“The rail was eaten in one night, and nobody saw it.”") in parts(text)


def test_a_short_quotation_without_a_stop_between_paragraphs_is_a_subheading() -> None:
    text = article(BODY[0], "“The rail was eaten in one night,” the chair said on Monday when she was asked about it.",
                   "“The rail was eaten in one night”", BODY[1], BODY[2])  # fmt: skip
    assert ("subheading", "“The rail was eaten in one night”") in parts(text)


def test_an_embedded_post() -> None:
    text = article(BODY[0], BODY[1], "— Lea Quist (@quistlea) March 3, 2025", BODY[2])
    assert "embed" in [kind for kind, _ in parts(text)]


def test_a_table() -> None:
    text = article(BODY[0], BODY[1], "| Boat | Year | Cooks |", "| Heron | 1988 | 2 |", "| Tern | 1994 | 1 |", BODY[2])
    assert ("table", "| Boat | Year | Cooks | | Heron | 1988 | 2 | | Tern | 1994 | 1 |") in parts(text)


def test_an_author_note_and_an_agency_tag() -> None:
    text = article(
        *BODY[:3],
        BODY[3] + " (Reuters)",
        "Ines Calloway is a reporter who writes about harbours for the Marrow Courier.",
    )
    found = dict(parts(text))
    assert found["credit"] == "(Reuters)"
    assert found["bio"].startswith("Ines Calloway is")


def test_the_title_said_again_with_its_kicker_is_no_deck() -> None:
    title = "Goat divides the harbour board of Port Marrow"
    text = "\n\n".join([title, f"Quarrel on the quay : {title}", *BODY])
    assert [kind for kind, _ in parts(text)][:3] == ["headline", "noise", "lead"]


def test_a_kicker_stands_beside_the_headline() -> None:
    text = "Harbour affairs\n\n" + article(*BODY)
    assert [kind for kind, _ in parts(text)][:3] == ["kicker", "headline", "lead"]


def test_byline_and_date_on_one_line_are_two_sections() -> None:
    for line, first, second in (
        ("By Ines Calloway | 3 March 2025, 14:05", ("byline", "By Ines Calloway |"), ("date", "3 March 2025, 14:05")),
        ("3 March 2025 | By Ines Calloway", ("date", "3 March 2025 |"), ("byline", "By Ines Calloway")),
        ("Von Ines Calloway, 3. März 2025", ("byline", "Von Ines Calloway,"), ("date", "3. März 2025")),
    ):
        assert parts(article(line, *BODY))[1:3] == [first, second]


def test_own_furniture_of_a_corpus_is_noise() -> None:
    line = "You are reading this with a boat in your pocket."
    text = article(BODY[0], BODY[1], line, BODY[2], BODY[3])
    assert kinds(text, Words(furniture=(line.upper(),))) == ["headline", "lead", "body", "noise", "body"]


def test_own_outlets_of_a_corpus_are_agencies() -> None:
    text = article("Port Marrow (Baywire) – " + BODY[0], *BODY[1:3], BODY[3] + " (Baywire)")
    found = kinds(text, Words(outlets=("Baywire",)))
    assert found == ["headline", "dateline", "lead", "body", "credit"]


@pytest.mark.parametrize("text", ["", " \n\t", "\ufeff", "\u200b\n\x00"])
def test_no_visible_text_no_sections(text: str) -> None:
    assert find_sections(text, Structure(text)) == ()


@pytest.mark.parametrize("text", ["a", "Ferry\n", "•", "# ", "“", "12:05", "船", "a\nb", "•\n•\n•"])
def test_tiny_texts_are_covered(text: str) -> None:
    assert parts(text)


def test_pages_in_other_languages() -> None:
    german = "\n\n".join((
        "Hafenrat nennt Fährplan überfällig", "Von Ines Calloway", "04.03.2025, 15:59 Uhr", "Anzeige",
        "Port Marrow - Der Hafenrat hat am Dienstag erklärt, dass der neue Fahrplan längst überfällig sei und im Mai in Kraft trete, "
        "wenn die Stürme vorüber sind.",
        "„Wir haben nicht auf eine Erlaubnis gewartet“, sagte der Vorsitzende Tomas Reed nach der Sitzung vor Journalisten in der Stadt.",
        "Werbung", "Gewerkschaft fordert mehr Köche",
        "Die Gewerkschaft der Fährleute teilte mit, sie sei nicht gefragt worden und brauche vier weitere Köche für die beiden Boote.",
        "Lesen Sie auch: Ziege darf bis zum Herbst an Deck bleiben",
        "Im Juni stimmt der Rat über den Haushalt, die Mole am Nordufer und über die Köche ab, die auf der Bucht schwer zu finden sind.",
    ))  # fmt: skip
    assert [kind for kind, _ in parts(german)] == [
        "headline", "byline", "date", "noise", "dateline", "lead", "body", "noise", "subheading", "body", "related", "body",
    ]  # fmt: skip


def test_long_hostile_texts_take_linear_time() -> None:
    hostile = [
        "a" * 200_000, "a\n" * 100_000, "A. B. " * 33_000, "(" * 200_000, "AB-" * 66_000, "A " * 100_000, "Q: x?\n" * 33_000,
        "12:05\nword word\n" * 12_000, "“" * 200_000, "船" * 200_000, "- \n" * 60_000, "A, " * 66_000, "x/" * 100_000,
        "By Ann Lee 3 March\n" * 10_000, "| a | b |\n" * 20_000,
    ]  # fmt: skip
    for text in hostile:
        start = time.process_time()
        find_sections(text[:200_000], Structure(text[:200_000]))
        assert time.process_time() - start < 3, text[:20]
