"""Results kept by the web process: no reader waits for the same work twice, and none sees what is no longer so."""

from __future__ import annotations

from django.test import Client

from analysis import worker
from analysis.curation import Act, anchor_of
from analysis.curations import add_edit, load_edits
from dashboard.documents import chain_of, curated_of
from tracking.store import Store


def test_a_result_under_edits_is_made_once_and_anew_after_the_next_edit(completed: str) -> None:
    record = Store().get(completed)
    anchor = anchor_of(chain_of(record), "pattern_1")
    add_edit(completed, Act.RENAME, actor="Mia", item=anchor, text="First")
    first = curated_of(record, load_edits(completed))
    assert curated_of(record, load_edits(completed)) is first

    add_edit(completed, Act.RENAME, actor="Ben", item=anchor, text="Second")

    assert curated_of(record, load_edits(completed)).chain.item("pattern_1")["name"] == "Second"
    assert first.chain.item("pattern_1")["name"] == "First"


def test_a_new_attempt_is_not_shown_from_what_was_kept_of_the_last(api: Client, completed: str) -> None:
    anchor = anchor_of(chain_of(Store().get(completed)), "pattern_1")
    add_edit(completed, Act.NOTE, actor="Mia", item=anchor, text="Ask Ben")
    before = curated_of(Store().get(completed), load_edits(completed))

    api.post(f"/analyses/{completed}/retry/", {"from_step": "chunking"})
    worker.run_analysis(completed)

    assert curated_of(Store().get(completed), load_edits(completed)) is not before
