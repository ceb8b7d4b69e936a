"""Blocks whose form says what they are: furniture, tables, posts, block quotations, marked turns, times.

They are labelled before the chain, which passes over them.
"""

from __future__ import annotations

import re
from typing import Final

from annotator.detection.sections_blocks import Block
from annotator.detection.sections_page import Page
from annotator.detection.sections_words import Lexicon

_TURN: Final = re.compile(r"[*_ ]{0,3}([^\W\d_]{1,12})[*_]{0,2} ?[:.：]")
_POST: Final = re.compile(r"^[^@\n]{1,60}\(@\w+\)|pic\.(?:twitter|x)\.com/|^https?://\S+$")
_SIGNED: Final = re.compile(r"[^@\n]{1,60}\(@\w+\)")
"""The line under a post, behind a dash: who posted it, and when."""
_CELLS: Final = re.compile(r"\t| \| |^\||\|$")


def fixed_kinds(page: Page, lexicon: Lexicon) -> dict[int, str]:
    """Labels by index of block."""
    found: dict[int, str] = {}
    blocks = page.blocks
    for at, block in enumerate(blocks):
        if block.quote_mark:
            found[at] = "block_quote"
        elif block.furniture:
            found[at] = "noise"
        elif block.width <= 600 and "address" in block.signs and at > page.first and _POST.search(block.text):
            found[at] = "embed"
            if block.bullet and at - 1 not in found and at > page.first + 1 and _SIGNED.match(block.text):
                found[at - 1] = "embed"
    _tables(blocks, found)
    _turns(blocks, found, lexicon)
    _times(blocks, found, page.first)
    return found


def _tables(blocks: tuple[Block, ...], found: dict[int, str]) -> None:
    """Two or more blocks with several cells each."""
    cells = [
        len(_CELLS.findall(block.text[:400])) if "|" in block.text or "\t" in block.text else 0 for block in blocks
    ]
    for at, count in enumerate(cells):
        beside = max(cells[at - 1] if at else 0, cells[at + 1] if at + 1 < len(cells) else 0)
        if count >= 2 and beside >= 2:
            found[at] = "table"


def _turns(blocks: tuple[Block, ...], found: dict[int, str], lexicon: Lexicon) -> None:
    """Questions and answers that are marked as such, at least two of each."""
    turns: dict[int, str] = {}
    for at, block in enumerate(blocks):
        match = _TURN.match(block.text)
        if match is not None:
            word = match.group(1).casefold()
            if word in lexicon.question:
                turns[at] = "question"
            elif word in lexicon.answer:
                turns[at] = "answer"
    kinds = list(turns.values())
    if kinds.count("question") >= 2 and kinds.count("answer") >= 2:
        found.update(turns)


def _times(blocks: tuple[Block, ...], found: dict[int, str], first: int) -> None:
    """The times of a live page: at least three that stand alone, each before an entry."""
    times = []
    for at, block in enumerate(blocks):
        if block.date_only and block.clock and at >= first - 2:
            entry = blocks[at + 1 : at + 3]
            if entry and (
                entry[0].shape in "Pp" or (len(entry) == 2 and entry[0].shape in "ml" and entry[1].shape == "P")
            ):
                times.append(at)
    if len(times) >= 3:
        found.update(dict.fromkeys(times, "timestamp"))
