"""Pickers: a question whose answers carry letters. One grammar for all of them.

Letters take the candidate that carries them, `Enter` the chosen one (the first, until `Tab` moved),
`Space` puts letters on every word of the zone, `↑` `↓` move the zone, `/` narrows by typing, `0` and
other keys have the meaning the picker gives them, `Backspace` goes one step back, `Esc` leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from annotator.candidates import Candidate
from annotator.text import Range
from annotator.values import dataclass, field
from annotator.views import Option, PickerView, Sign


def labelled(candidates: Sequence[Candidate], letters: str, without: str = "") -> list[tuple[str, Candidate]]:
    """The candidates with their labels: own keys, then small letters, then capitals; the rest has none.

    `without` are letters that mean something else there.

    Same candidates and letters, same labels: hands and the simulated annotator rely on it.
    """
    taken = {candidate.key for candidate in candidates if candidate.key} | set(without)
    free = iter([one for one in (*letters, *letters.upper()) if one not in taken])
    return [(candidate.key or next(free, ""), candidate) for candidate in candidates]


@dataclass
class Picker:
    """An open question.

    `find(zone, every)` gives the candidates of a zone (`every`: one for each word); `zones` are the
    ranges that `↑` `↓` walk through, `zone` the index of the one at hand (a picker without zones asks
    `find` with None). `take` gets the chosen value. `keys` are further keys and what they do; they
    return True when the picker stays open. `nudge` moves the focused edge by `←` `→`. `brief`: the
    hints of the answers may give way where room is short.
    """

    name: str
    title: str
    find: Callable[[Range | None, bool], Sequence[Candidate]]
    take: Callable[[Any], None]
    letters: str
    hint: str = ""
    zones: Sequence[Range] = ()
    word_zones: Sequence[Range] = ()
    zone: int = 0
    word_zone: int = 0
    keys: Mapping[str, Callable[[], bool]] = field(default_factory=dict)
    nudge: Callable[[int], None] | None = None
    back: Callable[[], None] | None = None
    chosen: int = 0
    every: bool = False
    filter: str | None = None
    nudged: bool = False
    brief: bool = False
    _shown: list[tuple[str, Candidate]] | None = None

    def shown(self) -> list[tuple[str, Candidate]]:
        """The candidates with their labels, best first."""
        if self._shown is None:
            zones = self.word_zones if self.every else self.zones
            index = self.word_zone if self.every else self.zone
            zone = zones[index] if zones else None
            found = list(self.find(zone, self.every))
            if self.filter:
                wanted = self.filter.casefold()
                found = [one for one in found if wanted in one.text.casefold()]
            self._shown = labelled(found, self.letters)
            self.chosen = min(self.chosen, max(0, len(found) - 1))
        return self._shown

    def press(self, key: str) -> Literal["stay", "leave"] | Candidate:
        """What a key does: a candidate was taken, the picker stays, or it is left."""
        if self.filter is not None and key not in ("enter", "tab", "shift+tab", "escape"):
            return self._type(key)
        for label, candidate in self.shown():
            if label == key:
                return candidate
        if key in self.keys:
            return "stay" if self.keys[key]() else "leave"
        return self._move(key)

    def _type(self, key: str) -> Literal["stay"]:
        assert self.filter is not None
        if key == "backspace":
            self.filter = self.filter[:-1] if self.filter else None
        elif key == "space":
            self.filter += " "
        elif len(key) == 1:
            self.filter += key
        self.chosen, self._shown = 0, None
        return "stay"

    def _move(self, key: str) -> Literal["stay", "leave"] | Candidate:
        found = self.shown()
        if key == "enter":
            if self.nudged or not found:
                return "leave"
            return found[self.chosen][1]
        if key == "tab" and found:
            self.chosen = (self.chosen + 1) % len(found)
        elif key == "shift+tab" and found:
            self.chosen = (self.chosen - 1) % len(found)
        elif key == "space" and self.word_zones:
            self.every, self._shown, self.chosen = not self.every, None, 0
        elif key in ("up", "down"):
            self._walk(-1 if key == "up" else 1)
        elif key == "/":
            self.filter = ""
        elif key in ("left", "right") and self.nudge is not None:
            self.nudge(-1 if key == "left" else 1)
            self.nudged, self._shown = True, None
        elif key in ("escape", "backspace"):
            if key == "backspace" and self.back is not None:
                self.back()
                return "stay"
            return "leave"
        return "stay"

    def _walk(self, way: int) -> None:
        if self.every:
            self.word_zone = max(0, min(len(self.word_zones) - 1, self.word_zone + way))
        else:
            self.zone = max(0, min(len(self.zones) - 1, self.zone + way))
        self._shown, self.chosen = None, 0

    def view(self) -> PickerView:
        """The picker as the screen shows it."""
        found = self.shown()
        options = tuple(Option(label, one.text, one.hint) for label, one in found)
        return PickerView(self.name, self.title, options, self.chosen, self._keys_line(), self.filter, self.brief)

    def _keys_line(self) -> str:
        words = ["letter", "Enter = done" if self.nudged else "Enter = first"]
        if self.word_zones:
            words.append("Space every word")
        if len(self.zones) > 1:
            words.append("↑↓ other block")
        if self.hint:
            words.append(self.hint)
        return "   ".join([*words, "/ type", "Esc"])

    def signs(self) -> tuple[Sign, ...]:
        """The labels that stand in the text."""
        return tuple(
            Sign(one.at, one.side, label, "label.chosen" if index == self.chosen else "label")
            for index, (label, one) in enumerate(self.shown())
            if one.at is not None and label
        )


@dataclass
class Prompt:
    """A text line: `done` gets what was typed when Enter is pressed; it may raise EditError.

    `others` are further keys that end it, each with its verb and who gets what was typed.
    """

    title: str
    done: Callable[[str], None]
    text: str = ""
    hint: str = "Enter done   Esc leave"
    on_type: Callable[[str], None] | None = None
    others: Mapping[str, tuple[str, Callable[[str], None]]] = field(default_factory=dict)

    def press(self, key: str) -> Callable[[str], None] | Literal["stay", "leave"]:
        """What a key does to the line: it stays, is left, or ends with who gets what was typed."""
        if key == "enter":
            return self.done
        if key in self.others:
            return self.others[key][1]
        if key == "escape" or (key == "backspace" and not self.text):
            return "leave"
        if key == "backspace":
            self.text = self.text[:-1]
        elif key == "space":
            self.text += " "
        elif len(key) == 1:
            self.text += key
        if self.on_type is not None:
            self.on_type(self.text)
        return "stay"
