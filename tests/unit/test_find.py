"""Finding words in the article and in all articles, with typed keys at a desk over a real folder."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desks import HARBOUR, Hands, desk_of, harbour

from annotator.article import Article
from annotator.config import Settings
from annotator.desk import Desk
from annotator.model import Annotation
from annotator.session import CorpusSession, detected
from annotator.store.corpus import Corpus
from annotator.store.places import Places

LAMPS = """\
Lamp Museum Opens

The lamp museum opened its cellar. “We dried four
hundred lamps,” director Oda Finch told visitors.

The guild thrummed of a lamp missing.
"""
BELLS = """\
Bells Return

Curator Per Hallow said that the harbour bell would ring again.
"""


def prefill(article: Article, settings: Settings) -> Annotation:
    """Known proposals for the known article, those of the detectors for the others."""
    if article.text != HARBOUR:
        return detected(article, settings)
    _, annotation = harbour()
    document = annotation.document.model_copy(update={"file": article.name})
    return annotation.model_copy(update={"document": document})


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    (folder / "old").mkdir(parents=True)
    (folder / "a.txt").write_text(HARBOUR, encoding="utf-8")
    (folder / "b.txt").write_text(LAMPS, encoding="utf-8")
    (folder / "old" / "c.txt").write_text(BELLS, encoding="utf-8")
    return folder


@pytest.fixture
def at_desk(corpus: Path, tmp_path: Path) -> Iterator[Callable[[], Hands]]:
    made: list[CorpusSession] = []

    def make() -> Hands:
        places = Places.under(tmp_path / "home")
        found = Corpus([corpus], places=places)
        session = CorpusSession(found, Settings(annotator="ines"), places, "a.txt", prefill=prefill)
        made.append(session)
        return Hands(Desk(session, rows=60))

    yield make
    for session in made:
        session.close()


def typed(hands: Hands, words: str) -> None:
    """Type without Enter."""
    hands.press(*("space" if char == " " else char for char in words))


def searched(hands: Hands, words: str) -> None:
    """Search all articles for the words and wait until all were looked at."""
    if hands.desk.stage != "hits":
        hands.press("g", "f")
    if hands.desk.open_prompt is None:
        hands.press("/")
    typed(hands, words)
    hands.press("enter")
    settled(hands)


def settled(hands: Hands) -> None:
    lines = hands.desk.finding.lines
    assert lines is not None
    lines.search.join(30)
    hands.desk.tick()


def stage(hands: Hands) -> str:
    return hands.desk.stage


def rows(hands: Hands) -> list[tuple[str, str, str, str]]:
    view = hands.desk.hits(50)
    return [(row.hit.name, row.hit.before, row.hit.words, row.hit.after) for row in view.rows if row.hit is not None]


def hit_words(hands: Hands) -> str:
    """The words of the hit that has the focus."""
    hit = hands.desk.finding.hit
    assert hit is not None, hands.desk.status()
    return hands.desk.text()[slice(*hit)]


# --- in the article --------------------------------------------------------------------------


def test_search_in_the_article_goes_from_hit_to_hit() -> None:
    hands = Hands(desk_of(*harbour()))
    hands.press("space", "/")
    hands.type("the boats")
    assert hit_words(hands) == "the boats"
    hands.press("/")
    hands.type("BOAT")
    assert "does not stand" in hands.desk.status()
    hands.press("/")
    hands.type("boat")
    hands.press("escape")
    places = []
    for _ in range(4):
        hands.press(">")
        assert hit_words(hands).casefold() == "boat"
        places.append(hands.desk.finding.hit)
    assert len(set(places)) == 3
    assert places[3] == places[0]
    hands.press("<")
    assert hands.desk.finding.hit == places[2]


def test_typing_shows_the_hits_at_once_and_escape_hides_them() -> None:
    hands = Hands(desk_of(*harbour()))
    hands.press("space", "/")
    typed(hands, '"we')
    shown = [one for one in hands.desk.reading().decor if one.role == "found"]
    assert [HARBOUR[one.start : one.end] for one in shown] == ["“We", "“We"]
    hands.press("escape")
    assert not [one for one in hands.desk.reading().decor if one.role.startswith("found")]


def test_search_works_from_every_stage() -> None:
    hands = Hands(desk_of(*harbour()))
    hands.press("/")
    hands.type("cinema")
    assert hands.desk.stage == "reading"
    assert hit_words(hands) == "cinema"
    hands.press("g", "3", "/")
    hands.type("quay")
    assert hands.desk.stage == "reading"


def test_an_empty_search_repeats_the_last_one() -> None:
    hands = Hands(desk_of(*harbour()))
    hands.press("space", "/", "enter")
    assert "nothing was searched yet" in hands.desk.status()
    hands.press(">")
    assert "nothing was searched yet" in hands.desk.status()
    hands.press("/")
    hands.type("quay")
    first = hands.desk.finding.hit
    hands.press("escape", "/", "enter")
    assert first is not None
    assert hands.desk.finding.hit is not None
    assert hands.desk.finding.hit != first


def test_the_item_and_part_under_a_hit_get_the_focus() -> None:
    hands = Hands(desk_of(*harbour()))
    hands.press("space", "/")
    hands.type("Tomas Reed")
    assert (hands.desk.place.item, hands.desk.place.part) == ("q03", "source")
    hands.press("/")
    hands.type("wrote")
    assert (hands.desk.place.item, hands.desk.place.part) == ("q04", "cue")
    hands.press("l")
    assert hands.words(hands.quote("q04").cue.span) == "wrote in"  # type: ignore[union-attr]  # it is there
    assert hands.desk.finding.hit is None, "after an edit the focus is on the item alone"


def test_one_article_has_no_other_to_search() -> None:
    hands = Hands(desk_of(*harbour()))
    hands.press("g", "f")
    assert "only one article" in hands.desk.status()
    hands.press("/", "tab")
    assert hands.desk.prompt() is not None


# --- in all articles -------------------------------------------------------------------------


def test_hits_of_all_articles_stand_in_their_context(at_desk: Callable[[], Hands]) -> None:
    hands = at_desk()
    searched(hands, "harbour b")
    assert hands.desk.stage == "hits"
    assert rows(hands) == [
        ("a.txt", "", "Harbour B", "oard Calls Ferry Plan ‘Overdue’"),
        ("a.txt", "PORT MARROW: The ", "harbour b", "oard said on Tuesday that the new timetable was “long overdue” "
         "and would begin in May."),
        ("old/c.txt", "Curator Per Hallow said that the ", "harbour b", "ell would ring again."),
    ]  # fmt: skip
    assert hands.desk.header().counts == "3 hits"
    assert hands.desk.status() == "3 articles searched, hits in 2"


def test_a_line_end_is_white_space_and_a_blank_line_ends_the_context(at_desk: Callable[[], Hands]) -> None:
    hands = at_desk()
    searched(hands, "four hundred")
    assert rows(hands) == [
        ("b.txt", "The lamp museum opened its cellar. “We dried ", "four hundred",
         " lamps,” director Oda Finch told visitors."),
    ]  # fmt: skip


def test_tab_in_a_search_looks_in_all_articles(at_desk: Callable[[], Hands]) -> None:
    hands = at_desk()
    hands.press("space", "/")
    assert ("Tab", "in all articles") in {(hint.key, hint.verb) for hint in hands.desk.footer()}
    typed(hands, "lamp m")
    hands.press("tab")
    settled(hands)
    assert [row[0] for row in rows(hands)] == ["b.txt"] * 3


def test_enter_opens_the_article_at_the_hit_and_saves_the_one_before(
    at_desk: Callable[[], Hands], corpus: Path
) -> None:
    hands = at_desk()
    hands.press("space", "a")
    searched(hands, "harbour bell")
    hands.press("enter")
    assert hands.desk.session.name == "old/c.txt".replace("/", os.sep)
    assert hands.desk.stage == "reading"
    assert hit_words(hands) == "harbour bell"
    assert "hit 1 of 1 of “harbour bell”" in hands.desk.status()
    assert hands.desk.caret() == BELLS.index("harbour bell")
    assert hands.desk.session.flush(30)
    assert (corpus / "a.txt.gold.yaml").exists()


def test_next_and_previous_hit_walk_across_articles(at_desk: Callable[[], Hands]) -> None:
    hands = at_desk()
    searched(hands, "harbour b")
    hands.press("enter")
    walked = [(hands.desk.session.name, hands.desk.finding.hit)]
    for key in (">", ">", ">", "<", "<"):
        hands.press(key)
        walked.append((hands.desk.session.name, hands.desk.finding.hit))
    assert [Path(name).name for name, _ in walked] == ["a.txt", "a.txt", "c.txt", "c.txt", "a.txt", "a.txt"]
    assert walked[2] == walked[3], "behind the last hit nothing moves"
    assert walked[0] == walked[5]
    hands.press("<")
    assert "first hit" in hands.desk.status()
    hands.press("g", "f")
    assert hands.desk.hits(50).rows[0].current


def test_at_the_hit_the_ordinary_keys_act_on_it(at_desk: Callable[[], Hands]) -> None:
    hands = at_desk()
    searched(hands, "thrum")
    hands.press("enter", "n", "enter")
    made = hands.annotation.quotes[-1]
    assert made.cue is not None
    assert made.cue.text == "thrummed", "the whole word"
    assert made.status == "added"
    assert hands.desk.finding.hit is None


def test_where_an_edge_is_asked_for_the_hit_gives_it(at_desk: Callable[[], Hands]) -> None:
    hands = at_desk()
    searched(hands, "a lamp miss")
    hands.press("enter", "N", "enter", "enter")
    assert [piece.text for piece in hands.annotation.quotes[-1].content] == ["a lamp missing"]


def test_escape_returns_to_where_one_was(at_desk: Callable[[], Hands]) -> None:
    hands = at_desk()
    hands.press("space", "space", "g", "e")
    place = hands.desk.place
    searched(hands, "lamp")
    hands.press("down", "escape")
    assert (hands.desk.stage, hands.desk.session.name, hands.desk.place) == ("reading", "a.txt", place)
    hands.press("g", "1", "g", "f", "escape")
    assert stage(hands) == "sections"
    hands.press("g", "a", "/")
    typed(hands, "bell")
    hands.press("enter")
    settled(hands)
    hands.press("escape")
    assert stage(hands) == "list"
    hands.press("escape")
    assert stage(hands) == "sections"


def test_left_goes_back_to_where_the_search_began(at_desk: Callable[[], Hands]) -> None:
    hands = at_desk()
    hands.press("space", "space", "g", "e")
    place = hands.desk.place
    searched(hands, "bell")
    hands.press("end", "enter")
    assert hands.desk.session.name != "a.txt"
    hands.press("g", "f")
    assert any(hint.key == "←" for hint in hands.desk.footer())
    hands.press("backspace")
    assert hands.desk.stage == "hits", "an empty filter cannot be shortened"
    hands.press("left")
    assert (hands.desk.stage, hands.desk.session.name, hands.desk.place) == ("reading", "a.txt", place)


def test_typing_narrows_and_tab_sorts(at_desk: Callable[[], Hands]) -> None:
    hands = at_desk()
    searched(hands, "the")
    everything = len(rows(hands))
    typed(hands, "C.TXT bell")
    assert [row[0] for row in rows(hands)] == ["old/c.txt".replace("/", os.sep)]
    hands.press("escape")
    assert hands.desk.stage == "hits"
    assert len(rows(hands)) == everything
    hands.press("tab")
    afters = [row[3].casefold().lstrip() for row in rows(hands)]
    assert afters == sorted(afters)
    hands.press("tab")
    befores = [row[1].casefold().split()[::-1] for row in rows(hands)]
    assert befores == sorted(befores)
    hands.press("shift+tab", "shift+tab")
    assert [row[0] for row in rows(hands)] == sorted(row[0] for row in rows(hands))
    hands.desk.paste("bell\nwould")
    assert len(rows(hands)) == 1


def test_a_list_that_is_not_there_yet_is_not_searched(
    at_desk: Callable[[], Hands], monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = at_desk()
    with monkeypatch.context() as patch:
        patch.setattr(Corpus, "known_names", None)
        hands.press("g", "a")
        assert hands.desk.listing(9).total is None
        typed(hands, "b.t ")
        hands.press("/")
        assert "still being listed" in hands.desk.status()
        assert hands.desk.prompt() is None
    listed(hands)
    assert [row.name for row in hands.desk.listing(9).rows] == ["b.txt"]


def listed(hands: Hands) -> None:
    """Wait until the articles are listed."""
    session = hands.desk.session
    assert isinstance(session, CorpusSession)
    session.corpus.names()


def test_the_articles_of_a_filtered_list_alone(at_desk: Callable[[], Hands]) -> None:
    hands = at_desk()
    listed(hands)
    hands.press("g", "a")
    typed(hands, "b.t ")
    hands.press("/")
    prompt = hands.desk.prompt()
    assert prompt is not None
    assert "1 article of the list" in prompt.title
    typed(hands, "the")
    hands.press("enter")
    settled(hands)
    assert {row[0] for row in rows(hands)} == {"b.txt"}
    assert hands.desk.hits(9).where == "1 article of the list"
    hands.press("/")
    hands.type("bell")
    settled(hands)
    assert rows(hands) == []
    assert hands.desk.hits(9).note == "no article has these words"


def test_what_cannot_be_read_is_counted_and_named_once(at_desk: Callable[[], Hands], corpus: Path) -> None:
    (corpus / "bad.txt").write_bytes(b"a lamp \xff\xfe")
    (corpus / "nul.txt").write_bytes(b"a lamp \0")
    hands = at_desk()
    searched(hands, "lamp")
    assert {row[0] for row in rows(hands)} == {"b.txt"}
    assert hands.desk.status() == "5 articles searched, hits in 1; 2 could not be read: bad.txt, nul.txt"


def test_a_fifo_in_the_place_of_an_article_does_not_hang_the_search(at_desk: Callable[[], Hands], corpus: Path) -> None:
    hands = at_desk()
    assert hands.desk.session.step(1) == "b.txt", "the folder was listed while it was an article"
    (corpus / "b.txt").unlink()
    os.mkfifo(corpus / "b.txt")
    searched(hands, "bell")
    assert "b.txt (is a FIFO" in hands.desk.status()
    assert len(rows(hands)) == 2


def test_an_open_article_is_searched_as_it_is_worked_on(at_desk: Callable[[], Hands], corpus: Path) -> None:
    hands = at_desk()
    searched(hands, "bell")
    hands.press("end", "enter")
    (corpus / "old" / "c.txt").write_text("Nothing here.\n", encoding="utf-8")
    searched(hands, "bell")
    assert len(rows(hands)) == 2


def test_a_hit_that_moved_is_found_and_one_that_is_gone_is_said(at_desk: Callable[[], Hands], corpus: Path) -> None:
    hands = at_desk()
    searched(hands, "bell")
    assert [row[2] for row in rows(hands)] == ["Bell", "bell"]
    (corpus / "old" / "c.txt").write_text("The harbour bell.\n", encoding="utf-8")
    hands.press("end", "enter")
    assert hands.desk.finding.hit == (12, 16)
    (corpus / "b.txt").write_text("No light.\n", encoding="utf-8")
    hands.desk.session.open("a.txt")
    hands.desk.run("go.reading")
    searched(hands, "light")
    assert len(rows(hands)) == 1
    (corpus / "b.txt").write_text("It is dark.\n", encoding="utf-8")
    hands.press("enter")
    assert "does not stand here any more" in hands.desk.status()


def test_an_article_that_cannot_be_opened_leaves_the_list(at_desk: Callable[[], Hands], corpus: Path) -> None:
    hands = at_desk()
    searched(hands, "bell")
    (corpus / "old" / "c.txt").unlink()
    hands.press("enter")
    assert hands.desk.stage == "hits"
    assert "is not there" in hands.desk.status()


def test_escape_ends_a_search_and_the_last_row_goes_on(
    at_desk: Callable[[], Hands], monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = at_desk()
    session = hands.desk.session
    assert isinstance(session, CorpusSession)
    reached, gate = threading.Event(), threading.Event()
    read = session.texts.read

    def slow(name: str) -> str:
        if name == "b.txt":
            reached.set()
            assert gate.wait(30)
        return read(name)

    monkeypatch.setattr(session.texts, "read", slow)
    hands.press("g", "f")
    typed(hands, "the")
    hands.press("enter")
    assert reached.wait(30)
    first = len(rows(hands))
    assert first, "hits show while the search is running"
    assert hands.desk.status() == "searching: 1 of 3 articles, hits in 1 …"
    hands.press("tab")
    assert "when the search has ended" in hands.desk.status()
    hands.press("escape")
    assert hands.desk.stage != "hits"
    gate.set()
    settled(hands)
    hands.press("g", "f")
    assert hands.desk.status() == "stopped after 2 of 3 articles, hits in 2"
    assert "Enter goes on" in hands.desk.hits(50).note
    hands.press("end", "enter")
    settled(hands)
    assert hands.desk.status() == "3 articles searched, hits in 3"
    assert [row[0] for row in rows(hands)][-1].endswith("c.txt")


def test_stepping_while_the_search_runs_waits_for_no_hit(
    at_desk: Callable[[], Hands], monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = at_desk()
    session = hands.desk.session
    assert isinstance(session, CorpusSession)
    gate = threading.Event()
    read = session.texts.read
    monkeypatch.setattr(session.texts, "read", lambda name: read(name) if name == "a.txt" or gate.wait(30) else "")
    hands.press("g", "f")
    typed(hands, "quay was")
    hands.press("enter")
    while not rows(hands):
        hands.desk.tick()
    hands.press("enter", ">")
    assert "no further hit yet" in hands.desk.status()
    gate.set()
    settled(hands)
    hands.press(">")
    assert "last hit" in hands.desk.status()


def test_words_in_cues_and_sources_alone(at_desk: Callable[[], Hands], corpus: Path) -> None:
    hands = at_desk()
    hands.press("space", "a")
    searched(hands, "bell")
    hands.press("end", "enter", "space", "a", "a")
    assert hands.desk.session.flush(30)
    golds = [path.name for path in corpus.rglob("*.gold.yaml")]
    assert sorted(golds) == ["a.txt.gold.yaml", "c.txt.gold.yaml"]
    again = at_desk()
    searched(again, "source:hallow")
    assert [row[2] for row in rows(again)] == ["Curator Per Hallow"]
    assert again.desk.status() == "2 articles searched, hits in 1"
    searched(again, "cue:said")
    assert [(Path(row[0]).name, row[2]) for row in rows(again)] == [("a.txt", "said"), ("c.txt", "said")]
    again.press("end", "enter")
    assert again.desk.place.part == "cue"
    assert hit_words(again) == "said"
    searched(again, "source:ida")
    assert again.desk.hits(5).query == "source:ida"
    assert rows(again) == []


def test_words_in_cues_of_one_article() -> None:
    hands = Hands(desk_of(*harbour()))
    hands.press("space", "/")
    hands.type("cue:t")
    assert (hands.desk.place.item, hands.desk.place.part) == ("q03", "cue")
    assert [hit_words(hands)] == ["told"]
    hands.press("escape", ">")
    assert hit_words(hands) == "wrote"
    shown = [one for one in hands.desk.reading().decor if one.role.startswith("found")]
    assert {HARBOUR[one.start : one.end] for one in shown} >= {"told", "wrote"}


def test_help_from_the_lists_names_their_keys(at_desk: Callable[[], Hands]) -> None:
    hands = at_desk()
    hands.press("g", "a", "?")
    assert hands.desk.help()[0].title == "List of articles"
    hands.press("escape")
    assert stage(hands) == "list"
    hands.press("escape")
    searched(hands, "bell")
    hands.press("?")
    assert hands.desk.help()[0].title == "Words found in all articles"
    hands.press("escape", "b", "?")
    assert hands.desk.hits(9).filter == "b?"


def test_a_list_that_was_left_at_once_is_walked_from_its_first_hit(at_desk: Callable[[], Hands]) -> None:
    hands = at_desk()
    searched(hands, "bell")
    hands.press("escape", ">")
    assert "hit 1 of 2" in hands.desk.status()
    hands.press(">")
    assert "hit 2 of 2" in hands.desk.status()
