"""Objects in S3: what was uploaded, checkpoints, results, and a copy of every move (see tracking.journal).

Keys never hold a user's words: a file's own name is kept in the record, not in a path.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import batched
from typing import TYPE_CHECKING, Any

from tracking.client import clients
from tracking.conf import tracking_settings
from tracking.errors import ResourceMissing, error_code, refused, translate
from tracking.states import Step

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import ListObjectsV2OutputTypeDef

RESEARCH = "research-data/"
PERSONAL = "personal-data/"

FOLDERS_A_PAGE = 300
"""Names of folders that `folders` gives at a time."""


def research_prefix(request_id: str) -> str:
    """Where the uploaded files of one analysis lie."""
    return f"{RESEARCH}{request_id}/"


def personal_prefix(request_id: str) -> str:
    """Where all lies that names people in a pseudonymised analysis, its uploaded files included; nothing else does."""
    return f"{PERSONAL}{request_id}/"


def upload_key(prefix: str, number: int, data: bytes, extension: str) -> str:
    """Key of the file that was uploaded as `number` (from 1) with the content `data`; `extension` with its dot.

    The content is part of the key: of two submissions with one id, neither overwrites the other's files.
    """
    return f"{prefix}{number:03d}-{hashlib.sha256(data).hexdigest()[:16]}{extension}"


def transcripts_key(request_id: str, attempt: int) -> str:
    """Key of the transcripts as an attempt read them."""
    return f"checkpoints/{request_id}/{attempt}/transcripts.json.gz"


def checkpoint_key(request_id: str, attempt: int, step: Step) -> str:
    """Key of the whole output of a completed step."""
    return f"checkpoints/{request_id}/{attempt}/{step.value}.json.gz"


def part_key(request_id: str, attempt: int, step: Step, part: int) -> str:
    """Key of one part (from 1) of the output of a step that is not completed."""
    return f"checkpoints/{request_id}/{attempt}/{step.value}-{part:05d}.json.gz"


def result_key(request_id: str, attempt: int) -> str:
    """Key of the result document. Later attempts never overwrite an earlier one's."""
    return (
        f"analysis-results/{request_id}.json"
        if attempt <= 1
        else f"analysis-results/{request_id}.attempt-{attempt}.json"
    )


def links_key(request_id: str) -> str:
    """Key of what is known of the links to an analysis: beside its results, so that they go together."""
    return f"analysis-results/{request_id}.links.json"


def curation_key(request_id: str, version: int) -> str:
    """Key of what people decided about the findings, as it stood after edit number `version` (from 1)."""
    return f"{curation_prefix(request_id)}{version:06d}.json"


def curation_prefix(request_id: str) -> str:
    """Where every version of the edits of one analysis lies, in their order."""
    return f"curation/{request_id}/"


def latest_curation(request_id: str) -> int:
    """Number of the latest version of the edits of one analysis; 0 where there is none. Raises ServiceError."""
    prefix = curation_prefix(request_id)
    numbers = (int(key.removeprefix(prefix).removesuffix(".json")) for key in keys(prefix))
    return max(numbers, default=0)


def uri(key: str) -> str:
    """`s3://bucket/key` in our own bucket."""
    return f"s3://{tracking_settings().bucket}/{key}"


def ensure_bucket() -> None:
    """Create the bucket if it is not there. Raises ServiceError."""
    settings = tracking_settings()
    name, region = settings.bucket, settings.region
    try:
        clients().s3.head_bucket(Bucket=name)
        return
    except Exception as error:
        translated = translate(error, "s3:ListBucket", f"bucket {name}")
        if not isinstance(translated, ResourceMissing):
            raise translated from error
    try:
        if region == "us-east-1":
            clients().s3.create_bucket(Bucket=name)
        else:
            clients().s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})  # type: ignore[typeddict-item]
    except Exception as error:
        if error_code(error) != "BucketAlreadyOwnedByYou":
            raise translate(error, "s3:CreateBucket", f"bucket {name}") from error


def check() -> None:
    """Ask whether the bucket can be reached. Raises ServiceError."""
    name = tracking_settings().bucket
    try:
        clients().s3.head_bucket(Bucket=name)
    except Exception as error:
        raise translate(error, "s3:ListBucket", f"bucket {name}") from error


def keeps_versions() -> bool:
    """Whether the bucket keeps an older version of what is deleted or written over. Raises ServiceError."""
    name = tracking_settings().bucket
    try:
        return clients().s3.get_bucket_versioning(Bucket=name).get("Status") == "Enabled"
    except Exception as error:
        raise translate(error, "s3:GetBucketVersioning", f"bucket {name}") from error


