"""The API describes itself, and what it describes is what it does."""

from __future__ import annotations

import re

from django.test import Client

CALLS = {
    ("/analysis/status/{request_id}", "get"),
    ("/analysis/requests", "get"),
    ("/analysis/requests", "post"),
    ("/analysis/preview", "post"),
    ("/analysis/requests/{request_id}/result", "get"),
    ("/analysis/requests/{request_id}/events", "get"),
    ("/analysis/requests/{request_id}/sources", "get"),
    ("/analysis/requests/{request_id}/sources/{name}", "get"),
    ("/analysis/requests/{request_id}/retry", "post"),
    ("/analysis/requests/{request_id}/cancel", "post"),
    ("/analysis/requests/{request_id}", "delete"),
    ("/analysis/requests/{request_id}/pseudonyms", "delete"),
    ("/analysis/requests/{request_id}/export", "get"),
    ("/health/live", "get"),
    ("/health/ready", "get"),
}
"""The contract with programs outside this project."""


def test_the_description_names_every_call(api: Client) -> None:
    schema = api.get("/openapi.json").json()

    described = {(path, method) for path, methods in schema["paths"].items() for method in methods}
    assert described == CALLS
    ids = [operation["operationId"] for methods in schema["paths"].values() for operation in methods.values()]
    assert len(ids) == len(set(ids))


def test_the_docs_load_nothing_from_elsewhere_and_run_nothing_inline(api: Client) -> None:
    response = api.get("/docs")

    html = response.content.decode()
    assert response.status_code == 200
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", html)
    inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", html)
    assert all('type="application/json"' in attributes for attributes in inline)
    assert "<style" not in html
    assert "'unsafe" not in response["Content-Security-Policy"]


def test_paths_have_no_trailing_slash(api: Client) -> None:
    response = api.get("/analysis/requests/")

    assert response.status_code == 404
    assert response.json()["error"]["code"] == "not_found"
