"""The product's settings for tests: nothing of the machine's own environment, and no way to the real AWS."""

from __future__ import annotations

import os
import tempfile

_OURS = (
    "AWS_",
    "CHANGES_",
    "DJANGO_",
    "DYNAMODB_",
    "REDIS_",
    "S3_",
    "SQS_",
    "STREAM_",
    "TRACKING_",
    "UPLOAD_",
    "WORKER_",
)
for _name in [name for name in os.environ if name.startswith(_OURS) or name == "DATABASE_URL"]:
    del os.environ[_name]

os.environ.update(
    THROUGHLINE_ENV_FILE="",
    THROUGHLINE_VAR=tempfile.mkdtemp(prefix="throughline-tests-"),
    AWS_ACCESS_KEY_ID="test",
    AWS_SECRET_ACCESS_KEY="test",
    AWS_CONFIG_FILE=os.devnull,
    AWS_SHARED_CREDENTIALS_FILE=os.devnull,
    AWS_EC2_METADATA_DISABLED="true",
    DJANGO_SECRET_KEY="only for tests",
)

from dashboard.settings import *  # noqa: E402, F403
