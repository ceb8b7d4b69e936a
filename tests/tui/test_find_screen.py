"""The list of hits on the screen: aligned, safe, whole rows; and the way through it in a real terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from desks import HARBOUR, harbour
from fake_desk import FakeDesk
from terminal import terminal

from annotator.cells import width
from annotator.concordance import Concordance
from annotator.config import Settings
from annotator.desk import Desk
from annotator.editor import Editor
from annotator.query import Query
from annotator.searching import Search
from annotator.session import CorpusSession, Session
from annotator.store.corpus import Corpus
from annotator.store.places import Places
from annotator.tui.app import AnnotatorApp
from annotator.tui.line import plain
from annotator.tui.painter import Painter

GOLDEN = Path(__file__).parent / "golden" / "screens"
SIZES = ((120, 40), (80, 24), (60, 16), (200, 60))
ARTICLES = {
    "ferry.txt": "The night boat sails.\n\nA boat came in from the island with a hold full of herring and two goats.\n",
    "2026/07/a-very-long-name-of-an-article-about-the-harbour-bell.txt": "bell\x1b[31m\u202eboat\x07 \tboat",
    "漁港.txt": "潮が引いたので、boat は戻らなかった。👩\u200d👧 boat 👍🏽 e\u0301te\u0301 boat",
    "many.txt": "boat " * 130,
}


def hits_in(articles: dict[str, str], words: str = "boat") -> Concordance:
    """The list of a finished search through articles in memory."""
    query = Query.of(words)
    assert query is not None
    search = Search(query, lambda: list(articles), lambda name: (articles[name], query.hits(articles[name])))
    search.start()
    search.join(30)
    return Concordance(search, "all articles")


def test_the_list_of_hits_at_four_sizes() -> None:
    """As `test_screens`: after a wanted change run with UPDATE_GOLDEN=1 and read the difference."""
    found = []
    for columns, rows in SIZES:
        desk = Desk(Session(Editor(*harbour())), columns=columns, rows=rows)
        desk.finding.lines = hits_in({"2026/05/harbour.txt": HARBOUR, **ARTICLES}, "the")
        desk.enter("hits")
        desk.press("down")
        lines = [plain(row).rstrip() for row in Painter().paint(desk).rows]
        found.append(f"{columns} x {rows}\n" + "\n".join(lines))
    text = "\n\n".join(found) + "\n"
    path = GOLDEN / "hits.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("glyphs", ["unicode", "ascii"])
def test_every_row_is_whole_and_hits_stand_below_each_other(
    size: tuple[int, int], glyphs: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = FakeDesk(stage="hits")
    desk.resize(*size)
    monkeypatch.setattr(desk, "hits", hits_in(ARTICLES).view)
    picture = Painter("ascii" if glyphs == "ascii" else "unicode").paint(desk)
    assert len(picture.rows) == size[1]
    starts = set()
    for row in picture.rows:
        assert width(plain(row)) == size[0]
        assert not set(plain(row)) & set("\x1b\x07\t\u202e\u200d")
        before = 0
        for text, style in row:
            if style == "hit":
                assert text.strip().casefold() == "boat"
                starts.add(before)
            before += width(text)
    assert len(starts) == 1
    x, y = picture.cursor
    assert 0 <= x < size[0]
    assert y == 1


def test_the_context_before_begins_with_a_whole_word() -> None:
    desk = FakeDesk(stage="hits")
    lines = hits_in(ARTICLES, "goats")
    desk.resize(80, 24)
    desk.hits = lines.view  # type: ignore[method-assign]  # the fake desk has fixed hits
    row = plain(Painter().paint(desk).rows[3])
    before = " ".join(row[: row.index("goats")].split("ferry.txt")[1].split())
    assert len(before) > 15
    assert "with a hold full of herring and two".endswith(f" {before}")


async def test_hits_come_in_while_the_list_is_open(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    for name, text in ARTICLES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    places = Places.under(tmp_path / "home")
    session = CorpusSession(Corpus([folder], places=places), Settings(), places, "ferry.txt")
    app = AnnotatorApp(Desk(session))
    async with app.run_test(size=(120, 40)) as pilot:

        def screen() -> str:
            return "\n".join(strip.text.rstrip() for strip in app.screen._compositor.render_strips())

        await pilot.press("g", "f", *"boat", "enter")
        lines = session.search
        assert lines is not None
        lines.join(30)
        await pilot.pause(0.1)
        assert "“boat” in all articles" in screen()
        assert "4 articles searched, hits in 4" in screen()
        assert "137 hits" in screen()
        await pilot.press(*"goats", *["backspace"] * 5, "end", "pageup")
        row = next(number for number, text in enumerate(screen().splitlines()) if "漁港" in text)
        await pilot.click(offset=(40, row))
        await pilot.click(offset=(40, row))
        assert session.name == "漁港.txt"
        assert "of “boat”" in screen()
        assert any(style == "found.now" or "found.now" in style for line in app.picture.rows for _, style in line)
    session.close()


@pytest.mark.pty
@pytest.mark.parametrize("size", [(120, 40), (60, 16)])
def test_find_jump_step_and_back_in_a_terminal(tmp_path: Path, size: tuple[int, int]) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "ferry.txt").write_text(ARTICLES["ferry.txt"], encoding="utf-8")
    (folder / "goats.txt").write_text("Goats\n\nTwo goats left the boat, keeper Ida Lund said.\n", encoding="utf-8")
    command = [sys.executable, "-m", "annotator", str(folder)]
    with terminal(command, *size, ANNOTATOR_HOME=str(tmp_path / "home"), NO_COLOR="1") as program:
        program.expect("1 sections")
        program.send(" ")
        program.expect("2 reading")
        program.send("/boat\t")
        program.expect("2 articles searched, hits in 2")
        program.send("came")
        program.expect("1 of 3")
        program.send("\x7f" * 4)
        program.expect("── “boat” in all articles")
        program.send("\r")
        program.expect("hit 2 of 3 of “boat”")
        program.send(">")
        program.expect("hit 3 of 3 of “boat”")
        assert "goats.txt" in program.text().splitlines()[0]
        program.send("gf")
        program.expect("back to ferry.txt")
        program.send("\x1b[D")
        program.expect("ferry.txt  1/2")
        program.send("gq")
        assert program.wait() == 0
