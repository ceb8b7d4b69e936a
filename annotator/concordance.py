"""The list of the hits of a search, words in context: filtered while one types, filling while it is read.

No screen, no disk; the search itself is `annotator.searching`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Literal

from annotator.searching import Hit, Search
from annotator.values import dataclass

Order = Literal["article", "after", "before"]
ORDERS: tuple[Order, ...] = ("article", "after", "before")
"""What the lines can be sorted by: as the articles are listed, by the words after, by the words before."""


@dataclass(frozen=True)
class HitRow:
    """One row: `hit` is None for the last one, which goes on with a search that was stopped.

    `place` counts rows from the top of the list; `again` says that the row before is of the same article.
    """

    place: int
    hit: Hit | None
    current: bool = False
    again: bool = False


@dataclass(frozen=True)
class HitsView:
    """The list at one moment: the words searched and where, the filter, the rows that fit.

    `matches` of `lines` hits pass the filter; `note` is the sentence of the last row, or of a list without
    any. Nothing in it is safe to show as it is.
    """

    query: str
    where: str
    filter: str
    matches: int
    lines: int
    order: Order
    rows: tuple[HitRow, ...]
    note: str = ""


class Concordance:
    """The list of a search's hits with a filter, an order, a current row and a scroll place.

    Typing narrows: every word must stand in the article's name or in the line, in any case. After a key,
    `chosen` is the hit Enter asked for, `left` whether Esc asked to go back, `home` whether ← asked for the
    article where the search began, `anew` whether `/` asked for another search (only while the filter is empty).
    """

    def __init__(self, search: Search, where: str) -> None:
        self.search = search
        self.where = where
        """The articles searched, in words ("all articles")."""
        self.filter = ""
        self.order: Order = "article"
        self.chosen: Hit | None = None
        self.left = self.anew = self.home = False
        self.said = ""
        self._seen: list[Hit] | None = None
        self._taken = 0
        self._matches: list[Hit] = []
        self._at = self._top = 0
        self._height = 20
        self._entered = False
        self.update()

    # ------------------------------------------------------------------ keys

    def press(self, key: str) -> bool:
        """One key, spelled as the desk does; whether it meant something here."""
        self.update()
        moves = {"down": 1, "up": -1, "pagedown": self._height, "pageup": -self._height}
        self.chosen, self.said = None, ""
        self.left = self.anew = self.home = False
        if key in moves:
            self.move(self._at + moves[key])
        elif key == "home":
            self.move(0)
        elif key == "end":
            self.move(self._rows - 1)
        elif key == "enter":
            self._enter()
        elif key == "escape":
            if self.filter:
                self.narrow("")
            else:
                self.left = True
        elif key in ("tab", "shift+tab"):
            self._sort(1 if key == "tab" else -1)
        elif key == "/" and not self.filter:
            self.anew = True
        elif key == "left":
            self.home = True
        elif key == "backspace":
            self.narrow(self.filter[:-1])
        elif key == "space":
            self.narrow(self.filter + " ")
        elif len(key) == 1 and key.isprintable():
            self.narrow(self.filter + key)
        else:
            return False
        return True

    def _enter(self) -> None:
        if self._at < len(self._matches):
            self.chosen = self._matches[self._at]
            self._entered = True
        elif self.can_go_on:
            self.order = "article"
            self._match()
            self.search.go_on()
            self.update()

    def _sort(self, step: int) -> None:
        """Another order; not while lines are still coming, so that none moves unasked."""
        if self.search.running:
            self.said = "the lines can be sorted when the search has ended"
            return
        self.order = ORDERS[(ORDERS.index(self.order) + step) % len(ORDERS)]
        self._match()
        self.move(0)

    def paste(self, text: str) -> None:
        """Text for the filter; line ends become blanks."""
        self.narrow((self.filter + " ".join(text.split()))[:200])

    def narrow(self, text: str) -> None:
        """Another filter; the current hit stays current if it still matches, else the first is."""
        current = self.current
        self.filter = text
        self._match()
        self.move(next((place for place, one in enumerate(self._matches) if one is current), 0))

    def move(self, place: int) -> None:
        """Make the row at this place current (the nearest there is)."""
        self._at = max(0, min(place, self._rows - 1))

    def step(self, way: int) -> Hit | None:
        """The hit `way` rows from the current one, which becomes current; None at either end.

        As long as no hit was gone to, the current one is the next.
        """
        self.update()
        place = self._at + way if self._entered else self._at
        if not 0 <= place < len(self._matches):
            return None
        self._at, self._entered = place, True
        return self._matches[place]

    # ---------------------------------------------------------------- lines

    def following(self, name: str) -> str | None:
        """The article of the first hit below the current one that is in another article than this."""
        return next((one.name for one in islice(self._matches, self._at + 1, None) if one.name != name), None)

    @property
    def current(self) -> Hit | None:
        """The current hit; None when there is none, or on the row that goes on."""
        return self._matches[self._at] if self._at < len(self._matches) else None

    @property
    def place(self) -> int:
        """The current row, from 0."""
        return self._at

    @property
    def matches(self) -> int:
        """How many hits the filter lets through."""
        return len(self._matches)

    @property
    def can_go_on(self) -> bool:
        """Whether the search was stopped before its end: the last row goes on with it."""
        return not self.search.running and not self.search.complete

    @property
    def _rows(self) -> int:
        return len(self._matches) + self.can_go_on

    def update(self) -> None:
        """Take over what was found meanwhile: new lines stand below, the current one stays."""
        lines = self.search.lines
        if lines is not self._seen:
            self._seen, self._taken = lines, 0
            self._matches = []
            self._at = self._top = 0
            self._entered = False
        new = lines[self._taken :]
        self._taken += len(new)
        self._matches += self._matching(new)
        self._at = max(0, min(self._at, self._rows - 1))

    def _matching(self, lines: Sequence[Hit]) -> list[Hit]:
        words = self.filter.casefold().split()
        if not words:
            return list(lines)
        texts = (f"{one.name}\n{one.before}{one.words}{one.after}".casefold() for one in lines)
        return [one for one, text in zip(lines, texts, strict=True) if all(word in text for word in words)]

    def _match(self) -> None:
        found = self._matching(self.search.lines[: self._taken])
        if self.order == "after":
            found.sort(key=lambda one: one.after.casefold().lstrip())
        elif self.order == "before":
            found.sort(key=lambda one: one.before.casefold().split()[::-1])
        self._matches = found

    # ------------------------------------------------------------------ view

    def view(self, height: int) -> HitsView:
        """The list with the `height` rows around the current one; scrolls no further than it must."""
        self.update()
        self._height = height = max(1, height)
        self._top = max(min(self._top, self._at), self._at - height + 1)
        self._top = max(0, min(self._top, self._rows - height))
        rows = []
        for place in range(self._top, min(self._top + height, self._rows)):
            hit = self._matches[place] if place < len(self._matches) else None
            before = self._matches[place - 1] if hit is not None and place else None
            again = before is not None and hit is not None and before.name == hit.name
            rows.append(HitRow(place, hit, place == self._at, again))
        search = self.search
        return HitsView(
            str(search.query), self.where, self.filter, len(self._matches), self._taken, self.order, tuple(rows),
            self._note(),
        )  # fmt: skip

    def _note(self) -> str:
        """What the last row says, or a list without rows."""
        search = self.search
        if self.can_go_on and search.total is not None:
            why = "the list is full" if search.full else "stopped"
            return f"… {why} after {search.looked:,} of {search.total:,} articles: Enter goes on with the rest"
        if self.can_go_on:
            return "… stopped before the articles were listed: Enter goes on"
        if self._matches:
            return ""
        if self._taken:
            return "no hit has all of that"
        return "nothing found yet" if search.running else "no article has these words"
