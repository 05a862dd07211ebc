"""What a run writes and in which order, whoever dies or takes over in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analysis import recorder as module
from analysis.checkpoints import load_findings, step_documents
from analysis.errors import Interrupted
from analysis.findings import Chunk, Findings, from_document
from analysis.recorder import FLUSH_SECONDS, LONGEST_PAUSE, MAX_PARTS, TrackingRecorder
from analysis.results import current_result
from analysis.transcripts import Study
from tests.analysis.doubles import Clock, Dies, die
from tests.records import chunk as chunk_document
from tests.records import record
from tests.results import a_study
from tracking import bucket, moves
from tracking.errors import AccessDenied, IllegalTransition, Throttled
from tracking.record import Record
from tracking.states import STEPS, Status, Step
from tracking.store import Store

pytestmark = pytest.mark.usefixtures("aws")

ID = "analysis_a"
LEASE = 30.0


def chunk(number: int) -> Chunk:
    found: Chunk = from_document("chunking", chunk_document(number))
    return found


class Run:
    """One worker's run of the analysis, with its own idea of whether it must stop and of how time passes."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.stop = ""
        self.now = 0.0
        self.slept: list[float] = []
        taken = store.move(
            ID,
            lambda r: moves.take(
                r, store.clock(), owner=f"owner-{r.attempt}", worker="w", lease_seconds=LEASE, max_attempts=9
            ),
        )
        assert taken.lease is not None
        self.recorder = TrackingRecorder(
            store,
            taken,
            taken.lease,
            a_study(),
            worker="w",
            must_stop=lambda: self.stop,
            monotonic=lambda: self.now,
        )

    def wait(self, seconds: float = FLUSH_SECONDS) -> None:
        self.now += seconds

    def find(self, *numbers: int) -> None:
        for number in numbers:
            self.recorder.step_found(chunk(number))

    def perform(self, step: Step) -> None:
        """Do a whole step and find nothing in it."""
        self.recorder.step_started(step.value, "Working")
        self.recorder.step_completed(step.value, "Done", Findings())

    def complete(self, *numbers: int) -> None:
        self.recorder.step_completed("chunking", "Done", Findings(chunks=[chunk(number) for number in numbers]))


@pytest.fixture
def store(clock: Clock) -> Store:
    store = Store()
    store.create(record(ID, listing="default#0", due_at=clock.now), actor="test")
    return store


@pytest.fixture
def run(store: Store) -> Run:
    return Run(store)


@pytest.fixture
def successor(store: Store, clock: Clock) -> Callable[[], Run]:
    """Has another worker take over, once the lease of the one before has run out."""

    def take_over() -> Run:
        clock.now += LEASE
        return Run(store)

    return take_over


def now() -> Record:
    return Store().get(ID)


def found() -> list[str]:
    return [document["id"] for document in step_documents(ID, Step.CHUNKING, now().steps[Step.CHUNKING])]


def parts() -> tuple[tuple[int, int], ...]:
    return now().steps[Step.CHUNKING].parts


def checkpoints() -> set[str]:
    return {key.removeprefix(f"checkpoints/{ID}/") for key in bucket.keys(f"checkpoints/{ID}/")}


