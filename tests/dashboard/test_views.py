"""The pages: what they show, what they refuse, and that nothing on them needs inline code."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client

from analysis import services, worker
from analysis.samples import SAMPLE
from tests.conftest import Sent
from tests.dashboard.conftest import INTERVIEW, submit
from tests.dashboard.pages import text_of, upload
from tracking.errors import Unreachable, VersionConflict
from tracking.states import Status
from tracking.store import Store

PAGES = [
    "/",
    "/new/",
    "/activity/",
    "/compare/",
    "/new/sample/",
    *(
        f"/analyses/{{id}}/{rest}"
        for rest in (
            "", "map/", "people/", "sources/", "sources/1/", "search/?q=feedback", "history/", "print/", "take-away/",
            "share/", "share/withdraw/", "cancel/", "retry/", "delete/", "items/chunk_1/", "items/inference_1/",
            "items/pattern_1/",
            "items/insight_1/", "items/principle_1/", "line/principle_1/", "curate/pattern_1/", "curate/chunk_1/",
            "findings/chunking/?after=0",
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_and_holds_no_inline_code(api: Client, completed: str, path: str) -> None:
    response = api.get(path.format(id=completed))

    assert response.status_code == 200
    html = response.content.decode()
    assert not re.search(r"<[^>]+\sstyle\s*=", html)
    assert not re.search(r"<[^>]+\son[a-z]+\s*=", html)
    assert "<style" not in html
    for script in re.findall(r"<script[^>]*>", html):
        assert "src=" in script
        assert "nonce=" in script


def test_scripts_carry_the_nonce_of_their_own_response(api: Client) -> None:
    response = api.get("/new/")

    nonce = re.search(r"nonce-([^']+)'", response["Content-Security-Policy"])
    assert nonce is not None
    assert f'nonce="{nonce[1]}"' in response.content.decode()
    assert "unsafe" not in response["Content-Security-Policy"]


def test_the_empty_list_offers_the_sample_study(api: Client) -> None:
    assert "Try it with a sample study" in text_of(api.get("/"))


def test_the_sample_study_is_analysed_with_one_click(api: Client, sent: Sent) -> None:
    response = api.post("/new/sample/")

    assert response.status_code == 302
    assert Store().get(sent[0]).title == SAMPLE.title
    assert len(Store().get(sent[0]).sources) == len(SAMPLE.names)


def test_a_search_that_finds_nothing_says_so(api: Client, completed: str) -> None:
    assert "Feedback" in text_of(api.get("/?q=feedb"))
    assert "No match for “else”." in text_of(api.get("/?q=else"))
    assert "No failed analyses." in text_of(api.get("/?status=failed"))
    assert "No match for “zebra”" in text_of(api.get(f"/analyses/{completed}/search/?q=zebra"))


def test_a_search_that_has_not_looked_at_everything_says_so_and_leads_on(
    api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        submit(api, title="Tea" if number == 0 else f"Coffee {number}")
    monkeypatch.setattr("tracking.listing.SEARCHED", 1)

    page, seen = api.get("/?q=tea"), 0
    while "Look further back" in text_of(page):
        assert "Tea" in text_of(page) or "Older analyses were not looked through yet." in text_of(page)
        seen += 1
        page = api.get(re.search(r'href="(/\?[^"]*cursor=[^"]+)"', page.content.decode())[1].replace("&amp;", "&"))  # type: ignore[index]

    assert seen > 1
    assert "Tea" in text_of(page)


def test_pages_of_the_list_lead_on_and_back(api: Client) -> None:
    for number in range(27):
        submit(api, title=f"Study {number:02d}")

    first = api.get("/").content.decode()
    older = re.search(r'href="(/\?cursor=[^"]+)"', first)
    assert older is not None
    second = api.get(older[1].replace("&amp;", "&")).content.decode()
    assert second.count('class="row ') == 2
    assert "Newest" in second


def test_a_junk_cursor_is_said_to_be_one(api: Client) -> None:
    response = api.get("/?cursor=junk")

    assert response.status_code == 400
    assert "This page of the list is not there" in text_of(response)


def test_markup_in_names_and_words_stays_text(api: Client, engine: None, sent: Sent) -> None:
    evil = "<script>alert(1)</script>"
    text = INTERVIEW.replace("Nobody knows", f"{evil} Nobody knows")
    api.post("/new/", {"files": [upload(f"{evil}.txt", text)], "title": evil})
    worker.run_analysis(sent[0])

    for path in ("", "sources/1/", "items/chunk_2/", "people/", "map/", "print/"):
        html = api.get(f"/analyses/{sent[0]}/{path}").content.decode()
        assert evil not in html


# One analysis


def test_findings_lead_back_to_the_transcript_and_forth(api: Client, completed: str) -> None:
    line = api.get(f"/analyses/{completed}/line/principle_1/").content.decode()
    place = re.search(r'href="(/analyses/[^"]+/sources/1/\?chunk=chunk_1)#chunk_1"', line)
    assert place is not None

    transcript = api.get(place[1]).content.decode()
    assert re.search(r'id="chunk_1" class="used is-marked"', transcript)
    assert f'href="/analyses/{completed}/items/principle_1/"' in transcript


def test_what_is_not_there_is_a_page_that_says_so(api: Client, completed: str) -> None:
    for path in ("/nowhere/", "/analyses/analysis_none/", f"/analyses/{completed}/items/chunk_99/",
                 f"/analyses/{completed}/sources/9/", f"/analyses/{completed}/findings/else/",
                 f"/analyses/{completed}/take-away/exe/"):  # fmt: skip
        response = api.get(path)
        assert response.status_code == 404, path
        assert "Back to the list" in text_of(response)


def test_a_service_that_does_not_answer_is_said_and_remedied(api: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise Unreachable("No answer from AWS.", "Check the network.")

    monkeypatch.setattr(Store, "get_item", refuse)
    response = api.get("/analyses/analysis_a/")

    assert response.status_code == 503
    assert "Check the network." in text_of(response)


def test_a_fault_of_ours_is_a_page_without_its_words(api: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret words of a transcript")

    monkeypatch.setattr(Store, "get_item", fail)
    response = api.get("/analyses/analysis_a/")

    assert response.status_code == 500
    assert "Something went wrong here" in text_of(response)
    assert "secret" not in response.content.decode()


def test_a_form_without_its_token_changes_nothing(aws: None, sent: Sent, db: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/new/sample/")

    assert response.status_code == 403
    assert "The form had expired" in text_of(response)
    assert sent == []


def test_cancel_says_first_and_then_does(api: Client) -> None:
    request_id = submit(api)

    assert "Cancel the analysis" in text_of(api.get(f"/analyses/{request_id}/cancel/"))
    assert Store().get(request_id).overall_status is Status.PENDING
    response = api.post(f"/analyses/{request_id}/cancel/", follow=True)
    assert "Cancelled. What was found so far is kept." in text_of(response)
    assert Store().get(request_id).overall_status is Status.FAILED


def test_cancelling_what_has_ended_says_why_not(api: Client, completed: str) -> None:
    response = api.post(f"/analyses/{completed}/cancel/", follow=True)

    assert "cannot be cancelled" in text_of(response)


def test_a_retry_starts_where_one_says(api: Client, completed: str, sent: Sent) -> None:
    api.post(f"/analyses/{completed}/retry/", {"from_step": "relating"})

    steps = Store().get(completed).steps
    assert [state.status for state in steps.values()] == [Status.COMPLETED] * 2 + [Status.PENDING] * 3
    assert sent[-1] == completed


def test_a_deleted_analysis_keeps_its_history_only(api: Client, completed: str) -> None:
    api.post(f"/analyses/{completed}/delete/")

    assert api.get(f"/analyses/{completed}/").status_code == 404
    history = api.get(f"/analyses/{completed}/history/")
    assert history.status_code == 200
    assert "Deleted by web" in text_of(history)


@pytest.mark.parametrize(("path", "service"), [("cancel/", "cancel"), ("retry/", "retry"), ("delete/", "delete")])
def test_what_others_keep_changing_is_said_to_be_so(
    api: Client, completed: str, monkeypatch: pytest.MonkeyPatch, path: str, service: str
) -> None:
    def conflict(request_id: str, **_: object) -> None:
        raise VersionConflict(request_id)

    monkeypatch.setattr(services, service, conflict)
    response = api.post(f"/analyses/{completed}/{path}", {"from_step": "chunking"}, follow=True)

    assert response.status_code == 200
    assert "is being changed by others" in text_of(response)


def test_a_conflict_that_no_page_foresees_is_no_fault_of_ours(
    api: Client, completed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def conflict(request_id: str, **_: object) -> None:
        raise VersionConflict(request_id)

    monkeypatch.setattr(services, "forget_names", conflict)
    response = api.post(f"/analyses/{completed}/forget/")

    assert response.status_code == 409
    assert "is being changed by others. Try again." in text_of(response)


@pytest.mark.parametrize("strange", ["x" * 3_000, "a%20b", "%C3%BC"])
def test_what_no_analysis_can_be_called_is_not_there(api: Client, strange: str) -> None:
    for path in (f"/analyses/{strange}/", f"/analyses/{strange}/delete/", f"/compare/?a={strange}&b=b"):
        assert api.get(path).status_code == 404, path


def test_the_style_guide_is_for_those_who_work_on_it_only(api: Client) -> None:
    assert settings.DEBUG is False
    assert api.get("/styleguide/").status_code == 404


def test_a_large_study_stays_below_300_kb_a_page(api: Client, engine: None, sent: Sent) -> None:
    said = "I have to copy every single answer into another sheet by hand, and nobody told me why it is so. "
    text = "".join(f"Interviewer: Question {n}?\n\nAnna: {said * 2}It was number {n}.\n\n" for n in range(1_500))
    api.post("/new/", {"files": [upload("long.txt", text)]})
    worker.run_analysis(sent[0])

    for path in ("", "map/", "people/", "sources/", "sources/1/", "search/?q=sheet", "line/principle_1/?all=1",
                 "findings/chunking/?after=40", "history/"):  # fmt: skip
        response = api.get(f"/analyses/{sent[0]}/{path}")
        assert response.status_code == 200
        assert len(response.content) < 300_000, path


def test_the_address_follows_a_search_as_one_types(api: Client) -> None:
    typed = api.get("/?q=feedb&status=completed&cursor=", headers={"HX-Request": "true"})

    assert typed["HX-Replace-Url"] == "/?status=completed&q=feedb"
    assert "HX-Replace-Url" not in api.get("/?q=feedb")


def test_what_was_found_so_far_is_taken_away_before_anything_was_read(api: Client) -> None:
    waiting = submit(api, title="Waiting")

    for key in ("md", "csv", "json", "docx"):
        assert api.get(f"/analyses/{waiting}/take-away/{key}/").status_code == 200, key
        assert api.get(f"/analysis/requests/{waiting}/export?format={key}").status_code == 200, key
    for path in (f"/analyses/{waiting}/take-away/qdpx/", f"/analysis/requests/{waiting}/export?format=qdpx"):
        refused = api.get(path)
        assert refused.status_code == 409
        assert "No worker has read the files yet" in text_of(refused)


def test_a_completed_analysis_says_in_short_what_was_found(api: Client, completed: str) -> None:
    result = api.get(f"/analysis/requests/{completed}/result").json()
    strongest = max(result["design_principles"], key=lambda each: each["priority"])

    html = api.get(f"/analyses/{completed}/").content.decode()

    short = html.split('<section class="in-short"')[1].split("</section>")[0]
    assert f'href="/analyses/{completed}/#{strongest["id"]}"' in short
    assert "1 of 1 person" in " ".join(short.split())
    assert re.search(r'href="/analyses/[^"]+/sources/1/\?chunk=chunk_\d+#chunk_\d+"', short)
    assert "In short" in text_of(api.get(f"/analyses/{completed}/print/"))


def test_before_it_is_completed_nothing_is_told_in_short(api: Client, engine: None) -> None:
    assert "In short" not in text_of(api.get(f"/analyses/{submit(api)}/"))
