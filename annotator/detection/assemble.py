"""From a text to the proposals for it: language, sections, quotes, people and links, put together.

Each stage is guarded: should one fail on some text, the others still give what they have. Items are
numbered in the order of SCHEME 2 and every offset is checked once more, so that whatever the stages say,
what comes out is a valid start for a gold file.
"""

from __future__ import annotations

import gc
import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar

from annotator.detection import links
from annotator.detection.base import DETECTOR, UNKNOWN, Draft, Proposals, Refusal, Words
from annotator.detection.echoes import Echoes, find_echoes
from annotator.detection.entities import NO_WORDS, NOBODY, Known, Resolved, resolve
from annotator.marks import derive_type, mark_flags
from annotator.model import (
    Entity,
    Quote,
    Rejected,
    Scope,
    Section,
    Span,
    Via,
    span_of,
)
from annotator.text import WHITE, Range, Structure
from annotator.values import dataclass, replace

_T = TypeVar("_T")
_Quotes = tuple[tuple[Draft, ...], tuple[Refusal, ...]]
_BLANK_LINE = re.compile(r"(?:\r\n|\n|\r)[^\S\r\n]*(?:\r\n|\n|\r)")


@dataclass(frozen=True)
class Found:
    """What the stages found, before it is numbered: all lists of drafts' properties are parallel to `drafts`."""

    language: str
    sections: tuple[Section, ...]
    drafts: tuple[Draft, ...]
    refusals: tuple[Refusal, ...]


def guarded(strict: bool, fallback: _T, stage: Callable[[], _T]) -> _T:
    """What the stage gives; `fallback` when it fails, unless `strict` (tests want to see the bug)."""
    if strict:
        return stage()
    try:
        return stage()
    except Exception:  # a detector never raises: a lost stage costs the person some keys, a crash the article
        return fallback


def find(
    text: str,
    language: str | None,
    scope: Scope,
    words: Words,
    structure: Structure,
    sections: Sequence[Section] | None = None,
    *,
    strict: bool = False,
) -> Found:
    """Language, sections (unless given) and quotes of a text."""

    def _vote() -> str | None:
        from annotator.detection.language import vote

        return vote(text)

    spoken = language or guarded(strict, None, _vote) or UNKNOWN

    def _sections() -> tuple[Section, ...]:
        from annotator.detection.sections import find_sections

        return find_sections(text, structure, spoken, words)

    def _quotes() -> _Quotes:
        from annotator.detection.quotes import find_quotes

        findings = find_quotes(text, structure, parts, spoken, words, scope, marks=False)
        return findings.drafts, findings.refusals

    no_sections: tuple[Section, ...] = ()
    nothing: _Quotes = ((), ())
    parts = tuple(sections) if sections is not None else guarded(strict, no_sections, _sections)
    drafts, refusals = guarded(strict, nothing, _quotes)
    drafts = sound(text, drafts, scope, strict=strict)
    refusals = tuple(one for one in refusals if _fits(text, one.content))
    return Found(spoken, parts, drafts, refusals)


def _fits(text: str, span: Range | None) -> bool:
    """Whether a span may stand in a gold file: in the text, trimmed, no blank line inside (E05, E06)."""
    if span is None or not 0 <= span[0] < span[1] <= len(text):
        return False
    start, end = span
    if text[start] in WHITE or text[end - 1] in WHITE:
        return False
    said = text[start:end]
    return ("\n" not in said and "\r" not in said) or _BLANK_LINE.search(said) is None


def _apart(span: Range | None, taken: Sequence[Range]) -> bool:
    if span is None:
        return False
    start, end = span
    return all(end <= first or last <= start for first, last in taken)


def moved(new: Mapping[int, int], i: int | None) -> int | None:
    """The new index of a draft, None when it is gone."""
    return None if i is None else new.get(i)


