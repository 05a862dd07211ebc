"""What is measured: a web process, on a local AWS, all of it on 127.0.0.1."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.slow_client import free_port


class Server:
    """A web process, what it costs and what it asks of AWS."""

    def __init__(self, name: str, folder: Path) -> None:
        self.port = free_port()
        self._calls = folder / f"calls-{self.port}.json"
        command = [sys.executable, "-m", "bench.counted", str(self._calls), name]
        if name == "daphne":
            command += ["-v", "0", "-b", "127.0.0.1", "-p", str(self.port)]
        else:
            command += ["--log-level", "error", "--host", "127.0.0.1", "--port", str(self.port), "--backlog", "4096"]
        self._log = (folder / f"{name}.log").open("ab")
        self._process = subprocess.Popen(
            [*command, "dashboard.asgi:application"], stdout=self._log, stderr=subprocess.STDOUT
        )
        wait_for(f"http://127.0.0.1:{self.port}/health/live")

    def cpu(self) -> float:
        """Seconds of CPU so far."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Resident MB."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024

    def calls(self) -> dict[str, int]:
        """Calls to AWS so far: reads of items, other calls to DynamoDB, calls to its Streams, to S3."""
        kinds = {"reads": 0, "dynamodb": 0, "dynamodbstreams": 0, "s3": 0}
        for name, count in json.loads(self._calls.read_text(encoding="utf-8")).items():
            service, _, call = name.partition(":")
            kinds["reads" if call in {"GetItem", "BatchGetItem", "Query", "Scan"} else service] += count
        return kinds

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._log.close()


@contextmanager
def local_aws(folder: Path) -> Iterator[None]:
    """MiniStack, and this process and its children turned to it."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "ministack"],
        env={**os.environ, "GATEWAY_PORT": str(port), "BIND_HOST": "127.0.0.1", "SFTP_ENABLED": "0"},
        stdout=(folder / "ministack.log").open("wb"),
        stderr=subprocess.STDOUT,
        cwd=folder,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/_ministack/health")
        os.environ.update(
            AWS_ENDPOINT_URL=f"http://127.0.0.1:{port}",
            AWS_ACCESS_KEY_ID="bench",
            AWS_SECRET_ACCESS_KEY="bench",
            DJANGO_SETTINGS_MODULE="dashboard.settings",
            DJANGO_SECRET_KEY="bench",
            STREAM_PACE_SECONDS="0.03",
            STREAM_IDLE_SECONDS="0.05",
            THROUGHLINE_ENV_FILE="",
            THROUGHLINE_VAR=str(folder),
        )
        yield
    finally:
        process.terminate()
        process.wait(15)


def wait_for(url: str, seconds: float = 60.0) -> None:
    """Wait until an address answers."""
    until = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return
