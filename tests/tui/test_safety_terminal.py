"""Text is shown, never obeyed (P7), at the byte level: what the real program sends to a real pseudo-terminal.

Every sequence it sends must be one of the interface's own shapes, whatever the article, its name, its gold
file or the command line hold; no word may vanish, and nothing in a text may act.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from desks import harbour
from terminal import ROOT, Terminal, terminal

from annotator.goldfile import encode

pytestmark = [
    pytest.mark.pty,
    pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals"),
]
MAIN = [sys.executable, "-m", "annotator"]

OWN = re.compile(
    r"\x1b\[\d+;\d+H"  # to a place
    r"|\x1b\[[\d;]*m"  # looks
    r"|\x1b\[\?(?:7|25|1000|1002|1003|1004|1006|1015|1016|1049|2004|2026|2031|2048)[hl]"  # modes
    r"|\x1b\[\?(?:2026|2048)\$p|\x1b\[[<>=]\d*u|\x1b\[\?u"  # what the terminal can do; its keyboard
    r"|\x1b\[(?:H|2?J|K)|\x1b\]22;[a-z]+\x07"  # wiping; the shape of the mouse pointer
)
"""The sequences the interface sends; nothing a text can say is among them: no OSC, DCS, device query or reply."""
UNSAFE = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\U000e0000-\U000e007f]"
)
"""Controls, C1 controls, bidi controls, invisible characters: none of them reaches a terminal."""

PAYLOADS = [
    "\x1b]52;c;ZXZpbA==\x07", "\x1b]0;owned\x07", "\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\", "\x1b[2J",
    "\x1b[6n", "\x1b[5i", "\x1b[?1049l", "\x1bc", "\x1bP+q544e\x1b\\", "\x1b_Gi=1;AAAA\x1b\\", "\x9b31m", "\x9d0;x\x9c",
    "\x07\x08\x0b\x0c\x0e\x0f", "\x7f", "\x01", "\u202eevil\u202c", "\u2066\u2069", "\u200b\u200d\ufeff", "\u0085",
    "\U000e0041\U000e007f", "[@click=app.quit]quit[/]", "[/]", "[/red]", "[red on", "[bold]", "[Smith]", "\\[x]",
    "[link=file:///etc/hosts]here[/link]", "${HOME}", "{0}", "%s", "\t",
]  # fmt: skip


def hostile() -> str:
    """An article with a hazard in every line and a word of its own behind each."""
    lines = [f"Line before{n:02d} {payload} behind{n:02d} it.\n" for n, payload in enumerate(PAYLOADS)]
    lines.append("“We [sic] saw [he] and [/]\x1b[31m them\x07,” Odo \x1b]0;x\x07Finch [@click=app.quit] said.\n")
    return "\n".join(lines)


def foreign(sent: bytes) -> list[str]:
    """What was sent that is not the interface's own: sequences and single characters."""
    rest = OWN.sub("", sent.decode("utf-8"))
    return [repr(rest[max(0, hit.start() - 10) : hit.end() + 20]) for hit in UNSAFE.finditer(rest)]


def tour(program: Terminal, keys: str) -> str:
    """Press keys; everything that was on the screen in between."""
    seen = []
    for key in keys.split():
        program.send({"space": " ", "esc": "\x1b", "enter": "\r"}.get(key, key))
        for _ in range(2):
            while program.read(0.08):
                pass
        seen.append(program.text())
    return "\n".join(seen)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    return folder


def test_the_judge_sees_what_is_foreign() -> None:
    assert not foreign(b"\x1b[2;3Hplain \x1b[1;38;5;4mwords\x1b[0m\x1b[?2026h\r\n")
    for payload in PAYLOADS:
        own = payload.isprintable() or payload in ("\x1b[2J", "\x1b[?1049l")
        assert own or foreign(payload.encode()), repr(payload)


def test_a_hostile_article_is_shown_whole_and_obeyed_nowhere(corpus: Path, tmp_path: Path) -> None:
    (corpus / "hostile.txt").write_bytes(hostile().encode())
    with terminal([*MAIN, str(corpus)], 120, 50, ANNOTATOR_HOME=str(tmp_path / "home")) as program:
        program.expect("hostile.txt")
        program.expect("sections")
        seen = tour(
            program, "g 2 j j j k c esc s esc t esc y esc ? esc g 1 g 3 g l esc g 2 pagedown".replace("pagedown", "J")
        )
        for number, payload in enumerate(PAYLOADS):
            if payload != "\u0085":  # a line end to some, a control to us; its words stand in the list all the same
                assert f"behind{number:02d}" in seen, repr(payload)
        for word in ("[sic]", "[he]", "[/]", "[Smith]", "[bold]", "[@click=app.quit]quit[/]", "${HOME}"):
            assert word in seen
        assert program.process.poll() is None
        program.send("gq")
        assert program.wait() == 0
    assert foreign(program.sent) == []
    assert b"\x1b[2J" not in program.sent
    assert program.sent.count(b"\x1b[?1049l") == 1
    assert (corpus / "hostile.txt").read_bytes() == hostile().encode()


