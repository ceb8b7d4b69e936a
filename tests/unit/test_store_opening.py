"""Opening: every kind of file gives its bytes or one sentence, never a hang."""

from __future__ import annotations

import hashlib
import os
import socket
from pathlib import Path

import pytest

from annotator.store import opening
from annotator.store.opening import OpenError, load, load_gold, open_article, read_file, resolve, shown_name

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def refusal(path: Path, root: Path | None = None, limit: int = 1000) -> str:
    with pytest.raises(OpenError) as caught:
        read_file(path, limit=limit, root=root)
    assert "\n" not in str(caught.value)
    return caught.value.why


def test_bytes_and_fingerprint_are_those_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "ferry.txt"
    file.write_bytes(b"\xef\xbb\xbfOne\r\nTwo\x00")
    loaded = load(file, limit=1000)
    found = file.stat()
    assert loaded.data == b"\xef\xbb\xbfOne\r\nTwo\x00"
    assert loaded.fingerprint == opening.Fingerprint(
        found.st_dev, found.st_ino, 12, found.st_mtime_ns, hashlib.sha256(loaded.data).hexdigest()
    )


def test_what_is_no_file_is_refused_without_opening_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "fifo.txt")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.txt")
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "null.txt").symlink_to("/dev/null")
    monkeypatch.setattr(os, "open", lambda *_: pytest.fail("opened"))
    assert "FIFO" in refusal(tmp_path / "fifo.txt", tmp_path)
    assert "socket" in refusal(tmp_path / "socket.txt", tmp_path)
    assert "folder" in refusal(tmp_path / "folder.txt", tmp_path)
    assert "device" in refusal(Path("/dev/null"))
    assert "leaves the corpus" in refusal(tmp_path / "null.txt", tmp_path)


def test_a_fifo_that_takes_the_files_place_does_not_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "ferry.txt"
    file.write_text("x")
    real_open = os.open

    def exchanged(path: Path, flags: int) -> int:
        file.unlink()
        os.mkfifo(file)
        return real_open(path, flags)

    monkeypatch.setattr(os, "open", exchanged)
    assert "FIFO" in refusal(file)


def test_size_is_checked_before_reading_and_while_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "sparse.txt"
    with file.open("wb") as stream:
        stream.truncate(1 << 40)
    assert "1,099,511,627,776 bytes" in refusal(file)
    file.write_bytes(b"x" * 1000)
    assert read_file(file, limit=1000) == b"x" * 1000
    real = os.fstat

    def grown(descriptor: int) -> os.stat_result:
        found = real(descriptor)
        with file.open("ab") as stream:
            stream.write(b"more")
        return found

    monkeypatch.setattr(os, "fstat", grown)
    assert "1,001 bytes" in refusal(file)


def test_links_are_followed_inside_the_corpus_only(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text("inside")
    (tmp_path / "b.txt").write_text("outside")
    (corpus / "in.txt").symlink_to("a.txt")
    (corpus / "out.txt").symlink_to("../b.txt")
    (corpus / "loop.txt").symlink_to("loop.txt")
    (corpus / "broken.txt").symlink_to("nowhere.txt")
    (corpus / "away").symlink_to(tmp_path)
    assert read_file(corpus / "in.txt", limit=99, root=corpus) == b"inside"
    assert resolve(corpus / "in.txt", corpus) == corpus / "a.txt"
    assert "leaves the corpus" in refusal(corpus / "out.txt", corpus)
    assert "back to itself" in refusal(corpus / "loop.txt", corpus)
    assert "not there" in refusal(corpus / "broken.txt", corpus)
    assert "outside the corpus" in refusal(corpus / "away" / "b.txt", corpus)
    assert "not followed here" in refusal(corpus / "in.txt")
    (corpus / "sub" / "deep").mkdir(parents=True)
    (corpus / "sub" / "deep" / "up").symlink_to(tmp_path)
    (corpus / "sub" / "deep" / "home").symlink_to(corpus)
    assert "outside the corpus" in refusal(corpus / "sub" / "deep" / "up" / "b.txt", corpus)
    assert "outside the corpus" in refusal(corpus / "sub" / ".." / ".." / "b.txt", corpus)
    assert read_file(corpus / "sub" / "deep" / "home" / "a.txt", limit=99, root=corpus) == b"inside"
    assert read_file(corpus / "sub" / ".." / "a.txt", limit=99, root=corpus) == b"inside"
    # A neighbour whose name begins like the corpus is not inside it.
    (tmp_path / "corpus2").mkdir()
    (tmp_path / "corpus2" / "c.txt").write_text("x")
    (corpus / "near.txt").symlink_to("../corpus2/c.txt")
    assert "leaves the corpus" in refusal(corpus / "near.txt", corpus)


def test_missing_and_impossible_names(tmp_path: Path) -> None:
    for name in ("none.txt", "none/none.txt", "x" * 300, "nul\0.txt"):
        with pytest.raises(OpenError) as caught:
            read_file(tmp_path / name, limit=9)
        assert caught.value.missing
        assert "\0" not in str(caught.value)


@pytest.mark.skipif(ROOT, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    file = tmp_path / "secret.txt"
    file.write_text("x")
    file.chmod(0)
    assert "permission" in refusal(file)


def test_permission_and_disk_errors_become_sentences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    file = tmp_path / "ferry.txt"
    file.write_text("x")
    for code, word in ((errno.EACCES, "permission"), (errno.EIO, "disk"), (errno.EOVERFLOW, "cannot be read")):

        def broken(*_: object, code: int = code) -> int:
            raise OSError(code, os.strerror(code))

        monkeypatch.setattr(os, "read", broken)
        assert word in refusal(file)


def test_articles_are_decoded_and_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "ferry.txt"
    file.write_bytes("Grüße\r\n".encode("cp1252"))
    with pytest.raises(OpenError, match=r"ferry\.txt: line 1, byte 2: not UTF-8"):
        open_article(file)
    article = open_article(file, "windows-1252")
    assert (article.name, article.text, article.encoding) == ("ferry.txt", "Grüße\r\n", "windows-1252")
    file.write_bytes(b"MZ\0\0")
    with pytest.raises(OpenError, match="NUL"):
        open_article(file)


def test_names_are_safe_to_show_and_to_store(tmp_path: Path) -> None:
    name = b"bad\xff\x1b[31m.txt"
    file = Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name)))  # noqa: PTH118 Path takes no bytes
    file.write_text("x")
    article = open_article(file)
    assert article.name == "bad\\xff\x1b[31m.txt"
    article.name.encode("utf-8")
    assert shown_name(file).endswith("bad\\xff␛[31m.txt")


def test_gold_is_read_if_there_is_a_plain_file(tmp_path: Path) -> None:
    gold = tmp_path / "ferry.txt.gold.yaml"
    assert load_gold(gold) is None
    assert load_gold(tmp_path / ("x" * 250 + ".txt.gold.yaml")) is None
    gold.symlink_to("elsewhere.yaml")
    with pytest.raises(OpenError, match="link"):
        load_gold(gold)
    gold.unlink()
    gold.write_bytes(b"schema: annotator/1\n")
    loaded = load_gold(gold)
    assert loaded is not None
    assert loaded.data == b"schema: annotator/1\n"
