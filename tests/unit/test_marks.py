"""Quotation marks: pairing, repair, apostrophes, and the type that follows from them (SCHEME 1.3)."""

from __future__ import annotations

import time

import pytest

from annotator.marks import derive_type, mark_flags, stretches, unbalanced, unclaimed
from annotator.text import Range


def pieces(text: str) -> list[str]:
    return [text[one.start : one.end] for one in stretches(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We agreed,” she said. “It is late.”", ["“We agreed,”", "“It is late.”"]),
        ('"We agreed," she said, "and left."', ['"We agreed,"', '"and left."']),
        ("'We agreed,' he said. 'Don't go.'", ["'We agreed,'", "'Don't go.'"]),
        ("‘We agreed,’ he said. ‘It’s the ’90s.’", ["‘We agreed,’", "‘It’s the ’90s.’"]),
        ("``We agreed,'' he said.", ["``We agreed,''"]),
        ("`We agreed,' he said.", ["`We agreed,'"]),
        ("« Bonjour », dit-il.", ["« Bonjour »"]),
        ("»Wir gehen«, sagte sie. „Nein“, sagte er.", ["»Wir gehen«", "„Nein“"]),
        ("‚Ja‘, sagte er.", ["‚Ja‘"]),
        ("「行く」と言った。", ["「行く」"]),
        ("‘He said “no” to me,’ he said.", ["‘He said “no” to me,’", "“no”"]),
        ("“They call it ‘the pit’,” Ma said.", ["“They call it ‘the pit’,”", "‘the pit’"]),
        ("“They call it “the pit”,” Ma said.", ["“They call it “the pit”,”", "“the pit”"]),
        ("“I told him, ‘Go.’” He left. ‘Stay.’", ["“I told him, ‘Go.’”", "‘Go.’", "‘Stay.’"]),
        ("Fans' 'moon boat' sails", ["'moon boat'"]),
        ("the drivers’ and the boss’ day", []),
        ("the skippers’ ‘no’ to the board’s plan", ["‘no’"]),
        ("“'Tis late,” he said.", ["“'Tis late,”"]),
        ("rock ’n’ roll in the ’80s", []),
        ('He is 6\'2" tall and owns a 12" saw.', []),
        ("“We agreed” “Never”", ["“We agreed”", "“Never”"]),
    ],
)
def test_pairs(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected
    assert not any(one.odd for one in stretches(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("”We agreed,” the letter said.", ["”We agreed,”"]),
        ("“We agreed,“ she said.", ["“We agreed,“"]),
        ("““We agreed,”” he said.", ["““We agreed,””"]),
        ('"We agreed, "he said. "It is late."', ['"We agreed, "', '"It is late."']),
        ("“They call it “the pit,” Ma said.", ["“They call it “the pit,”", "“the pit,”"]),
        ("“We agreed, he said. “It was late.”", ["“We agreed, he said.", "“It was late.”"]),
        ("We agreed,” he said.", ["We agreed,”"]),
        ("’We agreed,’ he said.", ["’We agreed,’"]),
    ],
)
def test_repairs_are_odd(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected
    assert stretches(text)[0].odd


def test_closing_glyphs_on_both_sides_are_a_habit_when_no_other_is_used() -> None:
    text = "”Vi seglar”, sade hon. ”Nu”, sade han. ”Ja”, sade de."
    assert pieces(text) == ["”Vi seglar”", "”Nu”", "”Ja”"]
    assert not any(one.odd for one in stretches(text))


def test_an_open_quote_reopens_in_the_next_paragraph() -> None:
    text = "“First we rest.\n\n“Then we work,” Lund said."
    first, second = stretches(text)
    assert (first.opened, first.closed, text[first.start : first.end]) == (True, False, "“First we rest.")
    assert (second.opened, second.closed) == (True, True)
    content = [(first.start, first.end), (second.start, second.end)]
    assert derive_type(text, content) == ("direct", ())
    assert mark_flags(text, content) == ()
    assert not unbalanced(text, content)


def test_an_open_quote_runs_over_paragraphs_without_marks() -> None:
    text = "“First we rest.\n\nThen we eat.\n\nThen we work,” Lund said."
    assert pieces(text) == ["“First we rest.", "Then we eat.", "Then we work,”"]
    assert [one.opened for one in stretches(text)] == [True, False, False]


def test_one_bad_mark_spoils_only_its_own_paragraph() -> None:
    good = "“We agreed,” she said."
    for bad in ("He said “no and left.", "It was late” he said.", '"Odd " one " here', "‘So what"):
        text = f"{good}\n\n{bad}\n\n{good}\n\n{good}"
        assert [piece for piece in pieces(text) if piece == "“We agreed,”"] == ["“We agreed,”"] * 3


def test_single_marks_over_paragraphs() -> None:
    text = "‘First we rest.\n\n‘Then we work,’ Lund said."
    assert pieces(text) == ["‘First we rest.", "‘Then we work,’"]
    assert not stretches(text)[0].closed


def span(text: str, part: str) -> Range:
    return text.index(part), text.index(part) + len(part)


@pytest.mark.parametrize(
    ("text", "content", "expected", "quoted"),
    [
        ("“We lost,” Lund said.", ["“We lost,”"], "direct", []),
        ("Lund voiced “deep regret.”", ["“deep regret.”"], "direct", []),
        ("Lund said they had lost.", ["they had lost"], "indirect", []),
        ("Lund said the loss was “brutal”.", ["the loss was “brutal”"], "mixed", ["“brutal”"]),
        ("Lund said that “we lost”.", ["that “we lost”"], "mixed", ["“we lost”"]),
        ("“Yes,” he said, “but not now.”", ["“Yes,”", "“but not now.”"], "direct", []),
        ("“Yes, he said, but not now.”", ["“Yes,", "but not now.”"], "direct", []),
        ("“The crew swore that it rained,” he said.", ["that it rained"], "indirect", []),
        ("He said “A” and then “B”.", ["“A” and then “B”"], "mixed", ["“A”", "“B”"]),
        ("“They call it ‘the pit’,” Ma said.", ["“They call it ‘the pit’,”"], "direct", []),
        ("“They call it ‘the pit’,” Ma said.", ["it ‘the pit’"], "mixed", ["‘the pit’"]),
        ("Ma’s crew’s day", ["Ma’s crew’s day"], "indirect", []),
    ],
)
def test_type(text: str, content: list[str], expected: str, quoted: list[str]) -> None:
    derived, found = derive_type(text, [span(text, part) for part in content])
    assert derived == expected
    assert [text[start:end] for start, end in found] == quoted


def test_flags_change_the_type() -> None:
    text = "He said “Low Water” was his best book."
    content = [span(text, "“Low Water” was his best book")]
    assert derive_type(text, content)[0] == "mixed"
    assert derive_type(text, content, {"marks_not_speech"}) == ("indirect", ())
    assert derive_type(text, content, {"block_quote"}) == ("direct", ())


def test_flags_from_the_marks() -> None:
    wrong = "”We agreed,” he said."
    assert mark_flags(wrong, [span(wrong, "”We agreed,”")]) == ("odd_marks",)
    open_ = "He said: “We agreed"
    assert mark_flags(open_, [span(open_, "“We agreed")]) == ("unclosed",)
    assert unbalanced(open_, [span(open_, "“We agreed")])


def test_unclaimed() -> None:
    text = "“We agreed,” she said of the “moon boat”."
    assert [text[one.start : one.end] for one in unclaimed(text, [(0, 12)])] == ["“moon boat”"]
    assert len(unclaimed(text, [])) == 2


@pytest.mark.parametrize(
    "shape",
    ["“", "”", '"', "'", "‘", "’", "“a ", "a” ", '"a ', " 'a", "‘a’ ", "“a\n\n", "a”\n\n", "''", "« », "],
)
def test_linear_on_hostile_text(shape: str) -> None:
    text = shape * (50_000 // len(shape))
    start = time.process_time()
    stretches(text)
    derive_type(text, [(0, len(text))])
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("«\u00a0Oui.\u00a0» Il part.", ()),
        ("Il dit («\u00a0oui\u00a0»)\u00a0: «\u202fnon\u202f»—puis rien.", ()),
        ("l’«\u202fami\u202f» est là", ()),
        ("»Ja«, sagte er.", ()),
        ('"We lost,” she said.', ("odd_marks",)),
        ('“We lost," she said.', ("odd_marks",)),
        ('"We lost," she said.', ()),
        ("``We lost,'' she said.", ()),
    ],
)
def test_glyphs_that_do_not_belong_together_are_odd_and_french_blanks_are_not(
    text: str, flags: tuple[str, ...]
) -> None:
    for one in stretches(text):
        assert mark_flags(text, [(one.start, one.end)]) == flags
    assert stretches(text)
