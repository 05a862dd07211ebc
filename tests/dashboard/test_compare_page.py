"""Choosing what to compare: offered, found by words of a title, or named by its id, however old it is."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from analysis import worker
from tests.dashboard.conftest import submit
from tests.dashboard.pages import text_of


@pytest.fixture
def three(api: Client, engine: None) -> list[str]:
    """Ids of three completed analyses, oldest first."""
    ids = [submit(api, title=title) for title in ("Tea at work", "Tea & home", "Coffee")]
    for request_id in ids:
        worker.run_analysis(request_id)
    return ids


def offered(html: str) -> list[str]:
    return [unescape(words) for words in re.findall(r'<option value="([^"]*)"', html)]


def held(html: str) -> list[str]:
    return [unescape(words) for words in re.findall(r'name="[ab]" value="([^"]*)"', html)]


def test_what_was_chosen_stays_chosen_however_old_it_is(
    api: Client, three: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.views.compare.OFFERED", 1)

    html = api.get(f"/compare/?a={three[0]}").content.decode()

    assert [words.rsplit(" · ", 1)[1] for words in offered(html)] == [three[0], three[2]]
    assert held(html) == [offered(html)[0], ""]
    assert held(html)[0].startswith("Tea at work · ")


def test_what_a_field_offers_leads_to_the_comparison(api: Client, three: list[str]) -> None:
    choices = {words.rsplit(" · ", 1)[1]: words for words in offered(api.get("/compare/").content.decode())}

    response = api.get("/compare/", {"a": choices[three[0]], "b": choices[three[1]]})
    assert (response.status_code, response["Location"]) == (302, f"/compare/?a={three[0]}&b={three[1]}")

    shown = api.get(response["Location"])
    assert "Only in Tea at work" in text_of(shown)
    assert held(shown.content.decode()) == [choices[three[0]], choices[three[1]]]


def test_words_of_a_title_find_one_or_offer_several(api: Client, three: list[str]) -> None:
    one = api.get("/compare/", {"a": "coff", "b": three[0]})
    assert one["Location"] == f"/compare/?a={three[2]}&b={three[0]}"

    several = api.get("/compare/", {"a": "tea", "b": three[2]})
    assert "2 analyses are called something like “tea”. Choose one:" in text_of(several)
    links = [unescape(link) for link in re.findall(r'<li><a\s+href="(/compare/[^"]+)"', several.content.decode())]
    assert len(links) == 2
    assert "Only in Tea" in text_of(api.get(links[0], follow=True))

    none = api.get("/compare/", {"a": "<b>nothing</b>", "b": three[0]})
    assert none.status_code == 404
    assert "No completed analysis is called something like “&lt;b&gt;nothing&lt;/b&gt;”." in text_of(none)


def test_an_analysis_is_not_compared_with_itself(api: Client, three: list[str]) -> None:
    assert "Choose two different ones." in text_of(api.get(f"/compare/?a={three[0]}&b={three[0]}"))
