"""Which language a text is in."""

from __future__ import annotations

UNKNOWN = "und"
MIN_LETTERS = 20
"""Fewer letters than this say too little."""
SAMPLE = 20_000
"""Characters looked at: enough for certainty, few enough to cost nothing."""


def language_of(text: str) -> str:
    """ISO 639-1 code of the language of `text`, or `und` where too little is said to tell."""
    sample = text[:SAMPLE]
    if sum(c.isalpha() for c in sample) < MIN_LETTERS:
        return UNKNOWN
    import py3langid  # Loads a model of some 100 MB: only where a text is really read.

    code: str = py3langid.classify(sample)[0]
    return code
