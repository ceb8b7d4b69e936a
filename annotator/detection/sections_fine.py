"""The finer labels of SCHEME 1.8 inside the eight coarse classes of the chain.

Each rule reads the page as a person does: what a heading announces, what stands next to the title,
what the same kind of line does elsewhere on the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from annotator.detection.sections_blocks import Block
from annotator.detection.sections_dateline import dateline
from annotator.detection.sections_page import Page
from annotator.detection.sections_words import Lexicon

_TURN: Final = re.compile(r"[*_ ]{0,3}([^\W\d_]{1,12})[*_]{0,2} ?[:.：]")
_POST: Final = re.compile(r"[—–-] ?[^@\n]{1,60}\(@\w+\)|pic\.twitter\.com/|^https?://\S+$")
_CELLS: Final = re.compile(r"\t| \| |^\|.*\|$")
_OPENING: Final = '“"„«‘‚「『»'
_CLOSING: Final = '”"“»’‘」』«'


def fine_kinds(page: Page, classes: Sequence[str], lexicon: Lexicon) -> list[str]:
    """The label of each block, from its coarse class and the page."""
    kinds = ["noise" if name == "other" else name for name in classes]
    for rule in _RULES:
        rule(page, kinds, lexicon)
    return kinds


def _headline(page: Page, kinds: list[str], lexicon: Lexicon) -> None:
    """Kickers beside the headline: one short line without a stop; a row of them is navigation."""
    where = [at for at, kind in enumerate(kinds) if kind == "headline"]
    if not where:
        return
    for at, near in ((where[0] - 1, where[0] - 2), (where[-1] + 1, where[-1] + 2)):
        if not 0 <= at < len(kinds) or kinds[at] != "noise" or at > page.first:
            continue
        block = page.blocks[at]
        other = page.blocks[near] if 0 <= near < len(kinds) else None
        row = other is not None and kinds[near] == "noise" and other.width < 40 and near < at
        if block.shape in "mNsl" and block.width <= 70 and not block.role and not row and not block.stop:
            kinds[at] = "kicker"


def _key_points(page: Page, kinds: list[str], lexicon: Lexicon) -> None:
    """A heading and its points, or a run of bullets between the title block and the prose."""
    blocks = page.blocks
    for at, block in enumerate(blocks):
        if block.points and "headline" in kinds[:at] and at <= page.first + 15:
            end = _points_end(blocks, at + 1)
            if end - at >= 3:
                kinds[at:end] = ["key_points"] * (end - at)
    at = kinds.index("headline") + 1 if "headline" in kinds else 0
    limit = next((i for i in range(at, len(kinds)) if kinds[i] == "body" and not blocks[i].bullet), 0)
    while at < limit:
        end = at
        while (
            end < limit and blocks[end].bullet and blocks[end].width >= 25 and kinds[end] in ("deck", "body", "noise")
        ):
            end += 1
        wide = sum(1 for block in blocks[at:end] if block.width >= 40)
        plain = all(not block.furniture and not block.date for block in blocks[at:end])
        if end - at >= 2 and wide * 3 >= (end - at) * 2 and plain:
            believed = sum(kinds[i] != "noise" for i in range(at, end))
            if believed * 2 >= end - at:
                start = at - 1 if at and blocks[at - 1].points else at
                kinds[start:end] = ["key_points"] * (end - start)
        at = max(end, at + 1)


def _points_end(blocks: Sequence[Block], at: int) -> int:
    """Where the points that begin at `at` end: with the bullets, or before the running text."""
    end = at
    if end < len(blocks) and blocks[end].bullet:
        while end < len(blocks) and blocks[end].bullet and not blocks[end].furniture:
            end += 1
        return end
    longest = 0
    while end < len(blocks) and end - at < 8:
        block = blocks[end]
        if block.shape in "FRAD" or block.width < 20 or block.width > 260:
            break
        if dateline(block.text, 0) is not None or (longest and block.width > 1.8 * longest):
            break
        longest = max(longest, block.width)
        end += 1
    return end if end - at <= 6 else at


def _lists(page: Page, kinds: list[str], lexicon: Lexicon) -> None:
    """Bullets in the running text, where bullets are the exception; tables."""
    blocks = page.blocks
    text = [at for at, kind in enumerate(kinds) if kind == "body"]
    if sum(blocks[at].bullet for at in text) <= len(text) * 0.7:
        for at in text:
            beside = (at and blocks[at - 1].bullet) or (at + 1 < len(blocks) and blocks[at + 1].bullet)
            if blocks[at].bullet and beside and blocks[at].text[:1] not in _OPENING and not _dash_speech(blocks[at]):
                kinds[at] = "list"
    for at, block in enumerate(blocks):
        if kinds[at] in ("body", "noise", "subheading") and len(_CELLS.findall(block.text[:400])) >= 2:
            beside = [i for i in (at - 1, at + 1) if 0 <= i < len(blocks)]
            if any(len(_CELLS.findall(blocks[i].text[:400])) >= 2 for i in beside):
                kinds[at] = "table"


def _dash_speech(block: Block) -> bool:
    """A turn of speech opened by a dash, as in Russian, Spanish or Norwegian dialogue."""
    return block.width >= 60 and (
        ",—" in block.text or ", —" in block.text or ", –" in block.text or ",–" in block.text
    )


def _interview(page: Page, kinds: list[str], lexicon: Lexicon) -> None:
    """Questions and answers: marked turns, or questions as blocks of their own in turn with answers."""
    blocks = page.blocks
    text = [at for at, kind in enumerate(kinds) if kind in ("body", "subheading", "list")]
    asked, replied = set[int](), set[int]()
    for at in text:
        match = _TURN.match(blocks[at].text)
        word = match.group(1).casefold() if match else ""
        if word in lexicon.question:
            asked.add(at)
        elif word in lexicon.answer:
            replied.add(at)
    if min(len(asked), len(replied)) < 2:
        asked = {at for at in text if blocks[at].question and blocks[at].width <= 320 and kinds[at] != "subheading"}
        asked = {at for at in asked if at + 1 in text and at + 1 not in asked and blocks[at].text[:1] not in _OPENING}
        replied = {at + 1 for at in asked}
        if len(asked) < 4 or len(asked) * 5 < len(text):
            return
    first = min(asked)
    answering = False
    for at in text:
        if at < first:
            continue
        if at in asked:
            kinds[at] = "question"
            answering = False
        elif kinds[at] == "subheading":
            answering = False
        elif at in replied or answering:
            kinds[at] = "answer"
            answering = True


def _live(page: Page, kinds: list[str], lexicon: Lexicon) -> None:
    """The times of a live page: at least three that stand alone between its entries."""
    blocks = page.blocks
    start = next((at for at, kind in enumerate(kinds) if kind == "body"), len(kinds))
    times = [
        at
        for at, block in enumerate(blocks)
        if block.date_only and block.clock and kinds[at] in ("noise", "date", "subheading", "body")
        and (at > start or (at == start - 1 and at)) and at + 1 < len(blocks)
    ]  # fmt: skip
    entries = sum(any(kinds[i] in ("body", "subheading") for i in (at + 1, at + 2) if i < len(kinds)) for at in times)
    if entries >= 3:
        for at in times:
            kinds[at] = "timestamp"


def _links(page: Page, kinds: list[str], lexicon: Lexicon) -> None:
    """Links to other articles: a line with its opening, or the lines under a heading."""
    blocks = page.blocks
    left = 0
    for at, block in enumerate(blocks):
        if kinds[at] != "noise":
            left = 0
            if block.related == "link" and kinds[at] in ("subheading", "caption", "deck"):
                kinds[at] = "related"
            continue
        if block.related == "link" and not block.furniture:
            kinds[at] = "related"
            left = 0
        elif block.related == "heading" or (block.after and not block.tags):
            kinds[at] = "related"
            left = 12
        elif block.furniture or block.tags:
            left = 0
        elif left and block.width >= 25 and not block.date_only and not block.names:
            kinds[at] = "related"
        left = max(0, left - 1)


def _ending(page: Page, kinds: list[str], lexicon: Lexicon) -> None:
    """What follows the text: credits, corrections, author notes, topics."""
    blocks = page.blocks
    text = [at for at, kind in enumerate(kinds) if kind in ("body", "answer")]
    first, last = (text[0], text[-1]) if text else (0, 0)
    for at, block in enumerate(blocks):
        signs = block.signs
        if "correction" in signs and kinds[at] in ("noise", "body", "deck", "related") and block.width >= 40:
            kinds[at] = "correction"
        elif (
            "reporting" in signs
            and at >= last - 2
            and at > first
            and kinds[at] in ("noise", "body", "byline", "caption")
        ) or (kinds[at] == "noise" and "agency alone" in signs and last < at <= last + 5):
            kinds[at] = "credit"
        elif kinds[at] in ("noise", "related") and "biography" in signs and at > first and block.width >= 40:
            kinds[at] = "bio"
    _topics(page, kinds, last)


def _topics(page: Page, kinds: list[str], last: int) -> None:
    """Topics: short lines under their heading, or a row of short bullets right after the text."""
    blocks = page.blocks
    at = 0
    while at < len(blocks):
        if kinds[at] in ("noise", "related") and blocks[at].tags:
            end = at + 1
            while end < len(blocks) and kinds[end] == "noise" and _topic(blocks[end]):
                end += 1
            if end > at + 1:
                kinds[at:end] = ["tags"] * (end - at)
        elif last < at <= last + 3 and kinds[at] == "noise" and blocks[at].bullet and _topic(blocks[at]):
            end = at
            while end < len(blocks) and kinds[end] == "noise" and blocks[end].bullet and _topic(blocks[end]):
                end += 1
            if end - at >= 2:
                kinds[at:end] = ["tags"] * (end - at)
        elif kinds[at] == "noise" and "hash" in blocks[at].signs and blocks[at].width <= 200 and at > last:
            kinds[at] = "tags"
        else:
            end = at + 1
        at = max(at + 1, end) if end > at else at + 1


def _topic(block: Block) -> bool:
    return block.width <= 40 and not block.furniture and not block.stop and not block.date and not block.related


def _quoted(page: Page, kinds: list[str], lexicon: Lexicon) -> None:
    """Pull quotes (marked words that the text says again), block quotations, embedded posts."""
    blocks = page.blocks
    for at, block in enumerate(blocks):
        kind = kinds[at]
        if kind in ("body", "list") and block.quote_mark:
            kinds[at] = "block_quote"
        elif kind in ("noise", "body", "list") and block.width <= 300 and _POST.search(block.text):
            kinds[at] = "embed"
            if at and kinds[at - 1] == "noise" and blocks[at - 1].width <= 320 and blocks[at - 1].shape in "Pp":
                kinds[at - 1] = "embed"
        elif (
            kind in ("noise", "body", "subheading") and 25 <= block.width <= 300 and _marked(block) and at > page.first
        ):
            inner = block.text.strip(_OPENING + _CLOSING + " .,")
            if any(
                kinds[i] in ("body", "lead", "answer") and inner in other.text
                for i, other in enumerate(blocks[max(0, at - 25) : at + 25], max(0, at - 25))
                if i != at and other.width > block.width
            ):
                kinds[at] = "pull_quote"


def _marked(block: Block) -> bool:
    return block.text[:1] in _OPENING and block.text.rstrip()[-1:] in _CLOSING


def _lead(page: Page, kinds: list[str], lexicon: Lexicon) -> None:
    """The first paragraph of running text; interviews and live pages have none (rule X3)."""
    if "question" in kinds or "timestamp" in kinds or "body" not in kinds:
        return
    kinds[kinds.index("body")] = "lead"


_RULES: Final[tuple[Callable[[Page, list[str], Lexicon], None], ...]] = (
    _headline, _key_points, _lists, _interview, _live, _links, _ending, _quoted, _lead,
)  # fmt: skip
"""In the order in which they may overrule one another."""
