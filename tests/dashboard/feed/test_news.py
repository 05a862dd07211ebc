"""News and its memory."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.feed import news as module
from dashboard.feed.news import Memory, News
from tests.dashboard.feed.fakes import change_to, removal_of
from tests.records import record


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_news_of_a_change_is_the_record_and_of_a_removal_none() -> None:
    made = record("analysis_a", version=3)
    assert News.of(change_to(made)).record == made
    gone = News.of(removal_of(made))
    assert (gone.record, gone.item, gone.version) == (None, None, 4)


def test_an_item_of_somebody_else_is_no_news() -> None:
    change = replace(change_to(record("analysis_a")), image={"request_id": "analysis_a", "colour": "green"})
    with pytest.raises(KeyError):
        News.of(change)


def test_repetitions_and_old_changes_are_not_new_even_after_a_removal() -> None:
    memory = Memory(Clock())
    old, new = record("analysis_a", version=4), record("analysis_a", version=5)
    assert memory.is_new(change_to(new))
    memory.note(News.of(change_to(new)))
    assert not memory.is_new(change_to(new))
    assert not memory.is_new(change_to(old))
    memory.note(News.of(removal_of(new)))
    assert not memory.is_new(change_to(new))
    assert memory.is_new(change_to(record("analysis_b", version=1)))


def test_recent_is_the_latest_of_each_oldest_first_and_only_for_a_while() -> None:
    clock = Clock()
    memory = Memory(clock)
    for at, name, version in [(0, "a", 1), (1, "b", 1), (2, "a", 2), (29, "c", 1)]:
        clock.now = at
        memory.note(News.of(change_to(record(name, version=version))))
    assert [(n.request_id, n.version) for n in memory.recent()] == [("b", 1), ("a", 2), ("c", 1)]
    clock.now = 31.5
    assert [n.request_id for n in memory.recent()] == ["a", "c"]
    assert not memory.is_new(change_to(record("b", version=1))), "versions are remembered for longer"


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT_NEWS", 3)
    monkeypatch.setattr(module, "KEPT_VERSIONS", 5)
    memory = Memory(Clock())
    for number in range(100):
        memory.note(News.of(change_to(record(f"r{number}", version=7))))
    assert [n.request_id for n in memory.recent()] == ["r97", "r98", "r99"]
    assert memory.is_new(change_to(record("r94", version=7)))
    assert not memory.is_new(change_to(record("r95", version=7)))


def test_after_a_new_beginning_lower_versions_count_again() -> None:
    memory = Memory(Clock())
    memory.note(News.of(change_to(record("a", version=9))))
    memory.clear()
    assert memory.is_new(change_to(record("a", version=1)))
    assert list(memory.recent()) == []
