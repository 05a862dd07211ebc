"""`manage.py live`: the whole product on this machine, from one command."""

from __future__ import annotations

import os
import signal
import sys
import threading
from argparse import ArgumentParser
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from dashboard.supervisor import programs
from dashboard.supervisor.console import Console
from dashboard.supervisor.fan_out import fan_out
from dashboard.supervisor.lock import AlreadyRunning, FolderLock
from dashboard.supervisor.service import CannotStart, Service
from dashboard.supervisor.sockets import CannotListen, listen, listen_near, port_of
from dashboard.supervisor.supervisor import Supervisor
from tracking.checks import TAG
from tracking.local_aws import LocalState, turned_to


class Command(BaseCommand):
    """Start the local AWS, a worker and the web server; keep them alive; stop them in order on Ctrl-C or SIGTERM."""

    help = __doc__
    requires_system_checks = (TAG,)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
        parser.add_argument("--port", type=int, default=8000, help="port of the pages and the API (default: 8000)")
        parser.add_argument(
            "--workers", type=int, default=1, help="worker processes, each with WORKER_CONCURRENCY runs"
        )
        parser.add_argument("--web", type=int, default=1, help="web processes; from the third on Redis joins them")
        parser.add_argument("--aws", action="store_true", help="use the real AWS, with boto3's own credentials chain")
        parser.add_argument("--aws-port", type=int, default=0, help="port of the local AWS (default: any that is free)")

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console(sys.stdout)
        stop = _stop_event()
        if options["web"] < 1 or options["workers"] < 1:
            raise CommandError("Give --web 1 or more, and --workers 1 or more.")
        with ExitStack() as stack:
            try:
                lock = FolderLock(settings.VAR_DIR)
            except AlreadyRunning as error:
                raise CommandError(
                    f"`live` runs already in {settings.VAR_DIR} ({error.holder}). "
                    "Stop it first, or set THROUGHLINE_VAR to another folder."
                ) from None
            stack.callback(lock.release)
            supervisor = Supervisor(console, stop)
            try:
                run(supervisor, console, stack, lock, options)
            except CannotListen as error:
                raise CommandError(f"Web cannot start: {error.reason}. Choose another with --port.") from None
            except CannotStart as error:
                raise CommandError(error.reason) from None
            finally:
                supervisor.stop_all()


def run(supervisor: Supervisor, console: Console, stack: ExitStack, lock: FolderLock, options: dict[str, Any]) -> None:
    """Start everything, say where it is, and watch over it until the stop."""
    public = stack.enter_context(listen(options["host"], options["port"]))
    environment = _environment(options["host"])
    aws: list[Service] = []
    if not options["aws"]:
        state = LocalState(settings.VAR_DIR / "aws")
        state.folder.mkdir(parents=True, exist_ok=True)
        listening = stack.enter_context(listen_near("127.0.0.1", options["aws_port"] or state.last_port))
        state.last_port = port_of(listening)
        endpoint = f"http://127.0.0.1:{port_of(listening)}"
        environment = turned_to(endpoint, environment, region=settings.AWS_REGION)
        # From here on this process, too, knows no other AWS.
        os.environ.clear()
        os.environ.update(environment)
        aws = [programs.local_aws(console, state, listening, rebuild=_rebuild)]
        state.publish(endpoint)
        stack.callback(state.publish, None)
    workers = [programs.worker(name, environment) for name in _names("worker", options["workers"])]
    joining, environment = fan_out(environment, options["web"])
    webs = [programs.web(name, environment, public) for name in _names("web", options["web"])]
    # Side by side: while the worker loads its engine, the local AWS comes up and gets its tables.
    supervisor.start(*aws, *joining, *workers, *webs)
    _migrate()
    if aws and not supervisor.wait_ready(*aws):
        return
    _make_resources()
    if not supervisor.wait_ready():
        return
    address = _address(options["host"], port_of(public))
    lock.describe(address)
    console.say("live", f"Throughline is ready at {address}  (Ctrl-C stops it)")
    supervisor.watch()


def _names(name: str, count: int) -> list[str]:
    return [name] if count == 1 else [f"{name}-{number}" for number in range(1, count + 1)]


def _environment(host: str) -> dict[str, str]:
    hosts = dict.fromkeys([*settings.ALLOWED_HOSTS, "127.0.0.1", "localhost"])
    if host not in ("0.0.0.0", "::"):  # noqa: S104  # Compared, not bound.
        hosts[f"[{host}]" if ":" in host else host] = None
    return programs.child_environment(
        os.environ,
        DJANGO_SECRET_KEY=os.environ.get("DJANGO_SECRET_KEY") or programs.secret_key(settings.VAR_DIR),
        DJANGO_ALLOWED_HOSTS=",".join(hosts),
        DYNAMODB_REGION=settings.DYNAMODB_REGION,
        THROUGHLINE_VAR=str(settings.VAR_DIR),
    )


def _migrate() -> None:
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError:
        raise CannotStart("The database of users and sessions does not answer. Check DATABASE_URL.") from None


def _make_resources() -> None:
    from tracking import bucket, queue, tables
    from tracking.errors import ServiceError

    try:
        tables.ensure_tables()
        bucket.ensure_bucket()
        queue.ensure_queue()
    except ServiceError as error:
        raise CannotStart(f"{error.message} {error.remedy}") from None


def _rebuild(endpoint: str) -> int:
    """Put back in the stand-in at `endpoint` what its bucket knows; how many analyses that was."""
    from tracking import journal
    from tracking.client import clients
    from tracking.transitions import tracked_store

    own, os.environ["AWS_ENDPOINT_URL"] = os.environ["AWS_ENDPOINT_URL"], endpoint
    clients.cache_clear()
    try:
        _make_resources()
        return sum(restored for _, restored in journal.rebuild(tracked_store()))
    finally:
        os.environ["AWS_ENDPOINT_URL"] = own
        clients.cache_clear()


def _address(host: str, port: int) -> str:
    if host in ("0.0.0.0", "::"):  # noqa: S104  # Compared, not bound.
        host = "127.0.0.1"
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _stop_event() -> threading.Event:
    """Set by the first Ctrl-C, SIGTERM or closed terminal."""
    stop = threading.Event()

    def on_signal(number: int, frame: object) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, on_signal)
    return stop
