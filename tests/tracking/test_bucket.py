"""Objects in the bucket, alike on moto and on MiniStack; and what a call that succeeds may still have left undone."""

from __future__ import annotations

import io
from typing import Any

import pytest
from botocore.exceptions import ClientError
from pytest_django import Settings

from tests.faults import keep_back
from tracking import bucket
from tracking.client import clients
from tracking.errors import AccessDenied, ResourceMissing, ServiceError, ServiceRefused, Throttled, Unreachable
from tracking.states import Step


@pytest.fixture(params=["aws", "ministack"])
def anywhere(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue(request.param)


def refuse(monkeypatch: pytest.MonkeyPatch, method: str, code: str) -> None:
    def refused(**_: Any) -> None:
        raise ClientError({"Error": {"Code": code, "Message": "no"}}, method)

    monkeypatch.setattr(clients().s3, method, refused)


@pytest.mark.usefixtures("anywhere")
class TestObjects:
    @pytest.mark.parametrize("key", ["plain.json", "packed.json.gz"])
    def test_json_comes_back_as_it_was(self, key: str) -> None:
        document = {"words": "Ich möchte 一个 🎉", "numbers": [1, 2.5, None, True]}
        bucket.put_json(key, document)

        assert bucket.get_json(key) == document

    def test_packed_json_of_the_same_document_is_the_same_object(self) -> None:
        """So that a write that is tried again changes nothing."""
        bucket.put_json("a.json.gz", ["word"] * 100)
        bucket.put_json("b.json.gz", ["word"] * 100)

        assert bucket.get("a.json.gz") == bucket.get("b.json.gz")
        assert len(bucket.get("a.json.gz")) < 100

    def test_what_is_not_there_is_missing(self) -> None:
        with pytest.raises(ResourceMissing):
            bucket.get_json("nothing.json")
        assert not bucket.exists("nothing")
        assert bucket.last_write("nothing/") is None
        assert bucket.delete_all("nothing/") == 0

    def test_one_that_is_too_large_is_not_read(self) -> None:
        bucket.put("large", b"x" * 101)

        with pytest.raises(ValueError, match="100"):
            bucket.get("large", max_bytes=100)
        assert len(bucket.get("large", max_bytes=101)) == 101

    def test_written_once_it_is_never_overwritten(self) -> None:
        assert bucket.put_json_once("curation/a/000001.json", {"by": "Ada"})
        assert not bucket.put_json_once("curation/a/000001.json", {"by": "Ben"})
        assert bucket.get_json("curation/a/000001.json") == {"by": "Ada"}

    def test_all_of_one_analysis_goes_and_nothing_of_one_whose_id_begins_alike(self) -> None:
        for key in ("checkpoints/analysis_a/1/x", "checkpoints/analysis_a/2/x", "checkpoints/analysis_ab/1/x"):
            bucket.put(key, b"")

        assert bucket.delete_all("checkpoints/analysis_a/") == 2
        assert list(bucket.keys("checkpoints/")) == ["checkpoints/analysis_ab/1/x"]

    def test_folders_are_named_once_page_by_page(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(bucket, "FOLDERS_A_PAGE", 2)
        for key in ("j/b/1", "j/b/2", "j/a/1", "j/c/1/deep", "j/loose", "k/d/1"):
            bucket.put(key, b"")

        pages = list(bucket.folders("j/"))

        assert [name for page in pages for name in page] == ["a", "b", "c"]
        assert max(map(len, pages)) <= 2


@pytest.mark.usefixtures("aws")
class TestFaults:
    @pytest.mark.parametrize("code", ["PreconditionFailed", "ConditionalRequestConflict"])
    def test_whoever_is_second_is_told_so(self, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
        refuse(monkeypatch, "put_object", code)

        assert not bucket.put_json_once("a.json", {})

    def test_another_fault_is_not_taken_for_being_second(self, monkeypatch: pytest.MonkeyPatch) -> None:
        refuse(monkeypatch, "put_object", "SlowDown")

        with pytest.raises(Throttled):
            bucket.put_json_once("a.json", {})

    def test_a_bucket_that_does_not_answer_does_not_say_that_an_object_is_missing(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        refuse(monkeypatch, "head_object", "403")

        with pytest.raises(AccessDenied):
            bucket.exists("a.json")

    def test_a_body_that_breaks_off_is_an_error(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Breaks(io.BytesIO):
            def read(self, *_: Any) -> bytes:
                raise ConnectionResetError

        monkeypatch.setattr(clients().s3, "get_object", lambda **_: {"Body": Breaks(), "ContentLength": 3})

        with pytest.raises(Unreachable):
            bucket.get("a.json")


class TestMaking:
    @pytest.mark.parametrize("region", ["us-east-1", "eu-central-1"])
    def test_it_is_made_in_the_region_of_the_settings_once(
        self, empty_aws: None, settings: Settings, region: str
    ) -> None:
        settings.DYNAMODB_REGION = region
        clients.cache_clear()
        try:
            bucket.ensure_bucket()
            bucket.ensure_bucket()
            bucket.check()
            place = clients().s3.get_bucket_location(Bucket=settings.S3_BUCKET_NAME)["LocationConstraint"]
        finally:
            clients.cache_clear()

        assert (place or "us-east-1") == region

    def test_made_by_somebody_else_in_the_same_moment_it_is_ours_all_the_same(
        self, empty_aws: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        refuse(monkeypatch, "create_bucket", "BucketAlreadyOwnedByYou")

        bucket.ensure_bucket()

    def test_one_of_another_account_is_refused(self, empty_aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
        refuse(monkeypatch, "create_bucket", "BucketAlreadyExists")

        with pytest.raises(ServiceRefused):
            bucket.ensure_bucket()


class TestKeys:
    def test_no_attempt_overwrites_what_another_wrote(self) -> None:
        for key in (
            bucket.result_key,
            bucket.transcripts_key,
            lambda of, attempt: bucket.checkpoint_key(of, attempt, Step.CHUNKING),
            lambda of, attempt: bucket.part_key(of, attempt, Step.CHUNKING, 1),
        ):
            assert len({key("analysis_a", attempt) for attempt in (1, 2, 3)}) == 3

    def test_two_contents_under_one_name_are_two_objects(self) -> None:
        keys = {bucket.upload_key("research-data/a/", 1, data, ".txt") for data in (b"one", b"two", b"one")}

        assert len(keys) == 2

    def test_edits_are_in_the_order_of_their_numbers(self) -> None:
        keys = [bucket.curation_key("a", number) for number in (9, 10, 100)]

        assert keys == sorted(keys)


@pytest.mark.parametrize(
    ("code", "error"), [("SlowDown", Throttled), ("InternalError", Unreachable), ("AccessDenied", AccessDenied)]
)
def test_an_object_that_could_not_be_deleted_is_no_success(
    aws: None, monkeypatch: pytest.MonkeyPatch, code: str, error: type[ServiceError]
) -> None:
    for name in ("a", "b", "c"):
        bucket.put(f"folder/{name}", b"words")
    keep_back(monkeypatch, {"folder/b"}, code)

    with pytest.raises(error) as raised:
        bucket.delete_all("folder/")
    assert raised.value.retryable == (error is not AccessDenied)
    assert list(bucket.keys("folder/")) == ["folder/b"]


def test_more_objects_than_one_call_takes_are_all_deleted(aws: None) -> None:
    for number in range(1_001):
        clients().s3.put_object(Bucket="design-analysis", Key=f"folder/{number:04d}", Body=b"")
    assert bucket.delete_all("folder/") == 1_001
    assert list(bucket.keys("")) == []


def test_of_a_missing_object_nobody_is_told_to_create_tables(aws: None) -> None:
    with pytest.raises(ResourceMissing) as missing:
        bucket.get("analysis-results/analysis_a.json")
    assert "submit it again" in missing.value.remedy
    assert "check_tracking" not in missing.value.remedy


def test_of_a_missing_bucket_the_remedy_creates_it(empty_aws: None) -> None:
    with pytest.raises(ResourceMissing, match="check_tracking --apply"):
        bucket.get("analysis-results/analysis_a.json")
