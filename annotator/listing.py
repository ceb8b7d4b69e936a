"""The list of articles: rows of a corpus, filtered while one types. No screen, no disk.

What is known about an article comes from a mapping that a background thread fills, so a hundred thousand
articles are listed before a single gold file was read.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from annotator.store.status import NEW, ArticleStatus
from annotator.values import dataclass

CYCLE: tuple[str, ...] = ("is:open", "is:held", "is:done", "")
"""What Tab puts into the filter, in turn; "" is all articles."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_CLOSED = frozenset({"done", "skip"})
_STATES = {"new": "new", "work": "work", "done": "done", "skip": "skip", "skipped": "skip", "bad": "unreadable"}


@dataclass(frozen=True)
class ListRow:
    """One article of the list: `status` is None while its gold file has not been looked at.

    `changed` is the time of the last change in words ("11:02", "Friday", "3 May", "2025-11-22").
    """

    index: int
    name: str
    status: ArticleStatus | None
    changed: str = ""
    current: bool = False


@dataclass(frozen=True)
class ListView:
    """The list at one moment: the rows that fit, the filter, how many articles there are and how many match.

    `total` is None while the articles are being listed.
    """

    total: int | None
    filter: str
    matches: int
    rows: tuple[ListRow, ...]


APART = 3
"""Letters a word must have before names that hold them apart count as matches."""


RARE = "qxzjkvbwpyfgumhdlcrsnioate"
"""Letters from the rarest on (others, digits too, count as rarer): few names are left after the first."""


def when(changed: str, now: datetime) -> str:
    """A time of a gold file in the words of the list, in the zone of `now`; "" when it is no time."""
    try:
        then = datetime.strptime(changed, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).astimezone(now.tzinfo)
    except (ValueError, OverflowError):
        return ""
    days = (now.date() - then.date()).days
    if days == 0:
        return f"{then:%H:%M}"
    if 0 < days < 7:
        return WEEKDAYS[then.weekday()]
    if now - then < timedelta(days=300):
        return f"{then.day} {then:%b}"
    return f"{then:%Y-%m-%d}"


