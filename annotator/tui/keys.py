"""Keys as terminals send them, spelled as the desk knows them."""

from __future__ import annotations

NAMED = frozenset(
    {
        *("enter", "escape", "tab", "shift+tab", "up", "down", "left", "right"),
        *("pageup", "pagedown", "home", "end", "backspace", "delete", "space"),
    }
)
"""The keys that are no characters; the desk gets these names."""

_SAME = {
    "return": "enter",
    "ctrl+m": "enter",
    "ctrl+j": "enter",  # a line feed: what a paste or a script sends for Enter
    "ctrl+i": "tab",
    "backtab": "shift+tab",
    "ctrl+h": "backspace",
    "ctrl+left_square_bracket": "escape",
    "shift+space": "space",
    "shift+enter": "enter",
    "shift+backspace": "backspace",
}


def desk_key(key: str, character: str | None) -> str | None:
    """The desk's spelling of a Textual key, None for keys that mean nothing to it.

    Letters and signs are the character itself, in any script; a chord is never a character.
    """
    key = _SAME.get(key, key)
    if key in NAMED:
        return key
    if key.startswith(("ctrl+", "alt+", "super+", "hyper+", "meta+")):
        return None
    if character is not None and len(character) == 1 and character.isprintable():
        return "space" if character == " " else character
    return None
