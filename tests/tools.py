"""Tools that a machine may lack: a test that needs one says so in one line, or fails where all must be there."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from typing import Any, NoReturn

import pytest

from dashboard.supervisor.process import tie_to

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def lacking(what: str) -> NoReturn:
    """Skip the test; fail it where THROUGHLINE_REQUIRE_TOOLS=1 says that nothing may be lacking."""
    if os.environ.get("THROUGHLINE_REQUIRE_TOOLS") == "1":
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


def spawn(command: Sequence[str], **options: Any) -> subprocess.Popen[bytes]:
    """A process that dies with this one, however that ends: a test run that is broken off leaves nothing behind.

    From the main thread only: its life is tied to the thread that starts it.
    """
    return subprocess.Popen(command, preexec_fn=tie_to(os.getpid()), **options)  # noqa: PLW1509  # One system call.


def chromium() -> str:
    """Path of a Chromium on this machine."""
    for name in CHROMIUM_NAMES:
        if path := shutil.which(name):
            return path
    lacking("No Chromium: install it (Debian: apt install chromium) to run the tests in a browser.")


def redis_server() -> str:
    """Path of a redis-server on this machine."""
    if path := shutil.which("redis-server"):
        return path
    lacking("No redis-server: install it (Debian: apt install redis-server) to run the tests of several web processes.")
