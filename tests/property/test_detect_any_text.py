"""Whatever the text, detection gives a valid annotation, the same one each time, without raising."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.article import Article
from annotator.check import check
from annotator.detection import annotation_of, detect, detect_region, refresh
from annotator.detection.assemble import propose
from annotator.detection.base import Words
from annotator.model import Annotation, Quote

_PIECES = (
    "Lea Quist", "Mayor Lea Quist", "Quist", "she", "He", "They", "it", "who", "The board", "the ministry",
    "a statement", "said", "told", "urged", "added", "according to", "denied", "asked", "called", "that",
    "to wait", "the pier was shut", "reporters", "in", "Dunmere", "and", "but", "“", "”", "‘", "’", '"',
    "'", "``", "''", "«", "»", "„", "(", ")", ":", ",", ".", "?", "—", "\n", "\n\n", "\r\n\r\n", " ",
    "  • ", "Q: ", "A: ", "By Odo Lenz", "KEY POINTS", "Share this page", "DUNMERE (Tarn Wire) -",
    "“We are late,”", "“so-called”", "the Tarn Wire", "(FWU)", "Ferry Workers Union", "# ", "> ", "\u2028",
    "\ufeff", "\x00", "\u200b", "é", "Ο Λέων", "「はい」", "سعيد", "1990", "54", "'tis", "’s",
)  # fmt: skip

texts = st.one_of(
    st.lists(st.sampled_from(_PIECES), max_size=60).map(" ".join),
    st.lists(st.sampled_from(_PIECES), max_size=60).map("".join),
    st.text(max_size=200),
)


def _annotation(text: str, language: str | None = None) -> tuple[Article, Annotation]:
    article = Article.from_text(text)
    proposals = detect(text, language, scope="all", structure=article.structure)
    return article, annotation_of(article, proposals, tool="annotator", scope="all")


def _errors(article: Article, annotation: Annotation) -> list[str]:
    return [f"{one.rule} {one.item} {one.message}" for one in check(annotation, article) if one.severity == "error"]


@settings(max_examples=80, deadline=None)
@given(texts)
def test_what_detection_proposes_is_valid(text: str) -> None:
    article, annotation = _annotation(text, "en")
    assert _errors(article, annotation) == []


@settings(max_examples=40, deadline=None)
@given(texts)
def test_no_stage_fails(text: str) -> None:
    propose(text, "en", "all", Words(), None, strict=True)


@settings(max_examples=25, deadline=None)
@given(texts, st.sampled_from([None, "de", "fr", "ja", "xx"]))
def test_the_same_text_gives_the_same_proposals(text: str, language: str | None) -> None:
    assert detect(text, language) == detect(text, language)


@settings(max_examples=40, deadline=None)
@given(texts, st.data())
def test_refreshing_keeps_decisions_and_stays_valid(text: str, data: st.DataObject) -> None:
    article, annotation = _annotation(text, "en")
    decided: list[Quote] = []
    for quote in annotation.quotes:
        if data.draw(st.booleans()):
            decided.append(quote.model_copy(update={"status": "accepted", "attested": "item"}))
        else:
            decided.append(quote)
    before = annotation.model_copy(update={"quotes": tuple(decided)})
    after = refresh(before, article, strict=True)
    assert _errors(article, after) == []
    kept = {quote.id: quote for quote in after.quotes}
    for quote in decided:
        if quote.status == "accepted":
            assert kept[quote.id].content == quote.content
            assert kept[quote.id].speakers == quote.speakers


@settings(max_examples=30, deadline=None)
@given(texts, st.integers(0, 150), st.integers(1, 200))
def test_a_region_gives_only_quotes_that_begin_there(text: str, start: int, length: int) -> None:
    article, annotation = _annotation(text, "en")
    proposals = detect_region(text, article.structure, annotation, [(start, start + length)], strict=True)
    assert all(start <= quote.start < start + length for quote in proposals.quotes)
