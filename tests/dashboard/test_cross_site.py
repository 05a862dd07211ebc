from __future__ import annotations

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
