"""W01, W03 to W05, W07, W08, W11: one quote and the words around it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from annotator.check.context import Changes, Context, mend_item, place_of
from annotator.check.spans import retype
from annotator.marks import MARKS, derive_type, mark_flags, stretches_in, unbalanced
from annotator.model import SILENT_KINDS, Entity, Quote, Rejected, Section, span_of
from annotator.problems import Problem
from annotator.shown import excerpt
from annotator.text import Range, is_visible, overlaps, trim

_RUNNING = frozenset({"lead", "body", "list", "block_quote", "answer", "question", "table", "embed", "other"})
"""Kinds through which a quote of several paragraphs may run."""

_STOPS = frozenset(",.，。、")
# A full stop that belongs to its word: initials, U.S., p.m., an ellipsis, and usual abbreviations.
_OWN_STOP = re.compile(
    r"(?:(?<![^\W\d_])[^\W\d_]|\.\.|…|\b(?:Inc|Ltd|Co|Corp|Jr|Sr|St|No|vs|etc|Bros|Dept|est|approx|Mr|Mrs|Ms|Dr))\.$"
)
_PRONOUNS = frozenset(
    "he she they it we i you who which that this those these his her hers its their theirs our my him them us me "
    "one some others both many several all most few another none nobody everyone everybody someone somebody".split()
)
_EMPTY = frozenset("the a an of and for in on at to by der die das von und le la les de du des el los las y".split())
_NAME_WORD = re.compile(r"[^\W_]+(?:[’'\-][^\W_]+)*")
_POSSESSIVE = re.compile(r"[’']s?$")


def marks(context: Context) -> Iterator[Problem]:
    """W01 and W11: the type is what the marks say; direct speech has marks."""
    for quote in context.placed:
        ranges = [span.span for span in quote.content]
        derived, _ = derive_type(context.text, ranges, quote.flags)
        place = place_of(quote)
        bare = not any(char in MARKS for span in quote.content for char in span.text)
        if quote.type == "direct" and bare and "block_quote" not in quote.flags:
            yield Problem(
                "W11",
                quote.id,
                "type",
                "is direct but has no quotation marks; set the flag block_quote if the layout marks it, else indirect",
                place,
                repair=mend_item(quote.id, retype(context)),
                repair_title=f"make it {derived}",
            )
        elif quote.type != derived:
            yield Problem(
                "W01",
                quote.id,
                "type",
                f"is {quote.type}, but its marks say {derived}; take that, or set the flag marks_not_speech",
                place,
                repair=mend_item(quote.id, retype(context)),
                repair_title=f"make it {derived}",
            )


def balance(context: Context) -> Iterator[Problem]:
    """W07: marks that lack their partner are flagged."""
    for quote in context.placed:
        if {"odd_marks", "unclosed"} & set(quote.flags):
            continue
        for i, span in enumerate(quote.content):
            # Looked at with the spans after it: one that the next continues is balanced with it (C7).
            rest = [piece.span for piece in quote.content[i:]]
            if not unbalanced(context.text, rest) or (len(rest) > 1 and unbalanced(context.text, rest[1:])):
                continue
            flags = mark_flags(context.text, [piece.span for piece in quote.content]) or ("odd_marks",)
            yield Problem(
                "W07",
                quote.id,
                f"content[{i}]",
                "a quotation mark has no partner; take it in, or set the flag odd_marks or unclosed (C10)",
                span.span,
                repair=mend_item(quote.id, _with_flags(flags)),
                repair_title=f"set the flag {' and '.join(flags)}",
            )


def _with_flags(flags: Sequence[str]) -> Changes:
    def changes(now: Quote | Rejected) -> dict[str, object]:
        return {"flags": tuple(sorted({*now.flags, *flags}))}

    return changes


def edges(context: Context) -> Iterator[Problem]:
    """W04: a comma or full stop outside the marks is outside the content (C2)."""
    text = context.text
    for quote in context.placed:
        if "block_quote" in quote.flags:
            continue
        for i, span in enumerate(quote.content):
            start, end = _without_stops(text, span.span)
            if (start, end) == span.span or start >= end:
                continue
            what = "begins" if start > span.start else "ends"
            at = span.start if start > span.start else span.end - 1
            yield Problem(
                "W04",
                quote.id,
                f"content[{i}]",
                f'{what} with "{excerpt(text[at])}" outside quotation marks; such a stop lies outside the content (C2)',
                span.span,
                repair=mend_item(quote.id, _moved(context, i, span.span, (start, end))),
                repair_title="trim it",
            )


def _without_stops(text: str, span: Range) -> Range:
    """The range without commas and full stops at its ends that no marks of its own enclose."""
    start, end = span
    if text[end - 1] in _STOPS and not _marked(text, span, end - 1) and not _OWN_STOP.search(text, start, end):
        end = trim(text, start, end - 1)[1]
    if text[start] in _STOPS and not text[start + 1 : start + 2].isdigit() and text[start + 1 : start + 2] != ".":
        start = trim(text, start + 1, end)[0]
    return start, end


def _marked(text: str, span: Range, at: int) -> bool:
    """Whether marks that open inside the span enclose the character."""
    return any(one.start <= at < one.end for one in stretches_in(text, *span))


def _moved(context: Context, number: int, old: Range, new: Range) -> Changes:
    """Another place for one content span, with type and pieces as the marks then say."""

    def changes(now: Quote | Rejected) -> dict[str, object]:
        if number >= len(now.content) or now.content[number].span != old:
            return {}
        spans = (*now.content[:number], span_of(context.text, *new), *now.content[number + 1 :])
        return {"content": spans} | retype(context)(now.model_copy(update={"content": spans}))

    return changes


def people(context: Context) -> Iterator[Problem]:
    """W05: somebody speaks, and a source that is a name is the name of the speaker."""
    words_of: dict[str, frozenset[str]] = {}
    for quote in context.placed:
        place = place_of(quote)
        if not quote.speakers:
            yield Problem("W05", quote.id, "speakers", "nobody is named as the speaker; say who it is", place)
            continue
        if quote.source is None:
            continue
        name = _name_words(context.text, quote.source.span)
        if not name:
            continue
        known: set[str] = set()
        for id in quote.speakers:
            entity = context.entities.get(id)
            if entity is not None:
                if id not in words_of:
                    words_of[id] = _entity_words(entity)
                known |= words_of[id]
        if known and not name & known:
            who = ", ".join(context.entities[id].name for id in quote.speakers if id in context.entities)
            yield Problem(
                "W05",
                quote.id,
                "source",
                f'"{excerpt(quote.source.text)}" shares no word with {excerpt(who, 60)}; '
                "name another speaker, or add the words to the entity's mentions",
                quote.source.span,
            )


def _folded(words: str) -> Iterator[str]:
    for match in _NAME_WORD.finditer(words):
        word = _POSSESSIVE.sub("", match.group().casefold())
        if word and word not in _EMPTY:
            yield word


def _name_words(text: str, span: Range) -> set[str]:
    """The words of a source that is a name; empty when it is a pronoun or a common noun.

    A capital at the beginning of a sentence proves nothing, so one word there is no name.
    """
    start, end = span
    capitals = []
    before = text[:start].rstrip()[-1:] if start <= 64 else text[start - 64 : start].rstrip()[-1:]
    begins = not before or before in ".!?:…”\"“‘’'»«" or "\n" in text[max(0, start - 2) : start]
    for match in _NAME_WORD.finditer(text, start, end):
        word = match.group()
        if word[0].isupper() and word.casefold() not in _PRONOUNS and word.casefold() not in _EMPTY:
            capitals.append(match.start())
    if not capitals or (begins and capitals == [start]):
        return set()
    return set(_folded(text[start:end]))


def _entity_words(entity: Entity) -> frozenset[str]:
    """The words an entity is known by: name, role, mentions, and the initials of its name."""
    words = set(_folded(entity.name)) | set(_folded(entity.role or ""))
    for mention in entity.mentions:
        words.update(_folded(mention.text))
    initials = "".join(match.group()[0] for match in _NAME_WORD.finditer(entity.name) if match.group()[0].isupper())
    if len(initials) > 1:
        words.add(initials.casefold())
    return frozenset(words)


def distance(context: Context) -> Iterator[Problem]:
    """W08: the source stands in the paragraph of the content or next to it."""
    structure = context.article.structure
    for quote in context.placed:
        if quote.source is None:
            continue
        home = structure.paragraph_at(quote.source.start)
        far = min(abs(structure.paragraph_at(span.start) - home) for span in quote.content)
        if far > 1:
            yield Problem(
                "W08",
                quote.id,
                "source",
                f"stands {far} paragraphs from the content; take the nearest mention, or none and the speaker (S1, S7)",
                quote.source.span,
            )


def homes(context: Context) -> Iterator[Problem]:
    """W03: quotes lie in sections where quotes are annotated, and in one."""
    sections = sorted(context.annotation.sections, key=lambda section: section.span)
    starts = [section.start for section in sections]
    for quote in context.placed:
        met: list[Section] = []
        crossing = False
        for span in quote.content:
            here = _overlapping(sections, starts, span.span, context.text)
            crossing = crossing or len(here) > 1
            met += here
        silent = next((section for section in met if section.kind in SILENT_KINDS), None)
        kinds = {section.kind for section in met}
        place = place_of(quote)
        if silent is not None:
            message = f"lies in {silent.id}, a section of kind {silent.kind}, where nothing is annotated (R9)"
            yield Problem("W03", quote.id, "content", f"{message}; reject it or give the section its kind", place)
        elif crossing or (len(kinds) > 1 and not kinds <= _RUNNING):
            names = " and ".join(dict.fromkeys(section.id for section in met))
            message = f"lies across the sections {names}; end it at the border, or correct the sections"
            yield Problem("W03", quote.id, "content", message, place)


def _overlapping(sections: Sequence[Section], starts: Sequence[int], span: Range, text: str) -> list[Section]:
    """The sections that hold visible text of the span."""
    at = max(0, bisect_right(starts, span[0]) - 1)
    found = []
    while at < len(sections) and sections[at].start < span[1]:
        section = sections[at]
        shared = (max(span[0], section.start), min(span[1], section.end))
        if overlaps(section.span, span) and is_visible(text, *shared):
            found.append(section)
        at += 1
    return found
