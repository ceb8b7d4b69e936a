"""Signs for terminals and fonts that know only ASCII: one cell for one cell, so nothing moves."""

from __future__ import annotations

from typing import Literal

Glyphs = Literal["unicode", "ascii"]

_PAIRS = {
    "⟦": "{", "⟧": "}", "‹": "<", "›": ">", "°": "*", "▸": ">", "└": "`", "┃": "#", "¦": "|", "·": ".",
    "│": "|", "─": "-", "┬": "+", "┴": "+", "⋮": ":", "•": "*", "…": "~", "→": ">", "←": "<", "↑": "^",
    "↓": "v", "×": "x", "✓": "v", "✗": "x", "○": "o", "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-",
    "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8", "⁹": "9", "▏": "_",
}  # fmt: skip

ASCII: dict[int, str] = {ord(sign): stand_in for sign, stand_in in _PAIRS.items()}
"""For `str.translate`; only ever applied to our own signs and sentences, not to the article's rows."""


def table(glyphs: Glyphs) -> dict[int, str] | None:
    """The translation for a setting of `glyphs`, None when nothing is to be replaced."""
    return ASCII if glyphs == "ascii" else None
