"""Accepting research: checked, kept in the bucket, recorded, and only then acknowledged."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import PurePath
from typing import Any

from django.conf import settings

from analysis import personal
from analysis.dispatch import enqueue
from analysis.engines import DEFAULT_ENGINE, check_engine_name
from analysis.errors import AnalysisError, InvalidOption
from analysis.readers import Reading, Refusal, read
from analysis.roster import MAX_INTERVIEWERS, has_participants
from analysis.transcripts import Study
from analysis.uploads import Upload, named_uploads, plain_extension, read_options, upload_limits
from tracking import bucket, deletion, journal
from tracking.clock import iso
from tracking.errors import AlreadyExists, Deleted, NotFound, ResourceMissing
from tracking.listing import listing_key
from tracking.moves import PENDING_GRACE
from tracking.record import Record
from tracking.transitions import tracked_store

MAX_TITLE = 200
MAX_OPTIONS = 64_000
"""Bytes of what may be said about the files: a table's item holds 400 KB, and there are copies of it."""
ID_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


class UnusableSubmission(AnalysisError):
    """Nothing of what was sent can be analysed; `refusals` says why, file by file."""

    kind = "unusable_files"

    def __init__(self, message: str, refusals: Sequence[Refusal] = ()) -> None:
        super().__init__(message)
        self.refusals = tuple(refusals)


class TooLarge(AnalysisError):
    """More than the limits allow."""

    kind = "too_large"


class ForbiddenSource(AnalysisError):
    """An `s3_uri` outside the buckets that may be read."""

    kind = "forbidden_source"


class KeyReused(AnalysisError):
    """The same idempotency key came with another body."""

    kind = "idempotency_key_reused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What somebody wants analysed."""

    files: Sequence[tuple[str, bytes]]
    title: str = ""
    engine: str = DEFAULT_ENGINE
    actor: str = "web"
    owner: str = ""
    idempotency_key: str = ""
    research_data: str = ""
    """Where the files came from, if not from the upload itself; of a pseudonymised analysis it is not kept."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """`interviewers`, `interviewers_in`, `text_columns`, `pseudonymise` (see analysis.readers.ReadOptions)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """An analysis that will be run, and what of the upload was left out."""

    record: Record
    refusals: tuple[Refusal, ...]
    repeated: bool = False
    """True where an idempotency key brought back an earlier submission."""


def submit(submission: Submission) -> Accepted:
    """Check, store and record a submission, then tell the workers.

    Raises TooLarge, UnknownEngine, InvalidOption, UnusableSubmission (no file can be used), KeyReused, Deleted,
    ServiceError.
    """
    check_engine_name(submission.engine)
    check_limits(submission.files)
    request_id = _request_id(submission)
    fingerprint = _fingerprint(submission)
    store = tracked_store()
    if submission.idempotency_key and (earlier := _earlier(request_id, fingerprint)) is not None:
        return earlier
    is_pseudonymised = bool(submission.options.get("pseudonymise"))
    usable, refusals = _usable(submission, is_pseudonymised=is_pseudonymised)
    at = store.clock()
    created_at = iso(at)
    folder = bucket.personal_prefix(request_id) if is_pseudonymised else bucket.research_prefix(request_id)
    sources: list[dict[str, Any]] = []
    for number, upload in enumerate(usable, start=1):
        key = bucket.upload_key(folder, number, upload.data, plain_extension(upload.name))
        bucket.put(key, upload.data)
        sources.append({"name": upload.name, "key": key, "bytes": len(upload.data)})
    address = bucket.uri(sources[0]["key"] if len(sources) == 1 else folder)
    options: dict[str, Any] = dict(submission.options)
    if is_pseudonymised:  # The record and its copies name nobody.
        options = {"pseudonymise": True, "reading": personal.keep_reading(request_id, options, usable)}
    elif submission.research_data:
        address = submission.research_data
    options["refused"] = [{"name": r.name, "reason": r.reason, "remedy": r.remedy} for r in refusals]
    record = Record(
        request_id=request_id,
        research_data=address,
        created_at=created_at,
        updated_at=created_at,
        listing=listing_key(store.settings, request_id),
        title=_title(submission.title, usable, is_pseudonymised=is_pseudonymised),
        owner=submission.owner,
        team=store.settings.team,
        engine=submission.engine,
        sources=tuple(sources),
        options=options,
        due_at=at + PENDING_GRACE,
        fingerprint=fingerprint,
    )
    try:
        record = store.create(record, actor=submission.actor)
    except AlreadyExists as conflict:  # Two requests with one key at the same moment.
        _remove_strays(record, keep=conflict.existing)
        return _same(conflict.existing, fingerprint)
    except Deleted:
        _remove_strays(record)
        raise
    enqueue(request_id)
    return Accepted(record=record, refusals=tuple(refusals))


