from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from botocore.exceptions import ClientError

from analysis import refused, submissions
from analysis.submissions import KeyReused, Submission, submit
from tests.analysis.doubles import TEXT, Clock, Dies, die, fresh
from tests.analysis.readers.documents import zipped
from tests.conftest import Sent
from tracking import bucket, journal, moves
from tracking.client import clients
from tracking.errors import AccessDenied, Deleted, ServiceError, Unreachable
from tracking.listing import due
from tracking.states import Status
from tracking.store import Store

pytestmark = pytest.mark.usefixtures("aws", "clock")
OTHER = TEXT.replace("hour", "day")


def submission(text: str = TEXT, key: str = "", **about: Any) -> Submission:
    return Submission(files=[("study.txt", text.encode())], idempotency_key=key, **about)


def uploads() -> list[str]:
    return list(bucket.keys("research-data/"))


def test_all_is_durable_before_the_message_goes(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    def seen(request_id: str) -> None:
        assert bucket.get(uploads()[0]) == TEXT.encode()
        assert Store().get(request_id).overall_status is Status.PENDING
        assert journal.knows(request_id)
        sent.append(request_id)

    monkeypatch.setattr(submissions, "enqueue", seen)
    assert sent == [] == uploads()
    record = submit(submission()).record
    assert sent == [record.request_id]


def test_a_queue_that_is_away_loses_nothing(sent: Sent, clock: Clock) -> None:
    sent.broken = True
    record = submit(submission()).record
    assert due(Store().settings, at=clock.now + moves.PENDING_GRACE) == [record.request_id]


def test_the_same_key_and_body_are_one_analysis(sent: Sent) -> None:
    first, second = submit(submission(key="k")), submit(submission(key="k"))
    assert (first.record.request_id, first.repeated, second.repeated) == (second.record.request_id, False, True)
    assert len(uploads()) == 1
    assert len(sent) == 1


def test_the_same_key_with_another_body_is_refused_and_harms_nothing(sent: Sent) -> None:
    first = submit(submission(key="k"))
    with pytest.raises(KeyReused):
        submit(submission(OTHER, key="k"))
    assert uploads() == [first.record.sources[0]["key"]]


def test_the_same_key_of_another_person_is_another_analysis(sent: Sent) -> None:
    assert (
        submit(submission(key="k", owner="a")).record.request_id
        != submit(submission(key="k", owner="b")).record.request_id
    )


@pytest.mark.parametrize(("text", "same"), [(TEXT, True), (OTHER, False)])
def test_two_requests_with_one_key_at_the_same_moment(
    sent: Sent, monkeypatch: pytest.MonkeyPatch, text: str, same: bool
) -> None:
    """Both have looked, both have uploaded; one is first to write the record."""
    create = Store.create

    def overtaken(self: Store, *args: Any, **kwargs: Any) -> Any:
        monkeypatch.setattr(Store, "create", create)
        winner.append(submit(submission(key="k")))
        return create(self, *args, **kwargs)

    winner: list[submissions.Accepted] = []
    monkeypatch.setattr(Store, "create", overtaken)
    if same:
        assert submit(submission(text, key="k")).record.request_id == winner[0].record.request_id
    else:
        with pytest.raises(KeyReused):
            submit(submission(text, key="k"))
    [source] = winner[0].record.sources
    assert uploads() == [source["key"]]
    assert bucket.get(source["key"]) == TEXT.encode()
    assert len(sent) == 1


def test_many_requests_with_one_key_at_once(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    # moto closes an object's file when another thread writes the same key; S3 has no such trouble.
    one_at_a_time, call = threading.Lock(), clients().s3._make_api_call  # type: ignore[attr-defined]

    def in_turn(*arguments: Any) -> Any:
        with one_at_a_time:
            return call(*arguments)

    monkeypatch.setattr(clients().s3, "_make_api_call", in_turn)
    answers: list[str] = []
    threads = [
        threading.Thread(target=lambda: answers.append(submit(submission(key="k")).record.request_id)) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 6
    assert len(set(answers)) == 1


def test_a_first_request_that_died_before_its_copy_is_made_durable_by_the_second(
    sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "keep", lambda *a: die())
    with pytest.raises(Dies):
        submit(submission(key="k"))
    monkeypatch.undo()
    monkeypatch.setattr("analysis.dispatch.app.send_task", sent.send_task)
    accepted = submit(submission(key="k"))
    assert accepted.repeated
    assert journal.knows(accepted.record.request_id)


def test_a_deleted_analysis_is_not_brought_back_by_its_key(sent: Sent) -> None:
    from analysis import services

    record = submit(submission(key="k")).record
    services.delete(record.request_id, actor="Ada")
    with pytest.raises(Deleted):
        submit(submission(key="k"))
    assert uploads() == []


@pytest.mark.parametrize("after", [False, True])
def test_a_lost_answer_to_the_record_is_cleared_up(sent: Sent, monkeypatch: pytest.MonkeyPatch, after: bool) -> None:
    client: Any = clients().dynamodb
    write, lost = client.transact_write_items, [True, True]

    def unreliable(**parameters: Any) -> Any:
        answer = write(**parameters) if after or not lost else None
        if lost:
            lost.pop()
            raise ConnectionResetError
        return answer

    monkeypatch.setattr(client, "transact_write_items", unreliable)
    record = submit(submission()).record
    assert len(Store().events(record.request_id)) == 1
    assert fresh(record).version == 1


def test_a_service_that_stays_away_is_an_error_and_leaves_no_record(
    sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**parameters: Any) -> Any:
        raise ConnectionRefusedError

    monkeypatch.setattr(clients().dynamodb, "transact_write_items", away)
    with pytest.raises(Unreachable):
        submit(submission())
    assert sent == []


def test_names_are_unique_whatever_was_sent(sent: Sent) -> None:
    names = ["a.txt", "a (2).txt", "a.txt", "folder/a.txt"]
    record = submit(Submission(files=[(name, TEXT.encode()) for name in names])).record
    found = [source["name"] for source in record.sources]
    assert len(set(found)) == len(found)


def unreadable(count: int) -> bytes:
    """A zip with one transcript and so many files that cannot be read, with names as long as may be."""
    return zipped({"a.txt": TEXT} | {f"{number:04}{'名' * 300}.exe": "MZ" for number in range(count)})


def test_an_archive_of_unreadable_files_fits_the_record_and_is_told_whole(sent: Sent) -> None:
    upload = Submission(files=[("all.zip", unreadable(190))], idempotency_key="k")
    first = submit(upload)
    record = fresh(first.record)
    assert len(first.refusals) == 190
    assert len(json.dumps(record.options)) < 100_000
    assert len(refused.first(record)) + refused.more(record) == 190
    assert refused.first(record)[0]["name"] == first.refusals[0].name
    assert submit(upload).refusals == first.refusals


def test_few_refusals_lie_in_the_record_alone(sent: Sent) -> None:
    accepted = submit(Submission(files=[("all.zip", unreadable(3))]))
    assert refused.every(accepted.record) == accepted.refusals
    assert refused.more(accepted.record) == 0
    assert len(uploads()) == 1


def test_what_is_refused_for_good_leaves_no_file_behind(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**parameters: Any) -> Any:
        error: Any = {
            "Error": {"Code": "ValidationException", "Message": "Item size has exceeded the maximum allowed size"}
        }
        raise ClientError(error, "TransactWriteItems")

    monkeypatch.setattr(clients().dynamodb, "transact_write_items", refuse)
    for options in ({}, {"pseudonymise": True}):
        with pytest.raises(ServiceError) as refusal:
            submit(Submission(files=[("all.zip", unreadable(30)), ("b.txt", OTHER.encode())], options=options))
        assert not refusal.value.retryable
    assert list(bucket.keys("")) == []


def test_a_bucket_that_fails_half_way_is_left_empty(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    put, left = bucket.put, [True]

    def once(key: str, body: bytes, **about: Any) -> None:
        if not left:
            raise Unreachable("S3 does not answer.")
        left.pop()
        put(key, body, **about)

    monkeypatch.setattr(bucket, "put", once)
    with pytest.raises(Unreachable):
        submit(Submission(files=[("a.txt", TEXT.encode()), ("b.txt", OTHER.encode())]))
    assert list(bucket.keys("")) == []


def test_files_of_an_analysis_that_exists_are_not_withdrawn(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    """The record was written, and only its copy in the bucket was refused."""

    def refuse(*_: object) -> None:
        raise AccessDenied("S3 refuses to keep it.")

    monkeypatch.setattr(journal, "keep", refuse)
    with pytest.raises(AccessDenied):
        submit(submission(key="k"))
    assert len(uploads()) == 1


def test_names_and_titles_hold_nothing_invisible(sent: Sent) -> None:
    inside = zipped({"fol\x1bder\u202e/in\nner\x00\u2028 file.txt": TEXT, "e\u202exe.txt": OTHER})
    accepted = submit(Submission(files=[("al\u202el.zip", inside)], title="A\x00 ti\u202etle\n \x1bhere 👩\u200d💻"))
    assert accepted.record.title == "A title here 👩\u200d💻"
    assert accepted.record.sources[0]["name"] == "all.zip"
