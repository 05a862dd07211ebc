from __future__ import annotations

import subprocess
import sys

import pytest
from django.test import Client
from pytest_django import Settings

from tests.conftest import Sent
from tests.dashboard.conftest import INTERVIEW

OWN = "http://testserver"


def post(api: Client, **headers: str) -> int:
    body = {"text": INTERVIEW}
    return api.post("/analysis/requests", body, content_type="application/json", headers=headers).status_code


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"user-agent": "curl/8"},
        {"origin": OWN},
        {"origin": OWN, "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
    ],
)
def test_programs_and_our_own_pages_may_submit(api: Client, headers: dict[str, str]) -> None:
    assert post(api, **headers) == 202


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://testserver.evil.example"},
        {"origin": "https://testserver"},
        {"origin": "http://testserver:8080"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": OWN, "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"},
    ],
)
def test_pages_of_other_sites_may_change_nothing(api: Client, sent: Sent, headers: dict[str, str]) -> None:
    assert post(api, **headers) == 403
    assert sent == []


@pytest.mark.parametrize("method", ["post", "delete"])
def test_the_refusal_has_the_one_shape(api: Client, method: str) -> None:
    response = getattr(api, method)("/analysis/requests/analysis_x", headers={"origin": "null"})

    assert response.json()["error"]["code"] == "cross_site"


def test_a_trusted_origin_may(api: Client, settings: Settings) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://research.example"]

    assert post(api, **{"origin": "https://research.example", "sec-fetch-site": "cross-site"}) == 202


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}, 200),
        ({"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty"}, 200),
        ({}, 200),
    ],
)
def test_reads_of_the_api_from_other_sites(api: Client, headers: dict[str, str], status: int) -> None:
    assert api.get("/analysis/requests", headers=headers).status_code == status


def test_forms_of_pages_are_covered_too(api: Client) -> None:
    response = api.post("/analyses/analysis_x/cancel/", headers={"sec-fetch-site": "cross-site"})

    assert response.status_code == 403
    assert response["Content-Type"].startswith("text/html")


BEHIND_TLS = {
    "host": "testserver",
    "x-forwarded-proto": "https",
    "origin": "https://testserver",
    "sec-fetch-site": "same-origin",
}


def test_behind_a_proxy_that_ends_tls_our_own_pages_may_submit_and_links_are_https(
    api: Client, completed: str, settings: Settings
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    assert post(api, **BEHIND_TLS) == 202
    shared = api.post(f"/analyses/{completed}/share/", {"days": "7"}, headers=BEHIND_TLS).content.decode()
    assert "https://testserver/shared/" in shared


def test_nobody_is_believed_to_have_come_over_tls_unless_the_proxy_is_trusted(api: Client) -> None:
    assert post(api, **BEHIND_TLS) == 403


@pytest.mark.parametrize(("trusted", "header"), [("", None), ("True", ("HTTP_X_FORWARDED_PROTO", "https"))])
def test_the_proxy_is_trusted_by_a_setting(trusted: str, header: tuple[str, str] | None) -> None:
    code = "from dashboard.settings import SECURE_PROXY_SSL_HEADER as header; print(repr(header))"
    environment = {"THROUGHLINE_ENV_FILE": "", **({"DJANGO_TRUST_FORWARDED_PROTO": trusted} if trusted else {})}
    command = [sys.executable, "-c", code]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)

    assert told.stdout.strip() == repr(header)
