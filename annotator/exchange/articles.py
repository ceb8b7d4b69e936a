"""`articles`: articles from what scrapers write (JSON, JSON Lines, CSV, TSV, HTML) become article files.

Records of trafilatura, newspaper4k and fundus are recognised by their keys; anything else with a `text`
is taken, too. The article's text is its title, a blank line and its body; where the format tells the
parts of the body apart, they are proposed as sections. Nothing is annotated.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from annotator.article import Article
from annotator.exchange.base import Entry, Files, Format, Intake, RecordError, library
from annotator.exchange.building import document_of, review_of
from annotator.exchange.html import Block, read_html
from annotator.exchange.jsonl import objects
from annotator.exchange.people import slug
from annotator.exchange.tabular import rows
from annotator.model import Annotation, Section
from annotator.text import is_visible, paragraphs, trim_visible
from annotator.values import dataclass

_KEYS: dict[str, tuple[str, ...]] = {
    "title": ("title", "headline", "heading"),
    "author": ("author", "authors", "byline"),
    "published": ("published", "date", "publish_date", "publishing_date", "date_publish", "pubdate"),
    "outlet": ("outlet", "sitename", "source-hostname", "publisher", "site_name", "source", "hostname"),
    "url": ("url", "link", "source_url", "canonical_link"),
    "language": ("language", "lang", "meta_lang"),
}
_TEXT = ("text", "maintext", "body", "content", "article", "raw_text", "plain_text")


@dataclass(frozen=True)
class Found:
    """An article out of a record: its blocks in order, and what is known about it."""

    blocks: tuple[Block, ...]
    meta: Mapping[str, str]
    language: str | None = None
    name: str | None = None


def _string(value: object) -> str:
    """A value of a record as one line of text; lists joined by commas."""
    if isinstance(value, (list, tuple)):
        return ", ".join(filter(None, map(_string, value)))
    if isinstance(value, Mapping):
        return _string(value.get("name", ""))
    return " ".join(value.split()) if isinstance(value, str) else ""


def _about(record: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for name, keys in _KEYS.items():
        value = next((words for key in keys if (words := _string(record.get(key)))), "")
        if value:
            found[name] = value
    return found


def _fundus_body(body: Mapping[str, Any]) -> list[Block]:
    """The blocks of a fundus body: a summary, then sections with a heading and paragraphs each."""
    found = [Block("deck", text) for text in _texts(body.get("summary"))]
    sections = body.get("sections")
    for section in sections if isinstance(sections, list) else ():
        if isinstance(section, Mapping):
            found += [Block("subheading", text) for text in _texts(section.get("headline"))]
            found += [Block("body", text) for text in _texts(section.get("paragraphs"))]
    return found


def _texts(value: object) -> list[str]:
    """The strings of a value that is a string, a list of strings, or has them under `texts` or `text`."""
    if isinstance(value, str):
        return [value] if is_visible(value) else []
    if isinstance(value, Mapping):
        return _texts(value.get("texts", value.get("text")))
    return [text for one in value for text in _texts(one)] if isinstance(value, (list, tuple)) else []


def of_record(record: Mapping[str, Any], number: int) -> Found:
    """The article of a record; raises RecordError when it has no text."""
    about = _about(record)
    language = about.pop("language", None)
    body = record.get("body")
    blocks: list[Block] = []
    if isinstance(body, Mapping):
        blocks = _fundus_body(body)
    else:
        text = next(
            (record[key] for key in _TEXT if isinstance(record.get(key), str) and is_visible(record[key])), None
        )
        if text is not None:
            blocks = [Block("", text)]
    if not blocks:
        raise RecordError(number, "text", "no text (looked for " + ", ".join(_TEXT) + ")")
    title = about.get("title")
    if title and not blocks[0].text.lstrip().startswith(title):
        blocks.insert(0, Block("headline", title))
    name = record.get("id") or record.get("name") or record.get("filename")
    return Found(tuple(blocks), about, language, name if isinstance(name, str) else None)


def _body_sections(blocks: Sequence[Block]) -> list[str]:
    """The labels of the blocks with the first paragraph of running text as the lead (rule X3)."""
    labels = [block.kind for block in blocks]
    if "body" in labels:
        labels[labels.index("body")] = "lead"
    return labels


def article_name(found: Found, text: str) -> str:
    """A file name that stays the same: the record's own, or words of the title and a hash of url or text."""
    if found.name:
        stem = re.sub(r"[^\w.\-]+", "-", found.name.replace("\\", "/").rpartition("/")[2]).strip(".-")
        stem = re.sub(r"\.(?:txt|md|html?|json)$", "", stem, flags=re.IGNORECASE)[:80]
        if stem:
            return f"{stem}.txt"
    key = found.meta.get("url") or text
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    words = re.findall(r"[^\W_]+", found.meta.get("title", ""))
    stem = "-".join(slug(word) for word in words[:8])[:60].strip("-") or "article"
    return f"{stem}-{digest}.txt"


