"""Containment, continuation and repetition of quotes."""

from __future__ import annotations

import pytest

from annotator.detection import links
from annotator.detection.base import Draft
from annotator.detection.links import (
    altered,
    chain,
    content_words,
    nesting,
    parties,
    repeats,
    report,
    similarities,
    stem,
)
from annotator.model import Section


def test_nesting_takes_the_smallest_content_around_content_and_cue() -> None:
    outer = Draft(((0, 100),), cue=(101, 105))
    middle = Draft(((20, 90),), cue=(10, 15))
    inner = Draft(((40, 60),), cue=(30, 35))
    assert nesting([outer, middle, inner]) == (None, 0, 1)
    assert nesting([inner, outer, middle]) == (2, None, 1)


def test_a_quote_whose_cue_lies_outside_is_not_nested() -> None:
    outer = Draft(((0, 100),), cue=(101, 105))
    beside = Draft(((20, 90),), cue=(106, 110))
    assert nesting([outer, beside]) == (None, None)


def test_equal_contents_do_not_nest_in_a_circle() -> None:
    assert nesting([Draft(((0, 10),)), Draft(((0, 10),))]) == (None, None)


def test_content_must_lie_in_one_piece_of_the_outer_quote() -> None:
    outer = Draft(((0, 20), (40, 60)), cue=(25, 30))
    assert nesting([outer, Draft(((10, 50),))]) == (None, None)
    assert nesting([outer, Draft(((41, 50),), cue=(52, 55))]) == (None, 0)


def test_nesting_stops_at_the_allowed_depth() -> None:
    drafts = [Draft(((i, 100 - i),)) for i in range(6)]
    found = nesting(drafts)
    depths = []
    for i in range(6):
        depth, at = 0, found[i]
        while at is not None:
            depth, at = depth + 1, found[at]
        depths.append(depth)
    assert max(depths) == links.MAX_DEPTH


def test_chain_needs_the_same_speakers_and_text_order() -> None:
    drafts = [Draft(((0, 5),)), Draft(((10, 15),), carries=0), Draft(((20, 25),), carries=1)]
    assert chain(drafts, [("reed",), ("reed",), ("reed",)]) == (None, 0, 1)
    assert chain(drafts, [("reed",), ("reed",), ("lenz",)]) == (None, 0, None)
    assert chain([Draft(((10, 15),), carries=1), Draft(((0, 5),), carries=7)], [(), ()]) == (1, None)


@pytest.mark.parametrize(
    ("one", "other"),
    [("pledges", "pledged"), ("dredging", "dredged"), ("negotiation", "negotiations"), ("stopped", "stop")],
)
def test_stems_of_one_word_meet(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_content_words_leave_out_what_every_sentence_has() -> None:
    assert content_words(["that the mayor’s boats", "and a boat"]) == content_words(["mayor boat"])


def test_parties_follow_speaks_for() -> None:
    assert parties(["bell"], {"bell": "ministry", "ministry": "bell"}) == {"bell", "ministry"}


def _page() -> tuple[tuple[Section, ...], list[links.Report]]:
    sections = (
        Section(id="s01", kind="headline", span=(0, 40), by="rules"),
        Section(id="s02", kind="body", span=(50, 400), by="rules"),
        Section(id="s03", kind="related", span=(410, 460), by="rules"),
    )
    reports = [
        report(10, ["to ‘Mend the Pier’"], "Urges", ["‘Mend the Pier’"], frozenset({"board"})),
        report(60, ["that gulls had eaten the timetable"], "said", [], frozenset({"reed"})),
        report(120, ["to “repair the pier” before spring"], "urged", ["“repair the pier”"], frozenset({"board"})),
        report(200, ["“Repair the pier, mend the boats,”"], "said", ["“Repair the pier,”"], frozenset({"lenz"})),
        report(420, ["to mend the pier"], "urges", [], frozenset({"board"})),
    ]
    return sections, reports


def test_a_headline_repeats_the_quote_of_the_same_party() -> None:
    sections, reports = _page()
    assert repeats(sections, reports, [None] * 5) == (2, None, None, None, None)


def test_the_inner_quote_is_taken_where_a_nested_one_says_it() -> None:
    sections, reports = _page()
    inner = report(130, ["to repair the pier"], "urge", [], frozenset({"board"}))
    assert repeats(sections, [*reports, inner], [None, None, None, None, None, 2])[0] == 5


def test_nothing_near_enough_is_no_link() -> None:
    sections, reports = _page()
    assert repeats(sections, [reports[0], reports[1]], [None, None]) == (None, None)


def test_similarities_rank_shared_words_and_marks_first() -> None:
    _, reports = _page()
    ranked = similarities(reports, 0, [1, 2, 3])
    assert [other for _, other in ranked] == [2, 3, 1]
    assert ranked[0][0] > ranked[1][0] > ranked[2][0]


def test_altered_looks_only_inside_the_marks() -> None:
    _, reports = _page()
    assert altered(reports[0], reports[2])
    same = report(0, ["a ‘Repair the Pier’ call"], None, ["‘Repair the Pier’"], frozenset())
    assert not altered(same, reports[2])
    assert not altered(reports[4], reports[2])
