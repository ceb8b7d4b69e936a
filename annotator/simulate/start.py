"""What the simulated annotator starts from."""

from __future__ import annotations

from annotator.model import Annotation, Review


def as_proposals(gold: Annotation) -> Annotation:
    """The gold as a perfect pre-fill: every item proposed, nothing read; what it rejects stays rejected."""
    fresh = {"status": "proposed", "attested": None, "was": None, "by": "gold", "anchor": None}
    return gold.model_copy(
        update={
            "review": Review(status="new", scope=gold.review.scope, read=(), detectors=("gold",)),
            "sections": tuple(one.model_copy(update=fresh) for one in gold.sections),
            "quotes": tuple(one.model_copy(update=fresh) for one in gold.quotes),
        }
    )


def without_quotes(annotation: Annotation) -> Annotation:
    """The empty pre-fill: sections only."""
    return annotation.model_copy(update={"quotes": (), "entities": (), "rejected": ()})
