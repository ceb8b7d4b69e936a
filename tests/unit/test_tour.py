"""The tour can be walked with the keys it names, and each step is seen as done."""

from __future__ import annotations

from desks import Hands

from annotator.desk import Desk
from annotator.tour import STEPS, tour_session


def test_the_tour_is_walked_with_the_keys_it_names() -> None:
    desk = Desk(tour_session())
    hands = Hands(desk)
    assert desk.status().startswith("1/7")
    row = next(row for row in desk.sections() if row.text.startswith("Share"))
    hands.press(row.letter, "n")
    assert desk.status().startswith("2/7")
    hands.press("space")
    assert desk.status().startswith("3/7")
    hands.press("s")
    hands.press(hands.label(lambda value: hands.words(value) == "director Oda Finch"))
    assert desk.status().startswith("4/7")
    hands.press("space")
    assert desk.status().startswith("5/7")
    for _ in range(4):
        if not desk.status().startswith("5/7"):
            break
        hands.press("o")
    assert desk.status().startswith("6/7")
    hands.press("space", "a")
    assert desk.status().startswith("7/7"), desk.status()
    hands.press("space", "x", "space", "space")
    assert desk.status().startswith("that was the tour"), (desk.stage, desk.status())
    assert hands.count <= 25


def test_every_step_fits_a_narrow_window() -> None:
    assert all(len(step.words) <= 74 for step in STEPS)
