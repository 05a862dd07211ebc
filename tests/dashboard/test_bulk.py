"""Several analyses at once: what is done is told exactly, also where it could not be done to the end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from analysis import services
from dashboard.views.bulk import MOST_SECONDS, run
from tests.conftest import Sent
from tests.dashboard.conftest import submit
from tests.dashboard.pages import text_of
from tracking.errors import Throttled, VersionConflict
from tracking.states import Status
from tracking.store import Store


@pytest.fixture
def studies(api: Client) -> list[str]:
    return [submit(api, title=f"Study {number}") for number in range(4)]


def test_retry_takes_only_what_failed(api: Client, completed: str, sent: Sent) -> None:
    failed = submit(api, title="Failed one")
    api.post(f"/analyses/{failed}/cancel/")

    asked = text_of(api.get(f"/bulk/?do=retry&id={failed}&id={completed}"))
    assert "Retry 1 analysis?" in asked
    assert "1 other is not failed" in asked
    api.post("/bulk/", {"do": "retry", "id": [failed]})
    assert Store().get(failed).overall_status is Status.PENDING


def test_delete_removes_all_that_were_picked(api: Client, studies: list[str]) -> None:
    response = api.post("/bulk/", {"do": "delete", "id": studies}, follow=True)

    assert "4 analyses deleted." in text_of(response)
    assert Store().get_many(studies) == {}


def test_a_service_that_fails_on_the_way_leaves_it_told_what_was_done_and_what_is_left(
    api: Client, studies: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    delete = services.delete

    def fail_at_the_third(request_id: str, *, actor: str) -> None:
        if request_id == studies[2]:
            raise Throttled("AWS asked to slow down: s3:DeleteObject.", "It is tried again by itself.")
        delete(request_id, actor=actor)

    monkeypatch.setattr(services, "delete", fail_at_the_third)
    stopped = api.post("/bulk/", {"do": "delete", "id": studies})
    page = text_of(api.get(stopped["Location"]))

    assert parse_qs(urlsplit(stopped["Location"]).query) == {"do": ["delete"], "id": studies[2:]}
    assert "2 analyses deleted." in page
    assert "AWS asked to slow down: s3:DeleteObject." in page
    assert "2 are left, shown here" in page
    assert "Delete 2 analyses?" in page
    assert set(Store().get_many(studies)) == set(studies[2:])


def test_what_others_are_changing_is_left_and_the_rest_is_done(
    api: Client, studies: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    delete = services.delete

    def conflict_at_the_first(request_id: str, *, actor: str) -> None:
        if request_id == studies[0]:
            raise VersionConflict(request_id)
        delete(request_id, actor=actor)

    monkeypatch.setattr(services, "delete", conflict_at_the_first)
    response = api.post("/bulk/", {"do": "delete", "id": studies}, follow=True)

    assert "3 analyses deleted." in text_of(response)
    assert "1 had changed meanwhile and were left as they are." in text_of(response)
    assert set(Store().get_many(studies)) == {studies[0]}


def test_it_stops_when_its_time_is_up(studies: list[str], api: Client) -> None:
    clock: Iterator[float] = (MOST_SECONDS * 0.4 * reading for reading in count())

    outcome = run("delete", studies, actor="Ada", clock=lambda: next(clock))

    assert (outcome.done, outcome.left, outcome.problem) == (2, tuple(studies[2:]), None)
    assert set(Store().get_many(studies)) == set(studies[2:])


@pytest.mark.parametrize("strange", ["", "x" * 3_000, "a/b", "ü"])
def test_what_no_analysis_can_be_called_is_passed_over(api: Client, studies: list[str], strange: str) -> None:
    asked = api.get("/bulk/", {"do": "delete", "id": [strange, studies[0]]})

    assert asked.status_code == 200
    assert "Delete 1 analysis?" in text_of(asked)
