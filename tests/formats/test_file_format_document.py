"""The example in docs/file-format.md is a gold file that loads, and the page names every field."""

import re
from pathlib import Path

import pytest
from material import lamp

from annotator.article import Article
from annotator.check import check
from annotator.goldfile import encode, read_gold
from annotator.model import Document, Entity, Quote, Rejected, Review, Section, Value, Via
from annotator.values import field_names

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "file-format.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    match = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert match is not None
    return match.group(1)


def test_the_example_loads_is_clean_and_is_saved_byte_for_byte() -> None:
    article = Article.from_text(block("text"), "lamp.txt")
    data = block("yaml").encode()
    loaded = read_gold(data, article, "lamp.txt.gold.yaml")
    assert loaded.problems == ()
    assert loaded.annotation is not None
    assert check(loaded.annotation, article) == ()
    assert encode(loaded.annotation, article) == data


def test_it_is_the_example_of_the_tests() -> None:
    article, data = lamp()
    assert block("text") == article.text
    assert block("yaml").encode() == data


def test_the_program_in_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lamp.txt").write_text(block("text"), encoding="utf-8", newline="")
    (tmp_path / "lamp.txt.gold.yaml").write_text(block("yaml"), encoding="utf-8", newline="")
    monkeypatch.chdir(tmp_path)
    exec(compile(block("python"), "page", "exec"), {})


@pytest.mark.parametrize("model", [Document, Review, Section, Entity, Quote, Rejected, Via])
def test_every_field_is_explained(model: type[Value]) -> None:
    for name in field_names(model):
        assert f"`{name}`" in PAGE, f"{model.__name__}.{name}"
