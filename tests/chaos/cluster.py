"""A small production on this machine, made to be hurt: local AWS, fault-injecting proxy, workers, as real processes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings

from dashboard.supervisor import programs
from dashboard.supervisor.console import Console
from dashboard.supervisor.process import Process, Program
from dashboard.supervisor.restarts import Restarts
from dashboard.supervisor.service import Service, answers
from dashboard.supervisor.sockets import listen, port_of
from dashboard.supervisor.supervisor import Supervisor
from tracking import bucket, journal, queue, tables
from tracking.client import clients
from tracking.local_aws import LocalState, turned_to
from tracking.transitions import tracked_store

WEB = "dashboard.asgi:application"


class Cluster:
    """The processes. `run` starts them, has a story happen to them in a thread, and stops them when it has ended."""

    def __init__(
        self,
        folder: Path,
        *,
        lease_seconds: float,
        skews: Sequence[float] = (0.0,),
        pause: float | None = None,
        proxied: bool = False,
        web: bool = False,
        environment: Mapping[str, str] | None = None,
        output: Any = None,
    ) -> None:
        self.console = Console(output or StringIO())
        self._state = LocalState(folder / "aws")
        self._skews = tuple(skews)
        self._pause = pause
        self.proxied = proxied
        self._lease_seconds = lease_seconds
        self._more = dict(environment or {})
        self._services: dict[str, Service] = {}
        self._listening = listen("127.0.0.1", 0)
        self._proxy = listen("127.0.0.1", 0) if proxied else None
        self._proxy_port = port_of(self._proxy) if self._proxy is not None else 0
        self._web = listen("127.0.0.1", 0) if web else None
        self.endpoint = f"http://127.0.0.1:{port_of(self._listening)}"
        self._state.folder.mkdir(parents=True)
        self._folder = folder

    def run(self, story: Callable[[Cluster], None], seconds: float) -> None:
        """Let `story` happen; its errors are raised here, and TimeoutError where it takes longer than `seconds`."""
        stop, failure = threading.Event(), list[BaseException]()
        supervisor = Supervisor(self.console, stop)

        def tell() -> None:
            try:
                story(self)
            except BaseException as error:  # noqa: BLE001  # Raised again in the thread that waits.
                failure.append(error)
            finally:
                stop.set()

        with ExitStack() as stack:
            for listening in (self._listening, self._proxy, self._web):
                if listening is not None:
                    stack.callback(listening.close)
            stack.enter_context(turned(self.endpoint))
            stack.callback(supervisor.stop_all)
            overtime = threading.Timer(seconds, stop.set)
            stack.callback(overtime.cancel)
            aws = programs.local_aws(self.console, self._state, self._listening, rebuild=self._rebuild)
            self._start(supervisor, aws)
            tables.ensure_tables()
            bucket.ensure_bucket()
            queue.ensure_queue()
            if self.proxied:
                self._start(supervisor, self._proxy_service())
            workers = [self._worker(number, skew) for number, skew in enumerate(self._skews, start=1)]
            self._start(supervisor, *workers, *([self._web_service()] if self._web else []))
            thread = threading.Thread(target=tell, name="story", daemon=True)
            overtime.start()
            thread.start()
            supervisor.watch()
            thread.join(timeout=0.1)
            if failure:
                raise failure[0]
            if thread.is_alive():
                raise TimeoutError(f"the story did not end within {seconds:.0f} s")

    def pid(self, name: str) -> int | None:
        """Process id of `aws`, `proxy` or `worker-N`; None while it is being started again."""
        process = self._services[name].process
        return process.pid if process is not None and process.exit_code() is None else None

    def signal(self, name: str, number: signal.Signals) -> bool:
        """Send a signal to one process; False where there is none just now."""
        pid = self.pid(name)
        if pid is None:
            return False
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return False
        return True

    def aws_answers(self) -> bool:
        """Whether the local AWS answers (which it does not before its tables are rebuilt)."""
        return answers(port_of(self._listening), "/_ministack/health", timeout=0.5)

    def children(self, name: str) -> list[int]:
        """Process ids of a worker's pool."""
        pid = self.pid(name)
        if pid is None:
            return []
        try:
            text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        except FileNotFoundError:
            return []
        return [int(child) for child in text.split()]

    def workers(self) -> list[str]:
        """Their names."""
        return [name for name in self._services if name.startswith("worker")]

    def rules(self, *rules: Mapping[str, Any]) -> None:
        """Replace the faults at the wire (see microburst's rules)."""
        self._ask_proxy("POST", "rules", list(rules))

    def faults(self) -> Counter[str]:
        """How many faults of each kind happened at the wire."""
        kinds: Counter[str] = Counter()
        for rule in self._ask_proxy("GET", "rules"):
            effect = next((e for e in ("error", "response", "reset", "latency") if rule.get(e)), "other")
            if effect == "error":
                effect = rule["error"]["code"]
            elif effect == "response":
                effect = "answer cut off after the commit"
            kinds[f"{rule['service']} {effect}"] += rule["fired_count"]
        return kinds

    def _ask_proxy(self, method: str, what: str, body: Any = None) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._proxy_port}/_microburst/{what}",
            method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or b"null")

    def _start(self, supervisor: Supervisor, *services: Service) -> None:
        for service in services:
            service.restarts = Restarts(limit=100_000, longest=0.5)
            self._services[service.name] = service
        supervisor.start(*services)
        assert supervisor.wait_ready(*services)

    def _worker(self, number: int, skew: float) -> Service:
        name = f"worker-{number}"
        injected = {"CHAOS_CLOCK_SKEW": str(skew)}
        if self._pause is not None:
            injected["CHAOS_PAUSE"] = str(self._pause)
        program = Program(
            name=name,
            command=[sys.executable, "-m", "tests.chaos.worker", "--hostname", f"{name}@{socket.gethostname()}"],
            environment={**self._environment(), **injected, **self._more},
            folder=settings.BASE_DIR,
            grace_seconds=settings.WORKER_GRACE_SECONDS,
            tells_ready=True,
        )
        return Service(name=name, program=lambda: program, is_ready=Process.has_said_ready)

    def _environment(self) -> dict[str, str]:
        endpoint = f"http://127.0.0.1:{self._proxy_port}" if self._proxy_port else self.endpoint
        return programs.child_environment(
            turned_to(endpoint, os.environ, region=settings.AWS_REGION),
            TRACKING_LEASE_SECONDS=str(self._lease_seconds),
            TRACKING_SWEEP_SECONDS="0.5",
            THROUGHLINE_VAR=str(self._folder),
        )

    @property
    def web_port(self) -> int:
        """Where the web answers."""
        assert self._web is not None
        return port_of(self._web)

    def _web_service(self) -> Service:
        assert self._web is not None
        environment = self._environment()
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], env=environment, check=True)
        endpoint = f"fd:fileno={self._web.fileno()}"
        program = Program(
            name="web",
            command=[sys.executable, "-m", "daphne", "--verbosity", "0", "--endpoint", endpoint, WEB],
            environment=environment,
            folder=settings.BASE_DIR,
            sockets=(self._web.fileno(),),
        )
        port = self.web_port
        return Service(name="web", program=lambda: program, is_ready=lambda process: answers(port, "/health/live"))

    def _proxy_service(self) -> Service:
        assert self._proxy is not None
        port = self._proxy_port
        self._proxy.close()  # It takes no descriptor; nobody else is given the port so soon.
        program = Program(
            name="proxy",
            command=[sys.executable, "-m", "microburst", "--port", str(port), "--upstream", self.endpoint],
            environment={"PATH": os.environ.get("PATH", os.defpath)},
            folder=self._folder,
        )
        return Service(
            name="proxy", program=lambda: program, is_ready=lambda process: answers(port, "/_microburst/health")
        )

    def _rebuild(self, endpoint: str) -> int:
        with turned(endpoint):
            tables.ensure_tables()
            bucket.ensure_bucket()
            queue.ensure_queue()
            return sum(restored for _, restored in journal.rebuild(tracked_store()))


@contextmanager
def turned(endpoint: str) -> Iterator[None]:
    """This process's own clients, turned to `endpoint`."""
    before = dict(os.environ)
    os.environ.update(turned_to(endpoint, os.environ, region=settings.AWS_REGION))
    clients.cache_clear()
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        clients.cache_clear()
