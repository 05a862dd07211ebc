from __future__ import annotations

import threading

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.log import log_response

from dashboard import health
from tracking.client import clients
from tracking.errors import Unreachable


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' database lives in one thread; the check asks from another."""
    checks = {name: check for name, check in health.CHECKS.items() if name != "database"}
    monkeypatch.setattr(health, "CHECKS", checks)
    monkeypatch.setattr(health, "_asked", {})


def test_live_asks_nobody() -> None:
    response = Client().get("/health/live")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_ready(aws: None) -> None:
    response = Client().get("/health/ready")

    assert response.status_code == 200
    assert response.json()["status"] == "ok"


def test_not_ready_names_what_is_missing(aws: None) -> None:
    clients().dynamodb.delete_table(TableName="design-analysis-tracking-events")
    clients().s3.delete_bucket(Bucket="design-analysis")

    response = Client().get("/health/ready")

    assert response.status_code == 503
    assert response["Retry-After"]
    error = response.json()["error"]
    assert set(error["details"]["services"]) == {"dynamodb", "s3"}
    assert "design-analysis-tracking-events" in error["details"]["services"]["dynamodb"]


def test_not_ready_is_an_answer_and_no_error_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(health, "CHECKS", {"dynamodb": lambda: "There is no table."})

    response = Client().get("/health/ready")

    assert response.status_code == 503
    assert not caplog.records


@pytest.mark.parametrize(("path", "status"), [("/analysis/requests", 503), ("/health/ready", 500)])
def test_other_errors_are_logged(path: str, status: int, caplog: pytest.LogCaptureFixture) -> None:
    log_response("Broken", request=RequestFactory().get(path), response=HttpResponse(status=status))

    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_a_service_that_does_not_answer_is_asked_once_only(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = threading.Semaphore(0)
    answer = threading.Event()

    def slow() -> str:
        asked.release()
        answer.wait(10)
        return ""

    monkeypatch.setattr(health, "CHECKS", {"dynamodb": slow})
    try:
        found = [health.problems(seconds=0.01) for _ in range(3)]
    finally:
        answer.set()

    assert [list(problems) for problems in found] == [["dynamodb"]] * 3
    assert asked.acquire(timeout=5)
    assert not asked.acquire(blocking=False)


def test_what_is_wrong_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable() -> str:
        raise Unreachable("No answer from AWS to sqs:GetQueueAttributes.", "Check the network.")

    monkeypatch.setattr(health, "CHECKS", {"sqs": unreachable})

    assert health.problems() == {"sqs": "No answer from AWS to sqs:GetQueueAttributes. Check the network."}
