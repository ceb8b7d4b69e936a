"""Any keys on the real desk: the picture tiles the window, is safe, and nothing is raised."""

from __future__ import annotations

from typing import Literal

from fake_desk import TEXT
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.article import Article
from annotator.cells import width
from annotator.config import Settings
from annotator.desk import Desk
from annotator.editor import Editor
from annotator.model import Annotation
from annotator.session import Session, detected
from annotator.tui.line import plain
from annotator.tui.painter import Painter

NAMED = (
    "space",
    "enter",
    "tab",
    "shift+tab",
    "escape",
    "up",
    "down",
    "left",
    "right",
    "pagedown",
    "pageup",
    "backspace",
)
KEYS = st.sampled_from([*"axXfGjk12lLhHoiebcvsytwWnNmdMzprRF.uU/g?:+=,<>0", *NAMED])
TEXTS = (
    TEXT,
    "日本語“潮が引いた”と彼女は言った。\n\n👍🏽 “Ja”, sa ho.\n",
    "He said “no”.\r\n\r\n“Yes,” she said.\r\n",
    "\ufeffx",
)
STARTS = tuple((Article.from_text(text), detected(Article.from_text(text), Settings())) for text in TEXTS)
Glyph = Literal["unicode", "ascii"]


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(STARTS),
    st.lists(KEYS, min_size=5, max_size=40),
    st.sampled_from([(120, 40), (80, 24), (60, 16), (200, 60), (50, 9)]),
    st.sampled_from(["unicode", "ascii"]),
)
def test_every_picture_is_whole(
    start: tuple[Article, Annotation], keys: list[str], size: tuple[int, int], glyphs: Glyph
) -> None:
    article, annotation = start
    desk = Desk(Session(Editor(article, annotation)), columns=size[0], rows=size[1])
    painter = Painter(glyphs)
    for number, key in enumerate(["space", *keys]):
        desk.press(key)
        if number % 13 == 12:
            desk.resize(*(120, 40) if size[0] != 120 else (80, 24))
        picture = painter.paint(desk)
        assert len(picture.rows) == desk.geometry.rows
        for row in picture.rows:
            assert width(plain(row)) == desk.geometry.columns
            assert not set(plain(row)) & set("\x1b\r\n\t\x9b\ufeff")
        x, y = picture.cursor
        assert 0 <= x < desk.geometry.columns
        assert 0 <= y < desk.geometry.rows
        if desk.done:
            break
