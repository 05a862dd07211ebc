"""Results kept by the web process: no reader waits for the same work twice, and none sees what is no longer so."""

from __future__ import annotations

import gc
import sys

from django.test import Client

from analysis import worker
from analysis.curation.anchors import anchor_of
from analysis.curation.edits import Act
from analysis.curation.storage import add_edit, load_edits
from dashboard.documents import Kept, chain_of, counted_bytes, curated_of
from tracking.store import Store


def test_a_result_under_edits_is_made_once_and_anew_after_the_next_edit(completed: str) -> None:
    record = Store().get(completed)
    anchor = anchor_of(chain_of(record), "pattern_1")
    add_edit(Store().get(completed), Act.RENAME, actor="Mia", item=anchor, text="First")
    first = curated_of(record, load_edits(Store().get(completed)))
    assert curated_of(record, load_edits(Store().get(completed))) is first

    add_edit(Store().get(completed), Act.RENAME, actor="Ben", item=anchor, text="Second")

    assert curated_of(record, load_edits(Store().get(completed))).chain.item("pattern_1")["name"] == "Second"
    assert first.chain.item("pattern_1")["name"] == "First"


def test_a_new_attempt_is_not_shown_from_what_was_kept_of_the_last(api: Client, completed: str) -> None:
    anchor = anchor_of(chain_of(Store().get(completed)), "pattern_1")
    add_edit(Store().get(completed), Act.NOTE, actor="Mia", item=anchor, text="Ask Ben")
    before = curated_of(Store().get(completed), load_edits(Store().get(completed)))

    api.post(f"/analyses/{completed}/retry/", {"from_step": "chunking"})
    worker.run_analysis(completed)

    assert curated_of(Store().get(completed), load_edits(Store().get(completed))) is not before


def test_what_is_kept_is_bounded_by_bytes_and_the_least_used_goes_first() -> None:
    kept = Kept(40_000)
    made: list[str] = []

    def value(name: str, letters: int) -> list[str]:
        def make() -> list[str]:
            made.append(name)
            return [name * letters]

        return kept.get((name,), make)

    for name in ("a", "b", "a", "c"):
        value(name, 3_000)
    assert kept.size <= 40_000
    assert made == ["a", "b", "c"]
    value("a", 3_000)
    value("b", 3_000)
    assert made == ["a", "b", "c", "b"]


def test_one_value_that_is_too_large_is_made_each_time_and_displaces_nothing() -> None:
    kept = Kept(40_000)
    small = kept.get(("small",), lambda: ["x" * 1_000])
    large = kept.get(("large",), lambda: ["x" * 100_000])

    assert large == ["x" * 100_000]
    assert kept.get(("large",), lambda: ["anew"]) == ["anew"]
    assert kept.get(("small",), lambda: ["anew"]) is small


def test_what_is_counted_is_no_less_than_what_memory_is_taken(completed: str) -> None:
    chain = chain_of(Store().get(completed))
    for text in ("plain words ", "слова ", "言葉", "words with 🙂 "):
        value = {**chain.result, "words": [f"{text * 40}{number}" for number in range(500)]}
        assert counted_bytes(value) >= memory_of(value)


def memory_of(value: object) -> int:
    """What `value` takes, object by object."""
    seen: set[int] = set()
    left, total = [value], 0
    while left:
        each = left.pop()
        if id(each) in seen or isinstance(each, type):
            continue
        seen.add(id(each))
        total += sys.getsizeof(each)
        left += gc.get_referents(each)
    return total
