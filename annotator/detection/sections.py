"""Sections of an article: every visible character in exactly one, labelled as in SCHEME 1.8.

Blocks (paragraphs) get signs from their own words, from their place on the page and from their
neighbours; a chain over the whole page decides the coarse class; rules tell the finer labels apart;
last, what shares a line (datelines, bylines with dates, agency tags) is cut out.
"""

from __future__ import annotations

from collections.abc import Sequence

from annotator.detection.base import DETECTOR, Words
from annotator.detection.sections_blocks import Block, read_block
from annotator.detection.sections_decode import CLASSES, Weights, emissions, marginals, weights
from annotator.detection.sections_fine import fine_kinds
from annotator.detection.sections_fixed import fixed_kinds
from annotator.detection.sections_inline import Piece, cut
from annotator.detection.sections_page import Page, read_page, signs
from annotator.detection.sections_words import NO_WORDS, WIDE, Lexicon, lexicon
from annotator.model import RUN_KINDS, Section
from annotator.text import BULLET, LINE_END, Range, Structure, trim_visible

LIMIT = 4_000
"""Paragraphs that are looked at; no page has more, and the rest of such a text is taken as one."""

LONG = 110
"""Code points from which a paragraph is no list item: if most of these stand behind bullets, all do."""

_NO_TEXT = frozenset(
    (
        "reporting at the end",
        "biography at the end",
        "length at the end",
        "said in the text",
        "closing words at the end",
    )
)
"""Signs with which a sentence is not given the benefit of the doubt."""

_HEADLINE, _BODY = CLASSES.index("headline"), CLASSES.index("body")

_FIXED = [0.97 if name == "other" else 0.03 / (len(CLASSES) - 1) for name in CLASSES]
"""The classes of a block whose form decides its label by itself: how often that is right."""


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
    read = signs(page, words_of)
    fixed = fixed_kinds(page, words_of)
    free = [at for at in range(len(blocks)) if at not in fixed]
    sure = _decoded(emissions([read[at] for at in free], model), model)
    rows = [_FIXED] * len(blocks)
    for at, row in zip(free, sure, strict=True):
        rows[at] = row
    path = [_choice(row, block, own) for row, block, own in zip(rows, blocks, read, strict=True)]
    kinds = fine_kinds(page, path, fixed, words_of)
    found = cut(text, _pieces(blocks, kinds, path, rows), words_of)
    return tuple(
        Section(
            id=f"s{number:02d}", kind=piece.kind, span=(piece.start, piece.end), text=None, head=None, tail=None,
            status="proposed", attested=None, by=DETECTOR, score=round(piece.probability, 2), anchor=None,
            was=None, note=None,
        )
        for number, piece in enumerate(found, 1)
    )  # fmt: skip


def _choice(row: Sequence[float], block: Block, signs: Sequence[str]) -> str:
    """The most probable class; a sentence that may be text is text, for what is noise is not read for quotes."""
    best = CLASSES[row.index(max(row))]
    if best == "other" and block.stop and not block.related and row[_BODY] >= 0.5 * max(row):
        return best if not _NO_TEXT.isdisjoint(signs) else "body"
    return best


def _decoded(scores: list[list[float]], model: Weights) -> list[list[float]]:
    """The probabilities of the classes of each block, with the strongest headline alone if several seem one."""
    sure = marginals(scores, model)
    where = [at for at, row in enumerate(sure) if row[_HEADLINE] == max(row)]
    if len(where) < 2:
        return sure
    best = max(where, key=lambda at: sure[at][_HEADLINE])
    for at, row in enumerate(scores):
        if at != best:
            row[_HEADLINE] = min(row) - 20.0
    return marginals(scores, model)


def read_signs(text: str, structure: Structure, words: Words = NO_WORDS) -> tuple[Sequence[Block], list[list[str]]]:
    """The blocks of a page that the chain labels, and the signs of each."""
    words_of = lexicon(words)
    blocks, page = _page(text, structure, words_of)
    if page is None:
        return (), []
    fixed = fixed_kinds(page, words_of)
    read = signs(page, words_of)
    free = [at for at in range(len(blocks)) if at not in fixed]
    return [blocks[at] for at in free], [read[at] for at in free]


def _page(text: str, structure: Structure, words: Lexicon) -> tuple[Sequence[Block], Page | None]:
    wide = not text.isascii() and WIDE.search(text) is not None
    blocks: list[Block] = []
    spans = structure.paragraphs
    if len(spans) > LIMIT:
        spans = (*spans[: LIMIT - 1], (spans[LIMIT - 1][0], spans[-1][1]))
    long = [BULLET.match(text, *span) is not None for span in spans if span[1] - span[0] >= LONG]
    listed = len(long) >= 3 and 2 * sum(long) > len(long)
    for span in spans:
        block = read_block(text, span, words, wide, listed)
        parts = _link_apart(text, block)
        blocks += [block] if parts is None else [read_block(text, part, words, wide, listed) for part in parts]
    return blocks, read_page(blocks, wide) if blocks else None


def _link_apart(text: str, block: Block) -> tuple[Range, Range] | None:
    """A link line and the title after it, when hard-wrapping makes them look like one paragraph."""
    if block.related != "link" or block.stop:
        return None
    match = LINE_END.search(text, block.start, block.end)
    if match is None or not text[trim_visible(text, match.end(), block.end)[0]].isupper():
        return None
    return trim_visible(text, block.start, match.start()), trim_visible(text, match.end(), block.end)


def _pieces(
    blocks: Sequence[Block], kinds: Sequence[str], path: Sequence[str], rows: Sequence[Sequence[float]]
) -> list[Piece]:
    """One piece for each block, or for each unbroken run of a kind that takes runs (rule X2).

    The probability is that of the least certain block; for a run also that it ends where it does:
    that the blocks beside it are not of its class.
    """
    found: list[Piece] = []
    start = 0
    for at, kind in enumerate(kinds):
        if at + 1 < len(kinds) and kinds[at + 1] == kind and kind in RUN_KINDS:
            continue
        probability = min(rows[i][CLASSES.index(path[i])] for i in range(start, at + 1))
        if kind in RUN_KINDS:
            for beside in (start - 1, at + 1):
                if 0 <= beside < len(rows) and path[beside] != path[start]:
                    probability *= 1 - rows[beside][CLASSES.index(path[start])]
        found.append(Piece(kind, blocks[start].start, blocks[at].end, probability))
        start = at + 1
    return found
