from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from dashboard.api.schemas import Accepted
from tests.conftest import Sent
from tests.dashboard.conftest import INTERVIEW, submit
from tracking import bucket
from tracking.client import clients
from tracking.store import Store


def text_file(name: str = "anna.txt", content: str = INTERVIEW) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode())


def post_json(api: Client, body: Any, **headers: str) -> Any:
    return api.post("/analysis/requests", json.dumps(body), content_type="application/json", headers=headers)


def test_one_file_makes_an_analysis_that_workers_are_told_of(api: Client, sent: Sent) -> None:
    response = api.post("/analysis/requests", {"files": [text_file()], "title": " Feedback  study "})

    assert response.status_code == 202
    accepted = Accepted.model_validate(response.json())
    record = Store().get(accepted.request_id)
    assert record.title == "Feedback study"
    assert bucket.get(record.sources[0]["key"]).decode() == INTERVIEW
    assert sent == [accepted.request_id]
    assert response["Location"] == accepted.status_url
    assert api.get(accepted.status_url).json()["status"]["overall_status"] == "pending"
    assert api.get(accepted.result_url).status_code == 409
    assert accepted.page_url == f"http://testserver/analyses/{accepted.request_id}/"


def test_many_files_make_one_analysis_and_a_bad_one_costs_only_itself(api: Client, sent: Sent) -> None:
    files = [
        text_file("anna.txt"),
        text_file("ben.txt", "Ben: I wait for days."),
        SimpleUploadedFile("photo.exe", b"MZ\x90\x00"),
    ]

    response = api.post("/analysis/requests", {"files": files})

    body = response.json()
    assert [source["name"] for source in Store().get(body["request_id"]).sources] == ["anna.txt", "ben.txt"]
    assert [refused["name"] for refused in body["refused"]] == ["photo.exe"]
    assert body["refused"][0]["reason"]
    assert len(sent) == 1


def test_a_text_as_json(api: Client) -> None:
    response = post_json(api, {"text": INTERVIEW, "filename": "anna.md", "title": "T", "engine": "local"})

    assert response.status_code == 202
    record = Store().get(response.json()["request_id"])
    assert [source["name"] for source in record.sources] == ["anna.md"]
    assert record.title == "T"


def test_an_object_in_an_allowed_bucket(api: Client, settings: Settings) -> None:
    settings.S3_SOURCE_BUCKETS = ["studies"]
    clients().s3.create_bucket(Bucket="studies")
    clients().s3.put_object(Bucket="studies", Key="2026/anna.txt", Body=INTERVIEW.encode())

    response = post_json(api, {"s3_uri": "s3://studies/2026/anna.txt"})

    assert response.status_code == 202
    record = Store().get(response.json()["request_id"])
    assert record.research_data == "s3://studies/2026/anna.txt"
    assert record.sources[0]["name"] == "anna.txt"


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("s3://somebody-elses/anna.txt", 403, "forbidden_source"),
        ("s3://design-analysis/journal/x/00000001.json", 403, "forbidden_source"),
        ("s3://design-analysis/research-data/none.txt", 422, "unusable_files"),
        ("s3://design-analysis", 403, "forbidden_source"),
        ("http://169.254.169.254/latest/meta-data", 422, "invalid"),
        ("file:///etc/passwd", 422, "invalid"),
    ],
)
def test_no_other_object_is_read(api: Client, sent: Sent, address: str, status: int, code: str) -> None:
    response = post_json(api, {"s3_uri": address})

    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
    assert sent == []


def test_the_same_key_and_body_make_one_analysis(api: Client, sent: Sent) -> None:
    body = {"text": INTERVIEW, "filename": "anna.txt"}

    first = post_json(api, body, idempotency_key="k-1")
    again = post_json(api, body, idempotency_key="k-1")
    other = post_json(api, {**body, "title": "Another"}, idempotency_key="k-1")

    assert first.status_code == again.status_code == 202
    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert (other.status_code, other.json()["error"]["code"]) == (409, "idempotency_key_reused")
    assert len(api.get("/analysis/requests").json()["requests"]) == 1


def test_without_a_key_each_submission_is_its_own(api: Client) -> None:
    assert submit(api) != submit(api)


