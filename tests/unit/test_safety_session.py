"""Other programs at the gold file of a running session: nothing of theirs or ours is lost or overwritten unseen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desks import HARBOUR, Hands, known_prefill

from annotator.article import Article
from annotator.config import Settings
from annotator.desk import Desk
from annotator.edits import SetNote
from annotator.goldfile import encode, read_gold
from annotator.model import Annotation
from annotator.session import CorpusSession
from annotator.store.corpus import Corpus
from annotator.store.history import History
from annotator.store.places import Places


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(HARBOUR, encoding="utf-8")
    return folder


Opened = Callable[..., CorpusSession]


@pytest.fixture
def opened(corpus: Path, tmp_path: Path) -> Iterator[Opened]:
    made: list[CorpusSession] = []

    def make(home: str = "home") -> CorpusSession:
        places = Places.under(tmp_path / home)
        found = Corpus([corpus], places=places)
        session = CorpusSession(found, Settings(annotator="ines"), places, "a.txt", prefill=known_prefill)
        made.append(session)
        return session

    yield make
    for session in made:
        session.close(1.0)


def note(session: CorpusSession, text: str, id: str = "q01") -> bool:
    """One edit, and whether it reached the disk."""
    session.editor.apply(SetNote(id, text))
    return session.flush(20)


def asked(desk: Desk) -> str:
    """The name of the open picker."""
    return desk.open_picker.name if desk.open_picker is not None else ""


def on_disk(corpus: Path, name: str = "a.txt") -> Annotation:
    article = Article.decode((corpus / name).read_bytes(), name)
    annotation = read_gold((corpus / f"{name}.gold.yaml").read_bytes(), article, name).annotation
    assert annotation is not None
    return annotation


def notes(annotation: Annotation) -> dict[str, str | None]:
    return {quote.id: quote.note for quote in annotation.quotes if quote.note}


def with_note(annotation: Annotation, id: str, text: str) -> Annotation:
    """Another person's version."""
    quotes = tuple(one.model_copy(update={"note": text}) if one.id == id else one for one in annotation.quotes)
    return annotation.model_copy(update={"quotes": quotes})


def theirs_of(corpus: Path, id: str, text: str) -> bytes:
    """Somebody else's change of the file; what they wrote."""
    gold = corpus / "a.txt.gold.yaml"
    article = Article.decode((corpus / "a.txt").read_bytes(), "a.txt")
    data = encode(with_note(on_disk(corpus), id, text), article)
    gold.write_bytes(data)
    return data


# ------------------------------------------------------------ two copies, other programs


def test_another_machine_that_does_not_see_the_lock_is_seen_by_the_comparison(opened: Opened, corpus: Path) -> None:
    first, second = opened("home"), opened("elsewhere")
    assert note(first, "first")
    before = (corpus / "a.txt.gold.yaml").read_bytes()
    assert not note(second, "second")
    assert second.versions.conflict()
    assert (corpus / "a.txt.gold.yaml").read_bytes() == before


def test_a_copy_that_ends_lets_the_next_one_save(opened: Opened, corpus: Path) -> None:
    first = opened()
    assert note(first, "first")
    second = opened()
    note(second, "kept out")
    assert second.saved().alarm
    assert notes(on_disk(corpus)) == {"q01": "first"}
    first.close()
    third = opened()
    assert note(third, "third")
    assert notes(on_disk(corpus)) == {"q01": "third"}


def test_git_checkout_under_a_session_is_a_conflict_and_both_sides_are_kept(opened: Opened, corpus: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")

    def git(*words: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=Ines", "-c", "user.email=ines@example.org", "-C", str(corpus), *words],
            check=True, capture_output=True,
        )  # fmt: skip

    session = opened()
    assert note(session, "first")
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "first")
    assert note(session, "second")
    git("commit", "-qam", "second")
    git("checkout", "-q", "HEAD~1")
    committed = (corpus / "a.txt.gold.yaml").read_bytes()
    assert not note(session, "third")
    assert (corpus / "a.txt.gold.yaml").read_bytes() == committed
    desk = Desk(session)
    desk.tick()
    desk.press("m")
    assert session.flush(20)
    assert notes(on_disk(corpus)) == {"q01": "third"}
    assert [path.read_bytes() for path in corpus.glob("*.theirs-*")] == [committed]


