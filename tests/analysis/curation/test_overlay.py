"""People's edits over a result: laid over, told to what rests on it, kept over a re-run, undone."""

from __future__ import annotations

from typing import Any

from analysis.chain import Chain
from analysis.curation.anchors import anchor_of, common_share, find
from analysis.curation.edits import Act, Edit, in_force
from analysis.curation.overlay import lay_over
from tests.results import a_result


def edit(seq: int, act: Act, item_id: str = "pattern_1", result: dict[str, Any] | None = None, **values: Any) -> Edit:
    chain = Chain(result or a_result())
    into = values.pop("into", None)
    return Edit(
        seq=seq,
        at="2026-03-02T10:00:00.000Z",
        actor=values.pop("actor", "Mia"),
        act=act,
        item=anchor_of(chain, item_id) if act is not Act.UNDO else None,
        into=anchor_of(chain, into) if into else None,
        **values,
    )


def rerun() -> dict[str, Any]:
    """The same study run again: other ids, other words, patterns in another order."""
    result = a_result()
    result["patterns"].reverse()
    for number, pattern in enumerate(result["patterns"], start=1):
        old = pattern["id"]
        pattern["id"] = f"new_{number}"
        pattern["name"] = f"Named otherwise {number}"
        for insight in result["insights"]:
            if insight["pattern_id"] == old:
                insight["pattern_id"] = pattern["id"]
    return result


def test_new_words_are_marked_with_who_and_what_they_replace() -> None:
    curated = lay_over(a_result(), [edit(1, Act.RENAME, text="Feedback has no home")])

    assert curated.chain.item("pattern_1")["name"] == "Feedback has no home"
    mark = curated.marks["pattern_1"]
    assert mark.renamed is not None
    assert mark.renamed.actor == "Mia"
    assert mark.before == "Feedback is scattered, so everybody copies it"


def test_the_result_itself_is_never_changed() -> None:
    result = a_result()
    lay_over(result, [edit(1, Act.RENAME, text="Else"), edit(2, Act.MERGE, "pattern_3", into="pattern_1")])

    assert result == a_result()


def test_what_rests_on_a_change_says_so() -> None:
    marks = lay_over(a_result(), [edit(1, Act.RENAME, text="Else")]).marks

    assert marks["insight_1"].rests_on == ["Rests on a pattern reworded by Mia"]
    assert marks["principle_1"].rests_on == ["Rests on a pattern reworded by Mia"]
    assert "insight_2" not in marks


def test_a_note_or_a_pin_changes_nothing_above() -> None:
    marks = lay_over(a_result(), [edit(1, Act.NOTE, text="Ask Ben"), edit(2, Act.PIN)]).marks

    assert set(marks) == {"pattern_1"}


def test_a_merge_moves_evidence_and_what_rests_on_it() -> None:
    curated = lay_over(a_result(), [edit(1, Act.MERGE, "pattern_3", into="pattern_1")])
    merged = curated.chain.item("pattern_1")

    assert [pattern["id"] for pattern in curated.chain.result["patterns"]] == ["pattern_1", "pattern_2"]
    assert merged["evidence_count"] == 4
    assert merged["speakers"] == 2
    assert curated.chain.line("principle_3").pattern == merged
    assert curated.marks["pattern_1"].merged[0].actor == "Mia"


def test_edits_on_something_that_was_merged_go_where_it_went() -> None:
    edits = [
        edit(1, Act.NOTE, "pattern_3", text="Ben only"),
        edit(2, Act.MERGE, "pattern_3", into="pattern_1"),
        edit(3, Act.NOTE, "pattern_3", text="Still true"),
    ]
    mark = lay_over(a_result(), edits).marks["pattern_1"]

    assert [note.text for note in mark.notes] == ["Ben only", "Still true"]


def test_two_items_merged_into_each_other_are_not_lost() -> None:
    edits = [edit(1, Act.MERGE, "pattern_1", into="pattern_2"), edit(2, Act.MERGE, "pattern_2", into="pattern_1")]
    curated = lay_over(a_result(), edits)

    assert len(curated.chain.result["patterns"]) == 2
    assert [each.seq for each in curated.unplaced] == [2]


def test_set_aside_comes_last_and_pinned_first() -> None:
    edits = [edit(1, Act.SET_ASIDE, "pattern_1"), edit(2, Act.PIN, "pattern_3")]
    shown = lay_over(a_result(), edits).shown("relating")

    assert [item["id"] for item in shown] == ["pattern_3", "pattern_2", "pattern_1"]


def test_an_undone_edit_is_gone_and_its_trace_stays() -> None:
    edits = [edit(1, Act.RENAME, text="Else"), edit(2, Act.UNDO, undoes=1)]

    assert in_force(edits) == []
    assert lay_over(a_result(), edits).chain.result["patterns"] == a_result()["patterns"]


def test_undoing_the_second_name_brings_back_the_first() -> None:
    edits = [
        edit(1, Act.RENAME, text="First"),
        edit(2, Act.RENAME, text="Second"),
        edit(3, Act.UNDO, undoes=2),
    ]

    assert lay_over(a_result(), edits).chain.item("pattern_1")["name"] == "First"


def test_edits_find_their_item_again_after_a_re_run() -> None:
    curated = lay_over(rerun(), [edit(1, Act.RENAME, text="Feedback has no home")])

    assert curated.chain.item("new_3")["name"] == "Feedback has no home"
    assert curated.unplaced == ()


def test_the_same_id_with_other_evidence_is_another_item() -> None:
    result = a_result()
    first, second = result["patterns"][0], result["patterns"][1]
    first["id"], second["id"] = second["id"], first["id"]

    assert find(Chain(result), anchor_of(Chain(a_result()), "pattern_1")) == "pattern_2"


def test_what_is_not_found_again_is_kept_and_told() -> None:
    result = a_result()
    result["patterns"] = result["patterns"][1:]
    result["insights"] = result["insights"][1:]
    curated = lay_over(result, [edit(1, Act.NOTE, text="Ask Ben")])

    assert [each.text for each in curated.unplaced] == ["Ask Ben"]


def test_common_share_counts_characters() -> None:
    assert common_share([("a", 0, 10)], [("a", 5, 15)]) == 5 / 15
    assert common_share([("a", 0, 10)], [("b", 0, 10)]) == 0
    assert common_share([("a", 0, 5), ("a", 5, 10)], [("a", 0, 10)]) == 1


def test_an_edit_survives_its_document() -> None:
    whole = edit(7, Act.MERGE, "pattern_3", into="pattern_1")

    assert Edit.from_document(whole.to_document()) == whole
