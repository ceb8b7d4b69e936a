"""What must hold of the store whatever the bytes, the faults and the other programs."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import any_annotations, nasty_articles

from annotator.article import Article
from annotator.config import annotator_id, load_settings
from annotator.config.keys import key_name
from annotator.goldfile import write_gold
from annotator.model import Annotation
from annotator.store.corpus import natural_order, why_no_article
from annotator.store.globs import Globs
from annotator.store.journal import Journal
from annotator.store.opening import Fingerprint, load_gold
from annotator.store.save import ConflictError, SaveError, clean, save
from annotator.store.status import StatusIndex, scan

STATES = {"new": "new", "in_progress": "work", "done": "done", "adjudicated": "done", "skipped": "skip"}
TIME = "2026-11-22T09:00:00Z"


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=2000), st.binary(max_size=2000))
def test_bytes_are_saved_and_loaded_as_they_are(first: bytes, second: bytes) -> None:
    with folder() as place:
        gold = place / "ferry.txt.gold.yaml"
        seen = save(gold, first, None)
        loaded = load_gold(gold)
        assert loaded is not None
        assert (loaded.data, loaded.fingerprint) == (first, seen)
        assert save(gold, second, seen) != seen or first == second
        assert gold.read_bytes() == second


STEPS = ("open", "write", "fchmod", "fsync", "replace", "unlink")
ACTIONS = st.one_of(
    st.tuples(st.just("save"), st.binary(max_size=20)),
    st.tuples(st.just("theirs"), st.binary(max_size=20)),
    st.tuples(st.just("remove"), st.just(b"")),
    st.tuples(st.sampled_from(STEPS), st.binary(max_size=20)),
)


@contextmanager
def fault(step: str, after: int) -> Iterator[None]:
    """The system call fails from its `after`-th use on."""
    real: Callable[..., object] = getattr(os, step)
    uses = 0

    def broken(*arguments: object, **keywords: object) -> object:
        nonlocal uses
        uses += 1
        if uses > after:
            raise OSError(errno.EIO, "Input/output error")
        return real(*arguments, **keywords)

    with mock.patch.object(os, step, broken):
        yield


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(ACTIONS, st.integers(0, 2)), max_size=12))
def test_nothing_is_overwritten_unseen_and_the_file_is_always_whole(
    actions: list[tuple[tuple[str, bytes], int]],
) -> None:
    """Our saves, faults at any step and another program's writes, in any order, against a plain model."""
    with folder() as place:
        gold = place / "ferry.txt.gold.yaml"
        there: bytes | None = None
        known: set[bytes | None] = {None}
        seen: Fingerprint | None = None
        own: set[str] = set()
        for (action, data), after in actions:
            if action == "theirs":
                gold.write_bytes(data)
                there = data
            elif action == "remove":
                gold.unlink(missing_ok=True)
                there = None
            elif action == "save":
                try:
                    seen = save(gold, data, seen, own=own)
                    assert there in known | {data}, "overwrote what it had not seen"
                    there, known, own = data, {data}, set()
                except ConflictError:
                    assert there not in known
            else:
                try:
                    with fault(action, after):
                        seen = save(gold, data, seen, own=own)
                    assert there in known | {data}
                    there, known, own = data, {data}, set()
                except ConflictError:
                    assert there not in known
                except SaveError as error:
                    own.add(error.sha256)
                    now = gold.read_bytes() if gold.exists() else None
                    assert now == there or (now == data and there in known | {data})
                    there, known = now, known | {data}
            assert (gold.read_bytes() if gold.exists() else None) == there
            if action == "unlink":
                clean(place.iterdir())
            assert {file.name for file in place.iterdir()} <= {gold.name}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.binary(max_size=200), min_size=1, max_size=5), st.integers(0, 400))
