"""The services that the store must work on alike: moto, MiniStack, and Amazon's own DynamoDB Local."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Lock
from typing import Any

import pytest
from moto import mock_aws
from pytest_django import Settings

from tests.calls import record_calls
from tests.tracking.stream.conftest import LocalService, dynamodb_local, dynamodb_local_home
from tests.tracking.stream.conftest import running as running_service
from tracking import tables
from tracking.client import Clients, clients


@pytest.fixture(scope="session")
def dynamodb_local_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalService]:
    with running_service(dynamodb_local(tmp_path_factory.mktemp("dynamodb-local"), dynamodb_local_home())) as service:
        yield service


@pytest.fixture(params=["moto", "ministack", "dynamodb_local"])
def dynamodb(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[str]:
    """Each service in turn, with the two tables; its name."""
    name = str(request.param)
    if name == "moto":
        with mock_aws():
            record_calls(clients())
            one_at_a_time(monkeypatch, clients().dynamodb)
            tables.ensure_tables()
            yield name
        return
    if name == "ministack":
        request.getfixturevalue("ministack")
    else:
        service: LocalService = request.getfixturevalue("dynamodb_local_process")
        settings.DYNAMODB_TABLE_NAME = f"analyses-{request.node.nodeid.__hash__() & 0xFFFFFFFF:x}"
        for variable, value in (
            ("AWS_ENDPOINT_URL", service.endpoint),
            ("AWS_ACCESS_KEY_ID", "local"),
            ("AWS_SECRET_ACCESS_KEY", "local"),
        ):
            monkeypatch.setenv(variable, value)
        clients.cache_clear()
        record_calls(clients())
        carry_empty_strings(clients())
        tables.ensure_tables()
    yield name


def one_at_a_time(monkeypatch: pytest.MonkeyPatch, client: Any) -> None:
    """Let no two calls overlap: a transaction that fails in moto puts back whole tables, with what others wrote."""
    call, lock = client._make_api_call, Lock()

    def alone(*values: Any, **named: Any) -> Any:
        with lock:
            return call(*values, **named)

    monkeypatch.setattr(client, "_make_api_call", alone)


EMPTY = "\N{EMPTY SET}"


def carry_empty_strings(clients: Clients) -> None:
    """Let an empty string travel as another character.

    The DynamoDB Local that npm has is of January 2020 and refuses them; DynamoDB has taken them since May 2020.
    """
    events = clients.dynamodb.meta.events
    events.register("provide-client-params.dynamodb.*", lambda params, **_: _replaced(params, "", EMPTY))
    events.register("after-call.dynamodb.*", lambda parsed, **_: parsed.update(_replaced(parsed, EMPTY, "")))


def _replaced(value: Any, old: str, new: str) -> Any:
    if isinstance(value, dict):
        return {key: new if key == "S" and item == old else _replaced(item, old, new) for key, item in value.items()}
    return [_replaced(item, old, new) for item in value] if isinstance(value, list) else value
