"""The closed list of edits, and the one function that runs after every edit.

An edit is a frozen, absolute description of a change: no caret, no clock, no disk. `change` makes the
next annotation from the last one; `settle` then does what every edit must do (order, ids, status and
`was`, type from the marks, nesting, links, unused entities, review times). Offsets are code points of
the article, end-exclusive. Nothing here changes its arguments; undo is the snapshot that was kept.
"""

from annotator.edits.base import Edit, EditError, Link, Role, Stamp, cut_out
from annotator.edits.decisions import (
    Accept,
    DropRejected,
    Merge,
    Read,
    Reject,
    RejectSpan,
    Restore,
    SetReason,
    Split,
)
from annotator.edits.people import (
    MergeEntities,
    RenameEntity,
    SetDocument,
    SetEntity,
    SetMention,
    SetNote,
    SetReview,
)
from annotator.edits.quotes import (
    AddQuote,
    SetAct,
    SetContent,
    SetFlag,
    SetLink,
    SetQuoted,
    SetRole,
    SetSpeakers,
    SetVia,
)
from annotator.edits.sections import Part, SetSections, joined_runs, parts_of
from annotator.edits.settle import apply, proposal_of, settle
from annotator.edits.whole import Batch, Propose, Repair

__all__ = [
    "Accept", "AddQuote", "Batch", "DropRejected", "Edit", "EditError", "Link", "Merge", "MergeEntities",
    "Part", "Propose", "Read", "Reject", "RejectSpan", "RenameEntity", "Repair", "Restore", "Role", "SetAct",
    "SetContent", "SetDocument", "SetEntity", "SetFlag", "SetLink", "SetMention", "SetNote", "SetQuoted",
    "SetReason", "SetReview", "SetRole", "SetSections", "SetSpeakers", "SetVia", "Split", "Stamp", "apply",
    "cut_out", "joined_runs", "parts_of", "proposal_of", "settle",
]  # fmt: skip