def test_clicks_on_markup_do_nothing_but_what_a_click_does(corpus: Path, tmp_path: Path) -> None:
    (corpus / "click.txt").write_text("Here [@click=app.quit]leave[/] and [link=x]go[/link].\n", encoding="utf-8")
    with terminal([*MAIN, str(corpus)], 100, 30, ANNOTATOR_HOME=str(tmp_path / "home")) as program:
        program.expect("click.txt")
        program.expect("[@click=app.quit]leave[/]")
        tour(program, "g 2")
        for row, line in enumerate(program.screen.display):
            for word in ("leave", "go["):
                column = line.find(word)
                if column >= 0:
                    for end in "Mm":
                        program.send(f"\x1b[<0;{column + 2};{row + 1}{end}")
        tour(program, "j")
        assert program.process.poll() is None
        assert "[@click=app.quit]leave[/]" in program.text()
        program.send("gq")
        assert program.wait() == 0
    assert foreign(program.sent) == []


@pytest.mark.skipif(sys.platform == "darwin", reason="file names must be UTF-8 there")
def test_hostile_names_are_shown_as_text(corpus: Path, tmp_path: Path) -> None:
    names = [
        b"a\x1b]0;owned\x07.txt",
        b"b[@click=app.quit]x[].txt",
        b"c\xe2\x80\xaefdp.txt",
        b"d\xff\x9b31m.txt",
        b"e\n.txt",
    ]
    for name in names:
        Path(os.fsdecode(os.fsencode(corpus) + b"/" + name)).write_text("Some words.\n", encoding="utf-8")
    with terminal([*MAIN, str(corpus)], 120, 40, ANNOTATOR_HOME=str(tmp_path / "home")) as program:
        program.expect("1/5")
        seen = tour(program, "g l esc g n g n g n g n g p")
        assert "[@click=app.quit]" in seen
        assert program.process.poll() is None
        program.send("gq")
        assert program.wait() == 0
    assert foreign(program.sent) == []


def test_a_hostile_gold_file_is_shown_as_text_or_refused_as_text(corpus: Path, tmp_path: Path) -> None:
    article, annotation = harbour()
    (corpus / "harbour.txt").write_bytes(article.text.encode())
    entities = tuple(one.model_copy(update={"role": "chair HERE"}) for one in annotation.entities)
    quotes = tuple(one.model_copy(update={"note": "note HERE"}) for one in annotation.quotes)
    data = encode(annotation.model_copy(update={"entities": entities, "quotes": quotes}), article)
    evil = rb"\e]52;c;ZXZpbA==\a[@click=app.quit][/]\x9b31m\u202e"
    (corpus / "harbour.txt.gold.yaml").write_bytes(data.replace(b"HERE", evil))
    with terminal([*MAIN, str(corpus)], 120, 40, ANNOTATOR_HOME=str(tmp_path / "home")) as program:
        while program.read(2.0):
            pass
        if program.process.poll() is None:
            tour(program, "g 2 j j F esc y esc g 3 esc")
            program.send("gq")
            assert program.wait() == 0
    assert foreign(program.sent.replace(b"\r\n", b"\n")) == []
    refused = subprocess.run(
        [*MAIN, "check", str(corpus)], capture_output=True, check=False, cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "ANNOTATOR_HOME": str(tmp_path / "home")},
    )  # fmt: skip
    assert foreign(refused.stdout + refused.stderr) == []
    assert b"Traceback" not in refused.stderr


def test_another_program_at_the_gold_file_of_a_running_session(corpus: Path, tmp_path: Path) -> None:
    article, annotation = harbour()
    (corpus / "harbour.txt").write_bytes(article.text.encode())
    gold = corpus / "harbour.txt.gold.yaml"
    gold.write_bytes(encode(annotation, article))
    with terminal([*MAIN, str(corpus)], 120, 40, ANNOTATOR_HOME=str(tmp_path / "home")) as program:
        program.expect("harbour.txt")
        tour(program, "g 2")
        quotes = tuple(
            one.model_copy(update={"note": "theirs"}) if one.id == "q06" else one for one in annotation.quotes
        )
        theirs = encode(annotation.model_copy(update={"quotes": quotes}), article)
        gold.write_bytes(theirs)
        program.send("a")
        program.expect("changed by somebody else")
        assert gold.read_bytes() == theirs
        program.send("b")
        program.expect("nothing is left to decide")
        program.expect("saved ")
        program.send("gq")
        assert program.wait() == 0
    merged = gold.read_bytes()
    assert b'note: "theirs"' in merged
    assert b"status: accepted" in merged


def test_an_article_that_changed_is_shown_before_anything_is_saved(corpus: Path, tmp_path: Path) -> None:
    article, annotation = harbour()
    review = annotation.review.model_copy(update={"status": "in_progress"})
    gold = corpus / "harbour.txt.gold.yaml"
    gold.write_bytes(encode(annotation.model_copy(update={"review": review}), article))
    before = gold.read_bytes()
    text = "New.\n\n" + article.text.replace("the new timetable was", "the now timetable was")
    (corpus / "harbour.txt").write_bytes(text.encode())
    with terminal([*MAIN, str(corpus)], 140, 40, ANNOTATOR_HOME=str(tmp_path / "home")) as program:
        program.expect("the article changed since it was annotated")
        program.expect("now timetable")
        assert "new timetable" in program.text()
        assert gold.read_bytes() == before
        program.send("S")
        program.expect("saved ")
        assert gold.read_bytes() != before
        program.send("gq")
        assert program.wait() == 0
