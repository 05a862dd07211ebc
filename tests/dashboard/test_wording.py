"""What pages call things."""

from __future__ import annotations

import pytest
from django.test import Client

from analysis import services
from dashboard.templatetags.throughline import language
from tests.dashboard.conftest import submit
from tests.dashboard.pages import text_of


@pytest.mark.parametrize(
    ("code", "name"),
    [("he", "Hebrew"), ("sv", "Swedish"), ("zh", "Chinese"), ("en", "English"), ("und", ""), ("qqq", "qqq")],
)
def test_languages_are_called_by_their_names(code: str, name: str) -> None:
    assert language(code) == name


def test_who_shares_finds_it_beside_the_exports(api: Client, completed: str) -> None:
    assert "Export &amp; share" in text_of(api.get(f"/analyses/{completed}/"))
    asked = text_of(api.get(f"/analyses/{completed}/take-away/"))
    assert "Export &amp; share" in asked
    assert "Share a link to read" in asked


def test_a_cancelled_analysis_stopped_and_did_not_fail(api: Client) -> None:
    request_id = submit(api)
    services.cancel(request_id, actor="web")

    asked = text_of(api.get(f"/analyses/{request_id}/retry/"))

    assert "where it stopped" in asked
    assert "failed" not in asked


def test_words_that_no_finding_uses_are_counted_not_rounded_away(api: Client, completed: str) -> None:
    said = text_of(api.get(f"/analyses/{completed}/sources/"))

    assert "words used" in said or "Every word used" in said
    assert "100 % of" not in said
