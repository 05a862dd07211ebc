"""What a worker does with one analysis: take it, go on where it stands, and hand it back when told to stop."""

from __future__ import annotations

import logging
import multiprocessing
import os
import secrets
import socket
import traceback
from contextlib import suppress

from django.conf import settings

from analysis import pipeline
from analysis.checkpoints import latest_study, save_study, step_items
from analysis.dispatch import enqueue
from analysis.engines import load_engine
from analysis.errors import AnalysisError, EmptyStudy, Interrupted, UnreadableFile
from analysis.findings import Findings
from analysis.readers import ReadOptions, read
from analysis.recorder import TrackingRecorder
from analysis.transcripts import Role, Study
from tracking import bucket, moves
from tracking.errors import IllegalTransition, LeaseLost, NotFound, ServiceError
from tracking.heartbeat import Heartbeat
from tracking.record import Lease, Record
from tracking.states import STEPS, Status
from tracking.store import Store
from tracking.transitions import tracked_store

logger = logging.getLogger(__name__)

stopping = multiprocessing.get_context("fork").Event()
"""Set in a worker's main process when it is told to stop; its children, forked before, see it at their safe points."""


def worker_name() -> str:
    """Which process this is, as the audit trail names it."""
    return f"worker {socket.gethostname()}:{os.getpid()}"


def run_analysis(request_id: str) -> None:
    """Take the analysis if it is free, run what is not done, and leave it completed, failed or handed back.

    When the service itself does not answer, the run stops: the lease runs out and a sweep sends it again.
    """
    store = tracked_store()
    try:
        record = _take(store, request_id)
    except (NotFound, IllegalTransition) as reason:
        logger.info("not_taken request_id=%s reason=%s", request_id, reason.kind)
        return
    except ServiceError as error:
        logger.warning("not_taken request_id=%s reason=%s", request_id, error.kind)
        return
    if record.lease is None:
        return
    try:
        with Heartbeat(store, request_id, record.lease, max_seconds=settings.WORKER_MAX_RUN_SECONDS) as heart:
            _run(store, record, record.lease, heart)
    except ServiceError as error:
        logger.warning("run_broken_off request_id=%s reason=%s", request_id, error.kind)


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
        ),
    )


def _run(store: Store, record: Record, lease: Lease, heart: Heartbeat) -> None:
    def must_stop() -> str:
        if heart.lost.is_set():
            return "lease lost"
        return "worker stopping" if stopping.is_set() else ""

    recorder = TrackingRecorder(store, record, lease, Study(transcripts=()), worker=worker_name(), must_stop=must_stop)
    try:
        engine = load_engine(record.engine)
        completed = [step.value for step in STEPS if record.steps[step].status is Status.COMPLETED]
        findings = Findings()
        if record.current_step is STEPS[0] and not record.steps[STEPS[0]].parts:
            recorder.step_started(STEPS[0].value, "Reading the transcripts")
        study = _study(record)
        recorder.use(study)
        for step in STEPS:
            findings.add(step.value, step_items(record.request_id, step, record.steps[step]))
        pipeline.run(engine, study, findings, recorder, completed=completed)
    except Interrupted:
        if not heart.lost.is_set():
            _hand_back(store, record.request_id, lease)
    except AnalysisError as error:
        _fail(recorder, error.kind, error.message)
    except (ServiceError, LeaseLost):
        raise
    except MemoryError:
        _fail(recorder, "out_of_memory", "The machine ran out of memory. Retry with fewer files, or on a larger machine.")
    except Exception as error:
        reference = secrets.token_hex(4)
        # The text of the exception may hold words of the transcript, its type and place do not.
        logger.error(
            "engine_error request_id=%s reference=%s type=%s at=%s",
            record.request_id,
            reference,
            type(error).__name__,
            " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(traceback.extract_tb(error.__traceback__))),
        )
        _fail(
            recorder,
            "internal_error",
            f"Something went wrong inside the step (reference {reference}). Retry; if it happens again, report it.",
        )


def _study(record: Record) -> Study:
    """The transcripts as an earlier attempt read them, or read now. Raises UnreadableFile or EmptyStudy."""
    if record.steps[STEPS[0]].status is Status.COMPLETED or record.steps[STEPS[0]].parts:
        study = latest_study(record)
        if study is not None:
            return study
    files = [(str(source["name"]), bucket.get(str(source["key"]))) for source in record.sources]
    reading = read(files, read_options(record))
    if not reading.transcripts and reading.refusals:
        refusal = reading.refusals[0]
        raise UnreadableFile(refusal.name, refusal.reason, refusal.remedy)
    study = Study(transcripts=reading.transcripts)
    if not any(turn.role is Role.PARTICIPANT for transcript in study.transcripts for turn in transcript.turns):
        raise EmptyStudy("Nobody but interviewers speaks in these files. Check who is marked as interviewer.")
    save_study(record.request_id, record.attempt, study)
    return study


def read_options(record: Record) -> ReadOptions:
    """How the files of `record` are to be read."""
    options = record.options
    interviewers = options.get("interviewers")
    return ReadOptions(
        interviewers=frozenset(interviewers) if interviewers is not None else None,
        text_columns=dict(options.get("text_columns", {})),
        pseudonymise=bool(options.get("pseudonymise", False)),
    )


def _hand_back(store: Store, request_id: str, lease: Lease) -> None:
    with suppress(LeaseLost, NotFound):
        store.move(
            request_id, lambda record: moves.hand_back(record, store.clock(), worker=worker_name()), lease=lease
        )
        enqueue(request_id)


def _fail(recorder: TrackingRecorder, kind: str, message: str) -> None:
    with suppress(Interrupted):
        recorder.step_failed(kind, message)
