"""What the reading stage shows at one moment, as values: decorations, signs, bars, tags, margin lines."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from annotator.candidates import short
from annotator.desk.place import parts
from annotator.items import Item
from annotator.model import Quote, Rejected, Section
from annotator.text import Range
from annotator.views import Bar, Decor, MarginLine, ReadingView, Role, Sign, SignRole, Tag

if TYPE_CHECKING:
    from annotator.desk.desk import Desk

_DECOR: dict[str, Role] = {
    "content": "content", "cue": "cue", "source": "source", "addressee": "addressee", "via": "via", "via_cue": "via",
}  # fmt: skip
_BRACKETS: dict[str, tuple[str, str, SignRole, SignRole]] = {
    "content": ("⟦", "⟧", "content.open", "content.close"),
    "cue": ("‹", "›", "cue.open", "cue.close"),
    "source": ("[", "]", "source.open", "source.close"),
    "addressee": ("{", "}", "other.open", "other.close"),
    "via": ("{", "}", "other.open", "other.close"),
    "via_cue": ("{", "}", "other.open", "other.close"),
}
_FIGURES = "¹²³⁴⁵⁶⁷⁸⁹"


def reading_view(desk: Desk) -> ReadingView:
    """The reading stage as it is now, for the rows in the window."""
    low, high = desk.viewport.window()
    stage = desk.reading_stage
    block = stage.block
    decor: list[Decor] = []
    signs: list[Sign] = []
    current = stage.quote or stage.rejected
    item = stage.item
    if current is not None:
        _current(current, decor, signs)
    figures = {one.key: number for number, one in enumerate(stage.block_quotes(), 1)}
    _others(desk, block, figures, decor, signs, current)
    _decided_cues(desk, low, high, decor, current)
    _marks(desk, low, high, item, decor, signs)
    now = desk.finding.hit
    decor.extend(Decor(*hit, "found.now" if hit == now else "found") for hit in desk.finding.within(low, high))
    active = None
    span = stage.focus_span()
    if span is not None:
        side = desk.place.side
        active = (span[0] if side < 0 else span[1], side)
    picker = desk.open_picker
    if picker is not None:
        signs.extend(picker.signs())
    return ReadingView(
        top=desk.place.top,
        decor=tuple(decor),
        signs=tuple(signs),
        bars=tuple(_bars(desk, low, high)),
        tags=tuple(Tag(one.start, one.kind) for one in _sections(desk, low, high)),
        margin=tuple(_margin(desk, low, high, figures)),
        active=active,
    )


def _current(item: Quote | Rejected, decor: list[Decor], signs: list[Sign]) -> None:
    for part, _, (start, end) in parts(item):
        decor.append(Decor(start, end, _DECOR[part]))
        opening, closing, open_role, close_role = _BRACKETS[part]
        signs.append(Sign(start, -1, opening, open_role))
        signs.append(Sign(end, 1, closing, close_role))


def _others(
    desk: Desk, block: Range, figures: dict[str, int], decor: list[Decor], signs: list[Sign],
    current: Quote | Rejected | None,
) -> None:  # fmt: skip
    """The other quotes of the current block: underlined, each with its figure."""
    for key, number in figures.items():
        quote = desk.editor.annotation.quote(key)
        if quote is None:
            continue
        if number <= 9:
            signs.append(Sign(quote.start, -1, _FIGURES[number - 1], "figure"))
        if current is None or quote.id != current.id:
            decor.extend(Decor(piece.start, piece.end, "content.other") for piece in quote.content)


def _decided_cues(desk: Desk, low: int, high: int, decor: list[Decor], current: Quote | Rejected | None) -> None:
    """Cues of quotes in the window: bold, outside the current block only those of decided quotes."""
    block = desk.reading_stage.block
    for quote in desk.quotes_near(low, high):
        if quote.cue is None or (current is not None and quote.id == current.id):
            continue
        if quote.status != "proposed" or block[0] <= quote.start < block[1]:
            decor.append(Decor(quote.cue.start, quote.cue.end, "cue.decided"))


def _marks(desk: Desk, low: int, high: int, current: Item | None, decor: list[Decor], signs: list[Sign]) -> None:
    for item in desk.items.within((low, high)):
        if item.kind != "mark":
            continue
        role: Role = "mark.read" if item.read else "mark.weak" if item.weak else "mark"
        if current is not None and item.key == current.key:
            role = "focus"
        decor.append(Decor(item.start, item.end, role))
        signs.append(Sign(item.start, -1, "°", "mark"))


def _bars(desk: Desk, low: int, high: int) -> list[Bar]:
    stage = desk.reading_stage
    bar = stage.bar()
    now = stage.block
    # A block ends with the blank row behind it, so the one above the window may reach into it.
    least = desk.blocks[max(0, stage.block_index(low) - 1)][0] if bar else 0
    found = [
        Bar(start, end, "now" if (start, end) == now else "quiet") for start, end in bar
        if least <= start < high or (start, end) == now
    ]  # fmt: skip
    read = desk.editor.annotation.review.read
    if read is None:
        read = ((0, len(desk.editor.article.text)),) if desk.editor.annotation.review.status != "new" else ()
    found.extend(Bar(start, end, "read") for start, end in read if start < high and end > low)
    return found


def _sections(desk: Desk, low: int, high: int) -> list[Section]:
    sections = desk.editor.annotation.sections
    first = max(0, bisect_right(sections, low, key=lambda one: one.start) - 1)
    last = bisect_left(sections, high, key=lambda one: one.start)
    return list(sections[first:last])


def _margin(desk: Desk, low: int, high: int, figures: dict[str, int]) -> list[MarginLine]:
    stage = desk.reading_stage
    first = stage.block_index(low)
    numbers = desk.numbering.numbers()
    found = []
    for block in desk.blocks[first : stage.block_index(high) + 1]:
        here = block == stage.block
        for item in desk.items.within(block):
            current = item.key == desk.place.item
            if item.kind == "mark" and (item.weak or item.read) and not current:
                continue
            found.append(
                MarginLine(
                    item.key,
                    block[0],
                    item.state,
                    _line(desk, item, numbers),
                    figures.get(item.key) if here and figures.get(item.key, 10) <= 9 else None,
                    current,
                    item.depth,
                    _detail(desk, item) if current else "",
                )
            )
    return found


def _line(desk: Desk, item: Item, numbers: dict[str, int]) -> str:
    annotation = desk.editor.annotation
    words = desk.words(item.start, item.end)
    if item.kind == "mark":
        twin = desk.making.twin_of(item.start)
        return short(words, 40) + (f" = {desk.name_of(twin)}: . again" if twin else "")
    if item.kind == "rejected":
        record = next((one for one in annotation.rejected if one.id == item.key), None)
        reason = (record.reason or "").replace("_", " ") if record else ""
        return f"{short(words, 40)} · {reason}" if reason else short(words, 40)
    quote = annotation.quote(item.key)
    if quote is None:
        return short(words, 40)
    who = short(quote.source.text, 26) if quote.source else "(again)" if quote.continues else "(no source)"
    people = "+".join(str(numbers.get(one, "?")) for one in quote.speakers) or "?"
    cue = f" · {short(quote.cue.text, 18)}" if quote.cue else ""
    via = "".join(f" · via {numbers.get(one.entity, '') if one.entity else one.kind}" for one in quote.via)
    return f"{who} → {people}{cue} · {short(words, 40)}{via}"


def _detail(desk: Desk, item: Item) -> str:
    quote = desk.editor.annotation.quote(item.key)
    if quote is None:
        return "a restores it   X another reason" if item.kind == "rejected" else "a quote here: a   no: x"
    words: list[str] = [quote.type]
    if quote.act == "attitude":
        words.append("attitude")
    words.extend(flag.replace("_", " ") for flag in quote.flags)
    if quote.addressee is not None:
        words.append(f"to {short(quote.addressee.text, 20)}")
    names = desk.numbering.names(quote.speakers)
    if names:
        words.append(names)
    for link in ("within", "continues", "repeats"):
        if getattr(quote, link):
            words.append(f"{link} {getattr(quote, link)}")
    if quote.anchor:
        words.append(f"anchor {quote.anchor}")
    problem = desk.warning(item.key)
    if problem is not None:
        fix = f" ({desk.keymap.shown('item.fix')} {problem.repair_title})" if problem.repair is not None else ""
        words.insert(0, f"{problem.rule} {short(problem.message, 60)}{fix}")
    if item.doubt:
        words.insert(0, item.doubt)
    if quote.note:
        words.append(f"note: {short(quote.note, 40)}")
    return " · ".join(words)
