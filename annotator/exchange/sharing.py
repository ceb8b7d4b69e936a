"""Gold without the article's words, for texts that may not be passed on, and its refilling.

What is left are offsets, the hash and the length of the article, and everything that is not a wording:
`text` of spans is emptied (the offsets say where it stands), names of entities, notes and titles are kept
only where asked, because they may be words of the article.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from annotator.article import Article
from annotator.exchange.base import Entry, Files, Intake, RecordError, Tally
from annotator.exchange.jsonl import dump_line, objects
from annotator.exchange.record import from_record, to_record


def without_text(entry: Entry, tally: Tally, *, names: bool = True) -> dict[str, Any]:
    """The plain record of an entry with `text` null; `names` False empties names, roles, notes and meta."""
    record = to_record(entry.annotation, entry.article, entry.id)
    record["text"] = None
    for kind in ("sections", "quotes", "rejected"):
        for item in record[kind]:
            if not names:
                item.pop("note", None)
            if "anchor" in item:
                tally.lost("items waiting to be re-anchored, whose words are gone")
    record["quotes"] = [_bare(item) for item in record["quotes"]]
    record["rejected"] = [_bare(item) for item in record["rejected"]]
    record["entities"] = [_bare(item) for item in record["entities"]]
    if not names:
        record["document"].pop("meta", None)
        record["review"].pop("note", None)
        for entity in record["entities"]:
            tally.lost("names of entities")
            entity["name"] = entity["id"]
            for key in ("role", "note"):
                entity.pop(key, None)
    tally.articles += 1
    tally.quotes += len(record["quotes"])
    return record


def _bare(value: Any) -> Any:
    """Spans written with their words as bare offsets."""
    if isinstance(value, Mapping):
        if "span" in value and "text" in value and "id" not in value:
            return value["span"]
        return {key: _bare(one) for key, one in value.items()}
    return [_bare(one) for one in value] if isinstance(value, list) else value


def export_without_text(entries: Iterable[Entry], tally: Tally, *, names: bool = True) -> bytes:
    """JSON Lines of records without text."""
    return b"".join(dump_line(without_text(entry, tally, names=names)) for entry in entries)


def refill(
    files: Files, find: Callable[[str, str], Article | None], intake: Intake | None = None
) -> Iterator[Entry | RecordError]:
    """Entries of records without text, their words taken from the articles.

    `find` is given the id and the SHA-256 of an article and returns it, or None. An article with another
    hash is refused: its offsets would lie.
    """
    for name in sorted(files):
        for number, record in objects(files[name]):
            if isinstance(record, RecordError):
                yield record.within(name)
                continue
            id = str(record.get("id"))
            document = record.get("document")
            sha256 = str(document.get("sha256", "")) if isinstance(document, Mapping) else ""
            article = find(id, sha256)
            try:
                if article is None:
                    raise RecordError(number, "id", f"no article {id!r} to take the words from")
                if article.sha256 != sha256:
                    raise RecordError(number, "document.sha256", f"the article {id!r} is not the one annotated")
                values = {key: value for key, value in record.items() if key != "text"}
                yield from_record(values, article, number=number, intake=intake)
            except RecordError as error:
                yield error.within(name)