def entry_of(found: Found, intake: Intake) -> Entry:
    """The entry of an article: its text put together, its blocks as proposed sections."""
    text = ""
    places = []
    for block, label in zip(found.blocks, _body_sections(found.blocks), strict=True):
        start, end = trim_visible(block.text, 0, len(block.text))
        if start == end:
            continue
        places.append((len(text), len(text) + end - start, label))
        text += block.text[start:end] + "\n\n"
    text = text.rstrip("\n") + "\n"
    name = article_name(found, text)
    article = Article.from_text(text, name)
    annotation = Annotation(
        document=document_of(article, found.language or intake.language, found.meta),
        review=review_of(Intake("proposals", intake.by), False),
        sections=_sections(text, places, intake.by),
    )
    return Entry(name, article, annotation)


def _sections(text: str, places: Sequence[tuple[int, int, str]], by: str) -> tuple[Section, ...]:
    """Sections of the labelled places; runs of `body` are one (rule X2), other labels one a paragraph."""
    found: list[tuple[int, int, str]] = []
    for start, end, label in places:
        if not label:
            continue
        if label == "body" and found and found[-1][2] == "body" and not is_visible(text, found[-1][1], start):
            found[-1] = (found[-1][0], end, label)
        elif label == "body":
            found.append((start, end, label))
        else:
            found += [(start + a, start + b, label) for a, b in paragraphs(text[start:end])]
    return tuple(
        Section(id=f"s{n:02}", kind=kind, span=(start, end), status="proposed", by=by)
        for n, (start, end, kind) in enumerate(found, 1)
    )


def _html(data: bytes, intake: Intake, number: int) -> Found:
    """The article of a page, by trafilatura when the option asks for it, else by our own simple reader."""
    if intake.options.get("extractor") != "trafilatura":
        blocks, meta, language = read_html(data)
        if not any(block.kind != "headline" for block in blocks):
            raise RecordError(number, "", "no paragraphs found in the page; extractor=trafilatura may find them")
        return Found(tuple(blocks), meta, language)
    trafilatura = library("trafilatura", "trafilatura", "html")
    document = trafilatura.bare_extraction(data.decode("utf-8", "replace"), with_metadata=True)
    record = document.as_dict() if hasattr(document, "as_dict") else document
    if not record:
        raise RecordError(number, "", "trafilatura found no article in the page")
    return of_record(record, number)


def _found(name: str, data: bytes, intake: Intake) -> Iterator[tuple[int, Found | RecordError]]:
    """Every article of a file."""
    if name.lower().endswith((".html", ".htm", ".xhtml")):
        try:
            yield 1, _html(data, intake, 1)
        except RecordError as error:
            yield 1, error
        return
    table = name.lower().endswith((".csv", ".tsv"))
    if not table and data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        # One JSON object over several lines is one record.
        whole = list(objects(b"[" + data.removeprefix(b"\xef\xbb\xbf") + b"]"))
        source = whole if len(whole) == 1 and isinstance(whole[0][1], dict) else objects(data)
    else:
        source = rows(data, name) if table else objects(data)
    try:
        for number, record in source:
            if isinstance(record, RecordError):
                yield number, record
                continue
            try:
                yield number, of_record(record, number)
            except RecordError as error:
                yield number, error
    except RecordError as error:
        yield error.number, error


def load(files: Files, intake: Intake) -> Iterator[Entry | RecordError]:
    """One entry an article; two different articles that would get one name are refused."""
    texts: dict[str, str] = {}
    for name in sorted(files):
        for number, found in _found(name, files[name], intake):
            if isinstance(found, RecordError):
                yield found if found.file else found.within(name)
                continue
            entry = entry_of(found, intake)
            known = texts.setdefault(entry.id, entry.article.text)
            if known != entry.article.text:
                yield RecordError(number, "id", f"another article is already called {entry.id}", name)
                continue
            yield entry


FORMAT = Format(
    "articles",
    "",
    None,
    load,
    extra="html",
    reads=(".json", ".jsonl", ".csv", ".tsv", ".html", ".htm"),
    cannot="annotations; it is a source of articles",
    options={"extractor": "trafilatura: read pages with trafilatura"},
)
