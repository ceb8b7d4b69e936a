"""How a page is built, and what each block is in it.

A page has one run of prose (the densest stretch of long sentences with stops); a title stands
before it, its words come back in the prose; furniture stands around and inside it, often repeated.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import chain, islice
from sys import intern

from annotator.detection.sections_blocks import Block, size
from annotator.detection.sections_dateline import dateline
from annotator.detection.sections_people import byline_form
from annotator.detection.sections_words import EDGE, WIDE, Lexicon
from annotator.values import dataclass

# What must stand before a capital is asked behind it: a pattern that begins with characters is quicker.
_CAPITALISED = re.compile(r"[A-ZÀ-ÝА-Я](?<!\w.)[\w’'-]{3,}")
_FULL_NAME = re.compile(r"([A-ZÀ-ÝА-Я](?<!\w.)(?<![.!?“\"„] .)[\w’'-]+) (?=([A-ZÀ-ÝА-Я][\w’'-]{3,}))")
_MARKS = '“"„«‘‚「『»–—'
_QUOTED = '“”"„«»「'
_SENTENCE = re.compile(r"[.!?…][\"”’»“)]*\s+[\"“„«(]?[^\W\d_a-zа-яß-ÿ]")
_SPELLED = re.compile(r"\w+")
_ROW = 5
"""Words in a row that are not said twice by chance."""
_STEM = 6
"""Letters of a word that are compared: enough to tell words apart, few enough to fold endings."""
_TOKEN = re.compile(r"[^\W\d_]{4,}")
_RUN = re.compile(r"[^\W\d_]{4,}")
_PLAIN_RUN = re.compile(r"[a-z]{4,}")
_BEYOND = re.compile("[^\0-\x7f‘’“”–—…\xa0]")
"""Where none of these stands, the letters are those of English."""
_NO_DECK = frozenset(("furniture inside", "furniture opening", "correction", "reporting", "byline opening"))
"""Signs of what stands where a deck could stand: a notice, a correction, a byline."""
_FOR_DECK = frozenset(("deck slot said again", "deck slot before the day", "deck slot before the full name"))
_PROSE = 400
"""Code points of a paragraph whose words are compared."""


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
    said: frozenset[int]


def read_page(blocks: Sequence[Block], wide: bool) -> Page:
    """The build of the page made of these blocks (at least one)."""
    counts = Counter(block.key for block in blocks)
    repeats = tuple(counts[block.key] for block in blocks)
    first, last = _prose(blocks, repeats)
    none: frozenset[str] = frozenset()
    # of paragraphs as tuples: a set takes five times the memory
    stems: list[Collection[str]] = [
        tuple(_compared(block, wide))
        if block.shape == "P"
        else _compared(block, wide)
        if block.width <= 400 and block.shape in "mslpNb"
        else none
        for block in blocks
    ]
    bag = none.union(*[stems[at] for at in range(first, last + 1) if blocks[at].shape == "P"])
    overlap = tuple([
        len(own & bag) / len(own) if isinstance(own, frozenset) and len(own) >= 2 and block.width <= 200 else 0.0
        for block, own in zip(blocks, stems, strict=True)
    ])  # fmt: skip
    headline = _headline(blocks, first, overlap, repeats)
    if headline is not None and first <= headline < last:
        first = headline + 1
    named = [block for block in blocks[first : last + 1] if block.shape == "N" and not block.role]
    if named and _nouns_in_capitals(blocks):
        for block in named:
            _no_name(block)
    prose = sum([block.width for block in blocks if block.shape in "Pp"])
    total = sum([block.width for block in blocks])
    busy = sum([block.shape in "FRAD" for block in blocks])
    clean = headline == 0 and prose >= 0.85 * total and busy <= len(blocks) // 12
    return Page(tuple(blocks), first, last, headline, overlap, repeats, clean, _said(blocks, stems, wide))


def _nouns_in_capitals(blocks: Sequence[Block]) -> bool:
    """Whether the page writes its nouns with capitals, as German does: two words in nine of its prose."""
    initials = [
        word[0] for block in blocks if block.shape == "P" for word in block.text[:_PROSE].split()[1:] if word.isalpha()
    ]
    return 9 * sum(map(str.isupper, initials)) >= 2 * len(initials) > 0


def _no_name(block: Block) -> None:
    """Capitals alone do not make a name inside the prose of such a page; a role or an opening would."""
    block.names = False
    block.shape = "s" if block.width < 25 else "m"
    block.signs[:] = [sign for sign in block.signs if sign not in ("names only", "many names", "title case")]


def _said(blocks: Sequence[Block], stems: Sequence[Collection[str]], wide: bool) -> frozenset[int]:
    """The blocks all of whose words stand in a row in a longer block of the text: pull quotes, summaries.

    Looked for by their first words; of many that begin alike only some are compared, to stay linear. Only the
    blocks are read whose stems all come again, which are few; `stems` are those of each block up to `_PROSE`.
    """
    counts = Counter(
        chain.from_iterable(
            own if wide else _all_stems(block, own)
            for block, own in zip(blocks, stems, strict=True)
            if block.shape == "P"
        )
    )
    wanted: dict[tuple[str, ...], list[tuple[int, list[str]]]] = {}
    heads: set[str] = set()
    for at, (block, own) in enumerate(zip(blocks, stems, strict=True)):
        # Two characters of a wide script are no stem: such blocks are all read.
        if (
            not 40 <= block.width <= 400
            or block.shape not in "mlpP"
            or not (wide or _all_again(own, counts, block.shape))
        ):
            continue
        tokens = _SPELLED.findall(block.text.casefold())
        if len(tokens) >= _ROW:
            alike = wanted.setdefault(tuple(tokens[:_ROW]), [])
            if len(alike) < 4:
                alike.append((at, tokens))
                heads.add("" if wide else max(own, default=""))
    opens = {row[0] for row in wanted}
    found: set[int] = set()
    if not wanted:
        return frozenset()
    for at, (block, own) in enumerate(zip(blocks, stems, strict=True)):
        if block.shape != "P" or ("" not in heads and heads.isdisjoint(own if wide else _all_stems(block, own))):
            continue
        tokens = _SPELLED.findall(block.text.casefold())
        for start in [place for place, token in enumerate(tokens) if token in opens]:
            for other, row in wanted.get(tuple(tokens[start : start + _ROW]), ()):
                if other != at and len(tokens) > len(row) + 2 and tokens[start : start + len(row)] == row:
                    found.add(other)
    return frozenset(found)


def _all_again(stems: Collection[str], counts: Mapping[str, int], shape: str) -> bool:
    """Whether each of the stems is one of a paragraph, another one for a paragraph."""
    least = 2 if shape == "P" else 1
    return all(counts[stem] >= least for stem in stems)


def _all_stems(block: Block, stems: Collection[str]) -> Collection[str]:
    """`stems`, and those of the rest of a paragraph that is longer than what they are taken from."""
    if block.shape != "P" or len(block.text) <= _PROSE:
        return stems
    rest = block.text.rfind(" ", 0, _PROSE) + 1  # the word in which it was cut is read whole
    return {*stems} | _stems_of(block.text[rest:].casefold())


def _compared(block: Block, wide: bool) -> frozenset[str]:
    """What is compared of a block: its stems, on a page with wide characters the pairs of its characters."""
    if wide:
        key = _beginning(block)
        if WIDE.search(key):
            return frozenset(key[at : at + 2] for at in range(len(key) - 1) if key[at].isalpha())
    return _stems_of(_beginning(block)) if block.shape == "P" else _stems(block)


def _stems(block: Block) -> frozenset[str]:
    """The stems of the words of a block, of a long one of its beginning."""
    if block.stems is None:
        block.stems = _stems_of(_beginning(block))
    return block.stems


def _beginning(block: Block) -> str:
    """The words of a block that are compared, casefolded."""
    return block.text[:_PROSE].casefold() if block.width > 300 else block.key


def _stems_of(key: str) -> frozenset[str]:
    """The stems of the runs of four letters or more in `key`, which is casefolded."""
    plain = key.isascii() or _BEYOND.search(key) is None
    # one object for each stem, however often it comes: a third of the memory that a long page takes
    return frozenset([intern(run[:_STEM]) for run in (_PLAIN_RUN if plain else _RUN).findall(key)])


def _worth(block: Block, repeats: int, teaser: bool) -> float:
    """What a block adds to the prose; negative for what does not belong there."""
    if block.shape == "P":
        if repeats > 1:
            return -0.5
        return 0.5 if teaser else min(block.width, 500) / 100
    if block.shape == "p":
        return 0.5 if repeats == 1 and block.width >= 40 else 0.0
    if block.shape == "A":
        return -2.5
    if block.shape == "F":
        return -0.1
    return -0.35


def _prose(blocks: Sequence[Block], repeats: Sequence[int]) -> tuple[int, int]:
    """First and last block of the run of prose: the run of greatest worth (Kadane's scan)."""
    best, best_span = 0.0, (0, len(blocks) - 1)
    total, start = 0.0, 0
    shapes = [block.shape for block in blocks]
    for at, block in enumerate(blocks):
        if total <= 0:
            total, start = 0.0, at
        total += _worth(block, repeats[at], block.width <= 260 and _teaser(shapes, at))
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
        score = 0.8 + 2.0 * min(overlap[at], 0.5)
        score += 0.6 if 30 <= block.width <= 120 else -0.5 if block.width < 25 or block.width > 160 else 0.0
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


def signs(page: Page, lexicon: Lexicon) -> list[list[str]]:
    """For each block its own signs and those of its place on the page."""
    blocks = page.blocks
    n = len(blocks)
    title = page.headline if page.headline is not None else -1
    shapes = [_standing(block, count) for block, count in zip(blocks, page.repeats, strict=True)]
    before, behind = _neighbours(shapes), _neighbours(shapes[::-1])[::-1]
    slot = _deck_slot(page, shapes)
    related = headed = 99
    titled = sum([before[at][1] == behind[at][1] == "P" for at, shape in enumerate(shapes) if shape == "m"])
    runs = _bullet_runs(page, shapes, lexicon)
    head = _head(page, shapes)
    forms = _bylines(page, head, lexicon)
    under = _under_title(page, shapes)
    found = []
    listing = closed = doubled = False
    lists = _colon_lists(blocks, shapes)
    for at, block in enumerate(blocks):
        shape = shapes[at]
        if shape in "mslbNp" and (block.bullet or not block.stop):
            listing = listing or (at > 0 and blocks[at - 1].colon and blocks[at - 1].width >= 25)
            # "1) Plans" with a paragraph of its own is a subheading, though a colon stands before it.
            # So is a line that is followed by its own paragraph at once: one line is no list.
            alone = block.numbered or (at > 0 and blocks[at - 1].colon and not block.bullet)
            listing = listing and not (alone and behind[at][0] == "P" and not block.stop)
        elif shape != "F":
            listing = False
        of = size(block.width)
        place = _place(page, at)
        own = ["always", f"size {of}", f"shape {shape}", *block.signs]
        if at and shape in "Nms" and "byline heading" in blocks[at - 1].signs:
            own.append("follows byline heading")
        if at in runs:
            own.append(runs[at])
        if listing:
            own.append("list after colon" if block.bullet else "items after colon")
        if at in lists:
            own.append("list in prose")
        if at in page.said and shape in "lpP" and not (shape == "P" and at and blocks[at - 1].question):
            own.append("said in the text")
        follows, doubled = doubled, _doubled(block.key)
        if doubled:
            own.append("said twice")
        elif follows:
            own.append("follows said twice")
        if at >= n - 6 and at >= page.last - 4 and at > page.first + 3:
            own.append("close to the end")
            closing = "biography" in block.signs or "reporting" in block.signs
            if "biography" in block.signs:
                own.append("biography at the end")
            if "address" in block.signs and "@" in block.key:
                own.append("address at the end")
            if block.width <= 500 and lexicon.closing.within(block.key, block.telling, False):
                own.append("closing words at the end")
                closing = True
            if block.width <= 400 and lexicon.reporting.within(block.key, block.telling, False):
                own.append("reporting at the end")
                closing = True
            if closed:
                own.append("follows closing note")
            closed = closed or closing or ("furniture inside" in block.signs and block.stop)
        if at in under:
            own.append("short sentences under the title")
        previous, following = before[at], behind[at]
        own.append(f"after {previous[0]}")
        own.append(f"before {following[0]}")
        if "F" in (shapes[at - 1] if at else "", shapes[at + 1] if at + 1 < n else ""):
            own.append("beside furniture")
        if shape == "C":
            own.append("long credit" if block.width >= 50 else "short credit")
        own.append(place)
        own.append(f"{shape} {place}")
        if previous[0] in "Pp" and following[0] in "Pp":
            if place == "in prose" and at < page.last - 2 and "biography" in own:
                own[own.index("biography")] = "biography in prose"
            # Between paragraphs it is a heading; a sentence is one of the text only where no furniture stands about.
            if (page.clean or not block.stop) and "doubtful opening" in own:
                own[own.index("doubtful opening")] = "doubtful opening in prose"
            if page.clean and shape == "D" and not block.clock and place == "in prose" and at > head:
                own.append("date between paragraphs")
        if block.colon and place == "in prose" and at > head and block.lowercase >= 1:
            own.append("colon in prose")
        if shape in "mspbN" and block.width >= (4 if page.clean else 8) and place == "in prose":
            own.append(f"{shape} between {previous[1]} and {following[1]}")
            if page.clean and shape in "ms" and previous[0] == following[0] == "P" and not block.colon:
                own.append(f"clean {shape} between paragraphs")
            if "plain question" in block.signs and following[0] in "Pp":
                answered = at + 1 < n and blocks[at + 1].text[:1] in _MARKS
                own.append("question before marks" if answered else f"question between {previous[1]} and P")
            row = any(0 <= i < n and blocks[i].numbered for i in (at - 1, at + 1))
            if block.numbered and following[0] in "Pp" and not row:
                own.append("numbered before prose")
            if titled >= 3 and following[1] == "P" and shape in "msN":
                own.append("page with subheadings")
        if page.repeats[at] > 1:
            # A date, a byline or a credit says the same each time; other lines that come again are furniture.
            if title < at <= head and block.names:
                own.append("names repeated near title")
            elif shape == "D":
                own.append("date repeated")
            else:
                own.append("repeated" if page.repeats[at] < 3 or block.shape in "CDB" else "repeated often")
        if at == title:
            own.append("title")
        elif at < title or title < 0:
            own.append("before title")
        else:
            own.append(
                f"title +{at - title}" if at - title <= 2 else "near title" if at - title <= 6 else "far from title"
            )
            heads = place == "in prose" and at > head and shape in "mslN" and behind[at][0] == "P"
            if block.width <= 220 and _echoes(block, blocks[title]):
                own.append("heading echoes title" if heads else "echoes title")
            elif at - title <= 8 and not heads and title_again(block, blocks[title]):
                own.append("title again")
            if at <= head and at - title <= 14:
                if block.names:
                    own.append("names near title" if page.overlap[at] < 0.25 else "names of the prose near title")
                    if "D" in (previous[0], following[0]):
                        own.append("names beside date")
                elif shape == "D":
                    own.append("date near title")
            form = forms.get(at)
            if form == "names":
                if page.clean and page.overlap[at] < 0.25 and at - title <= 3:
                    own.append("unknown names under a clean title")
            elif form is not None:
                own.append(f"byline form {form} under title")
        if slot is not None and at == slot + 1 <= head and _like(block, blocks[slot]):
            own.append("like the deck slot before it")
        if at == slot:
            if not block.stop and block.width >= 70 and at - title <= 2:
                own.append("deck slot without a stop at the title")
            own.append("deck slot")
            own.append(f"deck slot {of}")
            if page.clean:
                own.append(f"clean deck slot {of}")
            if at in page.said:
                own.append("deck slot said in the text")
            if any(title_again(other, blocks[title]) for other in blocks[title + 1 : at]):
                own.append("deck slot after the title again")
            if sentences(block) >= 2:
                own.append(
                    "deck slot of short sentences" if block.width / sentences(block) <= 90 else "deck slot of sentences"
                )
            if block.question:
                own.append("deck slot question")
            last = block.key.rpartition(",")[2]
            if block.stop and len(last) <= 90 and not lexicon.attributing.isdisjoint(last.rstrip(EDGE).split()):
                own.append("deck slot attributed")
            marked = any(mark in block.text for mark in _QUOTED)
            if not marked and not lexicon.myself.isdisjoint(block.telling):
                own.append("deck slot in the first person")
            if "inner stop" in block.signs:
                own.append("deck slot inner stop")
            if marked:
                own.append("deck slot with marks")
            if block.stop:
                own.append("deck slot stop")
            if shape in "Pp":
                own.append("deck slot runs on" if at + 1 < n and shapes[at + 1] in "Pp" else "deck slot set apart")
            if following[0] == "P":
                prose = (other for other, kind in zip(blocks[at + 1 :], shapes[at + 1 :], strict=True) if kind == "P")
                after, *then = islice(prose, 3)
                share = block.width / after.width
                own.append("deck slot shorter" if share < 0.75 else "deck slot longer")
                if share < 0.5:
                    own.append("deck slot half as long")
                if dateline(after.text, 0, lexicon) is not None:
                    own.append("deck slot before dateline")
                following_at = at + 1 < n and blocks[at + 1] is after
                if following_at and _continues(after, lexicon):
                    own.append("deck slot continued")
                retold = _retold(block, after, then, lexicon)
                own += retold
                if _FOR_DECK.isdisjoint(retold) and share >= 0.75 and "deck slot runs on" in own and not block.question:
                    own.append("deck slot like the text")
        if block.width <= 200 and shape in "mslpN":
            share = page.overlap[at]
            own.append(
                "words of prose" if share >= 0.6 else "no words of prose" if share < 0.25 else "some words of prose"
            )
        if page.clean:
            own.append(f"clean {shape}")
        if at == page.first:
            apart = at + 1 < n and shapes[at + 1] in "FDBNC" and at < page.last
            own.append("first prose set apart" if apart else "first prose runs on")
        if related <= 6 and shape in "mslNPp":
            own.append(f"{shape} follows related" if related == 0 else f"{shape} near related")
        if headed < 40 and at > page.first:
            own.append("under after heading")
        if shape in "Pp" and block.width <= 260 and at - 1 != title and _teaser(shapes, at):
            own.append("teaser")
        if at and blocks[at - 1].picture and shape in "mslpPN":
            own.append("follows picture notice")
        if title < at < n - 1 and shapes[at + 1] == "C" and blocks[at + 1].width <= 60 and shape in "mlpP":
            own.append(f"{shape} before credit")
            if block.text[:1] in _QUOTED and block.stop:
                own.append("speech before credit")
            if "credit opening" in blocks[at + 1].signs:
                own.append(f"{shape} before a line of credit")
        if shape in "Ppl" and at <= page.first + 1 and dateline(block.text, 0, lexicon) is not None:
            own.append("dateline")
        found.append(own)
        related = 0 if block.related == "heading" else (99 if shape == "P" or block.related else related + 1)
        headed = 0 if shape == "A" else headed + 1
    return found


def _head(page: Page, shapes: Sequence[str]) -> int:
    """Where the title block ends: at the first paragraph that another one follows."""
    for at in range(page.first, min(page.last, page.first + 10)):
        if shapes[at] == "P" and next((shape for shape in shapes[at + 1 : at + 6] if shape != "F"), "") in ("P", "p"):
            return at
    return page.first


def _bylines(page: Page, head: int, lexicon: Lexicon) -> dict[int, str]:
    """The lines under the title that may be bylines without an opening, with their forms.

    Nothing stands between them and the title but furniture, a deck and lines of their kind.
    """
    found: dict[int, str] = {}
    if page.headline is None:
        return found
    others = 0
    for at in range(page.headline + 1, min(head, page.headline + 12) + 1):
        block = page.blocks[at]
        if block.furniture or block.date_only or block.byline:
            continue
        form = byline_form(block.text, lexicon) if not block.stop else None
        if form is None:
            others += 1
            if others > 3:
                break
        else:
            found[at] = form
    return found


def _like(block: Block, deck: Block) -> bool:
    """Whether the block is as long a line without a stop as the one that may be the deck."""
    return not (block.stop or deck.stop) and min(block.width, deck.width) >= 70 and block.shape in "ml"


def _deck_slot(page: Page, shapes: Sequence[str]) -> int | None:
    """The first block after the title that could be a deck: furniture, dates, names and labels skipped."""
    if page.headline is None:
        return None
    title = page.blocks[page.headline].key
    slot = None
    for at in range(page.headline + 1, min(page.first + 1, page.headline + 25, len(shapes))):
        block = page.blocks[at]
        if shapes[at] not in "mlpPb" or block.width < 45 or block.credit or (block.date and not block.stop):
            continue
        if not _NO_DECK.isdisjoint(block.signs):
            continue
        if title in block.key or _echo(block.key, title) or title_again(block, page.blocks[page.headline]):
            continue
        # A short one may be a label or another title: the first of a deck's length is preferred, unless it is the text.
        if block.width >= 70 and not (at == page.first and slot is not None):
            return at
        slot = at if slot is None else slot
    return slot


def _echoes(block: Block, heading: Block) -> bool:
    """Whether the block says the title again: whole, or most of its words, and no sentence where the title is none."""
    key, title = block.key, heading.key
    if key in title or title in key:
        return True
    if block.stop and not heading.stop:
        return False
    like = block.first in title or block.last in title
    return like and len(key) <= 1.5 * len(title) and _echo(key, title)


def title_again(block: Block, title: Block) -> bool:
    """Whether the block is the title in other words or with its kicker: hardly longer, no stop, most words shared."""
    if block.stop != title.stop or block.width > 2 * title.width + 20:
        return False
    own, other = _stems(block), _stems(title)
    fewer = min(len(own), len(other))
    return fewer >= 3 and len(own & other) >= 0.6 * fewer


def _echo(key: str, title: str) -> bool:
    """Whether the words are those of the title: most of the one stand in the other."""
    words = _TOKEN.findall(key)
    return len(words) >= 3 and sum(word in title for word in words) >= 0.75 * len(words)


def _under_title(page: Page, shapes: Sequence[str]) -> range:
    """Two to five short sentences under the title, each a paragraph, before longer ones: points without bullets."""
    start = page.headline + 1 if page.headline is not None else 0
    while start < len(shapes) and shapes[start] in "FDBN":
        start += 1
    end = start
    while end < len(shapes) and shapes[end] == "p" and page.blocks[end].width <= 130:
        end += 1
    longest = max((block.width for block in page.blocks[start:end]), default=0)
    follows = end < len(shapes) and shapes[end] == "P" and page.blocks[end].width >= 1.4 * longest
    return range(start, end) if follows and 2 <= end - start <= 5 else range(0)


def _colon_lists(blocks: Sequence[Block], shapes: Sequence[str]) -> frozenset[int]:
    """Two or more bullets after a colon and before prose, with the line that introduces them."""
    found: set[int] = set()
    at = 0
    while at < len(blocks):
        end = at + 1
        if blocks[at].colon and blocks[at].width >= 25:
            while end < len(blocks) and blocks[end].bullet and shapes[end] in "mslbNp":
                end += 1
            if end - at >= 3 and end < len(blocks) and shapes[end] in "Pp":
                found.update(range(at, end))
        at = end
    return frozenset(found)


def _doubled(key: str) -> bool:
    """Whether the block is one line twice: what a link and its picture both say."""
    half = len(key) // 2
    return len(key) >= 30 and len(key) % 2 == 1 and key[0] == key[half + 1] and key[:half] == key[half + 1 :]


def _bullet_runs(page: Page, shapes: Sequence[str], lexicon: Lexicon) -> dict[int, str]:
    """Bullets in a row that are sentences: before the prose they are key points, inside it a list."""
    blocks = page.blocks
    found: dict[int, str] = {}
    title = page.headline if page.headline is not None else -1
    at = title + 1
    while at < len(blocks):
        end = at
        while end < len(blocks) and blocks[end].bullet and shapes[end] in "mlpPb":
            end += 1
        row = blocks[at:end]
        if len(row) >= 2 and sum(block.width for block in row) >= 35 * len(row):
            before = next((shapes[i] for i in range(at - 1, title, -1) if shapes[i] not in "FDBNCk"), "^")
            follows = next((i for i in range(end, len(blocks)) if shapes[i] != "F"), len(blocks))
            after = shapes[follows] if follows < len(blocks) else "$"
            stops = sum(block.stop for block in row)
            # A dateline opens the lead, so what stands before it is no list of the text (rule X4).
            opens = after == "P" and dateline(blocks[follows].text, 0, lexicon) is not None
            head = before in "^msl" and page.first >= at and stops * 2 >= len(row)
            if opens or (head and (after == "P" or (after == "p" and blocks[follows].stop and stops == len(row)))):
                found.update(dict.fromkeys(range(at, end), "points before prose"))
            elif after in "Pp" and before in "Pp" and at > page.first:
                found.update(dict.fromkeys(range(at, end), "bullets between prose"))
        at = max(end, at + 1)
    return found


def _retold(block: Block, after: Block, then: Sequence[Block], lexicon: Lexicon) -> list[str]:
    """Signs that the next paragraph is the lead: it says the block's words again, the day, the full name.

    Where the block gives the full name and a paragraph soon after the last part alone, the block is the lead.
    """
    found = []
    stems, others = _stems(block), _stems(after)
    if stems and len(stems & others) >= 0.3 * len(stems):
        found.append("deck slot said again")
    here, there = (not lexicon.days.isdisjoint(one.telling) for one in (block, after))
    if here:
        found.append("deck slot has the day")
    elif there:
        found.append("deck slot before the day")
    gives = _introduces(block, (after, *then), lexicon)
    given = _introduces(after, (block,), lexicon)
    if gives != given:
        found.append("deck slot has the full name" if gives else "deck slot before the full name")
    return found


def _continues(block: Block, lexicon: Lexicon) -> bool:
    """Whether the paragraph goes on from the one before: by its first word, or by a pronoun before any name."""
    if block.first in lexicon.continuing:
        return True
    opening = block.text[:_PROSE].split()[1:9]
    name = next((at for at, word in enumerate(opening) if word[:1].isupper()), len(opening))
    return any(word in lexicon.personal for word in opening[:name])


def sentences(block: Block) -> int:
    """How many sentences the block has, by its stops before a capital and the last."""
    return len(_SENTENCE.findall(block.text[:_PROSE])) + 1


def _introduces(block: Block, others: Sequence[Block], lexicon: Lexicon) -> bool:
    """Whether the block gives the full form of a name of which one of the others has only the last part."""
    names = [
        (f"{first} {last}", last)
        for first, last in _FULL_NAME.findall(block.text[:_PROSE])
        if first.casefold() not in lexicon.function
    ]
    for other in others if names else ():
        text = other.text[:_PROSE]
        if any(last in text and full not in other.text for full, last in names):
            known = frozenset(_CAPITALISED.findall(text))
            if any(last in known and full not in other.text for full, last in names):
                return True
    return False


def _teaser(shapes: Sequence[str], at: int) -> bool:
    """Whether the block stands under a title that stands under a small label, as in a box of links."""
    return at >= 2 and shapes[at - 1] in "ml" and shapes[at - 2] in "RADsbN"


def _standing(block: Block, repeats: int) -> str:
    """The shape of the block as its neighbours see it: what is often repeated is furniture, credits excepted."""
    if repeats >= 3 and block.shape not in "FRCDB" and block.width < 120:
        return "F"
    return block.shape


def _neighbours(shapes: Sequence[str]) -> list[tuple[str, str]]:
    """For each block the shape of the nearest earlier one that is no furniture, and whether the
    nearest that is neither furniture, credit nor link is prose ("P"), something else or the edge."""
    found = []
    near = solid = "^"
    for shape in shapes:
        found.append((near, solid))
        if shape != "F":
            near = shape
            if shape in "Pp":
                solid = "P"
            elif shape not in "CR":
                solid = "o"
    return found


def _place(page: Page, at: int) -> str:
    if at < page.first:
        return "just before prose" if page.first - at <= 2 else "before prose"
    if at > page.last:
        return "just after prose" if at - page.last <= 2 else "after prose"
    return "in prose"
