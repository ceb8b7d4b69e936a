"""annotator: turn news articles into gold-standard quote and section data from the keyboard.

The names below are the Python interface (docs/python.md). Each is loaded when it is first asked for, so
that importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from annotator.api import (
        ReadError,
        RoleSpan,
        describe,
        detect,
        evaluate,
        export,
        find_problems,
        load_corpus,
        open_article,
        quotes,
        read_gold,
        read_records,
        spans,
        split,
    )
    from annotator.article import Article
    from annotator.exchange import Entry
    from annotator.model import Annotation

_HOMES = {"Annotation": "annotator.model", "Article": "annotator.article", "Entry": "annotator.exchange"}

__all__ = [
    "Annotation",
    "Article",
    "Entry",
    "ReadError",
    "RoleSpan",
    "describe",
    "detect",
    "evaluate",
    "export",
    "find_problems",
    "load_corpus",
    "open_article",
    "quotes",
    "read_gold",
    "read_records",
    "spans",
    "split",
]


if not TYPE_CHECKING:  # a type checker that saw it would take every misspelt name for an Any

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        found = getattr(import_module(_HOMES.get(name, "annotator.api")), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
