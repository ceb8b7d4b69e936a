"""Splits without leaks, gold without text, gold and predictions brought together."""

from __future__ import annotations

import json

import pytest

from annotator.article import Article
from annotator.evaluation import gathered, outlet_of, paired
from annotator.exchange import Entry, ExchangeError, RecordError, export_parts
from annotator.exchange.base import Tally
from annotator.exchange.jsonl import dump_line
from annotator.exchange.record import from_record
from annotator.exchange.sharing import export_without_text, refill
from annotator.exchange.splits import families, split

WORDS = "kiln pond levy guild march coin tarn well shop road ferry board letter mayor rain clay pot oven tax".split()


def story(number: int) -> str:
    """A text of its own for each number."""
    return " ".join(WORDS[(number * 7 + at * (number + 1) + at // 3) % len(WORDS)] + str(number) for at in range(60))


def entry(id: str, text: str, annotator: str = "ines") -> Entry:
    record = {
        "id": id, "text": text, "schema": "annotator/1",
        "review": {"status": "done", "annotators": [annotator], "note": "private words"},
        "entities": [{"id": "x", "name": "Ana Mirel", "role": "potter"}],
        "quotes": [{"id": "q01", "type": "indirect", "content": [[0, 4]], "cue": None, "source": None,
                    "speakers": ["x"], "note": "her words", "status": "added"}],
    }  # fmt: skip
    return from_record(record)


CORPUS = [entry(f"{'north' if n % 2 else 'south'}/{n}.txt", story(n)) for n in range(40)]


def test_splits_are_repeatable_stratified_and_complete() -> None:
    parts = split(CORPUS)
    assert parts == split(CORPUS)
    assert parts == split(list(reversed(CORPUS)))
    assert parts != split(CORPUS, seed=1)
    assert set(parts) == {entry.id for entry in CORPUS}
    for folder in ("north", "south"):
        here = [part for id, part in parts.items() if id.startswith(folder)]
        assert [here.count(part) for part in ("train", "dev", "test")] == [16, 2, 2]
    halves = split(CORPUS, {"a": 0.5, "b": 0.5}, stratum=lambda entry: "")
    assert list(halves.values()).count("a") == 20
    for shares in ({"a": 0.5}, {"a": 1.5, "b": -0.5}):
        with pytest.raises(ExchangeError, match="sum to 1"):
            split(CORPUS, shares)


def test_near_duplicates_stay_together() -> None:
    copies = [
        entry(f"west/{n}.txt", ("Tarn (Wire) - " + story(n)).upper() + " Additional reporting by Ed Sol.")
        for n in range(40)
    ]
    both = CORPUS + copies
    assert [len(group) for group in families(both)] == [2] * 40
    for seed in range(3):
        parts = split(both, seed=seed)
        for n in range(40):
            assert parts[CORPUS[n].id] == parts[f"west/{n}.txt"]
    assert [len(group) for group in families([entry("a.txt", "Short."), entry("b.txt", "Brief.")])] == [1, 1]


def test_parts_are_exported_by_themselves() -> None:
    parts = {CORPUS[0].id: "train", CORPUS[1].id: "test"}
    found = export_parts(CORPUS[:3], "jsonl", parts)
    assert [list(output.files) for output in found.values()] == [["test.jsonl"], ["train.jsonl"]]
    assert found["train"].loss.articles == 1
    assert next(iter(export_parts(CORPUS[:2], "brat", parts)["test"].files)) == "test/north/1.txt"


def test_gold_without_text_and_back() -> None:
    tally = Tally()
    data = export_without_text(CORPUS[:2], tally)
    assert (tally.articles, tally.quotes) == (2, 2)
    record = json.loads(data.split(b"\n")[0])
    assert record["text"] is None
    assert story(0)[:4] not in data.decode()
    articles = {one.article.sha256: one.article for one in CORPUS}
    found = list(refill({"gold.jsonl": data}, lambda id, sha256: articles.get(sha256)))
    assert [one.annotation for one in found if isinstance(one, Entry)] == [one.annotation for one in CORPUS[:2]]


def test_gold_without_names() -> None:
    tally = Tally()
    data = export_without_text(CORPUS[:1], tally, names=False).decode()
    for words in ("Mirel", "potter", "private", "her words"):
        assert words not in data
    assert tally.not_carried == {"names of entities": 1}


def test_other_articles_are_not_filled_in() -> None:
    data = export_without_text(CORPUS[:1], Tally())
    (refused,) = refill({"gold.jsonl": data}, lambda id, sha256: Article.from_text("Another text.", id))
    assert str(refused).endswith("the article 'south/0.txt' is not the one annotated")
    (refused,) = refill({"gold.jsonl": data}, lambda id, sha256: None)
    assert isinstance(refused, RecordError)
    moved = from_record({"id": "a.txt", "text": "Ann said no.", "schema": "annotator/1", "review": {"status": "done"}})
    bad = dump_line({**json.loads(data), "document": 3})
    (refused,) = refill({"gold.jsonl": bad}, lambda id, sha256: moved.article)
    assert isinstance(refused, RecordError)


def test_predictions_find_their_gold() -> None:
    named = [
        Entry("0", CORPUS[0].article, CORPUS[0].annotation),
        Entry("x.txt", CORPUS[3].article, CORPUS[3].annotation),
    ]
    cases, left = paired(CORPUS[:2], [*named, CORPUS[1]])
    assert [case.predicted is not None for case in cases] == [True, True]
    assert left == ["x.txt"]
    with pytest.raises(ValueError, match="another text"):
        paired(CORPUS[:1], [Entry("0.txt", CORPUS[1].article, CORPUS[1].annotation)])
    assert outlet_of(CORPUS[0]) == "south"


def test_who_annotated_the_same() -> None:
    twice = [entry("a.txt", story(1), "ann"), entry("a.txt", story(1), "bea")]
    (both,) = gathered([("one", twice[:1]), ("two", twice[1:])])
    assert both.pairs() == [("one", "two")]
    (both,) = gathered([("all", [*twice, entry("b.txt", story(2))])])
    assert both.pairs() == [("all", "bea")]
    with pytest.raises(ValueError, match="not the same text"):
        gathered([("one", [entry("a.txt", story(1))]), ("two", [entry("a.txt", story(2))])])
