"""Write every generated document: `python docs/generate.py`; `--check` only says which are out of date.

`GENERATED` lists each file, relative to the repository, with the function that makes its text. A test
compares them, so a change of a source shows as a failing test until this was run again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from annotator.manual import key_table, keys_markdown  # noqa: E402
from annotator.rules import scheme_markdown  # noqa: E402  the checkout is importable only from here on
from annotator.schemas import gold_schema, record_schema  # noqa: E402


def _json(schema: Callable[[], dict[str, object]]) -> Callable[[], str]:
    return lambda: json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def readme() -> str:
    """The README with its key table; all else in it is written by hand."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    begin, end = "<!-- keys: written by docs/generate.py -->\n", "<!-- /keys -->"
    before, _, rest = text.partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise ValueError("README.md has lost the marks between which its key table stands")
    return before + begin + "\n" + key_table() + "\n" + found + after


GENERATED: list[tuple[str, Callable[[], str]]] = [
    ("README.md", readme),
    ("docs/keys.md", keys_markdown),
    ("docs/scheme.md", scheme_markdown),
    ("schemas/gold.schema.json", _json(gold_schema)),
    ("schemas/record.schema.json", _json(record_schema)),
]
"""Path and maker of each generated file."""


def main(arguments: list[str]) -> int:
    """Write what differs; with `--check`, write nothing and return 1 if something does."""
    stale = 0
    for name, make in GENERATED:
        path = ROOT / name
        text = make()
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        if "--check" in arguments:
            print(f"{name} is out of date")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"wrote {name}")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
