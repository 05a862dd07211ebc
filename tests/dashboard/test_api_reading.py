"""How files are to be read, through the API: said at the submission, looked at before, corrected after."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from analysis import worker
from dashboard.api.schemas import Preview
from tests.conftest import Sent
from tests.dashboard.conftest import INTERVIEW, submit
from tracking import bucket
from tracking.store import Store

SURVEY = "who,answer,note\nAnn,It is slow and hard to use,I never asked for any of it\nBo,I like it well enough,None\n"


def file(name: str, content: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode())


def post(api: Client, path: str, body: Any) -> Any:
    return api.post(f"/analysis/{path}", json.dumps(body), content_type="application/json")


def message(response: Any) -> str:
    return str(response.json()["error"]["message"])


# Said at the submission


def test_options_as_json_reach_the_worker(api: Client, engine: None) -> None:
    request_id = submit(api, SURVEY, filename="survey.csv", text_columns={"survey.csv": "note"}, interviewers=["Bo"])
    worker.run_analysis(request_id)

    chunks = api.get(f"/analysis/requests/{request_id}/result").json()["chunks"]
    assert [chunk["content"] for chunk in chunks] == ["I never asked for any of it"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"interviewers": ["Anna", "Interviewer"]}, ["Anna", "Interviewer"]),
        ({"interviewers": '["Anna"]'}, ["Anna"]),
        ({"interviewers": ""}, []),
        ({}, None),
    ],
)
def test_interviewers_as_fields_of_a_form(api: Client, fields: dict[str, Any], expected: list[str] | None) -> None:
    other = "Ben: I wait for days.\n\nBen: Then I go."
    files = [file("anna.txt", INTERVIEW), file("ben.txt", other)]
    response = api.post("/analysis/requests", {"files": files, **fields})

    assert response.status_code == 202
    assert Store().get(response.json()["request_id"]).options.get("interviewers") == expected


def test_columns_as_a_field_of_a_form(api: Client) -> None:
    fields = {"files": [file("survey.csv", SURVEY)], "text_columns": '{"survey.csv": ["note", "answer"]}'}
    response = api.post("/analysis/requests", fields)

    record = Store().get(response.json()["request_id"])
    assert record.options["text_columns"] == {"survey.csv": ["note", "answer"]}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"text_columns": {"other.csv": "note"}}, "Something is said of a file that is not among these."),
        ({"text_columns": {"survey.csv": "nothing"}}, "there is no column called “nothing”"),
        ({"interviewers": ["Ann", "Bo"]}, "Nobody but interviewers speaks"),
        ({"interviewers": "Ann"}, "interviewers"),
        ({"interviewers": [""]}, "interviewers"),
        ({"interviewers": [f"P{n}" for n in range(201)]}, "At most 200 people"),
        ({"text_columns": {"survey.csv": [f"{n:0900}" for n in range(80)]}}, "Choose fewer columns."),
        ({"pseudonymise": "perhaps"}, "pseudonymise"),
    ],
)
def test_options_that_do_not_fit_are_refused_whole(api: Client, sent: Sent, options: dict[str, Any], said: str) -> None:
    body: dict[str, Any] = {
        "text": "Ann: It is slow.\n\nBo: And hard to use.\n\nAnn: So it is.",
        "filename": "talk.txt",
    }
    if "text_columns" in options:
        body |= {"text": SURVEY, "filename": "survey.csv"}
    response = post(api, "requests", {**body, **options})

    assert response.status_code == 422
    assert said in json.dumps(response.json(), ensure_ascii=False)
    assert sent == []
    assert list(bucket.keys("")) == []


def test_a_column_of_what_is_no_table_is_refused(api: Client) -> None:
    response = post(api, "requests", {"text": INTERVIEW, "filename": "a.txt", "text_columns": {"a.txt": "x"}})

    assert response.status_code == 422
    assert "it is no table" in message(response)


def test_files_are_accepted_under_the_limits_of_the_settings(api: Client, settings: Settings) -> None:
    settings.UPLOAD_MAX_FILES = 2
    response = api.post("/analysis/requests", {"files": [SimpleUploadedFile("three.zip", archive("a", "b", "c"))]})

    assert response.status_code == 202
    assert [refused["name"] for refused in response.json()["refused"]] == ["three.zip/c.txt"]


def archive(*names: str) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as packed:
        for name in names:
            packed.writestr(f"{name}.txt", f"{name}: I wait for days.\n\n{name}: Then I go, {name} said.")
    return body.getvalue()


# Looked at before


def test_a_preview_says_what_was_understood_and_keeps_nothing(api: Client, sent: Sent) -> None:
    files = [file("anna.txt", INTERVIEW), file("survey.csv", SURVEY), file("photo.png", "\x89PNG")]
    response = api.post("/analysis/preview", {"files": files})

    assert response.status_code == 200
    seen = Preview.model_validate(response.json())
    assert [each.name for each in seen.files] == ["anna.txt", "survey.csv"]
    assert {each.name: each.role for each in seen.files[0].speakers} == {
        "Interviewer": "interviewer",
        "Anna": "participant",
    }
    columns = {each.choice: each.chosen for each in seen.files[1].columns}
    assert columns == {"who": False, "answer": True, "note": False}
    assert [each.name for each in seen.refusals] == ["photo.png"]
    assert seen.usable
    assert sent == []
    assert list(bucket.keys("")) == []


def test_a_preview_heeds_what_is_said_about_the_files(api: Client) -> None:
    said = {"interviewers": ["Anna"], "text": INTERVIEW, "filename": "anna.txt"}
    seen = Preview.model_validate(post(api, "preview", said).json())

    assert {each.name: each.role for each in seen.files[0].speakers} == {
        "Interviewer": "participant",
        "Anna": "interviewer",
    }


def test_a_preview_of_nothing_usable_is_an_answer_too(api: Client) -> None:
    response = api.post("/analysis/preview", {"files": [file("photo.png", "\x89PNG")]})

    assert response.status_code == 200
    assert response.json()["usable"] is False


# Corrected after


def test_other_interviewers_run_it_again_from_the_first_step(api: Client, completed: str) -> None:
    before = api.get(f"/analysis/requests/{completed}/result").json()
    response = post(api, f"requests/{completed}/retry", {"interviewers": ["Anna"]})
    worker.run_analysis(completed)

    assert response.status_code == 202
    after = api.get(f"/analysis/requests/{completed}/result").json()
    assert {chunk["speaker"] for chunk in before["chunks"]} == {"Anna"}
    assert {chunk["speaker"] for chunk in after["chunks"]} == {"Interviewer"}
    old = api.get(f"/analysis/requests/{completed}/result?attempt=1").json()
    assert (old["chunks"], old["sources"]) == (before["chunks"], before["sources"])
    trail = [event["message"] for event in api.get(f"/analysis/requests/{completed}/events").json()["events"]]
    assert "Retry from chunking; 1 speaker asks the questions" in trail


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"interviewers": ["Nobody Such"]}, "no speaker's"),
        ({"interviewers": ["Anna", "Interviewer"]}, "Somebody must be left to take part"),
        ({"interviewers": ["Anna"], "from_step": "relating"}, "starts again from chunking"),
        ({"interviewers": "Anna"}, "interviewers"),
    ],
)
def test_a_correction_that_does_not_fit_changes_nothing(
    api: Client, completed: str, body: dict[str, Any], said: str
) -> None:
    response = post(api, f"requests/{completed}/retry", body)

    assert response.status_code == 422
    assert said in message(response)
    assert Store().get(completed).overall_status.value == "completed"


def test_a_correction_before_anything_was_read_is_a_conflict(api: Client) -> None:
    request_id = submit(api)
    assert post(api, f"requests/{request_id}/retry", {"interviewers": ["Anna"]}).status_code == 409
    api.post(f"/analysis/requests/{request_id}/cancel")
    response = post(api, f"requests/{request_id}/retry", {"interviewers": ["Anna"]})

    assert response.status_code == 409
    assert "have not been read yet" in message(response)


# Pseudonyms


def test_no_answer_holds_a_real_name(api: Client, engine: None) -> None:
    fields = {"files": [file("Anna.txt", INTERVIEW)], "pseudonymise": "true", "interviewers": ["Interviewer"]}
    request_id = api.post("/analysis/requests", fields).json()["request_id"]
    worker.run_analysis(request_id)

    status = api.get(f"/analysis/status/{request_id}").json()["status"]
    assert status["overall_status"] == "completed"
    for path in ("result", "events", "sources", "sources/Transcript 1.txt", "export?format=md", "export?format=json"):
        response = api.get(f"/analysis/requests/{request_id}/{path}")
        assert response.status_code == 200
        assert b"Anna" not in response.content
    assert b"Anna" not in api.get(f"/analysis/status/{request_id}").content
    assert b"Anna" not in api.get("/analysis/requests").content
    for path in ("", "sources/", "sources/1/", "people/", "history/", "print/"):
        assert b"Anna" not in api.get(f"/analyses/{request_id}/{path}").content


def test_the_kept_files_are_out_of_reach_of_other_submissions(api: Client) -> None:
    request_id = submit(api, pseudonymise=True)
    key = Store().get(request_id).sources[0]["key"]
    response = post(api, "requests", {"s3_uri": bucket.uri(key)})

    assert (response.status_code, response.json()["error"]["code"]) == (403, "forbidden_source")


def test_names_are_forgotten_once(api: Client, engine: None) -> None:
    request_id = submit(api, pseudonymise=True)
    path = f"/analysis/requests/{request_id}/pseudonyms"
    assert api.delete(path).status_code == 409
    worker.run_analysis(request_id)

    assert api.delete(path).status_code == 204
    again = api.delete(path)
    assert (again.status_code, again.json()["error"]["code"]) == (404, "no_pseudonyms")
    assert list(bucket.keys("personal-data/")) == []
    trail = api.get(f"/analysis/requests/{request_id}/events").json()["events"]
    assert trail[-1]["message"] == "The names behind the pseudonyms were forgotten"


def test_there_are_no_names_to_forget_of_a_plain_or_unknown_analysis(api: Client, completed: str) -> None:
    assert api.delete(f"/analysis/requests/{completed}/pseudonyms").status_code == 404
    assert api.delete("/analysis/requests/analysis_none/pseudonyms").status_code == 404


def test_the_description_tells_of_the_options(api: Client) -> None:
    paths = api.get("/openapi.json").json()["paths"]

    for path in ("/analysis/requests", "/analysis/preview"):
        content = paths[path]["post"]["requestBody"]["content"]
        for kind in ("multipart/form-data", "application/json"):
            described = content[kind]["schema"]["properties"]
            assert {"interviewers", "text_columns", "pseudonymise"} <= described.keys()
    retry = paths["/analysis/requests/{request_id}/retry"]["post"]["requestBody"]["content"]["application/json"]
    assert "interviewers" in retry["schema"]["properties"]
