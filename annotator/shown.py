"""Foreign text made safe to show: one code point in, one code point out, so that offsets stay.

Everything that did not come from our own source (article text, file names, YAML values, messages of
exceptions) passes through `shown` before it reaches a terminal. An escape sequence in a scraped page
could otherwise write the clipboard, forge a link or swap the words of a quote on the screen.
"""

from __future__ import annotations

import re

from annotator.lazy import pattern

_CONTROL = "\x00-\x08\x0b-\x1f\x7f"
_BREAK = "\x85\u2028\u2029"
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Default_Ignorable_Code_Point without the variation selectors, which only choose a glyph and are part
# of ordinary emoji and of Japanese names; a few format characters that draw nothing are added.
_INVISIBLE = (
    "\xad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200d\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_NOTHING = "\x80-\x9f\ud800-\udfff\ufdd0-\ufdef" + "".join(
    chr(plane * 0x10000 + 0xFFFE) + chr(plane * 0x10000 + 0xFFFF) for plane in range(17)
)

INVISIBLE_MARK = "¦"
"""Stands for a zero-width character, a soft hyphen, a byte order mark or a tag character."""
BIDI_MARK = "⇄"
"""Stands for a control that would change the direction of the text beside it."""
BREAK_MARK = "␤"
"""Stands for a character that some programs end a line at (NEL, LS, PS) and the article does not."""
UNKNOWN_MARK = "␦"
"""Stands for a C1 control, a lone surrogate or a code point that is no character."""

_UNSAFE = pattern(f"[\t\n{_CONTROL}{_BREAK}{_BIDI}{_INVISIBLE}{_NOTHING}]")
_UNSAFE_IN_LINES = pattern(f"[\t{_CONTROL}{_BREAK}{_BIDI}{_INVISIBLE}{_NOTHING}]")
_KINDS = (
    (pattern(f"[{_BREAK}]"), BREAK_MARK),
    (pattern(f"[{_BIDI}]"), BIDI_MARK),
    (pattern(f"[{_INVISIBLE}]"), INVISIBLE_MARK),
)


def _mark(match: re.Match[str]) -> str:
    """What is drawn in place of one unsafe character."""
    char = match.group()
    if char == "\t":
        return " "
    if char < " ":
        return chr(0x2400 + ord(char))
    if char == "\x7f":
        return "\u2421"
    return next((mark for kind, mark in _KINDS if kind.match(char)), UNKNOWN_MARK)


def shown(text: str, *, keep_newlines: bool = False) -> str:
    """The text with every character that a terminal would obey or hide replaced by a visible one.

    Code point for code point, so `shown(text)[a:b]` shows `text[a:b]`: C0 controls and DEL become
    their pictures (U+2400 and on), a tab one blank, everything else unsafe one of the four marks above,
    each one cell wide. A line feed becomes its picture too unless `keep_newlines`. Idempotent; text
    without such characters is returned as it is, at the cost of one search.
    """
    if text.isascii() and text.isprintable():
        return text
    unsafe = _UNSAFE_IN_LINES if keep_newlines else _UNSAFE
    return unsafe.sub(_mark, text) if unsafe.search(text) else text


def excerpt(text: str, limit: int = 40) -> str:
    """The text safe to show on one line of a message, cut to `limit` code points (at least 2) with `…`."""
    return shown(text if len(text) <= limit else text[: limit - 1] + "…")
