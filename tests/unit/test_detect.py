"""Detection put together: proposals for an article, for a part of it, and again after decisions."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from annotator.article import Article
from annotator.check import check
from annotator.detection import (
    annotation_of,
    assemble,
    base,
    detect,
    detect_region,
    entity_for,
    rank_persons,
    rank_repeats,
    refresh,
    same_people,
)
from annotator.detection.base import DETECTOR, Draft, Proposals, Refusal, Words
from annotator.detection.ranking import NewEntity
from annotator.model import Annotation, Entity, Quote, Review, Section, span_of
from annotator.text import Range, Structure
from annotator.values import replace

TEXT = """Kiln Council Vows to ‘Keep Ovens Lit’

By Odile Marrin

DUNMERE: The kiln council said on Friday that the ovens would stay lit through the winter.

“We counted the bricks twice,” council chair Hanne Dol told reporters. “There are enough.”

Dol said the miller had promised to lend his cart.

The so-called “clay boat” has not sailed since 1974.

“Nobody will go cold,” she added.

The ovens were built by the parish eighty years ago and have burned through every winter since then.

A second chimney stands behind the school. It draws well when the wind is in the west.
"""


def article() -> Article:
    return Article.from_text(TEXT, "kiln.txt")


def start(scope: str = "statements") -> tuple[Article, Annotation]:
    page = article()
    proposals = detect(page.text, "en", structure=page.structure)
    return page, annotation_of(page, proposals, tool="annotator 9", scope="statements")


@pytest.mark.parametrize("on", [True, False])
def test_detection_leaves_the_collector_as_it_was(on: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    before = gc.isenabled()
    during: list[bool] = []

    def failing(*_: object, **__: object) -> Proposals:
        during.append(gc.isenabled())
        raise RuntimeError("no memory")

    monkeypatch.setattr(assemble, "propose", failing)
    try:
        gc.enable() if on else gc.disable()
        with pytest.raises(RuntimeError):
            detect(TEXT, "en")
        assert during == [False]
        assert gc.isenabled() is on
    finally:
        gc.enable() if before else gc.disable()


def test_detection_makes_no_cycles() -> None:
    """Why the collector may rest while it works: nothing is left that only the collector could free."""
    before = gc.isenabled()
    detect(TEXT)  # lexicons are read once
    gc.collect()
    gc.disable()
    try:
        for text in (TEXT, "“a ‘b’ c” said Bo. " * 50, "Q: Why?\nA: He said she knew.\n" * 20):
            proposals = detect(text, scope="all")
            assert proposals.quotes
            assert gc.collect() == 0
    finally:
        if before:
            gc.enable()


def saying(annotation: Annotation, words: str) -> Quote:
    return next(quote for quote in annotation.quotes if words in quote.content[0].text and quote.within is None)


def test_an_article_starts_as_proposals_and_breaks_no_rule() -> None:
    page, annotation = start()
    assert [problem for problem in check(annotation, page) if problem.severity == "error"] == []
    assert annotation.review == Review(
        status="new", scope="statements", read=(), tool="annotator 9", detectors=(f"{DETECTOR} 0.1.0",)
    )
    assert annotation.document.file == "kiln.txt"
    assert annotation.document.language == "en"
    items: list[Section | Quote] = [*annotation.sections, *annotation.quotes]
    assert {item.status for item in items} == {"proposed"}
    assert {item.by for item in items} == {DETECTOR}
    assert [quote.id for quote in annotation.quotes] == [f"q{i:02d}" for i in range(1, len(annotation.quotes) + 1)]


def test_quotes_sources_and_people_come_together() -> None:
    _, annotation = start()
    direct = saying(annotation, "We counted")
    assert direct.type == "direct"
    assert len(direct.content) == 2
    assert direct.source is not None
    assert direct.source.text == "council chair Hanne Dol"
    later = saying(annotation, "Nobody will go cold")
    assert later.speakers == direct.speakers == ("dol",)
    dol = annotation.entity("dol")
    assert dol is not None
    assert (dol.name, dol.kind, dol.role) == ("Hanne Dol", "person", "council chair")


def test_without_a_language_it_is_told_from_the_text() -> None:
    assert detect(TEXT).language == "en"
    assert detect("").language == base.UNKNOWN
    assert detect("").quotes == ()


def test_unknown_languages_have_their_quotation_marks_found() -> None:
    assert detect("Zu la «mira pelo nika» or.", "tlh").language == "tlh"


def test_proposals_do_not_depend_on_a_structure_given() -> None:
    assert detect(TEXT, "en") == detect(TEXT, "en", structure=Structure(TEXT))


def test_a_failing_stage_does_not_lose_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(assemble, "resolve", fail)
    proposals = detect(TEXT, "en")
    assert proposals.quotes
    assert proposals.sections
    assert proposals.entities == ()
    with pytest.raises(ZeroDivisionError):
        assemble.propose(TEXT, "en", "statements", Words(), None, strict=True)


def sound(*drafts: Draft) -> tuple[Draft, ...]:
    return assemble.sound("One two three four.\n\nFive six seven.", drafts, "statements")


def test_drafts_that_break_a_rule_on_spans_are_mended_or_left_out() -> None:
    whole: Range = (0, 7)
    assert sound(Draft((whole,), cue=(4, 10))) == (Draft((whole,)),)
    assert sound(Draft((whole,), cue=(8, 13), source=(8, 13))) == (Draft((whole,), cue=(8, 13)),)
    assert sound(Draft((whole,), cue=(8, 99))) == (Draft((whole,)),)
    assert sound(Draft((whole,), cue=(7, 13))) == (Draft((whole,)),)
    assert sound(Draft(((0, 30),))) == ()
    assert sound(Draft((whole, (4, 13)))) == ()
    assert sound(Draft((whole,)), Draft((whole,))) == (Draft((whole,)),)
    assert sound(Draft((whole,), act="attitude")) == ()
    with pytest.raises(ValueError, match="draft 0"):
        assemble.sound("One two.", [Draft(((0, 4),))], "all", strict=True)


def test_indices_follow_when_a_draft_is_left_out() -> None:
    kept = sound(Draft(((0, 4),)), Draft(((0, 3),)), Draft(((4, 7),), carries=1), Draft(((8, 13),), carries=0))
    assert [draft.carries for draft in kept] == [None, 0, None]


def test_refusals_are_numbered_in_text_order() -> None:
    text = "The “moon” and the “sun”."
    found = assemble.refused(text, [Refusal((19, 24), "term", 0.4), Refusal((4, 10), "scare_quote", 1.7)], 3)
    assert [(one.id, one.content[0].text, one.reason, one.score) for one in found] == [
        ("r03", "“moon”", "scare_quote", 1.0),
        ("r04", "“sun”", "term", 0.4),
    ]


def decided(quote: Quote) -> Quote:
    return quote.model_copy(update={"status": "accepted", "attested": "item"})


def changed(annotation: Annotation, *quotes: Quote) -> Annotation:
    by_id = {quote.id: quote for quote in quotes}
    return annotation.model_copy(update={"quotes": tuple(by_id.get(quote.id, quote) for quote in annotation.quotes)})


def test_refreshing_an_untouched_start_changes_nothing() -> None:
    page, annotation = start()
    assert refresh(annotation, page) == annotation


def test_refreshing_brings_back_what_is_missing_and_keeps_what_is_decided() -> None:
    page, annotation = start()
    direct = saying(annotation, "We counted")
    named = direct.model_copy(update={"status": "accepted", "attested": "item", "speakers": ("boss",)})
    boss = Entity(id="boss", name="Hanne Dol", kind="person")
    others = tuple(one for one in annotation.entities if one.id != "dol")
    before = annotation.model_copy(update={"quotes": (named,), "entities": (boss, *others)})
    after = refresh(before, page, strict=True)
    assert after.quote(named.id) == named
    assert len(after.quotes) == len(annotation.quotes)
    assert saying(after, "Nobody will go cold").speakers == ("boss",)
    assert all(quote.id != named.id or quote is named for quote in after.quotes)
    assert [problem for problem in check(after, page) if problem.severity == "error"] == []


def test_what_was_rejected_is_not_proposed_again() -> None:
    page, annotation = start()
    gone = saying(annotation, "Nobody will go cold")
    record = detect(TEXT, "en").rejected
    refused = {name: getattr(gone, name) for name in ("type", "content", "cue", "source", "speakers", "by", "score")}
    rejected = type(record[0]).model_validate({"id": "r90", **refused}) if record else None
    assert rejected is not None
    before = annotation.model_copy(
        update={
            "quotes": tuple(quote for quote in annotation.quotes if quote.id != gone.id),
            "rejected": (*annotation.rejected, rejected),
        }
    )
    after = refresh(before, page)
    assert all("Nobody will go cold" not in quote.content[0].text for quote in after.quotes)
    region = detect_region(TEXT, page.structure, before, [(0, len(TEXT))])
    assert all("Nobody will go cold" not in quote.content[0].text for quote in region.quotes)
    assert after.rejected == before.rejected


def test_an_open_proposal_inside_a_decided_quote_stays() -> None:
    page, annotation = start()
    outer = saying(annotation, "the miller had promised")
    inner = next(quote for quote in annotation.quotes if quote.within == outer.id)
    after = refresh(changed(annotation, decided(outer)), page, strict=True)
    assert after.quote(inner.id) == inner
    assert after.entities == annotation.entities


def test_what_cuts_across_a_decided_quote_is_not_proposed() -> None:
    page, annotation = start()
    late = saying(annotation, "Nobody will go cold")
    longer = (late.start, late.end + 4)
    mine = late.model_copy(
        update={"content": (span_of(TEXT, *longer),), "source": None, "cue": None, "status": "added", "by": "human"}
    )
    after = refresh(changed(annotation, mine.model_copy(update={"score": None})), page)
    assert [quote.id for quote in after.quotes if longer[0] <= quote.start < longer[1]] == [late.id]


def test_decided_sections_stay_and_the_rest_is_proposed_around_them() -> None:
    page, annotation = start()
    byline = next(one for one in annotation.sections if one.kind == "byline")
    mine = byline.model_copy(update={"kind": "credit", "status": "added", "by": "human", "score": None})
    before = annotation.model_copy(
        update={"sections": tuple(mine if one.id == byline.id else one for one in annotation.sections)}
    )
    after = refresh(before, page)
    assert next(one for one in after.sections if one.id == byline.id) == mine
    assert [one.span for one in after.sections] == [one.span for one in annotation.sections]


def test_a_region_has_its_quotes_anew_and_no_others() -> None:
    page, annotation = start()
    place = TEXT.index("“We counted")
    region = (place, TEXT.index("\n", place))
    proposals = detect_region(TEXT, page.structure, annotation, [region], strict=True)
    assert [quote.id for quote in proposals.quotes] == [saying(annotation, "We counted").id]
    assert proposals.entities == ()
    assert proposals.rejected == ()
    settled = changed(annotation, *(decided(quote) for quote in annotation.quotes))
    assert detect_region(TEXT, page.structure, settled, [region]).quotes == ()


def test_a_region_that_becomes_noise_has_no_quotes() -> None:
    page, annotation = start()
    place = TEXT.index("“We counted")
    region = (place, TEXT.index("\n", place))
    noise = Section(id="s90", kind="noise", span=region, status="added")
    body = next(one for one in annotation.sections if one.start <= place < one.end)
    before = body.model_copy(update={"span": (body.start, place - 2)}) if body.start < place else None
    after = body.model_copy(update={"id": "s91", "span": (region[1] + 2, body.end)})
    rest = [one for one in annotation.sections if one.id != body.id]
    parts = [one for one in (before, noise, after) if one is not None]
    cut = annotation.model_copy(update={"sections": tuple(sorted([*rest, *parts], key=lambda one: one.span))})
    assert detect_region(TEXT, page.structure, cut, [region]).quotes == ()


# --- the pickers -------------------------------------------------------------------------------------

KNOWN = (
    Entity(id="dol", name="Hanne Dol", kind="person"),
    Entity(id="council", name="kiln council", kind="organisation"),
    Entity(id="lenz", name="Odo Lenz", kind="person"),
)


def at(words: str, text: str = TEXT) -> Range:
    place = text.index(words)
    return place, place + len(words)


def test_a_pronoun_has_the_speaker_before_first() -> None:
    mentions = [(at("The kiln council"), "council"), (at("council chair Hanne Dol"), "dol")]
    answers = rank_persons(TEXT, Structure(TEXT), at("she"), at("she")[0], KNOWN, mentions, "en")
    assert [person.id for person in answers] == ["dol", "council", "lenz"]
    assert [person.score for person in answers] == sorted((person.score for person in answers), reverse=True)


def test_a_new_name_comes_first_as_somebody_new() -> None:
    answers = rank_persons(TEXT, Structure(TEXT), at("the miller"), 0, KNOWN, [], "en")
    assert (answers[0].id, answers[0].name, answers[0].kind) == (None, "miller", "unnamed")
    assert {person.id for person in answers[1:]} == {"dol", "council", "lenz"}


def test_without_source_words_the_last_speaker_comes_first() -> None:
    mentions = [(at("The kiln council"), "council"), (at("council chair Hanne Dol"), "dol")]
    answers = rank_persons(TEXT, Structure(TEXT), None, at("“Nobody")[0], KNOWN, mentions, "en")
    assert answers[0].id == "dol"
    assert rank_persons("", Structure(""), None, 0, (), (), "en") == ()


def test_a_new_entity_is_named_in_full() -> None:
    assert entity_for(TEXT, (at("Dol said")[0], at("Dol said")[0] + 3), "en") == NewEntity(
        "Hanne Dol", "person", "council chair"
    )
    assert entity_for(TEXT, at("she"), "en") == NewEntity("she", "person")
    assert entity_for(TEXT, at("The kiln council"), "en") == NewEntity("kiln council", "organisation")


def test_repeats_are_ranked_by_what_they_say() -> None:
    _, annotation = start()
    headline = annotation.sections[0]
    rest = Section(id="s90", kind="body", span=(headline.end + 2, len(TEXT)), by=DETECTOR)
    annotation = annotation.model_copy(update={"sections": (headline, rest)})
    display = [quote for quote in annotation.quotes if quote.start < TEXT.index("By Odile")]
    assert display
    ranked = rank_repeats(annotation, display[0].id)
    assert ranked[0] == saying(annotation, "the ovens would stay lit").id
    assert display[0].id not in ranked
    assert rank_repeats(annotation, "q99") == ()


def test_same_people_and_parties_are_guessed_from_names_and_roles() -> None:
    _, annotation = start()
    people = (
        Entity(id="dol", name="Dol", kind="person"),
        Entity(id="hanne", name="Hanne Dol", kind="person", role="council chair"),
        Entity(id="council", name="kiln council", kind="organisation"),
        Entity(id="lenz", name="Odo Lenz", kind="person", role="a baker"),
    )
    guesses = same_people(annotation.model_copy(update={"entities": people}))
    assert guesses.merges == (("hanne", "dol"),)
    assert guesses.speaks_for == (("hanne", "council"),)


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = (
        "import sys, annotator.detection\n"
        "assert not [name for name in sys.modules if name.startswith('annotator.detection.')], sys.modules\n"
        "annotator.detection.detect"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    with pytest.raises(AttributeError):
        sys.modules["annotator.detection"].nothing  # noqa: B018


def test_proposals_are_values() -> None:
    assert replace(Proposals("en"), language="de").language == "de"
