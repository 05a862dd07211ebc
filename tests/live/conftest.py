"""`manage.py live`, the real thing, on free ports and with a folder of its own; and a headless browser to see it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.tools import chromium, spawn

ROOT = Path(__file__).parent.parent.parent
START_SECONDS = 120.0
"""Far beyond what a start takes: the machine may be busy with other tests."""


class Live:
    """One `live` and what is known of it from outside: its output, its processes, its answers."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.output = folder.parent / f"{folder.name}.log"
        self.environment = plain_environment(folder, **environment)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *options: str) -> None:
        """Start and wait until it says that it is ready."""
        self.spawn(*options)
        self.wait_for(f"ready at {self.url}", START_SECONDS)

    def spawn(self, *options: str) -> subprocess.Popen[bytes]:
        """Start without waiting."""
        with self.output.open("wb") as output:
            self.process = spawn(
                [sys.executable, "manage.py", "live", "--port", str(self.port), *options],
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        return self.process

    def stop(self, sign: int = signal.SIGTERM) -> int:
        """Ask it to stop, and wait; its exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(sign)
        try:
            return self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8", errors="replace")

    def wait_for(self, words: str, seconds: float = 60.0) -> None:
        """Wait until it has said that."""
        assert self.process is not None
        until(
            lambda: words in self.said() or self._has_ended(),
            seconds,
            lambda: f"It did not say “{words}”:\n{self.said()[-3_000:]}",
        )
        assert words in self.said(), f"It ended:\n{self.said()[-3_000:]}"

    def _has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def pid_of(self, mark: str) -> int:
        """Id of the child whose command line holds `mark`."""
        assert self.process is not None
        for pid in children(self.process.pid):
            if mark in command_line(pid):
                return pid
        raise LookupError(mark)

    def get(self, path: str) -> tuple[int, Any]:
        """Status and body of a GET of the API."""
        return self._call(urllib.request.Request(self.url + path))

    def post(self, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and body of a POST of JSON to the API."""
        data = json.dumps(body or {}).encode()
        return self._call(
            urllib.request.Request(self.url + path, data=data, headers={"Content-Type": "application/json"})
        )

    def submit(self, text: str, **fields: str) -> str:
        """Submit a text; its id."""
        status, body = self.post("/analysis/requests", {"text": text, "filename": "interview.txt", **fields})
        assert status == 202, body
        return str(body["request_id"])

    def wait_completed(self, request_id: str, seconds: float = 90.0) -> dict[str, Any]:
        """Wait until an analysis is completed; its status document."""
        found: dict[str, Any] = {}

        def completed() -> bool:
            status, body = self.get(f"/analysis/status/{request_id}")
            if status == 200:
                found.update(body["status"])
                assert found["overall_status"] != "failed", found["error"]
            return found.get("overall_status") == "completed"

        until(completed, seconds, lambda: f"{request_id} is {found.get('overall_status')}:\n{self.said()[-3_000:]}")
        return found

    @staticmethod
    def _call(request: urllib.request.Request) -> tuple[int, Any]:
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)


def plain_environment(folder: Path, **more: str) -> dict[str, str]:
    """The machine's environment without what the tests' settings have put into it."""
    machine = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "DJANGO_"))}
    return {**machine, "THROUGHLINE_VAR": str(folder), "THROUGHLINE_ENV_FILE": "", **more}


def until(condition: Callable[[], bool], seconds: float, otherwise: Callable[[], str]) -> None:
    """Ask again and again; fail with a message after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(otherwise())
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def children(pid: int) -> list[int]:
    """Ids of the processes that `pid` has started."""
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in listed.stdout.split()]


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except (FileNotFoundError, ProcessLookupError):
        return ""


@pytest.fixture
def own_live(tmp_path: Path) -> Iterator[Live]:
    """A `live` of the test's own, not started."""
    live = Live(tmp_path / "var")
    yield live
    if live.process is not None:
        live.stop()


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A running `live`, shared by the tests that leave it running."""
    live = Live(tmp_path_factory.mktemp("live") / "var")
    try:
        live.start()
        yield live
    finally:
        live.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium.

    Not for the session: while Playwright lives, its event loop runs in this thread, and no asynchronous test can.
    """
    path = chromium()
    with sync_playwright() as playwright:
        # Root has no sandbox; continuous integration often is root.
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        yield browser
        browser.close()
