"""`annotator merge` as git calls it, and `annotator diff`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from material import lamp, lamp_gold

from annotator.cli import main
from annotator.goldfile import encode
from annotator.model import Quote

Captured = pytest.CaptureFixture[str]
ARTICLE, GOLD = lamp_gold()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


def with_note(id: str, note: str) -> bytes:
    """The gold file with a note on one quote."""

    def changed(quote: Quote) -> Quote:
        return quote.model_copy(update={"note": note}) if quote.id == id else quote

    annotation = GOLD.model_copy(update={"quotes": tuple(map(changed, GOLD.quotes))})
    return encode(annotation, ARTICLE)


def merge(folder: Path, base: bytes, ours: bytes, theirs: bytes) -> tuple[int, bytes]:
    """The driver called as git calls it; the exit code and the merged file."""
    (folder / "lamp.txt").write_bytes(ARTICLE.text.encode("utf-8"))
    for name, data in ((".merge_base", base), (".merge_ours", ours), (".merge_theirs", theirs)):
        (folder / name).write_bytes(data)
    code = main(["merge", ".merge_base", ".merge_ours", ".merge_theirs", "lamp.txt.gold.yaml"])
    return code, (folder / ".merge_ours").read_bytes()


def test_changes_of_different_items_are_both_taken(tmp_path: Path, capsys: Captured) -> None:
    code, found = merge(tmp_path, lamp()[1], with_note("q01", "mine"), with_note("q02", "theirs"))
    assert code == 0
    assert b'note: "mine"' in found
    assert b'note: "theirs"' in found
    assert capsys.readouterr() == ("", "")


def test_a_conflict_keeps_ours_and_theirs_beside_it(tmp_path: Path, capsys: Captured) -> None:
    theirs = with_note("q01", "theirs")
    code, found = merge(tmp_path, lamp()[1], with_note("q01", "mine"), theirs)
    assert code == 1
    assert b'note: "mine"' in found
    assert b"theirs" not in found
    (beside,) = tmp_path.glob("lamp.txt.gold.yaml.theirs-*")
    assert beside.read_bytes() == theirs
    error = capsys.readouterr().err
    assert "q01" in error
    assert beside.name in error


def test_a_file_that_both_sides_added(tmp_path: Path) -> None:
    code, found = merge(tmp_path, b"", lamp()[1], lamp()[1])
    assert code == 0
    assert found == lamp()[1]


def test_a_broken_file_leaves_ours_as_it_is(tmp_path: Path, capsys: Captured) -> None:
    code, found = merge(tmp_path, lamp()[1], lamp()[1], b"<<<<<<< ours\n")
    assert code == 1
    assert found == lamp()[1]
    assert "lamp.txt.gold.yaml" in capsys.readouterr().err


def test_an_article_that_is_not_the_annotated_one_stops_the_merge(tmp_path: Path, capsys: Captured) -> None:
    for name in ("base", "ours", "theirs"):
        (tmp_path / name).write_bytes(with_note("q01", name))
    (tmp_path / "lamp.txt").write_text("Another text.\n")
    assert main(["merge", "base", "ours", "theirs", "lamp.txt.gold.yaml"]) == 1
    assert "not the one annotated" in capsys.readouterr().err
    assert (tmp_path / "ours").read_bytes() == with_note("q01", "ours")


def test_a_missing_file_is_one_line(tmp_path: Path, capsys: Captured) -> None:
    assert main(["merge", "base", "ours", "theirs"]) == 1
    assert capsys.readouterr().err == "annotator: ours: is not there\n"


def test_without_the_place_the_name_must_say_whose_gold_it_is(tmp_path: Path, capsys: Captured) -> None:
    for name in ("base", "ours", "theirs"):
        (tmp_path / name).write_bytes(with_note("q01", name))
    assert main(["merge", "base", "ours", "theirs"]) == 1
    assert "%P" in capsys.readouterr().err


# ------------------------------------------------------------------ git itself


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Git in a fresh repository with the driver set up as docs/merging.md says."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "Ines Ro")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "ines@example.org")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "no-config"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    root = Path(__file__).resolve().parents[2]
    monkeypatch.setenv("PYTHONPATH", str(root))
    place = tmp_path / "repository"
    place.mkdir()

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["git", *arguments], cwd=place, capture_output=True, text=True, check=False)

    run("init", "-q", "-b", "main")
    lines = [line.strip() for line in (root / "docs" / "merging.md").read_text(encoding="utf-8").splitlines()]
    driver = next(line for line in lines if line.startswith("git config merge.annotator.driver"))
    command = driver.split('"')[1].replace("annotator merge", f"{sys.executable} -m annotator merge")
    run("config", "merge.annotator.driver", command)
    attributes = next(line for line in lines if line.startswith("echo ")).split("'")[1]
    (place / ".gitattributes").write_text(attributes + "\n")
    (place / "lamp.txt").write_bytes(ARTICLE.text.encode("utf-8"))
    (place / "lamp.txt.gold.yaml").write_bytes(lamp()[1])
    run("add", "-A")
    run("commit", "-qm", "start")
    return run


def test_git_merges_by_item(git: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    gold = tmp_path / "repository" / "lamp.txt.gold.yaml"
    git("checkout", "-qb", "theirs")
    gold.write_bytes(with_note("q02", "theirs"))
    git("commit", "-qam", "theirs")
    git("checkout", "-q", "main")
    gold.write_bytes(with_note("q01", "mine"))
    git("commit", "-qam", "mine")
    done = git("merge", "-q", "--no-edit", "theirs")
    assert done.returncode == 0, done.stderr + done.stdout
    assert b'note: "mine"' in gold.read_bytes()
    assert b'note: "theirs"' in gold.read_bytes()


def test_git_sees_a_conflict(git: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    gold = tmp_path / "repository" / "lamp.txt.gold.yaml"
    git("checkout", "-qb", "theirs")
    gold.write_bytes(with_note("q01", "theirs"))
    git("commit", "-qam", "theirs")
    git("checkout", "-q", "main")
    gold.write_bytes(with_note("q01", "mine"))
    git("commit", "-qam", "mine")
    done = git("merge", "-q", "--no-edit", "theirs")
    assert done.returncode == 1
    in_work = with_note("q01", "mine").replace(b"  status: done\n", b"  status: in_progress\n", 1)
    assert gold.read_bytes() == in_work, "ours, without conflict markers, to be finished again"
    assert [path.read_bytes() for path in gold.parent.glob("*.theirs-*")] == [with_note("q01", "theirs")]


# ------------------------------------------------------------------ diff


def test_differences_are_told_in_words(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "a.gold.yaml").write_bytes(lamp()[1])
    (tmp_path / "b.gold.yaml").write_bytes(with_note("q01", "look again"))
    assert main(["diff", "a.gold.yaml", "b.gold.yaml"]) == 1
    assert capsys.readouterr().out == 'b.gold.yaml: q01 note: none -> "look again"\n'
    assert main(["diff", "a.gold.yaml", "a.gold.yaml"]) == 0
    assert capsys.readouterr().out == ""


def test_folders_are_compared_file_by_file(tmp_path: Path, capsys: Captured) -> None:
    for name, data in (("a", lamp()[1]), ("b", with_note("q01", "look again"))):
        (tmp_path / name / "town").mkdir(parents=True)
        (tmp_path / name / "town" / "lamp.txt").write_bytes(ARTICLE.text.encode("utf-8"))
        (tmp_path / name / "town" / "lamp.txt.gold.yaml").write_bytes(data)
    (tmp_path / "b" / "new.txt").write_text("New.\n")
    (tmp_path / "b" / "new.txt.gold.yaml").write_bytes(lamp()[1])
    assert main(["diff", "a", "b"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "new.txt.gold.yaml: only in b/new.txt.gold.yaml",
        'town/lamp.txt.gold.yaml: q01 note: none -> "look again"',
    ]


def test_a_file_that_cannot_be_read_is_exit_code_2(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "a.gold.yaml").write_bytes(lamp()[1])
    (tmp_path / "b.gold.yaml").write_bytes(b"schema: [\n")
    assert main(["diff", "a.gold.yaml", "b.gold.yaml"]) == 2
    assert "b.gold.yaml" in capsys.readouterr().err
    assert main(["diff", "a.gold.yaml", "."]) == 2
