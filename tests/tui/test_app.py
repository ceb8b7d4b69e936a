"""The application's wiring: keys, clicks, paste, resize and events reach the desk, pictures the screen."""

from __future__ import annotations

import threading

import pytest
from fake_desk import TEXT, FakeDesk

from annotator.layout import Geometry
from annotator.tui.app import AnnotatorApp
from annotator.tui.line import plain
from annotator.tui.themes import theme_for


def screen(app: AnnotatorApp) -> list[str]:
    """What the compositor would send, as text."""
    return [strip.text.rstrip() for strip in app.screen._compositor.render_strips()]


async def test_keys_reach_the_desk_and_pictures_the_screen() -> None:
    desk = FakeDesk()
    app = AnnotatorApp(desk)
    async with app.run_test(size=(120, 40)) as pilot:
        assert "lantern.txt" in screen(app)[0]
        await pilot.press("l", "L", "slash", "space", "tab", "shift+tab", "ctrl+a", "f5")
        assert desk.pressed == ["l", "L", "/", "space", "tab", "shift+tab"]
        assert screen(app) == [plain(row).rstrip() for row in app.picture.rows]
        x, y = app.cursor_position
        assert "fog" in screen(app)[y][: x + 1]
        await pilot.press("q")
    assert app.return_value == 0


async def test_mouse() -> None:
    desk = FakeDesk()
    app = AnnotatorApp(desk)
    async with app.run_test(size=(120, 40)) as pilot:
        y = next(y for y, row in enumerate(screen(app)) if "guild warden" in row)
        x = screen(app)[y].index("guild warden")
        await pilot.click(offset=(x, y))
        await pilot.click(offset=(x, y), button=3)
        assert desk.happened[-2:] == ["click 1 guild ", "click 3 guild "]
        margin = next(y for y, row in enumerate(screen(app)) if "He → 4" in row)
        await pilot.click(offset=(80, margin))
        assert desk.happened[-1] == "pick q4"
        await pilot.mouse_down(offset=(x, y))
        await pilot.hover(offset=(x + 3, y))
        app.on_mouse_move(_move(x + 11, y))
        assert any(style == "found" for _, style in app.picture.rows[y])
        await pilot.mouse_up(offset=(x + 11, y))
        assert desk.happened[-1] == "drag guild warden"
        assert not any(style == "found" for _, style in app.picture.rows[y])
        footer = screen(app)[39].index("a ok")
        await pilot.click(offset=(footer, 39))
        assert desk.pressed[-1] == "a"
        await pilot.click(offset=(112, 39))
        assert desk.stage == "list" or desk.pressed[-1] in ("?", "a")


def _move(x: int, y: int):  # type: ignore[no-untyped-def]  # built only for this test
    from textual.events import MouseMove

    return MouseMove(None, x, y, 0, 0, 1, False, False, False, screen_x=x, screen_y=y)


async def test_paste_goes_only_where_text_is_asked_for() -> None:
    desk = FakeDesk()
    app = AnnotatorApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        app.post_message(_paste("lost"))
        await pilot.press("F")
        app.post_message(_paste("kept"))
        await pilot.pause()
        assert desk.text_line == "kept"
        assert "note of quote 2: kept" in screen(app)[22]
        assert desk.pressed == ["F"]


def _paste(text: str):  # type: ignore[no-untyped-def]  # built only for this test
    from textual.events import Paste

    return Paste(text)


async def test_clicks_and_wheel_in_the_list_and_the_help() -> None:
    desk = FakeDesk()
    app = AnnotatorApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4")
        desk.pressed.clear()
        await pilot.click(offset=(30, 7))
        assert desk.pressed == ["down"] * 3
        await pilot.click(offset=(30, 7))
        assert desk.pressed[-1] == "enter"
        app._wheel(-1)
        assert desk.pressed[-1] == "up"
        desk.stage = "help"
        app._wheel(1)
        assert "command 1" in plain(app.picture.rows[2])
        desk.stage = "reading"
        desk.resize(80, 16)
        app._wheel(1)
        assert desk.top == 3


async def test_resize_draws_for_the_new_size() -> None:
    desk = FakeDesk()
    app = AnnotatorApp(desk)
    async with app.run_test(size=(120, 40)) as pilot:
        for size in ((80, 24), (52, 12), (200, 60)):
            await pilot.resize_terminal(*size)
            await pilot.pause(0.05)
            assert desk.geometry == Geometry.of(*size)
            assert screen(app) == [plain(row).rstrip() for row in app.picture.rows]
            assert len(app.picture.rows) == size[1]


async def test_help_scrolls_by_itself() -> None:
    desk = FakeDesk()
    app = AnnotatorApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("question_mark", "down", "down")
        assert "command 0" in screen(app)[2]
        await pilot.press("end")
        assert "command 25" in screen(app)[-4]
        assert desk.pressed == ["?"]
        await pilot.press("x")
        assert desk.pressed == ["?", "x"]


async def test_changes_from_other_threads_are_painted() -> None:
    desk = FakeDesk()
    app = AnnotatorApp(desk)
    async with app.run_test(size=(120, 40)) as pilot:

        def saved() -> None:
            desk.saved = "saved 12:34"
            desk.version += 1
            assert desk.session.on_event is not None
            desk.session.on_event()

        thread = threading.Thread(target=saved)
        thread.start()
        thread.join()
        await pilot.pause(0.05)
        assert "saved 12:34" in screen(app)[0]
        assert "tick" in desk.happened


async def test_ctrl_c_asks_the_desk_to_leave() -> None:
    desk = FakeDesk()
    app = AnnotatorApp(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+c")
        assert desk.happened[-1] == "run quit"
    assert app.return_value == 0


async def test_an_unexpected_error_saves_first() -> None:
    desk = FakeDesk()
    app = AnnotatorApp(desk)
    with pytest.raises(RuntimeError, match="a fault of the desk"):
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("exclamation_mark")
    assert desk.session.closed == 1
    assert isinstance(app.crash, RuntimeError)


@pytest.mark.parametrize(
    ("environment", "wanted", "name"),
    [
        ({}, None, "dark"),
        ({}, "light", "light"),
        ({}, "neon", "dark"),
        ({"ANNOTATOR_THEME": "ansi"}, "light", "ansi"),
        ({"NO_COLOR": "1", "ANNOTATOR_THEME": "ansi"}, "light", "plain"),
        ({"NO_COLOR": ""}, None, "dark"),
    ],
)
def test_themes(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], wanted: str | None, name: str) -> None:
    for variable in ("NO_COLOR", "ANNOTATOR_THEME"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    assert theme_for(wanted) == name


def test_the_article_of_these_tests_has_its_words() -> None:
    assert TEXT.count("“") == TEXT.count("”")
