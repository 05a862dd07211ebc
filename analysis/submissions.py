"""Accepting research: checked, kept in the bucket, recorded, and only then acknowledged."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import PurePath
from typing import Any

from django.conf import settings

from analysis.dispatch import enqueue
from analysis.engines import DEFAULT_ENGINE, check_engine_name
from analysis.errors import AnalysisError
from analysis.readers import ReadOptions, Refusal, read
from analysis.transcripts import Role
from tracking import bucket, deletion, journal
from tracking.clock import iso
from tracking.errors import AlreadyExists, Deleted, NotFound, ResourceMissing
from tracking.listing import listing_key
from tracking.moves import PENDING_GRACE
from tracking.record import Record
from tracking.transitions import tracked_store

MAX_TITLE = 200
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
    """Where the files came from, if not from the upload itself."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """`interviewers`, `text_columns`, `pseudonymise` (see analysis.readers.ReadOptions)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """An analysis that will be run, and what of the upload was left out."""

    record: Record
    refusals: tuple[Refusal, ...]
    repeated: bool = False
    """True where an idempotency key brought back an earlier submission."""


def submit(submission: Submission) -> Accepted:
    """Check, store and record a submission, then tell the workers.

    Raises TooLarge, UnknownEngine, UnusableSubmission (no file can be used), KeyReused, Deleted, ServiceError.
    """
    check_engine_name(submission.engine)
    check_limits(submission.files)
    request_id = _request_id(submission)
    fingerprint = _fingerprint(submission)
    store = tracked_store()
    if submission.idempotency_key and (earlier := _earlier(request_id, fingerprint)) is not None:
        return earlier
    usable, refusals = _usable(submission)
    at = store.clock()
    created_at = iso(at)
    sources: list[dict[str, Any]] = []
    for number, (name, data) in enumerate(usable, start=1):
        key = bucket.research_key(request_id, number, data, _extension(name))
        bucket.put(key, data)
        sources.append({"name": name, "key": key, "bytes": len(data)})
    address = submission.research_data or bucket.uri(
        sources[0]["key"] if len(sources) == 1 else f"research-data/{request_id}/"
    )
    options = {
        **submission.options,
        "refused": [{"name": r.name, "reason": r.reason, "remedy": r.remedy} for r in refusals],
    }
    record = Record(
        request_id=request_id,
        research_data=address,
        created_at=created_at,
        updated_at=created_at,
        listing=listing_key(store.settings, request_id),
        title=_title(submission.title, usable),
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
        _remove_strays(sources, keep=conflict.existing.sources)
        return _same(conflict.existing, fingerprint)
    except Deleted:
        _remove_strays(sources, keep=())
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


def _usable(submission: Submission) -> tuple[list[tuple[str, bytes]], list[Refusal]]:
    """The files that can be read, under names that are unique, and the refusals of the others."""
    files = _with_unique_names(submission.files)
    reading = read(files, ReadOptions())
    refused = {refusal.name for refusal in reading.refusals}
    usable = [(name, data) for name, data in files if name not in refused]
    speaks = any(turn.role is Role.PARTICIPANT for t in reading.transcripts for turn in t.turns)
    if not usable or not speaks:
        message = "None of the files can be used." if len(files) > 1 else "The file cannot be used."
        if len(reading.refusals) == 1:
            only = reading.refusals[0]
            message = f"“{only.name}”: {only.reason} {only.remedy}".strip()
        elif not reading.refusals:
            message = "Nobody but interviewers speaks in these files."
        raise UnusableSubmission(message, reading.refusals)
    return usable, list(reading.refusals)


def _with_unique_names(files: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    unique: dict[str, bytes] = {}
    for path, data in files:
        name = PurePath(path.replace("\\", "/")).name[:200] or "file.txt"
        stem, suffix = PurePath(name).stem, PurePath(name).suffix
        numbered = (f"{stem} ({number}){suffix}" for number in count(2))
        while name in unique:
            name = next(numbered)
        unique[name] = data
    return list(unique.items())


def _extension(name: str) -> str:
    """The file's extension if it is a plain one: the only part of a user's file name that gets into a key."""
    extension = PurePath(name).suffix.lower()
    return extension if extension[1:].isalnum() and extension.isascii() and len(extension) <= 6 else ""


def _title(title: str, files: Sequence[tuple[str, bytes]]) -> str:
    title = " ".join(title.split())[:MAX_TITLE]
    if title:
        return title
    first = PurePath(files[0][0]).stem.replace("_", " ").strip()
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


def _remove_strays(sources: Iterable[Mapping[str, Any]], *, keep: Iterable[Mapping[str, Any]]) -> None:
    """Remove what was just uploaded for a submission that came too late."""
    for key in {str(source["key"]) for source in sources} - {str(source["key"]) for source in keep}:
        bucket.delete_all(key)


def _same(existing: Record, fingerprint: str) -> Accepted:
    if existing.fingerprint != fingerprint:
        raise KeyReused("This Idempotency-Key was used before with another body. Use a new key for a new submission.")
    if not journal.knows(existing.request_id):
        # The first request died, or was refused by the bucket, before its submission was durable there.
        journal.keep(existing, tracked_store().events(existing.request_id)[-1])
    refusals = tuple(Refusal(**refused) for refused in existing.options.get("refused", ()))
    return Accepted(record=existing, refusals=refusals, repeated=True)
