"""The tour, offered at the first start and walked through in a pseudo-terminal with the keys its lines name."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest
from terminal import terminal

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.mark.pty
@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
def test_the_tour_from_its_first_line_to_its_last(tmp_path: Path, size: tuple[int, int]) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    shutil.copy(CORPUS / "yours" / "1-tram-depot.txt", folder)
    command = [sys.executable, "-m", "annotator", str(folder)]
    with terminal(command, *size, ANNOTATOR_HOME=str(tmp_path / "home")) as program:
        program.expect("g t is a tour")  # said at the first start
        program.send("gt")
        program.expect("1/7")
        row = next(line for line in program.text().split("\n") if "Share this page" in line and "deck" in line)
        program.send(row.strip()[0])
        program.expect("n noise")
        program.send("n")
        program.expect("2/7")
        program.send(" ")
        program.expect("3/7")
        program.send("s")
        program.expect("source words")
        found = re.search(r"(\w)director", program.text())  # the letter before the words
        assert found is not None, program.text()
        program.send(found[1])
        program.expect("4/7")
        program.send(" ")
        program.expect("5/7")
        program.send("oo")
        program.expect("6/7")
        program.send(" a")
        program.expect("7/7")
        program.send(" x  ")
        program.expect("that was the tour")
        program.send("gq")
        assert "Trams Will Run" in program.expect("back from the tour")
        program.send("gq")
        assert program.wait() == 0
    with terminal(command, *size, ANNOTATOR_HOME=str(tmp_path / "home")) as program:
        assert "g t is a tour" not in program.expect("1 sections")
        program.send("gq")
        assert program.wait() == 0
    assert not list(tmp_path.rglob("*.yaml"))
