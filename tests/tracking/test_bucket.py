"""Objects in the bucket: what a call that succeeds may still have left undone."""

from __future__ import annotations

import pytest

from tests.faults import keep_back
from tracking import bucket
from tracking.client import clients
from tracking.errors import AccessDenied, ResourceMissing, ServiceError, Throttled, Unreachable


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
