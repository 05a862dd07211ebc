"""The five steps in their order: which method of an engine performs each, and what a person reads about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from analysis.engines.base import Engine, Report
from analysis.errors import StepFailed
from analysis.findings import Findings
from analysis.transcripts import Study


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPlan:
    """How one step is performed and told about."""

    name: str
    perform: Callable[[Engine, Study, Findings, Report], Iterator[Any]]
    starting: str
    """Message while it starts."""
    unit: str
    """What its progress counts, in the plural: "48 of 112 chunks"."""
    finished: Callable[[Findings], str]
    """Message when it is done."""
    nothing: str
    """Why it fails when it finds nothing: a step without output is never called completed."""

    def check(self, findings: Findings) -> None:
        """Raise StepFailed where the step found nothing."""
        if not findings.of(self.name):
            raise StepFailed("nothing_found", self.nothing)


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


PLANS: tuple[StepPlan, ...] = (
    StepPlan(
        name="chunking",
        perform=lambda engine, study, found, report: engine.chunk(study, found, report),
        starting="Reading the transcripts and breaking them into single ideas",
        unit="turns",
        finished=lambda found: f"Successfully created {_count(len(found.chunks), 'chunk', 'chunks')}",
        nothing="No participant's words were found. Check who is marked as interviewer, then run again.",
    ),
    StepPlan(
        name="inferring",
        perform=lambda engine, study, found, report: engine.infer(study, found, report),
        starting="Starting to infer meanings from chunks",
        unit="chunks",
        finished=lambda found: (
            f"Inferred {_count(len(found.inferences), 'meaning', 'meanings')} "
            f"from {_count(len(found.chunks), 'chunk', 'chunks')}"
        ),
        nothing="No meaning could be inferred from what was said. More, or fuller, answers would help.",
    ),
    StepPlan(
        name="relating",
        perform=lambda engine, study, found, report: engine.relate(study, found, report),
        starting="Looking for meanings that point in the same direction",
        unit="meanings",
        finished=lambda found: f"Found {_count(len(found.patterns), 'pattern', 'patterns')}",
        nothing="No two statements point in the same direction. More interviews would help.",
    ),
    StepPlan(
        name="explaining",
        perform=lambda engine, study, found, report: engine.explain(study, found, report),
        starting="Asking why each pattern is so",
        unit="patterns",
        finished=lambda found: f"Explained {_count(len(found.insights), 'insight', 'insights')}",
        nothing="No pattern could be explained from what people said.",
    ),
    StepPlan(
        name="activating",
        perform=lambda engine, study, found, report: engine.activate(study, found, report),
        starting="Turning insights into design principles",
        unit="insights",
        finished=lambda found: f"Wrote {_count(len(found.design_principles), 'design principle', 'design principles')}",
        nothing="No design principle follows from the insights.",
    ),
)

UNITS: dict[str, str] = {plan.name: plan.unit for plan in PLANS}
"""What each step's progress counts."""
