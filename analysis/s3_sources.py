"""Research that lies in S3 already, named by its address."""

from __future__ import annotations

from pathlib import PurePath

from django.conf import settings

from analysis.errors import AnalysisError
from analysis.usable import TooLarge, UnusableSubmission, too_large
from tracking import bucket
from tracking.errors import ResourceMissing


class ForbiddenSource(AnalysisError):
    """An `s3_uri` outside the buckets that may be read."""

    kind = "forbidden_source"


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
        raise TooLarge(too_large(PurePath(key).name, settings.UPLOAD_MAX_FILE_BYTES)) from error
    return PurePath(key).name, data
