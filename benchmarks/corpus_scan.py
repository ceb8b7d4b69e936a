"""How long a large corpus takes before its first screen, and its list after that.

    python benchmarks/corpus_scan.py [--articles 100000] [--gold 2000] [--folders 1] [--in FOLDER]

Makes a corpus of invented articles (in FOLDER, kept, or in a temporary one), then measures in a fresh
process each: CPU seconds and peak memory. `first start` knows nothing of the corpus, `later start` is
what a person sees every day. Prints one line a measurement.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

STEPS = ("import", "first start", "later start", "list", "status, no index", "status, index")
QUOTES = 12
HEADLINE = "Ferry Talks Resume"
PARAGRAPH = "HAVEN: “We will sail on day {number:02d},” said harbour chief Ida Lund."
ARTICLE = "\n\n".join([HEADLINE, *(PARAGRAPH.format(number=number) for number in range(1, QUOTES + 1))]) + "\n"
GOLD = """schema: annotator/1

document:
  file: "{name}"
  sha256: {digest}
  length: {length}
  language: en

review:
  status: {state}
  scope: statements
  annotators: [mara]
  started: "2026-11-22T09:00:00Z"
  updated: "2026-11-22T09:{minute:02d}:10Z"
  tool: "annotator 0.1.0"
  detectors: ["rules 0.1.0"]

sections:
  - {{id: s01, kind: headline, span: [0, {headline}], text: "{words}", status: added, by: human}}
  - {{id: s02, kind: body, span: [{body}, {end}], head: "{head}", tail: "{tail}", status: added, by: human}}

entities:
  - id: lund
    name: "Ida Lund"
    kind: person

quotes:
{quotes}"""
QUOTE = """  - id: q{number:02d}
    type: direct
    act: statement
    content:
      - {{span: {content}, text: "“We will sail on day {number:02d},”"}}
    cue: {{span: {cue}, text: "said"}}
    source: {{span: {source}, text: "harbour chief Ida Lund"}}
    speakers: [lund]
    status: {status}
    by: rules
    score: 0.9

"""


def gold_text(name: str, minute: int, *, done: bool) -> str:
    """A gold file of ARTICLE: all of its quotes are decided, or all but the last three."""
    quotes = []
    for number in range(1, QUOTES + 1):
        first = ARTICLE.index(f"“We will sail on day {number:02d}")
        spans = {}
        for part, words in (("content", f"“We will sail on day {number:02d},”"), ("cue", "said"),
                            ("source", "harbour chief Ida Lund")):  # fmt: skip
            start = ARTICLE.index(words, first)
            spans[part] = [start, start + len(words)]
        decided = done or number <= QUOTES - 3
        status = "accepted\n    attested: item" if decided else "proposed"
        quotes.append(QUOTE.format(number=number, status=status, **spans))
    body = len(HEADLINE) + 2
    text = ARTICLE[body:-1]
    return GOLD.format(
        name=name, digest=hashlib.sha256(ARTICLE.encode()).hexdigest(), length=len(ARTICLE), minute=minute,
        state="done" if done else "in_progress", headline=len(HEADLINE), words=HEADLINE, body=body,
        end=body + len(text), head=text[:32], tail=text[-32:], quotes="".join(quotes).rstrip("\n") + "\n",
    )  # fmt: skip


def make(folder: Path, articles: int, gold: int, folders: int) -> None:
    """Write the corpus; every 20th gold file is in work, the others are done."""
    step = articles // gold if gold else articles + 1
    for number in range(articles):
        place = folder / f"week-{number % folders + 1}" if folders > 1 else folder
        if number < folders:
            place.mkdir(parents=True, exist_ok=True)
        name = f"harbour-news-{number + 1}.txt"
        (place / name).write_text(ARTICLE, encoding="utf-8")
        if number % step == 0 and gold:
            text = gold_text(name, number // step % 60, done=number // step % 20 != 0)
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
