"""Properties of a quote: act, flags, links, quoted pieces, kind of via."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator import candidates, detection
from annotator.candidates import Candidate, short
from annotator.commands import FLAG_KEYS
from annotator.desk.asking import Asking
from annotator.desk.picker import Picker
from annotator.edits import (
    SetAct,
    SetFlag,
    SetLink,
    SetQuoted,
    SetVia,
)
from annotator.edits.base import holds
from annotator.marks import stretches_in
from annotator.model import FLAGS, Quote
from annotator.text import Range

if TYPE_CHECKING:
    pass


class Props(Asking):
    """The properties of the current quote."""

    def item_props(self) -> None:
        """Act, flags, links and quoted pieces, each by its letter."""
        desk = self.desk
        quote = desk.reading_stage.need_quote()
        if quote is None:
            return
        other = "attitude" if quote.act == "statement" else "statement"
        options = [Candidate(("act", other), f"act: {quote.act}, make it {other}", key="a")]
        for key, flag in FLAG_KEYS.items():
            sign = "• " if flag in quote.flags else ""
            options.append(Candidate(("flag", flag), sign + flag.replace("_", " "), key=key))
        for key, link in (("r", "repeats"), ("c", "continues"), ("w", "within")):
            options.append(Candidate(("link", link), f"{link}: {getattr(quote, link) or '-'}", key=key))
        pieces = " ".join(short(piece.text, 20) for piece in quote.quoted)
        options.append(Candidate(("quoted", ""), f"quoted: {pieces or '-'}", key="q"))
        options.append(Candidate(("via", ""), "kind of the via", key="v"))
        own = [flag for flag in desk.flags if flag not in FLAGS]
        for number, flag in enumerate(own[:9], 1):
            sign = "• " if flag in quote.flags else ""
            options.append(Candidate(("flag", flag), sign + flag.replace("_", " "), key=str(number)))
        desk.open(Picker("props", f"properties of {self.name(quote)}: {quote.type}, from the marks",
                         lambda _zone, _every: options, self._take_prop, ""))  # fmt: skip

    def _take_prop(self, value: tuple[str, str]) -> None:
        kind, name = value
        desk = self.desk
        quote = desk.reading_stage.quote
        if quote is None:
            return
        if kind == "act":
            desk.edit(SetAct(quote.id, "attitude" if name == "attitude" else "statement"), f"act: {name}")
            desk.again = lambda: self._take_prop(value)
        elif kind == "flag":
            on = name not in quote.flags
            desk.edit(SetFlag(quote.id, name, on), f"{name.replace('_', ' ')} {'set' if on else 'removed'}")
            desk.again = lambda: self._flag_again(name, on)
        elif kind == "link":
            self._ask_link(quote, name)
        elif kind == "quoted":
            self._ask_quoted(quote)
        else:
            self._ask_via_kind(quote)

    def _flag_again(self, name: str, on: bool) -> None:
        quote = self.desk.reading_stage.need_quote()
        if quote is not None:
            self.desk.edit(SetFlag(quote.id, name, on), f"{name.replace('_', ' ')} {'set' if on else 'removed'}")

    def _ask_link(self, quote: Quote, link: str) -> None:
        desk = self.desk
        annotation = desk.editor.annotation
        others = [other for other in annotation.quotes if other.id != quote.id]
        if link == "repeats":
            ranked = list(detection.rank_repeats(annotation, quote.id))
            order = {id: i for i, id in enumerate(ranked)}
            others = sorted(
                (other for other in others if other.repeats is None),
                key=lambda other: (order.get(other.id, 999), other.start),
            )
        elif link == "continues":
            before = [other for other in others if other.start < quote.start]
            others = sorted(before, key=lambda other: (other.speakers != quote.speakers, -other.start))
        else:
            others = sorted((other for other in others if holds(other, quote)), key=lambda one: one.end - one.start)
        options = [
            Candidate(other.id, short(desk.words(other.start, other.end)), other.id)
            for other in others[: candidates.MOST]
        ]

        def take(target: str | None) -> None:
            desk.edit(SetLink(quote.id, link, target), f"{link}: {target or 'nothing'}")  # type: ignore[arg-type]

        desk.open(Picker(f"link.{link}", f"{self.name(quote)} {link}", lambda _zone, _every: options, take,
                         desk.keymap.labels, "0 nothing", keys={"0": lambda: self.nothing(take)}))  # fmt: skip

    def _ask_quoted(self, quote: Quote) -> None:
        desk = self.desk
        found = [
            (one.start, one.end) for one in stretches_in(desk.editor.article.text, quote.start, quote.end)
            if any(piece.start <= one.start and one.end <= piece.end for piece in quote.content)
        ]  # fmt: skip
        now = [piece.span for piece in quote.quoted]
        if quote.type == "direct":
            now = [one for one in found if not any(o != one and o[0] <= one[0] and one[1] <= o[1] for o in found)]
        options = [
            Candidate(span, short(desk.words(*span)), "quoted" if span in now else "not quoted", span[0])
            for span in found
        ]

        def take(span: Range) -> None:
            pieces = [one for one in now if one != span] if span in now else sorted([*now, span])
            desk.edit(
                SetQuoted(quote.id, tuple(pieces)), f"{short(desk.words(*span))}: {'not ' if span in now else ''}quoted"
            )

        desk.open(Picker("quoted", "quoted piece in or out", lambda _zone, _every: options, take, desk.keymap.labels))

    def _ask_via_kind(self, quote: Quote) -> None:
        desk = self.desk
        if not quote.via:
            desk.say("there is no via; w adds one")
            return
        index = desk.place.index if desk.place.part in ("via", "via_cue") and desk.place.index < len(quote.via) else 0
        options = [Candidate(kind, kind, key=kind[0]) for kind in ("outlet", "platform", "document")]

        def take(kind: str) -> None:
            changed = tuple(
                one.model_copy(update={"kind": kind}) if i == index else one for i, one in enumerate(quote.via)
            )
            desk.edit(SetVia(quote.id, changed), f"via is a {kind}")

        desk.open(Picker("via_kind", f"what “{short(quote.via[index].source.text, 24)}” is",
                         lambda _zone, _every: options, take, ""))  # fmt: skip
