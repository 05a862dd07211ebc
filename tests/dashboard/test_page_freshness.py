"""A page always says how fresh it is: live where it has a socket, else as of when it was made."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.test import Client

from dashboard.recent_records import recent_records
from dashboard.share_links import make_link
from tests.dashboard.conftest import submit
from tests.dashboard.pages import text_of
from tracking.clock import now, seconds
from tracking.record import Record

LIVE = ["/", "/analyses/{id}/", "/analyses/{id}/history/"]
FOLLOWED = ["/analyses/{id}/map/", "/analyses/{id}/people/", "/analyses/{id}/sources/"]
STILL = [
    "/analyses/{id}/sources/1/",
    "/analyses/{id}/search/?q=feedback",
    "/analyses/{id}/items/principle_1/",
    "/analyses/{id}/print/",
]
SHARED = ["/shared/{token}/", "/shared/{token}/map/", "/shared/{token}/people/", "/shared/{token}/print/",
          "/shared/{token}/sources/", "/shared/{token}/search/?q=feedback"]  # fmt: skip
RUNS = "still running"


def says_it_is_live(html: str) -> bool:
    return 'id="freshness"' in html and "hx-ws:connect" in html


def as_of(html: str) -> float | None:
    """When the page says that it was made."""
    found = re.search(r'As of <time datetime="([^"]+)"', html)
    return seconds(found[1]) if found else None


@pytest.mark.parametrize("path", [*LIVE, *FOLLOWED, *STILL, *SHARED, "/activity/", "/compare/?a={id}&b={other}"])
def test_of_what_has_ended(api: Client, completed: str, path: str) -> None:
    token = make_link(completed, days=1, hide_sources=False).token
    before = now()
    html = api.get(path.format(id=completed, other=submit(api), token=token)).content.decode()

    said = as_of(html)
    if path in LIVE:
        assert says_it_is_live(html)
        assert said is None
    else:
        assert not says_it_is_live(html)
        assert said is not None
        assert before - 1 <= said <= now() + 1
    assert (RUNS in html) is (path == "/compare/?a={id}&b={other}")  # The other one waits.


@pytest.mark.parametrize("path", [*LIVE, *FOLLOWED, *STILL[1:2], *STILL[3:], *SHARED])
def test_of_what_is_running(api: Client, path: str) -> None:
    request_id = submit(api)
    token = make_link(request_id, days=1, hide_sources=False).token
    address = path.format(id=request_id, token=token)
    html = api.get(address).content.decode()

    if path in LIVE + FOLLOWED:
        assert says_it_is_live(html)
        assert RUNS not in html
    else:
        assert not says_it_is_live(html)
        assert as_of(html) is not None
        assert RUNS in html
        assert f' href="{address}">Show the latest</a>' in html


@pytest.mark.parametrize("path", FOLLOWED)
def test_a_page_that_follows_the_run_has_what_its_script_looks_for(api: Client, path: str) -> None:
    html = api.get(path.format(id=submit(api))).content.decode()

    assert re.search(r'id="summary"[^>]+data-strip="[^"]{5}"', html)
    assert " data-follow" in html


def test_the_activity_says_what_is_known_of_the_cost(
    api: Client, completed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Cost, last 30 days No charge 1 with the local engine" in text_of(api.get("/activity/?days=30"))

    def paid(**_: object) -> tuple[list[Record], bool]:
        return [replace(each, engine="paid") for each in recent_records()[0]], True

    monkeypatch.setattr("dashboard.views.activity.recent_records", paid)
    assert "Cost, last 14 days Not known 1 with paid, whose cost is not recorded" in text_of(api.get("/activity/"))
