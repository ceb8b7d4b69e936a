"""Two invented articles with gold that uses every field, for the tests of the formats."""

from __future__ import annotations

from typing import Any

import pytest

from annotator.article import Article
from annotator.exchange.base import Entry
from annotator.exchange.record import from_record

KILN = (
    "Potters Call Kiln Levy ‘Absurd’\n"
    "\n"
    "The guild said the levy was “absurd” and would close shops. 🏺\n"
    "\n"
    "“We will pay nothing,” guild head Ana Mirel told reporters. “Not a coin.”\n"
    "\n"
    "“Let them come,” she added in a letter, Radio Tarn reported. Jon Ash denied that Mirel had promised a march.\n"
    "\n"
    "The so-called “mud tax” dates from 1911.\n"
)
WELL = "Deputy Ro Sand said:\n\n“The well is dry.\n\n“It has been dry for years.”\n\n“Nobody listened.”\n"


class Words:
    """Finds spans by their words, so that no test counts characters."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __call__(self, words: str, after: str = "") -> list[int]:
        start = self.text.index(words, self.text.index(after) if after else 0)
        return [start, start + len(words)]


def kiln_record() -> dict[str, Any]:
    """The record of the first article, every field set somewhere."""
    at = Words(KILN)
    article = Article.from_text(KILN, "kiln.txt")
    return {
        "id": "tarn/kiln.txt",
        "text": KILN,
        "schema": "annotator/1",
        "document": {
            "file": "kiln.txt",
            "sha256": article.sha256,
            "length": len(KILN),
            "language": "en",
            "meta": {"title": "Potters Call Kiln Levy ‘Absurd’", "outlet": "Tarn Post"},
        },
        "review": {
            "status": "done",
            "scope": "statements",
            "annotators": ["ines"],
            "started": "2026-01-01T10:00:00Z",
            "updated": "2026-01-01T10:05:00Z",
            "seconds": 200,
            "tool": "annotator 0.1.0",
            "detectors": ["rules 0.1.0"],
            "note": "read twice",
        },
        "sections": [
            {"id": "s01", "kind": "headline", "span": at("Potters Call Kiln Levy ‘Absurd’"),
             "status": "accepted", "attested": "paragraph", "by": "rules", "score": 0.9},
            {"id": "s02", "kind": "lead", "span": at("The guild said the levy was “absurd” and would close shops. 🏺"),
             "status": "corrected", "by": "rules", "score": 0.6, "was": {"kind": "body"}},
            {"id": "s03", "kind": "body", "span": [at("“We will")[0], len(KILN) - 1],
             "status": "added", "by": "human"},
        ],
        "entities": [
            {"id": "ash", "name": "Jon Ash", "kind": "person"},
            {"id": "guild", "name": "potters’ guild", "kind": "organisation", "wikidata": "Q1"},
            {"id": "mirel", "name": "Ana Mirel", "kind": "person", "role": "guild head",
             "speaks_for": "guild", "mentions": [at("Ana Mirel")]},
            {"id": "radio-tarn", "name": "Radio Tarn", "kind": "organisation"},
        ],
        "quotes": [
            {"id": "q01", "type": "mixed", "act": "statement", "content": [at("Kiln Levy ‘Absurd’")],
             "quoted": [at("‘Absurd’")], "cue": at("Call"), "source": at("Potters"), "speakers": ["guild"],
             "repeats": "q02", "status": "accepted", "attested": "item", "by": "rules", "score": 0.71},
            {"id": "q02", "type": "mixed", "act": "statement",
             "content": [at("the levy was “absurd” and would close shops")], "quoted": [at("“absurd”")],
             "cue": at("said"), "source": at("The guild"), "speakers": ["guild"],
             "status": "accepted", "attested": "paragraph", "by": "rules", "score": 0.93},
            {"id": "q03", "type": "direct", "act": "statement",
             "content": [at("“We will pay nothing,”"), at("“Not a coin.”")], "cue": at("told"),
             "source": at("guild head Ana Mirel"), "speakers": ["mirel"], "addressee": at("reporters"),
             "status": "corrected", "by": "rules", "score": 0.88,
             "was": {"source": at("Ana Mirel"), "addressee": None}},
            {"id": "q04", "type": "direct", "act": "statement", "content": [at("“Let them come,”")],
             "cue": at("added"), "source": at("she"), "speakers": ["mirel"],
             "via": [
                 {"kind": "document", "source": at("a letter"), "cue": None, "entity": None},
                 {"kind": "outlet", "source": at("Radio Tarn"), "cue": at("reported"), "entity": "radio-tarn"},
             ],
             "note": "heard, not seen", "status": "added", "by": "human"},
            {"id": "q05", "type": "indirect", "act": "statement",
             "content": [at("that Mirel had promised a march")], "cue": at("denied"), "source": at("Jon Ash"),
             "speakers": ["ash"], "flags": ["uncertain"], "status": "added", "by": "human"},
            {"id": "q06", "type": "indirect", "act": "statement", "content": [at("a march")],
             "cue": at("had promised"), "source": at("Mirel", "denied"), "speakers": ["mirel"],
             "within": "q05", "status": "accepted", "attested": "item", "by": "rules", "score": 0.5},
        ],
        "rejected": [
            {"id": "r07", "type": "direct", "content": [at("“mud tax”")], "reason": "term", "by": "rules",
             "score": 0.34},
        ],
    }  # fmt: skip


def well_record() -> dict[str, Any]:
    """The record of the second: a quote over two paragraphs and one that continues it."""
    at = Words(WELL)
    article = Article.from_text(WELL, "well.txt")
    return {
        "id": "well.txt",
        "text": WELL,
        "schema": "annotator/1",
        "document": {"file": "well.txt", "sha256": article.sha256, "length": len(WELL), "language": "en"},
        "review": {"status": "done", "updated": "2026-01-01T10:05:00Z", "annotators": ["ed"]},
        "sections": [{"id": "s01", "kind": "lead", "span": at("Deputy Ro Sand said:"), "status": "added"},
                     {"id": "s02", "kind": "body", "span": [at("“The")[0], len(WELL) - 1], "status": "added"}],
        "entities": [{"id": "sand", "name": "Ro Sand", "kind": "person"}],
        "quotes": [
            {"id": "q01", "type": "direct", "content": [at("“The well is dry."), at("“It has been dry for years.”")],
             "cue": at("said"), "source": at("Deputy Ro Sand"), "speakers": ["sand"], "status": "added"},
            {"id": "q02", "type": "direct", "content": [at("“Nobody listened.”")], "cue": None, "source": None,
             "speakers": ["sand"], "continues": "q01", "status": "added"},
        ],
        "rejected": [],
    }  # fmt: skip


@pytest.fixture
def kiln() -> Entry:
    return from_record(kiln_record())


@pytest.fixture
def well() -> Entry:
    return from_record(well_record())
