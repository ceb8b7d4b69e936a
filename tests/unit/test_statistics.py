"""What is in a corpus, counted."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

from annotator.exchange.base import Entry
from annotator.exchange.record import from_record
from annotator.statistics import statistics, statistics_html, statistics_text

TEXT = "Ann said “rain” falls. Bo <b>hopes</b> to go. “Sun”!"


def entry(id: str = "north/a.txt", **changes: Any) -> Entry:
    quotes = [
        {
            "id": "q01", "type": "mixed", "content": [[9, 21]], "quoted": [[9, 15]], "cue": [4, 8],
            "source": [0, 3], "speakers": ["ann"], "status": "accepted", "attested": "item", "by": "rules",
        },
        {
            "id": "q02", "type": "indirect", "act": "attitude", "content": [[38, 43]], "cue": [29, 34],
            "source": [23, 25], "speakers": [], "status": "corrected", "by": "rules",
            "was": {"source": None}, "flags": ["uncertain"],
        },
    ]  # fmt: skip
    record = {
        "id": id, "text": TEXT, "schema": "annotator/1",
        "review": {"status": "done", "scope": "all", "annotators": ["ines"], "seconds": 90},
        "sections": [{"id": "s01", "kind": "lead", "span": [0, len(TEXT)], "by": "rules"}],
        "entities": [{"id": "ann", "name": "Ann <i>", "kind": "person"}],
        "quotes": quotes,
        "rejected": [{"id": "r03", "content": [[46, 51]], "reason": "term", "by": "rules"}],
    }  # fmt: skip
    return from_record({**record, **changes})


def test_counts() -> None:
    data = statistics([entry(), entry("b.txt", quotes=[], review={"status": "new"})])
    assert data["totals"]["articles"] == 2
    assert data["totals"]["quotes"] == 2
    assert data["totals"]["rejected"] == 2
    tables = data["tables"]
    assert tables["articles by status"] == {"done": 1, "new": 1}
    assert tables["articles by outlet"] == {"(not said)": 1, "north": 1}
    assert tables["quotes by type"] == {"indirect": 1, "mixed": 1}
    assert tables["quotes by section"] == {"lead": 2}
    assert tables["quotes that have"]["speakers"] == 1
    assert tables["quotes that have"]["cue"] == 2
    assert tables["accepted quotes by way"] == {"item": 1}
    assert tables["cues"] == {"hopes": 1, "said": 1}
    assert tables["speakers"] == {"Ann <i>": 1}
    assert data["rates"]["quotes"]["rules"] == {
        "judged": 4, "open": 0, "accepted": 0.25, "corrected": 0.25, "rejected": 0.5,
    }  # fmt: skip
    assert data["rates"]["sections"]["rules"]["open"] == 2
    assert data["time"]["median"] == 90
    assert json.loads(json.dumps(data)) == data


def test_nothing_is_something_to_report() -> None:
    data = statistics([])
    assert data["totals"]["articles"] == 0
    assert "totals" in statistics_text(data)
    assert statistics_html(data).startswith("<!doctype html>")


def test_text_lists_rates_and_tables() -> None:
    text = statistics_text(statistics([entry()]))
    assert "proposals of rules (quotes)" in text
    assert re.search(r"accepted +33\.3%", text)
    assert re.search(r"quotes by type\n  indirect +1\n", text)


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]


def test_the_page_stands_alone_and_shows_foreign_words_as_words() -> None:
    page = Page()
    source = statistics_html(statistics([entry()]), "A <script>alert(1)</script> corpus")
    page.feed(source)
    assert "svg" in page.tags
    assert page.links == []
    assert not {"script", "i", "b", "img", "link"} & set(page.tags) - {"b"}
    assert "Ann &lt;i&gt;" in source
    assert source.count("<title>") == 1