def test_a_queue_that_cannot_be_reached_costs_no_submission(api: Client, sent: Sent) -> None:
    sent.broken = True

    request_id = submit(api)

    assert Store().get(request_id).due_at is not None  # So the sweep will send it.


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{not json", 400, "malformed_json"),
        ("[" * 100_000, 400, "malformed_json"),
        ("[]", 422, "invalid"),
        ("{}", 422, "invalid"),
        ('{"text": "x", "s3_uri": "s3://a/b"}', 422, "invalid"),
        ('{"text": 5}', 422, "invalid"),
        ('{"text": "Anna: yes", "titel": "typo"}', 422, "invalid"),
        ('{"text": "Anna: half \\ud83d"}', 422, "invalid"),
        ('{"text": ""}', 422, "unusable_files"),
        ('{"text": "Anna: I wait.", "engine": "gpt-9"}', 422, "unknown_engine"),
        ('{"text": "Anna: I wait.", "filename": "anna.exe"}', 422, "unusable_files"),
    ],
)
def test_a_body_that_cannot_be_used(api: Client, sent: Sent, body: str, status: int, code: str) -> None:
    response = api.post("/analysis/requests", body, content_type="application/json")

    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
    assert sent == []


def test_a_complaint_never_repeats_the_text(api: Client) -> None:
    response = post_json(api, {"text": ["SECRET WORDS OF A PARTICIPANT"]})

    assert response.status_code == 422
    assert b"SECRET" not in response.content


def test_other_kinds_of_body_are_named(api: Client) -> None:
    response = api.post("/analysis/requests", "text=hello", content_type="application/x-www-form-urlencoded")

    assert response.status_code == 415
    assert response.json()["error"]["details"] == {"received": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize("body", [b"no boundary here", b"--x\r\nContent-Disposition: form-data\r\n"])
def test_multipart_that_is_none(api: Client, body: bytes) -> None:
    response = api.post("/analysis/requests", body, content_type="multipart/form-data; boundary=")

    assert response.status_code == 400
    assert response.json()["error"]["code"] == "malformed_multipart"


def test_no_files(api: Client) -> None:
    response = api.post("/analysis/requests", {"title": "Nothing"})

    assert (response.status_code, response.json()["error"]["code"]) == (422, "invalid")


def test_limits(api: Client, settings: Settings, sent: Sent) -> None:
    settings.UPLOAD_MAX_FILE_BYTES = settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    settings.UPLOAD_MAX_FILES = 2

    large = api.post("/analysis/requests", {"files": [text_file(content="Anna: " + "so " * 1_000)]})
    many = api.post("/analysis/requests", {"files": [text_file(f"{n}.txt") for n in range(3)]})
    long = post_json(api, {"text": "Anna: " + "so " * 1_000})

    for response in (large, many, long):
        assert (response.status_code, response.json()["error"]["code"]) == (413, "too_large")
    assert "anna.txt" in large.json()["error"]["message"]
    assert sent == []


def test_a_file_over_the_limit_costs_the_others_nothing(api: Client, settings: Settings, sent: Sent) -> None:
    settings.UPLOAD_MAX_FILE_BYTES = settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2**20
    large = text_file("large.txt", "Anna: " + "so " * 2**19)

    response = api.post("/analysis/requests", {"files": [large, text_file("ben.txt", "Ben: I wait for days.")]})

    assert response.status_code == 202
    (refused,) = response.json()["refused"]
    assert (refused["name"], refused["reason"]) == ("large.txt", "it is larger than 1 MB.")
    record = Store().get(response.json()["request_id"])
    assert [source["name"] for source in record.sources] == ["ben.txt"]
    assert len(sent) == 1


def test_names_of_files_are_never_paths(api: Client) -> None:
    files = [text_file("..\\..\\etc\\anna.txt"), text_file("/x/anna.txt", "Ben: I wait for days.")]

    response = api.post("/analysis/requests", {"files": files})

    record = Store().get(response.json()["request_id"])
    assert [source["name"] for source in record.sources] == ["anna.txt", "anna (2).txt"]
    assert all(source["key"].startswith(f"research-data/{record.request_id}/") for source in record.sources)
    assert not any(".." in source["key"] for source in record.sources)


def test_nothing_of_a_transcript_reaches_the_log(api: Client, engine: None, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    caplog.clear()

    request_id = submit(api, title="Title that nobody may read in a log")

    ours = [record.getMessage() for record in caplog.records if not record.name.startswith(("botocore", "urllib3"))]
    assert any(request_id in line for line in ours)
    assert not any("sticky" in line or "Title that nobody" in line for line in ours)
