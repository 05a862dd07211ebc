"""The processes of the product: how each is started, and how one sees that it works."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from django.conf import settings

from dashboard.supervisor.console import Console
from dashboard.supervisor.leftover import end_leftover
from dashboard.supervisor.process import Process, Program, wait_until
from dashboard.supervisor.service import CannotStart, Service, answers
from dashboard.supervisor.sockets import listen, port_of
from tracking.local_aws import LocalState

AWS_MODULE = "tracking.local_aws.server"
_HEALTH = "/_ministack/health"

Environment = Mapping[str, str]


def worker(name: str, environment: Environment) -> Service:
    """A Celery worker with its pool of processes."""
    command = [
        sys.executable,
        "-W",
        "ignore:You're running the worker with superuser privileges",  # So does the whole of `live`, then.
        *("-m", "celery", "--quiet", "--app", "analysis.celery", "worker"),
        "--hostname",
        f"{name}@{socket.gethostname()}",
        "--loglevel",
        "WARNING",
        "--without-mingle",  # SQS carries no broadcasts, so there is nobody to mingle with.
        "--without-gossip",
    ]
    program = Program(
        name=name,
        command=command,
        environment=environment,
        folder=settings.BASE_DIR,
        grace_seconds=settings.WORKER_GRACE_SECONDS,
        tells_ready=True,
    )
    return Service(name=name, program=lambda: program, is_ready=Process.has_said_ready)


def web(name: str, environment: Environment, public: socket.socket) -> Service:
    """A Daphne process on the public socket, with a private one through which its own health is asked."""
    private = listen("127.0.0.1", 0)
    sockets = (public.fileno(), private.fileno())
    command = [*_python("dashboard.web_server", "--verbosity", "0", "--no-server-name")]
    for descriptor in sockets:
        command += ["--endpoint", f"fd:fileno={descriptor}"]
    program = Program(
        name=name,
        command=[*command, "dashboard.asgi:application"],
        environment=environment,
        folder=settings.BASE_DIR,
        sockets=sockets,
        grace_seconds=5.0,
    )
    return Service(
        name=name,
        program=lambda: program,
        is_ready=lambda process: answers(port_of(private), "/health/ready", timeout=5.0),
    )


def local_aws(
    console: Console, state: LocalState, listening: socket.socket, *, rebuild: Callable[[str], int]
) -> Service:
    """The stand-in for AWS on `listening`.

    After an unclean end its tables are gone. Then it is first started out of sight, where `rebuild` (given that
    address) puts back what the bucket knows, so that nobody ever sees a table with holes.
    """
    pid_file = state.folder / "pid"

    def program_on(where: socket.socket) -> Program:
        return Program(
            name="aws",
            command=_python(AWS_MODULE, "--fd", str(where.fileno())),
            environment=state.environment(port_of(where)),
            folder=settings.BASE_DIR,
            sockets=(where.fileno(),),
        )

    def prepare() -> None:
        if end_leftover(pid_file, mark=AWS_MODULE):
            console.say("live", "A local AWS of an earlier run was still there and was ended.")
        if state.begin():
            console.say("live", "The local AWS did not end cleanly; its tables are rebuilt from the bucket.")
            _rebuild_out_of_sight(console, state, program_on, rebuild)
            state.begin()

    def is_ready(process: Process) -> bool:
        pid_file.write_text(str(process.pid), encoding="ascii")
        return answers(port_of(listening), _HEALTH)

    def ended(gently: bool) -> None:
        pid_file.unlink(missing_ok=True)
        if gently:
            state.ended_cleanly()

    return Service(name="aws", program=lambda: program_on(listening), is_ready=is_ready, prepare=prepare, ended=ended)


def _rebuild_out_of_sight(
    console: Console,
    state: LocalState,
    program_on: Callable[[socket.socket], Program],
    rebuild: Callable[[str], int],
) -> None:
    with listen("127.0.0.1", 0) as private:
        process = Process(program_on(private), console)
        try:
            port = port_of(private)
            if not wait_until(lambda: answers(port, _HEALTH) or process.exit_code() is not None, 30):
                raise CannotStart("The local AWS did not start within 30 seconds.")
            count = rebuild(f"http://127.0.0.1:{port}")
            console.say("live", f"Rebuilt: {count} {'analysis' if count == 1 else 'analyses'}.")
        finally:
            process.ask_to_stop()
            gently = process.wait_stopped(10)
        if not gently or process.exit_code() != 0:
            raise CannotStart("The local AWS could not save what was rebuilt.")
        state.ended_cleanly()


def _python(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]


def child_environment(base: Environment, **ours: str) -> dict[str, str]:
    """`base` with what every process of ours is told."""
    return {**base, "DJANGO_SETTINGS_MODULE": "dashboard.settings", "PYTHONUNBUFFERED": "1", **ours}


def secret_key(folder: Path) -> str:
    """The key that signs cookies, kept in `folder` so that they outlive a restart."""
    path = folder / "secret-key"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        from django.core.management.utils import get_random_secret_key

        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(get_random_secret_key() + "\n")
        return path.read_text(encoding="ascii").strip()
