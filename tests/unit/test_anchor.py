"""Re-anchoring: what stays, what is found elsewhere, what is to be confirmed, what is lost."""

import pytest
from material import Case, lamp

from annotator.anchor import Reanchored, reanchor
from annotator.article import Article
from annotator.check import check
from annotator.goldfile import encode, read_gold
from annotator.model import Annotation, QuoteWas, Review, Span


def changed(new: str) -> tuple[Article, Reanchored]:
    """The example re-anchored in another text of its article."""
    _, data = lamp()
    article = Article.from_text(new, "lamp.txt")
    loaded = read_gold(data, article)
    assert loaded.annotation is not None
    assert loaded.matches is False
    found = reanchor(loaded.annotation, article)
    assert found.annotation.document.sha256 == article.sha256
    assert found.annotation.document.length == len(article.text)
    encode(found.annotation, article)
    return article, found


def text() -> str:
    return lamp()[0].text


def words(annotation: Annotation) -> list[tuple[str, ...]]:
    """The words of every content, cue and source."""
    return [
        tuple(span.text if span else "" for span in (*quote.content, quote.cue, quote.source))
        for quote in annotation.quotes
    ]


def errors(annotation: Annotation, article: Article) -> list[str]:
    return [str(problem) for problem in check(annotation, article) if problem.severity == "error"]


def test_an_unchanged_article_changes_nothing() -> None:
    article, data = lamp()
    annotation = read_gold(data, article).annotation
    assert annotation is not None
    assert reanchor(annotation, article) == Reanchored(annotation, summary="the article is unchanged")


@pytest.mark.parametrize(
    "new",
    [
        text().replace("\n", "\r\n"),
        text().replace("\n", "\r"),
        "\ufeff" + text(),
        text().rstrip("\n"),
        "\ufeff" + text().replace("\n", "\r\n"),
    ],
    ids=["CRLF", "CR", "BOM", "no end", "BOM and CRLF"],
)
def test_line_ends_alone_are_moved_exactly_and_said(new: str) -> None:
    article, found = changed(new)
    assert found.summary == "only line ends differ; every span was moved exactly"
    assert (found.fuzzy, found.lost) == ((), ())
    assert errors(found.annotation, article) == []
    assert words(found.annotation) == words(read_gold(lamp()[1], None).annotation)  # type: ignore[arg-type]  # it loads
    assert found.annotation.review.status == "done"


def test_text_before_everything_moves_everything() -> None:
    article, found = changed("One more line.\n\n" + text())
    assert found.summary == "all 14 items found".replace("14", str(6 + 1 + 6))
    assert (found.fuzzy, found.lost) == ((), ())
    assert {move.new[0] - move.old[0] for move in found.moved if move.new} == {16}
    assert errors(found.annotation, article) == ['E20 sections: "One more line." lies in no section; give it a label']


def test_straightened_glyphs_are_found_and_types_derived_anew() -> None:
    straight = text().translate(str.maketrans("“”‘’", "\"\"''"))
    article, found = changed(straight)
    assert (found.fuzzy, found.lost) == ((), ())
    assert {move.how for move in found.moved} == {"folded"}
    assert found.annotation.quotes[1].quoted[0].text == '"twice as bright"'
    assert [quote.type for quote in found.annotation.quotes][:4] == ["direct", "mixed", "direct", "mixed"]
    assert errors(found.annotation, article) == []


def test_a_repaired_encoding_is_found() -> None:
    case = Case("Venn said the repair was â€œa patchâ€\x9d.\n")
    quote = case.quote("the repair was â€œa patchâ€\x9d", cue="said", source="Venn", type="indirect")
    article = Article.from_text("Venn said the repair was “a patch”.\n", "tarn.txt")
    found = reanchor(case.annotation(quote), article)
    (new,) = found.annotation.quotes
    assert new.content[0].text == "the repair was “a patch”"
    assert (new.type, new.quoted[0].text, new.anchor) == ("mixed", "“a patch”", None)


def test_a_typo_is_fuzzy_and_takes_the_review_back() -> None:
    article, found = changed(text().replace("“We heard the skippers,”", "“We hear the skipers,”"))
    assert [(move.item, move.field, move.how) for move in found.fuzzy] == [
        ("q03", "content[0]", "fuzzy"),
        ("s06", "span", "fuzzy"),
    ]
    assert found.lost == ()
    assert found.annotation.quotes[2].content[0].text == "“We hear the skipers,”"
    assert found.annotation.quotes[2].anchor == "fuzzy"
    assert found.annotation.review.status == "in_progress"
    assert found.summary == "11 of 13 items found, 2 to confirm (q03, s06)"
    assert errors(found.annotation, article) == []


def test_a_deleted_paragraph_is_lost_and_keeps_its_words() -> None:
    article, found = changed(text().replace("Dol said the harbour master had promised to dredge the channel.\n\n", ""))
    assert {move.item for move in found.lost} == {"q05", "q06"}
    lost = {quote.id: quote for quote in found.annotation.quotes}["q06"]
    assert (lost.anchor, lost.content[0].span, lost.content[0].text) == ("lost", (397, 418), "to dredge the channel")
    assert found.summary == "11 of 13 items found, 2 lost (q05, q06)"
    assert errors(found.annotation, article) == []
    assert [quote.anchor for quote in found.annotation.quotes if quote.id not in ("q05", "q06")] == [None] * 4


def test_a_moved_paragraph_takes_its_quotes_along() -> None:
    parts = text().split("\n\n")
    parts[4], parts[5] = parts[5], parts[4]
    article, found = changed("\n\n".join(parts))
    assert found.lost == ()
    new = {quote.id: quote for quote in found.annotation.quotes}
    assert new["q04"].source is not None
    assert new["q04"].source.text == "Dol"
    assert new["q04"].source.start - new["q04"].content[0].end == 1
    assert new["q05"].cue is not None
    assert new["q05"].cue.end + 1 == new["q05"].content[0].start
    assert errors(found.annotation, article) == []


