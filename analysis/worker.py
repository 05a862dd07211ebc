"""What a worker does with one analysis: take it, go on where it stands, and hand it back when told to stop."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import traceback
from contextlib import suppress

from django.conf import settings

from analysis import personal, pipeline
from analysis.checkpoints import step_items
from analysis.dispatch import enqueue
from analysis.engines import load_engine
from analysis.errors import AnalysisError, Interrupted
from analysis.findings import Findings
from analysis.recorder import TrackingRecorder
from analysis.stopping import LastCall, StopFlag
from analysis.studies import NAMES_FORGOTTEN, study_of_run
from analysis.transcripts import Study
from tracking import deletion, moves
from tracking.copying import Copying
from tracking.errors import LeaseLost, NotFound, ServiceError, TrackingError, VersionConflict
from tracking.heartbeat import Heartbeat
from tracking.record import Lease, Record
from tracking.states import STEPS, Status
from tracking.store import Store
from tracking.transitions import tracked_store

logger = logging.getLogger(__name__)

stopping = StopFlag()
"""Set in a worker's main process when it is told to stop; its children, forked before, see it at their safe points."""

HAND_BACK_SHARE = 0.6
"""Of the grace time: so long a step may take to its next safe point before its analysis is handed back regardless."""


def worker_name() -> str:
    """Which process this is, as the audit trail names it."""
    return f"worker {socket.gethostname()}:{os.getpid()}"


def run_analysis(request_id: str) -> None:
    """Take the analysis if it is free, run what is not done, and leave it completed, failed or handed back.

    Where that cannot be (the service stays away, the analysis was taken over), the run ends: the lease runs out, and a
    sweep sends the analysis again.
    """
    with Copying() as copying:
        lost = _run_if_free(tracked_store(copying.keep), request_id, copying)
    if lost:
        _clean_up(tracked_store(), request_id)


def _run_if_free(store: Store, request_id: str, copying: Copying) -> bool:
    """Take it and run it; whether it was lost on the way."""
    try:
        record = _take(store, request_id)
    except TrackingError as reason:
        level = logging.WARNING if isinstance(reason, ServiceError) else logging.INFO
        logger.log(level, "not_taken request_id=%s reason=%s", request_id, reason.kind)
        return False
    lease = record.lease
    if lease is None:
        return False
    if record.attempt > 1:
        copying.fill_gaps(store, request_id)
    with (
        Heartbeat(store, request_id, lease, max_seconds=settings.WORKER_MAX_RUN_SECONDS) as heart,
        LastCall(
            stopping, HAND_BACK_SHARE * settings.WORKER_GRACE_SECONDS, lambda: _hand_back(store, request_id, lease)
        ),
    ):
        try:
            _run(store, record, lease, heart)
        except (ServiceError, NotFound, VersionConflict) as error:
            logger.warning("run_broken_off request_id=%s reason=%s", request_id, error.kind)
    return heart.lost.is_set()


def _take(store: Store, request_id: str) -> Record:
    owner = secrets.token_hex(8)
    return store.move(
        request_id,
        lambda record: moves.take(
            record,
            store.clock(),
            owner=owner,
            worker=worker_name(),
            lease_seconds=store.settings.lease_seconds,
            max_attempts=store.settings.max_attempts,
        ),
    )


def _run(store: Store, record: Record, lease: Lease, heart: Heartbeat) -> None:
    def must_stop() -> str:
        if heart.lost.is_set():
            return "lease lost"
        return "worker stopping" if stopping.is_set() else ""

    recorder = TrackingRecorder(store, record, lease, Study(transcripts=()), worker=worker_name(), must_stop=must_stop)
    try:
        _perform(record, recorder)
    except Interrupted:
        if heart.lost.is_set():
            return
        if stopping.is_set():
            _hand_back(store, record.request_id, lease)
        else:
            heart.lost.set()  # The store refused a write before the heartbeat did.
    except AnalysisError as error:
        _fail(recorder, error.kind, error.message)
    except ServiceError as error:
        if error.retryable:
            raise
        _fail(recorder, error.kind, f"{error.message} {error.remedy}")
    except (LeaseLost, NotFound, VersionConflict):
        raise
    except MemoryError:
        _fail(
            recorder, "out_of_memory", "The machine ran out of memory. Retry with fewer files, or on a larger machine."
        )
    except Exception as error:  # noqa: BLE001  # Engines are pluggable; what they raise must end in a failed step.
        reference = secrets.token_hex(4)
        # The text of the exception may hold words of the transcript, its type and place do not.
        logger.error(
            "engine_error request_id=%s reference=%s type=%s at=%s",
            record.request_id,
            reference,
            type(error).__name__,
            " < ".join(
                f"{frame.filename}:{frame.lineno}" for frame in reversed(traceback.extract_tb(error.__traceback__))
            ),
        )
        _fail(
            recorder,
            "internal_error",
            f"Something went wrong inside the step (reference {reference}). Retry; if it happens again, report it.",
        )


def _perform(record: Record, recorder: TrackingRecorder) -> None:
    engine = load_engine(record.engine)
    completed = [step.value for step in STEPS if record.steps[step].status is Status.COMPLETED]
    if record.current_step is STEPS[0] and not record.steps[STEPS[0]].parts:
        recorder.step_started(STEPS[0].value, "Reading the transcripts")
    study = recorder.patiently(lambda: study_of_run(record))
    recorder.use(study)
    findings = recorder.patiently(lambda: _found_before(record))
    pipeline.run(engine, study, findings, recorder, completed=completed)


def _found_before(record: Record) -> Findings:
    findings = Findings()
    for step in STEPS:
        findings.add(step.value, step_items(record.request_id, step, record.steps[step]))
    return findings


def _hand_back(store: Store, request_id: str, lease: Lease) -> None:
    try:
        store.move(request_id, lambda record: moves.hand_back(record, store.clock(), worker=worker_name()), lease=lease)
    except TrackingError as error:
        logger.info("not_handed_back request_id=%s reason=%s", request_id, error.kind)
    else:
        enqueue(request_id)


def _fail(recorder: TrackingRecorder, kind: str, message: str) -> None:
    with suppress(Interrupted):
        recorder.step_failed(kind, message)


def _clean_up(store: Store, request_id: str) -> None:
    """What this run wrote after a deletion had erased everything, or after names were forgotten, goes, too."""
    try:
        if deletion.is_buried(request_id):
            deletion.erase(request_id)
        elif store.get(request_id).options.get(NAMES_FORGOTTEN):
            personal.erase(request_id)
    except NotFound:
        return
    except ServiceError as error:
        logger.warning("not_cleaned_up request_id=%s reason=%s", request_id, error.kind)
