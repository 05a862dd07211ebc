"""The result document: what the five steps found, with where it came from and what it took."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from analysis import refused
from analysis.checkpoints import latest_study, load_findings
from analysis.findings import COLLECTIONS, Findings, to_document
from analysis.matrix import participant_matrix
from analysis.transcripts import Role, Study, Transcript
from tracking import bucket
from tracking.clock import iso, seconds
from tracking.record import Record, StepState
from tracking.states import STEPS, Status, Step


def write_result(record: Record, study: Study, findings: Findings, *, at: float, message: str) -> str:
    """Put the result of a run whose last step is about to be completed; its `s3://` address."""
    last = STEPS[-1]
    done = record.with_step(
        last, status=Status.COMPLETED, message=message, completed_at=iso(at), attempt=record.attempt, parts=()
    )
    key = bucket.result_key(record.request_id, record.attempt)
    bucket.put_json(key, compose(done, study, findings))
    return bucket.uri(key)


def compose(record: Record, study: Study | None, findings: Findings) -> dict[str, Any]:
    """The result document of product.md, complete or as far as it has come."""
    document: dict[str, Any] = {
        "request_id": record.request_id,
        "status": record.overall_status.value,
        "engine": record.engine,
        "title": record.title,
        "attempt": record.attempt,
        "created_at": record.created_at,
        "execution_time": round(sum(_seconds(state) or 0.0 for state in record.steps.values()), 3),
        "sources": [_source(transcript) for transcript in study.transcripts] if study else [],
    }
    for step, collection in COLLECTIONS.items():
        document[collection] = [to_document(item) for item in findings.of(step)]
    matrix = participant_matrix(document) if findings.patterns else None
    document["metadata"] = {**_metadata(record, study, findings), "matrix": matrix}
    return document


def current_result(record: Record) -> dict[str, Any]:
    """The result as it stands now: the finished document, or what the steps have given so far."""
    if record.result_data:
        key = record.result_data.split("/", 3)[3]
        document: dict[str, Any] = bucket.get_json(key)
        return document
    return compose(record, latest_study(record), load_findings(record))


def past_result(record: Record, attempt: int) -> dict[str, Any]:
    """What an earlier attempt came to, from its checkpoints. Raises KeyError for an attempt that is not remembered."""
    for past in record.past_attempts:
        if past["attempt"] == attempt:
            break
    else:
        raise KeyError(attempt)
    as_it_was = replace(record, attempt=attempt, engine=past["engine"])
    for step in STEPS:
        made_by = past["steps"].get(step.value, 0)
        parts = tuple((part[0], part[1]) for part in past.get("parts", {}).get(step.value, ()))
        state = StepState(status=Status.COMPLETED if made_by else Status.FAILED, attempt=made_by, parts=parts)
        as_it_was = replace(as_it_was, steps={**as_it_was.steps, step: state})
    document = compose(as_it_was, latest_study(as_it_was), load_findings(as_it_was))
    document["status"] = past["status"]
    return document


def _seconds(state: StepState) -> float | None:
    if state.started_at is None or state.completed_at is None:
        return None
    return max(0.0, seconds(state.completed_at) - seconds(state.started_at))


def _source(transcript: Transcript) -> dict[str, Any]:
    return {
        "name": transcript.name,
        "format": transcript.format,
        "encoding": transcript.encoding,
        "language": transcript.language,
        "words": sum(len(transcript.words_of(turn).split()) for turn in transcript.turns),
        "speakers": [
            {"name": name, "role": role}
            for name, role in dict.fromkeys((turn.speaker, turn.role.value) for turn in transcript.turns)
        ],
    }


def _metadata(record: Record, study: Study | None, findings: Findings) -> dict[str, Any]:
    transcripts = study.transcripts if study else ()
    participants = {
        turn.speaker or (transcript.name,)  # The readers give one person one name throughout a study.
        for transcript in transcripts
        for turn in transcript.turns
        if turn.role is Role.PARTICIPANT
    }
    return {
        "counts": {collection: len(findings.of(step)) for step, collection in COLLECTIONS.items()},
        "participants": len(participants),
        "languages": sorted({transcript.language for transcript in transcripts}),
        "coverage": _coverage(study, findings),
        "seconds": {step.value: _seconds(record.steps[Step(step)]) for step in STEPS},
        "refused": refused.first(record),
        "refused_more": refused.more(record),
    }


def _coverage(study: Study | None, findings: Findings) -> float | None:
    """Share of participants' words that lie inside some chunk."""
    if study is None:
        return None
    said = sum(
        len(transcript.words_of(turn).split())
        for transcript in study.transcripts
        for turn in transcript.turns
        if turn.role is Role.PARTICIPANT
    )
    used = sum(len(chunk.content.split()) for chunk in findings.chunks)
    return round(min(1.0, used / said), 4) if said else None
