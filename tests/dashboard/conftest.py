"""A client that never hides an error, and an analysis that has run."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from analysis import worker
from dashboard.past_runs import past_runs
from tests.chaos.plain_engine import PlainEngine
from tests.conftest import Sent

INTERVIEW = """Interviewer: How do you collect feedback?

Anna: It comes from five places, so I keep sticky notes.

Interviewer: And then?

Anna: I wish there were one place. Nobody knows who decides.
"""


@pytest.fixture(autouse=True)
def no_past_runs_of_another_test() -> None:
    """What the process remembers of past runs ends with the test."""
    past_runs.cache_clear()


@pytest.fixture
def api(aws: None, sent: Sent, db: None) -> Client:
    """An API client; what fails inside is an answer, as in production."""
    return Client(raise_request_exception=False)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plain engine in place of the real one: what it finds follows from the study alone."""
    monkeypatch.setattr(worker, "load_engine", lambda name: PlainEngine())


def submit(api: Client, text: str = INTERVIEW, **fields: Any) -> str:
    """Submit a text; its id."""
    body = {"text": text, "filename": "anna.txt", **fields}
    response = api.post("/analysis/requests", body, content_type="application/json")
    assert response.status_code == 202, response.content
    return str(response.json()["request_id"])


@pytest.fixture
def completed(api: Client, engine: None) -> str:
    """Id of an analysis that is completed."""
    request_id = submit(api, title="Feedback")
    worker.run_analysis(request_id)
    return request_id