class Listing:
    """The list of `names` (None: not known yet, see `update`) with a filter, a current row and a scroll place.

    `gold` holds the names of articles that have a gold file, `known` what is known of those looked at (a
    mapping that stays as it is: `update` puts another in its place);
    an article without gold is new. Words of the filter: `is:open` (neither done nor skipped), `is:held`,
    `is:done`, `is:new`, `is:work`, `is:skip`, `by:NAME`. Every other word must occur in the name, in any
    case; when no name holds it, names match that have its letters in this order.

    `done` and `held` count the articles known to be finished or skipped, and those with quotes held.

    After a key, `chosen` is the name Enter asked for, `left` whether Esc asked to go back, `anew` whether
    `/` at the beginning of a word asked to search the text of the articles listed.
    """

    def __init__(
        self,
        corpus: str,
        names: Sequence[str] | None,
        gold: Collection[str] = frozenset(),
        known: Mapping[str, ArticleStatus] | None = None,
        current: str | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        self.corpus = corpus
        self.filter = ""
        self.chosen: str | None = None
        self.left = self.anew = False
        self._gold = gold
        self._know({} if known is None else known)
        self._clock = clock
        self._at = self._top = self._anchor = 0
        self._height = 20
        self._set(names or ())
        self.complete = names is not None
        """Whether the names are known."""
        self._first = current
        if current is not None:
            self.show(current)

    def _know(self, known: Mapping[str, ArticleStatus]) -> None:
        """Take over what is known, which nobody changes from now on, and count it once instead of at every key."""
        self._known = known
        self.done = sum(status.state in _CLOSED for status in known.values())
        self.held = sum(bool(status.held) for status in known.values())

    def _set(self, names: Sequence[str]) -> None:
        self.names = names
        self._lower: list[str] = []
        self._apart: set[str] = set()
        self._kept: dict[str, Sequence[int]] = {}
        self._matches: Sequence[int] = range(len(names))

    # ------------------------------------------------------------------ keys

    def press(self, key: str) -> bool:
        """One key, spelled as the desk does; whether it meant something here."""
        moves = {"down": 1, "up": -1, "pagedown": self._height, "pageup": -self._height}
        self.chosen, self.left, self.anew = None, False, False
        if key in moves:
            self._go(self._at + moves[key])
        elif key == "home":
            self._go(0)
        elif key == "end":
            self._go(len(self._matches) - 1)
        elif key == "enter":
            self.chosen = self.current
        elif key == "escape":
            if self.filter:
                self._type("")
            else:
                self.left = True
        elif key in ("tab", "shift+tab"):
            self._cycle(1 if key == "tab" else -1)
        elif key == "/" and (not self.filter or self.filter.endswith(" ")):
            self.anew = True
        elif key == "backspace":
            self._type(self.filter[:-1])
        elif key == "space":
            self._type(self.filter + " ")
        elif len(key) == 1 and key.isprintable():
            self._type(self.filter + key)
        else:
            return False
        return True

    def paste(self, text: str) -> None:
        """Text for the filter; line ends become blanks."""
        end = " " if text.endswith(" ") else ""
        self._type((self.filter + " ".join(text.split()) + end)[:200])

    def pick(self, index: int) -> None:
        """Make the article with this index of `names` current (a click on its row)."""
        place = bisect_left(self._matches, index)
        if place < len(self._matches) and self._matches[place] == index:
            self._move(place)
            self._anchor = index

    def show(self, name: str) -> None:
        """Make the article current if it is in the list, in the middle of it."""
        try:
            self.pick(self.names.index(name))
        except ValueError:
            return
        self._top = self._at - self._height // 2

    def update(self, names: Sequence[str] | None = None, known: Mapping[str, ArticleStatus] | None = None) -> None:
        """More names or states have become known: filter again, the current article stays current."""
        current, row = self.current or self._first, self._at - self._top
        if known is not None:
            self._know(known)
        if names is not None:
            self._set(names)
            self.complete = True
            self._anchor = 0
        self._forget()
        self._type(self.filter)
        self._top = self._at - row
        if names is not None and current is not None:
            self.show(current)

    @property
    def current(self) -> str | None:
        """The name of the current article, None when nothing matches."""
        return self.names[self._matches[self._at]] if self._matches else None

    @property
    def matching(self) -> list[str]:
        """The names of the articles the filter lets through."""
        return [self.names[index] for index in self._matches]

    def _go(self, place: int) -> None:
        """Somebody goes to a row: from there typing looks for the next that matches."""
        self._move(place)
        self._anchor = self._matches[self._at] if self._matches else self._anchor

    def _move(self, place: int) -> None:
        self._at = max(0, min(place, len(self._matches) - 1))

    def _cycle(self, step: int) -> None:
        """Put the next word of state in place of the one there is."""
        words = self.filter.split()
        here = next((word for word in words if word in CYCLE), "")
        rest = [word for word in words if word not in CYCLE]
        word = CYCLE[(CYCLE.index(here) + step) % len(CYCLE)]
        self._type(" ".join(([word] if word else []) + rest) + (" " if word and not rest else ""))

    # ---------------------------------------------------------------- filter

    def _type(self, text: str) -> None:
        """Match again; the article that was gone to last stays current if it matches, else the next that does."""
        self.filter = text
        self._matches = self._matching(text)
        self._move(bisect_left(self._matches, self._anchor))

    def _matching(self, text: str) -> Sequence[int]:
        """Indices that match all words; each word searches only among the matches of those before it."""
        found: Sequence[int] = range(len(self.names))
        key = ""
        for word in dict.fromkeys(text.casefold().split()):
            before, key = key, f"{key} {word}"
            if key not in self._kept:
                if len(self._kept) > 60:
                    self._forget()
                self._kept[key] = self._by_word(word, found, before)
            found = self._kept[key]
        return found

    def _forget(self) -> None:
        self._kept.clear()
        self._apart.clear()

    def _by_word(self, word: str, among: Sequence[int], before: str) -> Sequence[int]:
        if word.startswith("is:"):
            return self._by_state(word[3:], among)
        if word.startswith("by:"):
            wanted = {name for name, status in self._known.items() if status.by.casefold().startswith(word[3:])}
            return [index for index in among if self.names[index] in wanted] if word[3:] else among
        if not self._lower:
            # Copies also of names in small letters: they lie in memory in the order in which they are gone through,
            # the names in that in which the system listed them. That halves what a letter costs.
            self._lower = [name.casefold() for name in self.names]
        names = self._lower
        key = f"{before} {word[:-1]}"
        narrower = self._kept.get(key, among)
        if key not in self._apart:
            # Whoever holds the longer word holds the shorter: search where the shorter one was found.
            if len(narrower) == len(names):
                found = [index for index, name in enumerate(names) if word in name]
            else:
                found = [index for index in narrower if word in names[index]]
            if found or len(word) < APART:
                return among if len(found) == len(among) else found
            narrower = among
        self._apart.add(f"{before} {word}")
        # Two letters leave few names; the others would cost more than they leave out.
        for letter in sorted(set(word), key=RARE.find)[:2]:
            narrower = [index for index in narrower if letter in names[index]]
        in_order = re.compile("".join(f"[^{re.escape(char)}]*+{re.escape(char)}" for char in word)).match
        return [index for index in narrower if in_order(names[index])]

    def _by_state(self, state: str, among: Sequence[int]) -> Sequence[int]:
        names, known = self.names, self._known
        if state == "open":
            closed = {name for name, status in known.items() if status.state in _CLOSED}
            return [index for index in among if names[index] not in closed]
        if state == "held":
            wanted = {name for name, status in known.items() if status.held}
        elif state == "new":
            other = {name for name in self._gold if known.get(name, NEW) is not NEW}
            return [index for index in among if names[index] not in other]
        elif state in _STATES:
            wanted = {name for name, status in known.items() if status.state == _STATES[state]}
        else:
            return among  # a word still being typed hides nothing
        return [index for index in among if names[index] in wanted]

    # ------------------------------------------------------------------ view

    def view(self, height: int) -> ListView:
        """The list with the `height` rows around the current one; scrolls no further than it must."""
        self._height = height = max(1, height)
        self._top = max(min(self._top, self._at), self._at - height + 1)
        self._top = max(0, min(self._top, len(self._matches) - height))
        now = self._clock()
        rows = []
        for place in range(self._top, min(self._top + height, len(self._matches))):
            index = self._matches[place]
            name = self.names[index]
            status = self._known.get(name, None if name in self._gold else NEW)
            changed = when(status.changed, now) if status is not None else ""
            rows.append(ListRow(index, name, status, changed, place == self._at))
        total, matches = len(self.names) if self.complete else None, len(self._matches)
        return ListView(total, self.filter, matches, tuple(rows))
