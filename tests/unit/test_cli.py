"""The command line: data on stdout, messages on stderr, exit codes, nothing written unasked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from desks import HARBOUR, harbour

from annotator import __version__
from annotator.cli import main
from annotator.cli.opening import work
from annotator.desk import Desk
from annotator.editor import Editor
from annotator.session import Saved, Session


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "harbour.txt").write_text(HARBOUR, encoding="utf-8")
    return folder


Captured = pytest.CaptureFixture[str]


def test_version(capsys: Captured) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"annotator {__version__}\n"


def test_help_shows_examples(capsys: Captured) -> None:
    assert main(["--help"]) == 0
    assert "annotator corpus/ --prefill" in capsys.readouterr().out


def test_a_wrong_call_is_one_line_and_exit_code_2(capsys: Captured) -> None:
    assert main(["detect", "--to", "xml", "x"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_missing_path_names_itself(corpus: Path, capsys: Captured) -> None:
    assert main(["check", str(corpus / "nowhere")]) == 2
    error = capsys.readouterr().err
    assert "nowhere" in error
    assert len(error.splitlines()) == 1


def test_an_empty_folder_helps(tmp_path: Path, corpus: Path, capsys: Captured) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["status", str(tmp_path / "empty")]) == 2
    assert ".txt or .md" in capsys.readouterr().err


def test_the_interface_without_a_terminal_says_what_works(corpus: Path, capsys: Captured) -> None:
    assert main([str(corpus)]) == 2
    assert "terminal" in capsys.readouterr().err


def test_detect_prints_one_record_an_article_and_writes_nothing(
    corpus: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["detect", str(corpus)]) == 0
    lines = capfdbinary.readouterr().out.splitlines()
    record = json.loads(lines[0])
    assert len(lines) == 1
    assert record["id"] == "harbour.txt"
    assert record["text"] == HARBOUR
    assert {"sections", "quotes", "entities", "rejected"} <= record.keys()
    told = next(q for q in record["quotes"] if q["cue"] and HARBOUR[slice(*q["cue"])] == "told")
    assert [HARBOUR[slice(*piece)] for piece in told["content"]] == [
        "“We did not wait for permission,”", "“We waited for the tide.”",
    ]  # fmt: skip
    assert sorted(path.name for path in corpus.iterdir()) == ["harbour.txt"]


def test_detect_writes_yaml_into_a_folder_and_never_over_gold(corpus: Path, tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "out"
    assert main(["detect", str(corpus), "--to", "yaml", "-o", str(out)]) == 0
    target = out / "harbour.txt.gold.yaml"
    assert target.read_bytes().startswith(b"schema: annotator/1\n")
    target.write_bytes(b"mine")
    assert main(["detect", str(corpus), "--to", "yaml", "-o", str(out)]) == 1
    assert target.read_bytes() == b"mine"
    assert "is there already" in capsys.readouterr().err


def test_detect_yaml_of_several_needs_a_folder(corpus: Path, capsys: Captured) -> None:
    (corpus / "two.txt").write_text("Two\n", encoding="utf-8")
    assert main(["detect", str(corpus), "--to", "yaml"]) == 2
    assert "-o DIR" in capsys.readouterr().err


def gold_of(corpus: Path, tmp_path: Path) -> Path:
    """A proposed gold file beside the article."""
    assert main(["detect", str(corpus), "--to", "yaml", "-o", str(tmp_path / "out")]) == 0
    gold = corpus / "harbour.txt.gold.yaml"
    gold.write_bytes((tmp_path / "out" / gold.name).read_bytes())
    return gold


def test_check_without_gold_is_fine_and_reports_the_text(corpus: Path, capsys: Captured) -> None:
    assert main(["check", str(corpus), "--json"]) == 0
    record = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert record["chars"] == len(HARBOUR)
    assert record["problems"] == []


def test_check_names_file_item_and_field(corpus: Path, tmp_path: Path, capsys: Captured) -> None:
    gold = gold_of(corpus, tmp_path)
    assert main(["check", str(corpus)]) == 0
    capsys.readouterr()
    broken = gold.read_text(encoding="utf-8").replace("kind: headline, span: [0, ", "kind: headline, span: [1, ")
    gold.write_text(broken, encoding="utf-8")
    assert main(["check", str(gold)]) == 1
    out = capsys.readouterr().out
    assert "harbour.txt.gold.yaml" in out
    assert "s01" in out


def test_check_fix_shows_a_difference_and_saves(corpus: Path, tmp_path: Path, capsys: Captured) -> None:
    gold = gold_of(corpus, tmp_path)
    broken = gold.read_text(encoding="utf-8").replace('file: "harbour.txt"', 'file: "other.txt"')
    gold.write_text(broken, encoding="utf-8")
    assert main(["check", str(corpus), "--strict"]) == 1
    assert main(["check", str(corpus), "--fix"]) == 0
    assert '+  file: "harbour.txt"' in capsys.readouterr().out
    assert 'file: "harbour.txt"' in gold.read_text(encoding="utf-8")


def test_a_gold_file_without_its_article_is_an_error(corpus: Path, tmp_path: Path, capsys: Captured) -> None:
    gold = gold_of(corpus, tmp_path)
    (corpus / "gone.txt.gold.yaml").write_bytes(gold.read_bytes())
    assert main(["check", str(corpus)]) == 1
    assert "gone.txt.gold.yaml" in capsys.readouterr().err


def test_status_counts(corpus: Path, tmp_path: Path, capsys: Captured) -> None:
    gold_of(corpus, tmp_path)
    assert main(["status", str(corpus), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["articles"] == 1
    assert data["quotes"]["all"] > 2


@pytest.mark.parametrize("name", ["gold", "record"])
def test_schema(name: str, capsys: Captured) -> None:
    assert main(["schema", name]) == 0
    assert "$schema" in json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_names_every_command(shell: str, capsys: Captured) -> None:
    assert main(["completion", shell]) == 0
    out = capsys.readouterr().out
    assert all(word in out for word in ("detect", "check", "status", "refresh"))


def test_a_closed_pipe_is_no_error(corpus: Path) -> None:
    code = f"from annotator.cli import main; raise SystemExit(main(['detect', {str(corpus)!r}]))"
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([sys.executable, "-c", code], stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


def test_a_file_name_of_any_bytes_is_shown_safely(corpus: Path, capsys: Captured) -> None:
    name = os.fsdecode(b"bad\xff\x1b[31m.txt")
    (corpus / name).write_bytes(b"text \xff\n")
    assert main(["check", str(corpus)]) == 1
    captured = capsys.readouterr()
    assert "\x1b" not in captured.out + captured.err
    assert "\\xff" in captured.out + captured.err


def test_an_error_of_the_programs_own_is_plain_words_and_a_log_that_is_safe_to_show(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured, tmp_path: Path
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("in “a\x1b]52;c;eA==\x07\u202eb”")

    monkeypatch.setattr("annotator.cli.checking.run", breaks)
    assert main(["check", str(corpus)]) == 70
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("annotator: the program met an error of its own and has ended; details for a bug report: ")
    assert err.count("\n") == 1
    (log,) = (tmp_path / "home").rglob("crash-*.log")
    said = log.read_text(encoding="utf-8")
    assert "RuntimeError: in “a␛]52;c;eA==␇⇄b”" in said
    assert not set(said) & {"\x1b", "\x07", "\u202e"}


@pytest.mark.parametrize("on_disk", [True, False])
def test_after_an_error_of_its_own_work_is_called_saved_only_when_it_is(
    on_disk: bool, monkeypatch: pytest.MonkeyPatch, capsys: Captured, tmp_path: Path
) -> None:
    class Stub(Session):
        def flush(self, timeout: float) -> bool:
            return on_disk

        def close(self, timeout: float = 5.0) -> bool:
            return on_disk

        def saved(self) -> Saved:
            return Saved("NOT SAVED: the disk is full", True)

    def breaks(_desk: Desk, *, report: Callable[[Exception], None], **_: object) -> int:
        report(RuntimeError("a mistake"))
        return 1

    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("annotator.tui.app.run_app", breaks)
    assert work(Desk(Stub(Editor(*harbour())))) == 1
    said = capsys.readouterr().err
    assert "the program met an error of its own" in said
    assert ("your work is saved" in said) is on_disk
    assert ("NOT SAVED: the disk is full; the journal keeps it" in said) is not on_disk
