"""The simulated annotator types into the real interface: through the pilot, and through a pseudo-terminal."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

import pytest
from terminal import Terminal, terminal

from annotator.config import Settings
from annotator.desk import Desk
from annotator.goldfile import read_gold
from annotator.model import Annotation
from annotator.sameness import differences
from annotator.session import CorpusSession
from annotator.simulate import Annotator
from annotator.store.corpus import Corpus
from annotator.store.opening import open_article
from annotator.store.places import Places
from annotator.tui.app import AnnotatorApp

CORPUS = Path(__file__).parents[2] / "corpus"
BYTES = {
    "space": " ", "enter": "\r", "tab": "\t", "escape": "\x1b", "backspace": "\x7f",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
}  # fmt: skip
"""What a terminal sends for the keys that are no characters."""


def copied(name: str, folder: Path) -> tuple[Path, Annotation]:
    """An article of the corpus without its gold in a folder of its own, and the gold."""
    folder.mkdir()
    file = Path(shutil.copy(CORPUS / name, folder))
    return file, gold_of(file, CORPUS / f"{name}.gold.yaml")


def gold_of(article: Path, gold: Path) -> Annotation:
    """The annotation in a gold file."""
    found = read_gold(gold.read_bytes(), open_article(article), gold.name).annotation
    assert found is not None
    return found


def opened(file: Path, home: Path) -> CorpusSession:
    """A session over one article, with its state below a folder."""
    places = Places.under(home)
    return CorpusSession(Corpus([file], places=places), Settings(annotator="ines"), places, file.name)


async def test_through_the_pilot(tmp_path: Path) -> None:
    file, gold = copied("town/lido-reopening.txt", tmp_path / "planned")
    plan = Annotator(Desk(opened(file, tmp_path / "a")), gold).run().keys
    file, _ = copied("town/lido-reopening.txt", tmp_path / "typed")
    desk = Desk(opened(file, tmp_path / "b"))
    app = AnnotatorApp(desk)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press(*plan)
        assert desk.editor.annotation.review.status == "done"
        assert desk.presses == len(plan)
        await pilot.press("g", "q")
    saved = gold_of(file, file.with_name(f"{file.name}.gold.yaml"))
    assert saved.review.status == "done"
    assert differences(gold, saved) == []


@pytest.mark.pty
def test_through_a_pseudo_terminal(tmp_path: Path) -> None:
    file, gold = copied("talk/last-lamp.txt", tmp_path / "planned")
    plan = Annotator(Desk(opened(file, tmp_path / "a")), gold).run().keys
    file, _ = copied("talk/last-lamp.txt", tmp_path / "typed")
    command = [sys.executable, "-m", "annotator", str(file.parent), "--annotator", "ines"]
    with terminal(command, ANNOTATOR_HOME=str(tmp_path / "home")) as program:
        program.expect("1 sections")
        for key in plan:
            typed(program, key)
        program.expect("is gold")
        program.send("gq")
        assert program.wait() == 0
    saved = gold_of(file, file.with_name(f"{file.name}.gold.yaml"))
    assert saved.review.status == "done"
    assert differences(gold, saved) == []


def typed(program: Terminal, key: str) -> None:
    """Send a key; after Esc a moment passes, or it would begin another key's bytes."""
    program.send(BYTES.get(key, key))
    program.read(0.0)
    if key == "escape":
        time.sleep(0.15)
