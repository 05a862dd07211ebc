"""Finds and ends a process of ours that outlived its supervisor (where the system cannot tie the two together)."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

from dashboard.supervisor.process import wait_until


def end_leftover(pid_file: Path, *, mark: str) -> bool:
    """End the process that `pid_file` names if its command line still holds `mark`; whether there was one.

    The mark guards against an id that the system has given to somebody else since.
    """
    try:
        pid = int(pid_file.read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return False
    pid_file.unlink(missing_ok=True)
    if mark not in command_line(pid):
        return False
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            return True
        if wait_until(lambda: mark not in command_line(pid), 5):
            return True
    return True


def command_line(pid: int) -> str:
    """What `pid` was started as; empty where there is no such process."""
    proc = Path(f"/proc/{pid}/cmdline")
    if proc.parent.parent.joinpath("self").exists():
        try:
            return proc.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except (FileNotFoundError, ProcessLookupError):
            return ""
    answer = subprocess.run(["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, check=False, text=True)  # noqa: S603
    return answer.stdout