def test_a_removed_or_moved_gold_file_is_asked_about(opened: Opened, corpus: Path) -> None:
    session = opened()
    gold = corpus / "a.txt.gold.yaml"
    assert note(session, "first")
    gold.rename(corpus / "elsewhere.yaml")
    assert not note(session, "second")
    assert not gold.exists()
    assert "removed" in session.versions.conflict()
    desk = Desk(session)
    desk.tick()
    desk.press("b")
    assert "nothing to merge" in desk.status()
    assert session.versions.conflict()
    desk.tick()
    desk.press("m")
    assert session.flush(20)
    assert notes(on_disk(corpus)) == {"q01": "second"}
    assert (corpus / "elsewhere.yaml").exists()


def test_touching_or_replacing_by_the_same_bytes_is_no_conflict(opened: Opened, corpus: Path) -> None:
    session = opened()
    gold = corpus / "a.txt.gold.yaml"
    assert note(session, "first")
    os.utime(gold)
    copy = corpus / "copy"
    shutil.copyfile(gold, copy)
    copy.replace(gold)
    assert note(session, "second")
    assert notes(on_disk(corpus)) == {"q01": "second"}


@pytest.mark.skipif(sys.platform == "win32", reason="modes are those of POSIX systems")
def test_write_protection_is_respected_and_work_goes_on_when_it_ends(opened: Opened, corpus: Path) -> None:
    session = opened()
    gold = corpus / "a.txt.gold.yaml"
    assert note(session, "first")
    before = gold.read_bytes()
    gold.chmod(0o444)
    assert not note(session, "second")
    assert session.saved().alarm
    assert "write-protected" in session.saved().text
    assert gold.read_bytes() == before
    gold.chmod(0o644)
    assert session.flush(20)
    assert not session.saved().alarm
    assert notes(on_disk(corpus)) == {"q01": "second"}


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_in_the_place_of_the_gold_file_is_not_written_through(
    opened: Opened, corpus: Path, tmp_path: Path
) -> None:
    session = opened()
    gold = corpus / "a.txt.gold.yaml"
    assert note(session, "first")
    target = tmp_path / "precious"
    target.write_bytes(gold.read_bytes())
    gold.unlink()
    gold.symlink_to(target)
    before = target.read_bytes()
    assert not note(session, "second")
    assert target.read_bytes() == before
    assert gold.is_symlink()


def test_article_and_gold_both_replaced_theirs_can_be_loaded_and_mine_is_kept(
    opened: Opened, corpus: Path, tmp_path: Path
) -> None:
    session = opened()
    desk = Desk(session)
    assert note(session, "mine")
    text = HARBOUR.replace("timetable", "schedule")
    (corpus / "a.txt").write_text(text, encoding="utf-8")
    article = Article.from_text(text, "a.txt")
    other = known_prefill(article, Settings())
    (corpus / "a.txt.gold.yaml").write_bytes(encode(other, article))
    assert not note(session, "mine too")
    desk.tick()
    desk.press("t")
    assert session.editor.article.text == text
    assert session.editor.annotation.quotes == other.quotes
    desk.press("u")
    assert session.editor.article.text == text
    kept = [one.read() for one in History(Places.under(tmp_path / "home").state).backups(corpus / "a.txt.gold.yaml")]
    assert any(b"mine too" in data for data in kept)


# ------------------------------------------------------------ merging in the conflict screen


def test_both_sides_are_merged_by_item(opened: Opened, corpus: Path) -> None:
    session = opened()
    assert note(session, "common", "q01")
    theirs_of(corpus, "q02", "theirs")
    assert not note(session, "mine", "q03")
    desk = Desk(session)
    desk.tick()
    desk.press("b")
    assert asked(desk) == ""
    assert "nothing is left to decide" in desk.status()
    assert session.flush(20)
    assert notes(on_disk(corpus)) == {"q01": "common", "q02": "theirs", "q03": "mine"}
    assert not list(corpus.glob("*.theirs-*"))
    desk.press("u")
    assert session.flush(20)
    assert notes(on_disk(corpus)) == {"q01": "common", "q03": "mine"}


