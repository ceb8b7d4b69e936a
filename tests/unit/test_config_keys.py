"""Names of keys: what people write, what terminals send."""

from __future__ import annotations

import pytest

from annotator.config.keys import NAMED, key_name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("a", "a"), ("A", "A"), ("é", "é"), ("ж", "ж"), ("/", "/"), ("+", "+"), ("-", "-"), (" ", "space"),
        ("Space", "space"), ("PgDn", "pagedown"), ("Esc", "escape"), ("Shift+Tab", "shift+tab"), ("Ctrl-A", "ctrl+a"),
        ("Control+Left", "ctrl+left"), ("shift+ctrl+left", "ctrl+shift+left"), ("F5", "f5"), ("→", "right"),
        ("slash", "/"), ("full_stop", "."), ("left_square_bracket", "["), ("question_mark", "?"), ("q d", "q d"),
        ("q PgDn", "q pagedown"), ("UP", "up"), ("5", "5"),
    ],
)  # fmt: skip
def test_keys_that_arrive(written: str, name: str) -> None:
    assert key_name(written) == (name, None)


@pytest.mark.parametrize(
    "written",
    ["ctrl+enter", "shift+enter", "alt+a", "ctrl+shift+a", "super+a", "ctrl+i", "ctrl+m", "ctrl+h", "ctrl+c", "ctrl+z",
     "ctrl+1", "shift+a", "f13", "foo", "", "\x1b", "\u202e", "\u0301", "a b", "q q q", "q ", "ctrl+", "+a", "q alt+x",
     "shift+shift", "\ud800", "xx"],
)  # fmt: skip
def test_keys_that_do_not(written: str) -> None:
    _, why = key_name(written)
    assert why


def test_every_named_key_is_its_own_name() -> None:
    for name in NAMED:
        assert key_name(name) == (name, None)
        assert key_name(name.title()) == (name, None)
