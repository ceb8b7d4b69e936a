"""`annotator import` and `annotator export`: nothing overwritten unasked, nothing dropped in silence."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from material import lamp, lamp_gold

from annotator.cli import main
from annotator.cli.parser import COMMANDS, FORMATS, parser_of
from annotator.exchange import FORMATS as KNOWN

Captured = pytest.CaptureFixture[str]
POND = "Mayor Ivo Lant said “the pond is safe”.\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus with one finished article in a folder."""
    article, data = lamp()
    folder = tmp_path / "corpus" / "town"
    folder.mkdir(parents=True)
    (folder / "lamp.txt").write_bytes(article.text.encode("utf-8"))
    (folder / "lamp.txt.gold.yaml").write_bytes(data)
    return tmp_path / "corpus"


def record(path: Path, *records: object) -> str:
    """A file of JSON Lines; strings are written as they are."""
    lines = [one if isinstance(one, str) else json.dumps(one) for one in records]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def pond(**fields: object) -> dict[str, object]:
    """A minimal record of somebody else's."""
    return {"id": "tarn/pond.txt", "text": POND, "quotes": [{"content": [[20, 38]], "cue": [15, 19]}], **fields}


def one_line(capsys: Captured) -> str:
    """The only line on stderr, in which no control character may be."""
    error = capsys.readouterr().err
    assert len(error.splitlines()) == 1, error
    assert not any(ord(char) < 32 and char != "\n" for char in error)
    return error


# ------------------------------------------------------------------ export


