"""How long a large corpus takes before its first screen, and its list after that.

    python benchmarks/corpus_scan.py [--articles 100000] [--gold 2000] [--folders 1] [--in FOLDER]

Makes a corpus of invented articles (in FOLDER, kept, or in a temporary one), then measures in a fresh
process each: CPU seconds and peak memory. `first start` knows nothing of the corpus, `later start` is
what a person sees every day. Prints one line a measurement.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

STEPS = ("import", "first start", "later start", "list", "status, no index", "status, index")
ARTICLE = "Ferry Talks Resume\n\nHAVEN: “We will sail,” said harbour chief Ida Lund.\n"
GOLD = """schema: annotator/1

document:
  file: "{name}"
  sha256: "{zeros}"
  length: 75
  language: en

review:
  status: {state}
  scope: statements
  annotators: [mara]
  started: "2026-11-22T09:00:00Z"
  updated: "2026-11-22T09:{minute:02d}:10Z"
  tool: "annotator 0.1.0"
  detectors: ["rules 0.1.0"]

quotes:
{quotes}"""
QUOTE = """  - id: q{number:02d}
    type: direct
    act: statement
    content:
      - {{span: [27, 42], text: "“We will sail,”"}}
    cue: {{span: [43, 47], text: "said"}}
    source: {{span: [48, 70], text: "harbour chief Ida Lund"}}
    speakers: [lund]
    status: accepted
    attested: item
    by: rules
    score: 0.9

"""


def make(folder: Path, articles: int, gold: int, folders: int) -> None:
    """Write the corpus; every 20th gold file is in work, the others are done."""
    quotes = "".join(QUOTE.format(number=number) for number in range(1, 13))
    for number in range(articles):
        place = folder / f"week-{number % folders + 1}" if folders > 1 else folder
        if number < folders:
            place.mkdir(parents=True, exist_ok=True)
        name = f"harbour-news-{number + 1}.txt"
        (place / name).write_text(ARTICLE, encoding="utf-8")
        if number % (articles // gold or 1) == 0 and number // (articles // gold or 1) < gold:
            state = "in_progress" if number % 20 == 0 else "done"
            text = GOLD.format(name=name, zeros="0" * 64, state=state, minute=number % 60, quotes=quotes)
            (place / f"{name}.gold.yaml").write_text(text, encoding="utf-8")


def measure(step: str, folder: Path, home: Path) -> dict[str, object]:
    """Run one step in this process and say what it cost."""
    start = time.process_time()
    from annotator.store.corpus import Corpus
    from annotator.store.places import Places

    result = ""
    if step != "import":
        start = time.process_time()
        corpus = Corpus([folder], places=Places.under(home))
        if step in ("first start", "later start"):
            result = corpus.resume()
            corpus.opened(result)
        elif step == "list":
            result = f"{len(corpus.names()):,} articles"
        else:
            corpus.names()
            start = time.process_time()
            result = f"{sum(1 for _ in corpus.statuses()):,} gold files"
    seconds = time.process_time() - start
    return {"cpu_s": round(seconds, 4), "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "result": result}  # fmt: skip


def main() -> int:
    """Make the corpus if needed and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--gold", type=int, default=2_000)
    parser.add_argument("--folders", type=int, default=1, help="1: all articles in one folder")
    parser.add_argument("--in", dest="folder", type=Path, help="keep the corpus here and use it again")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        print(json.dumps(measure(options.step, options.folder, options.home)))
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary) / "corpus"
        if not folder.exists():
            folder.mkdir(parents=True)
            make(folder, options.articles, options.gold, options.folders)
        print(f"{'':<18}{'CPU s':>8}{'peak MB':>9}")
        for step in STEPS:
            command = [sys.executable, __file__, "--step", step, "--in", str(folder), "--home", f"{temporary}/home"]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            found = json.loads(done.stdout)
            print(f"{step:<18}{found['cpu_s']:>8.3f}{found['peak_mb']:>9}  {found['result']}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
