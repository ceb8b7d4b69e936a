"""Each rule of SCHEME 3 that a loaded annotation can break: found, placed, told, and mended where possible."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from material import Case, lamp_gold

from annotator.article import Article
from annotator.check import check
from annotator.goldfile import encode
from annotator.model import (
    Annotation,
    Document,
    Entity,
    QuoteWas,
    Review,
    SectionWas,
    Span,
    Via,
    span_of,
)
from annotator.problems import Problem

Change = Callable[[Annotation], Annotation]


def quote(id: str, /, **fields: Any) -> Change:
    """Other values for some fields of one quote."""

    def change(annotation: Annotation) -> Annotation:
        quotes = tuple(one.model_copy(update=fields) if one.id == id else one for one in annotation.quotes)
        return annotation.model_copy(update={"quotes": quotes})

    return change


def section(id: str, /, **fields: Any) -> Change:
    def change(annotation: Annotation) -> Annotation:
        sections = tuple(one.model_copy(update=fields) if one.id == id else one for one in annotation.sections)
        return annotation.model_copy(update={"sections": sections})

    return change


def entity(id: str, /, **fields: Any) -> Change:
    def change(annotation: Annotation) -> Annotation:
        entities = tuple(one.model_copy(update=fields) if one.id == id else one for one in annotation.entities)
        return annotation.model_copy(update={"entities": entities})

    return change


def review(**fields: Any) -> Change:
    return lambda annotation: annotation.model_copy(update={"review": annotation.review.model_copy(update=fields)})


def document(**fields: Any) -> Change:
    return lambda annotation: annotation.model_copy(update={"document": annotation.document.model_copy(update=fields)})


def rejected(**fields: Any) -> Change:
    return lambda annotation: annotation.model_copy(
        update={"rejected": tuple(one.model_copy(update=fields) for one in annotation.rejected)}
    )


def both(*changes: Change) -> Change:
    def change(annotation: Annotation) -> Annotation:
        for one in changes:
            annotation = one(annotation)
        return annotation

    return change


def at(start: int, end: int) -> Span:
    article, _ = lamp_gold()
    return span_of(article.text, start, end)


def twin(annotation: Annotation) -> Annotation:
    copy = annotation.quotes[1].model_copy(update={"id": "q07"})
    return annotation.model_copy(update={"quotes": (*annotation.quotes, copy)})


def inner(annotation: Annotation) -> Annotation:
    """A quote inside the content of q02, not linked to it."""
    new = annotation.quotes[5].model_copy(
        update={"id": "q07", "content": (at(138, 146),), "cue": None, "source": None, "within": None}
    )
    return annotation.model_copy(update={"quotes": (*annotation.quotes, new)})


def without_rejected(annotation: Annotation) -> Annotation:
    return annotation.model_copy(update={"rejected": ()})


def another_entity(**fields: Any) -> Change:
    def change(annotation: Annotation) -> Annotation:
        return annotation.model_copy(update={"entities": (*annotation.entities, Entity(**fields))})

    return change


def reversed_sections(annotation: Annotation) -> Annotation:
    return annotation.model_copy(update={"sections": annotation.sections[::-1]})


OUTLET = Via(kind="outlet", source=at(337, 353), cue=at(329, 336), entity="fenwick-post")

CASES: list[tuple[Change, str, bool]] = [
    # what is changed, the problem's beginning, whether a repair comes with it
    (document(sha256="0" * 64), "E04 document sha256: the article has changed since it was annotated", False),
    (document(length=474), "E04 document length: length is 474 but the article, which is unchanged, has 475", True),
    (
        quote("q01", cue=Span(span=(18, 26), text="Promises")),
        'E05 q01 cue: the article has "romises " at [18, 26]',
        True,
    ),
    (quote("q01", cue=Span(span=(17, 24), text="Promises")), "E05 q01 cue: [17, 24] is 7 code points long", True),
    (quote("q01", cue=Span(span=(17, 17), text="")), "E05 q01 cue: [17, 17] is empty", False),
    (quote("q01", cue=Span(span=(470, 478), text="Promises")), "E05 q01 cue: [470, 478] ends beyond the article", True),
    (quote("q02", cue=Span(span=(115, 119), text="said")), "E05 q02 cue: the article has", False),
    (quote("q01", was=QuoteWas(cue=Span(span=(1, 3), text="zz"))), "E05 q01 was.cue: the article has", False),
    (entity("dol", mentions=(Span(span=(1, 3), text="zz"),)), "E05 dol mentions[0]: the article has", False),
    (rejected(content=(Span(span=(0, 13), text="“ghost light”"),)), "E05 r01 content[0]: the article has", True),
    (section("s02", span=(45, 999)), "E05 s02 span: [45, 999] ends beyond the article's 475 code points", False),
    (section("s02", span=(45, 45)), "E05 s02 span: [45, 45] is empty", False),
    (quote("q05", cue=at(359, 364)), "E06 q05 cue: white space at an end", True),
    (section("s02", span=(44, 60)), "E06 s02 span: white space at an end", True),
    (quote("q05", content=(at(356, 474),), cue=None, source=None), "E06 q05 content[0]: runs over a blank line", False),
    (
        quote("q02", cue=at(114, 118).model_copy(update={"pre": "elsewhere"})),
        'E06 q02 cue: `pre` is "elsewhere" but the article has "house trust " there',
        True,
    ),
    (quote("q03", content=(at(249, 270), at(184, 208))), "E07 q03 content[1]: lies before the span", True),
    (quote("q03", content=(at(184, 208), at(200, 208))), "E07 q03 content[1]: overlaps the span before", True),
    (quote("q02", cue=at(138, 142)), 'E08 q02 cue: shares "lamp" with content[0]', False),
    (quote("q02", source=at(100, 118)), 'E08 q02 cue: shares "said" with source', False),
    (quote("q04", via=(OUTLET.model_copy(update={"cue": at(350, 353)}),)), "E08 q04 via[0].cue: shares", False),
    (quote("q02", quoted=()), "E09 q02 quoted: a mixed quote lists its marked pieces", True),
    (quote("q03", quoted=(at(184, 208),)), "E09 q03 quoted: only mixed quotes list", True),
    (quote("q02", quoted=(at(153, 168),)), "E09 q02 quoted[0]: begins or ends without a quotation mark", True),
    (quote("q02", quoted=(at(249, 270),)), "E09 q02 quoted[0]: does not lie inside one content span", True),
    (quote("q02", id="q01"), "E10 q01 id: another quote has this id too", False),
    (quote("q02", id="q２"), 'E10 q２ id: "q２" is no id of a quote', False),
    (section("s02", id="s01"), "E10 s01 id: another section has this id too", False),
    (quote("q02", speakers=("nobody",)), 'E11 q02 speakers[0]: no entity has the id "nobody"', False),
    (quote("q04", via=(OUTLET.model_copy(update={"entity": "no-one"}),)), "E11 q04 via[0].entity: no entity", False),
    (rejected(speakers=("nobody",)), 'E11 r01 speakers[0]: no entity has the id "nobody"', False),
    (entity("dol", speaks_for="nobody"), 'E11 dol speaks_for: no entity has the id "nobody"', False),
    (entity("dol", speaks_for="dol"), "E11 dol speaks_for: speaks for itself over dol", False),
    (entity("lighthouse-trust", speaks_for="dol"), "E11 lighthouse-trust speaks_for: speaks for itself over", False),
    (quote("q02", continues="q99"), "E12 q02 continues: there is no quote q99", True),
    (quote("q02", repeats="q02"), "E12 q02 repeats: a quote cannot point to itself", True),
    (quote("q06", within="q02"), "E13 q06 within: content and cue do not lie inside one content span of q02", False),
    (quote("q06", cue=at(360, 364)), "E13 q06 within: content and cue do not lie", False),
    (quote("q05", within="q06"), "E13 q05 within: lies within itself over q06", False),
    (quote("q02", repeats="q03"), "E14 q01 repeats: q02 repeats q03 itself", True),
    (quote("q02", continues="q03"), "E14 q02 continues: q03 does not stand before it", False),
    (quote("q03", continues="q02"), "E14 q03 continues: q02 has other speakers", False),
    (twin, "E15 q07: has the same content, cue and source as q02", False),
    (reversed_sections, "E16 s05 span: comes after s06 in the file but before it in the article", True),
    (section("s02", span=(0, 60)), "E16 s02 span: overlaps section s01", False),
    (
        section("s02", text="By Nobody"),
        'E16 s02 text: `text` is "By Nobody" but the article has "By Odile Marrin"',
        False,
    ),
    (section("s02", span=(48, 60), text="By Odile Marrin"), 'E16 s02 text: `text` is "By Odile Marrin" but', True),
    (section("s06", head="x", tail="1974."), 'E16 s06 head: `head` is "x"', False),
    (section("s06", head="“We", tail="1975."), 'E16 s06 tail: `tail` is "1975." but the article has "1974."', False),
    (quote("q01", score=1.5), "E17 q01 score: 1.5 is not between 0 and 1", False),
    (review(seconds=-1), "E17 review seconds: -1 is less than 0", False),
    (review(started="2031-02-04T09:00:00Z"), "E17 review updated: is earlier than `started`", False),
    (review(started="2031-02-30T09:00:00Z"), "E17 review started: 2031-02-30T09:00:00Z is no date and time", False),
    (quote("q03", was=None), "E18 q03 was: a corrected item keeps what was proposed", False),
    (quote("q03", was=QuoteWas(source=at(209, 230))), "E18 q03 was: nothing in `was` differs", False),
    (quote("q03", was=QuoteWas(flags=())), "E18 q03 was: nothing in `was` differs", False),
    (section("s03", was=SectionWas(kind="noise")), "E18 s03 was: nothing in `was` differs", False),
    (
        quote("q02", was=QuoteWas(act="attitude")),
        "E18 q02 was: only corrected items have `was`, this one is accepted",
        False,
    ),
    (quote("q02", attested=None), "E18 q02 attested: an accepted item says how it was accepted", False),
    (quote("q04", attested="item"), "E18 q04 attested: only accepted items have `attested`, this one is added", True),
    (section("s03", attested="item"), "E18 s03 attested: only accepted items have `attested`", True),
    (quote("q04", by="rules"), "E19 q04 by: an added item is `by: human`, not by rules", False),
    (quote("q02", by="human", score=None), "E19 q02 by: `by: human` goes with the status added, not accepted", False),
    (quote("q04", score=0.5), "E19 q04 score: a score comes from a detector", True),
    (rejected(by="human"), "E19 r01 score: a score comes from a detector", True),
    (review(updated=None), "E20 review updated: a review that is done says when", False),
    (quote("q02", status="proposed", attested=None), "E20 q02 status: is still only proposed", False),
    (section("s02", status="proposed", attested=None), "E20 s02 status: is still only proposed", False),
    (quote("q02", anchor="lost"), "E20 q02 anchor: its anchor is lost", False),
    (rejected(anchor="fuzzy"), "E20 r01 anchor: its anchor is fuzzy", False),
    (section("s04", span=(78, 85)), 'E20 sections: "SOUND:" lies in no section', False),
    (quote("q02", act="attitude"), "E21 q02 act: is an attitude, but only statements were looked for", False),
    (quote("q05", type="direct"), "W11 q05 type: is direct but has no quotation marks", True),
    (quote("q03", type="indirect"), "W01 q03 type: is indirect, but its marks say direct", True),
    (quote("q02", flags=("marks_not_speech",)), "W01 q02 type: is mixed, but its marks say indirect", True),
    (without_rejected, "W02 quotes: “ghost light” is in no quote and in no rejected item", False),
    (section("s05", kind="related"), "W03 q02 content: lies in s05, a section of kind related", False),
    (both(section("s05", span=(93, 150)), review(status="in_progress")), "", False),
    (quote("q05", content=(at(365, 419),)), 'W04 q05 content[0]: ends with "." outside quotation marks', True),
    (quote("q02", speakers=()), "W05 q02 speakers: nobody is named as the speaker", False),
    (quote("q04", source=at(339, 353), via=()), 'W05 q04 source: "e Fenwick Post" shares no word with Hanne', False),
    (another_entity(id="idle", name="Idle Hand"), "W06 idle: Idle Hand (idle) is used by no quote", True),
    (
        another_entity(id="dol-2", name="hanne  DOL", speaks_for="dol"),
        "W06 dol-2 name: has the same name as dol",
        False,
    ),
    (quote("q03", content=(at(184, 208), at(249, 269))), "W07 q03 content[1]: a quotation mark has no partner", True),
    (quote("q05", source=at(93, 113)), "W08 q05 source: stands 3 paragraphs from the content", False),
    (quote("q01", content=(at(26, 43),), repeats=None), "", False),
    (inner, "W10 q07 content: overlaps the content of q02 without `within`; nest it", True),
    (section("s04", kind="side_bar"), "W12 s04 kind: the label side_bar is unknown", False),
    (quote("q02", flags=("my_flag",)), "W12 q02 flags: the flag my_flag is unknown", False),
    (rejected(flags=("my_flag",)), "W12 r01 flags: the flag my_flag is unknown", False),
    (
        document(file="lantern.txt"),
        'W13 document file: names "lantern.txt" but the gold file was found by lamp.txt',
        True,
    ),
]


def test_the_example_breaks_no_rule() -> None:
    article, annotation = lamp_gold()
    assert check(annotation, article) == ()


@pytest.mark.parametrize(("change", "said", "mendable"), CASES, ids=[case[1][:40] for case in CASES])
def test_rule(change: Change, said: str, mendable: bool) -> None:
    article, annotation = lamp_gold()
    broken = change(annotation)
    problems = check(broken, article)
    found = next((problem for problem in problems if str(problem).startswith(said)), None)
    if not said:
        assert not [problem for problem in problems if problem.severity == "error"]
        return
    assert found is not None, [str(problem) for problem in problems]
    assert (found.repair is not None) == mendable
    assert bool(found.repair_title) == mendable
    assert found.place is None or 0 <= found.place[0] <= found.place[1] <= 999
    if found.repair is not None:
        mended = check(found.repair(broken), article)
        assert str(found) not in [str(problem) for problem in mended]
        assert len([p for p in mended if p.severity == "error"]) <= len([p for p in problems if p.severity == "error"])


def test_every_rule_has_a_case() -> None:
    told = {said[:3] for _, said, _ in CASES if said} | {"W09"}
    numbers = [f"E{number:02d}" for number in range(4, 22)] + [f"W{number:02d}" for number in range(1, 14)]
    assert sorted(told) == sorted(numbers)


def test_errors_come_first_and_in_the_order_of_the_text() -> None:
    article, annotation = lamp_gold()
    broken = both(quote("q04", speakers=("x",)), quote("q02", speakers=("y",)), entity("dol", name="Fenwick Post"))(
        annotation
    )
    problems = check(broken, article)
    assert [problem.severity for problem in problems] == sorted(p.severity for p in problems)
    assert [(p.rule, p.item) for p in problems][:2] == [("E11", "q02"), ("E11", "q04")]


def test_with_another_article_only_that_is_said_of_offsets() -> None:
    _, annotation = lamp_gold()
    problems = check(annotation, Article.from_text("Something else.\n", "lamp.txt"))
    assert [problem.rule for problem in problems] == ["E04"]


def test_project_labels_and_flags_are_known() -> None:
    article, annotation = lamp_gold()
    changed = both(section("s04", kind="side_bar"), quote("q02", flags=("my_flag",)))(annotation)
    known = check(changed, article, kinds=frozenset({"side_bar"}), flags=frozenset({"my_flag"}))
    assert known == ()


def test_lost_items_may_keep_old_offsets() -> None:
    article, annotation = lamp_gold()
    old = Span(span=(900, 904), text="said")
    lost = both(quote("q02", cue=old, anchor="lost"), review(status="in_progress"))(annotation)
    assert check(lost, article) == ()


# ------------------------------------------------------------ rules with more to them


def rules(case: Case, annotation: Annotation) -> list[str]:
    return [f"{problem.rule} {problem.item}".strip() for problem in check(annotation, case.article)]


def test_e09_pieces_may_run_on_in_the_next_span() -> None:
    case = Case("Ash said the kiln was “cold.\n\n“Nobody lit it.”\n")
    quoted = ("“cold.", "“Nobody lit it.”")
    good = case.quote("the kiln was “cold.", "“Nobody lit it.”", type="mixed", quoted=quoted, cue="said", source="Ash")
    assert [p for p in check(case.annotation(good), case.article) if p.rule == "E09"] == []
    last = good.model_copy(update={"content": good.content[:1], "quoted": good.quoted[:1]})
    assert "E09 q01" in rules(case, case.annotation(last))
    flagged = last.model_copy(update={"flags": ("unclosed",)})
    assert "E09 q01" not in rules(case, case.annotation(flagged))


def test_e13_at_most_three_quotes_lie_around_one() -> None:
    case = Case("abcdefgh\n")
    quotes = [case.quote("abcdefgh"[i:], id=f"q0{i + 1}", within=f"q0{i}" if i else None) for i in range(5)]
    found = [p for p in check(case.annotation(*quotes), case.article) if p.rule == "E13"]
    assert [str(problem) for problem in found] == [
        "E13 q05 within: more than 3 quotes lie around it; link it to one further out"
    ]


def test_e20_reports_each_hole_and_counts_the_rest() -> None:
    case = Case("".join(f"Line {i}.\n\n" for i in range(30)))
    done = case.annotation(review=Review(status="done", updated="2031-02-03T09:00:00Z"))
    found = check(done, case.article)
    assert [p.place for p in found] == [(0, len(case.text) - 2)]
    sections = tuple(case.section("other", f"Line {i}.", id=f"s{i + 10}") for i in range(0, 30, 1) if i % 2)
    found = check(done.model_copy(update={"sections": sections}), case.article)
    assert len(found) == 15
    assert str(found[0]) == 'E20 sections: "Line 0." lies in no section; give it a label'
    open_review = done.model_copy(update={"review": Review(status="in_progress")})
    assert check(open_review, case.article) == ()


def test_e20_invisible_text_needs_no_section() -> None:
    case = Case("\ufeffOne line.\n\n \u200b\n")
    done = case.annotation(
        sections=(case.section("body", "One line."),), review=Review(status="done", updated="2031-02-03T09:00:00Z")
    )
    assert check(done, case.article) == ()


@pytest.mark.parametrize(
    ("text", "content", "end"),
    [
        ("Ash said it rained.\n", "it rained.", "it rained"),
        ("It rained, Ash said.\n", "It rained,", "It rained"),
        ("Ash said, it rained.\n", ", it rained", "it rained"),
        ("Ash said “it rained.”\n", "“it rained.”", None),
        ("Ash said it was the “rain.\n", "it was the “rain.", None),
        ("Ash left for the U.S.\n", "for the U.S.", None),
        ("Ash said no ...\n", "no ...", None),
        ("Ash said Kiln Corp.\n", "Kiln Corp.", None),
        ("Ash said .5 is less\n", ".5 is less", None),
    ],
)
def test_w04_stops_outside_marks(text: str, content: str, end: str | None) -> None:
    case = Case(text)
    annotation = case.annotation(case.quote(content, source="Ash"))
    found = [problem for problem in check(annotation, case.article) if problem.rule == "W04"]
    assert bool(found) == (end is not None)
    if found and found[0].repair is not None:
        assert found[0].repair(annotation).quotes[0].content[0].text == end


@pytest.mark.parametrize(
    ("source", "name", "strange"),
    [
        ("Jon Ash", "Jon Ash", False),
        ("Mr Ash", "Jon Ash", False),
        ("Ash’s", "Jon Ash", False),
        ("Lea Quist", "Jon Ash", True),
        ("the Tarn council", "Jon Ash", True),
        ("she", "Jon Ash", False),
        ("the potter", "Jon Ash", False),
        ("Potters", "Jon Ash", False),
        ("TPG", "Tarn Potters Guild", False),
    ],
)
def test_w05_a_name_belongs_to_its_entity(source: str, name: str, strange: bool) -> None:
    case = Case(f"{source} said it rained.\n")
    quote_ = case.quote("it rained", source=source, speakers=("one",))
    annotation = case.annotation(quote_, entities=(Entity(id="one", name=name),))
    assert ("W05 q01" in rules(case, annotation)) == strange


def test_w05_mentions_and_roles_count_as_names() -> None:
    case = Case("On Monday, Mayor Quist said it rained.\n")
    one = case.quote("it rained", source="Mayor Quist", speakers=("one",))
    for fields in ({"mentions": (case.span("Quist"),)}, {"role": "mayor"}):
        annotation = case.annotation(one, entities=(Entity(id="one", name="Lea Roth", **fields),))
        assert "W05 q01" not in rules(case, annotation)


def test_w03_running_text_may_be_crossed_by_whole_spans_only() -> None:
    case = Case("“One,\n\n“two,” Ash said. Ash saw\n\nthree.\n")
    sections = (case.section("lead", "“One,"), case.section("body", case.text[7:-1], id="s02"))
    runs_on = case.quote("“One,", "“two,”", type="direct", source="Ash", cue="said")
    assert rules(case, case.annotation(runs_on, sections=sections)) == []
    headline = (case.section("headline", "“One,"), *sections[1:])
    assert rules(case, case.annotation(runs_on, sections=headline)) == ["W03 q01"]


def test_w09_marked_words_of_the_body_in_a_display_quote() -> None:
    case = Case("Kiln ‘overdue’\n\nThe kiln was “long overdue,” Ash said. It was “bricked” up.\n")
    sections = (
        case.section("headline", "Kiln ‘overdue’"),
        case.section("body", case.text[16:-1], id="s02"),
    )
    head = case.quote("‘overdue’", type="direct")
    body = case.quote("The kiln was “long overdue,”", id="q02", type="mixed", quoted=("“long overdue,”",), cue="said")
    rest = (case.rejected("“bricked”"),)
    annotation = case.annotation(head, body, sections=sections, rejected=rest)
    (problem,) = check(annotation, case.article)
    assert str(problem) == (
        "W09 q01 repeats: the body quote q02 has the same marked words; link them with `repeats` (P1)"
    )
    assert problem.repair is not None
    mended = problem.repair(annotation)
    assert mended.quotes[0].repeats == "q02"
    assert check(mended, case.article) == ()


def test_w10_nested_and_disjoint_quotes_are_fine() -> None:
    case = Case("Ash said Roth said Quist said it rained\n")
    chain = [
        case.quote("Roth said Quist said it rained", id="q01"),
        case.quote("Quist said it rained", id="q02", within="q01"),
        case.quote("it rained", id="q03", within="q02"),
    ]
    assert "W10 q03" not in rules(case, case.annotation(*chain))
    loose = [*chain[:2], chain[2].model_copy(update={"within": None})]
    found = [problem for problem in check(case.annotation(*loose), case.article) if problem.rule == "W10"]
    assert [problem.item for problem in found] == ["q03"]


def test_w10_crossing_contents_have_no_repair() -> None:
    case = Case("Ash said it rained and it snowed\n")
    annotation = case.annotation(case.quote("it rained and it"), case.quote("and it snowed", id="q02"))
    (problem,) = [problem for problem in check(annotation, case.article) if problem.rule == "W10"]
    assert (problem.item, problem.repair) == ("q02", None)
    assert "correct the borders" in problem.message


def test_w13_compares_the_name_not_the_folder() -> None:
    case = Case("One line.\n")
    article = Article.from_text(case.text, "corpus/news/tarn.txt")
    assert check(case.annotation(), article) == ()
    dotted = case.annotation(document=Document(file="./tarn.txt", sha256=case.article.sha256, length=10))
    assert check(dotted, article) == ()


def test_messages_are_safe_to_show() -> None:
    case = Case("Ash said \x1b[31mit\u202e rained.\n")
    annotation = case.annotation(
        case.quote("said \x1b[31mit", speakers=("one",), flags=()),
        entities=(Entity(id="one", name="\x1b]0;x\x07"), Entity(id="two", name="\x1b]0;x\x07")),
        document=Document(file="\x1b[2J", sha256=case.article.sha256, length=len(case.text)),
    )
    messages = [str(problem) for problem in check(annotation, case.article)]
    assert messages
    assert not [message for message in messages if any(char in message for char in "\x1b\x07\u202e")]


def test_problems_compare_by_what_they_say() -> None:
    one = Problem("E05", "q07", "content[1]", "wrong", (1, 2), repair=lambda annotation: annotation)
    assert one == Problem("E05", "q07", "content[1]", "wrong", (1, 2))
    assert str(one) == "E05 q07 content[1]: wrong"
    assert str(Problem("E01", "", "", "no", line=7)) == "E01 line 7: no"
    assert str(Problem("E03", "q01", "type", "no", line=7)) == "E03 q01 type (line 7): no"
    assert str(Problem("E01", "", "", "no")) == "E01: no"


def test_mended_spans_can_be_saved() -> None:
    article, annotation = lamp_gold()
    broken = quote("q01", cue=Span(span=(18, 26), text="Promises"))(annotation)
    (problem,) = [problem for problem in check(broken, article) if problem.rule == "E05"]
    assert problem.repair is not None
    mended = problem.repair(broken)
    assert mended == annotation
    assert encode(mended, article) == encode(annotation, article)
