"""Scores against cases computed by hand."""

from __future__ import annotations

from typing import Any

import pytest

from annotator.article import Article
from annotator.evaluation import Case, Report, Rules, compare, evaluate
from annotator.evaluation.alignment import Tokens, normalised
from annotator.evaluation.errors import errors
from annotator.evaluation.spans import score_spans
from annotator.evaluation.tables import comparison_line, figure, figures, intervals, tables
from annotator.exchange.base import Intake
from annotator.exchange.record import from_record
from annotator.model import Annotation
from annotator.text import Range

TEXT = "He said: “We won,” and left. Ann said that taxes will “double.”\n"
ARTICLE = Article.from_text(TEXT, "a.txt")


def at(words: str, start: int = 0, text: str = TEXT) -> list[int]:
    place = text.index(words, start)
    return [place, place + len(words)]


WON = {"content": [at("“We won,”")], "cue": at("said:"), "source": at("He"), "speakers": ["Hal Ito"]}
TAX = {
    "content": [at("that taxes will “double.”")],
    "cue": at("said", 20),
    "source": at("Ann"),
    "speakers": ["Ann Roe"],
}


def annotation(*quotes: dict[str, Any], text: str = TEXT, **more: Any) -> Annotation:
    record = {"id": "a.txt", "text": text, "quotes": list(quotes), **more}
    return from_record(record, intake=Intake(time="2026-01-01T00:00:00Z")).annotation


def report(gold: Annotation, predicted: Annotation | None, rules: Rules | None = None) -> Report:
    return evaluate([Case("a.txt", ARTICLE, gold, predicted)], rules)


def test_the_same_is_perfect() -> None:
    found = report(annotation(WON, TAX), annotation(WON, TAX))
    for role in ("content", "cue", "source", "whole", "speaker", "type"):
        assert found.score("exact", role).f1 == 1
    for table in ("overlap", "linked"):
        assert found.score(table, "whole").f1 == 1
    assert found.score("exact", "whole", "direct").gold == 1
    assert found.score("exact", "whole", "mixed").gold == 1


def test_marks_and_points_at_the_edges_do_not_matter() -> None:
    predicted = annotation({"content": [at("We won")], "cue": at("said"), "source": at("He")})
    found = report(annotation(WON, TAX), predicted).score("exact", "whole")
    assert (found.p, found.r) == (1.0, 0.5)
    assert found.f1 == pytest.approx(2 / 3)


def test_partial_content_and_a_wrong_source() -> None:
    predicted = annotation({"content": [at("taxes will")], "cue": at("said", 20), "source": at("He")})
    found = report(annotation(WON, TAX), predicted)
    # Gold content words: We won | that taxes will double = 2 + 4; predicted: taxes will = 2.
    assert found.score("overlap", "content").p == 1
    assert found.score("overlap", "content").r == pytest.approx(2 / 6)
    assert found.score("exact", "content").hit_g == 0
    assert found.score("exact", "cue").hit_g == 1
    # "He" is the source of the other attribution: pairs of spans see it, linked ones do not.
    assert found.score("overlap", "source").p == 1
    assert found.score("linked", "source").p == 0
    assert found.share("given half", "source") == (0.0, 1)  # token F1 = 2*2 / (2+4) = .67
    assert found.share("given exact", "source") == (0.0, 0)


def test_one_to_one() -> None:
    twice = annotation(WON)
    twice = twice.model_copy(update={"quotes": (*twice.quotes, *twice.quotes)})
    found = report(annotation(WON, TAX), twice).score("exact", "content")
    assert (found.hit_p, found.pred) == (1, 2)


def test_no_prediction_counts_as_empty() -> None:
    found = report(annotation(WON), None)
    assert found.score("exact", "whole").f1 == 0
    assert figures(found)["articles_without_prediction"] == 1


