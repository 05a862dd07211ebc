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

# The folders of xdist's workers lie in that of the process that started them: it is there to remove all in the end.
_parent = os.environ["THROUGHLINE_VAR"] if "PYTEST_XDIST_WORKER" in os.environ else None

os.environ.update(
    THROUGHLINE_ENV_FILE="",
    THROUGHLINE_VAR=tempfile.mkdtemp(prefix="throughline-tests-", dir=_parent),
    AWS_ACCESS_KEY_ID="test",
    AWS_SECRET_ACCESS_KEY="test",
    AWS_CONFIG_FILE=os.devnull,
    AWS_SHARED_CREDENTIALS_FILE=os.devnull,
    AWS_EC2_METADATA_DISABLED="true",
    DJANGO_SECRET_KEY="only for tests",
)

from dashboard.settings import *  # noqa: E402, F403
