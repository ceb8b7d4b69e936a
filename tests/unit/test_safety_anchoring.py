"""An article that changed under its gold: shown span by span, saved only after the person has said so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desks import HARBOUR, Hands, harbour

from annotator.anchor import reanchor
from annotator.article import Article
from annotator.config import Settings
from annotator.desk import Desk
from annotator.desk.anchoring import confirmed, difference, rows, unsettled
from annotator.edits import SetNote
from annotator.goldfile import encode, read_gold
from annotator.model import Annotation
from annotator.session import CorpusSession
from annotator.store.corpus import Corpus
from annotator.store.history import History
from annotator.store.places import Places

CHANGED = "Corrected at noon.\n\n" + HARBOUR.replace(
    "that the new timetable was", "that the now timetable was"
).replace(" He added that the boats were old.", "")
"""Moved by a new first line, with a typo inside q02's content, and without the words of q05."""

Opened = Callable[[], Desk]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder whose article has changed since its gold was made."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    article, annotation = harbour()
    quotes = tuple(one.model_copy(update={"status": "accepted", "attested": "item"}) for one in annotation.quotes)
    sections = tuple(one.model_copy(update={"status": "accepted", "attested": "item"}) for one in annotation.sections)
    review = annotation.review.model_copy(update={"status": "in_progress"})
    done = annotation.model_copy(update={"quotes": quotes, "sections": sections, "review": review})
    (folder / "harbour.txt").write_text(CHANGED, encoding="utf-8")
    (folder / "harbour.txt.gold.yaml").write_bytes(encode(done, article))
    return folder


@pytest.fixture
def opened(corpus: Path, tmp_path: Path) -> Iterator[Opened]:
    made: list[CorpusSession] = []

    def make() -> Desk:
        places = Places.under(tmp_path / "home")
        session = CorpusSession(Corpus([corpus], places=places), Settings(annotator="ines"), places, "harbour.txt")
        made.append(session)
        return Desk(session, rows=60)

    yield make
    for session in made:
        session.close(1.0)


def asked(desk: Desk) -> str:
    """The name of the open picker."""
    return desk.open_picker.name if desk.open_picker is not None else ""


def texts(desk: Desk) -> list[str]:
    """The rows of the open picker."""
    view = desk.picker()
    assert view is not None
    return [f"{option.label} {option.text} {option.hint}" for option in view.options]


def gold(corpus: Path) -> bytes:
    return (corpus / "harbour.txt.gold.yaml").read_bytes()


def test_the_panel_stands_there_on_opening_with_old_and_new_words(opened: Opened) -> None:
    desk = opened()
    assert desk.open_picker is not None
    assert desk.open_picker.name == "anchoring"
    assert "to confirm" in desk.open_picker.title
    assert "lost" in desk.open_picker.title
    shown = texts(desk)
    lost = next(row for row in shown if "q05 content" in row)
    similar = next(row for row in shown if "q02 content" in row and "similar" in row)
    assert "‘that the boats were old’" in lost
    assert "not found" in lost
    assert "the new timetable" in similar
    assert "the now timetable" in similar
    assert any("the same words, +20 characters" in row for row in shown)
    states = [row.split()[1] for row in shown if row.split()[1] in ("lost", "similar", "moved")]
    assert states == sorted(states, key=["lost", "similar", "moved"].index), "the worst first"


def test_nothing_is_saved_before_the_person_says_so(opened: Opened, corpus: Path) -> None:
    before = gold(corpus)
    desk = opened()
    session = desk.session
    desk.press("L")
    assert asked(desk) == ""
    session.editor.apply(SetNote("q01", "while it waits"))
    assert not session.flush(20)
    assert gold(corpus) == before
    assert session.saved().alarm
    assert "the article changed" in session.saved().text
    desk.press("g")
    desk.press("3")
    assert desk.open_picker is not None
    assert desk.open_picker.name == "anchoring"
    desk.press("S")
    assert session.flush(20)
    assert not session.saved().alarm
    article = Article.decode((corpus / "harbour.txt").read_bytes(), "harbour.txt")
    found = read_gold(gold(corpus), article, "").annotation
    assert found is not None
    assert found.document.sha256 == article.sha256
    assert found == session.editor.annotation
    assert next(one for one in found.quotes if one.id == "q01").note == "while it waits"


def test_the_file_as_it_was_can_be_had_back(opened: Opened, corpus: Path, tmp_path: Path) -> None:
    before = gold(corpus)
    desk = opened()
    desk.press("S")
    assert desk.session.flush(20)
    assert gold(corpus) != before
    backups = History(Places.under(tmp_path / "home").state).backups(corpus / "harbour.txt.gold.yaml")
    assert before in [one.read() for one in backups]


