"""The interaction without a screen: keys in, state and views out."""

from annotator.desk.desk import Desk

__all__ = ["Desk"]
