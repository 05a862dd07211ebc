"""Stand-ins for what a worker works with: an engine that can be told to misbehave, and a clock that is set by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from analysis import worker
from analysis.engines.base import Report
from analysis.findings import Findings
from analysis.submissions import Submission, submit
from analysis.transcripts import Study
from tests.chaos.plain_engine import PlainEngine
from tracking.record import Record
from tracking.store import Store

TEXT = "\n\n".join(f"Anna: Every day we lose an hour over thing number {number}." for number in range(6))


class Clock:
    """Seconds since the epoch, moved by hand."""

    def __init__(self, now: float = 1_700_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


class Engine(PlainEngine):
    """The plain engine; before each item of a step it does what `then[step]` says."""

    def __init__(self) -> None:
        super().__init__()
        self.then: dict[str, Callable[[], None]] = {}
        self.performed: list[str] = []

    def _step(self, name: str, items: Iterator[Any]) -> Iterator[Any]:
        for item in items:
            self.performed.append(name)
            self.then.get(name, lambda: None)()
            yield item

    def chunk(self, study: Study, found: Findings, report: Report) -> Iterator[Any]:
        return self._step("chunking", super().chunk(study, found, report))

    def infer(self, study: Study, found: Findings, report: Report) -> Iterator[Any]:
        return self._step("inferring", super().infer(study, found, report))

    def relate(self, study: Study, found: Findings, report: Report) -> Iterator[Any]:
        return self._step("relating", super().relate(study, found, report))

    def explain(self, study: Study, found: Findings, report: Report) -> Iterator[Any]:
        return self._step("explaining", super().explain(study, found, report))

    def activate(self, study: Study, found: Findings, report: Report) -> Iterator[Any]:
        return self._step("activating", super().activate(study, found, report))


def accepted(text: str = TEXT, **about: Any) -> Record:
    """An analysis that was just submitted."""
    return submit(Submission(files=[("study.txt", text.encode())], **about)).record


def once(act: Callable[[], object]) -> Callable[[], None]:
    """`act` at the first call, nothing at later ones."""
    waiting = [act]

    def call() -> None:
        if waiting:
            waiting.pop()()

    return call


def fresh(record: Record) -> Record:
    """The record as it is now."""
    return Store().get(record.request_id)


def trail(record: Record) -> list[tuple[str | None, str | None, str]]:
    """(step, from, to) of every event."""
    return [(event.step, event.before, event.after) for event in Store().events(record.request_id)]


class Dies(BaseException):
    """What ends a process: nothing in it catches this."""


def die() -> None:
    """As `kill -9` does to the process that calls it."""
    raise Dies


def run_and_die(record: Record) -> None:
    """Run it in a worker that dies on the way: its lease stays."""
    with pytest.raises(Dies):
        worker.run_analysis(record.request_id)