def test_a_letter_goes_to_the_item_and_accepting_it_comes_back(opened: Opened) -> None:
    desk = opened()
    hands = Hands(desk)
    hands.press(hands.label(lambda value: value == "q02"))
    assert asked(desk) == ""
    assert desk.place.item == "q02"
    hands.press("a")
    assert hands.quote("q02").anchor is None
    assert desk.open_picker is not None
    assert desk.open_picker.name == "anchoring"
    assert any(row.split()[1] == "settled" and "q02 content" in row for row in texts(desk))


def test_new_edges_give_a_lost_quote_a_place(opened: Opened) -> None:
    desk = opened()
    hands = Hands(desk)
    assert hands.quote("q05").anchor == "lost"
    assert not next(one for one in desk.items.all if one.key == "q05").is_open
    hands.press(hands.label(lambda value: value == "q05"))
    at = CHANGED.index("The union warned")
    from annotator.edits import SetContent

    desk.edit(SetContent("q05", ((at, at + 9),)), "moved")
    assert hands.quote("q05").anchor is None


def test_all_similar_ones_can_be_confirmed_at_once(opened: Opened) -> None:
    desk = opened()
    fuzzy, lost = unsettled(desk.editor.annotation)
    assert fuzzy
    assert lost
    desk.press("A")
    assert unsettled(desk.editor.annotation) == (0, lost)
    assert desk.open_picker is not None
    assert not any(row.startswith("A ") for row in texts(desk))


def test_enter_goes_to_the_worst_and_never_saves(opened: Opened, corpus: Path) -> None:
    before = gold(corpus)
    desk = opened()
    desk.press("enter")
    desk.session.flush(20)
    assert gold(corpus) == before


def test_work_on_a_changed_article_survives_the_end_of_the_program(opened: Opened, corpus: Path) -> None:
    before = gold(corpus)
    desk = opened()
    desk.press("L")
    desk.session.editor.apply(SetNote("q01", "kept"))
    desk.session.close()
    assert gold(corpus) == before
    again = opened()
    assert again.editor.annotation.quotes[0].note == "kept"
    assert again.open_picker is not None
    assert again.open_picker.name == "anchoring", "it still has not been seen"
    assert not again.session.flush(20)
    assert gold(corpus) == before
    again.press("S")
    assert again.session.flush(20)
    assert b"kept" in gold(corpus)


def test_a_changed_article_where_everything_was_found_is_told_too(opened: Opened, corpus: Path) -> None:
    (corpus / "harbour.txt").write_text(HARBOUR + "\nAn earlier version named another day.\n", encoding="utf-8")
    before = gold(corpus)
    desk = opened()
    assert desk.open_picker is not None
    assert "all" in desk.open_picker.title
    assert gold(corpus) == before
    desk.press("S")
    assert desk.session.flush(20)


def test_every_stage_paints_with_lost_quotes_far_behind_the_text(opened: Opened, corpus: Path) -> None:
    (corpus / "harbour.txt").write_text("Nothing is left.\n", encoding="utf-8")
    desk = opened()
    for keys in ("L", "g1", "g2", "jjkk", " ", "g3", "L", "a", "x", "u", "n"):
        for key in keys:
            desk.press("space" if key == " " else key)
            desk.reading(), desk.sections(), desk.closing(), desk.header(), desk.footer(), desk.picker(), desk.status()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a b c d e", "a b x d e", ("… b c d …", "… b x d …")),
        ("same words", "same  words", ("same words", "same words")),
        ("one", "two three", ("one", "two three")),
        ("", "", ("", "")),
        ("a a a", "a a", ("… a a", "… a")),
    ],
)
def test_two_wordings_are_shown_where_they_differ(old: str, new: str, expected: tuple[str, str]) -> None:
    assert difference(old, new) == expected


def test_every_span_that_is_not_where_it_was_has_a_row() -> None:
    article, annotation = harbour()
    moved = reanchor(annotation, Article.from_text(CHANGED, article.name))
    found = rows(moved, moved.annotation, CHANGED)
    every = (*moved.moved, *moved.fuzzy, *moved.lost)
    assert {row.item for row in found} == {move.item for move in every}
    assert sum(row.state != "moved" for row in found) == len(moved.fuzzy) + len(moved.lost)


def test_confirming_leaves_everything_but_the_marks_as_it_is() -> None:
    _, annotation = harbour()
    fuzzy: Annotation = annotation.model_copy(
        update={"quotes": tuple(one.model_copy(update={"anchor": "fuzzy"}) for one in annotation.quotes)}
    )
    assert confirmed(fuzzy) == annotation