def fetch_s3(address: str) -> tuple[str, bytes]:
    """Name and content of an `s3://bucket/key` object in one of the buckets that may be read.

    Raises ForbiddenSource, UnusableSubmission (no such object), TooLarge, ServiceError.
    """
    scheme, _, rest = address.partition("://")
    name, _, key = rest.partition("/")
    if scheme != "s3" or not name or not key:
        raise ForbiddenSource("An s3_uri looks like s3://bucket/key.")
    if name not in {settings.S3_BUCKET_NAME, *settings.S3_SOURCE_BUCKETS}:
        raise ForbiddenSource(f"Research may not be read from the bucket “{name[:63]}”. Ask the operator to allow it.")
    if name == settings.S3_BUCKET_NAME and not key.startswith("research-data/"):
        raise ForbiddenSource("In this bucket only research-data/ may be read.")
    try:
        data = bucket.get(key, bucket=name, max_bytes=settings.UPLOAD_MAX_FILE_BYTES)
    except ResourceMissing as error:
        raise UnusableSubmission("There is no such object in S3. Check the s3_uri.") from error
    except ValueError as error:
        raise TooLarge(_too_large(PurePath(key).name, settings.UPLOAD_MAX_FILE_BYTES)) from error
    return PurePath(key).name, data


def check_limits(files: Sequence[tuple[str, bytes]]) -> None:
    """Raise UnusableSubmission where there is nothing, TooLarge where there is too much."""
    if not files:
        raise UnusableSubmission("Choose at least one file, or paste some text.")
    if len(files) > settings.UPLOAD_MAX_FILES:
        raise TooLarge(f"At most {settings.UPLOAD_MAX_FILES} files can be analysed together; these are {len(files)}.")
    for name, data in files:
        if len(data) > settings.UPLOAD_MAX_FILE_BYTES:
            raise TooLarge(_too_large(name, settings.UPLOAD_MAX_FILE_BYTES))
    total = sum(len(data) for _, data in files)
    if total > settings.UPLOAD_MAX_TOTAL_BYTES:
        limit = settings.UPLOAD_MAX_TOTAL_BYTES // 2**20
        raise TooLarge(f"The files are {total // 2**20} MB together; at most {limit} MB can be sent at once.")


def _too_large(name: str, limit: int) -> str:
    return f"“{name}” is larger than {limit // 2**20} MB, the most a file may have. Split it into parts."


def look(submission: Submission) -> Reading:
    """What the submission's files are understood to be. Keeps nothing.

    Raises InvalidOption, and UnusableSubmission and TooLarge as `check_limits` does.
    """
    check_limits(submission.files)
    return _read(submission.options, named_uploads(submission.files, neutral=False))


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


def _usable(submission: Submission, *, is_pseudonymised: bool) -> tuple[list[Upload], list[Refusal]]:
    """The files that can be read, and the refusals of the others."""
    uploads = named_uploads(submission.files, neutral=is_pseudonymised)
    reading = _read(submission.options, uploads)
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


def _title(title: str, files: Sequence[Upload], *, is_pseudonymised: bool) -> str:
    title = " ".join(title.split())[:MAX_TITLE]
    if title:
        return title
    if is_pseudonymised:
        return "Pseudonymised study" if len(files) == 1 else f"Pseudonymised study of {len(files)} files"
    first = PurePath(files[0].name).stem.replace("_", " ").strip()
    return first if len(files) == 1 else f"{first} and {len(files) - 1} more"


def _request_id(submission: Submission) -> str:
    if submission.idempotency_key:
        # The key decides the id, so that two requests with it meet in one conditional write.
        seed = hashlib.sha256(
            f"{settings.TRACKING_TEAM}\n{submission.owner}\n{submission.idempotency_key}".encode()
        ).digest()
        return "analysis_" + "".join(ID_ALPHABET[byte % len(ID_ALPHABET)] for byte in seed[:16])
    return "analysis_" + "".join(secrets.choice(ID_ALPHABET) for _ in range(12))


def _fingerprint(submission: Submission) -> str:
    digest = hashlib.sha256()
    about = [submission.title, submission.engine, dict(submission.options), submission.research_data]
    digest.update(json.dumps(about, sort_keys=True).encode())
    for name, data in submission.files:
        digest.update(json.dumps([name, len(data)]).encode() + hashlib.sha256(data).digest())
    return digest.hexdigest()


def _earlier(request_id: str, fingerprint: str) -> Accepted | None:
    try:
        return _same(tracked_store().get(request_id), fingerprint)
    except NotFound:
        if deletion.is_buried(request_id):
            raise Deleted(request_id) from None
        return None


def _remove_strays(late: Record, *, keep: Record | None = None) -> None:
    """Remove what was just uploaded for a submission that came too late."""
    for key in _uploaded(late) - (_uploaded(keep) if keep else set()):
        bucket.delete_all(key)


def _uploaded(record: Record) -> set[str]:
    keys = {str(source["key"]) for source in record.sources}
    return keys | {str(record.options["reading"])} if "reading" in record.options else keys


def _same(existing: Record, fingerprint: str) -> Accepted:
    if existing.fingerprint != fingerprint:
        raise KeyReused("This Idempotency-Key was used before with another body. Use a new key for a new submission.")
    if not journal.knows(existing.request_id):
        # The first request died, or was refused by the bucket, before its submission was durable there.
        journal.keep(existing, tracked_store().events(existing.request_id)[-1])
    refusals = tuple(Refusal(**refused) for refused in existing.options.get("refused", ()))
    return Accepted(record=existing, refusals=refusals, repeated=True)
