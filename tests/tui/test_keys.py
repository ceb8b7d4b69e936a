"""Keys as terminals send them."""

from __future__ import annotations

import pytest

from annotator.tui.keys import desk_key


@pytest.mark.parametrize(
    ("key", "character", "found"),
    [
        ("a", "a", "a"),
        ("upper_a", "A", "A"),
        ("A", "A", "A"),
        ("slash", "/", "/"),
        ("left_square_bracket", "[", "["),
        ("space", " ", "space"),
        ("enter", "\r", "enter"),
        ("ctrl+j", "\n", "enter"),
        ("ctrl+h", "\x08", "backspace"),
        ("tab", "\t", "tab"),
        ("shift+tab", None, "shift+tab"),
        ("pagedown", None, "pagedown"),
        ("cyrillic_small_letter_ef", "ф", "ф"),
        ("ctrl+a", "\x01", None),
        ("alt+b", "b", None),
        ("ctrl+left", None, None),
        ("f5", None, None),
        ("unknown", "\x00", None),
    ],
)
def test_keys(key: str, character: str | None, found: str | None) -> None:
    assert desk_key(key, character) == found