def test_an_empty_article_loses_all_and_nothing_raises() -> None:
    article, found = changed("")
    assert found.summary == "0 of 13 items found, 13 lost (q01, q02, q03, q04, q05, …), 1 mention of entities left out"
    assert found.annotation.entities[0].mentions == ()
    assert errors(found.annotation, article) == []


def test_repeated_words_are_told_apart_by_what_stands_around_them() -> None:
    case = Case("Old Ash said yes, not now.\n\nOld Venn said yes, always.\n\nOld Roth said yes to that.\n")
    quotes = [case.quote("yes", id=f"q0{i}").model_copy(update={"content": (case.span("yes", i),)}) for i in range(3)]
    article = Article.from_text(
        "Old Roth said yes to that.\n\nNew.\n\nOld Venn said yes, always.\n\nOld Ash said yes, not now.\n", "tarn.txt"
    )
    found = reanchor(case.annotation(*quotes), article, old=case.article)
    said = {quote.id: article.text[: quote.start].split("\n")[-1] for quote in found.annotation.quotes}
    assert said == {"q00": "Old Ash said ", "q01": "Old Venn said ", "q02": "Old Roth said "}


def test_a_deleted_twin_does_not_take_the_place_of_the_other() -> None:
    case = Case("Ash said we will not go back.\n\nVenn said we will not go back.\n")
    first = case.quote("we will not go back", id="q01", cue="said", source="Ash")
    second = case.quote("we will not go back", id="q02", cue=case.span("said", 1), source="Venn")
    second = second.model_copy(update={"content": (case.span("we will not go back", 1),)})
    article = Article.from_text("Venn said we will not go back.\n", "tarn.txt")
    found = reanchor(case.annotation(first, second), article, old=case.article)
    states = {quote.id: quote.anchor for quote in found.annotation.quotes}
    assert states == {"q01": "lost", "q02": None}


def test_a_cue_that_was_rewritten_makes_the_quote_lost_but_keeps_its_content() -> None:
    article, found = changed(text().replace("Dol wrote in", "Dol noted in"))
    assert [(move.item, move.field) for move in found.lost] == [("q04", "cue")]
    quote = {one.id: one for one in found.annotation.quotes}["q04"]
    assert quote.anchor == "lost"
    assert article.text[slice(*quote.content[0].span)] == quote.content[0].text


def test_cues_are_looked_for_on_their_own_side() -> None:
    case = Case("“It leaks,” Venn said. “It is old,” Ash said.\n")
    quote = case.quote("“It is old,”", type="direct", cue=case.span("said", 1), source="Ash")
    article = Article.from_text("“It leaks,” Venn said. “It is old,” old Mr Ash quietly said.\n", "tarn.txt")
    found = reanchor(case.annotation(quote), article)
    (new,) = found.annotation.quotes
    assert new.cue is not None
    assert new.source is not None
    assert article.text[new.source.end : new.cue.start] == " quietly "
    assert new.anchor is None


def test_what_was_proposed_moves_too_and_goes_when_it_is_gone() -> None:
    _, found = changed("One more line.\n\n" + text())
    was = {quote.id: quote for quote in found.annotation.quotes}["q03"].was
    assert was == QuoteWas(source=Span(span=(237, 246), text="Hanne Dol"))
    case = Case("Ash said it rained, hard.\n")
    quote = case.quote(
        "it rained", cue="said", status="corrected", by="rules", was=QuoteWas(content=(case.span("it rained, hard"),))
    )
    article = Article.from_text("Now Ash said it rained.\n", "tarn.txt")
    (new,) = reanchor(case.annotation(quote), article).annotation.quotes
    assert (new.was, new.status, new.attested) == (None, "accepted", "item")


def test_read_ranges_and_open_reviews_move_along() -> None:
    case = Case("Ash said it rained.\n\nNobody left.\n")
    review = Review(status="in_progress", read=((0, 19),))
    article = Article.from_text("First.\n\nAsh said it rained.\n\nNobody left.\n", "tarn.txt")
    found = reanchor(case.annotation(case.quote("it rained"), review=review), article)
    assert found.annotation.review == Review(status="in_progress", read=((8, 27),))


def test_sections_that_would_overlap_are_put_apart_to_be_confirmed() -> None:
    case = Case("First paragraph here.\n\nSecond paragraph here.\n")
    sections = (
        case.section("lead", "First paragraph here.", text="First paragraph here."),
        case.section("body", "Second paragraph here.", id="s02", text="Second paragraph here."),
    )
    article = Article.from_text("First paragraph here. Second paragraph heer.\n", "tarn.txt")
    found = reanchor(case.annotation(sections=sections), article)
    assert [section.span for section in found.annotation.sections] == [(0, 21), (22, 44)]
    assert [section.anchor for section in found.annotation.sections] == [None, "fuzzy"]


def test_confirmed_and_lost_states_of_before() -> None:
    case = Case("Ash said it rained.\n")
    lost = case.quote("it rained", anchor="lost").model_copy(
        update={"content": (Span(span=(90, 99), text="it rained"),)}
    )
    fuzzy = case.quote("it rained", id="q02", anchor="fuzzy")
    article = Article.from_text("Now Ash said it rained.\n", "tarn.txt")
    found = reanchor(case.annotation(lost), article)
    assert [(quote.anchor, quote.content[0].span) for quote in found.annotation.quotes] == [(None, (13, 22))]
    found = reanchor(case.annotation(fuzzy), article)
    assert [quote.anchor for quote in found.annotation.quotes] == ["fuzzy"]
