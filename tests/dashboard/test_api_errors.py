"""Every error under the API has one shape, whoever answers."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import EndpointConnectionError
from django.test import Client
from pytest_django import Settings

from analysis import errors as analysis_errors
from analysis import s3_sources, submissions, usable
from dashboard.api.errors import STATUSES, is_api_path
from tests.dashboard.conftest import submit
from tracking import errors as tracking_errors
from tracking.client import clients


def assert_error(response: object, status: int, code: str) -> None:
    assert getattr(response, "status_code") == status  # noqa: B009
    assert response["Content-Type"].startswith("application/json")  # type: ignore[index]
    body = json.loads(getattr(response, "content"))  # noqa: B009
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "details"}
    assert body["error"]["code"] == code
    assert body["error"]["message"]


@pytest.mark.parametrize(
    "path", ["/analysis/nothing", "/analysis/", "/health/nothing", "/analysis/status/a/b", "/analysis"]
)
def test_unknown_addresses(api: Client, path: str) -> None:
    assert_error(api.get(path), 404, "not_found")


def test_pages_keep_their_own_errors(api: Client) -> None:
    response = api.get("/nothing/")

    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("put", "/analysis/requests"),
        ("delete", "/analysis/requests"),
        ("post", "/analysis/status/analysis_x"),
        ("get", "/analysis/requests/analysis_x/cancel"),
        ("patch", "/health/live"),
    ],
)
def test_methods_that_are_not_taken(api: Client, method: str, path: str) -> None:
    response = getattr(api, method)(path)

    assert_error(response, 405, "method_not_allowed")
    assert response["Allow"]


def test_a_foreign_host_name(api: Client) -> None:
    assert_error(api.get("/analysis/requests", headers={"host": "evil.example"}), 400, "unknown_host")


def test_a_fault_of_our_own_shows_no_traceback(
    api: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("words of a participant")

    monkeypatch.setattr("dashboard.api.analyses.listing.recent", broken)

    response = api.get("/analysis/requests")

    assert_error(response, 500, "internal_error")
    assert "participant" not in response.content.decode()
    assert "participant" not in caplog.text
    assert response.json()["error"]["details"]["reference"] in caplog.text


@pytest.mark.parametrize("debug", [True, False])
def test_a_fault_before_the_api_shows_no_traceback(
    api: Client, monkeypatch: pytest.MonkeyPatch, settings: Settings, debug: bool
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("inside")

    settings.DEBUG = debug
    monkeypatch.setattr("dashboard.cross_site.is_foreign", broken)

    response = api.get("/analysis/requests")

    assert_error(response, 500, "internal_error")
    assert "inside" not in response.content.decode()


def test_a_service_that_is_down(api: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(**_: object) -> None:
        raise EndpointConnectionError(endpoint_url="http://127.0.0.1:1")

    monkeypatch.setattr(clients().dynamodb, "query", unreachable)

    response = api.get("/analysis/requests")

    assert_error(response, 503, "unreachable")
    assert int(response["Retry-After"]) > 0


def test_a_table_that_is_gone(api: Client) -> None:
    clients().dynamodb.delete_table(TableName="design-analysis-tracking")

    response = api.get("/analysis/status/analysis_x")

    assert_error(response, 503, "resource_missing")
    assert "check_tracking" in response.json()["error"]["details"]["remedy"]


def kinds(base: type, *modules: object) -> set[str]:
    return {
        value.kind
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, base) and hasattr(value, "kind")
    }


def test_every_kind_of_error_has_a_status() -> None:
    service = kinds(tracking_errors.ServiceError, tracking_errors)
    inside_workers = {"analysis", "tracking", "interrupted"}
    known = kinds(tracking_errors.TrackingError, tracking_errors) | kinds(
        analysis_errors.AnalysisError, analysis_errors, s3_sources, submissions, usable
    )

    assert known - service - inside_workers == set(STATUSES)


@pytest.mark.parametrize("path", ["/", "/new/", "/analyses/analysis_x/", "/static/app.css", "/analysis-notes"])
def test_pages_are_not_the_api(path: str) -> None:
    assert not is_api_path(path)


def test_errors_are_not_kept_by_anybody(api: Client) -> None:
    request_id = submit(api)

    assert api.get(f"/analysis/status/{request_id}")["Cache-Control"] == "no-store"
