"""One run through the steps. Pure: an engine and a study in, findings and reports out through the Recorder."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from analysis.engines.base import Engine
from analysis.findings import Findings
from analysis.steps import PLANS
from analysis.transcripts import Study


class Recorder(Protocol):
    """Makes the run durable. Every call may raise Interrupted, and then the run stops there."""

    def step_started(self, step: str, message: str) -> None:
        """The step begins."""

    def step_progressed(self, done: int, total: int) -> None:
        """`done` of `total` units of the step are through."""

    def step_found(self, item: Any) -> None:
        """The step has made one more item."""

    def step_completed(self, step: str, message: str, findings: Findings) -> None:
        """The step is done; `findings` holds its whole output."""


def run(
    engine: Engine, study: Study, findings: Findings, recorder: Recorder, *, completed: Iterable[str] = ()
) -> Findings:
    """Perform every step that is not in `completed`, in order, adding to `findings`.

    `findings` holds the output of the completed steps, and what an unfinished step had already given.
    Raises StepFailed where a step cannot be done, Interrupted where the run must stop.
    """
    done_before = frozenset(completed)
    for plan in PLANS:
        if plan.name in done_before:
            continue
        recorder.step_started(plan.name, plan.starting)
        for item in plan.perform(engine, study, findings, recorder.step_progressed):
            findings.add(plan.name, [item])
            recorder.step_found(item)
        plan.check(findings)
        recorder.step_completed(plan.name, plan.finished(findings), findings)
    return findings
