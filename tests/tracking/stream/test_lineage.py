"""Who may be read: parents to their end before children, from where each begins, what is forgotten."""

from __future__ import annotations

import pytest

from tests.tracking.stream.fakes import forest
from tracking.stream.lineage import Lineage, Node, Stage, may_be_read
from tracking.stream.position import Anchor, Checkpoint, Position


def begun(*lines: str) -> Lineage:
    lineage = Lineage()
    lineage.begin(forest(*lines), now=0.0)
    return lineage


def ready(lineage: Lineage) -> dict[str, Anchor]:
    return {shard_id: position.anchor for shard_id, position in lineage.take_ready()}


@pytest.mark.parametrize(
    ("stage", "parent", "allowed"),
    [
        (Stage.WAITING, None, True),
        (Stage.WAITING, Stage.FINISHED, True),
        (Stage.WAITING, Stage.READING, False),
        (Stage.WAITING, Stage.WAITING, False),
        (Stage.READING, Stage.FINISHED, False),
        (Stage.FINISHED, Stage.FINISHED, False),
    ],
)
def test_the_predicate(stage: Stage, parent: Stage | None, allowed: bool) -> None:
    nodes = {"child": Node("parent", Position.oldest(), stage)}
    if parent is not None:
        nodes["parent"] = Node(None, Position.oldest(), parent)
    assert may_be_read("child", nodes) is allowed


def test_at_the_start_the_open_ones_are_read_from_now_on() -> None:
    assert ready(begun("A.", "B<A", "C")) == {"B": Anchor.NEWEST, "C": Anchor.NEWEST}


def test_a_shard_whose_parent_was_trimmed_away_is_a_root() -> None:
    assert ready(begun("B<gone")) == {"B": Anchor.NEWEST}


def test_a_shard_that_split_while_the_listing_went_on_has_its_children_read_whole_and_after_it() -> None:
    lineage = begun("A", "B.<A", "C<A", "D<B")
    assert ready(lineage) == {"A": Anchor.NEWEST}
    lineage.finish("A", 1.0)
    assert ready(lineage) == {"B": Anchor.OLDEST, "C": Anchor.OLDEST}
    lineage.finish("C", 2.0)
    assert ready(lineage) == {}
    lineage.finish("B", 3.0)
    assert ready(lineage) == {"D": Anchor.OLDEST}


def test_a_newcomer_is_read_from_its_oldest_record() -> None:
    lineage = begun("A")
    ready(lineage)
    lineage.learn(forest("A", "B<A", "X"), now=1.0)
    assert ready(lineage) == {"X": Anchor.OLDEST}
    lineage.finish("A", 1.0)
    assert ready(lineage) == {"B": Anchor.OLDEST}


def test_the_child_of_a_shard_that_was_history_at_the_start_is_read_whole() -> None:
    lineage = begun("A.")
    assert ready(lineage) == {}
    lineage.learn(forest("A.", "B<A"), now=1.0)
    assert ready(lineage) == {"B": Anchor.OLDEST}


def test_a_newcomer_waits_for_a_parent_that_is_listed_later_but_not_for_ever() -> None:
    lineage = begun("A")
    ready(lineage)
    lineage.finish("A", 1.0)
    lineage.learn(forest("A.", "C<B", "E<D"), now=2.0)
    assert ready(lineage) == {}
    lineage.learn(forest("A.", "B.<A", "C<B", "E<D"), now=3.0)
    assert ready(lineage) == {"B": Anchor.OLDEST}
    lineage.adopt(seen_before=2.0)
    assert ready(lineage) == {"E": Anchor.OLDEST}
    lineage.finish("B", 4.0)
    assert ready(lineage) == {"C": Anchor.OLDEST}


def test_nothing_is_handed_out_twice() -> None:
    lineage = begun("A", "B")
    assert len(lineage.take_ready()) == 2
    assert lineage.take_ready() == []
    lineage.learn(forest("A", "B"), now=1.0)
    assert lineage.take_ready() == []


@pytest.mark.parametrize("lines", [("A<A",), ("A<B", "B<A")])
def test_an_impossible_family_does_not_hang(lines: tuple[str, ...]) -> None:
    begun(*lines).take_ready()


def test_a_shard_that_is_its_own_parent_is_read() -> None:
    assert ready(begun("A<A")) == {"A": Anchor.NEWEST}


def test_a_finished_shard_is_forgotten_when_it_is_old_and_no_longer_listed() -> None:
    lineage = begun("A", "B", "C")
    ready(lineage)
    lineage.finish("A", 10.0)
    lineage.finish("B", 10.0)
    lineage.finish("C", 30.0)
    lineage.forget({"B"}, before=20.0)
    assert set(lineage.nodes) == {"B", "C"}


def test_going_on_from_a_checkpoint() -> None:
    saved = Checkpoint(stream_arn="arn", positions={"B": Position.after("5")}, finished=frozenset({"A", "old"}))
    lineage = Lineage()
    assert lineage.resume(forest("A.", "B.<A", "C<B", "X"), saved, now=0.0)
    assert lineage.take_ready() == [("B", Position.after("5")), ("X", Position.oldest())]
    lineage.finish("B", 1.0)
    assert ready(lineage) == {"C": Anchor.OLDEST}


@pytest.mark.parametrize("place", [Position.newest(), Position.after("5")])
def test_a_checkpoint_misses_something_when_a_place_in_it_is_gone_or_was_none(place: Position) -> None:
    name = "A" if place == Position.newest() else "gone"
    saved = Checkpoint(stream_arn="arn", positions={name: place})
    assert not Lineage().resume(forest("A"), saved, now=0.0)
