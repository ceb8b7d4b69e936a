"""The rule texts: complete, in order, and the documents made from them up to date."""

import re
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.model import FLAGS, SECTION_KINDS, Reason
from annotator.rules import GROUPS, meanings, rules, scheme_markdown

ROOT = Path(__file__).resolve().parents[2]
GENERATED: list[tuple[str, Callable[[], str]]] = runpy.run_path(str(ROOT / "docs" / "generate.py"))["GENERATED"]


def test_every_rule_of_the_scheme_is_there_in_order() -> None:
    counts = {"R": 11, "T": 7, "C": 11, "U": 7, "S": 8}
    expected = [f"{letter}{number}" for letter, last in counts.items() for number in range(1, last + 1)]
    expected += ["V1", "V2", "A1", "N1", "P1", *(f"X{number}" for number in range(1, 8))]
    expected += [f"E{number:02d}" for number in range(1, 22)] + [f"W{number:02d}" for number in range(1, 14)]
    assert list(rules()) == expected


def test_rules_are_sentences_with_examples_where_people_decide() -> None:
    for rule in rules().values():
        assert rule.group in GROUPS
        assert rule.text.endswith((".", "”"))
        assert bool(rule.example) == (rule.group not in ("errors", "warnings"))


def test_examples_close_every_bracket() -> None:
    for rule in rules().values():
        if "S[" in rule.example or "Q[" in rule.example:
            assert rule.example.count("[") == rule.example.count("]"), rule.id


def test_rules_name_only_rules_that_exist() -> None:
    for rule in rules().values():
        for id in re.findall(r"\b(?:[RTCUSVANPX]\d{1,2}|[EW]\d\d)\b", f"{rule.text} {rule.example}"):
            assert id in rules(), (rule.id, id)


def test_every_word_of_the_model_has_a_meaning() -> None:
    assert tuple(meanings("labels")) == tuple(SECTION_KINDS)
    assert tuple(meanings("flags")) == FLAGS
    assert tuple(meanings("reasons")) == Reason.__args__  # type: ignore[attr-defined]  # a Literal's words


def test_the_scheme_document_shows_every_rule_and_letter() -> None:
    text = scheme_markdown()
    for rule in rules().values():
        assert f"| {rule.id} | " in text
    for name, letter in SECTION_KINDS.items():
        assert f"| {letter} | `{name}` | " in text


@pytest.mark.parametrize(("name", "make"), GENERATED, ids=[name for name, _ in GENERATED])
def test_generated_files_are_up_to_date(name: str, make: Callable[[], str]) -> None:
    path = ROOT / name
    assert path.is_file(), f"{name} is missing; run: python docs/generate.py"
    assert path.read_text(encoding="utf-8") == make(), f"{name} is out of date; run: python docs/generate.py"
