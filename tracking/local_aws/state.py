"""The folder of the local stand-in: what survives of it, and whether it ended cleanly."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tracking.local_aws.environment import ENDPOINT_FILE


class LocalState:
    """State of the stand-in under one folder.

    Objects are written through as they are put. Tables and queues are saved only at a clean end, so what is there of
    them after any other end is old, and worse than nothing: it must be dropped and the tables rebuilt from the bucket.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._saved = folder / "tables"
        self._objects = folder / "objects"
        self._clean = folder / "ended-cleanly"
        self._port = folder / "port"

    def begin(self) -> bool:
        """Make ready for a start; True where tables have to be rebuilt from the bucket.

        From here until `ended_cleanly` every end counts as unclean.
        """
        self._objects.mkdir(parents=True, exist_ok=True)
        clean = self._clean.exists()
        self._clean.unlink(missing_ok=True)
        if clean:
            return False
        shutil.rmtree(self._saved, ignore_errors=True)
        return any(self._objects.iterdir())

    def ended_cleanly(self) -> None:
        """Note that all state was saved."""
        self._clean.touch()

    def publish(self, endpoint: str | None) -> None:
        """Leave the address for other terminals; None takes it away."""
        if endpoint is None:
            (self.folder / ENDPOINT_FILE).unlink(missing_ok=True)
        else:
            (self.folder / ENDPOINT_FILE).write_text(endpoint + "\n", encoding="ascii")

    @property
    def last_port(self) -> int:
        """The port of the run before, for the sake of addresses that people kept; 0 where there was none."""
        try:
            return int(self._port.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return 0

    @last_port.setter
    def last_port(self, port: int) -> None:
        self._port.write_text(str(port), encoding="ascii")

    def environment(self, port: int) -> dict[str, str]:
        """What the stand-in (MiniStack) has to be told so that it keeps its state here and does nothing else."""
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "PYTHONUNBUFFERED": "1",
            "LOG_LEVEL": "WARNING",
            "GATEWAY_PORT": str(port),
            "MINISTACK_HOST": "127.0.0.1",
            "PERSIST_STATE": "1",
            "STATE_DIR": str(self._saved),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(self._objects),
            # Only what is used: the others could run programs, listen on every interface or stop containers.
            "SERVICES": "dynamodb,dynamodbstreams,s3,sqs",
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
            "DOCKER_HOST": "unix:///nonexistent/docker.sock",
        }
