"""Where the person is: block, current item, focused role, active handle; and the handles of a quote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from annotator.article import Article
from annotator.edits import Batch, Edit, EditError, SetContent, SetRole, SetVia, cut_out
from annotator.edits.base import checked_range
from annotator.model import Quote, Rejected, span_of
from annotator.text import Range, merged, overlaps
from annotator.values import dataclass, replace

Part = Literal["content", "cue", "source", "addressee", "via", "via_cue"]
Side = Literal[-1, 1]

PART_NAMES: dict[Part, str] = {
    "content": "content", "cue": "cue", "source": "source", "addressee": "addressee", "via": "via",
    "via_cue": "cue of the via",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where the person is in an article.

    `block` is the first offset of the current block; `item` the key of the current item; `part`,
    `index` and `side` the focused part and its active end; `top` the first row of text shown.
    """

    block: int = 0
    item: str | None = None
    part: Part = "content"
    index: int = 0
    side: Side = 1
    top: int = 0

    def at(self, item: str | None) -> Place:
        """The place with another current item: its content's end is the active handle."""
        return replace(self, item=item, part="content", index=0, side=1)


def parts(quote: Quote | Rejected) -> list[tuple[Part, int, Range]]:
    """The parts of a quote in text order, pieces of content and vias with their index."""
    found: list[tuple[Part, int, Range]] = [("content", i, piece.span) for i, piece in enumerate(quote.content)]
    if quote.cue is not None:
        found.append(("cue", 0, quote.cue.span))
    if quote.source is not None:
        found.append(("source", 0, quote.source.span))
    if quote.addressee is not None:
        found.append(("addressee", 0, quote.addressee.span))
    for i, via in enumerate(quote.via):
        found.append(("via", i, via.source.span))
        if via.cue is not None:
            found.append(("via_cue", i, via.cue.span))
    return sorted(found, key=lambda part: part[2])


def span_of_part(quote: Quote | Rejected, part: Part, index: int) -> Range | None:
    """Where a part of the quote lies, or None when the quote has no such part."""
    return next((span for name, i, span in parts(quote) if (name, i) == (part, index)), None)


def move_part(quote: Quote, part: Part, index: int, span: Range, article: Article) -> Edit:
    """The edit that gives a part new offsets; content is split around the quote's own roles (C5).

    Raises EditError when the span is empty or crosses a paragraph.
    """
    start, end = checked_range(article, span)
    if part == "content":
        others = [piece.span for i, piece in enumerate(quote.content) if i != index]
        pieces: Sequence[Range] = [(start, end)]
        for role in own_roles(quote):
            if overlaps(role, (start, end)):
                pieces = cut_out(pieces, role, article.text)
        if not pieces:
            raise EditError("a content cannot lie in its own cue or source")
        return SetContent(quote.id, merged((*others, *pieces)))
    if part in ("cue", "source", "addressee"):
        return SetRole(quote.id, part, (start, end))
    fields: dict[str, Any] = {("source" if part == "via" else "cue"): span_of(article.text, start, end)}
    via = tuple(one.model_copy(update=fields) if i == index else one for i, one in enumerate(quote.via))
    return SetVia(quote.id, via)


def own_roles(quote: Quote) -> list[Range]:
    """The spans of everything in a quote that is not content."""
    return [span for part, _, span in parts(quote) if part != "content"]


def remove_part(quote: Quote, part: Part, index: int) -> Edit:
    """The edit that takes a part away; raises EditError for the only piece of content."""
    if part == "content":
        left = tuple(piece.span for i, piece in enumerate(quote.content) if i != index)
        if not left:
            raise EditError("a quote keeps at least one piece of content; x refuses the quote")
        return SetContent(quote.id, left)
    if part in ("cue", "source", "addressee"):
        return SetRole(quote.id, part, None)
    if part == "via":
        return SetVia(quote.id, tuple(one for i, one in enumerate(quote.via) if i != index))
    return SetVia(
        quote.id, tuple(one.model_copy(update={"cue": None}) if i == index else one for i, one in enumerate(quote.via))
    )


def batch(*edits: Edit) -> Edit:
    """One edit of several; a single one stays what it is."""
    return edits[0] if len(edits) == 1 else Batch(tuple(edits))
