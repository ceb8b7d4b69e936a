"""Gold against predictions: scores, errors, comparison, agreement (definitions: docs/evaluation.md)."""

from __future__ import annotations

from annotator.evaluation.alignment import Case
from annotator.evaluation.counting import Rules
from annotator.evaluation.scores import Comparison, Interval, Report, Score, compare, evaluate

__all__ = ["Case", "Comparison", "Interval", "Report", "Rules", "Score", "compare", "evaluate"]