def sound(text: str, drafts: Sequence[Draft], scope: Scope, *, strict: bool = False) -> tuple[Draft, ...]:
    """The drafts that keep rules E05 to E08 and E15, roles that break them left out, indices adapted.

    With `strict` a draft that breaks one raises ValueError instead.
    """
    kept: list[Draft] = []
    new: dict[int, int] = {}
    same: set[tuple[object, ...]] = set()
    for i, draft in enumerate(drafts):
        content = draft.content
        if len(content) != 1 or not _fits(text, content[0]):
            content = tuple(sorted([span for span in content if _fits(text, span)]))
        clash = len(content) > 1 and any(a[1] > b[0] for a, b in itertools.pairwise(content))
        taken = list(content)
        roles: list[Range | None] = []
        for span in (draft.cue, draft.source, draft.addressee):
            good = span is not None and _fits(text, span) and _apart(span, taken)
            roles.append(span if good else None)
            if good and span is not None:
                taken.append(span)
        via = []
        for one in draft.via:
            if _fits(text, one.source) and _apart(one.source, taken):
                taken.append(one.source)
                by = one.cue if _fits(text, one.cue) and _apart(one.cue, taken) else None
                taken += [by] if by is not None else []
                via.append(replace(one, cue=by))
        cue, source, addressee = roles
        mended = draft
        given = draft.content, draft.cue, draft.source, draft.addressee, draft.via
        if (content, cue, source, addressee, tuple(via)) != given:
            mended = replace(
                draft, content=content, cue=cue, source=source, addressee=addressee, via=tuple(via),
                typed=draft.typed if content == draft.content else None,
            )  # fmt: skip
        if strict and (mended != draft or clash or not content):
            raise ValueError(f"draft {i} breaks a rule on spans: {draft}")
        key = (content, mended.cue, mended.source)
        if not content or clash or key in same or (scope == "statements" and draft.act == "attitude"):
            continue
        same.add(key)
        new[i] = len(kept)
        kept.append(mended)
    if len(kept) == len(drafts):
        return tuple(kept)
    return tuple(
        replace(
            draft,
            carries=moved(new, draft.carries),
            inside=moved(new, draft.inside),
        )
        for draft in kept
    )


def _nobody(drafts: Sequence[Draft]) -> Resolved:
    return Resolved((), tuple(() for _ in drafts), tuple(tuple(None for _ in draft.via) for draft in drafts))


def people(
    text: str,
    structure: Structure,
    found: Found,
    words: Words,
    known: Known = NOBODY,
    *,
    strict: bool = False,
) -> Resolved:
    """Entities and speakers of what was found."""
    return guarded(
        strict,
        _nobody(found.drafts),
        lambda: resolve(text, structure, found.language, found.drafts, found.sections, words, known),
    )


def build(
    text: str, found: Found, resolved: Resolved, names: Sequence[str], *, strict: bool = False
) -> tuple[tuple[Quote, ...], tuple[Entity, ...]]:
    """The quotes of the drafts, `names` being their ids, in the order of the drafts, and their entities."""
    drafts = found.drafts
    nothing: tuple[int | None, ...] = tuple(None for _ in drafts)
    outer = guarded(strict, nothing, lambda: links.nesting(drafts)) if resolved.outer is None else resolved.outer
    kinds = [draft.typed or derive_type(text, draft.content, draft.flags) for draft in drafts]
    silent = Echoes(nothing, resolved, frozenset())
    echoes = guarded(strict, silent, lambda: find_echoes(text, found.sections, drafts, kinds, resolved, outer))
    resolved, again = echoes.resolved, echoes.repeats
    speakers = resolved.speakers
    before = guarded(strict, nothing, lambda: links.chain(drafts, speakers))
    quotes = []
    for i, draft in enumerate(drafts):
        kind, quoted = kinds[i]
        flags = set(draft.flags)
        if draft.typed is None and kind != "indirect":
            flags.update(mark_flags(text, draft.content))
        if i in echoes.altered:
            flags.add("altered")
        quotes.append(
            Quote(
                id=names[i],
                type=kind,
                act=draft.act,
                content=tuple(span_of(text, *span) for span in draft.content),
                quoted=tuple(span_of(text, *span) for span in quoted),
                cue=_span(text, draft.cue),
                source=_span(text, draft.source),
                speakers=resolved.speakers[i],
                addressee=_span(text, draft.addressee),
                via=tuple(
                    Via(kind=one.kind, source=span_of(text, *one.source), cue=_span(text, one.cue), entity=entity)
                    for one, entity in zip(draft.via, resolved.vias[i], strict=True)
                ),
                within=_name(names, outer[i]),
                continues=_name(names, before[i]),
                repeats=_name(names, again[i]),
                flags=tuple(sorted(flags)),
                by=DETECTOR,
                score=score(draft.probability),
            )
        )
    return tuple(quotes), resolved.entities


