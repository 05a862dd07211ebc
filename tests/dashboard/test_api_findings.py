"""Result, audit trail, sources, export."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from analysis import worker
from dashboard.api.schemas import EventsAnswer, Result, SourcesAnswer
from tests.dashboard.conftest import INTERVIEW, submit


def test_the_result_document(api: Client, completed: str) -> None:
    response = api.get(f"/analysis/requests/{completed}/result")

    assert response.status_code == 200
    result = response.json()
    Result.model_validate(result)
    assert (result["request_id"], result["status"]) == (completed, "completed")
    text = api.get(f"/analysis/requests/{completed}/sources/anna.txt").content.decode()
    assert text == INTERVIEW
    for chunk in result["chunks"]:
        assert text[chunk["start"] : chunk["end"]] == chunk["content"]
    assert result["sources"][0]["words"] > 0


def test_a_result_that_is_not_there_yet(api: Client) -> None:
    request_id = submit(api)

    whole = api.get(f"/analysis/requests/{request_id}/result")
    partial = api.get(f"/analysis/requests/{request_id}/result?partial=1")

    assert (whole.status_code, whole.json()["error"]["code"]) == (409, "not_completed")
    assert whole.json()["error"]["details"] == {"overall_status": "pending"}
    assert partial.status_code == 200
    Result.model_validate(partial.json())
    assert partial.json()["chunks"] == []


def test_what_an_earlier_attempt_came_to_stays_readable(api: Client, completed: str) -> None:
    before = api.get(f"/analysis/requests/{completed}/result").json()
    api.post(f"/analysis/requests/{completed}/retry", {"from_step": "relating"}, content_type="application/json")
    worker.run_analysis(completed)

    now = api.get(f"/analysis/requests/{completed}/result").json()
    earlier = api.get(f"/analysis/requests/{completed}/result?attempt=1").json()

    assert (now["attempt"], earlier["attempt"]) == (2, 1)
    assert earlier["design_principles"] == before["design_principles"]
    assert api.get(f"/analysis/requests/{completed}/result?attempt=9").status_code == 404


def test_the_audit_trail(api: Client, completed: str) -> None:
    events = api.get(f"/analysis/requests/{completed}/events").json()

    EventsAnswer.model_validate(events)
    trail = events["events"]
    assert [event["seq"] for event in trail] == sorted({event["seq"] for event in trail})
    assert (trail[0]["from"], trail[0]["to"], trail[0]["actor"]) == (None, "pending", "api")
    assert (trail[-1]["step"], trail[-1]["to"]) == ("activating", "completed")


def test_sources(api: Client, completed: str) -> None:
    answer = api.get(f"/analysis/requests/{completed}/sources").json()

    SourcesAnswer.model_validate(answer)
    source = answer["sources"][0]
    assert (source["name"], source["characters"]) == ("anna.txt", len(INTERVIEW))
    assert api.get(urlsplit(source["url"]).path).content.decode() == INTERVIEW


def test_a_source_is_text_whatever_it_holds(api: Client, engine: None) -> None:
    text = "Anna: <script>alert(1)</script> I keep notes.\r\nBen: Ünïcödé 💬.\n"
    name = 'a "b" ü.txt'
    response = api.post("/analysis/requests", {"files": [SimpleUploadedFile(name, text.encode())]})
    request_id = response.json()["request_id"]
    worker.run_analysis(request_id)

    source = api.get(f"/analysis/requests/{request_id}/sources").json()["sources"][0]
    response = api.get(urlsplit(source["url"]).path)

    assert response.content.decode() == text  # Line ends untouched.
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert response["Content-Disposition"].startswith("inline; filename*=UTF-8''a%20")


@pytest.mark.parametrize("name", ["none.txt", "..%2F..%2Fetc%2Fpasswd", "a/b/c", "%00"])
def test_a_source_that_is_not_there(api: Client, completed: str, name: str) -> None:
    response = api.get(f"/analysis/requests/{completed}/sources/{name}")

    assert (response.status_code, response.json()["error"]["code"]) == (404, "not_found")


def test_sources_before_a_worker_has_read_them(api: Client) -> None:
    response = api.get(f"/analysis/requests/{submit(api)}/sources")

    assert (response.status_code, response.json()["error"]["code"]) == (409, "not_read_yet")


@pytest.mark.parametrize(
    ("kind", "starts"), [("json", b"{"), ("md", b"#"), ("csv", b""), ("docx", b"PK"), ("qdpx", b"PK")]
)
def test_export(api: Client, completed: str, kind: str, starts: bytes) -> None:
    response = api.get(f"/analysis/requests/{completed}/export?format={kind}")

    assert response.status_code == 200
    assert response.content.startswith(starts)
    assert response.content
    assert response["Content-Disposition"] == f'attachment; filename="Feedback.{kind}"'


def test_export_as_json_holds_the_findings(api: Client, completed: str) -> None:
    exported = json.loads(api.get(f"/analysis/requests/{completed}/export?format=json").content)

    result = api.get(f"/analysis/requests/{completed}/result").json()
    assert [chunk["content"] for chunk in exported["chunks"]] == [chunk["content"] for chunk in result["chunks"]]
    assert exported["request_id"] == completed


def test_an_unknown_kind_of_export(api: Client, completed: str) -> None:
    response = api.get(f"/analysis/requests/{completed}/export?format=exe")

    assert response.status_code == 422
