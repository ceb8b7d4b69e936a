"""Colours of the roles. Shapes carry the meaning (`plain` has nothing else); colour repeats it.

The hues are those of Okabe and Ito's set for all kinds of colour vision, darkened for light grounds:
blue content, orange cue, green source, purple addressee and via, yellow possible misses.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Literal

from annotator.values import dataclass

ThemeName = Literal["dark", "light", "ansi", "plain"]
THEMES: tuple[ThemeName, ...] = ("dark", "light", "ansi", "plain")

Look = tuple[str, str, str]
"""Foreground, background ("" for what is there; `#rrggbb` or an ANSI name) and attributes: b bold,
u underline, r reverse, d dim."""


@dataclass(frozen=True)
class Colours:
    """The hues a theme is made of; "" leaves the terminal's own."""

    ground: str
    text: str
    bright: str
    grey: str
    faint: str
    content: str
    content_sign: str
    orange: str
    green: str
    purple: str
    yellow: str
    red: str
    label: str
    label_ground: str


_DARK = Colours(
    "#15181c", "#d5d8dc", "#ffffff", "#9aa1a9", "#5d646d", "#123a58", "#7cc4f4", "#f0ab2e", "#2fc59a", "#dc9cc0",
    "#f0e442", "#ff8f6b", "#15181c", "#f0e442",
)  # fmt: skip
_LIGHT = Colours(
    "#fbfaf7", "#24292f", "#000000", "#5c636b", "#a9aeb4", "#cfe6f8", "#00558f", "#8f5200", "#00684c", "#8a3b68",
    "#8a7400", "#b03a00", "#fbfaf7", "#6b4f00",
)  # fmt: skip
_ANSI = Colours(
    "", "", "", "", "bright_black", "", "bright_blue", "yellow", "green", "magenta", "bright_yellow", "red", "", "",
)  # fmt: skip
_PLAIN = Colours(*[""] * 14)
_COLOURS: Mapping[ThemeName, Colours] = {"dark": _DARK, "light": _LIGHT, "ansi": _ANSI, "plain": _PLAIN}


def looks(name: ThemeName) -> dict[str, Look]:
    """How each role of a theme looks; roles that are not named look like the text."""
    c = _COLOURS[name]
    tinted = bool(c.content)
    label: Look = (c.label, c.label_ground, "b") if c.label else ("", "", "rb")
    dim = "" if c.grey else "d"
    found: dict[str, Look] = {
        "content": ("", c.content, "") if tinted else (c.content_sign, "", "u"),
        "content.other": ("", "", "u"),
        "cue": (c.orange, "", "b"),
        "cue.decided": ("", "", "b"),
        "source": (c.green, "", ""),
        "addressee": (c.purple, "", ""),
        "via": (c.purple, "", ""),
        "mark": (c.yellow, "", ""),
        "mark.weak": (c.yellow, "", ""),
        "mark.read": (c.grey, "", dim),
        "found": (c.yellow, "", "r"),
        "found.now": (c.yellow, "", "bru"),
        "hit": (c.yellow, "", "b" if tinted else "bu"),
        "focus": (c.bright, "", "u"),
        "edge": ("", "", "r"),
        "active": (c.label, c.content_sign, "b") if tinted else ("", "", "rb"),
        "sign.label": label,
        "sign.label.chosen": (label[0], c.orange if tinted else "", label[2] + "u"),
        "sign.content.open": (c.content_sign, "", "b"),
        "sign.content.close": (c.content_sign, "", "b"),
        "sign.cue.open": (c.orange, "", "b"),
        "sign.cue.close": (c.orange, "", "b"),
        "sign.source.open": (c.green, "", "b"),
        "sign.source.close": (c.green, "", "b"),
        "sign.other.open": (c.purple, "", "b"),
        "sign.other.close": (c.purple, "", "b"),
        "sign.figure": (c.bright, "", "b"),
        "sign.mark": (c.yellow, "", "b"),
        "tag": (c.grey, "", dim),
        "bar.now": (c.bright, "", "b"),
        "bar.quiet": (c.text, "", ""),
        "bar.read": (c.faint, "", dim),
        "margin.number": (c.bright, "", "b"),
        "margin.current": (c.bright, "", "b"),
        "margin.detail": (c.grey, "", ""),
        "margin.open": (c.text, "", ""),
        "margin.question": (c.text, "", ""),
        "margin.held": (c.text, "", ""),
        "margin.accepted": (c.grey, "", dim),
        "margin.corrected": (c.grey, "", dim),
        "margin.added": (c.grey, "", dim),
        "margin.rejected": (c.faint, "", dim),
        "margin.mark": (c.grey, "", ""),
        "state.open": (c.bright, "", "b"),
        "state.question": (c.yellow, "", "b"),
        "state.held": (c.orange, "", "b"),
        "state.accepted": (c.green, "", ""),
        "state.corrected": (c.green, "", ""),
        "state.added": (c.green, "", ""),
        "state.rejected": (c.grey, "", dim),
        "state.mark": (c.yellow, "", "b"),
        "header": (c.grey, "", ""),
        "header.file": (c.bright, "", "b"),
        "header.stage": (c.bright, "", ""),
        "header.saved": (c.grey, "", ""),
        "header.alarm": (c.label, c.red, "b") if tinted else (c.red, "", "rb"),
        "rule": (c.faint, "", ""),
        "rule.title": (c.text, "", "b"),
        "status": (c.text, "", ""),
        "key": (c.content_sign, "", "b"),
        "verb": (c.grey, "", ""),
        "hint": (c.grey, "", dim),
        "prompt": (c.bright, "", ""),
        "prompt.cursor": ("", "", "r"),
        "chosen": (c.bright, c.content, "b") if tinted else ("", "", "rb"),
        "option": (c.text, "", ""),
        "section.current": (c.bright, "", "b"),
        "section.kind": (c.green, "", ""),
        "proposal": (c.yellow, "", ""),
        "article.done": (c.green, "", ""),
        "article.work": (c.bright, "", "b"),
        "article.skip": (c.grey, "", dim),
        "article.unreadable": (c.red, "", "b"),
    }
    return found


class Theme:
    """Style names to looks; each combination is made once."""

    def __init__(self, name: ThemeName) -> None:
        self.name = name
        colours = _COLOURS[name]
        self._roles = looks(name)
        self.base: Look = (colours.text, colours.ground, "")
        self._made: dict[str, Look] = {}

    def look(self, names: str) -> Look:
        """The look of one or more roles joined by blanks, the weakest first, on the theme's ground."""
        made = self._made.get(names)
        if made is None:
            foreground, background, attributes = self.base
            for role in names.split():
                front, back, more = self._roles.get(role, ("", "", ""))
                foreground, background = front or foreground, back or background
                attributes += more
            made = (foreground, background, "".join(sorted(set(attributes))))
            self._made[names] = made
        return made


def theme_for(wanted: str | None = None) -> ThemeName:
    """The theme of the settings, unless the environment asks for none (`NO_COLOR`) or another."""
    if os.environ.get("NO_COLOR"):
        return "plain"
    name = os.environ.get("ANNOTATOR_THEME") or wanted
    return next((known for known in THEMES if known == name), "dark")


def theme_in(name: ThemeName, depth: str) -> ThemeName:
    """The theme a terminal of that depth of colour can show."""
    # The terminal's own sixteen are nearer to what was meant than any guess.
    return "ansi" if depth == "16" and name in ("dark", "light") else name
