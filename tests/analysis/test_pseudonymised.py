"""A pseudonymised analysis: real names lie in one place, keep their pseudonyms, and are forgotten for good."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from analysis import personal, services, worker
from analysis.checkpoints import latest_study
from analysis.errors import NothingToForget
from analysis.results import current_result
from analysis.submissions import Submission, submit
from analysis.transcripts import Role
from analysis.usable import UnusableSubmission
from tests.analysis.doubles import Clock, Dies, Engine, die, fresh, once
from tests.faults import keep_back
from tracking import bucket, moves
from tracking.client import clients
from tracking.documents import status_document
from tracking.errors import IllegalTransition, Throttled
from tracking.record import Record
from tracking.states import Status, Step
from tracking.store import Store

pytestmark = pytest.mark.usefixtures("clock")

TALK = """Rosalind Okafor: How do you plan your day?

Benedikt Sørensen: On paper, and then I call Rosalind on +44 20 7946 0018. My wife Ottilie helps.

Rosalind Okafor: And when it changes?

Benedikt Sørensen: I lose an hour over it every week.
"""
NAMES = ("Rosalind", "Okafor", "Benedikt", "Sørensen", "Ottilie", "7946")


def packed(**files: str) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.txt", text)
    return body.getvalue()


def pseudonymised(*files: tuple[str, bytes], **options: Any) -> Record:
    """An analysis that was just submitted."""
    given = files or (("Benedikt Sørensen.txt", TALK.encode()),)
    return submit(Submission(files=given, options={"pseudonymise": True, **options})).record


def everything() -> dict[str, str]:
    """Every object in the bucket, as text."""
    found = {}
    for key in bucket.keys(""):
        body = bucket.get_json(key) if ".json" in key else bucket.get(key).decode("utf-8", "replace")
        found[key] = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return found


def items() -> str:
    """Every item of both tables, as text."""
    tables = clients().dynamodb.list_tables()["TableNames"]
    return str([clients().dynamodb.scan(TableName=table)["Items"] for table in tables])


def named_outside(record: Record) -> dict[str, list[str]]:
    """Where a real name stands that is not kept apart: in bucket and tables, in what API and pages are made of."""
    shown = {
        "tables": items(),
        "status": str(status_document(fresh(record).to_item())),
        "result": str(current_result(fresh(record))),
        **{key: text for key, text in everything().items() if not key.startswith("personal-data/")},
    }
    found = {place: [name for name in NAMES if name in text] for place, text in shown.items()}
    return {place: names for place, names in found.items() if names}


def test_no_real_name_stands_anywhere_else(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    record = pseudonymised(interviewers=["Rosalind Okafor"])
    worker.run_analysis(record.request_id)

    assert fresh(record).overall_status is Status.COMPLETED
    assert named_outside(record) == {}
    assert not [name for name in NAMES if name in caplog.text]
    assert [source["name"] for source in fresh(record).sources] == ["Transcript 1.txt"]
    assert fresh(record).title == "Pseudonymised study"
    kept = everything()[f"personal-data/{record.request_id}/pseudonyms.json"]
    assert set(json.loads(kept).values()) >= {"Rosalind Okafor", "Benedikt Sørensen", "Ottilie", "+44 20 7946 0018"}


def test_files_inside_archives_and_refused_ones_name_nobody_either(engine: Engine) -> None:
    inside = packed(Ottilie=TALK, Benedikt="Benedikt: I wait for days.\n\nRosalind: And then?\n\nBenedikt: I go.")
    record = pseudonymised(("Rosalind.zip", inside), ("Ottilie.exe", b"MZ\x90"), ("Okafor.txt", b""))
    worker.run_analysis(record.request_id)

    assert named_outside(record) == {}
    study = latest_study(fresh(record))
    assert study is not None
    assert [each.name for each in study.transcripts] == ["Transcript 1.zip/1.txt", "Transcript 1.zip/2.txt"]
    assert [each["name"] for each in fresh(record).options["refused"]] == ["Transcript 2.exe", "Transcript 3.txt"]


def test_whoever_sent_nothing_usable_is_told_of_their_files_by_name(engine: Engine) -> None:
    with pytest.raises(UnusableSubmission, match=r"“Ottilie\.exe”"):
        pseudonymised(("Ottilie.exe", b"MZ\x90"))
    assert list(bucket.keys("")) == []


def test_interviewers_named_at_the_submission_ask(engine: Engine) -> None:
    record = pseudonymised(interviewers=["Benedikt Sørensen"])
    worker.run_analysis(record.request_id)

    assert roles(record) == {"Person 1": "participant", "Person 2": "interviewer"}


def roles(record: Record) -> dict[str, str]:
    study = latest_study(fresh(record))
    assert study is not None
    return {turn.speaker: turn.role.value for each in study.transcripts for turn in each.turns}


def test_columns_are_chosen_under_the_names_their_owner_knows(engine: Engine) -> None:
    table = b"who,answer,note\nAnn,It is slow and hard to use,I never asked for any of it\n"
    record = pseudonymised(("Okafor.csv", table), text_columns={"Okafor.csv": ["note"]})
    worker.run_analysis(record.request_id)

    assert [chunk["content"] for chunk in current_result(fresh(record))["chunks"]] == ["I never asked for any of it"]
    assert named_outside(record) == {}


def test_a_second_run_gives_everybody_the_same_pseudonym(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    record = pseudonymised()
    worker.run_analysis(record.request_id)
    first = latest_study(fresh(record))
    # What a later version of the rules would have done: people found in another order.
    swapped = {"Person 7": "Rosalind Okafor", "Person 3": "Benedikt Sørensen", "[phone 4]": "+44 20 7946 0018"}
    personal.keep_pseudonyms(record.request_id, swapped)
    services.retry(record.request_id, actor="Ada", from_step=Step.CHUNKING)
    worker.run_analysis(record.request_id)

    second = latest_study(fresh(record))
    assert first is not None
    assert second is not None
    assert first.transcripts[0].speakers == ("Person 1", "Person 2")
    assert second.transcripts[0].speakers == ("Person 7", "Person 3")
    assert "I call Person 7 on [phone 4]. My wife Person 8 helps." in second.transcripts[0].text


def test_interviewers_are_corrected_by_their_pseudonyms(engine: Engine) -> None:
    record = pseudonymised(interviewers=["Rosalind Okafor"])
    worker.run_analysis(record.request_id)
    services.retry(record.request_id, actor="Ada", interviewers=["Person 2"])
    worker.run_analysis(record.request_id)

    assert roles(record) == {"Person 1": "participant", "Person 2": "interviewer"}
    assert named_outside(record) == {}


class TestForgetting:
    def test_takes_names_and_files_and_leaves_the_findings(self, engine: Engine) -> None:
        record = pseudonymised()
        worker.run_analysis(record.request_id)
        before = current_result(fresh(record))
        services.forget_names(record.request_id, actor="Ada")

        assert list(bucket.keys("personal-data/")) == []
        assert not [name for name in NAMES if name in str(everything()) + items()]
        assert current_result(fresh(record)) == before
        assert fresh(record).due_at is None
        assert [event.message for event in Store().events(record.request_id)[-2:]] == [
            "Forgetting the names was asked for by Ada",
            "The names behind the pseudonyms were forgotten",
        ]

    def test_a_later_run_lives_on_the_kept_transcripts(self, engine: Engine) -> None:
        record = pseudonymised()
        worker.run_analysis(record.request_id)
        text = latest_study(fresh(record))
        services.forget_names(record.request_id, actor="Ada")
        services.retry(record.request_id, actor="Ada", interviewers=["Person 2"])
        worker.run_analysis(record.request_id)

        assert fresh(record).overall_status is Status.COMPLETED
        after = latest_study(fresh(record))
        assert text is not None
        assert after is not None
        assert after.transcripts[0].text == text.transcripts[0].text
        assert {t.speaker: t.role for t in after.transcripts[0].turns}["Person 2"] is Role.INTERVIEWER

    def test_before_anything_was_read_leaves_nothing_to_run_on(self, engine: Engine) -> None:
        record = pseudonymised()
        services.cancel(record.request_id, actor="Ada")
        services.forget_names(record.request_id, actor="Ada")
        services.retry(record.request_id, actor="Ada")
        worker.run_analysis(record.request_id)

        failure = fresh(record).failure
        assert failure is not None
        assert failure.kind == "names_forgotten"
        assert "Submit the files again." in failure.message

    def test_twice_or_without_pseudonyms_is_refused(self, engine: Engine) -> None:
        record = pseudonymised()
        worker.run_analysis(record.request_id)
        services.forget_names(record.request_id, actor="Ada")
        with pytest.raises(NothingToForget):
            services.forget_names(record.request_id, actor="Ada")
        plain = submit(Submission(files=[("anna.txt", TALK.encode())])).record
        worker.run_analysis(plain.request_id)
        with pytest.raises(NothingToForget):
            services.forget_names(plain.request_id, actor="Ada")

    def test_while_it_runs_is_refused(self, engine: Engine) -> None:
        record = pseudonymised()
        with pytest.raises(IllegalTransition, match="when it has ended"):
            services.forget_names(record.request_id, actor="Ada")
        assert bucket.exists(record.sources[0]["key"])

    def test_that_died_half_way_is_finished_by_the_sweep(
        self, engine: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        record = pseudonymised()
        worker.run_analysis(record.request_id)
        with monkeypatch.context() as patch:
            patch.setattr(personal, "erase", lambda request_id: die())
            with pytest.raises(Dies):
                services.forget_names(record.request_id, actor="Ada")
        assert list(bucket.keys("personal-data/"))
        clock.now += moves.PENDING_GRACE
        services.sweep()

        assert list(bucket.keys("personal-data/")) == []
        assert fresh(record).due_at is None
        assert Store().events(record.request_id)[-1].actor == "sweep"

    @pytest.mark.parametrize("from_step", list(Step))
    def test_that_the_bucket_refused_is_finished_before_anything_runs_again(
        self, engine: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch, from_step: Step
    ) -> None:
        """A run from a later step reads no files: it would end with nothing due, and the names would stay for good."""
        record = pseudonymised()
        worker.run_analysis(record.request_id)
        names = list(bucket.keys("personal-data/"))
        with monkeypatch.context() as patch:
            keep_back(patch, names, "SlowDown")
            with pytest.raises(Throttled):
                services.forget_names(record.request_id, actor="Ada")
            clock.now += moves.PENDING_GRACE
            services.sweep()
        assert list(bucket.keys("personal-data/")) == names
        with pytest.raises(IllegalTransition, match="being forgotten"):
            services.retry(record.request_id, actor="Ada", from_step=from_step)
        clock.now += moves.PENDING_GRACE
        services.sweep()
        assert list(bucket.keys("personal-data/")) == []

        services.retry(record.request_id, actor="Ada", from_step=from_step)
        worker.run_analysis(record.request_id)
        assert fresh(record).overall_status is Status.COMPLETED
        assert list(bucket.keys("personal-data/")) == []

    def test_that_died_half_way_goes_on_when_asked_again(self, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
        record = pseudonymised()
        worker.run_analysis(record.request_id)
        with monkeypatch.context() as patch:
            patch.setattr(personal, "erase", lambda request_id: die())
            with pytest.raises(Dies):
                services.forget_names(record.request_id, actor="Ada")
        services.forget_names(record.request_id, actor="Ada")

        assert list(bucket.keys("personal-data/")) == []
        assert fresh(record).due_at is None

    def test_that_a_sweep_finished_first_is_no_error(self, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
        record = pseudonymised()
        worker.run_analysis(record.request_id)
        erase = personal.erase

        def erased_by_both(request_id: str) -> int:
            store = Store()
            store.move(request_id, lambda record: moves.forgotten(record, store.clock(), actor="sweep"))
            return erase(request_id)

        monkeypatch.setattr(personal, "erase", erased_by_both)
        services.forget_names(record.request_id, actor="Ada")

        told = [event.message for event in Store().events(record.request_id)]
        assert told.count("The names behind the pseudonyms were forgotten") == 1

    def test_a_worker_that_was_cancelled_while_it_read_brings_nothing_back(
        self, engine: Engine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        record = pseudonymised()
        keep = personal.keep_pseudonyms

        def forgotten_meanwhile() -> None:
            services.cancel(record.request_id, actor="Ada")
            services.forget_names(record.request_id, actor="Ada")

        first = once(forgotten_meanwhile)

        def kept_late(request_id: str, pseudonyms: dict[str, str]) -> None:
            first()
            keep(request_id, pseudonyms)

        monkeypatch.setattr(personal, "keep_pseudonyms", kept_late)
        worker.run_analysis(record.request_id)

        assert list(bucket.keys("personal-data/")) == []

    def test_a_deletion_takes_the_names_along(self, engine: Engine) -> None:
        record = pseudonymised()
        worker.run_analysis(record.request_id)
        services.delete(record.request_id, actor="Ada")

        assert list(bucket.keys("")) == [f"deleted/{record.request_id}.json"]
        assert not [name for name in NAMES if name in str(everything()) + items()]
