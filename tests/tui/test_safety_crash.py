"""The short version of the crash runs: the real program, killed, ended, stopped and cut off while somebody types."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest
from desks import HARBOUR

from annotator.article import Article
from annotator.goldfile import encode
from benchmarks.crash import MODES, one
from benchmarks.crash_verify import verdict

pytestmark = [
    pytest.mark.pty,
    pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals and no signals"),
]


@pytest.mark.parametrize("mode", MODES)
def test_nothing_acknowledged_is_lost(mode: str, tmp_path: Path) -> None:
    article = tmp_path / "harbour.txt"
    article.write_text(HARBOUR, encoding="utf-8")
    for number in range(2):
        assert one(mode, article, tmp_path / str(number), random.Random(f"{mode} {number}")) == "survived"


def test_the_judge_sees_lost_work_broken_files_and_litter(tmp_path: Path) -> None:
    from desks import harbour

    article, annotation = harbour()
    (tmp_path / "harbour.txt").write_bytes(article.text.encode())
    gold = tmp_path / "harbour.txt.gold.yaml"
    quotes = (annotation.quotes[0].model_copy(update={"note": "111"}), *annotation.quotes[1:])
    data = encode(annotation.model_copy(update={"quotes": quotes}), Article.from_text(HARBOUR, "harbour.txt"))
    gold.write_bytes(data)
    assert verdict(tmp_path, 3)[0] == 0
    assert verdict(tmp_path, 4)[0] == 1
    (tmp_path / ".annotator-0123456789ab.tmp").write_bytes(b"")
    assert verdict(tmp_path, 3)[0] == 3
    assert verdict(tmp_path, 3, litter=True)[0] == 0
    gold.write_bytes(data[: len(data) // 2])
    assert verdict(tmp_path, 3)[0] == 2
