"""The articles of `corpus/`: their gold loads, keeps its bytes, breaks no rule, and shows what it promises."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from annotator.article import Article
from annotator.check import check
from annotator.goldfile import encode, read_gold

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "corpus"
GOLD = sorted(path for path in CORPUS.rglob("*.gold.yaml") if path.parent.name != "yours")
SUFFIX = ".gold.yaml"

LAYOUTS = frozenset(
    {
        "agency copy with datelines", "article in two languages", "business results", "court report",
        "feature with scene-setting", "French news report", "German news report", "hard-wrapped agency text",
        "interview in questions and answers", "live blog", "local council", "Markdown", "obituary",
        "opinion report", "piece with embedded posts", "press release", "science report",
        "Spanish news report", "sports report", "transcript", "web page with furniture",
    }
)  # fmt: skip


def _tools() -> ModuleType:
    """`benchmarks/corpus_tools.py`, which is a script and not part of a package."""
    spec = importlib.util.spec_from_file_location("corpus_tools", ROOT / "benchmarks" / "corpus_tools.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


tools = _tools()


def _article(gold: Path) -> Article:
    path = gold.with_name(gold.name.removesuffix(SUFFIX))
    return Article.decode(path.read_bytes(), path.name)


@pytest.mark.parametrize("gold", GOLD, ids=lambda path: path.name.removesuffix(SUFFIX))
def test_gold_is_whole(gold: Path) -> None:
    article = _article(gold)
    loaded = read_gold(gold.read_bytes(), article, gold.name)
    assert not loaded.problems
    assert loaded.annotation is not None
    broken = check(loaded.annotation, article)
    assert [str(problem) for problem in broken if problem.severity == "error"] == []
    # Nobody can be named where the text names nobody (rule S7); nothing else may be left as a warning.
    assert {problem.rule for problem in broken} <= {"W05"}
    for quote in loaded.annotation.quotes:
        if not quote.speakers:
            assert quote.source is None
    assert loaded.annotation.review.status == "done"
    assert encode(loaded.annotation, article) == gold.read_bytes()


def test_every_article_has_gold_and_tags() -> None:
    items = tools.load()
    assert len(items) >= 40
    assert {f"{item.name}{SUFFIX}" for item in items} == {gold.relative_to(CORPUS).as_posix() for gold in GOLD}
    assert all(200 <= item.words <= 1200 for item in items)


def test_every_layout_is_there() -> None:
    assert {item.layout for item in tools.load()} >= LAYOUTS


def test_every_phenomenon_is_shown_in_two_articles() -> None:
    rare = {title: found for title, found in tools.counts(tools.load()).items() if sum(found.values()) < 2}
    assert rare == {}


def test_every_section_kind_is_there() -> None:
    """Sections of every kind but the rare ones occur, so that the corpus can measure them."""
    kinds = {section.kind for item in tools.load() for section in item.gold.sections}
    assert kinds >= {
        "headline", "deck", "byline", "date", "dateline", "key_points", "lead", "body", "subheading", "caption",
        "related", "noise", "kicker", "list", "pull_quote", "block_quote", "question", "answer", "timestamp",
        "table", "embed", "tags", "bio", "correction", "credit", "other",
    }  # fmt: skip


def test_readme_tables_are_the_generated_ones() -> None:
    readme = (CORPUS / "README.md").read_text("utf-8")
    assert tools.fill(readme, tools.parts()) == readme


def test_git_changes_no_byte() -> None:
    rules = (CORPUS / ".gitattributes").read_text("utf-8").splitlines()
    assert "*.txt -text" in rules
    assert any(b"\r\n" in path.read_bytes() for path in CORPUS.rglob("*.txt"))
