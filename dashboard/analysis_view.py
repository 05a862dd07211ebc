"""What the page of one analysis shows, as a value: its record, and the findings to be seen at first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracking.record import Record

RUNNING_ITEMS = 8
"""How many of the newest findings are shown while a step runs."""

COMPLETED_ITEMS = 20
"""How many of a completed step's findings a page shows before it is asked for more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsPreview:
    """Some findings of one step, and how many there are in all."""

    items: tuple[Mapping[str, Any], ...] = ()
    """JSON documents as in the result: the newest first while the step runs, the first ones when it is completed."""
    count: int = 0
    place: tuple[Any, ...] = ()
    """Which checkpoint or parts it was made from; equal places mean equal previews."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisView:
    """One analysis as its page shows it; the same value makes the page and every push to it."""

    record: Record
    previews: Mapping[str, FindingsPreview]
    """By name of the step."""


def preview_running(documents: Sequence[Mapping[str, Any]], count: int, place: tuple[Any, ...]) -> FindingsPreview:
    """The newest of `documents` (given oldest first), newest first."""
    return FindingsPreview(items=tuple(reversed(documents[-RUNNING_ITEMS:])), count=count, place=place)


def preview_completed(documents: Sequence[Mapping[str, Any]], place: tuple[Any, ...]) -> FindingsPreview:
    """The first of all `documents` of a completed step."""
    return FindingsPreview(items=tuple(documents[:COMPLETED_ITEMS]), count=len(documents), place=place)
