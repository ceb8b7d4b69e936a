"""Killed at any moment, the file is whole and holds at least what was said to be saved."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from annotator.store.lock import Lock, LockedError
from annotator.store.save import clean, is_leftover

WRITER = """
import sys
from pathlib import Path
from annotator.store.lock import Lock
from annotator.store.saver import Saver

class Tell:
    def on_saved(self, path, number, time):
        print(number, flush=True)
    def on_failed(self, path, number, sentence):
        print(sentence, flush=True)
    on_conflict = on_failed

gold, state = Path(sys.argv[1]), Path(sys.argv[2])
lock = Lock.take(gold, state)
saver = Saver(Tell())
saver.open(gold, None)
for number in range(1, 1000000):
    saver.submit(gold, number, lambda number=number: b"%d\\n" % number * 2000)
    saver.flush(5)
"""


def test_killed_at_random_moments(tmp_path: Path) -> None:
    moments = random.Random(7)
    for turn in range(8):
        gold, state = tmp_path / f"{turn}.txt.gold.yaml", tmp_path / "state"
        command = [sys.executable, "-c", WRITER, str(gold), str(state)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "1\n"
            with pytest.raises(LockedError):
                Lock.take(gold, state)
            time.sleep(moments.uniform(0, 0.05))
            process.send_signal(signal.SIGKILL)
            said = [1, *(int(line) for line in process.stdout.read().split())][-1]
        lines = gold.read_bytes().split(b"\n")
        assert len(set(lines[:-1])) == 1, "the file is of one piece"
        assert (len(lines), lines[-1]) == (2001, b"")
        assert int(lines[0]) >= said, "what was said to be saved is there"
        Lock.take(gold, state).release()
    left = [file for file in tmp_path.iterdir() if is_leftover(file.name)]
    assert clean(left) == len(left)
    assert {file.suffix for file in tmp_path.iterdir() if file.is_file()} == {".yaml"}
