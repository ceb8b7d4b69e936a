"""The one table of commands: it makes key bindings, footer, help, palette and the key table of the manual.

A command's `id` names it in the settings (`keymap: keys:`) and in the palette. `keys` are those of the
preset `qwerty`, as the desk spells them: a printable character, or space, enter, tab, up … (a Shift-ed
letter counts as two presses). `stages` are those in which it works by key.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from annotator.values import dataclass

Stage = Literal["sections", "reading", "closing", "list", "hits", "facts", "help"]
EVERYWHERE: frozenset[Stage] = frozenset({"sections", "reading", "closing"})
READING: frozenset[Stage] = frozenset({"reading"})


@dataclass(frozen=True)
class Command:
    """One thing a person can do: `verb` is its word in the footer, `title` its name in the palette."""

    id: str
    keys: tuple[str, ...]
    title: str
    verb: str
    help: str
    group: str
    stages: frozenset[Stage] = READING


def _reading(group: str, *rows: tuple[str, str, str, str, str]) -> tuple[Command, ...]:
    return tuple(Command(id, tuple(keys.split()), title, verb, help, group) for id, keys, title, verb, help in rows)


COMMANDS: tuple[Command, ...] = (
    *_reading(
        "Decide",
        ("block.accept", "space", "Vouch and read on", "all right",
         "vouch for the rows beside the bar and go to the next stop; rows not drawn yet are shown first, "
         "so is a question that was not current yet; the current one is taken as it is"),
        ("item.accept", "a", "Accept", "ok",
         "accept the quote; on a mark: make the quote; on a rejected one: restore it"),
        ("item.reject", "x", "Reject", "no", "refuse the quote with a guessed reason; on a mark: no quote"),
        ("item.reason", "X", "Reject with a reason", "no, because", "refuse, then a letter says why"),
        ("item.hold", "f", "Hold", "hold", "put aside: stays open through Space until it is decided by itself"),
        ("article.accept", "G", "Accept all that was drawn", "accept drawn",
         "accept what is open in rows that have been drawn, and say what is left"),
        ("item.menu", "enter", "Menu of this quote", "menu", "a numbered menu; changes nothing by itself"),
    ),
    *_reading(
        "Look",
        ("item.next", "j", "Next line of the margin", "next", "next quote, mark or rejected item"),
        ("item.prev", "k", "Previous line of the margin", "previous", "the one before"),
        ("block.next", "down", "Next block", "block down", "the next paragraph or run of sentences"),
        ("block.prev", "up", "Previous block", "block up", "the one before"),
        ("handle.next", "right", "Next handle", "handle", "look at the next edge, through all roles"),
        ("handle.prev", "left", "Previous handle", "handle back", "look at the edge before"),
        ("handle.other", "tab", "Other end", "other end", "the other end of the focused part"),
        ("part.next", "shift+tab", "Next part", "next part", "the next piece or role of the quote"),
        ("view.page_down", "pagedown", "Page down", "page", "scroll down; nothing else moves"),
        ("view.page_up", "pageup", "Page up", "page up", "scroll up; nothing else moves"),
    ),
    *_reading(
        "Edges",
        ("edge.right", "l", "Edge right", "edge", "the active edge one word to the right"),
        ("edge.left", "h", "Edge left", "edge back", "the active edge one word to the left"),
        ("edge.char_right", "L", "Edge right by a character", "character", "one character to the right"),
        ("edge.char_left", "H", "Edge left by a character", "character back", "one character to the left"),
        ("edge.out", "o", "Edge out", "out", "the active edge out to the next natural boundary"),
        ("edge.in", "i", "Edge in", "in", "the active edge in to the next natural boundary"),
        ("edge.pick_end", "e", "Pick the end", "end", "letters stand at natural ends"),
        ("edge.pick_begin", "b", "Pick the beginning", "begin", "letters stand at natural starts"),
    ),
    *_reading(
        "Roles",
        ("role.content", "c", "Content", "content", "focus the content, no letters"),
        ("role.cue", "v", "Cue", "cue", "pick the cue; content that touches it is trimmed"),
        ("role.source", "s", "Source words", "words", "pick the words of the source; the person follows"),
        ("role.person", "y", "Person", "person", "say who speaks: a digit or letter"),
        ("role.addressee", "t", "Addressee", "addressee", "pick who was told, asked or urged"),
        ("role.via", "w", "Via", "via", "add how the words came: outlet, platform, document"),
        ("item.demote", "W", "Source is only the reporter", "only reports",
         "source and cue become a via, the rest is read anew"),
    ),
    *_reading(
        "Quotes",
        ("item.new", "n", "Missed quote by its cue", "missed", "pick a cue or quotation marks; the rest is proposed"),
        ("item.new_span", "N", "Missed quote by its words", "missed words", "pick where it starts and where it ends"),
        ("part.more", "m", "One more piece", "more", "add a piece of content: Enter takes the next marked stretch"),
        ("part.delete", "d", "Remove piece or role", "remove", "remove the focused piece of content or role"),
        ("item.merge", "M", "Merge quotes", "merge", "make one of two: a digit, or Enter for the next"),
        ("item.split", "z", "Split quote", "split", "cut the content in two at a letter"),
        ("item.props", "p", "Properties", "more about it", "act, flags, links, quoted pieces"),
        ("item.fix", "!", "Mend what a check found", "mend", "the one-key repair of the warning beside the quote"),
        ("note", "F", "Note", "note", "write a note on the quote"),
        ("repeat", ".", "Repeat", "again", "the last edit again here; on a twin of it: the same quote again"),
    ),
    *_reading(
        "Sections here",
        ("section.kind", "r", "Kind of this section", "kind", "a letter of the scheme; z first cuts inside the line"),
        ("section.border", "R", "Section border", "border", "a section begins with this block, or no longer does"),
    ),
    Command("undo", ("u", "backspace"), "Undo", "undo", "take the last decision back, across articles", "Everywhere",
            EVERYWHERE),
    Command("redo", ("U",), "Redo", "redo", "make it again", "Everywhere", EVERYWHERE),
    Command("search", ("/",), "Search", "search",
            "find words in the article, or with Tab in all articles; Enter goes to the next hit", "Everywhere",
            EVERYWHERE),
    Command("hit.next", (">",), "Next hit", "next hit",
            "the next hit of the search, in the next article if that was in all", "Everywhere", EVERYWHERE),
    Command("hit.prev", ("<",), "Previous hit", "previous hit", "the hit before", "Everywhere", EVERYWHERE),
    Command("go", ("g",), "Go to …", "go", "stages, articles, marks, questions, the list", "Everywhere", EVERYWHERE),
    Command("help", ("?",), "Help", "help", "the keys that work now, then all", "Everywhere", EVERYWHERE),
    Command("palette", (":",), "Commands by name", "commands", "every command by name, with its key", "Everywhere",
            EVERYWHERE),
    Command("go.sections", (), "Go to the sections", "sections", "stage 1", "Go"),
    Command("go.reading", (), "Go to the reading", "reading", "stage 2", "Go"),
    Command("go.closing", (), "Go to the closing", "closing", "stage 3", "Go"),
    Command("go.list", (), "List of articles", "articles", "all articles, filtered by typing", "Go"),
    Command("go.find", (), "Find in all articles", "find in all",
            "words in context from every article: Enter goes there, typing narrows", "Go"),
    Command("go.next_article", (), "Next article", "next article", "the next article of the list", "Go"),
    Command("go.previous_article", (), "Previous article", "previous article", "the one before", "Go"),
    Command("go.open", (), "Next open item", "open", "the next quote that waits for a decision", "Go"),
    Command("go.held", (), "Next held item", "held", "the next quote put aside", "Go"),
    Command("go.mark", (), "Next possible miss", "mark", "the next cue word or quotation marks nobody claimed", "Go"),
    Command("go.top", (), "Beginning of the article", "top", "the first block", "Go"),
    Command("go.end", (), "End of the article", "end", "the last block", "Go"),
    Command("go.quote", (), "Quote on the screen by letter", "letter of a quote", "every quote drawn gets a letter",
            "Go"),
    Command("go.facts", (), "Facts about the article", "facts", "scope, language, note, description, skip", "Go"),
    Command("go.tour", (), "Tour", "tour", "seven steps on an invented article", "Go"),
    Command("quit", (), "Quit", "quit", "leave; everything is saved first", "Go"),
)  # fmt: skip
"""Every command in the order of the manual."""

BY_ID: Mapping[str, Command] = {command.id: command for command in COMMANDS}
IDS: frozenset[str] = frozenset(BY_ID)

LABELS = "fjdksaghrueiwoptyvncmbxq"
"""Letters of labels, best first, on a qwerty keyboard."""

GO_KEYS: Mapping[str, str] = {
    "1": "go.sections", "2": "go.reading", "3": "go.closing", "a": "go.list", "n": "go.next_article",
    "p": "go.previous_article", "o": "go.open", "h": "go.held", "m": "go.mark", "g": "go.top", "e": "go.end",
    "l": "go.quote", "d": "go.facts", "f": "go.find", "t": "go.tour", "q": "quit",
}  # fmt: skip
"""What follows `g`."""

MENU: tuple[str, ...] = (
    "item.accept", "item.reject", "edge.pick_end", "edge.pick_begin", "role.source", "role.person", "role.cue",
    "item.new", "item.props",
)  # fmt: skip
"""What the digits 1-9 of the `Enter` menu do; 0 opens the palette."""

REASON_KEYS: Mapping[str, str] = {
    "s": "scare_quote", "t": "title", "m": "term", "n": "name", "r": "not_reported", "o": "topic_only",
    "x": "out_of_scope", "d": "duplicate", "w": "wrong_span", "f": "noise", "0": "",
}  # fmt: skip

REASON_RULES: Mapping[str, str] = {
    "scare_quote": "R7", "title": "R7", "term": "R7", "name": "R7", "not_reported": "R5 R6", "topic_only": "R4",
    "out_of_scope": "R2", "wrong_span": "C1-C9", "noise": "R9",
}  # fmt: skip
"""The rule of the scheme behind each reason for refusing."""

KIND_RULES: Mapping[str, str] = {
    "lead": "X3", "dateline": "X4", "key_points": "X5", "noise": "X6", "related": "X6", "credit": "X7",
    "correction": "X7", "body": "X2", "list": "X2", "table": "X2", "embed": "X2", "answer": "X2", "block_quote": "X2",
}  # fmt: skip
"""The rule of the scheme behind a section's kind, where one says more than its name."""

