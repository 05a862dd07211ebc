"""Pseudonyms: personal details replaced in transcripts before anything else sees them, the same one always alike.

`pseudonymise` gives new transcripts whose offsets fit the new text, and the map that undoes it. The map holds what was
taken out and belongs on the server alone.
"""

from __future__ import annotations

from analysis.pseudonyms.study import Pseudonymised, pseudonymise

__all__ = ["Pseudonymised", "pseudonymise"]
