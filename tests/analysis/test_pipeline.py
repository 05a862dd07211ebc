from __future__ import annotations

from typing import Any

import pytest

from analysis import pipeline
from analysis.errors import Interrupted, StepFailed
from analysis.findings import Findings
from tests.builders import study, transcript
from tests.chaos.plain_engine import PlainEngine
from tracking.states import STEPS

TALK = study(transcript(("Interviewer", "How?"), ("Anna", "We lose an hour."), ("Ben", "So do we.")))
NAMES = [step.value for step in STEPS]


class Notes:
    """A recorder that writes down what it is told; `stop` makes it refuse at that call."""

    def __init__(self, stop: tuple[str, str] | None = None) -> None:
        self.told: list[tuple[str, str]] = []
        self.items: list[Any] = []
        self._stop = stop
        self._step = ""

    def _note(self, what: str) -> None:
        if (what, self._step) == self._stop:
            raise Interrupted("stop")
        self.told.append((what, self._step))

    def step_started(self, step: str, message: str) -> None:
        self._step = step
        self._note("started")

    def step_progressed(self, done: int, total: int) -> None:
        assert 0 <= done <= total

    def step_found(self, item: Any) -> None:
        self.items.append(item)
        self._note("found")

    def step_completed(self, step: str, message: str, findings: Findings) -> None:
        self._note("completed")


def test_the_steps_run_in_order_each_on_what_the_others_gave() -> None:
    notes = Notes()
    found = pipeline.run(PlainEngine(), TALK, Findings(), notes)
    assert [step for what, step in notes.told if what == "completed"] == NAMES
    assert notes.items == list(found.items())
    assert [chunk.content for chunk in found.chunks] == ["We lose an hour.", "So do we."]


def test_completed_steps_are_not_performed_again() -> None:
    whole = pipeline.run(PlainEngine(), TALK, Findings(), Notes())
    notes, before = Notes(), Findings(chunks=list(whole.chunks), inferences=list(whole.inferences))
    assert pipeline.run(PlainEngine(), TALK, before, notes, completed=NAMES[:2]) == whole
    assert {step for _, step in notes.told} == set(NAMES[2:])


def test_an_unfinished_step_is_gone_on_with() -> None:
    whole = pipeline.run(PlainEngine(), TALK, Findings(), Notes())
    notes = Notes()
    assert pipeline.run(PlainEngine(), TALK, Findings(chunks=[whole.chunks[0]]), notes) == whole
    assert notes.told.count(("found", "chunking")) == 1


@pytest.mark.parametrize("moment", ["started", "found", "completed"])
@pytest.mark.parametrize("step", NAMES)
def test_it_stops_wherever_the_recorder_says_so(moment: str, step: str) -> None:
    notes = Notes(stop=(moment, step))
    with pytest.raises(Interrupted):
        pipeline.run(PlainEngine(), TALK, Findings(), notes)
    assert ("completed", step) not in notes.told


@pytest.mark.parametrize("step", NAMES)
def test_a_step_that_finds_nothing_fails_and_is_not_completed(step: str) -> None:
    engine, notes = PlainEngine(), Notes()
    method = {"chunking": "chunk", "inferring": "infer", "relating": "relate", "explaining": "explain"}.get(
        step, "activate"
    )
    setattr(engine, method, lambda study, found, report: iter(()))
    with pytest.raises(StepFailed) as failure:
        pipeline.run(engine, TALK, Findings(), notes)
    assert failure.value.kind == "nothing_found"
    assert ("completed", step) not in notes.told
