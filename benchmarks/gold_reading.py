"""What reading gold costs, by the quick reader and by YAML alone: `python benchmarks/gold_reading.py [FOLDER]`.

FOLDER holds articles with their gold (default: an invented one of 1 MB with 5,900 quotes). Each way runs in a
process of its own, with the collector off as at a start of the interface: printed are the best CPU
milliseconds of five rounds over all files, and the megabytes that the first round took at its peak.
"""

from __future__ import annotations

import gc
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import get_args

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from annotator.article import Article  # noqa: E402  (found from here)
from annotator.goldfile import read_gold  # noqa: E402
from annotator.goldfile.read import Way  # noqa: E402
from benchmarks.speed_material import write_article  # noqa: E402

ENDING = ".gold.yaml"
ROUNDS = 5


def peak() -> float:
    """The largest resident size of this process so far, in megabytes (Linux)."""
    match = re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())
    return int(match.group(1)) / 1024 if match else 0.0


def measure(folder: Path, way: Way) -> None:
    """Read everything five times and print one line."""
    import pydantic_core  # noqa: F401  (imports are no part of reading)
    import yaml  # noqa: F401

    gc.disable()
    files = []
    for gold in sorted(folder.rglob(f"*{ENDING}")):
        article = gold.with_name(gold.name.removesuffix(ENDING))
        files.append((gold.read_bytes(), Article.decode(article.read_bytes(), article.name)))
    before = peak()
    times, took = [], 0.0
    for _ in range(ROUNDS):
        start = time.process_time()
        for data, article_ in files:
            read_gold(data, article_, way=way)
        times.append(time.process_time() - start)
        took = took or peak() - before
    size = sum(len(data) for data, _ in files) / 1e6
    print(f"{way:<6} {len(files)} files, {size:.1f} MB: {min(times) * 1000:7.0f} ms of CPU, {took:4.0f} MB more")


def main() -> int:
    """Run each way in a process of its own."""
    if len(sys.argv) == 3:
        way: Way = next(one for one in get_args(Way) if one == sys.argv[2])
        measure(Path(sys.argv[1]), way)
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = sys.argv[1] if len(sys.argv) > 1 else temporary
        if folder == temporary:
            write_article(Path(folder), 1_000_000, gold=True)
        for one in ("quick", "yaml"):
            subprocess.run([sys.executable, __file__, folder, one], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
