"""Merging by item: what one side changed is taken, what both changed is reported, ids stay unique."""

from __future__ import annotations

from typing import Any

import pytest
from material import Case, lamp_gold

from annotator.check import check
from annotator.goldfile import encode
from annotator.merge import MergeError, diff, merge
from annotator.model import Annotation, Entity, Review, Section

TEXT = "Ash said it rained.\n\nVenn said it snowed.\n\nRoth said no, “never.” The “kiln” is cold.\n"
CASE = Case(TEXT)
ASH = Entity(id="ash", name="Jon Ash", kind="person")
VENN = Entity(id="venn", name="Orla Venn", kind="person")
BASE = CASE.annotation(
    CASE.quote("it rained", id="q01", cue="said", source="Ash"),
    CASE.quote("it snowed", id="q02", cue=CASE.span("said", 1), source="Venn", speakers=("venn",)),
    sections=(
        CASE.section("lead", "Ash said it rained.", id="s01"),
        CASE.section("body", TEXT[21:-1], id="s02"),
    ),
    entities=(ASH, VENN),
    review=Review(status="in_progress", annotators=("ines",), started="2031-02-03T09:00:00Z", seconds=60, read=()),
)


def change(annotation: Annotation, id: str, **fields: Any) -> Annotation:
    quotes = tuple(one.model_copy(update=fields) if one.id == id else one for one in annotation.quotes)
    return annotation.model_copy(update={"quotes": quotes})


def add(annotation: Annotation, *items: Any, **lists: tuple[Any, ...]) -> Annotation:
    update: dict[str, Any] = {"quotes": (*annotation.quotes, *items)}
    for name, more in lists.items():
        update[name] = (*getattr(annotation, name), *more)
    return annotation.model_copy(update=update)


def remove(annotation: Annotation, id: str) -> Annotation:
    return annotation.model_copy(update={"quotes": tuple(one for one in annotation.quotes if one.id != id)})


def review(annotation: Annotation, **fields: Any) -> Annotation:
    return annotation.model_copy(update={"review": annotation.review.model_copy(update=fields)})


def test_nothing_changed() -> None:
    result = merge(BASE, BASE, BASE)
    assert (result.annotation, result.conflicts, result.renamed) == (BASE, (), ())


def test_one_side_alone_is_taken() -> None:
    changed = change(BASE, "q01", note="see", flags=("translated",))
    assert merge(BASE, changed, BASE).annotation == changed
    assert merge(BASE, BASE, changed).annotation == changed
    assert merge(BASE, changed, changed).annotation == changed


def test_different_items_are_both_taken() -> None:
    result = merge(BASE, change(BASE, "q01", note="a"), change(BASE, "q02", note="b"))
    assert [quote.note for quote in result.annotation.quotes] == ["a", "b"]
    assert result.conflicts == ()


def test_the_same_item_changed_on_both_sides_is_a_conflict_and_ours_stays() -> None:
    result = merge(BASE, change(BASE, "q01", act="attitude"), change(BASE, "q01", note="b"))
    assert result.annotation.quotes[0].act == "attitude"
    (conflict,) = result.conflicts
    assert (conflict.block, conflict.id, conflict.ours.act, conflict.theirs.note) == ("quotes", "q01", "attitude", "b")
    assert conflict.sentence == "q01: both sides changed it and differ in act, note; ours stays"


def test_removed_here_and_changed_there_is_a_conflict() -> None:
    result = merge(BASE, remove(BASE, "q01"), change(BASE, "q01", note="b"))
    assert [quote.id for quote in result.annotation.quotes] == ["q02"]
    assert [conflict.sentence for conflict in result.conflicts] == [
        "q01 was removed here and changed there; it stays removed"
    ]
    result = merge(BASE, change(BASE, "q01", note="b"), remove(BASE, "q01"))
    assert [quote.id for quote in result.annotation.quotes] == ["q01", "q02"]
    assert len(result.conflicts) == 1


def test_removed_on_one_side_is_removed() -> None:
    assert [quote.id for quote in merge(BASE, BASE, remove(BASE, "q01")).annotation.quotes] == ["q02"]


