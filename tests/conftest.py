"""Fixtures for all tests: AWS in this process, the real one out of reach, and what was sent to the queue."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from moto import mock_aws
from pytest_django import Settings

from tests.calls import forbidden, record_calls
from tests.ministack import MiniStack, running, turn_to
from tracking import bucket, queue, tables
from tracking.client import clients


def pytest_unconfigure() -> None:
    shutil.rmtree(django_settings.VAR_DIR, ignore_errors=True)


@pytest.fixture(autouse=True)
def within_the_policy() -> Iterator[None]:
    """No test makes the product do what no role is allowed to do (see tests.calls)."""
    forbidden.clear()
    yield
    assert not forbidden, "no IAM policy allows this: add it to tracking/policy.py, or do without"


@pytest.fixture(autouse=True)
def no_clients_of_another_service() -> Iterator[None]:
    """Clients of a stand-in end with the test; those of AWS serve the next one: making them takes long."""
    yield
    if clients.cache_info().currsize and "amazonaws.com" not in clients().dynamodb.meta.endpoint_url:
        clients.cache_clear()


@pytest.fixture
def empty_aws() -> Iterator[None]:
    """AWS in this process (moto), with nothing in it. Its clients are kept: making them is most of a test's time."""
    with mock_aws():
        record_calls(clients())
        yield


@pytest.fixture
def aws(empty_aws: None) -> None:
    """AWS in this process, with tables, bucket and queue."""
    tables.ensure_tables()
    bucket.ensure_bucket()
    queue.ensure_queue()


@pytest.fixture(scope="session")
def ministack_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MiniStack]:
    with running(tmp_path_factory.mktemp("ministack")) as service:
        yield service


@pytest.fixture
def ministack(ministack_process: MiniStack, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """MiniStack, with tables, bucket and queue of the test's own."""
    turn_to(ministack_process, monkeypatch, settings)
    record_calls(clients())


class Sent(list[str]):
    """Ids of the analyses that workers were told of, in order. `broken` makes the queue unreachable."""

    broken = False

    def send_task(self, name: str, args: list[str], **options: Any) -> None:
        if self.broken:
            raise ConnectionError
        self.append(args[0])


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """Instead of a queue."""
    sent = Sent()
    monkeypatch.setattr("analysis.dispatch.app.send_task", sent.send_task)
    return sent


@pytest.fixture(scope="session")
def specimens() -> Path:
    """Folder of the open-licence specimens (see ORIGINS.md there)."""
    return Path(__file__).parent / "data"