def put(key: str, body: bytes, *, content_type: str = "application/octet-stream") -> None:
    """Write an object whole. Raises ServiceError."""
    try:
        clients().s3.put_object(Bucket=tracking_settings().bucket, Key=key, Body=body, ContentType=content_type)
    except Exception as error:
        raise translate(error, "s3:PutObject", f"bucket {tracking_settings().bucket}") from error


def get(key: str, *, bucket: str | None = None, max_bytes: int | None = None) -> bytes:
    """Read an object whole. Raises ResourceMissing; ValueError where it is larger than `max_bytes`."""
    name = bucket or tracking_settings().bucket
    try:
        answer = clients().s3.get_object(Bucket=name, Key=key)
        if max_bytes is not None and answer["ContentLength"] > max_bytes:
            answer["Body"].close()
            raise ValueError(f"larger than {max_bytes} bytes")
        return bytes(answer["Body"].read())
    except ValueError:
        raise
    except Exception as error:
        raise translate(error, "s3:GetObject", f"object in bucket {name}") from error


def put_json(key: str, document: Any) -> None:
    """Write `document` as JSON, compressed where the key ends in `.gz`."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    put(
        key,
        gzip.compress(body, compresslevel=5, mtime=0) if key.endswith(".gz") else body,
        content_type="application/json",
    )


def put_json_once(key: str, document: Any) -> bool:
    """As `put_json`, but only where nothing is under `key` yet; False where something is. Raises ServiceError."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    name = tracking_settings().bucket
    try:
        clients().s3.put_object(Bucket=name, Key=key, Body=body, ContentType="application/json", IfNoneMatch="*")
    except Exception as error:
        # 409: another conditional write to the key is under way, and one of the two wins.
        if error_code(error) in ("PreconditionFailed", "ConditionalRequestConflict"):
            return False
        raise translate(error, "s3:PutObject", f"bucket {name}") from error
    return True


def get_json(key: str) -> Any:
    """What `put_json` wrote. Raises ResourceMissing."""
    body = get(key)
    return json.loads(gzip.decompress(body) if key.endswith(".gz") else body)


def exists(key: str) -> bool:
    """Whether there is an object under `key`. Raises ServiceError."""
    try:
        clients().s3.head_object(Bucket=tracking_settings().bucket, Key=key)
    except Exception as error:
        translated = translate(error, "s3:GetObject", f"bucket {tracking_settings().bucket}")
        if isinstance(translated, ResourceMissing):
            return False
        raise translated from error
    return True


def keys(prefix: str) -> Iterator[str]:
    """Every key that starts with `prefix`, in the order of the keys. Raises ServiceError."""
    return (entry["Key"] for page in _pages(prefix) for entry in page.get("Contents", ()))


def last_write(prefix: str) -> float | None:
    """When anything under `prefix` was last written, in seconds since the epoch; None where there is nothing."""
    times = (entry["LastModified"].timestamp() for page in _pages(prefix) for entry in page.get("Contents", ()))
    return max(times, default=None)


def folders(prefix: str) -> Iterator[list[str]]:
    """Names of the folders directly under `prefix`, page by page, in the order of the names. Raises ServiceError."""
    for page in _pages(prefix, delimiter="/", size=FOLDERS_A_PAGE):
        yield [entry["Prefix"].removeprefix(prefix).rstrip("/") for entry in page.get("CommonPrefixes", ())]


def _pages(prefix: str, *, delimiter: str = "", size: int = 1_000) -> Iterator[ListObjectsV2OutputTypeDef]:
    name = tracking_settings().bucket
    lister = clients().s3.get_paginator("list_objects_v2")
    try:
        yield from lister.paginate(Bucket=name, Prefix=prefix, Delimiter=delimiter, PaginationConfig={"PageSize": size})
    except Exception as error:
        raise translate(error, "s3:ListBucket", f"bucket {name}") from error


def delete_all(prefix: str) -> int:
    """Remove every object under `prefix`; how many there were. Raises ServiceError where any may still be there."""
    found = list(keys(prefix))
    for batch in batched(found, 1_000, strict=False):
        _delete(batch)
    return len(found)


def _delete(names: Sequence[str]) -> None:
    name = tracking_settings().bucket
    try:
        answer = clients().s3.delete_objects(
            Bucket=name, Delete={"Objects": [{"Key": key} for key in names], "Quiet": True}
        )
    except Exception as error:
        raise translate(error, "s3:DeleteObject", f"bucket {name}") from error
    # The call succeeds although some keys of it do not: each of those is told in the answer.
    for kept in answer.get("Errors", ()):
        raise refused(kept.get("Code", ""), "s3:DeleteObject", f"bucket {name}")
