"""The query of the list: in an address and out of it."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from dashboard.list_query import MAX_SEARCH, ListQuery
from tests.records import record
from tracking.states import Status, Step

QUERIES = [
    ListQuery(),
    ListQuery(status=Status.FAILED),
    ListQuery(search="größe & naïve=1"),
    ListQuery(status=Status.PENDING, search="a b", cursor="WyIyMDI2Il0"),
]


@pytest.mark.parametrize("query", QUERIES)
def test_an_address_says_all_of_it(query: ListQuery) -> None:
    assert ListQuery.from_values(parse_qs(query.query_string)) == query
    assert query.address == (f"/?{query.query_string}" if query != ListQuery() else "/")


@pytest.mark.parametrize("text", ["status=green", "q=", "cursor=", "status=&q=&cursor=", "other=1", "%ff=%fe"])
def test_what_makes_no_sense_is_the_whole_list(text: str) -> None:
    assert ListQuery.from_values(parse_qs(text)) == ListQuery()


def test_a_search_has_a_limit_and_no_outer_spaces() -> None:
    assert ListQuery.from_values({"q": ["  x  "]}).search == "x"
    assert len(ListQuery.from_values({"q": ["x" * 5000]}).search) == MAX_SEARCH


def test_it_matches_by_team_status_and_title_or_id() -> None:
    failed = record("analysis_f00", title="Onboarding Straße").with_step(Step.CHUNKING, status=Status.FAILED)
    assert ListQuery().matches(failed, "default")
    assert not ListQuery().matches(failed, "others")
    assert ListQuery(status=Status.FAILED).matches(failed, "default")
    assert not ListQuery(status=Status.COMPLETED).matches(failed, "default")
    assert ListQuery(search="onboarding STRASSE").matches(failed, "default")
    assert ListQuery(search="F00").matches(failed, "default")
    assert not ListQuery(search="checkout").matches(failed, "default")


def test_another_page_of_the_same_list_keeps_the_rest() -> None:
    query = ListQuery(status=Status.FAILED, search="x", cursor="one")
    assert query.at("two") == ListQuery(status=Status.FAILED, search="x", cursor="two")
    assert query.at(None).cursor is None
    assert query.narrowed
    assert not ListQuery(cursor="one").narrowed
