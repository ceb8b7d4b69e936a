"""What was typed, counted as the metric asks: by kind of work, moves apart, by command, in seconds."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from annotator.values import dataclass, field

Work = Literal["quote", "section", "other"]
"""`quote`: content, cue, source, accepts and rejects; `section`: the first stage; `other`: all else."""

KEY_SECONDS, THINK_SECONDS = 0.2, 1.35
"""The keystroke-level model (Card, Moran and Newell 1980): a press, and a moment of thought."""


class SimulationError(Exception):
    """The gold could not be reached by keys; the message says what is left."""


@dataclass
class Tally:
    """What was typed for one article.

    `work` are presses by kind of work, those of its moves included; `moves` the moves alone; `hits` how
    often a picker was asked, and had the answer first or among the first five (`source asked`, `source at 1`);
    `situations` the presses of the work `quote` by what they were needed for, `cases` how often that was.
    """

    work: Counter[Work] = field(default_factory=Counter)
    moves: Counter[Work] = field(default_factory=Counter)
    commands: Counter[str] = field(default_factory=Counter)
    hits: Counter[str] = field(default_factory=Counter)
    situations: Counter[str] = field(default_factory=Counter)
    cases: Counter[str] = field(default_factory=Counter)
    thoughts: int = 0
    keys: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All presses."""
        return sum(self.work.values())

    @property
    def seconds(self) -> float:
        """Time by the keystroke-level model, reading left out."""
        return self.total * KEY_SECONDS + self.thoughts * THINK_SECONDS
