"""Links for others to read: what they show, how long they hold, and that what is said of them is true."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from analysis.curation.overlay import lay_over
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


def test_a_link_that_hides_the_transcripts_shows_nothing_else_that_was_said(
    api: Client, completed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = api.get(f"/analysis/requests/{completed}/result").json()
    used = {each for pattern in result["patterns"] for each in pattern["related_inferences"][:1]}
    bare = {
        **result,
        "patterns": [{**each, "related_inferences": each["related_inferences"][:1]} for each in result["patterns"]],
    }
    bare["insights"] = [{**each, "supporting_evidence": [], "counter_evidence": []} for each in result["insights"]]
    kept = {each["chunk_id"] for each in result["inferences"] if each["id"] in used}
    hidden = [each for each in result["chunks"] if each["id"] not in kept]
    shown = [each for each in result["chunks"] if each["id"] in kept]
    assert hidden
    assert shown
    monkeypatch.setattr("dashboard.place.curated_of", lambda record, edits: lay_over(bare, edits))
    stranger, base = Client(), f"/shared/{token_of(api, completed, hide_sources='on')}"

    pages = [stranger.get(f"{base}/{path}") for path in (
        "", "map/", "people/", "people/quotes/", "print/", "line/principle_1/", "findings/chunking/?after=0",
        "findings/inferring/?after=0", "search/?q=e", "take-away/json/", "take-away/csv/",
        "take-away/md/", f"items/{shown[0]['id']}/",
    )]  # fmt: skip

    for page in pages:
        assert page.status_code == 200, page.request["PATH_INFO"]
        text = unescape(page.content.decode())
        assert not [each for each in hidden if each["content"] in text], page.request["PATH_INFO"]
        assert "How do you collect feedback?" not in text, page.request["PATH_INFO"]
    assert shown[0]["content"] in unescape(pages[5].content.decode())
    assert 'id="findings-chunking"' not in pages[0].content.decode()
    assert 'id="findings-inferring"' not in pages[0].content.decode()
    assert stranger.get(f"{base}/items/{hidden[0]['id']}/").status_code == 404


def test_a_reader_meets_findings_first_and_nothing_of_the_machine(api: Client, completed: str) -> None:
    page = Client().get(f"/shared/{token_of(api, completed)}/")

    html, said = page.content.decode(), text_of(page)
    assert html.index("Principle 1") < html.index('id="findings-chunking"')
    for word in ("Where the time went", completed, "local", "Chunking", 'class="cards"'):
        assert word not in html.split("<main", 1)[1].replace("autocomplete", ""), word
    assert "It works until" in said


def test_a_link_that_ended_says_whom_to_ask_and_leads_nowhere(api: Client, completed: str) -> None:
    good = token_of(api, completed)
    old = make_link(completed, days=1, hide_sources=True, clock=lambda: 1_000.0).token

    for token in (old, good[:-3], "nonsense"):
        for path in ("", "print/", "line/principle_1/"):
            page = Client().get(f"/shared/{token}/{path}")
            assert page.status_code == 404
            assert "This link has run out" in text_of(page)
            assert "Ask whoever sent it for a new one." in text_of(page)
            assert "list" not in text_of(page)
            assert not re.search(r'href="/(activity/|new/)?"', page.content.decode())
    elsewhere = Client().get(f"/shared/{good}/items/nothing/")
    assert elsewhere.status_code == 404
    assert "Back to the findings" in text_of(elsewhere)
    assert not re.search(r'href="/(activity/|new/)?"', elsewhere.content.decode())


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