def _name(names: Sequence[str], i: int | None) -> str | None:
    return None if i is None else names[i]


def _span(text: str, span: Range | None) -> Span | None:
    return None if span is None else span_of(text, *span)


def score(probability: float) -> float:
    """A probability as it is written: two decimals, in 0..1."""
    return round(min(1.0, max(0.0, probability)), 2)


def in_order(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """The drafts in the order of SCHEME 2, `carries` and `inside` adapted."""
    order = sorted(range(len(drafts)), key=lambda i: (drafts[i].content[0][0], -drafts[i].content[-1][1], i))
    if order == list(range(len(drafts))):
        return tuple(drafts)
    new = {old: i for i, old in enumerate(order)}
    return tuple(
        replace(
            drafts[old],
            carries=moved(new, drafts[old].carries),
            inside=moved(new, drafts[old].inside),
        )
        for old in order
    )


def refused(text: str, refusals: Sequence[Refusal], first: int = 1) -> tuple[Rejected, ...]:
    """The rejected items of the refusals, numbered from `first`."""
    found = []
    for number, one in enumerate(sorted(set(refusals), key=lambda one: (one.content, one.reason)), first):
        kind, _ = derive_type(text, [one.content])
        found.append(
            Rejected(
                id=f"r{number:02d}",
                type=kind,
                content=(span_of(text, *one.content),),
                reason=one.reason,
                by=DETECTOR,
                score=score(one.probability),
            )
        )
    return tuple(found)


def propose(
    text: str, language: str | None, scope: Scope, words: Words, structure: Structure | None, *, strict: bool
) -> Proposals:
    """`detect`; with `strict` a failing stage raises, for tests and benchmarks."""
    structure = structure or Structure(text)
    found = find(text, language, scope, words, structure, strict=strict)
    found = replace(found, drafts=in_order(found.drafts))
    resolved = people(text, structure, found, words, strict=strict)
    names = [f"q{number:02d}" for number in range(1, len(found.drafts) + 1)]
    quotes, entities = build(text, found, resolved, names, strict=strict)
    return Proposals(
        language=found.language,
        sections=found.sections,
        entities=entities,
        quotes=quotes,
        rejected=refused(text, found.refusals),
    )


def detect(
    text: str,
    language: str | None = None,
    *,
    scope: Scope = "statements",
    words: Words = NO_WORDS,
    structure: Structure | None = None,
) -> Proposals:
    """The proposals for an article's text; see `base.Detector`.

    `language` is a BCP 47 tag; without one it is told from the text, and where that is unclear ("und")
    only quotation marks are looked at. `structure` saves working out the layout twice. Never raises,
    linear in the length of the text.
    """
    with _uncollected():
        return propose(text, language, scope, words, structure, strict=False)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep Python's cycle collector away for a while, if it is on at all.

    It is started by the number of new objects and walks over all of them, again and again while they grow in
    number; but detection makes no cycles (`tests/unit/test_detect.py` counts them), so that all it drops is freed
    at once by counting references, and memory grows no further than with the collector.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
