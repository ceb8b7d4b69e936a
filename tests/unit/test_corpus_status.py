"""Status by a scan of the gold file, and where the person left off."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from annotator.store import status as module
from annotator.store.corpus import Corpus, CorpusError, gold_path
from annotator.store.places import Places
from annotator.store.status import NEW, UNREADABLE, ArticleStatus, StatusIndex, scan

HEAD = """schema: annotator/1

document:
  file: "ferry.txt"
  length: 425

review:
  status: {state}
  scope: statements
  annotators: [odo, ines]
  started: "2026-11-22T09:00:00Z"
  updated: "{updated}"
{read}  tool: "annotator 0.1.0"

sections:
  - {{id: s01, kind: headline, span: [0, 40], text: "status: proposed", status: proposed, by: rules}}

quotes:
"""
QUOTE = """  - id: q{number:02d}
    type: direct
    act: statement
    content:
      - {{span: [{start}, {end}], text: "“a status: proposed” # - id: x"}}
    cue: null
    source: null
    speakers: []
    note: "status: accepted"
    status: {status}
    by: rules

"""


def gold(
    state: str = "in_progress", *quotes: tuple[int, str], read: str = "", updated: str = "2026-11-22T09:04:10Z"
) -> bytes:
    text = HEAD.format(state=state, read=f"  read: {read}\n" if read else "", updated=updated)
    for number, (start, status) in enumerate(quotes, 1):
        text += QUOTE.format(number=number, start=start, end=start + 9, status=status)
    return (text + "rejected:\n  - id: r01\n    status: proposed\n").encode()


def test_states_and_counts() -> None:
    data = gold("in_progress", (10, "accepted"), (20, "proposed"), (30, "corrected"), read="[]")
    assert scan(data) == ArticleStatus("work", 2, 3, 0, "ines", "2026-11-22T09:04:10Z")
    for written, state in (("new", "new"), ("done", "done"), ("adjudicated", "done"), ("skipped", "skip")):
        assert scan(gold(written)).state == state
        assert (scan(gold(written)).done, scan(gold(written)).total) == (0, 0)


def test_held_is_proposed_in_text_that_was_read() -> None:
    quotes = ((10, "proposed"), (50, "proposed"), (90, "proposed"), (10, "added"))
    assert scan(gold("in_progress", *quotes, read="[]")).held == 0
    assert scan(gold("in_progress", *quotes, read="[[0, 50], [90, 120]]")).held == 2
    assert scan(gold("in_progress", *quotes)).held == 3


def test_crlf_reordered_keys_and_flow_style_do_not_break_it() -> None:
    data = gold("done", (10, "accepted")).replace(b"\n", b"\r\n")
    assert scan(data).state == "done"
    assert (scan(data).done, scan(data).total) == (1, 1)
    assert scan(b"quotes: []\nschema: annotator/1\nreview:\n    status: 'done' # at last\n") == ArticleStatus(
        "done", 0, 0, 0
    )


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"\x00\xff" * 100, b"review:\n", b"review: {status: done}\n", b"review:\n  status: finished\n"),
        *(b"<<<<<<< ours\n" + gold("done"), b"text: |\n  review:\n    status: done\n", b"review:\n" + b" " * 100_000),
    ],
)
def test_what_says_no_status_is_unreadable(data: bytes) -> None:
    assert scan(data) == UNREADABLE


def test_scanning_is_linear() -> None:
    for shape in (b"review:\n  status: ", b" \n", b"  - id:\n", b"quotes:\n", b"[1,2],", b"\t-"):
        data = b"review:\n  status: done\n  read: [[1, 2]]\nquotes:\n" + shape * (1_000_000 // len(shape))
        start = time.process_time()
        scan(data)
        assert time.process_time() - start < 1, shape


def test_the_index_reads_only_what_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, cache = tmp_path / "ferry.txt.gold.yaml", tmp_path / "cache" / "index.json"
    file.write_bytes(gold("in_progress", (10, "proposed")))
    index = StatusIndex(cache)
    before = index.status("ferry.txt", file)
    index.save()
    scans: list[bytes] = []

    def counted(data: bytes) -> ArticleStatus:
        scans.append(data)
        return NEW

    monkeypatch.setattr(module, "scan", counted)
    again = StatusIndex(cache)
    assert again.status("ferry.txt", file) == before
    assert scans == []
    os.utime(file, ns=(1, 1))
    assert again.status("ferry.txt", file) == NEW
    assert len(scans) == 1


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"[]", b"null", b'{"version": 1}', b'{"version": 99, "gold": []}', b"[" * 100_000),
        b'{"version": 1, "gold": [["ferry.txt", 1, 2, 3, "finished", 1, 1, 1, "", ""]]}',
        b'{"version": 1, "gold": [["ferry.txt", 1, 2, 3, "done", "1", true, 1, "", ""]]}',
        b'{"version": 1, "gold": [["ferry.txt", 1]]}',
        b'{"version": 1, "gold": [[{}, 1, 2, 3, "done", 1, 1, 1, "", ""]]}',
    ],
)
def test_a_broken_index_is_thrown_away(tmp_path: Path, content: bytes) -> None:
    file, cache = tmp_path / "ferry.txt.gold.yaml", tmp_path / "index.json"
    file.write_bytes(gold("done"))
    cache.write_bytes(content)
    index = StatusIndex(cache)
    assert index.status("ferry.txt", file).state == "done"
    index.save()
    assert json.loads(cache.read_bytes())["version"] == StatusIndex.VERSION


def test_gold_that_is_no_file_or_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "ferry.txt.gold.yaml"
    index = StatusIndex(None)
    assert index.status("ferry.txt", file) == NEW
    file.symlink_to("/dev/zero")
    assert index.status("ferry.txt", file) == UNREADABLE
    file.unlink()
    os.mkfifo(file)
    assert index.status("ferry.txt", file) == UNREADABLE
    file.unlink()
    file.write_bytes(gold("done", *((10, "accepted"),) * 50))
    monkeypatch.setattr(module, "SCAN_LIMIT", 1000)
    assert index.status("ferry.txt", file) == ArticleStatus("done", by="ines", changed="2026-11-22T09:04:10Z")


# Where the person left off ---------------------------------------------------------------------


class Shelf:
    """A corpus folder with ten articles."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "corpus"
        self.folder.mkdir()
        self.places = Places.under(root)
        for number in range(1, 11):
            (self.folder / f"a{number}.txt").write_text("Boats left at nine.\n")

    def corpus(self) -> Corpus:
        return Corpus([self.folder], places=self.places)

    def write(self, name: str, state: str, updated: str = "2026-11-22T09:04:10Z") -> None:
        gold_path(self.folder / name).write_bytes(gold(state, updated=updated))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def test_first_start_takes_the_first_open_article(shelf: Shelf) -> None:
    assert shelf.corpus().resume() == "a1.txt"
    shelf.write("a1.txt", "done")
    shelf.write("a2.txt", "skipped")
    gold_path(shelf.folder / "a3.txt").write_bytes(b"\xff")
    assert shelf.corpus().resume() == "a4.txt"


