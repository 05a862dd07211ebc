"""Edits in the bucket: none is lost when two people write at once."""

from __future__ import annotations

import pytest

from analysis.chain import Chain
from analysis.curation import storage
from analysis.curation.anchors import anchor_of
from analysis.curation.edits import Act
from analysis.curation.storage import add_edit, load_edits
from tests.results import a_result
from tracking import bucket
from tracking.errors import VersionConflict

ITEM = anchor_of(Chain(a_result()), "pattern_1")


def test_edits_come_back_in_their_order(aws: None) -> None:
    add_edit("analysis_a", Act.PIN, actor="Mia", item=ITEM, clock=lambda: 1.0)
    add_edit("analysis_a", Act.NOTE, actor="Ben", item=ITEM, text="Hm", clock=lambda: 2.0)
    add_edit("analysis_b", Act.PIN, actor="Mia", item=ITEM)

    assert [(e.seq, e.actor, e.act, e.text) for e in load_edits("analysis_a")] == [
        (1, "Mia", Act.PIN, ""),
        (2, "Ben", Act.NOTE, "Hm"),
    ]


def test_nothing_edited_is_an_empty_list(aws: None) -> None:
    assert load_edits("analysis_a") == []


def test_who_is_second_adds_to_what_the_first_wrote(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    real = storage.load_edits
    raced: list[bool] = []

    def load_then_somebody_else_writes(request_id: str) -> list[object]:
        found = real(request_id)
        if not raced:
            raced.append(True)
            monkeypatch.setattr(storage, "load_edits", real)
            add_edit(request_id, Act.PIN, actor="first", item=ITEM)
        return list(found)

    monkeypatch.setattr(storage, "load_edits", load_then_somebody_else_writes)
    add_edit("analysis_a", Act.NOTE, actor="second", item=ITEM, text="Mine")

    assert [(e.seq, e.actor) for e in real("analysis_a")] == [(1, "first"), (2, "second")]


def test_every_version_stays(aws: None) -> None:
    for _ in range(3):
        add_edit("analysis_a", Act.PIN, actor="Mia", item=ITEM)

    assert len(list(bucket.keys("curation/analysis_a/"))) == 3


def test_others_who_are_always_quicker_are_named_as_such(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bucket, "put_json_once", lambda key, document: False)

    with pytest.raises(VersionConflict):
        add_edit("analysis_a", Act.PIN, actor="Mia", item=ITEM)