FLAG_KEYS: Mapping[str, str] = {
    "u": "uncertain", "n": "negated", "h": "hypothetical", "t": "translated", "l": "altered", "o": "odd_marks",
    "e": "unclosed", "b": "block_quote", "k": "marks_not_speech",
}  # fmt: skip

PRESETS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "qwerty": {},
    "azerty": {"repeat": (";",), "search": ("!",), "item.fix": ("*",)},
    "dvorak": {},
    "left-hand": {
        "edge.left": ("d",), "edge.right": ("f",), "item.new": ("w",), "role.person": ("t",),
        "part.delete": ("q d",), "item.hold": ("q f",), "role.via": ("q w",), "role.addressee": ("q t",),
        "edge.char_left": ("D",), "edge.char_right": ("T",), "edge.out": ("q e",), "edge.in": ("q r",),
        "item.next": ("q s",), "item.prev": ("q x",), "part.more": ("q a",), "item.props": ("q g",),
        "note": ("q c",), "undo": ("backspace", "q z"), "redo": ("q Z",), "item.merge": ("q v",),
        "item.new_span": ("q W",), "repeat": ("q b",), "search": ("q 1",), "palette": ("q 2",), "help": ("q 3",),
        "hit.next": ("q 4",), "hit.prev": ("q 5",),
    },
}  # fmt: skip
"""How a preset differs from qwerty; two keys with a blank are a key after the prefix `q`."""

