"""Records in one line, and lives: analyses that go their legal ways through the real store."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from tracking import bucket, listing, moves
from tracking.conf import tracking_settings
from tracking.moves import MoveFunction
from tracking.record import Lease, Record
from tracking.states import STEPS, Status, Step
from tracking.store import Store

FIRST_SUBMISSION = "2026-03-01T09:00:00.000Z"


def record(request_id: str = "analysis_a", *, version: int = 1, **values: Any) -> Record:
    """An analysis that waits for a worker."""
    created_at = values.pop("created_at", FIRST_SUBMISSION)
    return Record(
        request_id=request_id,
        research_data=f"s3://design-analysis/research-data/{request_id}/",
        created_at=created_at,
        updated_at=created_at,
        version=version,
        **{"title": f"Study {request_id}", **values},
    )


def chunk(number: int, words: str = "I have to switch between five tools all day.") -> dict[str, Any]:
    """A chunk as the result has it."""
    return {
        "id": f"chunk_{number}",
        "content": f"{words} ({number})",
        "source": "interview.txt",
        "speaker": "Ann",
        "role": "participant",
        "question": None,
        "start": 0,
        "end": len(words),
        "timecode": None,
        "type": "pain_point",
        "confidence": 0.8,
        "tags": [],
    }


class Life:
    """One analysis, driven by whoever holds it: workers that work, stop, vanish or fail, and people who interfere.

    `history` is every record it ever was, in order; the last is the truth unless `gone`.
    """

    def __init__(self, store: Store, request_id: str, *, title: str = "", created_at: str = FIRST_SUBMISSION) -> None:
        self.store = store
        self.gone = False
        settings = tracking_settings()
        new = record(request_id, title=title or f"Study {request_id}", created_at=created_at, team=settings.team)
        new = replace(new, listing=listing.listing_key(settings, request_id))
        self.history = [store.create(new, actor="test")]
        self._lease: Lease | None = None
        self._found = 0

    @property
    def record(self) -> Record:
        return self.history[-1]

    def go_on(self, dice: random.Random) -> None:
        """The next thing that happens to it."""
        now = self.record
        if now.overall_status.is_final:
            self._person(dice)
        elif dice.random() < 0.04:
            self._move(lambda r: moves.cancel(r, self._at(), actor="Ada"))
        elif self._lease is None:
            self.take()
        elif dice.random() < 0.04:
            self.hand_back()
        else:
            self._work(dice)

    def take(self) -> None:
        taken = self._move(
            lambda r: moves.take(
                r,
                self._at(),
                owner=f"owner-{r.version}",
                worker="worker",
                lease_seconds=1e6,
                max_attempts=3,
            )
        )
        self._lease = taken.lease

    def hand_back(self) -> None:
        self._move(lambda r: moves.hand_back(r, self._at(), worker="worker"))

    def start(self, step: Step) -> None:
        self._move(lambda r: moves.start_step(r, self._at(), step=step, worker="worker", message=f"Working on {step}"))

    def progress(self, step: Step, done: int, total: int, *, finds: bool = False) -> None:
        """Some units of work are through; with `finds` there is another part of findings, too."""
        assert self._lease is not None
        parts = [list(part) for part in self.record.steps[step].parts]
        if finds:
            if not parts or parts[-1][0] != self._lease.attempt:
                parts.append([self._lease.attempt, 0])
            parts[-1][1] += 1
            self._found += 1
            key = bucket.part_key(self.record.request_id, self._lease.attempt, step, parts[-1][1])
            bucket.put_json(key, [chunk(self._found)])
        self.store.progress(self.record.request_id, self._lease, step, done=done, total=total, parts=parts)
        self._see()

    def complete(self, step: Step, findings: list[dict[str, Any]] | None = None) -> None:
        assert self._lease is not None
        bucket.put_json(bucket.checkpoint_key(self.record.request_id, self._lease.attempt, step), findings or [])
        result = "s3://design-analysis/result.json" if step is STEPS[-1] else ""
        self._move(
            lambda r: moves.complete_step(
                r, self._at(), step=step, worker="worker", message=f"{step} is done", result_data=result
            )
        )

    def fail(self, step: Step, message: str = "The model refused.") -> None:
        self._move(lambda r: moves.fail_step(r, self._at(), step=step, actor="worker", kind="engine", message=message))

    def retry(self, from_step: Step | None = None) -> None:
        self._move(lambda r: moves.retry(r, self._at(), actor="Ada", from_step=from_step, engine=None))

    def run_through(self) -> None:
        """From wherever it is to the end."""
        if self._lease is None:
            self.take()
        for step in STEPS:
            if self.record.steps[step].status is not Status.COMPLETED:
                self.start(step)
                self.complete(step)

    def delete(self) -> None:
        self.store.delete(self.record.request_id, actor="Ada")
        self.gone = True

    def _work(self, dice: random.Random) -> None:
        step = self.record.current_step
        assert step is not None
        state = self.record.steps[step]
        if state.status is Status.PENDING:
            self.start(step)
        elif dice.random() < 0.06:
            self.fail(step)
        elif state.total and state.done >= state.total:
            self.complete(step, [chunk(n) for n in range(dice.randrange(20))] if step is Step.CHUNKING else [])
        else:
            total = state.total or dice.randint(1, 4)
            self.progress(step, state.done + 1, total, finds=step is Step.CHUNKING and dice.random() < 0.5)

    def _person(self, dice: random.Random) -> None:
        if dice.random() < 0.15:
            self.delete()
            return
        first = self.record.current_step or STEPS[-1]
        self.retry(dice.choice([step for step in STEPS if step.number <= first.number]))

    def _move(self, make: MoveFunction) -> Record:
        moved = self.store.move(self.record.request_id, make)
        if moved.lease is None:
            self._lease = None
        self.history.append(moved)
        return moved

    def _see(self) -> None:
        self.history.append(self.store.get(self.record.request_id))

    def _at(self) -> float:
        return self.store.clock()
