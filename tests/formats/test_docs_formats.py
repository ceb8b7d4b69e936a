"""The examples of docs/formats.md are what the formats really write and read."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from annotator.exchange import FORMATS, Entry, Intake, export_corpus, import_files
from annotator.exchange.record import from_record

PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")
TEXT = "Mayor Ivo Lant said “the pond is safe”.\n"


def example(section: str, language: str, number: int = 0) -> str:
    """A fenced example of a section of the page."""
    part = PAGE.split(f"\n## {section}\n", 1)[1].split("\n## ", 1)[0]
    found: list[str] = re.findall(rf"```{language}\n(.*?)```", part, re.DOTALL)
    return found[number]


@pytest.fixture
def pond() -> Entry:
    record: dict[str, Any] = json.loads(example("jsonl", "json"))
    record["document"]["sha256"] = hashlib.sha256(TEXT.encode()).hexdigest()
    return from_record(record)


def spans(entry: Entry) -> list[Any]:
    return [(q.content, q.cue, q.source) for q in entry.annotation.quotes]


def test_the_minimal_record_is_enough(pond: Entry) -> None:
    record = json.loads(example("jsonl", "json", 1))
    found = from_record(record, intake=Intake("proposals", by="model"))
    assert spans(found) == spans(pond)
    quote = found.annotation.quotes[0]
    assert (quote.type, quote.by, quote.score, quote.speakers) == ("direct", "model", 0.8, ("mayor-ivo-lant",))


def test_brat_as_shown(pond: Entry) -> None:
    assert export_corpus([pond], "brat").files["tarn/pond.ann"].decode() == example("brat", "text")


def test_conll_as_shown(pond: Entry) -> None:
    assert export_corpus([pond], "conll").files[""].decode().startswith(example("conll", "text"))


@pytest.mark.parametrize("name", ["prodigy", "doccano", "label-studio"])
def test_tasks_as_shown(name: str, pond: Entry) -> None:
    shown = json.loads(example(name, "json"))
    (found,) = import_files({"tasks.json": json.dumps([shown] if isinstance(shown, dict) else shown).encode()}, name)
    assert isinstance(found, Entry)
    (quote,) = found.annotation.quotes
    assert (quote.content[0].text, quote.cue and quote.cue.text) == ("“the pond is safe”", "said")
    if name == "prodigy":
        (own,) = (json.loads(line) for line in export_corpus([pond], name).files[""].splitlines())
        assert own["tokens"][0] == shown["tokens"][0]
        assert own["relations"][0] == shown["relations"][0]


def test_articles_as_shown() -> None:
    (found,) = import_files({"a.json": example("articles", "json").encode()}, "articles")
    assert isinstance(found, Entry)
    assert found.annotation.document.meta is not None
    assert len(found.annotation.document.meta) == 5


def test_every_format_has_its_section() -> None:
    for name in FORMATS:
        assert f"\n## {name}\n" in PAGE
        assert f"`{name}`" in PAGE