def test_the_article_in_work_with_the_latest_change(shelf: Shelf) -> None:
    shelf.write("a4.txt", "in_progress", "2026-11-22T09:00:00Z")
    shelf.write("a2.txt", "in_progress", "2026-11-22T10:00:00Z")
    shelf.write("a9.txt", "done", "2026-11-22T11:00:00Z")
    assert shelf.corpus().resume() == "a2.txt"


def test_the_article_opened_last_comes_first_without_a_scan(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.write("a2.txt", "in_progress")
    shelf.corpus().opened("a7.txt")
    monkeypatch.setattr(os, "scandir", lambda _: pytest.fail("scanned"))
    assert shelf.corpus().resume() == "a7.txt"


def test_after_a_finished_one_the_next_open_one(shelf: Shelf) -> None:
    shelf.corpus().opened("a9.txt")
    for name in ("a9.txt", "a10.txt", "a1.txt"):
        shelf.write(name, "done")
    assert shelf.corpus().resume() == "a2.txt"


def test_all_done(shelf: Shelf) -> None:
    for number in range(1, 11):
        shelf.write(f"a{number}.txt", "done")
    corpus = shelf.corpus()
    assert corpus.resume() == "a1.txt"
    assert corpus.next_open("a1.txt") is None
    corpus.opened("a5.txt")
    assert shelf.corpus().resume() == "a5.txt"


@pytest.mark.parametrize(
    "content",
    ['{"opened": "../../outside.txt"}', '{"opened": "/etc/passwd"}', '{"opened": 3}', "[]", "{", "", '{"opened": ""}',
     '{"opened": "a1.txt\\u0000"}', '{"opened": "gone.txt"}', '{"opened": ".hidden.txt"}'],
)  # fmt: skip
def test_an_odd_state_is_ignored(shelf: Shelf, content: str) -> None:
    (shelf.folder.parent.parent / "outside.txt").write_text("x")
    (shelf.folder / ".hidden.txt").write_text("x")
    corpus = shelf.corpus()
    corpus.opened("a3.txt")
    (file,) = (shelf.places.state / "corpora").iterdir()
    file.write_text(content)
    assert corpus.last_opened() is None
    assert corpus.resume() == "a1.txt"


def test_state_that_cannot_be_written_is_no_error(shelf: Shelf) -> None:
    shelf.places.state.write_text("a file where the folder should be")
    corpus = shelf.corpus()
    corpus.opened("a3.txt")
    assert corpus.last_opened() is None


def test_what_is_open_is_known_better_than_its_file(shelf: Shelf) -> None:
    shelf.write("a1.txt", "in_progress")
    corpus = shelf.corpus()
    assert [name for name, _ in corpus.statuses()] == ["a1.txt"]
    done = ArticleStatus("done", 4, 4, 0, "ines", "2026-11-22T12:00:00Z")
    corpus.set_status("a1.txt", lambda: done)
    corpus.set_status("a2.txt", lambda: done)
    assert corpus.status("a1.txt") == done
    assert corpus.next_open() == "a3.txt"
    assert corpus.status("a2.txt") == done
    assert corpus.status("a8.txt") == NEW


def test_each_annotator_has_gold_of_their_own(shelf: Shelf) -> None:
    shelf.write("a1.txt", "done")
    gold_path(shelf.folder / "a2.txt", "ines").write_bytes(gold("done"))
    ines = Corpus([shelf.folder], annotator="ines")
    assert ines.gold("a2.txt") == shelf.folder / "a2.txt.ines.gold.yaml"
    assert [(name, status.state) for name, status in ines.statuses()] == [("a2.txt", "done")]
    assert ines.resume() == "a1.txt"
    for name in ("../../x", "a.b", "", "a b", "x" + chr(0)):
        with pytest.raises(CorpusError, match="annotator's id"):
            Corpus([shelf.folder], annotator=name)
    odo = Corpus([shelf.folder], annotator="odo")
    assert list(odo.statuses()) == []
