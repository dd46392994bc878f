"""The evidence pack: what an auditor takes away, and checks without basicplus."""

from basicplus.evidence.pack import Pack, hand_over
from basicplus.evidence.sampling import draw

__all__ = ["Pack", "draw", "hand_over"]
