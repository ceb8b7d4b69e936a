"""Where words stand in a text: what folds, what does not."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.query import Query


def found(typed: str, text: str) -> list[str]:
    query = Query.of(typed)
    assert query is not None
    return [text[start:end] for start, end in query.hits(text)]


@pytest.mark.parametrize(
    ("typed", "text", "hits"),
    [
        ("harbour", "Harbour, harbour and HARBOUR", ["Harbour", "harbour", "HARBOUR"]),
        ("Harbour", "Harbour, harbour and HARBOUR", ["Harbour"]),
        ("night boat", "night\n\t boat, night boat, nightboat", ["night\n\t boat", "night boat"]),
        ("  night   boat ", "night boat", ["night boat"]),
        ('"we', "“We did, «we and ''we", ["“We", "«we", "''we"]),
        ("“we”", '"we"', ['"we"']),
        ("don't", "Don’t, don't, don‛t", ["Don’t", "don't", "don‛t"]),
        ("ice - road", "ice – road, ice -- road, ice road", ["ice – road", "ice -- road"]),
        ("and...", "and… and... and", ["and…", "and..."]),
        ("été", "Été e\u0301te\u0301 ete", ["Été", "e\u0301te\u0301"]),
        ("cafe", "cafe cafe\u0301 café", ["cafe"]),
        ("harbour", "har\xadbour \ufeffhar\u200bbour", ["har\xadbour", "har\u200bbour"]),
        ("night boat", "night \u200bboat", ["night \u200bboat"]),
        ("straße", "Straße STRASSE", ["Straße"]),
        ("[a.b]*", "[a.b]* [aXb]", ["[a.b]*"]),
        ("潮が", "潮が引いた", ["潮が"]),
        ("aa", "aaaa", ["aa", "aa"]),
        ("мост", "Мост и мост", ["Мост", "мост"]),
        ("K", "K \u212a k", ["K"]),
    ],
)
def test_hits(typed: str, text: str, hits: list[str]) -> None:
    assert found(typed, text) == hits


@pytest.mark.parametrize("typed", ["", " ", "\n\t "])
def test_nothing_to_look_for(typed: str) -> None:
    assert Query.of(typed) is None


def test_from_an_offset_on() -> None:
    query = Query("ferry")
    assert list(query.hits("ferry ferry ferry", 1)) == [(6, 11), (12, 17)]


@given(st.text(max_size=30), st.text(max_size=12), st.text(max_size=30))
def test_any_words_are_found_where_they_stand(before: str, words: str, after: str) -> None:
    query = Query.of(words)
    if query is None:
        return
    text = f"{before} {query.words} {after}"
    hits = list(query.hits(text))
    assert any(text[start:end] == query.words for start, end in hits) or any(
        start < len(before) + 1 + len(query.words) and end > len(before) + 1 for start, end in hits
    )
    assert all(a[1] <= b[0] for a, b in pairwise(hits))


@pytest.mark.parametrize(
    ("typed", "words", "part"),
    [
        ("cue:said", "said", "cue"),
        ("source:harbour board", "harbour board", "source"),
        ("source: board", "source: board", None),
        ("cue:", "cue:", None),
        ("via:said", "via:said", None),
    ],
)
def test_words_only_in_a_part_of_quotes(typed: str, words: str, part: str | None) -> None:
    query = Query.of(typed)
    assert query is not None
    assert (query.words, query.part, str(query)) == (words, part, typed)


def test_among_gives_whole_spans() -> None:
    assert list(Query("board").among("the board, the boat", [(0, 9), (11, 19)])) == [(0, 9)]
