"""`annotator evaluate`, `agree` and `stats`: figures for people and programs, exit codes for CI."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from material import lamp

from annotator.cli import main
from annotator.cli.revisiting import ErrorDesk, sentence, session_of
from annotator.evaluation import EvaluationError

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A corpus with one finished article in a folder."""
    article, data = lamp()
    folder = tmp_path / "gold" / "town"
    folder.mkdir(parents=True)
    (folder / "lamp.txt").write_bytes(article.text.encode("utf-8"))
    (folder / "lamp.txt.gold.yaml").write_bytes(data)
    return tmp_path / "gold"


def predictions(tmp_path: Path, gold: Path, *, drop: int = 0, name: str = "pred.jsonl") -> str:
    """The gold as a file of records without text; the first `drop` quotes are missed."""
    assert main(["export", str(gold), "--to", "jsonl", "-o", f"whole-{name}"]) == 0
    record = json.loads((tmp_path / f"whole-{name}").read_text(encoding="utf-8"))
    quotes = [{key: quote[key] for key in ("content", "cue", "source")} for quote in record["quotes"][drop:]]
    (tmp_path / name).write_text(json.dumps({"id": record["id"], "quotes": quotes}) + "\n", encoding="utf-8")
    return name


def one_line(capsys: Captured) -> str:
    error = capsys.readouterr().err
    assert len(error.splitlines()) == 1, error
    return error


