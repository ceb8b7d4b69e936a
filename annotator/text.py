"""The layout of plain text: lines, paragraphs, sentences, words, and what is visible at all.

One function decides what a paragraph is, for rules, detection, motions and checks alike
(SCHEME 1.8, "Text terms"). A `Range` is (start, end) in code points, end-exclusive.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise

from annotator.lazy import pattern

Range = tuple[int, int]

LINE_END = pattern(r"\r\n|\n|\r")
"""LF, CRLF or a lone CR and nothing else; `str.splitlines` knows ten further characters."""

WHITE = (
    "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""The characters with the Unicode property White_Space."""

_WHITE = frozenset(WHITE)
_VISIBLE = re.compile(
    rf"[^{re.escape(WHITE)}\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)

WORD = pattern(r"[^\W_]+(?:[’'.\-‑&/][^\W_]+)*|_+|[^\w\s]", re.UNICODE)
"""A word with its inner apostrophes, hyphens and points, or one punctuation mark."""

BULLET = pattern(r"(?:[•‣◦▪▫■□●○◆►▶➤➢✓✔·∙–—*+-]|\d{1,2}[.)]|[a-z]\))[ \t\xa0\u2009\u202f]+(?=\S)")

_NO_BULLETS = frozenset("“\"‘'„«")

_MARKDOWN = pattern(r"(?:(?:#{1,6}|>)[ \t]+)*")

_ABBREVIATION = pattern(
    r"(?:^|[\s(“\"‘'\[])(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Gen|Col|Lt|Sgt|Capt|Maj|Sen|Rep|Gov|Rev|Hon|Jr|Sr|No|vs|etc|Inc|Ltd|Co|Corp"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|approx|e\.g|i\.e|a\.m|p\.m|[A-Z]\.[A-Z](?:\.[A-Z])*|bzw|z\.B|u\.a|d\.h|Nr|M|Mme|Sr|Sra)\.$"
)
_STOP = pattern(r"(?:[.!?…]+|[。！？])[\"'”’»“‹›«)\]」』]*(?=\s)|[。！？][”’」』]*")


def is_visible(text: str, start: int = 0, end: int | None = None) -> bool:
    """Whether `text[start:end]` holds a character a reader sees: no white space, BOM, zero-width, control."""
    return _VISIBLE.search(text, start, len(text) if end is None else end) is not None


def trim(text: str, start: int, end: int) -> Range:
    """The range without white space at its ends; (start, start) when nothing is left."""
    while start < end and text[start] in _WHITE:
        start += 1
    while end > start and text[end - 1] in _WHITE:
        end -= 1
    return start, end


def trim_visible(text: str, start: int, end: int) -> Range:
    """The range from its first to its last visible character; (start, start) when there is none."""
    if start < end and not text[start].isalnum():  # no letter or digit is invisible
        first = _VISIBLE.search(text, start, end)
        if first is None:
            return start, start
        start = first.start()
    while end > start and _VISIBLE.match(text, end - 1, end) is None:
        end -= 1
    return start, end


def lines(text: str) -> tuple[Range, ...]:
    """Every line without its line end, empty ones included; the last one may be empty."""
    found = []
    start = 0
    if "\r" not in text:
        for piece in text.split("\n"):  # three times as fast
            stop = start + len(piece)
            found.append((start, stop))
            start = stop + 1
        return tuple(found)
    for match in LINE_END.finditer(text):
        found.append((start, match.start()))
        start = match.end()
    found.append((start, len(text)))
    return tuple(found)


def is_bullet(text: str, start: int, end: int) -> bool:
    """Whether the line begins with a bullet glyph or a list number (after blanks)."""
    first, _ = trim_visible(text, start, end)
    return BULLET.match(text, first, end) is not None


def content_start(text: str, start: int, end: int) -> int:
    """Where the words of a paragraph begin, after a bullet or Markdown's `#`, `>` marks."""
    head = text[start : start + 1]
    if head.isupper() or head in _NO_BULLETS:
        return start  # most paragraphs
    match = _MARKDOWN.match(text, start, end)
    start = match.end() if match else start
    bullet = BULLET.match(text, start, end)
    return bullet.end() if bullet else start


_FINAL_STOP = pattern(r"[.!?…:。！？][\"'”’»“‹›«)\]」』]*[ \t\xa0]*$")
_FIRST_WORD = pattern(r"[^\s]*")


