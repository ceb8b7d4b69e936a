"""What the screens show, as values: the desk makes them, the terminal paints them, tests read them.

Offsets are code points of the article. Text in these values may come from the article; whoever sends
it to a terminal passes it through `annotator.shown.shown` first.
"""

from __future__ import annotations

from typing import Literal

from annotator.text import Range
from annotator.values import dataclass

Role = Literal[
    "content",  # content of the current quote
    "content.other",  # other contents of the current block
    "cue", "cue.decided",  # cue of the current quote; bold only, elsewhere
    "source", "addressee", "via",  # of the current quote
    "mark", "mark.weak", "mark.read",  # possible misses
    "found", "found.now",  # a search hit; the one gone to
    "focus",  # the focused part where it has no role colour of its own (a rejected item, a mark)
]  # fmt: skip

SignRole = Literal[
    "label", "label.chosen", "content.open", "content.close", "cue.open", "cue.close", "source.open",
    "source.close", "other.open", "other.close", "figure", "mark",
]  # fmt: skip

State = Literal["open", "question", "held", "accepted", "corrected", "added", "rejected", "mark"]

STATE_SIGNS: dict[State, str] = {
    "open": "○", "question": "?", "held": "!", "accepted": "✓", "corrected": "~",
    "added": "+", "rejected": "✗", "mark": "°",
}  # fmt: skip
"""The sign of each state in the margin (shape first, colour repeats it)."""


@dataclass(frozen=True)
class Decor:
    """A stretch of text drawn in a role's way."""

    start: int
    end: int
    role: Role


@dataclass(frozen=True)
class Sign:
    """A one-cell sign that wants the blank cell before (`side=-1`) or after (`side=1`) `offset`.

    Where two want one cell: label, content bracket, cue, source, other, figure, mark, in this order.
    A sign without a blank cell is left out; a label takes the cell all the same.
    """

    offset: int
    side: Literal[-1, 1]
    text: str
    role: SignRole


@dataclass(frozen=True)
class MarginLine:
    """One line of the margin: a quote, a mark or a rejected item of a block.

    `anchor` is the block's first offset, `number` 1-9 for quotes of the current block, `detail` the
    second line of the current one. `depth` counts quotes around it.
    """

    key: str
    anchor: int
    state: State
    text: str
    number: int | None = None
    current: bool = False
    depth: int = 0
    detail: str = ""


@dataclass(frozen=True)
class Bar:
    """Rows beside the text: `kind` "now" this block, "quiet" vouched for by the same Space, "read"."""

    start: int
    end: int
    kind: Literal["now", "quiet", "read"]


@dataclass(frozen=True)
class Tag:
    """The kind of the section that begins at `start`."""

    start: int
    kind: str


@dataclass(frozen=True)
class Option:
    """One row of a picker: `label` is the key that takes it ("" when only Tab reaches it)."""

    label: str
    text: str
    hint: str = ""


@dataclass(frozen=True)
class PickerView:
    """An open picker: its question, its rows in order (the first is what Enter takes), its keys.

    `brief`: hints may be left out where all rows are seen only so.
    """

    name: str
    title: str
    options: tuple[Option, ...]
    chosen: int
    keys: str
    filter: str | None = None
    brief: bool = False


@dataclass(frozen=True)
class PromptView:
    """An open text line."""

    title: str
    text: str
    hint: str = ""


@dataclass(frozen=True)
class ReadingView:
    """The reading stage at one moment."""

    top: int
    decor: tuple[Decor, ...]
    signs: tuple[Sign, ...]
    bars: tuple[Bar, ...]
    tags: tuple[Tag, ...]
    margin: tuple[MarginLine, ...]
    active: tuple[int, Literal[-1, 1]] | None
    """The active handle: its offset, and whether it is a beginning (-1) or an end (1)."""


@dataclass(frozen=True)
class SectionRow:
    """One row of the sections stage; `letter` is "" for rows inside an unfolded run."""

    letter: str
    kind: str
    span: Range
    text: str
    doubtful: bool = False
    current: bool = False
    folded: int = 0
    first: bool = True


@dataclass(frozen=True)
class ClosingLine:
    """One line of the closing stage or of a card: `group` is the heading it stands under."""

    group: str
    letter: str
    text: str
    proposal: str = ""
    key: str = ""
    current: bool = False


@dataclass(frozen=True)
class Header:
    """The first line: where we are and whether it is saved."""

    file: str
    place: str
    stage: str
    counts: str
    saved: str
    alarm: bool = False


@dataclass(frozen=True)
class Hint:
    """One entry of the footer: a key and a verb; `command` lets the mouse press it."""

    key: str
    verb: str
    command: str = ""


@dataclass(frozen=True)
class HelpLine:
    """One line of the help screen; a line without keys is a heading."""

    keys: str
    title: str
    text: str = ""
    now: bool = True
