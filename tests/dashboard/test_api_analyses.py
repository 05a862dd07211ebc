"""Status, list, retry, cancel, delete."""

from __future__ import annotations

import pytest
from django.test import Client

from analysis import worker
from dashboard.api.schemas import ListAnswer, StatusAnswer
from tests.calls import calls_of
from tests.conftest import Sent
from tests.dashboard.conftest import submit
from tracking import bucket
from tracking.states import STEPS


def statuses(api: Client, request_id: str) -> dict[str, str]:
    steps = api.get(f"/analysis/status/{request_id}").json()["status"]["analysis_result"]["steps_status"]
    return {name: step["status"] for name, step in steps.items()}


def test_the_status_is_the_guides_document(api: Client, completed: str) -> None:
    document = api.get(f"/analysis/status/{completed}").json()

    StatusAnswer.model_validate(document)
    item = document["status"]
    assert document["request_id"] == item["request_id"] == completed
    assert item["overall_status"] == "completed"
    assert item["research_data"].startswith("s3://")
    assert item["analysis_result"]["result_data"].startswith("s3://")
    assert list(item["analysis_result"]["steps_status"]) == [step.value for step in STEPS]
    for step in item["analysis_result"]["steps_status"].values():
        assert step["status"] == "completed"
        assert step["started_at"].endswith("Z")
        assert step["completed_at"].endswith("Z")
    assert not {"lease", "fingerprint", "last_write", "listing"} & set(item)


def test_the_version_rises(api: Client, engine: None) -> None:
    request_id = submit(api)
    before = api.get(f"/analysis/status/{request_id}").json()["status"]["version"]
    worker.run_analysis(request_id)

    assert api.get(f"/analysis/status/{request_id}").json()["status"]["version"] > before


@pytest.mark.parametrize("odd", ["analysis_none", "x" * 10_000, "ünï%20cödé", "%00", "..%2f..", "a b", "💥", "'; DROP"])
@pytest.mark.parametrize(
    "path", ["/analysis/status/{}", "/analysis/requests/{}/result", "/analysis/requests/{}/events"]
)
def test_unknown_and_odd_ids(api: Client, path: str, odd: str) -> None:
    response = api.get(path.format(odd))

    assert (response.status_code, response.json()["error"]["code"]) == (404, "not_found")


def test_the_list_is_newest_first_and_pages_without_gaps(api: Client) -> None:
    ids = [submit(api, title=f"Study {number}") for number in range(7)]

    seen: list[str] = []
    cursor = ""
    while True:
        page = api.get("/analysis/requests", {"limit": "3", "cursor": cursor}).json()
        ListAnswer.model_validate(page)
        assert page["limit"] == 3
        assert page["total"] == len(page["requests"])
        seen += [row["request_id"] for row in page["requests"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert seen == ids[::-1]


def test_the_list_by_default(api: Client) -> None:
    request_id = submit(api, title="Feedback")

    page = api.get("/analysis/requests").json()

    assert (page["limit"], page["next_cursor"]) == (50, None)
    row = page["requests"][0]
    assert row["request_id"] == request_id
    assert row["title"] == "Feedback"
    assert row["error"] is None
    assert {"research_data", "created_at", "updated_at", "overall_status"} <= set(row)


def test_the_list_by_status_and_by_words(api: Client, engine: None) -> None:
    done, waiting = submit(api, title="Tea drinkers"), submit(api, title="Truck drivers")
    worker.run_analysis(done)

    def found(**query: str) -> list[str]:
        return [row["request_id"] for row in api.get("/analysis/requests", query).json()["requests"]]

    assert found(status="completed") == [done]
    assert found(status="pending") == [waiting]
    assert found(status="failed") == []
    assert found(q="TRUCK") == [waiting]
    assert found(q="dr") == [waiting, done]
    assert found(q="nobody") == []


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"},
        {"limit": "101"},
        {"limit": "many"},
        {"limit": ""},
        {"status": "running"},
        {"cursor": "nonsense"},
        {"cursor": "WzFd"},
        {"cursor": "ü"},
        {"cursor": "x" * 9_000},
        {"q": "x" * 201},
    ],
)
def test_a_list_that_cannot_be_given(api: Client, query: dict[str, str]) -> None:
    response = api.get("/analysis/requests", query)

    assert response.status_code == 422
    assert response.json()["error"]["message"]


def test_cancel(api: Client, sent: Sent) -> None:
    request_id = submit(api)

    response = api.post(f"/analysis/requests/{request_id}/cancel")
    again = api.post(f"/analysis/requests/{request_id}/cancel")

    assert response.status_code == 202
    assert response.json()["status"]["overall_status"] == "failed"
    assert response.json()["status"]["error"]["kind"] == "cancelled"
    assert (again.status_code, again.json()["error"]["code"]) == (409, "illegal_transition")
    assert statuses(api, request_id)["inferring"] == "pending"


def test_retry_from_the_failed_step(api: Client, engine: None, sent: Sent) -> None:
    request_id = submit(api)
    api.post(f"/analysis/requests/{request_id}/cancel")

    response = api.post(f"/analysis/requests/{request_id}/retry")
    worker.run_analysis(request_id)

    assert response.status_code == 202
    assert response.json()["status"]["overall_status"] == "pending"
    assert set(statuses(api, request_id).values()) == {"completed"}
    assert sent == [request_id, request_id]


def test_retry_from_an_earlier_step(api: Client, completed: str) -> None:
    response = api.post(
        f"/analysis/requests/{completed}/retry", {"from_step": "relating"}, content_type="application/json"
    )

    assert response.status_code == 202
    assert list(statuses(api, completed).values()) == ["completed", "completed", "pending", "pending", "pending"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"from_step": "dreaming"}, 422),
        ({"engine": "none"}, 422),
        ({"step": "relating"}, 422),
        ({"from_step": "relating"}, 409),
    ],
)
def test_a_retry_that_cannot_be(api: Client, body: dict[str, str], status: int) -> None:
    request_id = submit(api)  # Pending: it needs no retry.

    response = api.post(f"/analysis/requests/{request_id}/retry", body, content_type="application/json")

    assert response.status_code == status
    assert response.json()["error"]["code"]


@pytest.mark.parametrize("call", ["retry", "cancel"])
def test_calls_on_an_unknown_analysis(api: Client, call: str) -> None:
    assert api.post(f"/analysis/requests/analysis_none/{call}").status_code == 404


def test_delete_removes_all_but_the_audit_trail(api: Client, completed: str) -> None:
    response = api.delete(f"/analysis/requests/{completed}")

    assert (response.status_code, response.content) == (204, b"")
    assert api.get(f"/analysis/status/{completed}").status_code == 404
    assert api.get("/analysis/requests").json()["requests"] == []
    left = [key for key in bucket.keys("") if completed in key]
    assert left == [f"deleted/{completed}.json"]
    events = api.get(f"/analysis/requests/{completed}/events").json()["events"]
    assert events[-1]["to"] == "deleted"
    assert api.delete(f"/analysis/requests/{completed}").status_code == 404


def test_the_store_is_never_scanned(api: Client, completed: str) -> None:
    with calls_of() as calls:
        api.get("/analysis/requests", {"q": "feed", "status": "completed"})
        api.get("/analysis/requests")

    assert {call.action for call in calls} == {"dynamodb:Query"}
