"""Measure detection: `python -m benchmarks.detection POLNEAR_FOLDER [NEAR.jsonl CLEAN.jsonl …]`.

First the quotes of a PolNeAR folder (fold `heldout` unless said otherwise, see `benchmarks.quotes`), then the
sections of JSON Lines files (see `benchmarks.sections`), then articles a second for the whole of detection on that
fold (see `benchmarks.detection_speed`, which has the hostile texts, too).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from benchmarks import detection_speed, quotes, sections


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", help="PolNeAR: a folder with text/ and attributions/")
    parser.add_argument("pages", nargs="*", help="pages with gold sections, JSON Lines")
    parser.add_argument("--fold", choices=("heldout", "tune"), default="heldout")
    options = parser.parse_args(arguments)
    quotes.main([options.folder, "--fold", options.fold])
    if options.pages:
        print()
        sys.argv[1:] = options.pages
        sections.main()
    print()
    detection_speed.main([options.folder, "--fold", options.fold, "--no-hostile"])


if __name__ == "__main__":
    main()