class TestProgress:
    def test_is_written_at_most_twice_a_second(self, run: Run) -> None:
        run.recorder.step_started("chunking", "Chunking")
        version = now().version

        for done in range(1, 101):
            run.wait(0.125)
            run.recorder.step_progressed(done, 100)

        assert now().version == version + 25
        assert now().steps[Step.CHUNKING].done == 100

    def test_what_is_done_in_an_instant_writes_none(self, run: Run) -> None:
        run.recorder.step_started("chunking", "Chunking")
        run.recorder.step_progressed(1, 2)
        run.find(1, 2)
        run.recorder.step_progressed(2, 2)
        run.complete(1, 2)

        assert checkpoints() == {"1/chunking.json.gz"}
        assert (now().steps[Step.CHUNKING].done, now().steps[Step.CHUNKING].total) == (2, 2)

    def test_comes_more_rarely_once_there_are_very_many_parts(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "MAX_PARTS", 3)
        run.recorder.step_started("chunking", "Chunking")
        for done in range(1, 61):
            run.wait()
            run.find(1)
            run.recorder.step_progressed(done, 60)

        assert MAX_PARTS > 3
        assert len(found()) > 40, "nothing is left out for it"
        assert parts()[0][1] < 7

    def test_that_cannot_be_written_holds_nobody_up_and_comes_along_the_next_time(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run.recorder.step_started("chunking", "Chunking")

        def throttled(key: str, document: Any) -> None:
            raise Throttled("Too many requests.")

        with monkeypatch.context() as broken:
            broken.setattr(bucket, "put_json", throttled)
            run.wait()
            run.recorder.step_progressed(1, 4)
            run.find(1, 2)
            run.wait()
            run.find(3)
        assert (parts(), found()) == ((), [])

        run.wait()
        run.find(4)
        assert (parts(), found()) == (((1, 1),), ["chunk_1", "chunk_2", "chunk_3", "chunk_4"])


class TestParts:
    def test_are_named_only_once_they_are_written(
        self, run: Run, successor: Callable[[], Run], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Who dies between the two leaves a part that nobody ever reads."""
        run.recorder.step_started("chunking", "Chunking")
        run.recorder.step_progressed(0, 4)
        run.wait()
        run.find(1)
        with monkeypatch.context() as dying:
            dying.setattr(Store, "progress", lambda *a, **k: die())
            run.wait()
            with pytest.raises(Dies):
                run.find(2)
        assert checkpoints() == {"1/chunking-00001.json.gz", "1/chunking-00002.json.gz"}
        assert found() == ["chunk_1"]

        heir = successor()
        heir.recorder.step_started("chunking", "Chunking")
        assert found() == ["chunk_1"]
        heir.recorder.step_progressed(1, 4)
        heir.wait()
        heir.find(2)
        assert (parts(), found()) == (((1, 1), (2, 1)), ["chunk_1", "chunk_2"])

    def test_of_who_was_overtaken_are_never_read(self, run: Run, successor: Callable[[], Run]) -> None:
        run.recorder.step_started("chunking", "Chunking")
        run.recorder.step_progressed(0, 4)
        heir = successor()
        heir.recorder.step_started("chunking", "Chunking")
        heir.recorder.step_progressed(0, 4)
        heir.wait()
        heir.find(1)

        run.wait()
        with pytest.raises(Interrupted):
            run.find(3)

        assert "1/chunking-00001.json.gz" in checkpoints(), "it was written, late"
        assert (parts(), found()) == (((2, 1),), ["chunk_1"])

    def test_of_several_attempts_are_read_in_the_order_of_their_writing(
        self, run: Run, successor: Callable[[], Run]
    ) -> None:
        for numbers in ((1, 2), (3,), (4,)):
            worker = run if numbers == (1, 2) else successor()
            worker.recorder.step_started("chunking", "Chunking")
            worker.recorder.step_progressed(0, 4)
            for number in numbers:
                worker.wait()
                worker.find(number)

        assert parts() == ((1, 2), (2, 1), (3, 1))
        assert found() == ["chunk_1", "chunk_2", "chunk_3", "chunk_4"]
        assert [item.id for item in load_findings(now()).chunks] == found()

    def test_are_gone_from_the_item_when_the_step_is_completed(self, run: Run) -> None:
        run.recorder.step_started("chunking", "Chunking")
        run.recorder.step_progressed(0, 2)
        run.wait()
        run.find(1)
        run.complete(1, 2)

        assert (parts(), found()) == ((), ["chunk_1", "chunk_2"])


class TestCompletion:
    def test_a_checkpoint_whose_writer_died_before_the_move_is_not_read(
        self, run: Run, successor: Callable[[], Run], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run.recorder.step_started("chunking", "Chunking")
        with monkeypatch.context() as dying:
            dying.setattr(Store, "move", lambda *a, **k: die())
            with pytest.raises(Dies):
                run.complete(1, 2, 3)
        assert checkpoints() == {"1/chunking.json.gz"}
        assert (now().steps[Step.CHUNKING].status, found()) == (Status.PROCESSING, [])

        heir = successor()
        heir.recorder.step_started("chunking", "Chunking")
        heir.complete(1)
        assert (now().steps[Step.CHUNKING].attempt, found()) == (2, ["chunk_1"])

    def test_that_comes_too_late_changes_nothing(self, run: Run, successor: Callable[[], Run]) -> None:
        run.recorder.step_started("chunking", "Chunking")
        heir = successor()
        heir.recorder.step_started("chunking", "Chunking")
        heir.complete(1)
        before = now()

        with pytest.raises(Interrupted):
            run.complete(2, 3)

        assert now() == before
        assert found() == ["chunk_1"]

    def test_a_result_whose_writer_died_before_the_move_is_not_shown(
        self, run: Run, successor: Callable[[], Run], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for step in STEPS[:-1]:
            run.perform(step)
        run.recorder.step_started(STEPS[-1].value, "Working")
        with monkeypatch.context() as dying:
            dying.setattr(Store, "move", lambda *a, **k: die())
            with pytest.raises(Dies):
                run.recorder.step_completed(STEPS[-1].value, "Done", Findings())
        assert set(bucket.keys("analysis-results/")) == {f"analysis-results/{ID}.json"}
        assert (now().result_data, now().overall_status) == ("", Status.PROCESSING)
        assert current_result(now())["status"] == "processing"

        successor().perform(STEPS[-1])
        assert now().result_data == bucket.uri(f"analysis-results/{ID}.attempt-2.json")
        assert current_result(now())["attempt"] == 2


class TestStopping:
    @pytest.mark.parametrize(
        "act",
        [
            lambda run: run.recorder.step_started("inferring", "Inferring"),
            lambda run: run.find(1),
            lambda run: run.recorder.step_progressed(1, 2),
            lambda run: run.complete(1),
            lambda run: run.recorder.patiently(lambda: None),
        ],
        ids=["start", "find", "progress", "complete", "wait"],
    )
    def test_nothing_is_written_once_it_must_stop(self, run: Run, act: Callable[[Run], None]) -> None:
        run.recorder.step_started("chunking", "Chunking")
        before = now()
        run.wait()
        run.stop = "worker stopping"

        with pytest.raises(Interrupted, match="worker stopping"):
            act(run)

        assert (now(), checkpoints()) == (before, set())

    def test_a_step_begins_once_an_attempt(self, run: Run) -> None:
        run.recorder.step_started("chunking", "Reading the transcripts")
        before = now()
        run.recorder.step_started("chunking", "Chunking")

        assert now() == before

    def test_a_step_out_of_turn_is_refused(self, run: Run) -> None:
        with pytest.raises(IllegalTransition):
            run.recorder.step_started("relating", "Relating")

    def test_a_run_that_fails_before_its_step_began_fails_that_step(self, run: Run) -> None:
        run.recorder.step_started("chunking", "Chunking")
        run.complete(1)
        run.recorder.step_started("inferring", "Inferring")

        run.recorder.step_failed("empty_study", "Nobody speaks.")

        failure = now().failure
        assert failure is not None
        assert (failure.step, failure.kind, failure.message) == (Step.INFERRING, "empty_study", "Nobody speaks.")
        assert now().steps[Step.CHUNKING].status is Status.COMPLETED

    def test_a_failure_that_comes_too_late_changes_nothing(self, run: Run, successor: Callable[[], Run]) -> None:
        run.recorder.step_started("chunking", "Chunking")
        successor()
        before = now()

        with pytest.raises(Interrupted):
            run.recorder.step_failed("internal_error", "Something went wrong.")

        assert now() == before


class TestPatience:
    def test_waits_longer_and_longer_but_never_very_long(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        pauses: list[float] = []
        monkeypatch.setattr(run.store, "sleep", pauses.append)
        monkeypatch.setattr("random.uniform", lambda low, high: high)
        outcomes = [Throttled("Too many requests.")] * 20

        def call() -> str:
            if outcomes:
                raise outcomes.pop()
            return "here"

        assert run.recorder.patiently(call) == "here"
        assert pauses[:3] == [0.1, 0.2, 0.4]
        assert pauses == sorted(pauses)
        assert pauses[-1] == LONGEST_PAUSE

    def test_ends_when_the_run_must(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        def call() -> None:
            run.stop = "lease lost"
            raise Throttled("Too many requests.")

        with pytest.raises(Interrupted, match="lease lost"):
            run.recorder.patiently(call)

    def test_has_none_with_what_will_not_pass(self, run: Run) -> None:
        calls: list[None] = []

        def call() -> None:
            calls.append(None)
            raise AccessDenied("Access denied.")

        with pytest.raises(AccessDenied):
            run.recorder.patiently(call)
        assert len(calls) == 1


def test_the_result_rests_on_the_study_that_was_read_last(run: Run) -> None:
    run.recorder.use(Study(transcripts=a_study().transcripts[:1]))
    for step in STEPS:
        run.perform(step)

    assert [source["name"] for source in current_result(now())["sources"]] == ["anna.txt"]
