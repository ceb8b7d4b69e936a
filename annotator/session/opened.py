"""What a session knows of one article in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.editor import Editor
from annotator.model import Annotation
from annotator.values import dataclass

if TYPE_CHECKING:
    from annotator.anchor import Reanchored
    from annotator.items import Items


@dataclass
class Opened:
    """One article in use: `base` is the state at loading, from which a merge begins.

    Recovered work has no base: nobody knows which state it began from.
    """

    editor: Editor
    base: Annotation | None
    moved: Reanchored | None = None
    """What moved, when the article changed since it was annotated, until the person has seen it."""
    pending: bool = False
    """Whether it is still being pre-filled."""
    items: Items | None = None
    """The items of a long article when it had been pre-filled, or its possible misses been found."""
