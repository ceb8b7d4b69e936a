"""Text to proposals: rules with lexicons as data files; pure, deterministic, never raising.

The names below are loaded when first asked for, so that importing the package costs nothing: who is needed
before anything is detected says `from annotator import detection` and `detection.detect(...)`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from annotator.detection.assemble import detect
    from annotator.detection.base import annotation_of
    from annotator.detection.links import content_words
    from annotator.detection.quotes import find_quotes
    from annotator.detection.ranking import entity_for, rank_persons, rank_repeats, same_people
    from annotator.detection.reader import Reader
    from annotator.detection.renewal import detect_region, refresh

_HOMES = {
    "Reader": "reader",
    "annotation_of": "base",
    "content_words": "links",
    "detect": "assemble",
    "detect_region": "renewal",
    "entity_for": "ranking",
    "find_quotes": "quotes",
    "rank_persons": "ranking",
    "rank_repeats": "ranking",
    "refresh": "renewal",
    "same_people": "ranking",
}

__all__ = [
    "Reader",
    "annotation_of",
    "content_words",
    "detect",
    "detect_region",
    "entity_for",
    "find_quotes",
    "rank_persons",
    "rank_repeats",
    "refresh",
    "same_people",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{home}"), name)
    return found