def test_jsonl_goes_to_a_file_and_back_without_loss(corpus: Path, tmp_path: Path, capsys: Captured) -> None:
    assert main(["export", str(corpus), "--to", "jsonl", "-o", "gold.jsonl"]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "1 articles" in said.err
    assert main(["import", "gold.jsonl", "--from", "jsonl", "-o", "back"]) == 0
    back = tmp_path / "back" / "town"
    assert (back / "lamp.txt.gold.yaml").read_bytes() == lamp()[1]
    assert (back / "lamp.txt").read_bytes() == (corpus / "town" / "lamp.txt").read_bytes()


def test_a_single_file_can_go_to_stdout(corpus: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["export", str(corpus), "--to", "jsonl", "-o", "-"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["id"] == "town/lamp.txt"


def test_a_folder_cannot_go_to_stdout(corpus: Path, capsys: Captured) -> None:
    assert main(["export", str(corpus), "--to", "brat", "-o", "-"]) == 2
    assert "-o DIR" in one_line(capsys)


def test_losses_are_said(corpus: Path, tmp_path: Path, capsys: Captured) -> None:
    assert main(["export", str(corpus), "--to", "brat", "-o", "standoff"]) == 0
    assert "not carried: " in capsys.readouterr().err
    assert (tmp_path / "standoff" / "town" / "lamp.ann").is_file()


def test_options_of_the_format_are_checked(corpus: Path, tmp_path: Path, capsys: Captured) -> None:
    assert main(["export", str(corpus), "--to", "brat", "-o", "out", "--option", "colour"]) == 2
    assert "sections (write sections" in one_line(capsys)
    assert main(["export", str(corpus), "--to", "brat", "-o", "out", "--option", "sections"]) == 0
    assert "Section-" in (tmp_path / "out" / "town" / "lamp.ann").read_text(encoding="utf-8")


def test_an_export_never_overwrites_unasked(corpus: Path, tmp_path: Path, capsys: Captured) -> None:
    target = tmp_path / "gold.jsonl"
    target.write_text("mine")
    assert main(["export", str(corpus), "--to", "jsonl", "-o", str(target)]) == 1
    assert "--overwrite" in one_line(capsys)
    assert target.read_text() == "mine"
    assert main(["export", str(corpus), "--to", "jsonl", "-o", str(target), "--overwrite"]) == 0
    assert target.read_text(encoding="utf-8").startswith('{"id"')


def test_unfinished_articles_stay_out_unless_asked_for(corpus: Path, tmp_path: Path, capsys: Captured) -> None:
    gold = corpus / "town" / "lamp.txt.gold.yaml"
    gold.write_bytes(gold.read_bytes().replace(b"  status: done\n", b"  status: in_progress\n", 1))
    assert main(["export", str(corpus), "--to", "jsonl", "-o", "none.jsonl"]) == 1
    assert "left out: 1 articles in_progress" in capsys.readouterr().err
    assert main(["export", str(corpus), "--to", "jsonl", "-o", "all.jsonl", "--min-status", "in_progress"]) == 0
    assert (tmp_path / "all.jsonl").stat().st_size > 0


def test_only_takes_quotes_of_one_status(corpus: Path, tmp_path: Path) -> None:
    statuses = {quote.status for quote in lamp_gold()[1].quotes}
    assert len(statuses) > 1
    assert main(["export", str(corpus), "--to", "jsonl", "-o", "a.jsonl", "--only", "accepted"]) == 0
    found = json.loads((tmp_path / "a.jsonl").read_text(encoding="utf-8"))
    assert {quote["status"] for quote in found["quotes"]} == {"accepted"}


def test_gold_without_text_is_filled_in_again(corpus: Path, tmp_path: Path, capsys: Captured) -> None:
    assert main(["export", str(corpus), "--to", "jsonl", "-o", "bare.jsonl", "--no-text"]) == 0
    bare = (tmp_path / "bare.jsonl").read_text(encoding="utf-8")
    assert json.loads(bare)["text"] is None
    assert lamp_gold()[1].quotes[0].content[0].text not in bare
    assert main(["import", "bare.jsonl", "--from", "jsonl", "-o", "full", "--texts", str(corpus)]) == 0
    assert (tmp_path / "full" / "town" / "lamp.txt.gold.yaml").read_bytes() == lamp()[1]


def test_no_words_for_another_text(corpus: Path, tmp_path: Path, capsys: Captured) -> None:
    assert main(["export", str(corpus), "--to", "jsonl", "-o", "bare.jsonl", "--no-text"]) == 0
    other = tmp_path / "other" / "town"
    other.mkdir(parents=True)
    (other / "lamp.txt").write_text("Something else.\n")
    capsys.readouterr()
    assert main(["import", "bare.jsonl", "--from", "jsonl", "-o", "full", "--texts", "other"]) == 1
    assert "bare.jsonl: record 1" in one_line(capsys)
    assert not (tmp_path / "full").exists()


def test_no_text_is_for_jsonl_alone(corpus: Path, capsys: Captured) -> None:
    assert main(["export", str(corpus), "--to", "csv", "-o", "x.csv", "--no-text"]) == 2
    assert "--to jsonl" in one_line(capsys)


def test_splits_are_files_by_part(corpus: Path, tmp_path: Path, capsys: Captured) -> None:
    shares = "train=.5,dev=.5"
    assert main(["export", str(corpus), "--to", "jsonl", "-o", "parts", "--split", shares, "--seed", "7"]) == 0
    parts = tmp_path / "parts"
    assert sorted(path.name for path in parts.iterdir()) == ["dev.jsonl", "train.jsonl"]
    assert sum(path.read_bytes().count(b"\n") for path in parts.iterdir()) == 1


@pytest.mark.parametrize("shares", ["train", "train=.5,dev=.6", "train=x", "../a=1", "train=2,dev=-1"])
def test_a_wrong_split_is_refused(shares: str, corpus: Path, tmp_path: Path, capsys: Captured) -> None:
    assert main(["export", str(corpus), "--to", "jsonl", "-o", "parts", "--split", shares]) == 2
    assert "--split" in one_line(capsys)
    assert not (tmp_path / "parts").exists()


def test_a_broken_gold_file_is_named_and_the_rest_is_exported(corpus: Path, capsys: Captured) -> None:
    (corpus / "bad.txt").write_text("Nothing.\n")
    (corpus / "bad.txt.gold.yaml").write_text("schema: annotator/9\n")
    assert main(["export", str(corpus), "--to", "jsonl", "-o", "gold.jsonl"]) == 1
    error = capsys.readouterr().err
    assert "bad.txt.gold.yaml" in error
    assert "1 articles" in error


def test_an_unknown_format_lists_the_known(corpus: Path, capsys: Captured) -> None:
    assert main(["export", str(corpus), "--to", "xml", "-o", "x"]) == 2
    assert "jsonl, hf, brat" in one_line(capsys)


def test_the_help_names_every_format() -> None:
    assert set(FORMATS.split(", ")) | {"articles"} == set(KNOWN)


# ------------------------------------------------------------------ import


def test_a_strangers_record_becomes_finished_gold(tmp_path: Path, capsys: Captured) -> None:
    file = record(tmp_path / "mine.jsonl", pond())
    assert main(["import", file, "--from", "jsonl", "-o", "corpus", "--annotator", "Ines Ro"]) == 0
    assert "1 articles with 1 quotes taken into corpus" in capsys.readouterr().out
    gold = (tmp_path / "corpus" / "tarn" / "pond.txt.gold.yaml").read_text(encoding="utf-8")
    assert "status: done" in gold
    assert "annotators: [ines-ro]" in gold
    assert main(["check", "corpus"]) == 0


def test_as_proposals_nothing_is_decided(tmp_path: Path) -> None:
    file = record(tmp_path / "mine.jsonl", pond())
    assert main(["import", file, "--from", "jsonl", "-o", "corpus", "--as", "proposals"]) == 0
    gold = (tmp_path / "corpus" / "tarn" / "pond.txt.gold.yaml").read_text(encoding="utf-8")
    assert "status: new" in gold
    assert "status: added" not in gold


def test_existing_gold_stays_unless_asked_and_a_copy_is_kept(tmp_path: Path, capsys: Captured) -> None:
    file = record(tmp_path / "mine.jsonl", pond())
    assert main(["import", file, "--from", "jsonl", "-o", "corpus"]) == 0
    gold = tmp_path / "corpus" / "tarn" / "pond.txt.gold.yaml"
    first = gold.read_bytes()
    capsys.readouterr()
    assert main(["import", file, "--from", "jsonl", "-o", "corpus"]) == 0, "the same again is no problem"
    assert "already there and the same: 1" in capsys.readouterr().out
    other = record(tmp_path / "other.jsonl", pond(quotes=[]))
    assert main(["import", other, "--from", "jsonl", "-o", "corpus"]) == 1
    assert "left as they were: 1 gold files" in capsys.readouterr().out
    assert gold.read_bytes() == first
    assert main(["import", other, "--from", "jsonl", "-o", "corpus", "--overwrite"]) == 0
    assert gold.read_bytes() != first
    assert main(["backups", str(gold), "--restore", "1"]) == 0
    assert gold.read_bytes() == first


def test_an_article_of_the_same_name_is_never_overwritten(tmp_path: Path, capsys: Captured) -> None:
    there = tmp_path / "corpus" / "tarn" / "pond.txt"
    there.parent.mkdir(parents=True)
    there.write_text("Mine.\n")
    file = record(tmp_path / "mine.jsonl", pond())
    assert main(["import", file, "--from", "jsonl", "-o", "corpus", "--overwrite"]) == 1
    assert "another article of this name" in one_line(capsys)
    assert there.read_text() == "Mine.\n"
    assert not there.with_name("pond.txt.gold.yaml").exists()


def test_two_records_of_one_name_are_refused(tmp_path: Path, capsys: Captured) -> None:
    file = record(tmp_path / "mine.jsonl", pond(), pond(text=POND + "More.\n"))
    assert main(["import", file, "--from", "jsonl", "-o", "corpus"]) == 1
    assert "two records have this name" in one_line(capsys)
    assert (tmp_path / "corpus" / "tarn" / "pond.txt").read_text(encoding="utf-8") == POND


def test_malformed_records_are_named_and_skipped_or_refused(tmp_path: Path, capsys: Captured) -> None:
    file = record(tmp_path / "mine.jsonl", '{"id":', pond())
    assert main(["import", file, "--from", "jsonl", "-o", "strict", "--strict"]) == 1
    assert "mine.jsonl: record 1" in capsys.readouterr().err
    assert not (tmp_path / "strict").exists()
    assert main(["import", file, "--from", "jsonl", "-o", "corpus"]) == 1
    said = capsys.readouterr()
    assert "mine.jsonl: record 1" in said.err
    assert "not taken: 1 records" in said.out
    assert (tmp_path / "corpus" / "tarn" / "pond.txt").is_file()


@pytest.mark.parametrize(
    "id", ["../up.txt", "/etc/up.txt", "a/../up.txt", ".hidden.txt", "a//b.txt", "a\u001b[2J.txt", "C:/up"]
)
def test_an_id_that_leads_out_of_the_folder_is_refused(id: str, tmp_path: Path, capsys: Captured) -> None:
    file = record(tmp_path / "mine.jsonl", pond(id=id))
    assert main(["import", file, "--from", "jsonl", "-o", "deep/corpus"]) == 1
    assert "no name for an article" in one_line(capsys)
    assert [path.name for path in tmp_path.rglob("*.txt")] == []


def test_a_link_that_leaves_the_folder_is_not_followed(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "tarn").symlink_to(tmp_path / "elsewhere")
    file = record(tmp_path / "mine.jsonl", pond())
    assert main(["import", file, "--from", "jsonl", "-o", "corpus"]) == 1
    assert "behind a link" in one_line(capsys)
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize(("text", "why"), [("a\ud800b", "surrogate"), ("a\0b", "NUL")])
def test_a_text_that_could_not_be_opened_is_refused(text: str, why: str, tmp_path: Path, capsys: Captured) -> None:
    file = record(tmp_path / "mine.jsonl", {"id": "odd.txt", "text": text})
    assert main(["import", file, "--from", "jsonl", "-o", "corpus"]) == 1
    assert why in one_line(capsys)
    assert not (tmp_path / "corpus").exists()


def test_brat_comes_from_a_folder_and_what_was_changed_is_counted(tmp_path: Path, capsys: Captured) -> None:
    folder = tmp_path / "standoff"
    folder.mkdir()
    (folder / "pond.txt").write_text(POND, encoding="utf-8")
    lines = ["T1\tCue 15 19\tsaid", "T2\tContent 20 38\t“the pond is safe”", "T3\tAttribution 15 19\tsaid",
             "E1\tAttribution:T3 Cue:T1 Content:T2", "E2\tAttribution:T3 Cue:T1"]  # fmt: skip
    (folder / "pond.ann").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert main(["import", str(folder), "--from", "brat", "-o", "corpus"]) == 0
    said = capsys.readouterr().out
    assert "1 articles with 1 quotes" in said
    assert "changed: 1 × event without content: dropped" in said
    assert main(["check", "corpus"]) == 0


def test_scraped_articles_come_pre_filled_with_their_structure(tmp_path: Path) -> None:
    scraped = {
        "title": "Pond is safe, says mayor", "author": "Ines Ro", "sitename": "Tarn Post",
        "url": "https://tarn.example/pond", "text": POND,
    }  # fmt: skip
    file = record(tmp_path / "scraped.jsonl", scraped)
    assert main(["import", file, "--from", "articles", "-o", "corpus"]) == 0
    (gold,) = (tmp_path / "corpus").glob("*.gold.yaml")
    words = gold.read_text(encoding="utf-8")
    assert 'outlet: "Tarn Post"' in words
    assert "kind: headline" in words
    assert "“the pond is safe”" in words, "a gold file without proposals would count as looked at"
    assert "status: new" in words
    assert main(["check", "corpus"]) == 0


def test_csv_needs_the_texts(corpus: Path, tmp_path: Path, capsys: Captured) -> None:
    assert main(["export", str(corpus), "--to", "csv", "-o", "gold.csv"]) == 0
    assert main(["import", "gold.csv", "--from", "csv", "-o", "bare"]) == 1
    capsys.readouterr()
    assert main(["import", "gold.csv", "--from", "csv", "-o", "full", "--texts", str(corpus)]) == 0
    assert (tmp_path / "full" / "town" / "lamp.txt").is_file()


def test_a_folder_without_files_of_the_format_says_which(corpus: Path, capsys: Captured) -> None:
    assert main(["import", str(corpus), "--from", "jsonl", "-o", "x"]) == 2
    assert ".jsonl" in one_line(capsys)


def test_a_missing_file_names_itself(capsys: Captured) -> None:
    assert main(["import", "nowhere.jsonl", "--from", "jsonl", "-o", "x"]) == 2
    assert "nowhere.jsonl" in one_line(capsys)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str) -> None:
    assert parser_of(name).format_help().startswith(f"usage: annotator {name}")


def test_help_of_commands_is_light() -> None:
    code = (
        "import contextlib, io, json, sys\nfrom annotator.cli import main\nfrom annotator.cli.parser import COMMANDS\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n    [main([name, '--help']) for name in COMMANDS]\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert not {name.split(".")[0] for name in json.loads(done.stdout)} & {"textual", "rich", "pydantic", "yaml"}


def test_nothing_to_take_is_said(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "words.dat").write_bytes(b"\x00\xff")
    assert main(["import", "words.dat", "--from", "brat", "-o", "x"]) == 2
    assert "brat is read from .ann and .txt" in one_line(capsys)
