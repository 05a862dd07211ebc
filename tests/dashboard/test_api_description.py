"""The API describes itself, and what it describes is what it does."""

from __future__ import annotations

import json
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


def test_every_reference_in_it_leads_somewhere(api: Client) -> None:
    schema = api.get("/openapi.json").json()

    references = set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(schema)))
    assert references
    for reference in references:
        place = schema
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]


def test_every_error_it_names_has_the_one_shape_and_every_call_names_what_can_go_wrong(api: Client) -> None:
    schema = api.get("/openapi.json").json()

    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            errors = {status: each for status, each in operation["responses"].items() if status >= "400"}
            for status, each in errors.items():
                reference = each["content"]["application/json"]["schema"]["$ref"]
                assert reference == "#/components/schemas/Error", (path, method, status)
            if path.startswith("/analysis"):
                assert "503" in errors, (path, method)
            if "{request_id}" in path:
                assert "404" in errors, (path, method)
            if "requestBody" in operation:
                assert {"400", "413", "422"} <= set(errors), (path, method)
            if any(given["in"] == "query" for given in operation.get("parameters", ())):
                assert "422" in errors, (path, method)


def test_the_audit_trail_is_described_with_the_names_it_has(completed: str, api: Client) -> None:
    schema = api.get("/openapi.json").json()
    event = api.get(f"/analysis/requests/{completed}/events").json()["events"][0]

    assert set(schema["components"]["schemas"]["Event"]["required"]) == set(event)


def test_a_key_whose_analysis_was_deleted_is_told_so(api: Client) -> None:
    body = {"text": "Anna: I wait.", "filename": "anna.txt"}
    asked = {"path": "/analysis/requests", "data": body, "content_type": "application/json"}
    key = {"Idempotency-Key": "once"}
    made = api.post(**asked, headers=key).json()["request_id"]  # type: ignore[arg-type]
    api.delete(f"/analysis/requests/{made}")

    again = api.post(**asked, headers=key)  # type: ignore[arg-type]

    assert (again.status_code, again.json()["error"]["code"]) == (410, "deleted")
    described = api.get("/openapi.json").json()["paths"]["/analysis/requests"]["post"]["responses"]
    assert "410" in described


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
