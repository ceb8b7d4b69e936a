"""Judge what a killed or starved session left behind: `python benchmarks/crash_verify.py FOLDER`.

Made for a harness that types `g 2` and then `F 1 Enter` again and again (each time one more character in the note of the
current quote), does something nasty, and tells in the environment how far the screen said it was saved:
CRASH_LAST_ACK is the last number after `saved ` (shown when ANNOTATOR_ACK=1). Exit code 0: every gold file is
whole and holds at least that many characters; 1: acknowledged work is lost; 2: a file cannot be read or is not
valid; 3: litter is left in the folder.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from annotator.article import Article
from annotator.check import check
from annotator.goldfile import read_gold
from annotator.store.save import is_leftover


def main(folder: Path) -> int:
    """The verdict on a folder; the reason goes to stderr."""
    acknowledged = int(os.environ.get("CRASH_LAST_ACK") or 0)
    reached = 0
    for gold in sorted(folder.rglob("*.gold.yaml")):
        path = gold.with_name(gold.name.removesuffix(".gold.yaml"))
        article = Article.decode(path.read_bytes(), path.name)
        found = read_gold(gold.read_bytes(), article, gold.name)
        broken = found.annotation is None or any(
            problem.severity == "error" for problem in check(found.annotation, article)
        )
        if broken or found.annotation is None:
            print(f"{gold}: not a valid gold file", file=sys.stderr)
            return 2
        reached += sum(len(quote.note or "") for quote in found.annotation.quotes)
    if reached < acknowledged:
        print(f"{acknowledged} edits were acknowledged, {reached} are on the disk", file=sys.stderr)
        return 1
    litter = [path for path in folder.rglob("*") if is_leftover(path.name)]
    if litter and os.environ.get("CRASH_LITTER_ALLOWED") != "1":
        print(f"left behind: {litter[0]}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
