"""What the pickers ask about one place of an article."""

from __future__ import annotations

import time

from annotator.detection.reader import Reader
from annotator.text import Range, Structure

TEXT = (
    "PORT MARROW: The harbour board said on Tuesday that the new timetable was “long overdue”.\n\n"
    "“We did not wait for permission,” board chair Tomas Reed told reporters. “We waited for the tide.”\n\n"
    "Two skippers hinted that they might stay ashore, Marrow Radio reported.\n\n"
    "The crew quacked that the boat was old."
)
READER = Reader(TEXT, Structure(TEXT))
ZONES = Structure(TEXT).paragraphs


def words(span: Range) -> str:
    return TEXT[span[0] : span[1]]


def test_cue_groups_in_text_order() -> None:
    assert [words(span) for span in READER.cue_groups(ZONES[1])] == ["told"]
    assert [words(span) for span in READER.cue_groups(ZONES[2])] == ["hinted", "reported"]
    assert READER.cue_groups((0, 0)) == ()


def test_mentions_longest_form_first() -> None:
    names = [TEXT[one.start : one.end] for one in READER.mentions(ZONES[1])]
    assert names.index("board chair Tomas Reed") < names.index("reporters")
    assert "Tomas Reed" in names
    kinds = {TEXT[one.start : one.end]: one.kind for one in READER.mentions(ZONES[1])}
    assert kinds["board chair Tomas Reed"] == "person"
    assert kinds["reporters"] == "group"


def test_natural_boundaries() -> None:
    zone = ZONES[0]
    starts = {TEXT[at : at + 8] for at in READER.starts(zone)}
    assert {"The harb", "that the", "“long ov"} <= starts
    ends = {TEXT[at - 8 : at] for at in READER.ends(zone)}
    assert {"overdue”", "verdue”."} <= ends
    assert list(READER.starts(zone)) == sorted(READER.starts(zone))


def test_nothing_begins_at_a_stop_or_ends_at_an_opening_mark() -> None:
    text = 'The mill (a “ruin”, said Odo) stood; "we left," Lea said.«Non», dit-elle.'
    reader = Reader(text, Structure(text))
    starts = {text[at : at + 2] for at in reader.starts((0, len(text)))}
    ends = {text[at - 2 : at] for at in reader.ends((0, len(text)))}
    assert {"“r", '"w', "«N", "sa"} <= starts
    assert not {one for one in starts if one[0] in ",.;)”»" or one in ('" ', '",')}
    assert not {one for one in ends if one[-1] in "(“"} | ({' "'} & ends)


def test_draft_from_a_cue() -> None:
    cue = READER.cue_groups(ZONES[0])[0]
    draft = READER.draft_from_cue(cue)
    assert draft is not None
    assert words(draft.content[0]) == "that the new timetable was “long overdue”"
    assert draft.source is not None
    assert words(draft.source) == "The harbour board"


def test_draft_from_a_word_that_is_no_known_cue() -> None:
    at = TEXT.index("quacked")
    draft = READER.draft_from_cue((at, at + 7))
    assert draft is not None
    assert words(draft.content[0]) == "that the boat was old"
    assert draft.source is not None
    assert words(draft.source) == "The crew"


def test_draft_from_marks_and_content() -> None:
    at = TEXT.index("“We waited")
    draft = READER.draft_from_marks((at, at + len("“We waited for the tide.”")))
    assert draft.cue is not None
    assert words(draft.cue) == "told"
    begin = TEXT.index("they might stay ashore")
    guess = READER.draft_from_content((begin, begin + len("they might stay ashore")))
    assert guess.cue is not None
    assert words(guess.cue) in ("hinted", "reported")


def test_weights() -> None:
    told = READER.cue_groups(ZONES[1])[0]
    assert 0.5 < READER.cue_weight(told) <= 1
    assert READER.cue_weight((0, 4)) == 0


def test_a_call_looks_only_at_its_zone() -> None:
    text = "\n\n".join([TEXT] * 300)
    reader = Reader(text, Structure(text))
    reader.starts(reader.structure.paragraphs[0])  # the marks of the whole text are paired once
    zone = reader.structure.paragraphs[600]
    start = time.process_time()
    reader.starts(zone)
    reader.ends(zone)
    reader.mentions(zone)
    reader.cue_groups(zone)
    assert time.process_time() - start < 0.2
