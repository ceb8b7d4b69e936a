"""Quotes: the words of one mended, a missing one made, a false one refused, each the cheapest way."""

from __future__ import annotations

from collections.abc import Callable

from annotator.desk.place import Part, span_of_part
from annotator.model import Quote, Via, range_of
from annotator.simulate.edges import Edges
from annotator.simulate.hands import Hands, Keys
from annotator.simulate.pairing import contents, vias_of, words_of
from annotator.simulate.tally import SimulationError
from annotator.text import Range, inside, overlaps

DEAR = 4
"""From this many presses on, other ways are looked for."""
_KEYS: dict[str, str] = {"cue": "v", "source": "s", "addressee": "t"}


class Quotes:
    """Hands on the words of quotes."""

    def __init__(self, hands: Hands) -> None:
        self.hands = hands
        self.edges = Edges(hands)

    # --- one quote ---------------------------------------------------------------------------

    def mend(self, wanted: Quote, id: str) -> None:
        """Make the words of a quote those that are wanted; raises SimulationError when it cannot be done."""
        ways: list[Callable[[], None]] = [lambda: self._roles_first(wanted, id)]
        have = self.hands.quote(id)
        if words_of(have) == words_of(wanted):
            return
        if contents(have) != contents(wanted):
            ways.append(lambda: self._content_first(wanted, id))
            if any(have.source is not None and overlaps(via.source.span, have.source.span) for via in wanted.via):
                ways.append(lambda: self._demoted(wanted, id))
        self.hands.cheapest(*ways, enough=DEAR - 1)

    def _roles_first(self, wanted: Quote, id: str) -> None:
        for _ in range(4):
            before = self.hands.quote(id)
            self._roles(wanted, id)
            self._content(wanted, id)
            done = self.hands.quote(id)
            if words_of(done) == words_of(wanted):
                return
            if done == before:
                break
        raise SimulationError(f"the words of {id} do not come right")

    def _content_first(self, wanted: Quote, id: str) -> None:
        self._content(wanted, id)
        self._roles_first(wanted, id)

    def _demoted(self, wanted: Quote, id: str) -> None:
        self.hands.go_item(id)
        self.hands.press("W")
        self._roles_first(wanted, id)

    def _roles(self, wanted: Quote, id: str) -> None:
        for part, span in (("cue", range_of(wanted.cue)), ("source", range_of(wanted.source))):
            self._role(id, "cue" if part == "cue" else "source", span)
        with self.hands.doing("other"):
            self._role(id, "addressee", range_of(wanted.addressee))
            self._vias(wanted, id)

    def _role(self, id: str, part: Part, span: Range | None) -> None:
        """Give a role its words: by label, by a label near and its edges, or by the edges it has."""
        have = span_of_part(self.hands.quote(id), part, 0)
        if have == span:
            return
        with self.hands.situation(f"no {part}" if span is None else part if have is not None else f"missing {part}"):
            self._set_role(id, part, have, span)

    def _set_role(self, id: str, part: Part, have: Range | None, span: Range | None) -> None:
        hands = self.hands
        hands.go_item(id)
        if hands.desk.place.part in ("via", "via_cue") and part == "cue":
            hands.press("c")
        key = _KEYS[part]
        if span is None:
            hands.press(key, "0")
            return
        hands.note_hit(part, (key,), lambda value: value == span)
        keys = hands.pick((key,), lambda value: value == span)
        if keys is None and hands.desk.editor.article.structure.paragraph_at(span[0]) < self._paragraph(id):
            keys = hands.walk((key,), "up", lambda value: value == span)
        ways: list[Callable[[], object]] = []
        if keys is not None:
            ways.append(lambda: hands.press(*keys))
        if have is not None and overlaps(have, span):
            ways.append(lambda: self.edges.set(id, part, 0, span))
        if keys is None:
            near = hands.pick((key,), lambda value: isinstance(value, tuple) and inside(value, span))
            near = near or hands.pick((key,), lambda value: isinstance(value, tuple) and overlaps(value, span))
            beside = hands.pick((key,), lambda value: isinstance(value, tuple) and 0 <= span[0] - value[1] <= 2)
            if beside is not None:
                ways.append(lambda: self._near(beside, id, part, span))
            if near is not None:
                ways.append(lambda: self._near(near, id, part, span))
        if not ways:
            raise SimulationError(f"no words for the {part} near {span}")
        hands.cheapest(*ways, enough=2)
        hands.think()

    def _paragraph(self, id: str) -> int:
        return self.hands.desk.editor.article.structure.paragraph_at(self.hands.quote(id).start)

    def _near(self, keys: Keys, id: str, part: Part, span: Range) -> None:
        """A label near, then the edges; a source must not take words from the cue, which is right already."""
        cue = self.hands.quote(id).cue
        self.hands.press(*keys)
        self.edges.set(id, part, 0, span)
        if part == "source" and self.hands.quote(id).cue != cue:
            raise SimulationError("the cue has lost words")

    # --- content -----------------------------------------------------------------------------

    def _content(self, wanted: Quote, id: str) -> None:
        """Pieces: edges of those that overlap wanted ones, surplus ones removed, missing ones added."""
        hands = self.hands
        want = contents(wanted)
        for _ in range(12):
            before = contents(hands.quote(id))
            if before == want:
                return
            partners = [next((w for w in want if overlaps(w, piece)), None) for piece in before]
            doubled = [i for i, w in enumerate(partners) if w is not None and w in partners[:i]]
            surplus = next((i for i, w in enumerate(partners) if w is None), None)
            wrong = next(
                ((i, w) for i, w in enumerate(partners) if w is not None and before[i] != w and i not in doubled), None
            )
            missing = [w for w in want if not any(overlaps(w, piece) for piece in before)]
            if wrong is not None:
                with hands.situation(_edges_of(before[wrong[0]], wrong[1])):
                    self.edges.set(id, "content", *wrong)
            elif len(before) > 1 and (surplus is not None or doubled):
                with hands.situation("surplus piece"):
                    hands.go_item(id)
                    self.edges.focus("content", surplus if surplus is not None else doubled[0])
                    hands.press("d")
            elif len(before) == 1 and missing and surplus is not None:
                with hands.situation("content elsewhere"):
                    self._elsewhere(id, missing[0])
            else:
                with hands.situation("missing piece"):
                    self._add_piece(id, missing[0] if missing else want[0])
            if contents(hands.quote(id)) == before:
                return

    def _elsewhere(self, id: str, span: Range) -> None:
        """The only piece lies elsewhere: a new one, or its two edges moved."""
        self.hands.cheapest(lambda: self._add_piece(id, span), lambda: self.edges.set(id, "content", 0, span))

    def _add_piece(self, id: str, span: Range) -> None:
        """One more piece: by its marks, or by its first and last word."""
        hands = self.hands
        hands.go_item(id)
        hands.note_hit("piece", ("m",), lambda value: value == span)
        keys = hands.pick(("m",), lambda value: value == span)
        if keys is None:
            begin = hands.pick(("m",), lambda value: value == span[0]) or hands.pick(
                ("m",), lambda value: isinstance(value, int) and span[0] <= value < span[1]
            )
            end = self._end(begin, span[1]) if begin is not None else None
            if begin is None or end is None:
                raise SimulationError(f"no words for the piece {span}")
            keys = (*begin, *end)
        hands.press(*keys)
        hands.think()

    def _end(self, opening: Keys, end: int) -> Keys | None:
        """The keys that answer the second question of `m` and `N`: where the words end."""
        hands = self.hands
        found = hands.pick_word(opening, lambda value: value == end)
        found = found or hands.pick(opening, lambda value: value > 0)
        return found[len(opening) :] if found is not None else None

    # --- vias --------------------------------------------------------------------------------

    def _vias(self, wanted: Quote, id: str) -> None:
        hands = self.hands
        for _ in range(12):
            have, want = hands.quote(id).via, wanted.via
            if vias_of(have) == vias_of(want):
                return
            hands.go_item(id)
            if len(have) > len(want) or any(
                not overlaps(a.source.span, b.source.span) for a, b in zip(have, want, strict=False)
            ):
                hands.press("w", "0")
                continue
            index = next(
                (i for i, (a, b) in enumerate(zip(have, want, strict=False)) if vias_of((a,)) != vias_of((b,))), None
            )
            if index is None:
                self._add_via(id, want[len(have)])
                continue
            before = hands.quote(id)
            self._mend_via(id, index, have[index], want[index])
            if hands.quote(id) == before:
                raise SimulationError(f"the via {want[index].source.text!r} does not come right")

    def _mend_via(self, id: str, index: int, have: Via, want: Via) -> None:
        hands = self.hands
        if have.source.span != want.source.span:
            self.edges.set(id, "via", index, want.source.span)
        elif have.kind != want.kind:
            if index:
                self.edges.focus("via", index)
            hands.press("p", "v", want.kind[0])
        elif want.cue is None:
            self.edges.focus("via", index)
            hands.press("v", "0")
        elif have.cue is not None and overlaps(have.cue.span, want.cue.span):
            self.edges.set(id, "via_cue", index, want.cue.span)
        else:
            cue = want.cue.span
            self.edges.focus("via", index)
            keys = hands.pick(("v",), lambda value: value == cue)
            keys = keys or hands.pick(("v",), lambda value: isinstance(value, tuple) and overlaps(value, cue))
            if keys is None:
                raise SimulationError(f"no words for the cue {want.cue.text!r} of a via")
            hands.press(*keys)

    def _add_via(self, id: str, via: Via) -> None:
        hands, span = self.hands, via.source.span
        hands.note_hit("via", ("w",), lambda value: value == span)
        keys = hands.pick(("w",), lambda value: value == span)
        keys = keys or hands.pick(("w",), lambda value: inside(value, span))
        keys = keys or hands.pick(("w",), lambda value: overlaps(value, span))
        if keys is None:
            raise SimulationError(f"no words for the via {via.source.text!r}")
        hands.press(*keys)
        hands.think()
        self.edges.set(id, "via", len(hands.quote(id).via) - 1, span)

    # --- making and refusing -----------------------------------------------------------------

    def refuse(self, id: str) -> None:
        """Refuse a quote; the reason is guessed by the desk."""
        self.hands.go_item(id)
        self.hands.press("x")
        self.hands.think()

    def make(self, wanted: Quote) -> str:
        """Make a missing quote by its cue, its marks or its words, and mend it; its id."""
        best: tuple[int, Callable[[], None]] | None = None
        for way in self._ways(wanted):
            below = best[0] if best is not None else None
            cost = self.hands.cost(lambda way=way: self._made(wanted, way), below)  # type: ignore[misc]
            if cost is not None:
                best = cost, way
            if best is not None and best[0] <= 2:
                break
        if best is None or best[0] > DEAR + 2:
            by_words = self._by_words(wanted)
            below = best[0] if best is not None else None
            cost = self.hands.cost(lambda: self._made(wanted, by_words), below) if by_words is not None else None
            if by_words is not None and cost is not None:
                best = cost, by_words
        if best is None:
            raise SimulationError(f"no way to make {wanted.content[0].text[:30]!r}")
        if wanted.cue is not None:
            cue = wanted.cue.span
            self.hands.note_hit("missed", ("n",), lambda value: value == cue, at=cue[0])
        made = self._made(wanted, best[1])
        self.hands.think()
        return made

    def _ways(self, wanted: Quote) -> list[Callable[[], None]]:
        """Ways to make a quote, each leaving the new quote current."""
        hands = self.hands
        found: list[Callable[[], None]] = []
        spans = [span.span for span in (wanted.cue, wanted.content[0]) if span is not None]
        for item in hands.desk.items.within((min(s[0] for s in spans) - 60, max(s[1] for s in spans))):
            if item.kind == "mark" and any(overlaps((item.start, item.end), span) for span in spans):
                found.append(lambda key=item.key: self._accept_mark(key, "a"))  # type: ignore[misc]
                if hands.desk.making.twin_of(item.start) is not None:
                    found.append(lambda key=item.key: self._accept_mark(key, "."))  # type: ignore[misc]
        bar = hands.desk.reading_stage.bar()
        for span in spans:
            if any(start <= span[0] < end for start, end in bar):
                keys = hands.pick(("n",), lambda value, span=span: value == span)  # type: ignore[misc]
                if keys is not None:
                    found.append(lambda keys=keys: hands.press(*keys))  # type: ignore[misc]
            keys = self._from_block(span[0], "n", lambda value, span=span: value == span)  # type: ignore[misc]
            keys = keys or self._from_block(span[0], "n", lambda value, span=span: overlaps(value, span))  # type: ignore[misc]
            if keys is not None:
                found.append(lambda at=span[0], keys=keys: self._press_at(at, keys))  # type: ignore[misc]
        return found

    def _accept_mark(self, key: str, with_key: str) -> None:
        self.hands.go_item(key)
        self.hands.press(with_key)

    def _press_at(self, offset: int, keys: Keys) -> None:
        self.hands.go_to(offset)
        self.hands.press(*keys)

    def _from_block(self, offset: int, key: str, wanted: Callable[[object], bool]) -> Keys | None:
        with self.hands.trial():
            self.hands.go_to(offset)
            return self.hands.pick_word((key,), wanted)

    def _by_words(self, wanted: Quote) -> Callable[[], None] | None:
        """By the labels of the first and the last word."""
        start, end = wanted.content[0].span
        with self.hands.trial():
            self.hands.go_to(start)
            begin = self.hands.pick_word(("N",), lambda value: value == start)
            begin = begin or self.hands.pick_word(("N",), lambda value: start <= value < end)
            last = self._end(begin, end) if begin is not None else None
        if begin is None or last is None:
            return None
        return lambda: self._press_at(start, (*begin, *last))

    def _made(self, wanted: Quote, way: Callable[[], None]) -> str:
        before = {one.id for one in self.hands.now.quotes}
        way()
        made = next((one.id for one in self.hands.now.quotes if one.id not in before), None)
        if made is None:
            raise SimulationError(f"nothing was made: {self.hands.desk.status()}")
        self.mend(wanted, made)
        return made


def _edges_of(have: Range, want: Range) -> str:
    """Which edges of a content have to be moved, and which way."""
    begin = f"begins {'late' if want[0] < have[0] else 'early'}" if have[0] != want[0] else ""
    end = f"ends {'early' if want[1] > have[1] else 'late'}" if have[1] != want[1] else ""
    return f"content {' and '.join(one for one in (begin, end) if one)}"
