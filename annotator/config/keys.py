"""Names of keys: which there are, how people write them, which of them ordinary terminals send.

The names are those of the keys as Textual reports them; a printable character names itself. What gets
lost in some terminals, tmux or ssh (Ctrl+Shift+letter, Ctrl+Enter, Alt, ...) is refused, because a
command bound to it would be out of reach without a word.
"""

from __future__ import annotations

import unicodedata

_ARROWS = ("up", "down", "left", "right")
_MOVES = (*_ARROWS, "home", "end", "pageup", "pagedown")

NAMED: frozenset[str] = frozenset(
    {
        *("space", "enter", "tab", "shift+tab", "backspace", "escape", "delete", "insert"),
        *_MOVES,
        *(f"f{number}" for number in range(1, 13)),
        *(f"{modifier}+{arrow}" for modifier in ("shift", "ctrl", "ctrl+shift") for arrow in _ARROWS),
        # Ctrl+C, D, Z end or stop programs, S and Q halt the terminal, H I J M are other keys.
        *(f"ctrl+{letter}" for letter in "abefgklnoprtuvwxy"),
    }
)
"""Keys that are no printable character and that every terminal sends."""

_ALIASES = {
    "return": "enter", "esc": "escape", "del": "delete", "ins": "insert", "pgup": "pageup", "pgdn": "pagedown",
    "page_up": "pageup", "page_down": "pagedown", "spacebar": "space", "backtab": "shift+tab",
    "↑": "up", "↓": "down", "←": "left", "→": "right", " ": "space",
    "slash": "/", "backslash": "\\", "at": "@", "minus": "-", "plus": "+", "underscore": "_", "dot": ".",
    "period": ".", "full_stop": ".", "hash": "#", "pipe": "|", "tick": "`", "quote": "'", "backtick": "`",
}  # fmt: skip

_MEANT = {
    "i": "tab", "m": "enter", "h": "backspace", "j": "enter",
    "c": "the end of the program", "d": "the end of input", "z": "stopping the program",
    "s": "halting the terminal", "q": "resuming the terminal",
}  # fmt: skip

PREFIX = "q"
"""The one key that may wait for a second one, as in `q d` (preset left-hand)."""


def key_name(written: str) -> tuple[str, str | None]:
    """The key's name, and None or why it cannot be used, as the rest of a sentence.

    `written` may use any case for named keys (`PgDn`, `Shift+Tab`), `-` or `+` between modifiers, and
    two keys with a blank between them, the first of which is `q`.
    """
    first, blank, second = written.partition(" ")
    if blank and first and second:
        name, why = key_name(second)
        if first != PREFIX or " " in second:
            return written, f"is a sequence, and only `{PREFIX}` may wait for a second key"
        return f"{PREFIX} {name}", why
    if len(written) == 1 and written != " ":
        return _ALIASES.get(written, written), _why_not_character(written)
    name = written.lower().replace("control", "ctrl")
    name = _ALIASES.get(name, name)
    *modifiers, last = name.replace("-", "+").split("+") if len(name) > 1 else [name]
    last = _ALIASES.get(last, last)
    name = "+".join([*sorted(set(modifiers)), last])
    if name in NAMED or (len(name) == 1 and _why_not_character(name) is None):
        return name, None
    if not modifiers:
        character = _by_unicode_name(last)
        if character is not None:
            return character, None
    return name, _why_not_named(modifiers, last)


def _why_not_character(character: str) -> str | None:
    category = unicodedata.category(character)
    if character in _ALIASES or category[0] in "LNPS":
        return None
    return "is not a key" if category[0] in "CZ" else "is an accent without its letter"


def _by_unicode_name(name: str) -> str | None:
    """`left_square_bracket` -> `[`: Textual names punctuation so."""
    try:
        character = unicodedata.lookup(name.replace("_", " ").upper())
    except KeyError:
        return None
    return character if len(character) == 1 and unicodedata.category(character)[0] in "LNPS" else None


def _why_not_named(modifiers: list[str], last: str) -> str:
    if set(modifiers) == {"ctrl"} and last in _MEANT:
        return f"arrives as {_MEANT[last]} in a terminal"
    if set(modifiers) == {"shift"} and len(last) == 1 and last.isalpha():
        return f"is written as the capital letter {last.upper()}"
    if modifiers and set(modifiers) <= {"ctrl", "shift", "alt", "super", "meta", "hyper", "cmd", "option"}:
        return "gets lost in many terminals; take a letter, a digit or punctuation"
    return "is not the name of a key"