def test_what_both_changed_is_decided_one_by_one(opened: Opened, corpus: Path) -> None:
    session = opened()
    assert note(session, "common", "q06")
    data = theirs_of(corpus, "q02", "theirs 2")
    data = theirs_of(corpus, "q03", "theirs 3")
    session.editor.apply(SetNote("q02", "mine 2"))
    assert not note(session, "mine 3", "q03")
    desk = Desk(session)
    hands = Hands(desk)
    desk.tick()
    hands.press("b")
    assert desk.open_picker is not None
    assert desk.open_picker.name == "conflict item"
    assert "q02" in desk.open_picker.title
    # What differs is said, and the item is shown in its place.
    assert [one.text for _, one in desk.open_picker.shown()][:2] == ['mine: note "mine 2"', 'theirs: note "theirs 2"']
    assert (desk.stage, desk.place.item) == ("reading", "q02")
    assert [path.read_bytes() for path in corpus.glob("*.theirs-*")] == [data]
    hands.press("t")
    assert desk.open_picker is not None
    assert "q03" in desk.open_picker.title
    hands.press("m")
    assert asked(desk) == ""
    assert session.flush(20)
    assert notes(on_disk(corpus)) == {"q06": "common", "q02": "theirs 2", "q03": "mine 3"}


def test_leaving_the_picker_asks_again_until_each_item_is_answered(opened: Opened, corpus: Path) -> None:
    session = opened()
    assert note(session, "common", "q06")
    theirs_of(corpus, "q02", "theirs")
    assert not note(session, "mine", "q02")
    desk = Desk(session)
    desk.tick()
    desk.press("b")
    desk.press("escape")
    assert desk.open_picker is not None
    assert desk.open_picker.name == "conflict item"
    desk.press("r")
    assert asked(desk) == ""


def test_a_merge_with_what_cannot_be_read_changes_nothing(opened: Opened, corpus: Path) -> None:
    session = opened()
    assert note(session, "first")
    (corpus / "a.txt.gold.yaml").write_bytes(b"<<<<<<< ours\n")
    assert not note(session, "second")
    desk = Desk(session)
    desk.tick()
    desk.press("b")
    assert "cannot be read" in desk.status()
    assert (corpus / "a.txt.gold.yaml").read_bytes() == b"<<<<<<< ours\n"
    assert notes(session.editor.annotation) == {"q01": "second"}


def test_a_drop_that_waits_for_its_answer_survives_in_the_journal(opened: Opened, corpus: Path) -> None:
    session = opened()
    assert note(session, "first")
    before = (corpus / "a.txt.gold.yaml").read_bytes()
    nothing = session.editor.annotation.model_copy(update={"quotes": (), "sections": (), "rejected": ()})
    session.editor.put(type(session.editor.snapshot)(nothing), "everything gone")
    assert not session.flush(20)
    session.close()
    again = opened()
    assert again.editor.annotation.quotes == ()
    assert again.saving.drop == "a.txt"
    again.flush(20)
    assert (corpus / "a.txt.gold.yaml").read_bytes() == before
    desk = Desk(again)
    desk.press("y")
    assert again.flush(20)
    assert on_disk(corpus).quotes == ()


# ------------------------------------------------------------ what a merge kept beside


def test_what_a_merge_kept_beside_is_gone_through_item_by_item(opened: Opened, corpus: Path, tmp_path: Path) -> None:
    first = opened()
    assert note(first, "mine 2", "q02")
    assert note(first, "mine 3", "q03")
    first.close()
    article = Article.decode((corpus / "a.txt").read_bytes(), "a.txt")
    other = with_note(with_note(on_disk(corpus), "q02", "theirs 2"), "q03", "theirs 3")
    beside = corpus / "a.txt.gold.yaml.theirs-01234567"
    beside.write_bytes(encode(other, article))
    session = opened()
    desk = Desk(session)
    for _ in range(200):
        if session.versions.beside:
            break
        time.sleep(0.02)
    desk.tick()
    assert asked(desk) == "pair"
    desk.press("b")
    assert asked(desk) == "conflict item"
    assert beside.exists()
    desk.press("t")
    desk.press("m")
    assert asked(desk) == ""
    assert session.flush(20)
    assert notes(on_disk(corpus)) == {"q02": "theirs 2", "q03": "mine 3"}
    assert not beside.exists()
    kept = [one.read() for one in History(Places.under(tmp_path / "home").state).backups(corpus / "a.txt.gold.yaml")]
    assert encode(other, article) in kept


def test_what_is_kept_beside_and_cannot_be_used_is_said_and_left(opened: Opened, corpus: Path) -> None:
    beside = corpus / "a.txt.gold.yaml.theirs-01234567"
    beside.write_bytes(b"not gold")
    session = opened()
    desk = Desk(session)
    for _ in range(200):
        if session.versions.beside:
            break
        time.sleep(0.02)
    desk.tick()
    desk.press("b")
    assert "cannot be read" in desk.status()
    assert asked(desk) == ""
    assert beside.read_bytes() == b"not gold"
