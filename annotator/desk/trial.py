"""Trying keys at a desk without typing them: afterwards everything is as it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from annotator.values import replace

if TYPE_CHECKING:
    from annotator.desk.desk import Desk

_KEPT = (
    "open_picker", "open_prompt", "place", "asked", "made", "again", "found", "hit", "hasty", "presses", "done",
    "said", "_stage", "_prefix", "_opener",
)  # fmt: skip
"""What a key can change at the desk itself; the article's own state lies in its editor."""


@contextmanager
def trial(desk: Desk) -> Iterator[None]:
    """Put back what keys change at the desk and in its article; nothing is saved meanwhile.

    For keys that stay in the article: a key that opens another one is no trial.
    """
    editor, history = desk.editor, desk.session.history
    kept = {name: getattr(desk, name) for name in _KEPT}
    copies = {"asked": set(desk.asked), "hasty": list(desk.hasty)}
    drawn, numbered = dict(desk.viewport.drawn), desk.numbering.numbered
    numbers = dict(desk.numbering.numbers())
    rows = (desk.sections_stage.row, desk.sections_stage.unfolded, desk.closing_stage.current)
    done, undone = list(history.done), list(history.undone)
    last = replace(done[-1]) if done else None  # a run of nudges changes its step in place
    snapshot, number, on_change = editor.snapshot, editor.number, editor.on_change
    editor.on_change = None
    try:
        yield
    finally:
        editor.snapshot, editor.number, editor.on_change = snapshot, number, on_change
        history.done[:], history.undone[:] = done, undone
        if last is not None:
            history.done[-1] = last
        known = desk.numbering.numbers()
        known.clear()
        known.update(numbers)
        desk.viewport.drawn, desk.numbering.numbered = drawn, numbered
        for name, value in {**kept, **copies}.items():
            setattr(desk, name, value)
        desk.sections_stage.row, desk.sections_stage.unfolded, desk.closing_stage.current = rows
