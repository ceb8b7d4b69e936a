"""What holds of the sections of any text at all (rules X1, X2; check E16)."""

# ruff: noqa: E501 - the lines of a page are as long as they are
from __future__ import annotations

import itertools
import re
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.detection.base import Words
from annotator.detection.language import vote
from annotator.detection.sections import find_sections
from annotator.detection.sections_blocks import read_block
from annotator.detection.sections_page import read_page
from annotator.detection.sections_words import lexicon
from annotator.model import INLINE_KINDS, RUN_KINDS, SECTION_KINDS
from annotator.text import LINE_END, Structure, is_visible

LINES = st.sampled_from(
    ["Goat divides the harbour board", "By Ines Calloway", "3 March 2025, 14:05", "By Ines Calloway | 3 March 2025", "14:05", "Share", "KEY POINTS", "• The goat may stay on the deck until June.", "Read more", "ALSO READ: Goat may stay", "Tags", "PORT MARROW (AP) — The board said that the goat, which has lived on the deck since autumn, would have to leave. " * 2, "The board will meet again in June to vote on the budget for the new boats and on the pier on the north shore. (AP)", "A goat. Photo: Ada Lund", "Q: Why?", "A: Because.", "Why do you ask?", "| a | b |", "> Said.", "# Title", "© 2025", "船が沈んだ。", "Correction: It was a sheep.", "Ines Calloway is a reporter who covers the bay.", "— Lea (@lea) 3 March", "(Reuters)", "\ufeff", "\u200b"]
)  # fmt: skip
BREAKS = st.sampled_from(["\n", "\n\n", "\r\n", "\r", "\n \n", " ", "\u2028", "\t"])
PAGES = st.lists(st.tuples(LINES, BREAKS), max_size=25).map(lambda parts: "".join(a + b for a, b in parts))
TEXTS = st.one_of(st.text(max_size=400), PAGES)


@settings(deadline=None, max_examples=200)
@given(TEXTS)
def test_sections_cover_all_visible_text_and_do_not_overlap(text: str) -> None:
    sections = find_sections(text, Structure(text))
    at = 0
    for number, section in enumerate(sections, 1):
        assert section.id == f"s{number:02d}"
        assert section.kind in SECTION_KINDS
        assert section.status == "proposed"
        assert section.score is not None
        assert 0 <= section.score <= 1
        assert at <= section.start < section.end <= len(text)
        assert not is_visible(text, at, section.start)
        assert is_visible(text, section.start, section.start + 1)
        assert is_visible(text, section.end - 1, section.end)
        at = section.end
    assert not is_visible(text, at)


@settings(deadline=None, max_examples=200)
@given(TEXTS)
def test_sections_are_whole_lines_except_inline_ones_and_their_neighbours(text: str) -> None:
    sections = find_sections(text, Structure(text))
    for before, after in itertools.pairwise(sections):
        if not LINE_END.search(text, before.end, after.start):
            assert before.kind in INLINE_KINDS or after.kind in INLINE_KINDS
        if before.kind == after.kind:
            assert before.kind not in RUN_KINDS
    assert sum(section.kind == "lead" for section in sections) <= 1


@settings(deadline=None)
@given(TEXTS)
def test_the_same_text_gives_the_same_sections(text: str) -> None:
    assert find_sections(text, Structure(text)) == find_sections(text, Structure(text))


@settings(deadline=None)
@given(PAGES)
def test_the_kind_of_line_end_does_not_matter(text: str) -> None:
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    windows = unix.replace("\n", "\r\n")
    assert [section.kind for section in find_sections(unix, Structure(unix))] == [
        section.kind for section in find_sections(windows, Structure(windows))
    ]


@settings(deadline=None)
@given(PAGES, st.lists(st.text(max_size=12), max_size=3), st.lists(st.text(max_size=12), max_size=3))
def test_any_words_of_a_corpus_are_taken(text: str, outlets: list[str], furniture: list[str]) -> None:
    words = Words(outlets=tuple(outlets), furniture=tuple(furniture))
    sections = find_sections(text, Structure(text), "en", words)
    assert all(section.start < section.end for section in sections)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_the_language_vote_never_raises(text: str) -> None:
    assert vote(text) is None or len(str(vote(text))) == 2


WORDS = st.lists(
    st.sampled_from(
        "the goat ate a rope and Küste’s board said: harbour, “harbours” 12 on well-known pier_2 été".split()
    ),
    min_size=70,
    max_size=90,
)


@settings(deadline=None)
@given(
    st.lists(WORDS, min_size=1, max_size=2),
    st.lists(st.tuples(st.integers(0, 60), st.integers(5, 30)), max_size=3),
    st.booleans(),
    st.randoms(),
)
def test_words_said_again_are_those_that_stand_in_a_row_in_a_longer_paragraph(
    longer: list[list[str]], cuts: list[tuple[int, int]], changed: bool, random: Random
) -> None:
    shorter = [longer[0][at : at + count] for at, count in cuts]
    for words in shorter:
        if changed:
            words[random.randrange(len(words))] = random.choice(("rope", "slept", "Mondays", "港口"))
    text = "\n\n".join(" ".join(words) + "." for words in longer + shorter)
    structure = Structure(text)
    wide = "港" in text
    blocks = [read_block(text, span, lexicon(), wide) for span in structure.paragraphs]
    words_of = [re.findall(r"\w+", block.text.casefold()) for block in blocks]

    def again(at: int) -> bool:
        own = words_of[at]
        return len(own) >= 5 and any(
            own == other[start : start + len(own)]
            for i, other in enumerate(words_of)
            if i != at and blocks[i].shape == "P" and len(other) > len(own) + 2
            for start in range(len(other))
        )

    looked_at = [at for at, block in enumerate(blocks) if block.shape in "mlpP" and 40 <= block.width <= 400]
    assert read_page(blocks, wide).said == frozenset(filter(again, looked_at))