def test_speakers_are_compared_by_name() -> None:
    by_last_name = annotation({**WON, "speakers": ["Ito"]}, {**TAX, "speakers": ["Bo Roe", "Ann Roe"]})
    found = report(annotation(WON, TAX), by_last_name)
    assert found.score("exact", "speaker").hit_g == 1
    assert found.share("given exact", "speaker") == (0.5, 2)


def test_attitudes_outside_the_scope_are_not_false() -> None:
    extra = {"content": [at("left")], "act": "attitude"}
    gold, predicted = annotation(WON), annotation(WON, extra)
    assert gold.review.scope == "statements"
    assert report(gold, predicted).score("exact", "whole").p == 1
    wide = gold.model_copy(update={"review": gold.review.model_copy(update={"scope": "all"})})
    assert report(wide, predicted).score("exact", "whole").p == 0.5
    only = Rules(acts=frozenset({"statement"}))
    assert report(wide, predicted, only).score("exact", "whole").p == 1


def test_uncertain_quotes_with_and_without() -> None:
    gold = annotation({**WON, "flags": ["uncertain"]}, TAX)
    predicted = annotation(WON)
    found = report(gold, predicted)
    assert (found.score("exact", "whole").p, found.score("exact", "whole").r) == (1, 0.5)
    certain = found.score("exact", "whole", certain=True)
    assert (certain.pred, certain.gold) == (0, 1)


def test_rejected_items_are_known_negatives() -> None:
    gold = annotation(TAX, rejected=[{"content": [at("“We won,”")], "reason": "scare_quote"}])
    data = figures(report(gold, annotation(WON, TAX)))
    assert data["known_negatives"] == {"rejected": 1, "predicted": 1}
    assert figures(report(gold, annotation(TAX)))["known_negatives"]["predicted"] == 0


def test_sections_by_line_border_and_whole() -> None:
    text = "Rain\n\nBy Bo\n\nIt rained.\n\nIt poured.\n"
    article = Article.from_text(text, "r.txt")
    gold = [
        {"kind": "headline", "span": at("Rain", text=text)},
        {"kind": "byline", "span": at("By Bo", text=text)},
        {"kind": "body", "span": [13, 36]},
    ]
    said = [
        {"kind": "headline", "span": at("Rain", text=text)},
        {"kind": "body", "span": [6, 36]},
    ]
    found = evaluate(
        [
            Case(
                "r.txt",
                article,
                annotation(text=text, sections=gold),
                annotation(text=text, sections=said),
            )
        ]
    )
    data = figures(found)["sections"]
    assert data["lines"] == 0.75
    assert data["whole"]["p"] == 0.5
    assert data["whole"]["r"] == pytest.approx(1 / 3, abs=1e-4)
    assert data["borders"]["p"] == 1  # begins at 0 and 6, the gold at 0, 6 and 13
    assert data["borders"]["r"] == pytest.approx(2 / 3, abs=1e-4)
    assert data["by_kind"]["body"]["r"] == 1
    assert data["by_kind"]["body"]["p"] == pytest.approx(2 / 3, abs=1e-4)
    # headline 1, byline 0, body 0.8
    assert data["lines_macro_f1"] == pytest.approx(0.6)
    assert "lines by section" in tables(found)
    nothing = evaluate([Case("a.txt", ARTICLE, annotation(WON), annotation(WON))])
    assert "sections" not in figures(nothing)


def test_span_scores_by_hand() -> None:
    gold = [((0, 4), "content"), ((6, 9), "cue"), ((12, 20), "source")]
    said = [((0, 4), "content"), ((6, 9), "source"), ((12, 15), "source"), ((30, 31), "cue")]
    counts = score_spans(gold, said)
    hits = {way: counts["spans", way, "all", "hit_p"] for way in ("strict", "exact", "partial", "type")}
    assert hits == {"strict": 1, "exact": 2, "partial": 5, "type": 2}
    assert counts["spans", "partial", "all", "pred"] == 8


