"""Text to proposals: rules with lexicons as data files; pure, deterministic, never raising.

The names below are loaded when first asked for, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from annotator.detection.assemble import annotation_of, detect
    from annotator.detection.ranking import entity_for, rank_persons, rank_repeats, same_people
    from annotator.detection.renewal import detect_region, refresh

_HOMES = {
    "annotation_of": "assemble",
    "detect": "assemble",
    "detect_region": "renewal",
    "entity_for": "ranking",
    "rank_persons": "ranking",
    "rank_repeats": "ranking",
    "refresh": "renewal",
    "same_people": "ranking",
}

__all__ = [
    "annotation_of",
    "detect",
    "detect_region",
    "entity_for",
    "rank_persons",
    "rank_repeats",
    "refresh",
    "same_people",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)