def figures(capsys: Captured, *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["evaluate", *arguments, "--style", "json", "--resamples", "20"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_gold_against_itself_is_perfect(gold: Path, capsys: Captured) -> None:
    found = figures(capsys, str(gold), str(gold))
    assert found["exact"]["all"]["whole"]["f1"] == 1
    assert found["intervals"]["whole"] == [1, 1]


def test_records_without_text_are_scored_on_the_golds_articles(gold: Path, tmp_path: Path, capsys: Captured) -> None:
    name = predictions(tmp_path, gold, drop=2)
    found = figures(capsys, str(gold), name)
    assert found["exact"]["all"]["whole"]["p"] == 1
    assert found["exact"]["all"]["whole"]["r"] == pytest.approx(4 / 6, abs=1e-3)


def test_the_shipped_detector_can_be_the_prediction(gold: Path, capsys: Captured) -> None:
    assert main(["evaluate", str(gold), "--detector", "--resamples", "20", "--groups", "outlet"]) == 0
    out = capsys.readouterr().out
    assert "all whole" in out
    assert "exact F1 by group" in out
    assert "town" in out


def test_another_annotator_can_be_the_prediction(gold: Path, capsys: Captured) -> None:
    data = (gold / "town" / "lamp.txt.gold.yaml").read_bytes()
    (gold / "town" / "lamp.txt.ines.gold.yaml").write_bytes(data)
    assert figures(capsys, str(gold), str(gold), "--pred-by", "ines")["exact"]["all"]["whole"]["f1"] == 1
    assert main(["evaluate", str(gold), str(gold), "--pred-by", "nobody"]) == 2
    assert "no gold files of nobody" in capsys.readouterr().err


def test_thresholds_decide_the_exit_code(gold: Path, tmp_path: Path, capsys: Captured) -> None:
    name = predictions(tmp_path, gold, drop=2)
    call = ["evaluate", str(gold), name, "--resamples", "0", "--fail-under"]
    assert main([*call, "whole=0.5"]) == 0
    capsys.readouterr()
    assert main([*call, "exact.all.whole.r=0.9"]) == 1
    assert "below 0.9" in one_line(capsys)


@pytest.mark.parametrize("floor", ["whole", "whole=high", "whole=40", "nothing=0.4"])
def test_a_wrong_threshold_is_a_wrong_call(floor: str, gold: Path, capsys: Captured) -> None:
    assert main(["evaluate", str(gold), str(gold), "--resamples", "0", "--fail-under", floor]) == 2
    assert "--fail-under" in one_line(capsys)


def test_two_predictions_are_compared(gold: Path, tmp_path: Path, capsys: Captured) -> None:
    worse = predictions(tmp_path, gold, drop=3)
    assert main(["evaluate", str(gold), str(gold), "--compare", worse, "--resamples", "20"]) == 0
    assert "whole: 100.0 against" in capsys.readouterr().out


def test_errors_are_written_as_records(gold: Path, tmp_path: Path, capsys: Captured) -> None:
    name = predictions(tmp_path, gold, drop=1)
    call = ["evaluate", str(gold), name, "--resamples", "0", "--errors", "errors.jsonl"]
    assert main(call) == 0
    found = [json.loads(line) for line in (tmp_path / "errors.jsonl").read_text(encoding="utf-8").splitlines()]
    assert "missed" in {error["kind"] for error in found}
    assert {error["article"] for error in found} == {"town/lamp.txt"}
    capsys.readouterr()
    assert main(call) == 1
    assert "--overwrite" in one_line(capsys)


def test_one_prediction_is_needed(gold: Path, capsys: Captured) -> None:
    assert main(["evaluate", str(gold)]) == 2
    assert "--detector" in one_line(capsys)
    assert main(["evaluate", str(gold), str(gold), "--detector"]) == 2
    assert "one of the two" in one_line(capsys)


def test_open_needs_a_terminal(gold: Path, capsys: Captured) -> None:
    assert main(["evaluate", str(gold), str(gold), "--open"]) == 2
    assert "terminal" in one_line(capsys)


def test_a_malformed_record_is_named_and_the_rest_scored(gold: Path, tmp_path: Path, capsys: Captured) -> None:
    name = predictions(tmp_path, gold)
    path = tmp_path / name
    path.write_text("{oops\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    capsys.readouterr()
    assert main(["evaluate", str(gold), name, "--resamples", "0"]) == 1
    assert "pred.jsonl: record 1" in one_line(capsys)


def test_a_prediction_about_another_text_is_refused(gold: Path, tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "pred.jsonl").write_text('{"id": "town/lamp.txt", "text": "Another.\\n"}\n')
    assert main(["evaluate", str(gold), "pred.jsonl"]) == 2
    assert "another text" in one_line(capsys)


def test_predictions_about_nothing_in_the_gold_are_refused(gold: Path, tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "pred.jsonl").write_text('{"id": "x.txt", "text": "Another.\\n"}\n')
    assert main(["evaluate", str(gold), "pred.jsonl"]) == 2
    assert "ids must be" in capsys.readouterr().err


# ------------------------------------------------------------------ --open


def test_articles_open_at_their_first_error(gold: Path, tmp_path: Path) -> None:
    (gold / "town" / "extra.txt").write_text("Nothing is wrong here.\n")
    first = EvaluationError("town/lamp.txt", "missed", "q03", None, "direct", (184, 207), "“We heard”", "")
    light = lamp()[0].text.index("“ghost light”")
    more = EvaluationError("town/lamp.txt", "spurious", None, "q09", "direct", (light, light + 13), "", "ghost light")
    opened = session_of(str(gold), None, [first, more])
    assert opened is not None
    session, errors = opened
    try:
        desk = ErrorDesk(session, errors)
        assert session.name == "lamp.txt", "only articles with errors are walked"
        assert desk.stage == "reading"
        assert desk.place.item == "q03"
        assert desk.status().endswith("missed by the prediction: “We heard” (first of 2 errors here)")
        desk.show_error(more, 1)
        start, end = next(block for block in desk.blocks if block[0] == desk.place.block)
        assert start <= light < end
    finally:
        assert session.close()
    assert (gold / "town" / "lamp.txt.gold.yaml").read_bytes() == lamp()[1], "looking changes nothing"


def test_no_errors_nothing_to_open(gold: Path, capsys: Captured) -> None:
    assert session_of(str(gold), None, []) is None
    assert "no error" in one_line(capsys)


def test_an_error_in_words_is_safe_to_show() -> None:
    error = EvaluationError("a", "cue", "q01", "q02", "direct", (0, 1), "said", "\x1b[2J")
    assert sentence(error) == "cue: predicted ␛[2J, in the gold said"


# ------------------------------------------------------------------ agree


def test_the_annotators_of_one_corpus_are_found(gold: Path, capsys: Captured) -> None:
    data = (gold / "town" / "lamp.txt.gold.yaml").read_bytes()
    for person in ("ines", "tom"):
        (gold / "town" / f"lamp.txt.{person}.gold.yaml").write_bytes(data)
    assert main(["agree", str(gold), "--style", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["f1"]["all"]["whole"] == 1
    assert [(pair["first"], pair["second"]) for pair in found["people"]] == [("ines", "tom")]


def test_two_corpora_are_compared(gold: Path, tmp_path: Path, capsys: Captured) -> None:
    name = predictions(tmp_path, gold, drop=2)
    assert main(["agree", str(gold), name, "--min-status", "new"]) == 0
    assert "pairwise F1" in capsys.readouterr().out


def test_one_annotator_cannot_agree(gold: Path, capsys: Captured) -> None:
    assert main(["agree", str(gold)]) == 2
    assert "name two corpora" in one_line(capsys)


# ------------------------------------------------------------------ stats


def test_stats_as_table_json_and_page(gold: Path, tmp_path: Path, capsys: Captured) -> None:
    assert main(["stats", str(gold)]) == 0
    assert "articles by status" in capsys.readouterr().out
    assert main(["stats", str(gold), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["totals"]["quotes"] == 6
    assert main(["stats", str(gold), "--html", "page.html"]) == 0
    assert capsys.readouterr().out == ""
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert main(["stats", str(gold), "--html", "page.html"]) == 1
    assert "--overwrite" in one_line(capsys)


def test_stats_without_gold_says_so(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "a.txt").write_text("Nothing.\n")
    assert main(["stats", str(tmp_path)]) == 2
    assert "no gold files" in one_line(capsys)
