"""Each role's policy allows what its processes do, and little else."""

from __future__ import annotations

import time
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import Settings

from analysis import services, worker
from analysis.submissions import Submission, submit
from tests.calls import Call, calls_of, is_allowed, policies
from tests.chaos.plain_engine import PlainEngine
from tests.conftest import Sent
from tracking import bucket, journal, listing, retention
from tracking.conf import tracking_settings
from tracking.policy import Role, policy
from tracking.store import Store
from tracking.transitions import tracked_store

TEXT = b"Interviewer: How?\n\nAnna: I keep notes. I wish there were one place.\n"


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "load_engine", lambda name: PlainEngine())


def submitted() -> str:
    return submit(Submission(files=[("anna.txt", TEXT)])).record.request_id


def refused(calls: set[Call], role: Role) -> list[Call]:
    document = policies()[role]
    return sorted(call for call in calls if not is_allowed(call, document))


def test_what_the_web_does(aws: None, sent: Sent, plain: None) -> None:
    with calls_of() as calls:
        request_id = submitted()
        services.cancel(request_id, actor="test")
        services.retry(request_id, actor="test")
        store = Store()
        store.get(request_id)
        store.get_many([request_id])
        store.events(request_id)
        listing.recent(tracking_settings(), limit=10)
        services.delete(request_id, actor="test")

    assert len(calls) > 10
    assert refused(calls, Role.WEB) == []


def test_what_a_worker_does(aws: None, sent: Sent, plain: None, settings: Settings) -> None:
    settings.TRACKING_RETENTION_DAYS = 1
    request_id = submitted()
    later = Store(clock=lambda: time.time() + 2 * 86_400)

    with calls_of() as calls:
        services.sweep()
        worker.run_analysis(request_id)
        assert retention.remove_expired(later) == 1
        bucket.put(f"{bucket.RESEARCH}analysis_x/001.txt", b"")
        assert sum(retention.erase_leftovers(later)) == 1

    assert len(calls) > 5
    assert refused(calls, Role.WORKER) == []


def test_what_an_operator_does(empty_aws: None, settings: Settings) -> None:
    settings.TRACKING_RETENTION_DAYS = 30
    settings.TRACKING_POINT_IN_TIME_RECOVERY = True

    with calls_of() as calls:
        call_command("check_tracking", apply=True, stdout=StringIO())
        call_command("rebuild_tracking", stdout=StringIO())

    assert {"dynamodb:CreateTable", "dynamodb:GetRecords", "s3:CreateBucket"} <= {call.action for call in calls}
    assert refused(calls, Role.OPERATOR) == []


def test_a_rebuild_is_within_what_an_operator_may(aws: None, sent: Sent, plain: None) -> None:
    request_id = submitted()
    services.delete(submitted(), actor="test")
    Store().delete(request_id, actor="test")

    with calls_of() as calls:
        list(journal.rebuild(tracked_store()))

    assert refused(calls, Role.OPERATOR) == []


@pytest.mark.parametrize("role", [Role.WEB, Role.WORKER])
@pytest.mark.parametrize("action", ["dynamodb:DeleteItem", "dynamodb:UpdateItem", "dynamodb:DeleteTable"])
def test_nobody_who_serves_can_change_the_audit_trail(role: Role, action: str) -> None:
    events = "arn:aws:dynamodb:us-east-1:123456789012:table/design-analysis-tracking-events"

    assert not is_allowed(Call(action, events), policies()[role])


@pytest.mark.parametrize("role", list(Role))
def test_nothing_else_is_allowed(role: Role) -> None:
    document = policies()[role]
    elsewhere = [
        Call("dynamodb:GetItem", "arn:aws:dynamodb:us-east-1:123456789012:table/payroll"),
        Call("dynamodb:Scan", "arn:aws:dynamodb:us-east-1:123456789012:table/design-analysis-tracking"),
        Call("dynamodb:DeleteTable", "arn:aws:dynamodb:us-east-1:123456789012:table/design-analysis-tracking"),
        Call("s3:GetObject", "arn:aws:s3:::payroll/1"),
        Call("sqs:SendMessage", "arn:aws:sqs:us-east-1:123456789012:payroll"),
        Call("iam:PassRole", "*"),
    ]

    assert [call for call in elsewhere if is_allowed(call, document)] == []
    assert not any("*" in action for statement in document["Statement"] for action in statement["Action"])


def test_the_names_are_those_of_the_settings(settings: Settings) -> None:
    settings.DYNAMODB_TABLE_NAME, settings.S3_BUCKET_NAME = "mine", "my-files"
    settings.DYNAMODB_REGION = "eu-central-1"
    settings.TRACKING_KMS_KEY = "1234"
    output = StringIO()

    call_command("iam_policy", "web", stdout=output)

    text = output.getvalue()
    assert '"arn:aws:dynamodb:eu-central-1:*:table/mine"' in text
    assert '"arn:aws:s3:::my-files/*"' in text
    assert '"arn:aws:kms:eu-central-1:*:key/1234"' in text
    assert "design-analysis" not in text


@pytest.mark.parametrize(
    ("region", "partition"), [("eu-central-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")]
)
def test_the_names_are_of_the_part_of_aws_that_the_region_is_in(
    settings: Settings, region: str, partition: str
) -> None:
    settings.DYNAMODB_REGION = region
    settings.TRACKING_KMS_KEY = "1234"

    for role in Role:
        for statement in policy(role, tracking_settings(), source_buckets=["studies"])["Statement"]:
            named = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
            assert all(arn == "*" or arn.startswith(f"arn:{partition}:") for arn in named), statement


def test_only_the_web_reads_other_buckets() -> None:
    def reads(role: Role) -> bool:
        document: dict[str, Any] = policy(role, tracking_settings(), source_buckets=["studies"])
        return is_allowed(Call("s3:GetObject", "arn:aws:s3:::studies/a.txt"), document)

    assert [role for role in Role if reads(role)] == [Role.WEB]
