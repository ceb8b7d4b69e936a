"""Every command can be run from the table, in any state, with any key; help and palette show them all."""

from __future__ import annotations

import pytest
from desks import HARBOUR, Hands, desk_of, harbour
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.article import Article
from annotator.commands import BY_ID, COMMANDS, PRESETS, SENDABLE, Keymap
from annotator.desk import Desk
from annotator.detection import annotation_of, detect
from annotator.editor import Editor
from annotator.session import Session

KEYS = [*"abcdefghijklmnoprstvwxyzGHLMNRUWX.,<>/?:=+0123456789", "space", "enter", "escape", "tab", "shift+tab", "up",
        "down", "left", "right", "pageup", "pagedown", "home", "end", "backspace", "delete", "f5",
        "ctrl+x", "é"]  # fmt: skip


@pytest.mark.parametrize("id", sorted(BY_ID))
@pytest.mark.parametrize("stage", ["sections", "reading", "closing"])
def test_every_command_runs_in_every_stage(id: str, stage: str) -> None:
    desk = desk_of(*harbour())
    desk.enter(stage)  # type: ignore[arg-type]  # a parameter is a plain string
    desk.run(id)
    desk.press("escape")
    assert desk.version > 0


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff", "x", "“", "- - -\n" * 3, "One.\n\nTwo said so.\n"])
@pytest.mark.parametrize("id", sorted(BY_ID))
def test_every_command_runs_on_odd_articles(id: str, text: str) -> None:
    article = Article.from_text(text)
    desk = Desk(Session(Editor(article, annotation_of(article, detect(text), tool="t", scope="all"))))
    desk.enter("reading")
    desk.run(id)
    desk.press("enter")
    desk.click(0)
    desk.drag(0, len(text))
    desk.reading(), desk.sections(), desk.closing(), desk.header(), desk.status(), desk.footer()


def test_help_names_every_command_and_every_rule() -> None:
    desk = desk_of(*harbour())
    desk.press("?")
    shown = str(desk.stage)
    assert shown == "help"
    titles = {line.title for line in desk.help()}
    assert {command.title for command in COMMANDS} <= titles
    assert {"R1", "C5", "E09", "W13"} <= {line.keys for line in desk.help()}
    desk.press("escape")
    assert desk.stage == "sections"


def test_the_palette_finds_a_command_by_its_name() -> None:
    hands = Hands(desk_of(*harbour()))
    hands.press("space", ":")
    for char in "hold":
        hands.press(char)
    hands.press("enter")
    assert hands.desk.editor.snapshot.held == {"q01"}


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_no_key_of_a_preset_is_used_twice_or_gets_lost_on_the_way(preset: str) -> None:
    keymap = Keymap.of(preset)
    used: dict[str, str] = {}
    for id, keys in keymap.keys.items():
        for key in keys:
            assert key not in used, (key, id, used[key])
            used[key] = id
            for part in key.split():
                assert len(part) == 1 or part in SENDABLE, part
    reachable = {id for id, keys in keymap.keys.items() if keys} | {c.id for c in COMMANDS if c.group == "Go"}
    assert reachable == set(BY_ID)


def test_on_azerty_the_top_row_without_shift_gives_the_digits() -> None:
    desk, other = desk_of(*harbour()), desk_of(*harbour())
    for one, key in ((desk, "é"), (other, "2")):
        one.keymap = Keymap.of("azerty")
        one.enter("reading")
        one.press(key)
    assert desk.status() == other.status()
    desk.keymap = Keymap.of()
    desk.press("é")
    assert desk.status().startswith("é does nothing here")
    desk.keymap = Keymap.of("azerty")
    desk.press("g")
    desk.press('"')
    assert desk.stage == "closing"
    own = Keymap.of("azerty", keys={"note": ("&",)})
    assert (own.digit("&"), own.digit("é"), Keymap.of().digit("é")) == ("&", "2", "é")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(KEYS), min_size=1, max_size=60), st.sampled_from([(120, 40), (80, 24), (60, 16)]))
def test_any_keys_leave_a_desk_that_can_be_drawn_and_undone(keys: list[str], size: tuple[int, int]) -> None:
    desk = desk_of(*harbour(), columns=size[0], rows=size[1])
    start = desk.editor.annotation
    for key in keys:
        desk.press(key)
        view = desk.reading()
        assert 0 <= view.top <= len(desk.layout)
        assert all(0 <= one.start <= one.end <= len(HARBOUR) for one in view.decor)
        desk.sections(), desk.closing(), desk.header(), desk.status(), desk.footer(), desk.picker(), desk.prompt()
    while desk.session.history.undo() is not None:
        pass
    assert desk.editor.annotation is start


def test_same_state_same_labels() -> None:
    hands = Hands(desk_of(*harbour()))
    hands.press("space", "s")
    first = hands.desk.picker()
    hands.press("escape", "s")
    assert hands.desk.picker() == first
