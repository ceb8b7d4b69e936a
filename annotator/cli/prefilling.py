"""`--prefill FILE.jsonl`: somebody else's predictions in place of ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from annotator.article import Article
from annotator.cli.reading import complain
from annotator.config import Settings
from annotator.exchange import RecordError
from annotator.exchange.jsonl import objects
from annotator.exchange.record import proposals_from_record
from annotator.model import Annotation
from annotator.session import Prefill, detected
from annotator.store.corpus import Corpus
from annotator.store.opening import OpenError, read_file

LIMIT = 2 * 2**30
"""Bytes of the largest file of predictions."""


def prefill_from(path: Path, corpus: Corpus) -> Prefill | None:
    """What makes start annotations from a file of records; None after saying why it cannot be used.

    Records are found by `id`: the article's path in the corpus, its file name, or either without its
    suffix. Sections a record lacks come from our own detector; an article without a record gets no quotes.
    """
    try:
        data = read_file(path, limit=LIMIT)
    except OpenError as error:
        complain(str(error))
        return None
    records: dict[str, tuple[int, dict[str, Any]]] = {}
    for number, record in objects(data):
        if isinstance(record, RecordError):
            complain(str(record.within(path.name)))
            return None
        id = record.get("id")
        if not isinstance(id, str) or not id:
            complain(str(RecordError(number, "id", "a record needs the path of its article as id", path.name)))
            return None
        for key in _keys(id):
            records.setdefault(key, (number, record))
    if not records:
        complain(f"{path.name}: holds no records; one JSON object a line is expected")
        return None

    def prefill(article: Article, settings: Settings) -> Annotation:
        ours = detected(article, settings)
        found = next((records[key] for key in _keys(article.name) if key in records), None)
        if found is None:
            return ours.model_copy(update={"quotes": (), "entities": (), "rejected": ()})
        number, record = found
        try:
            theirs = proposals_from_record(record, article, by=_detector(path), number=number)
        except RecordError as error:
            review = ours.review.model_copy(update={"note": str(error.within(path.name))})
            fields = {"quotes": (), "entities": (), "rejected": (), "review": review}
            return ours.model_copy(update=fields)
        review = ours.review.model_copy(update={"detectors": (_detector(path),)})
        sections = theirs.sections if record.get("sections") else ours.sections
        document = ours.document.model_copy(update={"meta": theirs.document.meta or ours.document.meta})
        fields = {"document": document, "review": review, "sections": sections}
        return theirs.model_copy(update=fields)

    return prefill


def _keys(id: str) -> tuple[str, ...]:
    name = id.replace("\\", "/").rsplit("/", 1)[-1]
    return tuple(dict.fromkeys((id, name, id.rsplit(".", 1)[0], name.rsplit(".", 1)[0])))


def _detector(path: Path) -> str:
    """The detector's id as items carry it: the file's name as a slug."""
    slug = "".join(char if char.isascii() and char.isalnum() else "-" for char in path.stem.lower()).strip("-")
    return slug or "import"
