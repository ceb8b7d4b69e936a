"""What we write is read by the libraries whose formats they are; needs the `interop` extra.

pip install -e '.[dev,interop]' && python -m pytest -m interop tests/formats
"""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest

from annotator.evaluation.spans import WAYS, score_spans
from annotator.exchange import Entry, Intake, RecordError, export_corpus, import_files

# Their warnings about themselves are not ours.
pytestmark = [pytest.mark.interop, pytest.mark.filterwarnings("ignore")]
DOCS = Path(__file__).parents[2] / "docs" / "formats.md"


def back(name: str, files: dict[str, bytes], **options: Any) -> list[Entry]:
    found = []
    for entry in import_files(files, name, Intake(time="2026-01-01T10:00:00Z", options=options)):
        assert isinstance(entry, Entry), entry
        found.append(entry)
    return found


def spans(entry: Entry) -> list[Any]:
    return [
        (q.id, q.type, q.content, q.cue, q.source, q.speakers, q.via, q.flags, q.within, q.continues, q.repeats)
        for q in entry.annotation.quotes
    ]


def test_datasets_reads_json_lines_with_explicit_features(kiln: Entry, well: Entry, tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    for name, data in export_corpus([well, kiln], "hf").files.items():
        (tmp_path / name).write_bytes(data)
    features = datasets.Features.from_dict(json.loads((tmp_path / "features.json").read_text("utf-8")))
    found = datasets.load_dataset(
        "json",
        data_files=str(tmp_path / "data.jsonl"),
        features=features,
        split="train",
        cache_dir=str(tmp_path / "cache"),
    )
    assert found.features == features
    row = found[1]
    assert row["id"] == "tarn/kiln.txt"
    for quote in row["quotes"]:
        for (start, end), words in zip(quote["content"], quote["content_text"], strict=True):
            assert row["text"][start:end] == words
    assert found[0]["quotes"][1]["cue"] == []
    # What datasets writes again is read as what we wrote.
    found.to_json(str(tmp_path / "again.jsonl"), force_ascii=False)
    again = back("hf", {"again.jsonl": (tmp_path / "again.jsonl").read_bytes()})
    assert [spans(entry) for entry in again] == [spans(well), spans(kiln)]


def test_parquet_has_the_same_features(kiln: Entry, well: Entry, tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    files = export_corpus([well, kiln], "hf", options={"parquet": True}).files
    (tmp_path / "data.parquet").write_bytes(files["data.parquet"])
    found = datasets.load_dataset(
        "parquet",
        data_files=str(tmp_path / "data.parquet"),
        split="train",
        cache_dir=str(tmp_path / "cache"),
    )
    plain = json.loads(export_corpus([well, kiln], "hf").files["features.json"])
    assert found.features == datasets.Features.from_dict(plain)
    assert [spans(entry) for entry in back("hf", dict(files))] == [spans(well), spans(kiln)]
    (refused,) = import_files({"a.parquet": b"PAR1 not"}, "hf")
    assert isinstance(refused, RecordError)


def test_spacy_reads_groups_and_relations(kiln: Entry, well: Entry) -> None:
    spacy = pytest.importorskip("spacy")
    docbin = pytest.importorskip("spacy.tokens").DocBin
    output = export_corpus([kiln, well], "spacy")
    docs = list(docbin(store_user_data=True).from_bytes(output.files[""]).get_docs(spacy.blank("en").vocab))
    assert [doc.text for doc in docs] == [kiln.article.text, well.article.text]
    group = docs[0].spans["content"]
    assert [(span.start_char, span.end_char, span.label_, span.id_) for span in group][:3] == [
        (13, 31, "mixed", "q01"),
        (48, 91, "mixed", "q02"),
        (96, 118, "direct", "q03"),
    ]
    assert {span.label_ for span in docs[0].spans["section"]} == {"headline", "lead", "body"}
    assert docs[0].user_data["annotator"]["quotes"][3]["speakers"][0] == "mirel"
    assert [spans(entry) for entry in back("spacy", {"a.spacy": output.files[""]})] == [spans(kiln), spans(well)]
    (refused,) = import_files({"a.spacy": b"no"}, "spacy")
    assert isinstance(refused, RecordError)


def test_spans_off_the_token_edges_are_reported(well: Entry) -> None:
    pytest.importorskip("spacy")
    quote = well.annotation.quotes[1]
    piece = quote.content[0].model_copy(update={"span": (73, 89), "text": well.article.text[73:89]})
    annotation = well.annotation.model_copy(
        update={"quotes": (quote.model_copy(update={"content": (piece,), "continues": None}),)}
    )
    loss = export_corpus([Entry(well.id, well.article, annotation)], "spacy").loss
    assert loss.not_carried == {"content spans not on token edges (widened)": 1}
    assert "well.txt q02" in loss.examples[0]


def test_somebody_elses_docbin_gives_contents(well: Entry) -> None:
    spacy = pytest.importorskip("spacy")
    docbin = pytest.importorskip("spacy.tokens").DocBin
    doc = spacy.blank("en")("Ann said rain falls.")
    doc.spans["content"] = [doc[2:4]]
    doc.spans["cue"] = [doc[1:2]]
    (entry,) = back("spacy", {"a.spacy": docbin(docs=[doc], store_user_data=True).to_bytes()})
    assert [quote.content[0].text for quote in entry.annotation.quotes] == ["rain falls"]
    assert "field 'span group cue' ignored" in entry.notes


def test_a_span_categoriser_trains_on_the_export(kiln: Entry, well: Entry, tmp_path: Path) -> None:
    spacy = pytest.importorskip("spacy")
    fill_config = pytest.importorskip("spacy.cli.init_config").fill_config
    train = pytest.importorskip("spacy.cli.train").train
    config = re.search(r"```ini\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    assert config
    (tmp_path / "spancat.cfg").write_text(config.group(1), "utf-8")
    fill_config(tmp_path / "full.cfg", tmp_path / "spancat.cfg")
    (tmp_path / "train.spacy").write_bytes(export_corpus([kiln, well], "spacy").files[""])
    path = str(tmp_path / "train.spacy")
    overrides = {"paths.train": path, "paths.dev": path, "training.max_steps": 4, "training.eval_frequency": 2}
    train(tmp_path / "full.cfg", tmp_path / "out", overrides=overrides)
    nlp = spacy.load(tmp_path / "out" / "model-last")
    assert set(nlp.get_pipe("spancat").labels) == {"direct", "indirect", "mixed"}


@pytest.mark.parametrize("as_json", [False, True])
def test_cassis_reads_utf16_offsets(as_json: bool, kiln: Entry, well: Entry) -> None:
    cassis = pytest.importorskip("cassis")
    files = export_corpus([kiln, well], "cas", options={"json": as_json}).files
    if as_json:
        cas = cassis.load_cas_from_json(files["tarn/kiln.json"].decode("utf-8"))
        raw = [fs for fs in json.loads(files["tarn/kiln.json"])["%FEATURE_STRUCTURES"] if fs.get("key") == "q05"]
        begin = raw[0]["begin"]
    else:
        types = cassis.load_typesystem(files["TypeSystem.xml"].decode("utf-8"))
        cas = cassis.load_cas_from_xmi(files["tarn/kiln.xmi"].decode("utf-8"), typesystem=types)
        element = re.search(rb'<custom:AttributionSpan[^>]*key="q05"[^>]*>', files["tarn/kiln.xmi"])
        assert element
        offset = re.search(rb'begin="(\d+)"', element.group())
        assert offset
        begin = int(offset[1])
    # One character before it lies outside the basic plane and counts two in UTF-16.
    assert begin == kiln.annotation.quotes[4].content[0].start + 1
    found = {span.key: span.get_covered_text() for span in cas.select("webanno.custom.AttributionSpan")}
    assert found["q05"] == "that Mirel had promised a march"
    links = {(link.Governor.key, link.label) for link in cas.select("webanno.custom.AttributionLink")}
    assert ("q06", "within") in links
    assert [spans(entry) for entry in back("cas", dict(files))] == [spans(kiln), spans(well)]


def test_cas_leaves_out_what_xml_cannot_hold_and_refuses_what_is_none(well: Entry) -> None:
    pytest.importorskip("cassis")
    from annotator.article import Article

    article = Article.from_text(well.article.text + "\x01", "well.txt")
    loss = export_corpus([Entry(well.id, article, well.annotation)], "cas").loss
    assert loss.not_carried == {"articles with control characters, which XML cannot hold": 1}
    assert loss.articles == 0
    refused = list(import_files({"a.xmi": b"<x/>", "b.json": b"{"}, "cas"))
    assert [isinstance(one, RecordError) for one in refused] == [True, True]


def test_span_scores_agree_with_nervaluate() -> None:
    nervaluate = pytest.importorskip("nervaluate")
    source = random.Random(4)

    def some() -> list[dict[str, Any]]:
        """Spans that do not overlap, as in one layer of labels."""
        found, at = [], 0
        while at < 60:
            at += source.randint(1, 4)
            end = at + source.randint(1, 4)
            found.append({"label": source.choice(["content", "cue", "source"]), "start": at, "end": end})
            at = end + 1
        return found

    for _ in range(40):
        gold = some()
        said = [
            {**one, "start": one["start"] + source.choice([0, 0, 0, 1]), "label": source.choice([one["label"], "cue"])}
            for one in gold
            if source.random() < 0.8
        ]
        said = [one for one in said if one["start"] <= one["end"]]
        theirs = nervaluate.Evaluator([gold], [said], tags=["content", "cue", "source"]).evaluate()["overall"]
        ours = score_spans(
            [((one["start"], one["end"] + 1), one["label"]) for one in gold],
            [((one["start"], one["end"] + 1), one["label"]) for one in said],
        )
        for way, name in zip(WAYS, ("strict", "exact", "partial", "ent_type"), strict=True):
            hits, pred, all_gold = (ours["spans", way, "all", part] for part in ("hit_p", "pred", "gold"))
            assert theirs[name].precision == pytest.approx(hits / pred)
            assert theirs[name].recall == pytest.approx(hits / all_gold)


def test_trafilatura_reads_pages(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura")
    body = "".join(
        f"<p>The mayor of Tarn said on day {n} that the kiln would stay open all year.</p>" for n in range(9)
    )
    page = (
        f"<html><head><title>Kiln stays</title></head><body><article><h1>Kiln stays</h1>{body}</article></body></html>"
    )
    (entry,) = import_files({"a.html": page.encode()}, "articles", Intake(options={"extractor": "trafilatura"}))
    assert isinstance(entry, Entry)
    assert "day 8" in entry.article.text
    assert entry.annotation.document.meta is not None
    assert entry.annotation.document.meta["title"] == "Kiln stays"
