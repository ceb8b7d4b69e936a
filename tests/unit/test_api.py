"""The Python interface: light to import, documented, and its example runs."""

from __future__ import annotations

import inspect
import json
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest
from material import lamp, lamp_gold

import annotator

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    article, data = lamp()
    folder = tmp_path / "corpus"
    (folder / "town").mkdir(parents=True)
    (folder / "town" / "lamp.txt").write_bytes(article.text.encode("utf-8"))
    (folder / "town" / "lamp.txt.gold.yaml").write_bytes(data)
    (folder / "new.txt").write_text("No gold yet.\n")
    return folder


# ------------------------------------------------------------------ the names


def test_importing_the_package_brings_nothing_along() -> None:
    code = "import json, sys, annotator; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in json.loads(done.stdout)}
    assert not loaded & {"pydantic", "yaml", "textual", "rich", "platformdirs"}
    assert [name for name in json.loads(done.stdout) if name.startswith("annotator")] == ["annotator"]


def test_the_interface_knows_no_screen() -> None:
    code = "import json, sys, annotator; annotator.load_corpus; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {name.split(".")[0] for name in json.loads(done.stdout)} & {"textual", "rich"}


def test_no_name_is_that_of_a_module() -> None:
    modules = {module.name for module in pkgutil.iter_modules(annotator.__path__)}
    assert not modules & set(annotator.__all__)


@pytest.mark.parametrize("name", annotator.__all__)
def test_every_name_is_there_and_documented(name: str) -> None:
    found = getattr(annotator, name)
    assert inspect.getdoc(found)
    assert name in dir(annotator)
    assert f"`{name}" in PAGE or f".{name}`" in PAGE


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = annotator.nothing  # type: ignore[attr-defined]  # that is the point


# ------------------------------------------------------------------ the page


def test_the_example_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {}
    blocks = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert len(blocks) > 6
    for block in blocks:
        exec(compile(block, "docs/python.md", "exec"), names)
    assert "whole attributions: F1" in capsys.readouterr().out


# ------------------------------------------------------------------ what they do


def test_a_corpus_is_its_articles_with_gold(corpus: Path) -> None:
    (entry,) = annotator.load_corpus(corpus)
    assert entry.id == "town/lamp.txt"
    assert entry.annotation == lamp_gold()[1]
    assert entry.article.text == lamp()[0].text


def test_what_cannot_be_read_is_raised_or_told(corpus: Path) -> None:
    (corpus / "new.txt.gold.yaml").write_text("schema: annotator/9\n")
    with pytest.raises(annotator.ReadError, match=r"new\.txt\.gold\.yaml"):
        annotator.load_corpus(corpus)
    told: list[str] = []
    assert len(annotator.load_corpus(corpus, on_problem=told.append)) == 1
    assert len(told) == 1
    with pytest.raises(annotator.ReadError, match="nowhere"):
        annotator.load_corpus(corpus / "nowhere")


def test_gold_by_either_path(corpus: Path) -> None:
    place = corpus / "town" / "lamp.txt"
    assert annotator.read_gold(place) == annotator.read_gold(f"{place}.gold.yaml")
    with pytest.raises(annotator.ReadError, match="no gold"):
        annotator.read_gold(corpus / "new.txt")


def test_gold_of_a_changed_article_is_refused(corpus: Path) -> None:
    place = corpus / "town" / "lamp.txt"
    place.write_text("Changed.\n")
    with pytest.raises(annotator.ReadError, match="changed"):
        annotator.read_gold(place)


def test_gold_of_one_annotator(corpus: Path) -> None:
    gold = corpus / "town" / "lamp.txt.gold.yaml"
    gold.rename(gold.with_name("lamp.txt.ines.gold.yaml"))
    assert annotator.load_corpus(corpus) == []
    assert len(annotator.load_corpus(corpus, annotator="ines")) == 1


def test_records_come_back_as_they_went(corpus: Path, tmp_path: Path) -> None:
    gold = annotator.load_corpus(corpus)
    output = annotator.export(gold, "jsonl")
    assert output.loss.quotes == 6
    file = tmp_path / "gold.jsonl"
    file.write_bytes(output.files[""] + b"{broken\n")
    with pytest.raises(annotator.ReadError, match=r"gold\.jsonl: record 2"):
        annotator.read_records(file)
    told: list[str] = []
    assert annotator.read_records(file, on_problem=told.append) == gold
    with pytest.raises(annotator.ReadError, match="no format"):
        annotator.read_records(file, "xml")


def test_spans_are_exact_words(corpus: Path) -> None:
    (entry,) = annotator.load_corpus(corpus)
    found = list(annotator.spans([entry]))
    assert {"content", "cue", "source", "via"} <= {span.role for span in found}
    assert all(entry.article.text[span.start : span.end] == span.text for span in found)
    assert [quote.id for _, quote in annotator.quotes([entry])] == [quote.id for quote in entry.annotation.quotes]


def test_gold_against_itself_is_perfect(corpus: Path) -> None:
    gold = annotator.load_corpus(corpus)
    assert annotator.evaluate(gold, gold).score("exact", "whole").f1 == 1
    assert annotator.evaluate(gold, lambda _article: gold[0].annotation).score("exact", "whole").f1 == 1
    assert 0 < annotator.evaluate(gold).score("exact", "whole").f1 <= 1


def test_detect_takes_a_text_or_an_article() -> None:
    article = annotator.Article.from_text("Mayor Ivo Lant said “the pond is safe”.\n")
    assert annotator.detect(article) == annotator.detect(article.text)
    assert annotator.detect(article).quotes[0].content[0].text == "“the pond is safe”"


def test_an_article_alone(corpus: Path) -> None:
    assert annotator.open_article(corpus / "new.txt").text == "No gold yet.\n"
    with pytest.raises(annotator.ReadError, match="is not there"):
        annotator.open_article(corpus / "none.txt")
