"""The real Store against a simple model: two workers, people, sweeps, clocks that disagree, answers that get lost."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.tracking.state_model import LostAnswers, Model
from tracking import moves
from tracking.clock import iso
from tracking.errors import IllegalTransition, LeaseLost, NotFound, TrackingError
from tracking.record import Lease, Record
from tracking.states import STEPS, Status, Step
from tracking.store import Store

LEASE = 30.0
MAX_ATTEMPTS = 3
WORKERS = ("ada", "bob")
_numbers = itertools.count()


class Analyses(RuleBasedStateMachine):
    """One analysis, and all that can happen to it."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1_700_000_000.0
        self.model = Model()
        self.store = Store(clock=lambda: self.now, sleep=lambda seconds: None)
        self.answers = LostAnswers()
        self.request_id = f"analysis_{next(_numbers)}"
        self.leases: dict[str, Lease] = {}
        """What each worker believes to hold."""
        self.skews: dict[str, float] = {}

    @initialize(fate=st.sampled_from(["answered", "lost before", "lost after"]))
    def submit(self, fate: str) -> None:
        self.answers.plan = [fate]
        self.store.create(
            Record(
                request_id=self.request_id,
                research_data="s3://b/k",
                created_at=iso(self.now),
                updated_at=iso(self.now),
                listing="default#0",
                due_at=self.now,
            ),
            actor="web",
        )

    def expect(self, allowed: bool, refusal: type[TrackingError], call: Callable[[], Any]) -> bool:
        """Make the call; it must work exactly if it is `allowed`, and else be refused in that way."""
        try:
            call()
        except refusal:
            assert not allowed, "refused, though it was allowed"
            return False
        assert allowed, "done, though it was not allowed"
        return True

    def under_lease(self, worker: str, make: Callable[[Record], moves.Move], *, allowed: bool = True) -> bool:
        lease = self.leases[worker]
        holds = self.holds(lease)
        refusal: type[TrackingError] = IllegalTransition if holds else LeaseLost
        return self.expect(holds and allowed, refusal, lambda: self.store.move(self.request_id, make, lease=lease))

    @rule(seconds=st.sampled_from([0.1, 5.0, 29.9, 30.0, 45.0]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @rule(fates=st.lists(st.sampled_from(["answered", "lost before", "lost after"]), max_size=4))
    def answers_get_lost(self, fates: list[str]) -> None:
        self.answers.plan = fates

    @rule(worker=st.sampled_from(WORKERS), seconds=st.sampled_from([-40.0, -5.0, 0.0, 5.0, 40.0]))
    def a_clock_is_set(self, worker: str, seconds: float) -> None:
        self.skews[worker] = seconds

    def clock(self, worker: str) -> float:
        return self.now + self.skews.get(worker, 0.0)

    @rule(worker=st.sampled_from(WORKERS))
    def takes_over_a_lost_worker(self, worker: str) -> None:
        self.now += LEASE
        self.take(worker)

    @rule(worker=st.sampled_from(WORKERS))
    def takes_it(self, worker: str) -> None:
        self.take(worker)

    def take(self, worker: str) -> None:
        model, now = self.model, self.clock(worker)
        expired = model.holder is not None and model.until <= now
        free = model.holder is None or (expired and model.losses + 1 < MAX_ATTEMPTS)
        owner = f"{worker}-{next(_numbers)}"

        def take() -> None:
            record = self.store.move(
                self.request_id,
                lambda r: moves.take(
                    r, now, owner=owner, worker=worker, lease_seconds=LEASE, max_attempts=MAX_ATTEMPTS
                ),
            )
            assert record.lease is not None
            self.leases[worker] = record.lease

        refusal: type[TrackingError] = NotFound if model.gone else IllegalTransition
        if self.expect(not model.gone and not model.ended and free, refusal, take):
            model.attempt += 1
            model.losses += expired
            model.holder, model.until = (owner, model.attempt), now + LEASE
            model.trail.append((None, model.overall))

    @precondition(lambda self: self.leases)
    @rule(data=st.data())
    def heartbeat(self, data: st.DataObject) -> None:
        worker = data.draw(st.sampled_from(sorted(self.leases)))
        lease = self.leases[worker]
        holds = self.holds(lease)
        self.answers.plan = []
        if self.expect(holds, LeaseLost, lambda: self.store.renew(self.request_id, lease)):
            self.model.until = self.now + LEASE

    @precondition(lambda self: self.leases)
    @rule(data=st.data(), step=st.sampled_from(STEPS))
    def start_any_step(self, data: st.DataObject, step: Step) -> None:
        self.start_step(data.draw(st.sampled_from(sorted(self.leases))), step)

    @precondition(lambda self: self.model.holder)
    @rule(moves=st.integers(1, 4))
    def the_holder_goes_on(self, moves: int) -> None:
        """What happens most: the present step is started, completed, the next one started …"""
        for _ in range(moves):
            holder = next((w for w, lease in self.leases.items() if self.holds(lease)), None)
            if holder is None or self.model.current is None:
                return
            self.go_on(holder)

    @precondition(lambda self: self.leases)
    @rule(data=st.data())
    def somebody_late_goes_on(self, data: st.DataObject) -> None:
        self.go_on(data.draw(st.sampled_from(sorted(self.leases))))

    def holds(self, lease: Lease) -> bool:
        return not self.model.gone and self.model.holder == (lease.owner, lease.attempt)

    def go_on(self, worker: str) -> None:
        number = self.model.current if self.model.current is not None else len(STEPS) - 1
        if self.model.steps[number] == "processing":
            self.complete_step(worker, STEPS[number])
        else:
            self.start_step(worker, STEPS[number])

    def start_step(self, worker: str, step: Step) -> None:
        allowed = self.model.current == step.number and self.model.steps[step.number] in ("pending", "processing")
        if self.under_lease(
            worker,
            lambda r: moves.start_step(r, self.clock(worker), step=step, worker=worker, message="Starting"),
            allowed=allowed,
        ):
            self.model.put(step.number, "processing")

    def complete_step(self, worker: str, step: Step) -> None:
        if self.under_lease(
            worker,
            lambda r: moves.complete_step(
                r, self.clock(worker), step=step, worker=worker, message="Done", result_data="s3://b/r"
            ),
            allowed=self.model.steps[step.number] == "processing",
        ):
            self.model.put(step.number, "completed")
            self.model.losses = 0
            if step is STEPS[-1]:
                self.model.holder = None

    @precondition(lambda self: self.leases)
    @rule(data=st.data(), step=st.sampled_from(STEPS))
    def complete_any_step(self, data: st.DataObject, step: Step) -> None:
        self.complete_step(data.draw(st.sampled_from(sorted(self.leases))), step)

    @precondition(lambda self: self.leases)
    @rule(data=st.data(), done=st.integers(1, 9))
    def note_progress(self, data: st.DataObject, done: int) -> None:
        lease = self.leases[data.draw(st.sampled_from(sorted(self.leases)))]
        holds = self.holds(lease)
        self.answers.plan = []
        step = STEPS[self.model.current or 0]
        self.expect(
            holds,
            LeaseLost,
            lambda: self.store.progress(
                self.request_id, lease, step, done=done, total=9, parts=[[lease.attempt, done]]
            ),
        )

    @precondition(lambda self: self.leases)
    @rule(data=st.data(), chance=st.integers(0, 3))
    def fail_step(self, data: st.DataObject, chance: int) -> None:
        if chance:
            return
        worker = data.draw(st.sampled_from(sorted(self.leases)))
        number = self.model.current or 0
        if self.under_lease(
            worker,
            lambda r: moves.fail_step(r, self.clock(worker), step=STEPS[number], actor=worker, kind="k", message="Why"),
            allowed=self.model.steps[number] in ("pending", "processing"),
        ):
            self.model.put(number, "failed")
            self.model.holder = None

    @precondition(lambda self: self.leases)
    @rule(data=st.data(), chance=st.integers(0, 3))
    def hand_back(self, data: st.DataObject, chance: int) -> None:
        if chance:
            return
        worker = data.draw(st.sampled_from(sorted(self.leases)))
        number = self.model.current or 0
        if self.under_lease(worker, lambda r: moves.hand_back(r, self.clock(worker), worker=worker)):
            self.model.holder = None
            if self.model.steps[number] == "processing":
                self.model.put(number, "pending")
            else:
                self.model.trail.append((None, self.model.overall))

    @rule()
    def sweep_gives_up(self) -> None:
        model = self.model
        hopeless = model.holder is not None and model.until <= self.now and model.losses + 1 >= MAX_ATTEMPTS
        if self.expect(
            not model.gone and not model.ended and hopeless,
            NotFound if model.gone else IllegalTransition,
            lambda: self.store.move(
                self.request_id, lambda r: moves.give_up(r, self.now, actor="sweep", max_attempts=MAX_ATTEMPTS)
            ),
        ):
            assert model.current is not None
            model.put(model.current, "failed")
            model.holder = None

    @rule(chance=st.integers(0, 4))
    def cancel(self, chance: int) -> None:
        if chance:
            return
        model = self.model
        if self.expect(
            not model.gone and not model.ended,
            NotFound if model.gone else IllegalTransition,
            lambda: self.store.move(self.request_id, lambda r: moves.cancel(r, self.now, actor="Eve")),
        ):
            assert model.current is not None
            model.put(model.current, "failed")
            model.holder = None

    @rule(step=st.sampled_from([None, *STEPS]))
    def retry(self, step: Step | None) -> None:
        model = self.model
        first = model.current
        fits = step is None or first is None or step.number <= first
        if self.expect(
            not model.gone and model.ended and not model.forgetting and fits,
            NotFound if model.gone else IllegalTransition,
            lambda: self.store.move(
                self.request_id, lambda r: moves.retry(r, self.now, actor="Eve", from_step=step, engine=None)
            ),
        ):
            start = step.number if step is not None else (first or 0)
            model.steps[start:] = ["pending"] * (5 - start)
            model.trail.append((STEPS[start].value, "pending"))
            model.losses = 0

    @rule()
    def somebody_wants_the_names_forgotten(self) -> None:
        model = self.model
        if self.expect(
            not model.gone and model.ended,
            NotFound if model.gone else IllegalTransition,
            lambda: self.store.move(
                self.request_id, lambda r: moves.begin_forgetting(r, self.now, actor="Eve", options={})
            ),
        ):
            model.forgetting = True
            model.trail.append((None, model.overall))

    @rule()
    def the_names_are_gone(self) -> None:
        model = self.model
        if self.expect(
            not model.gone and model.forgetting,
            NotFound if model.gone else IllegalTransition,
            lambda: self.store.move(self.request_id, lambda r: moves.forgotten(r, self.now, actor="sweep")),
        ):
            model.forgetting = False
            model.trail.append((None, model.overall))

    @precondition(lambda self: self.model.ended)
    @rule(chance=st.integers(0, 4))
    def delete(self, chance: int) -> None:
        if chance or self.model.gone:
            return
        self.answers.plan = []
        self.store.delete(self.request_id, actor="Eve")
        self.model.gone = True
        self.model.holder = None
        self.model.trail.append((None, "deleted"))

    @invariant()
    def the_record_is_as_the_model_says(self) -> None:
        self.answers.plan, kept = [], self.answers.plan
        try:
            record = self.store.get(self.request_id)
        except NotFound:
            assert self.model.gone
            return
        finally:
            self.answers.plan = kept
        model = self.model
        assert [record.steps[step].status.value for step in STEPS] == model.steps
        assert record.overall_status is Status(model.overall)
        assert (record.attempt, record.losses) == (model.attempt, model.losses)
        held = (record.lease.owner, record.lease.attempt) if record.lease else None
        assert held == model.holder
        finished = model.ended and not model.forgetting
        assert (record.due_at is None) == finished, "what is unfinished is due, and nothing else is"
        assert bool(record.forgetting) == model.forgetting
        assert bool(record.result_data) == (model.overall == "completed")
        assert (record.failure is not None) == (model.overall == "failed")

    def teardown(self) -> None:
        self.answers.undo()
        events = self.store.events(self.request_id)
        assert [(event.step, event.after) for event in events] == self.model.trail, "every move, once, in order"
        numbers = [event.seq for event in events]
        assert numbers == sorted(set(numbers))
        times = [event.at for event in events]
        assert times == sorted(times)


def test_the_store_does_what_the_model_says_whatever_gets_lost(aws: None) -> None:
    run_state_machine_as_test(
        Analyses,
        settings=settings(
            max_examples=20,
            stateful_step_count=30,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # To make a failure shorter takes longer than to read it.
            suppress_health_check=list(HealthCheck),
        ),
    )
