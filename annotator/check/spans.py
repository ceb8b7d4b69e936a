"""E04 to E09 and E16: offsets, words, and what spans of one quote may do to each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from annotator.check.context import (
    Changes,
    Context,
    mend_item,
    mend_section,
    mend_span,
    only_place,
    place_of,
    roles,
    spans_with_names,
)
from annotator.lazy import pattern
from annotator.marks import MARKS, derive_type
from annotator.model import Annotation, Quote, Rejected, Section, Span, span_of
from annotator.problems import Problem, Repair
from annotator.shown import excerpt
from annotator.text import WHITE, Range, inside, merged, overlaps, trim, trim_visible

_BLANK_LINE = pattern(rf"(?:\r\n|\n|\r(?!\n))[{re.escape(WHITE.replace(chr(10), '').replace(chr(13), ''))}]*[\r\n]")
_WHITE = frozenset(WHITE)


def document(context: Context) -> Iterator[Problem]:
    """E04: the article is the one that was annotated."""
    known, article = context.annotation.document, context.article
    if known.sha256 != article.sha256:
        yield Problem(
            "E04",
            "document",
            "sha256",
            "the article has changed since it was annotated (its SHA-256 differs); open it to re-anchor the spans",
        )
    elif known.length != len(article.text):

        def repair(annotation: Annotation) -> Annotation:
            length = len(article.text)
            return annotation.model_copy(update={"document": annotation.document.model_copy(update={"length": length})})

        yield Problem(
            "E04",
            "document",
            "length",
            f"length is {known.length:,} but the article, which is unchanged, has {len(article.text):,} code points",
            repair=repair,
            repair_title="write the article's length",
        )


def spans(context: Context) -> Iterator[Problem]:
    """E05, E06 for every span but those of items whose anchor is lost."""
    for item in context.items:
        if item.anchor == "lost":
            continue
        for name, span in spans_with_names(item):
            yield from _span(context, item.id, name, span)
    for entity in context.annotation.entities:
        for i, span in enumerate(entity.mentions):
            yield from _span(context, entity.id, f"mentions[{i}]", span)


def _span(context: Context, item: str, name: str, span: Span) -> Iterator[Problem]:
    text = context.text
    start, end = span.span
    words = span.text
    if not 0 <= start < end <= len(text) or text[start:end] != words:
        yield _misplaced(context, item, name, span)
        return
    if words[0] in _WHITE or words[-1] in _WHITE:
        bare = trim(text, start, end)
        new = span_of(text, *bare)
        yield Problem(
            "E06",
            item,
            name,
            "white space at an end; a span begins and ends on a word or mark",
            span.span,
            repair=mend_span(item, span, new) if bare[0] < bare[1] else None,
            repair_title="trim the white space",
        )
    if ("\n" in words or "\r" in words) and _BLANK_LINE.search(words.strip(WHITE)):
        yield Problem(
            "E06", item, name, "runs over a blank line; give each paragraph a span of its own (C4)", span.span
        )
    for side, stored, found in (
        ("pre", span.pre, text[max(0, start - 12) : start]),
        ("post", span.post, text[end : end + 12]),
    ):
        if stored is not None and stored != found:
            yield Problem(
                "E06",
                item,
                name,
                f'`{side}` is "{excerpt(stored)}" but the article has "{excerpt(found)}" there; '
                "is this the right place of the words?",
                span.span,
                repair=mend_span(item, span, span.model_copy(update={"pre": None, "post": None})),
                repair_title="keep the offsets, write what stands around them",
            )


def _misplaced(context: Context, item: str, name: str, span: Span) -> Problem:
    """E05 for a span whose offsets do not hold its words."""
    text = context.text
    start, end = span.span
    if start >= end:
        message = f"[{start}, {end}] is empty: start has to be less than end"
    elif end > len(text):
        message = f"[{start}, {end}] ends beyond the article's {len(text):,} code points"
    elif end - start != len(span.text):
        message = f"[{start}, {end}] is {end - start} code points long, its `text` {len(span.text)}"
    else:
        message = f'the article has "{excerpt(text[start:end])}" at [{start}, {end}], not "{excerpt(span.text)}"'
    place = only_place(text, span.text)
    if place is None:
        return Problem("E05", item, name, message + "; set offsets that hold the words")
    return Problem(
        "E05",
        item,
        name,
        f"{message}; the words stand at [{place[0]}, {place[1]}] and nowhere else",
        place,
        repair=mend_span(item, span, span_of(text, *place)),
        repair_title="take the offsets from the words",
    )


# ------------------------------------------------------------ sections


def sections(context: Context) -> Iterator[Problem]:
    """E05, E06 and E16 for sections."""
    last: Section | None = None
    for section in context.annotation.sections:
        if section.anchor == "lost":
            continue
        found = list(_section(context, section))
        yield from found
        if any(problem.rule == "E05" for problem in found):
            continue
        if last is not None and section.start < last.start:
            yield Problem(
                "E16",
                section.id,
                "span",
                f"comes after {last.id} in the file but before it in the article; sections are in text order",
                section.span,
                repair=_sort_sections,
                repair_title="sort the sections",
            )
        elif last is not None and section.start < last.end:
            yield Problem(
                "E16",
                section.id,
                "span",
                f"overlaps section {last.id}; text belongs to one section only, so end one where the other begins",
                section.span,
            )
        if last is None or section.end > last.end:
            last = section


def _sort_sections(annotation: Annotation) -> Annotation:
    ordered = sorted(annotation.sections, key=lambda section: (section.span, section.id))
    return annotation.model_copy(update={"sections": tuple(ordered)})


def _section(context: Context, section: Section) -> Iterator[Problem]:
    text = context.text
    start, end = section.span
    if not 0 <= start < end <= len(text):
        why = "is empty" if start >= end else f"ends beyond the article's {len(text):,} code points"
        yield Problem("E05", section.id, "span", f"[{start}, {end}] {why}; set offsets inside the article")
        return
    words = text[start:end]
    bare = trim_visible(text, start, end)
    if bare != section.span:
        yield Problem(
            "E06",
            section.id,
            "span",
            "white space at an end; a section begins and ends on visible text (X1)",
            section.span,
            repair=_move_section(section, bare) if bare[0] < bare[1] else None,
            repair_title="trim the white space",
        )
    for name, stored, agrees in (
        ("text", section.text, words == section.text),
        ("head", section.head, section.head is not None and words.startswith(section.head)),
        ("tail", section.tail, section.tail is not None and words.endswith(section.tail)),
    ):
        if stored is None or agrees:
            continue
        near = {"text": words, "head": words[: len(stored)], "tail": words[-len(stored) :]}[name]
        place = only_place(text, stored) if name == "text" else None
        yield Problem(
            "E16",
            section.id,
            name,
            f'`{name}` is "{excerpt(stored)}" but the article has "{excerpt(near)}" there; set the right offsets',
            section.span,
            repair=_move_section(section, place) if place else None,
            repair_title="take the offsets from the words" if place else "",
        )


def _move_section(section: Section, place: Range) -> Repair:
    """Other offsets and no stored excerpts, unless the section was changed in the meantime."""

    def change(now: Section) -> Section:
        if now.span != section.span:
            return now
        return now.model_copy(update={"span": place, "text": None, "head": None, "tail": None})

    return mend_section(section.id, change)


# ------------------------------------------------------------ inside one quote


def content(context: Context) -> Iterator[Problem]:
    """E07: content spans in text order, none over another."""
    for item in context.items:
        if item.anchor == "lost" or len(item.content) < 2:
            continue
        ranges = [span.span for span in item.content]
        for i, (a, b) in enumerate(pairwise(ranges), 1):
            if a[1] <= b[0]:
                continue
            crossing = overlaps(a, b)
            what = "overlaps the span before" if crossing else "lies before the span that precedes it"
            yield Problem(
                "E07",
                item.id,
                f"content[{i}]",
                f"{what}; content spans are in text order and share no text",
                b,
                repair=_sort_content(context, item),
                repair_title="join the overlapping spans" if crossing else "sort the spans",
            )
            break


def _sort_content(context: Context, item: Quote | Rejected) -> Repair:
    """Content spans sorted, those that overlap joined."""

    def changes(now: Quote | Rejected) -> dict[str, object]:
        if now.content != item.content:
            return {}
        if len({span.span for span in now.content}) == len(now.content) and not _crossing(now.content):
            return {"content": tuple(sorted(now.content, key=lambda span: span.span))}
        ranges = merged(span.span for span in now.content)
        return {"content": tuple(span_of(context.text, *place) for place in ranges)}

    return mend_item(item.id, changes)


def _crossing(spans: Sequence[Span]) -> bool:
    ordered = sorted(span.span for span in spans)
    return any(overlaps(a, b) for a, b in pairwise(ordered))


def disjoint(context: Context) -> Iterator[Problem]:
    """E08: cue, source, addressee and via share no text with the content nor with each other."""
    for quote in context.annotation.quotes:
        if quote.anchor == "lost":
            continue
        parts = sorted(
            [(span.span, "", i) for i, span in enumerate(quote.content)]
            + [(span.span, name, -1) for name, span in roles(quote)]
        )
        reach: tuple[Range, str, int] | None = None
        for part in parts:
            place, name, number = part
            if reach is not None and place[0] < reach[0][1] and (name or reach[1]):
                field, other = (name, reach[1] or f"content[{reach[2]}]") if name else (reach[1], f"content[{number}]")
                shared = (max(place[0], reach[0][0]), min(place[1], reach[0][1]))
                yield Problem(
                    "E08",
                    quote.id,
                    field,
                    f'shares "{excerpt(context.text[shared[0] : shared[1]])}" with {other}; '
                    "move one of the two so that they do not overlap",
                    shared,
                )
            if reach is None or place[1] > reach[0][1]:
                reach = part


def quoted(context: Context) -> Iterator[Problem]:
    """E09: `quoted` holds the marked pieces of mixed quotes, and of these only."""
    for quote in context.annotation.quotes:
        if quote.anchor == "lost":
            continue
        for field, message in _quoted(quote):
            yield Problem(
                "E09",
                quote.id,
                field,
                message,
                place_of(quote),
                repair=mend_item(quote.id, retype(context)),
                repair_title="take type and marked pieces from the marks",
            )


def _quoted(quote: Quote) -> Iterator[tuple[str, str]]:
    """Field and sentence of each breach of E09."""
    if quote.type != "mixed":
        if quote.quoted:
            yield "quoted", f"only mixed quotes list their marked pieces, this one is {quote.type}; remove them"
        return
    if not quote.quoted:
        yield "quoted", "a mixed quote lists its marked pieces, marks included; add them"
    lax = bool({"odd_marks", "unclosed"} & set(quote.flags))
    for i, piece in enumerate(quote.quoted):
        holder = next((k for k, span in enumerate(quote.content) if inside(piece.span, span.span)), None)
        if holder is None:
            yield f"quoted[{i}]", "does not lie inside one content span; a marked piece is part of the content"
            continue
        if lax or not piece.text:
            continue
        # C7: a quote that runs over paragraphs may leave a span open and go on without a new mark.
        carried = holder > 0 and piece.start == quote.content[holder].start
        goes_on = holder + 1 < len(quote.content) and piece.end == quote.content[holder].end
        if (piece.text[0] not in MARKS and not carried) or (piece.text[-1] not in MARKS and not goes_on):
            yield (
                f"quoted[{i}]",
                "begins or ends without a quotation mark; take the marks in, or set the flag odd_marks or unclosed",
            )


def retype(context: Context) -> Changes:
    """Type and marked pieces as the marks say (SCHEME 1.3)."""

    def changes(now: Quote | Rejected) -> dict[str, object]:
        ranges = [span.span for span in now.content if span.end <= len(context.text)]
        kind, pieces = derive_type(context.text, ranges, now.flags)
        return {"type": kind, "quoted": tuple(span_of(context.text, *piece) for piece in pieces)}

    return changes
