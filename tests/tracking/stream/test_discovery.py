"""Which DescribeStream call comes next: sweeps, children of ended shards, pages, one allowance for all."""

from __future__ import annotations

from math import inf

from tests.tracking.stream.fakes import forest
from tracking.stream.discovery import Discovery, Finding, Question
from tracking.stream.pace import Pace
from tracking.stream.service import ShardPage

PACE = Pace(describe=0.25, sweep=60.0, child_first=1.0, child_longest=2.0, child_asks=3)


def page(*lines: str, next_page: str | None = None) -> ShardPage:
    return ShardPage(tuple(forest(*lines)), next_page)


def swept(*pages: ShardPage) -> Discovery:
    """After a first listing of these pages, at time 0."""
    discovery = Discovery(PACE, sweep_due=0.0)
    for each in pages or (page("A"),):
        discovery.answered(discovery.next(0.0), each, 0.0)
    return discovery


def test_a_listing_gathers_all_its_pages() -> None:
    discovery = Discovery(PACE, sweep_due=0.0)
    assert discovery.next(0.0) == Question()
    assert discovery.answered(Question(), page("A", next_page="A"), 0.0) == Finding()
    assert discovery.due == 0.25, "the next page keeps the distance"
    assert discovery.next(0.25) == Question(after="A")
    finding = discovery.answered(Question(after="A"), page("B"), 0.3)
    assert [shard.id for shard in finding.shards] == ["A", "B"]
    assert finding.listed is not None
    assert set(finding.listed) == {"A", "B"}
    assert discovery.due == 60.3


def test_one_call_at_a_time() -> None:
    discovery = Discovery(PACE, sweep_due=0.0)
    discovery.next(0.0)
    assert discovery.due == inf


def test_a_listing_can_be_had_earlier_but_not_later() -> None:
    discovery = swept()
    discovery.sweep_by(5.0)
    assert discovery.due == 5.0
    discovery.sweep_by(500.0)
    assert discovery.due == 5.0


def test_children_of_an_ended_shard_are_asked_for_at_once() -> None:
    discovery = swept()
    discovery.shard_ended("A", 10.0)
    assert discovery.due == 10.0
    question = discovery.next(10.0)
    assert question == Question(children_of="A")
    finding = discovery.answered(question, page("B<A", "C<A"), 10.1)
    assert finding == Finding(tuple(forest("B<A", "C<A")))
    assert discovery.due == 60.0


def test_only_children_count_where_the_filter_is_ignored() -> None:
    discovery = swept()
    discovery.shard_ended("A", 10.0)
    finding = discovery.answered(discovery.next(10.0), page("A.", "A<A", "X", "Y<X"), 10.0)
    assert finding == Finding((), childless=True)


def test_late_children_are_asked_for_again_and_then_left_to_the_sweep() -> None:
    discovery = swept()
    discovery.shard_ended("A", 10.0)
    asked_at = []
    while discovery.due < 60.0:
        asked_at.append(now := discovery.due)
        assert discovery.answered(discovery.next(now), page(), now).childless
    assert asked_at == [10.0, 11.0, 13.0]


def test_children_spread_over_pages_are_all_found() -> None:
    discovery = swept()
    discovery.shard_ended("A", 10.0)
    first = discovery.answered(discovery.next(10.0), page("B<A", next_page="B"), 10.0)
    question = discovery.next(10.25)
    second = discovery.answered(question, page("Z"), 10.25)
    assert question == Question(children_of="A", after="B")
    assert [shard.id for shard in first.shards] == ["B"]
    assert second == Finding()
    assert discovery.due == 60.0


def test_when_many_end_at_once_one_listing_answers_for_all() -> None:
    discovery = swept(page("A", "B", next_page="B"), page("C"))
    for shard_id in "ABC":
        discovery.shard_ended(shard_id, 10.0)
    question = discovery.next(10.0)
    assert question == Question()
    finding = discovery.answered(question, page("A.", "B.", "C.", "D<A", "E<B"), 10.0)
    assert finding.childless, "C has none yet"
    question = discovery.next(discovery.due)
    assert question == Question(children_of="C")


def test_two_ends_are_asked_about_one_by_one_when_a_listing_has_two_pages() -> None:
    discovery = swept(page("A", next_page="A"), page("B"))
    discovery.shard_ended("A", 10.0)
    discovery.shard_ended("B", 10.0)
    assert discovery.next(10.0).children_of == "A"


def test_an_ended_shard_goes_before_the_rest_of_a_listing() -> None:
    discovery = swept()
    discovery.answered(discovery.next(60.0), page("A", next_page="A"), 60.0)
    discovery.shard_ended("A", 60.0)
    assert discovery.next(60.25) == Question(children_of="A")
    discovery.answered(Question(children_of="A"), page("B<A"), 60.25)
    assert discovery.next(60.5) == Question(after="A")


def test_after_a_failure_it_waits_and_goes_on_at_its_place_or_begins_anew() -> None:
    for keep_place, after in ((True, "A"), (False, None)):
        discovery = Discovery(PACE, sweep_due=0.0)
        discovery.answered(discovery.next(0.0), page("A", next_page="A"), 0.0)
        discovery.next(0.25)
        discovery.failed(7.0, keep_place=keep_place)
        assert discovery.due == 7.0
        assert discovery.next(7.0) == Question(after=after)
