"""Saving again writes only what changed, and the same bytes as writing everything."""

from __future__ import annotations

import pytest
from desks import harbour
from hypothesis import given
from hypothesis import strategies as st

from annotator.article import Article
from annotator.goldfile import GoldError, encode, read_gold, write, write_gold
from annotator.goldfile.read import Way
from annotator.model import Annotation


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["status", "note", "drop", "speakers"])), max_size=6))
def test_any_run_of_changes_gives_the_bytes_of_a_whole_write(changes: list[tuple[int, str]]) -> None:
    article, annotation = harbour()
    assert encode(annotation, article) == write_gold(annotation, article)
    for place, kind in changes:
        quotes = list(annotation.quotes)
        if not quotes:
            break
        place %= len(quotes)
        if kind == "drop":
            del quotes[place]
        elif kind == "speakers":
            quotes[place] = quotes[place].model_copy(update={"speakers": ()})
        else:
            update = {"status": "accepted"} if kind == "status" else {"note": f"n{place}"}
            quotes[place] = quotes[place].model_copy(update=update)
        annotation = annotation.model_copy(update={"quotes": tuple(quotes)})
        assert encode(annotation, article) == write_gold(annotation, article)


def test_only_new_records_are_read_back(monkeypatch: pytest.MonkeyPatch) -> None:
    article, annotation = harbour()
    encode(annotation, article)
    read: list[int] = []
    real = read_gold

    def counted(data: bytes, of: Article, *, way: Way) -> object:
        assert way == "yaml"  # what we write is not proved by a reader of our own notation
        read.append(data.count(b"\n  - id: q"))
        return real(data, of, way=way)

    monkeypatch.setattr(write, "read_gold", counted)
    changed = annotation.quotes[0].model_copy(update={"note": "looked at"})
    encode(annotation.model_copy(update={"quotes": (changed, *annotation.quotes[1:])}), article)
    assert read == [1]


def test_a_new_record_that_reads_as_something_else_is_refused_and_tried_again() -> None:
    article, annotation = harbour()
    encode(annotation, article)
    bad = annotation.quotes[0].model_copy(update={"note": "\ud800"})
    broken: Annotation = annotation.model_copy(update={"quotes": (bad, *annotation.quotes[1:])})
    for _ in range(2):
        with pytest.raises(GoldError):
            encode(broken, article)
    assert encode(annotation, article) == write_gold(annotation, article)


def ids(annotation: Annotation) -> list[str]:
    """The ids of all records."""
    found = [one.id for one in annotation.sections] + [one.id for one in annotation.entities]
    return found + [one.id for one in annotation.quotes] + [one.id for one in annotation.rejected]


@pytest.mark.parametrize("batch", [1, 2, 3, 250])
def test_batches_give_the_same_bytes_and_every_record_is_read_back(monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    article, annotation = harbour()
    write._proofs.cache_clear()
    read: list[str] = []
    real = read_gold

    def kept(data: bytes, of: Article, *, way: Way) -> object:
        loaded = real(data, of, way=way)
        assert loaded.annotation is not None
        assert len(ids(loaded.annotation)) <= batch
        read.extend(ids(loaded.annotation))
        return loaded

    monkeypatch.setattr(write, "BATCH", batch)
    monkeypatch.setattr(write, "read_gold", kept)
    assert encode(annotation, article) == write_gold(annotation, article)
    assert sorted(read) == sorted(ids(annotation))


def test_nothing_is_saved_when_the_last_batch_reads_as_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    article, annotation = harbour()
    write._proofs.cache_clear()
    monkeypatch.setattr(write, "BATCH", 2)
    real = write._Writer.record

    def wrong(writer: write._Writer, record: write.Record) -> bytes:
        lines = real(writer, record)
        return lines.replace(b"act: statement", b"act: attitude") if record is annotation.quotes[-1] else lines

    monkeypatch.setattr(write._Writer, "record", wrong)
    with pytest.raises(GoldError, match="reads as something else"):
        encode(annotation, article)
