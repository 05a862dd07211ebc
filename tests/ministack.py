"""MiniStack as a process of the tests' own: moto copies whole tables at each transaction, too slow for long stories."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.tools import spawn
from tracking import bucket, queue, tables
from tracking.client import clients


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class MiniStack:
    """One process, to be stopped and started again on the same port, with what it held if it stopped gently."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        state = {"PERSIST_STATE": "1", "STATE_DIR": str(self._folder / "state"), "S3_PERSIST": "1"}
        listen = {
            "GATEWAY_PORT": str(self._port),
            "BIND_HOST": "127.0.0.1",
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
        }
        with (self._folder / "ministack.log").open("ab") as log:
            self._process = spawn(
                [sys.executable, "-m", "ministack"],
                env={**os.environ, **state, **listen, "S3_DATA_DIR": str(self._folder / "s3")},
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self._folder,
            )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"{self.endpoint}/_ministack/health", timeout=2).close()
            except (OSError, urllib.error.URLError):
                time.sleep(0.05)
            else:
                return
        raise TimeoutError((self._folder / "ministack.log").read_text()[-2000:])

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


@contextmanager
def running(folder: Path) -> Iterator[MiniStack]:
    """A MiniStack that runs meanwhile."""
    service = MiniStack(folder)
    try:
        service.start()
        yield service
    finally:
        service.stop()


def environment(service: MiniStack) -> dict[str, str]:
    """What a program needs to speak to it, with tables and a bucket of its own."""
    mine = uuid.uuid4().hex[:8]
    return {
        "AWS_ENDPOINT_URL": service.endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "DYNAMODB_TABLE_NAME": f"analyses-{mine}",
        "S3_BUCKET_NAME": f"bucket-{mine}",
        "SQS_QUEUE_NAME": f"queue-{mine}",
    }


def turn_to(service: MiniStack, monkeypatch: pytest.MonkeyPatch, settings: Any) -> dict[str, str]:
    """Let this process speak to it for the length of a test; the environment for processes that shall do so, too."""
    variables = environment(service)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
        if hasattr(settings, name):
            setattr(settings, name, value)
    clients.cache_clear()
    tables.ensure_tables()
    bucket.ensure_bucket()
    queue.ensure_queue()
    return variables
