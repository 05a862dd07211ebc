"""What a page asks of AWS when it opens. README names these figures."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from analysis import worker
from tests.calls import counted
from tests.chaos.plain_engine import PlainEngine
from tests.dashboard.conftest import submit
from tracking.states import STEPS
from tracking.store import Store


class Stops(PlainEngine):
    """Comes as far as the third step, and there is no more of it."""

    def relate(self, *_: Any) -> Any:
        raise KeyboardInterrupt


@pytest.fixture
def running(api: Client, monkeypatch: pytest.MonkeyPatch) -> str:
    """Id of an analysis that is being related; its worker will not come back."""
    monkeypatch.setattr(worker, "load_engine", lambda name: Stops())
    request_id = submit(api, title="Feedback")
    with pytest.raises(KeyboardInterrupt):
        worker.run_analysis(request_id)
    assert Store().get(request_id).current_step is STEPS[2]
    return request_id


def reads(api: Client, path: str) -> dict[str, int]:
    with counted() as calls:
        assert api.get(path).status_code == 200
    return dict(calls)


def edited(api: Client, request_id: str) -> None:
    api.post(f"/analyses/{request_id}/curate/chunk_1/", {"act": "note", "text": "Ask Ben", "by": "Mia"})


def test_a_running_analysis_costs_its_item_and_an_object_for_each_step_that_is_done(api: Client, running: str) -> None:
    first = reads(api, f"/analyses/{running}/")
    again = reads(api, f"/analyses/{running}/")

    assert again == {"GetItem": 1, "GetObject": 2}
    # Kept by the process from then on: the transcripts; and for all pages together, what the last runs took.
    assert set(first) - set(again) == {"Query"}
    assert first["Query"] == 4
    assert first["GetObject"] <= again["GetObject"] + 2


def test_edits_cost_nothing_more_once_they_were_read(api: Client, running: str) -> None:
    edited(api, running)
    reads(api, f"/analyses/{running}/")

    assert reads(api, f"/analyses/{running}/").keys() == {"GetItem", "GetObject"}


def test_a_completed_analysis_costs_its_item_once_its_result_was_read(api: Client, completed: str) -> None:
    edited(api, completed)
    for path in ("", "line/principle_1/", "items/pattern_1/", "map/", "people/"):
        reads(api, f"/analyses/{completed}/{path}")
    for path in ("line/principle_1/", "items/pattern_1/", "map/", "people/"):
        assert reads(api, f"/analyses/{completed}/{path}") == {"GetItem": 1}, path


def test_the_list_costs_a_query_a_shard_and_one_read_of_its_items(api: Client, completed: str) -> None:
    assert reads(api, "/") == {"Query": 4, "BatchGetItem": 1}
