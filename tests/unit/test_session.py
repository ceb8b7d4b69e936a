"""A corpus session on a real folder: what is saved when, conflicts, recovery, drops, undo across articles."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desks import HARBOUR, Hands, known_prefill

from annotator.article import LONGEST_LINE, MOST_LINES, MOST_TEXT, Article, too_large
from annotator.config import Settings
from annotator.desk import Desk
from annotator.desk.closing import MOST
from annotator.edits import Accept, Read, Reject, SetNote
from annotator.goldfile import read_gold
from annotator.items import Item, Items
from annotator.model import Annotation
from annotator.session import CorpusSession, SessionError
from annotator.store.corpus import Corpus
from annotator.store.journal import Journal
from annotator.store.places import Places


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(HARBOUR, encoding="utf-8")
    return folder


Opened = Callable[[], CorpusSession]


@pytest.fixture
def opened(corpus: Path, tmp_path: Path) -> Iterator[Opened]:
    made: list[CorpusSession] = []

    def make() -> CorpusSession:
        places = Places.under(tmp_path / "home")
        found = Corpus([corpus], places=places)
        session = CorpusSession(found, Settings(annotator="ines"), places, found.resume(), prefill=known_prefill)
        made.append(session)
        return session

    yield make
    for session in made:
        session.close()


def on_disk(corpus: Path, name: str) -> Annotation:
    data = (corpus / f"{name}.gold.yaml").read_bytes()
    article = Article.decode((corpus / name).read_bytes(), name)
    annotation = read_gold(data, article, name).annotation
    assert annotation is not None
    return annotation


def test_opening_writes_nothing_and_the_first_decision_makes_the_file(opened: Opened, corpus: Path) -> None:
    session = opened()
    hands = Hands(Desk(session))
    hands.press("space", "j", "k", "pagedown", "e", "escape")
    assert session.flush(30)
    assert sorted(path.name for path in corpus.iterdir()) == ["a.txt", "b.txt"]
    hands.press("a")
    assert session.flush(30)
    assert on_disk(corpus, "a.txt") == session.editor.annotation
    assert session.saved().text.startswith("saved ")


def test_the_screen_says_saved_only_when_it_is(opened: Opened, corpus: Path) -> None:
    session = opened()
    session.editor.apply(SetNote("q01", "one"))
    assert not session.saved().text.startswith("saved") or (corpus / "a.txt.gold.yaml").exists()
    assert session.flush(30) or session.saved().alarm
    assert on_disk(corpus, "a.txt").quotes[0].note == "one"


def test_finishing_opens_the_next_and_undo_walks_back_across_articles(opened: Opened, corpus: Path) -> None:
    session = opened()
    desk = Desk(session, rows=60)
    hands = Hands(desk)
    hands.press("space", "G", "space")
    assert session.name == "b.txt"
    assert "a.txt is gold" in desk.status()
    assert session.flush(30) or session.saved().alarm
    assert on_disk(corpus, "a.txt").review.status == "done"
    hands.press("u")
    assert session.name == "a.txt"
    assert session.flush(30) or session.saved().alarm
    assert on_disk(corpus, "a.txt").review.status == "in_progress"


def test_the_next_start_resumes_where_the_person_left_off(opened: Opened) -> None:
    session = opened()
    hands = Hands(Desk(session))
    hands.press("space", "space", "space")
    place = hands.desk.place.block
    session.close()
    again = Desk(opened())
    assert again.session.name == "a.txt"
    assert again.stage == "reading"
    assert again.place.block == place, "at its first unread stop"


def test_a_file_changed_by_somebody_else_is_never_overwritten_unseen(opened: Opened, corpus: Path) -> None:
    session = opened()
    desk = Desk(session)
    hands = Hands(desk)
    hands.press("space", "a")
    assert session.flush(30) or session.saved().alarm
    gold = corpus / "a.txt.gold.yaml"
    theirs = gold.read_bytes().replace(b"annotators: [ines]", b"annotators: [odo]")
    gold.write_bytes(theirs)
    hands.press("space")
    assert session.flush(30) or session.saved().alarm
    assert gold.read_bytes() == theirs
    assert session.saved().alarm
    desk.tick()
    assert desk.open_picker is not None
    assert desk.open_picker.name == "conflict"
    hands.press("m")
    assert session.flush(30) or session.saved().alarm
    kept = [path for path in corpus.iterdir() if ".theirs-" in path.name]
    assert [path.read_bytes() for path in kept] == [theirs]
    assert on_disk(corpus, "a.txt") == session.editor.annotation


def test_theirs_can_be_taken_and_undo_brings_mine_back(opened: Opened, corpus: Path) -> None:
    session = opened()
    desk = Desk(session)
    hands = Hands(desk)
    hands.press("space", "a")
    assert session.flush(30) or session.saved().alarm
    gold = corpus / "a.txt.gold.yaml"
    gold.write_bytes(gold.read_bytes().replace(b"annotators: [ines]", b"annotators: [odo]"))
    hands.press("space")
    assert session.flush(30) or session.saved().alarm
    mine = session.editor.annotation
    desk.tick()
    hands.press("t")
    assert session.editor.annotation.review.annotators == ("odo",)
    hands.press("u")
    assert session.flush(30) or session.saved().alarm
    assert session.editor.annotation == mine
    assert on_disk(corpus, "a.txt") == mine


def test_a_sudden_large_drop_is_asked_about_first(opened: Opened, corpus: Path) -> None:
    session = opened()
    desk = Desk(session)
    session.editor.apply(SetNote("q01", "one"))
    assert session.flush(30) or session.saved().alarm
    before = (corpus / "a.txt.gold.yaml").read_bytes()
    nothing = session.editor.annotation.model_copy(update={"quotes": (), "sections": (), "rejected": ()})
    session.editor.put(type(session.editor.snapshot)(nothing), "everything gone")
    desk.tick()
    assert session.flush(30) or session.saved().alarm
    assert (corpus / "a.txt.gold.yaml").read_bytes() == before
    assert desk.open_picker is not None
    assert desk.open_picker.name == "drop"
    desk.press("u")
    assert session.flush(30) or session.saved().alarm
    assert len(on_disk(corpus, "a.txt").quotes) == 6


def test_work_that_could_not_be_saved_is_recovered_at_the_next_start(
    opened: Opened, corpus: Path, tmp_path: Path
) -> None:
    session = opened()
    gold = corpus / "a.txt.gold.yaml"
    session.editor.apply(SetNote("q01", "first"))
    assert session.flush(30) or session.saved().alarm
    corpus_data = gold.read_bytes()
    session.close()
    unsaved = corpus_data.replace(b'note: "first"', b'note: "second"')
    Journal(Places.under(tmp_path / "home").state).write(
        gold, 9, "2026-11-22T09:00:00Z", unsaved, session.saving.saver.seen(gold)
    )
    again = opened()
    assert again.editor.annotation.quotes[0].note == "second"
    assert any("recovered" in notice for notice in again.notices)
    again.flush(30)
    assert gold.read_bytes() == unsaved


def test_two_copies_the_second_is_told_and_does_not_save(opened: Opened, corpus: Path) -> None:
    first = opened()
    second = opened()
    assert any("a.txt" in notice for notice in second.notices)
    second.editor.apply(Reject("q06", "term"))
    assert not second.flush(30)
    assert second.saved().alarm
    assert second.saved().text.startswith("NOT SAVED: open in another annotator (process ")
    assert not (corpus / "a.txt.gold.yaml").exists()
    first.editor.apply(Reject("q06", "term"))
    assert first.flush(30)


@pytest.mark.parametrize("saves_before", [True, False])
def test_leaving_the_second_copy_asks_and_its_work_is_offered_at_the_next_start(
    opened: Opened, corpus: Path, saves_before: bool
) -> None:
    first = opened()
    if saves_before:
        first.editor.apply(SetNote("q01", "of the first copy"))
        assert first.flush(30)
    second = opened()
    desk = Desk(second)
    second.editor.apply(SetNote("q02", "of the second copy"))
    desk.run("quit")
    assert not desk.done
    assert desk.open_picker is not None
    assert desk.open_picker.name == "quit"
    second.close()
    first.editor.apply(SetNote("q03", "of the first copy, later"))
    assert first.flush(30)
    first.close()
    third = opened()
    assert third.editor.annotation.quotes[1].note == "of the second copy"
    assert not third.flush(30)
    assert third.versions.conflict()
    assert on_disk(corpus, "a.txt").quotes[2].note == "of the first copy, later"


def test_the_second_copy_saves_when_the_first_has_ended(opened: Opened, corpus: Path) -> None:
    first, second = opened(), opened()
    second.editor.apply(SetNote("q01", "kept"))
    assert not second.flush(30)
    first.close()
    assert second.flush(30)
    assert on_disk(corpus, "a.txt").quotes[0].note == "kept"
    assert not second.saved().alarm


def test_unreadable_gold_is_refused_and_left_as_it_is(opened: Opened, corpus: Path) -> None:
    (corpus / "b.txt.gold.yaml").write_bytes(b"schema: [")
    session = opened()
    desk = Desk(session)
    desk.press("g")
    desk.press("n")
    assert session.name == "a.txt"
    assert "b.txt.gold.yaml" in desk.status()
    assert (corpus / "b.txt.gold.yaml").read_bytes() == b"schema: ["


def test_what_is_too_large_for_the_speed_of_keys_is_refused_in_one_line(opened: Opened, corpus: Path) -> None:
    session = opened()
    # Not in one case less than the limit: what is as large as can be is opened.
    for text, words in (
        ("a " * (MOST_TEXT // 2) + "b", "has 2,000,001 characters"),
        ("a\n" * MOST_LINES, "has 50,001 lines"),
        ("a\r" * MOST_LINES, "has 50,001 lines"),
        ("a\n" + "b" * (LONGEST_LINE + 1), "has a line of 100,001 characters"),
    ):
        (corpus / "b.txt").write_bytes(text.encode())
        with pytest.raises(SessionError, match=f"b.txt: {words}; more than"):
            session.open("b.txt")
        assert session.name == "a.txt"
    for text in ("a\n" * (MOST_LINES - 1), "a\n" + "b" * LONGEST_LINE):
        (corpus / "b.txt").write_bytes(text.encode())
        assert too_large(text) == ""
    assert session.open("b.txt").article.text == text


def test_a_long_article_is_checked_beside_the_keys(
    opened: Opened, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.desk.closing.LARGE", 100)
    session = opened()
    desk = Desk(session)
    free = threading.Event()
    session.background.run(lambda: free.wait(30))
    desk.enter("closing")
    assert [line.text for line in desk.closing()].count("the checks are running") == 1
    for quote in session.editor.annotation.quotes:
        session.editor.apply(Accept((quote.id,), (), "item"))
    desk.editor.apply(Read(((0, len(HARBOUR)),)))
    desk.press("space")
    assert desk.status().startswith("the checks are running")
    assert session.editor.annotation.review.status != "done"
    free.set()
    deadline = time.monotonic() + 30
    while any("the checks are running" in line.text for line in desk.closing()) and time.monotonic() < deadline:
        session.poll()
        time.sleep(0.01)
    beside = [line.text for line in desk.closing()]
    monkeypatch.undo()
    assert beside == [line.text for line in Desk(session).closing()]


def test_thousands_of_open_quotes_are_some_lines_and_a_number(opened: Opened) -> None:
    session = opened()
    annotation = session.editor.annotation
    many = tuple(annotation.quotes[-1].model_copy(update={"id": f"q{number}"}) for number in range(1, 1_001))
    session.editor.replace(annotation.model_copy(update={"quotes": many}))
    desk = Desk(session)
    desk.enter("closing")
    lines = [line.text for line in desk.closing() if line.group == "still to look at"]
    assert len(lines) == MOST + 1
    more = lines[-1].removeprefix("… ").removesuffix(" more").replace(",", "")
    assert int(more) + MOST >= 1_000


def test_items_of_a_long_article_are_worked_out_beside_the_interface(
    opened: Opened, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.session.corpus.LARGE", 100)
    monkeypatch.setattr("annotator.editor.LARGE", 100)
    made: list[str] = []
    before = Items._found

    def noted(self: Items, low: int, high: int) -> list[Item]:
        if high - low > len(HARBOUR) / 2:
            made.append(threading.current_thread().name)
        return before(self, low, high)

    monkeypatch.setattr(Items, "_found", noted)
    session = opened()
    desk = Desk(session)
    end = time.monotonic() + 30
    while (session.pending or not session.editor.marks) and time.monotonic() < end:
        desk.tick()
        time.sleep(0.01)
    there = threading.current_thread().name
    assert made.count(there) <= 1  # of the empty article that is shown while it is pre-filled
    assert len(made) > made.count(there)
    whole = Items(session.editor.snapshot, session.editor.marks, HARBOUR, session.settings.stop_threshold,
                  session.settings.mark_threshold)  # fmt: skip
    span = (0, len(HARBOUR))
    assert desk.items.within(span) == whole.within(span)
    assert (desk.items.counts, desk.items.stops) == (whole.counts, whole.stops)


def test_the_next_article_comes_with_its_possible_misses_found(opened: Opened) -> None:
    session = opened()
    session.look_ahead()
    assert session.aside(lambda: True, long=True).result(30)
    name = session.next_open()
    assert name is not None
    editor = session.open(name)
    assert editor._marks is not None
    assert editor.marks == editor.find_marks()
