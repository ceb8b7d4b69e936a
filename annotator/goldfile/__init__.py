"""The gold file: Annotation to bytes and back, safely and always the same (SCHEME 2)."""

from annotator.goldfile.canonical import canonical
from annotator.goldfile.read import MAX_BYTES, Loaded, read_gold
from annotator.goldfile.write import GoldError, encode, write_gold

__all__ = ["MAX_BYTES", "GoldError", "Loaded", "canonical", "encode", "read_gold", "write_gold"]
