"""Edits in the bucket: none is lost when two people write at once, none is kept twice when an answer is lost."""

from __future__ import annotations

import pytest

from analysis.chain import Chain
from analysis.curation import storage
from analysis.curation.anchors import anchor_of
from analysis.curation.edits import Act, Edit
from analysis.curation.storage import add_edit, load_edits
from tests.calls import calls_of
from tests.faults import lose_an_answer
from tests.records import record
from tests.results import a_result
from tracking import bucket, moves
from tracking.client import clients
from tracking.errors import NotFound, VersionConflict
from tracking.record import Record
from tracking.store import Store

ITEM = anchor_of(Chain(a_result()), "pattern_1")


@pytest.fixture(params=["aws", "ministack"])
def analysis(request: pytest.FixtureRequest) -> Record:
    """One analysis, on moto and on MiniStack."""
    request.getfixturevalue(request.param)
    return Store().create(record("analysis_a", listing="default#0", due_at=1.0), actor="test")


def fresh(analysis: Record) -> Record:
    return Store().get(analysis.request_id)


def kept(analysis: Record) -> list[tuple[int, str, Act, str]]:
    return [(edit.seq, edit.actor, edit.act, edit.text) for edit in load_edits(fresh(analysis))]


def test_edits_come_back_in_their_order(analysis: Record) -> None:
    other = Store().create(record("analysis_b", listing="default#0", due_at=1.0), actor="test")
    add_edit(analysis, Act.PIN, actor="Mia", item=ITEM, clock=lambda: 1.0)
    add_edit(fresh(analysis), Act.NOTE, actor="Ben", item=ITEM, text="Hm", clock=lambda: 2.0)
    add_edit(other, Act.PIN, actor="Mia", item=ITEM)

    assert kept(analysis) == [(1, "Mia", Act.PIN, ""), (2, "Ben", Act.NOTE, "Hm")]


def test_what_nobody_edited_costs_no_call(analysis: Record) -> None:
    with calls_of() as calls:
        assert load_edits(analysis) == []
    assert calls == set()


def test_who_is_second_adds_to_what_the_first_wrote(analysis: Record) -> None:
    """Both looked at the analysis when nobody had edited it."""
    add_edit(analysis, Act.PIN, actor="first", item=ITEM)
    add_edit(analysis, Act.NOTE, actor="second", item=ITEM, text="Mine", sleep=lambda seconds: None)

    assert kept(analysis) == [(1, "first", Act.PIN, ""), (2, "second", Act.NOTE, "Mine")]


def test_a_write_whose_answer_was_lost_is_kept_once(analysis: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = lose_an_answer(monkeypatch, clients().s3, "PutObject")

    edit = add_edit(analysis, Act.NOTE, actor="Mia", item=ITEM, text="Hm", sleep=lambda seconds: None)

    assert len(sent) == 2
    assert edit.seq == 1
    assert kept(analysis) == [(1, "Mia", Act.NOTE, "Hm")]


def test_an_edit_whose_writer_died_before_it_was_noted_comes_back_with_the_next(
    analysis: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as died:
        died.setattr(storage, "_tell", lambda request_id, number: None)
        add_edit(analysis, Act.PIN, actor="Mia", item=ITEM)
    assert kept(analysis) == []

    add_edit(fresh(analysis), Act.NOTE, actor="Ben", item=ITEM, text="Hm", sleep=lambda seconds: None)

    assert [actor for _, actor, _, _ in kept(analysis)] == ["Mia", "Ben"]


def test_every_version_stays(analysis: Record) -> None:
    for _ in range(3):
        add_edit(fresh(analysis), Act.PIN, actor="Mia", item=ITEM)

    assert len(list(bucket.keys("curation/analysis_a/"))) == 3


def test_an_edit_raises_the_version_and_leaves_no_event(analysis: Record) -> None:
    """Whoever follows the analysis learns of it; a worker that writes meanwhile takes it along."""
    add_edit(analysis, Act.PIN, actor="Mia", item=ITEM)
    assert fresh(analysis).version == analysis.version + 1
    assert len(Store().events("analysis_a")) == 1

    Store().move("analysis_a", lambda record: moves.cancel(record, 2.0, actor="Ben"), known=analysis)
    assert fresh(analysis).edits == 1


def test_an_edit_of_what_is_deleted_meanwhile_leaves_nothing_behind(analysis: Record) -> None:
    Store().delete("analysis_a", actor="Ben")

    with pytest.raises(NotFound):
        add_edit(analysis, Act.PIN, actor="Mia", item=ITEM)
    assert list(bucket.keys("curation/")) == []


def test_others_who_are_always_quicker_are_named_as_such(analysis: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    number = 0

    def somebody_else_first(key: str, document: object) -> bool:
        nonlocal number
        number += 1
        bucket.put_json(bucket.curation_key("analysis_a", number), {"mark": "theirs", "edits": [theirs()] * number})
        return False

    monkeypatch.setattr(bucket, "put_json_once", somebody_else_first)

    with pytest.raises(VersionConflict):
        add_edit(analysis, Act.PIN, actor="Mia", item=ITEM, sleep=pauses.append)
    assert len(pauses) == storage.MAX_TRIES


def theirs() -> dict[str, object]:
    return Edit(seq=1, at="2026-03-02T10:00:00.000Z", actor="Ben", act=Act.PIN, item=ITEM).to_document()
