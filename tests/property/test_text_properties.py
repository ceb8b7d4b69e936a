"""What holds of the layout of any text at all."""

from __future__ import annotations

import itertools
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.text import (
    Structure,
    is_visible,
    lines,
    merged,
    paragraphs,
    sentences,
    trim,
    trim_visible,
    words,
)

PIECES = st.sampled_from(
    [
        "\n",
        "\r\n",
        "\r",
        "\n\n",
        " ",
        "\t",
        "\xa0",
        "\u2028",
        "\u200b",
        "\ufeff",
        "\x00",
        "a",
        "Boat",
        "of",
        "é",
        "船",
        "。",
        ".",
        "!",
        "?",
        "…",
        ":",
        ",",
        "“",
        "”",
        "'",
        '"',
        "«",
        "- ",
        "• ",
        "1. ",
        "# ",
        "> ",
        "* ",
        "word " * 12,
        "Mr. ",
        "5 p.m. ",
        "🛥️",
        "नाव",
        "�",
    ]
)
RELAXED = settings(deadline=None)
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join))


@RELAXED
@given(TEXTS)
def test_lines_tile_the_text(text: str) -> None:
    at = 0
    for start, end in lines(text):
        assert text[at:start] in ("", "\n", "\r", "\r\n")
        assert "\n" not in text[start:end]
        assert "\r" not in text[start:end]
        at = end
    assert at == len(text)


@RELAXED
@given(TEXTS)
def test_paragraphs_are_sorted_disjoint_trimmed_and_hold_all_visible_text(text: str) -> None:
    at = 0
    for start, end in paragraphs(text):
        assert at <= start < end <= len(text)
        assert not is_visible(text, at, start)
        assert (start, end) == trim_visible(text, start, end)
        at = end
    assert not is_visible(text, at, len(text))


@RELAXED
@given(TEXTS)
def test_paragraphs_are_runs_of_whole_lines(text: str) -> None:
    spans = {line: trim_visible(text, *line) for line in lines(text)}
    starts = {span[0] for span in spans.values() if span[0] < span[1]}
    ends = {span[1] for span in spans.values() if span[0] < span[1]}
    for start, end in paragraphs(text):
        assert start in starts
        assert end in ends


@RELAXED
@given(TEXTS)
def test_paragraphs_have_no_blank_line_inside(text: str) -> None:
    for start, end in paragraphs(text):
        assert all(is_visible(text, start + a, start + b) for a, b in lines(text[start:end]))


@RELAXED
@given(st.lists(PIECES, max_size=60).map("".join))
def test_the_kind_of_line_end_does_not_matter(text: str) -> None:
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    windows = unix.replace("\n", "\r\n")
    assert [unix[a:b].split() for a, b in paragraphs(unix)] == [windows[a:b].split() for a, b in paragraphs(windows)]


@RELAXED
@given(TEXTS)
def test_sentences_tile_their_paragraph(text: str) -> None:
    for paragraph in paragraphs(text):
        at = paragraph[0]
        for start, end in sentences(text, *paragraph):
            assert start < end
            assert trim(text, at, start) in ((at, at), (start, start))
            assert (start, end) == trim(text, start, end)
            at = end
        assert not is_visible(text, at, paragraph[1])


@RELAXED
@given(TEXTS)
def test_words_are_sorted_and_hold_every_letter_and_mark(text: str) -> None:
    at = 0
    for start, end in words(text, 0, len(text)):
        assert at <= start < end
        assert text[at:start].strip() == ""
        at = end
    assert text[at:].strip() == ""


@RELAXED
@given(TEXTS, st.integers(0, 400))
def test_structure_answers_for_every_offset(text: str, offset: int) -> None:
    structure = Structure(text)
    assert 0 <= structure.paragraph_at(offset) <= max(0, len(structure.paragraphs) - 1)
    start, end = structure.sentence_at(offset)
    assert 0 <= start <= end <= len(text)


@RELAXED
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: (min(pair), max(pair)))))
def test_merged_ranges_cover_the_same_places(ranges: list[tuple[int, int]]) -> None:
    found = merged(ranges)
    assert list(found) == sorted(found)
    assert all(a[1] < b[0] for a, b in itertools.pairwise(found))
    assert {at for a, b in ranges for at in range(a, b)} == {at for a, b in found for at in range(a, b)}


def test_paragraphs_of_long_texts_take_linear_time() -> None:
    hostile = [
        "a" * 200_000,
        "a\n" * 100_000,
        "word " * 40_000,
        " \n" * 100_000,
        "- x\n" * 50_000,
        ("x" * 70 + "\n") * 2_800,
    ]
    start = time.perf_counter()
    for text in hostile:
        paragraphs(text)
    assert time.perf_counter() - start < 6


@RELAXED
@given(TEXTS, st.integers(-2, 320), st.integers(-2, 320))
def test_the_words_and_sentences_of_a_part_are_those_of_the_whole(text: str, start: int, end: int) -> None:
    found = tuple(word for word in words(text, 0, len(text)) if start <= word[0] and word[1] <= end)
    assert Structure(text).words_in(start, end) == found
    part, whole = Structure(text), Structure(text)
    assert tuple(part.sentences_of(number) for number in range(len(part.paragraphs))) == whole.sentences
