"""Ranked answers for the pickers: same state, same ranking, never a look at any gold.

Every function takes the editor and the place at hand and gives candidates, best first. Spans and
offsets are code points of the article.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

from annotator import detection
from annotator.detection.base import Mention, Person
from annotator.editor import Editor
from annotator.items import Items
from annotator.lazy import pattern
from annotator.lookup import lookup
from annotator.marks import closes, opens, stretches_in
from annotator.model import Quote, spans_of
from annotator.text import Range, inside, overlaps
from annotator.values import dataclass

MOST = 48
"""More candidates than letters and capitals can carry are left out; `Space` and `/` reach the rest."""


@dataclass(frozen=True)
class Candidate:
    """One answer: its value, its words, and where its label stands in the text (`at`, None: only in the list).

    `side` is -1 for a label before `at`, 1 for one after it. `key` is a key of its own instead of a letter.
    """

    value: Any
    text: str
    hint: str = ""
    at: int | None = None
    side: Literal[-1, 1] = -1
    key: str = ""


def short(text: str, most: int = 44) -> str:
    """The words of a span in one line: its beginning and its end when it is long (cells, roughly)."""
    flat = " ".join(text.split())
    if len(flat) <= most:
        return flat
    words = flat.split(" ")
    if len(words) < 4:
        return flat[: most - 1] + "…"
    head, tail = words[0], words[-1]
    for left in (words[0:2], words[0:3]):
        for right in (words[-1:], words[-2:]):
            trial = f"{' '.join(left)} … {' '.join(right)}"
            if len(trial) <= most:
                head, tail = " ".join(left), " ".join(right)
    return f"{head} … {tail}"[:most]


def _unique(spans: Iterable[Range]) -> list[Range]:
    return list(dict.fromkeys(spans))


def of_spans(editor: Editor, spans: Iterable[Range], hints: dict[Range, str] | None = None) -> list[Candidate]:
    """Candidates for spans, each with its label before its first character; one label a cell."""
    found, cells = [], set[int]()
    for span in _unique(spans):
        at = span[0] if span[0] not in cells else None
        cells.add(span[0])
        hint = (hints or {}).get(span, "")
        found.append(Candidate(span, short(editor.article.text[span[0] : span[1]]), hint, at, -1))
        if len(found) >= MOST:
            break
    return found


_SIGNS = ":–—-"
"""A colon or dash can be a cue (U5)."""


_CLITIC = pattern(r"-(?:t-)?(?=(?:je|tu|il|elle|on|nous|vous|ils|elles)$)|(?=['’](?:s|d|ll|re|ve|m)$)", re.IGNORECASE)
"""Where a short word hangs on another ("precise-t-il", "the mayor's"): they can have different roles."""


def _split(text: str, words: Iterable[Range]) -> list[Range]:
    """The words, those with a clitic as two."""
    found = []
    for start, end in words:
        clitic = _CLITIC.search(text, start + 1, end) if end - start > 2 else None
        found += [(start, end)] if clitic is None else [(start, clitic.start()), (clitic.end(), end)]
    return found


def every_word(editor: Editor, zone: Range, signs: str = "") -> list[Range]:
    """Every word of the zone that has a letter or digit, and the punctuation marks among `signs`."""
    text = editor.article.text
    words = _split(text, editor.article.structure.words_in(*zone))
    return [one for one in words if text[one[0]] in signs or _is_word(text, one)]


def ends(editor: Editor, zone: Range, start: int, now: int, every: bool) -> list[Candidate]:
    """Natural ends after `start` in text order, or the end of every word; where the edge is, is left out."""
    text = editor.article.text
    words = _split(text, editor.article.structure.words_in(*zone)) if every else ()
    found = [end for _, end in words if not opens(text, end - 1)] if every else list(editor.reader.ends(zone))
    return _edges(editor, [one for one in dict.fromkeys(found) if one > start and one != now], 1)


def starts(editor: Editor, zone: Range, now: int, every: bool) -> list[Candidate]:
    """Natural starts of the zone, nearest to where the edge is first, or the start of every word."""
    text = editor.article.text
    if every:
        words = _split(text, editor.article.structure.words_in(*zone))
        found = [start for start, _ in words if not closes(text, start)]
    else:
        cues = [end for _, end in editor.reader.cue_groups(zone)]
        after = [end + len(text[end:]) - len(text[end:].lstrip()) for end in cues if end < zone[1]]
        found = [*editor.reader.starts(zone), *(one for one in after if one < zone[1] and not closes(text, one))]
    return _edges(editor, [one for one in dict.fromkeys(found) if one != now], -1)


def _edges(editor: Editor, offsets: Sequence[int], side: int) -> list[Candidate]:
    text = editor.article.text
    found = []
    for offset in offsets[:MOST]:
        if side > 0:
            words = "… " + text[max(0, offset - 24) : offset].split("\n")[-1].lstrip()
            found.append(Candidate(offset, words, "", offset, 1))
        else:
            found.append(Candidate(offset, text[offset : offset + 24].split("\n")[0] + " …", "", offset, -1))
    return found


def anchor_of(quote: Quote) -> int:
    """The offset near which the roles of a quote are looked for: its cue, else its content."""
    return quote.cue.start if quote.cue is not None else quote.start


def _near(spans: Iterable[Range], at: int, sentence: Range) -> list[Range]:
    """Spans of the sentence first, then the others, each nearest first; longer before shorter at one place."""

    def key(span: Range) -> tuple[bool, int, int]:
        gap = max(span[0] - at, at - span[1], 0)
        return (not inside(span, sentence), gap, span[0] - span[1])

    return sorted(spans, key=key)


def sources(editor: Editor, quote: Quote, zone: Range, every: bool) -> list[Candidate]:
    """Source words: what the rules would take, then mentions of the sentence and the zone, nearest first."""
    if every:
        return of_spans(editor, every_word(editor, zone))
    spans: list[Range] = []
    guess = editor.reader.draft_from_cue(quote.cue.span) if quote.cue is not None else None
    if guess is not None and guess.source is not None:
        spans.append(guess.source)
    sentence = editor.article.structure.sentence_at(anchor_of(quote))
    mentions = editor.reader.mentions(zone)
    content = [piece.span for piece in quote.content]
    outside = [one for one in mentions if not any(inside((one.start, one.end), piece) for piece in content)]
    within = [one for one in mentions if one not in outside]
    at = anchor_of(quote)
    for group in (outside, within):
        spans += _near(((one.start, one.end) for one in group), at, sentence)
    now = quote.source.span if quote.source is not None else None
    taken = [quote.cue.span] if quote.cue is not None else []
    if now is not None:
        spans[1:1] = _varied(editor, now, [*taken, *content])
    spans[12:12] = [span for one in taken for span in _beside(editor, one, content)]
    return of_spans(editor, [span for span in spans if span != now and not _swallows(span, quote)])


def _varied(editor: Editor, now: Range, taken: Sequence[Range], most: int = 8) -> list[Range]:
    """Words that begin or end like those chosen now: cut or carried on to the next natural boundary."""
    article = editor.article
    zone = article.structure.sentence_at(now[0])
    free = _free(zone, now, taken)
    words = article.structure.words_in(*free)
    mentions = editor.reader.mentions(free)
    stops = {e for s, e in words if _is_word(article.text, (s, e))} - {now[1]}
    later = sorted(
        {*(one.end for one in mentions), *editor.reader.ends(free)} & stops, key=lambda end: abs(end - now[1])
    )
    closed = [end for end in editor.reader.ends(free) if end > now[1] and end not in stops][:2]
    earlier = [start for start, _ in reversed(words) if start < now[0]][:2]
    inner = [start for start in editor.reader.starts(free) if now[0] < start < now[1]]
    longer = [(start, now[1]) for start in earlier]
    found = [(now[0], end) for end in later if end > now[0]]
    return [*found[:2], *longer[:1], *found[2:4], *longer[1:], *((start, now[1]) for start in inner[-2:]), *found[4:]][
        :most
    ] + [(now[0], end) for end in closed]


def _free(zone: Range, around: Range, taken: Sequence[Range]) -> Range:
    """What of a zone around a span no other role takes."""
    low = max([zone[0], *(end for _, end in taken if end <= around[0])])
    high = min([zone[1], *(start for start, _ in taken if start >= around[1])])
    return low, max(high, around[1])


def _beside(editor: Editor, cue: Range, content: Sequence[Range], most: int = 6) -> list[Range]:
    """The words up to a cue from each of the last words before it, and those after it up to each boundary."""
    article, text = editor.article, editor.article.text
    zone = article.structure.sentence_at(cue[0])
    low, high = _free(zone, cue, [one for one in content if not overlaps(one, cue)])
    before = [one for one in article.structure.words_in(low, cue[0]) if _is_word(text, one)]
    after = [one for one in article.structure.words_in(cue[1], high) if _is_word(text, one)]
    found = [(start, before[-1][1]) for start, _ in before[-most:]]
    if after:
        stops = set(editor.reader.ends((cue[1], high)))
        ends = [end for _, end in after if end in stops] or [after[-1][1]]
        found += [(after[0][0], end) for end in ends[:most]]
    return found


def _is_word(text: str, span: Range) -> bool:
    return any(character.isalnum() for character in text[span[0] : span[1]])


def _swallows(span: Range, quote: Quote) -> bool:
    """Whether a role with these words would leave no content."""
    return all(inside(piece.span, span) for piece in quote.content)


def cues(editor: Editor, quote: Quote, zone: Range, every: bool) -> list[Candidate]:
    """Cue groups next to the content, longest first; then every other word of the sentence."""
    if every:
        return of_spans(editor, every_word(editor, zone, _SIGNS))
    at = quote.end if quote.source is None else quote.source.start
    sentence = editor.article.structure.sentence_at(anchor_of(quote))
    groups = _near(editor.reader.cue_groups(zone), at, sentence)
    taken = [piece.span for piece in quote.content]
    rest = [
        word for word in every_word(editor, sentence, _SIGNS)
        if not any(overlaps(word, one) for one in (*groups, *taken))
    ]  # fmt: skip
    now = quote.cue.span if quote.cue is not None else None
    outer = [one for one in groups if not any(inside(one, piece) for piece in taken)]
    varied = [*_between(editor, quote), *_stretched(editor, now, sentence)] if now is not None else []
    ranked = (*outer[:1], *varied, *outer, *(g for g in groups if g not in outer), *rest)
    return of_spans(editor, [one for one in ranked if one != now])


def _between(editor: Editor, quote: Quote, most: int = 14) -> list[Range]:
    """A cue carried on to its neighbours: from the source on, up to the content, all between the two.

    Then to the natural boundaries on the way; nothing of more than `most` words.
    """
    assert quote.cue is not None
    article, text = editor.article, editor.article.text
    now = quote.cue.span
    zone = article.structure.sentence_at(now[0])
    taken = [piece.span for piece in quote.content] + ([quote.source.span] if quote.source is not None else [])
    low, high = _free(zone, now, taken)
    words = [one for one in article.structure.words_in(low, high) if _is_word(text, one)]
    if not words:
        return []
    first, last = words[0][0], words[-1][1]
    bound = low > zone[0], high < zone[1]
    found = [(first, now[1])] if bound[0] else []
    found += [(now[0], last)] if bound[1] else []
    found += [(first, last)] if all(bound) else []
    free = (first, last)
    later = [end for end in editor.reader.ends(free) if end > now[1]][:4]
    earlier = [start for start in reversed(editor.reader.starts(free)) if start < now[0]][:3]
    found += [(now[0], end) for end in _led(editor, now, zone)] + [(now[0], end) for end in later]
    found += [(start, now[1]) for start in earlier]
    return [one for one in found if len(article.structure.words_in(*one)) <= most]


_LEADS = frozenset("about against at by for from in into of on over to toward towards with".split())


def _led(editor: Editor, cue: Range, zone: Range, most: int = 4) -> list[int]:
    """Ends of the prepositions after a cue: "took a position on", "released a statement in opposition to" (U3)."""
    text = editor.article.text
    words = editor.article.structure.words_in(cue[1], zone[1])[:9]
    return [end for start, end in words if text[start:end].lower() in _LEADS][:most]


def _stretched(editor: Editor, now: Range, sentence: Range) -> list[Range]:
    """A cue with one to three words more after or before it, then each of its words alone."""
    words = [one for one in editor.article.structure.words_in(*sentence) if _is_word(editor.article.text, one)]
    after = [end for start, end in words if start >= now[1]][:3]
    before = [start for start, end in reversed(words) if end <= now[0]][:3]
    own = [one for one in words if inside(one, now)]
    found = [(now[0], end) for end in after[:2]] + [(start, now[1]) for start in before[:2]]
    found += [one for one in own if one != now]
    if len(own) > 2:
        found += [(own[0][0], own[-2][1]), (own[1][0], own[-1][1])]
    return found + [(now[0], end) for end in after[2:]] + [(start, now[1]) for start in before[2:]]


_KIND_ORDER = {"organisation": 0, "document": 1, "group": 2, "unknown": 3, "unnamed": 4, "person": 5}


def others(editor: Editor, quote: Quote, zone: Range, every: bool, role: str) -> list[Candidate]:
    """Words for addressee or via: mentions beside the cue first; for a via outlets and documents first."""
    if every:
        return of_spans(editor, every_word(editor, zone))
    sentence = editor.article.structure.sentence_at(anchor_of(quote))
    at = quote.cue.end if quote.cue is not None else quote.end
    taken = [span.span for span in (quote.source, quote.cue) if span is not None]
    mentions = [
        one for one in editor.reader.mentions(zone) if not any(overlaps((one.start, one.end), t) for t in taken)
    ]
    ranges = [(one.start, one.end) for one in mentions]
    spans = _near((span for span in ranges if not _swallows(span, quote)), at, sentence)
    if role == "via":
        kinds = {(one.start, one.end): one.kind for one in mentions}
        spans.sort(key=lambda span: (not inside(span, sentence), _KIND_ORDER.get(kinds[span], 3)))
    else:
        spans.sort(key=lambda span: (not inside(span, sentence), span[0] < at))
        if quote.addressee is not None:
            spans[:0] = _varied(editor, quote.addressee.span, [*taken, *(piece.span for piece in quote.content)])
    return of_spans(editor, spans)


BESIDE = 8
"""Likely misses of the other blocks beside the bar that come before the unlikely ones of the block at hand."""


def missed(editor: Editor, items: Items, zone: Range, every: bool, beside: Sequence[Range] = ()) -> list[Candidate]:
    """Where a missed quote may be: unclaimed marks of the zone in text order, its cue groups, its other words.

    `beside` are further blocks, whose marks and cue groups can be taken without going there.
    """
    if every:
        return of_spans(editor, every_word(editor, zone))
    likely, free = _likely(editor, items, zone)
    others = [span for one in beside for span in _likely(editor, items, one)[0]]
    verbs = [one for one in editor.reader.verb_groups(zone) if free(one) and not _hits(one, likely)]
    words = [one for one in every_word(editor, zone, _SIGNS) if free(one) and not _hits(one, (*likely, *verbs))]
    words.sort(key=lambda span: -editor.reader.cue_weight(span))
    return of_spans(editor, [*likely, *others[:BESIDE], *verbs, *words])


def _likely(editor: Editor, items: Items, zone: Range) -> tuple[list[Range], Callable[[Range], bool]]:
    """The marks of a zone, then its cue groups by weight; and whether a span is no part of a quote yet."""
    marks = [(one.start, one.end) for one in items.within(zone) if one.kind == "mark"]
    roles = [span.span for quote in lookup(editor.annotation.quotes).overlapping(*zone) for span in spans_of(quote)]
    groups = [one for one in editor.reader.cue_groups(zone) if not _hits(one, (*marks, *roles))]
    groups.sort(key=lambda span: -editor.reader.cue_weight(span))
    return [*marks, *groups], lambda span: not _hits(span, roles)


def _hits(span: Range, others: Iterable[Range]) -> bool:
    return any(overlaps(span, other) for other in others)


def pieces(editor: Editor, quote: Quote, zone: Range) -> list[Range]:
    """Words of the quote's sentence that may be one more piece of it (C5): what stands beside its own parts.

    The words before its first part and after its last, each from and to its natural boundaries, then the
    noun phrases that are no part yet.
    """
    article, text = editor.article, editor.article.text
    own = [span.span for span in spans_of(quote)]
    sentence = article.structure.sentence_at(anchor_of(quote))
    near = [one for one in own if overlaps(one, sentence)]
    if not near or not overlaps(sentence, zone):
        return []
    before = (sentence[0], min(start for start, _ in near))
    after = (max(end for _, end in near), sentence[1])
    found: list[Range] = []
    words = [one for one in article.structure.words_in(*before) if _is_word(text, one)]
    if words:
        starts = [one for one in editor.reader.starts(before) if one <= words[-1][0]]
        found += [(start, words[-1][1]) for start in (*starts[:1], *reversed(starts[1:]))][:5]
    words = [one for one in article.structure.words_in(*after) if _is_word(text, one)]
    if words:
        found += [(words[0][0], end) for end in editor.reader.ends(after) if end >= words[0][1]][:4]
    mentions = [(one.start, one.end) for one in editor.reader.mentions(sentence)]
    found += _near(
        (one for one in mentions if not any(overlaps(one, part) for part in own)), anchor_of(quote), sentence
    )
    return _unique(found)[:12]


def stretches_after(editor: Editor, offset: int, end: int) -> list[Range]:
    """The marked stretches from `offset` to `end` that no content holds yet."""
    found = [one for one in stretches_in(editor.article.text, offset, end) if not one.depth]
    far = max((one.end for one in found), default=end)
    near = lookup(editor.annotation.quotes).overlapping(offset, far)
    contents = [piece.span for quote in near for piece in quote.content]
    return [one[:2] for one in found if not any(overlaps(one[:2], other) for other in contents)]


def mentions_known(editor: Editor) -> list[tuple[Range, str]]:
    """Every place of the article where an entity is known to be mentioned, in text order."""
    found = []
    for quote in editor.annotation.quotes:
        if quote.source is not None and quote.speakers:
            found.append((quote.source.span, quote.speakers[0]))
        for via in quote.via:
            if via.entity is not None:
                found.append((via.source.span, via.entity))
    for entity in editor.annotation.entities:
        found.extend((mention.span, entity.id) for mention in entity.mentions)
    return sorted(found)


def persons(editor: Editor, source: Range | None, at: int) -> tuple[Person, ...]:
    """Ranked answers to "who is that?" for source words (or for nobody's words at `at`)."""
    annotation = editor.annotation
    known = [one for one in mentions_known(editor) if source is None or one[0] != source]
    return detection.rank_persons(
        editor.article.text, editor.article.structure, source, at, annotation.entities, known,
        annotation.document.language,
    )  # fmt: skip


def mention_at(editor: Editor, span: Range) -> Mention | None:
    """The mention with exactly these offsets, if the rules know one."""
    paragraph = editor.article.structure.paragraphs[editor.article.structure.paragraph_at(span[0])]
    return next((one for one in editor.reader.mentions(paragraph) if (one.start, one.end) == span), None)