def test_the_journal_gives_the_newest_whole_state_after_any_cut(states: list[bytes], cut: int) -> None:
    with folder() as place:
        journal, gold = Journal(place), place / "ferry.txt.gold.yaml"
        for number, data in enumerate(states):
            journal.write(gold, number, TIME, data, None)
        (file,) = (place / "journal").iterdir()
        content = file.read_bytes()
        newest = journal.newest(gold)
        assert newest is not None
        assert newest.data == states[-1]
        kept = content[: max(0, len(content) - cut)]
        file.write_bytes(kept)
        rest = journal.newest(gold)
        # A line that lost nothing but its end is whole.
        whole = kept.count(b"\n") + (content[len(kept) : len(kept) + 1] == b"\n")
        assert (rest.data if rest else None) == (states[whole - 1] if whole else None)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(nasty_articles.flatmap(lambda article: st.tuples(st.just(article), any_annotations(article))))
def test_the_scan_counts_what_the_file_says(pair: tuple[Article, Annotation]) -> None:
    article, annotation = pair
    status = scan(write_gold(annotation, article))
    proposed = [quote for quote in annotation.quotes if quote.status == "proposed"]
    read = annotation.review.read
    held = sum(read is None or any(start <= quote.start < end for start, end in read) for quote in proposed)
    assert status.state == STATES[annotation.review.status]
    assert (status.done, status.total) == (len(annotation.quotes) - len(proposed), len(annotation.quotes))
    assert status.held == held
    assert status.changed == (annotation.review.updated or "")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400) | st.text(st.characters(codec="utf-8"), max_size=200).map(str.encode))
def test_any_bytes_as_gold_index_or_settings(data: bytes) -> None:
    scan(data)
    scan(b"review:\n  status: done\nquotes:\n" + data)
    with folder() as place:
        (place / "annotator.yaml").write_bytes(data)
        _, problems = load_settings(place, frozenset({"item.accept"}), config_folder=place / "none")
        for problem in problems:
            assert "\n" not in str(problem)
            assert "\x1b" not in str(problem)
        (place / "index").write_bytes(data)
        StatusIndex(place / "index").status("ferry.txt", place / "annotator.yaml")


YAML = st.recursive(
    st.sampled_from(
        ["a", "item.accept", "true", "1", "~", '"x y"', "ctrl+i", "1.5", "h", "*a", "&a b", "!t c", "2026/**"]
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(
            st.sampled_from(["scope", "labels", "letter", "name", "keymap", "keys", "item.accept", "flags", "x"]),
            inner,
            max_size=4,
        ).map(lambda rows: "{" + ", ".join(f"{key}: {value}" for key, value in rows.items()) + "}"),
    ),
    max_leaves=12,
)
KEYS = ["annotator", "language", "scope", "encoding", "include", "labels", "flags", "cues", "theme", "keymap", "x"]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(KEYS), YAML), max_size=6))
def test_any_shape_of_settings(rows: list[tuple[str, str]]) -> None:
    with folder() as place:
        text = "".join(f"{key}: {value}\n" for key, value in rows)
        (place / "annotator.yaml").write_text(text, encoding="utf-8")
        _, problems = load_settings(place, frozenset({"item.accept"}), config_folder=place / "none")
        assert all(problem.line is None or 1 <= problem.line <= len(rows) + 1 for problem in problems)


NAMES = st.text(st.sampled_from("aAbB01290.é -") | st.characters(codec="utf-8", exclude_characters="\0/"), max_size=12)


@settings(max_examples=150)
@given(st.lists(NAMES, unique=True, max_size=20))
def test_natural_order_does_not_depend_on_the_order_before(names: list[str]) -> None:
    ordered = natural_order(names)
    assert sorted(ordered) == sorted(names)
    assert natural_order(reversed(names)) == ordered
    # Dropping names never swaps others, although a folder of like names is sorted another way.
    assert natural_order(names[::2]) == [name for name in ordered if name in set(names[::2])]


@given(st.text(max_size=30))
def test_names_of_all_kinds(text: str) -> None:
    why_no_article(text)
    name, why = key_name(text)
    assert why is not None or key_name(name) == (name, None)
    slug = annotator_id(text)
    assert annotator_id(slug) == slug
    assert not set(slug) & set("./\\ \0")
    Globs([text]).match("a/b.txt")
