"""The guide's integration test, and its "common issues": each with its cause and what helps."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError
from django.core.management import CommandError, call_command
from pytest_django import Settings

from tracking import bucket, tables
from tracking.client import clients
from tracking.conf import tracking_settings

TABLE = "design-analysis-tracking"
EVENTS = "design-analysis-tracking-events"


def check(*, apply: bool = False) -> tuple[bool, str]:
    """Whether all is well, and what was said."""
    output = StringIO()
    try:
        call_command("check_tracking", apply=apply, stdout=output, no_color=True)
    except CommandError as error:
        return False, output.getvalue() + str(error)
    return True, output.getvalue()


def refusing(code: str, status: int = 400) -> Callable[..., Any]:
    def call(**_: Any) -> None:
        response: Any = {"Error": {"Code": code, "Message": "x"}, "ResponseMetadata": {"HTTPStatusCode": status}}
        raise ClientError(response, "X")

    return call


def test_all_is_well_and_nothing_is_left_behind(aws: None) -> None:
    well, said = check()

    assert well, said
    assert "its changes arrive on the stream" in said
    assert "✗" not in said
    assert clients().dynamodb.scan(TableName=TABLE)["Count"] == 0
    assert clients().dynamodb.scan(TableName=EVENTS)["Count"] == 0
    assert list(bucket.keys("")) == []


def test_what_is_missing_is_told_and_with_apply_made(empty_aws: None) -> None:
    well, said = check()
    assert not well
    assert f"table {TABLE}: existence is missing" in said
    assert "--apply mends it" in said

    well, said = check(apply=True)
    assert well, said
    assert f"mended: table {TABLE}" in said
    assert check()[0]


def test_no_credentials(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def call(**_: Any) -> None:
        raise NoCredentialsError

    for method in ("describe_table", "transact_write_items"):
        monkeypatch.setattr(clients().dynamodb, method, call)

    well, said = check()

    assert not well
    assert "No AWS credentials were found." in said
    assert "Set AWS_ACCESS_KEY_ID" in said


def test_access_denied_names_action_and_resource(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients().dynamodb, "update_item", refusing("AccessDeniedException"))

    well, said = check()

    assert not well
    assert f"Access denied: dynamodb:UpdateItem on table {TABLE}." in said
    assert "manage.py iam_policy" in said


def test_access_denied_to_a_transaction_names_a_permission_that_exists(
    aws: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients().dynamodb, "transact_write_items", refusing("AccessDeniedException"))

    _, said = check()

    assert "dynamodb:PutItem" in said
    assert "TransactWriteItems" not in said


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("ProvisionedThroughputExceededException", "AWS asked to slow down"),
        ("UnrecognizedClientException", "AWS did not accept the credentials (UnrecognizedClientException)."),
        ("ExpiredTokenException", "Renew them"),
        ("InternalServerError", "No answer from AWS"),
    ],
)
def test_other_refusals(aws: None, monkeypatch: pytest.MonkeyPatch, code: str, told: str) -> None:
    monkeypatch.setattr(clients().dynamodb, "query", refusing(code))

    well, said = check()

    assert not well
    assert told in said


def test_unreachable(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def call(**_: Any) -> None:
        raise EndpointConnectionError(endpoint_url="http://127.0.0.1:1")

    monkeypatch.setattr(clients().s3, "put_object", call)

    well, said = check()

    assert not well
    assert "No answer from AWS to s3:PutObject" in said
    assert "Check the network, the endpoint and the region." in said


def test_a_bucket_in_another_region(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients().s3, "head_bucket", refusing("PermanentRedirect", 301))

    _, said = check()

    assert "is in another region" in said


def test_a_stream_that_is_off(ministack: None) -> None:
    clients().dynamodb.update_table(TableName=tracking_settings().table, StreamSpecification={"StreamEnabled": False})

    well, said = check()

    assert not well
    assert "stream is off, wanted is NEW_AND_OLD_IMAGES" in said
    assert check(apply=True)[0]


def test_encryption_that_the_account_does_not_have(
    empty_aws: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TRACKING_KMS_KEY = "no-such-key"
    monkeypatch.setattr(clients().dynamodb, "create_table", refusing("ValidationException"))

    well, said = check(apply=True)

    assert not well
    assert "TRACKING_KMS_KEY" in said


def test_a_fault_in_the_middle_leaves_no_probe_behind(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients().dynamodb, "update_item", refusing("InternalServerError", 500))

    check()

    assert clients().dynamodb.scan(TableName=TABLE)["Count"] == 0
    assert clients().dynamodb.scan(TableName=EVENTS)["Count"] == 0
    assert list(bucket.keys("")) == []


def test_it_says_what_it_looks_at(aws: None) -> None:
    _, said = check()

    assert said.startswith(f"Table {TABLE} in us-east-1, bucket design-analysis, queue throughline-analyses")
    assert tables.describe_table(TABLE) is not None


@pytest.mark.parametrize("apply", [False, True])
def test_what_only_people_can_mend_is_told_with_what_helps(aws: None, apply: bool) -> None:
    clients().s3.put_bucket_versioning(Bucket="design-analysis", VersioningConfiguration={"Status": "Enabled"})

    well, said = check(apply=apply)

    assert not well
    assert "versioning is on" in said
    assert "lifecycle rule" in said
