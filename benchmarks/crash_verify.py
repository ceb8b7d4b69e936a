"""Judge what a killed or starved session left behind: `python benchmarks/crash_verify.py FOLDER`.

Made for a crash harness that types `g 2` and then `F 1 Enter` again and again (each time one more character in the
note of the current quote), does something nasty, and tells in the environment how far the screen said it was saved:
CRASH_LAST_ACK is the last number after `saved ` (shown when ANNOTATOR_ACK=1). Exit code 0: every gold file is
whole and holds at least that many characters; 1: acknowledged work is lost; 2: a file cannot be read or is not
valid; 3: litter is left in the folder (a program that was killed may leave its temporary file: CRASH_LITTER_ALLOWED=1).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from annotator.article import Article
from annotator.check import check
from annotator.goldfile import read_gold
from annotator.store.save import is_leftover


def verdict(folder: Path, acknowledged: int, *, litter: bool = False) -> tuple[int, str]:
    """The exit code and what is there; `litter` tells whether a temporary file may be left."""
    reached = 0
    for gold in sorted(folder.rglob("*.gold.yaml")):
        path = gold.with_name(gold.name.removesuffix(".gold.yaml"))
        article = Article.decode(path.read_bytes(), path.name)
        found = read_gold(gold.read_bytes(), article, gold.name)
        broken = found.annotation is None or any(
            problem.severity == "error" for problem in check(found.annotation, article)
        )
        if broken or found.annotation is None:
            return 2, f"{gold}: not a valid gold file"
        reached += sum(len(quote.note or "") for quote in found.annotation.quotes)
    if reached < acknowledged:
        return 1, f"{acknowledged} edits were acknowledged, {reached} are on the disk"
    left = [path for path in folder.rglob("*") if is_leftover(path.name)]
    if left and not litter:
        return 3, f"left behind: {left[0]}"
    return 0, f"{acknowledged} edits were acknowledged, {reached} are on the disk"


def main(folder: Path) -> int:
    """The verdict on a folder; what is there goes to stderr."""
    acknowledged = int(os.environ.get("CRASH_LAST_ACK") or 0)
    code, reason = verdict(folder, acknowledged, litter=os.environ.get("CRASH_LITTER_ALLOWED") == "1")
    print(reason, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
