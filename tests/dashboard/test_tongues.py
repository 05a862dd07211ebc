"""Which language each finding is worded in, and that every page says so."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from analysis import worker
from dashboard.feed.previews import load_previews
from dashboard.tongues import Tongues, common_of, told, tongues_of
from tests.conftest import Sent
from tests.dashboard.conftest import INTERVIEW
from tests.dashboard.pages import upload
from tracking.store import Store

GERMAN = """Interviewerin: Wie sammeln Sie Rückmeldungen?

Jutta: Sie kommen von überall her, und ich schreibe alles von Hand in eine Tabelle.

Interviewerin: Und dann?

Jutta: Ich wünschte, es gäbe nur eine Stelle dafür. Niemand weiß, wer entscheidet.
"""


def result(languages: dict[str, str], chunks: dict[str, str]) -> dict[str, Any]:
    """A result with one inference a chunk (id → source), all in one pattern."""
    return {
        "sources": [{"name": name, "language": code} for name, code in languages.items()],
        "chunks": [{"id": chunk, "source": source} for chunk, source in chunks.items()],
        "inferences": [{"id": f"of_{chunk}", "chunk_id": chunk} for chunk in chunks],
        "patterns": [{"id": "pattern", "related_inferences": [f"of_{chunk}" for chunk in chunks]}],
        "insights": [{"id": "insight", "pattern_id": "pattern"}],
        "design_principles": [{"id": "principle", "insight_id": "insight"}],
    }


def test_a_study_in_one_language_needs_no_look_at_its_findings() -> None:
    assert tongues_of(result({"a": "de", "b": "de"}, {"1": "a"})) == Tongues(common="de")
    assert tongues_of(result({"a": "de", "b": "und"}, {"1": "b"})) == Tongues(common="de")


def test_what_rests_on_quotes_is_in_the_language_of_most_of_them() -> None:
    found = tongues_of(result({"a": "en", "b": "de"}, {"1": "a", "2": "b", "3": "b"}))

    assert found.common == ""
    assert [found.of(each) for each in ("1", "2", "of_1", "of_3")] == ["en", "de", "en", "de"]
    assert [found.of(each) for each in ("pattern", "insight", "principle")] == ["de", "de", "de"]


@pytest.mark.parametrize(
    ("languages", "common", "taken"),
    [
        ({}, "", {}),
        ({"a": "und"}, "", {"a": ""}),
        ({"a": "und", "b": "fr"}, "fr", {"a": "fr", "b": "fr"}),
        ({"a": "en", "b": "de"}, "", {"a": "en", "b": "de"}),
    ],
)
def test_a_source_whose_language_could_not_be_told_is_taken_for_like_the_others(
    languages: dict[str, str], common: str, taken: dict[str, str]
) -> None:
    assert told(languages) == taken
    assert common_of(languages) == common


@pytest.fixture
def german(api: Client, sent: Sent, engine: None) -> str:
    api.post("/new/", {"files": [upload("jutta.txt", GERMAN)]})
    worker.run_analysis(sent[0])
    return sent[0]


@pytest.fixture
def mixed(api: Client, sent: Sent, engine: None) -> str:
    api.post("/new/", {"files": [upload("jutta.txt", GERMAN), upload("anna.txt", INTERVIEW)]})
    worker.run_analysis(sent[-1])
    return sent[-1]


def without_language(html: str, words: list[str]) -> list[str]:
    """Those of `words` that stand on the page outside any element that names a language of its own."""
    bare = re.sub(r"<(\w+)[^>]* lang=\"de\"[^>]*>.*?</\1>", "", html.partition("<main")[2], flags=re.DOTALL)
    return [each for each in words if each in bare]


@pytest.mark.parametrize(
    "path",
    ["", "print/", "people/", "items/principle_1/", "items/insight_1/", "items/pattern_1/", "items/inference_1/",
     "items/chunk_1/", "line/principle_1/?all=1", "search/?q=niemand", "search/?q=e", "findings/chunking/?after=0",
     "findings/inferring/?after=0", "findings/relating/?after=0", "curate/pattern_1/", "curate/chunk_1/",
     "sources/1/?chunk=chunk_1"],
)  # fmt: skip
def test_whatever_is_worded_in_german_is_said_to_be(api: Client, german: str, path: str) -> None:
    found = api.get(f"/analysis/requests/{german}/result").json()
    words = [chunk["content"] for chunk in found["chunks"]]
    words += [inference["meanings"][0] for inference in found["inferences"]]
    words += [pattern["name"] for pattern in found["patterns"]]
    words += [insight["headline"] for insight in found["insights"]]
    words += [principle["principle"] for principle in found["design_principles"]]

    html = api.get(f"/analyses/{german}/{path}").content.decode()
    html = html.replace("<mark>", "").replace("</mark>", "")

    assert any(each in html for each in words)
    assert without_language(html, words) == []


def test_a_comparison_names_the_language_of_each_side(api: Client, german: str, completed: str) -> None:
    html = api.get(f"/compare/?a={german}&b={completed}").content.decode()

    assert re.search(rf'href="/analyses/{german}/items/[^"]+"\s+dir="auto" lang="de"', html)
    assert re.search(rf'href="/analyses/{completed}/items/[^"]+"\s+dir="auto" lang="en"', html)


def test_quotes_of_two_languages_are_each_in_their_own(api: Client, mixed: str) -> None:
    found = api.get(f"/analysis/requests/{mixed}/result").json()
    for chunk in found["chunks"]:
        code = "de" if chunk["source"] == "jutta.txt" else "en"
        page = api.get(f"/analyses/{mixed}/items/{chunk['id']}/").content.decode()
        assert re.search(rf'<blockquote class="quote" dir="auto" lang="{code}">', page)


def test_the_feed_knows_the_language_of_what_it_shows(german: str, mixed: str) -> None:
    previews = load_previews(Store().get(german))
    assert [preview.tongues for preview in previews.values()] == [Tongues(common="de")] * 5

    chunks = load_previews(Store().get(mixed))["chunking"]
    spoken = {item["source"]: chunks.tongues.of(item["id"]) for item in chunks.items}
    assert spoken == {"jutta.txt": "de", "anna.txt": "en"}
