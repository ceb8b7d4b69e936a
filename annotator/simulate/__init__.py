"""The simulated annotator: plans the keys that turn a pre-fill into a given gold, and types them.

It is the yardstick *keystrokes to gold*: it works through the desk a person uses, reads labels and
candidates off the open pickers, never off the gold, and every figure is the length of what was typed
(a Shift-ed letter counts as two). The end must say the same as the gold (`annotator.sameness`).
"""

from annotator.simulate.article import Annotator, simulate
from annotator.simulate.start import as_proposals, without_quotes
from annotator.simulate.tally import SimulationError, Tally

__all__ = ["Annotator", "SimulationError", "Tally", "as_proposals", "simulate", "without_quotes"]