def test_acceptance_of_both_takes_the_stronger() -> None:
    proposed = change(BASE, "q01", status="proposed", by="rules")
    ours = change(proposed, "q01", status="accepted", attested="paragraph")
    theirs = change(proposed, "q01", status="accepted", attested="item")
    result = merge(proposed, ours, theirs)
    assert result.annotation.quotes[0].attested == "item"
    assert result.conflicts == ()


def test_new_items_with_the_same_id_are_renumbered_on_their_side_with_their_links() -> None:
    ours = add(BASE, CASE.quote("“never.”", id="q03", type="direct"))
    theirs = add(
        BASE,
        CASE.quote("no, “never.”", id="q03", type="mixed", quoted=("“never.”",)),
        CASE.quote("“never", id="q04", within="q03"),
    )
    result = merge(BASE, ours, theirs)
    assert result.conflicts == ()
    assert result.renamed == (("q03", "q05"),)
    by_id = {quote.id: quote for quote in result.annotation.quotes}
    assert sorted(by_id) == ["q01", "q02", "q03", "q04", "q05"]
    assert by_id["q03"].content[0].text == "“never.”"
    assert by_id["q04"].within == "q05"


def test_numbers_are_shared_with_rejected_items_and_never_used_again() -> None:
    ours = add(BASE, rejected=(CASE.rejected("“kiln”", id="r03"),))
    theirs = add(BASE, CASE.quote("no", id="q09"), rejected=(CASE.rejected("“never.”", id="r03"),))
    result = merge(BASE, ours, theirs)
    assert [item.id for item in result.annotation.rejected] == ["r10", "r03"]


def test_the_same_quote_added_by_both_is_one() -> None:
    ours = add(BASE, CASE.quote("“never.”", id="q03", type="direct"))
    theirs = add(BASE, CASE.quote("no", id="q03"), CASE.quote("“never.”", id="q04", type="direct"))
    result = merge(BASE, ours, theirs)
    assert result.conflicts == ()
    assert {quote.id: quote.content[0].text for quote in result.annotation.quotes}["q03"] == "“never.”"
    assert [quote.id for quote in result.annotation.quotes] == ["q01", "q02", "q05", "q03"]
    other = change(theirs, "q04", speakers=("venn",))
    assert [conflict.id for conflict in merge(BASE, ours, other).conflicts] == ["q03"]


def test_entities_of_the_same_name_are_one_and_others_get_another_id() -> None:
    roth = Entity(id="roth", name="Ann Roth", kind="person")
    ours = add(BASE, CASE.quote("“never.”", id="q03", speakers=("roth",)), entities=(roth,))
    same = Entity(id="ann-roth", name="Ann  Roth", kind="person")
    theirs = add(BASE, CASE.quote("no", id="q04", speakers=("ann-roth",)), entities=(same,))
    result = merge(BASE, ours, theirs.model_copy(update={"entities": (*BASE.entities, same)}))
    assert {entity.id for entity in result.annotation.entities} == {"ash", "roth", "venn"}
    assert {quote.id: quote.speakers for quote in result.annotation.quotes}["q04"] == ("roth",)
    namesake = Entity(id="roth", name="Roth Council", kind="organisation")
    theirs = add(BASE, CASE.quote("no", id="q04", speakers=("roth",)), entities=(namesake,))
    result = merge(BASE, ours, theirs)
    assert result.renamed == (("roth", "roth-2"),)
    assert {quote.id: quote.speakers for quote in result.annotation.quotes}["q04"] == ("roth-2",)
    assert result.conflicts == ()


def test_an_entity_that_one_side_dropped_comes_back_when_the_other_needs_it() -> None:
    ours = remove(BASE, "q02").model_copy(update={"entities": (ASH,)})
    theirs = add(BASE, CASE.quote("no", id="q03", speakers=("venn",)))
    result = merge(BASE, ours, theirs)
    assert [entity.id for entity in result.annotation.entities] == ["ash", "venn"]


def test_an_entity_that_falls_out_of_use_only_by_both_changes_goes() -> None:
    base = change(BASE, "q02", speakers=("ash",)).model_copy(update={"entities": (ASH,)})
    result = merge(base, remove(base, "q01"), remove(base, "q02"))
    assert result.annotation.entities == ()
    idle = base.model_copy(update={"entities": (ASH, VENN)})
    assert merge(idle, idle, idle).annotation.entities == (ASH, VENN)


