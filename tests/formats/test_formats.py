"""Every format: exact bytes, and back again without more loss than it reports.

After a change that is meant, `ANNOTATOR_GOLDEN=write python -m pytest tests/formats/test_formats.py` writes
the golden files anew; read their diff.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from annotator.exchange import (
    FORMATS,
    Entry,
    ExchangeError,
    Format,
    Intake,
    RecordError,
    Selection,
    export_corpus,
    import_files,
)
from annotator.model import Quote, Section

GOLDEN = Path(__file__).parent / "golden"
TIME = "2026-01-01T10:00:00Z"
PLAIN: list[tuple[str, dict[str, Any]]] = [
    ("jsonl", {}),
    ("hf", {}),
    ("brat", {"sections": True, "speakers": True}),
    ("prodigy", {}),
    ("doccano", {"sections": True}),
    ("label-studio", {"sections": True}),
    ("conll", {}),
    ("csv", {}),
]
WHOLE = ["jsonl", "hf", "prodigy", "doccano", "label-studio"]
"""The formats that lose nothing but `was` (and rejected items where they say so)."""


def named(files: Mapping[str, bytes], name: str) -> dict[str, bytes]:
    return {path or f"corpus{FORMATS[name].suffix}": data for path, data in files.items()}


def back(name: str, files: Mapping[str, bytes], entries: list[Entry], **more: Any) -> list[Entry]:
    articles = {entry.id: entry.article for entry in entries}
    intake = Intake(time=TIME, articles=articles.get, **more)
    found = []
    for entry in import_files(named(files, name), name, intake):
        assert isinstance(entry, Entry), entry
        found.append(entry)
    return found


def settled(item: Quote | Section) -> Quote | Section:
    """What is left of a corrected item in a format that cannot say what was proposed."""
    if item.status != "corrected":
        return item
    return item.model_copy(update={"status": "added", "by": "human", "score": None, "was": None})


@pytest.mark.parametrize(("name", "options"), PLAIN, ids=[name for name, _ in PLAIN])
def test_exact_bytes(name: str, options: dict[str, Any], kiln: Entry, well: Entry) -> None:
    files = named(export_corpus([kiln, well], name, options=options).files, name)
    folder = GOLDEN / name
    if os.environ.get("ANNOTATOR_GOLDEN") == "write":
        for path, data in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
    golden = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
    assert files == golden


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("sections", [False, True])
def test_back_again(name: str, sections: bool, kiln: Entry, well: Entry) -> None:
    output = export_corpus([kiln, well], name, options={"sections": sections})
    found = back(name, output.files, [kiln, well])
    assert [entry.id for entry in found] == ["tarn/kiln.txt", "well.txt"]
    for was, now in zip([kiln, well], found, strict=True):
        assert now.article == was.article
        assert now.notes == ()
        same = was.annotation
        if name != "jsonl":
            same = same.model_copy(
                update={
                    "quotes": tuple(map(settled, same.quotes)),
                    "sections": tuple(map(settled, same.sections)),
                    "rejected": same.rejected if FORMATS[name].rejected else (),
                }
            )
        assert now.annotation == same
    lost = output.loss.not_carried
    assert lost == ({} if name == "jsonl" else {"values as proposed (was)": 2})


def test_conll_keeps_spans_and_nesting(kiln: Entry, well: Entry) -> None:
    output = export_corpus([kiln, well], "conll")
    found = back("conll", output.files, [kiln, well])
    for was, now in zip([kiln, well], found, strict=True):
        for one, other in zip(was.annotation.quotes, now.annotation.quotes, strict=True):
            fields = ("id", "type", "content", "cue", "source", "within")
            assert [getattr(one, f) for f in fields] == [getattr(other, f) for f in fields]
    assert output.loss.not_carried["speakers"] == 8
    line = next(line for line in output.files[""].decode().split("\n") if line.startswith("1\t“\t96"))
    assert line.split("\t") == ["1", "“", "96", "97", "B", "O", "O", "O", "O", "O", "q03:content"]


def test_conll_says_when_quotes_overlap_too_deeply(kiln: Entry) -> None:
    quotes = kiln.annotation.quotes
    again = [quotes[4].model_copy(update={"id": f"q{n}", "cue": None}) for n in (20, 21)]
    annotation = kiln.annotation.model_copy(update={"quotes": (*quotes, *again)})
    loss = export_corpus([Entry(kiln.id, kiln.article, annotation)], "conll").loss
    assert loss.not_carried["quotes that overlap others too deeply"] == 2
    assert loss.examples[0].startswith("tarn/kiln.txt q2")


def test_csv_needs_the_articles_and_checks_the_words(kiln: Entry, well: Entry) -> None:
    files = export_corpus([kiln, well], "csv").files
    found = back("csv", files, [kiln, well])
    for was, now in zip([kiln, well], found, strict=True):
        for one, other in zip(was.annotation.quotes, now.annotation.quotes, strict=True):
            fields = ("id", "type", "act", "content", "quoted", "cue", "source", "addressee", "flags", "note")
            assert [getattr(one, f) for f in fields] == [getattr(other, f) for f in fields]
    assert [item.reason for item in found[0].annotation.rejected] == ["term"]
    results = list(import_files({"a.csv": files[""]}, "csv", Intake(articles={"well.txt": well.article}.get)))
    assert str(results[0]) == "a.csv: record 1, article: no article 'tarn/kiln.txt' to read the offsets in"
    assert isinstance(results[1], Entry)
    wrong = files[""].replace(b"96:118;156:169", b"97:118;156:169")
    articles = {entry.id: entry.article for entry in (kiln, well)}
    results = list(import_files({"a.csv": wrong}, "csv", Intake(articles=articles.get)))
    assert "does not cut out" in str(results[0])


def test_csv_cells_are_no_formulas(kiln: Entry) -> None:
    quote = kiln.annotation.quotes[4].model_copy(update={"note": "=1+1"})
    annotation = kiln.annotation.model_copy(update={"quotes": (quote,), "rejected": ()})
    entry = Entry(kiln.id, kiln.article, annotation)
    files = export_corpus([entry], "csv").files
    assert b",'=1+1," in files[""]
    assert back("csv", files, [entry])[0].annotation.quotes[0].note == "=1+1"


def test_what_is_left_out_is_said(kiln: Entry, well: Entry) -> None:
    open_one = well.annotation.model_copy(
        update={"review": well.annotation.review.model_copy(update={"status": "in_progress"})}
    )
    skipped = well.annotation.model_copy(
        update={"review": well.annotation.review.model_copy(update={"status": "skipped"})}
    )
    quotes = kiln.annotation.quotes
    proposed = quotes[1].model_copy(update={"status": "proposed", "attested": None})
    mixed = kiln.annotation.model_copy(update={"quotes": (quotes[0], proposed, *quotes[2:])})
    entries = [
        Entry(kiln.id, kiln.article, mixed),
        Entry("open.txt", well.article, open_one),
        Entry("skip.txt", well.article, skipped),
    ]
    output = export_corpus(entries, "jsonl")
    assert output.loss.lines() == [
        "1 articles, 5 quotes written",
        "left out: 1 articles in_progress",
        "left out: 1 articles skipped",
        "left out: 1 links to quotes that were left out",
        "left out: 1 proposed quotes",
    ]
    everything = Selection(minimum="new", proposed=True, rejected=False)
    loss = export_corpus(entries, "jsonl", everything).loss
    assert (loss.articles, loss.quotes, loss.left_out) == (2, 8, {"articles skipped": 1, "rejected items": 1})
    accepted = Selection(statuses=frozenset({"accepted"}))
    record = json.loads(export_corpus([kiln], "jsonl", accepted).files[""])
    assert [quote["id"] for quote in record["quotes"]] == ["q01", "q02", "q06"]
    assert "within" not in record["quotes"][2]
    assert "ash" not in [entity["id"] for entity in record["entities"]]
    direct = Selection(types=frozenset({"direct"}))
    assert len(json.loads(export_corpus([kiln], "jsonl", direct).files[""])["quotes"]) == 2


def test_proposals_are_proposed(kiln: Entry) -> None:
    for name in WHOLE:
        files = export_corpus([kiln], name).files
        (found,) = import_files(named(files, name), name, Intake("proposals", by="model"))
        assert isinstance(found, Entry)
        assert {quote.status for quote in found.annotation.quotes} == {"proposed"}
        assert found.annotation.review.status == "new"


def test_unknown_formats_and_one_way_ones() -> None:
    with pytest.raises(ExchangeError, match="no format 'xls'; there are jsonl, hf"):
        export_corpus([], "xls")
    with pytest.raises(ExchangeError, match="articles can be read but not written"):
        export_corpus([], "articles")
    assert set(FORMATS) >= {"jsonl", "hf", "brat", "spacy", "prodigy", "doccano", "label-studio", "cas", "conll"}
    assert all(isinstance(FORMATS[name], Format) for name in FORMATS)


BROKEN: list[tuple[str, bytes, str]] = [
    ("jsonl", b'{"id": "a"}\n', "record 1, text: missing"),
    ("jsonl", b"\n[1]\n", "record 1: not a JSON object"),
    ("jsonl", b'{"id":"a","text":"x y","quotes":[{"content":[[0,9]]}]}', "[0, 9] leaves the text of 3 characters"),
    ("jsonl", b'{"id":"a","text":"x\xff"}', "not UTF-8"),
    ("jsonl", b'{"id":"a","text":"xy","schema":"annotator/2"}', "'annotator/2' is not annotator/1"),
    ("jsonl", '{"id":"a","text":"é x","quotes":[{"content":[3,4]}]}'.encode(), "look like byte offsets"),
    ("hf", b'{"id":"a","text":"x","quotes":[{"id":"q01"}]}', "quotes[0]"),
    ("prodigy", b'{"text":"x","spans":[{"start":0,"end":2,"label":"content"}]}', "spans[0]"),
    ("doccano", b'{"text":"x","entities":[],"relations":[{"from_id":1,"to_id":2,"type":"cue"}]}', "relations[0]"),
    ("label-studio", b'[{"data":{"text":"x"},"annotations":[{"result":[{"value":{"start":0,"end":1,"text":"y",'
     b'"labels":["content"]}}]}]}]', "do not cut out their words"),
    ("label-studio", b'[{"data":{}}]', "data.text: missing"),
    ("conll", b"1\tx\n", "newdoc text: missing"),
    ("conll", b'# newdoc text = "x"\n1\tx\t0\t1\tB\n', "eleven columns"),
    ("csv", b"article,content_span\na,0:x\n", "no article 'a'"),
    ("brat", b"\xff", "no text file of that name"),
]  # fmt: skip
ENDS = {"label-studio": "tasks.json", "brat": "a.ann"}


@pytest.mark.parametrize(("name", "data", "reason"), BROKEN)
def test_bad_records_are_named_and_do_not_stop_the_rest(name: str, data: bytes, reason: str) -> None:
    file = ENDS.get(name, f"a{FORMATS[name].suffix or '.jsonl'}")
    (found,) = import_files({file: data}, name)
    assert isinstance(found, RecordError)
    assert str(found).startswith(f"{file}: record ")
    assert reason in str(found)


def test_a_package_adds_a_format_by_an_entry_point(monkeypatch: pytest.MonkeyPatch, kiln: Entry) -> None:
    import annotator.exchange as exchange

    own = Format("ids", ".txt", lambda entries, tally, options: {"": "".join(e.id for e in entries).encode()}, None)

    class Point:
        def __init__(self, name: str, value: object) -> None:
            self.name, self.value = name, value

        def load(self) -> object:
            return self.value

    monkeypatch.setattr(exchange, "entry_points", lambda group: [Point("ids", own), Point("odd", 3)])
    assert list(FORMATS)[-2:] == ["ids", "odd"]
    assert export_corpus([kiln], "ids").files == {"": b"tarn/kiln.txt"}
    with pytest.raises(ExchangeError, match="ids can be written but not read"):
        import_files({}, "ids")
    with pytest.raises(ExchangeError, match=r"odd is not an annotator\.exchange\.Format"):
        export_corpus([], "odd")


def test_formats_import_no_heavy_library_by_themselves() -> None:
    names = "spacy cassis pyarrow datasets trafilatura textual rich yaml".split()
    code = (
        "import sys, annotator.exchange as e, annotator.evaluation, annotator.statistics\n"
        f"list(e.FORMATS.values()); print([n for n in {names!r} if n in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"