PRESET_LABELS: Mapping[str, str] = {
    "qwerty": LABELS,
    "azerty": LABELS,
    "dvorak": "uhetonasidpgcrlfkbxmjwvq",
    "left-hand": "fdsarewqgtcvxbz",
}

AZERTY_DIGITS: Mapping[str, str] = {
    "&": "1", "é": "2", '"': "3", "'": "4", "(": "5", "-": "6", "è": "7", "_": "8", "ç": "9", "à": "0",
}  # fmt: skip
"""The top row of an azerty keyboard without Shift."""


def presses(keys: str | tuple[str, ...]) -> int:
    """How many presses a sequence of keys costs: a Shift-ed letter counts as two."""
    sequence = keys.split() if isinstance(keys, str) else keys
    return sum(2 if len(key) == 1 and key.isupper() else 1 for key in sequence)


@dataclass(frozen=True)
class Keymap:
    """Which key does what, and which letters labels are made of."""

    preset: str
    labels: str
    keys: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, preset: str = "qwerty", labels: str = "", keys: Mapping[str, tuple[str, ...]] | None = None) -> Keymap:
        """The keymap of a preset with a person's own keys laid over it; a key taken leaves its old command."""
        table = {command.id: command.keys for command in COMMANDS}
        for layer in (PRESETS[preset], keys or {}):
            taken = {key for own in layer.values() for key in own}
            table = {
                id: layer[id] if id in layer else tuple(key for key in own if key not in taken)
                for id, own in table.items()
            }
        return cls(preset, labels or PRESET_LABELS[preset], table)

    def command(self, stage: Stage, key: str) -> str | None:
        """The id of the command a key gives in a stage, or None."""
        return self._tables[stage].get(key)

    def digit(self, key: str) -> str:
        """The digit that a key of the top row stands for where that row gives digits with Shift only, else the key.

        A key that a person has given to a command stays that command's.
        """
        return self._digits.get(key, key)

    @cached_property
    def _digits(self) -> Mapping[str, str]:
        if self.preset != "azerty":
            return {}
        taken = {key for own in self.keys.values() for key in own}
        return {key: digit for key, digit in AZERTY_DIGITS.items() if key not in taken}

    def is_prefix(self, key: str) -> bool:
        """Whether a key waits for another one (only the preset left-hand has such a key)."""
        return key in self._prefixes

    @cached_property
    def _prefixes(self) -> frozenset[str]:
        """What begins a sequence of keys."""
        sequences = [own.split(" ") for keys in self.keys.values() for own in keys]
        return frozenset(" ".join(one[:most]) for one in sequences for most in range(1, len(one)))

    @cached_property
    def _tables(self) -> defaultdict[Stage, dict[str, str]]:
        """For each stage the command of each key."""
        found: defaultdict[Stage, dict[str, str]] = defaultdict(dict)
        for id, keys in self.keys.items():
            for stage in BY_ID[id].stages:
                found[stage].update(dict.fromkeys(keys, id))
        return found

    def shown(self, id: str) -> str:
        """The key of a command as people read it, "" when it has none."""
        keys = self.keys.get(id, ())
        if keys:
            return key_name(keys[0])
        after = next((key for key, command in GO_KEYS.items() if command == id), None)
        go = self.keys.get("go", ())
        return f"{key_name(go[0])} {after}" if after and go else ""


_NAMES = {
    "space": "Space", "enter": "Enter", "tab": "Tab", "shift+tab": "Shift+Tab", "up": "↑", "down": "↓",
    "left": "←", "right": "→", "pageup": "PgUp", "pagedown": "PgDn", "backspace": "Backspace", "escape": "Esc",
}  # fmt: skip


def key_name(key: str) -> str:
    """A key as people read it."""
    return " ".join(_NAMES.get(one, one) for one in key.split())


SENDABLE: frozenset[str] = frozenset(_NAMES) | {"home", "end", "delete"}
"""Keys other than printable characters that every terminal sends alone, through tmux and ssh too."""
