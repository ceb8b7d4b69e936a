"""Saving and loading give the same annotation, and the same bytes, whatever the text (promise P8)."""

from typing import get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import any_annotations, free_text, nasty_articles

from annotator.article import Article
from annotator.goldfile import canonical, encode, read_gold, write_gold
from annotator.goldfile.plain import parse
from annotator.goldfile.read import Way
from annotator.goldfile.write import quoted
from annotator.model import Annotation
from annotator.shown import shown

PAIRS = nasty_articles.flatmap(lambda article: st.tuples(st.just(article), any_annotations(article)))


@settings(deadline=None, max_examples=16, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(PAIRS)
def test_what_is_saved_is_loaded_and_saved_again(pair: tuple[Article, Annotation]) -> None:
    article, annotation = pair
    data = write_gold(annotation, article)
    for way in get_args(Way):
        loaded = read_gold(data, article, "tarn.txt.gold.yaml", way=way)
        assert loaded.problems == ()
        assert loaded.warnings == ()
        assert loaded.matches
        assert loaded.annotation == canonical(annotation, article)
        assert loaded.annotation is not None
        assert write_gold(loaded.annotation, article) == data
    assert encode(annotation, article) == data


@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(PAIRS)
def test_reading_without_the_article_keeps_what_re_anchoring_needs(pair: tuple[Article, Annotation]) -> None:
    article, annotation = pair
    data = write_gold(annotation, article)
    loaded = read_gold(data, None)
    assert loaded.annotation is not None
    assert loaded.matches is None
    assert all(section.text is not None or section.head is not None for section in loaded.annotation.sections)
    assert canonical(loaded.annotation, article) == canonical(annotation, article)
    assert write_gold(loaded.annotation, article) == data


@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(PAIRS)
def test_canonical_is_idempotent_and_keeps_what_it_need_not_change(pair: tuple[Article, Annotation]) -> None:
    article, annotation = pair
    once = canonical(annotation, article)
    assert canonical(once, article) is once


@given(free_text)
def test_free_text_stays_on_one_visible_line(text: str) -> None:
    line = quoted(text)
    assert shown(line) == line
    assert len(line.splitlines()) == 1
    assert parse(f"note: {line}\n").value == {"note": text}
    assert parse(f"note: {line}\n", pure=True).value == {"note": text}


@given(st.binary(max_size=200) | free_text.map(lambda text: text.encode()))
def test_no_bytes_make_the_reader_raise(data: bytes) -> None:
    for way in get_args(Way):
        loaded = read_gold(data, None, "x", way=way)
        assert loaded.annotation is None
        assert loaded.problems[0].rule in ("E01", "E02")
