"""Readable ids for entities."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

_UNFIT = re.compile(r"[\W_]+")


def slug(name: str, taken: Collection[str]) -> str:
    """An id for an entity: the last word of its name, accents folded; "-2" and on when it is taken.

    Letters that have no ASCII form are kept (rule B9; the pattern of `EntityId`).
    """
    base = ""
    for word in reversed(name.split()):
        bare = (word[:-2] if word[-2:] in ("’s", "'s") else word).replace(".", "")
        if bare.rstrip(".").casefold() in ("jr", "sr", "ii", "iii", "iv"):
            continue
        if bare.isascii() and bare.isalnum():
            base = bare.lower()[:100]  # most words
            break
        folded = "".join(
            char for char in unicodedata.normalize("NFKD", bare.casefold()) if not unicodedata.combining(char)
        )
        base = _UNFIT.sub("-", unicodedata.normalize("NFC", folded)).strip("-")[:100].strip("-")
        if base:
            break
    base = base or "somebody"
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"
