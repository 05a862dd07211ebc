"""What Django logs as an error and is none."""

from __future__ import annotations

import logging

READINESS = "/health/ready"


def is_no_probe(record: logging.LogRecord) -> bool:
    """False for the answer “not ready” to a readiness probe: an answer like any other, once a probe until all is up."""
    request = getattr(record, "request", None)
    return getattr(record, "status_code", None) != 503 or getattr(request, "path", None) != READINESS
