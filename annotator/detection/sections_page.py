"""How a page is built, and what each block is in it.

A page has one run of prose (the densest stretch of long sentences with stops); a title stands
before it, its words come back in the prose; furniture stands around and inside it, often repeated.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from annotator.detection.sections_blocks import Block, size
from annotator.detection.sections_dateline import dateline
from annotator.detection.sections_words import WIDE

_TOKEN = re.compile(r"[^\W\d_]{4,}")
_STEM = 6
"""Letters of a word that are compared: enough to tell words apart, few enough to fold endings."""


@dataclass(frozen=True)
class Page:
    """The build of one page: indices of blocks, `first` and `last` of the prose (inclusive)."""

    blocks: tuple[Block, ...]
    first: int
    last: int
    headline: int | None
    overlap: tuple[float, ...]
    repeats: tuple[int, ...]
    clean: bool


def read_page(blocks: Sequence[Block], wide: bool) -> Page:
    """The build of the page made of these blocks (at least one)."""
    counts = Counter(block.key for block in blocks)
    repeats = tuple(counts[block.key] for block in blocks)
    first, last = _prose(blocks, repeats)
    stems = [_stems(block, wide) if block.width <= 200 else frozenset() for block in blocks]
    bag: set[str] = set()
    for block in blocks[first : last + 1]:
        if block.shape == "P":
            bag |= _stems(block, wide)
    overlap = tuple(len(own & bag) / len(own) if len(own) >= 2 else 0.0 for own in stems)
    headline = _headline(blocks, first, overlap, repeats)
    prose = sum(block.width for block in blocks if block.shape in "Pp")
    total = sum(block.width for block in blocks)
    busy = sum(1 for block in blocks if block.shape in "FRAD")
    clean = headline == 0 and prose >= 0.85 * total and busy <= len(blocks) // 12
    return Page(tuple(blocks), first, last, headline, overlap, repeats, clean)


def _stems(block: Block, wide: bool) -> frozenset[str]:
    key = block.text.casefold() if block.width > 300 else block.key
    if wide and WIDE.search(key):
        return frozenset(key[at : at + 2] for at in range(len(key) - 1) if key[at].isalpha())
    return frozenset(word[:_STEM] for word in _TOKEN.findall(key))


def _worth(block: Block, repeats: int) -> float:
    """What a block adds to the prose; negative for what does not belong there."""
    if block.shape == "P":
        return min(block.width, 500) / 100 if repeats == 1 else -0.5
    if block.shape == "p":
        return 0.5 if repeats == 1 and block.width >= 40 else 0.0
    if block.shape == "A":
        return -2.5
    if block.shape == "F":
        return -0.15 if repeats >= 3 else -0.35
    return -0.35


def _prose(blocks: Sequence[Block], repeats: Sequence[int]) -> tuple[int, int]:
    """First and last block of the run of prose: the run of greatest worth (Kadane's scan)."""
    best, best_span = 0.0, (0, len(blocks) - 1)
    total, start = 0.0, 0
    for at, block in enumerate(blocks):
        if total <= 0:
            total, start = 0.0, at
        total += _worth(block, repeats[at])
        if total > best:
            best, best_span = total, (start, at)
    return best_span


def _headline(blocks: Sequence[Block], first: int, overlap: Sequence[float], repeats: Sequence[int]) -> int | None:
    """The block that looks most like the title: before the prose, its words come back in it."""
    best, found = 0.0, None
    for at in range(min(first + 1, len(blocks))):
        block = blocks[at]
        if block.shape in "FRAD" or block.byline or block.width < 12 or block.width > 220:
            continue
        if at == first and first > 0 and found is not None:
            continue
        score = 0.8 + 1.6 * overlap[at]
        score += 0.6 if 30 <= block.width <= 120 else -0.4 if block.width < 20 or block.width > 160 else 0.0
        score -= 0.7 if block.stop and not block.question else 0.0
        score -= 0.8 if block.credit or block.names or block.date else 0.0
        score += 0.4 if repeats[at] > 1 or _echoed(blocks, at, first) else 0.0
        score += 0.5 if at == 0 else 0.0
        score += 0.8 if block.heading_mark else 0.0
        if score > best + (0.35 if found is not None else 0.0):
            best, found = score, at
    return found


def _echoed(blocks: Sequence[Block], at: int, first: int) -> bool:
    """Whether a later block before the prose holds this block's words or the other way round."""
    key = blocks[at].key
    if len(key) < 20:
        return False
    return any(
        key in other.key or (len(other.key) >= 20 and other.key in key)
        for other in blocks[at + 1 : min(first + 1, at + 60)]
    )


def signs(page: Page) -> list[list[str]]:
    """For each block its own signs and those of its place on the page."""
    blocks = page.blocks
    n = len(blocks)
    title = page.headline if page.headline is not None else -1
    title_key = blocks[title].key if title >= 0 else ""
    shapes = [_standing(block, count) for block, count in zip(blocks, page.repeats, strict=True)]
    before = _solid(shapes)
    behind = _solid(shapes[::-1])[::-1]
    since_related = 99
    since_after = 999
    since_credit = 99
    found = []
    for at, block in enumerate(blocks):
        shape = shapes[at]
        of = size(block.width)
        own = ["always", f"size {of}", f"shape {shape}", *block.signs]
        previous = shapes[at - 1] if at else "^"
        following = shapes[at + 1] if at + 1 < n else "$"
        own.append(f"after shape {previous}")
        own.append(f"before shape {following}")
        solid = before[at] + behind[at]
        own.append(f"between {solid}")
        if shape in "mspbN" and block.width >= 8:
            own.append(f"{shape} between {solid}")
        place = _place(page, at)
        own.append(f"place {place}")
        own.append(f"{shape} {place}")
        if page.repeats[at] > 1:
            own.append("repeated" if page.repeats[at] < 3 else "repeated often")
        if at == title:
            own.append("title")
        elif title >= 0 and at > title:
            own.append(f"title +{at - title}" if at - title <= 2 else "title +3" if at - title <= 5 else "title far")
            if len(block.key) >= 12 and (block.key in title_key or title_key in block.key):
                own.append("echoes title")
            if at == title + 1 and at <= page.first:
                own.append(f"deck place {of}")
                if block.stop:
                    own.append("deck place stop")
        else:
            own.append("before title")
        if block.width <= 200 and shape in "mslpN":
            share = page.overlap[at]
            own.append(
                "words of prose" if share >= 0.6 else "no words of prose" if share < 0.25 else "some words of prose"
            )
        if page.clean:
            own.append(f"clean {shape}")
        if at == page.first:
            own.append("first prose")
        if since_related <= 6:
            own.append("follows related" if since_related == 0 else "near related")
            if shape == "P":
                own.append(f"prose follows related {since_related == 0}")
        if since_after <= 999 and at > page.first and since_after < 40:
            own.append("under after heading")
        if since_credit == 0 and shape in "ms":
            own.append("follows credit")
        if following in "C" and shape in "mlpP":
            own.append(f"{shape} before credit")
        if shape in "Ppl" and at <= page.first + 1 and dateline(block.text, 0) is not None:
            own.append("dateline")
        found.append(own)
        since_related = 0 if shape == "R" else (99 if shape == "P" else since_related + 1)
        since_after = 0 if shape == "A" else since_after + 1
        since_credit = 0 if shape == "C" else 99
    return found


def _standing(block: Block, repeats: int) -> str:
    """The shape of the block as its neighbours see it: what is often repeated is furniture."""
    if repeats >= 3 and block.shape not in "FR" and block.width < 120:
        return "F"
    return block.shape


def _solid(shapes: Sequence[str]) -> list[str]:
    """For each block the nearest earlier one that is no furniture: P, other (o) or the edge (^)."""
    found = []
    last = "^"
    for shape in shapes:
        found.append(last)
        if shape == "P" or shape == "p":
            last = shape
        elif shape != "F":
            last = "o"
    return found


def _place(page: Page, at: int) -> str:
    if at < page.first:
        return "just before prose" if page.first - at <= 2 else "before prose"
    if at > page.last:
        return "just after prose" if at - page.last <= 2 else "after prose"
    return "in prose"
