"""Our widths are the terminal library's widths, for everything that is ever sent."""

from __future__ import annotations

import unicodedata

from rich.cells import cell_len

from annotator.cells import drawn, is_narrow, width

ASSIGNED = [char for char in map(chr, range(0x110000)) if unicodedata.category(char) != "Cn"]


def test_every_character_has_the_width_the_terminal_is_told() -> None:
    wrong = [hex(ord(char)) for char in ASSIGNED if width(char) != cell_len(drawn(char))]
    assert wrong == []


def test_narrow_characters_are_one_cell_and_alone() -> None:
    for char in ASSIGNED:
        if is_narrow(char):
            assert cell_len(char) == 1
            assert unicodedata.category(char) not in ("Mn", "Me", "Mc", "Cf", "Cc")
