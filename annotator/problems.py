"""A broken rule: what is wrong, where, what to do about it, and the repair where there is one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from annotator import values
from annotator.model import Annotation
from annotator.text import Range

Severity = Literal["error", "warning"]
Repair = Callable[[Annotation], Annotation]
"""A pure change that removes the problem; it finds its item by id, so it may be applied to a later state."""


@values.dataclass(frozen=True)
class Problem:
    """One broken rule of SCHEME part 3 (E01 to E21, W01 to W13).

    `item` is the id of the section, entity, quote or rejected item, or `document`, `review` or "" for
    the file as a whole; `field` the path inside it (`content[1]`, counted from 0). `message` is one
    sentence with the remedy, already safe to show. `place` is where it lies in the article (code
    points), `line` the line of the gold file, counted from 1. `repair` removes the problem without
    asking anything; `repair_title` says in a few words what it would do.
    """

    rule: str
    item: str
    field: str
    message: str
    place: Range | None = None
    line: int | None = None
    repair: Repair | None = values.field(default=None, compare=False, repr=False)
    repair_title: str = values.field(default="", compare=False)

    @property
    def severity(self) -> Severity:
        """`error` for E rules, which stop loading and saving as done; `warning` for W rules."""
        return "error" if self.rule.startswith("E") else "warning"

    @property
    def where(self) -> str:
        """Item, field and line in words: `q07 content[1] (line 88)`, without what is not known."""
        name = " ".join(part for part in (self.item, self.field) if part)
        if self.line is None:
            return name
        return f"{name} (line {self.line})" if name else f"line {self.line}"

    def __str__(self) -> str:
        return f"{self.rule} {self.where}: {self.message}" if self.where else f"{self.rule}: {self.message}"
