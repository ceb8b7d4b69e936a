"""E17 to E21: who decided, when, and whether the article may be called done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from annotator.check.context import Context, mend_item, mend_section, place_of
from annotator.model import TYPE_FLAGS, Quote, Rejected, Section
from annotator.problems import Problem, Repair
from annotator.shown import excerpt
from annotator.text import Range, is_visible, merged, trim_visible

FINISHED = frozenset({"done", "adjudicated"})
"""Review statuses under which nothing may be left open (E20)."""
_MAX_HOLES = 20


def values(context: Context) -> Iterator[Problem]:
    """E17: scores in 0..1, seconds not negative, times real and in order."""
    review = context.annotation.review
    items: tuple[Section | Quote | Rejected, ...] = (*context.annotation.sections, *context.items)
    for item in items:
        if item.score is not None and not 0 <= item.score <= 1:
            yield Problem("E17", item.id, "score", f"{item.score} is not between 0 and 1", place_of(item))
    if review.seconds is not None and review.seconds < 0:
        yield Problem("E17", "review", "seconds", f"{review.seconds} is less than 0")
    times: dict[str, datetime] = {}
    for name, time in (("started", review.started), ("updated", review.updated)):
        if time is None:
            continue
        try:
            times[name] = datetime.fromisoformat(time)
        except ValueError:
            yield Problem("E17", "review", name, f"{excerpt(time)} is no date and time of the calendar; correct it")
    if len(times) == 2 and times["started"] > times["updated"]:
        yield Problem("E17", "review", "updated", "is earlier than `started`; correct one of them")


def decisions(context: Context) -> Iterator[Problem]:
    """E18: what a status brings with it: `was` for corrected items, `attested` for accepted ones."""
    for section in context.annotation.sections:
        was = section.was
        differs = was is not None and (
            (was.kind is not None and was.kind != section.kind) or (was.span is not None and was.span != section.span)
        )
        yield from _decision(section, was is not None, differs)
    for quote in context.annotation.quotes:
        yield from _decision(quote, quote.was is not None, _differs(quote))


def _differs(quote: Quote) -> bool:
    """Whether some field that `was` names has another value now; of flags only the type flags count."""
    if quote.was is None:
        return False
    for name, value in quote.was.changed().items():
        now = getattr(quote, name)
        if name == "flags":
            now, value = TYPE_FLAGS & set(now), TYPE_FLAGS & set(value)
        if now != value:
            return True
    return False


def _decision(item: Section | Quote, has_was: bool, differs: bool) -> Iterator[Problem]:
    place = place_of(item)
    if item.status == "corrected":
        if not has_was:
            message = "a corrected item keeps what was proposed in `was`; add it, or set another status"
            yield Problem("E18", item.id, "was", message, place)
        elif not differs:
            message = "nothing in `was` differs from what is there now, so nothing was corrected; set another status"
            yield Problem("E18", item.id, "was", message, place)
    elif has_was:
        yield Problem("E18", item.id, "was", f"only corrected items have `was`, this one is {item.status}", place)
    if item.status == "accepted" and item.attested is None:
        message = "an accepted item says how it was accepted; set `attested` to item, paragraph or article"
        yield Problem("E18", item.id, "attested", message, place)
    elif item.status != "accepted" and item.attested is not None:
        yield Problem(
            "E18",
            item.id,
            "attested",
            f"only accepted items have `attested`, this one is {item.status}; remove it",
            place,
            repair=_without(item, "attested"),
            repair_title="remove `attested`",
        )


def _without(item: Section | Quote | Rejected, name: str) -> Repair:
    """A repair that makes one optional field empty."""
    if isinstance(item, Section):
        return mend_section(item.id, lambda now: now.model_copy(update={name: None}))
    return mend_item(item.id, lambda now: {name: None})


def origins(context: Context) -> Iterator[Problem]:
    """E19: `by: human` goes with `added`, a score with a detector."""
    decided: tuple[Section | Quote, ...] = (*context.annotation.sections, *context.annotation.quotes)
    for one in decided:
        if one.status == "added" and one.by != "human":
            message = f"an added item is `by: human`, not by {excerpt(one.by)}; set `by` or the status right"
            yield Problem("E19", one.id, "by", message, place_of(one))
        elif one.status != "added" and one.by == "human":
            message = f"`by: human` goes with the status added, not {one.status}; set `by` or the status right"
            yield Problem("E19", one.id, "by", message, place_of(one))
    items: tuple[Section | Quote | Rejected, ...] = (*decided, *context.annotation.rejected)
    for item in items:
        if item.by == "human" and item.score is not None:
            yield Problem(
                "E19",
                item.id,
                "score",
                "a score comes from a detector, but this item is `by: human`; remove it",
                place_of(item),
                repair=_without(item, "score"),
                repair_title="remove the score",
            )


def finished(context: Context) -> Iterator[Problem]:
    """E20: a finished review leaves nothing open."""
    annotation = context.annotation
    review = annotation.review
    if review.status not in FINISHED:
        return
    if review.updated is None:
        yield Problem("E20", "review", "updated", f"a review that is {review.status} says when; set the time")
    decided: tuple[Section | Quote, ...] = (*annotation.sections, *annotation.quotes)
    for one in decided:
        if one.status == "proposed":
            message = f"is still only proposed, but the review is {review.status}; accept, correct or reject it"
            yield Problem("E20", one.id, "status", message, place_of(one))
    items: tuple[Section | Quote | Rejected, ...] = (*decided, *annotation.rejected)
    for item in items:
        if item.anchor is not None:
            message = f"its anchor is {item.anchor} since the article changed; confirm or correct its place"
            yield Problem("E20", item.id, "anchor", message, place_of(item))


def coverage(context: Context) -> Iterator[Problem]:
    """E20: all visible text of a finished article lies in a section."""
    if context.annotation.review.status not in FINISHED:
        return
    holes = _holes(context)
    for hole in holes[:_MAX_HOLES]:
        words = excerpt(context.text[hole[0] : hole[1]])
        yield Problem("E20", "", "sections", f'"{words}" lies in no section; give it a label', hole)
    if len(holes) > _MAX_HOLES:
        more = len(holes) - _MAX_HOLES
        yield Problem("E20", "", "sections", f"and {more:,} more stretches of text lie in no section", holes[-1])


def _holes(context: Context) -> list[Range]:
    """Visible text outside all sections, each stretch from its first to its last visible character."""
    text = context.text
    sections = merged(section.span for section in context.annotation.sections if section.anchor != "lost")
    found = []
    at = 0
    for start, end in (*sections, (len(text), len(text))):
        if at < start and is_visible(text, at, start):
            found.append(trim_visible(text, at, start))
        at = max(at, end)
    return found


def scope(context: Context) -> Iterator[Problem]:
    """E21: a finished review of statements only has no attitudes."""
    review = context.annotation.review
    if review.status not in FINISHED or review.scope != "statements":
        return
    for quote in context.annotation.quotes:
        if quote.act == "attitude":
            message = "is an attitude, but only statements were looked for; reject it (out_of_scope) or widen the scope"
            yield Problem("E21", quote.id, "act", message, place_of(quote))