def test_neighbouring_pieces_are_one() -> None:
    text = "“A b,” he said. “C d.”\n\n“E f.”"
    pieces: list[Range] = [(0, 6), (16, 22), (24, 30)]
    assert normalised(text, pieces) == ((1, 4), (17, 28))
    assert normalised("Romeo: “Hi.”", [(5, 6)]) == ((5, 6),)
    assert Tokens("Romeo: “Hi.”").of([(5, 6)]) == frozenset({1})


def test_macro_weighs_articles_equally() -> None:
    full = Case("a.txt", ARTICLE, annotation(WON, TAX), annotation(WON, TAX))
    none = Case("b.txt", ARTICLE, annotation(WON), None)
    empty = Case("c.txt", ARTICLE, annotation(), annotation())
    found = evaluate([full, none, empty], groups=["x", "y", "y"])
    assert found.macro("exact", "whole") == 0.5
    assert found.score("exact", "whole").r == pytest.approx(2 / 3)
    assert found.grouped()["x"].score("exact", "whole").f1 == 1
    assert found.grouped()["y"].score("exact", "whole").f1 == 0


def test_bootstrap_is_repeatable_and_holds_the_figure() -> None:
    good = Case("a.txt", ARTICLE, annotation(WON, TAX), annotation(WON, TAX))
    bad = Case("b.txt", ARTICLE, annotation(WON, TAX), annotation(WON))
    found = evaluate([good, bad, good, bad])
    bound = found.interval("exact", "whole", resamples=200)
    assert bound.low <= bound.value <= bound.high
    assert bound == found.interval("exact", "whole", resamples=200)
    assert bound.low == pytest.approx(2 / 3)  # only bad ones drawn
    assert bound.high == 1  # only good ones


def test_two_predictions_compared_on_the_same_articles() -> None:
    gold = annotation(WON, TAX)
    better = evaluate([Case(f"{n}.txt", ARTICLE, gold, annotation(WON, TAX)) for n in range(6)])
    worse = evaluate([Case(f"{n}.txt", ARTICLE, gold, annotation(WON)) for n in range(6)])
    found = compare(better, worse, resamples=100)
    assert found.difference == pytest.approx(1 / 3)
    assert found.low == pytest.approx(1 / 3)
    assert found.high == pytest.approx(1 / 3)
    assert found.p == 0
    assert compare(better, better, resamples=50).p == 1
    assert "difference +33.3" in comparison_line(found, "whole")
    with pytest.raises(ValueError, match="same articles"):
        compare(better, evaluate([]))


def test_errors_as_data() -> None:
    gold = annotation(WON, TAX)
    predicted = annotation(
        {**TAX, "content": [at("taxes will “double.”")], "speakers": ["Bo"]}, {"content": [at("left")]}
    )
    found = [error.as_dict() for error in errors(Case("a.txt", ARTICLE, gold, predicted))]
    assert [(error["kind"], error["gold"], error["predicted"]) for error in found] == [
        ("missed", "q01", None),
        ("spurious", None, "q01"),
        ("content", "q02", "q02"),
        ("speaker", "q02", "q02"),
    ]
    assert found[2]["expected"] == "that taxes will “double.”"
    assert found[2]["found"] == "taxes will “double.”"
    assert found[3]["found"] == "bo"


def test_reports_for_people_and_programs() -> None:
    found = report(annotation(WON, TAX), annotation(WON))
    text = tables(found, intervals(found, resamples=20))
    assert text.startswith("1 articles, 2 attributions in the gold, 1 predicted, 1 aligned\n")
    assert "all whole" in text
    markdown = tables(found, style="markdown")
    assert "| all whole | 100.0 | 50.0 | 66.7 |" in markdown
    data = figures(found)
    assert figure(data, "whole") == figure(data, "exact.all.whole.f1") == pytest.approx(0.6667)
    for path in ("nothing", "exact.all", "exact.all.whole.nothing"):
        with pytest.raises(KeyError):
            figure(data, path)