def _ends(text: str, start: int, end: int) -> bool:
    """Whether the line ends with a stop (closing marks after it allowed)."""
    return _FINAL_STOP.search(text, max(start, end - 16), end) is not None


def _full(text: str, line: Range, following: Range, width: int) -> bool:
    """Whether the first word of the next line would not have fitted on this one."""
    start = trim(text, *following)[0]
    match = _FIRST_WORD.match(text, start, following[1])
    word = match.end() - match.start() if match else 0
    length = trim(text, *line)[1] - line[0]
    return length <= width and length + 1 + word > width


def _wrap_width(text: str, blocks: Sequence[Sequence[Range]]) -> int | None:
    """The column at which the article's lines were hard-wrapped, or None when they were not.

    A line was wrapped if the first word of the next one would not have fitted. We believe that the
    article was if this holds for most lines that do not end with a stop, and if sentences do run on
    from line to line: the next line begins in lower case after a full line, hardly ever after
    another. A few lines may be longer than the column (addresses, a title).
    """
    pairs = [(block[i], block[i + 1]) for block in blocks for i in range(len(block) - 1)]
    pairs = [(a, b) for a, b in pairs if not is_bullet(text, *b)]
    if len(pairs) < 3:
        return None
    lengths = sorted(trim(text, *line)[1] - line[0] for block in blocks if len(block) > 1 for line in block)
    width = lengths[-1 - len(lengths) // 40]
    if not 30 <= width <= 132:
        return None
    full = open_ = runs_on = against = 0
    for line, following in pairs:
        fits = not _full(text, line, following, width)
        lower = text[trim(text, *following)[0]].islower()
        full += not fits
        open_ += not _ends(text, *line)
        runs_on += lower and not fits
        against += lower and fits
    if full >= 0.7 * len(pairs):
        return width
    return width if full >= 3 and full >= 0.6 * open_ and runs_on >= 2 and runs_on >= 4 * against else None


def _joined(text: str, block: Sequence[Range], width: int | None, unbroken: bool) -> Iterator[Range]:
    """The paragraphs of one block of lines: hard-wrapped lines joined, bullets and other lines apart.

    In an article without blank lines (`unbroken`) a stop at the end of a line ends the paragraph too.
    """
    start = end = -1
    for i, (first, last) in enumerate(block):
        if start < 0:
            start = first
        end = last
        following = block[i + 1] if i + 1 < len(block) else None
        if following is None:
            break
        goes_on = (
            width is not None
            and not is_bullet(text, *following)
            and _full(text, (first, last), following, width)
            and not (unbroken and _ends(text, first, last) and not text[trim(text, *following)[0]].islower())
        )
        if not goes_on:
            yield start, end
            start = -1
    if start >= 0:
        yield start, end


@lru_cache(maxsize=64)
def paragraphs(text: str) -> tuple[Range, ...]:
    """The paragraphs of an article, each from its first to its last visible character.

    Lines that blank lines separate form a block. Inside a block each line is a paragraph of its own
    unless the article is hard-wrapped: then lines are joined up to a line that had room for the next
    word, in an article without blank lines also up to a final stop. Every bullet is a paragraph
    (SCHEME 1.8). Linear in the length of the text.
    """
    blocks: list[list[Range]] = [[]]
    seen = _VISIBLE.search
    for line in lines(text):
        if seen(text, *line):
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    if not blocks[-1]:
        blocks.pop()
    width = _wrap_width(text, blocks)
    unbroken = width is not None and sum(map(len, blocks)) > 15 * len(blocks)
    found = [
        trim_visible(text, *joined)
        for block in blocks
        for joined in (block if len(block) == 1 else _joined(text, block, width, unbroken))
    ]
    return tuple(span for span in found if span[0] < span[1])


def sentences(text: str, start: int, end: int) -> tuple[Range, ...]:
    """The sentences of one paragraph, each trimmed; a closing quotation mark belongs to its sentence."""
    found = []
    at = start
    for match in _STOP.finditer(text, start, end):
        stop = match.end()
        if stop >= end:
            break
        following = trim(text, stop, end)[0]
        if following >= end:
            break
        head = text[following]
        if head.islower() or head in ",;:)]":
            continue
        if text[match.start()] == "." and match.end() - match.start() == 1:
            if _ABBREVIATION.search(text, max(at, match.start() - 12), match.start() + 1) and not head.isdigit():
                continue
            if head.isdigit() and _ABBREVIATION.search(text, max(at, match.start() - 12), match.start() + 1):
                continue
        found.append(trim(text, at, stop))
        at = following
    last = trim(text, at, end)
    if last[0] < last[1]:
        found.append(last)
    return tuple(found)


def words(text: str, start: int, end: int) -> tuple[Range, ...]:
    """Words and single punctuation marks of the range, in order."""
    return tuple(match.span() for match in WORD.finditer(text, start, end))


_DOUBLE_MARKS = pattern(r"[“”„‟«»]|''|``")
_SINGLE_MARKS = pattern(r"[‘’‚‛`´′]")
_DASHES = pattern(r"[‐‑‒–—―]")


def fold(text: str) -> str:
    """One form for what typists vary: quotation marks, apostrophes, dashes, white space, case, accents kept.

    For comparing wordings; the length may change, so never use it for offsets.
    """
    text = _SINGLE_MARKS.sub("'", _DOUBLE_MARKS.sub('"', text))
    text = _DASHES.sub("-", text)
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


class Structure:
    """The layout of one text, each part computed when first asked for.

    All members are in text order, so that `at` functions are binary searches.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def lines(self) -> tuple[Range, ...]:
        return lines(self.text)

    @cached_property
    def paragraphs(self) -> tuple[Range, ...]:
        return paragraphs(self.text)

    @cached_property
    def _paragraph_starts(self) -> list[int]:
        return [start for start, _ in self.paragraphs]

    @cached_property
    def _has_blank_lines(self) -> bool:
        """Whether blank lines part the visible text at all."""
        paragraphs = self.paragraphs
        return any(self._blank_between(a[1], b[0]) for a, b in pairwise(paragraphs))

    def _blank_between(self, end: int, start: int) -> bool:
        return len(LINE_END.findall(self.text, end, start)) > 1

    def same_block(self, end: int, start: int) -> bool:
        """Whether what ends at `end` and what begins at `start` stand in one block: no blank line between.

        Never where the article does not part its blocks by blank lines: there each line is a block.
        """
        return self._has_blank_lines and not self._blank_between(end, start)

    @cached_property
    def sentences(self) -> tuple[tuple[Range, ...], ...]:
        """One tuple of sentences for each paragraph."""
        return tuple(sentences(self.text, *paragraph) for paragraph in self.paragraphs)

    def sentences_of(self, paragraph: int) -> tuple[Range, ...]:
        """The sentences of the paragraph with this index; does not look at the others."""
        if "sentences" in vars(self):
            return self.sentences[paragraph]
        return sentences(self.text, *self.paragraphs[paragraph])

    @cached_property
    def words(self) -> tuple[Range, ...]:
        return words(self.text, 0, len(self.text))

    def paragraph_at(self, offset: int) -> int:
        """Index of the paragraph that holds `offset`, or of the last one before it (0 at least)."""
        return max(0, bisect_right(self._paragraph_starts, offset) - 1)

    def sentence_at(self, offset: int) -> Range:
        """The sentence that holds `offset`, or the nearest before it in its paragraph."""
        if not self.paragraphs:
            return (0, 0)
        group = self.sentences_of(self.paragraph_at(offset))
        return group[max(0, bisect_right([start for start, _ in group], offset) - 1)]

    def words_in(self, start: int, end: int) -> tuple[Range, ...]:
        """The words that lie wholly in the range."""
        # No word holds white space, so from white space on the words are those of the whole text.
        text, low, high = self.text, start, end
        while 0 < low < len(text) and not text[low - 1].isspace():
            low -= 1
        while 0 <= high < len(text) and not text[high].isspace():
            high += 1
        return tuple(word for word in words(text, max(low, 0), max(high, 0)) if start <= word[0] and word[1] <= end)


def overlaps(a: Range, b: Range) -> bool:
    """Whether the two ranges share a character."""
    return a[0] < b[1] and b[0] < a[1]


def inside(inner: Range, outer: Range) -> bool:
    """Whether `inner` lies in `outer` (equal counts)."""
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def merged(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """The ranges sorted, with those that touch or overlap joined."""
    found: list[Range] = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)
