"""A storm over a Cluster: what kills, pauses, drops and repeats, and the figures of it."""

from __future__ import annotations

import os
import signal
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

from analysis.dispatch import enqueue
from analysis.results import current_result
from dashboard.supervisor.process import wait_until
from tests.chaos.checks import Verdict, judge
from tests.chaos.cluster import Cluster
from tests.chaos.people import People
from tracking.client import clients
from tracking.clock import seconds
from tracking.conf import tracking_settings
from tracking.errors import TrackingError
from tracking.store import Store

FAULTS: tuple[dict[str, Any], ...] = (
    {"service": "dynamodb", "probability": 0.02, "error": {"code": "ProvisionedThroughputExceededException"}},
    {"service": "dynamodb", "probability": 0.01, "error": {"code": "InternalServerError", "status": 500}},
    # The write takes effect, and its answer is cut off.
    {"service": "dynamodb", "probability": 0.03, "response": {"abort_bytes": 1}},
    {"service": "dynamodb", "probability": 0.01, "reset": True},
    {"service": "dynamodb", "probability": 0.003, "latency": {"min": 6000, "max": 7000}},
    {"service": "s3", "probability": 0.02, "error": {"code": "SlowDown", "status": 503}},
    {"service": "s3", "probability": 0.01, "error": {"code": "InternalError", "status": 500}},
    {"service": "s3", "probability": 0.01, "response": {"abort_bytes": 1}},
    {"service": "s3", "probability": 0.01, "reset": True},
    {"service": "sqs", "probability": 0.03, "error": {"code": "InternalFailure", "status": 500}},
    {"service": "sqs", "probability": 0.02, "response": {"abort_bytes": 1}},
    {"service": "sqs", "probability": 0.01, "reset": True},
)
"""Faults at the wire, between the workers and web on one side and AWS on the other."""


@dataclass(slots=True)
class Figures:
    """What happened."""

    done: Counter[str] = field(default_factory=Counter)
    """How often each thing was done to the service."""
    faults: Counter[str] = field(default_factory=Counter)
    """How many faults at the wire of each kind."""
    killed_at: dict[int, float] = field(default_factory=dict)
    """When each process of a worker was killed, by its id."""
    aws_back: list[float] = field(default_factory=list)
    """Seconds from each kill of the local AWS until it answered again, its tables rebuilt."""
    recoveries: list[float] = field(default_factory=list)
    """Seconds from the kill of a worker until another had taken over an analysis it held."""
    verdict: Verdict = field(default_factory=Verdict)
    analyses: int = 0
    attempts: int = 0

    def lines(self, lease_seconds: float) -> list[str]:
        """The figures, for a person."""
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(self.done.items()))
        wire = ", ".join(f"{count} {kind}" for kind, count in sorted(self.faults.items()))
        ends = ", ".join(f"{count} {end}" for end, count in sorted(self.verdict.ends.items()))
        verdict = self.verdict
        lines = [
            f"analyses      {self.analyses} acknowledged, {self.attempts} attempts; ended: {ends}",
            f"done to them  {kinds}",
            f"at the wire   {wire or 'nothing'}",
            (
                f"verdict       lost {len(verdict.lost)}, stuck {len(verdict.stuck)}, effects doubled "
                f"{len(verdict.doubled)}, illegal transitions {len(verdict.illegal)}, "
                f"wrong results {len(verdict.wrong)}"
            ),
        ]
        if self.recoveries:
            middle, most = statistics.median(self.recoveries), max(self.recoveries)
            lines.append(
                f"recovery      after kill -9 of a worker: p50 {middle:.1f} s, max {most:.1f} s "
                f"({middle / lease_seconds:.2f} and {most / lease_seconds:.2f} lease times; n={len(self.recoveries)})"
            )
        if self.aws_back:
            lines.append(
                f"local AWS     back with its tables rebuilt: p50 {statistics.median(self.aws_back):.1f} s, "
                f"max {max(self.aws_back):.1f} s (n={len(self.aws_back)})"
            )
        return lines


