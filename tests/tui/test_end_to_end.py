"""The main job in a real terminal: from proposals to a gold file that equals the expected one byte for byte."""

from __future__ import annotations

import json
import sys
import termios
from pathlib import Path

import pytest
from desks import HARBOUR, Hands, desk_of, harbour
from terminal import Terminal, terminal

from annotator.exchange.record import to_record
from annotator.goldfile import encode
from annotator.model import Annotation, span_of
from annotator.tui.line import plain
from annotator.tui.painter import Painter

pytestmark = pytest.mark.pty
EXPECTED = Path(__file__).parent / "golden" / "harbour.txt.gold.yaml"
"""The gold that the keys below lead to, read by a person."""
TOOLKIT = b"\x1b[?1000h"
"""What the toolkit sends when it takes the terminal: reports of the mouse."""


def wrong_proposals() -> Annotation:
    """Proposals with a wrong beginning (q02) and a wrong source (q03)."""
    _, annotation = harbour()
    begin = HARBOUR.index("the new timetable")
    source = HARBOUR.index("Tomas Reed told")
    quotes = []
    for quote in annotation.quotes:
        if quote.id == "q02":
            quote = quote.model_copy(update={"content": (span_of(HARBOUR, begin, quote.content[0].end),)})
        elif quote.id == "q03":
            quote = quote.model_copy(update={"source": span_of(HARBOUR, source, source + len("Tomas Reed"))})
        quotes.append(quote)
    return annotation.model_copy(update={"quotes": tuple(quotes)})


class Both:
    """The same keys into the terminal and at a desk without a screen, which knows the labels."""

    def __init__(self, program: Terminal, annotation: Annotation) -> None:
        article, _ = harbour()
        self.program = program
        self.hands = Hands(desk_of(article, annotation))

    def press(self, *keys: str) -> None:
        bytes_of = {"space": " ", "enter": "\r", "tab": "\t"}
        for key in keys:
            self.hands.press(key)
            self.program.send(bytes_of.get(key, key))

    def label(self, words: str) -> str:
        return self.hands.label(lambda value: self.hands.words(value) == words)

    def row(self, words: str) -> str:
        return next(row.letter for row in self.hands.desk.sections() if row.text.startswith(words))


@pytest.mark.parametrize("colour", [{}, {"NO_COLOR": "1"}], ids=["colour", "NO_COLOR"])
def test_from_proposals_to_gold(tmp_path: Path, colour: dict[str, str]) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "harbour.txt").write_text(HARBOUR, encoding="utf-8")
    article, _ = harbour()
    annotation = wrong_proposals()
    records = tmp_path / "rules.jsonl"
    records.write_text(json.dumps(to_record(annotation, article, "harbour.txt")) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "annotator", str(corpus), "--prefill", str(records), "--annotator", "ines"]
    environment = {"ANNOTATOR_HOME": str(tmp_path / "home"), "SOURCE_DATE_EPOCH": "1795338000", "TZ": "UTC", **colour}
    gold = corpus / "harbour.txt.gold.yaml"
    with terminal(command, own=True, **environment) as program:
        program.expect("1 sections")
        assert not gold.exists(), "opening and pre-filling write nothing (B1)"
        both = Both(program, annotation)
        both.press(both.row("Share this"), "n")
        both.press("space")
        program.expect("2 reading")
        both.press("space", "tab", "h")
        program.expect("beginning of content moved to")
        both.press("space", "s")
        both.press(both.label("board chair Tomas Reed"))
        program.expect("board chair")
        both.press("space", "space")
        both.press("n", "enter")
        program.expect("new quote")
        both.press("y", "=")
        both.press("space", "x")
        program.expect("rejected")
        both.press("space")
        program.expect("3 closing")
        both.press("space")
        program.expect("is gold")
        program.expect("saved")
        program.send("gq")
        assert program.wait() == 0
        assert termios.tcgetattr(program.slave) == program.before, "the terminal is restored"
        assert program.sent.rstrip().endswith(b"\x1b[?25h") or b"\x1b[?1049l" in program.sent[-400:]
    assert both.hands.annotation.review.status == "done"
    found = gold.read_bytes()
    assert found == EXPECTED.read_bytes()
    ours = both.hands.annotation
    assert ours.quotes == encode_and_read(found).quotes


def test_of_gold_the_first_picture_comes_before_the_toolkit_and_stays(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "harbour.txt").write_text(HARBOUR, encoding="utf-8")
    article, annotation = harbour()
    review = annotation.review.model_copy(update={"status": "in_progress", "read": ()})
    gold = corpus / "harbour.txt.gold.yaml"
    gold.write_bytes(encode(annotation.model_copy(update={"review": review}), article))
    command = [sys.executable, "-m", "annotator", str(corpus)]
    with terminal(command, own=True, ANNOTATOR_HOME=str(tmp_path / "home")) as program:
        early = program.expect("Space all right").splitlines()  # the last row of the picture
        program.send("?")
        program.expect("any key")
        assert 0 < program.sent.index(b"all right") < program.sent.index(TOOLKIT)
        program.send("x")
        program.expect("Space all right")
        program.send("gq")
        assert program.wait() == 0
        assert program.sent.count(b"\x1b[?1049h") == 1
    later = desk_of(article, annotation.model_copy(update={"review": review}))
    assert early[2:-2] == [plain(row).rstrip() for row in Painter().paint(later).rows][2:-2]


def encode_and_read(data: bytes) -> Annotation:
    """The annotation in the bytes of a gold file of the article."""
    from annotator.goldfile import read_gold

    article, _ = harbour()
    annotation = read_gold(data, article, "harbour.txt.gold.yaml").annotation
    assert annotation is not None
    assert encode(annotation, article) == data
    return annotation
