"""Finding articles: which files are articles, in which order, and what the report says of the rest."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from annotator.store import walk
from annotator.store.corpus import (
    Corpus,
    CorpusError,
    article_path,
    corpus_folder,
    gold_path,
    natural_order,
    why_no_article,
)
from annotator.store.globs import Globs, refused
from annotator.store.opening import open_article


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    return corpus


def fill(folder: Path, *names: str) -> None:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("Boats left at nine.\n")


def test_articles_by_name() -> None:
    for name in ("ferry.txt", "FERRY.TXT", "pier.md", "license-fees.txt", "readme-please.md", "a.txt.txt", "-x.txt"):
        assert why_no_article(name) is None, name
    for name in (
        *("ferry", "ferry.txt~", "ferry.html", "ferry.txt.gold.yaml", ".ferry.txt", ".txt", "README", "README.md"),
        *("README-first.txt", "LICENSE.txt", "CHANGELOG.md", "readme.md", "License.txt", "two\nlines.txt.bak"),
    ):
        assert why_no_article(name) is not None, name


def test_natural_order_is_one_order_for_all_names() -> None:
    names = [
        "b10.txt",
        "B2.txt",
        "b1.txt",
        "a.txt",
        "b02.txt",
        "b2.txt",
        "C.txt",
        "b2a.txt",
        "bé.txt",
        "10.txt",
        "9.txt",
    ]
    ordered = natural_order(names)
    assert ordered == ["9.txt", "10.txt", "a.txt", "b1.txt", "B2.txt", "b02.txt", "b2.txt", "b2a.txt", "b10.txt",
                       "bé.txt", "C.txt"]  # fmt: skip
    assert natural_order(reversed(names)) == ordered
    assert natural_order([]) == []
    same_length = [f"p{number:04d}.txt" for number in range(50)]
    assert natural_order(reversed(same_length)) == same_length


@pytest.mark.parametrize("piece", [1, 7, 50, 1000])
def test_natural_order_does_not_depend_on_the_pieces(monkeypatch: pytest.MonkeyPatch, piece: int) -> None:
    names = [
        f"{word}{number}{end}.txt" for word in ("Pier ", "pier-", "b", "ß") for number in range(40) for end in "bB"
    ]
    whole = natural_order(names)
    assert whole[:4] == ["b0B.txt", "b0b.txt", "b1B.txt", "b1b.txt"]
    monkeypatch.setattr("annotator.store.names.PIECE", piece)
    assert natural_order(reversed(names)) == whole


def test_folders_are_walked_in_order_each_article_once(folder: Path) -> None:
    fill(folder, "b2.txt", "b10.txt", "10/x.txt", "9/y.md", "9/z/w.txt", ".git/hidden.txt", "9/notes.html")
    corpus = Corpus([folder, folder / "b2.txt", folder / "9"])
    names = corpus.names()
    assert names == ["b2.txt", "b10.txt", "9/y.md", "9/z/w.txt", "10/x.txt"]
    assert [corpus.path(name) for name in names] == [folder / name for name in names]
    assert [corpus.name_of(corpus.path(name)) for name in names] == names


def test_the_next_article_needs_no_more_folders_in_order_than_it_must(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(folder, *(f"week-{week}/{day}.txt" for week in range(1, 13) for day in (10, 9)))
    ordered: list[set[str]] = []

    def order(names: list[str]) -> list[str]:
        ordered.append(set(names))
        return natural_order(names)

    monkeypatch.setattr(walk, "natural_order", order)
    corpus = Corpus([folder])
    assert corpus.resume() == "week-1/9.txt"
    ordered.clear()
    assert corpus.next_open("week-9/9.txt") == "week-9/10.txt"
    assert ordered == [{"week-9/9.txt", "week-9/10.txt"}]
    assert corpus.next_open("week-9/10.txt") == "week-10/9.txt"
    assert corpus.next_open("week-12/10.txt") == "week-1/9.txt"
    assert corpus.names()[-2:] == ["week-12/9.txt", "week-12/10.txt"]


def test_threads_that_need_the_names_share_one_walk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(folder, "a.txt", "b.txt")
    corpus = Corpus([folder])
    listed: list[object] = []
    real = os.scandir

    def slow(path: Path) -> object:
        listed.append(path)
        time.sleep(0.05)
        return real(path)

    monkeypatch.setattr(os, "scandir", slow)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: corpus.names(), range(4)))
    assert found == [["a.txt", "b.txt"]] * 4
    assert len(listed) == 1


def test_the_place_of_an_article_among_all(folder: Path) -> None:
    fill(folder, "b.txt", "a.txt")
    corpus = Corpus([folder])
    assert corpus.place("b.txt") is None, "not known before the folders were walked through"
    corpus.names()
    assert [corpus.place(name) for name in ("b.txt", "a.txt", "gone.txt", "b.txt")] == [1, 0, None, 1]


def test_some_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(folder, "2026/a.txt", "2025/b.txt", "2025/c.txt")
    monkeypatch.chdir(folder)
    corpus = Corpus(["2026/a.txt", "2025/b.txt"])
    assert corpus.folder == folder
    assert corpus.names() == ["2026/a.txt", "2025/b.txt"]
    assert Corpus(["2025/c.txt"]).folder == folder / "2025"
    assert corpus_folder(["2026/a.txt", "2025"]) == folder


def test_special_files_and_links_cost_one_line_each(folder: Path) -> None:
    fill(folder, "ferry.txt", "sub/pier.txt", "notes.html", "README.md")
    (folder.parent / "outside.txt").write_text("x")
    os.mkfifo(folder / "fifo.txt")
    (folder / "dir.txt").mkdir()
    for name, target in (
        ("in.txt", "sub/pier.txt"),
        ("out.txt", "../outside.txt"),
        ("loop.txt", "loop.txt"),
        ("broken.txt", "nowhere.txt"),
        ("zero.txt", "/dev/zero"),
        ("self", "."),
        ("up", ".."),
    ):
        (folder / name).symlink_to(target)
    corpus = Corpus([folder])
    assert corpus.names() == ["ferry.txt", "in.txt", "sub/pier.txt"]
    report = dict(line.split(": ", 1) for line in corpus.report())
    assert sorted(report) == sorted(
        ["README.md", "fifo.txt", "dir.txt", "out.txt", "loop.txt", "broken.txt", "zero.txt", "self", "up", "1 more"]
    )
    assert "FIFO" in report["fifo.txt"]
    assert "leaves the corpus" in report["out.txt"]
    assert report["1 more"] == "is not a .txt or .md file (.html)"
    assert open_article(corpus.path("in.txt"), root=corpus.folder).text == "Boats left at nine.\n"


def test_a_linked_folder_is_named_as_it_was_given(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(folder, "sub/a.txt")
    link = folder.parent / "link"
    link.symlink_to(folder)
    (folder / "self").symlink_to(".")
    corpus = Corpus([link])
    assert corpus.names() == ["sub/a.txt"]
    assert corpus.path("sub/a.txt") == link / "sub" / "a.txt"
    assert open_article(corpus.path("sub/a.txt"), root=corpus.folder).name == "a.txt"
    assert Corpus([folder / "self"]).names() == ["sub/a.txt"]
    monkeypatch.chdir(folder / "sub")
    assert Corpus([".."]).names() == ["sub/a.txt"]
    assert Corpus(["../sub/a.txt"]).path("a.txt") == folder / "sub" / "a.txt"


def test_a_third_suffix_counts_for_files_that_are_named(folder: Path) -> None:
    fill(folder, "dup.txt", "dup.text", "README.text")
    assert Corpus([folder]).names() == ["dup.txt"]
    corpus = Corpus([folder / "dup.text"])
    assert corpus.names() == ["dup.text"]
    assert article_path(corpus.gold("dup.text")) == folder / "dup.text"
    with pytest.raises(CorpusError):
        Corpus([folder / "README.text"])


def test_deep_folders_do_not_exhaust_the_stack(folder: Path) -> None:
    deep = "/".join(["d"] * 300)
    os.makedirs(folder / deep)  # noqa: PTH103 Path.mkdir recurses
    fill(folder, f"{deep}/a.txt")
    assert Corpus([folder]).names() == [f"{deep}/a.txt"]


def test_patterns_of_the_settings(folder: Path) -> None:
    fill(folder, "a.txt", "2025/a.txt", "2026/a.txt", "2026/drafts/b.txt", "2026/b.md")
    corpus = Corpus([folder], include=["2026/**"], exclude=["drafts/", "*.md"])
    assert corpus.names() == ["2026/a.txt"]
    assert "2026/drafts: is excluded by the settings" in corpus.report()
    assert "a.txt: is not among the files the settings include" in corpus.report()


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("*.md", "a/b.md", True), ("*.md", "b.md", True), ("drafts/", "x/drafts/a.txt", True),
        ("drafts/*.txt", "drafts/a.txt", True), ("drafts/*.txt", "x/drafts/a.txt", False),
        ("**/drafts/*.txt", "x/y/drafts/a.txt", True), ("**/drafts/*.txt", "drafts/a.txt", True),
        ("2026/**", "2026/a/b.txt", True), ("2026/**", "2025/a/b.txt", False), ("2026/**/x.txt", "2026/x.txt", True),
        ("2026/**/x.txt", "2026/a/b/x.txt", True), ("a?c.txt", "abc.txt", True), ("[ab].txt", "c.txt", False),
        ("a/b", "a/c", False), ("A.txt", "a.txt", False), ("*", ".a", True),
    ],
)  # fmt: skip
def test_glob(pattern: str, path: str, matches: bool) -> None:
    assert Globs([pattern]).match(path) is matches


def test_patterns_that_leave_the_corpus_or_never_end_are_refused_or_fast() -> None:
    for pattern in ("../x", "a/../../b", "/etc/*", "~/x", "C:\\x", "", "/", "x" * 300):
        assert refused(pattern) is not None, pattern
        assert not Globs([pattern])
    assert not Globs(["*a" * 100 + "b"]).match("a" * 255)
    assert not Globs(["/".join(["**", "a"] * 40) + "/b"]).match("/".join("a" * 1000))


def test_gold_names() -> None:
    assert gold_path(Path("x/ferry.txt")) == Path("x/ferry.txt.gold.yaml")
    assert gold_path(Path("ferry.md"), "ines") == Path("ferry.md.ines.gold.yaml")
    assert article_path(Path("x/ferry.txt.gold.yaml")) == Path("x/ferry.txt")
    assert article_path(Path("ferry.TXT.ines.gold.yaml")) == Path("ferry.TXT")
    assert article_path(Path("ferry.gold.yaml")) is None
    assert article_path(Path("ferry.txt")) is None


def test_a_gold_file_stands_for_its_article(folder: Path) -> None:
    fill(folder, "ferry.txt", "ferry.txt.gold.yaml", "pier.txt.gold.yaml")
    assert Corpus([folder / "ferry.txt.gold.yaml"]).names() == ["ferry.txt"]
    with pytest.raises(CorpusError, match=r"pier\.txt is not beside it"):
        Corpus([folder / "pier.txt.gold.yaml"])


def sentence(make: Callable[[], object]) -> str:
    with pytest.raises(CorpusError) as caught:
        make()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_wrong_paths_get_a_sentence_that_helps(folder: Path) -> None:
    fill(folder, "ferry.txt", "page.html")
    assert "did you mean" in sentence(lambda: Corpus([folder.with_name("corpsu")]))
    assert "corpus?" in sentence(lambda: Corpus([folder.with_name("corpsu")]))
    assert "is not there" in sentence(lambda: Corpus(["no-such-thing-anywhere"]))
    assert "annotator import" in sentence(lambda: Corpus([folder / "page.html"]))
    assert "annotator corpus/" in sentence(lambda: Corpus([]))
    os.mkfifo(folder / "fifo.txt")
    assert "FIFO" in sentence(lambda: Corpus([folder / "fifo.txt"]))
    (folder / "loop").symlink_to("loop")
    assert "back to itself" in sentence(lambda: Corpus([folder / "loop"]))
    assert "␛[31m" in sentence(lambda: Corpus(["\x1b[31m.txt"]))
    assert "nul" in sentence(lambda: Corpus(["nul\0.txt"]))


def test_folders_without_articles_say_what_they_hold(folder: Path) -> None:
    def empty() -> str:
        return sentence(Corpus([folder]).resume)

    assert "Put .txt or .md files there" in empty()
    fill(folder, "a.jsonl", "b.jsonl")
    assert "annotator import" in empty()
    fill(folder, "README.md")
    assert "README" in empty()


def test_a_folder_that_may_not_be_listed_is_a_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(folder, "a.txt", "locked/b.txt", "open/c.txt")
    real = os.scandir

    def scandir(path: Path) -> os.ScandirIterator[str]:  # type: ignore[name-defined]  # typeshed's private name
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    corpus = Corpus([folder])
    assert corpus.names() == ["a.txt", "open/c.txt"]
    assert corpus.report() == ("locked: may not be read: permission denied",)
    assert sentence(Corpus([folder / "locked"]).resume).endswith("locked: may not be read: permission denied")


def test_the_report_is_bounded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "REPORT_LINES", 3)
    fill(folder, *(f"README{number}.txt" for number in range(10)))
    corpus = Corpus([folder])
    corpus.names()
    assert len(corpus.report()) == 4
    assert corpus.report()[-1].startswith("7 more: ")


def test_undecodable_names_are_articles_like_others(folder: Path) -> None:
    name = os.fsdecode(b"bad\xff.txt")
    fill(folder, name, "\x1b]0;pwn\x07.txt")
    corpus = Corpus([folder])
    assert sorted(corpus.names()) == sorted([name, "\x1b]0;pwn\x07.txt"])
    assert open_article(corpus.path(name)).name == "bad\\xff.txt"
