"""Gold against predictions: scores, errors, comparison, agreement (definitions: docs/evaluation.md)."""

from __future__ import annotations

from annotator.evaluation.agreement import (
    Agreement,
    Several,
    agree,
    agreement_data,
    agreement_tables,
)
from annotator.evaluation.alignment import Case
from annotator.evaluation.counting import Rules
from annotator.evaluation.errors import EvaluationError, errors
from annotator.evaluation.pairing import gathered, outlet_of, paired
from annotator.evaluation.scores import Comparison, Interval, Report, Score, compare, evaluate
from annotator.evaluation.tables import comparison_line, figure, figures, intervals, tables

__all__ = [
    "Agreement",
    "Case",
    "Comparison",
    "EvaluationError",
    "Interval",
    "Report",
    "Rules",
    "Score",
    "Several",
    "agree",
    "agreement_data",
    "agreement_tables",
    "compare",
    "comparison_line",
    "errors",
    "evaluate",
    "figure",
    "figures",
    "gathered",
    "intervals",
    "outlet_of",
    "paired",
    "tables",
]
