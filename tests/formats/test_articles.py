"""Articles out of what scrapers write."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.exchange import Entry, Intake, RecordError, import_files
from annotator.exchange.html import read_html

BODY = "Mayor Ivo Lant said the pond is safe.\n\nNobody asked him."


def taken(name: str, data: bytes | dict[str, Any], **options: Any) -> list[Entry | RecordError]:
    source = data if isinstance(data, bytes) else json.dumps(data).encode()
    return list(import_files({name: source}, "articles", Intake(options=options)))


def one(name: str, data: bytes | dict[str, Any]) -> Entry:
    (found,) = taken(name, data)
    assert isinstance(found, Entry), found
    return found


@pytest.mark.parametrize(
    ("record", "meta", "language"),
    [
        (
            {"title": "Pond", "author": "Ines Ro", "date": "2026-01-01", "hostname": "tarn.example",
             "sitename": "Tarn Post", "url": "https://tarn.example/p", "text": BODY, "language": "en",
             "raw_text": "x", "fingerprint": "f"},
            {"title": "Pond", "author": "Ines Ro", "published": "2026-01-01", "outlet": "Tarn Post",
             "url": "https://tarn.example/p"},
            "en",
        ),
        (
            {"url": "https://tarn.example/p", "title": "Pond", "authors": ["Ines Ro", "Ed Sol"],
             "publish_date": "2026-01-01T00:00:00", "text": BODY, "top_image": "", "meta_lang": "de"},
            {"title": "Pond", "author": "Ines Ro, Ed Sol", "published": "2026-01-01T00:00:00",
             "url": "https://tarn.example/p"},
            "de",
        ),
        (
            {"maintext": BODY, "title": "Pond", "source": {"name": "Tarn Post"}},
            {"title": "Pond", "outlet": "Tarn Post"},
            "en",
        ),
    ],
    ids=["trafilatura", "newspaper4k", "own"],
)  # fmt: skip
def test_records_of_scrapers(record: dict[str, Any], meta: dict[str, str], language: str) -> None:
    entry = one("a.jsonl", record)
    assert entry.article.text == f"Pond\n\n{BODY}\n"
    assert entry.annotation.document.meta == meta
    assert entry.annotation.document.language == language
    assert [(s.kind, s.span, s.status, s.by) for s in entry.annotation.sections] == [
        ("headline", (0, 4), "proposed", "import")
    ]
    assert (entry.annotation.review.status, entry.annotation.quotes) == ("new", ())


def test_fundus_tells_its_parts_apart() -> None:
    record = {
        "title": "Pond is safe",
        "authors": ["Ines Ro"],
        "body": {
            "summary": ["What we know."],
            "sections": [
                {"headline": [], "paragraphs": ["The mayor spoke.", "He left."]},
                {"headline": ["Later"], "paragraphs": ["It rained."]},
            ],
        },
    }
    entry = one("a.json", json.dumps(record, indent=2).encode())
    text = entry.article.text
    assert text == "Pond is safe\n\nWhat we know.\n\nThe mayor spoke.\n\nHe left.\n\nLater\n\nIt rained.\n"
    assert [(s.kind, text[slice(*s.span)]) for s in entry.annotation.sections] == [
        ("headline", "Pond is safe"),
        ("deck", "What we know."),
        ("lead", "The mayor spoke."),
        ("body", "He left."),
        ("subheading", "Later"),
        ("body", "It rained."),
    ]


def test_a_title_that_the_text_begins_with_is_not_repeated() -> None:
    assert one("a.json", {"title": "Pond", "text": "Pond\n\nIt is safe."}).article.text == "Pond\n\nIt is safe.\n"


def test_names_are_stable_and_collisions_refused() -> None:
    record = {"title": "Pond “is” Safe, Ümit says", "url": "https://tarn.example/p", "text": BODY}
    name = one("a.json", record).id
    assert name == one("b.json", {**record, "text": BODY + " More."}).id
    assert name.startswith("pond-is-safe-umit-says-")
    assert name.endswith(".txt")
    assert one("a.json", {"id": "../../etc/pass wd.html", "text": BODY}).id == "pass-wd.txt"
    lines = b"".join(json.dumps({"id": "p", "text": text}).encode() + b"\n" for text in (BODY, "Other.", BODY))
    found = taken("a.jsonl", lines)
    assert str(found[1]) == "a.jsonl: record 2, id: another article is already called p.txt"
    assert [isinstance(entry, Entry) for entry in found] == [True, False, True]


def test_tables_of_articles() -> None:
    found = taken("a.csv", b'title,text\nPond,"Line one.\n\nLine two."\n,\n')
    assert isinstance(found[0], Entry)
    assert found[0].article.text == "Pond\n\nLine one.\n\nLine two.\n"
    assert isinstance(found[1], RecordError)
    assert isinstance(one("a.tsv", b"title\ttext\nPond\tSafe, he said.\n"), Entry)


PAGE = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Pond – Tarn Post</title>
<meta property="og:title" content="Pond is &amp; stays safe"><meta property="og:site_name" content="Tarn Post">
<meta name="author" content="Ines Ro"><link rel="canonical" href="https://tarn.example/p">
<script>var x = "<p>no</p>";</script></head><body><nav><p>Menu</p></nav>
<header><h1>Pond is safe</h1></header><article><p>The mayor <b>spoke</b>.<p>He left.</p>
<h2>Later</h2><p>It
rained.</p><figure><figcaption>The pond</figcaption></figure><ul><li>one</li><li>two</li></ul></article>
<aside><p>Read more</p></aside><footer><p>Imprint</p></footer></body></html>"""


def test_pages() -> None:
    entry = one("a.html", PAGE.encode())
    text = entry.article.text
    assert [(s.kind, text[slice(*s.span)]) for s in entry.annotation.sections] == [
        ("headline", "Pond is safe"), ("lead", "The mayor spoke."), ("body", "He left."), ("subheading", "Later"),
        ("body", "It rained."), ("caption", "The pond"), ("list", "one"), ("list", "two"),
    ]  # fmt: skip
    assert entry.annotation.document.meta == {
        "title": "Pond is & stays safe",
        "url": "https://tarn.example/p",
        "outlet": "Tarn Post",
        "author": "Ines Ro",
    }
    assert entry.annotation.document.language == "en-GB"
    assert "Menu" not in text
    assert "Imprint" not in text
    (refused,) = taken("a.html", b"<html><title>x</title></html>")
    assert "no paragraphs" in str(refused)


@given(st.text("<>/p h1&;\"'=ab\n", max_size=60))
@settings(max_examples=60)
def test_any_page_is_read_or_refused(page: str) -> None:
    blocks, _, _ = read_html(page.encode())
    assert all(block.text.strip() for block in blocks)
    (found,) = taken("a.html", page.encode())
    assert isinstance(found, (Entry, RecordError))


def test_records_without_text_are_refused() -> None:
    (refused,) = taken("a.json", {"title": "x"})
    assert str(refused).startswith("a.json: record 1, text: no text (looked for text, maintext")
