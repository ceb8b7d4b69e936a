"""Which prediction belongs to which gold article, and who annotated the same article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from annotator.article import Article
from annotator.evaluation.agreement import Several
from annotator.evaluation.alignment import Case
from annotator.model import Annotation


class Annotated(Protocol):
    """An article with its annotation (`annotator.exchange.Entry` is one)."""

    @property
    def id(self) -> str: ...
    @property
    def article(self) -> Article: ...
    @property
    def annotation(self) -> Annotation: ...


def _stem(id: str) -> str:
    """The name of an article without folder and suffix, for programs that name files by path or stem."""
    return re.sub(r"^.*/|\.(?:txt|md)$", "", id)


def paired(gold: Iterable[Annotated], predicted: Iterable[Annotated]) -> tuple[list[Case], list[str]]:
    """Cases in the order of the gold, and the ids of predictions that no gold article claimed.

    A prediction is found by id, else by the name without folder and suffix where that is unique. Raises
    ValueError when a prediction is about another text: its offsets could not be compared.
    """
    by_id: dict[str, Annotated] = {}
    by_stem: dict[str, list[str]] = {}
    for entry in predicted:
        by_id[entry.id] = entry
        by_stem.setdefault(_stem(entry.id), []).append(entry.id)
    cases = []
    claimed: set[str] = set()
    for entry in gold:
        names = [entry.id] if entry.id in by_id else by_stem.get(_stem(entry.id), [])
        found = by_id[names[0]] if len(names) == 1 else None
        if found is not None:
            claimed.add(found.id)
            if found.article.text != entry.article.text:
                raise ValueError(f"the prediction for {entry.id} is about another text")
        cases.append(Case(entry.id, entry.article, entry.annotation, found.annotation if found else None))
    return cases, [id for id in by_id if id not in claimed]


def outlet_of(entry: Annotated) -> str:
    """The outlet of an article: what its meta says, else its first folder, else ""."""
    meta = entry.annotation.document.meta or {}
    folder = entry.id.partition("/")[0] if "/" in entry.id else ""
    return meta.get("outlet") or folder


def gathered(corpora: Sequence[tuple[str, Iterable[Annotated]]]) -> list[Several]:
    """Articles that at least two of the named corpora have; raises ValueError where their texts differ.

    An entry is filed under the name of its corpus, or under its annotator when a corpus holds an article
    several times.
    """
    articles: dict[str, Article] = {}
    found: dict[str, dict[str, Annotation]] = {}
    for name, entries in corpora:
        for entry in entries:
            known = articles.setdefault(entry.id, entry.article)
            if known.text != entry.article.text:
                raise ValueError(f"{entry.id} is not the same text in all corpora")
            people = found.setdefault(entry.id, {})
            who = name
            if who in people:
                who = " ".join(entry.annotation.review.annotators) or f"{name} {len(people)}"
            people[who] = entry.annotation
    return [Several(id, articles[id], people) for id, people in found.items() if len(people) > 1]
