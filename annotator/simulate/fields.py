"""What a quote has beside its words: act, flags, type, links, and the people behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from annotator.commands import FLAG_KEYS
from annotator.model import Quote
from annotator.simulate.edges import Edges
from annotator.simulate.hands import Hands, Keys
from annotator.simulate.pairing import Pairs
from annotator.simulate.tally import SimulationError
from annotator.values import field_names

SETTLED = 1000
"""How much more a quote counts whose people were given by hand than one that is as proposed."""
LINKS = {"continues": "c", "within": "w", "repeats": "r"}


class Fields:
    """Hands on properties, links and people; `settled` are the gold quotes whose people were given by hand."""

    def __init__(self, hands: Hands) -> None:
        self.hands = hands
        self.edges = Edges(hands)
        self.settled: set[str] = set()

    # --- act, flags, type --------------------------------------------------------------------

    def properties(self, wanted: Quote, id: str) -> None:
        """Act, flags, type and quoted pieces."""
        hands = self.hands
        if hands.quote(id).act != wanted.act:
            self._ask(id, ("p", "a"), lambda: hands.quote(id).act == wanted.act)
        own = [flag for flag in hands.desk.flags if flag not in FLAG_KEYS.values()]
        letters = {flag: key for key, flag in FLAG_KEYS.items()} | {flag: str(n) for n, flag in enumerate(own[:9], 1)}
        for flag in sorted(set(hands.quote(id).flags) ^ set(wanted.flags)):
            if flag in letters:
                on = flag in wanted.flags
                self._ask(id, ("p", letters[flag]), lambda flag=flag, on=on: (flag in hands.quote(id).flags) == on)  # type: ignore[misc]
        self._quoted(wanted, id)

    def _ask(self, id: str, keys: Keys, right: Callable[[], bool]) -> None:
        """Press keys at a quote, or `.` where the last edit again does the same."""
        hands = self.hands
        hands.go_item(id)
        with hands.trial():
            before = hands.quote(id)
            hands.press(".")
            after = hands.now.quote(id)
            same = after is not None and after != before and right()
            changed = {
                name for name in field_names(type(before)) if getattr(after, name, None) != getattr(before, name)
            }
        if same and changed <= {"act", "flags", "type", "quoted", "status", "was", "attested"} and hands.desk.again:
            keys = (".",)
        hands.press(*keys)
        hands.think()

    def _quoted(self, wanted: Quote, id: str) -> None:
        hands = self.hands
        want = [one.span for one in wanted.quoted]
        for _ in range(8):
            quote = hands.quote(id)
            have = [one.span for one in quote.quoted]
            if (quote.type, have) == (wanted.type, want):
                return
            change = next((one for one in have if one not in want), None)
            change = change or next((one for one in want if one not in have), None)
            if change is None and quote.type == "direct" and wanted.type != "direct":
                change = quote.content[0].span
            if change is None:
                return
            hands.go_item(id)
            keys = hands.pick(("p", "q"), lambda value, change=change: value == change)  # type: ignore[misc]
            if keys is None:
                return
            hands.press(*keys)

    # --- links -------------------------------------------------------------------------------

    def links(self, wanted: Quote, id: str, ids: dict[str, str], *, repeats: bool) -> None:
        """Links whose target is there; new `repeats` only when asked for (Closing proposes them)."""
        hands = self.hands
        for link, key in LINKS.items():
            target = getattr(wanted, link)
            want = ids.get(target) if target else None
            have = getattr(hands.quote(id), link)
            if have == want or (target and want is None) or (link == "repeats" and have is None and not repeats):
                continue
            hands.go_item(id)
            if want is None:
                hands.press("p", key, "0")
                continue
            hands.note_hit(f"link.{link}", ("p", key), lambda value, want=want: value == want)  # type: ignore[misc]
            keys = hands.pick(("p", key), lambda value, want=want: value == want)  # type: ignore[misc]
            if keys is not None:
                hands.press(*keys)
                hands.think()

    # --- people ------------------------------------------------------------------------------

    def people(self, pairs: Pairs) -> dict[str, str]:
        """Gold people matched to present ones: those given by hand first, then by most shared uses."""
        shared: Counter[tuple[str, str]] = Counter()
        for gold, have in pairs.both:
            weight = SETTLED if gold.id in self.settled else 1
            if len(gold.speakers) == len(have.speakers):
                shared.update(dict.fromkeys(zip(gold.speakers, have.speakers, strict=True), weight))
            for a, b in zip(gold.via, have.via, strict=False):
                if a.entity is not None and b.entity is not None:
                    shared[a.entity, b.entity] += weight
        found: dict[str, str] = {}
        for (gold_id, have_id), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
            if gold_id not in found and have_id not in found.values():
                found[gold_id] = have_id
        return found

    def wrong_people(self, wanted: Quote, have: Quote, people: dict[str, str]) -> bool:
        """Whether a quote's speakers or the entities of its vias are others than wanted."""
        speakers = {people.get(one, f"?{one}") for one in wanted.speakers}
        vias = [people.get(via.entity, "?") if via.entity else None for via in wanted.via]
        return speakers != set(have.speakers) or vias != [via.entity for via in have.via]

    def give_people(self, wanted: Quote, id: str, pairs: Callable[[], Pairs]) -> None:
        """Give a quote its people."""
        hands = self.hands
        if set(hands.quote(id).speakers) != {self.people(pairs()).get(one, "?") for one in wanted.speakers}:
            hands.go_item(id)
            if hands.desk.place.part in ("via", "via_cue"):
                hands.press("c")
            if not wanted.speakers:
                self._spread(("y",), ("0",), pairs)
            for number, one in enumerate(wanted.speakers):
                self._give(("y",) if number == 0 else ("y", ","), self.people(pairs()).get(one), pairs)
        self.settled.add(wanted.id)
        for index, via in enumerate(wanted.via):
            vias = hands.quote(id).via
            want = self.people(pairs()).get(via.entity) if via.entity is not None else None
            if index >= len(vias) or (vias[index].entity == want and (want is not None or via.entity is None)):
                continue
            hands.go_item(id)
            self.edges.focus("via", index)
            keys: Keys | None = ("y", "0") if via.entity is None else ("y", "=")
            if want is not None:
                keys = hands.pick(("y",), lambda value, want=want: getattr(value, "id", None) == want)  # type: ignore[misc]
            if keys is None:
                raise SimulationError(f"{want} is not among the persons")
            hands.press(*keys)

    def _give(self, opening: Keys, who: str | None, pairs: Callable[[], Pairs]) -> None:
        """Answer "who is that?": somebody known, or somebody new."""
        if who is None:
            self._spread(opening, ("=",), pairs)
            return
        hands = self.hands
        hands.note_hit("person", opening, lambda value: getattr(value, "id", None) == who)
        with hands.trial():
            hands.press(*opening)
            label = hands.label(lambda value: getattr(value, "id", None) == who)
        if label is None:
            raise SimulationError(f"{who} is not among the persons")
        self._spread(opening, label, pairs)

    def _spread(self, opening: Keys, answer: Keys, pairs: Callable[[], Pairs]) -> None:
        """Answer for every use of the words or for this use only (`y` once more), whichever leaves less to do."""
        hands = self.hands
        priced = []
        for keys in ((*opening, *answer), (*opening, "y", *answer)):
            with hands.trial():
                before = hands.spent
                hands.press(*keys)
                now = pairs()
                people = self.people(now)
                wrong = sum(self.wrong_people(gold, have, people) for gold, have in now.both)
                priced.append((hands.spent - before + 2 * wrong, keys))
        hands.press(*min(priced, key=lambda one: one[0])[1])
        hands.think()
