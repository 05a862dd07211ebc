"""The table of people and patterns, and the quotes behind it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from analysis.chain import Chain
from analysis.matrix import quotes, voices_of
from dashboard.views.people import PAGE_PATTERNS, PAGE_PEOPLE, PAGE_QUOTES
from tests.dashboard.pages import text_of
from tests.results import a_result

MOST_BYTES = 300_000


def a_survey(people: int, patterns: int, *, per_person: int = 1) -> dict[str, Any]:
    """A result in which everybody says `per_person` things to every pattern: the fullest table there can be."""
    small = a_result()
    result: dict[str, Any] = {**small, "chunks": [], "inferences": [], "patterns": []}
    for pattern in range(patterns):
        members = []
        for person in range(people * per_person):
            number = f"{pattern}_{person}"
            speaker = f"Respondent {12390000000 + person % people}"
            chunk = {**small["chunks"][0], "id": f"chunk_{number}", "speaker": speaker, "source": "answers.csv"}
            result["chunks"].append(chunk)
            inference = {**small["inferences"][0], "id": f"inference_{number}", "chunk_id": chunk["id"]}
            result["inferences"].append(inference)
            members.append(inference["id"])
        name = f"People keep a list of their own, number {pattern}, so nobody knows which one counts"
        found = {"id": f"pattern_{pattern}", "name": name, "related_inferences": members, "speakers": people}
        result["patterns"].append({**small["patterns"][0], **found})
    result["insights"] = [{**each, "pattern_id": "pattern_0"} for each in small["insights"]]
    return result


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch, completed: str) -> Any:
    """Let the completed analysis have another result."""

    def show(result: dict[str, Any]) -> str:
        monkeypatch.setattr("dashboard.documents.chain_of", lambda record: Chain(result))
        return f"/analyses/{completed}/people/"

    return show


def test_a_survey_of_438_people_is_shown_in_parts_that_a_phone_can_load(api: Client, shown: Any) -> None:
    address = shown(a_survey(438, 90))

    first = api.get(address)
    assert len(first.content) < MOST_BYTES
    assert first.content.count(b'class="cell ') == PAGE_PEOPLE * PAGE_PATTERNS
    assert "People 1 to 40 of 438" in text_of(first)
    assert "Patterns 1 to 40 of 90" in text_of(first)
    last = api.get(f"{address}?people=99&patterns=3")
    assert "People 401 to 438 of 438" in text_of(last)
    assert "Patterns 81 to 90 of 90" in text_of(last)
    assert last.content.count(b'class="cell ') == 38 * 10


def test_a_cell_leads_to_the_quotes_of_that_person_in_that_pattern(api: Client, shown: Any) -> None:
    result = a_result()
    address = shown(result)
    html = api.get(address).content.decode()

    cells = re.findall(r'href="(quotes/\?pattern=(\w+)&amp;person=(\d+))"\s+aria-label="([^"]+)">(\d+)<', html)
    assert {(pattern, person, count) for _, pattern, person, _, count in cells} == {
        ("pattern_1", "1", "2"), ("pattern_1", "2", "1"), ("pattern_2", "1", "2"), ("pattern_3", "2", "1"),
    }  # fmt: skip
    assert html.count("<td></td>") == 2  # A blank, not a zero, where somebody said nothing.
    for link, pattern, person, label, count in cells:
        page = api.get(address + link.replace("&amp;", "&")).content.decode()
        listed = page.split('<ol class="said-list">')[1].split("</ol>")[0]
        assert listed.count("<blockquote") == int(count)
        assert label == f"{('Anna', 'Ben')[int(person) - 1]}: {count} quote{'s' if count != '1' else ''}"
        for chunk in quotes(result, pattern_id=pattern, person=int(person)):
            assert f"chunk={chunk['id']}#" in listed


def test_quotes_are_filtered_by_what_is_asked_and_come_page_by_page(api: Client, shown: Any) -> None:
    address = shown(a_survey(2, 3, per_person=30))

    page = api.get(f"{address}quotes/?person=2&kind=pain_point")
    assert "90 quotes" in text_of(page)
    assert page.content.count(b"<blockquote") == PAGE_QUOTES
    assert b"person=2&amp;kind=pain_point&amp;page=2" in page.content
    assert api.get(f"{address}quotes/?person=2&page=2").content.count(b"<blockquote") == 90 - PAGE_QUOTES
    for nothing in ("person=9", "person=x", "pattern=pattern_99", "kind=else"):
        assert "Nobody said anything of the kind." in text_of(api.get(f"{address}quotes/?{nothing}")), nothing


def test_behind_a_pattern_are_only_its_own_quotes() -> None:
    result = a_result()

    assert [voice.name for voice in voices_of(result)] == ["Anna", "Ben"]
    assert [chunk["id"] for chunk in quotes(result, pattern_id="pattern_1")] == ["chunk_1", "chunk_2", "chunk_5"]
    loose = {**result, "patterns": result["patterns"][:1]}
    assert [chunk["id"] for chunk in quotes(loose, founded=True)] == ["chunk_1", "chunk_2", "chunk_5"]
    assert len(quotes(result)) == len(result["chunks"])
