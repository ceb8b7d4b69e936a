"""Sections of an article: every visible character in exactly one, labelled as in SCHEME 1.8.

Blocks (paragraphs) get signs from their own words, from their place on the page and from their
neighbours; a chain over the whole page decides the coarse class; rules tell the finer labels apart;
last, what shares a line (datelines, bylines with dates, agency tags) is cut out.
"""

from __future__ import annotations

from collections.abc import Sequence

from annotator.detection.base import DETECTOR, Words
from annotator.detection.sections_blocks import Block, read_block
from annotator.detection.sections_decode import CLASSES, best_path, emissions, marginals, weights
from annotator.detection.sections_fine import fine_kinds
from annotator.detection.sections_inline import Piece, cut
from annotator.detection.sections_page import Page, read_page, signs
from annotator.detection.sections_words import NO_WORDS, WIDE, Lexicon, lexicon
from annotator.model import RUN_KINDS, Section
from annotator.text import Structure


def find_sections(
    text: str, structure: Structure, language: str | None = None, words: Words = NO_WORDS
) -> tuple[Section, ...]:
    """The proposed sections of `text`: sorted, disjoint, covering all visible text (rules X1-X7).

    `language` is not needed: the lists of all languages are looked up together, since pages mix them.
    Each section's `score` is the probability that its label and its span are right. Never raises.
    """
    words_of = lexicon(words)
    blocks, page = _page(text, structure, words_of)
    if page is None:
        return ()
    model = weights()
    scores = emissions(signs(page), model)
    path = best_path(scores, model)
    sure = marginals(scores, model)
    kinds = fine_kinds(page, [CLASSES[k] for k in path], words_of)
    pieces = _pieces(blocks, kinds, [row[k] for row, k in zip(sure, path, strict=True)])
    found = [part for piece in pieces for part in cut(text, piece, pieces, words_of)]
    return tuple(
        Section.model_construct(
            id=f"s{number:02d}", kind=piece.kind, span=(piece.start, piece.end), text=None, head=None, tail=None,
            status="proposed", attested=None, by=DETECTOR, score=round(piece.probability, 2), anchor=None,
            was=None, note=None,
        )
        for number, piece in enumerate(found, 1)
    )  # fmt: skip


def read_signs(text: str, structure: Structure, words: Words = NO_WORDS) -> tuple[Sequence[Block], list[list[str]]]:
    """The blocks of a page and the signs of each: what the chain sees."""
    blocks, page = _page(text, structure, lexicon(words))
    return blocks, signs(page) if page is not None else []


def _page(text: str, structure: Structure, words: Lexicon) -> tuple[Sequence[Block], Page | None]:
    wide = WIDE.search(text) is not None
    blocks = [read_block(text, span, words, wide) for span in structure.paragraphs]
    return blocks, read_page(blocks, wide) if blocks else None


def _pieces(blocks: Sequence[Block], kinds: Sequence[str], sure: Sequence[float]) -> list[Piece]:
    """One piece for each block, or for each unbroken run of a kind that takes runs (rule X2)."""
    found: list[Piece] = []
    for block, kind, probability in zip(blocks, kinds, sure, strict=True):
        if found and found[-1].kind == kind and kind in RUN_KINDS:
            last = found[-1]
            found[-1] = Piece(kind, last.start, block.end, min(last.probability, probability))
        else:
            found.append(Piece(kind, block.start, block.end, probability))
    return found
