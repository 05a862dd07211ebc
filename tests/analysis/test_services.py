from __future__ import annotations

from typing import Any

import pytest

from analysis import services, worker
from tests.analysis.doubles import Clock, Dies, Engine, accepted, die, fresh, run_and_die
from tests.conftest import Sent
from tests.faults import keep_back
from tracking import bucket, deletion, journal, listing, moves, tables, transitions
from tracking.client import clients
from tracking.errors import NotFound, ServiceError
from tracking.events import Event
from tracking.record import Record
from tracking.states import Status
from tracking.store import Store

pytestmark = pytest.mark.usefixtures("clock")


def due(clock: Clock) -> list[str]:
    return listing.due(Store().settings, at=clock.now)


class TestSweep:
    def test_sends_again_what_nobody_took(self, engine: Engine, clock: Clock, sent: Sent) -> None:
        record = accepted()
        sent.clear()
        services.sweep()
        assert sent == [], "its own message may still be on the way"
        clock.now += moves.PENDING_GRACE
        services.sweep()
        assert sent == [record.request_id]

    def test_asks_ever_more_rarely_while_the_queue_is_long(self, engine: Engine, clock: Clock, sent: Sent) -> None:
        accepted()
        sent.clear()
        started, times = clock.now, list[float]()
        for _ in range(1_000):
            clock.now += 1
            services.sweep()
            if len(sent) > len(times):
                times.append(clock.now - started)
        assert times == [10, 20, 40, 80, 160, 320, 620, 920]

    def test_in_many_places_at_once_sends_once(
        self, engine: Engine, clock: Clock, sent: Sent, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        accepted()
        sent.clear()
        clock.now += moves.PENDING_GRACE
        everybodys = due(clock)
        monkeypatch.setattr(listing, "due", lambda *a, **k: everybodys)
        for _ in range(5):
            services.sweep()
        assert len(sent) == 1

    def test_finds_a_lost_worker_the_moment_its_lease_ends(self, engine: Engine, clock: Clock, sent: Sent) -> None:
        record = accepted()
        engine.then["relating"] = die
        run_and_die(record)
        sent.clear()
        clock.now += 29
        services.sweep()
        assert sent == []
        clock.now += 1
        services.sweep()
        assert sent == [record.request_id]

    def test_a_lost_message_for_a_lost_worker_is_sent_again_soon_however_long_the_step_ran(
        self, engine: Engine, clock: Clock, sent: Sent
    ) -> None:
        record = accepted()
        engine.then["relating"] = die
        run_and_die(record)
        held = fresh(record).lease
        assert held is not None
        clock.now += 3_000
        Store().renew(record.request_id, held)  # Its heartbeat went on for long.
        clock.now += 30
        sent.clear()
        services.sweep()
        clock.now += moves.PENDING_GRACE
        services.sweep()
        assert len(sent) == 2

    def test_where_the_queue_is_away_the_analysis_stays_due(self, engine: Engine, clock: Clock, sent: Sent) -> None:
        record = accepted()
        sent.broken = True
        clock.now += moves.PENDING_GRACE
        services.sweep()
        sent.broken = False
        sent.clear()
        clock.now += moves.PENDING_GRACE
        services.sweep()
        assert sent == [record.request_id]

    def test_one_broken_record_does_not_keep_it_from_the_others(self, engine: Engine, clock: Clock, sent: Sent) -> None:
        broken, record = accepted(), accepted()
        clients().dynamodb.update_item(
            TableName="design-analysis-tracking",
            Key={"request_id": {"S": broken.request_id}},
            UpdateExpression="REMOVE analysis_result",
        )
        sent.clear()
        clock.now += moves.PENDING_GRACE
        services.sweep()
        assert sent == [record.request_id]


class TestDeletion:
    def test_removes_everything_but_the_events(self, engine: Engine, clock: Clock) -> None:
        record = accepted()
        worker.run_analysis(record.request_id)
        services.delete(record.request_id, actor="Ada")
        with pytest.raises(NotFound):
            fresh(record)
        assert list(bucket.keys("")) == [f"deleted/{record.request_id}.json"]
        events = Store().events(record.request_id)
        assert (events[-1].after, events[-1].message) == ("deleted", "Deleted by Ada")
        assert deletion.last_words(record.request_id) == events

    def test_is_no_success_while_the_bucket_keeps_a_file(
        self, engine: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        record = accepted()
        worker.run_analysis(record.request_id)
        upload = record.sources[0]["key"]
        with monkeypatch.context() as patch:
            keep_back(patch, [upload], "InternalError")
            with pytest.raises(ServiceError):
                services.delete(record.request_id, actor="Ada")
        assert fresh(record).deleting == "Ada"
        assert bucket.exists(upload)
        clock.now += moves.PENDING_GRACE
        services.sweep()
        assert list(bucket.keys("")) == [f"deleted/{record.request_id}.json"]

    def test_of_what_is_not_there_is_refused(self, engine: Engine) -> None:
        with pytest.raises(NotFound):
            services.delete("analysis_unknown", actor="Ada")

    @pytest.mark.parametrize("moment", ["begun", "buried", "erased"])
    def test_that_died_half_way_is_finished_by_the_sweep(
        self, engine: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch, moment: str
    ) -> None:
        record = accepted()
        worker.run_analysis(record.request_id)
        self.die_after(monkeypatch, moment)
        with pytest.raises(Dies):
            services.delete(record.request_id, actor="Ada")
        assert fresh(record).deleting == "Ada"
        monkeypatch.undo()
        later = Store(clock=lambda: clock.now + moves.PENDING_GRACE)
        monkeypatch.setattr(services, "tracked_store", lambda: later)
        services.sweep()
        with pytest.raises(NotFound):
            fresh(record)
        assert list(bucket.keys("")) == [f"deleted/{record.request_id}.json"]
        assert [event.after for event in Store().events(record.request_id)].count("deleted") == 1

    @pytest.mark.parametrize("moment", ["begun", "buried", "erased"])
    def test_that_died_half_way_with_all_tables_is_finished_after_the_rebuild(
        self, engine: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch, moment: str
    ) -> None:
        record = accepted()
        worker.run_analysis(record.request_id)
        self.die_after(monkeypatch, moment)
        with pytest.raises(Dies):
            services.delete(record.request_id, actor="Ada")
        monkeypatch.undo()
        forget_tables()
        store = Store(clock=lambda: clock.now + moves.PENDING_GRACE)
        list(journal.rebuild(store))
        monkeypatch.setattr(services, "tracked_store", lambda: store)
        services.sweep()
        with pytest.raises(NotFound):
            fresh(record)
        assert list(bucket.keys("")) == [f"deleted/{record.request_id}.json"]
        assert Store().events(record.request_id)[-1].after == "deleted"

    def test_is_asked_for_again_without_harm(self, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
        record = accepted()
        self.die_after(monkeypatch, "begun")
        with pytest.raises(Dies):
            services.delete(record.request_id, actor="Ada")
        monkeypatch.undo()
        services.delete(record.request_id, actor="Bob")
        assert [e.after for e in Store().events(record.request_id)] == ["pending", "pending", "deleted"]

    def test_stays_deleted_after_a_rebuild(self, engine: Engine, clock: Clock) -> None:
        record = accepted()
        services.delete(record.request_id, actor="Ada")
        events = Store().events(record.request_id)
        forget_tables()
        assert list(journal.rebuild(Store())) == []
        with pytest.raises(NotFound):
            fresh(record)
        assert Store().events(record.request_id) == events

    @staticmethod
    def die_after(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
        if moment == "begun":
            monkeypatch.setattr(deletion, "_bury", lambda *a: die())
        elif moment == "buried":
            monkeypatch.setattr(deletion, "erase", lambda *a: die())
        else:
            monkeypatch.setattr(Store, "remove", lambda *a: die())


def forget_tables() -> None:
    for table in ("design-analysis-tracking", "design-analysis-tracking-events"):
        clients().dynamodb.delete_table(TableName=table)
    tables.ensure_tables()


class TestRebuild:
    def test_passes_over_a_copy_that_cannot_be_read(self, engine: Engine, clock: Clock) -> None:
        record, other = accepted(), accepted()
        worker.run_analysis(record.request_id)
        last = max(bucket.keys(f"journal/{record.request_id}/"))
        bucket.put(last, b'{"item": {"requ')
        forget_tables()
        assert dict(journal.rebuild(Store())) == {record.request_id: True, other.request_id: True}
        state = fresh(record)
        assert (state.overall_status, state.due_at) == (Status.PROCESSING, clock.now)
        worker.run_analysis(record.request_id)
        assert fresh(record).overall_status is Status.COMPLETED

    def test_changes_nothing_where_the_table_knows_more(self, engine: Engine) -> None:
        record = accepted()
        worker.run_analysis(record.request_id)
        before, events = fresh(record), Store().events(record.request_id)
        bucket.delete_all(max(bucket.keys(f"journal/{record.request_id}/")))
        assert list(journal.rebuild(Store())) == [(record.request_id, False)]
        assert (fresh(record), Store().events(record.request_id)) == (before, events)

    def test_twice_in_a_row_never_lets_versions_run_back(self, engine: Engine, clock: Clock) -> None:
        record = accepted()
        versions = []
        for _ in range(3):
            forget_tables()
            list(journal.rebuild(Store()))
            versions.append(fresh(record).version)
        assert versions == sorted(set(versions))

    def test_leaves_out_what_a_lost_time_line_wrote_after_the_restore(self, engine: Engine, clock: Clock) -> None:
        """A worker's copy that reached the bucket only after the rebuild tells of a move that is undone."""
        record = accepted()
        worker.run_analysis(record.request_id)
        keys = list(bucket.keys(f"journal/{record.request_id}/"))
        late = {key: bucket.get(key) for key in keys[-3:]}
        for key in late:
            bucket.delete_all(key)
        forget_tables()
        list(journal.rebuild(Store()))
        for key, body in late.items():
            bucket.put(key, body)
        worker.run_analysis(record.request_id)
        trail = Store().events(record.request_id)
        forget_tables()
        list(journal.rebuild(Store()))
        assert Store().events(record.request_id) == trail

    def test_brings_back_an_event_whose_writer_died_before_it_was_copied(
        self, engine: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        record = accepted()
        tell = transitions.log_move

        def dies_at_the_start(record: Record, event: Event) -> None:
            tell(record, event)
            if (event.step, event.after, event.attempt) == ("relating", "processing", 1):
                die()

        monkeypatch.setattr(transitions, "log_move", dies_at_the_start)
        run_and_die(record)
        clock.now += 30
        worker.run_analysis(record.request_id)
        before, events = fresh(record), Store().events(record.request_id)
        assert before.overall_status is Status.COMPLETED
        forget_tables()
        list(journal.rebuild(Store()))
        assert (fresh(record), Store().events(record.request_id)) == (before, events)

    def test_what_has_expired_stays_away(self, engine: Engine, clock: Clock, settings: Any) -> None:
        settings.TRACKING_RETENTION_DAYS = 1
        record, unfinished = accepted(), accepted()
        worker.run_analysis(record.request_id)
        forget_tables()
        clock.now += 86_400 + 60
        assert dict(journal.rebuild(Store())) == {record.request_id: False, unfinished.request_id: True}
        with pytest.raises(NotFound):
            fresh(record)
        assert not list(bucket.keys(f"research-data/{record.request_id}"))