def test_mentions_of_both_sides_are_joined() -> None:
    def mention(number: int) -> Annotation:
        entity = ASH.model_copy(update={"mentions": (CASE.span("said", number),)})
        return BASE.model_copy(update={"entities": (entity, VENN)})

    result = merge(BASE, mention(0), mention(1))
    assert [span.start for span in result.annotation.entities[0].mentions] == [4, 26]
    assert result.conflicts == ()


def test_a_link_to_a_quote_that_the_other_side_removed_is_taken_out_and_told() -> None:
    theirs = add(BASE, CASE.quote("rained", id="q03", within="q01"))
    result = merge(BASE, remove(BASE, "q01"), theirs)
    assert {quote.id: quote.within for quote in result.annotation.quotes} == {"q03": None, "q02": None}
    assert [conflict.sentence for conflict in result.conflicts] == [
        "q03 pointed to a quote that the other side removed (within q01); the link is gone"
    ]


def sections(annotation: Annotation, *parts: Section) -> Annotation:
    return annotation.model_copy(update={"sections": parts})


def test_sections_are_merged_by_item_where_they_fit() -> None:
    lead, body = BASE.sections
    ours = sections(BASE, lead.model_copy(update={"kind": "deck"}), body)
    theirs = sections(
        BASE,
        lead,
        CASE.section("body", "Venn said it snowed.", id="s02"),
        CASE.section("credit", TEXT[43:-1], id="s03"),
    )
    result = merge(BASE, ours, theirs)
    assert [(section.id, section.kind) for section in result.annotation.sections] == [
        ("s01", "deck"),
        ("s02", "body"),
        ("s03", "credit"),
    ]
    assert result.conflicts == ()


def test_sections_that_do_not_fit_together_stay_as_ours() -> None:
    lead = BASE.sections[0]
    ours = sections(
        BASE, lead, CASE.section("body", "Venn said it snowed.", id="s02"), CASE.section("bio", TEXT[43:-1], id="s03")
    )
    theirs = sections(BASE, CASE.section("lead", TEXT[:41], id="s01"), CASE.section("body", TEXT[43:-1], id="s02"))
    result = merge(BASE, ours, theirs)
    assert result.annotation.sections == ours.sections
    assert [conflict.id for conflict in result.conflicts] == ["s01", "s02"]
    assert merge(BASE, ours, sections(BASE, lead)).conflicts


def test_new_sections_with_the_same_id_are_renumbered() -> None:
    lead, _ = BASE.sections
    base = sections(BASE, lead)
    ours = sections(base, lead, CASE.section("body", "Venn said it snowed.", id="s02"))
    theirs = sections(base, lead, CASE.section("bio", TEXT[43:-1], id="s02"))
    result = merge(base, ours, theirs)
    assert [(section.id, section.kind) for section in result.annotation.sections] == [
        ("s01", "lead"),
        ("s02", "body"),
        ("s03", "bio"),
    ]


def test_reviews_are_added_up() -> None:
    ours = review(BASE, annotators=("ines", "bo"), seconds=100, updated="2031-02-05T09:00:00Z", read=((0, 5),))
    theirs = review(BASE, annotators=("ines", "cy"), seconds=70, updated="2031-02-04T09:00:00Z", read=((4, 9),))
    result = merge(BASE, ours, theirs).annotation.review
    assert result.annotators == ("ines", "bo", "cy")
    assert (result.seconds, result.started, result.updated) == (110, "2031-02-03T09:00:00Z", "2031-02-05T09:00:00Z")
    assert result.read == ((0, 9),)
    assert merge(BASE, review(BASE, read=None), theirs).annotation.review.read is None


def test_a_merge_with_something_to_decide_is_not_done() -> None:
    done = review(BASE, status="done")
    assert merge(BASE, done, change(BASE, "q01", note="b")).annotation.review.status == "done"
    ours = change(done, "q01", act="attitude")
    assert merge(BASE, ours, change(BASE, "q01", note="b")).annotation.review.status == "in_progress"
    assert merge(BASE, done, review(BASE, status="skipped")).annotation.review.status == "in_progress"