class Storm:
    """Happens to a cluster for a while; then all is left in peace, and judged."""

    def __init__(
        self,
        *,
        random: Random,
        seconds: float,
        calm_seconds: float,
        lease_seconds: float,
        text: str,
        in_flight: int = 6,
        weights: Mapping[str, float] | None = None,
        certain: Sequence[str] = (),
        every: tuple[float, float] = (0.3, 2.0),
        say: Callable[[str], None] = lambda line: None,
    ) -> None:
        self.figures = Figures()
        self._random = random
        self._seconds = seconds
        self._calm_seconds = calm_seconds
        self._lease_seconds = lease_seconds
        self._text = text
        self._in_flight = in_flight
        self._say = say
        self._certain = list(certain)
        self._every = every
        self._actions: dict[str, Callable[[Cluster], bool]] = {
            "kill -9 worker": self._kill_worker,
            "kill -9 pool child": self._kill_child,
            "kill -9 web": lambda cluster: cluster.signal("web", signal.SIGKILL),
            "kill -9 local AWS": self._kill_aws,
            "pause past the lease": self._pause,
            "SIGTERM worker": self._stop_worker,
            "repeated messages": self._repeat,
            "dropped messages": self._drop,
            "meddling": self._meddle,
            "forgetting names": self._forget_names,
        }
        self._weights = dict.fromkeys(self._actions, 1.0) | dict(weights or {})
        self._people: People
        self._pauses: list[threading.Timer] = []
        self._over = False

    def __call__(self, cluster: Cluster) -> None:
        """The story: a run in peace for comparison, the storm, the calm, the judgement."""
        self._people = People(cluster.web_port, self._random, self._text)
        first = [self._people.submit(lambda: False, pseudonymise=pseudonymise) for pseudonymise in (False, True)]
        self._wait_for_ends(cluster, 120)
        plain, pseudonymised = (current_result(Store().get(request_id)) for request_id in first if request_id)
        expected = {False: plain, True: pseudonymised}
        if cluster.proxied:
            cluster.rules(*FAULTS)
        submitting = threading.Thread(target=self._submit, name="people", daemon=True)
        submitting.start()
        until = time.monotonic() + self._seconds
        while self._certain or time.monotonic() < until:
            time.sleep(self._random.uniform(*self._every))
            name = self._next()
            with suppress(TrackingError):
                if self._actions[name](cluster):
                    self.figures.done[name] += 1
                    self._say(name)
        self._over = True
        for pause in self._pauses:
            pause.join()
        submitting.join()
        if cluster.proxied:
            self.figures.faults.update(cluster.faults())
            cluster.rules()
        self._wait_for_ends(cluster, self._calm_seconds)
        self._judge(expected)

    def _next(self) -> str:
        if self._certain:
            return self._certain.pop(0)
        names = list(self._actions)
        return self._random.choices(names, [self._weights[name] for name in names])[0]

    def _submit(self) -> None:
        while not self._over:
            with suppress(TrackingError):
                if len(self._unfinished()) < self._in_flight:
                    self._people.submit(lambda: False, pseudonymise=self._random.random() < 0.4)
            time.sleep(0.1)

    def _unfinished(self) -> list[str]:
        ids = list(self._people.acknowledged)
        store = Store()
        records = {
            k: v for start in range(0, len(ids), 100) for k, v in store.get_many(ids[start : start + 100]).items()
        }
        return [
            request_id
            for request_id, record in records.items()
            if not record.overall_status.is_final or record.deleting or record.forgetting
        ]

    def _wait_for_ends(self, cluster: Cluster, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with suppress(TrackingError):
                if not self._unfinished():
                    return
            time.sleep(0.2)

    def _judge(self, expected: Mapping[bool, dict[str, Any]]) -> None:
        figures, store = self.figures, Store()
        ids = list(self._people.acknowledged)
        figures.verdict = judge(ids, expected=expected, deletable=frozenset(self._people.deleting))
        figures.analyses = len(ids)
        for request_id in ids:
            holder = 0
            for event in store.events(request_id):
                if event.message.startswith("Attempt "):
                    figures.attempts += 1
                    if "was lost" in event.message and holder in figures.killed_at:
                        figures.recoveries.append(seconds(event.at) - figures.killed_at[holder])
                    holder = int(event.actor.rsplit(":", 1)[1])

    # What it does

    def _kill_worker(self, cluster: Cluster) -> bool:
        name = self._random.choice(cluster.workers())
        pids = [pid for pid in [cluster.pid(name), *cluster.children(name)] if pid is not None]
        self.figures.killed_at.update(dict.fromkeys(pids, time.time()))
        return cluster.signal(name, signal.SIGKILL)

    def _kill_child(self, cluster: Cluster) -> bool:
        children = cluster.children(self._random.choice(cluster.workers()))
        if not children:
            return False
        child = self._random.choice(children)
        self.figures.killed_at[child] = time.time()
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        return True

    def _kill_aws(self, cluster: Cluster) -> bool:
        killed = time.monotonic()
        if not cluster.signal("aws", signal.SIGKILL):
            return False
        if wait_until(cluster.aws_answers, 60):
            self.figures.aws_back.append(time.monotonic() - killed)
        return True

    def _pause(self, cluster: Cluster) -> bool:
        """SIGSTOP a pool process, SIGCONT when its lease is long over."""
        children = cluster.children(self._random.choice(cluster.workers()))
        if not children:
            return False
        child = self._random.choice(children)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGSTOP)

        def go_on() -> None:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGCONT)

        timer = threading.Timer(self._lease_seconds * self._random.uniform(1.2, 2.5), go_on)
        timer.start()
        self._pauses.append(timer)
        return True

    def _stop_worker(self, cluster: Cluster) -> bool:
        return cluster.signal(self._random.choice(cluster.workers()), signal.SIGTERM)

    def _repeat(self, cluster: Cluster) -> bool:
        for request_id in self._random.choices(list(self._people.acknowledged), k=3):
            enqueue(request_id)
        return True

    def _drop(self, cluster: Cluster) -> bool:
        sqs = clients().sqs
        try:
            url = sqs.get_queue_url(QueueName=tracking_settings().queue)["QueueUrl"]
            messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
            for message in messages:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        except sqs.exceptions.ClientError:
            return False
        return bool(messages)

    def _meddle(self, cluster: Cluster) -> bool:
        others = list(self._people.acknowledged)[2:]  # The first two are what all are compared with.
        if not others:
            return False
        what = self._people.meddle(self._random.choice(others[-10:]))
        self.figures.done[what] += 1
        return True

    def _forget_names(self, cluster: Cluster) -> bool:
        others = self._people.pseudonymised[1:]  # The first is what they are compared with.
        return bool(others) and self._people.forget_names(self._random.choice(others))
