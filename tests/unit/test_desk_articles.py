"""From article to article: what cannot be opened is passed over and said."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desks import Hands

from annotator.config import Settings
from annotator.desk import Desk
from annotator.session import CorpusSession
from annotator.store.corpus import Corpus
from annotator.store.places import Places

At = Callable[[str], Hands]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name in ("a", "b", "c", "d", "e"):
        (folder / f"{name}.txt").write_text("Boats Return\n\nThe boats came home, said Oda Finch.\n")
    return folder


@pytest.fixture
def at_desk(corpus: Path, tmp_path: Path) -> Iterator[At]:
    made: list[CorpusSession] = []

    def make(name: str) -> Hands:
        places = Places.under(tmp_path / "home")
        session = CorpusSession(Corpus([corpus], places=places), Settings(annotator="ines"), places, name)
        session.corpus.names()
        made.append(session)
        return Hands(Desk(session, rows=40))

    yield make
    for session in made:
        session.close()


def test_next_and_previous_pass_over_what_cannot_be_opened(at_desk: At, corpus: Path) -> None:
    hands = at_desk("a.txt")
    (corpus / "b.txt").unlink()
    (corpus / "c.txt").unlink()
    os.mkfifo(corpus / "c.txt")
    hands.press("g", "n")
    assert hands.desk.session.name == "d.txt"
    assert hands.desk.status().startswith(f"passed over: {corpus}/b.txt: is not there, and 1 more")
    hands.press("g", "p")
    assert hands.desk.session.name == "a.txt"
    (corpus / "e.txt").write_bytes(b"\xff\xfe")
    hands.press("g", "n", "g", "n")
    assert hands.desk.session.name == "d.txt"
    assert hands.desk.status().startswith(f"passed over: {corpus}/e.txt: line 1, byte 0: not UTF-8")


def test_after_a_finished_article_the_next_that_can_be_opened(at_desk: At, corpus: Path) -> None:
    hands = at_desk("d.txt")
    for name in ("e", "a", "b"):
        (corpus / f"{name}.txt").unlink()
    hands.desk.finished()
    assert hands.desk.session.name == "c.txt"
    assert hands.desk.status().startswith(f"d.txt is gold; this is the next; passed over: {corpus}/e.txt")


def test_an_article_that_vanishes_while_the_list_is_shown_is_said(at_desk: At, corpus: Path) -> None:
    hands = at_desk("a.txt")
    hands.press("g", "a", "down")
    (corpus / "b.txt").unlink()
    hands.press("enter")
    assert hands.desk.stage == "list"
    assert hands.desk.status() == f"{corpus}/b.txt: is not there"
    (corpus / "c.txt").unlink()
    (corpus / "c.txt").symlink_to("/etc/hostname")
    hands.press("down", "enter")
    assert hands.desk.status().startswith(f"{corpus}/c.txt: is a link that leaves the corpus")


def test_the_list_keeps_its_filter(at_desk: At) -> None:
    hands = at_desk("c.txt")
    hands.press("g", "a", "d", "enter")
    assert hands.desk.session.name == "d.txt"
    hands.press("g", "a")
    assert [row.name for row in hands.desk.listing(9).rows] == ["d.txt"]
    hands.press("escape")
    assert [row.name for row in hands.desk.listing(9).rows if row.current] == ["d.txt"]
    assert hands.desk.header().counts == "done 0  held 0"


def test_a_large_folder_is_not_listed_at_every_article(
    at_desk: At, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = corpus / ".annotator-0123456789ab.tmp"
    left.write_bytes(b"half")
    (corpus / "b.txt.gold.yaml.theirs-01234567").write_bytes(b"x")
    listed: list[object] = []
    real = os.scandir

    def slow(folder: Path | str) -> os.ScandirIterator[str]:  # type: ignore[name-defined]  # typeshed's private name
        if isinstance(folder, Path):  # the walk through the corpus lists strings
            listed.append(folder)
        end = time.thread_time() + 0.02
        while time.thread_time() < end:
            pass
        return real(folder)

    monkeypatch.setattr(os, "scandir", slow)
    hands = at_desk("a.txt")
    hands.press("g", "n", "g", "n", "g", "n")
    session = hands.desk.session
    assert isinstance(session, CorpusSession)
    session.background.find(lambda: None).result(10)  # what was begun before is done
    assert listed == [corpus]
    assert list(session.versions.beside) == ["b.txt"]
    assert not left.exists(), "a temporary file of a killed program"
