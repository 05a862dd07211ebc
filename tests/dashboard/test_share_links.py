"""Links for others to read: what they show, how long they hold, and that what is said of them is true."""

from __future__ import annotations

import re

from django.test import Client

from analysis.sharing import withdrawals
from dashboard.share_links import make_link, read_link
from tests.dashboard.pages import text_of
from tracking import bucket


def token_of(api: Client, request_id: str, **values: str) -> str:
    page = api.post(f"/analyses/{request_id}/share/", {"days": "7", **values}).content.decode()
    found = re.search(r"/shared/([^/\"]+)/", page)
    assert found is not None
    return found[1]


def test_a_link_shows_the_findings_and_lets_nothing_be_changed(api: Client, completed: str) -> None:
    stranger, base = Client(), f"/shared/{token_of(api, completed)}"

    page = stranger.get(f"{base}/").content.decode()
    assert "Principle 1" in page
    for word in ("/curate/", "/retry/", "/delete/", "/cancel/", "/history/", "hx-ws:connect", 'href="/analyses/'):
        assert word not in page
    for path in ("curate/pattern_1/", "retry/", "delete/", "share/", "history/"):
        assert stranger.post(f"{base}/{path}").status_code == 404
    assert stranger.get(f"{base}/sources/1/").status_code == 200


def test_a_link_can_hide_the_transcripts_and_still_show_quotes(api: Client, completed: str) -> None:
    stranger, base = Client(), f"/shared/{token_of(api, completed, hide_sources='on')}"

    assert stranger.get(f"{base}/sources/").status_code == 404
    assert stranger.get(f"{base}/sources/1/").status_code == 404
    assert stranger.get(f"{base}/take-away/qdpx/").status_code == 404
    line = stranger.get(f"{base}/line/principle_1/").content.decode()
    assert "sticky notes" in line
    assert "/sources/" not in line


def test_a_link_ends_when_its_time_is_up_or_it_was_changed() -> None:
    link = make_link("analysis_a", days=7, hide_sources=True, clock=lambda: 1_000.0)

    assert read_link(link.token, clock=lambda: 1_000.0 + 7 * 86_400 - 1) == link
    assert read_link(link.token, clock=lambda: 1_000.0 + 7 * 86_400) is None
    assert read_link(link.token[:-2] + "xx", clock=lambda: 1_000.0) is None


def test_a_link_to_something_deleted_leads_nowhere(api: Client, completed: str) -> None:
    token = token_of(api, completed)
    api.post(f"/analyses/{completed}/delete/")

    assert api.get(f"/shared/{token}/").status_code == 404


def test_the_page_says_who_can_do_what(api: Client, completed: str) -> None:
    said = text_of(api.get(f"/analyses/{completed}/share/"))

    assert "only to read" in said
    assert "whoever can reach testserver can open its other pages as well, and change what is there" in said
    assert "see no other" not in said


def test_links_are_withdrawn_after_a_question_and_later_ones_hold(api: Client, completed: str) -> None:
    stranger = Client()
    before = [token_of(api, completed) for _ in range(2)]
    asked = api.get(f"/analyses/{completed}/share/withdraw/")
    assert "Withdraw every link to “Feedback”?" in text_of(asked)
    assert stranger.get(f"/shared/{before[0]}/").status_code == 200

    done = api.post(f"/analyses/{completed}/share/withdraw/", follow=True)

    assert "Every link made so far opens nothing any more." in text_of(done)
    for token in before:
        for path in ("", "print/", "sources/1/", "take-away/md/"):
            assert stranger.get(f"/shared/{token}/{path}").status_code == 404
    assert stranger.get(f"/shared/{token_of(api, completed)}/").status_code == 200


def test_nobody_withdraws_links_through_a_link(api: Client, completed: str) -> None:
    token = token_of(api, completed)

    assert Client().post(f"/shared/{token}/share/withdraw/").status_code == 404
    assert withdrawals(completed) == 0


def test_what_is_known_of_links_goes_with_the_analysis(api: Client, completed: str) -> None:
    api.post(f"/analyses/{completed}/share/withdraw/")
    assert bucket.exists(bucket.links_key(completed))

    api.post(f"/analyses/{completed}/delete/")

    assert not bucket.exists(bucket.links_key(completed))
