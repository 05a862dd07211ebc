"""What an engine is. Engines are pure: values in, values out; no Django, no boto3, no Celery."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from analysis.findings import Chunk, DesignPrinciple, Findings, Inference, Insight, Pattern
from analysis.transcripts import Study


class Report(Protocol):
    """How a step tells how far it is. Calling it is also a safe point: it raises `Interrupted` to stop the step."""

    def __call__(self, done: int, total: int) -> None:
        """`done` of `total` units of this step's work are through. Cheap: call it after every unit."""


class Engine(Protocol):
    """Performs the five steps, each a generator that yields its items as soon as they are made.

    `found` holds what the steps before gave and, when an unfinished step is resumed, what that step had already
    yielded: an engine may skip that work and yields only what is missing. Stopping is simply not asking for more.
    The same input gives the same items with the same ids.
    """

    name: str

    def warm_up(self) -> None:
        """Load all that the first step would otherwise wait for."""

    def chunk(self, study: Study, found: Findings, report: Report) -> Iterator[Chunk]:
        """Single ideas, verbatim, from participants' turns."""

    def infer(self, study: Study, found: Findings, report: Report) -> Iterator[Inference]:
        """What each chunk means."""

    def relate(self, study: Study, found: Findings, report: Report) -> Iterator[Pattern]:
        """Meanings that point in the same direction."""

    def explain(self, study: Study, found: Findings, report: Report) -> Iterator[Insight]:
        """Why each pattern is so."""

    def activate(self, study: Study, found: Findings, report: Report) -> Iterator[DesignPrinciple]:
        """How design should respond to each insight."""
