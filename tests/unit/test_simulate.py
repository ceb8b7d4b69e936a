"""The simulated annotator: any pre-fill becomes the gold, and the figures are what was typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from damage import damaged
from desks import desk_of, harbour
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import ARTICLE

from annotator.article import Article
from annotator.cli import main
from annotator.cli.simulating import play
from annotator.commands import presses
from annotator.config import Settings
from annotator.goldfile import encode, read_gold
from annotator.model import Annotation
from annotator.sameness import differences
from annotator.session import detected
from annotator.simulate import Annotator, SimulationError, as_proposals, simulate, without_quotes
from annotator.simulate.figures import Marks, Outcome, marks_of, report, table
from annotator.simulate.pairing import pair
from annotator.simulate.routes import route
from annotator.simulate.tally import Tally

CORPUS = Path(__file__).parents[2] / "corpus"
ARTICLES = ("town/lido-reopening.txt", "languages/phare-de-lestrel.txt", "talk/last-lamp.txt")


def corpus_gold(name: str) -> tuple[Article, Annotation]:
    file = CORPUS / name
    article = Article.decode(file.read_bytes(), file.name)
    gold = read_gold(file.with_name(f"{file.name}.gold.yaml").read_bytes(), article, file.name).annotation
    assert gold is not None
    return article, gold


def lido() -> tuple[Article, Annotation]:
    """An invented article with what the detectors find in it, taken for gold."""
    article = Article.from_text(ARTICLE, "lido.txt")
    return article, detected(article, Settings())


def becomes_gold(article: Article, start: Annotation, gold: Annotation) -> Tally:
    desk = desk_of(article, start)
    tally = simulate(desk, gold)
    assert differences(gold, desk.editor.annotation) == []
    assert desk.editor.annotation.review.status == "done"
    assert not [one for one in desk.editor.annotation.quotes if one.status == "proposed"]
    assert tally.total == presses(tuple(tally.keys))
    return tally


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10_000), hurts=st.integers(1, 8))
def test_damage_is_turned_back(seed: int, hurts: int) -> None:
    article, gold = harbour()
    becomes_gold(article, damaged(gold, article, seed, hurts), gold)


@pytest.mark.parametrize("seed", range(4))
def test_damage_to_another_article_is_turned_back(seed: int) -> None:
    article, gold = lido()
    becomes_gold(article, damaged(gold, article, seed), gold)


@pytest.mark.parametrize("name", ARTICLES)
def test_damage_to_articles_of_the_corpus_is_turned_back(name: str) -> None:
    article, gold = corpus_gold(name)
    becomes_gold(article, damaged(gold, article, 7, 5), gold)


def test_a_perfect_start_takes_a_space_a_stop() -> None:
    article, gold = harbour()
    tally = becomes_gold(article, as_proposals(gold), gold)
    assert set(tally.keys) == {"space"}
    assert tally.work["quote"] <= len(gold.quotes) + 1, "one Space more: a quote without a source is a question"
    assert tally.thoughts == 0


def test_nothing_at_the_start() -> None:
    article, gold = harbour()
    tally = becomes_gold(article, without_quotes(gold), gold)
    assert len(gold.quotes) < tally.work["quote"] < 8 * len(gold.quotes)
    assert tally.moves["quote"] <= tally.work["quote"]
    assert tally.seconds == pytest.approx(0.2 * tally.total + 1.35 * tally.thoughts)


def test_sections_are_mended_first() -> None:
    article, gold = harbour()
    kinds = {"s02": "noise", "s03": "byline", "s04": "body"}
    wrong = tuple(one.model_copy(update={"kind": kinds.get(one.id, one.kind)}) for one in gold.sections)
    tally = becomes_gold(article, as_proposals(gold.model_copy(update={"sections": wrong})), gold)
    assert tally.work["section"] >= 2


def test_a_gold_that_no_key_reaches_fails_in_words() -> None:
    article, gold = harbour()
    unreachable = gold.quotes[0].model_copy(update={"flags": ("no-such-flag",)})
    wanted = gold.model_copy(update={"quotes": (unreachable, *gold.quotes[1:])})
    with pytest.raises(SimulationError, match="flags"):
        simulate(desk_of(article, as_proposals(gold)), wanted)


def test_trying_leaves_no_trace() -> None:
    article, gold = harbour()
    desk = desk_of(article, as_proposals(gold))
    desk.press("space")
    desk.press("l")
    before = (desk.place, desk.editor.snapshot, desk.status(), desk.presses, len(desk.session.history.done))
    with desk.trial():
        for key in ("l", "space", "n", "enter", "y", "=", "g", "3", "F", "x"):
            desk.press(key)
        assert desk.editor.snapshot is not before[1]
    assert (desk.place, desk.editor.snapshot, desk.status(), desk.presses, len(desk.session.history.done)) == before
    desk.press("u")
    assert desk.editor.annotation.quotes == as_proposals(gold).quotes


def test_the_shortest_way_is_found() -> None:
    article, gold = harbour()
    desk = desk_of(article, gold)
    desk.press("g")
    desk.press("2")
    desk.press("g")
    desk.press("g")
    assert route(desk, lambda _block, item: item == desk.place.item) == ()
    keys = route(desk, lambda _block, item: item == "q05")
    assert keys is not None
    assert presses(keys) <= 4
    for key in keys:
        desk.press(key)
    assert desk.place.item == "q05"
    assert route(desk, lambda _block, item: item == "nothing") is None


def test_a_dearer_way_is_given_up_and_leaves_no_trace() -> None:
    article, gold = harbour()
    hands = Annotator(desk_of(article, as_proposals(gold)), gold).hands
    hands.press("space")
    before = (hands.desk.place, hands.desk.editor.snapshot, hands.spent)
    assert hands.cost(lambda: hands.press("l", "l", "l"), 4) == 3
    assert hands.cost(lambda: hands.press("l", "l", "l"), 3) is None
    pressed: list[str] = []
    hands.cheapest(lambda: pressed.append("dear") or hands.press("l", "l"), lambda: hands.press("h"))  # type: ignore[func-returns-value]
    assert pressed == ["dear"], "it was tried and not typed"
    assert hands.tally.keys == ["space", "h"]
    assert (hands.desk.place.block, before[2] + 1) == (before[0].block, hands.spent)


def test_pairs() -> None:
    _, gold = harbour()
    whole = gold.quotes[1].content[0]
    moved = whole.model_copy(update={"span": (whole.start, whole.end - 4), "text": whole.text[:-4]})
    now = gold.model_copy(
        update={"quotes": (gold.quotes[0], gold.quotes[1].model_copy(update={"content": (moved,)}), *gold.quotes[3:])}
    )
    found = pair(gold, now)
    assert found.ids() == {"q01": "q01", "q02": "q02", "q04": "q04", "q05": "q05", "q06": "q06"}
    assert [one.id for one in found.missing] == ["q03"]
    assert found.false == ()
    assert [one.id for one in pair(now, gold).false] == ["q03"]


def test_figures() -> None:
    article, gold = lido()
    number = len(gold.quotes)
    desk = desk_of(article, without_quotes(as_proposals(gold)))
    desk.editor.marks = desk.editor.find_marks()
    marks = marks_of(desk, gold)
    assert (marks.missed, marks.paragraphs) == (number, len(article.structure.paragraphs))
    assert number / 2 <= marks.marked <= number
    tally = Annotator(desk, gold).run()
    good = Outcome("lido.txt", number, tally, marks)
    bad = Outcome("fog.txt", 4, Tally(), Marks(), "the fog did not lift")
    found = report([good, bad], "empty")
    assert found["attributions"] == number
    assert found["failures"] == {"fog.txt": "the fog did not lift"}
    assert found["presses_per_attribution"] == round(tally.work["quote"] / number, 3)
    assert sum(found["presses_by_command"].values()) == tally.total
    assert sum(one["presses"] for one in found["situations"].values()) == tally.work["quote"]
    assert all(1 <= one["cases"] <= one["presses"] for one in found["situations"].values())
    parts = ("presses_per_attribution", "sections_per_attribution", "other_per_attribution")
    assert sum(found[part] for part in parts) == pytest.approx(found["total_per_attribution"], abs=0.01)
    assert all(0 <= one["at_1"] <= one["at_5"] <= 1 for one in found["pickers"].values())
    assert "failed: fog.txt: the fog did not lift" in table(found)
    assert report([], "empty")["presses_per_attribution"] == 0


@pytest.mark.parametrize("prefill", ["empty", "current", "perfect"])
def test_the_saved_file_is_the_judge(prefill: str) -> None:
    article, gold = harbour()
    outcome = play("harbour.txt", article.text.encode(), gold, prefill, Settings(annotator="ines"))
    assert outcome.failure == ""
    assert outcome.tally.keys[-1] == "space"


def test_a_file_that_says_something_else_fails() -> None:
    article, gold = harbour()
    flag = gold.quotes[0].model_copy(update={"flags": ("no-such-flag",)})
    wanted = gold.model_copy(update={"quotes": (flag, *gold.quotes[1:])})
    outcome = play("harbour.txt", article.text.encode(), wanted, "current", Settings())
    assert "no-such-flag" in outcome.failure


def test_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))
    article, gold = harbour()
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "harbour.txt").write_text(article.text, encoding="utf-8")
    assert main(["simulate", str(corpus)]) == 2, "no gold to be reached"
    file = corpus / "harbour.txt.gold.yaml"
    data = encode(gold, article)
    file.write_bytes(data)
    capsys.readouterr()
    assert main(["simulate", str(corpus), "--prefill", "perfect", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["presses_per_attribution"] > 0
    assert found["failures"] == {}
    assert main(["simulate", str(corpus), "--prefill", "perfect", "--limit", "1"]) == 0
    assert "presses a quote" in capsys.readouterr().out
    assert file.read_bytes() == data, "nothing in the corpus changes"
    assert sorted(path.name for path in corpus.iterdir()) == ["harbour.txt", "harbour.txt.gold.yaml"]
    (corpus / "harbour.txt").write_text("another text altogether, and quite short\n", encoding="utf-8")
    assert main(["simulate", str(corpus), "--prefill", "perfect"]) == 1
    assert "failed: harbour.txt" in capsys.readouterr().out
