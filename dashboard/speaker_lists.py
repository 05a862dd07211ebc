"""Which of a study's speakers a page lists, for a person to say who asks: a survey may have thousands."""

from __future__ import annotations

from collections.abc import Callable, Sequence

SHOWN = 60
"""Speakers listed in one place. Whoever asks is always among them, so that what is not listed takes part."""


def listed[Speaker](speakers: Sequence[Speaker], asks: Callable[[Speaker], bool]) -> tuple[list[Speaker], int]:
    """The speakers to list, and how many are not: in their own order, those who ask first where they are too many."""
    if len(speakers) <= SHOWN:
        return list(speakers), 0
    asking = [speaker for speaker in speakers if asks(speaker)]
    shown = (asking + [speaker for speaker in speakers if not asks(speaker)])[: max(SHOWN, len(asking))]
    return shown, len(speakers) - len(shown)
