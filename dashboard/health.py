"""Whether what the product rests on can be reached, asked side by side and within a time limit."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait

from django.db import DatabaseError, connection

from tracking import bucket, queue, tables
from tracking.conf import tracking_settings
from tracking.errors import ServiceError

SECONDS = 3.0
"""How long a service may take to answer before it counts as not reachable."""


def _tables() -> str:
    settings = tracking_settings()
    missing = [name for name in (settings.table, settings.events_table) if tables.describe_table(name) is None]
    return f"There is no table {' and no table '.join(missing)}." if missing else ""


def _bucket() -> str:
    bucket.check()
    return ""


def _queue() -> str:
    queue.depth()
    return ""


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "The database of users and sessions does not answer. Check DATABASE_URL."
    finally:
        connection.close()
    return ""


CHECKS: Mapping[str, Callable[[], str]] = {
    "dynamodb": _tables,
    "s3": _bucket,
    "sqs": _queue,
    "database": _database,
}
"""Name of each service, and what tells what is wrong with it: nothing, where it is well."""

_pool = ThreadPoolExecutor(max_workers=len(CHECKS), thread_name_prefix="health")
_asked: dict[str, Future[str]] = {}
_lock = threading.Lock()


def problems(seconds: float = SECONDS) -> dict[str, str]:
    """What is wrong, by service; empty where all is well.

    However often it is called, no service is asked again while it still owes an answer.
    """
    with _lock:
        for name, check in CHECKS.items():
            if name not in _asked or _asked[name].done():
                _asked[name] = _pool.submit(check)
        asked = dict(_asked)
    wait(asked.values(), timeout=seconds)
    found = {name: _problem(future, seconds) for name, future in asked.items()}
    return {name: problem for name, problem in found.items() if problem}


def _problem(future: Future[str], seconds: float) -> str:
    if not future.done():
        return f"No answer within {seconds:.0f} seconds."
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, ServiceError):
        return f"{error.message} {error.remedy}".strip()
    raise error
