"""What the page of one analysis shows, as a value: its record, and the findings to be seen at first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dashboard.tongues import Tongues
from tracking.record import Record
from tracking.states import Step

Document = Mapping[str, Any]
"""One finding as a JSON document, with the field names of the result."""

RUNNING_ITEMS = 8
"""How many of the newest findings are shown while a step runs: it can be seen to think, and is cheap to push."""

COMPLETED_ITEMS = 10
"""How many of a completed step's findings a page shows before it is asked for more."""

_RANKED_BY = ("priority", "impact_score", "strength")
"""Findings that have one of these are read strongest first; chunks and meanings keep the order of the talk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsPreview:
    """Some findings of one step, and how many there are in all."""

    items: tuple[Document, ...] = ()
    """JSON documents as in the result: the newest first while the step runs, the first page when it is completed."""
    count: int = 0
    tongues: Tongues = field(default_factory=Tongues)
    """In which language they are worded."""
    place: tuple[Any, ...] = ()
    """Which checkpoint or parts it was made from; equal places mean equal previews."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisView:
    """One analysis as its page shows it; the same value makes the page and every push to it."""

    record: Record
    previews: Mapping[str, FindingsPreview]
    """By name of the step."""

    def preview(self, step: Step) -> FindingsPreview:
        """What is seen of `step`."""
        return self.previews.get(step.value, FindingsPreview())


def ranked(documents: Sequence[Document]) -> list[Document]:
    """The findings of one step in the order in which they are read."""
    key = next((key for key in _RANKED_BY if documents and key in documents[0]), None)
    return sorted(documents, key=lambda document: -float(document[key])) if key else list(documents)


def preview_running(documents: Sequence[Document], count: int, place: tuple[Any, ...]) -> FindingsPreview:
    """The newest of `documents` (given oldest first), newest first."""
    return FindingsPreview(items=tuple(reversed(documents[-RUNNING_ITEMS:])), count=count, place=place)


def preview_completed(documents: Sequence[Document], place: tuple[Any, ...]) -> FindingsPreview:
    """The first page of all `documents` of a completed step."""
    return FindingsPreview(items=tuple(ranked(documents)[:COMPLETED_ITEMS]), count=len(documents), place=place)
