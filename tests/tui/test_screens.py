"""Every screen of the real desk at the four sizes of the design, as text; looked at one by one when they change.

After a wanted change: UPDATE_GOLDEN=1 pytest tests/tui/test_screens.py, then read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from desks import harbour

from annotator.cells import width
from annotator.desk import Desk
from annotator.editor import Editor
from annotator.session import Session
from annotator.tui.painter import Painter

GOLDEN = Path(__file__).parent / "golden" / "screens"
SIZES = ((120, 40), (80, 24), (60, 16), (200, 60))
SCREENS: dict[str, tuple[str, ...]] = {
    "sections": (),
    "sections-kind": ("k",),
    "reading": ("space",),
    "source-words": ("space", "s"),
    "person": ("space", "y"),
    "cue": ("space", "v"),
    "end": ("space", "e"),
    "begin": ("space", "b"),
    "missed": ("space", "down", "down", "down", "down", "n"),
    "properties": ("space", "p"),
    "reason": ("space", "X"),
    "menu": ("space", "enter"),
    "kind": ("space", "r"),
    "note": ("space", "F", "s", "e", "e"),
    "search": ("space", "/", "t", "h", "e"),
    "go": ("space", "g"),
    "closing": ("g", "3"),
    "person-card": ("g", "3", "j"),
    "facts": ("g", "d"),
    "help": ("space", "?"),
    "palette": ("space", ":"),
}


@pytest.mark.parametrize("name", SCREENS)
def test_screen(name: str) -> None:
    found = []
    for columns, rows in SIZES:
        article, annotation = harbour()
        desk = Desk(Session(Editor(article, annotation)), columns=columns, rows=rows)
        for key in SCREENS[name]:
            desk.press(key)
        picture = Painter().paint(desk)
        lines = ["".join(text for text, _ in row) for row in picture.rows]
        assert [width(line) for line in lines] == [columns] * rows
        found.append(f"{columns} x {rows}\n" + "\n".join(line.rstrip() for line in lines))
    text = "\n\n".join(found) + "\n"
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
