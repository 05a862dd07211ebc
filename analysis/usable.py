"""What of a submission's files can be analysed: within the limits, readable, and with somebody who says something."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from django.conf import settings

from analysis.errors import AnalysisError, InvalidOption
from analysis.readers import Reading, Refusal, read
from analysis.roster import MAX_INTERVIEWERS, has_participants
from analysis.transcripts import Study
from analysis.uploads import Upload, named_uploads, read_options, upload_limits

MAX_OPTIONS = 64_000
"""Bytes of what may be said about the files: a table's item holds 400 KB, and there are copies of it."""

Files = Sequence[tuple[str, bytes]]
"""(name, content) of each, in the order of the upload."""


class UnusableSubmission(AnalysisError):
    """Nothing of what was sent can be analysed; `refusals` says why, file by file."""

    kind = "unusable_files"

    def __init__(self, message: str, refusals: Sequence[Refusal] = ()) -> None:
        super().__init__(message)
        self.refusals = tuple(refusals)


class TooLarge(AnalysisError):
    """More than the limits allow."""

    kind = "too_large"


def understood(files: Files, options: Mapping[str, Any]) -> Reading:
    """What the files are understood to be, by their owners' names. Keeps nothing.

    Raises InvalidOption, and UnusableSubmission and TooLarge as `check_limits` does.
    """
    check_limits(files)
    return _read(options, named_uploads(files, neutral=False))


def usable_files(
    files: Files, options: Mapping[str, Any], *, is_pseudonymised: bool
) -> tuple[list[Upload], list[Refusal]]:
    """Of files within the limits: those that can be read, and the refusals of the others.

    Raises UnusableSubmission where nothing is left, and InvalidOption.
    """
    uploads = named_uploads(files, neutral=is_pseudonymised)
    reading = _read(options, uploads)
    refused = {refusal.name for refusal in reading.refusals}
    usable = [upload for upload in uploads if upload.name not in refused]
    speaks = has_participants(Study(transcripts=reading.transcripts))
    if not usable or not speaks:
        # Nothing is kept, so files may be called by their own names.
        own_names = {upload.name: upload.own_name for upload in uploads}
        refusals = [replace(each, name=own_names.get(each.name, each.name)) for each in reading.refusals]
        message = "None of the files can be used." if len(uploads) > 1 else "The file cannot be used."
        if len(refusals) == 1:
            only = refusals[0]
            message = f"“{only.name}”: {only.reason} {only.remedy}".strip()
        elif not refusals:
            message = "Nobody but interviewers speaks in these files."
        raise UnusableSubmission(message, refusals)
    return usable, list(reading.refusals)


def check_limits(files: Files) -> None:
    """Raise UnusableSubmission where there is nothing, TooLarge where it is too much as a whole."""
    if not files:
        raise UnusableSubmission("Choose at least one file, or paste some text.")
    if len(files) > settings.UPLOAD_MAX_FILES:
        raise TooLarge(f"At most {settings.UPLOAD_MAX_FILES} files can be analysed together; these are {len(files)}.")
    # Of several files, the readers refuse one that is too large by itself: it costs the others nothing.
    if len(files) == 1 and len(files[0][1]) > settings.UPLOAD_MAX_FILE_BYTES:
        raise TooLarge(too_large(files[0][0], settings.UPLOAD_MAX_FILE_BYTES))
    total = sum(len(data) for _, data in files)
    if total > settings.UPLOAD_MAX_TOTAL_BYTES:
        limit = settings.UPLOAD_MAX_TOTAL_BYTES // 2**20
        raise TooLarge(f"The files are {total // 2**20} MB together; at most {limit} MB can be sent at once.")


def too_large(name: str, limit: int) -> str:
    """The sentence about one file."""
    return f"“{name}” is larger than {limit // 2**20} MB, the most a file may have. Split it into parts."


def _read(options: Mapping[str, Any], uploads: Sequence[Upload]) -> Reading:
    _check_options(options)
    reading = read([(each.name, each.data) for each in uploads], read_options(options, uploads), upload_limits())
    if reading.unknown_files:
        raise InvalidOption("Something is said of a file that is not among these. Name files as they were sent.")
    return reading


def _check_options(options: Mapping[str, Any]) -> None:
    """What is said about the files becomes part of the record, which must stay small."""
    named = {*(options.get("interviewers") or ()), *chain(*options.get("interviewers_in", {}).values())}
    if len(named) > MAX_INTERVIEWERS:
        raise InvalidOption(f"At most {MAX_INTERVIEWERS} people can be marked as interviewers.")
    if len(json.dumps(dict(options)).encode()) > MAX_OPTIONS:
        raise InvalidOption("More was said about the files than can be kept. Choose fewer columns.")
