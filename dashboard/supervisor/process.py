"""One child process: it dies with its parent, tells when it is ready, and is stopped gently, then firmly."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.readiness import READY_FD
from dashboard.supervisor.console import Console, Listener

_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What to run."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    sockets: tuple[int, ...] = ()
    """Descriptors the program inherits."""
    grace_seconds: float = 10.0
    """How long it may take to stop when it is asked to."""
    tells_ready: bool = False
    """Whether it says so when it is ready (see analysis.readiness)."""


class Process:
    """A running program. Make it from the main thread only: its life is tied to the thread that starts it."""

    def __init__(self, program: Program, console: Console) -> None:
        self.program = program
        self._said_ready = False
        self._ready_end: int | None = None
        inherited = list(program.sockets)
        environment = dict(program.environment)
        theirs: int | None = None
        if program.tells_ready:
            self._ready_end, theirs = os.pipe()
            os.set_blocking(self._ready_end, False)
            environment[READY_FD] = str(theirs)
            inherited.append(theirs)
        try:
            self._popen = subprocess.Popen(  # noqa: S603  # Only programs of our own.
                list(program.command),
                env=environment,
                cwd=program.folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=inherited,
                # A group of its own: Ctrl-C reaches only the supervisor, which stops all in order.
                start_new_session=True,
                preexec_fn=tie_to(os.getpid()),  # noqa: PLW1509  # One system call; nothing it touches is locked.
            )
        finally:
            if theirs is not None:
                os.close(theirs)
        assert self._popen.stdout is not None  # noqa: S101  # It is a pipe.
        self._listener = Listener(program.name, self._popen.stdout, console)

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._popen.pid

    def exit_code(self) -> int | None:
        """How it ended (negative: by that signal); None while it runs."""
        return self._popen.poll()

    def last_lines(self) -> Sequence[str]:
        """The last lines it wrote, once it has ended."""
        return tuple(self._listener.last_lines())

    def has_said_ready(self) -> bool:
        """Whether it has told that it is ready."""
        if not self._said_ready and self._ready_end is not None:
            try:
                self._said_ready = bool(os.read(self._ready_end, 64))
            except BlockingIOError:
                return False
        return self._said_ready

    def ask_to_stop(self) -> None:
        """Send SIGTERM."""
        if self.exit_code() is None:
            self._popen.terminate()

    def wait_stopped(self, seconds: float) -> bool:
        """Wait for the end and sweep up what it left running; False where it had to be killed."""
        gently = True
        try:
            self._popen.wait(timeout=max(0.0, seconds))
        except subprocess.TimeoutExpired:
            gently = False
        self._kill_group()
        self._popen.wait(timeout=5)
        self._listener.last_lines()
        if self._ready_end is not None:
            os.close(self._ready_end)
            self._ready_end = None
        return gently

    def _kill_group(self) -> None:
        try:
            os.killpg(self._popen.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return  # Nobody of it is left.


def tie_to(parent: int) -> Callable[[], None] | None:
    """What a child does before it runs its program (`preexec_fn`), so that it dies when `parent` does, even by SIGKILL.

    Linux only; elsewhere a child that outlives its parent is found by the next start (see lock.py).
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def tie() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # It died in between.
            os._exit(1)

    return tie


def wait_until(condition: Callable[[], bool], seconds: float, *, pause: float = 0.05) -> bool:
    """Ask again and again until it holds; False where it still does not after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True
