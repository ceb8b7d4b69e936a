"""The regression file of invented sentences, one for each phenomenon, checked exactly."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from annotator.detection.base import Draft
from annotator.detection.quotes import find_quotes
from annotator.text import Range, Structure

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent.parent / "data" / "sentences.toml").read_text(encoding="utf-8")
)["case"]
_MARKUP = re.compile(r"([SCQAVWX])(\d*)\[|\]")


def parse(notation: str) -> tuple[str, list[tuple[str, str, Range]]]:
    """The plain text of a notation and its spans: (role, digits, range)."""
    text = ""
    spans: list[tuple[str, str, Range]] = []
    stack: list[tuple[str, str, int]] = []
    at = 0
    for match in _MARKUP.finditer(notation):
        text += notation[at : match.start()]
        at = match.end()
        if match.group(1):
            stack.append((match.group(1), match.group(2) or "1", len(text)))
        else:
            role, digits, start = stack.pop()
            spans.append((role, digits, (start, len(text))))
    return text + notation[at:], spans


Roles = tuple[tuple[str, ...], str | None, str | None, str | None, tuple[tuple[str, str | None], ...]]


def expected(text: str, spans: list[tuple[str, str, Range]]) -> dict[str, Roles]:
    """Quote number -> content, cue, source, addressee, vias, as words."""
    numbers = sorted({digit for role, digits, _ in spans for digit in digits if role == "Q"})

    def words(span: Range) -> str:
        return text[span[0] : span[1]]

    def one(role: str, number: str) -> str | None:
        return next((words(span) for r, digits, span in spans if r == role and number in digits), None)

    found: dict[str, Roles] = {}
    for number in numbers:
        content = tuple(
            words(span) for span in sorted(span for role, digits, span in spans if role == "Q" and number in digits)
        )
        vias: list[tuple[str, str | None]] = []
        if number == "1":
            for via in sorted({digits for role, digits, _ in spans if role == "V"}):
                vias.append((one("V", via) or "", one("W", via)))
        found[number] = (content, one("C", number), one("S", number), one("A", number), tuple(vias))
    return found


def roles(text: str, draft: Draft) -> Roles:
    def words(span: Range | None) -> str | None:
        return None if span is None else text[span[0] : span[1]]

    return (
        tuple(text[start:end] for start, end in draft.content),
        words(draft.cue),
        words(draft.source),
        words(draft.addressee),
        tuple((words(via.source) or "", words(via.cue)) for via in draft.via),
    )


def test_there_are_enough_cases_and_their_names_differ() -> None:
    assert len(CASES) >= 150
    assert len({case["name"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_sentence(case: dict[str, Any]) -> None:
    text, spans = parse(case["text"])
    findings = find_quotes(text, Structure(text), scope=case.get("scope", "all"))
    wanted = expected(text, spans)
    got = {number: roles(text, draft) for number, draft in zip("123456789", findings.drafts, strict=False)}
    assert sorted(got.values(), key=str) == sorted(wanted.values(), key=str)
    number_of = {value: number for number, value in wanted.items()}
    name = [number_of[roles(text, draft)] for draft in findings.drafts]
    carried = [f"{name[i]}>{name[d.carries]}" for i, d in enumerate(findings.drafts) if d.carries is not None]
    assert carried == case.get("carries", [])
    nested = [f"{name[i]}<{name[d.inside]}" for i, d in enumerate(findings.drafts) if d.inside is not None]
    assert nested == case.get("inside", [])
    flags = {name[i]: list(draft.flags) for i, draft in enumerate(findings.drafts) if draft.flags}
    assert flags == case.get("flags", {})
    attitudes = [int(name[i]) for i, draft in enumerate(findings.drafts) if draft.act == "attitude"]
    assert attitudes == case.get("attitude", [])
    refused = [text[one.content[0] : one.content[1]] for one in findings.refusals]
    assert refused == [text[span[0] : span[1]] for role, _, span in spans if role == "X"]
    if "reason" in case:
        assert [one.reason for one in findings.refusals] == [case["reason"]]