def test_document_fields_and_notes_conflict_by_field() -> None:
    def language(code: str) -> Annotation:
        return BASE.model_copy(update={"document": BASE.document.model_copy(update={"language": code})})

    result = merge(BASE, language("de"), language("fr"))
    assert result.annotation.document.language == "de"
    assert [conflict.sentence for conflict in result.conflicts] == ["document language: de here, fr there; ours stays"]
    result = merge(BASE, review(BASE, note="one \x1b"), review(BASE, note="two"))
    assert [conflict.sentence for conflict in result.conflicts] == ['review note: "one ␛" here, two there; ours stays']


def test_different_articles_are_not_merged() -> None:
    other = BASE.model_copy(update={"document": BASE.document.model_copy(update={"sha256": "0" * 64})})
    with pytest.raises(MergeError, match="different versions of the article"):
        merge(BASE, BASE, other)


def test_a_merge_of_the_example_can_be_saved() -> None:
    article, annotation = lamp_gold()
    result = merge(annotation, change(annotation, "q01", note="a"), change(annotation, "q06", note="b"))
    encode(result.annotation, article)
    assert check(result.annotation, article) == ()


# ------------------------------------------------------------ differences


def sentences(a: Annotation, b: Annotation) -> list[str]:
    return [difference.sentence for difference in diff(a, b)]


def test_differences_are_told_in_words() -> None:
    assert sentences(BASE, BASE) == []
    cue = CASE.span("said", 2)
    changed = change(BASE, "q01", content=(CASE.span("Ash said it rained"),), cue=None, flags=("altered", "negated"))
    changed = change(changed, "q02", cue=cue, speakers=("ash", "venn"))
    assert sentences(BASE, changed) == [
        'q01 content: "it rained" -> "Ash said it rained"',
        'q01 cue: "said" -> none',
        "q01 flags: none -> altered + negated",
        'q02 cue: "said" at [26, 30] -> "said" at [48, 52]',
        "q02 speakers: venn -> ash + venn",
    ]


def test_added_and_removed_items_are_told() -> None:
    more = add(
        BASE,
        CASE.quote("“never.”", id="q03", type="direct"),
        sections=(CASE.section("other", "said", id="s09"),),
        entities=(Entity(id="roth", name="Ann Roth"),),
        rejected=(CASE.rejected("“kiln”"),),
    )
    assert sentences(BASE, more) == [
        "s09 added: other [4, 8]",
        'roth added: "Ann Roth" (unknown)',
        'q03 added: direct "“never.”"',
        'r01 added: quote "“kiln”"',
    ]
    assert sentences(more, BASE)[2] == 'q03 removed: direct "“never.”"'


def test_rejected_and_restored_quotes_are_told_as_that() -> None:
    rejected = remove(BASE, "q01").model_copy(
        update={"rejected": (CASE.rejected("it rained", id="r03", reason="term"),)}
    )
    assert sentences(BASE, rejected) == ['q01 rejected as r03 (term): "it rained"']
    assert sentences(rejected, BASE) == ['r03 restored as q01: "it rained"']


def test_differences_of_document_review_and_history() -> None:
    _, annotation = lamp_gold()
    changed = review(annotation, status="in_progress", read=((0, 4),))
    changed = change(changed, "q03", status="accepted", attested="item", was=None)
    assert sentences(annotation, changed) == [
        "review status: done -> in_progress",
        "review read: none -> [0, 4]",
        "q03 status: corrected -> accepted",
        "q03 attested: none -> item",
        'q03 was: source "Hanne Dol" -> none',
    ]
    assert diff(annotation, changed)[0].before == "done"


def test_what_only_helps_to_find_spans_is_no_difference() -> None:
    spans = BASE.quotes[0].content[0].model_copy(update={"pre": "x", "post": "y"})
    sections_ = tuple(section.model_copy(update={"text": "x"}) for section in BASE.sections)
    changed = change(BASE, "q01", content=(spans,)).model_copy(update={"sections": sections_})
    assert sentences(BASE, changed) == []
