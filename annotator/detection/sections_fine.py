"""The finer labels of SCHEME 1.8 inside the eight coarse classes of the chain.

Each rule reads the page as a person does: what a heading announces, what stands next to the title,
what the same kind of line does elsewhere on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from annotator.detection.sections_blocks import Block
from annotator.detection.sections_dateline import dateline
from annotator.detection.sections_page import Page, title_again
from annotator.detection.sections_words import Lexicon
from annotator.lazy import pattern

_REPORTER: Final = pattern(
    r"[^\W\d_a-z][\w’'.-]+(?: [^\W\d_a-z][\w’'.-]+){1,2}(?:,| in| at| aus| à| en| i| w| в) [^\W\d_a-z][\w’' .-]{2,40}$"
)
"""A reporter and a place: "Ines Calloway in Port Marrow"."""
_OPENING: Final = '“"„«‘‚「『»'
_CLOSING: Final = '”"“»’‘」』«'


def fine_kinds(page: Page, classes: Sequence[str], fixed: Mapping[int, str], lexicon: Lexicon) -> list[str]:
    """The label of each block, from its coarse class, the labels already fixed, and the page."""
    kinds = ["noise" if name == "other" else name for name in classes]
    for at, kind in fixed.items():
        kinds[at] = kind
    for rule in _RULES:
        rule(page, kinds, lexicon)
    return kinds


def _title(page: Page, kinds: list[str], lexicon: Lexicon) -> None:
    """A line of date and byline; kickers: one short line beside the headline, a row of them is navigation."""
    if "headline" not in kinds:
        return
    title = kinds.index("headline")
    for at in range(title + 1, min(title + 9, page.first + 1)):
        if kinds[at] == "noise" and "byline beside date" in page.blocks[at].signs:
            kinds[at] = "byline"
    for at in (title - 1, title + 1):
        if not 0 <= at < len(kinds) or kinds[at] != "noise" or at > page.first:
            continue
        block = page.blocks[at]
        if at > title and title_again(block, page.blocks[title]):
            continue
        row = at < title and at > 0 and kinds[at - 1] == "noise" and page.blocks[at - 1].width < 40
        plain = block.shape in "mNsl" and not (block.role or block.stop or block.date or row)
        if plain and at > title and _REPORTER.match(block.text):
            kinds[at] = "byline"
        elif plain and at > title and block.count >= 6 and block.lowercase >= 2:
            kinds[at] = "deck"
        elif plain and block.width <= 70:
            kinds[at] = "kicker"


def _key_points(page: Page, kinds: list[str], lexicon: Lexicon) -> None:
    """A heading and its points, or a run of bullets between the title block and the prose."""
    blocks = page.blocks
    title = kinds.index("headline") if "headline" in kinds else -1
    for at in range(title + 1, min(page.first + 16, len(blocks))):
        if title >= 0 and blocks[at].points:
            end = _points_end(blocks, at + 1, lexicon)
            if end - at >= 3:
                kinds[at:end] = ["key_points"] * (end - at)
    at = title + 1
    limit = next((i for i in range(at, len(kinds)) if kinds[i] == "body" and not blocks[i].bullet), 0)
    while at < limit:
        end = at
        while end < limit and blocks[end].bullet and blocks[end].width >= 25 and kinds[end] in _POINTS:
            end += 1
        wide = sum(block.width >= 40 for block in blocks[at:end])
        plain = not any(block.date for block in blocks[at:end])
        believed = sum(kinds[i] != "noise" for i in range(at, end))
        if end - at >= 2 and plain and wide * 3 >= (end - at) * 2 and believed * 2 >= end - at:
            start = at - 1 if at and blocks[at - 1].points else at
            kinds[start:end] = ["key_points"] * (end - start)
        at = max(end, at + 1)


_POINTS: Final = ("deck", "body", "noise")


def _points_end(blocks: Sequence[Block], at: int, lexicon: Lexicon) -> int:
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
        if dateline(block.text, 0, lexicon) is not None or (longest and block.width > 1.8 * longest):
            break
        longest = max(longest, block.width)
        end += 1
    return end if end - at <= 6 else at


def _lists(page: Page, kinds: list[str], lexicon: Lexicon) -> None:
    """Bullets in the running text, where bullets are the exception."""
    blocks = page.blocks
    text = [at for at, kind in enumerate(kinds) if kind == "body"]
    if sum(blocks[at].bullet for at in text) > len(text) * 0.7:
        return
    for at in text:
        block = blocks[at]
        beside = (at > 0 and blocks[at - 1].bullet) or (at + 1 < len(blocks) and blocks[at + 1].bullet)
        if block.bullet and beside and block.text[:1] not in _OPENING and not _dash_speech(block):
            kinds[at] = "list"


def _dash_speech(block: Block) -> bool:
    """A turn of speech opened by a dash, as in Russian, Spanish or Norwegian dialogue."""
    return block.width >= 60 and any(mark in block.text for mark in (",—", ", —", ", –", ",–", " —"))


def _interview(page: Page, kinds: list[str], lexicon: Lexicon) -> None:
    """Questions as blocks of their own in turn with answers, and what goes on after an answer.

    Subheadings that are questions are none: an interviewer addresses somebody, or is answered in marks.
    """
    blocks = page.blocks
    if "question" not in kinds:
        text = [at for at, kind in enumerate(kinds) if kind in _TALK]
        asked = {at for at in text if blocks[at].question and blocks[at].width <= 320 and not blocks[at].bullet}
        running = {at for at in text if at not in asked and blocks[at].shape in "Pp"}
        asked = {at for at in asked if at + 1 in running and blocks[at].text[:1] not in _OPENING}
        addressed = sum(not lexicon.address.isdisjoint(blocks[at].telling) for at in asked)
        marked = sum(blocks[at + 1].text[:1] in _OPENING for at in asked)
        prose = sum(kinds[at] == "body" for at in text)
        if len(asked) < 3 or len(asked) * 6 < prose or max(addressed, marked) * 2 < len(asked):
            return
        for at in asked:
            kinds[at] = "question"
            kinds[at + 1] = "answer"
    answering = False
    for at, kind in enumerate(kinds):
        if kind == "body" and answering:
            kinds[at] = "answer"
        elif kind != "noise":
            answering = kind == "answer"


_TALK: Final = ("body", "subheading", "list", "deck")


def _links(page: Page, kinds: list[str], lexicon: Lexicon) -> None:
    """Links to other articles: a line with its opening, or the lines under a heading."""
    left = 0
    for at, block in enumerate(page.blocks):
        if kinds[at] != "noise":
            left = 0
            if block.related == "link" and kinds[at] in ("subheading", "caption", "deck"):
                kinds[at] = "related"
        elif block.related == "link" and not block.furniture:
            kinds[at] = "related"
            left = 0
        elif block.related == "heading" or (block.after and not block.tags):
            kinds[at] = "related"
            left = 12
        elif block.furniture or block.tags:
            left = 0
        elif left:
            if block.width >= 25 and not block.date_only and not block.names:
                kinds[at] = "related"
            left -= 1


def _ending(page: Page, kinds: list[str], lexicon: Lexicon) -> None:
    """What follows the text: credits, corrections, author notes, topics."""
    text = [at for at, kind in enumerate(kinds) if kind in ("body", "answer")]
    first, last = (text[0], text[-1]) if text else (0, 0)
    for at, block in enumerate(page.blocks):
        if not block.note:
            continue
        kind, signs = kinds[at], block.signs
        wide = block.width >= 40
        reported = "reporting" in signs and at > first and at >= last - 2
        tagged = "agency alone" in signs and last < at <= last + 5
        author = kind in ("noise", "related") or (kind == "body" and at == last and block.role)
        if "correction" in signs and kind in ("noise", "body", "deck", "related") and wide:
            kinds[at] = "correction"
        elif (reported or tagged) and kind in _CREDITS:
            kinds[at] = "credit"
        elif "biography" in signs and author and at > first and wide and not block.question:
            kinds[at] = "bio"
    _topics(page, kinds, last)


_CREDITS: Final = ("noise", "body", "byline", "caption", "related")


def _topics(page: Page, kinds: list[str], last: int) -> None:
    """Topics: short lines under their heading, or a row of short bullets right after the text."""
    blocks = page.blocks
    at = 0
    while at < len(blocks):
        block, kind = blocks[at], kinds[at]
        heading = block.tags and kind in ("noise", "related")
        row = last < at <= last + 3 and kind == "noise" and block.bullet and _topic(block)
        end = at + 1
        if heading or row:
            while end < len(blocks) and kinds[end] in ("noise", "related") and _topic(blocks[end]):
                if row and not blocks[end].bullet:
                    break
                end += 1
            if end > at + 1 or ":" in block.key or "#" in block.key:
                kinds[at:end] = ["tags"] * (end - at)
        elif kind == "noise" and "hash" in block.signs and block.width <= 200 and at > last:
            kinds[at] = "tags"
        at = end


def _topic(block: Block) -> bool:
    plain = not (block.furniture or block.stop or block.date or block.related or block.after)
    return block.width <= 40 and plain


def _quoted(page: Page, kinds: list[str], lexicon: Lexicon) -> None:
    """Pull quotes (words that the text says again), and the words of an embedded post.

    A short quotation without a stop that stands between paragraphs is a subheading.
    """
    blocks = page.blocks
    pulled = []
    for at, block in enumerate(blocks):
        kind = kinds[at]
        if kind == "embed" and at and kinds[at - 1] in ("noise", "caption", "subheading"):
            if blocks[at - 1].width >= 25 and not blocks[at - 1].furniture:
                kinds[at - 1] = "embed"
        elif kind == "noise" and at in page.said and at > page.first:
            kinds[at] = "pull_quote"
        elif kind in _PULLED and 25 <= block.width <= 300 and at > page.first and _said_again(page, kinds, at):
            pulled.append(at)
    for at in pulled:
        # A heading begins with a capital, has no stop inside its marks, and fits a line.
        block = blocks[at]
        if kinds[at] != "subheading" or block.stop or block.width > 80 or block.text[1:2].islower():
            kinds[at] = "pull_quote"


_PULLED: Final = ("noise", "body", "subheading")


def _said_again(page: Page, kinds: Sequence[str], at: int) -> bool:
    """Whether the block is one quotation whose words stand in a longer paragraph nearby."""
    blocks = page.blocks
    text = blocks[at].text.rstrip()
    if text[:1] not in _OPENING or text[-1:] not in _CLOSING:
        return False
    inner = text.strip(_OPENING + _CLOSING + " .,")
    near = (i for i in range(max(0, at - 25), min(len(blocks), at + 25)) if i != at)
    return any(
        kinds[i] in ("body", "answer") and blocks[i].width > blocks[at].width and inner in blocks[i].text for i in near
    )


def _lead(page: Page, kinds: list[str], lexicon: Lexicon) -> None:
    """The first paragraph of running text; interviews and live pages have none (rule X3)."""
    for at in range(1, len(kinds)):
        if kinds[at - 1] == "timestamp" and kinds[at] == "deck":
            kinds[at] = "body"
    if "question" in kinds or "timestamp" in kinds or "body" not in kinds:
        return
    kinds[kinds.index("body")] = "lead"


_RULES: Final[tuple[Callable[[Page, list[str], Lexicon], None], ...]] = (
    _title,
    _key_points,
    _lists,
    _interview,
    _links,
    _ending,
    _quoted,
    _lead,
)
"""In the order in which they may overrule one another."""
