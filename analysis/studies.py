"""The study of an analysis, as a worker needs it: read from the files, or as it was kept."""

from __future__ import annotations

from dataclasses import replace

from analysis import personal
from analysis.checkpoints import last_study, latest_study, save_study
from analysis.errors import EmptyStudy, StepFailed, UnreadableFile
from analysis.readers import read
from analysis.readers.speakers import recast
from analysis.roster import has_participants
from analysis.transcripts import Study
from analysis.uploads import read_options, upload_limits
from tracking import bucket
from tracking.record import Record
from tracking.states import STEPS, Status

NAMES_FORGOTTEN = "names_forgotten"
"""Option of a pseudonymised analysis whose names and files are gone, or going (`Record.forgetting`): it lives on its
kept transcripts."""


def study_of_run(record: Record) -> Study:
    """The transcripts as this attempt's predecessor read them where it goes on from there; else read now, and kept.

    Raises UnreadableFile, EmptyStudy, StepFailed and ServiceError.
    """
    first = record.steps[STEPS[0]]
    if first.status is Status.COMPLETED or first.parts:
        study = latest_study(record)
        if study is not None:
            return study
    study = _kept(record) if record.options.get(NAMES_FORGOTTEN) else _read(record)
    save_study(record.request_id, record.attempt, study)
    if not has_participants(study):
        raise EmptyStudy("Nobody but interviewers speaks in these files. Check who is marked as interviewer.")
    return study


def _read(record: Record) -> Study:
    files = [(str(source["name"]), bucket.get(str(source["key"]))) for source in record.sources]
    is_pseudonymised = bool(record.options.get("pseudonymise"))
    options = personal.reading_options(record) if is_pseudonymised else read_options(record.options)
    reading = read(files, options, upload_limits())
    if not reading.transcripts and reading.refusals:
        refusal = reading.refusals[0]
        raise UnreadableFile(refusal.name, refusal.reason, refusal.remedy)
    study = Study(transcripts=reading.transcripts)
    if is_pseudonymised:
        personal.keep_pseudonyms(record.request_id, reading.pseudonyms)
        study = _corrected(record, study)
    return study


def _kept(record: Record) -> Study:
    # A worker that lost its lease while it read may have died before it erased what it wrote late.
    personal.erase(record.request_id)
    study = last_study(record)
    if study is None:
        raise StepFailed(
            NAMES_FORGOTTEN,
            "The names were forgotten before any transcript was kept, and the files went with them. "
            "Submit the files again.",
        )
    return _corrected(record, study)


def _corrected(record: Record, study: Study) -> Study:
    """Who interviews, where a person corrected it after a run: they knew the speakers by their pseudonyms."""
    interviewers = record.options.get("interviewers")
    return study if interviewers is None else replace(study, transcripts=recast(study.transcripts, interviewers))
