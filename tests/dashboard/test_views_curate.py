"""Curating through the pages: marked with who, kept over a re-run, undone."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from analysis import worker
from analysis.curation.storage import load_edits
from tests.dashboard.pages import text_of
from tracking.errors import VersionConflict
from tracking.store import Store


def curate(api: Client, request_id: str, item_id: str, act: str, **values: str) -> str:
    """Do something to an item; the words of the page one comes back to."""
    data = {"act": act, "back": f"/analyses/{request_id}/", **values}
    return text_of(api.post(f"/analyses/{request_id}/curate/{item_id}/", data, follow=True))


def test_new_words_stand_on_every_page_with_who(api: Client, completed: str) -> None:
    page = curate(api, completed, "pattern_1", "rename", text="Feedback has no home", by="Mia")

    assert "Feedback has no home" in page
    assert "Worded by Mia" in page
    for path in ("items/pattern_1/", "people/", "print/", "search/?q=home", "history/", "line/principle_1/"):
        assert "Feedback has no home" in text_of(api.get(f"/analyses/{completed}/{path}")), path
    assert "Rests on a pattern reworded by Mia" in text_of(api.get(f"/analyses/{completed}/items/principle_1/"))


def test_a_reading_removed_from_a_pattern_counts_no_more_until_that_is_undone(api: Client, completed: str) -> None:
    pattern = f"/analyses/{completed}/items/pattern_1/"
    assert "Quotes 2 People" in text_of(api.get(pattern))
    assert "Remove from its pattern" in text_of(api.get(f"/analyses/{completed}/curate/inference_2/"))

    assert "Removed from the pattern." in curate(api, completed, "inference_2", "remove", into="pattern_1", by="Mia")

    assert "Quotes 1 People" in text_of(api.get(pattern))
    assert "Without a meaning removed by Mia" in text_of(api.get(pattern))
    assert "removed it from “Pattern 1”" in text_of(api.get(f"/analyses/{completed}/curate/inference_2/"))
    api.post(f"/analyses/{completed}/curate/undo/", {"seq": "1"})
    assert "Quotes 2 People" in text_of(api.get(pattern))


@pytest.mark.parametrize(
    ("item_id", "into"), [("inference_2", "pattern_9"), ("inference_2", ""), ("chunk_2", "pattern_1")]
)
def test_only_a_reading_is_removed_and_only_from_its_own_pattern(
    api: Client, completed: str, item_id: str, into: str
) -> None:
    assert "Choose the pattern to remove it from." in curate(api, completed, item_id, "remove", into=into)
    assert load_edits(Store().get(completed)) == []


def test_edits_find_a_finding_of_which_most_was_set_aside(api: Client, completed: str) -> None:
    for number in (1, 2):
        curate(api, completed, f"inference_{number}", "set_aside", by="Mia")
    curate(api, completed, "pattern_1", "rename", text="Else", by="Mia")
    curate(api, completed, "pattern_1", "note", text="Ask Ben", by="Mia")

    page = text_of(api.get(f"/analyses/{completed}/items/pattern_1/"))
    assert "Ask Ben" in page
    assert "Nothing that it rests on stands any more" in page


def test_the_name_is_remembered_for_the_next_edit(api: Client, completed: str) -> None:
    curate(api, completed, "pattern_1", "note", text="First", by="Mia")
    curate(api, completed, "insight_1", "note", text="Second")

    assert [edit.actor for edit in load_edits(Store().get(completed))] == ["Mia", "Mia"]


def test_edits_survive_a_re_run(api: Client, completed: str) -> None:
    curate(api, completed, "pattern_1", "rename", text="Feedback has no home", by="Mia")
    api.post(f"/analyses/{completed}/retry/", {"from_step": "chunking"})
    worker.run_analysis(completed)

    page = text_of(api.get(f"/analyses/{completed}/"))
    assert "attempt 2" in page
    assert "Feedback has no home" in page


def test_undo_brings_back_what_the_engine_said(api: Client, completed: str) -> None:
    page = api.post(
        f"/analyses/{completed}/curate/pattern_1/", {"act": "rename", "text": "Else", "by": "Mia"}, follow=True
    )
    assert "Undo" in text_of(page)

    api.post(f"/analyses/{completed}/curate/undo/", {"seq": "1"})

    assert "Else" not in text_of(api.get(f"/analyses/{completed}/"))
    assert "Took back change 1" in text_of(api.get(f"/analyses/{completed}/history/"))


def test_undoing_twice_is_said(api: Client, completed: str) -> None:
    curate(api, completed, "pattern_1", "pin")
    api.post(f"/analyses/{completed}/curate/undo/", {"seq": "1"})
    again = api.post(f"/analyses/{completed}/curate/undo/", {"seq": "1"}, follow=True)

    assert "taken back already" in text_of(again)
    assert len(load_edits(Store().get(completed))) == 2


def test_what_is_set_aside_leaves_the_report(api: Client, completed: str) -> None:
    curate(api, completed, "principle_1", "set_aside", by="Mia")

    assert "Set aside by Mia" in text_of(api.get(f"/analyses/{completed}/"))
    assert "1 of the principles found was set aside" in text_of(api.get(f"/analyses/{completed}/print/"))


@pytest.mark.parametrize(
    ("item", "act", "values", "reason"),
    [
        ("chunk_1", "rename", {"text": "Never said"}, "What somebody said is never reworded."),
        ("pattern_1", "rename", {"text": " "}, "Write something first."),
        ("pattern_1", "note", {}, "Write something first."),
        ("pattern_1", "merge", {"into": "pattern_1"}, "Choose what to merge it with."),
        ("pattern_1", "merge", {"into": "insight_1"}, "Choose what to merge it with."),
        ("pattern_1", "explode", {}, "valid choice"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_reason(
    api: Client, completed: str, item: str, act: str, values: dict[str, str], reason: str
) -> None:
    page = curate(api, completed, item, act, **values)

    assert reason in page
    assert load_edits(Store().get(completed)) == []


def test_one_is_sent_back_to_pages_of_ours_only(api: Client, completed: str) -> None:
    response = api.post(
        f"/analyses/{completed}/curate/pattern_1/", {"act": "pin", "back": "https://elsewhere.example/"}
    )

    assert response["Location"] == f"/analyses/{completed}/"


def test_a_signed_in_person_edits_under_their_own_name_whatever_the_form_says(
    api: Client, completed: str, django_user_model: type[User]
) -> None:
    curate(api, completed, "pattern_1", "note", text="Before", by="Mia")
    api.force_login(django_user_model.objects.create_user("mallory"))

    assert 'name="by"' not in api.get(f"/analyses/{completed}/curate/pattern_1/").content.decode()
    curate(api, completed, "pattern_1", "note", text="Approved", by="Dr. Boss")
    api.post(f"/analyses/{completed}/curate/undo/", {"seq": "1"})

    assert [edit.actor for edit in load_edits(Store().get(completed))] == ["Mia", "mallory", "mallory"]


def test_an_undo_that_others_were_quicker_than_is_said(
    api: Client, completed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    curate(api, completed, "pattern_1", "pin")

    def conflict(request_id: str, *_: object, **__: object) -> None:
        raise VersionConflict(request_id)

    monkeypatch.setattr("dashboard.views.curate.add_edit", conflict)
    response = api.post(f"/analyses/{completed}/curate/undo/", {"seq": "1"}, follow=True)

    assert response.status_code == 200
    assert "is being changed by others. Try again." in text_of(response)
